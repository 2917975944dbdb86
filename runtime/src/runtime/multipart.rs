//! Multipart bodies, with and without files.
//!
//! Source: RFC 2046, section 5.1 (multipart); RFC 7578 (`multipart/form-data`); RFC 2387 (`multipart/related`); OpenAPI
//! 3.0.4, sections 4.7.14.5 (considerations for `multipart` content) and 4.7.15.

use bytes::Bytes;
use reqwest::Request;
use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};
use serde::Serialize;

use crate::runtime::call::Call;
use crate::runtime::error::Reason;
use crate::runtime::map::Map;
use crate::runtime::media_type::MediaType;
use crate::runtime::parameter::{self, Style};
use crate::runtime::payload::{Payload, one_media_type, properties};
use crate::runtime::pieces::{Piece, length, put};
use crate::runtime::request_builder::RequestBuilder;
use crate::runtime::upload::Upload;

const FORM_DATA: &str = "multipart/form-data";

/// A multipart body. The first error is kept until the call is sent.
#[derive(Debug)]
pub struct Multipart {
    media_type: &'static str,
    parts: Vec<(String, Upload)>,
    media_types: &'static [(&'static str, &'static str)],
    wrong: Option<Reason>,
}

impl Multipart {
    /// Creates one part for each property of `body`: text unchanged, each item of a list in a part of its own, objects
    /// as JSON. `media_types` are the content types that the API declares, by property; one that is JSON puts the whole
    /// property into one part.
    pub fn new<T: Serialize + ?Sized>(body: &T, media_types: &'static [(&'static str, &'static str)]) -> Self {
        Self::joined(body, media_types, &[])
    }

    /// The same, except that all items of a property in `styles` form one part.
    ///
    /// Source: OpenAPI 3.1.1, section 4.8.15.1.2.
    pub fn joined<T: Serialize + ?Sized>(
        body: &T,
        media_types: &'static [(&'static str, &'static str)],
        styles: &[(Style, bool, &[&str])],
    ) -> Self {
        let mut form = Self { media_type: FORM_DATA, parts: Vec::new(), media_types, wrong: None };
        match properties(body) {
            Ok(properties) => properties.into_iter().for_each(|(name, json)| {
                match styles.iter().find(|(_, _, names)| names.contains(&name.as_str())) {
                    None => form.property(name, &json),
                    Some((style, explode, _)) => {
                        // An empty list has no part.
                        let text = parameter::in_header(&json, *style, *explode);
                        let text = text.filter(|_| !parameter::is_empty(&json));
                        text.into_iter().for_each(|text| form.push(name.clone(), text, None));
                    }
                }
            }),
            Err(reason) => form.wrong = Some(reason),
        }
        form
    }

    fn property(&mut self, name: String, json: &str) {
        let media_type = self.media_type(&name);
        if media_type.and_then(MediaType::parse).is_some_and(|it| it.is_json()) {
            if json != "null" {
                self.push(name, json.to_owned(), media_type);
            }
            return;
        }
        for text in parameter::items(json) {
            let is_json = text.starts_with(['{', '[']);
            let text = parameter::plain(text);
            // An object is JSON here, whatever content type the API declares.
            let of_json = media_type.filter(|it| MediaType::parse(it).is_some_and(|it| it.may_hold_json()));
            let media_type = if is_json { of_json.or(Some("application/json")) } else { media_type };
            self.push(name.clone(), text.into_owned(), media_type);
        }
    }

    fn push(&mut self, name: String, text: String, media_type: Option<&str>) {
        let mut part = Upload::text(text);
        part.media_type = media_type.map(str::to_owned);
        self.parts.push((name, part));
    }

    fn media_type(&self, name: &str) -> Option<&'static str> {
        self.media_types.iter().find(|(other, _)| *other == name).map(|(_, media_type)| *media_type)
    }

    /// Adds the files of the property `name`.
    pub fn file(mut self, name: &str, files: &impl Files) -> Self {
        let media_type = self.media_type(name);
        files.each(&mut |file| {
            let mut file = file.clone();
            if !file.is_text {
                file.file_name.get_or_insert_with(|| name.to_owned());
                file.media_type.get_or_insert_with(|| media_type.unwrap_or("application/octet-stream").to_owned());
            } else if file.media_type.is_none() {
                file.media_type = media_type.map(str::to_owned);
            }
            self.parts.push((name.to_owned(), file));
        });
        self
    }

    /// Adds the files of a map, each under its key.
    pub fn files<F: Files>(self, files: &Map<String, F>) -> Self {
        files.iter().fold(self, |form, (name, files)| form.file(name, files))
    }

    /// Changes the media type, and sorts the parts by `order`; the first part is the root.
    pub fn of(mut self, media_type: &'static str, order: &[&str]) -> Self {
        let rank = |name: &str| order.iter().position(|other| *other == name).unwrap_or(order.len());
        self.parts.sort_by_key(|(name, _)| rank(name));
        self.media_type = media_type;
        self
    }

    /// Returns the body with its boundary, and its content type.
    fn written(&self, boundary: &str) -> Result<(Vec<Piece>, String), Reason> {
        let is_form = self.media_type == FORM_DATA;
        let mut pieces = Vec::with_capacity(2 * self.parts.len() + 1);
        let mut root = None;
        let mut before = String::new();
        for (name, upload) in &self.parts {
            let media_type = upload.media_type.as_deref().or((!is_form).then_some("text/plain; charset=utf-8"));
            let head = match (is_form, &upload.file_name) {
                (true, file) => form_disposition(name, file.as_deref()),
                (false, Some(file)) => format!("Content-Disposition: attachment; filename=\"{}\"\r\n", escaped(file)),
                (false, None) => String::new(),
            };
            before.push_str(&format!("--{boundary}\r\n{head}"));
            if let Some(media_type) = media_type {
                one_media_type(media_type)?;
                HeaderValue::from_str(media_type).map_err(|_| Reason::Header { name: "content-type".into() })?;
                before.push_str(&format!("Content-Type: {media_type}\r\n"));
                root.get_or_insert(media_type);
            }
            before.push_str("\r\n");
            pieces.push(Piece::Bytes(Bytes::from(std::mem::take(&mut before))));
            pieces.push(Piece::of(upload));
            before.push_str("\r\n");
        }
        before.push_str(&format!("--{boundary}--\r\n"));
        pieces.push(Piece::Bytes(Bytes::from(before)));
        // "The type parameter must be specified" (RFC 2387, section 3.1).
        let root = root.and_then(MediaType::parse).filter(|_| self.media_type == "multipart/related");
        let root = root.map(|root| format!("; type=\"{root}\"")).unwrap_or_default();
        Ok((pieces, format!("{}; boundary={boundary}{root}", self.media_type)))
    }
}

/// Returns the `Content-Disposition` of a part of a form, escaped as browsers do.
///
/// Source: HTML Living Standard, section 4.10.21.8 (multipart form data).
fn form_disposition(name: &str, file: Option<&str>) -> String {
    let name = escaped(&newlines(name));
    let file = file.map(|file| format!("; filename=\"{}\"", escaped(file))).unwrap_or_default();
    format!("Content-Disposition: form-data; name=\"{name}\"{file}\r\n")
}

/// Normalizes line ends to CR LF.
fn newlines(text: &str) -> String {
    text.replace("\r\n", "\n").replace(['\r', '\n'], "\r\n")
}

fn escaped(text: &str) -> String {
    text.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

/// Returns a random boundary, so that no part contains it.
fn boundary() -> String {
    format!("oasmith-{:016x}{:016x}", fastrand::u64(..), fastrand::u64(..))
}

/// One file, a list of files, or an optional one.
pub trait Files {
    fn each(&self, see: &mut impl FnMut(&Upload));
}

impl Files for Upload {
    fn each(&self, see: &mut impl FnMut(&Upload)) {
        see(self);
    }
}

impl<T: Files> Files for Option<T> {
    fn each(&self, see: &mut impl FnMut(&Upload)) {
        self.iter().for_each(|files| files.each(see));
    }
}

impl<T: Files> Files for Vec<T> {
    fn each(&self, see: &mut impl FnMut(&Upload)) {
        self.iter().for_each(|files| files.each(see));
    }
}

impl Payload for Multipart {
    fn put_into(&self, mut request: Request, _: &reqwest::Client) -> Result<Request, Reason> {
        if let Some(reason) = &self.wrong {
            return Err(reason.clone());
        }
        let (pieces, content_type) = self.written(&boundary())?;
        let content_type =
            HeaderValue::try_from(content_type).map_err(|_| Reason::Header { name: "content-type".into() })?;
        request.headers_mut().insert(CONTENT_TYPE, content_type);
        if let Some(length) = length(&pieces) {
            request.headers_mut().insert(CONTENT_LENGTH, length.into());
        }
        *request.body_mut() = Some(put(pieces)?);
        Ok(request)
    }
}

impl RequestBuilder {
    /// Sets a multipart body.
    pub fn multipart(self, form: Multipart) -> Self {
        self.payload(form)
    }
}

impl<T, E> Call<T, E> {
    #[doc(hidden)]
    pub fn multipart(self, form: Multipart) -> Self {
        self.with(|builder| builder.multipart(form))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(form: &Multipart) -> (String, String) {
        let (pieces, content_type) = form.written("B").unwrap();
        let bytes = pieces.iter().map(|piece| match piece {
            Piece::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            Piece::Stream { .. } => "STREAM".to_owned(),
        });
        (bytes.collect(), content_type)
    }

    #[test]
    fn names_are_escaped_as_browsers_do() {
        let file = Some("a\\b\"\r\n\u{1f600}%22;.txt");
        assert_eq!(
            form_disposition("gr\u{f6}\u{df}e \"x\"\ny\rz", file),
            "Content-Disposition: form-data; name=\"gr\u{f6}\u{df}e %22x%22%0D%0Ay%0D%0Az\"; \
             filename=\"a\\b%22%0D%0A\u{1f600}%22;.txt\"\r\n"
        );
    }

    #[test]
    fn related_parts_have_content_types_and_an_order() {
        let body = Map::from([("meta", serde_json::json!({"a": 1})), ("text", "t".into())]);
        let form = Multipart::new(&body, &[]).file("media", &Upload::from("x").media_type("image/png"));
        let form = form.of("multipart/related", &["meta", "media", "text"]);
        let (body, content_type) = text(&form);
        assert_eq!(content_type, "multipart/related; boundary=B; type=\"application/json\"");
        assert_eq!(
            body,
            "--B\r\nContent-Type: application/json\r\n\r\n{\"a\":1}\r\n\
             --B\r\nContent-Disposition: attachment; filename=\"media\"\r\nContent-Type: image/png\r\n\r\nx\r\n\
             --B\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nt\r\n--B--\r\n"
        );
    }

    #[test]
    fn the_length_is_known_if_that_of_each_stream_is() {
        let stream = |length| Upload::stream(length, || reqwest::Body::from("xy"));
        let none: Map<String, String> = Map::new();
        let of = |upload: &Upload| {
            let (pieces, _) = Multipart::new(&none, &[]).file("f", upload).written("B").unwrap();
            length(&pieces)
        };
        let whole = text(&Multipart::new(&none, &[]).file("f", &Upload::from("xy"))).0;
        assert_eq!(of(&stream(Some(2))), u64::try_from(whole.len()).ok());
        assert_eq!(of(&stream(None)), None);
        assert_eq!(text(&Multipart::new(&none, &[])).0, "--B--\r\n");
    }
}
