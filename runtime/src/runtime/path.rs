//! Filling a path template so that no value can change which resource the request addresses.
//!
//! Source: OpenAPI 3.0.3, section 4.7.8.2 (path templating); RFC 3986, sections 3.3 (path) and 5.2.4 (dot segments).

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::runtime::error::Reason;

/// What a template's own text may not contain unencoded. `%` stays, as a template may be encoded already.
const LITERAL: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'<').add(b'>').add(b'?').add(b'^').add(b'`').add(b'{').add(b'}');

/// Puts `values` (by parameter name, percent-encoded already) into `template`.
///
/// Refused: an empty value, which would address another resource or none, and a segment that comes out as `.` or
/// `..`, which every URL parser on the way resolves away, whether it is percent-encoded or not.
pub(crate) fn fill(template: &str, values: &[(&'static str, String)]) -> Result<String, Reason> {
    let mut path = String::with_capacity(template.len() + 16 * values.len());
    path.push('/');
    let mut rest = template.trim_start_matches('/');
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
    if path.contains("/.") {
        no_dots(template, &path, values)?;
    }
    Ok(path)
}

/// Refuses a segment with a parameter in it that is one of dots.
fn no_dots(template: &str, path: &str, values: &[(&'static str, String)]) -> Result<(), Reason> {
    let segments = template.trim_start_matches('/').split('/').zip(path.trim_start_matches('/').split('/'));
    for (segment, filled) in segments {
        let is_in = |(name, _): &&(&'static str, String)| segment.contains(&format!("{{{name}}}"));
        if let ("." | "..", Some((name, _))) = (filled, values.iter().find(is_in)) {
            return Err(Reason::PathDots { name });
        }
    }
    Ok(())
}

/// What a path is made of: text, and `None` for each parameter that is not among `values`.
#[cfg(all(feature = "testing", not(target_arch = "wasm32")))]
pub(crate) fn pieces(template: &str, values: &[(&'static str, String)]) -> Vec<Option<String>> {
    let mut pieces = vec![Some("/".to_owned())];
    let mut rest = template.trim_start_matches('/');
    while let Some((literal, name, after)) = next_parameter(rest) {
        pieces.push(Some(utf8_percent_encode(literal, LITERAL).to_string()));
        pieces.push(values.iter().find(|(given, _)| *given == name).map(|(_, value)| value.clone()));
        rest = after;
    }
    pieces.push(Some(utf8_percent_encode(rest, LITERAL).to_string()));
    pieces
}

/// Appends the template's own text.
fn push_literal(path: &mut String, text: &str) {
    if text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte)) {
        path.push_str(text);
    } else {
        path.extend(utf8_percent_encode(text, LITERAL));
    }
}

/// Splits at the first `{name}`: what is before it, the name, what is after it.
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
    fn a_value_stands_where_its_name_stood() {
        assert_eq!(filled("/v4/{a}/labels", "x").ok().as_deref(), Some("/v4/x/labels"));
        assert_eq!(filled("/v4/{a}.json", "x").ok().as_deref(), Some("/v4/x.json"));
        assert_eq!(filled("/", "x").ok().as_deref(), Some("/"));
        assert_eq!(filled("/a b/{a}/", "x").ok().as_deref(), Some("/a%20b/x/"));
    }

    #[test]
    fn dots_and_nothing_are_refused() {
        for value in [".", ".."] {
            assert!(matches!(filled("/v4/{a}/labels", value), Err(Reason::PathDots { name: "a" })), "{value}");
        }
        assert!(matches!(filled("/v4/.{a}", "."), Err(Reason::PathDots { name: "a" })));
        assert!(matches!(filled("/v4/{a}", ""), Err(Reason::PathEmpty { name: "a" })));
        assert!(matches!(filled("/v4/{b}", "x"), Err(Reason::PathMissing { .. })));
        assert!(filled("/v4/{a}", "...").is_ok());
        assert!(filled("/v4/x{a}", ".").is_ok());
    }
}
