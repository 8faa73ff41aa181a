//! The light cone of observables: operations that change none of their expectations, at any angles, are left out.
//! Called by the engine where expectations and nothing else are asked for; knows no angle and no state.
//!
//! Going back through the plan, `A` is the observable pulled back so far. It acts on the qubits of `support` alone, and
//! commutes with `Z_q` for every qubit `q` outside `mixed`. An operation that commutes with every such `A` is left out:
//! what touches no qubit of the support, diagonals and controls on qubits that are not mixed. Any other makes the sets
//! grow.

use super::Plan;
use super::phases::MergedPhases;
use super::reduced::GoingBack;
use super::turn::TurnFactor;
use ansatz_circuits::PauliSum;
use ansatz_kernels::Flip;

/// What is known of the observables, pulled back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Cone {
    support: u64,
    mixed: u64,
}

impl Plan {
    /// The plan for these observables' expectations, which may leave other states behind; `None` where all of it counts, or
    /// where the light cone is switched off.
    pub(super) fn within_cone(&self, observables: &[PauliSum]) -> Option<Plan> {
        if !self.light_cone {
            return None;
        }
        let mut cone = Cone::default();
        for (_, string) in observables.iter().flat_map(|sum| sum.terms()) {
            cone.support |= self.order.place_mask(string.support());
            cone.mixed |= self.order.place_mask(string.x_mask());
        }
        self.reduced(&mut cone)
    }
}

impl GoingBack for Cone {
    /// Commutes with what acts on no target and keeps the values of the controls.
    fn keeps_matrix(&mut self, targets: u64, controls: u64) -> bool {
        let counts = targets & self.support != 0 || controls & self.mixed != 0;
        if counts {
            self.support |= targets | controls;
            self.mixed |= targets;
        }
        counts
    }

    /// Parities commute with each other, so each is judged by itself: `exp(iaZ_m)` by `m ∩ mixed`.
    fn keeps_parities(&mut self, phases: &MergedPhases) -> Vec<bool> {
        let counts = |mask: &u64| mask & self.mixed != 0;
        let kept = phases.masks.iter().map(counts).collect();
        self.support |= phases.masks.iter().filter(|mask| counts(mask)).fold(0, |all, mask| all | mask);
        kept
    }

    fn keeps_turn(&mut self, qubit: u32, _: &[TurnFactor]) -> bool {
        let counts = self.support >> qubit & 1 == 1;
        self.mixed |= u64::from(counts) << qubit;
        counts
    }

    /// A flip carries `Z_target` to `Z_control Z_target`: the target is mixed where either was.
    fn keeps_flip(&mut self, flip: &Flip) -> bool {
        let (target, control) = (1u64 << flip.target, flip.control.map_or(0, |q| 1u64 << q));
        if target & self.support == 0 && control & self.mixed == 0 {
            return false;
        }
        self.support |= target | control;
        if control & self.mixed != 0 {
            self.mixed |= target;
        }
        true
    }
}
