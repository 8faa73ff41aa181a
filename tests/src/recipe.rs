//! Circuits written down twice: a recipe can be built with the crate's builder, and run by the oracle, which computes
//! its own angles and matrices. Called by the suite; the two roads meet only in the assertions.

use crate::oracle::{self, C64, Mat, Placement};
use ansatz_circuits::{
    Angle, Circuit, Condition, Control, FunctionKind, Instruction, LibraryGate, Matrix, Operation, Parameter,
    Pauli, PauliString, PauliSum, Unitary, find_gate,
};
use std::collections::BTreeMap;
use std::sync::Arc;

/// `Σ scale · parameter + Σ sin(parameter) · parameter + offset`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Formula {
    /// `(parameter, scale)`.
    pub terms: Vec<(usize, f64)>,
    /// `(i, j)`: the sine of parameter `i` times parameter `j`.
    pub products: Vec<(usize, usize)>,
    /// The constant.
    pub offset: f64,
}

impl Formula {
    /// A number.
    pub fn constant(offset: f64) -> Formula {
        Formula { offset, ..Formula::default() }
    }

    /// `scale · parameter + offset`.
    pub fn of(parameter: usize, scale: f64, offset: f64) -> Formula {
        Formula { terms: vec![(parameter, scale)], offset, ..Formula::default() }
    }

    fn value(&self, params: &[f64]) -> f64 {
        let affine: f64 = self.terms.iter().map(|(parameter, scale)| scale * params[*parameter]).sum();
        let curved: f64 = self.products.iter().map(|(i, j)| params[*i].sin() * params[*j]).sum();
        affine + curved + self.offset
    }

    fn angle(&self, parameters: &[Parameter]) -> Angle {
        let start = Angle::from(self.offset);
        let affine =
            self.terms.iter().fold(start, |sum, (parameter, scale)| sum + *scale * parameters[*parameter]);
        self.products.iter().fold(affine, |sum, (i, j)| {
            let sine = Angle::function(FunctionKind::Sin, &[parameters[*i].into()]).expect("one function");
            sum + Angle::function(FunctionKind::Multiply, &[sine, parameters[*j].into()])
                .expect("two functions")
        })
    }
}

/// What a step does.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// A gate by name; its own controls are its first qubits.
    Named(String),
    /// `exp(-iθP/2)`, one letter for each qubit.
    PauliRotation(String),
    /// A constant matrix.
    Unitary(Mat),
}

/// One gate.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// What it does.
    pub what: What,
    /// Its qubits, own controls first.
    pub qubits: Vec<usize>,
    /// Added controls.
    pub controls: Vec<(usize, bool)>,
    /// Its angles.
    pub angles: Vec<Formula>,
}

impl Step {
    /// A gate by name without added controls.
    pub fn named(name: &str, angles: &[Formula], qubits: &[usize]) -> Step {
        Step {
            what: What::Named(name.to_string()),
            qubits: qubits.to_vec(),
            controls: Vec::new(),
            angles: angles.to_vec(),
        }
    }

    /// The instruction it becomes.
    pub fn instruction(&self, parameters: &[Parameter]) -> Instruction {
        let angles: Vec<Angle> = self.angles.iter().map(|angle| angle.angle(parameters)).collect();
        let plain = Instruction::new(self.operation(), &angles, &self.qubits);
        let control = |(qubit, value): &(usize, bool)| Control { qubit: *qubit, value: *value };
        let controls: Vec<Control> = self.controls.iter().map(control).collect();
        plain.controlled_by(&controls).expect("a gate takes controls")
    }

    fn operation(&self) -> Operation {
        match &self.what {
            What::Named(name) => match find_gate(name).expect("recipes name known gates") {
                LibraryGate::Primitive(gate) => Operation::Gate(gate),
                LibraryGate::Composite(composite) => Operation::Composite(composite),
            },
            What::PauliRotation(word) => Operation::PauliRotation(word.chars().map(letter).collect()),
            What::Unitary(matrix) => {
                let matrix = Matrix::from_row_slice(matrix.dim, matrix.dim, &matrix.entries);
                Operation::Unitary(Arc::new(Unitary::new("U", matrix).expect("recipes hold unitaries")))
            }
        }
    }

    /// Where and what, for the oracle.
    pub fn placed(&self, params: &[f64]) -> (Placement, Mat) {
        let angles: Vec<f64> = self.angles.iter().map(|angle| angle.value(params)).collect();
        let matrix = match &self.what {
            What::Named(name) => oracle::gate(name, &angles).unwrap_or_else(|| {
                panic!("the oracle has no formula for `{name}` with {} angles", angles.len())
            }),
            What::PauliRotation(word) => {
                oracle::exponential(&oracle::pauli_word(word).scaled(oracle::c(0.0, -angles[0] / 2.0)))
            }
            What::Unitary(matrix) => matrix.clone(),
        };
        (Placement { controls: self.controls.clone(), targets: self.qubits.clone() }, matrix)
    }

    fn relabelled(&self, image: &[usize]) -> Step {
        Step {
            qubits: self.qubits.iter().map(|q| image[*q]).collect(),
            controls: self.controls.iter().map(|(q, value)| (image[*q], *value)).collect(),
            ..self.clone()
        }
    }
}

fn letter(name: char) -> Pauli {
    Pauli::from_letter(name).expect("a Pauli letter")
}

/// A circuit of gates.
#[derive(Debug, Clone, PartialEq)]
pub struct Recipe {
    /// How many qubits.
    pub num_qubits: usize,
    /// How many parameters.
    pub num_parameters: usize,
    /// The gates, in order.
    pub steps: Vec<Step>,
}

impl Recipe {
    /// Built with the builder, from |0…0⟩.
    pub fn circuit(&self) -> Circuit {
        self.build(Circuit::new(self.num_qubits))
    }

    /// Built with the builder, from the given amplitudes.
    pub fn circuit_from(&self, start: &[C64]) -> Circuit {
        self.build(Circuit::from_amplitudes(start).expect("a normalised state"))
    }

    fn build(&self, mut circuit: Circuit) -> Circuit {
        let parameters = circuit.parameter_vector("p", self.num_parameters);
        for step in &self.steps {
            circuit.push(step.instruction(&parameters)).expect("recipes are well-formed");
        }
        circuit
    }

    /// Run by the oracle.
    pub fn state(&self, params: &[f64], start: Vec<C64>) -> Vec<C64> {
        self.steps.iter().fold(start, |state, step| {
            let (placement, matrix) = step.placed(params);
            oracle::apply(&state, &placement, &matrix)
        })
    }

    /// The oracle's matrix.
    pub fn matrix(&self, params: &[f64]) -> Mat {
        let steps: Vec<(Placement, Mat)> = self.steps.iter().map(|step| step.placed(params)).collect();
        oracle::circuit_matrix(self.num_qubits, &steps)
    }

    /// The same gates with qubit `q` called `image[q]`.
    pub fn relabelled(&self, image: &[usize]) -> Recipe {
        Recipe { steps: self.steps.iter().map(|step| step.relabelled(image)).collect(), ..self.clone() }
    }
}

/// A sum of Pauli strings.
#[derive(Debug, Clone, PartialEq)]
pub struct Observable {
    /// Coefficients and letters by qubit.
    pub terms: Vec<(f64, Vec<(usize, char)>)>,
}

impl Observable {
    /// For the crate.
    pub fn sum(&self) -> PauliSum {
        let string = |letters: &Vec<(usize, char)>| {
            PauliString::new(&letters.iter().map(|(q, name)| (*q, letter(*name))).collect::<Vec<_>>())
                .expect("distinct qubits")
        };
        PauliSum::new(self.terms.iter().map(|(coefficient, letters)| (*coefficient, string(letters))))
    }

    /// By the oracle.
    pub fn expectation(&self, state: &[C64]) -> f64 {
        oracle::expectation(state, &self.terms)
    }

    /// An upper bound on its largest eigenvalue.
    pub fn norm(&self) -> f64 {
        self.terms.iter().map(|term| term.0.abs()).sum()
    }
}

/// One thing that happens in a program.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// A gate.
    Gate(Step),
    /// A measurement of a qubit into a bit.
    Measure(usize, usize),
    /// A reset.
    Reset(usize),
    /// Events that happen where bits have values.
    If(Vec<(usize, bool)>, Vec<Event>),
}

/// A circuit that measures on the way. Its angles are constants or parameters.
#[derive(Debug, Clone, PartialEq)]
pub struct ProgramRecipe {
    /// How many qubits.
    pub num_qubits: usize,
    /// How many classical bits.
    pub num_bits: usize,
    /// How many parameters.
    pub num_parameters: usize,
    /// What happens, in order.
    pub events: Vec<Event>,
}

impl ProgramRecipe {
    /// Built with the builder.
    pub fn circuit(&self) -> Circuit {
        let mut circuit = Circuit::new(self.num_qubits);
        circuit.add_bit_register("c", self.num_bits);
        let parameters = circuit.parameter_vector("p", self.num_parameters);
        for event in &self.events {
            circuit.push(instruction(event, &parameters)).expect("recipes are well-formed");
        }
        circuit
    }

    /// The oracle's distribution.
    pub fn distribution(&self, params: &[f64]) -> BTreeMap<Vec<bool>, f64> {
        let events: Vec<oracle::Event> =
            self.events.iter().map(|event| oracle_event(event, params)).collect();
        oracle::distribution(self.num_bits, oracle::zero_state(self.num_qubits), &events)
    }
}

fn instruction(event: &Event, parameters: &[Parameter]) -> Instruction {
    match event {
        Event::Gate(step) => step.instruction(parameters),
        Event::Measure(qubit, bit) => {
            Instruction::new(Operation::Measure { bit: *bit as u32 }, &[], &[*qubit])
        }
        Event::Reset(qubit) => Instruction::new(Operation::Reset, &[], &[*qubit]),
        Event::If(condition, then) => {
            let condition = Condition {
                bits: condition.iter().map(|(bit, _)| *bit as u32).collect(),
                values: condition.iter().map(|(_, value)| *value).collect(),
                then: then.iter().map(|inner| instruction(inner, parameters)).collect(),
            };
            Instruction::new(Operation::If(Arc::new(condition)), &[], &[])
        }
    }
}

fn oracle_event(event: &Event, params: &[f64]) -> oracle::Event {
    match event {
        Event::Gate(step) => {
            let (placement, matrix) = step.placed(params);
            oracle::Event::Unitary(placement, matrix)
        }
        Event::Measure(qubit, bit) => oracle::Event::Measure(*qubit, *bit),
        Event::Reset(qubit) => oracle::Event::Reset(*qubit),
        Event::If(condition, then) => oracle::Event::If(
            condition.clone(),
            then.iter().map(|inner| oracle_event(inner, params)).collect(),
        ),
    }
}
