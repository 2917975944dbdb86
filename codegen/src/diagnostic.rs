//! What is said about a document: data first, text only when it is shown.

mod allow;
mod render;

use std::collections::{HashMap, HashSet};
use std::fmt;

use crate::source::{Document, Pointer};

pub use crate::text::shown;
pub use allow::Allowance;
pub use render::{Placed, Renderer};

/// How much a diagnostic matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is generated.
    Error,
    /// Something is left out, or read in a way worth knowing.
    Warning,
}

/// A section for each code; `docs/diagnostics.md` is the same.
const EXPLANATIONS: &str = include_str!("diagnostic/codes.md");

macro_rules! codes {
    ($($(#[doc = $doc:literal])* $name:ident = $text:literal,)*) => {
        /// The stable name of a kind of diagnostic.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[doc = $doc])* $name,)*
        }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The code as it is shown and written.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                }
            }

            /// What it is, in a sentence or two.
            pub fn about(self) -> &'static str {
                match self {
                    $(Self::$name => concat!($($doc),*).trim_ascii(),)*
                }
            }

            /// What it means, what to do, and an example with what is said of it; in Markdown.
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
    /// The text has characters that are not allowed; a reading was chosen.
    LaxText = "lax-text",
    /// A file can't be read.
    Unreadable = "unreadable",
    /// The document is larger or more deeply nested than is read.
    TooLarge = "too-large",
    /// A map has the same key twice; the last one counts.
    DuplicateKey = "duplicate-key",
    /// An overlay is not what its specification says, or one of its actions does not fit the document.
    InvalidOverlay = "invalid-overlay",
    /// An action of an overlay matches nothing in the document.
    UnmatchedAction = "unmatched-action",
    /// An action of an overlay changes nothing, as the document says it already.
    IdleAction = "idle-action",
    /// The document is not OpenAPI.
    NotOpenapi = "not-openapi",
    /// The document's version of OpenAPI is not read.
    UnsupportedVersion = "unsupported-version",
    /// An object of the document is not what the specification says.
    InvalidObject = "invalid-object",
    /// An object lacks something that the specification asks for; a reading was chosen.
    LaxObject = "lax-object",
    /// An example, a default or one of the listed values is not of the schema's type.
    WrongValue = "wrong-value",
    /// A format that neither the specification nor its registry knows; the values are what the type says.
    UnknownFormat = "unknown-format",
    /// A `pattern` is no regular expression of ECMA 262, or one that no engine matches; values are not checked against it.
    UncheckedPattern = "unchecked-pattern",
    /// A `$ref` leads nowhere.
    UnresolvedReference = "unresolved-reference",
    /// `$ref`s lead back to themselves.
    CircularReference = "circular-reference",
    /// A schema that is not modelled yet; its values are free-form JSON.
    UnsupportedSchema = "unsupported-schema",
    /// The parts of an `allOf` do not fit together; its values are free-form JSON.
    ConflictingParts = "conflicting-parts",
    /// A parameter that can't be sent: it is left out where it is optional, and otherwise its operation.
    UnsupportedParameter = "unsupported-parameter",
    /// A security scheme that is not supported; the caller has to send the credential.
    UnsupportedSecurity = "unsupported-security",
    /// The style of a parameter has no form for what its schema allows; the value is JSON text.
    UnsupportedStyle = "unsupported-style",
    /// A part of the document that is not used for generating.
    Unused = "unused",
    /// A path and its parameters do not fit together; what the path has is taken.
    PathMismatch = "path-mismatch",
    /// The settings name an operation for the front page, and there is none of that name.
    UnknownExample = "unknown-example",
    /// The settings name an operation that there is not.
    UnknownOperation = "unknown-operation",
    /// The settings name a schema that there is not, or one of another kind.
    UnknownSchema = "unknown-schema",
    /// The settings allow a kind of diagnostic, and there is none.
    UnusedAllowance = "unused-allowance",
    /// The settings say of an operation's pages what does not fit it.
    UnknownPages = "unknown-pages",
    /// Two operations have the same `operationId`; one is named otherwise.
    DuplicateOperationId = "duplicate-operation-id",
    /// An operation has no `operationId`; it is named after its method and path.
    MissingOperationId = "missing-operation-id",
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Something said about one place of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// How much it matters.
    pub severity: Severity,
    /// Its kind.
    pub code: Code,
    /// The number of the file that it is about, among the document's; `None` where it is about what they give together.
    pub file: Option<usize>,
    /// The place, as a JSON Pointer.
    pub pointer: Pointer,
    /// The place as a byte offset, where the document can't be read and has no pointers.
    pub offset: Option<usize>,
    /// What is the matter, and what it means for the generated code.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

/// Collects diagnostics, in any order.
#[derive(Debug, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Says that nothing can be generated.
    pub fn error(&mut self, code: Code, pointer: &Pointer, message: impl Into<String>) -> &mut Diagnostic {
        self.push(Severity::Error, code, pointer, message.into())
    }

    /// Says that something is left out, or read in a way worth knowing.
    pub fn warning(&mut self, code: Code, pointer: &Pointer, message: impl Into<String>) -> &mut Diagnostic {
        self.push(Severity::Warning, code, pointer, message.into())
    }

    fn push(&mut self, severity: Severity, code: Code, pointer: &Pointer, message: String) -> &mut Diagnostic {
        let at = self.list.len();
        self.list.push(Diagnostic {
            severity,
            code,
            file: None,
            pointer: pointer.clone(),
            offset: None,
            message,
            help: None,
        });
        &mut self.list[at]
    }

    /// Adds all of `others`.
    pub fn append(&mut self, mut others: Self) {
        self.list.append(&mut others.list);
    }

    /// Adds all of `others`, which are about the file of this number.
    pub fn append_of(&mut self, file: usize, others: Self) {
        self.list.extend(others.list.into_iter().map(|diagnostic| Diagnostic { file: Some(file), ..diagnostic }));
    }

    /// Keeps the places that the tree of `document` has now, before values move in it.
    pub(crate) fn pin(&mut self, document: &Document) {
        for diagnostic in self.list.iter_mut().filter(|diagnostic| diagnostic.file.is_none()) {
            let (file, pointer) = document.origin(&diagnostic.pointer);
            (diagnostic.file, diagnostic.pointer) = (Some(file), pointer);
        }
    }

    /// Makes what is more severe no more than this.
    pub fn soften(&mut self, severity: Severity) {
        self.list.iter_mut().for_each(|diagnostic| diagnostic.severity = diagnostic.severity.max(severity));
    }

    /// Makes what is said with this code a warning.
    pub fn forgive(&mut self, code: Code) {
        for diagnostic in self.list.iter_mut().filter(|diagnostic| diagnostic.code == code) {
            diagnostic.severity = Severity::Warning;
        }
    }

    /// Whether nothing can be generated.
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// The same for a document, where several places of its tree may be one of its file: a referenced object is a copy for each
    /// reference.
    pub(crate) fn sorted_in(self, document: &Document) -> Vec<Diagnostic> {
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

    /// All of them, errors first, then by place; each once.
    pub fn sorted(mut self) -> Vec<Diagnostic> {
        self.list.sort_by(|a, b| {
            let key = |it: &Diagnostic| (it.severity, it.file.unwrap_or_default());
            (key(a), &a.pointer, a.code, &a.message).cmp(&(key(b), &b.pointer, b.code, &b.message))
        });
        self.list.dedup();
        self.list
    }
}

impl Diagnostic {
    /// Adds what to do about it.
    pub fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help = Some(help.into());
        self
    }

    /// Gives the place as a byte offset.
    pub fn at_offset(&mut self, offset: usize) -> &mut Self {
        self.offset = Some(offset);
        self
    }
}
