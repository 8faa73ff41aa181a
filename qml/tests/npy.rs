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
