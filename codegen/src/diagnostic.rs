//! Diagnostics about a document, as data; `render` turns them into text.

mod allow;
mod render;

use std::collections::{HashMap, HashSet};
use std::fmt;

use crate::location::{Locate, Pointer};

pub use crate::text::shown;
pub use allow::Allowance;
pub use render::{Placed, Renderer};

/// The severity of a diagnostic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// oasmith generates nothing.
    Error,
    /// oasmith ignored or assumed something, and generated the rest.
    Warning,
}

/// One section for each code; `docs/diagnostics.md` has the same text.
const EXPLANATIONS: &str = include_str!("diagnostic/codes.md");

macro_rules! codes {
    ($($(#[doc = $doc:literal])* $name:ident = $text:literal,)*) => {
        /// The stable code of a diagnostic.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[doc = $doc])* $name,)*
        }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// Returns the code as text, such as `unresolved-reference`.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                }
            }

            /// Returns the meaning of the code in one sentence.
            pub fn about(self) -> &'static str {
                match self {
                    $(Self::$name => concat!($($doc),*).trim_ascii(),)*
                }
            }

            /// Returns the full explanation with an example, in Markdown.
            pub fn explanation(self) -> &'static str {
                let mut sections = EXPLANATIONS.split("\n## ").skip(1);
                sections.find(|section| section.lines().next() == Some(self.as_str())).unwrap_or_default()
            }
        }
    };
}

codes! {
    /// The text is neither JSON nor YAML.
    Syntax = "syntax",
    /// The text contains characters that its format does not allow; oasmith reads them as spaces.
    LaxText = "lax-text",
    /// oasmith can't read a file.
    Unreadable = "unreadable",
    /// The document exceeds a bound on size or nesting.
    TooLarge = "too-large",
    /// An object has the same key twice; oasmith uses the last one.
    DuplicateKey = "duplicate-key",
    /// An overlay violates the Overlay Specification, or one of its actions does not fit the document.
    InvalidOverlay = "invalid-overlay",
    /// The target of an overlay action matches nothing in the document.
    UnmatchedAction = "unmatched-action",
    /// An overlay action changes nothing, because the document already has that content.
    IdleAction = "idle-action",
    /// The document is not an OpenAPI document.
    NotOpenapi = "not-openapi",
    /// oasmith does not support the document's version of OpenAPI.
    UnsupportedVersion = "unsupported-version",
    /// An object of the document violates the specification, and oasmith ignores it.
    InvalidObject = "invalid-object",
    /// An object violates the specification in a way that oasmith can repair.
    LaxObject = "lax-object",
    /// An `example`, a `default` or a value of `enum` is not of the schema's type.
    WrongValue = "wrong-value",
    /// Neither the specification nor the OpenAPI format registry defines the `format`; oasmith ignores it.
    UnknownFormat = "unknown-format",
    /// A `pattern` is not a valid ECMA 262 regular expression, or costs too much to match; `validate` ignores it.
    UncheckedPattern = "unchecked-pattern",
    /// A `$ref` does not resolve.
    UnresolvedReference = "unresolved-reference",
    /// A chain of `$ref`s ends where it began.
    CircularReference = "circular-reference",
    /// oasmith does not support the schema; its type is `serde_json::Value`.
    UnsupportedSchema = "unsupported-schema",
    /// The parts of an `allOf` contradict each other; its type is `serde_json::Value`.
    ConflictingParts = "conflicting-parts",
    /// A client can't send the parameter; oasmith leaves it out if it is optional, and otherwise leaves out its operation.
    UnsupportedParameter = "unsupported-parameter",
    /// oasmith does not support the security scheme; the client sends no credential for it.
    UnsupportedSecurity = "unsupported-security",
    /// The `style` of a parameter can't serialize the parameter's schema; the client sends the value as JSON text.
    UnsupportedStyle = "unsupported-style",
    /// oasmith does not use this part of the document.
    Unused = "unused",
    /// A path template and its parameters do not match; oasmith follows the path.
    PathMismatch = "path-mismatch",
    /// `example` in the settings names an operation that does not exist.
    UnknownExample = "unknown-example",
    /// The settings name an operation that does not exist.
    UnknownOperation = "unknown-operation",
    /// The settings name a schema that does not exist or does not fit the setting.
    UnknownSchema = "unknown-schema",
    /// The settings choose a name that another item has, or that Rust does not allow.
    TakenName = "taken-name",
    /// `keep` in the settings names an item that does not exist, or an old name that is not free.
    KeptName = "kept-name",
    /// An object schema without properties has gained some; its type stays the map of the existing crate.
    KeptMap = "kept-map",
    /// A union of strings has gained a variant of another type; its type stays the enum of the existing crate.
    KeptEnum = "kept-enum",
    /// A schema with a discriminator has gained its first child; its type stays the struct of the existing crate.
    KeptStruct = "kept-struct",
    /// A response without a body has gained one; the method decodes it without a body, as in the existing crate.
    KeptResponse = "kept-response",
    /// `allow` in the settings names a diagnostic that oasmith does not report.
    UnusedAllowance = "unused-allowance",
    /// `pages` in the settings does not fit the operation.
    UnknownPages = "unknown-pages",
    /// Two operations have the same `operationId`; oasmith gives one of them another name.
    DuplicateOperationId = "duplicate-operation-id",
    /// An operation has no `operationId`; oasmith names it after its method and path.
    MissingOperationId = "missing-operation-id",
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A problem at one location of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its severity.
    pub severity: Severity,
    /// Its code.
    pub code: Code,
    /// The index of its file among the document's files; `None` if `pointer` is into the bundled tree.
    pub file: Option<usize>,
    /// The location as a JSON Pointer.
    pub pointer: Pointer,
    /// The location as a byte offset, for text that can't be parsed and so has no pointers.
    pub offset: Option<usize>,
    /// The setting that it is about, as a path of keys in `[[api]]`.
    pub setting: Option<Vec<String>>,
    /// The problem, and how oasmith dealt with it.
    pub message: String,
    /// Advice on how to mend it.
    pub help: Option<String>,
}

/// A collection of diagnostics, in any order.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Adds an error: oasmith generates nothing.
    pub fn error(&mut self, code: Code, pointer: &Pointer, message: impl Into<String>) -> Unhelped<'_> {
        self.push(Severity::Error, code, pointer, message.into())
    }

    /// Adds a warning: oasmith ignored or assumed something.
    pub fn warning(&mut self, code: Code, pointer: &Pointer, message: impl Into<String>) -> Unhelped<'_> {
        self.push(Severity::Warning, code, pointer, message.into())
    }

    fn push(&mut self, severity: Severity, code: Code, pointer: &Pointer, message: String) -> Unhelped<'_> {
        let at = self.list.len();
        self.list.push(Diagnostic {
            severity,
            code,
            file: None,
            pointer: pointer.clone(),
            offset: None,
            setting: None,
            message,
            help: None,
        });
        Unhelped(&mut self.list[at])
    }

    /// Adds all of `others`.
    pub fn append(&mut self, mut others: Self) {
        self.list.append(&mut others.list);
    }

    /// Adds all of `others`, which are about the file with the index `file`.
    pub fn append_of(&mut self, file: usize, others: Self) {
        self.list.extend(others.list.into_iter().map(|diagnostic| Diagnostic { file: Some(file), ..diagnostic }));
    }

    /// Replaces each pointer into the tree by the pointer into the source file, before the tree changes.
    pub(crate) fn pin(&mut self, document: &dyn Locate) {
        for diagnostic in self.list.iter_mut().filter(|diagnostic| diagnostic.file.is_none()) {
            let (file, pointer) = document.origin(&diagnostic.pointer);
            (diagnostic.file, diagnostic.pointer) = (Some(file), pointer);
        }
    }

    /// Lowers the severity of all diagnostics to at most `severity`.
    pub fn soften(&mut self, severity: Severity) {
        self.list.iter_mut().for_each(|diagnostic| diagnostic.severity = diagnostic.severity.max(severity));
    }

    /// Makes warnings of the diagnostics with this code.
    pub fn forgive(&mut self, code: Code) {
        for diagnostic in self.list.iter_mut().filter(|diagnostic| diagnostic.code == code) {
            diagnostic.severity = Severity::Warning;
        }
    }

    /// Moves the diagnostics about settings into a file of the settings, which `add_file` adds to the document if there are any.
    /// `offset` returns the byte offset of a setting.
    pub(crate) fn locate_settings(&mut self, add_file: impl FnOnce() -> usize, offset: impl Fn(&[String]) -> usize) {
        let mut about_settings = self.list.iter_mut().filter_map(|it| Some((it.setting.clone()?, it))).peekable();
        if about_settings.peek().is_none() {
            return;
        }
        let file = add_file();
        for (setting, diagnostic) in about_settings {
            diagnostic.file = Some(file);
            diagnostic.pointer = Pointer::root();
            diagnostic.offset = Some(offset(&setting));
        }
    }

    /// Makes the diagnostics that the file with the index `file` is unreadable about the setting that names the file.
    pub(crate) fn blame_setting(&mut self, file: usize, setting: [&str; 2]) {
        for diagnostic in self.list.iter_mut().filter(|it| it.code == Code::Unreadable && it.file == Some(file)) {
            diagnostic.about_setting(setting);
        }
    }

    /// Returns whether there is an error.
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Returns `self.sorted()` with one diagnostic for each location of a file. The bundled tree has a copy of a referenced
    /// object for each reference, so several of its pointers may be one location.
    pub(crate) fn sorted_in(self, document: &dyn Locate) -> Vec<Diagnostic> {
        let sorted = self.sorted();
        let mut counts: HashMap<(Code, &str), usize> = HashMap::new();
        for it in &sorted {
            *counts.entry((it.code, &it.message)).or_default() += 1;
        }
        let is_repeated: Vec<bool> = sorted.iter().map(|it| counts[&(it.code, it.message.as_str())] > 1).collect();
        let repeated = sorted.iter().zip(&is_repeated).filter(|(_, is_repeated)| **is_repeated);
        let pointers: Vec<_> = repeated.map(|(it, _)| (it.file, &it.pointer)).collect();
        let mut places = document.places(&pointers).into_iter();
        let mut seen = HashSet::new();
        let kept = sorted.iter().zip(is_repeated).map(|(it, is_repeated)| {
            let place = places.by_ref().take(usize::from(is_repeated)).next();
            place.is_none_or(|place| seen.insert((it.code, &it.message, place.file.name.clone(), place.pointer)))
        });
        let kept: Vec<bool> = kept.collect();
        sorted.into_iter().zip(kept).filter_map(|(it, is_kept)| is_kept.then_some(it)).collect()
    }

    /// Returns the diagnostics without duplicates, errors first, then by location.
    pub fn sorted(mut self) -> Vec<Diagnostic> {
        self.list.sort_by(|a, b| {
            let key = |it: &Diagnostic| (it.severity, it.file.unwrap_or_default());
            (key(a), &a.pointer, a.code, &a.message).cmp(&(key(b), &b.pointer, b.code, &b.message))
        });
        self.list.dedup();
        self.list
    }
}

/// A diagnostic that lacks its advice.
#[derive(Debug)]
#[must_use = "a diagnostic has advice: call `help`"]
pub struct Unhelped<'d>(&'d mut Diagnostic);

impl<'d> Unhelped<'d> {
    /// Adds the advice on how to mend the problem.
    pub fn help(self, help: impl Into<String>) -> &'d mut Diagnostic {
        self.0.help = Some(help.into());
        self.0
    }

    /// As [`Diagnostic::about_setting`].
    pub fn about_setting<'s>(self, setting: impl IntoIterator<Item = &'s str>) -> Self {
        self.0.about_setting(setting);
        self
    }

    /// As [`Diagnostic::at_offset`].
    pub fn at_offset(self, offset: usize) -> Self {
        self.0.at_offset(offset);
        self
    }
}

impl Diagnostic {
    /// Sets the setting that the diagnostic is about, as a path of keys in `[[api]]`.
    pub fn about_setting<'s>(&mut self, setting: impl IntoIterator<Item = &'s str>) -> &mut Self {
        self.setting = Some(setting.into_iter().map(str::to_owned).collect());
        self
    }

    /// Sets the location as a byte offset.
    pub fn at_offset(&mut self, offset: usize) -> &mut Self {
        self.offset = Some(offset);
        self
    }
}
