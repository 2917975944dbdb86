//! Text of a document as a string literal of Rust.

use proc_macro2::Literal;

use crate::render::docs::is_invisible;

/// The literal for `text`, with escapes for all that can't be seen: what changes the direction of text would make
/// the code read otherwise than it runs, and the compiler refuses it.
pub(super) fn text(text: &str) -> Literal {
    let mut source = String::with_capacity(text.len() + 2);
    source.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => source.extend(['\\', character]),
            hidden if is_invisible(hidden) || hidden == '\n' => source.extend(hidden.escape_default()),
            plain => source.push(plain),
        }
    }
    source.push('"');
    source.parse().unwrap_or_else(|_| Literal::string(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_comes_back() {
        for given in ["", "plain", "\"; fn x() {} //", "\\", "\u{202e}\r\n\t\u{0}", "ü\u{1f600}{}"] {
            let literal = text(given).to_string();
            assert!(!literal.contains(is_invisible), "{literal}");
            assert_eq!(syn::parse_str::<syn::LitStr>(&literal).unwrap().value(), given);
        }
    }
}
