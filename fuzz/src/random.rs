//! Choices that depend on a seed alone.

/// Random numbers, of which the same seed gives the same.
#[derive(Debug)]
pub struct Random(fastrand::Rng);

impl Random {
    /// The numbers of the input `number` of a run.
    pub fn of(seed: u64, number: u64) -> Self {
        // SplitMix64, so that neighbors have nothing in common.
        let mut mixed = seed ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        Self(fastrand::Rng::with_seed(mixed ^ (mixed >> 31)))
    }

    /// The numbers that belong to an input, however it came about.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        // FNV-1a, which stays what it is.
        let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        Self::of(hash, 0)
    }

    /// A number below `end`, which is 0 where that is.
    pub fn below(&mut self, end: usize) -> usize {
        self.0.usize(..end.max(1))
    }

    /// Whether something is done that is done once in `times`.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// One of several.
    pub fn pick<'a, T: ?Sized>(&mut self, among: &[&'a T]) -> &'a T {
        among[self.below(among.len())]
    }

    /// One of several, by reference; `None` where there is none.
    pub fn of_list<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        list.get(self.below(list.len()))
    }

    /// Any byte.
    pub fn byte(&mut self) -> u8 {
        self.0.u8(..)
    }

    /// Any number of 64 bits.
    pub fn number(&mut self) -> i64 {
        self.0.i64(..)
    }

    /// A small number most of the time, seldom a large one.
    pub fn few(&mut self) -> usize {
        match self.below(20) {
            0 => self.below(200),
            1..4 => self.below(20),
            _ => self.below(4),
        }
    }
}
