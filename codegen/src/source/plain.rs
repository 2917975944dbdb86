//! Text that YAML does not allow, and real documents have.
//!
//! Source: YAML 1.2.2, sections 5.1 (character set) and 6.1 (indentation spaces).

/// Text without control characters, each of which is replaced by as many spaces as it has bytes; with the place of the
/// first. `None` where there are none.
pub(super) fn printable(text: &str) -> Option<(String, usize)> {
    let is_control = |it: char| it.is_control() && !matches!(it, '\t' | '\n' | '\r' | '\u{85}');
    let first = text.find(is_control)?;
    let plain = text.chars().map(|it| if is_control(it) { " ".repeat(it.len_utf8()) } else { it.to_string() });
    Some((plain.collect(), first))
}

/// The ways in which tabs can be meant that lines are indented by; none where there are no such lines.
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

/// Where the first line begins that is indented by a tab.
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
