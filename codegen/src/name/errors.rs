//! The names of enums over error responses that several operations share.

use crate::ir::Status;
use crate::name::ident::Pascal;
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
    use crate::name::ident::Ident as _;

    #[test]
    fn names_depend_on_the_statuses_only() {
        let name = |statuses: &[Status]| preferred(statuses).as_str().to_owned();
        assert_eq!(name(&[Status::Code(404), Status::Code(422)]), "Error404Or422");
        assert_eq!(name(&[Status::Code(404), Status::Code(404), Status::Default]), "Error404OrDefault");
        assert_eq!(name(&[Status::Range(4), Status::Default]), "Error4xxOrDefault");
        assert_eq!(name(&[400, 401, 403, 404, 500].map(Status::Code)), "Error400To500");
    }
}
