//! The layers of the workspace, read from its manifests and sources: who may use what, and what no library may do.

use ansatz_circuits::gate_names;
use xtask::layering::{DEPENDENCIES, PENDING, RULES, check, check_dependencies};
use xtask::pending::judge;
use xtask::workspace::Workspace;

fn here() -> Workspace {
    Workspace::here().expect("the workspace can be read")
}

#[test]
fn every_rule_holds_or_is_being_mended() {
    let gates: Vec<&str> = gate_names().collect();
    let workspace = here();
    let mut found = check(&workspace, RULES, &gates);
    found.breaches.extend(check_dependencies(&workspace, DEPENDENCIES));
    let judgement = judge(&found.breaches, PENDING);
    judgement.notes.iter().for_each(|note| println!("pending: {note}"));
    assert!(judgement.failures.is_empty(), "{}", judgement.failures.join("\n"));
}

#[test]
fn every_exception_is_needed_and_every_place_of_a_rule_is_there() {
    let gates: Vec<&str> = gate_names().collect();
    let found = check(&here(), RULES, &gates);
    assert!(found.idle.is_empty(), "{}", found.idle.join("\n"));
}
