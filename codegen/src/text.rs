//! Text of documents, made safe to show and to send.

pub(crate) mod markdown;

/// Lines without what can't be seen: control characters, and those that change the direction of text, which can make
/// code read otherwise than it runs.
pub(crate) fn visible(text: &str) -> String {
    text.replace("\r\n", "\n")
        .replace(['\r', '\u{2028}', '\u{2029}'], "\n")
        .replace('\t', "    ")
        .replace(is_invisible, "")
}

/// Whether a character is one that can't be seen, other than the end of a line.
pub(crate) fn is_invisible(character: char) -> bool {
    (character.is_control() && character != '\n')
        || matches!(character,
            '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Text on one line, with single spaces.
pub(crate) fn one_line(text: &str) -> String {
    visible(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether text can be a token of HTTP: the name of a method, a header or a cookie.
///
/// Source: RFC 9110, section 5.6.2.
pub(crate) fn is_token(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

/// The name that someone most likely meant who wrote `written`; `None` where none is near.
pub(crate) fn nearest<'n>(written: &str, names: &[&'n str]) -> Option<&'n str> {
    const LONGEST: usize = 200;
    const MOST: usize = 10_000;
    let plain = |text: &str| text.to_lowercase().replace('_', "-");
    let written = plain(written);
    if written.len() > LONGEST {
        return None;
    }
    let is_as_long = |name: &&&str| name.len() <= LONGEST && name.len().abs_diff(written.len()) <= name.len() / 3 + 1;
    let near = names.iter().filter(is_as_long).take(MOST).map(|name| (distance(&written, &plain(name)), *name));
    let (distance, name) = near.min_by_key(|(distance, _)| *distance)?;
    (distance <= (name.chars().count() / 3).max(1)).then_some(name)
}

/// How many characters have to be inserted, removed, replaced or swapped with the next to make `b` of `a`.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![(0..=b.len()).collect::<Vec<usize>>()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let cost = usize::from(a[i - 1] != b[j - 1]);
            let mut least = (rows[i - 1][j] + 1).min(row[j - 1] + 1).min(rows[i - 1][j - 1] + cost);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_has_a_nearest_name() {
        let names = ["numbers", "integers", "unknown-properties"];
        for (written, name) in [
            ("nubmers", Some("numbers")),
            ("integer", Some("integers")),
            ("unknown_properties", Some(names[2])),
            ("x", None),
        ] {
            assert_eq!(nearest(written, &names), name);
        }
    }
}
