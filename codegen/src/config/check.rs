//! Checking of settings: each mistake has its location, the invalid value and the allowed ones.

mod crates;
mod form;
mod outs;
mod table;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::location::Url;
use crate::text::{is_token, nearest};
use table::{Is, ROOT, Table};

/// The maximum number of reported mistakes.
const MAX_MISTAKES: usize = 20;

/// The maximum length of a quoted value, in characters.
const MAX_QUOTED: usize = 60;

/// A mistake with its location.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mistake {
    /// The line, from 1.
    pub(super) line: usize,
    /// The character in that line, from 1.
    pub(super) column: usize,
    pub(super) message: String,
}

/// Returns the mistakes in the text of an `oasmith.toml`, in order.
pub(super) fn check(text: &str) -> Vec<Mistake> {
    // `Config::read` reports TOML syntax errors.
    let Ok(root) = DeTable::parse(text) else { return Vec::new() };
    let mut checker = Checker { text, found: Vec::new() };
    checker.table(root.get_ref(), 0, &ROOT, "");
    for api in root.get_ref().get("api").and_then(|it| it.get_ref().as_array()).into_iter().flatten() {
        let at = api.span().start;
        if let DeValue::Table(api) = api.get_ref() {
            checker.documents(api, at);
            checker.parts(api);
            checker.names(api);
            checker.contradiction(api);
            checker.form(api);
            checker.crates(api);
        }
    }
    if let Some(apis) = root.get_ref().get("api").and_then(|it| it.get_ref().as_array()) {
        checker.outs(apis);
    }
    let mut found = checker.found;
    found.sort_by_key(|(at, _)| *at);
    found.truncate(MAX_MISTAKES);
    found.into_iter().map(|(at, message)| placed(text, at, message)).collect()
}

/// Returns a mistake at a byte offset of the text.
pub(super) fn placed(text: &str, at: usize, message: String) -> Mistake {
    let before = text.get(..at).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    Mistake { line, column, message }
}

struct Checker<'t> {
    text: &'t str,
    found: Vec<(usize, String)>,
}

impl Checker<'_> {
    /// Checks a table at the byte offset `at`; messages prefix the names of its settings with `prefix`.
    fn table(&mut self, table: &DeTable<'_>, at: usize, known: &Table, prefix: &str) {
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            match known.settings.iter().find(|(known, _)| *known == name) {
                Some((_, is)) => self.value(value, *is, &format!("{prefix}{name}")),
                None => {
                    let names: Vec<&str> = known.settings.iter().map(|(name, _)| *name).collect();
                    let help = match nearest(name, &names) {
                        Some(nearest) => format!("did you mean `{nearest}`?"),
                        None => format!("the known settings are {}", listed(&names, "and", "`", "`")),
                    };
                    let name = quoted(name);
                    self.report(key.span().start, format!("{} has no setting `{name}`; {help}", known.name));
                }
            }
        }
        for required in known.required.iter().filter(|required| !table.contains_key(**required)) {
            self.report(at, format!("{} lacks the required `{required}`; add it", known.name));
        }
    }

    fn value(&mut self, value: &Spanned<DeValue<'_>>, is: Is, name: &str) {
        let at = value.span().start;
        match (is, value.get_ref()) {
            (Is::Text | Is::Path, DeValue::String(_)) | (Is::Flag, DeValue::Boolean(_)) => {}
            (Is::Count | Is::Positive, DeValue::Integer(number))
                if count_of(&number.to_string()).is_some_and(|it| it > 0 || is == Is::Count) => {}
            (Is::Url, DeValue::String(url)) => self.url(url, at, name),
            (Is::Texts | Is::Paths | Is::SomeOf(_), DeValue::Array(items)) => {
                let is = is.of_items();
                items.iter().for_each(|item| self.value(item, is, &format!("{name}` has an item, which")));
            }
            (Is::TextTable | Is::PathTable, DeValue::Table(table)) => {
                let is = if is == Is::TextTable { Is::Text } else { Is::Path };
                table.iter().for_each(|(key, it)| self.value(it, is, &format!("{name}.{}", quoted(key.get_ref()))));
            }
            (Is::OneOf(values), DeValue::String(text)) => self.one_of(text, values, at, name),
            (Is::Unknown, DeValue::String(text)) => self.one_of(text, &table::UNKNOWN, at, name),
            (Is::Unknown, DeValue::Table(table)) => {
                for (key, value) in table {
                    if let Err(problem) = super::place(key.get_ref()) {
                        self.report(key.span().start, format!("`{name}` names `{}`: {problem}", quoted(key.get_ref())));
                    }
                    self.value(value, Is::OneOf(&table::UNKNOWN), &format!("{name}.{}", quoted(key.get_ref())));
                }
            }
            (Is::Offsets, DeValue::String(text)) if table::OFFSETS.contains(&text.as_ref()) => {}
            (Is::Offsets, DeValue::Array(items)) => {
                for item in items {
                    self.value(item, Is::Text, &format!("{name}` has an item, which"));
                    if let DeValue::String(text) = item.get_ref()
                        && let Err(problem) = super::place(text)
                    {
                        self.report(item.span().start, format!("`{name}` names `{}`: {problem}", quoted(text)));
                    }
                }
            }
            (Is::Table(known), DeValue::Table(table)) => self.table(table, at, known, &format!("{name}.")),
            (Is::Apis(known) | Is::Tables(known), DeValue::Array(items)) => {
                let prefix = if matches!(is, Is::Apis(_)) { String::new() } else { format!("{name}.") };
                for item in items {
                    match item.get_ref() {
                        DeValue::Table(table) => self.table(table, item.span().start, known, &prefix),
                        _ => self.wrong(item, is, name),
                    }
                }
            }
            (Is::RustPath, DeValue::String(text)) => {
                if let Err(problem) = super::RustPath::parse(text) {
                    self.report(at, format!("`{name}`: {problem}"));
                }
            }
            (Is::Attributes, DeValue::Array(items)) => {
                for item in items {
                    self.value(item, Is::Text, &format!("{name}` has an item, which"));
                    if let Some(problem) = item.get_ref().as_str().and_then(super::rust_path::attribute_problem) {
                        self.report(item.span().start, format!("`{name}`: {problem}"));
                    }
                }
            }
            (Is::Types, DeValue::Table(types)) => self.types(types, name),
            (Is::Dependencies, DeValue::Table(crates)) => self.dependencies(crates, name),
            (Is::Documents, DeValue::Array(items)) => items.iter().for_each(|item| self.document(item, name)),
            (Is::Lints, DeValue::Table(tools)) => {
                for (key, tool) in tools.iter().filter(|(_, it)| !matches!(it.get_ref(), DeValue::Table(_))) {
                    self.wrong(tool, Is::Lints, &format!("{name}.{}", quoted(key.get_ref())));
                }
            }
            (Is::Pages, DeValue::Table(pages)) => {
                for (key, value) in pages {
                    let name = format!("{name}.{}", quoted(key.get_ref()));
                    match value.get_ref() {
                        DeValue::Boolean(false) => {}
                        DeValue::Table(it) => self.table(it, value.span().start, &table::PAGES, &format!("{name}.")),
                        _ => self.wrong(value, Is::Page, &name),
                    }
                }
            }
            _ => self.wrong(value, is, name),
        }
    }

    /// Checks an entry of `documents`.
    fn document(&mut self, item: &Spanned<DeValue<'_>>, name: &str) {
        match item.get_ref() {
            DeValue::String(_) => {}
            DeValue::Table(it) => self.table(it, item.span().start, &table::DOCUMENT, "documents."),
            _ => self.wrong(item, Is::Documents.of_items(), &format!("{name}` has an item, which")),
        }
    }

    fn url(&mut self, url: &str, at: usize, name: &str) {
        if let Err(problem) = Url::parse(url) {
            self.report(at, format!("`{name}` {problem}"));
        }
    }

    fn one_of(&mut self, text: &str, values: &[&str], at: usize, name: &str) {
        // `Decimal` is an older spelling.
        if values.contains(&text) || (text == "Decimal" && values.contains(&"decimal")) {
            return;
        }
        let help = nearest(text, values).map(|nearest| format!("; did you mean `\"{nearest}\"`?")).unwrap_or_default();
        let values = listed(values, "or", "`\"", "\"`");
        let tick = closing_tick(name);
        self.report(at, format!("`{name}{tick} is the string `\"{}\"`, but must be {values}{help}", quoted(text)));
    }

    fn wrong(&mut self, value: &Spanned<DeValue<'_>>, is: Is, name: &str) {
        let found = self.found(value);
        let tick = closing_tick(name);
        self.report(value.span().start, format!("`{name}{tick} is {found}, but must be {}", is.allowed()));
    }

    /// Describes a value as the text has it.
    fn found(&self, value: &Spanned<DeValue<'_>>) -> String {
        let text = quoted(self.text.get(value.span()).unwrap_or_default());
        match value.get_ref() {
            DeValue::String(_) => format!("the string `{text}`"),
            DeValue::Integer(_) => format!("the integer `{text}`"),
            DeValue::Float(_) => format!("the float `{text}`"),
            DeValue::Boolean(_) => format!("the boolean `{text}`"),
            DeValue::Datetime(_) => format!("the date `{text}`"),
            DeValue::Array(_) => "a list".to_owned(),
            DeValue::Table(_) => "a table".to_owned(),
        }
    }

    /// Checks names that Cargo or HTTP would reject.
    fn names(&mut self, api: &DeTable<'_>) {
        type Rule = (&'static str, fn(&str) -> bool, &'static str);
        let rules: [Rule; 3] = [
            (
                "name",
                super::is_package_name,
                "a valid package name: letters, digits, `-` and `_`, starting with a letter, and not a keyword of Rust",
            ),
            ("version", |text| semver::Version::parse(text).is_ok(), "a version such as `0.1.0`"),
            ("idempotency-header", is_token, "the name of a header, such as `Idempotency-Key`"),
        ];
        for (key, is_valid, allowed) in rules {
            if let Some(value) = api.get(key).filter(|it| it.get_ref().as_str().is_some_and(|text| !is_valid(text))) {
                let found = self.found(value);
                self.report(value.span().start, format!("`{key}` is {found}, but must be {allowed}"));
            }
        }
    }

    /// Checks for a setting that has no effect because of another one.
    fn contradiction(&mut self, api: &DeTable<'_>) {
        let text_of = |key: &str| api.get(key).and_then(|it| it.get_ref().as_str());
        let is_crate = text_of("runtime") == Some("crate");
        if let Some((key, _)) = api.get_key_value("maps").filter(|_| is_crate && text_of("maps") != Some("btree-map")) {
            let message =
                "`maps` needs `runtime = \"copy\"`: the crate `oasmith-runtime` has `BTreeMap`; remove one of the two";
            self.report(key.span().start, message.to_owned());
        }
        self.fetch(api);
        let is_text = api.get("times").and_then(|it| it.get_ref().as_str()) == Some("string");
        if let Some((key, _)) = api.get_key_value("date-times-without-offset").filter(|_| is_text) {
            let message = "`date-times-without-offset` has no effect, because with `times = \"string\"` each `date-time` \
                           is a string; remove one of the two";
            self.report(key.span().start, message.to_owned());
        }
    }

    fn report(&mut self, at: usize, message: String) {
        self.found.push((at, message));
    }
}

/// Returns the backtick that closes a name: the name of an item already has it.
fn closing_tick(name: &str) -> &'static str {
    if name.contains('`') { "" } else { "`" }
}

/// Returns the number of an integer that is not negative.
fn count_of(number: &str) -> Option<i64> {
    let number = number.replace('_', "");
    let digits = [("0x", 16), ("0o", 8), ("0b", 2)];
    let of_radix = digits.iter().find_map(|(start, radix)| Some((number.strip_prefix(start)?, *radix)));
    let (digits, radix) = of_radix.unwrap_or((number.trim_start_matches('+'), 10));
    // TOML integers are signed 64-bit integers.
    i64::from_str_radix(digits, radix).ok().filter(|number| *number >= 0)
}

/// Returns text on one line, cut to `MAX_QUOTED` characters.
fn quoted(text: &str) -> String {
    let line = crate::text::one_line(text);
    match line.char_indices().nth(MAX_QUOTED) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// Returns a list such as `a`, `b` or `c`.
fn listed(names: &[&str], word: &str, before: &str, after: &str) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("{before}{name}{after}")).collect();
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} {word} {last}", others.join(", ")),
        None => String::new(),
    }
}
