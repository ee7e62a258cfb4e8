//! A reader of Thrift's compact protocol over a slice: the notation of Parquet's footer and page headers. It never
//! reads past the slice, allocates nothing, and bounds nesting. It leaves the meaning of the fields to
//! `footer.rs` and `page.rs`.

use super::fault::Fault;

/// How deep structs may nest; Parquet needs seven.
const DEPTH_MAX: u32 = 24;

/// The types of the compact protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    True,
    False,
    Byte,
    I16,
    I32,
    I64,
    Double,
    Binary,
    List,
    Set,
    Map,
    Struct,
    Uuid,
}

impl Type {
    fn of(code: u8) -> Result<Self, Fault> {
        Ok(match code {
            1 => Self::True,
            2 => Self::False,
            3 => Self::Byte,
            4 => Self::I16,
            5 => Self::I32,
            6 => Self::I64,
            7 => Self::Double,
            8 => Self::Binary,
            9 => Self::List,
            10 => Self::Set,
            11 => Self::Map,
            12 => Self::Struct,
            13 => Self::Uuid,
            _ => return Err(Fault::damaged(format!("its metadata has a field of unknown type {code}"))),
        })
    }
}

/// A place in a slice of Thrift.
#[derive(Clone, Debug)]
pub(super) struct Thrift<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Whether the slice ended before the value did.
    short: bool,
}

/// The field of a struct that comes next.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field {
    /// The number of the field.
    pub(super) id: i16,
    /// The type of its value.
    pub(super) kind: Type,
}

/// Walks the fields of one struct; remembers the last number, and which numbers were there.
#[derive(Debug, Default)]
pub(super) struct Fields {
    last: i16,
    seen: u64,
}

impl Fields {
    /// The next field, `None` at the end of the struct. A number that comes twice is damage: two readers could
    /// take different ones.
    pub(super) fn next(&mut self, thrift: &mut Thrift<'_>) -> Result<Option<Field>, Fault> {
        let header = thrift.byte()?;
        if header == 0 {
            return Ok(None);
        }
        let delta = i16::from(header >> 4);
        let id = if delta == 0 {
            i16::try_from(thrift.zigzag()?)
                .map_err(|_| Fault::damaged("its metadata has a bad field number"))?
        } else {
            self.last
                .checked_add(delta)
                .ok_or_else(|| Fault::damaged("its metadata has a bad field number"))?
        };
        self.last = id;
        if let Ok(place) = u32::try_from(id)
            && place < 64
        {
            let bit = 1_u64 << place;
            if self.seen & bit != 0 {
                return Err(Fault::damaged(format!("its metadata has field {id} of one struct twice")));
            }
            self.seen |= bit;
        }
        Ok(Some(Field { id, kind: Type::of(header & 0x0F)? }))
    }
}

impl<'a> Thrift<'a> {
    /// Begins at the start of the slice.
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, short: false }
    }

    /// How many bytes were taken.
    pub(super) fn taken(&self) -> usize {
        self.at
    }

    /// Whether a read failed because the slice ended: more bytes may help.
    pub(super) fn short(&self) -> bool {
        self.short
    }

    /// Reads a whole number of a field of the type `I32`.
    pub(super) fn i32(&mut self, field: Field) -> Result<i32, Fault> {
        Self::expect(field, Type::I32)?;
        self.bare_i32()
    }

    /// Reads a whole number of a field of the type `I64`.
    pub(super) fn i64(&mut self, field: Field) -> Result<i64, Fault> {
        Self::expect(field, Type::I64)?;
        self.zigzag()
    }

    /// Reads a whole number of a field of the type `Byte`.
    pub(super) fn i8(&mut self, field: Field) -> Result<i8, Fault> {
        Self::expect(field, Type::Byte)?;
        Ok(i8::from_le_bytes([self.byte()?]))
    }

    /// The value of a yes-or-no field, which lies in its type.
    pub(super) fn boolean(field: Field) -> Result<bool, Fault> {
        match field.kind {
            Type::True => Ok(true),
            Type::False => Ok(false),
            _ => Err(wrong_type(field)),
        }
    }

    /// Reads a text field.
    pub(super) fn text(&mut self, field: Field) -> Result<&'a str, Fault> {
        Self::expect(field, Type::Binary)?;
        let bytes = self.binary()?;
        std::str::from_utf8(bytes).map_err(|_| Fault::damaged("its metadata has a name that is not UTF-8"))
    }

    /// Opens a struct field; its fields come next.
    pub(super) fn open(field: Field) -> Result<(), Fault> {
        Self::expect(field, Type::Struct)
    }

    /// Opens a list whose elements have the type `element`; gives their number, which is at most the number of
    /// bytes that are left.
    pub(super) fn list(&mut self, field: Field, element: Type) -> Result<usize, Fault> {
        Self::expect(field, Type::List)?;
        let (kind, count) = self.list_header()?;
        if kind != element && count > 0 {
            return Err(wrong_type(field));
        }
        Ok(count)
    }

    /// Passes over the value of a field.
    pub(super) fn skip(&mut self, field: Field) -> Result<(), Fault> {
        match field.kind {
            Type::True | Type::False => Ok(()),
            kind => self.skip_value(kind, 0),
        }
    }

    /// Passes over a struct that is no field.
    pub(super) fn skip_struct(&mut self) -> Result<(), Fault> {
        self.skip_fields(0)
    }

    fn skip_value(&mut self, kind: Type, depth: u32) -> Result<(), Fault> {
        if depth > DEPTH_MAX {
            return Err(Fault::damaged("its metadata nests too deeply"));
        }
        match kind {
            Type::True | Type::False | Type::Byte => self.take(1).map(drop),
            Type::I16 | Type::I32 | Type::I64 => self.varint().map(drop),
            Type::Double => self.take(8).map(drop),
            Type::Uuid => self.take(16).map(drop),
            Type::Binary => self.binary().map(drop),
            Type::List | Type::Set => {
                let (kind, count) = self.list_header()?;
                (0..count).try_for_each(|_| self.skip_value(kind, depth + 1))
            }
            Type::Map => self.skip_map(depth),
            Type::Struct => self.skip_fields(depth),
        }
    }

    fn skip_fields(&mut self, depth: u32) -> Result<(), Fault> {
        let mut fields = Fields::default();
        while let Some(field) = fields.next(self)? {
            if !matches!(field.kind, Type::True | Type::False) {
                self.skip_value(field.kind, depth + 1)?;
            }
        }
        Ok(())
    }

    fn skip_map(&mut self, depth: u32) -> Result<(), Fault> {
        let count = self.varint()?;
        if count == 0 {
            return Ok(());
        }
        let count = self.bounded(count)?;
        let kinds = self.byte()?;
        let (key, value) = (Type::of(kinds >> 4)?, Type::of(kinds & 0x0F)?);
        (0..count).try_for_each(|_| {
            self.skip_value(key, depth + 1)?;
            self.skip_value(value, depth + 1)
        })
    }

    fn list_header(&mut self) -> Result<(Type, usize), Fault> {
        let header = self.byte()?;
        let count = match header >> 4 {
            15 => self.varint()?,
            count => u64::from(count),
        };
        let kind = if count == 0 { Type::Byte } else { Type::of(header & 0x0F)? };
        Ok((kind, self.bounded(count)?))
    }

    /// Each element takes at least one byte, so a larger number than bytes left is damage.
    fn bounded(&mut self, count: u64) -> Result<usize, Fault> {
        match usize::try_from(count) {
            Ok(count) if count <= self.bytes.len() - self.at => Ok(count),
            _ => {
                self.short = true;
                Err(Fault::damaged("its metadata declares more elements than it has bytes"))
            }
        }
    }

    fn binary(&mut self) -> Result<&'a [u8], Fault> {
        let length = self.varint()?;
        let length = self.bounded(length)?;
        self.take(length)
    }

    pub(super) fn bare_i32(&mut self) -> Result<i32, Fault> {
        i32::try_from(self.zigzag()?).map_err(|_| Fault::damaged("its metadata has a number out of range"))
    }

    fn zigzag(&mut self) -> Result<i64, Fault> {
        let value = self.varint()?;
        let magnitude = i64::from_le_bytes((value >> 1).to_le_bytes());
        Ok(if value & 1 == 0 { magnitude } else { !magnitude })
    }

    fn varint(&mut self) -> Result<u64, Fault> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let part = u64::from(byte & 0x7F);
            if shift == 63 && part > 1 {
                break;
            }
            value |= part << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(Fault::damaged("its metadata has a number of more than 64 bits"))
    }

    fn byte(&mut self) -> Result<u8, Fault> {
        Ok(self.take(1)?[0])
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8], Fault> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        if count > rest.len() {
            self.short = true;
            return Err(Fault::damaged("its metadata ends too early"));
        }
        self.at += count;
        Ok(&rest[..count])
    }

    fn expect(field: Field, kind: Type) -> Result<(), Fault> {
        if field.kind == kind { Ok(()) } else { Err(wrong_type(field)) }
    }
}

fn wrong_type(field: Field) -> Fault {
    Fault::damaged(format!("field {} of its metadata has the wrong type", field.id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_field_is_read_and_an_unknown_struct_is_passed_over() {
        // field 1 i32 = 150 (zigzag 300), field 2 struct { field 1 true }, end
        let bytes = [0x15, 0xAC, 0x02, 0x1C, 0x11, 0x00, 0x00];
        let mut thrift = Thrift::new(&bytes);
        let mut fields = Fields::default();
        let first = fields.next(&mut thrift).unwrap().unwrap();
        assert_eq!((first.id, thrift.i32(first).unwrap()), (1, 150));
        let second = fields.next(&mut thrift).unwrap().unwrap();
        thrift.skip(second).unwrap();
        assert!(fields.next(&mut thrift).unwrap().is_none());
        assert_eq!(thrift.taken(), 7);
    }

    #[test]
    fn zigzag_numbers_keep_their_sign() {
        // 1 is -1, 2 is 1, the largest varint is the smallest number
        for (bytes, expected) in [
            (vec![0x01], -1),
            (vec![0x02], 1),
            (vec![0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01], i64::MIN),
        ] {
            assert_eq!(Thrift::new(&bytes).zigzag().unwrap(), expected);
        }
    }

    #[test]
    fn a_field_that_comes_twice_is_damage() {
        let bytes = [0x15, 0x02, 0x05, 0x02, 0x02, 0x00];
        let mut thrift = Thrift::new(&bytes);
        let mut fields = Fields::default();
        let first = fields.next(&mut thrift).unwrap().unwrap();
        thrift.skip(first).unwrap();
        assert!(fields.next(&mut thrift).is_err());
    }

    #[test]
    fn deep_nesting_and_long_lists_are_damage_and_not_a_crash() {
        let deep = vec![0x1C; 10_000];
        let mut thrift = Thrift::new(&deep);
        let field = Fields::default().next(&mut thrift).unwrap().unwrap();
        assert!(thrift.skip(field).is_err());
        let long = [0x19, 0xFC, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F];
        let mut thrift = Thrift::new(&long);
        let field = Fields::default().next(&mut thrift).unwrap().unwrap();
        assert!(thrift.skip(field).is_err());
        assert!(thrift.short());
    }
}
