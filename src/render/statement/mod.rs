//! Statements into bytes: a page, a workbook, Markdown, CSV, JSON. Each renderer is given the statement of one rep and
//! nothing else, so that the file of one rep holds nothing of another. Where the bytes go is left to `cli`.

mod page;
mod template;
mod workbook;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod tests;

use std::io::Write;

pub use self::template::{Pages, TemplateError};

use super::json::push_string;
use super::markdown::escaped;
use super::style::Style;
use super::text::visible;
use super::{Format, RenderError, render};
use crate::money::grouped;
use crate::report::Report;
use crate::report::statement::Statement;

/// The formats that statements are written in.
pub const FORMATS: [Format; 5] = [Format::Html, Format::Xlsx, Format::Markdown, Format::Csv, Format::Json];

/// The name of what is paid.
const PAY: &str = "Pay";

/// Writes the statement of one rep. The bytes depend on the statement, the format and the pages alone.
///
/// # Errors
/// What the destination, the workbook library or a template refuses; a format that statements are not written in.
pub fn write(
    statement: &Statement,
    format: Format,
    pages: &Pages,
    out: &mut dyn Write,
) -> Result<(), RenderError> {
    // A file may be opened by a spreadsheet: text that begins like a formula is made harmless.
    let style = Style { spreadsheet_safe: true, ..Style::default() };
    match format {
        Format::Html => Ok(out.write_all(pages.page(&page::page(statement))?.as_bytes())?),
        Format::Xlsx => workbook::write(statement, out),
        Format::Markdown => markdown(statement, &style, out),
        Format::Csv => render(&statement.lines(), Format::Csv, &style, out),
        Format::Json => json(statement, &style, out),
        other => Err(RenderError::NoStatement { format: other.name() }),
    }
}

/// The lines above the tables: whose statement it is, of which days, and what is paid.
fn facts(statement: &Statement) -> Vec<(&'static str, String)> {
    let Statement { payee, span, .. } = statement;
    let mut facts = vec![("Rep", join(&[&payee.name, &payee.id], " · "))];
    for (title, text) in [("E-mail", &payee.email), ("Role", &payee.role), ("Team", &payee.team)] {
        facts.push((title, text.clone()));
    }
    facts.push(("Company", statement.company.clone()));
    facts.push(("Period", format!("{} · {} to {}", statement.period, span.from, span.to)));
    facts.push(("Status", format!("{} as of {}", statement.status, statement.as_of)));
    facts.push(("Manifest", statement.head.clone()));
    for (currency, amount) in &statement.pay {
        facts.push((PAY, format!("{} {}", grouped(&amount.to_string()), currency.as_str())));
    }
    facts.retain(|(_, text)| !text.is_empty());
    facts
}

/// The texts that are not empty, with something between them.
fn join(texts: &[&str], between: &str) -> String {
    texts.iter().filter(|text| !text.is_empty()).copied().collect::<Vec<_>>().join(between)
}

/// The tables of a statement, apart from those without rows.
fn tables(statement: &Statement) -> Vec<Report> {
    let tables = [statement.sums(), statement.standings(), statement.lines(), statement.year_to_date()];
    tables.into_iter().filter(|table| table.part(0).is_ok_and(|block| block.rows > 0)).collect()
}

fn markdown(statement: &Statement, style: &Style, out: &mut dyn Write) -> Result<(), RenderError> {
    let mut top = format!("# {}\n\n", escaped(&format!("Statement of {}", statement.period)));
    for (title, text) in facts(statement) {
        top.push_str(&format!("- **{title}**: {}\n", escaped(&text)));
    }
    for part in &statement.parts {
        let days: Vec<String> =
            part.on_plan.iter().map(|span| format!("{} to {}", span.from, span.to)).collect();
        let words = [part.title.as_str(), &format!("{} {}", part.plan, part.version), &days.join(", ")];
        top.push_str(&format!("- **Plan**: {}\n", escaped(&join(&words, " · "))));
    }
    out.write_all(top.as_bytes())?;
    for table in tables(statement) {
        out.write_all(b"\n")?;
        render(&table, Format::Markdown, style, out)?;
    }
    let bottom = format!("\n## Questions\n\n{}\n", escaped(&statement.dispute));
    Ok(out.write_all(bottom.as_bytes())?)
}

/// One object: what stands above the tables, and each table as an array of objects with the names of its columns.
fn json(statement: &Statement, style: &Style, out: &mut dyn Write) -> Result<(), RenderError> {
    let Statement { payee, span, .. } = statement;
    let fields = [
        ("company", statement.company.clone()),
        ("rep_id", payee.id.clone()),
        ("name", payee.name.clone()),
        ("email", payee.email.clone()),
        ("role", payee.role.clone()),
        ("team", payee.team.clone()),
        ("period", statement.period.clone()),
        ("from", span.from.to_string()),
        ("to", span.to.to_string()),
        ("as_of", statement.as_of.to_string()),
        ("status", statement.status.clone()),
        ("manifest", statement.head.clone()),
    ];
    let mut bytes = b"{".to_vec();
    for (name, text) in fields {
        bytes.extend_from_slice(format!("\n\"{name}\":").as_bytes());
        if text.is_empty() {
            bytes.extend_from_slice(b"null");
        } else {
            push_string(&mut bytes, &text);
        }
        bytes.push(b',');
    }
    bytes.extend_from_slice(b"\n\"pay\":[");
    for (number, (currency, amount)) in statement.pay.iter().enumerate() {
        let comma = if number == 0 { "" } else { "," };
        let pay = format!("{comma}{{\"currency\":\"{}\",\"amount\":\"{amount}\"}}", currency.as_str());
        bytes.extend_from_slice(pay.as_bytes());
    }
    bytes.push(b']');
    let tables = [
        ("payouts", statement.sums()),
        ("standings", statement.standings()),
        ("lines", statement.lines()),
        ("year_to_date", statement.year_to_date()),
    ];
    for (name, table) in tables {
        bytes.extend_from_slice(format!(",\n\"{name}\":").as_bytes());
        render(&table, Format::Json, style, &mut bytes)?;
        bytes.truncate(bytes.trim_ascii_end().len());
    }
    bytes.extend_from_slice(b",\n\"dispute\":");
    push_string(&mut bytes, &statement.dispute);
    bytes.extend_from_slice(b"\n}\n");
    Ok(out.write_all(&bytes)?)
}

/// A title of a file in words, with nothing hidden in it.
fn title(statement: &Statement) -> String {
    let who = join(&[&statement.payee.name, &statement.payee.id], " · ");
    visible(&format!("Statement of {who} for {}", statement.period))
}
