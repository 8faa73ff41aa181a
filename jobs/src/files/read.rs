//! Regular files up to a size.
//!
//! Called by everything that reads a file that a person named.

use crate::error::{JobError, Outcome};
use crate::place::Place;
use std::io::Read;
use std::path::Path;

/// No file larger than this is read, unless a limit says so.
pub(crate) const MAX_BYTES: u64 = 256 << 20;

/// The bytes of a regular file of at most 256 MiB; never of a device or a pipe, which might not end.
///
/// # Errors
/// Why it cannot be read, without its name.
pub fn read_regular(path: &Path) -> Result<Vec<u8>, String> {
    read_up_to(path, MAX_BYTES)
}

/// [`read_regular`], as text.
///
/// # Errors
/// It cannot be read, or is not UTF-8.
pub fn read_text(path: &Path, name: &str) -> Outcome<String> {
    let bytes = read_regular(path).map_err(|reason| JobError::input(Place::file(name), reason))?;
    text_of(bytes, name)
}

/// The text of a file that has been read, without the byte-order mark that some editors begin it with.
pub(crate) fn text_of(bytes: Vec<u8>, name: &str) -> Outcome<String> {
    let text = String::from_utf8(bytes);
    let mut text = text.map_err(|_| JobError::input(Place::file(name), "is not UTF-8 text"))?;
    if text.starts_with(BYTE_ORDER_MARK) {
        text.drain(..BYTE_ORDER_MARK.len_utf8());
    }
    Ok(text)
}

/// The same of bytes.
pub(crate) fn without_mark(bytes: &[u8]) -> &[u8] {
    let mut mark = [0; 4];
    bytes.strip_prefix(BYTE_ORDER_MARK.encode_utf8(&mut mark).as_bytes()).unwrap_or(bytes)
}

const BYTE_ORDER_MARK: char = '\u{feff}';

/// [`read_regular`] with another limit.
pub(crate) fn read_up_to(path: &Path, most: u64) -> Result<Vec<u8>, String> {
    let data = std::fs::metadata(path).map_err(|error| error.to_string())?;
    if data.is_dir() {
        return Err("is a directory, a file was expected".into());
    }
    if !data.is_file() {
        return Err("is not a regular file".into());
    }
    if data.len() > most {
        return Err(format!("has {} bytes, the limit is {most}", data.len()));
    }
    // Files that say nothing of their size, as those of the kernel, end where the limit is.
    let file = std::fs::File::open(path).map_err(|error| error.to_string())?;
    let mut bytes = Vec::with_capacity(data.len() as usize);
    file.take(most + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    match bytes.len() as u64 > most {
        true => Err(format!("has more than {most} bytes, which is the limit")),
        false => Ok(bytes),
    }
}
