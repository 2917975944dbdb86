//! Values in sentences: between backticks, like a code span of Markdown.

use std::collections::HashSet;

/// Returns a value between backticks, like a code span of Markdown: fenced by a run of backticks that it does not contain.
pub(crate) fn code(value: &str) -> String {
    let runs: HashSet<usize> = value.split(|it| it != '`').map(str::len).collect();
    let is_padded = value.starts_with('`') || value.ends_with('`');
    // Two backticks before a space are an empty value.
    let shortest = if is_padded { 3 } else { 1 };
    let length = (shortest..).find(|length| !runs.contains(length)).unwrap_or(shortest);
    let (fence, space) = ("`".repeat(length), if is_padded { " " } else { "" });
    if value.is_empty() { "`\"\"`".to_owned() } else { format!("{fence}{space}{value}{space}{fence}") }
}

/// Returns the length of the longest run of backticks.
pub(crate) fn longest_run(text: &str) -> usize {
    text.split(|it| it != '`').map(str::len).max().unwrap_or_default()
}

/// Returns text of at most `most` characters, with an ellipsis in place of the others.
pub(crate) fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some((end, _)) => {
            // The end of a value often distinguishes it.
            let last = most / 4;
            let tail = text.char_indices().rev().nth(last - 1).map_or(end, |(at, _)| at);
            let head = text.char_indices().nth(most - last - 1).map_or(0, |(at, _)| at);
            format!("{}…{}", &text[..head], &text[tail..])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_of_long_values_stay() {
        assert_eq!(shortened("abcdefghijklmnop", 8), "abcde…op");
        assert_eq!(shortened("abc", 8), "abc");
    }
}
