//! The clock: how long some work takes when it is warm. Called by everything that measures.

use std::time::Instant;

/// How often work is repeated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Repeats {
    /// At most so often,
    pub most: usize,
    /// and not again once so many seconds have gone by; at least once.
    pub seconds: f64,
}

/// The median seconds of the work, after one run that is not counted.
///
/// # Errors
/// Those of the work.
pub fn median_seconds<E>(repeats: Repeats, work: impl FnMut() -> Result<(), E>) -> Result<f64, E> {
    let all = sorted_seconds(repeats, work)?;
    Ok(all[all.len() / 2])
}

/// The least seconds of the work, after one run that is not counted: what it takes if nothing disturbs it.
///
/// # Errors
/// Those of the work.
pub fn least_seconds<E>(repeats: Repeats, work: impl FnMut() -> Result<(), E>) -> Result<f64, E> {
    Ok(sorted_seconds(repeats, work)?[0])
}

/// Ascending; at least one.
fn sorted_seconds<E>(repeats: Repeats, mut work: impl FnMut() -> Result<(), E>) -> Result<Vec<f64>, E> {
    work()?;
    let mut all = Vec::new();
    let begin = Instant::now();
    loop {
        let start = Instant::now();
        work()?;
        all.push(start.elapsed().as_secs_f64());
        if all.len() >= repeats.most || begin.elapsed().as_secs_f64() >= repeats.seconds {
            break;
        }
    }
    all.sort_by(f64::total_cmp);
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_repeated_until_it_is_enough() {
        let mut count = 0;
        let seconds = median_seconds(Repeats { most: 5, seconds: 60.0 }, || {
            count += 1;
            std::thread::sleep(std::time::Duration::from_millis(2));
            Ok::<(), ()>(())
        });
        assert_eq!(count, 6, "one is not counted");
        assert!(seconds.is_ok_and(|seconds| seconds >= 2e-3));
        let mut once = 0;
        let failed = median_seconds(Repeats { most: 9, seconds: 0.0 }, || {
            once += 1;
            if once < 3 { Ok(()) } else { Err("over") }
        });
        assert!(failed.is_ok() && once == 2, "no time is left for a second one");
    }
}
