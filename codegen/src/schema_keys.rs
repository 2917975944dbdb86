//! Keys of settings that name schemas: the name of a component schema, or a JSON Pointer.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use crate::astray::{named_reason, reason};
use crate::diagnostic::{Code, Diagnostics, Unhelped};
use crate::location::Pointer;
use crate::source::Document;
use crate::text::one_line;

/// The keys of a setting, and which of them match a schema.
pub(crate) struct SchemaKeys<'a> {
    document: &'a Document,
    keys: Vec<&'a str>,
    by_name: HashMap<&'a str, usize>,
    /// The files and the indices of keys, by pointer.
    by_pointer: HashMap<String, Vec<(String, usize)>>,
    found: RefCell<BTreeSet<usize>>,
}

impl<'a> SchemaKeys<'a> {
    pub(crate) fn new(keys: impl IntoIterator<Item = &'a String>, document: &'a Document) -> Self {
        let keys: Vec<&str> = keys.into_iter().map(String::as_str).collect();
        let mut by_name = HashMap::new();
        let mut by_pointer: HashMap<String, Vec<(String, usize)>> = HashMap::new();
        for (index, key) in keys.iter().enumerate() {
            match located(key) {
                Some((file, pointer)) => {
                    by_pointer.entry(pointer.as_str().to_owned()).or_default().push((file, index));
                }
                None => drop(by_name.insert(*key, index)),
            }
        }
        Self { document, keys, by_name, by_pointer, found: RefCell::default() }
    }

    /// Returns the index of the key that names the schema at `pointer`, which may be the component `name`.
    pub(crate) fn find(&self, name: Option<&str>, pointer: &Pointer) -> Option<usize> {
        if self.keys.is_empty() {
            return None;
        }
        let by_name = name.and_then(|name| self.by_name.get(name).copied());
        let by_pointer = self.by_pointer(pointer);
        let mut all = self.found.borrow_mut();
        // Both kinds of key may name the schema, and a list may name it twice.
        let is_found =
            |index: &usize| [by_pointer, by_name].into_iter().flatten().any(|it| self.keys[it] == self.keys[*index]);
        if by_pointer.or(by_name).is_some() {
            all.extend((0..self.keys.len()).filter(is_found));
        }
        by_pointer.or(by_name)
    }

    fn by_pointer(&self, pointer: &Pointer) -> Option<usize> {
        if self.by_pointer.is_empty() {
            return None;
        }
        let (file, written) = self.document.written_at(pointer);
        let at = |pointer: &Pointer, file: &str| {
            let keys = self.by_pointer.get(pointer.as_str())?;
            keys.iter().find(|(of, _)| of == file).map(|(_, index)| *index)
        };
        // A pointer applies to the source file, or to the bundled document.
        at(&written, &file).or_else(|| at(pointer, ""))
    }

    /// Reports the keys of `setting` that match no `expected` schema; as warnings for another version of the document.
    pub(crate) fn report(&self, setting: &[&str], expected: &str, is_forgiving: bool, diagnostics: &mut Diagnostics) {
        let found = self.found.borrow();
        for (_, key) in self.keys.iter().enumerate().filter(|(index, _)| !found.contains(index)) {
            let (why, help) = match located(key) {
                Some((file, pointer)) => reason(self.document, &file, &pointer, expected),
                None => named_reason(self.document, key, expected),
            };
            let path = [setting, &[*key]].concat();
            unmatched(&path, &why, is_forgiving, diagnostics).help(help);
        }
    }
}

/// Parses a key that is the location of a schema.
fn located(key: &str) -> Option<(String, Pointer)> {
    if !key.contains(['/', '#']) {
        return None;
    }
    let (file, pointer) = crate::config::place(key).ok()?;
    Some((file, Pointer::parse(&pointer)?))
}

/// Reports that the last step of a setting matches nothing.
pub(crate) fn unmatched<'d>(
    setting: &[&str],
    why: &str,
    is_forgiving: bool,
    diagnostics: &'d mut Diagnostics,
) -> Unhelped<'d> {
    let (name, key) = (setting.first().copied().unwrap_or_default(), setting.last().copied().unwrap_or_default());
    let message = format!("`{name}` in the settings names `{}`, but {why}", one_line(key));
    let reported = match is_forgiving {
        true => diagnostics.warning(Code::UnknownSchema, &Pointer::root(), message),
        false => diagnostics.error(Code::UnknownSchema, &Pointer::root(), message),
    };
    reported.about_setting(setting.iter().copied())
}
