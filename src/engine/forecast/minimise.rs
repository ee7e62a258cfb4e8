//! The least of a function: by halving intervals in one dimension, by a simplex in several.

use super::number::count;

/// Steps of a search; each narrows what is left to 62 %.
const STEPS: usize = 60;

/// Where a function of one number is least between two bounds: a grid finds the valley, the golden section (Kiefer
/// 1953) its bottom.
pub fn least_of_one(low: f64, high: f64, function: &dyn Fn(f64) -> f64) -> f64 {
    const GRID: usize = 24;
    let width = (high - low) / count(GRID);
    let best = (0..=GRID)
        .map(|step| low + width * count(step))
        .min_by(|left, right| function(*left).total_cmp(&function(*right)))
        .unwrap_or(low);
    let golden = (5.0_f64.sqrt() - 1.0) / 2.0;
    let (mut low, mut high) = ((best - width).max(low), (best + width).min(high));
    let inner = |low: f64, high: f64| (high - golden * (high - low), low + golden * (high - low));
    let (mut left, mut right) = inner(low, high);
    let (mut at_left, mut at_right) = (function(left), function(right));
    for _ in 0..STEPS {
        if at_left <= at_right {
            (high, right, at_right) = (right, left, at_left);
            left = inner(low, high).0;
            at_left = function(left);
        } else {
            (low, left, at_left) = (left, right, at_right);
            right = inner(low, high).1;
            at_right = function(right);
        }
    }
    f64::midpoint(low, high)
}

/// Where a function of several numbers is least inside a box: the simplex of Nelder and Mead (1965) with the factors
/// of Gao and Han (2012), from a first guess. What leaves the box is put on its side.
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
    let size = count(N);
    let (expand, contract, shrink) = (1.0 + 2.0 / size, 0.75 - 0.5 / size, 1.0 - 1.0 / size);
    let mut simplex: Vec<(f64, [f64; N])> = Vec::with_capacity(N + 1);
    simplex.push((function(&guess), guess));
    for (axis, (low, high)) in bounds.iter().enumerate() {
        let mut corner = guess;
        let step = (high - low) * 0.15;
        corner[axis] += if corner[axis] + step <= *high { step } else { -step };
        let corner = inside(corner);
        simplex.push((function(&corner), corner));
    }
    for _ in 0..STEPS * N {
        simplex.sort_by(|left, right| left.0.total_cmp(&right.0));
        let (best, worst) = (simplex[0].0, simplex[N]);
        if (worst.0 - best).abs() <= 1e-12 * (best.abs() + 1e-300) {
            break;
        }
        let centre: [f64; N] =
            std::array::from_fn(|axis| simplex[..N].iter().map(|corner| corner.1[axis]).sum::<f64>() / size);
        let towards = |target: &[f64; N], factor: f64| {
            let point =
                inside(std::array::from_fn(|axis| centre[axis] + factor * (target[axis] - centre[axis])));
            (function(&point), point)
        };
        let reflected = towards(&worst.1, -1.0);
        let better = if reflected.0 < best {
            let expanded = towards(&reflected.1, expand);
            if expanded.0 < reflected.0 { Some(expanded) } else { Some(reflected) }
        } else if reflected.0 < simplex[N - 1].0 {
            Some(reflected)
        } else if reflected.0 < worst.0 {
            Some(towards(&reflected.1, contract)).filter(|outside| outside.0 <= reflected.0)
        } else {
            Some(towards(&worst.1, contract)).filter(|within| within.0 < worst.0)
        };
        if let Some(better) = better {
            simplex[N] = better;
        } else {
            let base = simplex[0].1;
            for corner in &mut simplex[1..] {
                let point = std::array::from_fn(|axis| base[axis] + shrink * (corner.1[axis] - base[axis]));
                *corner = (function(&point), point);
            }
        }
    }
    simplex.sort_by(|left, right| left.0.total_cmp(&right.0));
    simplex[0].1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bottom_of_a_valley_is_found() {
        let at = least_of_one(0.0, 10.0, &|x| (x - 3.3).powi(2));
        assert!((at - 3.3).abs() < 1e-6);
        assert!((least_of_one(0.0, 1.0, &|x| -x) - 1.0).abs() < 1e-6);
    }

    #[test]
    fn the_simplex_finds_rosenbrocks_valley_and_the_sides_of_the_box() {
        let rosenbrock = |[x, y]: &[f64; 2]| (1.0 - x).powi(2) + 100.0 * (y - x * x).powi(2);
        let found = least([-1.0, 1.0], &[(-2.0, 2.0), (-2.0, 2.0)], &rosenbrock);
        assert!((found[0] - 1.0).abs() < 1e-3 && (found[1] - 1.0).abs() < 2e-3, "{found:?}");
        let found = least([0.5, 0.5, 0.5], &[(0.0, 1.0); 3], &|[x, y, z]| x - y + (z - 0.2).powi(2));
        assert!(found[0] < 1e-6 && found[1] > 1.0 - 1e-6 && (found[2] - 0.2).abs() < 1e-3, "{found:?}");
    }
}
