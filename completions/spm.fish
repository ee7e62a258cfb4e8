# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_spm_global_optspecs
    string join \n workspace= as-of= q/quiet v/verbose threads= y/yes f/format= o/output= color= width= all-columns all-rows ascii no-pager spreadsheet-safe raw-text h/help V/version
end

function __fish_spm_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_spm_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_spm_using_subcommand
    set -l cmd (__fish_spm_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c spm -n "__fish_spm_needs_command" -l workspace -d 'The workspace: a directory with a spm.toml. Without it, the nearest one upwards. Example: --workspace acme' -r -F
complete -c spm -n "__fish_spm_needs_command" -l as-of -d 'The day as of which reports are made; today if absent. Example: --as-of 2026-11-20' -r
complete -c spm -n "__fish_spm_needs_command" -l threads -d 'Threads to work with; all if absent. Results do not depend on it. Example: --threads 1' -r
complete -c spm -n "__fish_spm_needs_command" -s f -l format -d 'table, csv, tsv, json, ndjson, markdown or parquet; svg for a chart. Else by the ending of -o, else by `SPM_FORMAT`, else a table on a terminal and CSV in a pipe. Example: -f json' -r
complete -c spm -n "__fish_spm_needs_command" -s o -l output -d 'Write to this file, whole or not at all; `-` is standard output. Example: -o october.csv' -r -F
complete -c spm -n "__fish_spm_needs_command" -l color -d 'When to colour: auto (on a terminal, unless `NO_COLOR` is set), always or never. Example: --color never' -r
complete -c spm -n "__fish_spm_needs_command" -l width -d 'Columns of the terminal, for tables; 0 for no limit. Example: --width 80' -r
complete -c spm -n "__fish_spm_needs_command" -s q -l quiet -d 'Say less: errors only. Example: spm -q import'
complete -c spm -n "__fish_spm_needs_command" -s v -l verbose -d 'Say more: what was read, how it was mapped. Example: spm -v attainment'
complete -c spm -n "__fish_spm_needs_command" -s y -l yes -d 'Answer every question with yes. Example: spm init --yes acme'
complete -c spm -n "__fish_spm_needs_command" -l all-columns -d 'Hide no column, however narrow the terminal. Example: --all-columns'
complete -c spm -n "__fish_spm_needs_command" -l all-rows -d 'Show every row of a long table on a terminal. Example: --all-rows'
complete -c spm -n "__fish_spm_needs_command" -l ascii -d 'Draw rules and charts with ASCII only. Example: --ascii'
complete -c spm -n "__fish_spm_needs_command" -l no-pager -d 'Do not start the pager that `SPM_PAGER` or `PAGER` names. Example: --no-pager'
complete -c spm -n "__fish_spm_needs_command" -l spreadsheet-safe -d 'Put \' before text that a spreadsheet would run as a formula; the default for -o. Example: --spreadsheet-safe'
complete -c spm -n "__fish_spm_needs_command" -l raw-text -d 'Write text as it is, also to files. Example: --raw-text -o deals.csv'
complete -c spm -n "__fish_spm_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c spm -n "__fish_spm_needs_command" -s V -l version -d 'Print version'
complete -c spm -n "__fish_spm_needs_command" -f -a "init" -d 'Make a workspace, empty or with a sample company'
complete -c spm -n "__fish_spm_needs_command" -f -a "import" -d 'Read exports, check them and write canonical Parquet'
complete -c spm -n "__fish_spm_needs_command" -f -a "check" -d 'List what would go wrong before payday: in tables, plans, and between them'
complete -c spm -n "__fish_spm_needs_command" -f -a "attainment" -d 'Show what was credited against quota: by rep, team, product, month …'
complete -c spm -n "__fish_spm_needs_command" -f -a "metrics" -d 'Show the scoreboard: win rates, deal sizes, cycles, pipeline, activities, retention …; what to coach'
complete -c spm -n "__fish_spm_needs_command" -f -a "commissions" -d 'Work out commissions: a line for each rep, or for each credit and tier slice'
complete -c spm -n "__fish_spm_needs_command" -f -a "config" -d 'Show each setting and where it came from'
complete -c spm -n "__fish_spm_needs_command" -f -a "completions" -d 'Print a script that completes commands and flags in a shell'
complete -c spm -n "__fish_spm_needs_command" -f -a "man" -d 'Print the manual page'
complete -c spm -n "__fish_spm_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c spm -n "__fish_spm_using_subcommand init" -l workspace -d 'The workspace: a directory with a spm.toml. Without it, the nearest one upwards. Example: --workspace acme' -r -F
complete -c spm -n "__fish_spm_using_subcommand init" -l as-of -d 'The day as of which reports are made; today if absent. Example: --as-of 2026-11-20' -r
complete -c spm -n "__fish_spm_using_subcommand init" -l threads -d 'Threads to work with; all if absent. Results do not depend on it. Example: --threads 1' -r
complete -c spm -n "__fish_spm_using_subcommand init" -s f -l format -d 'table, csv, tsv, json, ndjson, markdown or parquet; svg for a chart. Else by the ending of -o, else by `SPM_FORMAT`, else a table on a terminal and CSV in a pipe. Example: -f json' -r
complete -c spm -n "__fish_spm_using_subcommand init" -s o -l output -d 'Write to this file, whole or not at all; `-` is standard output. Example: -o october.csv' -r -F
complete -c spm -n "__fish_spm_using_subcommand init" -l color -d 'When to colour: auto (on a terminal, unless `NO_COLOR` is set), always or never. Example: --color never' -r
complete -c spm -n "__fish_spm_using_subcommand init" -l width -d 'Columns of the terminal, for tables; 0 for no limit. Example: --width 80' -r
complete -c spm -n "__fish_spm_using_subcommand init" -l sample -d 'With the invented company Acme and its exports. Example: spm init --sample acme'
complete -c spm -n "__fish_spm_using_subcommand init" -s q -l quiet -d 'Say less: errors only. Example: spm -q import'
complete -c spm -n "__fish_spm_using_subcommand init" -s v -l verbose -d 'Say more: what was read, how it was mapped. Example: spm -v attainment'
complete -c spm -n "__fish_spm_using_subcommand init" -s y -l yes -d 'Answer every question with yes. Example: spm init --yes acme'
complete -c spm -n "__fish_spm_using_subcommand init" -l all-columns -d 'Hide no column, however narrow the terminal. Example: --all-columns'
complete -c spm -n "__fish_spm_using_subcommand init" -l all-rows -d 'Show every row of a long table on a terminal. Example: --all-rows'
complete -c spm -n "__fish_spm_using_subcommand init" -l ascii -d 'Draw rules and charts with ASCII only. Example: --ascii'
complete -c spm -n "__fish_spm_using_subcommand init" -l no-pager -d 'Do not start the pager that `SPM_PAGER` or `PAGER` names. Example: --no-pager'
complete -c spm -n "__fish_spm_using_subcommand init" -l spreadsheet-safe -d 'Put \' before text that a spreadsheet would run as a formula; the default for -o. Example: --spreadsheet-safe'
complete -c spm -n "__fish_spm_using_subcommand init" -l raw-text -d 'Write text as it is, also to files. Example: --raw-text -o deals.csv'
complete -c spm -n "__fish_spm_using_subcommand init" -s h -l help -d 'Print help'
complete -c spm -n "__fish_spm_using_subcommand init" -s V -l version -d 'Print version'
complete -c spm -n "__fish_spm_using_subcommand import" -l to -d 'Write the table to this Parquet file instead of the workspace\'s data folder; with one table. Example: --to deals.parquet' -r -F
complete -c spm -n "__fish_spm_using_subcommand import" -l profile -d 'The CRM that wrote the deals: salesforce, hubspot, pipedrive, dynamics, zoho, odoo, or a profile file. Found from the header if absent. Example: --profile hubspot' -r
complete -c spm -n "__fish_spm_using_subcommand import" -l column -d 'Take a column of the table from a header of the file; `TABLE.` in front for another table than the first. Example: --column amount=\'Amount (converted)\'' -r
complete -c spm -n "__fish_spm_using_subcommand import" -l value -d 'Give a column of the table one constant value. Example: --value stage=\'Closed Won\'' -r
complete -c spm -n "__fish_spm_using_subcommand import" -l date-order -d 'How 03/04/2026 is read: mdy is 4 March, dmy is 3 April. Example: --date-order dmy' -r
complete -c spm -n "__fish_spm_using_subcommand import" -l encoding -d 'Encoding of the files, when not UTF-8 or UTF-16 with a mark. Example: --encoding windows-1252' -r
complete -c spm -n "__fish_spm_using_subcommand import" -l delimiter -d 'The character between fields, when the header leaves a doubt; `tab` for a tab. Example: --delimiter \';\'' -r
complete -c spm -n "__fish_spm_using_subcommand import" -l skip-lines -d 'Lines before the header. Example: --skip-lines 1' -r
complete -c spm -n "__fish_spm_using_subcommand import" -l timezone -d 'Time zone in which a time becomes a day; the workspace\'s, else UTC. Example: --timezone Europe/Berlin' -r
complete -c spm -n "__fish_spm_using_subcommand import" -l won -d 'Names of won stages. Example: --won \'Closed Won\' --won Signed' -r
complete -c spm -n "__fish_spm_using_subcommand import" -l allow-rejects -d 'Go on without rows that cannot be read, at most N of them; the run then ends with code 3. Example: --allow-rejects 5' -r
complete -c spm -n "__fish_spm_using_subcommand import" -l rejects -d 'Write the rows that cannot be read to this CSV file: file, row, column, value, reason. Example: --rejects rejects.csv' -r -F
complete -c spm -n "__fish_spm_using_subcommand import" -l workspace -d 'The workspace: a directory with a spm.toml. Without it, the nearest one upwards. Example: --workspace acme' -r -F
complete -c spm -n "__fish_spm_using_subcommand import" -l as-of -d 'The day as of which reports are made; today if absent. Example: --as-of 2026-11-20' -r
complete -c spm -n "__fish_spm_using_subcommand import" -l threads -d 'Threads to work with; all if absent. Results do not depend on it. Example: --threads 1' -r
complete -c spm -n "__fish_spm_using_subcommand import" -s f -l format -d 'table, csv, tsv, json, ndjson, markdown or parquet; svg for a chart. Else by the ending of -o, else by `SPM_FORMAT`, else a table on a terminal and CSV in a pipe. Example: -f json' -r
complete -c spm -n "__fish_spm_using_subcommand import" -s o -l output -d 'Write to this file, whole or not at all; `-` is standard output. Example: -o october.csv' -r -F
complete -c spm -n "__fish_spm_using_subcommand import" -l color -d 'When to colour: auto (on a terminal, unless `NO_COLOR` is set), always or never. Example: --color never' -r
complete -c spm -n "__fish_spm_using_subcommand import" -l width -d 'Columns of the terminal, for tables; 0 for no limit. Example: --width 80' -r
complete -c spm -n "__fish_spm_using_subcommand import" -l dry-run -d 'Say what would be read, mapped and refused, and write nothing. Example: spm import --dry-run'
complete -c spm -n "__fish_spm_using_subcommand import" -l decimal-comma -d '1.234,50 is one thousand two hundred and thirty-four and a half. Example: --decimal-comma'
complete -c spm -n "__fish_spm_using_subcommand import" -l decimal-point -d '1,234.50 is one thousand two hundred and thirty-four and a half. Example: --decimal-point'
complete -c spm -n "__fish_spm_using_subcommand import" -s q -l quiet -d 'Say less: errors only. Example: spm -q import'
complete -c spm -n "__fish_spm_using_subcommand import" -s v -l verbose -d 'Say more: what was read, how it was mapped. Example: spm -v attainment'
complete -c spm -n "__fish_spm_using_subcommand import" -s y -l yes -d 'Answer every question with yes. Example: spm init --yes acme'
complete -c spm -n "__fish_spm_using_subcommand import" -l all-columns -d 'Hide no column, however narrow the terminal. Example: --all-columns'
complete -c spm -n "__fish_spm_using_subcommand import" -l all-rows -d 'Show every row of a long table on a terminal. Example: --all-rows'
complete -c spm -n "__fish_spm_using_subcommand import" -l ascii -d 'Draw rules and charts with ASCII only. Example: --ascii'
complete -c spm -n "__fish_spm_using_subcommand import" -l no-pager -d 'Do not start the pager that `SPM_PAGER` or `PAGER` names. Example: --no-pager'
complete -c spm -n "__fish_spm_using_subcommand import" -l spreadsheet-safe -d 'Put \' before text that a spreadsheet would run as a formula; the default for -o. Example: --spreadsheet-safe'
complete -c spm -n "__fish_spm_using_subcommand import" -l raw-text -d 'Write text as it is, also to files. Example: --raw-text -o deals.csv'
complete -c spm -n "__fish_spm_using_subcommand import" -s h -l help -d 'Print help'
complete -c spm -n "__fish_spm_using_subcommand import" -s V -l version -d 'Print version'
complete -c spm -n "__fish_spm_using_subcommand check" -s p -l period -d 'The days whose deals and quotas are looked at; the twelve months up to the as-of day if absent. Example: --period 2026-Q4' -r
complete -c spm -n "__fish_spm_using_subcommand check" -l deals -d 'Deals: one row an opportunity. Example: --deals opportunities.csv' -r
complete -c spm -n "__fish_spm_using_subcommand check" -l splits -d 'Shares of deals: deal, rep, percent. Example: --splits splits.csv' -r
complete -c spm -n "__fish_spm_using_subcommand check" -l reps -d 'Reps: who they are, dated. Example: --reps users.csv' -r
complete -c spm -n "__fish_spm_using_subcommand check" -l quotas -d 'Quotas: rep, period, amount. Example: --quotas quotas.csv' -r
complete -c spm -n "__fish_spm_using_subcommand check" -l exchange-rates -d 'Exchange rates: date, from, to, rate. Example: --exchange-rates rates.csv' -r
complete -c spm -n "__fish_spm_using_subcommand check" -l accounts -d 'Accounts, for grouping by their columns. Example: --accounts accounts.csv' -r
complete -c spm -n "__fish_spm_using_subcommand check" -l leaves -d 'Days on which reps were away: rep, from, to. Example: --leaves leaves.csv' -r
complete -c spm -n "__fish_spm_using_subcommand check" -l plans -d 'Plans: TOML files or a folder of them. Example: --plans plans/' -r -F
complete -c spm -n "__fish_spm_using_subcommand check" -l events -d 'What happened after the booking: deal, date, kind (invoice, payment, refund, cancel, release), amount. Example: --events billing.csv' -r
complete -c spm -n "__fish_spm_using_subcommand check" -l adjustments -d 'Amounts added to pay by hand: rep, period, amount, reason. Example: --adjustments adjustments.csv' -r
complete -c spm -n "__fish_spm_using_subcommand check" -l scores -d 'How far objectives were met: rep, period, element, score (1.0 is fully). Example: --scores scores.csv' -r
complete -c spm -n "__fish_spm_using_subcommand check" -l profile -d 'The CRM that wrote the deals: salesforce, hubspot, pipedrive, dynamics, zoho, odoo, or a profile file. Found from the header if absent. Example: --profile hubspot' -r
complete -c spm -n "__fish_spm_using_subcommand check" -l column -d 'Take a column of the table from a header of the file; `TABLE.` in front for another table than the first. Example: --column amount=\'Amount (converted)\'' -r
complete -c spm -n "__fish_spm_using_subcommand check" -l value -d 'Give a column of the table one constant value. Example: --value stage=\'Closed Won\'' -r
complete -c spm -n "__fish_spm_using_subcommand check" -l date-order -d 'How 03/04/2026 is read: mdy is 4 March, dmy is 3 April. Example: --date-order dmy' -r
complete -c spm -n "__fish_spm_using_subcommand check" -l encoding -d 'Encoding of the files, when not UTF-8 or UTF-16 with a mark. Example: --encoding windows-1252' -r
complete -c spm -n "__fish_spm_using_subcommand check" -l delimiter -d 'The character between fields, when the header leaves a doubt; `tab` for a tab. Example: --delimiter \';\'' -r
complete -c spm -n "__fish_spm_using_subcommand check" -l skip-lines -d 'Lines before the header. Example: --skip-lines 1' -r
complete -c spm -n "__fish_spm_using_subcommand check" -l timezone -d 'Time zone in which a time becomes a day; the workspace\'s, else UTC. Example: --timezone Europe/Berlin' -r
complete -c spm -n "__fish_spm_using_subcommand check" -l won -d 'Names of won stages. Example: --won \'Closed Won\' --won Signed' -r
complete -c spm -n "__fish_spm_using_subcommand check" -l allow-rejects -d 'Go on without rows that cannot be read, at most N of them; the run then ends with code 3. Example: --allow-rejects 5' -r
complete -c spm -n "__fish_spm_using_subcommand check" -l rejects -d 'Write the rows that cannot be read to this CSV file: file, row, column, value, reason. Example: --rejects rejects.csv' -r -F
complete -c spm -n "__fish_spm_using_subcommand check" -l workspace -d 'The workspace: a directory with a spm.toml. Without it, the nearest one upwards. Example: --workspace acme' -r -F
complete -c spm -n "__fish_spm_using_subcommand check" -l as-of -d 'The day as of which reports are made; today if absent. Example: --as-of 2026-11-20' -r
complete -c spm -n "__fish_spm_using_subcommand check" -l threads -d 'Threads to work with; all if absent. Results do not depend on it. Example: --threads 1' -r
complete -c spm -n "__fish_spm_using_subcommand check" -s f -l format -d 'table, csv, tsv, json, ndjson, markdown or parquet; svg for a chart. Else by the ending of -o, else by `SPM_FORMAT`, else a table on a terminal and CSV in a pipe. Example: -f json' -r
complete -c spm -n "__fish_spm_using_subcommand check" -s o -l output -d 'Write to this file, whole or not at all; `-` is standard output. Example: -o october.csv' -r -F
complete -c spm -n "__fish_spm_using_subcommand check" -l color -d 'When to colour: auto (on a terminal, unless `NO_COLOR` is set), always or never. Example: --color never' -r
complete -c spm -n "__fish_spm_using_subcommand check" -l width -d 'Columns of the terminal, for tables; 0 for no limit. Example: --width 80' -r
complete -c spm -n "__fish_spm_using_subcommand check" -l decimal-comma -d '1.234,50 is one thousand two hundred and thirty-four and a half. Example: --decimal-comma'
complete -c spm -n "__fish_spm_using_subcommand check" -l decimal-point -d '1,234.50 is one thousand two hundred and thirty-four and a half. Example: --decimal-point'
complete -c spm -n "__fish_spm_using_subcommand check" -s q -l quiet -d 'Say less: errors only. Example: spm -q import'
complete -c spm -n "__fish_spm_using_subcommand check" -s v -l verbose -d 'Say more: what was read, how it was mapped. Example: spm -v attainment'
complete -c spm -n "__fish_spm_using_subcommand check" -s y -l yes -d 'Answer every question with yes. Example: spm init --yes acme'
complete -c spm -n "__fish_spm_using_subcommand check" -l all-columns -d 'Hide no column, however narrow the terminal. Example: --all-columns'
complete -c spm -n "__fish_spm_using_subcommand check" -l all-rows -d 'Show every row of a long table on a terminal. Example: --all-rows'
complete -c spm -n "__fish_spm_using_subcommand check" -l ascii -d 'Draw rules and charts with ASCII only. Example: --ascii'
complete -c spm -n "__fish_spm_using_subcommand check" -l no-pager -d 'Do not start the pager that `SPM_PAGER` or `PAGER` names. Example: --no-pager'
complete -c spm -n "__fish_spm_using_subcommand check" -l spreadsheet-safe -d 'Put \' before text that a spreadsheet would run as a formula; the default for -o. Example: --spreadsheet-safe'
complete -c spm -n "__fish_spm_using_subcommand check" -l raw-text -d 'Write text as it is, also to files. Example: --raw-text -o deals.csv'
complete -c spm -n "__fish_spm_using_subcommand check" -s h -l help -d 'Print help'
complete -c spm -n "__fish_spm_using_subcommand check" -s V -l version -d 'Print version'
complete -c spm -n "__fish_spm_using_subcommand attainment" -s p -l period -d 'The days: 2026-10, 2026-Q4, 2026-H2, 2026, 2025-11..2026-Q2, this-quarter, last-month, ytd …; all days that quotas and won deals cover if absent. Example: --period 2026-Q3' -r
complete -c spm -n "__fish_spm_using_subcommand attainment" -s b -l by -d 'What to group by, several with commas: rep, manager, month, quarter, half, year, or any column of reps (team, region …), deals (product, type …) or accounts (industry …). `deals.region` and `accounts.region` say whose. Example: --by region,quarter' -r
complete -c spm -n "__fish_spm_using_subcommand attainment" -s m -l measure -d 'What is counted: bookings (the amount), margin (amount − cost), units, count, or a numeric column of the deals; one of the file\'s own is a plain number and is never converted to another currency. Example: --measure units' -r
complete -c spm -n "__fish_spm_using_subcommand attainment" -l currency -d 'Currency of the report; the workspace\'s, else that of the deals. Example: --currency EUR' -r
complete -c spm -n "__fish_spm_using_subcommand attainment" -l top -d 'Show the N best by rank, with a time in `--by` those of each. Example: --top 10' -r
complete -c spm -n "__fish_spm_using_subcommand attainment" -l deals -d 'Deals: one row an opportunity. Example: --deals opportunities.csv' -r
complete -c spm -n "__fish_spm_using_subcommand attainment" -l splits -d 'Shares of deals: deal, rep, percent. Example: --splits splits.csv' -r
complete -c spm -n "__fish_spm_using_subcommand attainment" -l reps -d 'Reps: who they are, dated. Example: --reps users.csv' -r
complete -c spm -n "__fish_spm_using_subcommand attainment" -l quotas -d 'Quotas: rep, period, amount. Example: --quotas quotas.csv' -r
complete -c spm -n "__fish_spm_using_subcommand attainment" -l exchange-rates -d 'Exchange rates: date, from, to, rate. Example: --exchange-rates rates.csv' -r
complete -c spm -n "__fish_spm_using_subcommand attainment" -l accounts -d 'Accounts, for grouping by their columns. Example: --accounts accounts.csv' -r
complete -c spm -n "__fish_spm_using_subcommand attainment" -l leaves -d 'Days on which reps were away: rep, from, to. Example: --leaves leaves.csv' -r
complete -c spm -n "__fish_spm_using_subcommand attainment" -l plans -d 'Plans: TOML files or a folder of them. Example: --plans plans/' -r -F
complete -c spm -n "__fish_spm_using_subcommand attainment" -l profile -d 'The CRM that wrote the deals: salesforce, hubspot, pipedrive, dynamics, zoho, odoo, or a profile file. Found from the header if absent. Example: --profile hubspot' -r
complete -c spm -n "__fish_spm_using_subcommand attainment" -l column -d 'Take a column of the table from a header of the file; `TABLE.` in front for another table than the first. Example: --column amount=\'Amount (converted)\'' -r
complete -c spm -n "__fish_spm_using_subcommand attainment" -l value -d 'Give a column of the table one constant value. Example: --value stage=\'Closed Won\'' -r
complete -c spm -n "__fish_spm_using_subcommand attainment" -l date-order -d 'How 03/04/2026 is read: mdy is 4 March, dmy is 3 April. Example: --date-order dmy' -r
complete -c spm -n "__fish_spm_using_subcommand attainment" -l encoding -d 'Encoding of the files, when not UTF-8 or UTF-16 with a mark. Example: --encoding windows-1252' -r
complete -c spm -n "__fish_spm_using_subcommand attainment" -l delimiter -d 'The character between fields, when the header leaves a doubt; `tab` for a tab. Example: --delimiter \';\'' -r
complete -c spm -n "__fish_spm_using_subcommand attainment" -l skip-lines -d 'Lines before the header. Example: --skip-lines 1' -r
complete -c spm -n "__fish_spm_using_subcommand attainment" -l timezone -d 'Time zone in which a time becomes a day; the workspace\'s, else UTC. Example: --timezone Europe/Berlin' -r
complete -c spm -n "__fish_spm_using_subcommand attainment" -l won -d 'Names of won stages. Example: --won \'Closed Won\' --won Signed' -r
complete -c spm -n "__fish_spm_using_subcommand attainment" -l allow-rejects -d 'Go on without rows that cannot be read, at most N of them; the run then ends with code 3. Example: --allow-rejects 5' -r
complete -c spm -n "__fish_spm_using_subcommand attainment" -l rejects -d 'Write the rows that cannot be read to this CSV file: file, row, column, value, reason. Example: --rejects rejects.csv' -r -F
complete -c spm -n "__fish_spm_using_subcommand attainment" -l workspace -d 'The workspace: a directory with a spm.toml. Without it, the nearest one upwards. Example: --workspace acme' -r -F
complete -c spm -n "__fish_spm_using_subcommand attainment" -l as-of -d 'The day as of which reports are made; today if absent. Example: --as-of 2026-11-20' -r
complete -c spm -n "__fish_spm_using_subcommand attainment" -l threads -d 'Threads to work with; all if absent. Results do not depend on it. Example: --threads 1' -r
complete -c spm -n "__fish_spm_using_subcommand attainment" -s f -l format -d 'table, csv, tsv, json, ndjson, markdown or parquet; svg for a chart. Else by the ending of -o, else by `SPM_FORMAT`, else a table on a terminal and CSV in a pipe. Example: -f json' -r
complete -c spm -n "__fish_spm_using_subcommand attainment" -s o -l output -d 'Write to this file, whole or not at all; `-` is standard output. Example: -o october.csv' -r -F
complete -c spm -n "__fish_spm_using_subcommand attainment" -l color -d 'When to colour: auto (on a terminal, unless `NO_COLOR` is set), always or never. Example: --color never' -r
complete -c spm -n "__fish_spm_using_subcommand attainment" -l width -d 'Columns of the terminal, for tables; 0 for no limit. Example: --width 80' -r
complete -c spm -n "__fish_spm_using_subcommand attainment" -l trend -d 'Add what was credited month by month: a sparkline in tables, amounts in other formats. Example: --trend'
complete -c spm -n "__fish_spm_using_subcommand attainment" -l distribution -d 'How attainment is spread over the reps: bands, shares at 80 and 100 %, percentiles, Gini. Example: --distribution'
complete -c spm -n "__fish_spm_using_subcommand attainment" -l leaderboard -d 'The reps by attainment, with the change of rank since the period before and the periods in a row at quota. Example: --leaderboard'
complete -c spm -n "__fish_spm_using_subcommand attainment" -l quota-health -d 'Whether quotas look too high, fair or too conservative, for the company, teams and reps, with the evidence. Example: --quota-health'
complete -c spm -n "__fish_spm_using_subcommand attainment" -l decimal-comma -d '1.234,50 is one thousand two hundred and thirty-four and a half. Example: --decimal-comma'
complete -c spm -n "__fish_spm_using_subcommand attainment" -l decimal-point -d '1,234.50 is one thousand two hundred and thirty-four and a half. Example: --decimal-point'
complete -c spm -n "__fish_spm_using_subcommand attainment" -s q -l quiet -d 'Say less: errors only. Example: spm -q import'
complete -c spm -n "__fish_spm_using_subcommand attainment" -s v -l verbose -d 'Say more: what was read, how it was mapped. Example: spm -v attainment'
complete -c spm -n "__fish_spm_using_subcommand attainment" -s y -l yes -d 'Answer every question with yes. Example: spm init --yes acme'
complete -c spm -n "__fish_spm_using_subcommand attainment" -l all-columns -d 'Hide no column, however narrow the terminal. Example: --all-columns'
complete -c spm -n "__fish_spm_using_subcommand attainment" -l all-rows -d 'Show every row of a long table on a terminal. Example: --all-rows'
complete -c spm -n "__fish_spm_using_subcommand attainment" -l ascii -d 'Draw rules and charts with ASCII only. Example: --ascii'
complete -c spm -n "__fish_spm_using_subcommand attainment" -l no-pager -d 'Do not start the pager that `SPM_PAGER` or `PAGER` names. Example: --no-pager'
complete -c spm -n "__fish_spm_using_subcommand attainment" -l spreadsheet-safe -d 'Put \' before text that a spreadsheet would run as a formula; the default for -o. Example: --spreadsheet-safe'
complete -c spm -n "__fish_spm_using_subcommand attainment" -l raw-text -d 'Write text as it is, also to files. Example: --raw-text -o deals.csv'
complete -c spm -n "__fish_spm_using_subcommand attainment" -s h -l help -d 'Print help'
complete -c spm -n "__fish_spm_using_subcommand attainment" -s V -l version -d 'Print version'
complete -c spm -n "__fish_spm_using_subcommand metrics" -s p -l period -d 'The days: 2026-10, 2026-Q4, 2026-H2, 2026, 2025-11..2026-Q2, this-quarter, last-month, ytd …; all days that deals cover if absent. Example: --period 2026-Q3' -r
complete -c spm -n "__fish_spm_using_subcommand metrics" -s b -l by -d 'What to group by, several with commas: rep, manager, month, quarter, half, year, source, or any column of reps (team, region …), deals (product, type …) or accounts (segment …); `all` is the whole alone. Example: --by team,quarter' -r
complete -c spm -n "__fish_spm_using_subcommand metrics" -s m -l metrics -d 'The metrics to show, several with commas; all if absent. Example: --metrics won,lost,discount' -r
complete -c spm -n "__fish_spm_using_subcommand metrics" -l currency -d 'Currency of the report; the workspace\'s, else that of the deals. Example: --currency EUR' -r
complete -c spm -n "__fish_spm_using_subcommand metrics" -l lost -d 'Names of lost stages; those of spm.toml, else the profile\'s. Example: --lost \'Closed Lost\'' -r
complete -c spm -n "__fish_spm_using_subcommand metrics" -l ramp-months -d 'Months from the day of hire to the end of a rep\'s ramp, for productivity. Example: --ramp-months 3' -r
complete -c spm -n "__fish_spm_using_subcommand metrics" -l compare -d 'Put another period beside this one: last-quarter or last-year (the same days a quarter or a year earlier), or any period; rates are told from chance at 5 %. Example: --compare last-year' -r
complete -c spm -n "__fish_spm_using_subcommand metrics" -l benchmark -d 'Put your own references beside the values: a CSV file with the columns metric and value. Example: --benchmark industry.csv' -r -F
complete -c spm -n "__fish_spm_using_subcommand metrics" -l deals -d 'Deals: one row an opportunity. Example: --deals opportunities.csv' -r
complete -c spm -n "__fish_spm_using_subcommand metrics" -l splits -d 'Shares of deals: deal, rep, percent. Example: --splits splits.csv' -r
complete -c spm -n "__fish_spm_using_subcommand metrics" -l reps -d 'Reps: who they are, dated. Example: --reps users.csv' -r
complete -c spm -n "__fish_spm_using_subcommand metrics" -l quotas -d 'Quotas: rep, period, amount. Example: --quotas quotas.csv' -r
complete -c spm -n "__fish_spm_using_subcommand metrics" -l exchange-rates -d 'Exchange rates: date, from, to, rate. Example: --exchange-rates rates.csv' -r
complete -c spm -n "__fish_spm_using_subcommand metrics" -l accounts -d 'Accounts, for grouping by their columns. Example: --accounts accounts.csv' -r
complete -c spm -n "__fish_spm_using_subcommand metrics" -l leaves -d 'Days on which reps were away: rep, from, to. Example: --leaves leaves.csv' -r
complete -c spm -n "__fish_spm_using_subcommand metrics" -l plans -d 'Plans: TOML files or a folder of them. Example: --plans plans/' -r -F
complete -c spm -n "__fish_spm_using_subcommand metrics" -l activities -d 'What reps did: rep, date, kind (call, email, meeting, demo), count. Example: --activities activities.csv' -r
complete -c spm -n "__fish_spm_using_subcommand metrics" -l leads -d 'Leads: id, rep, day of creation, source, day of conversion. Example: --leads leads.csv' -r
complete -c spm -n "__fish_spm_using_subcommand metrics" -l spend -d 'Money spent on sales: period, amount, category. Example: --spend spend.csv' -r
complete -c spm -n "__fish_spm_using_subcommand metrics" -l history -d 'Changes of deals: deal, day, stage. Example: --history opportunity-history.csv' -r
complete -c spm -n "__fish_spm_using_subcommand metrics" -l profile -d 'The CRM that wrote the deals: salesforce, hubspot, pipedrive, dynamics, zoho, odoo, or a profile file. Found from the header if absent. Example: --profile hubspot' -r
complete -c spm -n "__fish_spm_using_subcommand metrics" -l column -d 'Take a column of the table from a header of the file; `TABLE.` in front for another table than the first. Example: --column amount=\'Amount (converted)\'' -r
complete -c spm -n "__fish_spm_using_subcommand metrics" -l value -d 'Give a column of the table one constant value. Example: --value stage=\'Closed Won\'' -r
complete -c spm -n "__fish_spm_using_subcommand metrics" -l date-order -d 'How 03/04/2026 is read: mdy is 4 March, dmy is 3 April. Example: --date-order dmy' -r
complete -c spm -n "__fish_spm_using_subcommand metrics" -l encoding -d 'Encoding of the files, when not UTF-8 or UTF-16 with a mark. Example: --encoding windows-1252' -r
complete -c spm -n "__fish_spm_using_subcommand metrics" -l delimiter -d 'The character between fields, when the header leaves a doubt; `tab` for a tab. Example: --delimiter \';\'' -r
complete -c spm -n "__fish_spm_using_subcommand metrics" -l skip-lines -d 'Lines before the header. Example: --skip-lines 1' -r
complete -c spm -n "__fish_spm_using_subcommand metrics" -l timezone -d 'Time zone in which a time becomes a day; the workspace\'s, else UTC. Example: --timezone Europe/Berlin' -r
complete -c spm -n "__fish_spm_using_subcommand metrics" -l won -d 'Names of won stages. Example: --won \'Closed Won\' --won Signed' -r
complete -c spm -n "__fish_spm_using_subcommand metrics" -l allow-rejects -d 'Go on without rows that cannot be read, at most N of them; the run then ends with code 3. Example: --allow-rejects 5' -r
complete -c spm -n "__fish_spm_using_subcommand metrics" -l rejects -d 'Write the rows that cannot be read to this CSV file: file, row, column, value, reason. Example: --rejects rejects.csv' -r -F
complete -c spm -n "__fish_spm_using_subcommand metrics" -l workspace -d 'The workspace: a directory with a spm.toml. Without it, the nearest one upwards. Example: --workspace acme' -r -F
complete -c spm -n "__fish_spm_using_subcommand metrics" -l as-of -d 'The day as of which reports are made; today if absent. Example: --as-of 2026-11-20' -r
complete -c spm -n "__fish_spm_using_subcommand metrics" -l threads -d 'Threads to work with; all if absent. Results do not depend on it. Example: --threads 1' -r
complete -c spm -n "__fish_spm_using_subcommand metrics" -s f -l format -d 'table, csv, tsv, json, ndjson, markdown or parquet; svg for a chart. Else by the ending of -o, else by `SPM_FORMAT`, else a table on a terminal and CSV in a pipe. Example: -f json' -r
complete -c spm -n "__fish_spm_using_subcommand metrics" -s o -l output -d 'Write to this file, whole or not at all; `-` is standard output. Example: -o october.csv' -r -F
complete -c spm -n "__fish_spm_using_subcommand metrics" -l color -d 'When to colour: auto (on a terminal, unless `NO_COLOR` is set), always or never. Example: --color never' -r
complete -c spm -n "__fish_spm_using_subcommand metrics" -l width -d 'Columns of the terminal, for tables; 0 for no limit. Example: --width 80' -r
complete -c spm -n "__fish_spm_using_subcommand metrics" -l counts -d 'Add how many rows are behind each value. Example: --counts'
complete -c spm -n "__fish_spm_using_subcommand metrics" -l formulas -d 'Print every metric with its formula, unit, basis and needs. Example: --formulas'
complete -c spm -n "__fish_spm_using_subcommand metrics" -l diagnose -d 'Take each rep\'s gap to the median of the team apart: volume, win rate, deal size, discount, cycle. Example: --diagnose'
complete -c spm -n "__fish_spm_using_subcommand metrics" -l decimal-comma -d '1.234,50 is one thousand two hundred and thirty-four and a half. Example: --decimal-comma'
complete -c spm -n "__fish_spm_using_subcommand metrics" -l decimal-point -d '1,234.50 is one thousand two hundred and thirty-four and a half. Example: --decimal-point'
complete -c spm -n "__fish_spm_using_subcommand metrics" -s q -l quiet -d 'Say less: errors only. Example: spm -q import'
complete -c spm -n "__fish_spm_using_subcommand metrics" -s v -l verbose -d 'Say more: what was read, how it was mapped. Example: spm -v attainment'
complete -c spm -n "__fish_spm_using_subcommand metrics" -s y -l yes -d 'Answer every question with yes. Example: spm init --yes acme'
complete -c spm -n "__fish_spm_using_subcommand metrics" -l all-columns -d 'Hide no column, however narrow the terminal. Example: --all-columns'
complete -c spm -n "__fish_spm_using_subcommand metrics" -l all-rows -d 'Show every row of a long table on a terminal. Example: --all-rows'
complete -c spm -n "__fish_spm_using_subcommand metrics" -l ascii -d 'Draw rules and charts with ASCII only. Example: --ascii'
complete -c spm -n "__fish_spm_using_subcommand metrics" -l no-pager -d 'Do not start the pager that `SPM_PAGER` or `PAGER` names. Example: --no-pager'
complete -c spm -n "__fish_spm_using_subcommand metrics" -l spreadsheet-safe -d 'Put \' before text that a spreadsheet would run as a formula; the default for -o. Example: --spreadsheet-safe'
complete -c spm -n "__fish_spm_using_subcommand metrics" -l raw-text -d 'Write text as it is, also to files. Example: --raw-text -o deals.csv'
complete -c spm -n "__fish_spm_using_subcommand metrics" -s h -l help -d 'Print help'
complete -c spm -n "__fish_spm_using_subcommand metrics" -s V -l version -d 'Print version'
complete -c spm -n "__fish_spm_using_subcommand commissions; and not __fish_seen_subcommand_from run lines explain test curve what-if goal cost submit approve close verify diff help" -s p -l period -d 'The days: 2026-10, 2026-Q4, 2025-11..2026-Q2, last-month …; every payout that ends in them is worked out. The month before the as-of day if absent. Example: --period 2026-10' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and not __fish_seen_subcommand_from run lines explain test curve what-if goal cost submit approve close verify diff help" -l rep -d 'Only these reps, by id, e-mail or name. Example: --rep R007' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and not __fish_seen_subcommand_from run lines explain test curve what-if goal cost submit approve close verify diff help" -l ledger -d 'The folder of closed periods; the workspace\'s `ledger/` if absent. Example: --ledger acme/ledger' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and not __fish_seen_subcommand_from run lines explain test curve what-if goal cost submit approve close verify diff help" -l deals -d 'Deals: one row an opportunity. Example: --deals opportunities.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and not __fish_seen_subcommand_from run lines explain test curve what-if goal cost submit approve close verify diff help" -l splits -d 'Shares of deals: deal, rep, percent. Example: --splits splits.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and not __fish_seen_subcommand_from run lines explain test curve what-if goal cost submit approve close verify diff help" -l reps -d 'Reps: who they are, dated. Example: --reps users.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and not __fish_seen_subcommand_from run lines explain test curve what-if goal cost submit approve close verify diff help" -l quotas -d 'Quotas: rep, period, amount. Example: --quotas quotas.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and not __fish_seen_subcommand_from run lines explain test curve what-if goal cost submit approve close verify diff help" -l exchange-rates -d 'Exchange rates: date, from, to, rate. Example: --exchange-rates rates.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and not __fish_seen_subcommand_from run lines explain test curve what-if goal cost submit approve close verify diff help" -l accounts -d 'Accounts, for grouping by their columns. Example: --accounts accounts.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and not __fish_seen_subcommand_from run lines explain test curve what-if goal cost submit approve close verify diff help" -l leaves -d 'Days on which reps were away: rep, from, to. Example: --leaves leaves.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and not __fish_seen_subcommand_from run lines explain test curve what-if goal cost submit approve close verify diff help" -l plans -d 'Plans: TOML files or a folder of them. Example: --plans plans/' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and not __fish_seen_subcommand_from run lines explain test curve what-if goal cost submit approve close verify diff help" -l events -d 'What happened after the booking: deal, date, kind (invoice, payment, refund, cancel, release), amount. Example: --events billing.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and not __fish_seen_subcommand_from run lines explain test curve what-if goal cost submit approve close verify diff help" -l adjustments -d 'Amounts added to pay by hand: rep, period, amount, reason. Example: --adjustments adjustments.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and not __fish_seen_subcommand_from run lines explain test curve what-if goal cost submit approve close verify diff help" -l scores -d 'How far objectives were met: rep, period, element, score (1.0 is fully). Example: --scores scores.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and not __fish_seen_subcommand_from run lines explain test curve what-if goal cost submit approve close verify diff help" -l profile -d 'The CRM that wrote the deals: salesforce, hubspot, pipedrive, dynamics, zoho, odoo, or a profile file. Found from the header if absent. Example: --profile hubspot' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and not __fish_seen_subcommand_from run lines explain test curve what-if goal cost submit approve close verify diff help" -l column -d 'Take a column of the table from a header of the file; `TABLE.` in front for another table than the first. Example: --column amount=\'Amount (converted)\'' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and not __fish_seen_subcommand_from run lines explain test curve what-if goal cost submit approve close verify diff help" -l value -d 'Give a column of the table one constant value. Example: --value stage=\'Closed Won\'' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and not __fish_seen_subcommand_from run lines explain test curve what-if goal cost submit approve close verify diff help" -l date-order -d 'How 03/04/2026 is read: mdy is 4 March, dmy is 3 April. Example: --date-order dmy' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and not __fish_seen_subcommand_from run lines explain test curve what-if goal cost submit approve close verify diff help" -l encoding -d 'Encoding of the files, when not UTF-8 or UTF-16 with a mark. Example: --encoding windows-1252' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and not __fish_seen_subcommand_from run lines explain test curve what-if goal cost submit approve close verify diff help" -l delimiter -d 'The character between fields, when the header leaves a doubt; `tab` for a tab. Example: --delimiter \';\'' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and not __fish_seen_subcommand_from run lines explain test curve what-if goal cost submit approve close verify diff help" -l skip-lines -d 'Lines before the header. Example: --skip-lines 1' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and not __fish_seen_subcommand_from run lines explain test curve what-if goal cost submit approve close verify diff help" -l timezone -d 'Time zone in which a time becomes a day; the workspace\'s, else UTC. Example: --timezone Europe/Berlin' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and not __fish_seen_subcommand_from run lines explain test curve what-if goal cost submit approve close verify diff help" -l won -d 'Names of won stages. Example: --won \'Closed Won\' --won Signed' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and not __fish_seen_subcommand_from run lines explain test curve what-if goal cost submit approve close verify diff help" -l allow-rejects -d 'Go on without rows that cannot be read, at most N of them; the run then ends with code 3. Example: --allow-rejects 5' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and not __fish_seen_subcommand_from run lines explain test curve what-if goal cost submit approve close verify diff help" -l rejects -d 'Write the rows that cannot be read to this CSV file: file, row, column, value, reason. Example: --rejects rejects.csv' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and not __fish_seen_subcommand_from run lines explain test curve what-if goal cost submit approve close verify diff help" -l workspace -d 'The workspace: a directory with a spm.toml. Without it, the nearest one upwards. Example: --workspace acme' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and not __fish_seen_subcommand_from run lines explain test curve what-if goal cost submit approve close verify diff help" -l as-of -d 'The day as of which reports are made; today if absent. Example: --as-of 2026-11-20' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and not __fish_seen_subcommand_from run lines explain test curve what-if goal cost submit approve close verify diff help" -l threads -d 'Threads to work with; all if absent. Results do not depend on it. Example: --threads 1' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and not __fish_seen_subcommand_from run lines explain test curve what-if goal cost submit approve close verify diff help" -s f -l format -d 'table, csv, tsv, json, ndjson, markdown or parquet; svg for a chart. Else by the ending of -o, else by `SPM_FORMAT`, else a table on a terminal and CSV in a pipe. Example: -f json' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and not __fish_seen_subcommand_from run lines explain test curve what-if goal cost submit approve close verify diff help" -s o -l output -d 'Write to this file, whole or not at all; `-` is standard output. Example: -o october.csv' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and not __fish_seen_subcommand_from run lines explain test curve what-if goal cost submit approve close verify diff help" -l color -d 'When to colour: auto (on a terminal, unless `NO_COLOR` is set), always or never. Example: --color never' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and not __fish_seen_subcommand_from run lines explain test curve what-if goal cost submit approve close verify diff help" -l width -d 'Columns of the terminal, for tables; 0 for no limit. Example: --width 80' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and not __fish_seen_subcommand_from run lines explain test curve what-if goal cost submit approve close verify diff help" -l decimal-comma -d '1.234,50 is one thousand two hundred and thirty-four and a half. Example: --decimal-comma'
complete -c spm -n "__fish_spm_using_subcommand commissions; and not __fish_seen_subcommand_from run lines explain test curve what-if goal cost submit approve close verify diff help" -l decimal-point -d '1,234.50 is one thousand two hundred and thirty-four and a half. Example: --decimal-point'
complete -c spm -n "__fish_spm_using_subcommand commissions; and not __fish_seen_subcommand_from run lines explain test curve what-if goal cost submit approve close verify diff help" -s q -l quiet -d 'Say less: errors only. Example: spm -q import'
complete -c spm -n "__fish_spm_using_subcommand commissions; and not __fish_seen_subcommand_from run lines explain test curve what-if goal cost submit approve close verify diff help" -s v -l verbose -d 'Say more: what was read, how it was mapped. Example: spm -v attainment'
complete -c spm -n "__fish_spm_using_subcommand commissions; and not __fish_seen_subcommand_from run lines explain test curve what-if goal cost submit approve close verify diff help" -s y -l yes -d 'Answer every question with yes. Example: spm init --yes acme'
complete -c spm -n "__fish_spm_using_subcommand commissions; and not __fish_seen_subcommand_from run lines explain test curve what-if goal cost submit approve close verify diff help" -l all-columns -d 'Hide no column, however narrow the terminal. Example: --all-columns'
complete -c spm -n "__fish_spm_using_subcommand commissions; and not __fish_seen_subcommand_from run lines explain test curve what-if goal cost submit approve close verify diff help" -l all-rows -d 'Show every row of a long table on a terminal. Example: --all-rows'
complete -c spm -n "__fish_spm_using_subcommand commissions; and not __fish_seen_subcommand_from run lines explain test curve what-if goal cost submit approve close verify diff help" -l ascii -d 'Draw rules and charts with ASCII only. Example: --ascii'
complete -c spm -n "__fish_spm_using_subcommand commissions; and not __fish_seen_subcommand_from run lines explain test curve what-if goal cost submit approve close verify diff help" -l no-pager -d 'Do not start the pager that `SPM_PAGER` or `PAGER` names. Example: --no-pager'
complete -c spm -n "__fish_spm_using_subcommand commissions; and not __fish_seen_subcommand_from run lines explain test curve what-if goal cost submit approve close verify diff help" -l spreadsheet-safe -d 'Put \' before text that a spreadsheet would run as a formula; the default for -o. Example: --spreadsheet-safe'
complete -c spm -n "__fish_spm_using_subcommand commissions; and not __fish_seen_subcommand_from run lines explain test curve what-if goal cost submit approve close verify diff help" -l raw-text -d 'Write text as it is, also to files. Example: --raw-text -o deals.csv'
complete -c spm -n "__fish_spm_using_subcommand commissions; and not __fish_seen_subcommand_from run lines explain test curve what-if goal cost submit approve close verify diff help" -s h -l help -d 'Print help'
complete -c spm -n "__fish_spm_using_subcommand commissions; and not __fish_seen_subcommand_from run lines explain test curve what-if goal cost submit approve close verify diff help" -s V -l version -d 'Print version'
complete -c spm -n "__fish_spm_using_subcommand commissions; and not __fish_seen_subcommand_from run lines explain test curve what-if goal cost submit approve close verify diff help" -f -a "run" -d 'One line for each rep and payout (the default)'
complete -c spm -n "__fish_spm_using_subcommand commissions; and not __fish_seen_subcommand_from run lines explain test curve what-if goal cost submit approve close verify diff help" -f -a "lines" -d 'One line for each credit, element and tier slice'
complete -c spm -n "__fish_spm_using_subcommand commissions; and not __fish_seen_subcommand_from run lines explain test curve what-if goal cost submit approve close verify diff help" -f -a "explain" -d 'Show where a rep\'s pay comes from, as a tree'
complete -c spm -n "__fish_spm_using_subcommand commissions; and not __fish_seen_subcommand_from run lines explain test curve what-if goal cost submit approve close verify diff help" -f -a "test" -d 'Run the tests inside the plan files'
complete -c spm -n "__fish_spm_using_subcommand commissions; and not __fish_seen_subcommand_from run lines explain test curve what-if goal cost submit approve close verify diff help" -f -a "curve" -d 'Show what a plan pays at each attainment'
complete -c spm -n "__fish_spm_using_subcommand commissions; and not __fish_seen_subcommand_from run lines explain test curve what-if goal cost submit approve close verify diff help" -f -a "what-if" -d 'Change deals, quotas, rates or plans, and see who gains and loses'
complete -c spm -n "__fish_spm_using_subcommand commissions; and not __fish_seen_subcommand_from run lines explain test curve what-if goal cost submit approve close verify diff help" -f -a "goal" -d 'Show how much more has to close to earn so much, and which open deals would do'
complete -c spm -n "__fish_spm_using_subcommand commissions; and not __fish_seen_subcommand_from run lines explain test curve what-if goal cost submit approve close verify diff help" -f -a "cost" -d 'Show what each element costs, whom it pays, what earned it, and the cost without it'
complete -c spm -n "__fish_spm_using_subcommand commissions; and not __fish_seen_subcommand_from run lines explain test curve what-if goal cost submit approve close verify diff help" -f -a "submit" -d 'Hand a period in, to be approved by somebody else'
complete -c spm -n "__fish_spm_using_subcommand commissions; and not __fish_seen_subcommand_from run lines explain test curve what-if goal cost submit approve close verify diff help" -f -a "approve" -d 'Approve a submitted period; not by the one who submitted it'
complete -c spm -n "__fish_spm_using_subcommand commissions; and not __fish_seen_subcommand_from run lines explain test curve what-if goal cost submit approve close verify diff help" -f -a "close" -d 'Close an approved period for good'
complete -c spm -n "__fish_spm_using_subcommand commissions; and not __fish_seen_subcommand_from run lines explain test curve what-if goal cost submit approve close verify diff help" -f -a "verify" -d 'Check that closed periods are what was closed, and work them out again'
complete -c spm -n "__fish_spm_using_subcommand commissions; and not __fish_seen_subcommand_from run lines explain test curve what-if goal cost submit approve close verify diff help" -f -a "diff" -d 'Show who is paid otherwise, how much, and why'
complete -c spm -n "__fish_spm_using_subcommand commissions; and not __fish_seen_subcommand_from run lines explain test curve what-if goal cost submit approve close verify diff help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from run" -s p -l period -d 'The days: 2026-10, 2026-Q4, 2025-11..2026-Q2, last-month …; every payout that ends in them is worked out. The month before the as-of day if absent. Example: --period 2026-10' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from run" -l rep -d 'Only these reps, by id, e-mail or name. Example: --rep R007' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from run" -l ledger -d 'The folder of closed periods; the workspace\'s `ledger/` if absent. Example: --ledger acme/ledger' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from run" -l deals -d 'Deals: one row an opportunity. Example: --deals opportunities.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from run" -l splits -d 'Shares of deals: deal, rep, percent. Example: --splits splits.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from run" -l reps -d 'Reps: who they are, dated. Example: --reps users.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from run" -l quotas -d 'Quotas: rep, period, amount. Example: --quotas quotas.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from run" -l exchange-rates -d 'Exchange rates: date, from, to, rate. Example: --exchange-rates rates.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from run" -l accounts -d 'Accounts, for grouping by their columns. Example: --accounts accounts.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from run" -l leaves -d 'Days on which reps were away: rep, from, to. Example: --leaves leaves.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from run" -l plans -d 'Plans: TOML files or a folder of them. Example: --plans plans/' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from run" -l events -d 'What happened after the booking: deal, date, kind (invoice, payment, refund, cancel, release), amount. Example: --events billing.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from run" -l adjustments -d 'Amounts added to pay by hand: rep, period, amount, reason. Example: --adjustments adjustments.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from run" -l scores -d 'How far objectives were met: rep, period, element, score (1.0 is fully). Example: --scores scores.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from run" -l profile -d 'The CRM that wrote the deals: salesforce, hubspot, pipedrive, dynamics, zoho, odoo, or a profile file. Found from the header if absent. Example: --profile hubspot' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from run" -l column -d 'Take a column of the table from a header of the file; `TABLE.` in front for another table than the first. Example: --column amount=\'Amount (converted)\'' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from run" -l value -d 'Give a column of the table one constant value. Example: --value stage=\'Closed Won\'' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from run" -l date-order -d 'How 03/04/2026 is read: mdy is 4 March, dmy is 3 April. Example: --date-order dmy' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from run" -l encoding -d 'Encoding of the files, when not UTF-8 or UTF-16 with a mark. Example: --encoding windows-1252' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from run" -l delimiter -d 'The character between fields, when the header leaves a doubt; `tab` for a tab. Example: --delimiter \';\'' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from run" -l skip-lines -d 'Lines before the header. Example: --skip-lines 1' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from run" -l timezone -d 'Time zone in which a time becomes a day; the workspace\'s, else UTC. Example: --timezone Europe/Berlin' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from run" -l won -d 'Names of won stages. Example: --won \'Closed Won\' --won Signed' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from run" -l allow-rejects -d 'Go on without rows that cannot be read, at most N of them; the run then ends with code 3. Example: --allow-rejects 5' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from run" -l rejects -d 'Write the rows that cannot be read to this CSV file: file, row, column, value, reason. Example: --rejects rejects.csv' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from run" -l workspace -d 'The workspace: a directory with a spm.toml. Without it, the nearest one upwards. Example: --workspace acme' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from run" -l as-of -d 'The day as of which reports are made; today if absent. Example: --as-of 2026-11-20' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from run" -l threads -d 'Threads to work with; all if absent. Results do not depend on it. Example: --threads 1' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from run" -s f -l format -d 'table, csv, tsv, json, ndjson, markdown or parquet; svg for a chart. Else by the ending of -o, else by `SPM_FORMAT`, else a table on a terminal and CSV in a pipe. Example: -f json' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from run" -s o -l output -d 'Write to this file, whole or not at all; `-` is standard output. Example: -o october.csv' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from run" -l color -d 'When to colour: auto (on a terminal, unless `NO_COLOR` is set), always or never. Example: --color never' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from run" -l width -d 'Columns of the terminal, for tables; 0 for no limit. Example: --width 80' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from run" -l decimal-comma -d '1.234,50 is one thousand two hundred and thirty-four and a half. Example: --decimal-comma'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from run" -l decimal-point -d '1,234.50 is one thousand two hundred and thirty-four and a half. Example: --decimal-point'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from run" -s q -l quiet -d 'Say less: errors only. Example: spm -q import'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from run" -s v -l verbose -d 'Say more: what was read, how it was mapped. Example: spm -v attainment'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from run" -s y -l yes -d 'Answer every question with yes. Example: spm init --yes acme'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from run" -l all-columns -d 'Hide no column, however narrow the terminal. Example: --all-columns'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from run" -l all-rows -d 'Show every row of a long table on a terminal. Example: --all-rows'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from run" -l ascii -d 'Draw rules and charts with ASCII only. Example: --ascii'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from run" -l no-pager -d 'Do not start the pager that `SPM_PAGER` or `PAGER` names. Example: --no-pager'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from run" -l spreadsheet-safe -d 'Put \' before text that a spreadsheet would run as a formula; the default for -o. Example: --spreadsheet-safe'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from run" -l raw-text -d 'Write text as it is, also to files. Example: --raw-text -o deals.csv'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from run" -s h -l help -d 'Print help'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from run" -s V -l version -d 'Print version'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from lines" -s p -l period -d 'The days: 2026-10, 2026-Q4, 2025-11..2026-Q2, last-month …; every payout that ends in them is worked out. The month before the as-of day if absent. Example: --period 2026-10' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from lines" -l rep -d 'Only these reps, by id, e-mail or name. Example: --rep R007' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from lines" -l ledger -d 'The folder of closed periods; the workspace\'s `ledger/` if absent. Example: --ledger acme/ledger' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from lines" -l deals -d 'Deals: one row an opportunity. Example: --deals opportunities.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from lines" -l splits -d 'Shares of deals: deal, rep, percent. Example: --splits splits.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from lines" -l reps -d 'Reps: who they are, dated. Example: --reps users.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from lines" -l quotas -d 'Quotas: rep, period, amount. Example: --quotas quotas.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from lines" -l exchange-rates -d 'Exchange rates: date, from, to, rate. Example: --exchange-rates rates.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from lines" -l accounts -d 'Accounts, for grouping by their columns. Example: --accounts accounts.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from lines" -l leaves -d 'Days on which reps were away: rep, from, to. Example: --leaves leaves.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from lines" -l plans -d 'Plans: TOML files or a folder of them. Example: --plans plans/' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from lines" -l events -d 'What happened after the booking: deal, date, kind (invoice, payment, refund, cancel, release), amount. Example: --events billing.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from lines" -l adjustments -d 'Amounts added to pay by hand: rep, period, amount, reason. Example: --adjustments adjustments.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from lines" -l scores -d 'How far objectives were met: rep, period, element, score (1.0 is fully). Example: --scores scores.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from lines" -l profile -d 'The CRM that wrote the deals: salesforce, hubspot, pipedrive, dynamics, zoho, odoo, or a profile file. Found from the header if absent. Example: --profile hubspot' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from lines" -l column -d 'Take a column of the table from a header of the file; `TABLE.` in front for another table than the first. Example: --column amount=\'Amount (converted)\'' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from lines" -l value -d 'Give a column of the table one constant value. Example: --value stage=\'Closed Won\'' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from lines" -l date-order -d 'How 03/04/2026 is read: mdy is 4 March, dmy is 3 April. Example: --date-order dmy' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from lines" -l encoding -d 'Encoding of the files, when not UTF-8 or UTF-16 with a mark. Example: --encoding windows-1252' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from lines" -l delimiter -d 'The character between fields, when the header leaves a doubt; `tab` for a tab. Example: --delimiter \';\'' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from lines" -l skip-lines -d 'Lines before the header. Example: --skip-lines 1' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from lines" -l timezone -d 'Time zone in which a time becomes a day; the workspace\'s, else UTC. Example: --timezone Europe/Berlin' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from lines" -l won -d 'Names of won stages. Example: --won \'Closed Won\' --won Signed' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from lines" -l allow-rejects -d 'Go on without rows that cannot be read, at most N of them; the run then ends with code 3. Example: --allow-rejects 5' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from lines" -l rejects -d 'Write the rows that cannot be read to this CSV file: file, row, column, value, reason. Example: --rejects rejects.csv' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from lines" -l workspace -d 'The workspace: a directory with a spm.toml. Without it, the nearest one upwards. Example: --workspace acme' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from lines" -l as-of -d 'The day as of which reports are made; today if absent. Example: --as-of 2026-11-20' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from lines" -l threads -d 'Threads to work with; all if absent. Results do not depend on it. Example: --threads 1' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from lines" -s f -l format -d 'table, csv, tsv, json, ndjson, markdown or parquet; svg for a chart. Else by the ending of -o, else by `SPM_FORMAT`, else a table on a terminal and CSV in a pipe. Example: -f json' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from lines" -s o -l output -d 'Write to this file, whole or not at all; `-` is standard output. Example: -o october.csv' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from lines" -l color -d 'When to colour: auto (on a terminal, unless `NO_COLOR` is set), always or never. Example: --color never' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from lines" -l width -d 'Columns of the terminal, for tables; 0 for no limit. Example: --width 80' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from lines" -l decimal-comma -d '1.234,50 is one thousand two hundred and thirty-four and a half. Example: --decimal-comma'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from lines" -l decimal-point -d '1,234.50 is one thousand two hundred and thirty-four and a half. Example: --decimal-point'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from lines" -s q -l quiet -d 'Say less: errors only. Example: spm -q import'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from lines" -s v -l verbose -d 'Say more: what was read, how it was mapped. Example: spm -v attainment'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from lines" -s y -l yes -d 'Answer every question with yes. Example: spm init --yes acme'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from lines" -l all-columns -d 'Hide no column, however narrow the terminal. Example: --all-columns'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from lines" -l all-rows -d 'Show every row of a long table on a terminal. Example: --all-rows'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from lines" -l ascii -d 'Draw rules and charts with ASCII only. Example: --ascii'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from lines" -l no-pager -d 'Do not start the pager that `SPM_PAGER` or `PAGER` names. Example: --no-pager'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from lines" -l spreadsheet-safe -d 'Put \' before text that a spreadsheet would run as a formula; the default for -o. Example: --spreadsheet-safe'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from lines" -l raw-text -d 'Write text as it is, also to files. Example: --raw-text -o deals.csv'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from lines" -s h -l help -d 'Print help'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from lines" -s V -l version -d 'Print version'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from explain" -l deal -d 'Only this deal, and where it stands among those of its windows. Example: --deal 006-0117' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from explain" -l element -d 'Only this element of the plan. Example: --element new-business' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from explain" -s p -l period -d 'The days: 2026-10, 2026-Q4, 2025-11..2026-Q2, last-month …; every payout that ends in them is worked out. The month before the as-of day if absent. Example: --period 2026-10' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from explain" -l rep -d 'Only these reps, by id, e-mail or name. Example: --rep R007' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from explain" -l ledger -d 'The folder of closed periods; the workspace\'s `ledger/` if absent. Example: --ledger acme/ledger' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from explain" -l deals -d 'Deals: one row an opportunity. Example: --deals opportunities.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from explain" -l splits -d 'Shares of deals: deal, rep, percent. Example: --splits splits.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from explain" -l reps -d 'Reps: who they are, dated. Example: --reps users.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from explain" -l quotas -d 'Quotas: rep, period, amount. Example: --quotas quotas.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from explain" -l exchange-rates -d 'Exchange rates: date, from, to, rate. Example: --exchange-rates rates.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from explain" -l accounts -d 'Accounts, for grouping by their columns. Example: --accounts accounts.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from explain" -l leaves -d 'Days on which reps were away: rep, from, to. Example: --leaves leaves.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from explain" -l plans -d 'Plans: TOML files or a folder of them. Example: --plans plans/' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from explain" -l events -d 'What happened after the booking: deal, date, kind (invoice, payment, refund, cancel, release), amount. Example: --events billing.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from explain" -l adjustments -d 'Amounts added to pay by hand: rep, period, amount, reason. Example: --adjustments adjustments.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from explain" -l scores -d 'How far objectives were met: rep, period, element, score (1.0 is fully). Example: --scores scores.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from explain" -l profile -d 'The CRM that wrote the deals: salesforce, hubspot, pipedrive, dynamics, zoho, odoo, or a profile file. Found from the header if absent. Example: --profile hubspot' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from explain" -l column -d 'Take a column of the table from a header of the file; `TABLE.` in front for another table than the first. Example: --column amount=\'Amount (converted)\'' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from explain" -l value -d 'Give a column of the table one constant value. Example: --value stage=\'Closed Won\'' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from explain" -l date-order -d 'How 03/04/2026 is read: mdy is 4 March, dmy is 3 April. Example: --date-order dmy' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from explain" -l encoding -d 'Encoding of the files, when not UTF-8 or UTF-16 with a mark. Example: --encoding windows-1252' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from explain" -l delimiter -d 'The character between fields, when the header leaves a doubt; `tab` for a tab. Example: --delimiter \';\'' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from explain" -l skip-lines -d 'Lines before the header. Example: --skip-lines 1' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from explain" -l timezone -d 'Time zone in which a time becomes a day; the workspace\'s, else UTC. Example: --timezone Europe/Berlin' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from explain" -l won -d 'Names of won stages. Example: --won \'Closed Won\' --won Signed' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from explain" -l allow-rejects -d 'Go on without rows that cannot be read, at most N of them; the run then ends with code 3. Example: --allow-rejects 5' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from explain" -l rejects -d 'Write the rows that cannot be read to this CSV file: file, row, column, value, reason. Example: --rejects rejects.csv' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from explain" -l workspace -d 'The workspace: a directory with a spm.toml. Without it, the nearest one upwards. Example: --workspace acme' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from explain" -l as-of -d 'The day as of which reports are made; today if absent. Example: --as-of 2026-11-20' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from explain" -l threads -d 'Threads to work with; all if absent. Results do not depend on it. Example: --threads 1' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from explain" -s f -l format -d 'table, csv, tsv, json, ndjson, markdown or parquet; svg for a chart. Else by the ending of -o, else by `SPM_FORMAT`, else a table on a terminal and CSV in a pipe. Example: -f json' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from explain" -s o -l output -d 'Write to this file, whole or not at all; `-` is standard output. Example: -o october.csv' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from explain" -l color -d 'When to colour: auto (on a terminal, unless `NO_COLOR` is set), always or never. Example: --color never' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from explain" -l width -d 'Columns of the terminal, for tables; 0 for no limit. Example: --width 80' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from explain" -l decimal-comma -d '1.234,50 is one thousand two hundred and thirty-four and a half. Example: --decimal-comma'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from explain" -l decimal-point -d '1,234.50 is one thousand two hundred and thirty-four and a half. Example: --decimal-point'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from explain" -s q -l quiet -d 'Say less: errors only. Example: spm -q import'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from explain" -s v -l verbose -d 'Say more: what was read, how it was mapped. Example: spm -v attainment'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from explain" -s y -l yes -d 'Answer every question with yes. Example: spm init --yes acme'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from explain" -l all-columns -d 'Hide no column, however narrow the terminal. Example: --all-columns'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from explain" -l all-rows -d 'Show every row of a long table on a terminal. Example: --all-rows'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from explain" -l ascii -d 'Draw rules and charts with ASCII only. Example: --ascii'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from explain" -l no-pager -d 'Do not start the pager that `SPM_PAGER` or `PAGER` names. Example: --no-pager'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from explain" -l spreadsheet-safe -d 'Put \' before text that a spreadsheet would run as a formula; the default for -o. Example: --spreadsheet-safe'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from explain" -l raw-text -d 'Write text as it is, also to files. Example: --raw-text -o deals.csv'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from explain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from explain" -s V -l version -d 'Print version'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from test" -s p -l period -d 'The days: 2026-10, 2026-Q4, 2025-11..2026-Q2, last-month …; every payout that ends in them is worked out. The month before the as-of day if absent. Example: --period 2026-10' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from test" -l rep -d 'Only these reps, by id, e-mail or name. Example: --rep R007' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from test" -l ledger -d 'The folder of closed periods; the workspace\'s `ledger/` if absent. Example: --ledger acme/ledger' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from test" -l deals -d 'Deals: one row an opportunity. Example: --deals opportunities.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from test" -l splits -d 'Shares of deals: deal, rep, percent. Example: --splits splits.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from test" -l reps -d 'Reps: who they are, dated. Example: --reps users.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from test" -l quotas -d 'Quotas: rep, period, amount. Example: --quotas quotas.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from test" -l exchange-rates -d 'Exchange rates: date, from, to, rate. Example: --exchange-rates rates.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from test" -l accounts -d 'Accounts, for grouping by their columns. Example: --accounts accounts.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from test" -l leaves -d 'Days on which reps were away: rep, from, to. Example: --leaves leaves.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from test" -l plans -d 'Plans: TOML files or a folder of them. Example: --plans plans/' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from test" -l events -d 'What happened after the booking: deal, date, kind (invoice, payment, refund, cancel, release), amount. Example: --events billing.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from test" -l adjustments -d 'Amounts added to pay by hand: rep, period, amount, reason. Example: --adjustments adjustments.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from test" -l scores -d 'How far objectives were met: rep, period, element, score (1.0 is fully). Example: --scores scores.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from test" -l profile -d 'The CRM that wrote the deals: salesforce, hubspot, pipedrive, dynamics, zoho, odoo, or a profile file. Found from the header if absent. Example: --profile hubspot' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from test" -l column -d 'Take a column of the table from a header of the file; `TABLE.` in front for another table than the first. Example: --column amount=\'Amount (converted)\'' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from test" -l value -d 'Give a column of the table one constant value. Example: --value stage=\'Closed Won\'' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from test" -l date-order -d 'How 03/04/2026 is read: mdy is 4 March, dmy is 3 April. Example: --date-order dmy' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from test" -l encoding -d 'Encoding of the files, when not UTF-8 or UTF-16 with a mark. Example: --encoding windows-1252' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from test" -l delimiter -d 'The character between fields, when the header leaves a doubt; `tab` for a tab. Example: --delimiter \';\'' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from test" -l skip-lines -d 'Lines before the header. Example: --skip-lines 1' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from test" -l timezone -d 'Time zone in which a time becomes a day; the workspace\'s, else UTC. Example: --timezone Europe/Berlin' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from test" -l won -d 'Names of won stages. Example: --won \'Closed Won\' --won Signed' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from test" -l allow-rejects -d 'Go on without rows that cannot be read, at most N of them; the run then ends with code 3. Example: --allow-rejects 5' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from test" -l rejects -d 'Write the rows that cannot be read to this CSV file: file, row, column, value, reason. Example: --rejects rejects.csv' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from test" -l workspace -d 'The workspace: a directory with a spm.toml. Without it, the nearest one upwards. Example: --workspace acme' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from test" -l as-of -d 'The day as of which reports are made; today if absent. Example: --as-of 2026-11-20' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from test" -l threads -d 'Threads to work with; all if absent. Results do not depend on it. Example: --threads 1' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from test" -s f -l format -d 'table, csv, tsv, json, ndjson, markdown or parquet; svg for a chart. Else by the ending of -o, else by `SPM_FORMAT`, else a table on a terminal and CSV in a pipe. Example: -f json' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from test" -s o -l output -d 'Write to this file, whole or not at all; `-` is standard output. Example: -o october.csv' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from test" -l color -d 'When to colour: auto (on a terminal, unless `NO_COLOR` is set), always or never. Example: --color never' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from test" -l width -d 'Columns of the terminal, for tables; 0 for no limit. Example: --width 80' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from test" -l decimal-comma -d '1.234,50 is one thousand two hundred and thirty-four and a half. Example: --decimal-comma'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from test" -l decimal-point -d '1,234.50 is one thousand two hundred and thirty-four and a half. Example: --decimal-point'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from test" -s q -l quiet -d 'Say less: errors only. Example: spm -q import'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from test" -s v -l verbose -d 'Say more: what was read, how it was mapped. Example: spm -v attainment'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from test" -s y -l yes -d 'Answer every question with yes. Example: spm init --yes acme'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from test" -l all-columns -d 'Hide no column, however narrow the terminal. Example: --all-columns'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from test" -l all-rows -d 'Show every row of a long table on a terminal. Example: --all-rows'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from test" -l ascii -d 'Draw rules and charts with ASCII only. Example: --ascii'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from test" -l no-pager -d 'Do not start the pager that `SPM_PAGER` or `PAGER` names. Example: --no-pager'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from test" -l spreadsheet-safe -d 'Put \' before text that a spreadsheet would run as a formula; the default for -o. Example: --spreadsheet-safe'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from test" -l raw-text -d 'Write text as it is, also to files. Example: --raw-text -o deals.csv'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from test" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from test" -s V -l version -d 'Print version'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from curve" -l quota -d 'The quota that is 100 %; that of --rep, the element\'s own, or 100,000 if absent. Example: --quota 250000' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from curve" -l target -d 'The yearly target incentive of somebody on the plan; that of --rep if absent. Example: --target 60000' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from curve" -l element -d 'The element whose attainment is asked for; the first with a quota if absent. Example: --element new-business' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from curve" -l from -d 'The first attainment: 0.5 is 50 %. Example: --from 0.5' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from curve" -l to -d 'The last attainment. Example: --to 1.5' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from curve" -l step -d 'From one attainment to the next. Example: --step 0.01' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from curve" -l with -d 'A column of the deal that is paid, for the conditions of elements and rates. Example: --with type=Renewal' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from curve" -s p -l period -d 'The days: 2026-10, 2026-Q4, 2025-11..2026-Q2, last-month …; every payout that ends in them is worked out. The month before the as-of day if absent. Example: --period 2026-10' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from curve" -l rep -d 'Only these reps, by id, e-mail or name. Example: --rep R007' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from curve" -l ledger -d 'The folder of closed periods; the workspace\'s `ledger/` if absent. Example: --ledger acme/ledger' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from curve" -l deals -d 'Deals: one row an opportunity. Example: --deals opportunities.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from curve" -l splits -d 'Shares of deals: deal, rep, percent. Example: --splits splits.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from curve" -l reps -d 'Reps: who they are, dated. Example: --reps users.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from curve" -l quotas -d 'Quotas: rep, period, amount. Example: --quotas quotas.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from curve" -l exchange-rates -d 'Exchange rates: date, from, to, rate. Example: --exchange-rates rates.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from curve" -l accounts -d 'Accounts, for grouping by their columns. Example: --accounts accounts.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from curve" -l leaves -d 'Days on which reps were away: rep, from, to. Example: --leaves leaves.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from curve" -l plans -d 'Plans: TOML files or a folder of them. Example: --plans plans/' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from curve" -l events -d 'What happened after the booking: deal, date, kind (invoice, payment, refund, cancel, release), amount. Example: --events billing.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from curve" -l adjustments -d 'Amounts added to pay by hand: rep, period, amount, reason. Example: --adjustments adjustments.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from curve" -l scores -d 'How far objectives were met: rep, period, element, score (1.0 is fully). Example: --scores scores.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from curve" -l profile -d 'The CRM that wrote the deals: salesforce, hubspot, pipedrive, dynamics, zoho, odoo, or a profile file. Found from the header if absent. Example: --profile hubspot' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from curve" -l column -d 'Take a column of the table from a header of the file; `TABLE.` in front for another table than the first. Example: --column amount=\'Amount (converted)\'' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from curve" -l value -d 'Give a column of the table one constant value. Example: --value stage=\'Closed Won\'' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from curve" -l date-order -d 'How 03/04/2026 is read: mdy is 4 March, dmy is 3 April. Example: --date-order dmy' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from curve" -l encoding -d 'Encoding of the files, when not UTF-8 or UTF-16 with a mark. Example: --encoding windows-1252' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from curve" -l delimiter -d 'The character between fields, when the header leaves a doubt; `tab` for a tab. Example: --delimiter \';\'' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from curve" -l skip-lines -d 'Lines before the header. Example: --skip-lines 1' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from curve" -l timezone -d 'Time zone in which a time becomes a day; the workspace\'s, else UTC. Example: --timezone Europe/Berlin' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from curve" -l won -d 'Names of won stages. Example: --won \'Closed Won\' --won Signed' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from curve" -l allow-rejects -d 'Go on without rows that cannot be read, at most N of them; the run then ends with code 3. Example: --allow-rejects 5' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from curve" -l rejects -d 'Write the rows that cannot be read to this CSV file: file, row, column, value, reason. Example: --rejects rejects.csv' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from curve" -l workspace -d 'The workspace: a directory with a spm.toml. Without it, the nearest one upwards. Example: --workspace acme' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from curve" -l as-of -d 'The day as of which reports are made; today if absent. Example: --as-of 2026-11-20' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from curve" -l threads -d 'Threads to work with; all if absent. Results do not depend on it. Example: --threads 1' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from curve" -s f -l format -d 'table, csv, tsv, json, ndjson, markdown or parquet; svg for a chart. Else by the ending of -o, else by `SPM_FORMAT`, else a table on a terminal and CSV in a pipe. Example: -f json' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from curve" -s o -l output -d 'Write to this file, whole or not at all; `-` is standard output. Example: -o october.csv' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from curve" -l color -d 'When to colour: auto (on a terminal, unless `NO_COLOR` is set), always or never. Example: --color never' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from curve" -l width -d 'Columns of the terminal, for tables; 0 for no limit. Example: --width 80' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from curve" -l decimal-comma -d '1.234,50 is one thousand two hundred and thirty-four and a half. Example: --decimal-comma'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from curve" -l decimal-point -d '1,234.50 is one thousand two hundred and thirty-four and a half. Example: --decimal-point'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from curve" -s q -l quiet -d 'Say less: errors only. Example: spm -q import'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from curve" -s v -l verbose -d 'Say more: what was read, how it was mapped. Example: spm -v attainment'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from curve" -s y -l yes -d 'Answer every question with yes. Example: spm init --yes acme'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from curve" -l all-columns -d 'Hide no column, however narrow the terminal. Example: --all-columns'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from curve" -l all-rows -d 'Show every row of a long table on a terminal. Example: --all-rows'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from curve" -l ascii -d 'Draw rules and charts with ASCII only. Example: --ascii'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from curve" -l no-pager -d 'Do not start the pager that `SPM_PAGER` or `PAGER` names. Example: --no-pager'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from curve" -l spreadsheet-safe -d 'Put \' before text that a spreadsheet would run as a formula; the default for -o. Example: --spreadsheet-safe'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from curve" -l raw-text -d 'Write text as it is, also to files. Example: --raw-text -o deals.csv'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from curve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from curve" -s V -l version -d 'Print version'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from what-if" -l close -d 'A deal that is not won yet is, on its close date or on this day. Example: --close 006Hq0000002=2026-10-30' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from what-if" -l lose -d 'A won deal is not. Example: --lose 006Hq0000001' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from what-if" -l amount -d 'A deal has another amount, in its own currency; its cost stays. Example: --amount 006Hq0000001=48000' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from what-if" -l quota -d 'A rep has another quota in the window that the period lies in: that of the plan\'s first element with a quota, after ramp and proration. The rep\'s other quotas of that measure change by as much. Example: --quota R007=500000' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from what-if" -l quota-scale -d 'Every quota is this times as large, those that plans state included. Example: --quota-scale 1.05' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from what-if" -l rate -d 'An element pays another rate, or amount, for everything; PLAN.ELEMENT where several plans have it. Example: --rate ae.renewals=0.02' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from what-if" -l with-plan -d 'A plan file in the place of those versions of the plan with its id whose days it shares. Example: --with-plan drafts/ae-2026.toml' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from what-if" -s p -l period -d 'The days: 2026-10, 2026-Q4, 2025-11..2026-Q2, last-month …; every payout that ends in them is worked out. The month before the as-of day if absent. Example: --period 2026-10' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from what-if" -l rep -d 'Only these reps, by id, e-mail or name. Example: --rep R007' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from what-if" -l ledger -d 'The folder of closed periods; the workspace\'s `ledger/` if absent. Example: --ledger acme/ledger' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from what-if" -l deals -d 'Deals: one row an opportunity. Example: --deals opportunities.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from what-if" -l splits -d 'Shares of deals: deal, rep, percent. Example: --splits splits.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from what-if" -l reps -d 'Reps: who they are, dated. Example: --reps users.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from what-if" -l quotas -d 'Quotas: rep, period, amount. Example: --quotas quotas.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from what-if" -l exchange-rates -d 'Exchange rates: date, from, to, rate. Example: --exchange-rates rates.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from what-if" -l accounts -d 'Accounts, for grouping by their columns. Example: --accounts accounts.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from what-if" -l leaves -d 'Days on which reps were away: rep, from, to. Example: --leaves leaves.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from what-if" -l plans -d 'Plans: TOML files or a folder of them. Example: --plans plans/' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from what-if" -l events -d 'What happened after the booking: deal, date, kind (invoice, payment, refund, cancel, release), amount. Example: --events billing.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from what-if" -l adjustments -d 'Amounts added to pay by hand: rep, period, amount, reason. Example: --adjustments adjustments.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from what-if" -l scores -d 'How far objectives were met: rep, period, element, score (1.0 is fully). Example: --scores scores.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from what-if" -l profile -d 'The CRM that wrote the deals: salesforce, hubspot, pipedrive, dynamics, zoho, odoo, or a profile file. Found from the header if absent. Example: --profile hubspot' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from what-if" -l column -d 'Take a column of the table from a header of the file; `TABLE.` in front for another table than the first. Example: --column amount=\'Amount (converted)\'' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from what-if" -l value -d 'Give a column of the table one constant value. Example: --value stage=\'Closed Won\'' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from what-if" -l date-order -d 'How 03/04/2026 is read: mdy is 4 March, dmy is 3 April. Example: --date-order dmy' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from what-if" -l encoding -d 'Encoding of the files, when not UTF-8 or UTF-16 with a mark. Example: --encoding windows-1252' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from what-if" -l delimiter -d 'The character between fields, when the header leaves a doubt; `tab` for a tab. Example: --delimiter \';\'' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from what-if" -l skip-lines -d 'Lines before the header. Example: --skip-lines 1' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from what-if" -l timezone -d 'Time zone in which a time becomes a day; the workspace\'s, else UTC. Example: --timezone Europe/Berlin' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from what-if" -l won -d 'Names of won stages. Example: --won \'Closed Won\' --won Signed' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from what-if" -l allow-rejects -d 'Go on without rows that cannot be read, at most N of them; the run then ends with code 3. Example: --allow-rejects 5' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from what-if" -l rejects -d 'Write the rows that cannot be read to this CSV file: file, row, column, value, reason. Example: --rejects rejects.csv' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from what-if" -l workspace -d 'The workspace: a directory with a spm.toml. Without it, the nearest one upwards. Example: --workspace acme' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from what-if" -l as-of -d 'The day as of which reports are made; today if absent. Example: --as-of 2026-11-20' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from what-if" -l threads -d 'Threads to work with; all if absent. Results do not depend on it. Example: --threads 1' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from what-if" -s f -l format -d 'table, csv, tsv, json, ndjson, markdown or parquet; svg for a chart. Else by the ending of -o, else by `SPM_FORMAT`, else a table on a terminal and CSV in a pipe. Example: -f json' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from what-if" -s o -l output -d 'Write to this file, whole or not at all; `-` is standard output. Example: -o october.csv' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from what-if" -l color -d 'When to colour: auto (on a terminal, unless `NO_COLOR` is set), always or never. Example: --color never' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from what-if" -l width -d 'Columns of the terminal, for tables; 0 for no limit. Example: --width 80' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from what-if" -l decimal-comma -d '1.234,50 is one thousand two hundred and thirty-four and a half. Example: --decimal-comma'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from what-if" -l decimal-point -d '1,234.50 is one thousand two hundred and thirty-four and a half. Example: --decimal-point'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from what-if" -s q -l quiet -d 'Say less: errors only. Example: spm -q import'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from what-if" -s v -l verbose -d 'Say more: what was read, how it was mapped. Example: spm -v attainment'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from what-if" -s y -l yes -d 'Answer every question with yes. Example: spm init --yes acme'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from what-if" -l all-columns -d 'Hide no column, however narrow the terminal. Example: --all-columns'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from what-if" -l all-rows -d 'Show every row of a long table on a terminal. Example: --all-rows'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from what-if" -l ascii -d 'Draw rules and charts with ASCII only. Example: --ascii'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from what-if" -l no-pager -d 'Do not start the pager that `SPM_PAGER` or `PAGER` names. Example: --no-pager'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from what-if" -l spreadsheet-safe -d 'Put \' before text that a spreadsheet would run as a formula; the default for -o. Example: --spreadsheet-safe'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from what-if" -l raw-text -d 'Write text as it is, also to files. Example: --raw-text -o deals.csv'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from what-if" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from what-if" -s V -l version -d 'Print version'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from goal" -l pay -d 'What the period has to earn, after caps, in the currency of the plan. Example: --pay 10000' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from goal" -l attainment -d 'The attainment that has to be reached in the window that the period ends in: 1.2 is 120 %. Example: --attainment 1.2' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from goal" -l with -d 'A column of the deal that has to close, for the conditions of elements and rates; without any, it counts for the first element with a quota. Example: --with type=Renewal' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from goal" -s p -l period -d 'The days: 2026-10, 2026-Q4, 2025-11..2026-Q2, last-month …; every payout that ends in them is worked out. The month before the as-of day if absent. Example: --period 2026-10' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from goal" -l rep -d 'Only these reps, by id, e-mail or name. Example: --rep R007' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from goal" -l ledger -d 'The folder of closed periods; the workspace\'s `ledger/` if absent. Example: --ledger acme/ledger' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from goal" -l deals -d 'Deals: one row an opportunity. Example: --deals opportunities.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from goal" -l splits -d 'Shares of deals: deal, rep, percent. Example: --splits splits.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from goal" -l reps -d 'Reps: who they are, dated. Example: --reps users.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from goal" -l quotas -d 'Quotas: rep, period, amount. Example: --quotas quotas.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from goal" -l exchange-rates -d 'Exchange rates: date, from, to, rate. Example: --exchange-rates rates.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from goal" -l accounts -d 'Accounts, for grouping by their columns. Example: --accounts accounts.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from goal" -l leaves -d 'Days on which reps were away: rep, from, to. Example: --leaves leaves.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from goal" -l plans -d 'Plans: TOML files or a folder of them. Example: --plans plans/' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from goal" -l events -d 'What happened after the booking: deal, date, kind (invoice, payment, refund, cancel, release), amount. Example: --events billing.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from goal" -l adjustments -d 'Amounts added to pay by hand: rep, period, amount, reason. Example: --adjustments adjustments.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from goal" -l scores -d 'How far objectives were met: rep, period, element, score (1.0 is fully). Example: --scores scores.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from goal" -l profile -d 'The CRM that wrote the deals: salesforce, hubspot, pipedrive, dynamics, zoho, odoo, or a profile file. Found from the header if absent. Example: --profile hubspot' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from goal" -l column -d 'Take a column of the table from a header of the file; `TABLE.` in front for another table than the first. Example: --column amount=\'Amount (converted)\'' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from goal" -l value -d 'Give a column of the table one constant value. Example: --value stage=\'Closed Won\'' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from goal" -l date-order -d 'How 03/04/2026 is read: mdy is 4 March, dmy is 3 April. Example: --date-order dmy' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from goal" -l encoding -d 'Encoding of the files, when not UTF-8 or UTF-16 with a mark. Example: --encoding windows-1252' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from goal" -l delimiter -d 'The character between fields, when the header leaves a doubt; `tab` for a tab. Example: --delimiter \';\'' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from goal" -l skip-lines -d 'Lines before the header. Example: --skip-lines 1' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from goal" -l timezone -d 'Time zone in which a time becomes a day; the workspace\'s, else UTC. Example: --timezone Europe/Berlin' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from goal" -l won -d 'Names of won stages. Example: --won \'Closed Won\' --won Signed' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from goal" -l allow-rejects -d 'Go on without rows that cannot be read, at most N of them; the run then ends with code 3. Example: --allow-rejects 5' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from goal" -l rejects -d 'Write the rows that cannot be read to this CSV file: file, row, column, value, reason. Example: --rejects rejects.csv' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from goal" -l workspace -d 'The workspace: a directory with a spm.toml. Without it, the nearest one upwards. Example: --workspace acme' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from goal" -l as-of -d 'The day as of which reports are made; today if absent. Example: --as-of 2026-11-20' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from goal" -l threads -d 'Threads to work with; all if absent. Results do not depend on it. Example: --threads 1' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from goal" -s f -l format -d 'table, csv, tsv, json, ndjson, markdown or parquet; svg for a chart. Else by the ending of -o, else by `SPM_FORMAT`, else a table on a terminal and CSV in a pipe. Example: -f json' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from goal" -s o -l output -d 'Write to this file, whole or not at all; `-` is standard output. Example: -o october.csv' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from goal" -l color -d 'When to colour: auto (on a terminal, unless `NO_COLOR` is set), always or never. Example: --color never' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from goal" -l width -d 'Columns of the terminal, for tables; 0 for no limit. Example: --width 80' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from goal" -l decimal-comma -d '1.234,50 is one thousand two hundred and thirty-four and a half. Example: --decimal-comma'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from goal" -l decimal-point -d '1,234.50 is one thousand two hundred and thirty-four and a half. Example: --decimal-point'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from goal" -s q -l quiet -d 'Say less: errors only. Example: spm -q import'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from goal" -s v -l verbose -d 'Say more: what was read, how it was mapped. Example: spm -v attainment'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from goal" -s y -l yes -d 'Answer every question with yes. Example: spm init --yes acme'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from goal" -l all-columns -d 'Hide no column, however narrow the terminal. Example: --all-columns'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from goal" -l all-rows -d 'Show every row of a long table on a terminal. Example: --all-rows'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from goal" -l ascii -d 'Draw rules and charts with ASCII only. Example: --ascii'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from goal" -l no-pager -d 'Do not start the pager that `SPM_PAGER` or `PAGER` names. Example: --no-pager'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from goal" -l spreadsheet-safe -d 'Put \' before text that a spreadsheet would run as a formula; the default for -o. Example: --spreadsheet-safe'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from goal" -l raw-text -d 'Write text as it is, also to files. Example: --raw-text -o deals.csv'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from goal" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from goal" -s V -l version -d 'Print version'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from cost" -l windfall -d 'The part of its amount above which the pay for a deal, of all reps and elements together, is a windfall. Example: --windfall 0.15' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from cost" -s p -l period -d 'The days: 2026-10, 2026-Q4, 2025-11..2026-Q2, last-month …; every payout that ends in them is worked out. The month before the as-of day if absent. Example: --period 2026-10' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from cost" -l rep -d 'Only these reps, by id, e-mail or name. Example: --rep R007' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from cost" -l ledger -d 'The folder of closed periods; the workspace\'s `ledger/` if absent. Example: --ledger acme/ledger' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from cost" -l deals -d 'Deals: one row an opportunity. Example: --deals opportunities.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from cost" -l splits -d 'Shares of deals: deal, rep, percent. Example: --splits splits.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from cost" -l reps -d 'Reps: who they are, dated. Example: --reps users.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from cost" -l quotas -d 'Quotas: rep, period, amount. Example: --quotas quotas.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from cost" -l exchange-rates -d 'Exchange rates: date, from, to, rate. Example: --exchange-rates rates.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from cost" -l accounts -d 'Accounts, for grouping by their columns. Example: --accounts accounts.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from cost" -l leaves -d 'Days on which reps were away: rep, from, to. Example: --leaves leaves.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from cost" -l plans -d 'Plans: TOML files or a folder of them. Example: --plans plans/' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from cost" -l events -d 'What happened after the booking: deal, date, kind (invoice, payment, refund, cancel, release), amount. Example: --events billing.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from cost" -l adjustments -d 'Amounts added to pay by hand: rep, period, amount, reason. Example: --adjustments adjustments.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from cost" -l scores -d 'How far objectives were met: rep, period, element, score (1.0 is fully). Example: --scores scores.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from cost" -l profile -d 'The CRM that wrote the deals: salesforce, hubspot, pipedrive, dynamics, zoho, odoo, or a profile file. Found from the header if absent. Example: --profile hubspot' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from cost" -l column -d 'Take a column of the table from a header of the file; `TABLE.` in front for another table than the first. Example: --column amount=\'Amount (converted)\'' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from cost" -l value -d 'Give a column of the table one constant value. Example: --value stage=\'Closed Won\'' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from cost" -l date-order -d 'How 03/04/2026 is read: mdy is 4 March, dmy is 3 April. Example: --date-order dmy' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from cost" -l encoding -d 'Encoding of the files, when not UTF-8 or UTF-16 with a mark. Example: --encoding windows-1252' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from cost" -l delimiter -d 'The character between fields, when the header leaves a doubt; `tab` for a tab. Example: --delimiter \';\'' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from cost" -l skip-lines -d 'Lines before the header. Example: --skip-lines 1' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from cost" -l timezone -d 'Time zone in which a time becomes a day; the workspace\'s, else UTC. Example: --timezone Europe/Berlin' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from cost" -l won -d 'Names of won stages. Example: --won \'Closed Won\' --won Signed' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from cost" -l allow-rejects -d 'Go on without rows that cannot be read, at most N of them; the run then ends with code 3. Example: --allow-rejects 5' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from cost" -l rejects -d 'Write the rows that cannot be read to this CSV file: file, row, column, value, reason. Example: --rejects rejects.csv' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from cost" -l workspace -d 'The workspace: a directory with a spm.toml. Without it, the nearest one upwards. Example: --workspace acme' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from cost" -l as-of -d 'The day as of which reports are made; today if absent. Example: --as-of 2026-11-20' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from cost" -l threads -d 'Threads to work with; all if absent. Results do not depend on it. Example: --threads 1' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from cost" -s f -l format -d 'table, csv, tsv, json, ndjson, markdown or parquet; svg for a chart. Else by the ending of -o, else by `SPM_FORMAT`, else a table on a terminal and CSV in a pipe. Example: -f json' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from cost" -s o -l output -d 'Write to this file, whole or not at all; `-` is standard output. Example: -o october.csv' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from cost" -l color -d 'When to colour: auto (on a terminal, unless `NO_COLOR` is set), always or never. Example: --color never' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from cost" -l width -d 'Columns of the terminal, for tables; 0 for no limit. Example: --width 80' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from cost" -l findings -d 'List the deals and reps behind the findings instead: windfalls and leakage. Example: --findings'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from cost" -l decimal-comma -d '1.234,50 is one thousand two hundred and thirty-four and a half. Example: --decimal-comma'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from cost" -l decimal-point -d '1,234.50 is one thousand two hundred and thirty-four and a half. Example: --decimal-point'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from cost" -s q -l quiet -d 'Say less: errors only. Example: spm -q import'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from cost" -s v -l verbose -d 'Say more: what was read, how it was mapped. Example: spm -v attainment'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from cost" -s y -l yes -d 'Answer every question with yes. Example: spm init --yes acme'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from cost" -l all-columns -d 'Hide no column, however narrow the terminal. Example: --all-columns'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from cost" -l all-rows -d 'Show every row of a long table on a terminal. Example: --all-rows'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from cost" -l ascii -d 'Draw rules and charts with ASCII only. Example: --ascii'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from cost" -l no-pager -d 'Do not start the pager that `SPM_PAGER` or `PAGER` names. Example: --no-pager'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from cost" -l spreadsheet-safe -d 'Put \' before text that a spreadsheet would run as a formula; the default for -o. Example: --spreadsheet-safe'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from cost" -l raw-text -d 'Write text as it is, also to files. Example: --raw-text -o deals.csv'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from cost" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from cost" -s V -l version -d 'Print version'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from submit" -l user -d 'Your name, as it is to be recorded. The program cannot prove who sits before it: it records what it is told. Example: --user ana' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from submit" -s p -l period -d 'The days: 2026-10, 2026-Q4, 2025-11..2026-Q2, last-month …; every payout that ends in them is worked out. The month before the as-of day if absent. Example: --period 2026-10' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from submit" -l rep -d 'Only these reps, by id, e-mail or name. Example: --rep R007' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from submit" -l ledger -d 'The folder of closed periods; the workspace\'s `ledger/` if absent. Example: --ledger acme/ledger' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from submit" -l deals -d 'Deals: one row an opportunity. Example: --deals opportunities.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from submit" -l splits -d 'Shares of deals: deal, rep, percent. Example: --splits splits.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from submit" -l reps -d 'Reps: who they are, dated. Example: --reps users.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from submit" -l quotas -d 'Quotas: rep, period, amount. Example: --quotas quotas.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from submit" -l exchange-rates -d 'Exchange rates: date, from, to, rate. Example: --exchange-rates rates.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from submit" -l accounts -d 'Accounts, for grouping by their columns. Example: --accounts accounts.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from submit" -l leaves -d 'Days on which reps were away: rep, from, to. Example: --leaves leaves.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from submit" -l plans -d 'Plans: TOML files or a folder of them. Example: --plans plans/' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from submit" -l events -d 'What happened after the booking: deal, date, kind (invoice, payment, refund, cancel, release), amount. Example: --events billing.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from submit" -l adjustments -d 'Amounts added to pay by hand: rep, period, amount, reason. Example: --adjustments adjustments.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from submit" -l scores -d 'How far objectives were met: rep, period, element, score (1.0 is fully). Example: --scores scores.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from submit" -l profile -d 'The CRM that wrote the deals: salesforce, hubspot, pipedrive, dynamics, zoho, odoo, or a profile file. Found from the header if absent. Example: --profile hubspot' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from submit" -l column -d 'Take a column of the table from a header of the file; `TABLE.` in front for another table than the first. Example: --column amount=\'Amount (converted)\'' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from submit" -l value -d 'Give a column of the table one constant value. Example: --value stage=\'Closed Won\'' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from submit" -l date-order -d 'How 03/04/2026 is read: mdy is 4 March, dmy is 3 April. Example: --date-order dmy' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from submit" -l encoding -d 'Encoding of the files, when not UTF-8 or UTF-16 with a mark. Example: --encoding windows-1252' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from submit" -l delimiter -d 'The character between fields, when the header leaves a doubt; `tab` for a tab. Example: --delimiter \';\'' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from submit" -l skip-lines -d 'Lines before the header. Example: --skip-lines 1' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from submit" -l timezone -d 'Time zone in which a time becomes a day; the workspace\'s, else UTC. Example: --timezone Europe/Berlin' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from submit" -l won -d 'Names of won stages. Example: --won \'Closed Won\' --won Signed' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from submit" -l allow-rejects -d 'Go on without rows that cannot be read, at most N of them; the run then ends with code 3. Example: --allow-rejects 5' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from submit" -l rejects -d 'Write the rows that cannot be read to this CSV file: file, row, column, value, reason. Example: --rejects rejects.csv' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from submit" -l workspace -d 'The workspace: a directory with a spm.toml. Without it, the nearest one upwards. Example: --workspace acme' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from submit" -l as-of -d 'The day as of which reports are made; today if absent. Example: --as-of 2026-11-20' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from submit" -l threads -d 'Threads to work with; all if absent. Results do not depend on it. Example: --threads 1' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from submit" -s f -l format -d 'table, csv, tsv, json, ndjson, markdown or parquet; svg for a chart. Else by the ending of -o, else by `SPM_FORMAT`, else a table on a terminal and CSV in a pipe. Example: -f json' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from submit" -s o -l output -d 'Write to this file, whole or not at all; `-` is standard output. Example: -o october.csv' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from submit" -l color -d 'When to colour: auto (on a terminal, unless `NO_COLOR` is set), always or never. Example: --color never' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from submit" -l width -d 'Columns of the terminal, for tables; 0 for no limit. Example: --width 80' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from submit" -l decimal-comma -d '1.234,50 is one thousand two hundred and thirty-four and a half. Example: --decimal-comma'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from submit" -l decimal-point -d '1,234.50 is one thousand two hundred and thirty-four and a half. Example: --decimal-point'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from submit" -s q -l quiet -d 'Say less: errors only. Example: spm -q import'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from submit" -s v -l verbose -d 'Say more: what was read, how it was mapped. Example: spm -v attainment'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from submit" -s y -l yes -d 'Answer every question with yes. Example: spm init --yes acme'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from submit" -l all-columns -d 'Hide no column, however narrow the terminal. Example: --all-columns'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from submit" -l all-rows -d 'Show every row of a long table on a terminal. Example: --all-rows'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from submit" -l ascii -d 'Draw rules and charts with ASCII only. Example: --ascii'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from submit" -l no-pager -d 'Do not start the pager that `SPM_PAGER` or `PAGER` names. Example: --no-pager'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from submit" -l spreadsheet-safe -d 'Put \' before text that a spreadsheet would run as a formula; the default for -o. Example: --spreadsheet-safe'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from submit" -l raw-text -d 'Write text as it is, also to files. Example: --raw-text -o deals.csv'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from submit" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from submit" -s V -l version -d 'Print version'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from approve" -l user -d 'Your name, as it is to be recorded. The program cannot prove who sits before it: it records what it is told. Example: --user ana' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from approve" -s p -l period -d 'The days: 2026-10, 2026-Q4, 2025-11..2026-Q2, last-month …; every payout that ends in them is worked out. The month before the as-of day if absent. Example: --period 2026-10' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from approve" -l rep -d 'Only these reps, by id, e-mail or name. Example: --rep R007' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from approve" -l ledger -d 'The folder of closed periods; the workspace\'s `ledger/` if absent. Example: --ledger acme/ledger' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from approve" -l deals -d 'Deals: one row an opportunity. Example: --deals opportunities.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from approve" -l splits -d 'Shares of deals: deal, rep, percent. Example: --splits splits.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from approve" -l reps -d 'Reps: who they are, dated. Example: --reps users.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from approve" -l quotas -d 'Quotas: rep, period, amount. Example: --quotas quotas.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from approve" -l exchange-rates -d 'Exchange rates: date, from, to, rate. Example: --exchange-rates rates.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from approve" -l accounts -d 'Accounts, for grouping by their columns. Example: --accounts accounts.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from approve" -l leaves -d 'Days on which reps were away: rep, from, to. Example: --leaves leaves.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from approve" -l plans -d 'Plans: TOML files or a folder of them. Example: --plans plans/' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from approve" -l events -d 'What happened after the booking: deal, date, kind (invoice, payment, refund, cancel, release), amount. Example: --events billing.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from approve" -l adjustments -d 'Amounts added to pay by hand: rep, period, amount, reason. Example: --adjustments adjustments.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from approve" -l scores -d 'How far objectives were met: rep, period, element, score (1.0 is fully). Example: --scores scores.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from approve" -l profile -d 'The CRM that wrote the deals: salesforce, hubspot, pipedrive, dynamics, zoho, odoo, or a profile file. Found from the header if absent. Example: --profile hubspot' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from approve" -l column -d 'Take a column of the table from a header of the file; `TABLE.` in front for another table than the first. Example: --column amount=\'Amount (converted)\'' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from approve" -l value -d 'Give a column of the table one constant value. Example: --value stage=\'Closed Won\'' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from approve" -l date-order -d 'How 03/04/2026 is read: mdy is 4 March, dmy is 3 April. Example: --date-order dmy' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from approve" -l encoding -d 'Encoding of the files, when not UTF-8 or UTF-16 with a mark. Example: --encoding windows-1252' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from approve" -l delimiter -d 'The character between fields, when the header leaves a doubt; `tab` for a tab. Example: --delimiter \';\'' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from approve" -l skip-lines -d 'Lines before the header. Example: --skip-lines 1' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from approve" -l timezone -d 'Time zone in which a time becomes a day; the workspace\'s, else UTC. Example: --timezone Europe/Berlin' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from approve" -l won -d 'Names of won stages. Example: --won \'Closed Won\' --won Signed' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from approve" -l allow-rejects -d 'Go on without rows that cannot be read, at most N of them; the run then ends with code 3. Example: --allow-rejects 5' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from approve" -l rejects -d 'Write the rows that cannot be read to this CSV file: file, row, column, value, reason. Example: --rejects rejects.csv' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from approve" -l workspace -d 'The workspace: a directory with a spm.toml. Without it, the nearest one upwards. Example: --workspace acme' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from approve" -l as-of -d 'The day as of which reports are made; today if absent. Example: --as-of 2026-11-20' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from approve" -l threads -d 'Threads to work with; all if absent. Results do not depend on it. Example: --threads 1' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from approve" -s f -l format -d 'table, csv, tsv, json, ndjson, markdown or parquet; svg for a chart. Else by the ending of -o, else by `SPM_FORMAT`, else a table on a terminal and CSV in a pipe. Example: -f json' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from approve" -s o -l output -d 'Write to this file, whole or not at all; `-` is standard output. Example: -o october.csv' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from approve" -l color -d 'When to colour: auto (on a terminal, unless `NO_COLOR` is set), always or never. Example: --color never' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from approve" -l width -d 'Columns of the terminal, for tables; 0 for no limit. Example: --width 80' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from approve" -l decimal-comma -d '1.234,50 is one thousand two hundred and thirty-four and a half. Example: --decimal-comma'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from approve" -l decimal-point -d '1,234.50 is one thousand two hundred and thirty-four and a half. Example: --decimal-point'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from approve" -s q -l quiet -d 'Say less: errors only. Example: spm -q import'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from approve" -s v -l verbose -d 'Say more: what was read, how it was mapped. Example: spm -v attainment'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from approve" -s y -l yes -d 'Answer every question with yes. Example: spm init --yes acme'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from approve" -l all-columns -d 'Hide no column, however narrow the terminal. Example: --all-columns'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from approve" -l all-rows -d 'Show every row of a long table on a terminal. Example: --all-rows'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from approve" -l ascii -d 'Draw rules and charts with ASCII only. Example: --ascii'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from approve" -l no-pager -d 'Do not start the pager that `SPM_PAGER` or `PAGER` names. Example: --no-pager'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from approve" -l spreadsheet-safe -d 'Put \' before text that a spreadsheet would run as a formula; the default for -o. Example: --spreadsheet-safe'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from approve" -l raw-text -d 'Write text as it is, also to files. Example: --raw-text -o deals.csv'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from approve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from approve" -s V -l version -d 'Print version'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from close" -l user -d 'Your name, as it is to be recorded. The program cannot prove who sits before it: it records what it is told. Example: --user ana' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from close" -s p -l period -d 'The days: 2026-10, 2026-Q4, 2025-11..2026-Q2, last-month …; every payout that ends in them is worked out. The month before the as-of day if absent. Example: --period 2026-10' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from close" -l rep -d 'Only these reps, by id, e-mail or name. Example: --rep R007' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from close" -l ledger -d 'The folder of closed periods; the workspace\'s `ledger/` if absent. Example: --ledger acme/ledger' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from close" -l deals -d 'Deals: one row an opportunity. Example: --deals opportunities.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from close" -l splits -d 'Shares of deals: deal, rep, percent. Example: --splits splits.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from close" -l reps -d 'Reps: who they are, dated. Example: --reps users.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from close" -l quotas -d 'Quotas: rep, period, amount. Example: --quotas quotas.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from close" -l exchange-rates -d 'Exchange rates: date, from, to, rate. Example: --exchange-rates rates.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from close" -l accounts -d 'Accounts, for grouping by their columns. Example: --accounts accounts.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from close" -l leaves -d 'Days on which reps were away: rep, from, to. Example: --leaves leaves.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from close" -l plans -d 'Plans: TOML files or a folder of them. Example: --plans plans/' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from close" -l events -d 'What happened after the booking: deal, date, kind (invoice, payment, refund, cancel, release), amount. Example: --events billing.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from close" -l adjustments -d 'Amounts added to pay by hand: rep, period, amount, reason. Example: --adjustments adjustments.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from close" -l scores -d 'How far objectives were met: rep, period, element, score (1.0 is fully). Example: --scores scores.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from close" -l profile -d 'The CRM that wrote the deals: salesforce, hubspot, pipedrive, dynamics, zoho, odoo, or a profile file. Found from the header if absent. Example: --profile hubspot' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from close" -l column -d 'Take a column of the table from a header of the file; `TABLE.` in front for another table than the first. Example: --column amount=\'Amount (converted)\'' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from close" -l value -d 'Give a column of the table one constant value. Example: --value stage=\'Closed Won\'' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from close" -l date-order -d 'How 03/04/2026 is read: mdy is 4 March, dmy is 3 April. Example: --date-order dmy' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from close" -l encoding -d 'Encoding of the files, when not UTF-8 or UTF-16 with a mark. Example: --encoding windows-1252' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from close" -l delimiter -d 'The character between fields, when the header leaves a doubt; `tab` for a tab. Example: --delimiter \';\'' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from close" -l skip-lines -d 'Lines before the header. Example: --skip-lines 1' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from close" -l timezone -d 'Time zone in which a time becomes a day; the workspace\'s, else UTC. Example: --timezone Europe/Berlin' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from close" -l won -d 'Names of won stages. Example: --won \'Closed Won\' --won Signed' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from close" -l allow-rejects -d 'Go on without rows that cannot be read, at most N of them; the run then ends with code 3. Example: --allow-rejects 5' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from close" -l rejects -d 'Write the rows that cannot be read to this CSV file: file, row, column, value, reason. Example: --rejects rejects.csv' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from close" -l workspace -d 'The workspace: a directory with a spm.toml. Without it, the nearest one upwards. Example: --workspace acme' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from close" -l as-of -d 'The day as of which reports are made; today if absent. Example: --as-of 2026-11-20' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from close" -l threads -d 'Threads to work with; all if absent. Results do not depend on it. Example: --threads 1' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from close" -s f -l format -d 'table, csv, tsv, json, ndjson, markdown or parquet; svg for a chart. Else by the ending of -o, else by `SPM_FORMAT`, else a table on a terminal and CSV in a pipe. Example: -f json' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from close" -s o -l output -d 'Write to this file, whole or not at all; `-` is standard output. Example: -o october.csv' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from close" -l color -d 'When to colour: auto (on a terminal, unless `NO_COLOR` is set), always or never. Example: --color never' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from close" -l width -d 'Columns of the terminal, for tables; 0 for no limit. Example: --width 80' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from close" -l decimal-comma -d '1.234,50 is one thousand two hundred and thirty-four and a half. Example: --decimal-comma'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from close" -l decimal-point -d '1,234.50 is one thousand two hundred and thirty-four and a half. Example: --decimal-point'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from close" -s q -l quiet -d 'Say less: errors only. Example: spm -q import'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from close" -s v -l verbose -d 'Say more: what was read, how it was mapped. Example: spm -v attainment'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from close" -s y -l yes -d 'Answer every question with yes. Example: spm init --yes acme'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from close" -l all-columns -d 'Hide no column, however narrow the terminal. Example: --all-columns'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from close" -l all-rows -d 'Show every row of a long table on a terminal. Example: --all-rows'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from close" -l ascii -d 'Draw rules and charts with ASCII only. Example: --ascii'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from close" -l no-pager -d 'Do not start the pager that `SPM_PAGER` or `PAGER` names. Example: --no-pager'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from close" -l spreadsheet-safe -d 'Put \' before text that a spreadsheet would run as a formula; the default for -o. Example: --spreadsheet-safe'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from close" -l raw-text -d 'Write text as it is, also to files. Example: --raw-text -o deals.csv'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from close" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from close" -s V -l version -d 'Print version'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from verify" -l head -d 'The head that a close printed, kept elsewhere: the last period cannot be taken away unseen. Example: --head 3f2a91…' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from verify" -s p -l period -d 'The days: 2026-10, 2026-Q4, 2025-11..2026-Q2, last-month …; every payout that ends in them is worked out. The month before the as-of day if absent. Example: --period 2026-10' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from verify" -l rep -d 'Only these reps, by id, e-mail or name. Example: --rep R007' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from verify" -l ledger -d 'The folder of closed periods; the workspace\'s `ledger/` if absent. Example: --ledger acme/ledger' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from verify" -l deals -d 'Deals: one row an opportunity. Example: --deals opportunities.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from verify" -l splits -d 'Shares of deals: deal, rep, percent. Example: --splits splits.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from verify" -l reps -d 'Reps: who they are, dated. Example: --reps users.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from verify" -l quotas -d 'Quotas: rep, period, amount. Example: --quotas quotas.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from verify" -l exchange-rates -d 'Exchange rates: date, from, to, rate. Example: --exchange-rates rates.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from verify" -l accounts -d 'Accounts, for grouping by their columns. Example: --accounts accounts.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from verify" -l leaves -d 'Days on which reps were away: rep, from, to. Example: --leaves leaves.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from verify" -l plans -d 'Plans: TOML files or a folder of them. Example: --plans plans/' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from verify" -l events -d 'What happened after the booking: deal, date, kind (invoice, payment, refund, cancel, release), amount. Example: --events billing.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from verify" -l adjustments -d 'Amounts added to pay by hand: rep, period, amount, reason. Example: --adjustments adjustments.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from verify" -l scores -d 'How far objectives were met: rep, period, element, score (1.0 is fully). Example: --scores scores.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from verify" -l profile -d 'The CRM that wrote the deals: salesforce, hubspot, pipedrive, dynamics, zoho, odoo, or a profile file. Found from the header if absent. Example: --profile hubspot' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from verify" -l column -d 'Take a column of the table from a header of the file; `TABLE.` in front for another table than the first. Example: --column amount=\'Amount (converted)\'' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from verify" -l value -d 'Give a column of the table one constant value. Example: --value stage=\'Closed Won\'' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from verify" -l date-order -d 'How 03/04/2026 is read: mdy is 4 March, dmy is 3 April. Example: --date-order dmy' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from verify" -l encoding -d 'Encoding of the files, when not UTF-8 or UTF-16 with a mark. Example: --encoding windows-1252' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from verify" -l delimiter -d 'The character between fields, when the header leaves a doubt; `tab` for a tab. Example: --delimiter \';\'' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from verify" -l skip-lines -d 'Lines before the header. Example: --skip-lines 1' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from verify" -l timezone -d 'Time zone in which a time becomes a day; the workspace\'s, else UTC. Example: --timezone Europe/Berlin' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from verify" -l won -d 'Names of won stages. Example: --won \'Closed Won\' --won Signed' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from verify" -l allow-rejects -d 'Go on without rows that cannot be read, at most N of them; the run then ends with code 3. Example: --allow-rejects 5' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from verify" -l rejects -d 'Write the rows that cannot be read to this CSV file: file, row, column, value, reason. Example: --rejects rejects.csv' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from verify" -l workspace -d 'The workspace: a directory with a spm.toml. Without it, the nearest one upwards. Example: --workspace acme' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from verify" -l as-of -d 'The day as of which reports are made; today if absent. Example: --as-of 2026-11-20' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from verify" -l threads -d 'Threads to work with; all if absent. Results do not depend on it. Example: --threads 1' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from verify" -s f -l format -d 'table, csv, tsv, json, ndjson, markdown or parquet; svg for a chart. Else by the ending of -o, else by `SPM_FORMAT`, else a table on a terminal and CSV in a pipe. Example: -f json' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from verify" -s o -l output -d 'Write to this file, whole or not at all; `-` is standard output. Example: -o october.csv' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from verify" -l color -d 'When to colour: auto (on a terminal, unless `NO_COLOR` is set), always or never. Example: --color never' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from verify" -l width -d 'Columns of the terminal, for tables; 0 for no limit. Example: --width 80' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from verify" -l hashes -d 'Check the hashes alone, and work nothing out again. Example: --hashes'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from verify" -l decimal-comma -d '1.234,50 is one thousand two hundred and thirty-four and a half. Example: --decimal-comma'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from verify" -l decimal-point -d '1,234.50 is one thousand two hundred and thirty-four and a half. Example: --decimal-point'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Say less: errors only. Example: spm -q import'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from verify" -s v -l verbose -d 'Say more: what was read, how it was mapped. Example: spm -v attainment'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from verify" -s y -l yes -d 'Answer every question with yes. Example: spm init --yes acme'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from verify" -l all-columns -d 'Hide no column, however narrow the terminal. Example: --all-columns'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from verify" -l all-rows -d 'Show every row of a long table on a terminal. Example: --all-rows'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from verify" -l ascii -d 'Draw rules and charts with ASCII only. Example: --ascii'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from verify" -l no-pager -d 'Do not start the pager that `SPM_PAGER` or `PAGER` names. Example: --no-pager'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from verify" -l spreadsheet-safe -d 'Put \' before text that a spreadsheet would run as a formula; the default for -o. Example: --spreadsheet-safe'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from verify" -l raw-text -d 'Write text as it is, also to files. Example: --raw-text -o deals.csv'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from verify" -s V -l version -d 'Print version'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from diff" -s p -l period -d 'The days: 2026-10, 2026-Q4, 2025-11..2026-Q2, last-month …; every payout that ends in them is worked out. The month before the as-of day if absent. Example: --period 2026-10' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from diff" -l rep -d 'Only these reps, by id, e-mail or name. Example: --rep R007' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from diff" -l ledger -d 'The folder of closed periods; the workspace\'s `ledger/` if absent. Example: --ledger acme/ledger' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from diff" -l deals -d 'Deals: one row an opportunity. Example: --deals opportunities.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from diff" -l splits -d 'Shares of deals: deal, rep, percent. Example: --splits splits.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from diff" -l reps -d 'Reps: who they are, dated. Example: --reps users.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from diff" -l quotas -d 'Quotas: rep, period, amount. Example: --quotas quotas.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from diff" -l exchange-rates -d 'Exchange rates: date, from, to, rate. Example: --exchange-rates rates.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from diff" -l accounts -d 'Accounts, for grouping by their columns. Example: --accounts accounts.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from diff" -l leaves -d 'Days on which reps were away: rep, from, to. Example: --leaves leaves.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from diff" -l plans -d 'Plans: TOML files or a folder of them. Example: --plans plans/' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from diff" -l events -d 'What happened after the booking: deal, date, kind (invoice, payment, refund, cancel, release), amount. Example: --events billing.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from diff" -l adjustments -d 'Amounts added to pay by hand: rep, period, amount, reason. Example: --adjustments adjustments.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from diff" -l scores -d 'How far objectives were met: rep, period, element, score (1.0 is fully). Example: --scores scores.csv' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from diff" -l profile -d 'The CRM that wrote the deals: salesforce, hubspot, pipedrive, dynamics, zoho, odoo, or a profile file. Found from the header if absent. Example: --profile hubspot' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from diff" -l column -d 'Take a column of the table from a header of the file; `TABLE.` in front for another table than the first. Example: --column amount=\'Amount (converted)\'' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from diff" -l value -d 'Give a column of the table one constant value. Example: --value stage=\'Closed Won\'' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from diff" -l date-order -d 'How 03/04/2026 is read: mdy is 4 March, dmy is 3 April. Example: --date-order dmy' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from diff" -l encoding -d 'Encoding of the files, when not UTF-8 or UTF-16 with a mark. Example: --encoding windows-1252' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from diff" -l delimiter -d 'The character between fields, when the header leaves a doubt; `tab` for a tab. Example: --delimiter \';\'' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from diff" -l skip-lines -d 'Lines before the header. Example: --skip-lines 1' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from diff" -l timezone -d 'Time zone in which a time becomes a day; the workspace\'s, else UTC. Example: --timezone Europe/Berlin' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from diff" -l won -d 'Names of won stages. Example: --won \'Closed Won\' --won Signed' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from diff" -l allow-rejects -d 'Go on without rows that cannot be read, at most N of them; the run then ends with code 3. Example: --allow-rejects 5' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from diff" -l rejects -d 'Write the rows that cannot be read to this CSV file: file, row, column, value, reason. Example: --rejects rejects.csv' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from diff" -l workspace -d 'The workspace: a directory with a spm.toml. Without it, the nearest one upwards. Example: --workspace acme' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from diff" -l as-of -d 'The day as of which reports are made; today if absent. Example: --as-of 2026-11-20' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from diff" -l threads -d 'Threads to work with; all if absent. Results do not depend on it. Example: --threads 1' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from diff" -s f -l format -d 'table, csv, tsv, json, ndjson, markdown or parquet; svg for a chart. Else by the ending of -o, else by `SPM_FORMAT`, else a table on a terminal and CSV in a pipe. Example: -f json' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from diff" -s o -l output -d 'Write to this file, whole or not at all; `-` is standard output. Example: -o october.csv' -r -F
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from diff" -l color -d 'When to colour: auto (on a terminal, unless `NO_COLOR` is set), always or never. Example: --color never' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from diff" -l width -d 'Columns of the terminal, for tables; 0 for no limit. Example: --width 80' -r
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from diff" -l decimal-comma -d '1.234,50 is one thousand two hundred and thirty-four and a half. Example: --decimal-comma'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from diff" -l decimal-point -d '1,234.50 is one thousand two hundred and thirty-four and a half. Example: --decimal-point'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from diff" -s q -l quiet -d 'Say less: errors only. Example: spm -q import'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from diff" -s v -l verbose -d 'Say more: what was read, how it was mapped. Example: spm -v attainment'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from diff" -s y -l yes -d 'Answer every question with yes. Example: spm init --yes acme'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from diff" -l all-columns -d 'Hide no column, however narrow the terminal. Example: --all-columns'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from diff" -l all-rows -d 'Show every row of a long table on a terminal. Example: --all-rows'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from diff" -l ascii -d 'Draw rules and charts with ASCII only. Example: --ascii'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from diff" -l no-pager -d 'Do not start the pager that `SPM_PAGER` or `PAGER` names. Example: --no-pager'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from diff" -l spreadsheet-safe -d 'Put \' before text that a spreadsheet would run as a formula; the default for -o. Example: --spreadsheet-safe'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from diff" -l raw-text -d 'Write text as it is, also to files. Example: --raw-text -o deals.csv'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from diff" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from diff" -s V -l version -d 'Print version'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from help" -f -a "run" -d 'One line for each rep and payout (the default)'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from help" -f -a "lines" -d 'One line for each credit, element and tier slice'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from help" -f -a "explain" -d 'Show where a rep\'s pay comes from, as a tree'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from help" -f -a "test" -d 'Run the tests inside the plan files'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from help" -f -a "curve" -d 'Show what a plan pays at each attainment'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from help" -f -a "what-if" -d 'Change deals, quotas, rates or plans, and see who gains and loses'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from help" -f -a "goal" -d 'Show how much more has to close to earn so much, and which open deals would do'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from help" -f -a "cost" -d 'Show what each element costs, whom it pays, what earned it, and the cost without it'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from help" -f -a "submit" -d 'Hand a period in, to be approved by somebody else'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from help" -f -a "approve" -d 'Approve a submitted period; not by the one who submitted it'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from help" -f -a "close" -d 'Close an approved period for good'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from help" -f -a "verify" -d 'Check that closed periods are what was closed, and work them out again'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from help" -f -a "diff" -d 'Show who is paid otherwise, how much, and why'
complete -c spm -n "__fish_spm_using_subcommand commissions; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c spm -n "__fish_spm_using_subcommand config" -l workspace -d 'The workspace: a directory with a spm.toml. Without it, the nearest one upwards. Example: --workspace acme' -r -F
complete -c spm -n "__fish_spm_using_subcommand config" -l as-of -d 'The day as of which reports are made; today if absent. Example: --as-of 2026-11-20' -r
complete -c spm -n "__fish_spm_using_subcommand config" -l threads -d 'Threads to work with; all if absent. Results do not depend on it. Example: --threads 1' -r
complete -c spm -n "__fish_spm_using_subcommand config" -s f -l format -d 'table, csv, tsv, json, ndjson, markdown or parquet; svg for a chart. Else by the ending of -o, else by `SPM_FORMAT`, else a table on a terminal and CSV in a pipe. Example: -f json' -r
complete -c spm -n "__fish_spm_using_subcommand config" -s o -l output -d 'Write to this file, whole or not at all; `-` is standard output. Example: -o october.csv' -r -F
complete -c spm -n "__fish_spm_using_subcommand config" -l color -d 'When to colour: auto (on a terminal, unless `NO_COLOR` is set), always or never. Example: --color never' -r
complete -c spm -n "__fish_spm_using_subcommand config" -l width -d 'Columns of the terminal, for tables; 0 for no limit. Example: --width 80' -r
complete -c spm -n "__fish_spm_using_subcommand config" -s q -l quiet -d 'Say less: errors only. Example: spm -q import'
complete -c spm -n "__fish_spm_using_subcommand config" -s v -l verbose -d 'Say more: what was read, how it was mapped. Example: spm -v attainment'
complete -c spm -n "__fish_spm_using_subcommand config" -s y -l yes -d 'Answer every question with yes. Example: spm init --yes acme'
complete -c spm -n "__fish_spm_using_subcommand config" -l all-columns -d 'Hide no column, however narrow the terminal. Example: --all-columns'
complete -c spm -n "__fish_spm_using_subcommand config" -l all-rows -d 'Show every row of a long table on a terminal. Example: --all-rows'
complete -c spm -n "__fish_spm_using_subcommand config" -l ascii -d 'Draw rules and charts with ASCII only. Example: --ascii'
complete -c spm -n "__fish_spm_using_subcommand config" -l no-pager -d 'Do not start the pager that `SPM_PAGER` or `PAGER` names. Example: --no-pager'
complete -c spm -n "__fish_spm_using_subcommand config" -l spreadsheet-safe -d 'Put \' before text that a spreadsheet would run as a formula; the default for -o. Example: --spreadsheet-safe'
complete -c spm -n "__fish_spm_using_subcommand config" -l raw-text -d 'Write text as it is, also to files. Example: --raw-text -o deals.csv'
complete -c spm -n "__fish_spm_using_subcommand config" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c spm -n "__fish_spm_using_subcommand config" -s V -l version -d 'Print version'
complete -c spm -n "__fish_spm_using_subcommand completions" -l workspace -d 'The workspace: a directory with a spm.toml. Without it, the nearest one upwards. Example: --workspace acme' -r -F
complete -c spm -n "__fish_spm_using_subcommand completions" -l as-of -d 'The day as of which reports are made; today if absent. Example: --as-of 2026-11-20' -r
complete -c spm -n "__fish_spm_using_subcommand completions" -l threads -d 'Threads to work with; all if absent. Results do not depend on it. Example: --threads 1' -r
complete -c spm -n "__fish_spm_using_subcommand completions" -s f -l format -d 'table, csv, tsv, json, ndjson, markdown or parquet; svg for a chart. Else by the ending of -o, else by `SPM_FORMAT`, else a table on a terminal and CSV in a pipe. Example: -f json' -r
complete -c spm -n "__fish_spm_using_subcommand completions" -s o -l output -d 'Write to this file, whole or not at all; `-` is standard output. Example: -o october.csv' -r -F
complete -c spm -n "__fish_spm_using_subcommand completions" -l color -d 'When to colour: auto (on a terminal, unless `NO_COLOR` is set), always or never. Example: --color never' -r
complete -c spm -n "__fish_spm_using_subcommand completions" -l width -d 'Columns of the terminal, for tables; 0 for no limit. Example: --width 80' -r
complete -c spm -n "__fish_spm_using_subcommand completions" -s q -l quiet -d 'Say less: errors only. Example: spm -q import'
complete -c spm -n "__fish_spm_using_subcommand completions" -s v -l verbose -d 'Say more: what was read, how it was mapped. Example: spm -v attainment'
complete -c spm -n "__fish_spm_using_subcommand completions" -s y -l yes -d 'Answer every question with yes. Example: spm init --yes acme'
complete -c spm -n "__fish_spm_using_subcommand completions" -l all-columns -d 'Hide no column, however narrow the terminal. Example: --all-columns'
complete -c spm -n "__fish_spm_using_subcommand completions" -l all-rows -d 'Show every row of a long table on a terminal. Example: --all-rows'
complete -c spm -n "__fish_spm_using_subcommand completions" -l ascii -d 'Draw rules and charts with ASCII only. Example: --ascii'
complete -c spm -n "__fish_spm_using_subcommand completions" -l no-pager -d 'Do not start the pager that `SPM_PAGER` or `PAGER` names. Example: --no-pager'
complete -c spm -n "__fish_spm_using_subcommand completions" -l spreadsheet-safe -d 'Put \' before text that a spreadsheet would run as a formula; the default for -o. Example: --spreadsheet-safe'
complete -c spm -n "__fish_spm_using_subcommand completions" -l raw-text -d 'Write text as it is, also to files. Example: --raw-text -o deals.csv'
complete -c spm -n "__fish_spm_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c spm -n "__fish_spm_using_subcommand completions" -s V -l version -d 'Print version'
complete -c spm -n "__fish_spm_using_subcommand man" -l workspace -d 'The workspace: a directory with a spm.toml. Without it, the nearest one upwards. Example: --workspace acme' -r -F
complete -c spm -n "__fish_spm_using_subcommand man" -l as-of -d 'The day as of which reports are made; today if absent. Example: --as-of 2026-11-20' -r
complete -c spm -n "__fish_spm_using_subcommand man" -l threads -d 'Threads to work with; all if absent. Results do not depend on it. Example: --threads 1' -r
complete -c spm -n "__fish_spm_using_subcommand man" -s f -l format -d 'table, csv, tsv, json, ndjson, markdown or parquet; svg for a chart. Else by the ending of -o, else by `SPM_FORMAT`, else a table on a terminal and CSV in a pipe. Example: -f json' -r
complete -c spm -n "__fish_spm_using_subcommand man" -s o -l output -d 'Write to this file, whole or not at all; `-` is standard output. Example: -o october.csv' -r -F
complete -c spm -n "__fish_spm_using_subcommand man" -l color -d 'When to colour: auto (on a terminal, unless `NO_COLOR` is set), always or never. Example: --color never' -r
complete -c spm -n "__fish_spm_using_subcommand man" -l width -d 'Columns of the terminal, for tables; 0 for no limit. Example: --width 80' -r
complete -c spm -n "__fish_spm_using_subcommand man" -s q -l quiet -d 'Say less: errors only. Example: spm -q import'
complete -c spm -n "__fish_spm_using_subcommand man" -s v -l verbose -d 'Say more: what was read, how it was mapped. Example: spm -v attainment'
complete -c spm -n "__fish_spm_using_subcommand man" -s y -l yes -d 'Answer every question with yes. Example: spm init --yes acme'
complete -c spm -n "__fish_spm_using_subcommand man" -l all-columns -d 'Hide no column, however narrow the terminal. Example: --all-columns'
complete -c spm -n "__fish_spm_using_subcommand man" -l all-rows -d 'Show every row of a long table on a terminal. Example: --all-rows'
complete -c spm -n "__fish_spm_using_subcommand man" -l ascii -d 'Draw rules and charts with ASCII only. Example: --ascii'
complete -c spm -n "__fish_spm_using_subcommand man" -l no-pager -d 'Do not start the pager that `SPM_PAGER` or `PAGER` names. Example: --no-pager'
complete -c spm -n "__fish_spm_using_subcommand man" -l spreadsheet-safe -d 'Put \' before text that a spreadsheet would run as a formula; the default for -o. Example: --spreadsheet-safe'
complete -c spm -n "__fish_spm_using_subcommand man" -l raw-text -d 'Write text as it is, also to files. Example: --raw-text -o deals.csv'
complete -c spm -n "__fish_spm_using_subcommand man" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c spm -n "__fish_spm_using_subcommand man" -s V -l version -d 'Print version'
complete -c spm -n "__fish_spm_using_subcommand help; and not __fish_seen_subcommand_from init import check attainment metrics commissions config completions man help" -f -a "init" -d 'Make a workspace, empty or with a sample company'
complete -c spm -n "__fish_spm_using_subcommand help; and not __fish_seen_subcommand_from init import check attainment metrics commissions config completions man help" -f -a "import" -d 'Read exports, check them and write canonical Parquet'
complete -c spm -n "__fish_spm_using_subcommand help; and not __fish_seen_subcommand_from init import check attainment metrics commissions config completions man help" -f -a "check" -d 'List what would go wrong before payday: in tables, plans, and between them'
complete -c spm -n "__fish_spm_using_subcommand help; and not __fish_seen_subcommand_from init import check attainment metrics commissions config completions man help" -f -a "attainment" -d 'Show what was credited against quota: by rep, team, product, month …'
complete -c spm -n "__fish_spm_using_subcommand help; and not __fish_seen_subcommand_from init import check attainment metrics commissions config completions man help" -f -a "metrics" -d 'Show the scoreboard: win rates, deal sizes, cycles, pipeline, activities, retention …; what to coach'
complete -c spm -n "__fish_spm_using_subcommand help; and not __fish_seen_subcommand_from init import check attainment metrics commissions config completions man help" -f -a "commissions" -d 'Work out commissions: a line for each rep, or for each credit and tier slice'
complete -c spm -n "__fish_spm_using_subcommand help; and not __fish_seen_subcommand_from init import check attainment metrics commissions config completions man help" -f -a "config" -d 'Show each setting and where it came from'
complete -c spm -n "__fish_spm_using_subcommand help; and not __fish_seen_subcommand_from init import check attainment metrics commissions config completions man help" -f -a "completions" -d 'Print a script that completes commands and flags in a shell'
complete -c spm -n "__fish_spm_using_subcommand help; and not __fish_seen_subcommand_from init import check attainment metrics commissions config completions man help" -f -a "man" -d 'Print the manual page'
complete -c spm -n "__fish_spm_using_subcommand help; and not __fish_seen_subcommand_from init import check attainment metrics commissions config completions man help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c spm -n "__fish_spm_using_subcommand help; and __fish_seen_subcommand_from commissions" -f -a "run" -d 'One line for each rep and payout (the default)'
complete -c spm -n "__fish_spm_using_subcommand help; and __fish_seen_subcommand_from commissions" -f -a "lines" -d 'One line for each credit, element and tier slice'
complete -c spm -n "__fish_spm_using_subcommand help; and __fish_seen_subcommand_from commissions" -f -a "explain" -d 'Show where a rep\'s pay comes from, as a tree'
complete -c spm -n "__fish_spm_using_subcommand help; and __fish_seen_subcommand_from commissions" -f -a "test" -d 'Run the tests inside the plan files'
complete -c spm -n "__fish_spm_using_subcommand help; and __fish_seen_subcommand_from commissions" -f -a "curve" -d 'Show what a plan pays at each attainment'
complete -c spm -n "__fish_spm_using_subcommand help; and __fish_seen_subcommand_from commissions" -f -a "what-if" -d 'Change deals, quotas, rates or plans, and see who gains and loses'
complete -c spm -n "__fish_spm_using_subcommand help; and __fish_seen_subcommand_from commissions" -f -a "goal" -d 'Show how much more has to close to earn so much, and which open deals would do'
complete -c spm -n "__fish_spm_using_subcommand help; and __fish_seen_subcommand_from commissions" -f -a "cost" -d 'Show what each element costs, whom it pays, what earned it, and the cost without it'
complete -c spm -n "__fish_spm_using_subcommand help; and __fish_seen_subcommand_from commissions" -f -a "submit" -d 'Hand a period in, to be approved by somebody else'
complete -c spm -n "__fish_spm_using_subcommand help; and __fish_seen_subcommand_from commissions" -f -a "approve" -d 'Approve a submitted period; not by the one who submitted it'
complete -c spm -n "__fish_spm_using_subcommand help; and __fish_seen_subcommand_from commissions" -f -a "close" -d 'Close an approved period for good'
complete -c spm -n "__fish_spm_using_subcommand help; and __fish_seen_subcommand_from commissions" -f -a "verify" -d 'Check that closed periods are what was closed, and work them out again'
complete -c spm -n "__fish_spm_using_subcommand help; and __fish_seen_subcommand_from commissions" -f -a "diff" -d 'Show who is paid otherwise, how much, and why'
