//! The settings that `lower` needs.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use crate::astray::reason;
use crate::config::{ApiConfig, Integers, Numbers, WithoutOffset};
use crate::diagnostic::{Code, Diagnostics};
use crate::ir::{Integer, Number, Type};
use crate::location::Pointer;
use crate::lower::Choices;
use crate::source::{Bounds, Document};

impl ApiConfig {
    /// Returns the bounds on the document.
    pub(crate) fn bounds(&self) -> Bounds {
        let (limits, usual) = (&self.bounds, Bounds::default());
        let count = |set: Option<u64>, usual| set.and_then(|it| usize::try_from(it).ok()).unwrap_or(usual);
        Bounds {
            bytes: limits.bytes.unwrap_or(usual.bytes),
            depth: count(limits.depth, usual.depth),
            values_per_byte: count(limits.values_per_byte, usual.values_per_byte),
            files: count(limits.files, usual.files),
        }
    }
}

/// Returns the choices of the settings; [`Offsets`] implements `is_utc`, [`Places`](crate::unknown::Places)
/// `keeps_unknown`.
pub(crate) fn choices<'c>(
    config: &ApiConfig,
    is_utc: &'c dyn Fn(&Pointer) -> bool,
    keeps_unknown: &'c dyn Fn(&Pointer) -> bool,
) -> Choices<'c> {
    let integer = match config.integers {
        Integers::I64 => Type::Integer(Integer::I64),
        Integers::U64 => Type::Integer(Integer::U64),
        Integers::I128 => Type::Integer(Integer::I128),
        Integers::Decimal => Type::Decimal,
    };
    let number = match config.numbers {
        Numbers::F64 => Type::Number(Number::F64),
        Numbers::Decimal => Type::Decimal,
    };
    Choices { integer, number, is_utc, keeps_unknown, ..Choices::default() }
}

/// The setting `date-times-without-offset`, and which of its pointers match a schema.
pub(crate) struct Offsets<'a> {
    setting: &'a WithoutOffset,
    document: &'a Document,
    /// The pointers of the setting, by their part within a file.
    pointers: HashMap<String, Vec<(String, &'a str)>>,
    matched: RefCell<BTreeSet<&'a str>>,
}

impl<'a> Offsets<'a> {
    pub(crate) fn new(setting: &'a WithoutOffset, document: &'a Document) -> Self {
        let mut pointers: HashMap<String, Vec<(String, &str)>> = HashMap::new();
        if let WithoutOffset::UtcAt(all) = setting {
            for named in all {
                let Some((of, pointer)) = located(named) else { continue };
                pointers.entry(pointer.as_str().to_owned()).or_default().push((of, named));
            }
        }
        Self { setting, document, pointers, matched: RefCell::default() }
    }

    /// Returns whether the schema at `place` reads values without an offset as UTC.
    pub(crate) fn are_utc(&self, place: &Pointer) -> bool {
        match self.setting {
            WithoutOffset::Error => return false,
            WithoutOffset::Utc => return true,
            WithoutOffset::UtcAt(_) => {}
        }
        let (file, place) = self.document.written_at(place);
        let around = place.around().filter_map(|place| self.pointers.get(place)).flatten();
        let found: Vec<&str> =
            around.filter(|(of, _)| of.is_empty() || *of == file).map(|(_, pointer)| *pointer).collect();
        self.matched.borrow_mut().extend(&found);
        !found.is_empty()
    }

    /// Reports the pointers that match no schema.
    pub(crate) fn report(&self, is_forgiving: bool, diagnostics: &mut Diagnostics) {
        let WithoutOffset::UtcAt(pointers) = self.setting else { return };
        let matched = self.matched.borrow();
        for pointer in pointers.iter().filter(|pointer| !matched.contains(pointer.as_str())) {
            let (file, named) = located(pointer).unwrap_or_default();
            let (why, help) = reason(self.document, &file, &named, "schema with a `date-time`");
            let message = format!("`date-times-without-offset` in the settings names `{pointer}`, but {why}");
            let place = Pointer::root();
            let reported = match is_forgiving {
                true => diagnostics.warning(Code::UnknownSchema, &place, message),
                false => diagnostics.error(Code::UnknownSchema, &place, message),
            };
            reported.help(help).about_setting(["date-times-without-offset", pointer]);
        }
    }
}

/// Parses a location in the settings to its file and pointer.
fn located(place: &str) -> Option<(String, Pointer)> {
    let (file, pointer) = crate::config::place(place).ok()?;
    Some((file, Pointer::parse(&pointer)?))
}
