//! Responses of the API, in any size.

use std::fmt::Write as _;

/// Returns a response of `batch_create` with this number of limits.
pub fn created(limits: usize) -> String {
    let mut results = String::new();
    for number in 0..limits {
        let comma = if number == 0 { "" } else { "," };
        let _ = write!(
            results,
            r#"{comma}{{"category":"USER_DEFINED","label":"Limit \"{number}\" of a list","typeId":{number},"userEnforcedMaxToObjectIds":5}}"#,
        );
    }
    format!(
        r#"{{"status":"COMPLETE","startedAt":"2026-01-31T12:00:00.123Z","completedAt":"2026-01-31T12:00:01.456Z","results":[{results}]}}"#
    )
}

/// Returns a response of at least this number of bytes.
pub fn created_of(bytes: usize) -> String {
    let each = created(1001).len() - created(1000).len();
    created(bytes / each + 1)
}
