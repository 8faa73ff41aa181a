//! Passes there and back: what is uploaded, which kernels are started in which order, where their sums go. Called by the
//! backend; the kernels are in `simulator/cuda/{pass,gradient}.cuh`.

use super::encode::{Encoded, threads};
use super::image;
use super::regroup::{Part, regroup};
use super::{Cuda, Device, Launch, Number, ROW_THREADS, State, observable};
use crate::backend::WholeGradient;
use crate::{BoundPass, Result, SimulatorError};

/// What each block has summed, for every sum and lane.
struct Partials<'a, M> {
    memory: &'a M,
    blocks: u32,
    num_sums: usize,
    lanes: usize,
}

impl<R: Number, D: Device> Cuda<R, D> {
    /// Passes as the kernels read them; refuses operations that no tile holds.
    fn encoded(&self, passes: &[BoundPass<'_>], num_qubits: usize) -> Result<Encoded> {
        let mut encoded = Encoded::default();
        for pass in passes {
            for part in regroup(pass, num_qubits, self.tile_bits()) {
                let (wide, tile) = (part.local.len(), self.most_bits());
                if wide > tile {
                    let message = format!("a matrix on {wide} qubits is wider than a tile of {tile} qubits");
                    return Err(SimulatorError::Device { message });
                }
                encoded.push::<R>(&part, num_qubits);
            }
        }
        Ok(encoded)
    }

    pub(super) fn run(&self, passes: &[BoundPass<'_>], state: &State<D::Memory>) -> Result<()> {
        let mut encoded = self.encoded(passes, state.num_qubits)?;
        let headers = encoded.image.push(&encoded.passes);
        let image = self.uploaded(encoded.image.bytes())?;
        for (k, pass) in encoded.passes.iter().enumerate() {
            let bits = pass.bits as usize;
            let launch = Launch {
                kernel: "run_pass",
                grid: [self.blocks(1 << pass.outer_count, state.lanes), state.lanes as u32],
                threads: threads(bits),
                shared_bytes: ((2 * size_of::<R>()) << bits) as u32,
            };
            let at = headers + (k * size_of::<image::Pass>()) as u64;
            let arguments = [self.device.address(&image), at, self.address(state), state.num_qubits as u64];
            // SAFETY: the image holds the pass, whose rows are those of a state of so many qubits and lanes.
            unsafe { self.device.launch(launch, &arguments)? };
        }
        Ok(())
    }

    pub(super) fn reverse(
        &self,
        passes: &[BoundPass<'_>],
        bra: &State<D::Memory>,
        ket: &State<D::Memory>,
        gradient: &mut [f64],
    ) -> Result<()> {
        let (num_qubits, lanes) = (ket.num_qubits, ket.lanes);
        let mut encoded = self.encoded(passes, num_qubits)?;
        let headers = encoded.image.push(&encoded.passes);
        let image = self.uploaded(encoded.image.bytes())?;
        let sums = self.device.allocate((encoded.num_sums() * lanes * 8).max(1))?;
        for (k, pass) in encoded.passes.iter().enumerate().rev() {
            let bits = pass.bits as usize;
            let (blocks, num_sums) = (self.blocks(1 << pass.outer_count, lanes), pass.num_sums as usize);
            let partials = self.device.allocate((blocks as usize * lanes * num_sums * 8).max(1))?;
            let launch = Launch {
                kernel: "reverse_pass",
                grid: [blocks, lanes as u32],
                threads: threads(bits),
                shared_bytes: ((4 * size_of::<R>()) << bits) as u32,
            };
            let at = headers + (k * size_of::<image::Pass>()) as u64;
            let (bra, ket) = (self.address(bra), self.address(ket));
            let partials_at = self.device.address(&partials);
            let arguments = [self.device.address(&image), at, bra, ket, num_qubits as u64, partials_at];
            // SAFETY: as in `run`, for two states; there are as many partials as blocks, lanes and sums.
            unsafe { self.device.launch(launch, &arguments)? };
            if num_sums > 0 {
                let memory = &partials;
                self.fold(Partials { memory, blocks, num_sums, lanes }, &sums, pass.first_sum)?;
            }
        }
        if encoded.num_sums() > 0 {
            let sums = self.numbers(&sums, encoded.num_sums() * lanes)?;
            encoded.contract(&sums, lanes, gradient);
        }
        Ok(())
    }

    /// Adds the partials of blocks, in order, into the sums from `first` on.
    fn fold(&self, partials: Partials<'_, D::Memory>, sums: &D::Memory, first: u32) -> Result<()> {
        let Partials { memory, blocks, num_sums, lanes } = partials;
        let threads = blocks.next_power_of_two().clamp(32, ROW_THREADS);
        let grid = [num_sums as u32, lanes as u32];
        let launch = Launch { kernel: "fold_sums", grid, threads, shared_bytes: 0 };
        let (from, to) = (self.device.address(memory), self.device.address(sums));
        let arguments = [from, u64::from(blocks), num_sums as u64, lanes as u64, to, u64::from(first)];
        // SAFETY: the partials of so many blocks, lanes and sums, and sums that have room from the first on.
        unsafe { self.device.launch(launch, &arguments) }
    }

    /// One launch for all of it: values and sums of every lane.
    pub(super) fn at_once(&self, whole: &WholeGradient<'_>, gradient: &mut [f64]) -> Result<Vec<f64>> {
        let WholeGradient { num_qubits, lanes, passes, reversed, terms } = *whole;
        let all: Vec<u32> = (0..num_qubits as u32).collect();
        let mut encoded = Encoded::default();
        for pass in passes {
            let part = Part { local: all.clone(), live: pass.live, ops: &pass.ops };
            encoded.push::<R>(&part, num_qubits);
        }
        let headers = encoded.image.push(&encoded.passes);
        let observable = observable::push::<R>(&mut encoded.image, terms);
        let image = self.uploaded(encoded.image.bytes())?;
        let num_sums = encoded.num_sums();
        let values = self.device.allocate(lanes * 8)?;
        let by_lane = self.device.allocate((lanes * num_sums * 8).max(1))?;
        let launch = Launch {
            kernel: "gradient",
            grid: [lanes as u32, 1],
            threads: threads(num_qubits),
            shared_bytes: ((4 * size_of::<R>()) << num_qubits) as u32,
        };
        let address = |memory: &D::Memory| self.device.address(memory);
        let (count, back) = (passes.len() as u64, reversed as u64);
        let outputs = [address(&values), address(&by_lane), num_sums as u64];
        let arguments =
            [address(&image), headers, count, back, observable, outputs[0], outputs[1], outputs[2]];
        // SAFETY: every pass's tile is the whole state, and there is a value and room for the sums of each lane.
        unsafe { self.device.launch(launch, &arguments)? };
        if num_sums > 0 {
            let sums = self.device.allocate(lanes * num_sums * 8)?;
            self.fold(Partials { memory: &by_lane, blocks: 1, num_sums, lanes }, &sums, 0)?;
            encoded.contract(&self.numbers(&sums, lanes * num_sums)?, lanes, gradient);
        }
        self.numbers(&values, lanes)
    }
}
