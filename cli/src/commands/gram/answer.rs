//! The answer of `gram` for people.

use ansatz_jobs::gram::{GramAnswer, Training};
use std::fmt::Write;

/// The answer for people.
pub fn text(answer: &GramAnswer) -> String {
    let [rows, columns] = answer.shape;
    let place = match &answer.embedding {
        Some(embedding) => format!("{embedding} on {} qubits", answer.qubits),
        None => "of the features".into(),
    };
    let mut text = format!(
        "{} kernel of {}: {rows} x {columns}, {place}\nalignment  {:.6}\n",
        answer.kernel, answer.data, answer.alignment
    );
    if let Some(Training { history, weights }) = &answer.training {
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "trained    {} weights in {} steps, alignment {:.6} before",
            weights.len(),
            history.len() - 1,
            history[0]
        );
    }
    if let Some(test) = &answer.test {
        let _ = writeln!(
            text,
            "machine    {:.4} of {} test rows, {:.4} of training rows, {} support vectors",
            test.accuracy, test.shape[0], test.train_accuracy, test.support_vectors
        );
    }
    for path in &answer.artifacts {
        let _ = writeln!(text, "wrote      {path}");
    }
    let _ = write!(text, "on {} in {:.3} s", answer.device, answer.seconds);
    text
}
