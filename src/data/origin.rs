//! Works out the values of a canonical column from the columns of the file: one of them, the first of several
//! that says something, an SQL expression, or a constant. Reading the values is left to `conform`.

use std::collections::BTreeMap;
use std::sync::Once;

use polars::prelude::*;
use polars::sql::sql_expr;

use super::conform::is_nothing;
use super::error::DataError;
use super::suggest::closest;

/// Where the values of a column come from.
#[derive(Clone, Debug)]
pub(super) enum Origin {
    /// In each row the first step that gives a value; then texts that mean another one are replaced.
    Steps(Vec<Step>, BTreeMap<String, String>),
    /// An SQL expression.
    Sql(SqlRule),
    /// A constant.
    Value(String),
}

/// One attempt to give a row its value.
#[derive(Clone, Debug)]
pub(super) struct Step {
    /// The rows for which it is made; all if absent.
    pub when: Option<When>,
    /// What it gives.
    pub take: Take,
}

/// Rows in which a column says one of some texts.
#[derive(Clone, Debug)]
pub(super) struct When {
    /// The place of the column.
    pub header: usize,
    /// The texts, in lower case.
    pub texts: Vec<String>,
}

/// What a step gives.
#[derive(Clone, Debug)]
pub(super) enum Take {
    /// The value of the column at this place.
    Header(usize),
    /// A constant.
    Value(String),
}

impl Step {
    /// The place of the column that gives the value.
    pub fn taken(&self) -> Option<usize> {
        match self.take {
            Take::Header(place) => Some(place),
            Take::Value(_) => None,
        }
    }

    /// The places of the columns that it looks at, the one that gives the value first.
    pub fn headers(&self) -> Vec<usize> {
        self.taken().into_iter().chain(self.when.as_ref().map(|when| when.header)).collect()
    }
}

/// The columns of a stretch of a file that were asked for, by their place in the header.
#[derive(Clone, Debug, Default)]
pub(super) struct RawBlock {
    /// Place and column; text columns hold empty text, never null, where the file says nothing.
    pub columns: Vec<(usize, Column)>,
    /// The number of rows.
    pub height: usize,
}

impl RawBlock {
    /// The column at this place of the header.
    pub fn column(&self, place: usize) -> Option<&Column> {
        self.columns.iter().find(|(at, _)| *at == place).map(|(_, column)| column)
    }

    /// The column as text: typed columns of Parquet are written out.
    fn text(&self, place: usize) -> Result<StringChunked, DataError> {
        match self.column(place) {
            Some(column) => as_text(column),
            None => Ok(StringChunked::full_null("".into(), self.height)),
        }
    }
}

/// A column of any type as text.
pub(super) fn as_text(column: &Column) -> Result<StringChunked, DataError> {
    let text = match column.dtype() {
        DataType::String => column.clone(),
        _ => column.cast(&DataType::String)?,
    };
    Ok(text.as_materialized_series().str()?.clone())
}

impl Origin {
    /// The column at this place.
    pub fn header(place: usize) -> Self {
        Self::Steps(vec![Step { when: None, take: Take::Header(place) }], BTreeMap::new())
    }

    /// In each row the first of these steps that gives a value.
    pub fn steps(steps: Vec<Step>) -> Self {
        Self::Steps(steps, BTreeMap::new())
    }

    /// The same with texts that mean another one.
    pub fn with_values(self, values: BTreeMap<String, String>) -> Self {
        match self {
            Self::Steps(steps, _) => Self::Steps(steps, values),
            other => other,
        }
    }

    /// The places of the columns that are looked at.
    pub fn headers(&self) -> Vec<usize> {
        match self {
            Self::Steps(steps, _) => steps.iter().flat_map(Step::headers).collect(),
            Self::Sql(rule) => rule.headers.clone(),
            Self::Value(_) => Vec::new(),
        }
    }

    /// The one column whose values are taken as they are.
    pub fn plain(&self) -> Option<usize> {
        match self {
            Self::Steps(steps, values) if values.is_empty() => match steps.as_slice() {
                [Step { when: None, take: Take::Header(place) }] => Some(*place),
                _ => None,
            },
            _ => None,
        }
    }

    /// The values for a stretch of rows, in the type of the file.
    pub fn evaluate(&self, block: &RawBlock, headers: &[String]) -> Result<Column, DataError> {
        if let Some(column) = self.plain().and_then(|place| block.column(place)) {
            return Ok(column.clone());
        }
        match self {
            Self::Value(value) => Ok(Column::new_scalar(
                "".into(),
                Scalar::from(PlSmallStr::from(value.as_str())),
                block.height,
            )
            .take_materialized_series()
            .into_column()),
            Self::Sql(rule) => rule.evaluate(block, headers),
            Self::Steps(steps, values) => {
                let text = evaluate_steps(steps, block)?;
                Ok(replaced(&text, values).into_series().into_column())
            }
        }
    }
}

fn evaluate_steps(steps: &[Step], block: &RawBlock) -> Result<StringChunked, DataError> {
    let mut sources = Vec::with_capacity(steps.len());
    for step in steps {
        let when = match &step.when {
            Some(when) => Some((block.text(when.header)?, &when.texts)),
            None => None,
        };
        let take = match &step.take {
            Take::Header(place) => Ok(block.text(*place)?),
            Take::Value(value) => Err(value.as_str()),
        };
        sources.push((when, take));
    }
    let mut builder = StringChunkedBuilder::new("".into(), block.height);
    for row in 0..block.height {
        let value = sources.iter().find_map(|(when, take)| {
            if let Some((said, texts)) = when {
                let said = said.get(row).unwrap_or_default().trim().to_lowercase();
                texts.contains(&said).then_some(())?;
            }
            match take {
                Ok(text) => text.get(row).filter(|value| !is_nothing(value)),
                Err(value) => Some(*value),
            }
        });
        builder.append_option(value);
    }
    Ok(builder.finish())
}

fn replaced(text: &StringChunked, values: &BTreeMap<String, String>) -> StringChunked {
    if values.is_empty() {
        return text.clone();
    }
    let mut builder = StringChunkedBuilder::new(text.name().clone(), text.len());
    for value in text.iter() {
        let meant = value.and_then(|value| values.get(value.trim()));
        builder.append_option(meant.map(String::as_str).or(value));
    }
    builder.finish()
}

/// A checked SQL expression over the columns of a file.
#[derive(Clone, Debug)]
pub(super) struct SqlRule {
    text: String,
    expression: Expr,
    headers: Vec<usize>,
}

/// Why an SQL expression cannot be used.
pub(super) struct SqlProblem {
    pub reason: String,
    pub hint: String,
}

impl SqlRule {
    /// Parses an expression and checks its names against the header.
    pub fn parse(text: &str, headers: &[String]) -> Result<Self, SqlProblem> {
        silence_warnings();
        let expression = sql_expr(text).map_err(|error| SqlProblem {
            reason: format!("`{text}` is not an SQL expression ({error})"),
            hint: "names with spaces stand in double quotes, texts in single ones".to_owned(),
        })?;
        if expression.into_iter().any(mixes_rows) {
            return Err(SqlProblem {
                reason: format!("`{text}` looks at several rows at once"),
                hint: "a column can be derived from the columns of its own row alone".to_owned(),
            });
        }
        let mut places = Vec::new();
        for name in expression.clone().meta().root_names() {
            let place =
                headers.iter().position(|header| *header == name.as_str()).ok_or_else(|| SqlProblem {
                    reason: format!("it has no column `{name}`"),
                    hint: closest(name.as_str(), headers.iter().map(String::as_str)).unwrap_or_default(),
                })?;
            if !places.contains(&place) {
                places.push(place);
            }
        }
        Ok(Self { text: text.to_owned(), expression, headers: places })
    }

    /// Works the expression out; empty text counts as nothing.
    fn evaluate(&self, block: &RawBlock, headers: &[String]) -> Result<Column, DataError> {
        let mut columns = Vec::with_capacity(self.headers.len() + 1);
        for place in &self.headers {
            let Some(column) = block.column(*place) else { continue };
            let column = match column.dtype() {
                DataType::String => {
                    empty_as_null(column.as_materialized_series().str()?).into_series().into_column()
                }
                _ => column.clone(),
            };
            columns.push(column.with_name(headers[*place].as_str().into()));
        }
        if columns.is_empty() {
            // A frame needs a column to have a height.
            columns.push(Column::full_null("".into(), block.height, &DataType::Null));
        }
        let frame = DataFrame::new(block.height, columns)?;
        let answer = frame.lazy().select([self.expression.clone().alias("value")]).collect();
        let answer = answer.map_err(|error| self.refused(&error))?;
        let column = answer.column("value")?.clone();
        match column.len() {
            1 => Ok(column.new_from_index(0, block.height)),
            _ => Ok(column),
        }
    }

    /// What the engine says about an expression that cannot be worked out, without its plan.
    fn refused(&self, error: &PolarsError) -> DataError {
        let reason = error.to_string();
        let reason = reason.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
        DataError::Refused {
            message: format!("the SQL `{}` cannot be worked out: {reason}", self.text),
            hint: "the columns of a text file are text: write `CAST(x AS INT)`, or `DATE(x)` for a day"
                .to_owned(),
        }
    }
}

/// The library tells its own users on standard error what they should write otherwise; ours cannot follow.
pub(super) fn silence_warnings() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| polars::error::set_warning_function(|_, _| ()));
}

/// Whether an expression looks beyond its own row, where its parts do not. The list of an `IN` is gathered from
/// constants alone.
pub(super) fn mixes_rows(expression: &Expr) -> bool {
    match expression {
        Expr::Agg(AggExpr::Implode { input, .. }) => {
            (&**input).into_iter().any(|part| matches!(part, Expr::Column(_)))
        }
        Expr::Function { function, .. } => {
            matches!(function, FunctionExpr::Quantile { .. } | FunctionExpr::Correlation { .. })
        }
        Expr::Alias(..)
        | Expr::Column(_)
        | Expr::Literal(_)
        | Expr::BinaryExpr { .. }
        | Expr::Cast { .. }
        | Expr::Ternary { .. } => false,
        _ => true,
    }
}

/// Empty text as null, for SQL.
fn empty_as_null(text: &StringChunked) -> StringChunked {
    text.iter().map(|value| value.filter(|value| !value.trim().is_empty())).collect()
}
