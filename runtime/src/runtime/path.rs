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
    for segment in template.trim_start_matches('/').split('/') {
        path.push('/');
        let start = path.len();
        let parameter = fill_segment(&mut path, segment, values)?;
        if let (Some(name), "." | "..") = (parameter, &path[start..]) {
            return Err(Reason::PathDots { name });
        }
    }
    Ok(path)
}

/// Appends one segment, and gives the name of the last parameter in it.
fn fill_segment(
    path: &mut String,
    segment: &str,
    values: &[(&'static str, String)],
) -> Result<Option<&'static str>, Reason> {
    let mut parameter = None;
    let mut rest = segment;
    while let Some((literal, name, after)) = next_parameter(rest) {
        path.extend(utf8_percent_encode(literal, LITERAL));
        let Some((name, value)) = values.iter().find(|(given, _)| *given == name) else {
            return Err(Reason::PathMissing { name: name.to_owned() });
        };
        if value.is_empty() {
            return Err(Reason::PathEmpty { name });
        }
        path.push_str(value);
        parameter = Some(*name);
        rest = after;
    }
    path.extend(utf8_percent_encode(rest, LITERAL));
    Ok(parameter)
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
