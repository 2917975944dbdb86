//! Media types: how a body of each is carried, and what it is called.
//!
//! Source: RFC 9110, section 8.3.1; RFC 6839 (structured syntax suffixes).

/// How a body is carried.
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

/// A media type without its parameters, in small letters.
pub(super) fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// How a body of this media type is carried. A range that includes JSON is JSON.
pub(super) fn carrier(media_type: &str) -> Carrier {
    let essence = essence(media_type);
    let subtype = essence.split_once('/').map_or("", |(_, subtype)| subtype);
    match essence.as_str() {
        "application/x-www-form-urlencoded" => return Carrier::Form,
        "multipart/form-data" => return Carrier::Multipart,
        "text/event-stream" => return Carrier::Events,
        "application/stream+json" | "application/json-seq" | "application/jsonlines" => return Carrier::Lines,
        json if is_any_json(json) || json.ends_with("+json") => return Carrier::Json,
        text if text.starts_with("text/") => return Carrier::Text,
        _ => {}
    }
    let is_lines = ["jsonl", "ndjson"].contains(&subtype.trim_start_matches("x-")) || subtype == "x-jsonlines";
    if is_lines || subtype.ends_with("+json-seq") {
        return Carrier::Lines;
    }
    let plain = ["graphql", "javascript", "sql", "toml", "x-yaml", "xml", "yaml"];
    let is_text = plain.contains(&subtype) || subtype.ends_with("+xml") || subtype.ends_with("+yaml");
    if is_text { Carrier::Text } else { Carrier::Bytes }
}

/// Whether a media type says no more than that there is JSON.
pub(super) fn is_any_json(essence: &str) -> bool {
    ["*/*", "application/*", "application/json", "application/*+json", "text/json"].contains(&essence)
}

/// A media type that is no range and that a header can hold.
pub(super) fn concrete(media_type: &str) -> Option<String> {
    let plain = media_type.trim();
    let fits = plain.bytes().all(|byte| matches!(byte, b' '..=b'~')) && plain.contains('/') && !plain.contains('*');
    fits.then(|| plain.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_types_are_carried_by_what_they_hold() {
        let rows = [
            ("application/json; charset=utf-8", Carrier::Json),
            ("application/merge-patch+json", Carrier::Json),
            ("*/*", Carrier::Json),
            ("application/x-www-form-urlencoded", Carrier::Form),
            ("Multipart/Form-Data", Carrier::Multipart),
            ("multipart/mixed", Carrier::Bytes),
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
