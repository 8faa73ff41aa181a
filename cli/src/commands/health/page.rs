//! The page of `health --report`: what was found in a table, fidelities beside those of random states, variances, spectra.
//!
//! Called by `health`.

use crate::page::{Page, Provenance, details, facts, figure, figures, table};
use crate::picture::numbers::short;
use crate::picture::{Axis, COLOURS, Layer, Picture, Point, Result, Shape};
use ansatz_jobs::health::{Fisher, Fit, Gradients, HealthAnswer, Reach, Spectrum};

/// The page.
pub fn page(answer: &HealthAnswer, provenance: Provenance) -> Result<String> {
    let title = format!("Health of {}", answer.circuit);
    let mut page = Page::new(&title, &subtitle(answer));
    page.section("Summary", &facts("", &summary(answer)));
    page.section("States", &states(&answer.expressibility)?);
    page.section("Gradients", &gradients(&answer.gradients, &answer.observable)?);
    let mut spectra = Vec::new();
    if let Some(fisher) = &answer.fisher {
        spectra.push(of_fisher(fisher)?);
    }
    if let Some(fourier) = &answer.fourier {
        spectra.push(of_fourier(fourier)?);
    }
    if !spectra.is_empty() {
        page.section("Spectra", &figures(&spectra));
    }
    let provenance = provenance
        .with("device", &answer.device)
        .with("seed", answer.seed)
        .with("fidelities", answer.expressibility.fidelities)
        .with("random parameters", answer.draws);
    page.section("Provenance", &provenance.html());
    Ok(page.finish())
}

fn subtitle(answer: &HealthAnswer) -> String {
    let layers = answer.layers.map_or_else(String::new, |layers| format!(", {layers} layers"));
    let HealthAnswer { qubits, parameters, observable, .. } = answer;
    format!("{qubits} qubits{layers}, {parameters} parameters; gradients of {observable}.")
}

fn summary(answer: &HealthAnswer) -> Vec<(String, String)> {
    let Reach { divergence, floor, .. } = &answer.expressibility;
    let mut rows = vec![
        (
            "expressibility",
            format!("{divergence:.4} nats from random states, which show {floor:.4} with so many fidelities"),
        ),
        (
            "entanglement",
            format!(
                "Q = {:.4} ± {:.4}; of random states {:.4}",
                answer.entanglement.mean,
                answer.entanglement.deviation,
                answer.random_entanglement()
            ),
        ),
    ];
    if let Some(own) = answer.gradients.sizes.iter().find(|size| size.qubits == answer.qubits) {
        let text = format!("{} on average, at most {}", short(own.mean), short(own.largest));
        rows.push(("variance of gradients", text));
    }
    if let Some(Fit { factor, rate, r_squared }) = &answer.gradients.fit {
        let text =
            format!("{factor:.3} · exp({rate:.3} n), {:.3} for each qubit, R² = {r_squared:.3}", rate.exp());
        rows.push(("over qubits", text));
    }
    if let Some(Fisher { rank, redundancy, .. }) = &answer.fisher {
        let most = (answer.qubits as f64 + 1.0).exp2() - 2.0;
        let redundant = 100.0 * redundancy;
        let text = format!(
            "rank {rank} of {} parameters ({redundant:.0} % redundant); states have {most} directions",
            answer.parameters
        );
        rows.push(("Fisher information", text));
    }
    if let Some(Spectrum { input, degree, unit, .. }) = &answer.fourier {
        rows.push(("frequencies", format!("degree {degree} in {input}, unit {unit}")));
    }
    rows.into_iter().map(|(name, text)| (name.to_string(), text)).collect()
}

/// Shares of fidelities: bars of the circuit's, a line of those of random states.
fn states(reach: &Reach) -> Result<String> {
    let bins = reach.shares.len() as f64;
    let middle = |values: &[f64]| -> Vec<Point> {
        values.iter().enumerate().map(|(bin, share)| ((bin as f64 + 0.5) / bins, *share)).collect()
    };
    let top = reach.shares.iter().chain(&reach.haar).copied().fold(0.0, f64::max);
    let picture = Picture::new(Axis::linear("fidelity", 0.0..1.0), Axis::from_zero("share of pairs", top))
        .with([
            Layer::new(COLOURS[0], Shape::Bars(0.8 / bins, middle(&reach.shares)))
                .faded(0.75)
                .named("circuit"),
            Layer::new(COLOURS[1], Shape::Line(middle(&reach.haar))).named("random states"),
        ]);
    let caption = "Fidelities of two states with random parameters. The nearer the bars are to the line, the more evenly the \
                   circuit reaches all states.";
    Ok(figure("Fidelities of random parameters", &picture.svg()?, caption))
}

fn gradients(gradients: &Gradients, observable: &str) -> Result<String> {
    let named = &gradients.by_parameter;
    let points: Vec<Point> = (1..).map(f64::from).zip(named.iter().map(|(_, variance)| *variance)).collect();
    let top = named.iter().map(|(_, variance)| *variance).fold(0.0, f64::max);
    let x = Axis::counted("parameter, in the order of the circuit", 0.4..points.len() as f64 + 0.6);
    let bars = Picture::new(x, Axis::from_zero("variance", top))
        .with([Layer::new(COLOURS[0], Shape::Bars(0.7, points))]);
    let caption =
        format!("Variance of ∂⟨{observable}⟩/∂θ over random parameters; 0 is a parameter that does nothing.");
    let mut pictures = vec![figure("Variance of each parameter's gradient", &bars.svg()?, &caption)];
    pictures.extend(over_qubits(gradients)?);
    let row = |(name, variance): &(String, f64)| vec![name.clone(), short(*variance)];
    let rows: Vec<Vec<String>> = named.iter().map(row).collect();
    let all = table("Variance of the gradient over random parameters", &["parameter", "variance"], &rows);
    Ok(figures(&pictures) + &details(&format!("All {} variances", rows.len()), &all))
}

/// Mean variances at several sizes, where there are some, with the fit through them.
fn over_qubits(gradients: &Gradients) -> Result<Option<String>> {
    let (Some(fit), [first, .., last]) = (&gradients.fit, &gradients.sizes[..]) else { return Ok(None) };
    let measured: Vec<Point> = gradients.sizes.iter().map(|size| (size.qubits as f64, size.mean)).collect();
    let at = |qubits: usize| (qubits as f64, fit.factor * (fit.rate * qubits as f64).exp());
    let line = vec![at(first.qubits), at(last.qubits)];
    let all = || measured.iter().chain(&line).map(|point| point.1).filter(|value| *value > 0.0);
    let range = all().fold(f64::INFINITY, f64::min) / 1.5..1.5 * all().fold(0.0, f64::max);
    let x = Axis::counted("qubits", first.qubits as f64 - 0.5..last.qubits as f64 + 0.5);
    let picture = Picture::new(x, Axis::logarithmic("mean variance", range)).with([
        Layer::new(COLOURS[1], Shape::Line(line)).named("exponential fit"),
        Layer::new(COLOURS[0], Shape::Dots(5, measured)).named("measured"),
    ]);
    let caption =
        "A straight fall is a barren plateau: gradients shrink by the same factor with every qubit.";
    Ok(Some(figure("Variance over qubits", &picture.svg()?, caption)))
}

fn of_fisher(fisher: &Fisher) -> Result<String> {
    let points: Vec<Point> = (1..).map(f64::from).zip(fisher.eigenvalues.iter().copied()).collect();
    let top = fisher.eigenvalues.iter().copied().fold(0.0, f64::max);
    let x = Axis::counted("number", 0.4..points.len() as f64 + 0.6);
    let picture = Picture::new(x, Axis::from_zero("mean eigenvalue", top))
        .with([Layer::new(COLOURS[0], Shape::Bars(0.7, points))]);
    let caption = "Those that are 0 are directions of the parameters in which the state does not move.";
    Ok(figure("Eigenvalues of the Fisher information", &picture.svg()?, caption))
}

fn of_fourier(fourier: &Spectrum) -> Result<String> {
    let points: Vec<Point> = (0..).map(f64::from).zip(fourier.amplitudes.iter().copied()).collect();
    let top = fourier.amplitudes.iter().copied().fold(0.0, f64::max);
    let x = Axis::counted("k", -0.6..points.len() as f64 - 0.4);
    let picture = Picture::new(x, Axis::from_zero("mean |c_k|", top))
        .with([Layer::new(COLOURS[0], Shape::Bars(0.5, points))]);
    let caption =
        format!("Frequencies of the expectation value in {}, in units of {}.", fourier.input, fourier.unit);
    Ok(figure("Fourier spectrum of the input", &picture.svg()?, &caption))
}
