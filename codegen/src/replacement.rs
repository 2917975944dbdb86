//! The settings `types`, `x-rust-type` and `newtypes`, applied to schemas.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use crate::config::{ApiConfig, Dependency, ExternalTypes, RustPath};
use crate::diagnostic::{Code, Diagnostics};
use crate::location::Pointer;
use crate::lower::Subject;
use crate::schema_keys::{SchemaKeys, unmatched};
use crate::source::Document;
use crate::text::{nearest, one_line};

/// The external types of the settings, and what they matched.
pub(crate) struct Replacements<'a> {
    settings: &'a ExternalTypes,
    /// The crates that the document may name.
    allowed: &'a BTreeMap<String, Dependency>,
    keys: SchemaKeys<'a>,
    paths: Vec<Arc<str>>,
    newtypes: SchemaKeys<'a>,
    /// The formats of the document.
    formats: RefCell<BTreeSet<String>>,
    /// The values of `x-rust-type` that are not used, and why.
    refused: RefCell<BTreeMap<Pointer, (String, &'static str)>>,
}

impl<'a> Replacements<'a> {
    pub(crate) fn new(config: &'a ApiConfig, document: &'a Document) -> Self {
        Self {
            settings: &config.types,
            allowed: &config.x_rust_type,
            keys: SchemaKeys::new(config.types.schemas.keys(), document),
            paths: config.types.schemas.values().map(|ty| ty.text()).collect(),
            newtypes: SchemaKeys::new(&config.newtypes, document),
            formats: RefCell::default(),
            refused: RefCell::default(),
        }
    }

    /// Returns the path of the type that replaces the type of a schema.
    pub(crate) fn external(&self, subject: &Subject<'_>) -> Option<Arc<str>> {
        if let Some(index) = self.keys.find(subject.component, subject.pointer) {
            return self.paths.get(index).cloned();
        }
        if let Some(named) = subject.rust_type.filter(|_| !self.allowed.is_empty()) {
            match self.named(named) {
                Ok(path) => return Some(path),
                Err(problem) => drop(self.refused.borrow_mut().insert(subject.pointer.clone(), problem)),
            }
        }
        let format = subject.format.filter(|_| !self.settings.formats.is_empty())?;
        if let Some(ty) = self.settings.formats.get(format) {
            self.formats.borrow_mut().insert(format.to_owned());
            return Some(ty.text());
        }
        self.formats.borrow_mut().insert(format.to_owned());
        None
    }

    /// Returns whether a schema becomes a newtype.
    pub(crate) fn is_newtype(&self, component: Option<&str>, pointer: &Pointer) -> bool {
        self.newtypes.find(component, pointer).is_some()
    }

    /// Returns the type that `x-rust-type` names: `{ crate: oxnet, path: oxnet::IpNet }`, or the path alone.
    ///
    /// The text comes from the document, so only a plain path within an allowed crate is used.
    fn named(&self, value: &Value) -> Result<Arc<str>, (String, &'static str)> {
        let path = value.as_str().or_else(|| value.get("path")?.as_str());
        let help = "name a type as `{ crate: NAME, path: NAME::Type }`";
        let Some(path) = path else { return Err(("`x-rust-type` has no `path`".to_owned(), help)) };
        let is_plain = |segment: &str| segment.chars().all(|it| it.is_ascii_alphanumeric() || it == '_');
        let segments: Vec<&str> = path.split("::").collect();
        let parsed =
            RustPath::parse(path).ok().filter(|_| segments.len() > 1 && segments.iter().all(|it| is_plain(it)));
        let Some(parsed) = parsed else {
            return Err((format!("`x-rust-type` names `{}`, which is not a plain path", one_line(path)), help));
        };
        if value.get("parameters").and_then(Value::as_array).is_some_and(|it| !it.is_empty()) {
            return Err((
                "oasmith does not support `parameters` of `x-rust-type`".to_owned(),
                "set the type in `types`",
            ));
        }
        let package = segments.first().copied().unwrap_or_default();
        if !self.allowed.keys().any(|name| name.replace('-', "_") == package) {
            let problem =
                format!("`x-rust-type` names the crate `{}`, which the settings do not allow", one_line(package));
            return Err((problem, "add the crate to `x-rust-type` in the settings"));
        }
        Ok(parsed.as_str().into())
    }

    /// Reports what matched nothing.
    pub(crate) fn report(&self, is_forgiving: bool, diagnostics: &mut Diagnostics) {
        self.keys.report(&["types"], "schema with a type of its own", is_forgiving, diagnostics);
        self.newtypes.report(&["newtypes"], "string, integer or number", is_forgiving, diagnostics);
        let formats = self.formats.borrow();
        for format in self.settings.formats.keys().filter(|it| !formats.contains(*it)) {
            let known: Vec<&str> = formats.iter().map(String::as_str).collect();
            let help = match nearest(format, &known) {
                Some(nearest) => format!("did you mean `{}`?", one_line(nearest)),
                None => "use a `format` of the document, or remove the setting".to_owned(),
            };
            let why = "no schema of the document has this `format` without `enum`";
            unmatched(&["types", "format", format], why, is_forgiving, diagnostics).help(help);
        }
        for (pointer, (problem, help)) in self.refused.borrow().iter() {
            let message = format!("{problem}; oasmith ignores it");
            diagnostics.warning(Code::UnsupportedSchema, &pointer.join("x-rust-type"), message).help(*help);
        }
    }
}
