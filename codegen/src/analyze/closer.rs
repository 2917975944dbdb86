//! Precedence of path templates: the more concrete one wins for requests that match both.
//!
//! Source: OpenAPI 3.0.4, section 4.7.8.1: concrete paths are matched before their templated counterparts.

use std::collections::{BTreeMap, HashMap};

use crate::ir::{Api, Method};

/// For each segment of a path, whether it is literal.
type Mask = Vec<bool>;

/// Operations by the segments that a mask selects, then by their own masks and the number of query pairs they require.
type Fitting<'a> = HashMap<Vec<&'a str>, BTreeMap<(Mask, usize), Vec<usize>>>;

/// The template of an operation.
struct Template<'a> {
    path: Vec<&'a str>,
    query: Vec<&'a str>,
    mask: Mask,
}

impl<'a> Template<'a> {
    fn of(template: &'a str) -> Self {
        let (path, query) = template.split_once('?').unwrap_or((template, ""));
        let path: Vec<&str> = path.split('/').collect();
        let mask = path.iter().map(|segment| !segment.contains('{')).collect();
        Self { path, query: query.split('&').filter(|pair| !pair.is_empty()).collect(), mask }
    }

    /// Returns the segments that a mask selects.
    fn segments(&self, mask: &[bool]) -> Vec<&'a str> {
        self.path.iter().zip(mask).filter(|(_, is_selected)| **is_selected).map(|(segment, _)| *segment).collect()
    }
}

/// Returns, for each operation, the operations of its method that take precedence, in their order.
pub(super) fn closer(api: &Api) -> Vec<Vec<usize>> {
    let templates: Vec<Template<'_>> = api.operations.iter().map(|it| Template::of(&it.template)).collect();
    let mut alike: HashMap<(&Method, usize), Vec<usize>> = HashMap::new();
    for (index, (operation, template)) in api.operations.iter().zip(&templates).enumerate() {
        alike.entry((&operation.method, template.path.len())).or_default().push(index);
    }
    let mut closer = vec![Vec::new(); templates.len()];
    for alike in alike.into_values() {
        let mut by_mask: HashMap<&Mask, Fitting<'_>> = HashMap::new();
        for own in &alike {
            let template = &templates[*own];
            let fitting = by_mask.entry(&template.mask).or_insert_with(|| fitting(&alike, &templates, &template.mask));
            let fitting = fitting.get(&template.segments(&template.mask)).into_iter().flatten();
            for ((mask, required), others) in fitting {
                if template.mask.iter().zip(mask).any(|(own, other)| !own && *other) {
                    closer[*own].extend(others);
                } else if *required > template.query.len() {
                    // For the same path, the one that requires more query pairs.
                    let requires_more =
                        |other: &&usize| template.query.iter().all(|pair| templates[**other].query.contains(pair));
                    closer[*own].extend(others.iter().filter(requires_more));
                }
            }
            closer[*own].sort_unstable();
        }
    }
    closer
}

fn fitting<'a>(alike: &[usize], templates: &[Template<'a>], mask: &Mask) -> Fitting<'a> {
    let mut fitting = Fitting::new();
    for index in alike {
        let template = &templates[*index];
        let own = (template.mask.clone(), template.query.len());
        fitting.entry(template.segments(mask)).or_default().entry(own).or_default().push(*index);
    }
    fitting
}
