//! Targets down trees, worked out by hand, and the law that nothing is lost on the way.

use super::*;
use proptest::prelude::*;

fn place(name: &str, parent: Option<usize>, weight: i128, reps: &[(u32, i64)], own: bool) -> Place {
    Place { name: name.to_owned(), parent, weight, own, reps: reps.to_vec() }
}

fn question<'a>(places: &'a [Place], target: i128, hedge: &'a [i64]) -> Question<'a> {
    Question { places, target, hedge, bounds: Bounds::OPEN }
}

#[test]
fn a_target_goes_down_the_tree_in_proportion() {
    // EMEA has DACH (2) and Nordics (1), AMER has nothing below: 3 and 1 of the target.
    let places = [
        place("EMEA", None, 0, &[], false),
        place("DACH", Some(0), 2, &[(1, 10_000), (2, 5_000)], true),
        place("Nordics", Some(0), 1, &[(3, 10_000)], true),
        place("AMER", None, 1, &[(4, 10_000)], true),
    ];
    let given = question(&places, 10_000, &[]).answer().unwrap();
    let quotas: Vec<i128> = given.iter().map(|given| given.quota).collect();
    assert_eq!(quotas, [7_500, 5_000, 2_500, 2_500]);
    // A full rep and half a one share 5,000: two thirds and one third.
    assert_eq!(given[1].reps, [3_333, 1_667]);
    assert_eq!((given[0].own, given[2].own, given[3].reps.clone()), (None, Some(2_500), vec![2_500]));
}

#[test]
fn each_level_is_hedged_beyond_the_one_above() {
    let places = [
        place("EMEA", None, 0, &[], false),
        place("DACH", Some(0), 1, &[(1, 10_000)], true),
        place("AMER", None, 1, &[(2, 10_000)], true),
    ];
    // 5 % on the top, 10 % below: 10,500 for the regions, 5,250 × 1.1 = 5,775 for DACH. AMER has no level below.
    let given = question(&places, 10_000, &[50_000, 100_000]).answer().unwrap();
    assert_eq!(given.iter().map(|given| given.quota).collect::<Vec<_>>(), [5_250, 5_775, 5_250]);
    assert_eq!(given[2].reps, [5_250]);
}

#[test]
fn a_territory_with_parts_keeps_what_its_own_accounts_are_worth() {
    let places =
        [place("EMEA", None, 1, &[(9, 10_000)], true), place("DACH", Some(0), 3, &[(1, 10_000)], true)];
    let given = question(&places, 400, &[]).answer().unwrap();
    assert_eq!((given[0].quota, given[0].own, given[1].quota), (400, Some(100), 300));
}

#[test]
fn floors_and_caps_of_reps_hold_and_what_leaves_no_way_is_named() {
    let places = [
        place("EMEA", None, 0, &[], false),
        place("DACH", Some(0), 8, &[(1, 10_000)], true),
        place("Nordics", Some(0), 1, &[(2, 10_000)], true),
        place("AMER", None, 1, &[(3, 10_000)], true),
    ];
    let with = |floor, cap| Question { bounds: Bounds { floor, cap }, ..question(&places, 1_000, &[]) };
    let given = with(200, 500).answer().unwrap();
    // 900 and 100 for the regions: the second is lifted to 200. Of the 800 left DACH may have 500, Nordics the rest.
    assert_eq!(given.iter().flat_map(|given| given.reps.clone()).collect::<Vec<_>>(), [500, 300, 200]);
    assert_eq!(given[0].quota, 800);
    let misfit = |floor, cap| with(floor, cap).answer().unwrap_err();
    assert_eq!(misfit(400, 500), Misfit { name: String::new(), unfit: Unfit::FloorsTooHigh(200) });
    assert_eq!(misfit(0, 300), Misfit { name: String::new(), unfit: Unfit::CapsTooLow(100) });
}

#[test]
fn shares_are_blended_as_percents_say() {
    let (potential, history) = (shares(&[1, 3]), shares(&[3, 1]));
    assert_eq!(potential, [ONE / 4, 3 * ONE / 4]);
    assert_eq!(blend(&potential, &history, 60), [45 * ONE, 55 * ONE]);
    assert_eq!(shares(&[0, 0]), [0, 0]);
    assert_eq!(over_months(100, &[0, 0, 0]), [34, 33, 33]);
    assert_eq!(over_months(100, &[1, 0, 3]), [25, 0, 75]);
}

/// A tree of up to forty places: each is below one before it, or at the top.
fn trees() -> impl Strategy<Value = Vec<Place>> {
    let one = (
        any::<prop::sample::Index>(),
        0..4_u8,
        0_i128..1_000_000_000_000,
        prop::collection::vec(1_i64..20_000, 0..4),
    );
    prop::collection::vec(one, 1..40).prop_map(|drawn| {
        let mut places: Vec<Place> = Vec::new();
        for (number, (above, top, weight, capacities)) in drawn.into_iter().enumerate() {
            let parent = (number > 0 && top > 0).then(|| above.index(number));
            let reps = capacities.into_iter().zip(0..).map(|(capacity, rep)| (rep, capacity)).collect();
            places.push(Place { name: number.to_string(), parent, weight, own: true, reps });
        }
        places
    })
}

proptest! {
    #[test]
    fn quotas_add_up_to_the_target_to_the_cent(
        places in trees(),
        target in 0_i128..1_000_000_000_000,
        hedge in prop::collection::vec(0_i64..200_000, 0..3),
    ) {
        let question = question(&places, target, &hedge);
        let given = question.answer().unwrap();
        let depths = question.depths();
        let top: i128 = (0..places.len()).filter(|at| places[*at].parent.is_none()).map(|at| given[at].quota).sum();
        prop_assert_eq!(top, question.hedged(target, 0));
        for at in 0..places.len() {
            let below: Vec<usize> = (0..places.len()).filter(|part| places[*part].parent == Some(at)).collect();
            let own = given[at].own.unwrap();
            let parts: i128 = own + below.iter().map(|part| given[*part].quota).sum::<i128>();
            let quota = given[at].quota;
            let whole = if below.is_empty() { quota } else { question.hedged(quota, depths[at] + 1) };
            prop_assert_eq!(parts, whole);
            if !places[at].reps.is_empty() {
                prop_assert_eq!(given[at].reps.iter().sum::<i128>(), own);
            }
        }
    }
}
