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
