//! What is known of a document and accepted: it is not said again.

use std::collections::HashMap;

use crate::diagnostic::{Code, Diagnostics, Severity};
use crate::source::{Document, Pointer};
use crate::text::nearest;

/// A kind of diagnostic that is accepted, in the whole document or at a place and all within it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// The stable name of the kind.
    pub code: String,
    /// The place, as it is shown.
    pub pointer: Option<String>,
}

impl Diagnostics {
    /// Takes out the warnings that are allowed; an allowance that there is nothing for is told.
    pub fn allow(&mut self, allowances: &[Allowance], document: &Document) {
        let mut used = vec![false; allowances.len()];
        let mut by_place: HashMap<(&str, &str), Vec<usize>> = HashMap::new();
        for (number, allowance) in allowances.iter().enumerate() {
            let pointer = allowance.pointer.as_deref().unwrap_or_default().trim_start_matches('#');
            by_place.entry((&allowance.code, pointer)).or_default().push(number);
        }
        let needs_places = allowances.iter().any(|it| it.pointer.is_some());
        let pointers: Vec<_> = self.list.iter().map(|it| (it.file, &it.pointer)).filter(|_| needs_places).collect();
        let mut places = document.places(&pointers).into_iter();
        self.list.retain(|diagnostic| {
            let mut is_allowed = false;
            let place = places.next().map(|place| place.pointer).unwrap_or_default();
            if diagnostic.severity == Severity::Warning {
                let around = place.around().filter_map(|place| by_place.get(&(diagnostic.code.as_str(), place)));
                for number in around.flatten() {
                    used[*number] = true;
                    is_allowed = true;
                }
            }
            !is_allowed
        });
        for (allowance, _) in allowances.iter().zip(used).filter(|(_, used)| !used) {
            let Allowance { code, pointer } = allowance;
            let is_known = Code::ALL.iter().any(|known| known.as_str() == code);
            let at = pointer.as_ref().map(|pointer| format!(" at `{pointer}`")).unwrap_or_default();
            let codes: Vec<&str> = Code::ALL.iter().map(|known| known.as_str()).collect();
            let (why, help) = match (is_known, nearest(code, &codes)) {
                (true, _) => ("there is none", "remove it from `allow` in the settings".to_owned()),
                (false, Some(nearest)) => ("there is no such kind", format!("did you mean `{nearest}`?")),
                (false, None) => ("there is no such kind", "`oasmith explain` lists the kinds".to_owned()),
            };
            let message = format!("the settings allow `{code}`{at}, and {why}");
            self.warning(Code::UnusedAllowance, &Pointer::root(), message).help(help);
        }
    }

    /// Makes errors of all warnings.
    pub fn harden(&mut self) {
        self.list.iter_mut().for_each(|diagnostic| diagnostic.severity = Severity::Error);
    }
}
