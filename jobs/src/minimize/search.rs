//! The search itself: one circuit, a circuit that grows by layers or excitations, and states above the lowest.
//!
//! Called by the minimization.

use super::Found;
use super::config::MinimizeConfig;
use super::problem::{Ansatz, EnergyTask};
use crate::observer::{Observer, Step};
use ansatz::circuits::Circuit;
use ansatz::qml::{
    ModelError,
    energy::alternating::interpolated,
    energy::{
        AdaptiveProblem, Deflated, Energy, Minimum, Spectral, Start, deflate, minimize, minimize_adaptively,
    },
};
use ansatz::simulator::Device;

/// A task at work.
pub(super) struct Search<'a> {
    pub(super) device: &'a Device,
    pub(super) task: &'a EnergyTask,
    pub(super) config: &'a MinimizeConfig,
    pub(super) observer: &'a dyn Observer,
}

impl Search<'_> {
    /// The lowest state, and as many above it as the file asks for.
    pub(super) fn run(&self) -> Result<Found, ModelError> {
        let mut found = self.lowest()?;
        let count = self.config.problem.states.unwrap_or(1);
        if count > 1 {
            let spectral = Spectral {
                device: self.device,
                circuit: &found.circuit,
                observable: &self.task.observable,
                penalty: self.config.problem.penalty,
            };
            let states = deflate(spectral, vec![found.minimum.clone()], count, &self.config.minimize)?;
            found.states = Some(states);
        }
        Ok(found)
    }

    fn lowest(&self) -> Result<Found, ModelError> {
        match &self.task.ansatz {
            Ansatz::Fixed { circuit, start, natural, smaller } => {
                let searched = natural.as_ref().map_or(circuit, |natural| &natural.circuit);
                let start = natural.as_ref().map_or_else(|| start.clone(), |natural| natural.start(start));
                let settings = &self.config.minimize;
                let depths = smaller.len().saturating_add(1);
                self.observer.begin(settings.steps.saturating_mul(settings.starts).saturating_mul(depths));
                let minimum = self.by_layers(searched, start, smaller);
                self.observer.end();
                let mut minimum = minimum?;
                if let Some(natural) = natural {
                    natural.give_back(&mut minimum.parameters);
                }
                Ok(Found { minimum, circuit: circuit.clone(), excitations: None, states: None, seconds: 0.0 })
            }
            Ansatz::Adaptive { .. } => self.adaptive(),
        }
    }

    /// Each depth starts where the one before led.
    fn by_layers(&self, last: &Circuit, start: Start, smaller: &[Circuit]) -> Result<Minimum, ModelError> {
        let (mut start, mut evaluations) = (start, 0);
        for circuit in smaller {
            let found = self.one(circuit, &start)?;
            evaluations += found.evaluations;
            start = Start::Given(interpolated(&found.parameters));
        }
        let mut found = self.one(last, &start)?;
        found.evaluations += evaluations;
        Ok(found)
    }

    fn one(&self, circuit: &Circuit, start: &Start) -> Result<Minimum, ModelError> {
        let observe = &mut |start: usize, energy: f64| self.observer.step(&Step::Energy { start, energy });
        let energy = Energy::new(self.device, circuit, &self.task.observable)?;
        minimize(energy, start, &self.config.minimize, observe)
    }

    fn adaptive(&self) -> Result<Found, ModelError> {
        let Ansatz::Adaptive { space, settings } = &self.task.ansatz else {
            unreachable!("asked of an ansatz that grows")
        };
        self.observer.begin(settings.most);
        let observe =
            &mut |count: usize, energy: f64| self.observer.step(&Step::Excitations { count, energy });
        let problem =
            AdaptiveProblem { device: self.device, observable: &self.task.observable, space: *space };
        let found = minimize_adaptively(problem, settings, &self.config.minimize, observe);
        self.observer.end();
        let found = found?;
        Ok(Found {
            minimum: found.minimum,
            circuit: found.circuit,
            excitations: Some(found.excitations),
            states: None,
            seconds: 0.0,
        })
    }
}

/// The energies of all states, each with how much of a lower one it is.
pub(super) fn levels(states: &[Deflated]) -> Vec<super::answer::Level> {
    let level = |state: &Deflated| super::answer::Level {
        energy: state.minimum.energy,
        overlap: state.overlap,
        parameters: state.minimum.parameters.clone(),
        stop: state.minimum.stop,
    };
    states.iter().map(level).collect()
}
