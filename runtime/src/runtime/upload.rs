//! Bytes to be sent: a file in a form, or a whole body.

use std::cell::Cell;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::runtime::media_type::MediaType;

/// Bytes to be sent: a file in a form, or a whole body that is no JSON.
///
/// Made of bytes or text by [`From`], or of a stream by [`Upload::stream`].
#[derive(Clone)]
pub struct Upload {
    pub(crate) content: Content,
    pub(crate) file_name: Option<String>,
    pub(crate) media_type: Option<String>,
    /// Whether it is a part without the name of a file.
    pub(crate) is_text: bool,
}

#[derive(Clone)]
pub(crate) enum Content {
    Bytes(Bytes),
    Stream { length: Option<u64>, open: Arc<dyn Fn() -> reqwest::Body + Send + Sync> },
}

impl Upload {
    /// Sends these bytes.
    pub fn new(bytes: impl Into<Bytes>) -> Self {
        Self { content: Content::Bytes(bytes.into()), file_name: None, media_type: None, is_text: false }
    }

    /// Sends what `open` gives, without holding all of it in memory: `reqwest::Body::wrap_stream`, with the feature
    /// `stream` of `reqwest`, makes a body of a stream. It is asked anew each time the request is sent. `length` is
    /// the number of bytes, where it is known.
    pub fn stream(length: Option<u64>, open: impl Fn() -> reqwest::Body + Send + Sync + 'static) -> Self {
        let content = Content::Stream { length, open: Arc::new(open) };
        Self { content, file_name: None, media_type: None, is_text: false }
    }

    /// Sends text, for a part of a form that may be a file or text: without the name of a file.
    pub fn text(text: impl Into<String>) -> Self {
        Self { is_text: true, ..Self::new(text.into()) }
    }

    /// Sends JSON, for a part of a form that may be a file or JSON: without the name of a file.
    ///
    /// # Errors
    ///
    /// Where the value cannot be serialized.
    pub fn json<T: Serialize + ?Sized>(value: &T) -> Result<Self, serde_json::Error> {
        serde_json::to_string(value).map(|json| Self::text(json).media_type("application/json"))
    }

    /// What the file is called; what the form calls it unless set.
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self.is_text = false;
        self
    }

    /// The media type; what the API says unless set. A range such as `image/*` is none: the call fails before it is sent.
    pub fn media_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = Some(media_type.into());
        self
    }

    /// The bytes, where they are not a stream.
    pub fn bytes(&self) -> Option<&Bytes> {
        match &self.content {
            Content::Bytes(bytes) => Some(bytes),
            Content::Stream { .. } => None,
        }
    }

    /// Whether it was made of a value as JSON.
    fn is_json(&self) -> bool {
        self.is_text && self.media_type.as_deref().and_then(MediaType::parse).is_some_and(|it| it.is_json())
    }

    pub(crate) fn body(&self) -> reqwest::Body {
        match &self.content {
            Content::Bytes(bytes) => bytes.clone().into(),
            Content::Stream { open, .. } => open(),
        }
    }
}

macro_rules! from {
    ($($ty:ty),*) => {
        $(impl From<$ty> for Upload {
            fn from(bytes: $ty) -> Self {
                Self::new(bytes)
            }
        })*
    };
}

from!(Bytes, Vec<u8>, &'static [u8], String, &'static str);

/// Shows how much there is, not what.
impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let length = match &self.content {
            Content::Bytes(bytes) => u64::try_from(bytes.len()).ok(),
            Content::Stream { length, .. } => *length,
        };
        f.debug_struct("Upload")
            .field("length", &length)
            .field("file_name", &self.file_name)
            .field("media_type", &self.media_type)
            .finish_non_exhaustive()
    }
}

/// Streams are the same where they come from the same call of [`Upload::stream`].
impl PartialEq for Upload {
    fn eq(&self, other: &Self) -> bool {
        let same = match (&self.content, &other.content) {
            (Content::Bytes(this), Content::Bytes(other)) => this == other,
            (Content::Stream { open: this, .. }, Content::Stream { open: other, .. }) => Arc::ptr_eq(this, other),
            _ => false,
        };
        let described = |it: &Self| (it.file_name.clone(), it.media_type.clone(), it.is_text);
        same && described(self) == described(other)
    }
}

thread_local! {
    static IN_FORM: Cell<bool> = const { Cell::new(false) };
}

/// What `work` gives, while uploads are written as null: a form sends them by themselves.
pub(crate) fn without_uploads<R>(work: impl FnOnce() -> R) -> R {
    let before = IN_FORM.replace(true);
    let result = work();
    IN_FORM.set(before);
    result
}

/// In JSON, an upload is text, or the value that it was made of.
impl Serialize for Upload {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if IN_FORM.get() {
            return serializer.serialize_unit();
        }
        match self.bytes().map(|bytes| str::from_utf8(bytes)) {
            Some(Ok(text)) => match self.is_json().then(|| serde_json::from_str::<serde_json::Value>(text)) {
                Some(Ok(value)) => value.serialize(serializer),
                _ => serializer.serialize_str(text),
            },
            _ => Err(serde::ser::Error::custom("an upload that is no text can't be written as JSON")),
        }
    }
}

impl<'de> Deserialize<'de> for Upload {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match serde_json::Value::deserialize(deserializer)? {
            serde_json::Value::String(text) => Ok(Self::from(text)),
            other => Self::json(&other).map_err(serde::de::Error::custom),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_json_and_other_bytes_are_not() {
        assert_eq!(serde_json::to_string(&Upload::from("a\"b")).unwrap(), "\"a\\\"b\"");
        assert_eq!(serde_json::from_str::<Upload>("\"x\"").unwrap(), Upload::from("x"));
        assert_eq!(serde_json::to_string(&Upload::json(&[1]).unwrap()).unwrap(), "[1]");
        assert_eq!(
            serde_json::from_str::<Upload>("{\"a\":1}").unwrap(),
            Upload::json(&serde_json::json!({"a": 1})).unwrap()
        );
        assert!(serde_json::to_string(&Upload::from(vec![255])).is_err());
        assert_eq!(without_uploads(|| serde_json::to_string(&Upload::from(vec![255])).unwrap()), "null");
        assert!(serde_json::to_string(&Upload::from(vec![255])).is_err());
    }

    #[test]
    fn a_stream_is_itself_and_no_other() {
        let stream = Upload::stream(Some(1), || reqwest::Body::from("x"));
        assert_eq!(stream, stream.clone());
        assert_ne!(stream, Upload::stream(Some(1), || reqwest::Body::from("x")));
        assert!(format!("{:?}", stream.file_name("n")).contains("length: Some(1), file_name: Some(\"n\")"));
    }
}
