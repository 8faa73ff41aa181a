//! Regular files up to a size.
//!
//! Called by everything that reads a file that a person named.

use crate::error::{JobError, Outcome};
use crate::place::Place;
use sha2::{Digest, Sha256};
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

/// The SHA-256 of a regular file, as 64 hexadecimal digits: what `sha256sum` says of it; none of what cannot be read.
pub fn sha256(path: &Path) -> Option<String> {
    read_regular(path).ok().map(|bytes| sha256_of(&bytes))
}

/// The SHA-256 of bytes, as 64 hexadecimal digits.
pub fn sha256_of(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
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

#[cfg(test)]
mod tests {
    use super::sha256;
    use std::path::Path;

    #[test]
    fn a_hash_is_that_of_the_bytes_and_folders_have_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("abc");
        std::fs::write(&path, "abc").unwrap();
        // FIPS 180-2, appendix B.1.
        let known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(sha256(&path).as_deref(), Some(known));
        assert_eq!((sha256(folder.path()), sha256(Path::new("/no/such/file"))), (None, None));
    }
}
