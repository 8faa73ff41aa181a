//! Data sets from Parquet files: what is read, what is refused and where, and that no bytes are a crash.
#![cfg(feature = "parquet")]
#![allow(clippy::unwrap_used)]

use ansatz_qml::data::{DataError, Dataset, NamedBytes};
use ansatz_simulator::{Purpose, RandomStream};
use parquet::basic::Compression;
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use std::sync::Arc;

/// Columns `width` (doubles), `count` (integers) and `kind` (text); a width may be missing.
fn file(widths: &[Option<f64>], counts: &[i64], kinds: &[&str], compression: Compression) -> Vec<u8> {
    let schema =
        "message t { OPTIONAL DOUBLE width; REQUIRED INT64 count; REQUIRED BYTE_ARRAY kind (UTF8); }";
    let properties = WriterProperties::builder().set_compression(compression).build();
    let mut bytes = Vec::new();
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let mut writer = SerializedFileWriter::new(&mut bytes, schema, Arc::new(properties)).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    let present: Vec<f64> = widths.iter().flatten().copied().collect();
    let levels: Vec<i16> = widths.iter().map(|width| i16::from(width.is_some())).collect();
    column.typed::<DoubleType>().write_batch(&present, Some(&levels), None).unwrap();
    column.close().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<Int64Type>().write_batch(counts, None, None).unwrap();
    column.close().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    let kinds: Vec<ByteArray> = kinds.iter().map(|kind| ByteArray::from(*kind)).collect();
    column.typed::<ByteArrayType>().write_batch(&kinds, None, None).unwrap();
    column.close().unwrap();
    group.close().unwrap();
    writer.close().unwrap();
    bytes
}

fn read(bytes: &[u8], label: Option<&str>) -> Result<Dataset, DataError> {
    Dataset::from_parquet(NamedBytes { bytes, name: "d.parquet" }, label)
}

#[test]
fn columns_are_features_and_the_last_one_the_label() {
    for compression in [Compression::UNCOMPRESSED, Compression::SNAPPY, Compression::GZIP(Default::default())]
    {
        let bytes =
            file(&[Some(0.1), Some(-1e300), Some(1.0 / 3.0)], &[1, -2, 3], &["b", "a", "b"], compression);
        let data = read(&bytes, None).unwrap();
        assert_eq!(data.features, ndarray::array![[0.1, 1.0], [-1e300, -2.0], [1.0 / 3.0, 3.0]]);
        assert_eq!((&data.labels[..], data.classes.join(" ")), (&[1, 0, 1][..], "a b".to_owned()));
        assert_eq!(
            (data.feature_names.join(" "), data.label_name.as_str()),
            ("width count".to_owned(), "kind")
        );
        let other =
            read(&file(&[Some(0.1), Some(0.2)], &[7, 8], &["1", "2"], compression), Some("count")).unwrap();
        assert_eq!(other.classes, ["7", "8"]);
    }
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    let kinds = ["a", "b"];
    let plain = |widths: &[Option<f64>]| file(widths, &[1, 2], &kinds, Compression::UNCOMPRESSED);
    let good = plain(&[Some(1.0), Some(2.0)]);
    let table = [
        (plain(&[Some(1.0), None]), None, "d.parquet:2: column 1 (`width`): expected a value, found nothing"),
        (
            plain(&[Some(f64::INFINITY), None]),
            None,
            "d.parquet:1: column 1 (`width`): expected a finite number",
        ),
        (good.clone(), Some("kin"), "did you mean `kind`?"),
        (good[..good.len() / 2].to_vec(), None, "d.parquet: cannot be read as Parquet"),
        (b"a,b\n1,2\n".to_vec(), None, "d.parquet: cannot be read as Parquet"),
        (Vec::new(), None, "d.parquet: cannot be read as Parquet"),
    ];
    for (bytes, label, part) in table {
        let error = read(&bytes, label).unwrap_err().to_string();
        assert!(error.contains(part), "{error}\n{part}");
    }
    // Texts are categories, as those of CSV.
    let texts = read(&good, Some("count")).unwrap();
    assert_eq!(texts.categories, [vec![], vec!["a".to_string(), "b".to_string()]]);
}

#[test]
fn no_bytes_are_a_crash() {
    let good = file(&[Some(1.0), Some(2.0), None], &[1, 2, 3], &["a", "b", "a"], Compression::SNAPPY);
    let mut stream = RandomStream::new(1, Purpose::TEST, 0);
    for _ in 0..3000 {
        let mut bytes = good.clone();
        for _ in 0..=stream.below(3) {
            let at = stream.below(bytes.len() as u64) as usize;
            bytes[at] = stream.bits() as u8;
        }
        let _ = read(&bytes, None);
    }
}
