//! Keywords of later versions in a document of OpenAPI 3.0, which has no meaning for them.

use crate::diagnostic::{Code, Diagnostics};
use crate::dialect::grammar::ObjectKind;
use crate::dialect::version::Version;
use crate::location::Pointer;
use crate::source::Map;

/// Keywords that change neither types nor validation: annotations and identifiers, which documents of OpenAPI 3.0 have often, and
/// definitions, to which references refer. `if` stands for `then` and `else`.
const WITHOUT_EFFECT: [&str; 14] = [
    "$anchor",
    "$comment",
    "$defs",
    "$id",
    "$schema",
    "$vocabulary",
    "contentMediaType",
    "contentSchema",
    "definitions",
    "else",
    "examples",
    "mediaTypes",
    "pathItems",
    "then",
];

/// Reports such keywords.
pub(super) fn report(map: &Map, kind: ObjectKind, place: &Pointer, diagnostics: &mut Diagnostics) {
    for (key, first) in
        map.keys().filter(|key| !WITHOUT_EFFECT.contains(&key.as_str())).filter_map(|key| Some((key, kind.later(key)?)))
    {
        let (version, full) = if first == Version::V3_2 { ("3.2", "3.2.0") } else { ("3.1", "3.1.1") };
        let message = format!("`{key}` is a keyword of OpenAPI {version}; oasmith ignores it in OpenAPI 3.0");
        diagnostics
            .warning(Code::Unused, &place.join(key), message)
            .help(format!("declare `openapi: {full}`, or write it as in OpenAPI 3.0"));
    }
}
