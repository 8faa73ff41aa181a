//! What the machine is in the middle of: blocks, loops, calls, conditions. A stack of these instead of recursion, so that
//! a program can be stopped anywhere, copied and continued.

use super::Machine;
use crate::Instruction;
use crate::qasm::ast::{Block, Expr, Name, Node};
use crate::qasm::semantic::{Depth, Mark, Predicate, Scalar, Value};
use crate::qasm::source::{Span, Spanned};
use std::sync::Arc;

/// A block and how far it has been run.
#[derive(Debug, Clone)]
pub(super) struct Frame {
    pub(super) block: Block,
    pub(super) nodes: Arc<[Node]>,
    /// The next statement.
    pub(super) position: usize,
    pub(super) role: Role,
    /// What it closes and gives back at its end.
    pub(super) depth: Depth,
    pub(super) mark: Mark,
    /// What subroutines and measurements inside the expressions of one statement gave, by node.
    pub(super) results: Vec<(u32, Value)>,
    pub(super) results_of: usize,
    /// The statement that it belongs to.
    pub(super) span: Span,
}

/// What happens at the end of the block.
#[derive(Debug, Clone)]
pub(super) enum Role {
    /// It ends.
    Block,
    /// It ends, and with it the checking of code that is not run.
    Check,
    For(Box<Iteration>),
    While(Expr),
    Call(Box<Return>),
    Conditional(Box<Conditional>),
    /// The rest of the program's files: these statements, one after another.
    File {
        items: Arc<[super::reader::Item]>,
        next: usize,
    },
}

/// A `for` loop under way.
#[derive(Debug, Clone)]
pub(super) struct Iteration {
    pub(super) name: Name,
    pub(super) scalar: Scalar,
    pub(super) items: Items,
    /// Errors before it started: a loop ends with the first round that has one.
    pub(super) num_errors: usize,
}

/// The values that are left.
#[derive(Debug, Clone)]
pub(super) enum Items {
    Range { next: i128, step: i128, left: u64 },
    List { values: Arc<[Spanned<Value>]>, next: usize },
}

impl Items {
    /// The classical bits of the circuit that the values depend on.
    pub(super) fn measured(&self, found: &mut dyn FnMut(u32)) {
        if let Items::List { values, .. } = self {
            values.iter().for_each(|item| item.value.measured(found));
        }
    }
}

/// Where the result of a call goes.
#[derive(Debug, Clone)]
pub(super) struct Return {
    /// The node of the caller's expression.
    pub(super) node: u32,
    pub(super) result: Option<Scalar>,
}

/// A block that acts where bits that are not known yet have some values.
#[derive(Debug, Clone)]
pub(super) struct Conditional {
    pub(super) predicate: Predicate,
    /// The other block, if it is still to come.
    pub(super) otherwise: Option<Block>,
    /// What the first block does, while the other one is run.
    pub(super) then: Option<Vec<Instruction>>,
    /// How many blocks of instructions were open before, and how long the list of changed bits was.
    pub(super) open_blocks: usize,
    pub(super) num_changes: usize,
}

impl Machine {
    /// Starts a block of the statement that is being run.
    pub(super) fn push(&mut self, block: &Block, role: Role, span: Span) {
        let Some(parent) = self.flow.frames.last() else { return };
        let nodes = Arc::clone(&parent.nodes);
        let (depth, mark) = (self.data.scope.depth(), self.data.memory.mark());
        self.data.scope.open_block();
        self.flow.frames.push(Frame {
            block: Arc::clone(block),
            nodes,
            position: 0,
            role,
            depth,
            mark,
            results: Vec::new(),
            results_of: 0,
            span,
        });
    }

    /// Runs a block that is not part of another one: a statement of a file, the body of a gate.
    pub(super) fn push_outermost(&mut self, block: Block, nodes: Arc<[Node]>, span: Span) {
        let (depth, mark) = (self.data.scope.depth(), self.data.memory.mark());
        self.flow.frames.push(Frame {
            block,
            nodes,
            position: 0,
            role: Role::Block,
            depth,
            mark: if self.data.scope.is_global() {
                Mark { slots: usize::MAX, cells: usize::MAX }
            } else {
                mark
            },
            results: Vec::new(),
            results_of: 0,
            span,
        });
    }

    /// Ends the innermost frame.
    pub(super) fn pop(&mut self) -> Option<Frame> {
        let frame = self.flow.frames.pop()?;
        if matches!(frame.role, Role::Check) {
            self.flow.checking -= 1;
        }
        self.data.scope.close(frame.depth);
        self.data.memory.release(frame.mark);
        Some(frame)
    }

    /// Takes the names and variables of a loop's last round away and starts the next one.
    pub(super) fn restart(&mut self) {
        if let Some(frame) = self.flow.frames.last_mut() {
            frame.position = 0;
            frame.results.clear();
            self.data.scope.close(frame.depth);
            self.data.memory.release(frame.mark);
            self.data.scope.open_block();
        }
    }

    /// The innermost condition that is open.
    pub(super) fn innermost_condition(&self) -> Option<&Frame> {
        self.flow.frames.iter().rev().find(|frame| matches!(frame.role, Role::Conditional(_)))
    }

    /// Checks a block that is not run, once.
    pub(super) fn check_block(&mut self, block: &Block, span: Span) {
        let Some(first) = block.first().filter(|_| !self.flow.is_resumed) else { return };
        if self.flow.checked.insert((first.span.file, first.span.start)) {
            self.flow.checking += 1;
            self.push(block, Role::Check, span);
        }
    }
}
