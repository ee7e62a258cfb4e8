//! The least of a function of several numbers inside a box: the simplex of Nelder and Mead (1965) with the factors of
//! Gao and Han (2012).

use super::number::count;

/// Steps of a search at most.
const STEPS: usize = 1_000;
/// The search ends when the values at the corners spread less than this.
const ENOUGH: f64 = 1e-4;
/// The first simplex reaches this part of each number beyond the guess.
const STRIDE: f64 = 0.05;
/// And so far from a zero.
const STRIDE_OF_ZERO: f64 = 1e-4;

/// Where a function is least, from a first guess. What leaves the box is put on its side.
///
/// Where it begins, and when it ends, is what statsforecast does: sums of squares of short series are so flat near
/// their least that searches which end elsewhere give forecasts that differ by several per cent.
pub fn least<const N: usize>(
    guess: [f64; N],
    bounds: &[(f64, f64); N],
    function: &dyn Fn(&[f64; N]) -> f64,
) -> [f64; N] {
    let inside = |mut point: [f64; N]| {
        for (value, (low, high)) in point.iter_mut().zip(bounds) {
            *value = value.clamp(*low, *high);
        }
        point
    };
    let valued = |point: [f64; N]| (function(&point), point);
    let guess = inside(guess);
    let mut corners: Vec<(f64, [f64; N])> = Vec::with_capacity(N + 1);
    for axis in 0..N {
        let mut corner = guess;
        corner[axis] = if corner[axis] == 0.0 { STRIDE_OF_ZERO } else { corner[axis] * (1.0 + STRIDE) };
        corners.push(valued(inside(corner)));
    }
    corners.push(valued(guess));
    for _ in 0..STEPS {
        if spread(&corners) < ENOUGH {
            break;
        }
        step(&mut corners, &inside, &valued);
    }
    let best = corners.iter().min_by(|left, right| left.0.total_cmp(&right.0));
    best.map_or(guess, |corner| corner.1)
}

/// Moves the worst corner, or all of them towards the best.
fn step<const N: usize>(
    corners: &mut [(f64, [f64; N])],
    inside: &dyn Fn([f64; N]) -> [f64; N],
    valued: &dyn Fn([f64; N]) -> (f64, [f64; N]),
) {
    let size = count(N);
    let (expand, contract, shrink) = (1.0 + 2.0 / size, 0.75 - 0.5 / size, 1.0 - 1.0 / size);
    let mut order: Vec<usize> = (0..corners.len()).collect();
    order.sort_by(|left, right| corners[*left].0.total_cmp(&corners[*right].0));
    let (best, worst) = (corners[order[0]], corners[order[N]]);
    let second_worst = corners[order[N - 1]].0;
    let sum = |axis: usize| corners.iter().map(|corner| corner.1[axis]).sum::<f64>();
    let centre: [f64; N] = std::array::from_fn(|axis| (sum(axis) - worst.1[axis]) / size);
    let towards = |target: &[f64; N], factor: f64| {
        valued(inside(std::array::from_fn(|axis| centre[axis] + factor * (target[axis] - centre[axis]))))
    };
    let reflected = towards(&worst.1, -1.0);
    let better = if reflected.0 < best.0 {
        let expanded = towards(&reflected.1, expand);
        Some(if expanded.0 < reflected.0 { expanded } else { reflected })
    } else if reflected.0 < second_worst {
        Some(reflected)
    } else if reflected.0 < worst.0 {
        Some(towards(&reflected.1, contract)).filter(|outside| outside.0 <= reflected.0)
    } else {
        // Seen from the reflection, which may have been put on a side of the box.
        Some(towards(&reflected.1, -contract)).filter(|within| within.0 < worst.0)
    };
    match better {
        Some(better) => corners[order[N]] = better,
        None => {
            for corner in corners.iter_mut().skip(1) {
                let near = |axis: usize| best.1[axis] + shrink * (corner.1[axis] - best.1[axis]);
                *corner = valued(inside(std::array::from_fn(near)));
            }
        }
    }
}

/// The standard deviation of the values at the corners.
fn spread<const N: usize>(corners: &[(f64, [f64; N])]) -> f64 {
    let middle = corners.iter().map(|corner| corner.0).sum::<f64>() / count(corners.len());
    let squares: f64 = corners.iter().map(|corner| (corner.0 - middle).powi(2)).sum();
    (squares / count(corners.len())).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_simplex_finds_rosenbrocks_valley_and_the_sides_of_the_box() {
        let rosenbrock = |[x, y]: &[f64; 2]| 1e6 * ((1.0 - x).powi(2) + 100.0 * (y - x * x).powi(2));
        let found = least([-1.0, 1.0], &[(-2.0, 2.0), (-2.0, 2.0)], &rosenbrock);
        assert!((found[0] - 1.0).abs() < 1e-3 && (found[1] - 1.0).abs() < 2e-3, "{found:?}");
        let slope = |[x, y, z]: &[f64; 3]| 1e3 * (x - y + (z - 0.2).powi(2));
        let found = least([0.5, 0.5, 0.5], &[(0.0, 1.0); 3], &slope);
        assert!(found[0] < 1e-6 && found[1] > 1.0 - 1e-6 && (found[2] - 0.2).abs() < 1e-2, "{found:?}");
    }
}
