//! Checking of the settings that only a crate, or only a module, can have.

use std::path::Path;

use toml::de::DeTable;

use crate::config::check::{Checker, quoted};
use crate::config::form::names_module;
use crate::location::Url;

/// The settings of a crate alone, with the reason.
const OF_CRATE: [(&str, &str); 7] = [
    ("description", "a module has no `Cargo.toml`"),
    ("group-features", "a module has no features; `features` chooses its optional parts"),
    ("license", "a module has no `Cargo.toml`"),
    ("lints", "a module has no `Cargo.toml`, and the generated code allows all lints"),
    ("package", "a module has no `Cargo.toml`"),
    ("runtime-path", "a module carries a copy of the runtime"),
    ("workspace-member", "a module has no `Cargo.toml`"),
];

/// The settings that are about a single document, with the reason why `documents` excludes them.
const OF_DOCUMENT: [(&str, &str); 2] = [
    ("document", "it names the documents itself"),
    (
        "source",
        "each document has a `url` of its own, as in `{ path = \"a.yaml\", url = \"https://example.com/a.yaml\" }`",
    ),
];

/// The settings of an entry of `documents` about its feature.
const OF_FEATURE: [&str; 2] = ["default", "feature"];

impl Checker<'_> {
    /// Checks that an API has one document, or several.
    pub(super) fn documents(&mut self, api: &DeTable<'_>, at: usize) {
        let Some(documents) = api.get("documents") else {
            if !api.contains_key("document") {
                self.report(
                    at,
                    "`[[api]]` lacks the required `document`; add it, or `documents` for several".to_owned(),
                );
            }
            return;
        };
        for (name, reason) in OF_DOCUMENT {
            if let Some((key, _)) = api.get_key_value(name) {
                self.report(
                    key.span().start,
                    format!("`{name}` and `documents` exclude each other: {reason}; remove one of the two"),
                );
            }
        }
        if documents.get_ref().as_array().is_some_and(|it| it.is_empty()) {
            self.report(documents.span().start, "`documents` is empty; add the paths of the documents".to_owned());
        }
        if api.get("kind").and_then(|it| it.get_ref().as_str()) == Some("module") {
            let tables = documents.get_ref().as_array().into_iter().flatten().filter_map(|it| it.get_ref().as_table());
            let found = tables.flat_map(|it| OF_FEATURE.iter().filter_map(|name| it.get_key_value(*name)));
            for (key, _) in found {
                let name = key.get_ref();
                let message = format!(
                    "`documents.{name}` has no effect with `kind = \"module\"`: a module has no features; remove it"
                );
                self.report(key.span().start, message);
            }
        }
    }

    /// Checks the parts of the generated code.
    pub(super) fn parts(&mut self, api: &DeTable<'_>) {
        let Some(parts) = api.get("parts") else { return };
        let has = |name: &str| {
            let items = parts.get_ref().as_array().into_iter().flatten();
            items.filter_map(|it| it.get_ref().as_str()).any(|it| it == name)
        };
        if !has("types") {
            let message = "`parts` lacks `\"types\"`: a client needs the types; add it";
            self.report(parts.span().start, message.to_owned());
        }
        if has("client") {
            return;
        }
        if let Some(runtime) = api.get("runtime").filter(|it| it.get_ref().as_str() == Some("crate")) {
            let message = "`runtime = \"crate\"` needs `parts` with `\"client\"`: `oasmith-runtime` has HTTP dependencies; remove one \
                           of the two";
            self.report(runtime.span().start, message.to_owned());
        }
    }

    /// Checks for settings that do not belong to the form of the generated code.
    pub(super) fn form(&mut self, api: &DeTable<'_>) {
        let text_of = |key: &str| api.get(key).and_then(|it| it.get_ref().as_str());
        if text_of("kind") != Some("module") {
            if let Some((key, _)) = api.get_key_value("features") {
                let message = "`features` needs `kind = \"module\"`: a crate has all of them as features, which its users choose; \
                               remove one of the two";
                self.report(key.span().start, message.to_owned());
            }
            return;
        }
        for (name, reason) in OF_CRATE {
            if let Some((key, _)) = api.get_key_value(name) {
                let message = format!("`{name}` has no effect with `kind = \"module\"`: {reason}; remove it");
                self.report(key.span().start, message);
            }
        }
        if let Some(value) = api.get("runtime").filter(|_| text_of("runtime") == Some("crate")) {
            let message = "`runtime = \"crate\"` needs `kind = \"crate\"`: the macros of `oasmith-runtime` use features that your \
                           crate does not have; remove one of the two";
            self.report(value.span().start, message.to_owned());
        }
        if let Some(value) = api.get("out") {
            let out = value.get_ref().as_str().unwrap_or_default();
            if !names_module(Path::new(out)) {
                let message = format!(
                    "`out` is `{}`, but the folder of a module must have the name of the module, such as `src/api`",
                    quoted(out)
                );
                self.report(value.span().start, message);
            }
        }
    }

    /// Checks `fetch`, which is about the URLs of the documents.
    pub(super) fn fetch(&mut self, api: &DeTable<'_>) {
        let Some((key, fetch)) = api.get_key_value("fetch") else { return };
        let documents = api.get("documents").and_then(|it| it.get_ref().as_array());
        let of_documents = documents.into_iter().flatten().filter_map(|it| it.get_ref().as_table()?.get("url"));
        let urls: Vec<&str> =
            api.get("source").into_iter().chain(of_documents).filter_map(|it| it.get_ref().as_str()).collect();
        if urls.is_empty() {
            let message = match documents {
                None => {
                    "`fetch` has no effect without `source`; set `source` to the URL of the document, or remove `fetch`"
                }
                Some(_) => {
                    "`fetch` has no effect without a `url` in `documents`; set it for the documents to fetch, or remove `fetch`"
                }
            };
            self.report(key.span().start, message.to_owned());
        }
        let urls: Vec<Url> = urls.into_iter().filter_map(|url| Url::parse(url).ok()).collect();
        let Some((key, _)) = fetch.get_ref().as_table().and_then(|it| it.get_key_value("authorization")) else {
            return;
        };
        if urls.iter().any(|url| !url.is_encrypted() && !url.is_loopback()) {
            let name = if documents.is_some() { "every `url`" } else { "a `source`" };
            let message =
                format!("`fetch.authorization` needs {name} with `https`: `http` sends the credential unencrypted");
            self.report(key.span().start, message);
        }
        if urls.iter().any(|url| !url.is_of_server(&urls[0])) {
            let message = "`fetch.authorization` needs documents of one server: another one must not get the credential; use an \
                           `[[api]]` for the documents of each server";
            self.report(key.span().start, message.to_owned());
        }
    }
}
