//! Ansatz: quantum circuits that run, are differentiated and learn.
//!
//! A state-vector simulator executes circuits with parameters, on all cores of a processor or on an NVIDIA GPU; expectation values come
//! with all their exact derivatives; models made of circuits are trained with classical optimizers. No noise, no sampling unless shots are asked
//! for.
//!
//! Start with `use ansatz::prelude::*;`. This page is the manual: the two doors, the most common tasks, and what holds everywhere. The book in
//! `docs/src` of the repository has a tour, a tutorial for each subject, a glossary, and a page on how it works.
//!
//! # Contents
//!
//! * [Two doors](#two-doors)
//! * [Where things are](#where-things-are)
//! * [Tasks](#tasks): [circuits](#build-a-circuit), [states and shots](#look-at-a-state-draw-shots),
//!   [gradients](#expectation-values-and-their-derivatives), [batches](#many-rows-of-parameters), [measuring on the
//!   way](#measure-and-decide), [observables](#write-an-observable), [files](#read-and-write-files), [training](#train-a-model),
//!   [energies](#find-a-ground-state), [kernels](#compare-samples-by-a-kernel)
//! * [Conventions](#conventions), [features](#features), [errors](#errors), [reproducibility](#reproducibility), [speed](#speed)
//!
//! # Two doors
//!
//! **Ask a circuit.** A [`Circuit`](prelude::Circuit) is data. A [`Device`](prelude::Device) says where circuits run. An
//! [`Estimator`](prelude::Estimator) compiles a circuit and observables for a device, once, and then answers in the circuit's parameters: values,
//! gradients, Jacobians, Hessians, metrics, for one point or for a batch of rows. A [`Sampler`](prelude::Sampler) gives
//! [`Counts`](prelude::Counts), a [`Statevector`](prelude::Statevector) amplitudes.
//!
//! ```
//! use ansatz::prelude::*;
//!
//! let mut circuit = Circuit::new(2);
//! let theta = circuit.parameter("theta");
//! circuit.h(0)?.cx(0, 1)?.ry(2.0 * theta, 1)?;
//!
//! // ⟨Z0 Z1 + 0.5 X0 X1⟩ = 1.5 cos 2θ
//! let estimator = Estimator::new(&Device::cpu(), &circuit, ["Z0 Z1 + 0.5 * X0 X1"])?;
//! assert!((estimator.value(&[0.3])? - 1.5 * 0.6_f64.cos()).abs() < 1e-12);
//! assert!((estimator.gradient(&[0.3])?[0] + 3.0 * 0.6_f64.sin()).abs() < 1e-12);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! **Train a model.** A model is a circuit that reads data, what is measured of it, a head and a loss. Losses, optimizers and
//! differentiators are values of open traits; the shipped ones also have names, for files and the command line. See
//! [Train a model](#train-a-model).
//!
//! # Where things are
//!
//! | module | what is there |
//! |---|---|
//! | [`prelude`] | what most programs start with |
//! | [`circuits`] | gates, circuits, parameters, functions of them; nothing there runs a circuit |
//! | [`circuits::pauli`] | Pauli strings and sums; `x(0) * z(1)` |
//! | [`circuits::qasm`] | OpenQASM 2 and 3, in and out |
//! | [`circuits::draw`] | circuits as text and SVG |
//! | [`simulator`] | devices, estimators, samplers; plans and backends for those who go deeper |
//! | [`simulator::gradient`] | differentiators: adjoint, shift rules, finite differences, SPSA; Hessians and metrics |
//! | [`qml`] | embeddings, ansätze, losses, optimizers, models, kernels, energies, data, metrics, studies |
//! | [`ndarray`] | the arrays of all answers, re-exported |
//!
//! The package `ansatz-cli` is the command `ansatz`; `ansatz-candle` is a layer for candle networks.
//!
//! # Tasks
//!
//! ## Build a circuit
//!
//! Gates are methods: angles first, then controls, then targets. An angle is a number, a parameter, or arithmetic on parameters.
//!
//! ```
//! use ansatz::prelude::*;
//!
//! // In a chain, whose first error comes at its end …
//! let ghz = Circuit::build(3, |c| c.h(0).cx(0, 1).cx(1, 2))?;
//! println!("{ghz}");
//! assert_eq!((ghz.depth(), ghz.count_ops()["cx"]), (3, 2));
//!
//! // … or step by step, with parameters.
//! let mut layer = Circuit::new(3);
//! let w = layer.parameter_vector("w", 3);
//! for q in 0..3 {
//!     layer.ry(2.0 * w[q] + 0.1, q)?.cz(q, (q + 1) % 3)?;
//! }
//! let whole = ghz.compose(&layer)?.compose(&layer.inverse()?)?;
//! assert_eq!(whole.parameters(), ["w[0]", "w[1]", "w[2]"]);
//! assert!(whole.bind(&[0.1, 0.2, 0.3])?.parameters().is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! ## Look at a state, draw shots
//!
//! ```
//! use ansatz::prelude::*;
//!
//! let device = Device::auto(); // the processor, or a GPU for large states
//! let bell = Circuit::build(2, |c| c.h(0).cx(0, 1))?;
//! let state = Statevector::new(&device, &bell, &[])?;
//! assert_eq!(state.to_string(), "00  +0.7071068\n11  +0.7071068\n");
//! assert!((state.probabilities()[0b11] - 0.5).abs() < 1e-12);
//!
//! let counts = Sampler::new(&device, &bell)?.sample(&[], 1000, 7)?; // parameters, shots, seed
//! assert_eq!(counts.get("00") + counts.get("11"), 1000);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! ## Expectation values and their derivatives
//!
//! For `f_m(θ) = ⟨0|U(θ)† O_m U(θ)|0⟩`: one number for each observable, a column for each parameter.
//!
//! ```
//! use ansatz::prelude::*;
//! use ansatz::simulator::gradient::ParameterShift;
//!
//! let mut circuit = Circuit::new(2);
//! let (a, b) = (circuit.parameter("a"), circuit.parameter("b"));
//! circuit.ry(a, 0)?.cx(0, 1)?.rx(2.0 * b, 1)?;
//! let estimator = Estimator::new(&Device::cpu(), &circuit, ["Z0", "Z1"])?;
//! let at = [0.4, -0.7];
//!
//! let jacobian = estimator.jacobian(&at)?; // 2 observables × 2 parameters
//! let weighted = estimator.vjp(&at, &[1.0, 0.5])?; // Σ_m v_m ∂f_m/∂θ_j, one backward sweep
//! assert!((weighted.gradient[0] - jacobian[[0, 0]] - 0.5 * jacobian[[1, 0]]).abs() < 1e-12);
//!
//! // The way to differentiate is a value; the adjoint sweep unless another one is said.
//! let by_shifts = estimator.clone().with_differentiator(ParameterShift::default()).jacobian(&at)?;
//! assert!((&jacobian - &by_shifts).iter().all(|error| error.abs() < 1e-12));
//!
//! let energy = Estimator::new(&Device::cpu(), &circuit, ["Z0 Z1 + 0.3 * X0"])?;
//! assert_eq!(energy.hessian(&at)?.dim(), (2, 2));
//! assert_eq!(energy.metric(&at)?.dim(), (2, 2)); // Fubini–Study
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! ## Many rows of parameters
//!
//! ```
//! use ansatz::ndarray::{Array2, array};
//! use ansatz::prelude::*;
//!
//! let mut circuit = Circuit::new(1);
//! let theta = circuit.parameter("theta");
//! circuit.ry(theta, 0)?;
//! let estimator = Estimator::new(&Device::cpu(), &circuit, ["Z0", "X0"])?;
//! let rows = array![[0.0], [0.3], [0.6]];
//! let values: Array2<f64> = estimator.values_batch(rows.view())?; // rows × observables
//! assert!((values[[1, 1]] - 0.3_f64.sin()).abs() < 1e-12);
//! assert_eq!(estimator.jacobian_batch(rows.view())?.dim(), (3, 2, 1));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! ## Measure and decide
//!
//! ```
//! use ansatz::prelude::*;
//!
//! let coin = Circuit::build(2, |c| c.h(0).measure(0, 0).if_bit(0, |then| then.x(1)).measure(1, 1))?;
//! let sampler = Sampler::new(&Device::cpu(), &coin)?;
//! let counts = sampler.sample(&[], 1000, 7)?;
//! assert_eq!(counts.expectation(&"Z0 Z1".parse()?)?, 1.0);
//! let exact = sampler.distribution(&[])?; // over all branches, without shots
//! assert_eq!(exact.len(), 2);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! ## Write an observable
//!
//! ```
//! use ansatz::circuits::pauli::{PauliExpression, x, z};
//! use ansatz::prelude::*;
//!
//! let text: PauliSum = "1.0 * Z0 Z1 - 0.5 * X2".parse()?;
//! let written = (z(0) * z(1) - 0.5 * x(2)).observable()?;
//! assert_eq!(text.to_string(), written.to_string());
//! let chain: PauliExpression = (0..9).map(|q| z(q) * z(q + 1)).sum();
//! assert_eq!(chain.observable()?.terms().len(), 9);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! ## Read and write files
//!
//! ```
//! use ansatz::prelude::*;
//!
//! let text = "OPENQASM 3.0; include \"stdgates.inc\"; input float t; qubit[2] q; ry(t) q[0]; cx q[0], q[1];";
//! let circuit: Circuit = text.parse()?;
//! assert_eq!(circuit.parameters(), ["t"]);
//! assert!(circuit.bind(&[0.3])?.to_qasm2()?.starts_with("OPENQASM 2.0;"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! ## Train a model
//!
//! A shipped model on two interleaved half circles; optimizers, losses, heads and differentiators are values:
//!
//! ```
//! use ansatz::prelude::*;
//! use ansatz::qml::data::{moons, stratified_split};
//! use ansatz::qml::models::{Trainer, reuploading};
//! use ansatz::qml::optimize::Adam;
//!
//! let data = moons(120, 0.1, 0)?;
//! let split = stratified_split(&data.labels, 0.25, 0)?;
//! let (train, test) = (data.select(&split.train), data.select(&split.test));
//! let trainer = Trainer::new(Adam { learning_rate: 0.1, ..Adam::default() }).epochs(60);
//! let fitted = trainer.fit(&Device::cpu().backend(2)?, reuploading(2, 4, 1)?, &train)?;
//! assert!(fitted.score(&test)? > 0.85);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! And a circuit of one's own, which says which of its parameters are features and which are weights:
//!
//! ```
//! use ansatz::prelude::*;
//! use ansatz::qml::data::moons;
//! use ansatz::qml::embeddings::DataCircuit;
//! use ansatz::qml::losses::CrossEntropy;
//! use ansatz::qml::models::{Model, Scaled, Trainer};
//! use ansatz::qml::optimize::Adam;
//!
//! let mut circuit = Circuit::new(2);
//! let (x, w) = (circuit.parameter_vector("x", 2), circuit.parameter_vector("w", 18));
//! for layer in w.chunks(6) {
//!     for q in 0..2 {
//!         circuit.ry(x[q], q)?.rz(layer[3 * q], q)?.ry(layer[3 * q + 1], q)?.rz(layer[3 * q + 2], q)?;
//!     }
//!     circuit.cz(0, 1)?;
//! }
//! let model = Model::new(DataCircuit::new(&circuit, &x, &w)?).observables(["Z0", "Z1"])?.head(Scaled).loss(CrossEntropy);
//! let trainer = Trainer::new(Adam { learning_rate: 0.1, ..Adam::default() }).epochs(40).seed(1);
//! let data = moons(80, 0.1, 0)?;
//! let fitted = trainer.fit(&Device::cpu().backend(2)?, model, &data)?;
//! assert!(fitted.score(&data)? > 0.8);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! ## Find a ground state
//!
//! ```
//! use ansatz::prelude::*;
//! use ansatz::qml::ansatz::real_amplitudes;
//!
//! let hamiltonian: PauliSum = "-1 * Z0 Z1 - 0.5 * X0 - 0.5 * X1".parse()?;
//! let estimator = Estimator::new(&Device::cpu(), &real_amplitudes(2, 1)?, [&hamiltonian])?;
//! let mut params = vec![0.4; estimator.num_parameters()];
//! for _ in 0..300 {
//!     let gradient = estimator.gradient(&params)?;
//!     params.iter_mut().zip(&gradient).for_each(|(p, slope)| *p -= 0.2 * slope);
//! }
//! let exact = hamiltonian.matrix(2)?.symmetric_eigenvalues().min(); // −√2
//! assert!((estimator.value(&params)? - exact).abs() < 1e-6);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Molecules and maximum cuts are in [`qml::energy`].
//!
//! ## Compare samples by a kernel
//!
//! `k(x, y) = |⟨φ(x)|φ(y)⟩|²`, and a support vector machine on it:
//!
//! ```
//! use ansatz::prelude::*;
//! use ansatz::qml::data::moons;
//! use ansatz::qml::kernels::{KernelClassifier, KernelClassifierSettings};
//! use ansatz::qml::models::Classifier;
//!
//! let data = moons(60, 0.05, 0)?;
//! let settings = KernelClassifierSettings { penalty: 10.0, ..Default::default() };
//! let mut model = KernelClassifier::new(settings, Device::cpu().backend(2)?);
//! model.fit(&data.features, &data.labels)?;
//! assert!(model.score(&data.features, &data.labels)? > 0.8);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Conventions
//!
//! * Qubit 0 is the least significant bit of a basis state's number. Bit strings print the highest index leftmost, as Qiskit does; PennyLane and
//!   Cirq put wire 0 leftmost.
//! * `targets[0]` is the least significant bit of the row and column index of a gate's matrix.
//! * Angles are radians; rotations are `exp(−iθP/2)`.
//! * Lists of parameters are in the order in which the circuit declares them ([`Circuit::parameters`](prelude::Circuit::parameters)).
//! * Numbers at public boundaries are `f64`, whatever the precision of the state; arrays are [`ndarray`]'s, rows first.
//!
//! # Features
//!
//! | feature | default | what it adds |
//! |---|---|---|
//! | `cuda` | off | NVIDIA GPUs through the driver, found when the program runs; nothing of CUDA is needed to build or to start |
//! | `parquet` | off | Parquet files as data |
//!
//! # Errors
//!
//! User input is a `Result`: [`CircuitError`](circuits::CircuitError) while building, [`Report`](circuits::qasm::Report) with line, column and
//! hint for files, [`SimulatorError`](simulator::SimulatorError) for runs, [`ModelError`](qml::ModelError) for learning. Memory is computed first, and a run that has
//! no room is refused before anything is allocated. A panic is a bug of ours.
//!
//! # Reproducibility
//!
//! Whatever is random takes a seed. Random numbers are named by (seed, purpose, index) and sums run in a fixed order: the same program gives the same bits on any number of
//! threads of one kind of machine. Between instruction sets and devices numbers agree to rounding.
//!
//! # Speed
//!
//! Build with optimisation. Compile an estimator once and ask it often; ask for rows as one batch; ask for the value and the gradient together
//! ([`Estimator::value_and_gradient`](prelude::Estimator::value_and_gradient)). `docs/performance.md` in the repository says where the time goes.
#![forbid(unsafe_code)]

pub use ansatz_circuits as circuits;
pub use ansatz_qml as qml;
pub use ansatz_simulator as simulator;
pub use ndarray;

#[cfg(doctest)]
mod book;
pub mod prelude;
