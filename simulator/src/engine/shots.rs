//! Shots of all qubits: one uniform number for each shot, sorted, so that one walk over the probabilities serves all.

use crate::backend::Kernels;
use crate::{Purpose, RandomStream};

/// The basis state of each of the given shots (numbers of the stream), in their order.
pub(super) fn basis_states<K: Kernels>(kernels: &K, state: &K::State, shots: &[u64], seed: u64) -> Vec<u64> {
    let mut stream = RandomStream::new(seed, Purpose::Shots, 0);
    let mut expected = 0;
    let mut draw = |shot: u64| {
        // Consecutive shots read on; only gaps need a jump.
        if shot != expected {
            stream.seek(shot);
        }
        expected = shot + 1;
        stream.uniform()
    };
    let mut draws: Vec<(f64, usize)> = shots.iter().enumerate().map(|(at, shot)| (draw(*shot), at)).collect();
    draws.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let ascending: Vec<f64> = draws.iter().map(|(u, _)| *u).collect();
    let located = kernels.locate(state, &ascending);
    let mut states = vec![0; shots.len()];
    for ((_, at), basis_state) in draws.into_iter().zip(located) {
        states[at] = basis_state;
    }
    states
}
