//! Untrained models of any settings, with the seed of a repetition.
//!
//! Called by studies, which train many.

use super::section::AnySettings;
use crate::train::Learnt;
use ansatz::qml::models::TrainingSettings;
use ansatz::simulator::Backend;
use std::sync::Arc;

impl AnySettings {
    /// An untrained model; `repetition` is added to its seed, where it has one.
    pub fn build<T: Learnt>(&self, repetition: u64, backend: &Arc<dyn Backend>) -> Box<T::Model> {
        let backend = Arc::clone(backend);
        let model = match self {
            AnySettings::Network(model, training) => {
                let seed = training.seed.wrapping_add(repetition);
                let training = TrainingSettings { seed, ..(**training).clone() };
                T::boxed(T::network(model, &training, backend))
            }
            AnySettings::Machine(settings) => {
                let seeded = |seed: u64| settings.clone().with_seed(seed.wrapping_add(repetition));
                let settings = settings.seed().map_or_else(|| settings.clone(), seeded);
                T::machine(&settings, backend).into_model()
            }
        };
        if self.is_scaled() { T::on_scale(model) } else { model }
    }
}
