//! Text of a document as a Rust string literal.

use proc_macro2::{Literal, TokenStream};
use quote::ToTokens as _;

use crate::text::is_invisible;

/// Returns the literal for `text`, with all invisible characters escaped: the compiler rejects characters that change
/// the direction of text, because the code would look different from what it does.
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

/// Returns the expression for a string, a number or a boolean.
pub(super) fn json(value: &serde_json::Value) -> TokenStream {
    match value {
        serde_json::Value::String(value) => text(value).into_token_stream(),
        serde_json::Value::Bool(value) => value.into_token_stream(),
        other => match other.as_i64() {
            // Without a suffix, an integer literal has 32 bits if its context allows several widths.
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
    fn literals_parse_back_to_their_text() {
        for original in ["", "plain", "\"; fn x() {} //", "\\", "\u{202e}\r\n\t\u{0}", "ü\u{1f600}{}"] {
            let literal = text(original).to_string();
            assert!(!literal.contains(is_invisible), "{literal}");
            assert_eq!(syn::parse_str::<syn::LitStr>(&literal).unwrap().value(), original);
        }
    }
}
