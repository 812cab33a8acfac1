//! Axes: round numbers at which a figure is ruled, and numbers as people read them.

use crate::section::grouped;

/// A straight way from values to places.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    pub(super) values: (f64, f64),
    pub(super) places: (f64, f64),
}

impl Scale {
    pub(super) fn at(&self, value: f64) -> f64 {
        let ((low, high), (from, to)) = (self.values, self.places);
        from + (value - low) / (high - low).max(f64::MIN_POSITIVE) * (to - from)
    }

    /// About so many round values in the scale.
    pub(super) fn ticks(&self, about: usize) -> Vec<f64> {
        let (low, high) = self.values;
        let rough = (high - low) / about.max(1) as f64;
        if !rough.is_finite() || rough <= 0.0 {
            return Vec::new();
        }
        let power = 10f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0].map(|factor| factor * power).into_iter().find(|step| *step >= rough * 0.999);
        let step = step.unwrap_or(rough);
        let (first, last) = ((low / step).ceil() as i64, (high / step).floor() as i64);
        (first..=last).take(2 * about + 2).map(|tick| tick as f64 * step).collect()
    }
}

/// A place in a figure; tenths are finer than any screen.
pub(super) fn place(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}

/// A value as people read it.
pub(super) fn number(value: f64) -> String {
    if value >= 0.0 && value.fract() == 0.0 && value < 1e15 {
        return grouped(value as u64);
    }
    let text = format!("{value:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_inside() {
        let scale = Scale { values: (0.0, 2686.0), places: (0.0, 100.0) };
        assert_eq!(scale.ticks(4), [0.0, 1000.0, 2000.0]);
        let scale = Scale { values: (0.7, 1.0), places: (0.0, 100.0) };
        assert_eq!(scale.ticks(3).into_iter().map(number).collect::<Vec<_>>(), ["0.7", "0.8", "0.9", "1"]);
        assert!(Scale { values: (3.0, 3.0), places: (0.0, 1.0) }.ticks(4).is_empty());
    }

    #[test]
    fn an_empty_scale_has_places_too() {
        assert_eq!(place(Scale { values: (3.0, 3.0), places: (5.0, 9.0) }.at(3.0)), "5");
    }
}
