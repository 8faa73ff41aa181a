//! Data sets from files of numpy: what is read, what is refused and where, and that no bytes are a crash.
#![allow(clippy::unwrap_used)]

use ansatz_qml::data::{DataError, Dataset, NamedBytes};
use ansatz_simulator::{Purpose, RandomStream};

/// A file of version 1 as `numpy.save` writes it.
fn file(descr: &str, order: &str, shape: &str, data: &[u8]) -> Vec<u8> {
    let mut header = format!("{{'descr': '{descr}', 'fortran_order': {order}, 'shape': {shape}, }}");
    while (10 + header.len() + 1) % 64 != 0 {
        header.push(' ');
    }
    header.push('\n');
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((header.len() as u16).to_le_bytes());
    bytes.extend(header.as_bytes());
    bytes.extend(data);
    bytes
}

fn doubles(values: &[f64]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

fn read(features: &[u8], labels: &[u8]) -> Result<Dataset, DataError> {
    Dataset::from_npy(
        NamedBytes { bytes: features, name: "x.npy" },
        NamedBytes { bytes: labels, name: "y.npy" },
    )
}

#[test]
fn every_type_and_order_gives_the_same_set() {
    let labels = file("<i8", "False", "(3,)", &[1i64, -1, 1].map(i64::to_le_bytes).concat());
    let plain =
        read(&file("<f8", "False", "(3, 2)", &doubles(&[1.0, 2.0, 3.0, 4.0, 5.0, -6.0])), &labels).unwrap();
    assert_eq!(plain.features, ndarray::array![[1.0, 2.0], [3.0, 4.0], [5.0, -6.0]]);
    assert_eq!(
        (&plain.labels[..], &plain.classes[..]),
        (&[1, 0, 1][..], &["-1".to_owned(), "1".to_owned()][..])
    );
    assert_eq!(plain.feature_names, ["x0", "x1"]);
    let same = [
        file("<f8", "True", "(3, 2)", &doubles(&[1.0, 3.0, 5.0, 2.0, 4.0, -6.0])),
        file(">f8", "False", "(3, 2)", &[1.0, 2.0, 3.0, 4.0, 5.0, -6.0].map(f64::to_be_bytes).concat()),
        file("<f4", "False", "(3, 2)", &[1.0, 2.0, 3.0, 4.0, 5.0, -6.0].map(f32::to_le_bytes).concat()),
        file("|i1", "False", "(3, 2)", &[1, 2, 3, 4, 5, -6i8 as u8]),
        file(">i2", "False", "(3, 2)", &[1, 2, 3, 4, 5, -6].map(i16::to_be_bytes).concat()),
    ];
    for (number, features) in same.iter().enumerate() {
        assert_eq!(read(features, &labels).unwrap(), plain, "{number}");
    }
    for labels in [
        file("|b1", "False", "(3, 1)", &[1, 0, 1]),
        file("<f8", "False", "(3,)", &doubles(&[2.5, -0.0, 2.5])),
    ] {
        let data = read(&same[0], &labels).unwrap();
        assert_eq!(data.labels, [1, 0, 1], "{:?}", data.classes);
    }
    let newer = [b"\x93NUMPY\x02\x00".as_slice(), &118u32.to_le_bytes(), &same[0][10..]].concat();
    assert_eq!(read(&newer, &labels).unwrap(), plain);
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    let good = file("<f8", "False", "(2, 2)", &doubles(&[1.0, 2.0, 3.0, 4.0]));
    let labels = file("|u1", "False", "(2,)", &[0, 1]);
    assert!(read(&good, &labels).is_ok());
    let x = |descr, shape, data: &[f64]| file(descr, "False", shape, &doubles(data));
    let table = [
        (
            x("<f8", "(2, 2)", &[1.0, 2.0, f64::NAN, 4.0]),
            "x.npy: row 2, column 1: expected a finite number, found NaN",
        ),
        (
            x("<f8", "(2, 3)", &[1.0; 4]),
            "x.npy: is no file of numpy.save: the header promises 48 bytes of numbers, the file has 32",
        ),
        (x("<f8", "(4,)", &[1.0; 4]), "x.npy: expected an array of rows × columns, found 4"),
        (x("<f8", "(1, 2, 2)", &[1.0; 4]), "found 1 × 2 × 2"),
        (x("<f8", "()", &[1.0]), "found one number"),
        (x("<f8", "(0, 2)", &[]), "at least one row"),
        (x("<f8", "(1, 4)", &[1.0; 4]), "y.npy: 2 labels for the 1 rows of x.npy"),
        (x("<c16", "(2, 2)", &[1.0; 8]), "numbers are of type `<c16`"),
        (x("<f8", "(99999999999999999999, 2)", &[1.0]), "size `99999999999999999999`"),
        (x("<f8", "(18446744073709551615, 2)", &[1.0]), "more numbers than a machine can count"),
        (x("<f8", "(1000000000000, 1000)", &[1.0]), "the header promises 8000000000000000 bytes"),
        (good[..20].to_vec(), "the header is cut off"),
        (b"PK\x03\x04".to_vec(), "does not start with"),
    ];
    for (features, part) in table {
        let error = read(&features, &labels).unwrap_err().to_string();
        assert!(error.contains(part), "{error}\n{part}");
    }
    let one_class = file("|u1", "False", "(2,)", &[7, 7]);
    assert!(read(&good, &one_class).unwrap_err().to_string().contains("found only `7`"));
    let wide = file("|u1", "False", "(1, 2)", &[0, 1]);
    assert!(
        read(&good, &wide)
            .unwrap_err()
            .to_string()
            .contains("y.npy: expected an array of one label for each row")
    );
}

/// A header of version 2, of any length.
fn long_header(text: &str, data: &[u8]) -> Vec<u8> {
    [b"\x93NUMPY\x02\x00".as_slice(), &(text.len() as u32).to_le_bytes(), text.as_bytes(), data].concat()
}

/// A shape, as numpy writes tuples.
fn tuple(sizes: &[String]) -> String {
    match sizes {
        [one] => format!("({one},)"),
        more => format!("({})", more.join(", ")),
    }
}

#[test]
fn every_combination_of_sizes_is_answered_or_refused_in_few_words() {
    let sizes =
        ["0", "1", "2", "3", "-1", "4294967296", "9223372036854775808", "18446744073709551616", "1e3", "x"];
    let labels = |count: usize| {
        file("<i8", "False", &format!("({count},)"), &[1u8, 0, 0, 0, 0, 0, 0, 0].repeat(count))
    };
    let mut shapes: Vec<Vec<String>> = vec![Vec::new()];
    for dimensions in 1..=3 {
        let longer = shapes.iter().filter(|shape| shape.len() == dimensions - 1).flat_map(|shape| {
            sizes.map(|size| shape.iter().cloned().chain([size.to_string()]).collect::<Vec<String>>())
        });
        let longer: Vec<Vec<String>> = longer.collect();
        shapes.extend(longer);
    }
    let mut answered = 0;
    for shape in &shapes {
        for (order, width) in [("False", 8), ("True", 8), ("False", 1)] {
            for count in [0usize, 1, 2, 3, 4, 6, 9] {
                let descr = if width == 8 { "<f8" } else { "|u1" };
                let x = file(descr, order, &tuple(shape), &vec![0; count * width]);
                let rows = shape.first().and_then(|size| size.parse().ok()).unwrap_or(2usize).clamp(1, 3);
                let y = labels(rows);
                // All labels are the same, so that what is read is refused for its classes.
                let message = read(&x, &y).unwrap_err().to_string();
                assert!(message.len() < 300, "{shape:?}: {message}");
                let numbers = shape.iter().try_fold(1usize, |n, size| n.checked_mul(size.parse().ok()?));
                let fits = numbers == Some(count) && shape.len() == 2 && count > 0;
                assert_eq!(fits, message.contains("found only `1`"), "{shape:?} {count} {order}: {message}");
                answered += usize::from(fits);
            }
        }
    }
    // 1, 2 and 3 rows of 1, 2 and 3 columns, in three ways.
    assert_eq!(answered, 27);
}

#[test]
fn a_matrix_is_read_in_either_order_of_bytes_and_of_entries() {
    let known = ndarray::array![[1.0, -2.0, 3.5], [0.0, 4.0, -0.25]];
    let (rows, columns) = ([1.0, -2.0, 3.5, 0.0, 4.0, -0.25], [1.0, 0.0, -2.0, 4.0, 3.5, -0.25]);
    for (descr, order, data) in [
        ("<f8", "False", rows.map(f64::to_le_bytes).concat()),
        (">f8", "False", rows.map(f64::to_be_bytes).concat()),
        ("<f8", "True", columns.map(f64::to_le_bytes).concat()),
        (">f8", "True", columns.map(f64::to_be_bytes).concat()),
    ] {
        let bytes = file(descr, order, "(2, 3)", &data);
        let read = ansatz_qml::data::matrix_from_npy(NamedBytes { bytes: &bytes, name: "q.npy" }).unwrap();
        assert_eq!(read, known, "{descr} {order}");
    }
}

#[test]
fn hostile_headers_are_refused_in_few_words() {
    let header = |descr: &str, shape: &str| {
        format!("{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}, }}\n")
    };
    let many = "1, ".repeat(30_000);
    let number = "9".repeat(60_000);
    let table: Vec<(Vec<u8>, &str)> = vec![
        (
            long_header(&header("'<f8'", &format!("({})", "1, ".repeat(20_000))), &[0; 8]),
            "20000 dimensions; at most 64",
        ),
        (
            long_header(&header("'<f8'", &format!("({many})")), &[0; 8]),
            "its header has 90056 bytes; at most 65535 are read",
        ),
        (
            long_header(&header("'<f8'", &format!("({})", "1, ".repeat(64))), &[0; 8]),
            "found 1 × 1 × 1 × 1 × …, 64 dimensions",
        ),
        (
            long_header(&header("'<f8'", &format!("({number},)")), &[]),
            "a size `9999999999999999999999999999999999999999…`",
        ),
        (long_header(&header(&format!("'<{number}'"), "(1,)"), &[]), "of type `<999"),
        (long_header(&header("'|O'", "(1, 1)"), &[0; 8]), "of type `|O`"),
        (long_header(&header("'<c16'", "(1, 1)"), &[0; 16]), "of type `<c16`"),
        (long_header(&header("'<M8[ns]'", "(1, 1)"), &[0; 8]), "of type `<M8[ns]`"),
        (long_header(&header("[('a', '<f8')]", "(1,)"), &[0; 8]), "records"),
        (long_header(&header("'<U4'", "(1, 1)"), &[0; 16]), "it holds text"),
        (long_header(&header("'<f8'", "(2, 2"), &[0; 32]), "has no end"),
        (long_header(&header("'<f8'", "5"), &[0; 40]), "has no shape"),
        (long_header("{}", &[]), "the header has no `descr`"),
        (long_header(&header("'<f8'", "(2, 2)"), &[0; 31]), "promises 32 bytes of numbers, the file has 31"),
        (long_header(&header("'<f8'", "(2, 2)"), &[0; 33]), "promises 32 bytes of numbers, the file has 33"),
        (
            [b"\x93NUMPY\x02\x00".as_slice(), &u32::MAX.to_le_bytes()].concat(),
            "its header has 4294967295 bytes",
        ),
        (
            [b"\x93NUMPY\x01\x00".as_slice(), &u16::MAX.to_le_bytes(), b"{'descr'"].concat(),
            "the header is cut off",
        ),
        (b"\x93NUMPY\x01".to_vec(), "the header is cut off"),
        (b"\x93NUMPY\x04\x00\x00\x00\x00\x00".to_vec(), "its version is 4"),
    ];
    for (bytes, words) in table {
        let error = ansatz_qml::data::matrix_from_npy(NamedBytes { bytes: &bytes, name: "x.npy" })
            .unwrap_err()
            .to_string();
        assert!(error.contains(words), "{error} lacks {words}");
        assert!(error.len() < 300, "{error}");
    }
}

#[test]
fn no_bytes_are_a_crash() {
    let good = file("<f8", "False", "(2, 2)", &doubles(&[1.0, 2.0, 3.0, 4.0]));
    let labels = file("|u1", "False", "(2,)", &[0, 1]);
    let mut stream = RandomStream::new(1, Purpose::TEST, 0);
    let mut read_anyway = 0;
    for _ in 0..20_000 {
        let mut bytes = good.clone();
        for _ in 0..=stream.below(3) {
            let at = stream.below(bytes.len() as u64) as usize;
            bytes[at] = stream.bits() as u8;
        }
        bytes.truncate(
            bytes.len() - [0, 0, stream.below(bytes.len() as u64) as usize][stream.below(3) as usize],
        );
        read_anyway += usize::from(read(&bytes, &labels).is_ok());
        let _ = read(&labels, &bytes);
    }
    assert!(read_anyway > 1000, "numbers may change: {read_anyway}");
}
