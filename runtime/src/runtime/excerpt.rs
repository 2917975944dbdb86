//! Text of a server or a document, shortened for a person to read.

/// How many characters of a text are shown.
pub const EXCERPT_CHARS: usize = 1_000;

/// Returns the start of a server's text on one line, with control and format characters escaped.
pub fn one_line(text: &str) -> String {
    let mut line = String::new();
    for character in text.chars().take(EXCERPT_CHARS) {
        match character {
            '\n' | '\r' | '\t' => line.push(' '),
            hidden if is_hidden(hidden) => line.extend(hidden.escape_unicode()),
            other => line.push(other),
        }
    }
    if text.chars().nth(EXCERPT_CHARS).is_some() {
        line.push_str(" …");
    }
    line
}

/// Whether a character is a control character, or an invisible one that changes how others are shown.
fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}
