//! Identifiers, valid by construction.

use heck::{ToSnakeCase, ToUpperCamelCase};
use proc_macro2::Span;
use quote::{ToTokens, TokenStreamExt};

use crate::keyword::is_keyword;
use crate::name::word::words;

/// An identifier.
pub trait Ident: Clone {
    /// Returns the text, without `r#`.
    fn as_str(&self) -> &str;

    /// Returns the identifier with `suffix` appended.
    fn with(&self, suffix: &str) -> Self;
}

/// An identifier in `snake_case`, of a module, a function, a field or a variable.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Snake(String);

/// An identifier in `UpperCamelCase`, of a type or a variant.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Pascal(String);

/// The maximum length of a file's name, without its extension.
const MAX_FILE_NAME: usize = 100;

impl Snake {
    /// Returns the identifier closest to `text`.
    pub fn new(text: &str) -> Self {
        if is_snake_case(text) {
            return Self(plain(text.to_owned()));
        }
        Self(plain(started(&capped(&words(text).to_snake_case()), 'n')))
    }

    /// Returns `text` if it is an identifier in `snake_case`.
    pub fn exact(text: &str) -> Option<Self> {
        let is_fine = is_identifier(text) && !text.chars().any(char::is_uppercase) && !text.starts_with('_');
        (is_fine && plain(text.to_owned()) == text).then(|| Self(text.to_owned()))
    }

    /// Returns the identifier closest to `text` that can be the name of a file on any system.
    pub fn file(text: &str) -> Self {
        let Self(mut name) = Self::new(text);
        if name.len() > MAX_FILE_NAME || !name.is_ascii() {
            let hash = fnv1a(&name);
            let start: String = name.chars().filter(char::is_ascii).take(MAX_FILE_NAME - 17).collect();
            name = format!("{}_{hash:016x}", started(start.trim_matches('_'), 'n'));
        }
        // Device names of Windows, and target names of Cargo.
        let numbered = name.starts_with("com") || name.starts_with("lpt");
        let device = numbered && name.len() == 4 && name.ends_with(|last: char| last.is_ascii_digit());
        let taken = ["con", "prn", "aux", "nul", "main", "lib", "mod"].contains(&name.as_str());
        Self(if taken || device || is_keyword(&name) { format!("{name}_") } else { name })
    }
}

/// Returns whether `text` consists of words of ASCII letters and digits with an underscore between them. Most names of
/// properties do, and need no conversion.
fn is_snake_case(text: &str) -> bool {
    let is_word =
        |word: &str| word.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit()) && !word.is_empty();
    text.len() <= MAX_IDENT
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.split('_').all(is_word)
}

/// Returns a stable hash: FNV-1a, 64 bits.
fn fnv1a(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

impl Pascal {
    /// Returns the identifier closest to `text`.
    pub fn new(text: &str) -> Self {
        Self(started(&capped(&words(text).to_upper_camel_case()), 'N'))
    }

    /// Returns `text` if it is an identifier in `UpperCamelCase`.
    pub fn exact(text: &str) -> Option<Self> {
        let is_fine = is_identifier(text) && !text.contains('_') && !text.starts_with(char::is_lowercase);
        (is_fine && text != "Self").then(|| Self(text.to_owned()))
    }
}

/// Returns whether `text` is an identifier of a length that oasmith generates.
fn is_identifier(text: &str) -> bool {
    let mut letters = text.chars();
    text.len() <= 4 * MAX_IDENT
        && letters.next().is_some_and(unicode_ident::is_xid_start)
        && letters.all(unicode_ident::is_xid_continue)
}

/// The maximum length of an identifier, in characters: oasmith and `cargo doc` derive names of files from it.
const MAX_IDENT: usize = 120;

/// Returns `text`, truncated with a hash if it is too long.
fn capped(text: &str) -> String {
    if text.len() <= MAX_IDENT {
        return text.to_owned();
    }
    let start: String = text.chars().take(MAX_IDENT / 2).collect();
    let start = start.trim_end_matches('_');
    let separator = if text.contains('_') { "_" } else { "" };
    format!("{start}{separator}{:016x}", fnv1a(text))
}

/// Returns `text`, with an underscore if it cannot even be a raw identifier.
fn plain(text: String) -> String {
    if matches!(text.as_str(), "self" | "Self" | "super" | "crate") { format!("{text}_") } else { text }
}

/// Returns `text`, with `letter` before it if an identifier cannot begin with its first character.
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
        // All scopes reserve it, because it cannot be a raw identifier.
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
    fn names_in_snake_case_need_no_conversion() {
        for text in ["a", "max_to_object_ids", "a1_b2", "a_1", "self", "crate", "type", "x2y"] {
            assert!(is_snake_case(text));
            assert_eq!(Snake::new(text).0, plain(started(&capped(&words(text).to_snake_case()), 'n')), "{text}");
        }
        for text in ["", "_a", "a__b", "a_", "1a", "aB", "a-b", "é", &"a".repeat(121)] {
            assert!(!is_snake_case(text), "{text}");
        }
    }

    #[test]
    fn any_text_becomes_an_identifier() {
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
    fn names_in_code_are_taken_as_they_are() {
        for text in ["Pet", "V2A", "N24h", "Größe"] {
            assert_eq!(Pascal::exact(text).map(|it| written(&it)).as_deref(), Some(text));
        }
        for text in ["list", "v2_a", "größe", "self_"] {
            assert_eq!(Snake::exact(text).map(|it| written(&it)).as_deref(), Some(text));
        }
        assert_eq!(Snake::exact("type").map(|it| written(&it)).as_deref(), Some("r#type"));
        let long = "a".repeat(1_000);
        for text in ["", "pet-x", "1a", "a b", "a\nb", "r#type", "_", "Self", "self", "crate", "a::b", long.as_str()] {
            assert!(Pascal::exact(text).is_none() && Snake::exact(text).is_none(), "{text}");
        }
        assert!(Pascal::exact("pet").is_none() && Pascal::exact("Pet_X").is_none() && Snake::exact("aB").is_none());
    }

    #[test]
    fn file_names_are_valid_on_any_system() {
        assert_eq!(Snake::file("Con").as_str(), "con_");
        assert_eq!(Snake::file("Com1").as_str(), "com1_");
        assert_eq!(Snake::file("Type").as_str(), "type_");
        let long = Snake::file(&"Long".repeat(100));
        assert!(long.as_str().len() <= MAX_FILE_NAME);
        assert_ne!(long, Snake::file(&"Long".repeat(101)));
        assert!(Snake::file("Größe").as_str().is_ascii());
    }
}
