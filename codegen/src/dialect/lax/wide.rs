//! Bounds of integers beyond 64 bits, which the model can't hold.
//!
//! Source: OpenAPI 3.0.4, section 4.7.24 (`minimum`, `maximum`, `exclusiveMinimum`, `exclusiveMaximum`).

use crate::extension::{Extension as _, Wide};
use crate::source::{Map, Node};

/// The bounds of 64 bits as JavaScript and other writers with floating-point numbers round them. They mean the exact bounds.
const ROUNDED: [i128; 3] = [-9_223_372_036_854_776_000, 9_223_372_036_854_776_000, 18_446_744_073_709_552_000];

/// Marks integer schemas whose bounds allow values beyond 64 bits.
pub(super) fn mark(map: &mut Map) {
    let minimum = bound(map, "minimum", "exclusiveMinimum", 1);
    let maximum = bound(map, "maximum", "exclusiveMaximum", -1);
    let is_unsigned = minimum.is_some_and(|least| least >= 0);
    let range = if is_unsigned { 0..=i128::from(u64::MAX) } else { i128::from(i64::MIN)..=i128::from(i64::MAX) };
    if [minimum, maximum].into_iter().flatten().any(|bound| !range.contains(&bound)) {
        Wide::Integers.write(map);
    }
}

/// Keeps the bounds beyond 64 bits of a schema without a type: as a part of an `allOf` it may constrain integers.
pub(super) fn keep(map: &mut Map) {
    let minimum = bound(map, "minimum", "exclusiveMinimum", 1);
    let maximum = bound(map, "maximum", "exclusiveMaximum", -1);
    let is_wide = |bound: &i128| i64::try_from(*bound).is_err();
    let (minimum, maximum) = (minimum.filter(is_wide), maximum.filter(is_wide));
    if minimum.is_some() || maximum.is_some() {
        Wide::Bounds { minimum, maximum }.write(map);
    }
}

/// Returns the least or the greatest integer that a bound allows; `step` is the distance from an excluded bound to it.
fn bound(map: &Map, inclusive: &str, exclusive: &str, step: i128) -> Option<i128> {
    let bound = match map.get(inclusive)? {
        Node::Integer(bound) => *bound,
        #[allow(
            clippy::cast_possible_truncation,
            reason = "a bound beyond 128 bits saturates, and is beyond 64 bits too"
        )]
        Node::Float(bound) => *bound as i128,
        _ => return None,
    };
    match ROUNDED.iter().position(|rounded| *rounded == bound) {
        Some(0) => Some(i64::MIN.into()),
        Some(1) => Some(i64::MAX.into()),
        Some(_) => Some(u64::MAX.into()),
        None if map.get(exclusive) == Some(&Node::Bool(true)) => Some(bound.saturating_add(step)),
        None => Some(bound),
    }
}
