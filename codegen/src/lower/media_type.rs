//! Media types, and the carrier of a body of each.
//!
//! Source: RFC 9110, section 8.3.1; RFC 6839 (structured syntax suffixes).

use oasmith_runtime::media_type::MediaType;

/// The encoding of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Carrier {
    Json,
    Events,
    Lines,
    Form,
    Multipart,
    Text,
    Bytes,
}

/// Returns the carrier of a media type. A range that includes JSON is JSON.
pub(super) fn carrier(media_type: &str) -> Carrier {
    let Some(media_type) = MediaType::parse(media_type) else { return Carrier::Bytes };
    let subtype = media_type.subtype();
    match media_type.essence() {
        "application/x-www-form-urlencoded" => return Carrier::Form,
        "text/event-stream" => return Carrier::Events,
        "application/stream+json" | "application/json-seq" | "application/jsonlines" => return Carrier::Lines,
        "*/*" | "application/*" => return Carrier::Json,
        // Callers name the media type of a text range.
        "text/*" => return Carrier::Bytes,
        _ if media_type.kind() == "multipart" => return Carrier::Multipart,
        _ if media_type.is_json() || media_type.suffix() == Some("json") => return Carrier::Json,
        _ if media_type.kind() == "text" => return Carrier::Text,
        _ => {}
    }
    let is_lines = ["jsonl", "ndjson"].contains(&subtype.trim_start_matches("x-")) || subtype == "x-jsonlines";
    if is_lines || media_type.suffix() == Some("json-seq") {
        return Carrier::Lines;
    }
    let plain = ["graphql", "javascript", "sql", "toml", "x-yaml", "xml", "yaml"];
    let is_text = plain.contains(&subtype) || media_type.suffix().is_some_and(|it| ["xml", "yaml"].contains(&it));
    if is_text { Carrier::Text } else { Carrier::Bytes }
}

/// Returns whether a media type means plain JSON.
pub(super) fn is_any_json(media_type: &str) -> bool {
    let usual = ["*/*", "application/*", "application/json", "application/*+json", "text/json"];
    MediaType::parse(media_type).is_some_and(|it| usual.contains(&it.essence()))
}

/// Returns whether a media type is `application/json`.
pub(super) fn is_json(media_type: &str) -> bool {
    MediaType::parse(media_type).is_some_and(|it| it.essence() == "application/json")
}

/// Returns a media type without parameters, or the lowercased text if it is invalid.
pub(super) fn essence(media_type: &str) -> String {
    MediaType::parse(media_type).map_or_else(|| media_type.trim().to_ascii_lowercase(), |it| it.to_string())
}

/// Returns a media type that is not a range and that a header can hold.
pub(super) fn concrete(media_type: &str) -> Option<String> {
    let plain = media_type.trim();
    let fits = plain.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    MediaType::parse(plain).filter(|it| fits && !it.is_range()).map(|_| plain.to_owned())
}

/// Returns a media type range without parameters.
pub(super) fn range(media_type: &str) -> Option<String> {
    MediaType::parse(media_type).filter(MediaType::is_range).map(|it| it.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_types_determine_the_carrier() {
        let rows = [
            ("application/json; charset=utf-8", Carrier::Json),
            ("application/merge-patch+json", Carrier::Json),
            ("*/*", Carrier::Json),
            ("application/x-www-form-urlencoded", Carrier::Form),
            ("Multipart/Form-Data", Carrier::Multipart),
            ("multipart/mixed", Carrier::Multipart),
            ("text/*", Carrier::Bytes),
            ("Application/Problem+JSON", Carrier::Json),
            ("form-data", Carrier::Bytes),
            ("text/csv", Carrier::Text),
            ("application/soap+xml", Carrier::Text),
            ("application/apply-patch+yaml", Carrier::Text),
            ("image/*", Carrier::Bytes),
            ("application/x-ndjson", Carrier::Lines),
            ("application/geo+json-seq", Carrier::Lines),
            ("text/event-stream;charset=UTF-8", Carrier::Events),
        ];
        for (media_type, carried) in rows {
            assert_eq!(carrier(media_type), carried, "{media_type}");
        }
    }
}
