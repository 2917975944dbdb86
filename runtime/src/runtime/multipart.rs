//! Forms in parts, some of them files.
//!
//! Source: RFC 7578; OpenAPI 3.0.4, sections 4.7.14.5 (considerations for `multipart` content) and 4.7.15.

use reqwest::header::HeaderValue;
use reqwest::multipart::{Form, Part};
use reqwest::{Request, RequestBuilder};
use serde::Serialize;

use crate::runtime::draft::Draft;
use crate::runtime::error::Reason;
use crate::runtime::parameter::{self, Style};
use crate::runtime::payload::{Payload, members};
use crate::runtime::upload::{Content, Upload};

/// A form in parts. The first thing wrong with it is kept until it is sent.
#[derive(Debug)]
pub struct Multipart {
    parts: Vec<(String, Upload)>,
    media_types: &'static [(&'static str, &'static str)],
    wrong: Option<Reason>,
}

impl Multipart {
    /// The members of `body`: text as it is, each item of a list in a part of its own, objects as JSON. `media_types`
    /// are those that the API gives to parts, by name; one of JSON takes the member whole.
    pub(crate) fn new<T: Serialize + ?Sized>(body: &T, media_types: &'static [(&'static str, &'static str)]) -> Self {
        Self::joined(body, media_types, &[])
    }

    /// The same, but for the members that `styles` names: all items of each are one part.
    ///
    /// Source: OpenAPI 3.1.1, section 4.8.15.1.2.
    pub(crate) fn joined<T: Serialize + ?Sized>(
        body: &T,
        media_types: &'static [(&'static str, &'static str)],
        styles: &[(Style, bool, &[&str])],
    ) -> Self {
        let mut form = Self { parts: Vec::new(), media_types, wrong: None };
        match members(body) {
            Ok(members) => members.into_iter().for_each(|(name, json)| {
                match styles.iter().find(|(_, _, names)| names.contains(&name.as_str())) {
                    None => form.member(name, &json),
                    Some((style, explode, _)) => {
                        // Where there is nothing to join there is no part.
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

    fn member(&mut self, name: String, json: &str) {
        let media_type = self.media_type(&name);
        if media_type.is_some_and(|it| it.ends_with("json")) {
            if json != "null" {
                self.push(name, json.to_owned(), media_type);
            }
            return;
        }
        for text in parameter::items(json) {
            let is_json = text.starts_with(['{', '[']);
            let text = parameter::plain(text);
            self.push(name.clone(), text.into_owned(), media_type.or(is_json.then_some("application/json")));
        }
    }

    fn push(&mut self, name: String, text: String, media_type: Option<&str>) {
        let mut part = Upload::from(text);
        part.media_type = media_type.map(str::to_owned);
        self.parts.push((name, part));
    }

    fn media_type(&self, name: &str) -> Option<&'static str> {
        self.media_types.iter().find(|(other, _)| *other == name).map(|(_, media_type)| *media_type)
    }

    /// The files of the member `name`.
    pub(crate) fn file(mut self, name: &'static str, files: &impl Files) -> Self {
        let media_type = self.media_type(name).unwrap_or("application/octet-stream");
        files.each(&mut |file| {
            let mut file = file.clone();
            file.file_name.get_or_insert_with(|| name.to_owned());
            file.media_type.get_or_insert_with(|| media_type.to_owned());
            self.parts.push((name.to_owned(), file));
        });
        self
    }

    fn form(&self) -> Result<Form, Reason> {
        self.parts.iter().try_fold(Form::new(), |form, (name, upload)| Ok(form.part(name.clone(), part(upload)?)))
    }
}

/// A file, several, or perhaps none.
pub(crate) trait Files {
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

fn part(upload: &Upload) -> Result<Part, Reason> {
    // A browser makes a file of all that is not given to it as text.
    #[cfg(target_arch = "wasm32")]
    if let Upload { content: Content::Bytes(bytes), file_name: None, media_type: None } = upload
        && let Ok(text) = str::from_utf8(bytes)
    {
        return Ok(Part::text(text.to_owned()));
    }
    let mut part = match &upload.content {
        #[cfg(not(target_arch = "wasm32"))]
        Content::Stream { length: Some(length), .. } => Part::stream_with_length(upload.body(), *length),
        _ => Part::stream(upload.body()),
    };
    if let Some(name) = &upload.file_name {
        part = part.file_name(name.clone());
    }
    match &upload.media_type {
        Some(media_type) if HeaderValue::from_str(media_type).is_ok() => {
            part.mime_str(media_type).map_err(|_| Reason::Header { name: "content-type" })
        }
        Some(_) => Err(Reason::Header { name: "content-type" }),
        None => Ok(part),
    }
}

impl Payload for Multipart {
    fn put_into(&self, request: Request, http: &reqwest::Client) -> Result<Request, Reason> {
        if let Some(reason) = &self.wrong {
            return Err(reason.clone());
        }
        let request = RequestBuilder::from_parts(http.clone(), request).multipart(self.form()?);
        request.build().map_err(|error| Reason::Body(error.to_string()))
    }
}

impl Draft<'_> {
    /// A body in parts.
    pub(crate) fn multipart(self, form: Multipart) -> Self {
        self.payload(form)
    }
}
