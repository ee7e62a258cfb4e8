//! Every key of a file of territory rules with one line of help and an example: the one list behind the refusal of
//! unknown keys and its suggestions. What a key does is left to `document` and `tree`.

use crate::plan::keys::{Inside, KeySpec};
use crate::plan::unknown::Language;

const fn key(path: &'static str, inside: Inside, help: &'static str, example: &'static str) -> KeySpec {
    KeySpec { path, inside, help, example }
}

use Inside::{Keys, Value};

/// Every key, in the order in which the documentation lists them.
pub static KEYS: &[KeySpec] = &[
    key(
        "title",
        Value,
        "what people call the rules; the file's name if absent",
        r#"title = "Field sales 2026""#,
    ),
    key(
        "effective",
        Keys,
        "the days on which the territories of the file are in force; open at an end that is absent",
        r#"effective = { from = "2026-01-01", to = "2026-12-31" }"#,
    ),
    key("effective.from", Value, "the first day in force", r#"from = "2026-01-01""#),
    key("effective.to", Value, "the last day in force", r#"to = "2026-12-31""#),
    key(
        "exceptions",
        Value,
        "a CSV file of account_id, territory, rep_id, from, to, reason: these go before every rule",
        r#"exceptions = "exceptions.csv""#,
    ),
    key(
        "families",
        Value,
        "accounts of one family (parent_id) go together, as if absent, or apart: each where its own match is",
        r#"families = "apart""#,
    ),
    key("territory", Keys, "one territory", "[[territory]]"),
    key("territory.id", Value, "names the territory", r#"id = "EMEA-DACH""#),
    key("territory.title", Value, "what people call it; its id if absent", r#"title = "DACH""#),
    key("territory.parent", Value, "the territory that it is a part of", r#"parent = "EMEA""#),
    key(
        "territory.where",
        Value,
        "which accounts, of those of its parent: SQL over accounts",
        r#"where = "country IN ('DE', 'AT', 'CH')""#,
    ),
    key(
        "territory.leads",
        Value,
        "which leads, of those of its parent: SQL over leads; `where` if absent",
        r#"leads = "source = 'Web'""#,
    ),
    key("territory.rep", Value, "who covers it; that of its parent if absent", r#"rep = "R-104""#),
    key(
        "territory.reps",
        Keys,
        "who covers it on which days, or who share it",
        r#"reps = [{ rep = "R-104", to = "2026-06-30" }, { rep = "R-117", from = "2026-07-01" }]"#,
    ),
    key("territory.reps.rep", Value, "a rep, by id, e-mail or name", r#"rep = "R-104""#),
    key("territory.reps.weight", Value, "parts of the leads with `weighted`; 1 if absent", "weight = 2"),
    key("territory.reps.from", Value, "the rep's first day", r#"from = "2026-07-01""#),
    key("territory.reps.to", Value, "the rep's last day", r#"to = "2026-06-30""#),
    key(
        "territory.distribute",
        Value,
        "how several reps share: round-robin, or weighted by `weight`",
        r#"distribute = "round-robin""#,
    ),
    key(
        "territory.precedence",
        Value,
        "of territories that match, the highest goes first; that of its parent if absent, else 100",
        "precedence = 200",
    ),
    key(
        "territory.accounts",
        Value,
        "named accounts: they go before every `where`",
        r#"accounts = ["001Hq0000003PEp"]"#,
    ),
    key(
        "territory.effective",
        Keys,
        "the days on which it is in force, inside those of the file and of its parent",
        r#"effective = { from = "2026-07-01" }"#,
    ),
    key("territory.effective.from", Value, "the first day in force", r#"from = "2026-07-01""#),
    key("territory.effective.to", Value, "the last day in force", r#"to = "2026-12-31""#),
];

/// The keys of files of territory rules.
pub(in crate::plan) static RULES: Language =
    Language { keys: KEYS, with_header: &["territory", ""], part: "territory", whole: "file" };
