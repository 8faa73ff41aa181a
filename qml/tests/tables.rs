//! Tables as people bring them: headers or none, separators, texts, missing values, labels in several spellings.
#![allow(clippy::unwrap_used)]

use ansatz_qml::data::{
    Columns, DataError, Dataset, FeatureTable, Missing, NamedBytes, Schema, Table, TableFormat,
};
use ansatz_qml::preprocess::{Columns as Preparation, Pipeline};
use ndarray::array;

fn read(text: &str, format: &TableFormat) -> Result<Dataset, DataError> {
    Table::from_csv(text.as_bytes(), "f.csv", format)?.dataset(&Columns::default())
}

fn refused(text: &str, format: &TableFormat) -> String {
    read(text, format).unwrap_err().to_string()
}

fn plain() -> TableFormat {
    TableFormat::default()
}

#[test]
fn a_first_line_that_looks_like_a_sample_is_refused_and_can_be_said_to_be_one() {
    let text = "5.1,3.5,setosa\n4.9,3.0,setosa\n6.3,3.3,virginica\n";
    let said = "f.csv:1: expected column names, found what looks like a sample: `5.1` in column 1; say `header = false` if the first line is one, or `header = true` if it is not";
    assert_eq!(refused(text, &plain()), said);
    let data = read(text, &TableFormat { header: Some(false), ..plain() }).unwrap();
    assert_eq!((data.row_count(), data.feature_names), (3, vec!["c0".to_string(), "c1".to_string()]));
    assert_eq!(data.label_name, "c2");
    let named = read(text, &TableFormat { header: Some(true), ..plain() }).unwrap();
    assert_eq!((named.row_count(), named.label_name), (2, "setosa".to_string()));
    // Texts only: the first line comes again below, cell by cell.
    assert!(refused("x,s,e\nx,y,p\nb,s,e\n", &plain()).contains("looks like a sample: `x` in column 1"));
    // Years are names if somebody says so, pixels that count are names.
    assert!(refused("2019,2020,y\n1,2,p\n3,4,q\n", &plain()).contains("`2019` in column 1"));
    assert_eq!(read("0,1,2,y\n1,2,3,p\n3,4,5,q\n", &plain()).unwrap().feature_names, ["0", "1", "2"]);
}

#[test]
fn equal_numbers_are_one_class_however_they_are_written() {
    let data = read("a,y\n1,1\n2,1.0\n3,1e0\n4,0\n5,-0.0\n6,01\n", &plain()).unwrap();
    assert_eq!((data.classes.clone(), data.labels), (vec!["0".into(), "1".into()], vec![1, 1, 1, 0, 0, 1]));
    let names = ["a".to_string()];
    let schema = Schema { features: &names, categories: &[], label: "y", classes: &data.classes };
    let rows = FeatureTable::from_csv(&b"y,a\n0.0,1\n1.0,2\n"[..], "new.csv", &schema).unwrap();
    assert_eq!(rows.labels, Some(vec![0, 1]));
    // Where one class is a word, all are words.
    assert_eq!(read("a,y\n1,1\n2,1.0\n3,x\n", &plain()).unwrap().classes, ["1", "1.0", "x"]);
}

#[test]
fn unused_columns_may_be_anything() {
    let names = ["a".to_string(), "b".to_string()];
    let schema = Schema { features: &names, categories: &[], label: "", classes: &[] };
    let text = ",a,x,x,b,\n0,1,u,v,2,\n1,3,,,4,\n";
    let rows = FeatureTable::from_csv(text.as_bytes(), "new.csv", &schema).unwrap();
    assert_eq!(rows.features, array![[1.0, 2.0], [3.0, 4.0]]);
    let twice = FeatureTable::from_csv(&b"a,b,a\n1,2,3\n"[..], "new.csv", &schema).unwrap_err().to_string();
    assert!(twice.contains("columns 1 and 3 are both named `a`"), "{twice}");
}

#[test]
fn an_index_and_a_comma_at_the_end_are_no_columns() {
    let plain_text = read("a,y\n5,p\n6,q\n", &plain()).unwrap();
    for text in [",a,y\n0,5,p\n1,6,q\n", "a,y,\n5,p,\n6,q,\n", "a,y\n5,p,\n6,q,\n", ",a,y\n1,5,p\n2,6,q\n"] {
        assert_eq!(read(text, &plain()).unwrap(), plain_text, "{text:?}");
    }
    let table = Table::from_csv(&b"id,a,b,y\n7,1,2,p\n9,3,4,q\n"[..], "f.csv", &plain()).unwrap();
    let dropped = table.dataset(&Columns { drop: vec!["id".into()], ..Columns::default() }).unwrap();
    assert_eq!(dropped.feature_names, ["a", "b"]);
    let chosen = Columns { features: Some(vec!["b".into(), "a".into()]), ..Columns::default() };
    assert_eq!(table.dataset(&chosen).unwrap().features, array![[2.0, 1.0], [4.0, 3.0]]);
    let wrong = Columns { drop: vec!["idd".into()], ..Columns::default() };
    let said = table.dataset(&wrong).unwrap_err().to_string();
    assert_eq!(said, "f.csv: no column for `drop` is named `idd`; did you mean `id`?");
}

#[test]
fn separators_and_decimal_signs() {
    let data =
        read("a;b;y\n1,5;-2,25e1;p\n3;4;q\n", &TableFormat { separator: ';', decimal: ',', ..plain() });
    assert_eq!(data.unwrap().features, array![[1.5, -22.5], [3.0, 4.0]]);
    assert_eq!(
        read("a\ty\n1\tp\n2\tq\n", &TableFormat { separator: '\t', ..plain() }).unwrap().row_count(),
        2
    );
    assert!(
        refused("a;b;y\n1;2;p\n", &plain()).ends_with("is the separator `;`? `separator = \";\"` says so")
    );
    assert!(refused("a\tb\ty\n1\t2\tp\n", &plain()).contains("`separator = \"\\t\"`"));
    let comma = refused("a;y\n1,5;p\n2,5;q\n", &TableFormat { separator: ';', ..plain() });
    assert!(comma.ends_with("found `1,5`; `decimal = \",\"` reads it"), "{comma}");
}

#[test]
fn texts_are_categories_and_truths_are_numbers() {
    let text = "island,ok,mass,y\nDream,True,1,p\nBiscoe,False,2,q\nDream,true,3,p\n";
    let data = read(text, &plain()).unwrap();
    assert_eq!(data.categories, [vec!["Biscoe".to_string(), "Dream".into()], vec![], vec![]]);
    let fitted =
        Pipeline::default().with_columns(Preparation::of(&data, Missing::Error)).fit(&data.features).unwrap();
    let rows = fitted.transform(&data.features).unwrap();
    assert_eq!(rows, array![[0.0, 1.0, 1.0, 1.0], [1.0, 0.0, 0.0, 2.0], [0.0, 1.0, 1.0, 3.0]]);
    let schema =
        Schema { features: &data.feature_names, categories: &data.categories, label: "", classes: &[] };
    let new =
        FeatureTable::from_csv(&b"mass,ok,island\n5,False,Torgersen\n"[..], "new.csv", &schema).unwrap();
    assert_eq!(fitted.transform(&new.features).unwrap(), array![[0.0, 0.0, 0.0, 5.0]]);
    assert_eq!((new.unknown[0].text.as_str(), new.unknown[0].rows), ("Torgersen", 1));
    // Names of rows are no categories, and a text among numbers is a mistake.
    let ids: String = (0..40).map(|row| format!("id{row},{row},{}\n", row % 2)).collect();
    assert!(
        refused(&format!("id,a,y\n{ids}"), &plain())
            .contains("column `id` holds 40 different texts in 40 rows")
    );
    assert!(
        refused("a,y\n1,p\n2x,q\n3,p\n", &plain()).starts_with("f.csv:3: column 1 (`a`): expected a number")
    );
}

#[test]
fn missing_values_by_rule() {
    let text = "a,b,y\n1,u,p\n,v,q\n3,,p\n8,v,\n";
    let with = |missing| read(text, &TableFormat { missing, ..plain() });
    assert!(with(Missing::Error).unwrap_err().to_string().starts_with("f.csv:3: column 1 (`a`)"));
    assert_eq!(
        read("a,y\n1,p\n,q\n3,q\n", &TableFormat { missing: Missing::Drop, ..plain() }).unwrap().labels,
        [0, 1]
    );
    // A label is never made up.
    assert!(with(Missing::Mean).unwrap_err().to_string().starts_with("f.csv:5: column 3 (`y`)"));
    let data = read("a,b,y\n1,u,p\n,v,q\n3,,p\n8,v,q\n", &TableFormat { missing: Missing::Mean, ..plain() })
        .unwrap();
    let fitted =
        Pipeline::default().with_columns(Preparation::of(&data, Missing::Mean)).fit(&data.features).unwrap();
    let rows = fitted.transform(&data.features).unwrap();
    assert_eq!(rows, array![[1.0, 1.0, 0.0], [4.0, 0.0, 1.0], [3.0, 0.0, 1.0], [8.0, 0.0, 1.0]]);
    // What training left out, evaluation leaves out.
    let (names, classes) = (["a".to_string()], ["p".to_string(), "q".into()]);
    let drops = TableFormat { missing: Missing::Drop, ..plain() };
    let table = Table::from_csv(&b"a,y\n1,p\n2,\n,q\n4,q\n"[..], "f.csv", &drops).unwrap();
    let schema = Schema { features: &names, categories: &[], label: "y", classes: &classes };
    let kept = FeatureTable::new(&table, &schema).unwrap();
    assert_eq!((kept.rows, kept.labels), (vec![0, 3], Some(vec![0, 1])));
    // Saved and read again, it fills in the same.
    let again = serde_json::from_str(&serde_json::to_string(&fitted).unwrap()).unwrap();
    assert_eq!(fitted, again);
}

#[test]
fn words_for_nothing_are_classes_in_the_label() {
    let data = read("a,y\n1,none\n2,NA\n3,none\n", &plain()).unwrap();
    assert_eq!((data.classes, data.labels), (vec!["NA".to_string(), "none".into()], vec![1, 0, 1]));
}

#[test]
fn numbers_to_predict() {
    let table = Table::from_csv(&b"a,y\n1,10.5\n2,-3\n"[..], "f.csv", &plain()).unwrap();
    assert_eq!(table.regression(&Columns::default()).unwrap().labels, [10.5, -3.0]);
    let table = Table::from_csv(&b"a,y\n1,10.5\n2,x\n"[..], "f.csv", &plain()).unwrap();
    let said = table.regression(&Columns::default()).unwrap_err().to_string();
    assert!(said.starts_with("f.csv:3: column 2 (`y`): expected a number, found `x`"), "{said}");
    let table = Table::from_csv(&b"a,y\n1,7\n2,7.0\n"[..], "f.csv", &plain()).unwrap();
    assert!(table.regression(&Columns::default()).unwrap_err().to_string().contains("found only 7"));
}

/// A file of numpy.save with a header of version 1.
fn npy(descr: &str, shape: &str, data: &[u8]) -> Vec<u8> {
    let header = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}\n");
    let length = u16::try_from(header.len()).unwrap().to_le_bytes();
    [&b"\x93NUMPY\x01\x00"[..], &length, header.as_bytes(), data].concat()
}

#[test]
fn arrays_of_half_precision_and_of_texts() {
    // 1, -2, 0.5, 65504 and the smallest positive number.
    let halves = [0x3c00u16, 0xc000, 0x3800, 0x7bff, 0x0001, 0x0000];
    let bytes: Vec<u8> = halves.iter().flat_map(|half| half.to_le_bytes()).collect();
    let texts: Vec<u8> = ["no", "yes", "no"]
        .iter()
        .flat_map(|text| {
            format!("{text:\0<3}").chars().flat_map(|c| (c as u32).to_le_bytes()).collect::<Vec<u8>>()
        })
        .collect();
    let (x, y) = (npy("<f2", "(3, 2)", &bytes), npy("<U3", "(3,)", &texts));
    let named = |bytes, name| NamedBytes { bytes, name };
    let data = Dataset::from_npy(named(&x, "x.npy"), named(&y, "y.npy")).unwrap();
    assert_eq!(data.features, array![[1.0, -2.0], [0.5, 65504.0], [2f64.powi(-24), 0.0]]);
    assert_eq!((data.classes, data.labels), (vec!["no".to_string(), "yes".into()], vec![0, 1, 0]));
    let table = Table::from_npy(named(&x, "x.npy"), None).unwrap();
    let names = ["p".to_string(), "q".into()];
    let schema = Schema { features: &names, categories: &[], label: "", classes: &[] };
    assert_eq!(FeatureTable::new(&table, &schema).unwrap().features, data.features);
}

#[test]
fn many_columns_and_few_rows_have_principal_components() {
    // Two directions of a plane in 3000 dimensions, of lengths 3 and 1 a row.
    let wide = ndarray::Array2::from_shape_fn((40, 3000), |(row, column)| {
        let (a, b) = ((row as f64 * 0.7).sin(), (row as f64 * 1.9).cos());
        3.0 * a * f64::from(column % 2 == 0) + b * f64::from(column % 2 == 1)
    });
    let start = std::time::Instant::now();
    let fitted = Pipeline::parse(&["pca:3"]).unwrap().fit(&wide).unwrap();
    assert!(start.elapsed().as_secs() < 5, "{:?}", start.elapsed());
    let scores = fitted.transform(&wide).unwrap();
    // All of the variance is in the first two, and distances between rows stay.
    assert!(scores.column(2).iter().all(|score| score.abs() < 1e-9));
    for (i, j) in [(0, 1), (5, 30), (17, 39)] {
        let distance = |x: &ndarray::Array2<f64>| (&x.row(i) - &x.row(j)).mapv(|d| d * d).sum().sqrt();
        assert!((distance(&wide) - distance(&scores)).abs() < 1e-8);
    }
    // The same directions as from the covariance, where that is small enough.
    let few = wide.slice(ndarray::s![.., ..12]).to_owned();
    let tall = Pipeline::parse(&["pca:2"]).unwrap().fit(&few).unwrap().transform(&few).unwrap();
    let short = few.slice(ndarray::s![..10, ..]).to_owned();
    let fitted = Pipeline::parse(&["pca:2"]).unwrap().fit(&short).unwrap();
    assert_eq!((tall.dim(), fitted.transform(&short).unwrap().dim()), ((40, 2), (10, 2)));
}
