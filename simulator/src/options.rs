//! Every threshold and size, as an option: small tests reach the paths that large circuits take.

/// How a circuit becomes passes.
///
/// ```
/// use ansatz_circuits::Circuit;
/// use ansatz_simulator::{Plan, PlanOptions};
/// let circuit = Circuit::build(2, |c| c.ry(0.1, 0).ry(0.2, 1).cz(0, 1).rz(0.3, 0))?;
/// let fused = Plan::compile(&circuit, &PlanOptions::default())?;
/// let plain = Plan::compile(&circuit, &PlanOptions::default().plain())?;
/// assert!(fused.num_operations() < plain.num_operations());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlanOptions {
    /// A pass works on tiles of at most `2^tile_qubits` amplitudes: two of them, as the adjoint sweep needs, fit a
    /// 1 MiB second-level cache at 15 and f64.
    pub tile_qubits: usize,
    /// This many lowest qubits are in every tile, so that memory is read in runs of `2^contiguous_qubits`.
    pub contiguous_qubits: usize,
    /// A state is cut into `2^split_qubits` tiles at least, so that several threads have work, but never into tiles of
    /// fewer than `least_tile_qubits`.
    pub split_qubits: usize,
    /// See `split_qubits`.
    pub least_tile_qubits: usize,
    /// From this many qubits on, each pass tries out `lookahead` places to begin; 1 for none.
    pub lookahead_qubits: usize,
    /// See `lookahead_qubits`.
    pub lookahead: usize,
    /// From this many qubits on, at most `choices` sizes of a tile and of its contiguous runs are planned, those asked for
    /// first, and the cost model chooses; 1 for no choice.
    pub choices_qubits: usize,
    /// See `choices_qubits`.
    pub choices: usize,
    /// Turns and flips on at most this many qubits, and never more than four, share one sweep; 1 for none.
    pub sweep_qubits: usize,
    /// Neighbouring turns of a qubit become one, flips around phases vanish, crowded pairs become matrices.
    pub fuse: bool,
    /// Turns, a diagonal and turns on two qubits become one sweep, where what else the diagonal holds can wait.
    pub butterflies: bool,
    /// Commuting operations change places to make passes longer.
    pub reorder: bool,
    /// Phases in a row become one operation.
    pub merge_phases: bool,
    /// Swaps rename qubits instead of moving amplitudes.
    pub relabel: bool,
    /// An X turns the meaning of its qubit's values around instead of moving amplitudes.
    pub carry_flips: bool,
    /// Expectations and their gradients leave out operations that commute with the observables pulled back so far: those
    /// outside the backward light cone. Final states are always whole.
    pub light_cone: bool,
    /// Expectations and their gradients take Clifford operations at the end of a circuit into the observables.
    pub pull_back: bool,
    /// Expectations of circuits of at least this many qubits are taken from states of what each term depends on, where that is less work
    /// than one state of all qubits; circuits beyond 62 qubits always.
    pub cone_qubits: usize,
    /// Branches of a circuit that measures on the way become one where they come to the same state and the same bits that are still read.
    pub meet: bool,
    /// Definitions that are one small matrix under controls, whatever they are made of, are run as that.
    pub meaning: bool,
    /// What is measured is read by pieces: qubits that nothing acts on and qubits that never meet are in no state together.
    pub apart: bool,
    /// Measured pieces of at most this many qubits are run instruction by instruction, without a plan; 0 for none.
    pub eager_qubits: usize,
    /// Measured pieces that ever have few amplitudes that are not zero are lists of these.
    pub sparse: bool,
    /// Measured pieces of Clifford operations have no amplitudes at all.
    pub stabilizer: bool,
}

impl Default for PlanOptions {
    fn default() -> Self {
        PlanOptions {
            tile_qubits: 15,
            contiguous_qubits: 5,
            split_qubits: 2,
            least_tile_qubits: 12,
            lookahead_qubits: 18,
            lookahead: 8,
            choices_qubits: 20,
            choices: 3,
            sweep_qubits: 4,
            fuse: true,
            butterflies: true,
            reorder: true,
            merge_phases: true,
            relabel: true,
            carry_flips: true,
            light_cone: true,
            pull_back: true,
            cone_qubits: 14,
            meet: true,
            meaning: true,
            apart: true,
            eager_qubits: 8,
            sparse: true,
            stabilizer: true,
        }
    }
}

impl PlanOptions {
    /// Every optimisation off: each operation is a sweep, in the order given. Tiles stay as they are.
    pub fn plain(self) -> PlanOptions {
        PlanOptions {
            lookahead: 1,
            choices: 1,
            sweep_qubits: 1,
            fuse: false,
            butterflies: false,
            reorder: false,
            merge_phases: false,
            relabel: false,
            carry_flips: false,
            light_cone: false,
            pull_back: false,
            cone_qubits: usize::MAX,
            meet: false,
            meaning: false,
            apart: false,
            eager_qubits: 0,
            sparse: false,
            stabilizer: false,
            ..self
        }
    }

    /// Whether programs may be anything but one plan.
    pub(crate) fn takes_apart(&self) -> bool {
        self.apart || self.sparse || self.stabilizer || self.eager_qubits > 0
    }

    /// Qubits of a tile of a state of so many qubits.
    pub(crate) fn tile_of(&self, num_qubits: usize) -> usize {
        let split = num_qubits.saturating_sub(self.split_qubits).max(self.least_tile_qubits);
        self.tile_qubits.min(split).min(num_qubits)
    }
}
