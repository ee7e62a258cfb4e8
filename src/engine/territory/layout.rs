//! Where points come to stand on a map: the part of the world where most of them are, as large as the map, and parts
//! far away from it in boxes below, each as large as its box. What a point looks like is left to `render`.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::forecast::number::{float, whole};
use crate::engine::territory::distance::Point;

/// Squares along the longer side of everything, by which parts are told apart.
const SQUARES: i64 = 40;
/// So many squares from each other, points are in one part; and so many, parts are in one box.
const NEAR: i64 = 2;
const NEAR_BOX: i64 = 6;
/// At most so many boxes stand below the map.
const BOXES: usize = 6;
/// Between and around boxes, in hundredths of a pixel, and the most that a box is high and wide.
const GAP: i64 = 1_600;
const HIGH: i64 = 14_000;
const WIDE: i64 = 30_000;

/// A rectangle of the globe: millionths of a degree east of the layout's meridian, and north.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Extent {
    west: i64,
    east: i64,
    south: i64,
    north: i64,
}

/// A flat map: longitude shrunk by the cosine of the middle latitude, so that near the middle one kilometre is as long
/// across as upwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Flat {
    west: i64,
    north: i64,
    /// Hundredths of a pixel for a million of millionths of a degree of latitude, and of longitude.
    up: i64,
    across: i64,
    /// Its size, in hundredths of a pixel.
    width: i64,
    height: i64,
}

/// One part of the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Panel {
    /// From the left, from the top, width and height, in hundredths of a pixel.
    pub frame: (i64, i64, i64, i64),
    flat: Flat,
}

/// A map of one large panel, and perhaps boxes below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    meridian: i64,
    square: (i64, i64),
    /// The panel of each square with points.
    panel_of: BTreeMap<(i64, i64), usize>,
    /// The panels, the large one first.
    pub panels: Vec<Panel>,
    /// Width and height of the whole, in hundredths of a pixel.
    pub size: (i64, i64),
}

impl Layout {
    /// The map on which these points fill a width, in hundredths of a pixel; none without points.
    #[must_use]
    pub fn of(points: &[Point], width: i64) -> Option<Self> {
        let meridian = meridian(points)?;
        let turned: Vec<(i64, i64)> =
            points.iter().map(|point| (turn(*point, meridian), i64::from(point.latitude))).collect();
        let all = Extent::of(turned.iter().copied())?;
        let cosine = cosine(&all);
        let shrunk = |east: i64| i64::try_from(whole(float(i128::from(east)) * cosine)).unwrap_or(east);
        let side = (shrunk(all.east - all.west).max(all.north - all.south) / SQUARES).max(10_000);
        let across = i64::try_from(whole(float(i128::from(side)) / cosine)).unwrap_or(side).max(1);
        let square = (across, side);
        let mut counts: BTreeMap<(i64, i64), (usize, Extent)> = BTreeMap::new();
        for (east, north) in turned {
            let one = Extent { west: east, east, south: north, north };
            let known = counts.entry(squared(square, east, north)).or_insert((0, one));
            *known = (known.0 + 1, known.1.with(&one));
        }
        let groups = panels_of(&counts);
        let mut panel_of = BTreeMap::new();
        let mut extents = Vec::new();
        for (panel, squares) in groups.iter().enumerate() {
            extents
                .push(squares.iter().map(|square| counts[square].1).reduce(|one, other| one.with(&other))?);
            panel_of.extend(squares.iter().map(|square| (*square, panel)));
        }
        let (panels, size) = arranged(&extents, width)?;
        Some(Self { meridian, square, panel_of, panels, size })
    }

    /// The panel of a point; the large one where nothing else is near.
    #[must_use]
    pub fn panel(&self, point: Point) -> usize {
        let square = squared(self.square, turn(point, self.meridian), i64::from(point.latitude));
        self.panel_of.get(&square).copied().unwrap_or(0)
    }

    /// Where a point stands: from the left and from the top, in hundredths of a pixel.
    #[must_use]
    pub fn place(&self, point: Point) -> (i64, i64) {
        self.place_in(self.panel(point), point)
    }

    /// Where a point stands in a panel, perhaps beyond its frame.
    #[must_use]
    pub fn place_in(&self, panel: usize, point: Point) -> (i64, i64) {
        let Panel { frame: (left, top, width, height), flat } = self.panels[panel];
        let east = turn(point, self.meridian) - flat.west;
        let south = flat.north - i64::from(point.latitude);
        let (left, top) = (left + (width - flat.width) / 2, top + (height - flat.height) / 2);
        (left + east * flat.across / 1_000_000, top + south * flat.up / 1_000_000)
    }
}

impl Extent {
    fn of(points: impl Iterator<Item = (i64, i64)>) -> Option<Self> {
        let one = |(east, north)| Extent { west: east, east, south: north, north };
        points.map(one).reduce(|one, other| one.with(&other))
    }

    fn with(&self, other: &Self) -> Self {
        Self {
            west: self.west.min(other.west),
            east: self.east.max(other.east),
            south: self.south.min(other.south),
            north: self.north.max(other.north),
        }
    }

    /// Its sides in degrees, each at least a twentieth of one, multiplied.
    fn area(&self) -> i128 {
        let side = |length: i64| i128::from(length.max(50_000));
        side(self.east - self.west) * side(self.north - self.south)
    }
}

/// The meridian opposite the widest stretch of longitudes without a point, in millionths of a degree.
fn meridian(points: &[Point]) -> Option<i64> {
    let longitudes: BTreeSet<i64> = points.iter().map(|point| i64::from(point.longitude)).collect();
    let (first, last) = (*longitudes.first()?, *longitudes.last()?);
    let next = longitudes.iter().skip(1).copied().chain([first + 360_000_000]);
    let gaps = longitudes.iter().zip(next).map(|(from, to)| (to - from, to));
    // Of equal gaps the one across the date line, which is the last.
    let (gap, to) = gaps.max_by_key(|(gap, to)| (*gap, *to)).unwrap_or((360_000_000, last));
    Some(to + (360_000_000 - gap) / 2)
}

/// Degrees east of a meridian, from −180 to 180, in millionths.
fn turn(point: Point, meridian: i64) -> i64 {
    (i64::from(point.longitude) - meridian + 180_000_000).rem_euclid(360_000_000) - 180_000_000
}

fn cosine(extent: &Extent) -> f64 {
    let middle = i32::try_from(i64::midpoint(extent.south, extent.north)).unwrap_or(0);
    (f64::from(middle) / 1e6).to_radians().cos().max(0.05)
}

fn squared((across, side): (i64, i64), east: i64, north: i64) -> (i64, i64) {
    (east.div_euclid(across), north.div_euclid(side))
}

type Square = (i64, i64);

/// Squares in groups within which one comes from each to each by steps of so many squares.
fn joined(squares: &BTreeSet<Square>, near: i64) -> Vec<Vec<Square>> {
    let (mut left, mut groups) = (squares.clone(), Vec::new());
    while let Some(first) = left.pop_first() {
        let (mut group, mut next) = (vec![first], 0);
        while next < group.len() {
            let (east, north) = group[next];
            next += 1;
            for right in -near..=near {
                let found: Vec<Square> = (-near..=near)
                    .map(|up| (east + right, north + up))
                    .filter(|one| left.remove(one))
                    .collect();
                group.extend(found);
            }
        }
        groups.push(group);
    }
    groups
}

/// The squares of each panel. The large one has the part with most points, and what adds less than a tenth to it; all
/// is one panel where the others have more than three of ten points, or are too many.
fn panels_of(counts: &BTreeMap<Square, (usize, Extent)>) -> Vec<Vec<Square>> {
    let points = |group: &[Square]| group.iter().map(|square| counts[square].0).sum::<usize>();
    let extent =
        |group: &[Square]| group.iter().map(|square| counts[square].1).reduce(|one, other| one.with(&other));
    let mut parts = joined(&counts.keys().copied().collect(), NEAR);
    parts.sort_by_key(|part| (std::cmp::Reverse(points(part)), part[0]));
    let mut rest: BTreeSet<Square> = BTreeSet::new();
    let mut parts = parts.into_iter();
    let mut large = parts.next().unwrap_or_default();
    for part in parts {
        let (Some(now), Some(more)) = (extent(&large), extent(&part)) else { continue };
        if now.with(&more).area() * 10 <= now.area() * 11 {
            large.extend(part);
        } else {
            rest.extend(part);
        }
    }
    let boxes = joined(&rest, NEAR_BOX);
    let outside: usize = boxes.iter().map(|group| points(group)).sum();
    if boxes.len() > BOXES || outside * 10 > (outside + points(&large)) * 3 {
        return vec![counts.keys().copied().collect()];
    }
    let mut panels = vec![large];
    panels.extend(boxes);
    panels
}

/// The large panel above, the boxes in a row below it.
fn arranged(extents: &[Extent], width: i64) -> Option<(Vec<Panel>, (i64, i64))> {
    let (first, boxes) = extents.split_first()?;
    let flat = Flat::of(first, width, width);
    let mut panels = vec![Panel { frame: (0, 0, width, flat.height), flat }];
    let mut size = (width, flat.height);
    let count = i64::try_from(boxes.len()).unwrap_or(i64::MAX);
    if count > 0 {
        let most = ((width - GAP * (count - 1)) / count).min(WIDE) - GAP;
        let mut left = 0;
        for extent in boxes {
            let flat = Flat::of(extent, most, HIGH - GAP);
            let wide = flat.width.max(5 * GAP) + GAP;
            panels.push(Panel { frame: (left, size.1 + GAP, wide, HIGH), flat });
            left += wide + GAP;
        }
        size.1 += GAP + HIGH;
    }
    Some((panels, size))
}

impl Flat {
    /// The largest map of an extent that fits. A single place, or a line of them, still has a map around it.
    fn of(extent: &Extent, width: i64, height: i64) -> Self {
        let cosine = cosine(extent);
        let (wide, high) =
            ((extent.east - extent.west).max(100_000), (extent.north - extent.south).max(50_000));
        let by_width = width * 1_000_000 / wide;
        let up = i64::try_from(whole(float(i128::from(by_width)) / cosine)).unwrap_or(by_width).max(1);
        let (across, up) = match high * up / 1_000_000 {
            tall if tall > height => (by_width * height / tall, (up * height / tall).max(1)),
            _ => (by_width, up),
        };
        let (width, height) = (wide * across / 1_000_000, high * up / 1_000_000);
        Self { west: extent.west, north: extent.north, up, across, width, height }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(degrees: &[(i32, i32)]) -> Vec<Point> {
        degrees.iter().map(|(north, east)| Point::new(north * 100_000, east * 100_000).unwrap()).collect()
    }

    #[test]
    fn a_flat_map_keeps_the_shape_in_its_middle() {
        // 2 degrees across at the equator and 1 upwards: twice as wide as high.
        let points = points(&[(-5, 100), (5, 120)]);
        let layout = Layout::of(&points, 100_000).unwrap();
        assert_eq!((layout.size, layout.panels.len()), ((100_000, 50_000), 1));
        assert_eq!(layout.place(points[0]), (0, 50_000));
        assert_eq!(layout.place(points[1]), (100_000, 0));
        assert_eq!(Layout::of(&[], 100), None);
        assert!(Layout::of(&points[..1], 100).is_some());
    }

    #[test]
    fn the_date_line_does_not_tear_neighbours_apart() {
        // Fiji: 177 and 179 degrees east, 179 west.
        let points = points(&[(-180, 1_770), (-170, 1_790), (-180, -1_790)]);
        let layout = Layout::of(&points, 100_000).unwrap();
        let across: Vec<i64> = points.iter().map(|point| layout.place(*point).0).collect();
        assert_eq!(across, [0, 50_000, 100_000]);
    }

    #[test]
    fn what_is_far_from_the_most_has_a_box_of_its_own() {
        // Ten by ten places a degree apart, two islands 40 degrees to the west of them, a third one near these.
        let mut places: Vec<(i32, i32)> =
            (0..100).map(|number| (300 + number / 10 * 10, number % 10 * 10)).collect();
        places.extend([(200, -400), (210, -410), (230, -430)]);
        let points = points(&places);
        let layout = Layout::of(&points, 100_000).unwrap();
        assert_eq!(layout.panels.len(), 2);
        assert!(points[..100].iter().all(|point| layout.panel(*point) == 0));
        assert!(points[100..].iter().all(|point| layout.panel(*point) == 1));
        let (left, top, width, height) = layout.panels[1].frame;
        for point in &points[100..] {
            let (x, y) = layout.place(*point);
            assert!((left..=left + width).contains(&x) && (top..=top + height).contains(&y), "{x} {y}");
        }
        // The large part, higher than wide, fills the height, and the boxes stand below it.
        let down = points[..100].iter().map(|point| layout.place(*point).1);
        assert!(
            down.clone().min() == Some(0)
                && down.max().is_some_and(|down| (99_990..=100_000).contains(&down))
        );
        assert_eq!(layout.size.1, top + height);
        // With as many places there as here, all is one map.
        let both: Vec<Point> = points[..100].iter().chain([&points[100]; 60]).copied().collect();
        assert_eq!(Layout::of(&both, 100_000).unwrap().panels.len(), 1);
    }
}
