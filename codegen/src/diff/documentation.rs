//! Changes of documentation: the texts before and after, beside the message.

use serde::Serialize;

use crate::diff::{Class, Differ, Rule, Subject};
use crate::ir::Docs;

/// A text of an item's documentation that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TextEdit {
    /// The keyword: `title`, `description` or `example`.
    pub keyword: &'static str,
    /// The text before; `None` if there was none.
    pub old: Option<String>,
    /// The text after; `None` if there is none.
    pub new: Option<String>,
}

/// Returns the edit of a text, if it changed.
fn edit(keyword: &'static str, old: Option<&String>, new: Option<&String>) -> Option<TextEdit> {
    (old != new).then(|| TextEdit { keyword, old: old.cloned(), new: new.cloned() })
}

impl Differ<'_> {
    /// Reports a changed description.
    pub(super) fn described(&mut self, rule: Rule, of: &Subject, message: &str, texts: [&Option<String>; 2]) {
        let [old, new] = texts;
        self.edited(rule, of, message, edit("description", old.as_ref(), new.as_ref()).into_iter().collect());
    }

    /// Reports changed documentation.
    pub(super) fn documented(&mut self, rule: Rule, of: &Subject, old: &Docs, new: &Docs) {
        let edits = [
            edit("title", old.title.as_ref(), new.title.as_ref()),
            edit("description", old.description.as_ref(), new.description.as_ref()),
            edit("example", old.example.as_ref(), new.example.as_ref()),
        ];
        self.edited(rule, of, "the documentation changed", edits.into_iter().flatten().collect());
    }

    fn edited(&mut self, rule: Rule, of: &Subject, message: &str, edits: Vec<TextEdit>) {
        if edits.is_empty() {
            return;
        }
        self.add(rule, Class::Documentation, of, message);
        self.found.last_mut().into_iter().for_each(|it| it.documentation.clone_from(&edits));
    }
}
