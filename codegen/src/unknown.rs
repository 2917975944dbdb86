//! The setting `unknown-properties`, applied to schemas.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use crate::astray::reason;
use crate::config::{Unknown, UnknownProperties};
use crate::diagnostic::{Code, Diagnostics};
use crate::location::Pointer;
use crate::source::Document;

/// The locations in the settings, and which of them match a schema.
pub(crate) struct Places<'p> {
    document: &'p Document,
    places: Vec<Place>,
    /// The indices of the locations, by pointer.
    by_pointer: HashMap<String, Vec<usize>>,
    found: RefCell<Vec<bool>>,
}

struct Place {
    /// The text in the settings.
    text: String,
    file: String,
    pointer: Pointer,
    unknown: Unknown,
}

impl<'p> Places<'p> {
    pub(crate) fn new(settings: &UnknownProperties, document: &'p Document) -> Self {
        let places: Vec<Place> = settings
            .places()
            .filter_map(|(text, file, pointer, unknown)| {
                let pointer = Pointer::parse(pointer)?;
                Some(Place { text, file: file.to_owned(), pointer, unknown })
            })
            .collect();
        let found = RefCell::new(vec![false; places.len()]);
        let mut by_pointer: HashMap<String, Vec<usize>> = HashMap::new();
        for (number, place) in places.iter().enumerate() {
            by_pointer.entry(place.pointer.as_str().to_owned()).or_default().push(number);
        }
        Self { document, places, by_pointer, found }
    }

    /// Returns whether the object at `pointer` keeps unknown properties.
    pub(crate) fn are_kept(&self, pointer: &Pointer) -> bool {
        if self.places.is_empty() {
            return false;
        }
        let (file, written) = self.document.written_at(pointer);
        let around = |pointer: &Pointer, file: &str| -> Vec<usize> {
            let numbers = pointer.around().filter_map(|place| self.by_pointer.get(place)).flatten();
            numbers.copied().filter(|number| self.places[*number].file == file).collect()
        };
        // A location matches the source file, or the pointer into the bundled document.
        let numbers: BTreeSet<usize> = around(&written, &file).into_iter().chain(around(pointer, "")).collect();
        let mut best: Option<&Place> = None;
        for number in numbers {
            let place = &self.places[number];
            self.found.borrow_mut()[number] = true;
            let weight = |place: &Place| (!place.file.is_empty(), place.pointer.as_str().len());
            if best.is_none_or(|best| weight(best) <= weight(place)) {
                best = Some(place);
            }
        }
        best.is_some_and(|place| place.unknown == Unknown::Keep)
    }

    /// Reports the locations that match no object schema; as warnings for another version of the document.
    pub(crate) fn report(&self, is_forgiving: bool, diagnostics: &mut Diagnostics) {
        let found = self.found.borrow();
        let lost = self.places.iter().zip(found.iter()).filter(|(place, found)| !*found && !place.text.is_empty());
        for (place, _) in lost {
            let (why, help) = reason(self.document, &place.file, &place.pointer, "object schema");
            let message = format!("`unknown-properties` in the settings names `{}`, but {why}", place.text);
            let reported = match is_forgiving {
                true => diagnostics.warning(Code::UnknownSchema, &Pointer::root(), message),
                false => diagnostics.error(Code::UnknownSchema, &Pointer::root(), message),
            };
            reported.help(help).about_setting(["unknown-properties", &place.text]);
        }
    }
}
