//! Minimizes the input of a finding.

use std::time::{Duration, Instant};

use serde_json::Value;

/// Returns a smaller input with the same finding, found within `time`.
pub fn minimize(mut input: Vec<u8>, time: Duration, shows: impl Fn(&[u8]) -> bool) -> Vec<u8> {
    let end = Instant::now() + time;
    if let Ok(value) = serde_json::from_slice::<Value>(&input) {
        let text = |value: &Value| value.to_string().into_bytes();
        if shows(&text(&value)) {
            input = text(&tree(value, end, |value| shows(&text(value))));
        }
    }
    let lines: Vec<Vec<u8>> = input.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    let input = parts(lines, end, |lines| shows(&lines.concat())).concat();
    let bytes: Vec<Vec<u8>> = input.into_iter().map(|byte| vec![byte]).collect();
    parts(bytes, end, |bytes| shows(&bytes.concat())).concat()
}

/// Removes parts, many at a time at first.
fn parts(mut parts: Vec<Vec<u8>>, end: Instant, shows: impl Fn(&[Vec<u8>]) -> bool) -> Vec<Vec<u8>> {
    let mut size = parts.len() / 2;
    while size > 0 {
        let mut at = 0;
        while at < parts.len() && Instant::now() < end {
            let mut fewer = parts.clone();
            fewer.drain(at..(at + size).min(parts.len()));
            if shows(&fewer) {
                parts = fewer;
            } else {
                at += size;
            }
        }
        size /= 2;
    }
    parts
}

/// Removes properties and items of a JSON value, from the outside in, until nothing more can be removed.
fn tree(mut value: Value, end: Instant, shows: impl Fn(&Value) -> bool) -> Value {
    loop {
        let mut is_smaller = false;
        let mut open = vec![String::new()];
        while let Some(place) = open.pop() {
            for key in keys(&value, &place) {
                if Instant::now() >= end {
                    return value;
                }
                let mut fewer = value.clone();
                remove(&mut fewer, &place, &key);
                if shows(&fewer) {
                    value = fewer;
                    is_smaller = true;
                } else {
                    open.push(format!("{place}/{}", key.replace('~', "~0").replace('/', "~1")));
                }
            }
        }
        if !is_smaller {
            return value;
        }
    }
}

/// Returns the keys of an object or array, last first, so that removals do not shift others.
fn keys(value: &Value, place: &str) -> Vec<String> {
    match value.pointer(place) {
        Some(Value::Object(map)) => map.keys().rev().cloned().collect(),
        Some(Value::Array(items)) => (0..items.len()).rev().map(|index| index.to_string()).collect(),
        _ => Vec::new(),
    }
}

fn remove(value: &mut Value, place: &str, key: &str) {
    match value.pointer_mut(place) {
        Some(Value::Object(map)) => drop(map.remove(key)),
        Some(Value::Array(items)) => {
            if let Some(index) = key.parse().ok().filter(|index| *index < items.len()) {
                items.remove(index);
            }
        }
        _ => {}
    }
}
