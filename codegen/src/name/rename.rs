//! The names that the settings give to operations.

use std::collections::{BTreeMap, HashMap};

use crate::diagnostic::{Code, Diagnostics};
use crate::ir::Api;
use crate::source::Pointer;

/// The name that the settings give to an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Given {
    /// The group, where that is given too.
    pub(super) group: Option<String>,
    pub(super) method: String,
}

/// The names given to operations, by their place in the model. `names` are by `operationId`, or by method and path.
pub(super) fn given(
    api: &Api,
    names: &BTreeMap<String, String>,
    diagnostics: &mut Diagnostics,
) -> BTreeMap<usize, Given> {
    let (mut by_id, mut by_request) = (HashMap::new(), HashMap::new());
    for (index, operation) in api.operations.iter().enumerate().filter(|_| !names.is_empty()) {
        if let Some(id) = &operation.id {
            by_id.entry(id.as_str()).or_insert(index);
        }
        by_request.entry((operation.method.as_str(), operation.path.as_str())).or_insert(index);
    }
    // The first that is meant by it: by its id, or by method and path.
    let meant = |key: &str| {
        let by_request = key.split_once(' ').and_then(|request| by_request.get(&request));
        by_id.get(key).into_iter().chain(by_request).min().copied()
    };
    let mut given = BTreeMap::new();
    for (key, name) in names {
        let Some(index) = meant(key) else {
            let message = format!("`operations` in the settings names `{key}`, and the document has no such operation");
            diagnostics
                .warning(Code::UnknownOperation, &Pointer::root(), message)
                .about_setting(["operations", key])
                .help("name it by its `operationId`, or by method and path: `GET /pets/{petId}`");
            continue;
        };
        let (group, method) = match name.split_once('.') {
            Some((group, method)) => (Some(group.to_owned()), method),
            None => (None, name.as_str()),
        };
        given.insert(index, Given { group, method: method.to_owned() });
    }
    given
}
