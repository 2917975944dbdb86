//! Settings with one of several values.

use serde::Deserialize;

/// How a generated crate has the runtime: the code that sends, retries and decodes, which is the same for all APIs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RuntimeForm {
    /// The crate carries a copy of the source, and depends on no crate of oasmith.
    #[default]
    Copy,
    /// The crate depends on `oasmith-runtime`, so that several clients share one compilation, one `Error` and one `Retry`.
    Crate,
}

/// The types of `date-time` and `date`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Times {
    /// The crate `chrono`: a `date-time` keeps its offset from UTC.
    #[default]
    Chrono,
    /// The crate `time`: a `date-time` keeps its offset from UTC.
    Time,
    /// `jiff`: an instant serializes in UTC.
    Jiff,
    /// `String`: the text is unchanged.
    String,
}

/// The type of numbers with `format: float`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Floats {
    /// `f64`, which keeps all digits of 32 bits and more.
    #[default]
    F64,
    /// `f32`, which loses further digits.
    F32,
}

/// The type of integers without bounds and without a `format` that defines their width.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Integers {
    /// `i64`. Any other integer is a decode error.
    #[default]
    I64,
    /// `u64`, for an API without negative integers.
    U64,
    /// `i128`.
    I128,
    /// `Decimal`, for integers of any size.
    #[serde(alias = "Decimal")]
    Decimal,
}

/// The type of numbers without a `format` that defines their precision, such as `double` and `float`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Numbers {
    /// `f64`, which keeps about 16 digits.
    #[default]
    F64,
    /// `Decimal`, which keeps every digit of a number of any size.
    #[serde(alias = "Decimal")]
    Decimal,
}

/// The type of maps: objects whose property names the document does not list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Maps {
    /// `BTreeMap`, sorted by name.
    #[default]
    BtreeMap,
    /// `HashMap`, in any order; with `runtime = "copy"`.
    HashMap,
    /// `IndexMap` of the crate `indexmap`, in the order of the response; with `runtime = "copy"`.
    IndexMap,
}

impl Maps {
    /// Returns the name of the type.
    pub(crate) fn type_name(self) -> &'static str {
        match self {
            Self::BtreeMap => "BTreeMap",
            Self::HashMap => "HashMap",
            Self::IndexMap => "IndexMap",
        }
    }

    /// Returns the module of the type.
    pub(crate) fn module(self) -> &'static str {
        match self {
            Self::BtreeMap | Self::HashMap => "std::collections",
            Self::IndexMap => "indexmap",
        }
    }
}
