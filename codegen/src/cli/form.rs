//! The options for the form of the generated code.

use std::path::Path;

use clap::ValueEnum;

use crate::config::{ApiConfig, Feature, Kind, Layout, Part};

/// The options for the form of the generated code.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct Form {
    /// Generate a crate, or a module for a crate of yours
    #[arg(long, value_name = "KIND", requires = "spec")]
    kind: Option<KindName>,
    /// Generate a file for each module, or one file
    #[arg(long, value_name = "LAYOUT", requires = "spec")]
    layout: Option<LayoutName>,
    /// Optional parts of a module, separated by commas, such as `testing,validate`; by default `rustls`
    #[arg(long, value_name = "FEATURES", requires = "kind", value_delimiter = ',', value_parser = feature)]
    features: Option<Vec<Feature>>,
    /// Parts of the code, separated by commas: `types`, or `types,client`, which is the default
    #[arg(long, value_name = "PARTS", requires = "spec", value_delimiter = ',')]
    parts: Option<Vec<PartName>>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum KindName {
    /// A crate with a `Cargo.toml`
    Crate,
    /// A module for a crate of yours
    Module,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum LayoutName {
    /// A file for each module
    Directory,
    /// One file
    File,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum PartName {
    /// The types of requests and responses
    Types,
    /// The client with its operations
    Client,
}

fn feature(name: &str) -> Result<Feature, String> {
    let found = Feature::ALL.into_iter().find(|it| it.name() == name);
    found.ok_or_else(|| format!("the features are {}", Feature::ALL.map(Feature::name).join(", ")))
}

impl Form {
    /// Returns the settings in this form.
    pub(super) fn of(&self, api: ApiConfig) -> Result<ApiConfig, String> {
        let kind = match self.kind {
            Some(KindName::Module) => Kind::Module,
            Some(KindName::Crate) | None => Kind::Crate,
        };
        let layout = match self.layout {
            Some(LayoutName::File) => Layout::File,
            Some(LayoutName::Directory) | None => Layout::Directory,
        };
        if kind == Kind::Crate && self.features.is_some() {
            return Err("`--features` needs `--kind module`: a crate has all of them as features".to_owned());
        }
        if self.parts.as_ref().is_some_and(|parts| !parts.contains(&PartName::Types)) {
            return Err("`--parts` lacks `types`: a client needs the types".to_owned());
        }
        let part = |it: &PartName| match it {
            PartName::Types => Part::Types,
            PartName::Client => Part::Client,
        };
        let parts = self.parts.as_ref().map(|parts| parts.iter().map(part).collect());
        let api = ApiConfig { kind, layout, features: self.features.clone(), parts, ..api };
        match kind == Kind::Module && !api.names_module() {
            true => {
                Err(format!("`--out {}` does not end with the name of a module, such as `src/api`", shown(&api.out)))
            }
            false => Ok(api),
        }
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
