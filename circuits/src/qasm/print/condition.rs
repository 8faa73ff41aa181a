//! Conditions as `if` statements.

use super::{Operands, PrintError, Printer};
use crate::qasm::names::Language;
use crate::{Condition, Instruction, Operation, Register};

/// The widest register whose value is written as a decimal number.
const MAX_DECIMAL_BITS: usize = 4096;
/// A condition on a part of a register is written for each value of its other bits, of which there may be so many.
const MAX_FREE_BITS: usize = 6;

impl Printer {
    pub(super) fn condition(
        &mut self,
        condition: &Condition,
        operands: &Operands,
        out: &mut String,
    ) -> Result<(), PrintError> {
        if self.language == Language::Two {
            return self.old_condition(condition, operands, out);
        }
        let mut body = String::new();
        self.all(&condition.then, operands, &mut body)?;
        let lines = body.lines().map(|line| format!("  {line}\n")).collect::<String>();
        *out += &format!("if ({}) {{\n{lines}}}\n", expression(condition, operands));
        Ok(())
    }

    /// `if(c==n) operation;` for each operation, and each value n that the register may have.
    fn old_condition(
        &mut self,
        condition: &Condition,
        operands: &Operands,
        out: &mut String,
    ) -> Result<(), PrintError> {
        let refuse = |reason| Err(PrintError::Condition { reason });
        let Some(register) = register_of(condition, operands) else {
            return refuse("which compares one register with a number");
        };
        if register.size > MAX_DECIMAL_BITS {
            return refuse("because its register is too wide");
        }
        let writes = |i: &Instruction| matches!(i.operation(), Operation::Measure { bit } if register.bits().contains(&(*bit as usize)));
        let free = register.size - condition.bits.len();
        if free > MAX_FREE_BITS {
            return refuse("because it leaves too many bits of its register open");
        }
        if (condition.then.len() > 1 || free > 0) && condition.then.iter().any(writes) {
            return refuse("because its own body changes the register");
        }
        for part in &condition.then {
            if let Operation::If(inner) = part.operation() {
                match joined(condition, inner) {
                    Some(both) => self.old_condition(&both, operands, out)?,
                    None => continue,
                }
                continue;
            }
            let mut body = String::new();
            self.instruction(part, operands, &mut body)?;
            for values in values_of(register, condition) {
                let value = decimal(&values);
                body.lines().for_each(|line| *out += &format!("if({}=={value}) {line}\n", register.name));
            }
        }
        Ok(())
    }
}

/// The register of which the condition reads bits.
fn register_of<'a>(condition: &Condition, operands: &'a Operands) -> Option<&'a Register> {
    let first = *condition.bits.first()? as usize;
    let register = operands.registers.iter().find(|register| register.bits().contains(&first))?;
    condition.bits.iter().all(|bit| register.bits().contains(&(*bit as usize))).then_some(register)
}

/// A condition inside of another; `None` if both never hold.
fn joined(outer: &Condition, inner: &Condition) -> Option<Condition> {
    let mut both = Condition { then: inner.then.clone(), ..outer.clone() };
    for (bit, value) in inner.bits.iter().zip(&inner.values) {
        match both.bits.iter().position(|known| known == bit) {
            Some(at) if both.values[at] != *value => return None,
            Some(_) => {}
            None => {
                both.bits.push(*bit);
                both.values.push(*value);
            }
        }
    }
    Some(both)
}

/// Every value of the register for which the condition holds, as bits.
fn values_of(register: &Register, condition: &Condition) -> Vec<Vec<bool>> {
    let known = |bit: usize| condition.bits.iter().position(|known| *known as usize == bit);
    let free: Vec<usize> = register.bits().filter(|bit| known(*bit).is_none()).collect();
    let value = |pattern: usize, bit: usize| match known(bit) {
        Some(at) => condition.values[at],
        None => free.iter().position(|other| *other == bit).is_some_and(|at| pattern >> at & 1 == 1),
    };
    (0..1usize << free.len())
        .map(|pattern| register.bits().map(|bit| value(pattern, bit)).collect())
        .collect()
}

/// The register of which the condition reads every bit in order.
fn whole_register<'a>(condition: &Condition, operands: &'a Operands) -> Option<&'a Register> {
    let first = *condition.bits.first()? as usize;
    let register = operands.registers.iter().find(|register| register.start == first)?;
    let bits = condition.bits.iter().map(|bit| *bit as usize);
    (register.size == condition.bits.len() && bits.eq(register.bits())).then_some(register)
}

fn expression(condition: &Condition, operands: &Operands) -> String {
    match whole_register(condition, operands) {
        Some(register) if register.size > 1 => {
            let text: String =
                condition.values.iter().rev().map(|value| if *value { '1' } else { '0' }).collect();
            format!("{} == \"{text}\"", register.name)
        }
        _ if condition.bits.is_empty() => "true".to_string(),
        _ => {
            let literal = |(bit, value): (&u32, &bool)| {
                let name = &operands.bits[*bit as usize];
                if *value { name.clone() } else { format!("!{name}") }
            };
            let literals: Vec<String> = condition.bits.iter().zip(&condition.values).map(literal).collect();
            literals.join(" && ")
        }
    }
}

/// The number whose bits these are, least significant first.
fn decimal(bits: &[bool]) -> String {
    let mut digits = vec![0u8];
    for bit in bits.iter().rev() {
        let mut carry = u8::from(*bit);
        for digit in &mut digits {
            let doubled = *digit * 2 + carry;
            *digit = doubled % 10;
            carry = doubled / 10;
        }
        if carry > 0 {
            digits.push(carry);
        }
    }
    digits.iter().rev().map(|digit| char::from(b'0' + digit)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_registers_have_decimal_values() {
        let mut bits = vec![false; 100];
        bits.push(true);
        assert_eq!(decimal(&bits), "1267650600228229401496703205376");
        assert_eq!(decimal(&[true, false, true]), "5");
    }
}
