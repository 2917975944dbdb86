//! Request bodies, which can be put into a request any number of times.

use bytes::Bytes;
use reqwest::Request;
use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};
use serde::Serialize;

use crate::runtime::error::Reason;
use crate::runtime::finite;
use crate::runtime::parameter::{self, Style};
use crate::runtime::upload::{Content, Upload, without_uploads};

/// A request body.
pub(crate) trait Payload: Send + Sync {
    /// Puts it into `request`, which `http` is going to send, with what its headers say of it.
    fn put_into(&self, request: Request, http: &reqwest::Client) -> Result<Request, Reason>;
}

/// Bytes of a media type.
pub(crate) struct Whole {
    pub(crate) media_type: HeaderValue,
    pub(crate) bytes: Bytes,
}

impl Payload for Whole {
    fn put_into(&self, mut request: Request, _: &reqwest::Client) -> Result<Request, Reason> {
        request.headers_mut().insert(CONTENT_TYPE, self.media_type.clone());
        *request.body_mut() = Some(self.bytes.clone().into());
        Ok(request)
    }
}

/// An upload that is the whole body, of this media type unless it has one of its own.
pub(crate) struct Raw {
    pub(crate) media_type: &'static str,
    pub(crate) upload: Upload,
}

impl Payload for Raw {
    fn put_into(&self, mut request: Request, _: &reqwest::Client) -> Result<Request, Reason> {
        let media_type = self.upload.media_type.as_deref().unwrap_or(self.media_type);
        let media_type = HeaderValue::try_from(media_type).map_err(|_| Reason::Header { name: "content-type" })?;
        request.headers_mut().insert(CONTENT_TYPE, media_type);
        if let Content::Stream { length: Some(length), .. } = self.upload.content {
            request.headers_mut().insert(CONTENT_LENGTH, length.into());
        }
        *request.body_mut() = Some(self.upload.body());
        Ok(request)
    }
}

/// Values as JSON, one after the other: each on a line, or in a record that a separator begins.
///
/// Source: RFC 7464, section 2.2 (`application/json-seq`); JSON Lines.
pub(crate) fn lines<T: Serialize>(items: &[T], are_records: bool) -> Result<Vec<u8>, Reason> {
    let mut bytes = Vec::new();
    for item in items {
        if are_records {
            bytes.push(0x1e);
        }
        bytes.extend(finite::json(item).map_err(Reason::Body)?);
        bytes.push(b'\n');
    }
    Ok(bytes)
}

/// The members of a body that is an object, as JSON, by name.
pub(crate) fn members<T: Serialize + ?Sized>(body: &T) -> Result<Vec<(String, String)>, Reason> {
    let text = without_uploads(|| finite::plain(body)).map_err(Reason::Body)?;
    let members = parameter::members(&text).ok_or_else(|| Reason::Body("it is no object".to_owned()))?;
    Ok(members.into_iter().map(|(name, json)| (name, json.get().to_owned())).collect())
}

/// A body as `name=value` pairs. `styles` says how members are written that are not written as usual: text as it
/// is, each item of a list on its own, objects as JSON.
///
/// Source: OpenAPI 3.0.4, sections 4.7.14.4 (support for `application/x-www-form-urlencoded`) and 4.7.15.
pub(crate) fn form<T: Serialize + ?Sized>(body: &T, styles: &[(Style, bool, &[&str])]) -> Result<String, Reason> {
    let mut pairs = Vec::new();
    for (name, json) in members(body)? {
        let style = styles.iter().find(|(_, _, names)| names.contains(&name.as_str()));
        match style {
            Some((style, explode, _)) => pairs.extend(parameter::in_query(&name, &json, *style, *explode, false)),
            None => pairs.extend(parameter::as_usual(&name, &json)),
        }
    }
    Ok(pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&"))
}
