//! Health of a circuit as a model: reach, entanglement, gradients, frequencies, useful parameters.

mod answer;
mod subject;

pub use answer::{Fisher, Fit, Gradients, HealthAnswer, Mixing, Reach, Spectrum, Variance};
pub use subject::{NamedAnsatz, Subject};

use crate::circuit::read_observable;
use crate::device;
use crate::error::{JobError, Outcome};
use crate::observer::Observer;
use crate::options::JobOptions;
use crate::place::{Place, Setting};
use ansatz::circuits::{Circuit, PauliSum, nearest};
use ansatz::qml::{
    ModelError,
    health::{
        HealthSettings, entanglement, exponential_fit, expressibility, fisher_spectrum, fourier_spectrum,
        gradient_variance,
    },
};
use ansatz::simulator::{Device, Estimator, MemoryNeed, TableNeed};
use subject::Examined;

/// What is examined, and how thoroughly.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct HealthRequest {
    /// The circuit.
    pub subject: Subject,
    /// The observable of gradients and frequencies, as text or `@FILE`; `Z0 Z1` if absent, `Z0` for one qubit.
    pub observable: Option<String>,
    /// Also the Fourier spectrum in this parameter.
    pub input: Option<String>,
    /// Fidelities for expressibility.
    pub fidelities: usize,
    /// Random parameters for everything else.
    pub draws: usize,
}

impl HealthRequest {
    /// What is examined where nobody says more.
    pub fn new(subject: Subject) -> HealthRequest {
        HealthRequest { subject, observable: None, input: None, fidelities: 32_768, draws: 200 }
    }
}

/// States that are held at once.
const LANES: usize = 64;

/// An examination under way.
struct Examination<'a> {
    request: &'a HealthRequest,
    examined: Examined,
    device: Device,
    /// The device's name.
    name: String,
    observable: PauliSum,
    settings: HealthSettings,
}

/// A Fisher matrix has the square of this many entries, and its eigenvalues take the cube in operations.
const MAX_PARAMETERS: usize = 4096;

fn check_fisher(name: &str, parameters: usize) -> Outcome {
    if parameters <= MAX_PARAMETERS {
        return Ok(());
    }
    let message = format!(
        "the circuit has {parameters} parameters, and its Fisher matrix the square of that; at most {MAX_PARAMETERS} are examined, so take fewer layers"
    );
    Err(JobError::input(Place::file(name), message))
}

/// Examines a circuit.
///
/// # Errors
/// The circuit or the observable is wrong; there is no such ansatz or input; there is no room or no such device.
pub fn health(
    request: &HealthRequest,
    options: &JobOptions,
    observer: &dyn Observer,
) -> Outcome<HealthAnswer> {
    options.with_threads(|| {
        let examined = request.subject.read(options.seed(), observer)?;
        let qubits = examined.circuit.num_qubits();
        if qubits == 0 {
            return Err(JobError::input(Place::file(&examined.name), "the circuit has no qubits"));
        }
        let need = MemoryNeed { num_qubits: qubits, lanes: LANES, states: 3, real_bytes: 8 };
        need.check(options.memory_limit)?;
        let rows = examined.circuit.parameters().len();
        check_fisher(&examined.name, rows)?;
        TableNeed { rows, columns: rows, copies: 4 }.check("a Fisher matrix", options.memory_limit)?;
        let backend = device::choose(options, device::amplitude_bits(qubits, LANES))?.backend;
        let HealthRequest { fidelities, draws, .. } = *request;
        let settings = HealthSettings { fidelities, draws, seed: options.seed() };
        let observable = read_observable(request.observable(qubits), qubits)?;
        let (name, device) = (backend.name(), Device::of_backend(backend));
        Examination { request, examined, device, name, observable, settings }.answer()
    })
}

impl HealthRequest {
    fn observable(&self, qubits: usize) -> &str {
        self.observable.as_deref().unwrap_or(if qubits == 1 { "Z0" } else { "Z0 Z1" })
    }
}

impl Examination<'_> {
    fn answer(&self) -> Outcome<HealthAnswer> {
        let Examination { examined: Examined { name, circuit, layers }, device, settings, .. } = self;
        let qubits = circuit.num_qubits();
        let expressibility = expressibility(device, circuit, settings)?;
        let entanglement = entanglement(device, circuit, settings)?;
        let fisher = fisher_spectrum(device, circuit, settings)?;
        Ok(HealthAnswer {
            circuit: name.clone(),
            qubits,
            layers: *layers,
            parameters: circuit.parameters().len(),
            observable: self.request.observable(qubits).to_owned(),
            expressibility: expressibility.into(),
            entanglement: entanglement.into(),
            gradients: self.gradients()?,
            fourier: self.fourier()?,
            fisher: fisher.map(Into::into),
            draws: settings.draws,
            seed: settings.seed,
            device: self.name.clone(),
        })
    }

    /// Variances at the circuit's size, and of an ansatz at the even sizes below it.
    fn gradients(&self) -> Outcome<Gradients> {
        let Examination { examined, observable, settings, .. } = self;
        let qubits = examined.circuit.num_qubits();
        let mut sizes = Vec::new();
        let smallest = observable.min_qubits().max(2);
        if let Subject::Ansatz(ansatz) = &self.request.subject {
            for size in (smallest..qubits).filter(|size| size % 2 == qubits % 2) {
                let circuit = ansatz.build(size, settings.seed)?;
                sizes.push(Variance::from(gradient_variance(&self.estimator(&circuit)?, settings)?));
            }
        }
        let here = gradient_variance(&self.estimator(&examined.circuit)?, settings)?;
        let names = examined.circuit.parameters().iter().cloned();
        let by_parameter = names.zip(here.variances.clone()).collect();
        sizes.push(here.into());
        let points: Vec<(f64, f64)> = sizes.iter().map(|v| (v.qubits as f64, v.mean)).collect();
        let fit = exponential_fit(&points).map(Into::into);
        Ok(Gradients { sizes, fit, by_parameter })
    }

    /// Of the observable.
    fn estimator(&self, circuit: &Circuit) -> Outcome<Estimator> {
        Ok(Estimator::new(&self.device, circuit, [self.observable.clone()])?)
    }

    fn fourier(&self) -> Outcome<Option<Spectrum>> {
        let Some(input) = &self.request.input else { return Ok(None) };
        let Examination { examined, settings, .. } = self;
        let names = examined.circuit.parameters();
        let Some(index) = names.iter().position(|name| name == input) else {
            let hint = nearest(input, names.iter().map(AsRef::as_ref))
                .map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            let message = format!("the circuit has no parameter `{}`{hint}", input.escape_debug());
            return Err(JobError::setting(Setting::Input, message));
        };
        let found = fourier_spectrum(&self.estimator(&examined.circuit)?, index, settings);
        let found = found.map_err(|error| match error {
            ModelError::NotASeries { .. } => {
                let message = "angles are no multiples of it, so there is no Fourier series";
                JobError::setting(Setting::Input, message)
            }
            error @ (ModelError::Number { .. } | ModelError::Size { .. }) => {
                JobError::setting(Setting::Input, error)
            }
            error => error.into(),
        })?;
        let (degree, unit) = (found.degree(), found.unit);
        Ok(Some(Spectrum { input: input.clone(), degree, unit, amplitudes: found.amplitudes }))
    }
}
