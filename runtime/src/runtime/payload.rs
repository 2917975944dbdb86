//! Request bodies, which can be sent any number of times.

use bytes::Bytes;
use reqwest::Request;
use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};
use serde::Serialize;

use crate::runtime::error::Reason;
use crate::runtime::finite;
use crate::runtime::media_type::{MediaType, has_parameter};
use crate::runtime::parameter::{self, Style};
use crate::runtime::percent;
use crate::runtime::upload::{Content, Upload, without_uploads};

/// A request body.
pub trait Payload: Send + Sync {
    /// Sets the body of `request`, which `http` sends, and the headers about it.
    fn put_into(&self, request: Request, http: &reqwest::Client) -> Result<Request, Reason>;
}

/// Bytes of a media type.
pub struct Whole {
    pub media_type: HeaderValue,
    pub bytes: Bytes,
}

impl Payload for Whole {
    fn put_into(&self, mut request: Request, _: &reqwest::Client) -> Result<Request, Reason> {
        request.headers_mut().insert(CONTENT_TYPE, self.media_type.clone());
        *request.body_mut() = Some(self.bytes.clone().into());
        Ok(request)
    }
}

/// An upload that is the whole body, with this media type unless it has its own.
pub struct Raw {
    pub media_type: &'static str,
    pub upload: Upload,
}

impl Raw {
    /// Returns the media type to send. For a range, the usual media type of the range, if there is one.
    fn media_type(&self) -> Result<&str, Reason> {
        let Self { media_type, upload } = self;
        let sent = match (upload.media_type.as_deref(), *media_type) {
            (Some(own), _) => {
                one_media_type(own)?;
                own
            }
            (None, "*/*" | "application/*") => "application/octet-stream",
            (None, "text/*") => "text/plain",
            (None, range) if range.contains('*') => {
                let message =
                    format!("the API accepts `{range}`; set a media type of this range with `Upload::media_type`");
                return Err(Reason::Body(message));
            }
            (None, only) => only,
        };
        let is_multipart = MediaType::parse(sent).is_some_and(|it| it.kind() == "multipart");
        if is_multipart && !has_parameter(sent, "boundary") {
            let message = format!("`{sent}` has no `boundary`; set it with `Upload::media_type`");
            return Err(Reason::Body(message));
        }
        Ok(sent)
    }
}

/// Returns an error if the text is not a media type, or is a range: a body has one media type (RFC 9110, section 8.3).
pub fn one_media_type(text: &str) -> Result<(), Reason> {
    let problem = match MediaType::parse(text) {
        Some(media_type) if !media_type.is_range() => return Ok(()),
        Some(_) => "is a range of media types",
        None => "is not a media type",
    };
    let message = format!("`{text}` {problem}; a body has one media type, such as `image/png`");
    Err(Reason::Body(message))
}

impl Payload for Raw {
    fn put_into(&self, mut request: Request, _: &reqwest::Client) -> Result<Request, Reason> {
        let media_type = self.media_type()?;
        let media_type =
            HeaderValue::try_from(media_type).map_err(|_| Reason::Header { name: "content-type".into() })?;
        request.headers_mut().insert(CONTENT_TYPE, media_type);
        if let Content::Stream { length: Some(length), .. } = self.upload.content {
            request.headers_mut().insert(CONTENT_LENGTH, length.into());
        }
        *request.body_mut() = Some(self.upload.body());
        Ok(request)
    }
}

/// Serializes values as JSON, one per line, or one per record after a separator.
///
/// Source: RFC 7464, section 2.2 (`application/json-seq`); JSON Lines.
pub fn lines<T: Serialize>(items: &[T], are_records: bool) -> Result<Vec<u8>, Reason> {
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

/// Serializes a body as JSON, with uploads as null.
fn json<T: Serialize + ?Sized>(body: &T) -> Result<String, Reason> {
    without_uploads(|| finite::plain(body)).map_err(Reason::Body)
}

fn members_of(json: &str) -> Result<Vec<(String, String)>, Reason> {
    let properties = parameter::properties(json).ok_or_else(|| Reason::Body("it is not an object".to_owned()))?;
    Ok(properties.into_iter().map(|(name, json)| (name, json.get().to_owned())).collect())
}

/// Returns the properties of an object body, as JSON, by name.
pub fn properties<T: Serialize + ?Sized>(body: &T) -> Result<Vec<(String, String)>, Reason> {
    members_of(&json(body)?)
}

/// Serializes a value as text: strings unchanged, bytes as base64.
pub fn plain<T: Serialize + ?Sized>(body: &T) -> Result<String, Reason> {
    json(body).map(|json| parameter::plain(&json).into_owned())
}

/// Serializes a body as `name=value` pairs. `styles` lists properties with a style of their own; the default is text
/// unchanged, one pair for each item of a list, and objects as JSON. Values of properties in `reserved` keep reserved
/// characters.
///
/// Source: OpenAPI 3.0.4, sections 4.7.14.4 (support for `application/x-www-form-urlencoded`) and 4.7.15.
pub fn form<T: Serialize + ?Sized>(
    body: &T,
    styles: &[(Style, bool, &[&str])],
    reserved: &[&str],
) -> Result<String, Reason> {
    let mut pairs = Vec::new();
    let json = json(body)?;
    // A string is a form that the caller has already serialized.
    if json.starts_with('"') {
        return Ok(parameter::plain(&json).into_owned());
    }
    for (name, json) in members_of(&json)? {
        let style = styles.iter().find(|(_, _, names)| names.contains(&name.as_str()));
        match style {
            Some((style, explode, _)) => {
                let is_reserved = reserved.contains(&name.as_str());
                let encode = if is_reserved { percent::reserved_in_form } else { percent::encode };
                pairs.extend(parameter::in_query(&name, &json, *style, *explode, encode));
            }
            None => pairs.extend(parameter::as_usual(&name, &json)),
        }
    }
    Ok(pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&"))
}
