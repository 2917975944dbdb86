//! The options for the form of the generated code.

use std::path::Path;

use clap::ValueEnum;

use crate::config::{ApiConfig, Feature, Kind, Layout};

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
        let api = ApiConfig { kind, layout, features: self.features.clone(), ..api };
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
