//! Integers beyond 64 bits in JSON text, which serde_json rounds to floating point.

/// The long integers of a JSON text, each with the count of numbers before it.
#[derive(Debug)]
pub(super) struct Wide(Vec<(usize, i128)>);

/// The minimum number of digits of an integer beyond 64 bits.
const SHORTEST: usize = 19;

impl Wide {
    /// Scans a JSON text.
    pub(super) fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let (mut found, mut count, mut at) = (Vec::new(), 0, 0);
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'"' => at = after_string(bytes, at + 1),
                b'-' | b'0'..=b'9' => {
                    let rest = &bytes[at..];
                    let is_of_number = |byte: &u8| byte.is_ascii_digit() || b"+-.eE".contains(byte);
                    let length = rest.iter().position(|byte| !is_of_number(byte)).unwrap_or(rest.len());
                    let number = text.get(at..at + length).filter(|number| number.len() >= SHORTEST);
                    found.extend(number.and_then(|number| Some((count, number.parse().ok()?))));
                    count += 1;
                    at += length;
                }
                _ => at += 1,
            }
        }
        Self(found)
    }

    /// Returns the integer that has `before` numbers before it.
    pub(super) fn get(&self, before: usize) -> Option<i128> {
        let index = self.0.binary_search_by_key(&before, |(count, _)| *count).ok()?;
        Some(self.0[index].1)
    }
}

/// Returns the offset after a string whose contents start at `at`.
fn after_string(bytes: &[u8], mut at: usize) -> usize {
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_found_by_the_numbers_before_them() {
        let text = r#"{"-9223372036854775809": [1, "\"9223372036854775808,", -9223372036854775809, 1.5e3, 1e30,
            18446744073709551616, 1.0000000000000000000]}"#;
        let wide = Wide::of(text);
        let all: Vec<_> = (0..8).map(|before| wide.get(before)).collect();
        let (first, second) = (Some(-9_223_372_036_854_775_809), Some(18_446_744_073_709_551_616));
        assert_eq!(all, [None, first, None, None, second, None, None, None]);
    }
}
