//! The names of webhooks.

use crate::ir::Api;
use crate::name::ident::{Ident as _, Pascal};
use crate::name::scope::Scope;
use crate::name::{PreviousNames, RESERVED_TYPES};

/// Returns the names of webhooks. Of several with one name, all but the first get the method as a suffix.
pub(super) fn names(api: &Api, previous: &PreviousNames) -> Vec<Pascal> {
    let mut scope = Scope::new(RESERVED_TYPES.iter().chain(&["Value", "Self"]));
    let preferred: Vec<(Pascal, Pascal)> = api
        .webhooks
        .iter()
        .map(|it| (Pascal::new(&it.name), Pascal::new(&it.method.as_str().to_lowercase())))
        .collect();
    let known = api.webhooks.iter().zip(&preferred);
    let known: Vec<Option<Pascal>> =
        known.map(|(it, (name, method))| scope.claim_previous(name, method.as_str(), previous.webhook(it))).collect();
    let names = known.into_iter().zip(&preferred);
    names.map(|(known, (name, method))| known.unwrap_or_else(|| scope.claim(name, method.as_str()))).collect()
}
