//! The schema of a Parquet file: a tree, stored depth first, whose entries without children are columns of values.
//! Only those directly below the root are columns of a table; what lies deeper is counted through. Which polars type
//! they become is left to `types.rs`.

use super::fault::Fault;
use super::thrift::{Field, Fields, Thrift, Type};

const SCHEMA_MAX: usize = 10_000;
const COLUMNS_MAX: usize = 2_000;
const DEPTH_MAX: usize = 64;

/// One column of the table.
#[derive(Debug)]
pub(super) struct Column {
    pub(super) name: String,
    /// What it holds; `None` for lists, maps and structs.
    pub(super) leaf: Option<Leaf>,
    /// The place of its chunk in each row group.
    pub(super) chunk: usize,
}

/// How the values of a flat column are stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Leaf {
    pub(super) physical: i32,
    /// The bytes of a value of fixed length.
    pub(super) length: Option<i32>,
    pub(super) optional: bool,
    pub(super) converted: Option<i32>,
    pub(super) scale: i32,
    pub(super) precision: i32,
    pub(super) logical: Option<Logical>,
}

/// The logical types of the format, as far as they are told apart here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Logical {
    Text,
    Enumeration,
    Decimal {
        scale: i32,
        precision: i32,
    },
    Date,
    Time,
    Timestamp {
        utc: bool,
        unit: Unit,
    },
    Integer {
        bits: i8,
        signed: bool,
    },
    Nothing,
    Json,
    Bson,
    Uuid,
    /// Another one, by its number in the format.
    Other(i16),
}

/// The unit of a time of day or a timestamp.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Milliseconds,
    Microseconds,
    Nanoseconds,
}

/// One node of the schema as it is stored: depth first.
#[derive(Debug, Default)]
struct Element {
    name: String,
    physical: Option<i32>,
    repetition: Option<i32>,
    children: Option<i32>,
    leaf: Leaf,
}

/// Reads the schema: the columns of the table, and how many chunks each row group has.
pub(super) fn read(thrift: &mut Thrift<'_>, field: Field) -> Result<(Vec<Column>, usize), Fault> {
    let mut leaves = 0;
    let count = thrift.list(field, Type::Struct)?;
    if count > SCHEMA_MAX {
        return Err(Fault::limit(format!("its schema has {count} entries"), "10,000 entries"));
    }
    let mut elements = Vec::with_capacity(count);
    for _ in 0..count {
        elements.push(element(thrift)?);
    }
    let mut elements = elements.into_iter();
    let root = elements.next().ok_or_else(|| Fault::damaged("its schema is empty"))?;
    let width = children(&root)?.ok_or_else(|| Fault::damaged("its schema has no columns"))?;
    if width > COLUMNS_MAX {
        return Err(Fault::limit(format!("it has {width} columns"), "2,000 columns"));
    }
    let mut columns = Vec::with_capacity(width);
    for _ in 0..width {
        columns.push(column(&mut elements, &mut leaves)?);
    }
    if elements.next().is_some() {
        return Err(Fault::damaged("its schema has entries that belong to no column"));
    }
    Ok((columns, leaves))
}

/// One column of the table with all entries of the schema below it.
fn column(elements: &mut impl Iterator<Item = Element>, leaves: &mut usize) -> Result<Column, Fault> {
    let cut = || Fault::damaged("its schema ends too early");
    let first = elements.next().ok_or_else(cut)?;
    let chunk = *leaves;
    let name = first.name.clone();
    let Some(width) = children(&first)? else {
        *leaves += 1;
        let optional = match first.repetition {
            Some(0) => false,
            Some(1) => true,
            Some(2) => return Ok(Column { name, leaf: None, chunk }),
            _ => {
                return Err(Fault::damaged(format!("its column `{name}` is neither required nor optional")));
            }
        };
        let physical = first.physical.unwrap_or_default();
        return Ok(Column { name, leaf: Some(Leaf { physical, optional, ..first.leaf }), chunk });
    };
    // a list, map or struct: counted through, so that the chunks of the columns after it are found
    let mut open = vec![width];
    while let Some(left) = open.last_mut() {
        if *left == 0 {
            open.pop();
            continue;
        }
        *left -= 1;
        match children(&elements.next().ok_or_else(cut)?)? {
            None => *leaves += 1,
            Some(width) => open.push(width),
        }
        if open.len() > DEPTH_MAX {
            return Err(Fault::damaged("its schema nests too deeply"));
        }
    }
    Ok(Column { name, leaf: None, chunk })
}

/// The children of a node of the schema; `None` for a column with values.
fn children(element: &Element) -> Result<Option<usize>, Fault> {
    match (element.physical, element.children) {
        (Some(_), None | Some(0)) => Ok(None),
        (None, Some(count)) => match usize::try_from(count) {
            Ok(count) => Ok(Some(count)),
            Err(_) => Err(Fault::damaged("its schema has a negative number of columns")),
        },
        _ => Err(Fault::damaged(format!("the entry `{}` of its schema has no type", element.name))),
    }
}

fn element(thrift: &mut Thrift<'_>) -> Result<Element, Fault> {
    let mut fields = Fields::default();
    let mut element = Element::default();
    let mut named = false;
    while let Some(field) = fields.next(thrift)? {
        match field.id {
            1 => element.physical = Some(thrift.i32(field)?),
            2 => element.leaf.length = Some(thrift.i32(field)?),
            3 => element.repetition = Some(thrift.i32(field)?),
            4 => {
                thrift.text(field)?.clone_into(&mut element.name);
                named = true;
            }
            5 => element.children = Some(thrift.i32(field)?),
            6 => element.leaf.converted = Some(thrift.i32(field)?),
            7 => element.leaf.scale = thrift.i32(field)?,
            8 => element.leaf.precision = thrift.i32(field)?,
            10 => element.leaf.logical = logical(thrift, field)?,
            _ => thrift.skip(field)?,
        }
    }
    if named { Ok(element) } else { Err(Fault::damaged("an entry of its schema has no name")) }
}

fn logical(thrift: &mut Thrift<'_>, field: Field) -> Result<Option<Logical>, Fault> {
    Thrift::open(field)?;
    let mut fields = Fields::default();
    let mut found = None;
    while let Some(field) = fields.next(thrift)? {
        let logical = match field.id {
            5 | 7 | 8 | 10 => logical_with_parameters(thrift, field)?,
            id => {
                thrift.skip(field)?;
                match id {
                    1 => Logical::Text,
                    4 => Logical::Enumeration,
                    6 => Logical::Date,
                    11 => Logical::Nothing,
                    12 => Logical::Json,
                    13 => Logical::Bson,
                    14 => Logical::Uuid,
                    id => Logical::Other(id),
                }
            }
        };
        if found.replace(logical).is_some() {
            return Err(Fault::damaged("a column has two logical types"));
        }
    }
    Ok(found)
}

fn logical_with_parameters(thrift: &mut Thrift<'_>, outer: Field) -> Result<Logical, Fault> {
    Thrift::open(outer)?;
    let mut fields = Fields::default();
    let (mut scale, mut precision, mut bits) = (0, 0, 0);
    let mut flag = false;
    let mut unit = None;
    while let Some(field) = fields.next(thrift)? {
        match (outer.id, field.id) {
            (5, 1) => scale = thrift.i32(field)?,
            (5, 2) => precision = thrift.i32(field)?,
            (7 | 8, 1) | (10, 2) => flag = Thrift::boolean(field)?,
            (7 | 8, 2) => unit = time_unit(thrift, field)?,
            (10, 1) => bits = thrift.i8(field)?,
            _ => thrift.skip(field)?,
        }
    }
    Ok(match (outer.id, unit) {
        (5, _) => Logical::Decimal { scale, precision },
        (7, _) => Logical::Time,
        (8, Some(unit)) => Logical::Timestamp { utc: flag, unit },
        (10, _) => Logical::Integer { bits, signed: flag },
        (id, _) => Logical::Other(id),
    })
}

fn time_unit(thrift: &mut Thrift<'_>, field: Field) -> Result<Option<Unit>, Fault> {
    Thrift::open(field)?;
    let mut fields = Fields::default();
    let mut unit = None;
    while let Some(field) = fields.next(thrift)? {
        thrift.skip(field)?;
        unit = match field.id {
            1 => Some(Unit::Milliseconds),
            2 => Some(Unit::Microseconds),
            3 => Some(Unit::Nanoseconds),
            _ => None,
        };
    }
    Ok(unit)
}
