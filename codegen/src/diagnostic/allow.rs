//! Allowances: diagnostics that the settings accept.

use std::collections::HashMap;

use crate::diagnostic::{Code, Diagnostics, Severity};
use crate::location::{Locate, Pointer};
use crate::text::nearest;

/// A code that the settings accept, in the whole document or at a location and below.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// The code.
    pub code: String,
    /// The location, as a diagnostic shows it.
    pub pointer: Option<String>,
}

impl Diagnostics {
    /// Removes the allowed warnings, and reports each allowance that matches none.
    pub fn allow(&mut self, allowances: &[Allowance], document: &dyn Locate) {
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
        for (index, (allowance, _)) in allowances.iter().zip(used).enumerate().filter(|(_, (_, used))| !used) {
            let Allowance { code, pointer } = allowance;
            let is_known = Code::ALL.iter().any(|known| known.as_str() == code);
            let at = pointer.as_ref().map(|pointer| format!(" at `{pointer}`")).unwrap_or_default();
            let codes: Vec<&str> = Code::ALL.iter().map(|known| known.as_str()).collect();
            let (why, help) = match (is_known, nearest(code, &codes)) {
                (true, _) => {
                    ("oasmith reports no such diagnostic", "remove it from `allow` in the settings".to_owned())
                }
                (false, Some(nearest)) => ("there is no such code", format!("did you mean `{nearest}`?")),
                (false, None) => ("there is no such code", "`oasmith explain` lists the codes".to_owned()),
            };
            let message = format!("`allow` in the settings names `{code}`{at}, but {why}");
            self.warning(Code::UnusedAllowance, &Pointer::root(), message)
                .help(help)
                .about_setting(["allow", &index.to_string()]);
        }
    }

    /// Makes all warnings errors.
    pub fn harden(&mut self) {
        self.list.iter_mut().for_each(|diagnostic| diagnostic.severity = Severity::Error);
    }
}
