//! Conditions on measured bits: all of some bits have given values, or not all of them have.

/// A condition that a circuit can carry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Predicate {
    /// Every bit has its value; always true for no bits.
    All(Vec<(u32, bool)>),
    /// Some bit does not have its value; never true for no bits.
    NotAll(Vec<(u32, bool)>),
}

impl Predicate {
    pub(crate) const ALWAYS: Predicate = Predicate::All(Vec::new());
    pub(crate) const NEVER: Predicate = Predicate::NotAll(Vec::new());

    pub(crate) fn constant(value: bool) -> Predicate {
        if value { Predicate::ALWAYS } else { Predicate::NEVER }
    }

    /// The bits it reads.
    pub(crate) fn bits(&self) -> impl Iterator<Item = u32> + '_ {
        let (Predicate::All(list) | Predicate::NotAll(list)) = self;
        list.iter().map(|(bit, _)| *bit)
    }

    /// Whether it holds for these bits.
    pub(crate) fn holds(&self, read: &dyn Fn(u32) -> bool) -> bool {
        let all = |list: &[(u32, bool)]| list.iter().all(|(bit, value)| read(*bit) == *value);
        match self {
            Predicate::All(list) => all(list),
            Predicate::NotAll(list) => !all(list),
        }
    }

    pub(crate) fn not(self) -> Predicate {
        match self {
            // One bit's other value keeps the simpler form.
            Predicate::All(list) if list.len() == 1 => {
                Predicate::All(list.into_iter().map(|(bit, value)| (bit, !value)).collect())
            }
            Predicate::All(list) => Predicate::NotAll(list),
            Predicate::NotAll(list) => Predicate::All(list),
        }
    }

    /// Both; `None` if that is of neither form.
    pub(crate) fn and(self, other: Predicate) -> Option<Predicate> {
        match (self, other) {
            (Predicate::All(list), other) if list.is_empty() => Some(other),
            (other, Predicate::All(list)) if list.is_empty() => Some(other),
            (Predicate::All(mut list), Predicate::All(more)) => {
                for (bit, value) in more {
                    match list.iter().find(|(known, _)| *known == bit) {
                        Some((_, known)) if *known != value => return Some(Predicate::NEVER),
                        Some(_) => {}
                        None => list.push((bit, value)),
                    }
                }
                Some(Predicate::All(list))
            }
            (Predicate::NotAll(list), _) | (_, Predicate::NotAll(list)) if list.is_empty() => {
                Some(Predicate::NEVER)
            }
            _ => None,
        }
    }

    /// Either; `None` if that is of neither form.
    pub(crate) fn or(self, other: Predicate) -> Option<Predicate> {
        Some(self.not().and(other.not())?.not())
    }

    /// The same as disjoint conditions, exactly one of which holds where this does.
    pub(crate) fn disjoint(self) -> Vec<Vec<(u32, bool)>> {
        match self {
            Predicate::All(list) => vec![list],
            // The first bits have their values and the next one has not.
            Predicate::NotAll(list) => (0..list.len())
                .map(|k| {
                    let mut prefix = list[..=k].to_vec();
                    prefix[k].1 = !prefix[k].1;
                    prefix
                })
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(predicate: &Predicate, bits: u32) -> bool {
        predicate.holds(&|bit| bits >> bit & 1 == 1)
    }

    #[test]
    fn the_algebra_agrees_with_truth_tables() {
        let one = |bit, value| Predicate::All(vec![(bit, value)]);
        let three = Predicate::All(vec![(0, true), (1, false), (2, true)]);
        let pool =
            [one(0, true), one(1, false), three.clone(), Predicate::ALWAYS, Predicate::NEVER, three.not()];
        for (a, b) in pool.iter().flat_map(|a| pool.iter().map(move |b| (a, b))) {
            for bits in 0..8 {
                let (x, y) = (holds(a, bits), holds(b, bits));
                assert_eq!(holds(&a.clone().not(), bits), !x);
                assert!(a.clone().and(b.clone()).is_none_or(|p| holds(&p, bits) == (x && y)));
                assert!(a.clone().or(b.clone()).is_none_or(|p| holds(&p, bits) == (x || y)));
                let parts = a.clone().disjoint();
                let hits =
                    parts.into_iter().filter(|part| holds(&Predicate::All(part.clone()), bits)).count();
                assert_eq!(hits, usize::from(x));
            }
        }
    }
}
