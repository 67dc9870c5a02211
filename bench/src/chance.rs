//! Numbers that look drawn by chance and are the same each time.

use uuid::Uuid;

/// SplitMix64: small, even, and the same on every machine.
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// Below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    /// Below `end`, the low ones far more often than the high ones, as words and places are in life.
    pub fn skewed(&mut self, end: usize) -> usize {
        let part = (self.next() >> 11) as f64 / (1u64 << 53) as f64;
        ((end as f64).powf(part) - 1.0) as usize % end.max(1)
    }

    /// True so many times in a hundred.
    pub fn percent(&mut self, times: u64) -> bool {
        self.next() % 100 < times
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

/// The id of the nth thing of a kind: like a UUIDv7 made a second after the one before.
pub fn id(kind: u16, number: usize) -> Uuid {
    const FIRST: u64 = 1_700_000_000_000;
    let at = FIRST + number as u64 * 1_000;
    let tail = Chance::new((u64::from(kind) << 40) ^ number as u64).next();
    let bits = (u128::from(at) << 80)
        | (0x7u128 << 76)
        | (u128::from(kind & 0xFFF) << 64)
        | (0b10u128 << 62)
        | u128::from(tail >> 2);
    Uuid::from_u128(bits)
}
