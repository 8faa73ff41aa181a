//! An axis: its range, where its ticks are, and what they say.
//!
//! Called by everything that draws. Ticks are at round numbers, at whole ones where things are counted, at powers of ten where an
//! axis is logarithmic, and never so many that they overlap.

use super::numbers::short;
use std::ops::Range;

/// An axis. Places on it are numbers of a picture: logarithms on a logarithmic axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// What is measured; may be empty.
    pub name: String,
    /// The ends, as places.
    pub ends: Range<f64>,
    /// Labels at their places, in order.
    pub ticks: Vec<Tick>,
    scale: Scale,
}

/// A label of an axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Tick {
    /// The place.
    pub at: f64,
    /// What stands there.
    pub label: String,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Scale {
    Linear,
    Logarithmic,
}

/// About so many ticks are wanted.
const WANTED: f64 = 6.0;

impl Axis {
    /// From and to these numbers; a range of nothing gets some room.
    pub fn linear(name: &str, range: Range<f64>) -> Axis {
        let ends = with_room(range);
        let step = round_up((ends.end - ends.start) / WANTED);
        Axis { name: name.into(), ticks: multiples(&ends, step), ends, scale: Scale::Linear }
    }

    /// From 0 to a little more than the largest number.
    pub fn from_zero(name: &str, most: f64) -> Axis {
        Axis::linear(name, 0.0..if most > 0.0 { 1.05 * most } else { 1.0 })
    }

    /// Of things that are counted: the ticks are whole numbers.
    pub fn counted(name: &str, range: Range<f64>) -> Axis {
        let ends = with_room(range);
        let step = round_up((ends.end - ends.start) / WANTED).max(1.0);
        Axis { name: name.into(), ticks: multiples(&ends, step), ends, scale: Scale::Linear }
    }

    /// Shares from `least` to 1, with a little room above and below, where there are no ticks.
    pub fn shares(name: &str, least: f64) -> Axis {
        let low = ((least.clamp(0.0, 0.95) - 0.02) * 20.0).floor().max(0.0) / 20.0;
        let step = round_up((1.0 - low) / WANTED);
        let ticks = multiples(&(low..1.0), step);
        let room = 0.03 * (1.0 - low);
        Axis { name: name.into(), ticks, ends: low - room..1.0 + room, scale: Scale::Linear }
    }

    /// Of positive numbers, on a scale of logarithms.
    pub fn logarithmic(name: &str, range: Range<f64>) -> Axis {
        let is_usable = |number: f64| number.is_finite() && number >= f64::MIN_POSITIVE;
        let least = if is_usable(range.start) { range.start } else { f64::MIN_POSITIVE };
        let most = if range.end.is_finite() { range.end.max(least) } else { f64::MAX };
        let ends = with_room(least.log10()..most.log10());
        Axis { name: name.into(), ticks: of_logarithms(&ends), ends, scale: Scale::Logarithmic }
    }

    /// Of names, the first at the top or the left: each has a place of its own, see [`Axis::of_name`].
    pub fn names(name: &str, names: &[String]) -> Axis {
        let tick = |(k, label): (usize, &String)| Tick { at: Axis::of_name(k), label: label.clone() };
        let ticks = names.iter().enumerate().map(tick).collect();
        let ends = -(names.len().max(1) as f64)..0.0;
        Axis { name: name.into(), ticks, ends, scale: Scale::Linear }
    }

    /// With these ticks.
    pub fn marked(name: &str, ends: Range<f64>, ticks: Vec<Tick>) -> Axis {
        Axis { name: name.into(), ends, ticks, scale: Scale::Linear }
    }

    /// The place of a name.
    pub fn of_name(number: usize) -> f64 {
        -(number as f64) - 0.5
    }

    /// The place of a number; none for what is not on the scale.
    pub fn place(&self, number: f64) -> Option<f64> {
        let place = match self.scale {
            Scale::Linear => number,
            Scale::Logarithmic => number.log10(),
        };
        place.is_finite().then_some(place)
    }

    /// What stands at a place.
    pub fn label(&self, at: f64) -> String {
        let near = |tick: &&Tick| (tick.at - at).abs() <= 1e-9 * (self.ends.end - self.ends.start);
        self.ticks.iter().find(near).map(|tick| tick.label.clone()).unwrap_or_default()
    }

    /// Pixels that the longest label needs.
    pub fn label_width(&self) -> u32 {
        let longest = self.ticks.iter().map(|tick| tick.label.chars().count()).max().unwrap_or(0);
        7 * u32::try_from(longest).unwrap_or(u32::MAX).min(32)
    }
}

/// A range that is one: finite, and not empty.
fn with_room(range: Range<f64>) -> Range<f64> {
    let finite = |x: f64| if x.is_finite() { x.clamp(-1e300, 1e300) } else { 0.0 };
    let (low, high) = (finite(range.start), finite(range.end));
    // Where rounding would eat the steps between ticks, there is nothing to see.
    let least = 1e-9 * low.abs().max(high.abs()).max(1e-290);
    if high - low > least {
        return low..high;
    }
    let room = if low == 0.0 { 1.0 } else { 0.1 * low.abs() };
    low - room..low + room
}

/// The next of 1, 2 and 5 times a power of ten.
fn round_up(step: f64) -> f64 {
    let power = 10f64.powf(step.log10().floor());
    let factor = [1.0, 2.0, 5.0].into_iter().find(|factor| factor * power >= step * (1.0 - 1e-9));
    factor.unwrap_or(10.0) * power
}

/// Multiples of a step, with the digits that tell them apart.
fn multiples(ends: &Range<f64>, step: f64) -> Vec<Tick> {
    let first = (ends.start / step - 1e-6).ceil();
    let count = ((ends.end / step + 1e-6).floor() - first).clamp(0.0, 3.0 * WANTED) as usize;
    let largest = ends.start.abs().max(ends.end.abs());
    let label = |at: f64| match at {
        0.0 => "0".into(),
        at if (1e-3..1e6).contains(&largest) => {
            let digits = (-step.log10() - 1e-9).ceil().clamp(0.0, 12.0) as usize;
            format!("{at:.digits$}")
        }
        at => short(at),
    };
    // Adding 0 turns −0 into 0.
    let place = |k: usize| (first + k as f64) * step + 0.0;
    (0..=count).map(|k| Tick { at: place(k), label: label(place(k)) }).collect()
}

/// Powers of ten, with twice and five times them where there are few; round numbers where there is none.
fn of_logarithms(ends: &Range<f64>) -> Vec<Tick> {
    let decades = ends.end - ends.start;
    let every = (decades / WANTED).ceil().max(1.0) as i32;
    let factors: &[f64] = if decades < 2.5 { &[1.0, 2.0, 5.0] } else { &[1.0] };
    let (first, last) = (ends.start.floor() as i32, ends.end.ceil() as i32);
    let powers = (first..=last).filter(|power| power.rem_euclid(every) == 0);
    let all = powers.flat_map(|power| factors.iter().map(move |factor| (*factor, power)));
    let tick = |(factor, power): (f64, i32)| {
        let at = factor.log10() + f64::from(power);
        let label = short(format!("{factor}e{power}").parse().unwrap_or(f64::NAN));
        Tick { at, label }
    };
    let inside = |tick: &Tick| tick.at >= ends.start - 1e-9 && tick.at <= ends.end + 1e-9;
    let ticks: Vec<Tick> = all.map(tick).filter(inside).collect();
    if ticks.len() >= 2 {
        return ticks;
    }
    let numbers = 10f64.powf(ends.start)..10f64.powf(ends.end);
    let step = round_up((numbers.end - numbers.start) / WANTED);
    let on_scale = |tick: Tick| Tick { at: tick.at.log10(), ..tick };
    multiples(&numbers, step).into_iter().filter(|tick| tick.at > 0.0).map(on_scale).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(axis: &Axis) -> Vec<&str> {
        axis.ticks.iter().map(|tick| tick.label.as_str()).collect()
    }

    #[test]
    fn ticks_are_round_numbers_with_the_same_digits() {
        assert_eq!(labels(&Axis::linear("", 0.0..1.0)), ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
        assert_eq!(labels(&Axis::linear("", -1.14..-1.11)).first(), Some(&"-1.140"));
        assert_eq!(
            labels(&Axis::linear("", 0.0..3e-7)),
            ["0", "5e-8", "1e-7", "1.5e-7", "2e-7", "2.5e-7", "3e-7"]
        );
    }

    #[test]
    fn what_is_counted_has_whole_ticks() {
        assert_eq!(labels(&Axis::counted("", 0.5..3.5)), ["1", "2", "3"]);
        assert_eq!(labels(&Axis::counted("", 0.0..2.0)), ["0", "1", "2"]);
        assert_eq!(labels(&Axis::counted("", 0.0..600.0)), ["0", "100", "200", "300", "400", "500", "600"]);
    }

    #[test]
    fn logarithmic_ticks_are_few_at_every_range() {
        assert_eq!(labels(&Axis::logarithmic("", 1e-3..1.0)), ["0.001", "0.01", "0.1", "1"]);
        assert_eq!(labels(&Axis::logarithmic("", 0.9..25.0)), ["1", "2", "5", "10", "20"]);
        for range in
            [1e-300..1e300, 1e-16..1.0, 1.0..1.5, 3.0..3.001, 7.0..7.0, 0.0..0.0, f64::NAN..f64::INFINITY]
        {
            let axis = Axis::logarithmic("", range.clone());
            let width = axis.ends.end - axis.ends.start;
            assert!((2..=9).contains(&axis.ticks.len()), "{range:?}: {axis:?}");
            for pair in axis.ticks.windows(2) {
                assert!(pair[1].at - pair[0].at > 0.04 * width, "{range:?}: {axis:?}");
                assert_ne!(pair[0].label, pair[1].label, "{range:?}");
            }
        }
    }

    #[test]
    fn shares_have_no_tick_beyond_one_and_ranges_of_nothing_have_room() {
        let axis = Axis::shares("", 0.78);
        assert_eq!(labels(&axis), ["0.75", "0.80", "0.85", "0.90", "0.95", "1.00"]);
        assert!(axis.ends.end > 1.0);
        for range in [0.0..0.0, 5.0..5.0, -3.0..-3.0, f64::NAN..f64::NAN, 1e308..-1e308, -1e308..1e308] {
            let axis = Axis::linear("", range.clone());
            assert!(axis.ends.end > axis.ends.start, "{range:?}");
            assert!((2..=19).contains(&axis.ticks.len()), "{range:?}: {axis:?}");
        }
    }

    #[test]
    fn names_have_places_of_their_own() {
        let axis = Axis::names("", &["a".into(), "b".into()]);
        assert_eq!((axis.label(Axis::of_name(0)), axis.label(Axis::of_name(1))), ("a".into(), "b".into()));
        assert_eq!(axis.label(-1.0), "");
    }
}
