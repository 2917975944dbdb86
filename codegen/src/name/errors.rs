//! The names of enums over error responses that several operations share, and of their variants.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::Status;
use crate::name::ident::{Ident as _, Pascal};
use crate::name::previous::PreviousNames;
use crate::name::scope::Scope;

/// The number of statuses that a name lists.
const MAX_LISTED: usize = 4;

/// A set of error responses that several operations share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorSet {
    /// The statuses.
    pub statuses: Vec<Status>,
    /// The responses as `api.txt` lists them.
    pub responses: String,
    /// The name of their enum in the existing crate, which the operations keep.
    pub name: Option<String>,
}

/// Returns the names, such as `Error404Or422`: they state the statuses, so that they do not depend on the operations. Of several
/// sets with the same statuses, those that have a name keep it; the others follow in the order of their text.
pub(super) fn names(sets: &[ErrorSet], previous: &PreviousNames) -> Vec<Pascal> {
    let mut scope = Scope::new(&["Self"]);
    let mut order: Vec<usize> = (0..sets.len()).collect();
    order.sort_by_key(|index| &sets[*index].responses);
    let kept = |set: &ErrorSet| set.name.as_deref().and_then(Pascal::exact);
    let mut names: Vec<Option<Pascal>> = sets.iter().map(|set| kept(set).filter(|name| scope.take(name))).collect();
    for index in order.iter().filter(|index| names[**index].is_none()).copied().collect::<Vec<_>>() {
        let ErrorSet { statuses, responses, .. } = &sets[index];
        names[index] = scope.claim_previous(&preferred(statuses), "Variant", previous.error(responses));
    }
    for index in order {
        if names[index].is_none() {
            names[index] = Some(scope.claim(&preferred(&sets[index].statuses), "Variant"));
        }
    }
    names.into_iter().flatten().collect()
}

/// An error response of an operation that shares an enum with others.
#[derive(Clone, Debug)]
pub struct SharedResponse {
    /// The index of the operation, or of one of several sets of operations.
    pub owner: usize,
    /// The status, and the index among its bodies.
    pub place: (Status, usize),
    /// The variant that it has in an enum of its own.
    pub variant: Pascal,
    /// The body as `api.txt` has it, and the module of its type.
    pub body: (String, Option<String>),
    /// Whether the owner had this variant in the existing crate.
    pub is_known: bool,
}

/// The variants of an enum over error responses that several operations share.
#[derive(Clone, Debug, Default)]
pub struct ErrorVariants {
    /// The variant of each response; `None` if its owner does not share the enum any more.
    pub of: Vec<Option<Pascal>>,
    /// The owners with another body in place of one that they had in the existing crate: they do not share the enum any more.
    pub apart: BTreeSet<usize>,
}

impl ErrorVariants {
    /// Names the variants. `known` has those of the existing crate as `api.txt` lists them: they keep their bodies. If several
    /// operations have different bodies for one status, the name of the second variant ends with its body.
    pub fn new(known: &str, responses: &[SharedResponse]) -> Self {
        let known: Vec<(&str, Pascal, &str)> = known.split(" | ").filter_map(listed).collect();
        let mut taken = Taken::default();
        let mut variants = Self { of: vec![None; responses.len()], apart: BTreeSet::new() };
        for (response, variant) in responses.iter().zip(&mut variants.of) {
            let status = response.place.0.to_string();
            let is_same = |it: &&(&str, Pascal, &str)| it.0 == status && it.2 == response.body.0;
            let mut all: Vec<&Pascal> = known.iter().filter(is_same).map(|(_, variant, _)| variant).collect();
            all.sort_by_key(|it| **it != response.variant);
            *variant = all.first().filter(|it| taken.take(it, response)).map(|it| (*it).clone());
        }
        for (response, variant) in responses.iter().zip(&mut variants.of) {
            if variant.is_none() && response.is_known {
                let is_changed = !taken.take(&response.variant, response);
                *variant = (!is_changed).then(|| response.variant.clone());
                variants.apart.extend(is_changed.then_some(response.owner));
            }
        }
        for (response, variant) in responses.iter().zip(&mut variants.of) {
            if variants.apart.contains(&response.owner) {
                *variant = None;
            } else if variant.is_none() {
                *variant = Some(taken.claim(response));
            }
        }
        variants
    }
}

/// The variants with the places and the bodies of their responses.
#[derive(Default)]
struct Taken<'r>(BTreeMap<Pascal, &'r SharedResponse>);

impl<'r> Taken<'r> {
    /// Takes a variant for a response, unless it has another body.
    fn take(&mut self, variant: &Pascal, response: &'r SharedResponse) -> bool {
        let first = self.0.entry(variant.clone()).or_insert(response);
        (first.place, &first.body) == (response.place, &response.body)
    }

    fn claim(&mut self, response: &'r SharedResponse) -> Pascal {
        let is_same = |it: &&SharedResponse| (it.place, &it.body) == (response.place, &response.body);
        if let Some((variant, _)) = self.0.iter().find(|(_, it)| is_same(it)) {
            return variant.clone();
        }
        let body = Pascal::new(if response.body.0 == "()" { "empty" } else { &response.body.0 });
        let (short, long) = (response.variant.clone(), response.variant.with(body.as_str()));
        let numbered = (2..).map(|number: usize| long.with(&number.to_string()));
        let mut all = [short, long.clone()].into_iter().chain(numbered);
        all.find(|it| self.take(it, response)).unwrap_or(long)
    }
}

/// Parses `404 NotFound(Error)`, or `404 NotFound` without a body: the status, the variant and the body.
fn listed(response: &str) -> Option<(&str, Pascal, &str)> {
    let (status, rest) = response.split_once(' ')?;
    let (variant, body) = match rest.split_once('(') {
        Some((variant, body)) => (variant, body.strip_suffix(')')?),
        None => (rest, "()"),
    };
    Some((status, Pascal::exact(variant)?, body))
}

fn preferred(statuses: &[Status]) -> Pascal {
    let mut names: Vec<String> = statuses.iter().map(ToString::to_string).collect();
    names.dedup();
    let text = match names.as_slice() {
        [first, .., last] if names.len() > MAX_LISTED => format!("{first} to {last}"),
        all => all.join(" or "),
    };
    Pascal::new(&format!("error {text}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn response(owner: usize, code: u16, variant: &str, body: &str, is_known: bool) -> SharedResponse {
        let place = (Status::Code(code), 0);
        SharedResponse { owner, place, variant: Pascal::new(variant), body: (body.to_owned(), None), is_known }
    }

    #[test]
    fn a_second_body_of_a_status_has_a_variant_of_its_own() {
        let names = |known: &str, responses: &[SharedResponse]| {
            let ErrorVariants { of, apart } = ErrorVariants::new(known, responses);
            let of = of.iter().map(|it| it.as_ref().map_or("-", |it| it.as_str()).to_owned());
            (of.collect::<Vec<_>>().join(" "), apart.into_iter().collect::<Vec<_>>())
        };
        let of = |owner: usize, body: &str, is_known: bool| response(owner, 409, "Conflict", body, is_known);
        // The first one is new, the second one is not; the names of the next run are the same.
        let both = [of(0, "Vec<A>", false), of(1, "B", true)];
        let known = "404 NotFound | 409 Conflict(B)";
        assert_eq!(names(known, &both), ("ConflictVecA Conflict".to_owned(), vec![]));
        let known = format!("{known} | 409 ConflictVecA(Vec<A>)");
        assert_eq!(names(&known, &both), ("ConflictVecA Conflict".to_owned(), vec![]));
        // Both are new; one has no body.
        let both = [of(0, "()", false), of(1, "B", false), of(2, "B", false), of(3, "()", false)];
        assert_eq!(names("", &both), ("Conflict ConflictB ConflictB Conflict".to_owned(), vec![]));
        // A body has changed: of one operation, and of all.
        let changed = [of(0, "A", true), of(1, "B", true), response(0, 404, "NotFound", "()", true)];
        assert_eq!(names("404 NotFound | 409 Conflict(B)", &changed), ("- Conflict -".to_owned(), vec![0]));
        assert_eq!(names("409 Conflict(C)", &changed[..1]), ("Conflict".to_owned(), vec![]));
    }

    #[test]
    fn names_depend_on_the_statuses_only() {
        let name = |statuses: &[Status]| preferred(statuses).as_str().to_owned();
        assert_eq!(name(&[Status::Code(404), Status::Code(422)]), "Error404Or422");
        assert_eq!(name(&[Status::Code(404), Status::Code(404), Status::Default]), "Error404OrDefault");
        assert_eq!(name(&[Status::Range(4), Status::Default]), "Error4xxOrDefault");
        assert_eq!(name(&[400, 401, 403, 404, 500].map(Status::Code)), "Error400To500");
    }
}
