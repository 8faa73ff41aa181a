//! Optimizers as data: everything that decides their next steps, to be written down and read again.
//!
//! Made by [`Optimizer::save`]; called by checkpoints. Must not know how an optimizer works.

use serde::{Deserialize, Serialize};

use super::{
    Adam, AdamW, Amsgrad, BoundedLbfgs, Cobyla, FirstOrder, GradientDescent, Icans, Lbfgs, Momentum, Nadam,
    NaturalGradient, NelderMead, Optimizer, Qnspsa, Rmsprop, Rotosolve, Spsa,
};

/// An optimizer with its settings and its memory. Restored, it takes the same steps, to the last bit, as the one that was saved;
/// numbers must be written so that they are read as they were (`float_roundtrip` of `serde_json`).
///
/// ```
/// use ansatz_qml::{OptimizerState, Settings, optimizer_by_name};
/// let optimizer = optimizer_by_name("adam", &Settings::default())?;
/// let text = serde_json::to_string(&optimizer.save())?;
/// let state: OptimizerState = serde_json::from_str(&text)?;
/// assert_eq!(state.restore()?.name(), "adam");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Serialize, Deserialize)]
#[serde(tag = "optimizer", content = "state", rename_all = "snake_case")]
#[non_exhaustive]
pub enum OptimizerState {
    /// `gradient_descent`
    GradientDescent(FirstOrder<GradientDescent>),
    /// `momentum` and `nesterov`
    Momentum(FirstOrder<Momentum>),
    /// `adam`
    Adam(FirstOrder<Adam>),
    /// `adamw`
    AdamW(FirstOrder<AdamW>),
    /// `amsgrad`
    Amsgrad(FirstOrder<Amsgrad>),
    /// `nadam`
    Nadam(FirstOrder<Nadam>),
    /// `rmsprop`
    Rmsprop(FirstOrder<Rmsprop>),
    /// `spsa`
    Spsa(Spsa),
    /// `lbfgs`
    Lbfgs(Box<Lbfgs>),
    /// `lbfgsb`
    BoundedLbfgs(Box<BoundedLbfgs>),
    /// `nelder_mead`
    NelderMead(NelderMead),
    /// `cobyla`
    Cobyla(Cobyla),
    /// `qng` and `momentum_qng`
    NaturalGradient(NaturalGradient),
    /// `qnspsa`
    Qnspsa(Qnspsa),
    /// `rotosolve`
    Rotosolve(Rotosolve),
    /// `icans` and `rosalin`
    Icans(Icans),
    /// An optimizer that this crate does not know: who made it restores it.
    Foreign {
        /// Its name.
        name: String,
        /// Its state, in its own words.
        text: String,
    },
}

/// Why a state did not become an optimizer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("optimizer `{name}` is not one of this library; restore it where it was made")]
pub struct RestoreError {
    /// The optimizer's name.
    pub name: String,
}

impl OptimizerState {
    /// The optimizer.
    ///
    /// # Errors
    /// [`OptimizerState::Foreign`].
    pub fn restore(self) -> Result<Box<dyn Optimizer>, RestoreError> {
        Ok(match self {
            Self::GradientDescent(optimizer) => Box::new(optimizer),
            Self::Momentum(optimizer) => Box::new(optimizer),
            Self::Adam(optimizer) => Box::new(optimizer),
            Self::AdamW(optimizer) => Box::new(optimizer),
            Self::Amsgrad(optimizer) => Box::new(optimizer),
            Self::Nadam(optimizer) => Box::new(optimizer),
            Self::Rmsprop(optimizer) => Box::new(optimizer),
            Self::Spsa(optimizer) => Box::new(optimizer),
            Self::Lbfgs(optimizer) => optimizer,
            Self::BoundedLbfgs(optimizer) => optimizer,
            Self::NelderMead(optimizer) => Box::new(optimizer),
            Self::Cobyla(optimizer) => Box::new(optimizer),
            Self::NaturalGradient(optimizer) => Box::new(optimizer),
            Self::Qnspsa(optimizer) => Box::new(optimizer),
            Self::Rotosolve(optimizer) => Box::new(optimizer),
            Self::Icans(optimizer) => Box::new(optimizer),
            Self::Foreign { name, .. } => return Err(RestoreError { name }),
        })
    }
}
