//! Replacement of characters that YAML does not allow and real documents contain.
//!
//! Source: YAML 1.2.2, sections 5.1 (character set) and 6.1 (indentation spaces).

/// Replaces each control character by as many spaces as it has bytes; returns the text and the offset of the first one, or
/// `None` if there are none.
pub(super) fn printable(text: &str) -> Option<(String, usize)> {
    let is_control = |it: char| it.is_control() && !matches!(it, '\t' | '\n' | '\r' | '\u{85}');
    let first = text.find(is_control)?;
    let plain = text.chars().map(|it| if is_control(it) { " ".repeat(it.len_utf8()) } else { it.to_string() });
    Some((plain.collect(), first))
}

/// Returns the text with tabs of indentation replaced by 2, 4 and 8 spaces; nothing if there are no such tabs.
pub(super) fn untabbed(text: &str) -> impl Iterator<Item = String> {
    let is_tabbed = text.lines().any(|line| indentation(line).contains('\t'));
    let widths: &[usize] = if is_tabbed { &[2, 4, 8] } else { &[] };
    widths.iter().map(move |width| {
        let lines = text.split_inclusive('\n').map(|line| {
            let indent = indentation(line);
            format!("{}{}", indent.replace('\t', &" ".repeat(*width)), &line[indent.len()..])
        });
        lines.collect()
    })
}

fn indentation(line: &str) -> &str {
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

/// Returns the offset of the first tab of indentation.
pub(super) fn first_tab(text: &str) -> usize {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if let Some(tab) = indentation(line).find('\t') {
            return start + tab;
        }
        start += line.len();
    }
    0
}
