//! Questions to states: sums over rows. Each block gives one number, and the host adds them in order.

use super::{Cuda, Device, Image, Launch, Number, ROW_THREADS, State, observable};
use crate::{PauliTerms, Result};
use ansatz_circuits::C64;

/// Rows that are read out at once.
const ROWS_AT_ONCE: usize = 1 << 22;

impl<R: Number, D: Device> Cuda<R, D> {
    /// Sums of the blocks of each lane.
    fn by_lane(partials: &[f64], lanes: usize) -> Vec<f64> {
        partials.chunks_exact(partials.len() / lanes).map(|blocks| blocks.iter().sum()).collect()
    }

    pub(super) fn expectation_of(&self, state: &State<D::Memory>, terms: &PauliTerms) -> Result<Vec<f64>> {
        let launch = self.over_rows("expectation", state);
        let count = launch.grid[0] as usize * state.lanes;
        let (image, at) = self.observable(terms)?;
        let partials = self.device.allocate(count * 8)?;
        let (from, to) = (self.device.address(&image), self.device.address(&partials));
        let arguments = [from, at, self.address(state), state.num_qubits as u64, to];
        // SAFETY: the image holds the observable; one partial for each block.
        unsafe { self.device.launch(launch, &arguments)? };
        Ok(Self::by_lane(&self.numbers(&partials, count)?, state.lanes))
    }

    pub(super) fn applied(
        &self,
        state: &State<D::Memory>,
        terms: &PauliTerms,
    ) -> Result<(State<D::Memory>, Vec<f64>)> {
        let launch = self.over_rows("apply_terms", state);
        let count = launch.grid[0] as usize * state.lanes;
        let (image, at) = self.observable(terms)?;
        let out = self.empty(state.num_qubits, state.lanes)?;
        let partials = self.device.allocate(count * 8)?;
        let (from, to) = (self.device.address(&image), self.device.address(&partials));
        let arguments = [from, at, self.address(state), state.num_qubits as u64, self.address(&out), to];
        // SAFETY: as for the expectation, and a second state of the same size.
        unsafe { self.device.launch(launch, &arguments)? };
        let values = Self::by_lane(&self.numbers(&partials, count)?, state.lanes);
        Ok((out, values))
    }

    fn observable(&self, terms: &PauliTerms) -> Result<(D::Memory, u64)> {
        let mut image = Image::default();
        let at = observable::push::<R>(&mut image, terms);
        Ok((self.uploaded(image.bytes())?, at))
    }

    pub(super) fn overlaps(&self, bra: &State<D::Memory>, ket: &State<D::Memory>) -> Result<Vec<C64>> {
        let launch = self.over_rows("inner_product", ket);
        let count = launch.grid[0] as usize * ket.lanes;
        let partials = self.device.allocate(2 * count * 8)?;
        let to = self.device.address(&partials);
        let arguments = [self.address(bra), self.address(ket), ket.num_qubits as u64, to, count as u64];
        // SAFETY: two states of the same size; two partials for each block.
        unsafe { self.device.launch(launch, &arguments)? };
        let numbers = self.numbers(&partials, 2 * count)?;
        let (re, im) = numbers.split_at(count);
        let parts = Self::by_lane(re, ket.lanes).into_iter().zip(Self::by_lane(im, ket.lanes));
        Ok(parts.map(|(re, im)| C64::new(re, im)).collect())
    }

    pub(super) fn ones_of(&self, state: &State<D::Memory>, qubit: usize) -> Result<f64> {
        let blocks = self.row_blocks(state.rows(), 1);
        let launch =
            Launch { kernel: "probability_of_one", grid: [blocks, 1], threads: ROW_THREADS, shared_bytes: 0 };
        let partials = self.device.allocate(blocks as usize * 8)?;
        let to = self.device.address(&partials);
        let arguments = [self.address(state), state.num_qubits as u64, qubit as u64, to];
        // SAFETY: lane 0 of a state of so many qubits; one partial for each block.
        unsafe { self.device.launch(launch, &arguments)? };
        Ok(self.numbers(&partials, blocks as usize)?.iter().sum())
    }

    pub(super) fn amplitudes_of(&self, state: &State<D::Memory>, lane: usize) -> Result<Vec<C64>> {
        let mut amplitudes = Vec::with_capacity(state.rows());
        let mut numbers = vec![R::ZERO; 2 * state.rows().min(ROWS_AT_ONCE)];
        for first in (0..state.rows()).step_by(ROWS_AT_ONCE) {
            let start = (lane * state.rows() + first) * 2 * size_of::<R>();
            self.device.download(&state.memory, start, bytemuck::cast_slice_mut(&mut numbers))?;
            let one = |pair: &[R]| C64::new(pair[0].to_f64(), pair[1].to_f64());
            amplitudes.extend(numbers.chunks_exact(2).map(one));
        }
        Ok(amplitudes)
    }

    pub(super) fn probabilities_of(&self, state: &State<D::Memory>, lane: usize) -> Result<Vec<f64>> {
        let at_once = state.rows().min(ROWS_AT_ONCE);
        let out = self.device.allocate(at_once * 8)?;
        let mut probabilities = Vec::with_capacity(state.rows());
        for first in (0..state.rows()).step_by(at_once) {
            let offset = (lane * state.rows() + first) * 2 * size_of::<R>();
            let grid = [self.row_blocks(at_once, 1), 1];
            let launch = Launch { kernel: "probabilities", grid, threads: ROW_THREADS, shared_bytes: 0 };
            let rows = self.address(state) + offset as u64;
            let arguments = [rows, at_once as u64, self.device.address(&out)];
            // SAFETY: so many rows of one lane from the first on, and as many numbers.
            unsafe { self.device.launch(launch, &arguments)? };
            probabilities.extend(self.numbers(&out, at_once)?);
        }
        Ok(probabilities)
    }
}
