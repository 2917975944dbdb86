//! Compares JSON values, by the equality that their schema defines.

use serde_json::Value;

/// Returns where two values differ; `None` if they are equal.
pub(crate) fn difference(before: &Value, after: &Value) -> Option<String> {
    at(before, after, &mut String::new())
}

fn at(before: &Value, after: &Value, place: &mut String) -> Option<String> {
    match (before, after) {
        (Value::Object(a), Value::Object(b)) => {
            for (name, value) in a {
                let Some(other) = b.get(name) else { return Some(format!("{place}/{name}: {value} is lost")) };
                if let Some(found) = within(value, other, place, name) {
                    return Some(found);
                }
            }
            let more = b.iter().find(|(name, _)| !a.contains_key(*name));
            more.map(|(name, value)| format!("{place}/{name}: {value} is new"))
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            a.iter().zip(b).enumerate().find_map(|(index, (a, b))| within(a, b, place, &index.to_string()))
        }
        (Value::Number(a), Value::Number(b)) if a == b || (a.as_f64() == b.as_f64() && !(a.is_i64() && b.is_i64())) => {
            None
        }
        (Value::String(a), Value::String(b)) if a == b || is_same_instant(a, b) || is_same_uuid(a, b) => None,
        (a, b) if a == b => None,
        (a, b) => Some(format!("{place}: {a} became {b}")),
    }
}

fn within(before: &Value, after: &Value, place: &mut String, token: &str) -> Option<String> {
    let length = place.len();
    place.push('/');
    place.push_str(token);
    let found = at(before, after, place);
    place.truncate(length);
    found
}

/// Whether two RFC 3339 texts are the same instant.
fn is_same_instant(a: &str, b: &str) -> bool {
    let read = |text: &str| chrono::DateTime::parse_from_rfc3339(text).ok();
    matches!((read(a), read(b)), (Some(a), Some(b)) if a == b && a.offset() == b.offset())
}

/// Whether two texts are the same UUID, in upper or lower case (RFC 9562, section 4).
fn is_same_uuid(a: &str, b: &str) -> bool {
    let read = |text: &str| uuid::Uuid::parse_str(text).ok();
    read(a).is_some() && read(a) == read(b)
}
