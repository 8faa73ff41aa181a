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
    let _ = writeln!(text, "energy      {}", digits(answer.energy, 12));
    if let (Some(reference), Some(difference)) = (answer.reference, answer.difference()) {
        let reference = digits(reference, 12);
        let _ = writeln!(text, "reference   {reference}, difference {difference:.2e}");
    }
    if let Some(ratio) = answer.ratio {
        let _ = writeln!(text, "cut         {}, {ratio:.9} of the largest", digits(-answer.energy, 9));
    }
    if let Some(excitations) = &answer.excitations {
        let _ = writeln!(text, "excitations {}", excitations.join(", "));
    }
    for (name, value) in answer.parameter_names.iter().zip(parameters).take(SHOWN) {
        let _ = writeln!(text, "  {name} = {}", digits(*value, 9));
    }
    if parameters.len() > SHOWN {
        let _ = writeln!(text, "  and {} more (--format json)", parameters.len() - SHOWN);
    }
    let _ = write!(text, "on {} in {:.3} s", answer.device, answer.seconds);
    text
}

/// A number with so many digits after its point, or with a power of ten where that shows nothing or too much.
fn digits(number: f64, count: usize) -> String {
    match number.abs() {
        size if size == 0.0 || (1e-3..1e9).contains(&size) => format!("{number:.count$}"),
        _ => format!("{number:.count$e}"),
    }
}

/// Parameters that people are shown.
const SHOWN: usize = 12;

#[cfg(test)]
mod tests {
    use super::digits;

    #[test]
    fn numbers_of_any_size_keep_their_digits() {
        assert_eq!(digits(-1.25, 3), "-1.250");
        assert_eq!(digits(0.0, 3), "0.000");
        assert_eq!(digits(-4e-18, 3), "-4.000e-18");
        assert_eq!(digits(1.5e12, 2), "1.50e12");
    }
}
