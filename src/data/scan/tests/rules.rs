//! Columns by rule, rules between columns and between rows, and the messages of files that lack something.

use polars_io::parquet::write::ParquetWriter;

use super::*;
use crate::data::source::{Beside, Won};

#[test]
fn missing_columns_are_named_together_with_what_is_there() {
    let text = "opportunity_id,rep_id,rep_name,account,close_date,ammount,currency,split_pct\n\
    O1,R1,A,B,2025-06-15,1,USD,100\n";
    let error = read("deals", text, &["amount"], |_, _| ()).unwrap_err();
    assert_eq!(
        error,
        "`x.csv` has no column for `amount`, `stage` of deals\n  \
         `amount`: did you mean `ammount`?\n  \
         its columns are `opportunity_id`, `rep_id`, `rep_name`, `account`, `close_date`, \
         `ammount`, `currency`, \
         `split_pct`\n\
         hint: name the header with `--column amount=HEADER`, or `columns.amount = \"HEADER\"` in spm.toml"
    );
    let text = "Deal,,Rep,,\ndeal_id,rep_id,amount,stage,close_date\nD1,R1,1,Open,2026-01-01\n";
    let error = read("deals", text, &["amount"], |_, _| ()).unwrap_err();
    assert!(
        error.ends_with(
            "hint: the second row looks like the header: pass over the first with `--skip-lines 1`"
        )
    );
    let error = read("deals", "D1,R1,1000.00,Open,2026-01-01\nD2,R1,5.00,Open,2026-01-01\n", &[], |_, _| ());
    assert!(error.unwrap_err().contains("the first row looks like data"));
}

#[test]
fn the_users_own_rules_map_columns_by_header_expression_and_constant() {
    let rules = |source: &mut Source, _: &mut Request<'_>| {
        source.columns.insert("amount".to_owned(), ColumnRule::Header("Amount (converted)".to_owned()));
        source.columns.insert("deal_id".to_owned(), ColumnRule::Sql("Number || '-' || Line".to_owned()));
        source.columns.insert("stage".to_owned(), ColumnRule::Value("Closed Won".to_owned()));
        source.columns.insert("twice".to_owned(), ColumnRule::Sql("upper(rep_id)".to_owned()));
    };
    let text = "Number,Line,rep_id,Amount,Amount (converted),close_date\nS1,2,r1,9,10.5,2026-01-05\n\
    ,3,r1,9,1,2026-01-05\n";
    let (found, refused) = read("deals", text, &["deal_id", "amount", "stage", "twice"], rules).unwrap();
    assert_eq!(found, ["S1-2|10.5000|Closed Won|R1"]);
    assert_eq!(refused, ["3 deal_id `` is empty"]);
    let typo = |source: &mut Source, _: &mut Request<'_>| {
        source.columns.insert("amount".to_owned(), ColumnRule::Sql("Amout".to_owned()));
    };
    let error = read("deals", &text.replace("Number", "deal_id"), &["amount"], typo).unwrap_err();
    assert_eq!(
        error,
        "the rule for `amount` cannot be used on `x.csv`: it has no column `Amout`\n\
        hint: did you mean `Amount`?"
    );
    let sums = |source: &mut Source, _: &mut Request<'_>| {
        source.columns.insert("amount".to_owned(), ColumnRule::Sql("SUM(Amount)".to_owned()));
    };
    let error = read("deals", &text.replace("Number", "deal_id"), &["amount"], sums).unwrap_err();
    assert!(error.contains("looks at several rows at once"), "{error}");
}

#[test]
fn a_currency_in_the_amount_fills_the_column_or_must_agree_with_it() {
    let text = deals(&["D1,R1,USD 45000,Open,", "D2,R1,€5,Open,", "D3,R1,7,Open,"]);
    check("deals", &text, &["amount", "currency"], &["45000.0000|USD", "5.0000|EUR", "7.0000|"], &[]);
    let header = HEADER.replace("close_date", "close_date,currency");
    let text =
        format!("{header}D1,R1,€1000,Open,,USD\nD2,R1,$5,Open,,CAD\nD3,R1,$5,Open,,EUR\nD4,R1,1,Open,,usd\n");
    check(
        "deals",
        &text,
        &["amount", "currency"],
        &["5.0000|CAD"],
        &[
            "2 amount `€1000` is in EUR, and the row is in USD",
            "4 amount `$5` is in $, and the row is in EUR",
            "5 currency `usd` is not a currency code in capitals",
        ],
    );
}

#[test]
fn a_wide_quota_file_becomes_one_row_for_each_month() {
    let text = "Year,EmployeeID,M01,M02,M03\n2017,61161660,-,200,400\n2018,90836195,1,,x\n";
    let thousands = |source: &mut Source, _: &mut Request<'_>| source.thousands = true;
    let (found, refused) = read("quotas", text, &["rep_id", "period", "amount", "row"], thousands).unwrap();
    assert_eq!(
        found,
        ["61161660|2017-02|200000.0000|2", "61161660|2017-03|400000.0000|2", "90836195|2018-01|1000.0000|3"]
    );
    assert_eq!(refused, ["3 M01 to M03 `x` is not an amount"]);
    check(
        "quotas",
        "team,2026-01,2026-02\nWest,\"1,000.50\",2\n",
        &["team", "period", "amount"],
        &["West|2026-01|1000.5000", "West|2026-02|2.0000"],
        &[],
    );
}

#[test]
fn quotas_as_the_crm_writes_them() {
    check(
        "quotas",
        "QuotaAmount,StartDate,OwnerName,Username\n450000,2026-01-01,Maria,maria@acme.example\n\
        1,1/2/2026,A,a\n2,13/2/2026,A,a\n",
        &["rep_id", "period", "amount"],
        &["maria@acme.example|2026-01-01|450000.0000", "a|2026-02-01|1.0000", "a|2026-02-13|2.0000"],
        &[],
    );
    let text = "rep_id,period,amount\n,2026-01,5\n";
    check(
        "quotas",
        text,
        &["period"],
        &[],
        &["2 rep_id `` is empty, and a quota needs a rep, a team or a territory"],
    );
}

#[test]
fn exchange_rates_are_above_zero_and_one_for_each_day_and_pair() {
    let text = "date,from,to,rate\n2025-06-01,EUR,USD,1.10\n2025-06-01,EUR,USD,1.11\n2025-06-02,EUR,USD,0\n\
                2025-06-03,EUR,USD,-1.1\n2025-06-04,EUR,USD,\n2025-06-05,EUR,EUR,2\n\
                2025-06-06,USD,EUR,1e-320\n\
                2025-06-07,EUR,USD,1.5\n2025-06-07,EUR,USD,1.5\n2025-06-08,EUR,EUR,1\n";
    let (found, refused) = read("exchange_rates", text, &["date", "rate"], unique).unwrap();
    assert_eq!(found, ["2025-06-07|1.5000000000", "2025-06-08|1.0000000000"]);
    assert_eq!(
        refused,
        [
            "2 date `2025-06-01 EUR USD` is also in row 3, with different content",
            "3 date `2025-06-01 EUR USD` is also in row 2, with different content",
            "4 rate `0` is not above zero",
            "5 rate `-1.1` is not above zero",
            "6 rate `` is empty",
            "7 rate `2` is not 1 for a currency in itself",
            "8 rate `1e-320` is in scientific notation",
        ]
    );
}

#[test]
fn managers_exist_and_form_no_circle() {
    let text =
        "rep_id,rep_name,manager_id\nR1,A,R2\nR2,B,R3\nR3,C,R1\nR4,D,R4\nR5,E,R99\nR6,F,\nR7,G,R6\nR8,H,R1\n";
    let (found, refused) = read("reps", text, &["rep_id", "name"], unique).unwrap();
    assert_eq!(found, ["R6|F", "R7|G", "R8|H"]);
    assert_eq!(
        refused,
        [
            "2 manager_id `R2` closes a circle of managers: R1 → R2 → R3 → R1",
            "3 manager_id `R3` closes a circle of managers: R1 → R2 → R3 → R1",
            "4 manager_id `R1` closes a circle of managers: R1 → R2 → R3 → R1",
            "5 manager_id `R4` is the rep itself",
            "6 manager_id `R99` is no rep of this table",
        ]
    );
}

#[test]
fn direct_shares_add_up_to_the_deal() {
    let text = "deal_id,rep_id,percent,credit\nO1,R1,33.33,\nO1,R2,33.33,direct\nO1,R3,33.34,\n\
    O2,R1,60,\nO2,R2,60,\n\
                O3,R1,150,\nO3,R2,-50,\nO4,R1,50%,\nO4,R2,50,\nO4,R3,25,overlay\n\
                O5,R1,,\nO6,R1,33.33,\nO6,R2,33.33,\n\
                O6,R3,33.33,\n";
    let (found, refused) = read("splits", text, &["deal_id", "percent"], unique).unwrap();
    let kept: Vec<&str> = found.iter().map(|line| &line[..2]).collect();
    assert_eq!(kept, ["O1", "O1", "O1", "O4", "O4", "O4", "O6", "O6", "O6"]);
    assert_eq!(
        refused,
        [
            "5 deal_id `O2` has direct shares of 120 %, not 100 %",
            "6 deal_id `O2` has direct shares of 120 %, not 100 %",
            "7 percent `150` is not between 0 and 100 %",
            "8 percent `-50` is not between 0 and 100 %",
            "12 percent `` is empty",
        ]
    );
}

#[test]
fn a_header_without_rows_gives_an_empty_table_of_the_right_types() {
    let (found, _) = read("deals", HEADER, &["deal_id", "amount"], |_, _| ()).unwrap();
    assert!(found.is_empty());
}

#[test]
fn an_unknown_column_gets_a_suggestion() {
    let error = read("deals", &deals(&["D1,R1,1,Open,"]), &["regoin"], |_, _| ()).unwrap_err();
    assert_eq!(error, "`x.csv` has no column `regoin`\nhint: did you mean `region`?");
}

#[test]
fn a_canonical_name_is_better_than_every_other_word_for_it() {
    check(
        "deals",
        "amount,deal_id,rep_id,stage,close_date,OpportunityID,Owner,value\n5,a,b,Won,2026-01-01,zzz,yyy,7\n",
        &["deal_id", "rep_id", "amount", "value", "Owner"],
        &["a|b|5.0000|7|yyy"],
        &[],
    );
    check(
        "deals",
        "ID,Deal ID,Rep,Amount,Value,Stage,Close Date\n1,2,R,3,4,Open,\n",
        &["deal_id", "amount"],
        &["2|3.0000"],
        &[],
    );
    let text = "deal_id,rep_id,amuont,currency,stage,close_date\nD1,R1,1,USD,Closed Won,2026-01-01\n";
    let rule = |source: &mut Source, _: &mut Request<'_>| {
        source.columns.insert("amount".to_owned(), ColumnRule::Header("amuont".to_owned()));
    };
    assert_eq!(read("deals", text, &["stage", "amount"], rule).unwrap().0, ["Closed Won|1.0000"]);
}

#[test]
fn a_rule_may_compare_with_a_list() {
    let rule = |source: &mut Source, _: &mut Request<'_>| {
        let sql = "CASE WHEN stage IN ('Signed', 'Paid') THEN 'Closed Won' ELSE stage END";
        source.columns.insert("stage".to_owned(), ColumnRule::Sql(sql.to_owned()));
    };
    let text = deals(&["D1,R1,4,Paid,2026-01-01", "D2,R1,4,Open,"]);
    assert_eq!(read("deals", &text, &["stage"], rule).unwrap().0, ["Closed Won", "Open"]);
}

#[test]
fn a_rule_that_cannot_be_worked_out_names_file_and_column() {
    let rule = |source: &mut Source, _: &mut Request<'_>| {
        source.columns.insert(
            "amount".to_owned(),
            ColumnRule::Sql("CASE WHEN amount = 4 THEN 1 ELSE 2 END".to_owned()),
        );
    };
    let error = read("deals", &deals(&["D1,R1,4,Open,"]), &["amount"], rule).unwrap_err();
    assert!(
        error.starts_with(
            "column `amount` of `x.csv`: the SQL `CASE WHEN amount = 4 THEN 1 ELSE 2 \
    END` cannot be worked out: "
        ),
        "{error}"
    );
    assert!(error.lines().count() == 2 && !error.contains("FAILED HERE"), "{error}");
}

#[test]
fn quotas_are_labelled_by_the_calendar_where_it_is_known() {
    let text = "rep_id,period,amount\nR1,2013-10-03,5\nR1,2026-Q5,5\nR1,2026-Q1,5\nR1,last-month,1\n";
    let quarters = |source: &mut Source, _: &mut Request<'_>| {
        source.calendar = Some(crate::calendar::Calendar::default());
        source.period_unit = Some("quarter".to_owned());
    };
    let (found, refused) = read("quotas", text, &["period"], quarters).unwrap();
    assert_eq!(found, ["2013-Q4", "2026-Q1"]);
    assert_eq!(refused, ["3 period `2026-Q5` is not a period", "5 period `last-month` is not a period"]);
}

#[test]
fn an_unreadable_row_is_compared_with_the_others_too() {
    for rows in [
        ["D1,R1,1x0,Open,", "D1,R1,100,Open,", "D2,R1,5,Open,"],
        ["D2,R1,5,Open,", "D1,R1,1x0,Open,", "D1,R1,100,Open,"],
    ] {
        let (found, refused) = read("deals", &deals(&rows), &["deal_id"], unique).unwrap();
        assert_eq!((found, refused.len()), (vec!["D2".to_owned()], 2));
    }
}

#[test]
fn keys_of_parquet_are_compared_over_all_rows_not_over_the_wanted_ones() {
    let folder = Folder::new();
    let path = folder.0.path().join("b.parquet");
    let day = |month| crate::calendar::Day::from_ymd(2026, month, 10).unwrap();
    let mut frame = df!(
        "deal_id" => ["D1", "D1"], "rep_id" => ["R1", "R1"], "amount" => [100_i64, 100],
        "stage" => ["Closed Won", "Closed Won"],
        "close_date" => [day(1).number(), day(4).number()]
    )
    .unwrap();
    let dates = frame.column("close_date").unwrap().cast(&DataType::Date).unwrap();
    frame.with_column(dates).unwrap();
    ParquetWriter::new(std::fs::File::create(&path).unwrap()).finish(&mut frame).unwrap();
    for month in [1, 4] {
        let days = crate::calendar::Span { from: day(month), to: day(month) };
        let won = Won { stages: None, beside: Beside::Nothing, days, below_zero_before: None };
        let request = Request { columns: &["deal_id"], unique: true, won: Some(won), ..Request::default() };
        let (found, report) = read_table(&source("deals", std::slice::from_ref(&path)), &request).unwrap();
        assert_eq!((found.height(), report.rejects.len()), (0, 2), "month {month}");
    }
}

#[test]
fn columns_of_parquet_that_are_not_read_are_named() {
    let folder = Folder::new();
    let path = folder.0.path().join("b.parquet");
    let mut frame = df!("deal_id" => ["D1"], "rep_id" => ["R1"], "amount" => [100_i64],
        "stage" => ["Open"], "close_date" => ["2026-01-10"])
    .unwrap();
    let contacts = Series::new("".into(), ["Ana", "Bo"]);
    frame.with_column(Series::new("contacts".into(), [contacts]).into_column()).unwrap();
    ParquetWriter::new(std::fs::File::create(&path).unwrap()).finish(&mut frame).unwrap();
    let request = Request { columns: &["deal_id"], ..Request::default() };
    let (found, report) = read_table(&source("deals", std::slice::from_ref(&path)), &request).unwrap();
    assert_eq!(found.height(), 1);
    assert_eq!(report.files[0].unreadable, ["contacts"]);
    assert!(report.notes.iter().any(|note| note.ends_with("are not read: `contacts`")));
}

#[test]
fn keys_of_rows_that_are_left_out_are_given_where_they_are_wanted() {
    let folder = Folder::new();
    let path = folder.0.path().join("b.parquet");
    let mut frame = df!(
        "deal_id" => ["D1", " D2", "D3"], "rep_id" => ["R1", "R1", "R1"], "amount" => [100_i64, 100, 100],
        "stage" => ["Open", "Closed Won", "Open"],
        "close_date" => ["2026-01-10", "2026-01-10", "2026-04-10"]
    )
    .unwrap();
    ParquetWriter::new(std::fs::File::create(&path).unwrap()).finish(&mut frame).unwrap();
    let days = crate::calendar::Span::ALL;
    let won = Some(Won { stages: None, beside: Beside::Nothing, days, below_zero_before: None });
    for (unique, all_keys) in [(false, false), (false, true), (true, false)] {
        let request = Request { columns: &["deal_id"], unique, all_keys, won, ..Request::default() };
        let mut found = Vec::new();
        let each = |mut batch: crate::data::source::Batch| {
            let mut keys = Vec::new();
            let all = batch.all_keys("deal_id")?;
            keys.extend((0..all.keys.len()).map(|row| all.text(row).to_owned()));
            Ok((keys, batch.has_all_keys(), batch.frame.height()))
        };
        crate::data::scan(&source("deals", std::slice::from_ref(&path)), &request, &each, &mut |batch| {
            found.push(batch);
            Ok(())
        })
        .unwrap();
        let all = ["D1", "D2", "D3"].map(str::to_owned).to_vec();
        let expected = if unique || all_keys { (all, true, 1) } else { (vec!["D2".to_owned()], false, 1) };
        assert_eq!(found, [expected], "{unique} {all_keys}");
    }
}

#[test]
fn the_title_lines_of_a_footer_are_no_data() {
    let text = deals(&[
        "D1,R1,1,Open,",
        "",
        "My Report",
        "Acme Inc",
        "Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved.",
    ]);
    let (found, refused) = read("deals", &text, &["deal_id"], |_, _| ()).unwrap();
    assert_eq!((found, refused), (vec!["D1".to_owned()], Vec::<String>::new()));
    let text = deals(&["D1,R1,1,Open,", "D2", "", "Confidential Information - Do Not Distribute"]);
    let (_, refused) = read("deals", &text, &["deal_id"], |_, _| ()).unwrap();
    assert_eq!(refused.len(), 1);
}
