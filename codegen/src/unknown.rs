//! Which objects keep properties that the document does not describe, as the settings say by places.

use std::cell::RefCell;

use crate::astray::reason;
use crate::config::{Unknown, UnknownProperties};
use crate::diagnostic::{Code, Diagnostics};
use crate::source::{Document, Pointer};

/// The places that the settings name, and which of them have been found.
pub(crate) struct Places<'p> {
    document: &'p Document,
    places: Vec<Place>,
    found: RefCell<Vec<bool>>,
}

struct Place {
    /// As it is written.
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
        Self { document, places, found }
    }

    /// Whether the object at `pointer` keeps them. A place is known by where it was written, and by where it is read.
    pub(crate) fn are_kept(&self, pointer: &Pointer) -> bool {
        if self.places.is_empty() {
            return false;
        }
        let (file, written) = self.document.written_at(pointer);
        let mut best: Option<&Place> = None;
        for (place, found) in self.places.iter().zip(self.found.borrow_mut().iter_mut()) {
            let is_whole = place.file.is_empty() && place.pointer == Pointer::root();
            let is_written = place.file == file && written.is_within(&place.pointer);
            let is_read = place.file.is_empty() && pointer.is_within(&place.pointer);
            if !(is_whole || is_written || is_read) {
                continue;
            }
            *found = true;
            let weight = |place: &Place| (!place.file.is_empty(), place.pointer.as_str().len());
            if best.is_none_or(|best| weight(best) <= weight(place)) {
                best = Some(place);
            }
        }
        best.is_some_and(|place| place.unknown == Unknown::Keep)
    }

    /// Reports the places where no object was found: nothing would be kept that the settings want kept. Another version
    /// of a document need not have them.
    pub(crate) fn report(&self, is_forgiving: bool, diagnostics: &mut Diagnostics) {
        let found = self.found.borrow();
        let lost = self.places.iter().zip(found.iter()).filter(|(place, found)| !*found && !place.text.is_empty());
        for (place, _) in lost {
            let (why, help) = reason(self.document, &place.file, &place.pointer, "object schema");
            let message = format!("`unknown-properties` in the settings names `{}`, and {why}", place.text);
            let reported = match is_forgiving {
                true => diagnostics.warning(Code::UnknownSchema, &Pointer::root(), message),
                false => diagnostics.error(Code::UnknownSchema, &Pointer::root(), message),
            };
            reported.help(help);
        }
    }
}
