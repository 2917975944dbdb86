//! Identifiers: text that is one by construction.

use heck::{ToSnakeCase, ToUpperCamelCase};
use proc_macro2::Span;
use quote::{ToTokens, TokenStreamExt};

use crate::keyword::is_keyword;
use crate::name::word::words;

/// Text that is an identifier.
pub trait Ident: Clone {
    /// The text, without `r#`.
    fn as_str(&self) -> &str;

    /// This identifier with `suffix` after it.
    fn with(&self, suffix: &str) -> Self;
}

/// An identifier in `snake_case`: of a module, a function, a field, a variable.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Snake(String);

/// An identifier in `UpperCamelCase`: of a type or a variant.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Pascal(String);

/// The longest name of a file, without its ending.
const MAX_FILE_NAME: usize = 100;

impl Snake {
    /// The identifier closest to `text`.
    pub fn new(text: &str) -> Self {
        Self(plain(started(&capped(&words(text).to_snake_case()), 'n')))
    }

    /// The identifier closest to `text` that can be the name of a file on any system.
    pub fn file(text: &str) -> Self {
        let Self(mut name) = Self::new(text);
        if name.len() > MAX_FILE_NAME || !name.is_ascii() {
            let hash = fnv1a(&name);
            let start: String = name.chars().filter(char::is_ascii).take(MAX_FILE_NAME - 17).collect();
            name = format!("{}_{hash:016x}", started(start.trim_matches('_'), 'n'));
        }
        // Windows' names of devices, and Cargo's of targets.
        let numbered = name.starts_with("com") || name.starts_with("lpt");
        let device = numbered && name.len() == 4 && name.ends_with(|last: char| last.is_ascii_digit());
        let taken = ["con", "prn", "aux", "nul", "main", "lib", "mod"].contains(&name.as_str());
        Self(if taken || device || is_keyword(&name) { format!("{name}_") } else { name })
    }
}

/// A hash that is the same everywhere and always: FNV-1a, 64 bits.
fn fnv1a(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

impl Pascal {
    /// The identifier closest to `text`.
    pub fn new(text: &str) -> Self {
        Self(started(&capped(&words(text).to_upper_camel_case()), 'N'))
    }
}

/// The longest identifier, in characters: names of files are made of them, by `cargo doc` too.
const MAX_IDENT: usize = 120;

/// `text`, cut where it is too long, with what tells it from others that begin alike.
fn capped(text: &str) -> String {
    if text.len() <= MAX_IDENT {
        return text.to_owned();
    }
    let start: String = text.chars().take(MAX_IDENT / 2).collect();
    let start = start.trim_end_matches('_');
    let separator = if text.contains('_') { "_" } else { "" };
    format!("{start}{separator}{:016x}", fnv1a(text))
}

/// `text`, or something like it where not even `r#` makes an identifier of it.
fn plain(text: String) -> String {
    if matches!(text.as_str(), "self" | "Self" | "super" | "crate") { format!("{text}_") } else { text }
}

/// `text`, with `letter` before it where an identifier can't begin like that.
fn started(text: &str, letter: char) -> String {
    match text.chars().next() {
        Some(first) if unicode_ident::is_xid_start(first) => text.to_owned(),
        Some(_) => format!("{letter}{text}"),
        None => format!("{letter}ameless"),
    }
}

impl Ident for Snake {
    fn as_str(&self) -> &str {
        &self.0
    }

    fn with(&self, suffix: &str) -> Self {
        Self(format!("{}_{suffix}", self.0.trim_end_matches('_')))
    }
}

impl Ident for Pascal {
    fn as_str(&self) -> &str {
        &self.0
    }

    fn with(&self, suffix: &str) -> Self {
        Self(format!("{}{suffix}", self.0))
    }
}

impl ToTokens for Snake {
    fn to_tokens(&self, tokens: &mut proc_macro2::TokenStream) {
        tokens.append(ident(&self.0));
    }
}

impl ToTokens for Pascal {
    fn to_tokens(&self, tokens: &mut proc_macro2::TokenStream) {
        tokens.append(ident(&self.0));
    }
}

fn ident(text: &str) -> proc_macro2::Ident {
    match text {
        // Every scope of these has it taken from the start; it can't be raw.
        "Self" => proc_macro2::Ident::new("Self_", Span::call_site()),
        keyword if is_keyword(keyword) => proc_macro2::Ident::new_raw(keyword, Span::call_site()),
        plain => proc_macro2::Ident::new(plain, Span::call_site()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(ident: &impl ToTokens) -> String {
        ident.to_token_stream().to_string()
    }

    #[test]
    fn any_text_makes_identifiers() {
        let rows = [
            ("maxToObjectIds", "max_to_object_ids", "MaxToObjectIds"),
            ("HUBSPOT_DEFINED", "hubspot_defined", "HubspotDefined"),
            ("type", "r#type", "Type"),
            ("self", "self_", "Self_"),
            ("Self", "self_", "Self_"),
            ("24h", "n24h", "N24h"),
            ("+1", "plus_1", "Plus1"),
            ("-1", "minus_1", "Minus1"),
            ("", "empty", "Empty"),
            ("<=", "less_equal", "LessEqual"),
            ("\u{1f600}", "u1f600", "U1f600"),
            ("größe", "größe", "Größe"),
            ("a\"; fn x() {} //", "a_fn_x", "AFnX"),
            ("../../etc/passwd", "etc_passwd", "EtcPasswd"),
            ("p-1", "p_1", "P1"),
        ];
        for (text, snake, pascal) in rows {
            assert_eq!(written(&Snake::new(text)), snake, "{text}");
            assert_eq!(written(&Pascal::new(text)), pascal, "{text}");
        }
    }

    #[test]
    fn files_have_names_that_any_system_takes() {
        assert_eq!(Snake::file("Con").as_str(), "con_");
        assert_eq!(Snake::file("Com1").as_str(), "com1_");
        assert_eq!(Snake::file("Type").as_str(), "type_");
        let long = Snake::file(&"Long".repeat(100));
        assert!(long.as_str().len() <= MAX_FILE_NAME);
        assert_ne!(long, Snake::file(&"Long".repeat(101)));
        assert!(Snake::file("Größe").as_str().is_ascii());
    }
}
