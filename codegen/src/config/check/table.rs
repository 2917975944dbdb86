//! The tables of settings, with the allowed values of each.

use crate::config::Feature;

/// The allowed values of a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Is {
    Text,
    Path,
    Url,
    Flag,
    Count,
    Positive,
    Texts,
    Paths,
    TextTable,
    PathTable,
    OneOf(&'static [&'static str]),
    SomeOf(&'static [&'static str]),
    Offsets,
    Unknown,
    Pages,
    Page,
    RustPath,
    Attributes,
    Types,
    Dependencies,
    Lints,
    Table(&'static Table),
    Tables(&'static Table),
    Documents,
    Document,
    Apis(&'static Table),
}

impl Is {
    /// Returns the allowed values of the items of a list.
    pub(super) fn of_items(self) -> Self {
        match self {
            Self::Paths => Self::Path,
            Self::SomeOf(values) => Self::OneOf(values),
            Self::Documents => Self::Document,
            _ => Self::Text,
        }
    }

    /// Describes the allowed values.
    pub(super) fn allowed(self) -> String {
        let text = match self {
            Self::Text => "a string",
            Self::Path => "a path as a string",
            Self::Url => "a URL as a string, such as `\"https://example.com/openapi.yaml\"`",
            Self::Flag => "`true` or `false`",
            Self::Count => "a non-negative integer",
            Self::Positive => "an integer above zero",
            Self::Texts => "a list of strings",
            Self::Paths => "a list of paths as strings",
            Self::TextTable => "a table of strings",
            Self::PathTable => "a table of paths as strings",
            Self::OneOf(values) => return super::listed(values, "or", "`\"", "\"`"),
            Self::SomeOf(values) => {
                return format!("a list with any of {}", super::listed(values, "and", "`\"", "\"`"));
            }
            Self::Offsets => {
                "`\"error\"`, `\"utc\"`, or a list of JSON Pointers such as `[\"/components/schemas/Log\"]`"
            }
            Self::Unknown => {
                "`\"drop\"`, `\"keep\"`, or a table of these by JSON Pointer such as `{ \"/components/schemas/Pet\" = \"keep\" }`"
            }
            Self::Pages => "a table of operations, such as `listPets = { parameter = \"page\", first = 1 }`",
            Self::Page => "a table such as `{ parameter = \"page\", first = 1 }`, or `false`",
            Self::RustPath => "a path of Rust as a string, such as `\"rust_decimal::Decimal\"`",
            Self::Attributes => "a list of attributes as strings, such as `[\"schemars(deny_unknown_fields)\"]`",
            Self::Types => "a table of types, such as `Money = { type = \"rust_decimal::Decimal\" }`",
            Self::Dependencies => "a table of dependencies, such as `rust_decimal = \"1\"`",
            Self::Documents => {
                "a list of paths and patterns as strings, or of tables such as `{ path = \"a.yaml\", module = \"a\" }`"
            }
            Self::Document => {
                "a path or a pattern as a string, or a table such as `{ path = \"a.yaml\", module = \"a\" }`"
            }
            Self::Lints => "a table of lints, such as `rust = { missing_docs = \"warn\" }`",
            Self::Table(table) => return format!("a table, {}", table.name),
            Self::Tables(table) | Self::Apis(table) => return format!("a list of tables, {}", table.name),
        };
        text.to_owned()
    }
}

/// A table of settings.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Table {
    /// Its name in messages.
    pub(super) name: &'static str,
    pub(super) settings: &'static [(&'static str, Is)],
    /// The required settings.
    pub(super) required: &'static [&'static str],
}

pub(super) const UNKNOWN: [&str; 2] = ["drop", "keep"];
pub(super) const OFFSETS: [&str; 2] = ["error", "utc"];

pub(super) static ROOT: Table = Table { name: "`oasmith.toml`", settings: &[("api", Is::Apis(&API))], required: &[] };

static API: Table = Table {
    name: "`[[api]]`",
    settings: &[
        ("document", Is::Path),
        ("documents", Is::Documents),
        ("source", Is::Url),
        ("fetch", Is::Table(&FETCH)),
        ("overlays", Is::Paths),
        ("reference-folders", Is::Paths),
        ("reference-copies", Is::PathTable),
        ("out", Is::Path),
        ("kind", Is::OneOf(&["crate", "module"])),
        ("layout", Is::OneOf(&["directory", "file"])),
        ("features", Is::SomeOf(&Feature::NAMES)),
        ("parts", Is::SomeOf(&["client", "types"])),
        ("name", Is::Text),
        ("version", Is::Text),
        ("license", Is::Text),
        ("description", Is::Text),
        ("example", Is::Text),
        ("operations", Is::TextTable),
        ("bounds", Is::Table(&BOUNDS)),
        ("allow", Is::Tables(&ALLOW)),
        ("strict", Is::Flag),
        ("only", Is::Table(&ONLY)),
        ("pages", Is::Pages),
        ("idempotency-header", Is::Text),
        ("times", Is::OneOf(&["chrono", "time", "jiff", "string"])),
        ("floats", Is::OneOf(&["f64", "f32"])),
        ("integers", Is::OneOf(&["i64", "u64", "i128", "decimal"])),
        ("numbers", Is::OneOf(&["f64", "decimal"])),
        ("date-times-without-offset", Is::Offsets),
        ("unknown-properties", Is::Unknown),
        ("types", Is::Types),
        ("x-rust-type", Is::Dependencies),
        ("newtypes", Is::Texts),
        ("derives", Is::Tables(&DERIVES)),
        ("rename", Is::Table(&RENAME)),
        ("keep", Is::Table(&KEEP)),
        ("maps", Is::OneOf(&["btree-map", "hash-map", "index-map"])),
        ("package", Is::Table(&PACKAGE)),
        ("dependencies", Is::Dependencies),
        ("lints", Is::Lints),
        ("group-features", Is::Flag),
        ("runtime", Is::OneOf(&["copy", "crate"])),
        ("runtime-path", Is::Text),
        ("workspace-member", Is::Flag),
    ],
    required: &["out", "name"],
};

/// An entry of `documents`.
pub(super) static DOCUMENT: Table = Table {
    name: "a table of `documents`",
    settings: &[
        ("path", Is::Path),
        ("module", Is::Text),
        ("feature", Is::Text),
        ("default", Is::Flag),
        ("overlays", Is::Paths),
        ("url", Is::Url),
    ],
    required: &["path"],
};

static FETCH: Table = Table {
    name: "`[api.fetch]`",
    settings: &[
        ("authorization", Is::Text),
        ("redirect-hosts", Is::Texts),
        ("references", Is::Flag),
        ("timeout", Is::Positive),
    ],
    required: &[],
};

static BOUNDS: Table = Table {
    name: "`[api.bounds]`",
    settings: &[("bytes", Is::Count), ("depth", Is::Count), ("values-per-byte", Is::Count), ("files", Is::Count)],
    required: &[],
};

static ALLOW: Table = Table {
    name: "`[[api.allow]]`",
    settings: &[("code", Is::Text), ("pointer", Is::Text), ("reason", Is::Text)],
    required: &["code"],
};

static ONLY: Table = Table {
    name: "`[api.only]`",
    settings: &[("tags", Is::Texts), ("paths", Is::Texts), ("operations", Is::Texts)],
    required: &[],
};

pub(super) static PAGES: Table = Table {
    name: "a table of `[api.pages]`",
    settings: &[
        ("parameter", Is::Text),
        ("next", Is::Text),
        ("last", Is::Text),
        ("more", Is::Text),
        ("first", Is::Count),
        ("offset", Is::Flag),
        ("items", Is::Text),
    ],
    required: &["parameter"],
};

pub(super) static TYPE: Table = Table {
    name: "a table of `[api.types]`",
    settings: &[("type", Is::RustPath), ("crate", Is::Dependencies)],
    required: &["type"],
};

static DERIVES: Table = Table {
    name: "`[[api.derives]]`",
    settings: &[
        ("derive", Is::RustPath),
        ("types", Is::Texts),
        ("attributes", Is::Attributes),
        ("serde-names", Is::Flag),
        ("crate", Is::Dependencies),
        ("feature", Is::Text),
    ],
    required: &["derive"],
};

static RENAME: Table = Table {
    name: "`[api.rename]`",
    settings: &[
        ("types", Is::TextTable),
        ("fields", Is::TextTable),
        ("variants", Is::TextTable),
        ("groups", Is::TextTable),
    ],
    required: &[],
};

static KEEP: Table =
    Table { name: "`[api.keep]`", settings: &[("types", Is::TextTable), ("operations", Is::TextTable)], required: &[] };

static PACKAGE: Table = Table {
    name: "`[api.package]`",
    settings: &[
        ("authors", Is::Texts),
        ("repository", Is::Text),
        ("homepage", Is::Text),
        ("documentation", Is::Text),
        ("keywords", Is::Texts),
        ("categories", Is::Texts),
        ("readme", Is::Text),
        ("publish", Is::Flag),
    ],
    required: &[],
};

/// The settings of a dependency that are not of the crate alone.
pub(super) static DEPENDENCY: Table = Table {
    name: "a dependency",
    settings: &[
        ("version", Is::Text),
        ("path", Is::Text),
        ("git", Is::Text),
        ("branch", Is::Text),
        ("tag", Is::Text),
        ("rev", Is::Text),
        ("registry", Is::Text),
        ("package", Is::Text),
        ("features", Is::Texts),
        ("default-features", Is::Flag),
    ],
    required: &[],
};
