//! The report of `spm commissions explain`: a derivation in words for people and in fields for machines. What is
//! derived comes from the engine; `words` says what each step is, `numbers` how its arithmetic reads.

mod numbers;
mod words;

use crate::engine::commissions::Run;
use crate::engine::commissions::explain::{Node, Part, What};
use crate::money::Currency;
use crate::report::{Block, Branch, Column, Field, MISSING_INTEGER, MISSING_MONEY, Report, Tree, Values};

use self::numbers::{machine, unit};
use self::words::{Signs, line, topic};

/// The derivations of a rep's pay as a tree, each list of them with the run that it is of.
#[must_use]
pub fn explained(derived: &[(Run, Vec<Node>)], subtitle: Vec<String>) -> Tree {
    let title = "Derivation of pay".to_owned();
    let roots = || derived.iter().flat_map(|(run, roots)| roots.iter().map(move |root| (run, root)));
    let branches = roots().map(|(run, root)| branch(run, root, currency(run, root))).collect();
    Tree { subtitle, branches, rows: rows(roots(), &title), title }
}

/// The currency that a derivation is in, which need not be said at each of its amounts.
fn currency(run: &Run, root: &Node) -> Option<Currency> {
    match root.what {
        What::Pay { plan, .. } => Some(run.plans[plan].currency),
        _ => None,
    }
}

fn branch(run: &Run, node: &Node, plan: Option<Currency>) -> Branch {
    Branch {
        text: line(run, node, plan, Signs::UNICODE),
        ascii: line(run, node, plan, Signs::ASCII),
        fields: fields(run, node),
        branches: node.children.iter().map(|child| branch(run, child, plan)).collect(),
    }
}

/// The fields of a step in the nested format.
fn fields(run: &Run, node: &Node) -> Vec<(&'static str, Field)> {
    let text = |text: String| if text.is_empty() { Field::Missing } else { Field::Text(text) };
    let mut fields = vec![
        ("topic", text(topic(&node.what).to_owned())),
        ("what", text(words::what(run, &node.what, Signs::UNICODE))),
    ];
    fields.extend(words::details(run, &node.what));
    if !node.parts.is_empty() {
        fields.push(("arithmetic", Field::List(node.parts.iter().map(part).collect())));
    }
    if let Some(exact) = &node.exact {
        fields.push(("exact", text(numbers::plain(exact))));
    }
    if let Some(value) = &node.value {
        fields.push(("value", text(machine(value))));
        fields.push(("unit", text(unit(value))));
    }
    if let Some(payable) = node.payable {
        fields.push(("payable", text(payable.to_string())));
    }
    if let Some(place) = &node.place {
        fields.push(("file", text(place.file.clone())));
        fields.push(("row", Field::Integer(i64::try_from(place.row).unwrap_or(i64::MAX))));
    }
    fields
}

fn part(part: &Part) -> Vec<(&'static str, Field)> {
    let text = |text: &str| if text.is_empty() { Field::Missing } else { Field::Text(text.to_owned()) };
    vec![
        ("operator", text(numbers::operator(part.operator))),
        ("name", text(part.name)),
        ("value", text(&machine(&part.value))),
        ("unit", text(&unit(&part.value))),
    ]
}

/// A step with where it stands.
struct Row<'a> {
    run: &'a Run,
    path: String,
    depth: i64,
    node: &'a Node,
}

fn collect<'a>(run: &'a Run, node: &'a Node, path: &str, depth: i64, into: &mut Vec<Row<'a>>) {
    into.push(Row { run, path: path.to_owned(), depth, node });
    for (number, child) in node.children.iter().enumerate() {
        collect(run, child, &format!("{path}.{}", number + 1), depth + 1, into);
    }
}

/// One line for each step, in the order of the tree.
fn rows<'a>(roots: impl Iterator<Item = (&'a Run, &'a Node)>, title: &str) -> Report {
    let mut rows = Vec::new();
    for (number, (run, root)) in roots.enumerate() {
        collect(run, root, &(number + 1).to_string(), 0, &mut rows);
    }
    let columns = vec![
        Column::id("path", "Path"),
        Column::integer("depth", "Depth"),
        Column::text("topic", "Topic"),
        Column::text("what", "What"),
        Column::text("deal_id", "Deal"),
        Column::text("element", "Element"),
        Column::text("arithmetic", "Arithmetic"),
        Column::text("exact", "Exact"),
        Column::text("value", "Value"),
        Column::text("unit", "Unit"),
        Column::money("payable", "Payable"),
        Column::text("file", "File"),
        Column::integer("row", "Row"),
    ];
    let text = |of: &dyn Fn(&Row<'_>) -> String| Values::text(rows.iter().map(of));
    let detail = |name: &'static str| {
        move |row: &Row<'_>| {
            let details = words::details(row.run, &row.node.what);
            let found = details.into_iter().find(|(known, _)| *known == name);
            match found {
                Some((_, Field::Text(text))) => text,
                _ => String::new(),
            }
        }
    };
    let values = vec![
        text(&|row| row.path.clone()),
        Values::Integer(rows.iter().map(|row| row.depth).collect()),
        text(&|row| topic(&row.node.what).to_owned()),
        text(&|row| words::what(row.run, &row.node.what, Signs::UNICODE)),
        text(&detail("deal_id")),
        text(&detail("element")),
        text(&|row| numbers::plain_arithmetic(&row.node.parts)),
        text(&|row| row.node.exact.as_ref().map(numbers::plain).unwrap_or_default()),
        text(&|row| row.node.value.as_ref().map(machine).unwrap_or_default()),
        text(&|row| row.node.value.as_ref().map(unit).unwrap_or_default()),
        Values::Amounts(
            rows.iter()
                .map(|row| row.node.payable.map_or(MISSING_MONEY, crate::money::Amount::raw))
                .collect(),
        ),
        text(&|row| row.node.place.as_ref().map(|place| place.file.clone()).unwrap_or_default()),
        Values::Integer(
            rows.iter()
                .map(|row| {
                    let row =
                        row.node.place.as_ref().map(|place| i64::try_from(place.row).unwrap_or(i64::MAX));
                    row.unwrap_or(MISSING_INTEGER)
                })
                .collect(),
        ),
    ];
    Report::new(title, columns, Block { columns: values, rows: rows.len() })
}
