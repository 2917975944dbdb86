//! Paths of Rust items in settings.

use std::fmt;

use proc_macro2::{TokenStream, TokenTree};
use serde::de::{Deserialize, Deserializer, Error as _};

/// The path of a Rust type or a trait, such as `rust_decimal::Decimal` or `std::collections::BTreeMap<String, u64>`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RustPath(String);

impl RustPath {
    /// Parses a path.
    ///
    /// # Errors
    ///
    /// If the text is not the path of an item, or a part of it is relative to a crate or a module.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{}` is not the path of a Rust type, such as `rust_decimal::Decimal`", line(text));
        let path: syn::TypePath = syn::parse_str(text).map_err(|_| wrong())?;
        if path.qself.is_some() || path.path.leading_colon.is_some() {
            return Err(wrong());
        }
        let tokens: TokenStream = text.parse().map_err(|_| wrong())?;
        if let Some(word) = relative(tokens.clone()) {
            return Err(format!("`{}` starts at `{word}`; name the type by the name of its crate", line(text)));
        }
        Ok(Self(spelled(tokens)))
    }

    /// Returns the path as text, spelled as rustfmt does.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the crates that the path names.
    pub(crate) fn crates(&self) -> Vec<String> {
        let mut found = Vec::new();
        roots(self.0.parse().unwrap_or_default(), &mut found);
        found
    }
}

/// A path and its generic arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PathTree {
    /// The path without the arguments of its last segment.
    pub(crate) name: String,
    /// The arguments.
    pub(crate) arguments: Vec<Self>,
}

impl RustPath {
    /// Returns the path with its arguments apart, unless one is no path.
    pub(crate) fn tree(&self) -> PathTree {
        let tree = syn::parse_str(&self.0).ok().and_then(|ty: syn::TypePath| tree_of(&ty.path));
        tree.unwrap_or_else(|| PathTree { name: self.0.clone(), arguments: Vec::new() })
    }
}

fn tree_of(path: &syn::Path) -> Option<PathTree> {
    let names: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    let arguments = match path.segments.last().map(|segment| &segment.arguments) {
        Some(syn::PathArguments::AngleBracketed(arguments)) => arguments.args.iter().map(argument).collect(),
        _ => Some(Vec::new()),
    };
    Some(PathTree { name: names.join("::"), arguments: arguments? })
}

fn argument(argument: &syn::GenericArgument) -> Option<PathTree> {
    match argument {
        syn::GenericArgument::Type(syn::Type::Path(ty)) => tree_of(&ty.path),
        _ => None,
    }
}

/// Types that a path may name without a crate: those of the language and of the prelude.
const PRELUDE: [&str; 22] = [
    "Box", "Option", "String", "Vec", "bool", "char", "dyn", "f32", "f64", "i128", "i16", "i32", "i64", "i8", "isize",
    "str", "u128", "u16", "u32", "u64", "u8", "usize",
];

impl RustPath {
    /// Returns the first type that the path names without a crate, and that is not of the language or the prelude.
    pub(crate) fn unknown(&self) -> Option<String> {
        unknown(self.0.parse().unwrap_or_default())
    }
}

fn unknown(tokens: TokenStream) -> Option<String> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let is_colon = |at: usize| matches!(tokens.get(at), Some(TokenTree::Punct(it)) if it.as_char() == ':');
    tokens.iter().enumerate().find_map(|(at, token)| match token {
        TokenTree::Ident(word) => {
            let is_part = is_colon(at + 1) || (at > 0 && is_colon(at - 1));
            let is_lifetime =
                matches!(at.checked_sub(1).map(|at| &tokens[at]), Some(TokenTree::Punct(it)) if it.as_char() == '\'');
            let word = word.to_string();
            (!is_part && !is_lifetime && !PRELUDE.contains(&word.as_str())).then_some(word)
        }
        TokenTree::Group(group) => unknown(group.stream()),
        _ => None,
    })
}

/// Returns why a text is no attribute that types can have; `None` if it is one.
pub(super) fn attribute_problem(text: &str) -> Option<String> {
    match syn::parse_str::<syn::Meta>(text) {
        Err(_) => Some(format!("`{}` is not an attribute; write it without `#[` and `]`", line(text))),
        Ok(meta) if meta.path().is_ident("serde") => {
            Some("types implement serde's traits without `#[serde(..)]`; remove the attribute".to_owned())
        }
        Ok(_) => None,
    }
}

/// Returns the first keyword in the tokens that makes a path relative.
fn relative(tokens: TokenStream) -> Option<String> {
    tokens.into_iter().find_map(|token| match token {
        TokenTree::Ident(word) if word == "crate" || word == "self" || word == "super" || word == "Self" => {
            Some(word.to_string())
        }
        TokenTree::Group(group) => relative(group.stream()),
        _ => None,
    })
}

/// Collects the first segments of all paths of several segments.
fn roots(tokens: TokenStream, found: &mut Vec<String>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let is_colon = |at: usize| matches!(tokens.get(at), Some(TokenTree::Punct(it)) if it.as_char() == ':');
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Ident(word) if is_colon(at + 1) && !(at > 0 && is_colon(at - 1)) => found.push(word.to_string()),
            TokenTree::Group(group) => roots(group.stream(), found),
            _ => {}
        }
    }
}

/// Returns tokens as text without spaces, except after commas.
fn spelled(tokens: TokenStream) -> String {
    let text = tokens.to_string();
    text.split_whitespace().collect::<String>().replace(',', ", ")
}

fn line(text: &str) -> String {
    crate::text::one_line(text)
}

impl fmt::Debug for RustPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for RustPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<'de> Deserialize<'de> for RustPath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::RustPath;

    #[test]
    fn paths_name_their_crates() {
        let path = RustPath::parse("std :: collections::BTreeMap<String,money::Money>").expect("a path");
        assert_eq!(path.as_str(), "std::collections::BTreeMap<String, money::Money>");
        assert_eq!(path.crates(), ["std", "money"]);
        assert_eq!(RustPath::parse("String").expect("a path").crates(), [""; 0]);
    }

    #[test]
    fn arguments_are_apart() {
        let tree = |text: &str| RustPath::parse(text).expect("a path").tree();
        let map = tree("std::collections::BTreeMap<String, Vec<u8>>");
        let names: Vec<&str> = map.arguments.iter().map(|it| it.name.as_str()).collect();
        assert_eq!((map.name.as_str(), names), ("std::collections::BTreeMap", vec!["String", "Vec"]));
        assert_eq!(tree("a::B<[u8; 4]>").name, "a::B<[u8;4]>");
    }

    #[test]
    fn a_type_needs_its_crate() {
        let unknown = |text: &str| RustPath::parse(text).expect("a path").unknown();
        assert_eq!(unknown("Money"), Some("Money".to_owned()));
        assert_eq!(unknown("std::vec::Vec<Money>"), Some("Money".to_owned()));
        for known in
            ["u64", "Vec<Option<String>>", "std::borrow::Cow<'static, str>", "a::B<(u8, bool)>", "a::B<[u8; 4]>"]
        {
            assert_eq!(unknown(known), None, "{known}");
        }
    }

    #[test]
    fn other_text_is_refused() {
        let wrong = [
            "",
            "a b",
            "a::",
            "crate::a::B",
            "Vec<super::A>",
            "<A as B>::C",
            "::a::B",
            "a::B; fn main() {}",
            "&a::B",
            "dyn A",
            "[a::B]",
            "a::B<",
            "a::{B}",
            "a::B // x",
            "impl A",
            "a::B)(",
        ];
        for text in wrong {
            let parsed = RustPath::parse(text);
            assert!(parsed.is_err() || text == "a::B // x", "{text}: {parsed:?}");
        }
        assert_eq!(RustPath::parse("a::B // x").map(|it| it.to_string()), Ok("a::B".to_owned()));
    }
}
