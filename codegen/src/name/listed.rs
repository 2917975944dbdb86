//! Names of the document as `api.txt` lists them.

use crate::ir::Location;

/// The text in place of the name of the field for additional properties. No property has it, because parentheses are escaped.
pub(crate) const REST: &str = "(additional properties)";

/// Returns a name of the document on one line: letters, digits, some signs and single spaces between them are unchanged.
pub(crate) fn listed(name: &str) -> String {
    if name.is_empty() {
        return "\"\"".to_owned();
    }
    let (is_balanced, last) = (is_balanced(name), name.len() - 1);
    let mut text = String::with_capacity(name.len());
    for (at, it) in name.char_indices() {
        match it {
            '_' | '-' | '.' | '$' | '@' | '+' | '/' | '#' | '*' | '&' | '%' | '!' | '?' | '~' => text.push(it),
            '[' | ']' if is_balanced => text.push(it),
            ' ' if (1..last).contains(&at) && !text.ends_with(' ') => text.push(it),
            it if it.is_alphanumeric() => text.push(it),
            it => text.extend(it.escape_unicode()),
        }
    }
    text
}

/// Returns the name in the document as `api.txt` lists it, if it differs from the name in Rust.
pub(crate) fn listed_of(name: &str, ident: &str) -> Option<String> {
    Some(listed(name)).filter(|listed| listed != ident)
}

/// Returns whether each bracket is closed: brackets separate the arguments in the line of a method.
fn is_balanced(name: &str) -> bool {
    let mut depth = 0_usize;
    name.chars().all(|it| match it {
        '[' => {
            depth += 1;
            true
        }
        ']' => depth.checked_sub(1).map(|less| depth = less).is_some(),
        _ => true,
    }) && depth == 0
}

/// Returns the name of a variant in the document as `api.txt` lists it, unless it consists of the same letters and digits as the
/// name in Rust, perhaps with spaces.
pub(crate) fn listed_variant(name: &str, ident: &str) -> Option<String> {
    let plain = name.replace(' ', "").to_lowercase();
    Some(listed(name)).filter(|_| plain != ident.to_lowercase())
}

/// Returns a parameter as `api.txt` lists it: its name, with the location if that is neither the path nor the query.
pub(crate) fn listed_parameter(location: Location, name: &str) -> String {
    // Words such as `as` separate the parts of an argument.
    let name = listed(name).replace(' ', "\\u{20}");
    match location {
        Location::Path | Location::Query => name,
        Location::Header => format!("header {name}"),
        Location::Cookie => format!("cookie {name}"),
    }
}

/// Returns a parameter as `api.txt` lists it, if that differs from the name in Rust.
pub(crate) fn listed_argument(location: Location, name: &str, ident: &str) -> Option<String> {
    Some(listed_parameter(location, name)).filter(|listed| listed != ident)
}

/// Returns a value of an enum as `api.txt` lists it.
pub(crate) fn listed_value(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), |text| format!("{text:?}"))
}
