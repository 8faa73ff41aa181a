//! From numbers in [0, 1) to basis states: stretches' probabilities first, then a walk inside the stretches that are hit.

use super::image::Hit;
use super::{Cuda, Device, Launch, Number, ROW_THREADS, State};
use crate::Result;

impl<R: Number, D: Device> Cuda<R, D> {
    pub(super) fn located(&self, state: &State<D::Memory>, ascending: &[f64]) -> Result<Vec<u64>> {
        if ascending.is_empty() {
            return Ok(Vec::new());
        }
        let stretch = state.rows().min(1 << self.options.stretch_qubits.min(30));
        let sums = self.stretch_sums(state, stretch)?;
        let total: f64 = sums.iter().sum();
        let targets: Vec<f64> = ascending.iter().map(|u| u * total).collect();
        self.walked(state, stretch, &hits(&sums, &targets), &targets)
    }

    fn stretch_sums(&self, state: &State<D::Memory>, stretch: usize) -> Result<Vec<f64>> {
        let stretches = state.rows() / stretch;
        let sums = self.device.allocate(stretches * 8)?;
        let grid = [self.blocks(stretches, 1), 1];
        let launch = Launch { kernel: "stretch_sums", grid, threads: ROW_THREADS, shared_bytes: 0 };
        let to = self.device.address(&sums);
        let arguments = [self.address(state), stretches as u64, stretch as u64, to];
        // SAFETY: lane 0 has so many stretches of so many rows; one sum for each.
        unsafe { self.device.launch(launch, &arguments)? };
        self.numbers(&sums, stretches)
    }

    fn walked(
        &self,
        state: &State<D::Memory>,
        stretch: usize,
        hits: &[Hit],
        targets: &[f64],
    ) -> Result<Vec<u64>> {
        let places = self.uploaded(bytemuck::cast_slice(hits))?;
        let draws = self.uploaded(bytemuck::cast_slice(targets))?;
        let out = self.device.allocate(targets.len() * 8)?;
        let grid = [self.blocks(hits.len(), 1), 1];
        let launch = Launch { kernel: "walk", grid, threads: ROW_THREADS, shared_bytes: 0 };
        let address = |memory: &D::Memory| self.device.address(memory);
        let arguments = [
            self.address(state),
            stretch as u64,
            address(&places),
            hits.len() as u64,
            address(&draws),
            address(&out),
        ];
        // SAFETY: every hit is a stretch of lane 0 and a range of the draws, each of which has a place in `out`.
        unsafe { self.device.launch(launch, &arguments)? };
        let mut rows = vec![0; targets.len()];
        self.device.download(&out, 0, bytemuck::cast_slice_mut(&mut rows))?;
        Ok(rows)
    }
}

/// Stretches that ascending targets fall into; the last one takes what rounding has left.
fn hits(sums: &[f64], targets: &[f64]) -> Vec<Hit> {
    let (mut hits, mut before, mut first) = (Vec::new(), 0.0, 0);
    for (number, sum) in sums.iter().enumerate() {
        let is_last = number + 1 == sums.len();
        let count = targets[first..].partition_point(|target| is_last || *target < before + sum);
        if count > 0 {
            hits.push(Hit { number: number as u64, before, first: first as u64, count: count as u64 });
        }
        first += count;
        before += sum;
    }
    hits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_draw_is_in_one_stretch() {
        let found = hits(&[0.25, 0.0, 0.5, 0.25], &[0.1, 0.2, 0.25, 0.9, 1.5]);
        let ranges: Vec<_> = found.iter().map(|hit| (hit.number, hit.first, hit.count)).collect();
        assert_eq!(ranges, [(0, 0, 2), (2, 2, 1), (3, 3, 2)]);
    }
}
