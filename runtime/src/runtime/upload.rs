//! Bytes to upload: a file in a form, or a whole body.

use std::cell::Cell;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::runtime::media_type::MediaType;

/// Bytes to upload: a file in a form, or a whole body that is not JSON.
///
/// Create one from bytes or text with [`From`], or from a stream with [`Upload::stream`].
#[derive(Clone)]
pub struct Upload {
    pub(crate) content: Content,
    pub(crate) file_name: Option<String>,
    pub(crate) media_type: Option<String>,
    /// Whether it is a part without a file name.
    pub(crate) is_text: bool,
}

#[derive(Clone)]
pub enum Content {
    Bytes(Bytes),
    Stream { length: Option<u64>, open: Arc<dyn Fn() -> reqwest::Body + Send + Sync> },
}

impl Upload {
    /// Uploads these bytes.
    pub fn new(bytes: impl Into<Bytes>) -> Self {
        Self { content: Content::Bytes(bytes.into()), file_name: None, media_type: None, is_text: false }
    }

    /// Uploads a stream, without holding all of it in memory. The client calls `open` each time it sends the request;
    /// to create the body, use `reqwest::Body::wrap_stream` (feature `stream` of `reqwest`). `length` is the number of
    /// bytes, if known.
    pub fn stream(length: Option<u64>, open: impl Fn() -> reqwest::Body + Send + Sync + 'static) -> Self {
        let content = Content::Stream { length, open: Arc::new(open) };
        Self { content, file_name: None, media_type: None, is_text: false }
    }

    /// Uploads text without a file name, for a part of a form that can be a file or text.
    pub fn text(text: impl Into<String>) -> Self {
        Self { is_text: true, ..Self::new(text.into()) }
    }

    /// Uploads JSON without a file name, for a part of a form that can be a file or JSON.
    ///
    /// # Errors
    ///
    /// Returns an error if the value cannot be serialized.
    pub fn json<T: Serialize + ?Sized>(value: &T) -> Result<Self, serde_json::Error> {
        serde_json::to_string(value).map(|json| Self::text(json).media_type("application/json"))
    }

    /// Sets the file name; the default is the name of the property in the form.
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self.is_text = false;
        self
    }

    /// Sets the media type; the default is that of the API. With a range such as `image/*`, the call fails before it is
    /// sent.
    pub fn media_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = Some(media_type.into());
        self
    }

    /// Returns the bytes, unless it is a stream.
    pub fn bytes(&self) -> Option<&Bytes> {
        match &self.content {
            Content::Bytes(bytes) => Some(bytes),
            Content::Stream { .. } => None,
        }
    }

    /// Whether it was created from a value as JSON.
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

        crate::runtime::property::into_property! {
            $([] $ty => Upload: |bytes| Upload::new(bytes);)*
        }
    };
}

from!(Bytes, Vec<u8>, &'static [u8], String, &'static str);

/// Shows the length, but not the content.
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

/// Streams are equal if they come from the same call of [`Upload::stream`].
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

/// Runs `work` while uploads serialize as null, for forms, which send uploads separately.
pub fn without_uploads<R>(work: impl FnOnce() -> R) -> R {
    let before = IN_FORM.replace(true);
    let result = work();
    IN_FORM.set(before);
    result
}

/// Serializes text as a JSON string, and an upload from JSON as its value.
impl Serialize for Upload {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if IN_FORM.get() {
            return serializer.serialize_unit();
        }
        match self.bytes().map(|bytes| std::str::from_utf8(bytes)) {
            Some(Ok(text)) => match self.is_json().then(|| serde_json::from_str::<serde_json::Value>(text)) {
                Some(Ok(value)) => value.serialize(serializer),
                _ => serializer.serialize_str(text),
            },
            _ => Err(serde::ser::Error::custom("an upload that is not text cannot be serialized as JSON")),
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
    fn text_serializes_and_other_bytes_do_not() {
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
    fn a_stream_is_equal_only_to_its_clones() {
        let stream = Upload::stream(Some(1), || reqwest::Body::from("x"));
        assert_eq!(stream, stream.clone());
        assert_ne!(stream, Upload::stream(Some(1), || reqwest::Body::from("x")));
        assert!(format!("{:?}", stream.file_name("n")).contains("length: Some(1), file_name: Some(\"n\")"));
    }
}
