//! Small CSV texts that the program itself has written: strict, in memory. The exports of others are read by `data`.

/// The cells of a record with the line on which it begins.
pub type Record = (usize, Vec<String>);

/// The records of a CSV text by RFC 4180; else the line on which the record begins that cannot be read, and why.
pub fn records(text: &str) -> Result<Vec<Record>, (usize, String)> {
    let (mut records, mut cells, mut cell) = (Vec::new(), Vec::new(), String::new());
    let (mut line, mut begins) = (1, 1);
    let (mut quoted, mut closed) = (false, false);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        line += usize::from(letter == '\n');
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' if quoted => (quoted, closed) = (false, true),
            '"' if cell.is_empty() && !closed => quoted = true,
            '"' => return Err((begins, "a quote stands inside a field".to_owned())),
            _ if quoted => cell.push(letter),
            ',' => {
                cells.push(std::mem::take(&mut cell));
                closed = false;
            }
            '\r' if letters.peek() == Some(&'\n') => {}
            '\n' => {
                cells.push(std::mem::take(&mut cell));
                records.push((begins, std::mem::take(&mut cells)));
                (begins, closed) = (line, false);
            }
            _ if closed => return Err((begins, "a text goes on behind its quote".to_owned())),
            _ => cell.push(letter),
        }
    }
    if quoted {
        return Err((begins, "a quote is not closed".to_owned()));
    }
    if !cell.is_empty() || !cells.is_empty() {
        cells.push(cell);
        records.push((begins, cells));
    }
    Ok(records)
}
