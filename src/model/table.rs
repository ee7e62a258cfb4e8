//! The tables of the product: their columns, kinds and keys. This is the one list that the readers, the
//! importer, `where` conditions and the documentation take column names from. Reading and checking values
//! is left to `data`.

/// What a column of a table holds; decides how its text is read and how it is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// An identifier: compared byte by byte after spaces at both ends are taken off.
    Id,
    /// Free text.
    Text,
    /// An amount of money with at most four decimals, in the currency of its row.
    Money,
    /// A share or probability in percent: 60 means 60 %, at most six decimals.
    Percent,
    /// A price of one currency in another, at most ten decimals, above zero.
    ExchangeRate,
    /// A plain number with at most four decimals: units, hours, scores, coordinates rounded so.
    Number,
    /// A geographical coordinate in degrees, at most six decimals.
    Degrees,
    /// A whole number.
    Integer,
    /// A day.
    Date,
    /// Yes or no.
    Flag,
    /// An ISO 4217 currency code.
    Currency,
    /// A period label such as `2026-10`, or a day that stands for the period it begins.
    Period,
}

/// One column of a table.
#[derive(Clone, Copy, Debug)]
pub struct ColumnSpec {
    /// The canonical name, lower snake case.
    pub name: &'static str,
    /// What it holds.
    pub kind: ColumnKind,
    /// Whether a file without this column is refused.
    pub required: bool,
}

/// One table of the product.
#[derive(Debug)]
pub struct TableSpec {
    /// The name used on the command line and in `spm.toml`.
    pub name: &'static str,
    /// Its columns in canonical order.
    pub columns: &'static [ColumnSpec],
    /// The columns that together name a row; two rows with one key and different content are refused.
    /// Empty where rows have no key (events, activities, history).
    pub key: &'static [&'static str],
}

impl TableSpec {
    /// The column of this name, if the table lists it.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&'static ColumnSpec> {
        self.columns.iter().find(|column| column.name == name)
    }
}

/// The table of this name, if there is one.
#[must_use]
pub fn table(name: &str) -> Option<&'static TableSpec> {
    TABLES.iter().find(|table| table.name == name)
}

const fn required(name: &'static str, kind: ColumnKind) -> ColumnSpec {
    ColumnSpec { name, kind, required: true }
}

const fn optional(name: &'static str, kind: ColumnKind) -> ColumnSpec {
    ColumnSpec { name, kind, required: false }
}

use ColumnKind::{
    Currency, Date, Degrees, ExchangeRate, Flag, Id, Integer, Money, Number, Percent, Period, Text,
};

/// Every table, in the order in which the documentation lists them.
pub static TABLES: &[TableSpec] = &[
    TableSpec {
        name: "deals",
        key: &["deal_id"],
        columns: &[
            required("deal_id", Id),
            optional("name", Text),
            optional("account_id", Id),
            optional("account", Text),
            required("rep_id", Id),
            required("amount", Money),
            optional("currency", Currency),
            required("stage", Text),
            optional("probability", Percent),
            optional("forecast_category", Text),
            optional("type", Text),
            optional("product", Text),
            optional("territory", Id),
            optional("region", Text),
            optional("lead_source", Text),
            optional("list_amount", Money),
            optional("cost", Money),
            optional("units", Number),
            optional("term_months", Integer),
            optional("created_date", Date),
            required("close_date", Date),
            optional("next_step_date", Date),
            optional("loss_reason", Text),
        ],
    },
    TableSpec {
        name: "splits",
        key: &[],
        columns: &[
            required("deal_id", Id),
            required("rep_id", Id),
            required("percent", Percent),
            optional("role", Text),
            optional("credit", Text),
        ],
    },
    TableSpec {
        name: "reps",
        key: &["rep_id", "valid_from"],
        columns: &[
            required("rep_id", Id),
            optional("name", Text),
            optional("email", Text),
            optional("role", Text),
            optional("manager_id", Id),
            optional("team", Text),
            optional("region", Text),
            optional("territory", Id),
            optional("country", Text),
            optional("currency", Currency),
            optional("hire_date", Date),
            optional("end_date", Date),
            optional("base_salary", Money),
            optional("target_incentive", Money),
            optional("capacity", Number),
            optional("latitude", Degrees),
            optional("longitude", Degrees),
            optional("valid_from", Date),
            optional("valid_to", Date),
        ],
    },
    TableSpec {
        name: "quotas",
        key: &[],
        columns: &[
            required("rep_id", Id),
            optional("team", Text),
            optional("territory", Id),
            required("period", Period),
            required("amount", Money),
            optional("measure", Text),
            optional("currency", Currency),
            optional("from", Date),
            optional("to", Date),
        ],
    },
    TableSpec {
        name: "events",
        key: &[],
        columns: &[
            required("deal_id", Id),
            required("date", Date),
            required("kind", Text),
            optional("amount", Money),
        ],
    },
    TableSpec {
        name: "exchange_rates",
        key: &["date", "from", "to"],
        columns: &[
            required("date", Date),
            required("from", Currency),
            required("to", Currency),
            required("rate", ExchangeRate),
        ],
    },
    TableSpec {
        name: "adjustments",
        key: &[],
        columns: &[
            required("rep_id", Id),
            required("period", Period),
            required("amount", Money),
            required("reason", Text),
            optional("element", Text),
            optional("author", Text),
            optional("approved_by", Text),
            optional("expires", Date),
        ],
    },
    TableSpec {
        name: "scores",
        key: &["rep_id", "period", "element"],
        columns: &[
            required("rep_id", Id),
            required("period", Period),
            required("element", Text),
            required("score", Number),
        ],
    },
    TableSpec {
        name: "leaves",
        key: &[],
        columns: &[
            required("rep_id", Id),
            required("from", Date),
            required("to", Date),
            optional("kind", Text),
        ],
    },
    TableSpec {
        name: "accounts",
        key: &["account_id"],
        columns: &[
            required("account_id", Id),
            optional("name", Text),
            optional("rep_id", Id),
            optional("territory", Id),
            optional("industry", Text),
            optional("segment", Text),
            optional("employees", Integer),
            optional("revenue", Money),
            optional("potential", Money),
            optional("workload", Number),
            optional("visits", Number),
            optional("parent_id", Id),
            optional("locked", Flag),
            optional("latitude", Degrees),
            optional("longitude", Degrees),
            optional("postal_code", Text),
            optional("city", Text),
            optional("state", Text),
            optional("country", Text),
            optional("customer_since", Date),
            optional("churned_on", Date),
        ],
    },
    TableSpec {
        name: "activities",
        key: &[],
        columns: &[
            required("rep_id", Id),
            required("date", Date),
            required("kind", Text),
            optional("count", Integer),
            optional("deal_id", Id),
        ],
    },
    TableSpec {
        name: "leads",
        key: &["lead_id"],
        columns: &[
            required("lead_id", Id),
            optional("rep_id", Id),
            required("created_date", Date),
            optional("source", Text),
            optional("converted_date", Date),
            optional("deal_id", Id),
        ],
    },
    TableSpec {
        name: "spend",
        key: &[],
        columns: &[required("period", Period), required("amount", Money), optional("category", Text)],
    },
    TableSpec {
        name: "history",
        key: &[],
        columns: &[
            required("deal_id", Id),
            required("changed_at", Date),
            optional("stage", Text),
            optional("amount", Money),
            optional("close_date", Date),
            optional("forecast_category", Text),
        ],
    },
];
