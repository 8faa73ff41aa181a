//! The answer of `minimize` for people.

use ansatz_jobs::minimize::{Candidate, Compared, Level, MinimizeAnswer, Solution};
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
    if let Some((name, words)) = ratio(answer) {
        let _ = writeln!(text, "{name:<11} {words}");
    }
    text.push_str(&solution(answer));
    for (number, level) in answer.states.iter().flatten().enumerate() {
        let Level { energy, overlap, stop, .. } = level;
        let energy = digits(*energy, 12);
        let _ = writeln!(text, "state {number:<5} {energy}, overlap {overlap:.1e} with those below, {stop}");
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

/// The ratio under its name.
pub fn ratio(answer: &MinimizeAnswer) -> Option<(&'static str, String)> {
    let ratio = answer.ratio?;
    Some(match answer.compared {
        Compared::Cut => ("cut", format!("{}, {ratio:.9} of the largest", digits(-answer.energy, 9))),
        Compared::Value => ("ratio", format!("{ratio:.9} of the way from the highest value to the lowest")),
    })
}

/// The best bit string, its sides, and the next ones.
fn solution(answer: &MinimizeAnswer) -> String {
    let Some(Solution { best, partition, .. }) = &answer.solution else { return String::new() };
    let name = if partition.is_some() { "cut" } else { "value" };
    let line = |candidate: &Candidate| {
        let Candidate { bits, value, probability, .. } = candidate;
        format!("{bits}, {name} {value}, probability {probability:.6}\n")
    };
    let mut text = format!("solution    {}", line(best));
    if let Some([zeros, ones]) = partition {
        let side = |nodes: &[usize]| nodes.iter().map(usize::to_string).collect::<Vec<_>>().join(" ");
        text += &format!("sides       {{{}}} and {{{}}}\n", side(zeros), side(ones));
    }
    for next in answer.candidates.iter().skip(1).take(NEXT) {
        text += &format!("  then      {}", line(next));
    }
    text
}

/// Bit strings after the best one that people are shown.
const NEXT: usize = 3;

/// A number with so many digits after its point, or with a power of ten where that shows nothing or too much.
pub fn digits(number: f64, count: usize) -> String {
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
