//! Untrained models of any settings, with the seed of a repetition.
//!
//! Called by studies, which train many.

use super::section::AnySettings;
use crate::train::{Circumstances, Learnt};
use ansatz::qml::models::TrainingSettings;

impl AnySettings {
    /// An untrained model of these classes; `repetition` is added to its seed, where it has one.
    pub fn build<T: Learnt>(&self, repetition: u64, around: Circumstances<'_>) -> Box<T::Model> {
        let model = match self {
            AnySettings::Network(model, training) => {
                let seed = training.seed.wrapping_add(repetition);
                let training = TrainingSettings { seed, ..(**training).clone() };
                let network = T::network(model, &training, around.backend);
                T::boxed(T::named(network, around.classes))
            }
            AnySettings::Machine(settings) => {
                let seeded = |seed: u64| settings.clone().with_seed(seed.wrapping_add(repetition));
                let settings = settings.seed().map_or_else(|| settings.clone(), seeded);
                T::machine(&settings, around).into_model()
            }
        };
        if self.is_scaled() { T::on_scale(model) } else { model }
    }
}
