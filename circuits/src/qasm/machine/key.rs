//! What tells two courses apart: programs with the same key go on in the same way.

use super::Machine;
use super::frame::{Frame, Role};
use crate::qasm::semantic::Cell;
use std::collections::BTreeSet;
use std::fmt::{self, Write};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

/// Hashes text as it is written.
struct Digest(DefaultHasher);

impl Write for Digest {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.write(text.as_bytes());
        Ok(())
    }
}

impl Machine {
    /// See [`Continue::key`](crate::Continue::key).
    pub(super) fn key(&self) -> [u64; 2] {
        [0u8, 1].map(|salt| {
            let mut digest = Digest(DefaultHasher::new());
            salt.hash(&mut digest.0);
            // Writing into a hasher cannot fail.
            let _ = self.describe(&mut digest);
            digest.0.finish()
        })
    }

    /// The classical bits on whose values it depends, ascending.
    pub(super) fn reads(&self) -> Vec<usize> {
        let mut bits = BTreeSet::new();
        let mut found = |bit: u32| _ = bits.insert(bit as usize);
        for slot in &self.data.memory.cells {
            if let Cell::Measured(bit) = slot.cell {
                found(bit);
            }
        }
        self.data.memory.slots.iter().for_each(|slot| slot.value.measured(&mut found));
        for frame in &self.flow.frames {
            frame.results.iter().for_each(|(_, value)| value.measured(&mut found));
            if let Role::For(iteration) = &frame.role {
                iteration.items.measured(&mut found);
            }
        }
        bits.into_iter().collect()
    }

    /// Everything that decides how it goes on.
    fn describe(&self, digest: &mut Digest) -> fmt::Result {
        write!(digest, "{:?}{:?}{:?}", self.data.memory, self.data.scope.locals(), self.bits.hidden)?;
        self.flow.frames.iter().try_for_each(|frame| frame.describe(digest))
    }
}

impl Frame {
    fn describe(&self, digest: &mut Digest) -> fmt::Result {
        // Blocks are shared by all copies of a program, so that their addresses are their names.
        Arc::as_ptr(&self.block).cast::<u8>().hash(&mut digest.0);
        write!(digest, "{} {:?} {:?}", self.position, self.depth, self.results)?;
        match &self.role {
            Role::For(iteration) => write!(digest, "{iteration:?}"),
            Role::While(condition) => write!(digest, "{condition:?}"),
            Role::Call(back) => write!(digest, "{back:?}"),
            Role::File { next, .. } => write!(digest, "{next}"),
            Role::Block | Role::Check | Role::Conditional(_) => Ok(()),
        }
    }
}
