//! Where a new repository gets oasmith from.

/// Where the build script and the workflows of a new repository get oasmith from; each pins a version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Generator {
    /// The release on crates.io with the version of this program.
    #[default]
    Registry,
    /// The folder of the crate, relative to the repository, with forward slashes.
    Path(String),
    /// A revision of a git repository.
    Git {
        /// The URL of the repository.
        url: String,
        /// The revision: a commit or a tag.
        rev: String,
    },
}

impl Generator {
    /// Returns the dependency as the value of a key in a `Cargo.toml`.
    pub(super) fn dependency(&self) -> String {
        let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
        let from = match self {
            Self::Registry => format!("version = {}", quoted(env!("CARGO_PKG_VERSION"))),
            Self::Path(path) => format!("path = {}", quoted(path)),
            Self::Git { url, rev } => format!("git = {}, rev = {}", quoted(url), quoted(rev)),
        };
        format!("{{ {from}, default-features = false, features = [\"generator\"] }}")
    }

    /// Returns the value of `run` that installs the command line in a workflow.
    pub(super) fn install(&self) -> String {
        match self {
            Self::Registry => format!("cargo install --locked oasmith@{}", env!("CARGO_PKG_VERSION")),
            // A block has no quoting of its own.
            Self::Path(path) => {
                let line = format!("cargo install --locked --path {}", word(path));
                match path.starts_with("..") {
                    true => format!(
                        "|\n          # This folder is outside of the repository: replace it here by `--git URL --rev REV`, and in Cargo.toml by `git` and `rev`.\n          {line}"
                    ),
                    false => format!("|\n          {line}"),
                }
            }
            Self::Git { url, rev } => {
                format!("|\n          cargo install --locked --git {} --rev {} oasmith", word(url), word(rev))
            }
        }
    }
}

/// Returns text as one word of a shell.
fn word(text: &str) -> String {
    let is_plain = |it: char| it.is_ascii_alphanumeric() || matches!(it, '/' | '.' | '-' | '_' | ':' | '@' | '+');
    match text.chars().all(is_plain) {
        true => text.to_owned(),
        false => format!("'{}'", text.replace('\'', r"'\''")),
    }
}
