//! Pauli sums on the kernels themselves: however rows are cut into tiles and lanes lie side by side, the numbers are
//! the oracle's, and the bits do not depend on threads or neighbours.

use ansatz_circuits::{Circuit, PauliSum};
use ansatz_simulator::{
    Backend, Cpu, CpuOptions, Plan, PlanOptions, Program, SimdLevel,
    machine::{Angles, Inputs, Kernels, Real, terms_of, weighted_terms},
};
use ansatz_tests::backends::{always_parallel, pool};
use ansatz_tests::oracle::{C64, Placement, apply, c, pauli_word};
use ansatz_tests::random::Draws;
use ansatz_tests::recipe::Observable;
use ansatz_tests::strategies::observable;
use ansatz_tests::tolerance::{self, assert_near};
use std::collections::BTreeMap;

const LANES: [usize; 7] = [1, 2, 3, 5, 8, 16, 24];

/// `O|ψ⟩` by the oracle.
fn image(observable: &Observable, state: &[C64]) -> Vec<C64> {
    let mut sum = vec![c(0.0, 0.0); state.len()];
    for (coefficient, letters) in &observable.terms {
        let image = letters.iter().fold(state.to_vec(), |image, (qubit, letter)| {
            apply(&image, &Placement::on(&[*qubit]), &pauli_word(&letter.to_string()))
        });
        sum.iter_mut().zip(image).for_each(|(sum, x)| *sum += x * *coefficient);
    }
    sum
}

/// States, observables, and what the oracle says about them.
struct Case {
    num_qubits: usize,
    states: Vec<Vec<C64>>,
    observables: [Observable; 2],
    /// `images[m][lane]`.
    images: [Vec<Vec<C64>>; 2],
}

const WORKS: &str = "a processor does not fail";

impl Case {
    fn new(draws: &mut Draws, num_qubits: usize, observables: [Observable; 2]) -> Case {
        let states: Vec<_> = (0..24).map(|_| draws.state(num_qubits)).collect();
        let images = [0, 1].map(|m| states.iter().map(|state| image(&observables[m], state)).collect());
        Case { num_qubits, states, observables, images }
    }

    fn sums(&self) -> [PauliSum; 2] {
        [0, 1].map(|m| self.observables[m].sum())
    }

    fn assert_holds<R: Real>(&self, options: CpuOptions, lanes: usize, epsilon: f64) {
        let label = format!("{} qubits, {lanes} lanes, {} {options:?}", self.num_qubits, R::NAME);
        let backend = Cpu::<R>::new(options);
        let state = backend.load(self.num_qubits, lanes, &self.states[..lanes].concat()).expect(WORKS);
        let norms = [0, 1].map(|m| self.observables[m].norm());
        for (m, sum) in self.sums().iter().enumerate() {
            let terms = terms_of(sum);
            let bound = tolerance::expectation(epsilon, sum.terms().len(), norms[m]);
            let (result, together) = backend.apply_with_expectation(&state, &terms).expect(WORKS);
            let values = backend.expectation(&state, &terms).expect(WORKS);
            let overlaps = backend.inner_product(&state, &result).expect(WORKS);
            assert_eq!((values.len(), together.len()), (lanes, lanes));
            for lane in 0..lanes {
                let ket = &self.states[lane];
                let expected: C64 = ket.iter().zip(&self.images[m][lane]).map(|(a, b)| a.conj() * b).sum();
                assert_near(&label, values[lane], expected.re, bound);
                assert_near(&label, together[lane], expected.re, bound);
                assert_near(&label, overlaps[lane].re, expected.re, bound);
                assert_near(&label, overlaps[lane].im, 0.0, bound);
                self.assert_image(
                    &backend.amplitudes(&result, lane).expect(WORKS),
                    lane,
                    [[1.0, 0.0], [0.0, 1.0]][m],
                    bound,
                );
            }
        }
        let weights: Vec<f64> = (0..2 * lanes).map(|k| 0.3 * k as f64 - 1.0).collect();
        let result =
            backend.apply_terms(&state, &weighted_terms(&self.sums(), lanes, &weights)).expect(WORKS);
        let bound = tolerance::expectation(epsilon, 40, (norms[0] + norms[1]) * 16.0);
        for lane in 0..lanes {
            let weights = [weights[2 * lane], weights[2 * lane + 1]];
            self.assert_image(&backend.amplitudes(&result, lane).expect(WORKS), lane, weights, bound);
        }
    }

    #[track_caller]
    fn assert_image(&self, got: &[C64], lane: usize, weights: [f64; 2], bound: f64) {
        assert_eq!(got.len(), 1 << self.num_qubits);
        for (row, amplitude) in got.iter().enumerate() {
            let expected = self.images[0][lane][row] * weights[0] + self.images[1][lane][row] * weights[1];
            let error = (amplitude - expected).norm();
            assert!(error <= bound, "row {row}: {amplitude} instead of {expected}, off by {error:e}");
        }
    }

    fn assert_holds_everywhere(&self) {
        let levels = [SimdLevel::Best, SimdLevel::Avx2, SimdLevel::Baseline];
        for block_qubits in [0, 3, 4, 5, 6, 8, 12] {
            for (number, lanes) in LANES.into_iter().enumerate() {
                let simd = levels[(number + block_qubits) % 3];
                let options = CpuOptions { simd, ..always_parallel(block_qubits) };
                self.assert_holds::<f64>(options, lanes, f64::EPSILON);
                self.assert_holds::<f32>(options, lanes, f64::from(f32::EPSILON));
            }
        }
    }
}

#[test]
fn sums_of_all_letters_agree_with_the_oracle() {
    let mut draws = Draws::new(71);
    for num_qubits in 1..=9 {
        let observables = [observable(&mut draws, num_qubits, 9), observable(&mut draws, num_qubits, 3)];
        Case::new(&mut draws, num_qubits, observables).assert_holds_everywhere();
    }
}

/// `letter` on the set bits of `mask`.
fn word(mask: usize, letter: char) -> Vec<(usize, char)> {
    (0..usize::BITS as usize).filter(|q| mask >> q & 1 == 1).map(|q| (q, letter)).collect()
}

/// Many Z masks for one X mask, so that weights are transformed rather than added up.
#[test]
fn dense_families_agree_with_the_oracle() {
    let mut draws = Draws::new(72);
    let diagonal = (0..1 << 10).step_by(7).map(|z| (draws.uniform() - 0.5, word(z, 'Z'))).collect();
    let shifted = (0..60).map(|k| {
        let mut letters = word((k * 17 % 1024) & !0b1_0000_0101, 'Z');
        letters.extend([(0, ['X', 'Y'][k % 2]), (2, 'X'), (8, ['X', 'Y'][k / 2 % 2])]);
        (0.1 * k as f64 - 2.0, letters)
    });
    let observables = [Observable { terms: diagonal }, Observable { terms: shifted.collect() }];
    let case = Case::new(&mut draws, 10, observables);
    for (block_qubits, lanes) in [(12, 1), (12, 3), (12, 16), (9, 1), (6, 1), (10, 2)] {
        case.assert_holds::<f64>(always_parallel(block_qubits), lanes, f64::EPSILON);
        case.assert_holds::<f32>(always_parallel(block_qubits), lanes, f64::from(f32::EPSILON));
    }
}

/// Every number of every lane, as bits.
fn bits<R: Real>(backend: &Cpu<R>, case: &Case, lanes: std::ops::Range<usize>) -> Vec<Vec<u64>> {
    let state =
        backend.load(case.num_qubits, lanes.len(), &case.states[lanes.clone()].concat()).expect(WORKS);
    let mut all = vec![Vec::new(); lanes.len()];
    for sum in case.sums() {
        let terms = terms_of(&sum);
        let (result, together) = backend.apply_with_expectation(&state, &terms).expect(WORKS);
        let values = backend.expectation(&state, &terms).expect(WORKS);
        let overlaps = backend.inner_product(&state, &result).expect(WORKS);
        for (lane, of_lane) in all.iter_mut().enumerate() {
            let amplitudes = backend.amplitudes(&result, lane).expect(WORKS);
            let numbers = [together[lane], values[lane], overlaps[lane].re, overlaps[lane].im];
            of_lane.extend(numbers.iter().map(|x| x.to_bits()));
            of_lane.extend(amplitudes.iter().flat_map(|a| [a.re.to_bits(), a.im.to_bits()]));
        }
    }
    all
}

fn assert_same_bits<R: Real>(case: &Case) {
    for block_qubits in [0, 3, 5, 6, 12] {
        let with = |simd, threads: usize, lanes| {
            let backend = Cpu::<R>::new(CpuOptions { simd, ..always_parallel(block_qubits) });
            pool(threads).install(|| bits(&backend, case, lanes))
        };
        let alone: Vec<_> = (0..24).map(|lane| with(SimdLevel::Best, 1, lane..lane + 1).remove(0)).collect();
        for (number, lanes) in LANES.into_iter().enumerate() {
            let simd = [SimdLevel::Best, SimdLevel::Avx2, SimdLevel::Baseline][number % 3];
            for threads in 1..=3 {
                assert!(with(simd, threads, 0..lanes)[..] == alone[..lanes], "{lanes} lanes, {simd:?}");
            }
        }
    }
}

/// The kernels use no fused operations and fixed orders, so the bits are the same on every instruction set too.
#[test]
fn threads_lanes_and_instruction_sets_leave_every_bit() {
    let mut draws = Draws::new(73);
    for num_qubits in [1, 2, 4, 7, 9] {
        let observables = [observable(&mut draws, num_qubits, 12), observable(&mut draws, num_qubits, 2)];
        let case = Case::new(&mut draws, num_qubits, observables);
        assert_same_bits::<f64>(&case);
        assert_same_bits::<f32>(&case);
    }
}

/// Counting is another way than listing the shots, through more than one portion of draws.
#[test]
fn counts_are_those_of_the_shots_one_by_one() {
    let (num_qubits, shots, seed) = (9, 100_000, 5);
    let mut circuit = Circuit::new(num_qubits);
    for qubit in 0..num_qubits {
        circuit.ry(0.3 + 0.2 * qubit as f64, qubit).expect("in range");
    }
    let plan = Plan::compile(&circuit, &PlanOptions::default()).expect("compiles");
    circuit.add_bit_register("c", 71);
    // In reverse, over two words of bits.
    for (qubit, bit) in (0..num_qubits).map(|q| (q, 70 - q)) {
        circuit.measure(qubit, bit).expect("in range");
    }
    // Read as one state, though its qubits never meet.
    let whole = PlanOptions { apart: false, sparse: false, stabilizer: false, ..PlanOptions::default() };
    let program = Program::compile(&circuit, &whole).expect("compiles");
    for block_qubits in [2, 12] {
        let backend = Cpu::<f64>::new(always_parallel(block_qubits));
        let run = backend.run(&plan, &Inputs::one(Angles(&[]))).expect("runs");
        let mut expected: BTreeMap<Vec<bool>, u64> = BTreeMap::new();
        let bits: Vec<usize> = (0..71).collect();
        for state in run.sample(shots, seed).expect("samples") {
            let mut read = vec![false; bits.len()];
            (0..num_qubits).for_each(|q| read[70 - q] = state >> q & 1 == 1);
            *expected.entry(read).or_insert(0) += 1;
        }
        for threads in 1..=3 {
            let counts = pool(threads).install(|| backend.sample(&program, &[], shots, seed));
            let counts = counts
                .expect("samples")
                .into_iter()
                .map(|(b, count)| (b.select(&bits).iter().collect(), count));
            assert!(counts.collect::<BTreeMap<_, _>>() == expected, "{threads} threads");
        }
    }
}
