//! The changed words of a text.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::diff::TextEdit;
use crate::text::code::shortened;

/// The words shown before and after a change.
const AROUND: usize = 5;

/// The most words, or lines, that are compared one by one: the time grows with their square.
const MOST: usize = 800;

/// The most changes of one text that are shown.
const MOST_CHANGES: usize = 12;

/// The most characters of one piece.
const LONGEST: usize = 240;

/// A piece of a text: equal, removed or added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// In both texts.
    Same(String),
    /// In the old text only.
    Old(String),
    /// In the new text only.
    New(String),
}

/// A word. Each character of a script without spaces is one.
#[derive(Clone, Copy)]
struct Word<'t> {
    text: &'t str,
    /// Whether white space precedes it.
    is_spaced: bool,
    /// Whether it is the first of its line.
    begins_line: bool,
}

/// Returns a sentence for texts that have the same words.
fn without_words(edit: &TextEdit) -> &'static str {
    match (&edit.old, &edit.new) {
        (None, _) => "an empty text was added",
        (_, None) => "the empty text was removed",
        _ => "only white space changed",
    }
}

/// Returns an edit with each piece spelled by `spell`.
pub(super) fn spelled(edit: &TextEdit, spell: impl Fn(Piece) -> String) -> String {
    let pieces = pieces(edit);
    match pieces.is_empty() {
        true => without_words(edit).to_owned(),
        false => pieces.into_iter().map(spell).collect::<Vec<_>>().join(" "),
    }
}

/// Returns the changed words, with a few words around each change and an ellipsis for the others; empty if only white space did.
fn pieces(edit: &TextEdit) -> Vec<Piece> {
    let (old, new) = (words(edit.old.as_deref()), words(edit.new.as_deref()));
    let mut ops = Vec::new();
    compare(&old, &new, (0, 0), &mut ops);
    let mut pieces: Vec<Piece> = Vec::new();
    let mut changes = 0;
    for (index, op) in ops.iter().enumerate() {
        let (was, is) = (&old[op.old_range()], &new[op.new_range()]);
        if let DiffOp::Equal { .. } = op {
            let before = if index == 0 { 0 } else { AROUND };
            let after = if index + 1 == ops.len() { 0 } else { AROUND };
            pieces.push(Piece::Same(ends(was, before, after)));
            continue;
        }
        if changes == MOST_CHANGES {
            pieces.push(Piece::Same("…".to_owned()));
            break;
        }
        changes += 1;
        if !was.is_empty() {
            pieces.push(Piece::Old(shortened(&joined(was), LONGEST)));
        }
        if !is.is_empty() {
            pieces.push(Piece::New(shortened(&joined(is), LONGEST)));
        }
    }
    if changes == 0 { Vec::new() } else { pieces }
}

fn words(text: Option<&str>) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    for line in text.unwrap_or_default().lines() {
        let mut begins_line = true;
        for spaced in line.split_whitespace() {
            let mut is_spaced = true;
            let mut rest = spaced;
            while let Some(first) = rest.chars().next() {
                let end = match is_ideograph(first) {
                    true => first.len_utf8(),
                    false => rest.find(is_ideograph).unwrap_or(rest.len()),
                };
                words.push(Word { text: &rest[..end], is_spaced, begins_line });
                (is_spaced, begins_line) = (false, false);
                rest = &rest[end..];
            }
        }
    }
    words
}

/// Returns whether a character belongs to a script without spaces: Thai and its neighbors, and those of East Asia.
fn is_ideograph(character: char) -> bool {
    matches!(character, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{2e80}'..='\u{a4cf}'
        | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}

/// Compares words, or first lines where there are many words.
fn compare(old: &[Word<'_>], new: &[Word<'_>], at: (usize, usize), ops: &mut Vec<DiffOp>) {
    let is_same = |(old, new): &(&Word<'_>, &Word<'_>)| old.text == new.text;
    let start = old.iter().zip(new).take_while(is_same).count();
    let end = old[start..].iter().rev().zip(new[start..].iter().rev()).take_while(is_same).count();
    let equal = |at: (usize, usize), len| DiffOp::Equal { old_index: at.0, new_index: at.1, len };
    if start > 0 {
        push(ops, equal(at, start));
    }
    let (was, is) = (&old[start..old.len() - end], &new[start..new.len() - end]);
    let inner = (at.0 + start, at.1 + start);
    let (was_lines, is_lines) = (lines(was), lines(is));
    if was.len().max(is.len()) <= MOST {
        for op in capture_diff_slices(Algorithm::Myers, &texts(was), &texts(is)) {
            push(ops, moved(op, inner));
        }
    } else if was_lines.len().max(is_lines.len()) <= MOST && was_lines.len().min(is_lines.len()) > 1 {
        let [was_texts, is_texts] =
            [&was_lines, &is_lines].map(|it| it.iter().map(|line| texts(line)).collect::<Vec<_>>());
        let length = |lines: &[&[Word<'_>]]| lines.iter().map(|line| line.len()).sum::<usize>();
        for op in capture_diff_slices(Algorithm::Myers, &was_texts, &is_texts) {
            let (a, b) = (op.old_range(), op.new_range());
            let (from, to) = (length(&was_lines[..a.start]), length(&is_lines[..b.start]));
            let (m, n) = (length(&was_lines[a]), length(&is_lines[b]));
            let place = (inner.0 + from, inner.1 + to);
            match op {
                DiffOp::Equal { .. } => push(ops, equal(place, m)),
                _ if m.max(n) <= MOST => compare(&was[from..from + m], &is[to..to + n], place, ops),
                _ => push(ops, replaced(place, m, n)),
            }
        }
    } else {
        push(ops, replaced(inner, was.len(), is.len()));
    }
    if end > 0 {
        push(ops, equal((at.0 + old.len() - end, at.1 + new.len() - end), end));
    }
}

fn texts<'t>(words: &[Word<'t>]) -> Vec<&'t str> {
    words.iter().map(|word| word.text).collect()
}

fn replaced((old_index, new_index): (usize, usize), old_len: usize, new_len: usize) -> DiffOp {
    DiffOp::Replace { old_index, old_len, new_index, new_len }
}

/// Returns the operation of parts of two texts as one of the whole texts.
fn moved(op: DiffOp, (old, new): (usize, usize)) -> DiffOp {
    let (a, b) = (op.old_range(), op.new_range());
    match op {
        DiffOp::Equal { len, .. } => DiffOp::Equal { old_index: a.start + old, new_index: b.start + new, len },
        _ => replaced((a.start + old, b.start + new), a.len(), b.len()),
    }
}

/// Appends an operation, or extends the last one of the same kind.
fn push(ops: &mut Vec<DiffOp>, op: DiffOp) {
    let (a, b) = (op.old_range(), op.new_range());
    match (ops.last_mut(), op) {
        (Some(DiffOp::Equal { len, .. }), DiffOp::Equal { len: more, .. }) => *len += more,
        (Some(DiffOp::Replace { old_len, new_len, .. }), DiffOp::Replace { .. }) => {
            *old_len += a.len();
            *new_len += b.len();
        }
        _ => ops.push(op),
    }
}

/// Splits words into lines.
fn lines<'w, 't>(words: &'w [Word<'t>]) -> Vec<&'w [Word<'t>]> {
    words.chunk_by(|_, next| !next.begins_line).collect()
}

fn joined(words: &[Word<'_>]) -> String {
    let mut text = String::new();
    for (index, word) in words.iter().enumerate() {
        if index > 0 && word.is_spaced {
            text.push(' ');
        }
        text.push_str(word.text);
    }
    text
}

/// Returns the first words and the last ones, with an ellipsis for the others.
fn ends(words: &[Word<'_>], before: usize, after: usize) -> String {
    if words.len() <= before + after {
        return joined(words);
    }
    let (start, end) = (joined(&words[..before]), joined(&words[words.len() - after..]));
    let parts = [start.as_str(), "…", end.as_str()];
    parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(old: &str, new: &str) -> String {
        let edit = TextEdit { keyword: "description", old: Some(old.to_owned()), new: Some(new.to_owned()) };
        let spell = |piece| match piece {
            Piece::Same(text) => text,
            Piece::Old(text) => format!("-{text}-"),
            Piece::New(text) => format!("+{text}+"),
        };
        pieces(&edit).into_iter().map(spell).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn words_around_a_change_are_shown() {
        for (old, new, expected) in [
            ("a b c", "a x c", "a -b- +x+ c"),
            ("", "all new", "+all new+"),
            ("all old", "", "-all old-"),
            ("a  b\n", "a b", ""),
            ("1 2 3 4 5 6 7 8 b 1 2 3 4 5 6 7 8", "1 2 3 4 5 6 7 8 1 2 3 4 5 6 7 8", "… 4 5 6 7 8 -b- 1 2 3 4 5 …"),
            (
                "a 1 2 3 4 5 6 7 8 9 10 11 12 b",
                "x 1 2 3 4 5 6 7 8 9 10 11 12 y",
                "-a- +x+ 1 2 3 4 5 … 8 9 10 11 12 -b- +y+",
            ),
            ("動物の店", "動物の大きな店", "動物の +大きな+ 店"),
        ] {
            assert_eq!(marked(old, new), expected, "{old:?} → {new:?}");
        }
    }

    #[test]
    fn changes_of_a_long_text_are_found_by_line() {
        let line = |index: usize| format!("the line {index} of a text with several words in each of its lines");
        let old: Vec<String> = (0..400).map(line).collect();
        let mut new = old.clone();
        new[3] = new[3].replace("several", "many");
        new[390] = new[390].replace("text", "page");
        let found = marked(&old.join("\n"), &new.join("\n"));
        assert_eq!(
            found,
            "… 3 of a text with -several- +many+ words in each of its … the line 390 of a -text- +page+ with several words in each …"
        );
    }

    #[test]
    fn entirely_different_texts_are_shortened() {
        let text = |word: &str| (0..50_000).map(|index| format!("{word}{index}")).collect::<Vec<_>>().join(" ");
        let found = marked(&text("a"), &text("b"));
        assert!(found.chars().count() <= 2 * LONGEST + 10, "{found}");
    }
}
