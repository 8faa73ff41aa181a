//! Pauli sums in an image, X mask by X mask.

use super::Number;
use super::image::{Group, Image, Observable};
use crate::PauliTerms;

/// Adds a sum; returns its place.
pub(super) fn push<R: Number>(image: &mut Image, terms: &PauliTerms) -> u64 {
    let (mut groups, mut masks, mut weights) = (Vec::new(), Vec::new(), Vec::<R>::new());
    for group in &terms.groups {
        groups.push(Group { x: group.x, first: masks.len() as u64, count: group.terms.len() as u64 });
        for term in &group.terms {
            masks.push(term.z);
            let weight = |w: &f64| [R::from_f64(w * term.phase.re), R::from_f64(w * term.phase.im)];
            weights.extend(term.weights.iter().flat_map(weight));
        }
    }
    let observable = Observable {
        groups: image.push(&groups),
        count: groups.len() as u64,
        masks: image.push(&masks),
        weights: image.push(&weights),
        lanes: terms.lanes as u64,
    };
    image.push(&[observable])
}
