//! Decode errors and their location in a body.

use std::fmt;

use crate::runtime::media_type::MediaType;

/// The problem with a body that cannot be decoded, and its location.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError {
    pub(crate) message: String,
    pub(crate) pointer: String,
    line: usize,
    column: usize,
}

/// The message for a number that has no type of its own.
const OUT_OF_RANGE: &str = "a number is out of the range of `f64`, the type of numbers in a `serde_json::Value`; \
                            the feature `arbitrary_precision` of `serde_json` removes that limit";

impl DecodeError {
    pub(crate) fn json(error: &serde_json::Error, bytes: &[u8]) -> Self {
        let (line, column) = (error.line(), error.column());
        let text = error.to_string();
        let message = text.strip_suffix(&format!(" at line {line} column {column}")).unwrap_or(&text);
        let message = match message {
            // The types of described numbers have more specific messages.
            "number out of range" => OUT_OF_RANGE.to_owned(),
            message => message.to_owned(),
        };
        Self { message, pointer: pointer_at(bytes, offset(bytes, line, column)), line, column }
    }

    pub(crate) fn header(name: &str, problem: &dyn fmt::Display) -> Self {
        Self { message: format!("the header `{name}`: {problem}"), pointer: String::new(), line: 0, column: 0 }
    }

    /// A response of a media type that another method of the call decodes.
    pub(crate) fn other_media_type(actual: &MediaType, expected: &str, method: &str) -> Self {
        let message = format!(
            "the response is `{actual}`, and this method decodes `{expected}`; to decode `{actual}`, use `{method}`"
        );
        Self { message, pointer: String::new(), line: 0, column: 0 }
    }

    /// The same error, for a response with the content type `other`, which is not the one decoded.
    pub(crate) fn of(mut self, other: Option<&MediaType>) -> Self {
        if let Some(other) = other {
            self.message = format!("the response is `{other}`, not JSON: {}", self.message);
        }
        self
    }

    pub(crate) fn not_text(valid_up_to: usize) -> Self {
        let message = format!("not UTF-8 after {valid_up_to} bytes");
        Self { message, pointer: String::new(), line: 0, column: 0 }
    }

    /// Returns the problem, such as ``missing field `results` ``.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Returns the JSON Pointer (RFC 6901) of the invalid value, such as `/results/0/typeId`; empty for the whole body.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// Returns the line of the body, from 1; 0 if the body is not JSON.
    pub fn line(&self) -> usize {
        self.line
    }

    /// Returns the byte in that line, from 1.
    pub fn column(&self) -> usize {
        self.column
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if !self.pointer.is_empty() {
            write!(f, " at `{}`", self.pointer)?;
        }
        if self.line > 0 {
            write!(f, " (line {}, column {})", self.line, self.column)?;
        }
        Ok(())
    }
}

impl std::error::Error for DecodeError {}

fn offset(bytes: &[u8], line: usize, column: usize) -> usize {
    let start: usize = bytes.split_inclusive(|byte| *byte == b'\n').take(line.saturating_sub(1)).map(<[u8]>::len).sum();
    (start + column).min(bytes.len())
}

/// One level of a JSON text: the property or the item that is being read.
enum Level {
    Object { key: Option<String>, expects_key: bool },
    Array { index: usize },
}

/// Returns the pointer of the value at `end`. It scans the bytes up to `end`, so that generated decoding code need not
/// track the path; `bytes` need not be valid JSON.
fn pointer_at(bytes: &[u8], end: usize) -> String {
    let mut levels: Vec<Level> = Vec::new();
    let mut at = 0;
    while at < end {
        let byte = bytes[at];
        at += 1;
        match byte {
            b'{' => levels.push(Level::Object { key: None, expects_key: true }),
            b'[' => levels.push(Level::Array { index: 0 }),
            // An error about a whole object or array is reported at its end, so this value is the one at fault.
            b'}' | b']' => drop(levels.pop()),
            b',' if at < end => match levels.last_mut() {
                Some(Level::Array { index }) => *index += 1,
                Some(Level::Object { key, expects_key }) => (*key, *expects_key) = (None, true),
                None => {}
            },
            b'"' => {
                let start = at;
                while at < end && bytes[at] != b'"' {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
                let text = &bytes[start..at.min(end)];
                at += 1;
                if let Some(Level::Object { key, expects_key: expects_key @ true }) = levels.last_mut() {
                    *key = Some(String::from_utf8_lossy(text).into_owned());
                    *expects_key = false;
                }
            }
            _ => {}
        }
    }
    pointer(levels.iter().filter_map(token))
}

/// Returns the JSON Pointer with these property names and indexes.
///
/// Source: RFC 6901, section 3.
pub fn pointer(tokens: impl Iterator<Item = String>) -> String {
    tokens.map(|token| format!("/{}", token.replace('~', "~0").replace('/', "~1"))).collect()
}

fn token(level: &Level) -> Option<String> {
    match level {
        Level::Object { key, .. } => key.clone(),
        Level::Array { index } => Some(index.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn error<T: serde::de::DeserializeOwned>(text: &str) -> String {
        match serde_json::from_str::<T>(text) {
            Ok(_) => "decoded".to_owned(),
            Err(error) => DecodeError::json(&error, text.as_bytes()).to_string(),
        }
    }

    #[test]
    fn the_location_of_the_invalid_value_is_reported() {
        type Lists = BTreeMap<String, Vec<i32>>;
        assert_eq!(
            error::<Lists>("{\"a\": [1, 2],\n \"b/c\": [3, \"x\"]}"),
            "invalid type: string \"x\", expected i32 at `/b~1c/1` (line 2, column 15)"
        );
        assert_eq!(
            error::<Lists>("{\"a\": 5}"),
            "invalid type: integer `5`, expected a sequence at `/a` (line 1, column 7)"
        );
        assert_eq!(
            error::<Vec<bool>>("[true, false, 1]"),
            "invalid type: integer `1`, expected a boolean at `/2` (line 1, column 15)"
        );
        assert_eq!(error::<Lists>("{\"a\": [1,"), "EOF while parsing a value at `/a/0` (line 1, column 9)");
        assert_eq!(error::<Lists>("<html>"), "expected value (line 1, column 1)");
        assert_eq!(error::<Lists>(""), "EOF while parsing a value (line 1, column 0)");
    }

    #[test]
    fn any_bytes_and_any_end_give_a_pointer() {
        for text in ["{\"a\\", "[[[[", "}}}]", "\"\\\"", "{\"a\":{\"b\":[{}]}}"] {
            for end in 0..=text.len() {
                let _ = pointer_at(text.as_bytes(), end);
            }
        }
    }
}
