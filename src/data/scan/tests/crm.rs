//! One export of each CRM through its profile. The expected values are those that the exports show.

use std::path::Path;

use super::*;

fn check(name: &str, file: &str, profile: &str, columns: &[&str], expected: &[&str]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/crm").join(file);
    let mut source = Source::new(table(name).unwrap(), vec![Location::Path(path)]);
    source.thousands = file.starts_with("targets");
    let request = Request { columns, unique: true, ..Request::default() };
    let (frame, report) = read_table(&source, &request).unwrap();
    assert_eq!(report.rejects, [], "{file}");
    assert_eq!(report.files[0].profile, profile, "{file}");
    assert_eq!(lines(&frame, columns), expected, "{file}");
}

const SHOWN: [&str; 8] =
    ["deal_id", "name", "rep_id", "amount", "currency", "stage", "close_date", "created_date"];

#[test]
fn salesforce_objects() {
    check(
        "deals",
        "salesforce_objects.csv",
        "salesforce",
        &SHOWN,
        &[
            "006Ec00000AieKFIAZ|Globex renewal|005Ec000004oBPNIA2|27652.5100|USD|Closed Won|\
            2026-03-30|2026-01-22",
            "006Ec00000AieKGIAZ|Initech seats|005Ec000004oBPNIA2|1124741.1500|USD|Proposal/Quote|\
            2026-11-10|2026-03-01",
            "006Ec00000AieKHIAZ|Umbrella trial|||EUR|Closed Lost|2026-02-01|2025-12-31",
        ],
    );
    check(
        "deals",
        "salesforce_objects.csv",
        "salesforce",
        &["account_id", "forecast_category", "probability", "Region__c"],
        &[
            "001Ec00000GGw3iIAD|Closed|100.000000|North",
            "|Best Case|65.000000|",
            "001Ec00000GGw3jIAD|Omitted|0.000000|South",
        ],
    );
}

#[test]
fn salesforce_reports() {
    check(
        "deals",
        "salesforce_report.csv",
        "salesforce",
        &SHOWN,
        &[
            "006Ec00000AieKFIAZ|Globex renewal|Maria Lopez|27652.5100|USD|Closed Won|2026-03-30|2026-01-22",
            "006Ec00000AieKGIAZ|Initech seats|Jan Vos|1124741.1500|EUR|Proposal|2026-11-10|2026-02-28",
        ],
    );
}

#[test]
fn salesforce_quotas_splits_and_users() {
    check(
        "quotas",
        "salesforce_quotas.csv",
        "salesforce",
        &["rep_id", "period", "amount", "currency"],
        &["005Ec000004oBPNIA2|2026-01-01|450000.0000|USD", "005Ec000004oBPNIA2|2026-02-01|475000.5000|USD"],
    );
    check(
        "splits",
        "salesforce_splits.csv",
        "salesforce",
        &["deal_id", "rep_id", "percent"],
        &[
            "006Ec00000AieKFIAZ|005Ec000004oBPNIA2|60.000000",
            "006Ec00000AieKFIAZ|005Ec000004oBPOIA2|40.000000",
        ],
    );
    check(
        "reps",
        "salesforce_users.csv",
        "salesforce",
        &["rep_id", "name", "email", "team", "manager_id"],
        &[
            "005Ec000004oBPNIA2|Maria Lopez|maria@acme.example|West|005Ec000004oBPOIA2",
            "005Ec000004oBPOIA2|Jan Vos|jan@acme.example|West|",
        ],
    );
}

#[test]
fn hubspot() {
    check(
        "deals",
        "hubspot_deals.csv",
        "hubspot",
        &SHOWN,
        &[
            "18231067001|Globex renewal|Maria Lopez|27652.5100|USD|closedwon|2026-03-30|2026-01-22",
            "18231067002|Initech seats|Jan Vos|1124741.1500|USD|contractsent|2026-11-10|2026-02-28",
            "18231067003|Umbrella trial|||USD|closedlost||2025-12-31",
        ],
    );
    check(
        "deals",
        "hubspot_deals.csv",
        "hubspot",
        &["probability", "account"],
        &["100.000000|Globex", "90.000000|Initech", "0.000000|Umbrella"],
    );
}

#[test]
fn pipedrive() {
    check(
        "deals",
        "pipedrive_deals.csv",
        "pipedrive",
        &SHOWN,
        &[
            "41|Globex renewal|Maria Lopez|27652.5100|USD|Won|2026-03-30|2026-01-22",
            "42|Initech seats|Jan Vos|1124741.1500|EUR|Proposal Made|2026-11-10|2026-02-28",
            "43|Umbrella trial|Jan Vos|900.0000|USD|Lost|2026-02-01|2025-12-31",
        ],
    );
}

#[test]
fn dynamics() {
    check(
        "deals",
        "dynamics_opportunities.csv",
        "dynamics",
        &SHOWN,
        &[
            "6c0e1b0e-9f5a-ee11-8def-6045bd0a1234|Globex renewal|Maria Lopez|27652.5100|USD|Won|\
            2026-03-30|2026-01-22",
            "6c0e1b0e-9f5a-ee11-8def-6045bd0a1235|Initech seats|Jan Vos|1124741.1500|USD|Propose|\
            2026-11-10|2026-02-28",
            "6c0e1b0e-9f5a-ee11-8def-6045bd0a1236|Umbrella trial|Jan Vos|900.0000|EUR|Lost|2026-02-01|\
            2025-12-31",
        ],
    );
}

#[test]
fn zoho() {
    check(
        "deals",
        "zoho_deals.csv",
        "zoho",
        &SHOWN,
        &[
            "zcrm_4150868000001234001|Globex renewal|zcrm_4150868000000225013|27652.5100|USD|\
            Closed Won|2026-03-30|2026-01-22",
            "zcrm_4150868000001234002|Initech seats|zcrm_4150868000000225014|1124741.1500|USD|\
            Negotiation/Review|2026-11-10|2026-02-28",
        ],
    );
}

#[test]
fn odoo() {
    let shown = ["deal_id", "rep_id", "amount", "probability", "stage", "close_date", "territory"];
    check(
        "deals",
        "odoo_opportunities.csv",
        "odoo",
        &shown,
        &[
            "__export__.crm_lead_41|Maria Lopez|27652.5100|100.000000|Won|2026-03-30|Direct",
            "__export__.crm_lead_42|Jan Vos|1124741.1500|66.670000|Proposition|2026-11-10|Direct",
            "__export__.crm_lead_43|Jan Vos|900.0000|0.000000|Lost|2026-02-01|Direct",
        ],
    );
}

#[test]
fn leads_of_odoo_are_no_deals() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/crm/odoo_opportunities.csv");
    let source = Source::new(table("deals").unwrap(), vec![Location::Path(path)]);
    let request = Request { columns: &["deal_id"], ..Request::default() };
    let (frame, report) = read_table(&source, &request).unwrap();
    let file = &report.files[0];
    assert_eq!((frame.height(), file.rows_read, file.left_out.of_other_kind), (3, 4, 1));
    assert!(report.notes.iter().any(|note| note.contains("1 row is a lead and is left out")));
}

#[test]
fn wide_targets_in_thousands() {
    check(
        "quotas",
        "targets_wide.csv",
        "generic",
        &["rep_id", "period", "amount"],
        &[
            "61161660|2026-07|200000.0000",
            "61161660|2026-08|400000.0000",
            "61161660|2026-09|600000.0000",
            "61161660|2026-10|400000.0000",
            "61161660|2026-11|800000.0000",
            "61161660|2026-12|800000.0000",
            "90836195|2026-01|12500.0000",
        ],
    );
}

/// The changes of one deal in each of the shapes in which CRMs tell them: what holds from which day on.
#[test]
fn five_shapes_of_history_say_the_same() {
    let expected = [
        "006Ec00000AieKFIAZ|2026-01-22|Prospecting",
        "006Ec00000AieKFIAZ|2026-02-10|Proposal",
        "006Ec00000AieKFIAZ|2026-03-30|Closed Won",
    ];
    let id = "006Ec00000AieKF";
    let report = format!(
        "Opportunity ID,From Stage,To Stage,Last Modified,Amount,Stage,Created Date\n\
         {id},,Prospecting,2026-01-22,5,Closed Won,2026-01-22\n\
         {id},Prospecting,Proposal,2026-02-10,5,Closed Won,2026-01-22\n\
         {id},Proposal,Closed Won,2026-03-30,7,Closed Won,2026-01-22\n"
    );
    let object = format!(
        "OpportunityId,StageName,Amount,CloseDate,CreatedDate\n\
         {id},Prospecting,5,2026-04-01,2026-01-22T08:00:00.000+0000\n\
         {id},Proposal,5,2026-04-01,2026-02-10T08:00:00.000+0000\n\
         {id},Closed Won,7,2026-03-30,2026-03-30T08:00:00.000+0000\n"
    );
    let fields = format!(
        "OpportunityId,Field,OldValue,NewValue,CreatedDate\n\
         {id},StageName,,Prospecting,2026-01-22T08:00:00.000+0000\n\
         {id},Amount,5,7,2026-02-01T08:00:00.000+0000\n\
         {id},StageName,Prospecting,Proposal,2026-02-10T08:00:00.000+0000\n\
         {id},CloseDate,2026-04-01,2026-03-30,2026-03-01T08:00:00.000+0000\n\
         {id},StageName,Proposal,Closed Won,2026-03-30T08:00:00.000+0000\n"
    );
    let wide = "Record ID,Deal Name,Deal Stage,\"Date entered \"\"Prospecting (Sales Pipeline)\"\"\",\
         \"Date entered \"\"Proposal (Sales Pipeline)\"\"\",\"Date entered \"\"Legal (Sales Pipeline)\"\"\",\
         \"Date entered \"\"Closed Won (Sales Pipeline)\"\"\"\n\
         006Ec00000AieKFIAZ,Globex,Closed Won,2026-01-22 09:00,2026-02-10 09:00,,2026-03-30 09:00\n";
    let spans = format!(
        "id,stage_name,amount,_fivetran_start,_fivetran_end,_fivetran_active\n\
         {id},Prospecting,5,2026-01-22 08:00:00,2026-02-10 07:59:59,false\n\
         {id},Proposal,5,2026-02-10 08:00:00,2026-03-30 07:59:59,false\n\
         {id},Closed Won,7,2026-03-30 08:00:00,9999-12-31 23:59:59,true\n"
    );
    for text in [&report, &object, &fields, wide, &spans] {
        let (found, refused) = read("history", text, &["deal_id", "changed_at", "stage"], |_, _| ()).unwrap();
        let of_stages: Vec<&String> = found.iter().filter(|line| !line.ends_with('|')).collect();
        assert_eq!(of_stages, expected, "{text}");
        assert_eq!(refused, [""; 0], "{text}");
    }
    let (found, _) = read("history", &fields, &["changed_at", "amount", "close_date"], |_, _| ()).unwrap();
    assert_eq!(
        found,
        ["2026-01-22||", "2026-02-01|7.0000|", "2026-02-10||", "2026-03-01||2026-03-30", "2026-03-30||"]
    );
}
