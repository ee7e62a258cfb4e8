//! The gate and the second reader agree: on random bytes, for any number of threads and any size of block.

use std::path::Path;

use proptest::prelude::*;

use super::twin::{self, Event, Reading, Written};
use super::{Loaded, open_bytes, read_all};
use crate::data::error::DataError;
use crate::data::gate::{CsvFile, CsvOptions, Limits, Opened, TextStream};
use crate::model::reject::Reject;

/// The short name of a reject's reason in the second reader.
fn reason(reject: &Reject) -> &'static str {
    let names = [
        ("a quote stands", "stray"),
        ("text stands", "text after"),
        ("the record has", "count"),
        ("the value is longer", "too long"),
        ("the value holds a NUL", "nul"),
        ("the bytes are not valid", "undecodable"),
        ("the text is not valid", "undecodable"),
        ("a byte has no meaning", "undecodable"),
        ("half a line ending", "half"),
        ("row after", "after footer"),
    ];
    let found = names.iter().find(|(begin, _)| reject.reason.starts_with(begin));
    found.map(|(_, name)| *name).expect("every reason has a name")
}

/// What the gate found, in the words of the second reader.
fn events(file: &CsvFile, loaded: Result<Loaded, DataError>) -> Result<Reading, Event> {
    let loaded = loaded.map_err(|error| {
        let row = error.row().unwrap_or(0);
        let text = error.to_string();
        if text.contains("never ends") {
            Event::Fatal(row, "unclosed")
        } else if text.contains("followed by text") {
            Event::Fatal(row, "text after")
        } else {
            assert!(text.contains("too long"), "{text}");
            Event::Fatal(row, "long")
        }
    })?;
    let rejects = loaded.rejects.iter().map(|reject| {
        let field = file.headers().iter().position(|name| *name == reject.column);
        Event::Reject(reject.row, reason(reject), field)
    });
    let rows = loaded.rows.into_iter().map(|(row, values)| Event::Row(row, values));
    let mut events: Vec<Event> = rejects.chain(rows).collect();
    events.sort_by_key(|event| match event {
        Event::Row(row, _) | Event::Reject(row, ..) | Event::Fatal(row, _) => *row,
    });
    let blank = loaded.summary.blank_lines - file.head.blank;
    Ok(Reading { events, blank, footers: loaded.summary.footer_lines })
}

/// The whole text of a file, decoded.
fn text(file: &CsvFile) -> Result<Vec<u8>, DataError> {
    let stream = TextStream::open(&file.handle, file.limits.growth(), file.head.charset);
    let mut stream = stream.expect("the file opened before");
    let mut text = vec![0; 1 << 20];
    let mut filled = 0;
    loop {
        let count = stream.fill(&mut text[filled..])?;
        filled += count;
        if filled < text.len() {
            text.truncate(filled);
            return Ok(text);
        }
        text.resize(filled * 2, 0);
    }
}

/// Compares both readers on one file; `None` when the file is refused before its first record.
fn compare(file: &mut CsvFile) {
    // Values are all wanted, also those of namesakes.
    for (place, name) in file.head.headers.iter_mut().enumerate() {
        *name = format!("{place} {name}");
    }
    file.rejecter.headers.clone_from(&file.head.headers);
    let written = Written {
        delimiter: file.head.dialect.delimiter,
        newline: file.head.dialect.newline,
        columns: file.head.headers.len(),
    };
    let Ok(text) = text(file) else {
        assert!(read_all(file).is_err(), "damaged or growing data is refused");
        return;
    };
    let offset = usize::try_from(file.head.start.offset).expect("a small file").min(text.len());
    let mut expected = twin::read(&text[offset..], file.head.start.row, written, file.limits);
    for event in &mut expected.events {
        // A value beyond the header's has no column to name.
        if let Event::Reject(_, _, field) = event {
            *field = field.filter(|field| *field < written.columns);
        }
    }
    let found = events(file, read_all(file));
    let fatal = expected.events.last().filter(|event| matches!(event, Event::Fatal(..)));
    match (fatal, found) {
        (Some(fatal), Err(found)) => assert_eq!(&found, fatal),
        (None, Ok(found)) => assert_eq!(found, expected),
        (fatal, found) => panic!("one is fatal: {fatal:?} {found:?}"),
    }
}

/// Bytes that look like a table, with everything that can go wrong.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        8 => Just(&b","[..]),
        6 => Just(&b"\n"[..]),
        3 => Just(&b"\r\n"[..]),
        5 => Just(&b"\""[..]),
        3 => Just(&b",\""[..]),
        3 => Just(&b"\","[..]),
        2 => Just(&b"\"\""[..]),
        2 => Just(&b"\"\n"[..]),
        8 => Just(&b"a"[..]),
        4 => Just(&b"bcd"[..]),
        2 => Just("é".as_bytes()),
        1 => Just(&b" "[..]),
        1 => Just(&b"\t"[..]),
        1 => Just(&b"\r"[..]),
        1 => Just(&b"\x00"[..]),
        1 => Just(&b"\xE9"[..]),
        1 => Just(&b"Total"[..]),
        1 => Just(&b"\nTotal,,\n"[..]),
        1 => Just(&b"Grand Totals (12 records)"[..]),
        1 => Just(&b"\nConfidential Information\n"[..]),
        4 => Just(&b"\n1,2,3\n"[..]),
        2 => Just(&b"\n\"1\",\"2\",\"3\"\n"[..]),
        1 => Just(&b"\nlonglonglong,longlonglonglonglong,longlonglonglong\n"[..]),
    ];
    proptest::collection::vec(piece, 0..120).prop_map(|pieces| pieces.concat())
}

fn limits() -> impl Strategy<Value = Limits> {
    prop_oneof![
        3 => Just(Limits::default()),
        1 => (1_usize..20, 12_usize..60).prop_map(|(field_bytes, record_bytes)| Limits {
            field_bytes,
            record_bytes,
            ..Limits::default()
        }),
    ]
}

fn agree(bytes: &[u8], limits: Limits, threads: usize, block_bytes: usize) {
    let options = CsvOptions { limits, threads, ..CsvOptions::default() };
    if let Ok(Opened::Csv(mut file)) = open_bytes(bytes, ".csv", &options) {
        file.block_bytes = block_bytes;
        compare(&mut file);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn both_readers_agree_on_records_below_a_header(
        bytes in bytes(),
        limits in limits(),
        threads in 1_usize..=3,
        block_bytes in prop_oneof![Just(1), Just(7), Just(40), Just(4 << 20)],
    ) {
        agree(&[b"a,b,c\n", &bytes[..]].concat(), limits, threads, block_bytes);
    }

    #[test]
    fn both_readers_agree_on_anything(
        bytes in bytes(),
        threads in 1_usize..=3,
        block_bytes in prop_oneof![Just(1), Just(7), Just(40), Just(4 << 20)],
    ) {
        agree(&bytes, Limits::default(), threads, block_bytes);
    }

    #[test]
    fn both_readers_agree_on_lines_that_end_in_carriage_returns(
        bytes in bytes(),
        threads in 1_usize..=3,
        block_bytes in prop_oneof![Just(1), Just(7), Just(40), Just(4 << 20)],
    ) {
        let bytes: Vec<u8> = [b"a,b,c\n", &bytes[..]].concat();
        let bytes: Vec<u8> = bytes.iter().filter(|byte| **byte != b'\r').map(|byte| match byte {
            b'\n' => b'\r',
            byte => *byte,
        }).collect();
        agree(&bytes, Limits::default(), threads, block_bytes);
    }
}

/// Over each file below the folder `SPM_HOSTILE`: no panic, and what loads is what the second reader finds.
#[test]
#[ignore = "takes the folder in SPM_HOSTILE"]
fn both_readers_agree_on_a_folder_of_files() {
    let Some(folder) = std::env::var_os("SPM_HOSTILE") else {
        return;
    };
    let mut counts = [0; 3];
    walk(Path::new(&folder), &mut |path| {
        let name = path.display().to_string();
        let bytes = std::fs::read(path).expect("the file can be read");
        for (threads, block_bytes) in [(1, 4 << 20), (3, 100), (2, 4096)] {
            let options = CsvOptions { threads, ..CsvOptions::default() };
            let begin = std::time::Instant::now();
            match open_bytes(&bytes, ".csv", &options) {
                Ok(Opened::Csv(mut file)) => {
                    let read = file.read(&[], &|_| (), &|_| Ok(()), &mut |()| Ok(()));
                    let took = begin.elapsed();
                    assert!(took.as_secs() < 20, "{name} took {took:?}");
                    if read.map_or(0, |summary| summary.lines) < 1 << 20 && bytes.len() < 1 << 20 {
                        file.block_bytes = block_bytes;
                        compare(&mut file);
                    }
                    counts[0] += 1;
                }
                Ok(Opened::Parquet(_)) => counts[1] += 1,
                Err(error) => {
                    assert!(!error.to_string().is_empty());
                    counts[2] += 1;
                }
            }
        }
    });
    assert!(counts.iter().all(|count| count % 3 == 0) && counts[0] > 0, "{counts:?}");
}

fn walk(folder: &Path, each: &mut dyn FnMut(&Path)) {
    let entries = std::fs::read_dir(folder).expect("the folder can be listed");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() { walk(&path, each) } else { each(&path) }
    }
}
