//! Random choices that depend only on a seed.

/// A reproducible random number generator.
#[derive(Debug)]
pub struct Random(fastrand::Rng);

impl Random {
    /// Returns the generator for the input `number` of a run.
    pub fn of(seed: u64, number: u64) -> Self {
        // SplitMix64, so that neighboring numbers are unrelated.
        let mut mixed = seed ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        Self(fastrand::Rng::with_seed(mixed ^ (mixed >> 31)))
    }

    /// Returns the generator for an input, wherever the input comes from.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        // FNV-1a, which is stable across versions.
        let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        Self::of(hash, 0)
    }

    /// Returns a number below `end`, or 0 if `end` is 0.
    pub fn below(&mut self, end: usize) -> usize {
        self.0.usize(..end.max(1))
    }

    /// Returns `true` once in `times` calls on average.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// Returns one of several.
    pub fn pick<'a, T: ?Sized>(&mut self, among: &[&'a T]) -> &'a T {
        among[self.below(among.len())]
    }

    /// Returns one of several by reference; `None` if there are none.
    pub fn of_list<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        list.get(self.below(list.len()))
    }

    /// Returns any byte.
    pub fn byte(&mut self) -> u8 {
        self.0.u8(..)
    }

    /// Returns any 64-bit number.
    pub fn number(&mut self) -> i64 {
        self.0.i64(..)
    }

    /// Returns a number that is usually small.
    pub fn few(&mut self) -> usize {
        match self.below(20) {
            0 => self.below(200),
            1..4 => self.below(20),
            _ => self.below(4),
        }
    }
}
