//! Errors of settings.

use std::path::{Path, PathBuf};

use crate::config::check::Mistake;

/// An error in the settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    pub(super) path: PathBuf,
    pub(super) message: String,
    pub(super) mistakes: Vec<Mistake>,
    pub(super) is_missing: bool,
}

impl ConfigError {
    pub(super) fn of(path: &Path, message: String) -> Self {
        Self { path: path.to_owned(), message, mistakes: Vec::new(), is_missing: false }
    }

    /// Returns whether the file does not exist.
    pub fn is_missing(&self) -> bool {
        self.is_missing
    }
}

impl std::fmt::Display for ConfigError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let path = self.path.display();
        if self.mistakes.is_empty() {
            return write!(f, "{path}: {}", self.message.trim_end());
        }
        for (index, Mistake { line, column, message }) in self.mistakes.iter().enumerate() {
            let end = if index > 0 { "\n" } else { "" };
            write!(f, "{end}{path}:{line}:{column}: {message}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigError {}
