//! Which polars type a Parquet column is read as, decided from the footer alone. The schema that some writers add
//! in their own notation is not looked at: it can only say the same or contradict.

use polars::prelude::{ArrowDataType, ArrowTimeUnit, DataType, TimeUnit, TimeZone};
use polars_parquet::parquet::metadata::Descriptor;
use polars_parquet::parquet::schema::Repetition;
use polars_parquet::parquet::schema::types::{
    FieldInfo, PhysicalType, PrimitiveLogicalType, PrimitiveType, TimeUnit as ParquetTimeUnit,
};

use super::schema::{Leaf, Logical, Unit};

const DIGITS_MAX: usize = 38;

/// How the values of a column are turned into polars' form.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Reading {
    /// What the decoder is asked for.
    pub(super) arrow: ArrowDataType,
    /// What the frame has in the end.
    pub(super) dtype: DataType,
    /// Whether 16 bytes are shown as the text of a UUID.
    pub(super) uuid: bool,
}

impl Reading {
    fn new(arrow: ArrowDataType, dtype: DataType) -> Self {
        Self { arrow, dtype, uuid: false }
    }
}

/// How a column is read, or in words what it holds that is not read.
pub(super) fn reading(leaf: &Leaf) -> Result<Reading, String> {
    if let Some((precision, scale)) = decimal(leaf) {
        return reading_of_decimal(leaf, precision, scale);
    }
    match leaf.physical {
        0 => Ok(Reading::new(ArrowDataType::Boolean, DataType::Boolean)),
        1 => reading_of_i32(leaf),
        2 => reading_of_i64(leaf),
        // milliseconds hold every day that the twelve bytes can name; finer units overflow
        3 => Ok(timestamp(Unit::Milliseconds, false)),
        4 => Ok(Reading::new(ArrowDataType::Float32, DataType::Float32)),
        5 => Ok(Reading::new(ArrowDataType::Float64, DataType::Float64)),
        6 => reading_of_bytes(leaf),
        7 => match (leaf.logical, leaf.length) {
            (Some(Logical::Uuid), Some(16)) => {
                let arrow = ArrowDataType::FixedSizeBinary(16);
                Ok(Reading { arrow, dtype: DataType::String, uuid: true })
            }
            _ => Err("bytes of fixed length".to_owned()),
        },
        other => Err(format!("values of the unknown type {other}")),
    }
}

fn decimal(leaf: &Leaf) -> Option<(i32, i32)> {
    match (leaf.logical, leaf.converted) {
        (Some(Logical::Decimal { scale, precision }), _) => Some((precision, scale)),
        (None, Some(5)) => Some((leaf.precision, leaf.scale)),
        _ => None,
    }
}

fn reading_of_decimal(leaf: &Leaf, precision: i32, scale: i32) -> Result<Reading, String> {
    let fits = match leaf.physical {
        1 | 2 | 6 => true,
        7 => leaf.length.is_some_and(|length| (1..=16).contains(&length)),
        _ => false,
    };
    match (usize::try_from(precision), usize::try_from(scale)) {
        (Ok(precision), Ok(scale)) if fits && (1..=DIGITS_MAX).contains(&precision) && scale <= precision => {
            Ok(Reading::new(ArrowDataType::Decimal(precision, scale), DataType::Decimal(precision, scale)))
        }
        _ => Err(format!("decimal numbers of {precision} digits, {scale} of them after the point")),
    }
}

fn reading_of_i32(leaf: &Leaf) -> Result<Reading, String> {
    use ArrowDataType as Arrow;
    Ok(match (leaf.logical, leaf.converted) {
        (Some(Logical::Date), _) | (None, Some(6)) => Reading::new(Arrow::Date32, DataType::Date),
        (Some(Logical::Integer { bits: 32, signed: false }), _) | (None, Some(13)) => {
            Reading::new(Arrow::UInt32, DataType::UInt32)
        }
        // narrower numbers are stored in 32 bits too, and every one of them fits
        (
            Some(
                Logical::Integer { bits: 8 | 16, .. }
                | Logical::Integer { bits: 32, signed: true }
                | Logical::Nothing,
            ),
            _,
        )
        | (None, None | Some(11 | 12 | 15..=17)) => Reading::new(Arrow::Int32, DataType::Int32),
        (Some(Logical::Time), _) | (None, Some(7 | 8)) => return Err("times of day".to_owned()),
        _ => return Err("32-bit numbers of an unknown meaning".to_owned()),
    })
}

fn reading_of_i64(leaf: &Leaf) -> Result<Reading, String> {
    use ArrowDataType as Arrow;
    Ok(match (leaf.logical, leaf.converted) {
        (Some(Logical::Timestamp { utc, unit }), _) => timestamp(unit, utc),
        // the older notation means instants, as the format says
        (None, Some(9)) => timestamp(Unit::Milliseconds, true),
        (None, Some(10)) => timestamp(Unit::Microseconds, true),
        (Some(Logical::Integer { bits: 64, signed: false }), _) | (None, Some(14)) => {
            Reading::new(Arrow::UInt64, DataType::UInt64)
        }
        (Some(Logical::Integer { bits: 64, signed: true } | Logical::Nothing), _)
        | (None, None | Some(18)) => Reading::new(Arrow::Int64, DataType::Int64),
        (Some(Logical::Time), _) | (None, Some(7 | 8)) => return Err("times of day".to_owned()),
        _ => return Err("64-bit numbers of an unknown meaning".to_owned()),
    })
}

fn reading_of_bytes(leaf: &Leaf) -> Result<Reading, String> {
    match (leaf.logical, leaf.converted) {
        // bytes without a note are text in the files of older writers; what is not UTF-8 is refused by the decoder
        (Some(Logical::Text | Logical::Enumeration | Logical::Json | Logical::Nothing), _)
        | (None, None | Some(0 | 4 | 19)) => Ok(Reading::new(ArrowDataType::Utf8View, DataType::String)),
        _ => Err("bytes that are not text".to_owned()),
    }
}

fn timestamp(unit: Unit, utc: bool) -> Reading {
    let (arrow, polars) = match unit {
        Unit::Milliseconds => (ArrowTimeUnit::Millisecond, TimeUnit::Milliseconds),
        Unit::Microseconds => (ArrowTimeUnit::Microsecond, TimeUnit::Microseconds),
        Unit::Nanoseconds => (ArrowTimeUnit::Nanosecond, TimeUnit::Nanoseconds),
    };
    Reading::new(
        ArrowDataType::Timestamp(arrow, utc.then(|| "UTC".into())),
        DataType::Datetime(polars, utc.then_some(TimeZone::UTC)),
    )
}

/// The decoder's own description of a column that [`reading`] has accepted; `None` for an unknown physical type.
pub(super) fn descriptor(name: &str, leaf: &Leaf) -> Option<Descriptor> {
    let physical_type = match leaf.physical {
        0 => PhysicalType::Boolean,
        1 => PhysicalType::Int32,
        2 => PhysicalType::Int64,
        3 => PhysicalType::Int96,
        4 => PhysicalType::Float,
        5 => PhysicalType::Double,
        6 => PhysicalType::ByteArray,
        7 => PhysicalType::FixedLenByteArray(usize::try_from(leaf.length?).ok()?),
        _ => return None,
    };
    let logical_type = match leaf.logical {
        Some(Logical::Timestamp { utc, unit }) => Some(PrimitiveLogicalType::Timestamp {
            unit: match unit {
                Unit::Milliseconds => ParquetTimeUnit::Milliseconds,
                Unit::Microseconds => ParquetTimeUnit::Microseconds,
                Unit::Nanoseconds => ParquetTimeUnit::Nanoseconds,
            },
            is_adjusted_to_utc: utc,
        }),
        _ => None,
    };
    let repetition = if leaf.optional { Repetition::Optional } else { Repetition::Required };
    Some(Descriptor {
        primitive_type: PrimitiveType {
            field_info: FieldInfo { name: name.into(), repetition, id: None },
            logical_type,
            converted_type: None,
            physical_type,
        },
        max_def_level: i16::from(leaf.optional),
        max_rep_level: 0,
    })
}
