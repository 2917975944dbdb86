//! The parts of paths that identify an operation.

/// Returns the path without the names of its parameters, which do not affect requests.
pub(in crate::diff) fn shape(path: &str) -> String {
    let mut shape = String::new();
    let mut rest = path;
    while let Some((literal, after)) = rest.split_once('{') {
        shape.push_str(literal);
        shape.push_str("{}");
        rest = after.split_once('}').map_or("", |(_, after)| after);
    }
    shape + rest
}

/// Returns the segments of the path's shape, without versions.
pub(super) fn segments(path: &str) -> Vec<String> {
    let shape = shape(path);
    shape.split('/').filter(|it| !it.is_empty() && !is_version(it)).map(str::to_owned).collect()
}

/// Returns the path's shape with `{version}` for each version.
pub(super) fn versioned(path: &str) -> String {
    let shape = shape(path);
    let segments = shape.split('/').map(|segment| if is_version(segment) { "{version}" } else { segment });
    segments.collect::<Vec<_>>().join("/")
}

/// Returns the path's shape without versions, wherever they were.
pub(super) fn unversioned(path: &str) -> String {
    segments(path).join("/")
}

/// The names of stages that a version may end with, or that stand for a version.
const STAGES: [&str; 10] =
    ["alpha", "beta", "canary", "dev", "draft", "experimental", "latest", "pre", "preview", "rc"];

/// Returns whether a segment is a version: `v4`, `v1.2`, `2026-03`, `2026-09-beta`, `v5beta1`, `v1alpha2`, `beta`.
fn is_version(segment: &str) -> bool {
    let lower = segment.to_ascii_lowercase();
    let number = lower.strip_prefix('v').unwrap_or(&lower);
    let is_separator = |it: char| matches!(it, '.' | '-' | '_');
    let stage = number.trim_start_matches(|it: char| it.is_ascii_digit() || is_separator(it));
    let has_number = number.starts_with(|it: char| it.is_ascii_digit());
    let name = stage.trim_end_matches(|it: char| it.is_ascii_digit() || is_separator(it));
    match name {
        "" => has_number && stage.is_empty(),
        name => STAGES.contains(&name) && (has_number || (number == lower && name == lower)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_recognized() {
        for version in ["v4", "V2", "v1.2", "2", "2026-03", "2026-09-beta", "v5beta1", "v1alpha2", "v2-rc.1", "beta"] {
            assert!(is_version(version), "{version}");
        }
        for other in ["", "v", "pets", "2fa", "v2x", "vbeta", "{}", "betas", "3d-models", "v1users", "dev-tools"] {
            assert!(!is_version(other), "{other}");
        }
    }

    #[test]
    fn paths_have_no_parameter_names_and_no_versions() {
        assert_eq!(shape("/pets/{petId}/{x}.json"), "/pets/{}/{}.json");
        assert_eq!(versioned("/crm/v4/pets/{id}"), versioned("/crm/2026-09-beta/pets/{pet}"));
        assert_eq!(unversioned("/crm/v3/objects/{id}"), unversioned("/crm/objects/2026-03/{key}"));
        assert_eq!(segments("/api/v2/pets/{id}"), ["api", "pets", "{}"]);
    }
}
