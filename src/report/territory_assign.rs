//! The reports of `spm territories assign`: accounts or leads with where they were and where they come to be, and the
//! accounts table as it is to be imported.

use crate::calendar::Day;
use crate::model::table::{ColumnKind, table};
use crate::money::Amount;
use crate::report::{Block, Column, Kind, MISSING_DAY, MISSING_INTEGER, MISSING_MONEY, Report, Values};

/// One account or lead.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// Its id.
    pub id: String,
    /// Its name; may be empty.
    pub name: String,
    /// When a lead came.
    pub day: Option<Day>,
    /// The territory that it comes to; empty for none.
    pub territory: String,
    /// Whose it becomes; empty for nobody's.
    pub rep: String,
    /// The territory that the table states; may be empty.
    pub from_territory: String,
    /// Whom the table states; may be empty.
    pub from_rep: String,
    /// Why.
    pub reason: String,
    /// Where the rule stands.
    pub rule: String,
}

impl Line {
    /// Whether territory or rep are others than before. A lead has no territory before.
    #[must_use]
    pub fn changes(&self) -> bool {
        let moved = self.day.is_none() && self.territory != self.from_territory;
        moved || self.rep != self.from_rep
    }
}

/// Every account, or those that change.
#[must_use]
pub fn report_accounts(lines: &[Line], changes: bool, subtitle: Vec<String>) -> Report {
    let shown: Vec<&Line> = lines.iter().filter(|line| !changes || line.changes()).collect();
    let columns = vec![
        Column::id("account_id", "Account").essential(),
        Column::text("name", "Name"),
        Column::id("territory", "Territory").essential(),
        Column::id("rep_id", "Rep"),
        Column::id("from_territory", "From territory"),
        Column::id("from_rep_id", "From rep"),
        Column::text("changes", "Changes"),
        Column::text("reason", "Reason").preferred(),
        Column::text("rule", "Rule"),
    ];
    let text = |of: &dyn Fn(&Line) -> &str| Values::text(shown.iter().map(|line| of(line)));
    let block = Block::of(vec![
        text(&|line| &line.id),
        text(&|line| &line.name),
        text(&|line| &line.territory),
        text(&|line| &line.rep),
        text(&|line| &line.from_territory),
        text(&|line| &line.from_rep),
        text(&|line| yes(line.changes())),
        text(&|line| &line.reason),
        text(&|line| &line.rule),
    ]);
    let mut report = Report::new("Assignment", columns, block);
    report.subtitle = subtitle;
    let moved = lines.iter().filter(|line| line.territory != line.from_territory).count();
    let handed = lines.iter().filter(|line| line.rep != line.from_rep).count();
    report.notes = vec![format!("{moved} of {} accounts change territory, {handed} change rep", lines.len())];
    report
}

/// Every lead in the order in which they came, or those that change.
#[must_use]
pub fn report_leads(lines: &[Line], changes: bool, subtitle: Vec<String>) -> Report {
    let shown: Vec<&Line> = lines.iter().filter(|line| !changes || line.changes()).collect();
    let columns = vec![
        Column::id("lead_id", "Lead").essential(),
        Column::date("created_date", "Created"),
        Column::id("territory", "Territory").essential(),
        Column::id("rep_id", "Rep").essential(),
        Column::id("from_rep_id", "From rep"),
        Column::text("changes", "Changes"),
        Column::text("reason", "Reason").preferred(),
        Column::text("rule", "Rule"),
    ];
    let text = |of: &dyn Fn(&Line) -> &str| Values::text(shown.iter().map(|line| of(line)));
    let block = Block::of(vec![
        text(&|line| &line.id),
        Values::Date(shown.iter().map(|line| line.day.map_or(MISSING_DAY, Day::number)).collect()),
        text(&|line| &line.territory),
        text(&|line| &line.rep),
        text(&|line| &line.from_rep),
        text(&|line| yes(line.changes())),
        text(&|line| &line.reason),
        text(&|line| &line.rule),
    ]);
    let mut report = Report::new("Assignment of leads", columns, block);
    report.subtitle = subtitle;
    let handed = lines.iter().filter(|line| line.changes()).count();
    report.notes = vec![format!("{handed} of {} leads change rep", lines.len())];
    report
}

/// The accounts table with territory and rep as assigned. `columns` are all of its columns as texts, by account, in the
/// order of the lines. Those of the product keep their types; others are text.
#[must_use]
pub fn accounts_table(lines: &[Line], columns: &[(String, Vec<String>)], subtitle: Vec<String>) -> Report {
    let spec = table("accounts");
    let (mut heads, mut values) = (Vec::with_capacity(columns.len()), Vec::with_capacity(columns.len()));
    for (name, texts) in columns {
        let kind = spec.and_then(|spec| spec.column(name)).map_or(ColumnKind::Text, |column| column.kind);
        let (kind, cells) = match name.as_str() {
            "territory" => (Kind::Id, Values::text(lines.iter().map(|line| line.territory.as_str()))),
            "rep_id" => (Kind::Id, Values::text(lines.iter().map(|line| line.rep.as_str()))),
            _ => typed(kind, texts),
        };
        heads.push(Column::new(name, name, kind));
        values.push(cells);
    }
    let mut report = Report::new("Accounts", heads, Block::of(values));
    report.subtitle = subtitle;
    report
}

/// The texts of a canonical column as cells of its kind. They were read as that kind, so none is lost.
fn typed(kind: ColumnKind, texts: &[String]) -> (Kind, Values) {
    let number = |text: &String| Amount::parse(text).map_or(MISSING_MONEY, Amount::raw);
    let small = |raw: i128| i64::try_from(raw).unwrap_or(MISSING_INTEGER);
    match kind {
        ColumnKind::Money => (Kind::Money, Values::Amounts(texts.iter().map(number).collect())),
        ColumnKind::Number => {
            (Kind::Number, Values::Number(texts.iter().map(|text| small(number(text))).collect()))
        }
        ColumnKind::Integer => {
            let whole = texts.iter().map(|text| text.parse().unwrap_or(MISSING_INTEGER));
            (Kind::Integer, Values::Integer(whole.collect()))
        }
        ColumnKind::Date => {
            let days = texts.iter().map(|text| Day::parse(text).map_or(MISSING_DAY, Day::number));
            (Kind::Date, Values::Date(days.collect()))
        }
        // Six decimals, which no cell of numbers keeps; they are digits, so nothing a spreadsheet would run.
        ColumnKind::Degrees => (Kind::Number, Values::text(texts)),
        ColumnKind::Id => (Kind::Id, Values::text(texts)),
        _ => (Kind::Text, Values::text(texts)),
    }
}

fn yes(changes: bool) -> &'static str {
    if changes { "yes" } else { "no" }
}
