//! How a text table is written, guessed from its first lines.
//!
//! Called by the look at a data file.

use ansatz::qml::data::{Table, TableFormat};

/// Lines that are looked at.
const LINES: usize = 50;

/// Separators, the likelier first.
const SEPARATORS: [char; 4] = [',', ';', '\t', '|'];

/// The likeliest way; the usual one for a file that is no text.
pub(super) fn format(text: Option<&[u8]>) -> TableFormat {
    let Some(bytes) = text else { return TableFormat::default() };
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(1 << 16)]);
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(LINES).collect();
    let separator = separator(&lines);
    let decimal = if separator != ',' && has_decimal_commas(&lines, separator) { ',' } else { '.' };
    let named = TableFormat { separator, decimal, ..TableFormat::default() };
    let sample = lines.join("\n");
    let is_refused = |header| {
        let format = TableFormat { header, ..named };
        Table::from_csv(sample.as_bytes(), "", &format).is_err()
    };
    // Only a first line that looks like a sample makes this difference.
    let header = (lines.len() > 1 && is_refused(None) && !is_refused(Some(false))).then_some(false);
    TableFormat { header, ..named }
}

/// The one that stands in every line, equally often, and most often.
fn separator(lines: &[&str]) -> char {
    let count = |line: &&str, mark: char| line.matches(mark).count();
    let fits = |mark: &char| {
        let first = lines.first().map_or(0, |line| count(line, *mark));
        first > 0 && lines.iter().all(|line| count(line, *mark) == first)
    };
    let mut fitting = SEPARATORS.into_iter().filter(fits);
    // A decimal comma stands in every line, too.
    match (fitting.next(), fitting.next()) {
        (Some(','), Some(other)) => other,
        (Some(mark), _) => mark,
        (None, _) => {
            let in_first = |mark: &char| lines.first().map_or(0, |line| count(line, *mark));
            SEPARATORS.into_iter().rev().max_by_key(in_first).unwrap_or(',')
        }
    }
}

fn has_decimal_commas(lines: &[&str], separator: char) -> bool {
    let cells = || lines.iter().skip(1).flat_map(|line| line.split(separator)).map(str::trim);
    let is_number = |text: &str| text.parse::<f64>().is_ok();
    let comma = cells().any(|cell| cell.contains(',') && is_number(&cell.replace(',', ".")));
    comma && !cells().any(|cell| cell.contains('.') && is_number(cell))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> TableFormat {
        format(Some(text.as_bytes()))
    }

    #[test]
    fn separators_decimal_signs_and_headers_are_found() {
        let plain = TableFormat::default();
        assert_eq!(of("a,b,y\n1,2,p\n"), plain);
        assert_eq!(
            of("a;b;y\n1,5;2,5;p\n2,5;1,0;q\n"),
            TableFormat { separator: ';', decimal: ',', ..plain }
        );
        assert_eq!(of("a\tb\n1.5\t2\n"), TableFormat { separator: '\t', ..plain });
        assert_eq!(of("5.1,3.5,setosa\n4.9,3.0,setosa\n"), TableFormat { header: Some(false), ..plain });
        assert_eq!(format(None), plain);
        assert_eq!(of(""), plain);
    }
}
