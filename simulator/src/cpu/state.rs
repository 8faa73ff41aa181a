//! State vectors in memory: real and imaginary parts apart, the lane index innermost,
//! element `row * lanes + lane`. Row `j` is the amplitude of basis state `j`.

use super::Real;
use ansatz_circuits::C64;

/// `lanes` state vectors of `num_qubits` qubits.
#[derive(Debug, Clone)]
pub struct State<R> {
    pub(super) num_qubits: usize,
    pub(super) lanes: usize,
    pub(super) re: Vec<R>,
    pub(super) im: Vec<R>,
}

impl<R: Real> State<R> {
    /// All amplitudes zero.
    pub(super) fn empty(num_qubits: usize, lanes: usize) -> State<R> {
        let len = lanes << num_qubits;
        State { num_qubits, lanes, re: vec![R::ZERO; len], im: vec![R::ZERO; len] }
    }

    /// |0…0⟩ in every lane.
    pub(super) fn zero(num_qubits: usize, lanes: usize) -> State<R> {
        let mut state = State::empty(num_qubits, lanes);
        state.re[..lanes].fill(R::ONE);
        state
    }

    /// Amplitudes lane after lane, or one vector for all lanes.
    pub(super) fn load(num_qubits: usize, lanes: usize, amplitudes: &[C64]) -> State<R> {
        let mut state = State::empty(num_qubits, lanes);
        let rows = 1usize << num_qubits;
        for lane in 0..lanes {
            let from = if amplitudes.len() == rows {
                amplitudes
            } else {
                &amplitudes[lane * rows..(lane + 1) * rows]
            };
            for (row, amplitude) in from.iter().enumerate() {
                state.re[row * lanes + lane] = R::from_f64(amplitude.re);
                state.im[row * lanes + lane] = R::from_f64(amplitude.im);
            }
        }
        state
    }

    pub(super) fn rows(&self) -> usize {
        1 << self.num_qubits
    }

    /// The amplitudes of one lane, in order.
    pub(super) fn lane(&self, lane: usize) -> impl Iterator<Item = C64> + '_ {
        let of_lane = move |parts: &'_ [R]| {
            parts[lane..].iter().step_by(self.lanes).map(|x| x.to_f64()).collect::<Vec<_>>()
        };
        of_lane(&self.re).into_iter().zip(of_lane(&self.im)).map(|(re, im)| C64::new(re, im))
    }
}
