//! What an attacker can work out of the counts that everyone sees, who knows the rule and which parts were counted.

use std::collections::{BTreeSet, HashMap};

use erfa::projects::suppression::Counts;

type Parts = [Option<i32>; 4];

/// What everyone sees, whether a total was reported, and which parts the attacker knows to have been counted.
type Seen = (Parts, Option<i32>, bool, bool, [bool; 4]);

fn shown(parts: Parts, total: Option<i32>) -> (Parts, Option<i32>, bool) {
    let counts = Counts::of(parts, total).public();
    let parts = [counts.women, counts.men, counts.other, counts.unknown];
    (parts, counts.total, counts.is_suppressed)
}

/// All ways to share out at most so many among the parts that are counted.
fn shares(counted: &[bool], most: i32) -> Vec<(Vec<Option<i32>>, i32)> {
    let Some((first, others)) = counted.split_first() else {
        return vec![(vec![], 0)];
    };
    let counts = if *first { 0..=most } else { 0..=0 };
    let one = |count: i32| {
        shares(others, most - count)
            .into_iter()
            .map(move |(mut parts, sum)| {
                parts.insert(0, first.then_some(count));
                (parts, sum + count)
            })
    };
    counts.flat_map(one).collect()
}

#[test]
fn nothing_shown_lets_anyone_work_out_a_part_of_one_to_four() {
    const MOST: i32 = 21;
    // For each thing that can be seen: what the parts, and the rest of a total, can have been.
    let mut worlds: HashMap<Seen, [BTreeSet<i32>; 5]> = HashMap::new();
    let masks = (1..16).map(|bits: u8| [0, 1, 2, 3].map(|place| bits & (1 << place) != 0));
    for mask in masks {
        for (parts, sum) in shares(&mask, MOST) {
            let parts: Parts = parts.try_into().expect("four parts");
            let all = mask.iter().all(|counted| *counted);
            let reported = if all { sum..=sum } else { sum..=MOST };
            for total in reported.map(Some).chain([None]) {
                let (seen, shown_total, is_suppressed) = shown(parts, total);
                let key = (seen, shown_total, is_suppressed, total.is_some(), mask);
                let world = worlds.entry(key).or_default();
                for (place, part) in parts.iter().enumerate() {
                    world[place].extend(*part);
                }
                world[4].insert(total.map_or(0, |total| total - sum));
            }
        }
    }
    assert!(worlds.len() > 1_000);
    for (seen, world) in &worlds {
        for possible in world {
            let only = possible.first().filter(|_| possible.len() == 1);
            let found = only.is_some_and(|count| (1..5).contains(count));
            assert!(!found, "{seen:?} gives {possible:?} away");
        }
    }
}

#[test]
fn what_nobody_can_be_told_by_is_shown() {
    let none = [None; 4];
    for (parts, total) in [
        ([Some(15), Some(13), None, None], None),
        ([Some(10), Some(20), Some(0), Some(0)], None),
        ([Some(20), Some(20), None, None], Some(47)),
        ([Some(0), Some(0), Some(0), Some(0)], None),
        (none, Some(3)),
    ] {
        let sum: i32 = parts.iter().flatten().sum();
        let expected = (parts, total.or(Some(sum)), false);
        assert_eq!(shown(parts, total), expected);
    }
}

#[test]
fn a_small_part_takes_with_it_what_would_give_it_away() {
    let zeros = [None, None, Some(0), Some(0)];
    let none = [None; 4];
    for (parts, total, seen, seen_total) in [
        ([Some(1), Some(20), Some(0), Some(0)], None, zeros, Some(21)),
        ([Some(20), Some(4), Some(0), Some(0)], None, zeros, Some(24)),
        ([None, Some(20), None, None], Some(21), none, Some(21)),
        ([Some(20), Some(20), None, None], Some(42), none, Some(42)),
        ([Some(3), Some(40), Some(10), None], None, none, Some(53)),
        ([Some(3), None, None, None], Some(9), none, Some(9)),
        ([Some(1), Some(2), Some(0), None], None, none, None),
    ] {
        assert_eq!(shown(parts, total), (seen, seen_total, true), "{parts:?}");
    }
}
