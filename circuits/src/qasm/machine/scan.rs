//! Whether what is left of a program acts on qubits.

use super::Machine;
use super::frame::{Frame, Role};
use crate::qasm::ast::{Node, NodeKind, Statement, StatementKind};
use crate::qasm::semantic::Symbol;

impl Machine {
    pub(super) fn is_classical(&self) -> bool {
        self.flow.frames.iter().all(|frame| self.is_classical_frame(frame))
    }

    fn is_classical_frame(&self, frame: &Frame) -> bool {
        let is_loop = matches!(frame.role, Role::For(_) | Role::While(_));
        let start = if is_loop { 0 } else { frame.position };
        let items = match &frame.role {
            Role::File { items, next } => &items[*next..],
            _ => &[],
        };
        self.are_classical(&frame.block[start..], &frame.nodes)
            && items.iter().all(|(block, nodes)| self.are_classical(block, nodes))
    }

    fn are_classical(&self, statements: &[Statement], nodes: &[Node]) -> bool {
        let is_quantum = |node: &Node| match node.kind {
            NodeKind::Measure => true,
            NodeKind::Call(name, _) => {
                matches!(self.data.scope.get(name).map(|entry| &entry.symbol), Some(Symbol::Subroutine(_)))
            }
            _ => false,
        };
        statements.is_empty() || (!nodes.iter().any(is_quantum) && statements.iter().all(is_classical))
    }
}

/// Blocks nest no deeper than the parser allows.
fn is_classical(statement: &Statement) -> bool {
    use StatementKind::*;
    let all = |block: &[Statement]| block.iter().all(is_classical);
    match &statement.kind {
        Call(_) | Matrix(_) | Measure(..) | Reset(_) => false,
        If(branch) => all(&branch.then) && all(&branch.otherwise),
        For(each) => all(&each.body),
        While(each) => all(&each.body),
        Switch(switch) => {
            switch.cases.iter().all(|(_, block)| all(block)) && switch.default.iter().all(|block| all(block))
        }
        Block(block, _) => all(block),
        _ => true,
    }
}
