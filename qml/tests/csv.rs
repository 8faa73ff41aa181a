//! Data files: what is accepted, and what each refused file says.
#![allow(clippy::unwrap_used)]

use ansatz_qml::data::{DataError, Dataset, FeatureTable, Schema};

fn read(text: &str) -> Result<Dataset, DataError> {
    Dataset::from_csv(text.as_bytes(), "f.csv", None)
}

#[test]
fn the_shipped_sets_have_the_documented_rows_per_class() {
    type Counts = &'static [(&'static str, usize)];
    let table: [(&str, &str, usize, Counts); 4] = [
        (
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../data/iris.csv")),
            "species",
            4,
            &[("setosa", 50), ("versicolor", 50), ("virginica", 50)],
        ),
        (
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../data/wine.csv")),
            "cultivar",
            13,
            &[("class_0", 59), ("class_1", 71), ("class_2", 48)],
        ),
        (
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../data/breast_cancer.csv")),
            "diagnosis",
            30,
            &[("benign", 357), ("malignant", 212)],
        ),
        (
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../data/digits.csv")),
            "digit",
            64,
            &[
                ("0", 178),
                ("1", 182),
                ("2", 177),
                ("3", 183),
                ("4", 181),
                ("5", 182),
                ("6", 181),
                ("7", 179),
                ("8", 174),
                ("9", 180),
            ],
        ),
    ];
    for (text, label, features, counts) in table {
        let data = Dataset::from_csv(text.as_bytes(), label, Some(label)).unwrap();
        assert_eq!(data.label_name, label);
        assert_eq!(data, read(text).unwrap(), "the label column is the last one");
        assert_eq!(data.features.dim(), (data.row_count(), features));
        let found: Vec<(&str, usize)> =
            data.classes.iter().map(String::as_str).zip(data.class_counts()).collect();
        assert_eq!(found, counts);
    }
}

#[test]
fn byte_order_marks_carriage_returns_blank_lines_quotes_and_spaces_are_accepted() {
    let plain = read("a,b,y\n1,2,p\n3,4,q\n").unwrap();
    for text in [
        "\u{feff}a,b,y\r\n1,2,p\r\n3,4,q\r\n",
        "a,b,y\n\n1,2,p\n\n3,4,q",
        "\n  \na,b,y\n1,2,p\n \t \n3,4,q\n",
        "a,b,y\r1,2,p\r3,4,q\r",
        "\"a\" , b,y\n 1 ,\t2,\"p\"\n3.0,+4e0,q\n\n",
    ] {
        assert_eq!(read(text).unwrap(), plain, "{text:?}");
    }
}

#[test]
fn the_label_can_be_any_column_and_numeric_classes_sort_as_numbers() {
    let text = "x,y,z\n1,10,2\n3,9,4\n5,-1,6\n7,10,8\n";
    let data = Dataset::from_csv(text.as_bytes(), "f.csv", Some("y")).unwrap();
    assert_eq!(data.classes, ["-1", "9", "10"]);
    assert_eq!(data.labels, [2, 1, 0, 2]);
    assert_eq!(data.feature_names, ["x", "z"]);
    assert_eq!(data.features.row(1).to_vec(), [3.0, 4.0]);
    let words = read("x,y\n1,10\n2,9\n3,b\n").unwrap();
    assert_eq!(words.classes, ["10", "9", "b"]);
}

#[test]
fn every_refused_file_says_where_and_why() {
    let table = [
        (
            "",
            "f.csv: the file is empty; expected a header line that names the columns, then one line a sample",
        ),
        (
            "\n\n",
            "f.csv: the file is empty; expected a header line that names the columns, then one line a sample",
        ),
        ("a,y\n", "f.csv: expected at least one row below the header, found none"),
        (
            "1,2,3\n4,5,6\n",
            "f.csv:1: expected column names, found only numbers; add a header line, or say `header = false`",
        ),
        (
            "a;y\n1;p\n",
            "f.csv: expected feature columns beside the label `a;y`, found none; is the separator `;`? `separator = \";\"` says so",
        ),
        (",a,y\n7,1,p\n3,1,q\n", "f.csv:1: column 1 has no name; name it, or leave it out with `features`"),
        (
            "a,b,a,y\n1,2,3,p\n",
            "f.csv:1: columns 1 and 3 are both named `a`; rename one, or leave both out with `drop`",
        ),
        ("a,b,y\n1,2,p\n3,q\n", "f.csv:3: expected 3 values, found 2; a comma too many or too few?"),
        ("a,b,y\n1,2,p\n\n\n3,4,5,q\n", "f.csv:5: expected 3 values, found 4; a comma too many or too few?"),
        (
            "a,b,y\n1,2,p\n3,,q\n",
            "f.csv:3: column 2 (`b`): expected a value, found nothing; fill it in, remove the row, or say how with `missing`",
        ),
        (
            "a,b,y\r\n1,2,p\r\n3,NaN,q\r\n",
            "f.csv:3: column 2 (`b`): expected a value, found `NaN`; fill it in, remove the row, or say how with `missing`",
        ),
        (
            "a,b,y\n1,2,p\n3,4,\n",
            "f.csv:3: column 3 (`y`): expected a value, found nothing; fill it in, remove the row, or say how with `missing`",
        ),
        (
            "a,b,y\nred,2,p\n3,4,q\n5,6,q\n",
            "f.csv:2: column 1 (`a`): expected a number, found `red`; encode the column as numbers, or remove it",
        ),
        (
            "\u{feff}\r\n\r\na,b,\"y\r\nz\"\r\n1,2,p\r\n\r\nred,2,p\r\n1,2,q\r\n",
            "f.csv:7: column 1 (`a`): expected a number, found `red`; encode the column as numbers, or remove it",
        ),
        ("a,b,y\n1,inf,p\n3,4,q\n", "f.csv:2: column 2 (`b`): expected a finite number, found `inf`"),
        ("a,b,y\n1,2,p\n3,1e999,q\n", "f.csv:3: column 2 (`b`): expected a finite number, found `1e999`"),
        (
            "a,y\n1,p\n2,p\n",
            "f.csv: expected at least two classes in column `y`, found only `p`; is `y` the label?",
        ),
    ];
    for (text, expected) in table {
        assert_eq!(read(text).unwrap_err().to_string(), expected, "{text:?}");
    }
}

#[test]
fn an_unknown_label_gets_the_nearest_column_or_all_of_them() {
    let text = "sepal_width,species\n1,p\n2,q\n";
    let error = |label| Dataset::from_csv(text.as_bytes(), "f.csv", Some(label)).unwrap_err().to_string();
    assert_eq!(error("spceies"), "f.csv: no column is named `spceies`; did you mean `species`?");
    assert_eq!(error("target"), "f.csv: no column is named `target`; known: sepal_width, species");
}

#[test]
fn bytes_that_are_not_text_are_an_error() {
    let error = Dataset::from_csv(&b"a,y\n1,p\n2,\xff\xfe\n"[..], "f.csv", None).unwrap_err();
    assert!(matches!(error, DataError::Read { .. }), "{error:?}");
    assert!(error.to_string().starts_with("f.csv: cannot be read: "), "{error}");
}

fn names(list: &[&str]) -> Vec<String> {
    list.iter().map(|&name| name.to_owned()).collect()
}

#[test]
fn rows_to_predict_are_selected_by_name() {
    let (features, classes) = (names(&["b", "a"]), names(&["p", "q"]));
    let schema = Schema { features: &features, categories: &[], label: "y", classes: &classes };
    let table = |text: &str| FeatureTable::from_csv(text.as_bytes(), "f.csv", &schema);

    let bare = table("a,extra,b\n1,text,2\n3,,4\n").unwrap();
    assert_eq!(bare.features.row(1).to_vec(), [4.0, 3.0]);
    assert_eq!(bare.labels, None);
    let labelled = table("y,a,b\nq,1,2\np,3,4\nq,5,6\n").unwrap();
    assert_eq!(labelled.labels, Some(vec![1, 0, 1]));

    let missing = table("A,c\n1,2\n").unwrap_err().to_string();
    assert_eq!(missing, "f.csv: missing feature columns: b, a; is `A` the column `a`?");
    let unknown = table("a,b,y\n1,2,p\n3,4,r\n").unwrap_err().to_string();
    assert_eq!(unknown, "f.csv:3: column 3 (`y`): unknown class `r`; known: p, q");
}
