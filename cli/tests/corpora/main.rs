//! Real circuit files with reference results, where the collection is there, through the binary: what is accepted, and
//! that every result is right.
//!
//! By default the files of at most 12 qubits and 200 kB; `ANSATZ_FULL_CORPORA=1` takes all of at most 20 qubits, which wants
//! `--release`.
#![allow(clippy::print_stdout)] // A test's report goes to its output.

mod reference;
#[path = "../support/mod.rs"]
mod support;
mod verdict;

use reference::Row;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use support::{Scratch, read_json, shared};
use verdict::{Verdict, verdict};

/// Programs run side by side, each with one thread.
const WORKERS: usize = 2;

/// Whether to take all files.
fn is_full() -> bool {
    std::env::var_os("ANSATZ_FULL_CORPORA").is_some_and(|value| value != "0")
}

fn is_chosen(folder: &Path, row: &Row) -> bool {
    let (qubits, bytes) = if is_full() { (20, u64::MAX) } else { (12, 200_000) };
    let size = std::fs::metadata(folder.join(&row.file)).map_or(0, |data| data.len());
    row.qubits.is_none_or(|n| n <= qubits) && size <= bytes
}

/// One verdict and its seconds for each row, in their order.
fn verdicts(folder: &Path, rows: &[Row]) -> Vec<(Verdict, Duration)> {
    let next = AtomicUsize::new(0);
    let work = || {
        let scratch = Scratch::new();
        let mut done = Vec::new();
        loop {
            let k = next.fetch_add(1, Ordering::Relaxed);
            let Some(row) = rows.get(k) else { return done };
            let start = Instant::now();
            let verdict = verdict(folder, row, &scratch);
            done.push((k, (verdict, start.elapsed())));
        }
    };
    let mut all = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..WORKERS).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("a worker ends")).collect::<Vec<_>>()
    });
    all.sort_by_key(|(k, _)| *k);
    all.into_iter().map(|(_, verdict)| verdict).collect()
}

#[derive(Default)]
struct Count {
    accepted: usize,
    states: usize,
    distributions: usize,
    total: usize,
}

fn print_table(rows: &[Row], verdicts: &[(Verdict, Duration)]) {
    let mut counts: BTreeMap<String, Count> = BTreeMap::new();
    for (row, (verdict, _)) in rows.iter().zip(verdicts) {
        let folder = row.file.split('/').skip(1).take(2).collect::<Vec<_>>().join("/");
        let kind = format!("{}  {:8} {}", row.version, row.class, row.loader);
        for key in [kind, format!("{}  {folder}", row.version), "all".into()] {
            let count = counts.entry(key).or_default();
            count.total += 1;
            if let Verdict::Accepted { state, outcomes } = verdict {
                count.accepted += 1;
                count.states += usize::from(*state);
                count.distributions += usize::from(*outcomes);
            }
        }
    }
    println!("{:66} accepted of  states  distributions", "version, class, loader; version, folder");
    for (key, count) in &counts {
        println!(
            "{key:66} {:8} {:3} {:7} {:14}",
            count.accepted, count.total, count.states, count.distributions
        );
    }
}

#[test]
fn real_files_give_the_results_of_the_references() {
    let Some(folder) = shared("corpora") else { return };
    let index = read_json(&folder.join("index.json"));
    let all = index.as_array().expect("a list of files");
    let rows: Vec<Row> = all.iter().map(Row::new).filter(|row| is_chosen(&folder, row)).collect();
    let verdicts = verdicts(&folder, &rows);
    print_table(&rows, &verdicts);
    let mut slow: Vec<_> = rows.iter().zip(&verdicts).map(|(row, (_, time))| (*time, &row.file)).collect();
    slow.sort_unstable();
    for (time, file) in slow.iter().rev().take(5) {
        println!("{:8.2} s  {file}", time.as_secs_f64());
    }
    let mut wrong = Vec::new();
    for (row, (verdict, _)) in rows.iter().zip(&verdicts) {
        match verdict {
            Verdict::Accepted { .. } => {}
            Verdict::Refused(message) => println!("refused: {message}"),
            Verdict::Wrong(why) => wrong.push(format!("{}: {why}", row.file)),
        }
    }
    assert!(wrong.is_empty(), "{} files:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn random_programs_give_the_states_that_their_generator_says() {
    let Some(folder) = shared("corpora/fuzz") else { return };
    for (set, version) in [("oq2fuzz", 2), ("oq3fuzz", 3)] {
        let entries = std::fs::read_dir(folder.join(set)).expect("a folder").flatten();
        let mut files: Vec<_> =
            entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        files.retain(|name| name.ends_with(".qasm"));
        files.sort();
        let rows: Vec<Row> =
            files.iter().map(|name| Row::random(&format!("{set}/{name}"), version)).collect();
        let verdicts = verdicts(&folder, &rows);
        let (mut compared, mut wrong) = (0, Vec::new());
        for (row, (verdict, _)) in rows.iter().zip(&verdicts) {
            match verdict {
                Verdict::Accepted { state, .. } => compared += usize::from(*state),
                Verdict::Refused(_) => {}
                Verdict::Wrong(why) => wrong.push(format!("{}: {why}", row.file)),
            }
        }
        println!("{set}: the states of {compared} of {} programs compared", rows.len());
        assert!(wrong.is_empty(), "{} programs:\n{}", wrong.len(), wrong.join("\n"));
    }
}

#[test]
fn one_point_programs_give_what_the_specification_says() {
    let Some(folder) = shared("corpora/semantics") else { return };
    let manifest = read_json(&folder.join("manifest.json"));
    let mut refused = Vec::new();
    let mut compared = 0;
    for row in manifest.as_array().expect("a list of programs") {
        let id = row["id"].as_str().expect("an id");
        let ran = support::ansatz_in(&folder, &format!("run {id}.qasm --observable Z0 --format json"));
        match (ran.code, row["expect"].as_f64()) {
            (Some(0), Some(expected)) => {
                let found = (1.0 - ran.json()["expectations"][0].as_f64().expect("a number")) / 2.0;
                let why = &row["why"];
                assert!((found - expected).abs() < 1e-9, "{id}: {found} instead of {expected}: {why}");
                compared += 1;
            }
            (Some(0), None) => {}
            _ => {
                assert!(
                    ran.failure(2).contains("not supported yet") || row["expect"].is_null(),
                    "{id}: {ran:?}"
                );
                refused.push(id);
            }
        }
    }
    println!("{compared} compared, refused: {refused:?}");
}
