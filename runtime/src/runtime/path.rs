//! Path templates, filled so that no value can change which resource the request addresses.
//!
//! Source: OpenAPI 3.0.3, section 4.7.8.2 (path templating); RFC 3986, sections 3.3 (path) and 5.2.4 (dot segments).

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use crate::runtime::error::Reason;
use crate::runtime::percent::encode;

/// The characters to encode in the literal text of a template. `%` stays, as the text may already be encoded.
const LITERAL: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'<').add(b'>').add(b'?').add(b'^').add(b'`').add(b'{').add(b'}');

/// Splits a template into its path and its query, if it has one, as in `/messages?beta=true`. A `?` within braces is
/// part of a parameter's name.
pub fn split(template: &str) -> (&str, &str) {
    let mut is_in_name = false;
    for (at, character) in template.char_indices() {
        match character {
            '{' => is_in_name = true,
            '}' => is_in_name = false,
            '?' if !is_in_name => return (&template[..at], &template[at + 1..]),
            _ => {}
        }
    }
    (template, "")
}

/// Returns the query of a request: the pairs of `template`, filled with `values`, and then `pairs`. A parameter
/// replaces a pair of the template with the same name.
pub fn query(template: &str, values: &[(&'static str, String)], pairs: &[(String, String)]) -> Result<String, Reason> {
    let mut texts = Vec::with_capacity(pairs.len());
    for text in split(template).1.split('&').filter(|text| !text.is_empty()) {
        let text = put_in(text, values)?;
        // The name is encoded in a parameter, but possibly not in a template.
        let name = text.split_once('=').map_or(text.as_str(), |(name, _)| name);
        let name = encode(&percent_decode_str(name).decode_utf8_lossy());
        if !pairs.iter().any(|(other, _)| *other == name) {
            texts.push(text);
        }
    }
    // A value without a name has no `=`.
    let text =
        |(name, value): &(String, String)| if name.is_empty() { value.clone() } else { format!("{name}={value}") };
    texts.extend(pairs.iter().map(text));
    Ok(texts.join("&"))
}

/// Fills a pair of a template's query with `values`.
fn put_in(text: &str, values: &[(&'static str, String)]) -> Result<String, Reason> {
    let (mut filled, mut rest) = (String::with_capacity(text.len()), text);
    while let Some((literal, name, after)) = next_parameter(rest) {
        push_literal(&mut filled, literal);
        let value = values.iter().find(|(given, _)| *given == name);
        let (_, value) = value.ok_or_else(|| Reason::PathMissing { name: name.to_owned() })?;
        filled.push_str(value);
        rest = after;
    }
    push_literal(&mut filled, rest);
    Ok(filled)
}

/// Fills the path of `template` with `values`, which are by parameter name and already percent-encoded.
///
/// Refuses an empty value, which would address another resource or none, and a resulting segment `.` or `..`, which
/// every URL parser resolves, percent-encoded or not.
pub fn fill(template: &str, values: &[(&'static str, String)]) -> Result<String, Reason> {
    let (template, _) = split(template);
    let mut path = String::with_capacity(template.len() + 16 * values.len());
    path.push('/');
    let mut rest = template.strip_prefix('/').unwrap_or(template);
    while let Some((literal, name, after)) = next_parameter(rest) {
        push_literal(&mut path, literal);
        let Some((name, value)) = values.iter().find(|(given, _)| *given == name) else {
            return Err(Reason::PathMissing { name: name.to_owned() });
        };
        if value.is_empty() {
            return Err(Reason::PathEmpty { name });
        }
        path.push_str(value);
        rest = after;
    }
    push_literal(&mut path, rest);
    if path.contains("/.") || path.contains("/%2") {
        no_dots(template, &path, values)?;
    }
    Ok(path)
}

/// Refuses a segment that a parameter turns into dots.
fn no_dots(template: &str, path: &str, values: &[(&'static str, String)]) -> Result<(), Reason> {
    let after = |text: &'_ str| text.strip_prefix('/').unwrap_or(text).to_owned();
    let (template, path) = (after(template), after(path));
    let segments = template.split('/').zip(path.split('/'));
    for (segment, filled) in segments {
        let is_in = |(name, _): &&(&'static str, String)| segment.contains(&format!("{{{name}}}"));
        let plain = percent_decode_str(filled).decode_utf8_lossy();
        if let ("." | "..", Some((name, _))) = (plain.as_ref(), values.iter().find(is_in)) {
            return Err(Reason::PathDots { name });
        }
    }
    Ok(())
}

/// Returns the pieces of a path: text, and `None` for each parameter without a value in `values`.
#[cfg(all(feature = "testing", not(target_arch = "wasm32")))]
pub fn pieces(template: &str, values: &[(&'static str, String)]) -> Vec<Option<String>> {
    let mut pieces = vec![Some("/".to_owned())];
    let path = split(template).0;
    pieces.extend(pieces_of(path.strip_prefix('/').unwrap_or(path), values));
    pieces
}

/// Returns the pairs of a template's query, each as the pieces of its name and of its value.
#[cfg(all(feature = "testing", not(target_arch = "wasm32")))]
pub fn query_pieces(template: &str, values: &[(&'static str, String)]) -> Vec<[Vec<Option<String>>; 2]> {
    let pairs = split(template).1.split('&').filter(|pair| !pair.is_empty());
    let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    pairs.map(|(name, value)| [pieces_of(name, values), pieces_of(value, values)]).collect()
}

/// Splits a part of a template into pieces.
#[cfg(all(feature = "testing", not(target_arch = "wasm32")))]
fn pieces_of(text: &str, values: &[(&'static str, String)]) -> Vec<Option<String>> {
    let (mut pieces, mut rest) = (Vec::new(), text);
    while let Some((literal, name, after)) = next_parameter(rest) {
        pieces.push(Some(utf8_percent_encode(literal, LITERAL).to_string()));
        pieces.push(values.iter().find(|(given, _)| *given == name).map(|(_, value)| value.clone()));
        rest = after;
    }
    pieces.push(Some(utf8_percent_encode(rest, LITERAL).to_string()));
    pieces
}

/// Appends literal text of the template.
fn push_literal(path: &mut String, text: &str) {
    if text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte)) {
        path.push_str(text);
    } else {
        path.extend(utf8_percent_encode(text, LITERAL));
    }
}

/// Splits at the first `{name}`: returns the text before it, the name, and the text after it.
fn next_parameter(text: &str) -> Option<(&str, &str, &str)> {
    let (literal, rest) = text.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((literal, name, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(template: &str, value: &str) -> Result<String, Reason> {
        fill(template, &[("a", value.to_owned())])
    }

    #[test]
    fn a_value_replaces_its_parameter() {
        assert_eq!(filled("/v4/{a}/labels", "x").ok().as_deref(), Some("/v4/x/labels"));
        assert_eq!(filled("/v4/{a}.json", "x").ok().as_deref(), Some("/v4/x.json"));
        assert_eq!(filled("/", "x").ok().as_deref(), Some("/"));
        assert_eq!(filled("/a b/{a}/", "x").ok().as_deref(), Some("/a%20b/x/"));
    }

    #[test]
    fn a_template_may_have_a_query_of_its_own() {
        assert_eq!(filled("/messages?beta=true", "x").ok().as_deref(), Some("/messages"));
        assert_eq!(filled("/{?a}/b", "x").ok(), None, "a `?` within braces is part of the name");
        let query = |template: &str, pairs: &[(&str, &str)]| {
            let pairs: Vec<_> = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            super::query(template, &[("a", "x%20y".to_owned())], &pairs).ok()
        };
        assert_eq!(query("/messages", &[("n", "1")]).as_deref(), Some("n=1"));
        assert_eq!(query("/messages?beta=true", &[("n", "1")]).as_deref(), Some("beta=true&n=1"));
        assert_eq!(query("/m?beta=true&acl&q={a}", &[("", "[1]")]).as_deref(), Some("beta=true&acl&q=x%20y&[1]"));
        assert_eq!(query("/m?beta=true&b=1", &[("beta", "2")]).as_deref(), Some("b=1&beta=2"));
        assert_eq!(
            query("/m?f[a]=1&f%5Bb%5D=2", &[("f%5Ba%5D", "3"), ("f%5Bb%5D", "4")]).as_deref(),
            Some("f%5Ba%5D=3&f%5Bb%5D=4")
        );
        assert_eq!(query("/m?a b=<ü>%20", &[]).as_deref(), Some("a%20b=%3C%C3%BC%3E%20"));
        assert_eq!(query("/m?q={b}", &[]), None);
    }

    #[test]
    fn dots_and_empty_values_are_refused() {
        for value in [".", ".."] {
            assert!(matches!(filled("/v4/{a}/labels", value), Err(Reason::PathDots { name: "a" })), "{value}");
        }
        for value in ["%2E", "%2e%2E", ".%2e"] {
            assert!(matches!(filled("/v4/{a}/labels", value), Err(Reason::PathDots { name: "a" })), "{value}");
        }
        assert!(matches!(filled("/v4/.{a}", "."), Err(Reason::PathDots { name: "a" })));
        assert!(matches!(filled("/v4/{a}", ""), Err(Reason::PathEmpty { name: "a" })));
        assert!(matches!(filled("/v4/{b}", "x"), Err(Reason::PathMissing { .. })));
        assert!(filled("/v4/{a}", "...").is_ok());
        assert!(filled("/v4/x{a}", ".").is_ok());
    }
}
