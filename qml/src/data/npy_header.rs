//! The header of numpy's array files: `\x93NUMPY`, a version, a length, and a dictionary in Python's syntax with the type, the order
//! and the shape.
//!
//! Called by `npy`. Allocates no more than the header's own length, which has a limit; what it says of a header is short.

/// What follows the header.
#[derive(Debug, PartialEq)]
pub(super) struct Header {
    pub(super) element: Element,
    /// Columns first.
    pub(super) fortran_order: bool,
    pub(super) shape: Vec<usize>,
}

/// A type of numbers, or of texts of one length.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Element {
    kind: Kind,
    width: usize,
    big_endian: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Float,
    Signed,
    Unsigned,
    /// Four bytes a character.
    Unicode,
    Ascii,
}

/// No header is longer, as in version 1, and none of numpy's own comes near.
const MAX_HEADER: usize = u16::MAX as usize;
/// An array of more dimensions is none of numpy's.
const MAX_DIMENSIONS: usize = 64;

/// The start of a text out of a header, for a message.
fn start(text: &str) -> String {
    let few: String = text.chars().take(40).collect();
    let rest = if few.len() < text.len() { "…" } else { "" };
    format!("{}{rest}", few.escape_debug())
}

const MAGIC: &[u8] = b"\x93NUMPY";

impl Header {
    /// The header, and the bytes after it.
    pub(super) fn read(bytes: &[u8]) -> Result<(Header, &[u8]), String> {
        let rest = bytes.strip_prefix(MAGIC).ok_or("it does not start with \\x93NUMPY")?;
        let cut = || "the header is cut off".to_owned();
        let (version, rest) = rest.split_first_chunk::<2>().ok_or_else(cut)?;
        let (length, rest) = match version[0] {
            1 => {
                let (length, rest) = rest.split_first_chunk::<2>().ok_or_else(cut)?;
                (usize::from(u16::from_le_bytes(*length)), rest)
            }
            2 | 3 => {
                let (length, rest) = rest.split_first_chunk::<4>().ok_or_else(cut)?;
                (u32::from_le_bytes(*length) as usize, rest)
            }
            other => return Err(format!("its version is {other}; versions 1 to 3 are read")),
        };
        if length > MAX_HEADER {
            return Err(format!("its header has {length} bytes; at most {MAX_HEADER} are read"));
        }
        let (text, data) = rest.split_at_checked(length).ok_or_else(cut)?;
        let text = std::str::from_utf8(text).map_err(|_| "the header is not text")?;
        Ok((Header::parse(text)?, data))
    }

    fn parse(text: &str) -> Result<Header, String> {
        let descr = value_of(text, "descr")?;
        let descr = descr
            .trim_start()
            .strip_prefix(['\'', '"'])
            .ok_or("its numbers are records; save a plain array")?;
        let descr = descr.split(['\'', '"']).next().unwrap_or("");
        let fortran_order = match value_of(text, "fortran_order")?.trim_start() {
            order if order.starts_with("True") => true,
            order if order.starts_with("False") => false,
            _ => return Err("the header's `fortran_order` is neither True nor False".into()),
        };
        let shape =
            value_of(text, "shape")?.trim_start().strip_prefix('(').ok_or("the header has no shape")?;
        let (shape, _) = shape.split_once(')').ok_or("the header's shape has no end")?;
        let sizes = shape.split(',').map(str::trim).filter(|size| !size.is_empty());
        let dimensions = sizes.clone().count();
        if dimensions > MAX_DIMENSIONS {
            return Err(format!(
                "the header's shape has {dimensions} dimensions; at most {MAX_DIMENSIONS} are read"
            ));
        }
        let size = |size: &str| {
            let digits = size.trim_end_matches('L');
            digits.parse::<usize>().map_err(|_| format!("the header's shape has a size `{}`", start(size)))
        };
        Ok(Header {
            element: Element::parse(descr)?,
            fortran_order,
            shape: sizes.map(size).collect::<Result<_, _>>()?,
        })
    }

    /// The number of numbers, if so many bytes hold them exactly.
    pub(super) fn count(&self, bytes: usize) -> Result<usize, String> {
        let count = self.shape.iter().try_fold(1usize, |product, size| product.checked_mul(*size));
        let needed = count.and_then(|count| count.checked_mul(self.element.width));
        match (count, needed) {
            (Some(count), Some(needed)) if needed == bytes => Ok(count),
            (_, Some(needed)) => {
                Err(format!("the header promises {needed} bytes of numbers, the file has {bytes}"))
            }
            _ => Err(format!(
                "the header promises more numbers than a machine can count, the file has {bytes} bytes"
            )),
        }
    }
}

/// The text after a key.
fn value_of<'a>(text: &'a str, key: &str) -> Result<&'a str, String> {
    let quoted = [format!("'{key}'"), format!("\"{key}\"")];
    let found = quoted.iter().find_map(|quoted| text.split_once(quoted.as_str()));
    let (_, rest) = found.ok_or_else(|| format!("the header has no `{key}`"))?;
    rest.trim_start().strip_prefix(':').ok_or_else(|| format!("the header's `{key}` has no value"))
}

impl Element {
    fn parse(descr: &str) -> Result<Element, String> {
        let unknown = || {
            format!("its numbers are of type `{}`; save real numbers, such as x.astype(float)", start(descr))
        };
        let big_endian = descr.starts_with('>');
        let name = descr.trim_start_matches(['<', '>', '|', '=']);
        let (kind, widths): (Kind, &[usize]) = match name.chars().next() {
            Some('U') => return Element::of_text(name, Kind::Unicode, big_endian).ok_or_else(unknown),
            Some('S') => return Element::of_text(name, Kind::Ascii, big_endian).ok_or_else(unknown),
            Some('f') => (Kind::Float, &[2, 4, 8]),
            Some('i') => (Kind::Signed, &[1, 2, 4, 8]),
            Some('u') => (Kind::Unsigned, &[1, 2, 4, 8]),
            Some('b') => (Kind::Unsigned, &[1]),
            _ => return Err(unknown()),
        };
        let width = name[1..].parse().ok().filter(|width| widths.contains(width)).ok_or_else(unknown)?;
        Ok(Element { kind, width, big_endian })
    }

    fn of_text(name: &str, kind: Kind, big_endian: bool) -> Option<Element> {
        let characters: usize = name[1..].parse().ok().filter(|count| (1..=1 << 20).contains(count))?;
        let width = if kind == Kind::Unicode { 4 * characters } else { characters };
        Some(Element { kind, width, big_endian })
    }

    pub(super) fn is_text(self) -> bool {
        matches!(self.kind, Kind::Unicode | Kind::Ascii)
    }

    /// The text in `width` bytes, without the zeros that fill it up.
    pub(super) fn text(self, bytes: &[u8]) -> String {
        let character = |bytes: &[u8]| {
            let bytes: [u8; 4] = bytes.try_into().unwrap_or_default();
            let code = if self.big_endian { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) };
            char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
        };
        let text: String = match self.kind {
            Kind::Unicode => bytes.chunks_exact(4).map(character).collect(),
            _ => String::from_utf8_lossy(bytes).into_owned(),
        };
        text.trim_end_matches('\0').to_owned()
    }

    /// Bytes of one number or text.
    pub(super) fn width(self) -> usize {
        self.width
    }

    /// The number in `width` bytes.
    pub(super) fn value(self, bytes: &[u8]) -> f64 {
        // The least significant byte first, then zeros.
        let mut little = [0u8; 8];
        for (k, byte) in bytes.iter().take(8).enumerate() {
            little[if self.big_endian { self.width - 1 - k } else { k }] = *byte;
        }
        let bits = u64::from_le_bytes(little);
        match (self.kind, self.width) {
            (Kind::Float, 2) => half(bits as u16),
            (Kind::Float, 4) => f64::from(f32::from_bits(bits as u32)),
            (Kind::Float, _) => f64::from_bits(bits),
            (Kind::Unsigned | Kind::Unicode | Kind::Ascii, _) => bits as f64,
            (Kind::Signed, width) => {
                let unused = 64 - 8 * width as u32;
                ((bits << unused) as i64 >> unused) as f64
            }
        }
    }
}

/// A number of IEEE 754's binary16: a sign, five bits of exponent, ten of fraction.
fn half(bits: u16) -> f64 {
    let sign = if bits >> 15 == 1 { -1.0 } else { 1.0 };
    let (exponent, fraction) = (i32::from(bits >> 10 & 31), f64::from(bits & 1023));
    sign * match exponent {
        0 => fraction * 2f64.powi(-24),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (1.0 + fraction / 1024.0) * 2f64.powi(exponent - 15),
    }
}
