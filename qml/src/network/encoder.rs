//! A compiled data circuit: from samples and weights to the angles of a batch, and gradients back.
//!
//! Called by networks and kernels. Most angles depend on weights alone: they are computed once for a whole batch, and their
//! slopes are summed over the batch before they are taken back.

use crate::{DataCircuit, Encoding, ModelError, Preparation, Source};
use ansatz_circuits::{Angle, C64, ParameterMap};
use ansatz_simulator::{
    Plan,
    machine::{Angles, Inputs},
};
use ndarray::{Array2, ArrayView1, ArrayView2};

/// Where slopes are taken back.
#[derive(Clone, Copy)]
pub(crate) struct EncoderPoint<'a> {
    /// Of the circuit.
    pub(crate) weights: &'a [f64],
    /// What the circuit reads, a row for each sample.
    pub(crate) samples: ArrayView2<'a, f64>,
}

/// A batch of samples as numbers for the backend.
pub(crate) struct EncodedBatch {
    pub(crate) lanes: usize,
    pub(crate) angles: Vec<f64>,
    pub(crate) amplitudes: Option<Vec<C64>>,
}

impl EncodedBatch {
    /// The samples as angles of the plan of a circuit with these weights.
    pub(crate) fn new(
        data_circuit: &DataCircuit,
        plan: &Plan,
        at: EncoderPoint<'_>,
    ) -> Result<EncodedBatch, ModelError> {
        let EncoderPoint { weights, samples } = at;
        let expected = data_circuit.num_features();
        if samples.ncols() != expected {
            return Err(ModelError::FeatureCount { expected, found: samples.ncols() });
        }
        let (lanes, slots) = (samples.nrows(), plan.num_slots());
        let mut angles = vec![0.0; lanes * slots];
        let mut parameters = vec![0.0; data_circuit.sources().len()];
        let mut amplitudes = (data_circuit.preparation() != Preparation::Zero).then(Vec::new);
        for (lane, sample) in samples.rows().into_iter().enumerate() {
            let features: Vec<f64> = sample.iter().copied().collect();
            data_circuit.parameters(weights, &features, &mut parameters)?;
            plan.parameter_map().angles_into(&parameters, &mut angles[lane * slots..(lane + 1) * slots])?;
            if let Some(all) = &mut amplitudes {
                all.extend(data_circuit.amplitudes(&features)?);
            }
        }
        Ok(EncodedBatch { lanes, angles, amplitudes })
    }

    pub(crate) fn inputs(&self) -> Inputs<'_> {
        let inputs = Inputs::batch(self.lanes, Angles(&self.angles));
        self.amplitudes.as_deref().map_or(inputs, |amplitudes| inputs.with_amplitudes(amplitudes))
    }
}

/// A data circuit with the map to its slots.
pub(crate) struct Encoder {
    pub(crate) data_circuit: DataCircuit,
    map: ParameterMap,
    /// Slots that are the same for every sample.
    shared: Vec<usize>,
    /// Slots that depend on the sample.
    own: Vec<usize>,
    /// Parameters that depend on the sample.
    of_sample: Vec<usize>,
    /// Those of the own slots that are a multiple of one input and no more: `(slot, input, factor, offset)`.
    plain: Vec<(usize, Encoding, f64, f64)>,
    /// The other own slots.
    mixed: Vec<usize>,
}

impl Encoder {
    /// Of a data circuit that was compiled to slots with this map.
    pub(crate) fn new(data_circuit: DataCircuit, map: ParameterMap) -> Encoder {
        let sources = data_circuit.sources();
        let is_weight = |parameter: usize| matches!(sources[parameter], Source::Weight(_));
        let of_sample = (0..sources.len()).filter(|p| !is_weight(*p)).collect();
        let of_weights = |angle: &Angle| {
            angle.functions().is_empty() && angle.terms().iter().all(|(p, _)| is_weight(p.index()))
        };
        let (shared, own): (Vec<usize>, Vec<usize>) =
            (0..map.num_slots()).partition(|slot| of_weights(map.row(*slot)));
        let plain_input = |slot: usize| {
            let row = map.row(slot);
            match (row.terms(), row.functions()) {
                ([(p, factor)], []) => match sources[p.index()] {
                    Source::Input(encoding) => Some((slot, encoding, *factor, row.offset())),
                    _ => None,
                },
                _ => None,
            }
        };
        let plain = own.iter().filter_map(|slot| plain_input(*slot)).collect();
        let mixed = own.iter().copied().filter(|slot| plain_input(*slot).is_none()).collect();
        Encoder { shared, own, of_sample, plain, mixed, map, data_circuit }
    }

    /// The samples as angles at these weights.
    pub(crate) fn encode(
        &self,
        weights: &[f64],
        samples: ArrayView2<'_, f64>,
    ) -> Result<EncodedBatch, ModelError> {
        let expected = self.data_circuit.num_features();
        if samples.ncols() != expected {
            return Err(ModelError::FeatureCount { expected, found: samples.ncols() });
        }
        let (lanes, slots, map) = (samples.nrows(), self.map.num_slots(), &self.map);
        let mut parameters = self.parameters_of_weights(weights);
        let mut template = vec![0.0; slots];
        self.shared.iter().for_each(|slot| template[*slot] = map.row(*slot).value(&parameters));
        let mut angles = Vec::with_capacity(lanes * slots);
        let mut amplitudes = (self.data_circuit.preparation() != Preparation::Zero).then(Vec::new);
        for sample in samples.rows() {
            let start = angles.len();
            angles.extend_from_slice(&template);
            for (slot, encoding, factor, offset) in &self.plain {
                angles[start + slot] = offset + factor * encoding.value(sample);
            }
            if !self.mixed.is_empty() {
                self.set_sample(weights, sample, &mut parameters);
                self.mixed.iter().for_each(|slot| angles[start + slot] = map.row(*slot).value(&parameters));
            }
            if let Some(all) = &mut amplitudes {
                all.extend(self.data_circuit.amplitudes(&sample.to_vec())?);
            }
        }
        Ok(EncodedBatch { lanes, angles, amplitudes })
    }

    /// Adds to `gradient` what slopes in the slots of every lane mean for the weights.
    /// `of_features`, if there is one, receives what they mean for the features.
    pub(crate) fn pullback(
        &self,
        at: EncoderPoint<'_>,
        slopes: &[f64],
        gradient: &mut [f64],
        mut of_features: Option<&mut Array2<f64>>,
    ) {
        let EncoderPoint { weights, samples } = at;
        let (slots, map) = (self.map.num_slots(), &self.map);
        let mut parameters = self.parameters_of_weights(weights);
        let mut of_parameters = vec![0.0; parameters.len()];
        let mut sums = vec![0.0; slots];
        // Slots that are inputs and nothing else say nothing of the weights.
        let own = if of_features.is_some() { &self.own } else { &self.mixed };
        for (lane, (sample, slopes)) in
            samples.rows().into_iter().zip(slopes.chunks(slots.max(1))).enumerate()
        {
            sums.iter_mut().zip(slopes).for_each(|(sum, slope)| *sum += slope);
            if own.is_empty() {
                continue;
            }
            self.set_sample(weights, sample, &mut parameters);
            for slot in own {
                map.row(*slot).add_gradient(&parameters, slopes[*slot], &mut of_parameters);
            }
            for p in &self.of_sample {
                let slope = std::mem::take(&mut of_parameters[*p]);
                let source = self.data_circuit.sources()[*p];
                source.add_gradient(slope, sample, gradient);
                if let Some(rows) = of_features.as_deref_mut() {
                    source.add_feature_gradient(slope, weights, sample, rows.row_mut(lane));
                }
            }
        }
        for slot in &self.shared {
            map.row(*slot).add_gradient(&parameters, sums[*slot], &mut of_parameters);
        }
        for (slope, source) in of_parameters.iter().zip(self.data_circuit.sources()) {
            if let Source::Weight(w) = source {
                gradient[*w] += slope;
            }
        }
    }

    /// The parameters that are weights; zeros for others.
    fn parameters_of_weights(&self, weights: &[f64]) -> Vec<f64> {
        let value = |source: &Source| if let Source::Weight(w) = source { weights[*w] } else { 0.0 };
        self.data_circuit.sources().iter().map(value).collect()
    }

    fn set_sample(&self, weights: &[f64], sample: ArrayView1<'_, f64>, parameters: &mut [f64]) {
        for p in &self.of_sample {
            parameters[*p] = self.data_circuit.sources()[*p].value(weights, sample);
        }
    }
}
