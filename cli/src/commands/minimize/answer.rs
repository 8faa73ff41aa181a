//! The answer of `minimize` for people.

use ansatz_jobs::minimize::MinimizeAnswer;
use std::fmt::Write;

/// The answer for people.
pub fn text(answer: &MinimizeAnswer) -> String {
    let MinimizeAnswer { title, qubits, terms, ansatz, parameters, .. } = answer;
    let mut text = format!(
        "{title}: {terms} terms on {qubits} qubits\nansatz      {ansatz}, {} parameters\n",
        parameters.len()
    );
    // Writing to a string cannot fail.
    let _ = writeln!(
        text,
        "optimizer   {}, {} steps, {} evaluations, {}",
        answer.optimizer, answer.steps, answer.evaluations, answer.stop
    );
    let _ = writeln!(text, "energy      {:.12}", answer.energy);
    if let (Some(reference), Some(difference)) = (answer.reference, answer.difference()) {
        let _ = writeln!(text, "reference   {reference:.12}, difference {difference:.2e}");
    }
    if let Some(ratio) = answer.ratio {
        let _ = writeln!(text, "cut         {:.9}, {ratio:.9} of the largest", -answer.energy);
    }
    if let Some(excitations) = &answer.excitations {
        let _ = writeln!(text, "excitations {}", excitations.join(", "));
    }
    for (name, value) in answer.parameter_names.iter().zip(parameters).take(SHOWN) {
        let _ = writeln!(text, "  {name} = {value:.9}");
    }
    if parameters.len() > SHOWN {
        let _ = writeln!(text, "  and {} more (--format json)", parameters.len() - SHOWN);
    }
    let _ = write!(text, "on {} in {:.3} s", answer.device, answer.seconds);
    text
}

/// Parameters that people are shown.
const SHOWN: usize = 12;
