//! Functions of parameters that are not affine: products, quotients, powers and the elementary functions, with their
//! derivatives. Made by [`Angle::function`]; a tree, whose operands are angles again.

use crate::Angle;
use smallvec::SmallVec;

/// What a function computes from its operands `x`, `y`.
///
/// ```
/// use ansatz_circuits::{Angle, Circuit, FunctionKind};
/// let x = Circuit::new(1).parameter("x");
/// let arccos = Angle::function(FunctionKind::Arccos, &[x.into()])?;
/// assert!((arccos.value(&[0.5]) - 0.5_f64.acos()).abs() < 1e-15);
/// # Ok::<(), ansatz_circuits::CircuitError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum FunctionKind {
    /// `x·y`
    Multiply,
    /// `x/y`
    Divide,
    /// `x^y`
    Power,
    /// What is left of `x` after whole multiples of `y`, with the sign of `x`.
    Remainder,
    /// `sin x`
    Sin,
    /// `cos x`
    Cos,
    /// `tan x`
    Tan,
    /// `arcsin x`
    Arcsin,
    /// `arccos x`
    Arccos,
    /// `arctan x`
    Arctan,
    /// `e^x`
    Exp,
    /// The natural logarithm.
    Log,
    /// `√x`
    Sqrt,
    /// `|x|`; its derivative at 0 is 0.
    Absolute,
    /// The next integer below; its derivative is 0.
    Floor,
    /// The next integer above; its derivative is 0.
    Ceiling,
}

impl FunctionKind {
    /// How many operands it takes.
    pub fn num_operands(self) -> usize {
        use FunctionKind::{Divide, Multiply, Power, Remainder};
        if matches!(self, Multiply | Divide | Power | Remainder) { 2 } else { 1 }
    }

    /// Its value; `y` is ignored where there is one operand.
    pub fn value(self, x: f64, y: f64) -> f64 {
        match self {
            FunctionKind::Multiply => x * y,
            FunctionKind::Divide => x / y,
            FunctionKind::Power => x.powf(y),
            FunctionKind::Remainder => x % y,
            FunctionKind::Sin => x.sin(),
            FunctionKind::Cos => x.cos(),
            FunctionKind::Tan => x.tan(),
            FunctionKind::Arcsin => x.asin(),
            FunctionKind::Arccos => x.acos(),
            FunctionKind::Arctan => x.atan(),
            FunctionKind::Exp => x.exp(),
            FunctionKind::Log => x.ln(),
            FunctionKind::Sqrt => x.sqrt(),
            FunctionKind::Absolute => x.abs(),
            FunctionKind::Floor => x.floor(),
            FunctionKind::Ceiling => x.ceil(),
        }
    }

    /// `∂/∂x` (`operand` 0) or `∂/∂y` (1).
    pub fn derivative(self, operand: usize, x: f64, y: f64) -> f64 {
        match (self, operand) {
            (FunctionKind::Multiply, 0) => y,
            (FunctionKind::Multiply, _) => x,
            (FunctionKind::Divide, 0) => 1.0 / y,
            (FunctionKind::Divide, _) => -x / (y * y),
            (FunctionKind::Power, 0) => y * x.powf(y - 1.0),
            (FunctionKind::Power, _) => x.powf(y) * x.ln(),
            (FunctionKind::Remainder, 0) => 1.0,
            (FunctionKind::Remainder, _) => -(x / y).trunc(),
            (FunctionKind::Sin, _) => x.cos(),
            (FunctionKind::Cos, _) => -x.sin(),
            (FunctionKind::Tan, _) => 1.0 + x.tan().powi(2),
            (FunctionKind::Arcsin, _) => 1.0 / (1.0 - x * x).sqrt(),
            (FunctionKind::Arccos, _) => -1.0 / (1.0 - x * x).sqrt(),
            (FunctionKind::Arctan, _) => 1.0 / (1.0 + x * x),
            (FunctionKind::Exp, _) => x.exp(),
            (FunctionKind::Log, _) => 1.0 / x,
            (FunctionKind::Sqrt, _) => 0.5 / x.sqrt(),
            (FunctionKind::Absolute, _) => {
                if x == 0.0 {
                    0.0
                } else {
                    x.signum()
                }
            }
            (FunctionKind::Floor | FunctionKind::Ceiling, _) => 0.0,
        }
    }
}

/// A function applied to angles.
#[derive(Debug, Clone, PartialEq)]
pub struct Function {
    kind: FunctionKind,
    operands: SmallVec<[Angle; 1]>,
    /// Functions in all, this one included, and how deep they are nested.
    size: u64,
    depth: u32,
}

impl Function {
    /// The function as an angle: a number where all operands are, a multiple where one factor is.
    pub(crate) fn apply(kind: FunctionKind, operands: SmallVec<[Angle; 1]>) -> Angle {
        debug_assert_eq!(operands.len(), kind.num_operands());
        let constant = |k: usize| operands.get(k).filter(|angle| angle.is_constant()).map(Angle::offset);
        match (kind, constant(0), constant(1)) {
            (FunctionKind::Multiply, Some(x), _) => return operands[1].clone() * x,
            (FunctionKind::Multiply, _, Some(y)) => return operands[0].clone() * y,
            (FunctionKind::Divide, None, Some(y)) => return operands[0].clone() * (1.0 / y),
            (FunctionKind::Power, None, Some(1.0)) => return operands[0].clone(),
            (_, Some(x), y) if kind.num_operands() == 1 || y.is_some() => {
                return Angle::from(kind.value(x, y.unwrap_or(0.0)));
            }
            _ => {}
        }
        let extents = operands.iter().map(Angle::extent);
        let (size, depth) = extents
            .fold((1u64, 0), |(size, depth), (own, below)| (size.saturating_add(own), depth.max(below)));
        Angle::from_function(Function { kind, operands, size, depth: depth + 1 })
    }

    /// What it computes.
    pub fn kind(&self) -> FunctionKind {
        self.kind
    }

    /// What it computes it from.
    pub fn operands(&self) -> &[Angle] {
        &self.operands
    }

    /// As circuit files write it; `show` writes the operands.
    pub(crate) fn text(&self, show: impl Fn(&Angle) -> String) -> String {
        let operands: Vec<String> = self.operands.iter().map(show).collect();
        let name = match self.kind {
            FunctionKind::Multiply => return format!("{}*{}", factor(&operands[0]), factor(&operands[1])),
            FunctionKind::Divide => return format!("{}/{}", factor(&operands[0]), factor(&operands[1])),
            FunctionKind::Power => "pow",
            FunctionKind::Remainder => "mod",
            FunctionKind::Sin => "sin",
            FunctionKind::Cos => "cos",
            FunctionKind::Tan => "tan",
            FunctionKind::Arcsin => "arcsin",
            FunctionKind::Arccos => "arccos",
            FunctionKind::Arctan => "arctan",
            FunctionKind::Exp => "exp",
            FunctionKind::Log => "log",
            FunctionKind::Sqrt => "sqrt",
            FunctionKind::Absolute => "abs",
            FunctionKind::Floor => "floor",
            FunctionKind::Ceiling => "ceiling",
        };
        format!("{name}({})", operands.join(", "))
    }

    pub(crate) fn extent(&self) -> (u64, u32) {
        (self.size, self.depth)
    }

    pub(crate) fn is_finite(&self) -> bool {
        self.operands.iter().all(Angle::is_finite)
    }

    fn operand_values(&self, params: &[f64]) -> (f64, f64) {
        (self.operands[0].value(params), self.operands.get(1).map_or(0.0, |y| y.value(params)))
    }

    pub(crate) fn value(&self, params: &[f64]) -> f64 {
        let (x, y) = self.operand_values(params);
        self.kind.value(x, y)
    }

    pub(crate) fn add_gradient(&self, params: &[f64], weight: f64, gradient: &mut [f64]) {
        let (x, y) = self.operand_values(params);
        for (k, operand) in self.operands.iter().enumerate().filter(|(_, operand)| !operand.is_constant()) {
            operand.add_gradient(params, weight * self.kind.derivative(k, x, y), gradient);
        }
    }

    pub(crate) fn substitute(&self, arguments: &[Angle]) -> Angle {
        Function::apply(self.kind, self.operands.iter().map(|angle| angle.substitute(arguments)).collect())
    }
}

/// An operand of a product: in parentheses unless it is a name, a number or a call.
fn factor(text: &str) -> String {
    let mut depth = 0;
    let is_one = text.chars().all(|character| {
        match character {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            _ => return depth > 0 || character.is_alphanumeric() || matches!(character, '_' | '.'),
        }
        true
    });
    if is_one { text.to_string() } else { format!("({text})") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use smallvec::smallvec;

    const KINDS: [FunctionKind; 16] = {
        use FunctionKind::*;
        [
            Multiply, Divide, Power, Remainder, Sin, Cos, Tan, Arcsin, Arccos, Arctan, Exp, Log, Sqrt,
            Absolute, Floor, Ceiling,
        ]
    };

    #[test]
    fn derivatives_are_those_of_the_values() {
        let (x, y, h) = (0.63, 1.7, 1e-6);
        for kind in KINDS {
            let along_x = (kind.value(x + h, y) - kind.value(x - h, y)) / (2.0 * h);
            let along_y = (kind.value(x, y + h) - kind.value(x, y - h)) / (2.0 * h);
            assert!((along_x - kind.derivative(0, x, y)).abs() < 1e-8, "{kind:?}");
            if kind.num_operands() == 2 {
                assert!((along_y - kind.derivative(1, x, y)).abs() < 1e-8, "{kind:?}");
            }
        }
    }

    #[test]
    fn what_is_constant_is_a_number() {
        let angle = Function::apply(FunctionKind::Sin, smallvec![Angle::from(0.5)]);
        assert_eq!(angle, Angle::from(0.5f64.sin()));
        let power = Function::apply(FunctionKind::Power, smallvec![Angle::from(2.0), Angle::from(10.0)]);
        assert_eq!(power, Angle::from(1024.0));
    }

    #[test]
    fn only_sums_and_products_are_put_in_parentheses() {
        for (text, expected) in [
            ("theta", "theta"),
            ("0.5", "0.5"),
            ("sin(a + b)", "sin(a + b)"),
            ("w[3]", "w[3]"),
            ("a+b", "(a+b)"),
            ("-a", "(-a)"),
            ("1e-5", "(1e-5)"),
            ("(a)*(b)", "((a)*(b))"),
        ] {
            assert_eq!(factor(text), expected);
        }
    }
}
