//! Batches on the shelf, by hand.

use super::*;
use crate::engine::commissions::Cause;

/// A batch of deals that are wholly the owner's, given as (rep, day, id), with one measure and one element.
fn batch(groups: Groups, file: &str, given: &[(u32, i32, &str)]) -> Batch {
    let owners: Vec<u32> = given.iter().map(|(rep, ..)| *rep).collect();
    let groups = groups.arrange(&owners);
    let mut batch = Batch { files: vec![file.to_owned()], ..Batch::default() };
    for row in &groups.rows {
        let (_, day, id) = given[index(*row)];
        batch.deals.ids.push(id);
        batch.deals.accounts.push("");
        batch.deals.days.push(day);
    }
    let count = given.len();
    batch.deals.amounts = groups.arranged(&(1..).take(count).collect::<Vec<_>>());
    batch.deals.currencies = vec![u16::MAX; count];
    batch.deals.files = vec![0; count];
    batch.deals.rows = groups.arranged(&(1..).take(count).collect::<Vec<_>>());
    batch.deals.entries = vec![vec![0; count]];
    batch.credits.deals = (0..).take(count).collect();
    batch.credits.reps = groups.arranged(&owners);
    batch.credits.shares = vec![100_000_000; count];
    batch.credits.causes = vec![Cause::OWNER; count];
    batch.credits.days = batch.deals.days.clone();
    batch.credits.values = vec![groups.arranged(&(1..).take(count).collect::<Vec<_>>())];
    batch.credit_groups = groups;
    batch
}

#[test]
fn credits_lie_by_rep_and_day_and_keep_their_deals() {
    // Four reps to a group: 0 to 3, and those from 4.
    let groups = Groups { shift: 2, count: 2 };
    for threads in [1, 3] {
        let batches = vec![
            batch(groups, "a.csv", &[(5, 1, "D1"), (0, 9, "D2"), (3, 2, "D3"), (0, 4, "D4")]),
            batch(groups, "a.csv", &[]),
            batch(groups, "b.csv", &[(1, 1, "D5"), (0, 4, "D6"), (5, 0, "D7")]),
        ];
        let mut stock = Stock::new(groups);
        for batch in batches {
            stock.add(batch);
        }
        let shelf = stock.finish(threads);
        let deals = &shelf.deals;
        let ids: Vec<&str> = shelf.credits.deals.iter().map(|deal| deals.ids.get(index(*deal))).collect();
        assert_eq!(ids, ["D4", "D6", "D2", "D5", "D3", "D7", "D1"]);
        assert_eq!(shelf.credits.days, [4, 4, 9, 1, 2, 0, 1]);
        assert_eq!(shelf.credits.reps, [0, 0, 0, 1, 3, 5, 5]);
        assert_eq!(shelf.credits.values, [[4, 2, 2, 1, 3, 3, 1]]);
        // In the order of the batches, and there of the groups: D2, D3, D4 and D1, then D5, D6 and D7.
        assert_eq!(shelf.credits.deals, [2, 5, 0, 4, 1, 6, 3]);
        assert_eq!(deals.days, [9, 2, 4, 1, 1, 4, 0]);
        assert_eq!(deals.amounts, [2, 3, 4, 1, 1, 2, 3]);
        assert_eq!(deals.rows, [2, 3, 4, 1, 1, 2, 3]);
        assert_eq!(shelf.files, ["a.csv", "b.csv"]);
        assert_eq!(deals.files, [0, 0, 0, 0, 1, 1, 1]);
        assert_eq!(deals.currencies, [u16::MAX; 7]);
        assert_eq!(shelf.deals.entries, [[0; 7]]);
    }
}

#[test]
fn reps_are_put_into_no_more_groups_than_allowed() {
    for reps in [0, 1, 2, 1023, 1024, 1025, 5000, 1_000_000] {
        let groups = Groups::new(reps);
        assert!(groups.count <= GROUPS && groups.count <= reps.max(1), "{reps}");
        if let Some(last) = u32::try_from(reps).unwrap().checked_sub(1) {
            assert_eq!(groups.of(last), groups.count - 1, "{reps}");
        }
    }
}

#[test]
fn nothing_read_is_nothing_on_the_shelf() {
    let shelf = Stock::new(Groups::new(0)).finish(2);
    assert_eq!((shelf.deals.days.len(), shelf.credits.reps.len()), (0, 0));
}

#[test]
fn rows_of_a_group_are_counted_or_sorted_into_the_same_order() {
    // Few days of few reps for many rows are counted; days far apart are sorted.
    for stretch in [1, 10_000] {
        let key = |row: u32| (7 + row * 7919 % 3, i32::try_from(row * 104_729 % 5).unwrap() * stretch - 2);
        let keys: Vec<((u32, i32), u32)> = (0..100).map(|row| (key(row), row)).collect();
        let mut expected = keys.clone();
        expected.sort_unstable();
        let expected: Vec<u32> = expected.into_iter().map(|(_, row)| row).collect();
        assert_eq!(in_order(keys), expected, "{stretch}");
    }
    assert_eq!(in_order(vec![((3, i32::MIN), 1), ((3, i32::MAX), 0)]), [1, 0]);
    assert_eq!(in_order(Vec::new()), Vec::<u32>::new());
}
