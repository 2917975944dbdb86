//! Mutations of `$ref`s.

use serde_json::Value;

use crate::mutate::{places, string};
use crate::random::Random;

/// Redirects a `$ref`, or replaces a value with one.
pub(super) fn retarget(root: &mut Value, random: &mut Random) {
    let all = places(root);
    let references: Vec<&String> = all.iter().filter(|place| place.ends_with("/$ref")).collect();
    let target = match random.below(6) {
        0 => string(random),
        1 => "#".to_owned(),
        2 => random.of_list(&all).map(|place| format!("#{place}")).unwrap_or_default(),
        // Usually another component of the same kind.
        _ => {
            let components: Vec<&String> = all.iter().filter(|place| is_component(place)).collect();
            random.of_list(&components).map(|place| format!("#{place}")).unwrap_or_default()
        }
    };
    let (place, value) = match random.of_list(&references) {
        Some(place) if !random.once_in(3) => ((*place).clone(), Value::from(target)),
        _ => {
            let Some(place) = random.of_list(&all) else { return };
            (place.clone(), serde_json::json!({ "$ref": target }))
        }
    };
    if let Some(there) = root.pointer_mut(&place) {
        *there = value;
    }
}

fn is_component(place: &str) -> bool {
    let depth = place.matches('/').count();
    (place.starts_with("/components/") && depth == 3) || (place.starts_with("/definitions/") && depth == 2)
}
