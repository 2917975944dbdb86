//! Text of a document as a string literal of Rust.

use proc_macro2::{Literal, TokenStream};
use quote::ToTokens as _;

use crate::text::is_invisible;

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

/// The expression for text, a number or a truth value.
pub(super) fn json(value: &serde_json::Value) -> TokenStream {
    match value {
        serde_json::Value::String(value) => text(value).into_token_stream(),
        serde_json::Value::Bool(value) => value.into_token_stream(),
        other => match other.as_i64() {
            // Unless it says more, an integer literal has 32 bits where several widths will do.
            Some(integer) if i32::try_from(integer).is_ok() => Literal::i64_unsuffixed(integer).into_token_stream(),
            Some(integer) => Literal::i64_suffixed(integer).into_token_stream(),
            None => other.as_f64().map(Literal::f64_suffixed).into_token_stream(),
        },
    }
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
