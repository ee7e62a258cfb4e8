
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'spm' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'spm'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'spm' {
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'The workspace: a directory with a spm.toml. Without it, the nearest one upwards. Example: --workspace acme')
            [CompletionResult]::new('--as-of', '--as-of', [CompletionResultType]::ParameterName, 'The day as of which reports are made; today if absent. Example: --as-of 2026-11-20')
            [CompletionResult]::new('--threads', '--threads', [CompletionResultType]::ParameterName, 'Threads to work with; all if absent. Results do not depend on it. Example: --threads 1')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'table, csv, tsv, json, ndjson, markdown or parquet. Else by the ending of -o, else by `SPM_FORMAT`, else a table on a terminal and CSV in a pipe. Example: -f json')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'table, csv, tsv, json, ndjson, markdown or parquet. Else by the ending of -o, else by `SPM_FORMAT`, else a table on a terminal and CSV in a pipe. Example: -f json')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to this file, whole or not at all; `-` is standard output. Example: -o october.csv')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write to this file, whole or not at all; `-` is standard output. Example: -o october.csv')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto (on a terminal, unless `NO_COLOR` is set), always or never. Example: --color never')
            [CompletionResult]::new('--width', '--width', [CompletionResultType]::ParameterName, 'Columns of the terminal, for tables; 0 for no limit. Example: --width 80')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say less: errors only. Example: spm -q import')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say less: errors only. Example: spm -q import')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: what was read, how it was mapped. Example: spm -v attainment')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: what was read, how it was mapped. Example: spm -v attainment')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes. Example: spm init --yes acme')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes. Example: spm init --yes acme')
            [CompletionResult]::new('--all-columns', '--all-columns', [CompletionResultType]::ParameterName, 'Hide no column, however narrow the terminal. Example: --all-columns')
            [CompletionResult]::new('--all-rows', '--all-rows', [CompletionResultType]::ParameterName, 'Show every row of a long table on a terminal. Example: --all-rows')
            [CompletionResult]::new('--ascii', '--ascii', [CompletionResultType]::ParameterName, 'Draw rules and charts with ASCII only. Example: --ascii')
            [CompletionResult]::new('--no-pager', '--no-pager', [CompletionResultType]::ParameterName, 'Do not start the pager that `SPM_PAGER` or `PAGER` names. Example: --no-pager')
            [CompletionResult]::new('--spreadsheet-safe', '--spreadsheet-safe', [CompletionResultType]::ParameterName, 'Put '' before text that a spreadsheet would run as a formula; the default for -o. Example: --spreadsheet-safe')
            [CompletionResult]::new('--raw-text', '--raw-text', [CompletionResultType]::ParameterName, 'Write text as it is, also to files. Example: --raw-text -o deals.csv')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Make a workspace, empty or with a sample company')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Read exports, check them and write canonical Parquet')
            [CompletionResult]::new('attainment', 'attainment', [CompletionResultType]::ParameterValue, 'Show what was credited against quota: by rep, team, product, month …')
            [CompletionResult]::new('commissions', 'commissions', [CompletionResultType]::ParameterValue, 'Work out commissions: a line for each rep, or for each credit and tier slice')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Show each setting and where it came from')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print a script that completes commands and flags in a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print the manual page')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'spm;init' {
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'The workspace: a directory with a spm.toml. Without it, the nearest one upwards. Example: --workspace acme')
            [CompletionResult]::new('--as-of', '--as-of', [CompletionResultType]::ParameterName, 'The day as of which reports are made; today if absent. Example: --as-of 2026-11-20')
            [CompletionResult]::new('--threads', '--threads', [CompletionResultType]::ParameterName, 'Threads to work with; all if absent. Results do not depend on it. Example: --threads 1')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'table, csv, tsv, json, ndjson, markdown or parquet. Else by the ending of -o, else by `SPM_FORMAT`, else a table on a terminal and CSV in a pipe. Example: -f json')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'table, csv, tsv, json, ndjson, markdown or parquet. Else by the ending of -o, else by `SPM_FORMAT`, else a table on a terminal and CSV in a pipe. Example: -f json')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to this file, whole or not at all; `-` is standard output. Example: -o october.csv')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write to this file, whole or not at all; `-` is standard output. Example: -o october.csv')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto (on a terminal, unless `NO_COLOR` is set), always or never. Example: --color never')
            [CompletionResult]::new('--width', '--width', [CompletionResultType]::ParameterName, 'Columns of the terminal, for tables; 0 for no limit. Example: --width 80')
            [CompletionResult]::new('--sample', '--sample', [CompletionResultType]::ParameterName, 'With the invented company Acme and its exports. Example: spm init --sample acme')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say less: errors only. Example: spm -q import')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say less: errors only. Example: spm -q import')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: what was read, how it was mapped. Example: spm -v attainment')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: what was read, how it was mapped. Example: spm -v attainment')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes. Example: spm init --yes acme')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes. Example: spm init --yes acme')
            [CompletionResult]::new('--all-columns', '--all-columns', [CompletionResultType]::ParameterName, 'Hide no column, however narrow the terminal. Example: --all-columns')
            [CompletionResult]::new('--all-rows', '--all-rows', [CompletionResultType]::ParameterName, 'Show every row of a long table on a terminal. Example: --all-rows')
            [CompletionResult]::new('--ascii', '--ascii', [CompletionResultType]::ParameterName, 'Draw rules and charts with ASCII only. Example: --ascii')
            [CompletionResult]::new('--no-pager', '--no-pager', [CompletionResultType]::ParameterName, 'Do not start the pager that `SPM_PAGER` or `PAGER` names. Example: --no-pager')
            [CompletionResult]::new('--spreadsheet-safe', '--spreadsheet-safe', [CompletionResultType]::ParameterName, 'Put '' before text that a spreadsheet would run as a formula; the default for -o. Example: --spreadsheet-safe')
            [CompletionResult]::new('--raw-text', '--raw-text', [CompletionResultType]::ParameterName, 'Write text as it is, also to files. Example: --raw-text -o deals.csv')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'spm;import' {
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'Write the table to this Parquet file instead of the workspace''s data folder; with one table. Example: --to deals.parquet')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The CRM that wrote the deals: salesforce, hubspot, pipedrive, dynamics, zoho, odoo, or a profile file. Found from the header if absent. Example: --profile hubspot')
            [CompletionResult]::new('--column', '--column', [CompletionResultType]::ParameterName, 'Take a column of the table from a header of the file; `TABLE.` in front for another table than the first. Example: --column amount=''Amount (converted)''')
            [CompletionResult]::new('--value', '--value', [CompletionResultType]::ParameterName, 'Give a column of the table one constant value. Example: --value stage=''Closed Won''')
            [CompletionResult]::new('--date-order', '--date-order', [CompletionResultType]::ParameterName, 'How 03/04/2026 is read: mdy is 4 March, dmy is 3 April. Example: --date-order dmy')
            [CompletionResult]::new('--encoding', '--encoding', [CompletionResultType]::ParameterName, 'Encoding of the files, when not UTF-8 or UTF-16 with a mark. Example: --encoding windows-1252')
            [CompletionResult]::new('--delimiter', '--delimiter', [CompletionResultType]::ParameterName, 'The character between fields, when the header leaves a doubt; `tab` for a tab. Example: --delimiter '';''')
            [CompletionResult]::new('--skip-lines', '--skip-lines', [CompletionResultType]::ParameterName, 'Lines before the header. Example: --skip-lines 1')
            [CompletionResult]::new('--timezone', '--timezone', [CompletionResultType]::ParameterName, 'Time zone in which a time becomes a day; the workspace''s, else UTC. Example: --timezone Europe/Berlin')
            [CompletionResult]::new('--won', '--won', [CompletionResultType]::ParameterName, 'Names of won stages. Example: --won ''Closed Won'' --won Signed')
            [CompletionResult]::new('--allow-rejects', '--allow-rejects', [CompletionResultType]::ParameterName, 'Go on without rows that cannot be read, at most N of them; the run then ends with code 3. Example: --allow-rejects 5')
            [CompletionResult]::new('--rejects', '--rejects', [CompletionResultType]::ParameterName, 'Write the rows that cannot be read to this CSV file: file, row, column, value, reason. Example: --rejects rejects.csv')
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'The workspace: a directory with a spm.toml. Without it, the nearest one upwards. Example: --workspace acme')
            [CompletionResult]::new('--as-of', '--as-of', [CompletionResultType]::ParameterName, 'The day as of which reports are made; today if absent. Example: --as-of 2026-11-20')
            [CompletionResult]::new('--threads', '--threads', [CompletionResultType]::ParameterName, 'Threads to work with; all if absent. Results do not depend on it. Example: --threads 1')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'table, csv, tsv, json, ndjson, markdown or parquet. Else by the ending of -o, else by `SPM_FORMAT`, else a table on a terminal and CSV in a pipe. Example: -f json')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'table, csv, tsv, json, ndjson, markdown or parquet. Else by the ending of -o, else by `SPM_FORMAT`, else a table on a terminal and CSV in a pipe. Example: -f json')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to this file, whole or not at all; `-` is standard output. Example: -o october.csv')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write to this file, whole or not at all; `-` is standard output. Example: -o october.csv')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto (on a terminal, unless `NO_COLOR` is set), always or never. Example: --color never')
            [CompletionResult]::new('--width', '--width', [CompletionResultType]::ParameterName, 'Columns of the terminal, for tables; 0 for no limit. Example: --width 80')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be read, mapped and refused, and write nothing. Example: spm import --dry-run')
            [CompletionResult]::new('--decimal-comma', '--decimal-comma', [CompletionResultType]::ParameterName, '1.234,50 is one thousand two hundred and thirty-four and a half. Example: --decimal-comma')
            [CompletionResult]::new('--decimal-point', '--decimal-point', [CompletionResultType]::ParameterName, '1,234.50 is one thousand two hundred and thirty-four and a half. Example: --decimal-point')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say less: errors only. Example: spm -q import')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say less: errors only. Example: spm -q import')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: what was read, how it was mapped. Example: spm -v attainment')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: what was read, how it was mapped. Example: spm -v attainment')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes. Example: spm init --yes acme')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes. Example: spm init --yes acme')
            [CompletionResult]::new('--all-columns', '--all-columns', [CompletionResultType]::ParameterName, 'Hide no column, however narrow the terminal. Example: --all-columns')
            [CompletionResult]::new('--all-rows', '--all-rows', [CompletionResultType]::ParameterName, 'Show every row of a long table on a terminal. Example: --all-rows')
            [CompletionResult]::new('--ascii', '--ascii', [CompletionResultType]::ParameterName, 'Draw rules and charts with ASCII only. Example: --ascii')
            [CompletionResult]::new('--no-pager', '--no-pager', [CompletionResultType]::ParameterName, 'Do not start the pager that `SPM_PAGER` or `PAGER` names. Example: --no-pager')
            [CompletionResult]::new('--spreadsheet-safe', '--spreadsheet-safe', [CompletionResultType]::ParameterName, 'Put '' before text that a spreadsheet would run as a formula; the default for -o. Example: --spreadsheet-safe')
            [CompletionResult]::new('--raw-text', '--raw-text', [CompletionResultType]::ParameterName, 'Write text as it is, also to files. Example: --raw-text -o deals.csv')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'spm;attainment' {
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The days: 2026-10, 2026-Q4, 2026-H2, 2026, 2025-11..2026-Q2, this-quarter, last-month, ytd …; all days that quotas and won deals cover if absent. Example: --period 2026-Q3')
            [CompletionResult]::new('--period', '--period', [CompletionResultType]::ParameterName, 'The days: 2026-10, 2026-Q4, 2026-H2, 2026, 2025-11..2026-Q2, this-quarter, last-month, ytd …; all days that quotas and won deals cover if absent. Example: --period 2026-Q3')
            [CompletionResult]::new('-b', '-b', [CompletionResultType]::ParameterName, 'What to group by, several with commas: rep, manager, month, quarter, half, year, or any column of reps (team, region …), deals (product, type …) or accounts (industry …). `deals.region` and `accounts.region` say whose. Example: --by region,quarter')
            [CompletionResult]::new('--by', '--by', [CompletionResultType]::ParameterName, 'What to group by, several with commas: rep, manager, month, quarter, half, year, or any column of reps (team, region …), deals (product, type …) or accounts (industry …). `deals.region` and `accounts.region` say whose. Example: --by region,quarter')
            [CompletionResult]::new('-m', '-m', [CompletionResultType]::ParameterName, 'What is counted: bookings (the amount), margin (amount − cost), units, count, or a numeric column of the deals; one of the file''s own is a plain number and is never converted to another currency. Example: --measure units')
            [CompletionResult]::new('--measure', '--measure', [CompletionResultType]::ParameterName, 'What is counted: bookings (the amount), margin (amount − cost), units, count, or a numeric column of the deals; one of the file''s own is a plain number and is never converted to another currency. Example: --measure units')
            [CompletionResult]::new('--currency', '--currency', [CompletionResultType]::ParameterName, 'Currency of the report; the workspace''s, else that of the deals. Example: --currency EUR')
            [CompletionResult]::new('--top', '--top', [CompletionResultType]::ParameterName, 'Show the N best by rank. Example: --top 10')
            [CompletionResult]::new('--deals', '--deals', [CompletionResultType]::ParameterName, 'Deals: one row an opportunity. Example: --deals opportunities.csv')
            [CompletionResult]::new('--splits', '--splits', [CompletionResultType]::ParameterName, 'Shares of deals: deal, rep, percent. Example: --splits splits.csv')
            [CompletionResult]::new('--reps', '--reps', [CompletionResultType]::ParameterName, 'Reps: who they are, dated. Example: --reps users.csv')
            [CompletionResult]::new('--quotas', '--quotas', [CompletionResultType]::ParameterName, 'Quotas: rep, period, amount. Example: --quotas quotas.csv')
            [CompletionResult]::new('--exchange-rates', '--exchange-rates', [CompletionResultType]::ParameterName, 'Exchange rates: date, from, to, rate. Example: --exchange-rates rates.csv')
            [CompletionResult]::new('--accounts', '--accounts', [CompletionResultType]::ParameterName, 'Accounts, for grouping by their columns. Example: --accounts accounts.csv')
            [CompletionResult]::new('--leaves', '--leaves', [CompletionResultType]::ParameterName, 'Days on which reps were away: rep, from, to. Example: --leaves leaves.csv')
            [CompletionResult]::new('--plans', '--plans', [CompletionResultType]::ParameterName, 'Plans: TOML files or a folder of them. Example: --plans plans/')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The CRM that wrote the deals: salesforce, hubspot, pipedrive, dynamics, zoho, odoo, or a profile file. Found from the header if absent. Example: --profile hubspot')
            [CompletionResult]::new('--column', '--column', [CompletionResultType]::ParameterName, 'Take a column of the table from a header of the file; `TABLE.` in front for another table than the first. Example: --column amount=''Amount (converted)''')
            [CompletionResult]::new('--value', '--value', [CompletionResultType]::ParameterName, 'Give a column of the table one constant value. Example: --value stage=''Closed Won''')
            [CompletionResult]::new('--date-order', '--date-order', [CompletionResultType]::ParameterName, 'How 03/04/2026 is read: mdy is 4 March, dmy is 3 April. Example: --date-order dmy')
            [CompletionResult]::new('--encoding', '--encoding', [CompletionResultType]::ParameterName, 'Encoding of the files, when not UTF-8 or UTF-16 with a mark. Example: --encoding windows-1252')
            [CompletionResult]::new('--delimiter', '--delimiter', [CompletionResultType]::ParameterName, 'The character between fields, when the header leaves a doubt; `tab` for a tab. Example: --delimiter '';''')
            [CompletionResult]::new('--skip-lines', '--skip-lines', [CompletionResultType]::ParameterName, 'Lines before the header. Example: --skip-lines 1')
            [CompletionResult]::new('--timezone', '--timezone', [CompletionResultType]::ParameterName, 'Time zone in which a time becomes a day; the workspace''s, else UTC. Example: --timezone Europe/Berlin')
            [CompletionResult]::new('--won', '--won', [CompletionResultType]::ParameterName, 'Names of won stages. Example: --won ''Closed Won'' --won Signed')
            [CompletionResult]::new('--allow-rejects', '--allow-rejects', [CompletionResultType]::ParameterName, 'Go on without rows that cannot be read, at most N of them; the run then ends with code 3. Example: --allow-rejects 5')
            [CompletionResult]::new('--rejects', '--rejects', [CompletionResultType]::ParameterName, 'Write the rows that cannot be read to this CSV file: file, row, column, value, reason. Example: --rejects rejects.csv')
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'The workspace: a directory with a spm.toml. Without it, the nearest one upwards. Example: --workspace acme')
            [CompletionResult]::new('--as-of', '--as-of', [CompletionResultType]::ParameterName, 'The day as of which reports are made; today if absent. Example: --as-of 2026-11-20')
            [CompletionResult]::new('--threads', '--threads', [CompletionResultType]::ParameterName, 'Threads to work with; all if absent. Results do not depend on it. Example: --threads 1')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'table, csv, tsv, json, ndjson, markdown or parquet. Else by the ending of -o, else by `SPM_FORMAT`, else a table on a terminal and CSV in a pipe. Example: -f json')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'table, csv, tsv, json, ndjson, markdown or parquet. Else by the ending of -o, else by `SPM_FORMAT`, else a table on a terminal and CSV in a pipe. Example: -f json')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to this file, whole or not at all; `-` is standard output. Example: -o october.csv')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write to this file, whole or not at all; `-` is standard output. Example: -o october.csv')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto (on a terminal, unless `NO_COLOR` is set), always or never. Example: --color never')
            [CompletionResult]::new('--width', '--width', [CompletionResultType]::ParameterName, 'Columns of the terminal, for tables; 0 for no limit. Example: --width 80')
            [CompletionResult]::new('--trend', '--trend', [CompletionResultType]::ParameterName, 'Add what was credited month by month: a sparkline in tables, amounts in other formats. Example: --trend')
            [CompletionResult]::new('--decimal-comma', '--decimal-comma', [CompletionResultType]::ParameterName, '1.234,50 is one thousand two hundred and thirty-four and a half. Example: --decimal-comma')
            [CompletionResult]::new('--decimal-point', '--decimal-point', [CompletionResultType]::ParameterName, '1,234.50 is one thousand two hundred and thirty-four and a half. Example: --decimal-point')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say less: errors only. Example: spm -q import')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say less: errors only. Example: spm -q import')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: what was read, how it was mapped. Example: spm -v attainment')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: what was read, how it was mapped. Example: spm -v attainment')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes. Example: spm init --yes acme')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes. Example: spm init --yes acme')
            [CompletionResult]::new('--all-columns', '--all-columns', [CompletionResultType]::ParameterName, 'Hide no column, however narrow the terminal. Example: --all-columns')
            [CompletionResult]::new('--all-rows', '--all-rows', [CompletionResultType]::ParameterName, 'Show every row of a long table on a terminal. Example: --all-rows')
            [CompletionResult]::new('--ascii', '--ascii', [CompletionResultType]::ParameterName, 'Draw rules and charts with ASCII only. Example: --ascii')
            [CompletionResult]::new('--no-pager', '--no-pager', [CompletionResultType]::ParameterName, 'Do not start the pager that `SPM_PAGER` or `PAGER` names. Example: --no-pager')
            [CompletionResult]::new('--spreadsheet-safe', '--spreadsheet-safe', [CompletionResultType]::ParameterName, 'Put '' before text that a spreadsheet would run as a formula; the default for -o. Example: --spreadsheet-safe')
            [CompletionResult]::new('--raw-text', '--raw-text', [CompletionResultType]::ParameterName, 'Write text as it is, also to files. Example: --raw-text -o deals.csv')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'spm;commissions' {
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The days: 2026-10, 2026-Q4, 2025-11..2026-Q2, last-month …; every payout that ends in them is worked out. The month before the as-of day if absent. Example: --period 2026-10')
            [CompletionResult]::new('--period', '--period', [CompletionResultType]::ParameterName, 'The days: 2026-10, 2026-Q4, 2025-11..2026-Q2, last-month …; every payout that ends in them is worked out. The month before the as-of day if absent. Example: --period 2026-10')
            [CompletionResult]::new('--rep', '--rep', [CompletionResultType]::ParameterName, 'Only these reps, by id, e-mail or name. Example: --rep R007')
            [CompletionResult]::new('--deals', '--deals', [CompletionResultType]::ParameterName, 'Deals: one row an opportunity. Example: --deals opportunities.csv')
            [CompletionResult]::new('--splits', '--splits', [CompletionResultType]::ParameterName, 'Shares of deals: deal, rep, percent. Example: --splits splits.csv')
            [CompletionResult]::new('--reps', '--reps', [CompletionResultType]::ParameterName, 'Reps: who they are, dated. Example: --reps users.csv')
            [CompletionResult]::new('--quotas', '--quotas', [CompletionResultType]::ParameterName, 'Quotas: rep, period, amount. Example: --quotas quotas.csv')
            [CompletionResult]::new('--exchange-rates', '--exchange-rates', [CompletionResultType]::ParameterName, 'Exchange rates: date, from, to, rate. Example: --exchange-rates rates.csv')
            [CompletionResult]::new('--accounts', '--accounts', [CompletionResultType]::ParameterName, 'Accounts, for grouping by their columns. Example: --accounts accounts.csv')
            [CompletionResult]::new('--leaves', '--leaves', [CompletionResultType]::ParameterName, 'Days on which reps were away: rep, from, to. Example: --leaves leaves.csv')
            [CompletionResult]::new('--plans', '--plans', [CompletionResultType]::ParameterName, 'Plans: TOML files or a folder of them. Example: --plans plans/')
            [CompletionResult]::new('--events', '--events', [CompletionResultType]::ParameterName, 'What happened after the booking: deal, date, kind (invoice, payment, refund, cancel), amount. Example: --events billing.csv')
            [CompletionResult]::new('--adjustments', '--adjustments', [CompletionResultType]::ParameterName, 'Amounts added to pay by hand: rep, period, amount, reason. Example: --adjustments adjustments.csv')
            [CompletionResult]::new('--scores', '--scores', [CompletionResultType]::ParameterName, 'How far objectives were met: rep, period, element, score (1.0 is fully). Example: --scores scores.csv')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The CRM that wrote the deals: salesforce, hubspot, pipedrive, dynamics, zoho, odoo, or a profile file. Found from the header if absent. Example: --profile hubspot')
            [CompletionResult]::new('--column', '--column', [CompletionResultType]::ParameterName, 'Take a column of the table from a header of the file; `TABLE.` in front for another table than the first. Example: --column amount=''Amount (converted)''')
            [CompletionResult]::new('--value', '--value', [CompletionResultType]::ParameterName, 'Give a column of the table one constant value. Example: --value stage=''Closed Won''')
            [CompletionResult]::new('--date-order', '--date-order', [CompletionResultType]::ParameterName, 'How 03/04/2026 is read: mdy is 4 March, dmy is 3 April. Example: --date-order dmy')
            [CompletionResult]::new('--encoding', '--encoding', [CompletionResultType]::ParameterName, 'Encoding of the files, when not UTF-8 or UTF-16 with a mark. Example: --encoding windows-1252')
            [CompletionResult]::new('--delimiter', '--delimiter', [CompletionResultType]::ParameterName, 'The character between fields, when the header leaves a doubt; `tab` for a tab. Example: --delimiter '';''')
            [CompletionResult]::new('--skip-lines', '--skip-lines', [CompletionResultType]::ParameterName, 'Lines before the header. Example: --skip-lines 1')
            [CompletionResult]::new('--timezone', '--timezone', [CompletionResultType]::ParameterName, 'Time zone in which a time becomes a day; the workspace''s, else UTC. Example: --timezone Europe/Berlin')
            [CompletionResult]::new('--won', '--won', [CompletionResultType]::ParameterName, 'Names of won stages. Example: --won ''Closed Won'' --won Signed')
            [CompletionResult]::new('--allow-rejects', '--allow-rejects', [CompletionResultType]::ParameterName, 'Go on without rows that cannot be read, at most N of them; the run then ends with code 3. Example: --allow-rejects 5')
            [CompletionResult]::new('--rejects', '--rejects', [CompletionResultType]::ParameterName, 'Write the rows that cannot be read to this CSV file: file, row, column, value, reason. Example: --rejects rejects.csv')
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'The workspace: a directory with a spm.toml. Without it, the nearest one upwards. Example: --workspace acme')
            [CompletionResult]::new('--as-of', '--as-of', [CompletionResultType]::ParameterName, 'The day as of which reports are made; today if absent. Example: --as-of 2026-11-20')
            [CompletionResult]::new('--threads', '--threads', [CompletionResultType]::ParameterName, 'Threads to work with; all if absent. Results do not depend on it. Example: --threads 1')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'table, csv, tsv, json, ndjson, markdown or parquet. Else by the ending of -o, else by `SPM_FORMAT`, else a table on a terminal and CSV in a pipe. Example: -f json')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'table, csv, tsv, json, ndjson, markdown or parquet. Else by the ending of -o, else by `SPM_FORMAT`, else a table on a terminal and CSV in a pipe. Example: -f json')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to this file, whole or not at all; `-` is standard output. Example: -o october.csv')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write to this file, whole or not at all; `-` is standard output. Example: -o october.csv')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto (on a terminal, unless `NO_COLOR` is set), always or never. Example: --color never')
            [CompletionResult]::new('--width', '--width', [CompletionResultType]::ParameterName, 'Columns of the terminal, for tables; 0 for no limit. Example: --width 80')
            [CompletionResult]::new('--decimal-comma', '--decimal-comma', [CompletionResultType]::ParameterName, '1.234,50 is one thousand two hundred and thirty-four and a half. Example: --decimal-comma')
            [CompletionResult]::new('--decimal-point', '--decimal-point', [CompletionResultType]::ParameterName, '1,234.50 is one thousand two hundred and thirty-four and a half. Example: --decimal-point')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say less: errors only. Example: spm -q import')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say less: errors only. Example: spm -q import')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: what was read, how it was mapped. Example: spm -v attainment')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: what was read, how it was mapped. Example: spm -v attainment')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes. Example: spm init --yes acme')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes. Example: spm init --yes acme')
            [CompletionResult]::new('--all-columns', '--all-columns', [CompletionResultType]::ParameterName, 'Hide no column, however narrow the terminal. Example: --all-columns')
            [CompletionResult]::new('--all-rows', '--all-rows', [CompletionResultType]::ParameterName, 'Show every row of a long table on a terminal. Example: --all-rows')
            [CompletionResult]::new('--ascii', '--ascii', [CompletionResultType]::ParameterName, 'Draw rules and charts with ASCII only. Example: --ascii')
            [CompletionResult]::new('--no-pager', '--no-pager', [CompletionResultType]::ParameterName, 'Do not start the pager that `SPM_PAGER` or `PAGER` names. Example: --no-pager')
            [CompletionResult]::new('--spreadsheet-safe', '--spreadsheet-safe', [CompletionResultType]::ParameterName, 'Put '' before text that a spreadsheet would run as a formula; the default for -o. Example: --spreadsheet-safe')
            [CompletionResult]::new('--raw-text', '--raw-text', [CompletionResultType]::ParameterName, 'Write text as it is, also to files. Example: --raw-text -o deals.csv')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'One line for each rep and payout (the default)')
            [CompletionResult]::new('lines', 'lines', [CompletionResultType]::ParameterValue, 'One line for each credit, element and tier slice')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'spm;commissions;run' {
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The days: 2026-10, 2026-Q4, 2025-11..2026-Q2, last-month …; every payout that ends in them is worked out. The month before the as-of day if absent. Example: --period 2026-10')
            [CompletionResult]::new('--period', '--period', [CompletionResultType]::ParameterName, 'The days: 2026-10, 2026-Q4, 2025-11..2026-Q2, last-month …; every payout that ends in them is worked out. The month before the as-of day if absent. Example: --period 2026-10')
            [CompletionResult]::new('--rep', '--rep', [CompletionResultType]::ParameterName, 'Only these reps, by id, e-mail or name. Example: --rep R007')
            [CompletionResult]::new('--deals', '--deals', [CompletionResultType]::ParameterName, 'Deals: one row an opportunity. Example: --deals opportunities.csv')
            [CompletionResult]::new('--splits', '--splits', [CompletionResultType]::ParameterName, 'Shares of deals: deal, rep, percent. Example: --splits splits.csv')
            [CompletionResult]::new('--reps', '--reps', [CompletionResultType]::ParameterName, 'Reps: who they are, dated. Example: --reps users.csv')
            [CompletionResult]::new('--quotas', '--quotas', [CompletionResultType]::ParameterName, 'Quotas: rep, period, amount. Example: --quotas quotas.csv')
            [CompletionResult]::new('--exchange-rates', '--exchange-rates', [CompletionResultType]::ParameterName, 'Exchange rates: date, from, to, rate. Example: --exchange-rates rates.csv')
            [CompletionResult]::new('--accounts', '--accounts', [CompletionResultType]::ParameterName, 'Accounts, for grouping by their columns. Example: --accounts accounts.csv')
            [CompletionResult]::new('--leaves', '--leaves', [CompletionResultType]::ParameterName, 'Days on which reps were away: rep, from, to. Example: --leaves leaves.csv')
            [CompletionResult]::new('--plans', '--plans', [CompletionResultType]::ParameterName, 'Plans: TOML files or a folder of them. Example: --plans plans/')
            [CompletionResult]::new('--events', '--events', [CompletionResultType]::ParameterName, 'What happened after the booking: deal, date, kind (invoice, payment, refund, cancel), amount. Example: --events billing.csv')
            [CompletionResult]::new('--adjustments', '--adjustments', [CompletionResultType]::ParameterName, 'Amounts added to pay by hand: rep, period, amount, reason. Example: --adjustments adjustments.csv')
            [CompletionResult]::new('--scores', '--scores', [CompletionResultType]::ParameterName, 'How far objectives were met: rep, period, element, score (1.0 is fully). Example: --scores scores.csv')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The CRM that wrote the deals: salesforce, hubspot, pipedrive, dynamics, zoho, odoo, or a profile file. Found from the header if absent. Example: --profile hubspot')
            [CompletionResult]::new('--column', '--column', [CompletionResultType]::ParameterName, 'Take a column of the table from a header of the file; `TABLE.` in front for another table than the first. Example: --column amount=''Amount (converted)''')
            [CompletionResult]::new('--value', '--value', [CompletionResultType]::ParameterName, 'Give a column of the table one constant value. Example: --value stage=''Closed Won''')
            [CompletionResult]::new('--date-order', '--date-order', [CompletionResultType]::ParameterName, 'How 03/04/2026 is read: mdy is 4 March, dmy is 3 April. Example: --date-order dmy')
            [CompletionResult]::new('--encoding', '--encoding', [CompletionResultType]::ParameterName, 'Encoding of the files, when not UTF-8 or UTF-16 with a mark. Example: --encoding windows-1252')
            [CompletionResult]::new('--delimiter', '--delimiter', [CompletionResultType]::ParameterName, 'The character between fields, when the header leaves a doubt; `tab` for a tab. Example: --delimiter '';''')
            [CompletionResult]::new('--skip-lines', '--skip-lines', [CompletionResultType]::ParameterName, 'Lines before the header. Example: --skip-lines 1')
            [CompletionResult]::new('--timezone', '--timezone', [CompletionResultType]::ParameterName, 'Time zone in which a time becomes a day; the workspace''s, else UTC. Example: --timezone Europe/Berlin')
            [CompletionResult]::new('--won', '--won', [CompletionResultType]::ParameterName, 'Names of won stages. Example: --won ''Closed Won'' --won Signed')
            [CompletionResult]::new('--allow-rejects', '--allow-rejects', [CompletionResultType]::ParameterName, 'Go on without rows that cannot be read, at most N of them; the run then ends with code 3. Example: --allow-rejects 5')
            [CompletionResult]::new('--rejects', '--rejects', [CompletionResultType]::ParameterName, 'Write the rows that cannot be read to this CSV file: file, row, column, value, reason. Example: --rejects rejects.csv')
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'The workspace: a directory with a spm.toml. Without it, the nearest one upwards. Example: --workspace acme')
            [CompletionResult]::new('--as-of', '--as-of', [CompletionResultType]::ParameterName, 'The day as of which reports are made; today if absent. Example: --as-of 2026-11-20')
            [CompletionResult]::new('--threads', '--threads', [CompletionResultType]::ParameterName, 'Threads to work with; all if absent. Results do not depend on it. Example: --threads 1')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'table, csv, tsv, json, ndjson, markdown or parquet. Else by the ending of -o, else by `SPM_FORMAT`, else a table on a terminal and CSV in a pipe. Example: -f json')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'table, csv, tsv, json, ndjson, markdown or parquet. Else by the ending of -o, else by `SPM_FORMAT`, else a table on a terminal and CSV in a pipe. Example: -f json')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to this file, whole or not at all; `-` is standard output. Example: -o october.csv')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write to this file, whole or not at all; `-` is standard output. Example: -o october.csv')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto (on a terminal, unless `NO_COLOR` is set), always or never. Example: --color never')
            [CompletionResult]::new('--width', '--width', [CompletionResultType]::ParameterName, 'Columns of the terminal, for tables; 0 for no limit. Example: --width 80')
            [CompletionResult]::new('--decimal-comma', '--decimal-comma', [CompletionResultType]::ParameterName, '1.234,50 is one thousand two hundred and thirty-four and a half. Example: --decimal-comma')
            [CompletionResult]::new('--decimal-point', '--decimal-point', [CompletionResultType]::ParameterName, '1,234.50 is one thousand two hundred and thirty-four and a half. Example: --decimal-point')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say less: errors only. Example: spm -q import')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say less: errors only. Example: spm -q import')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: what was read, how it was mapped. Example: spm -v attainment')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: what was read, how it was mapped. Example: spm -v attainment')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes. Example: spm init --yes acme')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes. Example: spm init --yes acme')
            [CompletionResult]::new('--all-columns', '--all-columns', [CompletionResultType]::ParameterName, 'Hide no column, however narrow the terminal. Example: --all-columns')
            [CompletionResult]::new('--all-rows', '--all-rows', [CompletionResultType]::ParameterName, 'Show every row of a long table on a terminal. Example: --all-rows')
            [CompletionResult]::new('--ascii', '--ascii', [CompletionResultType]::ParameterName, 'Draw rules and charts with ASCII only. Example: --ascii')
            [CompletionResult]::new('--no-pager', '--no-pager', [CompletionResultType]::ParameterName, 'Do not start the pager that `SPM_PAGER` or `PAGER` names. Example: --no-pager')
            [CompletionResult]::new('--spreadsheet-safe', '--spreadsheet-safe', [CompletionResultType]::ParameterName, 'Put '' before text that a spreadsheet would run as a formula; the default for -o. Example: --spreadsheet-safe')
            [CompletionResult]::new('--raw-text', '--raw-text', [CompletionResultType]::ParameterName, 'Write text as it is, also to files. Example: --raw-text -o deals.csv')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'spm;commissions;lines' {
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The days: 2026-10, 2026-Q4, 2025-11..2026-Q2, last-month …; every payout that ends in them is worked out. The month before the as-of day if absent. Example: --period 2026-10')
            [CompletionResult]::new('--period', '--period', [CompletionResultType]::ParameterName, 'The days: 2026-10, 2026-Q4, 2025-11..2026-Q2, last-month …; every payout that ends in them is worked out. The month before the as-of day if absent. Example: --period 2026-10')
            [CompletionResult]::new('--rep', '--rep', [CompletionResultType]::ParameterName, 'Only these reps, by id, e-mail or name. Example: --rep R007')
            [CompletionResult]::new('--deals', '--deals', [CompletionResultType]::ParameterName, 'Deals: one row an opportunity. Example: --deals opportunities.csv')
            [CompletionResult]::new('--splits', '--splits', [CompletionResultType]::ParameterName, 'Shares of deals: deal, rep, percent. Example: --splits splits.csv')
            [CompletionResult]::new('--reps', '--reps', [CompletionResultType]::ParameterName, 'Reps: who they are, dated. Example: --reps users.csv')
            [CompletionResult]::new('--quotas', '--quotas', [CompletionResultType]::ParameterName, 'Quotas: rep, period, amount. Example: --quotas quotas.csv')
            [CompletionResult]::new('--exchange-rates', '--exchange-rates', [CompletionResultType]::ParameterName, 'Exchange rates: date, from, to, rate. Example: --exchange-rates rates.csv')
            [CompletionResult]::new('--accounts', '--accounts', [CompletionResultType]::ParameterName, 'Accounts, for grouping by their columns. Example: --accounts accounts.csv')
            [CompletionResult]::new('--leaves', '--leaves', [CompletionResultType]::ParameterName, 'Days on which reps were away: rep, from, to. Example: --leaves leaves.csv')
            [CompletionResult]::new('--plans', '--plans', [CompletionResultType]::ParameterName, 'Plans: TOML files or a folder of them. Example: --plans plans/')
            [CompletionResult]::new('--events', '--events', [CompletionResultType]::ParameterName, 'What happened after the booking: deal, date, kind (invoice, payment, refund, cancel), amount. Example: --events billing.csv')
            [CompletionResult]::new('--adjustments', '--adjustments', [CompletionResultType]::ParameterName, 'Amounts added to pay by hand: rep, period, amount, reason. Example: --adjustments adjustments.csv')
            [CompletionResult]::new('--scores', '--scores', [CompletionResultType]::ParameterName, 'How far objectives were met: rep, period, element, score (1.0 is fully). Example: --scores scores.csv')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The CRM that wrote the deals: salesforce, hubspot, pipedrive, dynamics, zoho, odoo, or a profile file. Found from the header if absent. Example: --profile hubspot')
            [CompletionResult]::new('--column', '--column', [CompletionResultType]::ParameterName, 'Take a column of the table from a header of the file; `TABLE.` in front for another table than the first. Example: --column amount=''Amount (converted)''')
            [CompletionResult]::new('--value', '--value', [CompletionResultType]::ParameterName, 'Give a column of the table one constant value. Example: --value stage=''Closed Won''')
            [CompletionResult]::new('--date-order', '--date-order', [CompletionResultType]::ParameterName, 'How 03/04/2026 is read: mdy is 4 March, dmy is 3 April. Example: --date-order dmy')
            [CompletionResult]::new('--encoding', '--encoding', [CompletionResultType]::ParameterName, 'Encoding of the files, when not UTF-8 or UTF-16 with a mark. Example: --encoding windows-1252')
            [CompletionResult]::new('--delimiter', '--delimiter', [CompletionResultType]::ParameterName, 'The character between fields, when the header leaves a doubt; `tab` for a tab. Example: --delimiter '';''')
            [CompletionResult]::new('--skip-lines', '--skip-lines', [CompletionResultType]::ParameterName, 'Lines before the header. Example: --skip-lines 1')
            [CompletionResult]::new('--timezone', '--timezone', [CompletionResultType]::ParameterName, 'Time zone in which a time becomes a day; the workspace''s, else UTC. Example: --timezone Europe/Berlin')
            [CompletionResult]::new('--won', '--won', [CompletionResultType]::ParameterName, 'Names of won stages. Example: --won ''Closed Won'' --won Signed')
            [CompletionResult]::new('--allow-rejects', '--allow-rejects', [CompletionResultType]::ParameterName, 'Go on without rows that cannot be read, at most N of them; the run then ends with code 3. Example: --allow-rejects 5')
            [CompletionResult]::new('--rejects', '--rejects', [CompletionResultType]::ParameterName, 'Write the rows that cannot be read to this CSV file: file, row, column, value, reason. Example: --rejects rejects.csv')
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'The workspace: a directory with a spm.toml. Without it, the nearest one upwards. Example: --workspace acme')
            [CompletionResult]::new('--as-of', '--as-of', [CompletionResultType]::ParameterName, 'The day as of which reports are made; today if absent. Example: --as-of 2026-11-20')
            [CompletionResult]::new('--threads', '--threads', [CompletionResultType]::ParameterName, 'Threads to work with; all if absent. Results do not depend on it. Example: --threads 1')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'table, csv, tsv, json, ndjson, markdown or parquet. Else by the ending of -o, else by `SPM_FORMAT`, else a table on a terminal and CSV in a pipe. Example: -f json')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'table, csv, tsv, json, ndjson, markdown or parquet. Else by the ending of -o, else by `SPM_FORMAT`, else a table on a terminal and CSV in a pipe. Example: -f json')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to this file, whole or not at all; `-` is standard output. Example: -o october.csv')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write to this file, whole or not at all; `-` is standard output. Example: -o october.csv')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto (on a terminal, unless `NO_COLOR` is set), always or never. Example: --color never')
            [CompletionResult]::new('--width', '--width', [CompletionResultType]::ParameterName, 'Columns of the terminal, for tables; 0 for no limit. Example: --width 80')
            [CompletionResult]::new('--decimal-comma', '--decimal-comma', [CompletionResultType]::ParameterName, '1.234,50 is one thousand two hundred and thirty-four and a half. Example: --decimal-comma')
            [CompletionResult]::new('--decimal-point', '--decimal-point', [CompletionResultType]::ParameterName, '1,234.50 is one thousand two hundred and thirty-four and a half. Example: --decimal-point')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say less: errors only. Example: spm -q import')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say less: errors only. Example: spm -q import')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: what was read, how it was mapped. Example: spm -v attainment')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: what was read, how it was mapped. Example: spm -v attainment')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes. Example: spm init --yes acme')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes. Example: spm init --yes acme')
            [CompletionResult]::new('--all-columns', '--all-columns', [CompletionResultType]::ParameterName, 'Hide no column, however narrow the terminal. Example: --all-columns')
            [CompletionResult]::new('--all-rows', '--all-rows', [CompletionResultType]::ParameterName, 'Show every row of a long table on a terminal. Example: --all-rows')
            [CompletionResult]::new('--ascii', '--ascii', [CompletionResultType]::ParameterName, 'Draw rules and charts with ASCII only. Example: --ascii')
            [CompletionResult]::new('--no-pager', '--no-pager', [CompletionResultType]::ParameterName, 'Do not start the pager that `SPM_PAGER` or `PAGER` names. Example: --no-pager')
            [CompletionResult]::new('--spreadsheet-safe', '--spreadsheet-safe', [CompletionResultType]::ParameterName, 'Put '' before text that a spreadsheet would run as a formula; the default for -o. Example: --spreadsheet-safe')
            [CompletionResult]::new('--raw-text', '--raw-text', [CompletionResultType]::ParameterName, 'Write text as it is, also to files. Example: --raw-text -o deals.csv')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'spm;commissions;help' {
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'One line for each rep and payout (the default)')
            [CompletionResult]::new('lines', 'lines', [CompletionResultType]::ParameterValue, 'One line for each credit, element and tier slice')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'spm;commissions;help;run' {
            break
        }
        'spm;commissions;help;lines' {
            break
        }
        'spm;commissions;help;help' {
            break
        }
        'spm;config' {
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'The workspace: a directory with a spm.toml. Without it, the nearest one upwards. Example: --workspace acme')
            [CompletionResult]::new('--as-of', '--as-of', [CompletionResultType]::ParameterName, 'The day as of which reports are made; today if absent. Example: --as-of 2026-11-20')
            [CompletionResult]::new('--threads', '--threads', [CompletionResultType]::ParameterName, 'Threads to work with; all if absent. Results do not depend on it. Example: --threads 1')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'table, csv, tsv, json, ndjson, markdown or parquet. Else by the ending of -o, else by `SPM_FORMAT`, else a table on a terminal and CSV in a pipe. Example: -f json')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'table, csv, tsv, json, ndjson, markdown or parquet. Else by the ending of -o, else by `SPM_FORMAT`, else a table on a terminal and CSV in a pipe. Example: -f json')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to this file, whole or not at all; `-` is standard output. Example: -o october.csv')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write to this file, whole or not at all; `-` is standard output. Example: -o october.csv')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto (on a terminal, unless `NO_COLOR` is set), always or never. Example: --color never')
            [CompletionResult]::new('--width', '--width', [CompletionResultType]::ParameterName, 'Columns of the terminal, for tables; 0 for no limit. Example: --width 80')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say less: errors only. Example: spm -q import')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say less: errors only. Example: spm -q import')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: what was read, how it was mapped. Example: spm -v attainment')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: what was read, how it was mapped. Example: spm -v attainment')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes. Example: spm init --yes acme')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes. Example: spm init --yes acme')
            [CompletionResult]::new('--all-columns', '--all-columns', [CompletionResultType]::ParameterName, 'Hide no column, however narrow the terminal. Example: --all-columns')
            [CompletionResult]::new('--all-rows', '--all-rows', [CompletionResultType]::ParameterName, 'Show every row of a long table on a terminal. Example: --all-rows')
            [CompletionResult]::new('--ascii', '--ascii', [CompletionResultType]::ParameterName, 'Draw rules and charts with ASCII only. Example: --ascii')
            [CompletionResult]::new('--no-pager', '--no-pager', [CompletionResultType]::ParameterName, 'Do not start the pager that `SPM_PAGER` or `PAGER` names. Example: --no-pager')
            [CompletionResult]::new('--spreadsheet-safe', '--spreadsheet-safe', [CompletionResultType]::ParameterName, 'Put '' before text that a spreadsheet would run as a formula; the default for -o. Example: --spreadsheet-safe')
            [CompletionResult]::new('--raw-text', '--raw-text', [CompletionResultType]::ParameterName, 'Write text as it is, also to files. Example: --raw-text -o deals.csv')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'spm;completions' {
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'The workspace: a directory with a spm.toml. Without it, the nearest one upwards. Example: --workspace acme')
            [CompletionResult]::new('--as-of', '--as-of', [CompletionResultType]::ParameterName, 'The day as of which reports are made; today if absent. Example: --as-of 2026-11-20')
            [CompletionResult]::new('--threads', '--threads', [CompletionResultType]::ParameterName, 'Threads to work with; all if absent. Results do not depend on it. Example: --threads 1')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'table, csv, tsv, json, ndjson, markdown or parquet. Else by the ending of -o, else by `SPM_FORMAT`, else a table on a terminal and CSV in a pipe. Example: -f json')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'table, csv, tsv, json, ndjson, markdown or parquet. Else by the ending of -o, else by `SPM_FORMAT`, else a table on a terminal and CSV in a pipe. Example: -f json')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to this file, whole or not at all; `-` is standard output. Example: -o october.csv')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write to this file, whole or not at all; `-` is standard output. Example: -o october.csv')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto (on a terminal, unless `NO_COLOR` is set), always or never. Example: --color never')
            [CompletionResult]::new('--width', '--width', [CompletionResultType]::ParameterName, 'Columns of the terminal, for tables; 0 for no limit. Example: --width 80')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say less: errors only. Example: spm -q import')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say less: errors only. Example: spm -q import')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: what was read, how it was mapped. Example: spm -v attainment')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: what was read, how it was mapped. Example: spm -v attainment')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes. Example: spm init --yes acme')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes. Example: spm init --yes acme')
            [CompletionResult]::new('--all-columns', '--all-columns', [CompletionResultType]::ParameterName, 'Hide no column, however narrow the terminal. Example: --all-columns')
            [CompletionResult]::new('--all-rows', '--all-rows', [CompletionResultType]::ParameterName, 'Show every row of a long table on a terminal. Example: --all-rows')
            [CompletionResult]::new('--ascii', '--ascii', [CompletionResultType]::ParameterName, 'Draw rules and charts with ASCII only. Example: --ascii')
            [CompletionResult]::new('--no-pager', '--no-pager', [CompletionResultType]::ParameterName, 'Do not start the pager that `SPM_PAGER` or `PAGER` names. Example: --no-pager')
            [CompletionResult]::new('--spreadsheet-safe', '--spreadsheet-safe', [CompletionResultType]::ParameterName, 'Put '' before text that a spreadsheet would run as a formula; the default for -o. Example: --spreadsheet-safe')
            [CompletionResult]::new('--raw-text', '--raw-text', [CompletionResultType]::ParameterName, 'Write text as it is, also to files. Example: --raw-text -o deals.csv')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'spm;man' {
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'The workspace: a directory with a spm.toml. Without it, the nearest one upwards. Example: --workspace acme')
            [CompletionResult]::new('--as-of', '--as-of', [CompletionResultType]::ParameterName, 'The day as of which reports are made; today if absent. Example: --as-of 2026-11-20')
            [CompletionResult]::new('--threads', '--threads', [CompletionResultType]::ParameterName, 'Threads to work with; all if absent. Results do not depend on it. Example: --threads 1')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'table, csv, tsv, json, ndjson, markdown or parquet. Else by the ending of -o, else by `SPM_FORMAT`, else a table on a terminal and CSV in a pipe. Example: -f json')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'table, csv, tsv, json, ndjson, markdown or parquet. Else by the ending of -o, else by `SPM_FORMAT`, else a table on a terminal and CSV in a pipe. Example: -f json')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to this file, whole or not at all; `-` is standard output. Example: -o october.csv')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write to this file, whole or not at all; `-` is standard output. Example: -o october.csv')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour: auto (on a terminal, unless `NO_COLOR` is set), always or never. Example: --color never')
            [CompletionResult]::new('--width', '--width', [CompletionResultType]::ParameterName, 'Columns of the terminal, for tables; 0 for no limit. Example: --width 80')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say less: errors only. Example: spm -q import')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say less: errors only. Example: spm -q import')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more: what was read, how it was mapped. Example: spm -v attainment')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: what was read, how it was mapped. Example: spm -v attainment')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes. Example: spm init --yes acme')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes. Example: spm init --yes acme')
            [CompletionResult]::new('--all-columns', '--all-columns', [CompletionResultType]::ParameterName, 'Hide no column, however narrow the terminal. Example: --all-columns')
            [CompletionResult]::new('--all-rows', '--all-rows', [CompletionResultType]::ParameterName, 'Show every row of a long table on a terminal. Example: --all-rows')
            [CompletionResult]::new('--ascii', '--ascii', [CompletionResultType]::ParameterName, 'Draw rules and charts with ASCII only. Example: --ascii')
            [CompletionResult]::new('--no-pager', '--no-pager', [CompletionResultType]::ParameterName, 'Do not start the pager that `SPM_PAGER` or `PAGER` names. Example: --no-pager')
            [CompletionResult]::new('--spreadsheet-safe', '--spreadsheet-safe', [CompletionResultType]::ParameterName, 'Put '' before text that a spreadsheet would run as a formula; the default for -o. Example: --spreadsheet-safe')
            [CompletionResult]::new('--raw-text', '--raw-text', [CompletionResultType]::ParameterName, 'Write text as it is, also to files. Example: --raw-text -o deals.csv')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'spm;help' {
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Make a workspace, empty or with a sample company')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Read exports, check them and write canonical Parquet')
            [CompletionResult]::new('attainment', 'attainment', [CompletionResultType]::ParameterValue, 'Show what was credited against quota: by rep, team, product, month …')
            [CompletionResult]::new('commissions', 'commissions', [CompletionResultType]::ParameterValue, 'Work out commissions: a line for each rep, or for each credit and tier slice')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Show each setting and where it came from')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print a script that completes commands and flags in a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print the manual page')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'spm;help;init' {
            break
        }
        'spm;help;import' {
            break
        }
        'spm;help;attainment' {
            break
        }
        'spm;help;commissions' {
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'One line for each rep and payout (the default)')
            [CompletionResult]::new('lines', 'lines', [CompletionResultType]::ParameterValue, 'One line for each credit, element and tier slice')
            break
        }
        'spm;help;commissions;run' {
            break
        }
        'spm;help;commissions;lines' {
            break
        }
        'spm;help;config' {
            break
        }
        'spm;help;completions' {
            break
        }
        'spm;help;man' {
            break
        }
        'spm;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
