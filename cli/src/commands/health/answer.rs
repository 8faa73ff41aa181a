//! The answer of `health` for people.

use ansatz_jobs::health::{Fisher, Fit, HealthAnswer, Mixing, Reach, Spectrum, Variance};
use std::fmt::Write;

/// The answer for people.
pub fn text(answer: &HealthAnswer) -> String {
    let mut text = format!("health of {}\n", answer.title());
    let Reach { divergence, floor, fidelities, .. } = &answer.expressibility;
    let Mixing { mean, deviation } = &answer.entanglement;
    let random = answer.random_entanglement();
    // Writing to a string cannot fail.
    let _ = writeln!(
        text,
        "expressibility  {divergence:.4} nats from random states, which show {floor:.4} with {fidelities} fidelities"
    );
    let _ = writeln!(text, "entanglement    Q = {mean:.4} ± {deviation:.4}; of random states {random:.4}");
    for Variance { qubits, mean, largest, .. } in &answer.gradients.sizes {
        let what = format!("Var[∂⟨{}⟩]", answer.observable);
        let _ = writeln!(text, "gradients       n = {qubits}: {what} = {mean:.3e}, at most {largest:.3e}");
    }
    if let Some(Fit { factor, rate, r_squared }) = &answer.gradients.fit {
        let per_qubit = rate.exp();
        let _ = writeln!(
            text,
            "                {factor:.3} · exp({rate:.3} n), {per_qubit:.3} for each qubit, R² = {r_squared:.3}"
        );
    }
    if let Some(Fisher { rank, redundancy, .. }) = &answer.fisher {
        let most = (answer.qubits as f64 + 1.0).exp2() - 2.0;
        let redundant = 100.0 * redundancy;
        let _ = writeln!(
            text,
            "Fisher          rank {rank} of {} parameters ({redundant:.0} % redundant); states have {most} directions",
            answer.parameters
        );
    }
    if let Some(Spectrum { input, degree, unit, amplitudes }) = &answer.fourier {
        let shown: Vec<String> = amplitudes.iter().take(12).map(|a| format!("{a:.4}")).collect();
        let more = if amplitudes.len() > 12 { " …" } else { "" };
        let _ = writeln!(
            text,
            "Fourier         degree {degree} in {input}, unit {unit}; |c_k| = {}{more}",
            shown.join(" ")
        );
    }
    let _ = write!(text, "{} random parameters, seed {}, on {}", answer.draws, answer.seed, answer.device);
    text
}
