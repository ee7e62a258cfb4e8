//! Places on the globe and how far they are apart in a straight line over it. Roads are longer: a quarter to a half.

use crate::engine::forecast::number::{float, whole};

/// The mean radius of the Earth in metres (Moritz 2000, the mean of the three semi-axes of GRS 80).
pub const RADIUS: f64 = 6_371_008.8;

/// A place on the globe, in millionths of a degree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Point {
    /// Degrees north, -90000000 to 90000000.
    pub latitude: i32,
    /// Degrees east, -180000000 to 180000000.
    pub longitude: i32,
}

impl Point {
    /// A place from millionths of a degree; none outside the globe.
    #[must_use]
    pub fn new(latitude: i32, longitude: i32) -> Option<Self> {
        let inside = latitude.abs() <= 90_000_000 && longitude.abs() <= 180_000_000;
        inside.then_some(Self { latitude, longitude })
    }

    /// The place with its two numbers exchanged, where that is one.
    #[must_use]
    pub fn swapped(self) -> Option<Self> {
        Self::new(self.longitude, self.latitude)
    }

    /// Whether both numbers are zero: a place in the sea off Africa, which stands for a place that nobody knows.
    #[must_use]
    pub fn is_null_island(self) -> bool {
        self.latitude == 0 && self.longitude == 0
    }

    /// The place as radians: latitude, its cosine, and longitude; for many distances from the same places.
    #[must_use]
    pub fn radians(self) -> Radians {
        let latitude = (f64::from(self.latitude) / 1e6).to_radians();
        let longitude = (f64::from(self.longitude) / 1e6).to_radians();
        Radians { latitude, cosine: latitude.cos(), longitude }
    }
}

/// A place as radians, ready for distances.
#[derive(Clone, Copy, Debug)]
pub struct Radians {
    latitude: f64,
    cosine: f64,
    longitude: f64,
}

impl Radians {
    /// The distance to another place over the globe, in metres, not rounded. Haversine: with φ latitude and λ
    /// longitude, 2 r asin √(sin²(Δφ/2) + cos φ₁ cos φ₂ sin²(Δλ/2)), r = 6,371,008.8 m.
    #[must_use]
    pub fn metres_to(self, other: Radians) -> f64 {
        let across = ((other.longitude - self.longitude) / 2.0).sin();
        let along = ((other.latitude - self.latitude) / 2.0).sin();
        let chord = along * along + self.cosine * other.cosine * across * across;
        2.0 * RADIUS * chord.clamp(0.0, 1.0).sqrt().asin()
    }
}

/// The distance over the globe in whole metres, halves up. From the equator to a pole it is 10,007,557 m.
#[must_use]
pub fn metres(from: Point, to: Point) -> i64 {
    i64::try_from(whole(from.radians().metres_to(to.radians()))).unwrap_or(i64::MAX)
}

/// The place in the middle of others: the median of latitudes and that of longitudes (the lower of two); none of
/// nothing. It holds where a few coordinates are wrong. Across the date line it does not.
#[must_use]
pub fn middle(points: &[Point]) -> Option<Point> {
    let half = points.len().checked_sub(1)? / 2;
    let median = |of: &dyn Fn(&Point) -> i32| {
        let mut numbers: Vec<i32> = points.iter().map(of).collect();
        *numbers.select_nth_unstable(half).1
    };
    Point::new(median(&|point| point.latitude), median(&|point| point.longitude))
}

/// Metres as kilometres, scale 4, for reports: 1,234 m are 1.234 km.
#[must_use]
pub fn kilometres(metres: i64) -> i64 {
    metres.saturating_mul(10)
}

/// The mean of distances in whole metres, halves away from zero, each counted as often as its weight says; none
/// without weight.
#[must_use]
pub fn mean(distances: impl Iterator<Item = (i64, i128)>) -> Option<i64> {
    let (mut sum, mut weights) = (0_i128, 0_i128);
    for (metres, weight) in distances {
        sum = sum.saturating_add(i128::from(metres).saturating_mul(weight));
        weights = weights.saturating_add(weight);
    }
    (weights > 0).then(|| i64::try_from(whole(float(sum) / float(weights))).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(from: (i32, i32), to: (i32, i32), expected: i64) {
        let (from, to) = (Point::new(from.0, from.1).unwrap(), Point::new(to.0, to.1).unwrap());
        assert_eq!((metres(from, to), metres(to, from)), (expected, expected), "{from:?} {to:?}");
    }

    #[test]
    fn distances_are_those_of_the_sphere() {
        // r × π ÷ 2, r × π and r × π ÷ 180 with r = 6371008.8: 10,007,557.2, 20,015,114.4 and 111,195.1 m.
        check((0, 0), (90_000_000, 0), 10_007_557);
        check((0, 0), (0, 180_000_000), 20_015_114);
        check((0, 179_500_000), (0, -179_500_000), 111_195);
        check((48_137_154, 11_576_124), (48_137_154, 11_576_124), 0);
        // Nashville airport to Los Angeles airport, the example of Rosetta Code: 2,886.44 km at r = 6,371 km, so
        // 2,886.45 km here.
        check((36_120_000, -86_670_000), (33_940_000, -118_400_000), 2_886_448);
    }

    #[test]
    fn a_place_is_inside_the_globe() {
        assert_eq!(Point::new(90_000_001, 0), None);
        assert_eq!(Point::new(0, 180_000_000).unwrap().swapped(), None);
        assert_eq!(Point::new(37_774_930, -122_419_416).unwrap().swapped(), None);
        assert!(Point::new(0, 0).unwrap().is_null_island());
    }

    #[test]
    fn the_middle_is_that_of_most() {
        let points = [(1, 10), (2, 20), (90_000_000, 30)];
        let points: Vec<Point> = points.iter().map(|(x, y)| Point::new(*x, *y).unwrap()).collect();
        assert_eq!(middle(&points), Point::new(2, 20));
        assert_eq!(middle(&[]), None);
        assert_eq!(mean([(1_000, 1), (2_000, 3)].into_iter()), Some(1_750));
        assert_eq!(mean([(1_000, 0)].into_iter()), None);
    }
}
