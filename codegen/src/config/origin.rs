//! The text of the settings, in which diagnostics locate a setting.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::config::check::{Mistake, placed};

/// The file that settings come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingsFile {
    path: PathBuf,
    text: Arc<str>,
    /// The index of the table `[[api]]`.
    api: usize,
}

impl SettingsFile {
    pub(super) fn new(path: &Path, text: Arc<str>, api: usize) -> Self {
        Self { path: path.to_owned(), text, api }
    }

    /// Returns the path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the path, the line and the column of a setting.
    pub(super) fn location(&self, setting: &str) -> String {
        let offset = self.offset(&[setting.to_owned()]);
        let Mistake { line, column, .. } = placed(&self.text, offset, String::new());
        format!("{}:{line}:{column}", self.path.display())
    }

    /// Returns the byte offset of a setting, or of the innermost enclosing one that the text has. Each step is the key of a
    /// table, or the text or index of an array's item.
    pub(crate) fn offset(&self, setting: &[String]) -> usize {
        let Ok(root) = DeTable::parse(&self.text) else { return 0 };
        let apis = root.get_ref().get("api").and_then(|it| it.get_ref().as_array());
        let Some(mut value) = apis.and_then(|apis| apis.get(self.api)) else { return 0 };
        let mut offset = value.span().start;
        for step in setting {
            let Some((at, inner)) = child(value, step) else { break };
            (offset, value) = (at, inner);
        }
        offset
    }
}

fn child<'v, 't>(value: &'v Spanned<DeValue<'t>>, step: &str) -> Option<(usize, &'v Spanned<DeValue<'t>>)> {
    match value.get_ref() {
        DeValue::Table(table) => {
            let (key, value) = table.iter().find(|(key, _)| is_same(key.get_ref(), step))?;
            Some((key.span().start, value))
        }
        DeValue::Array(items) => {
            let by_text = items.iter().find(|item| item.get_ref().as_str().is_some_and(|text| is_same(text, step)));
            let item = by_text.or_else(|| items.get(step.parse::<usize>().ok()?))?;
            Some((item.span().start, item))
        }
        _ => None,
    }
}

/// Returns whether a key or an item is the step, or another spelling of the same location of a schema.
fn is_same(text: &str, step: &str) -> bool {
    text == step || super::place(text).is_ok_and(|place| super::place(step) == Ok(place))
}
