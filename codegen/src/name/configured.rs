//! The names of operations in the settings.

use std::collections::{BTreeMap, HashMap};

use crate::diagnostic::{Code, Diagnostics};
use crate::ir::Api;
use crate::location::Pointer;

/// The name of an operation in the settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ConfiguredName {
    /// The group, if the setting names one.
    pub(super) group: Option<String>,
    pub(super) method: String,
    /// The key of the setting.
    pub(super) key: String,
}

/// Returns the configured names by the operations' indexes in the model. The keys of `names` are `operationId`s, or methods
/// and paths.
pub(super) fn configured(
    api: &Api,
    names: &BTreeMap<String, String>,
    diagnostics: &mut Diagnostics,
) -> BTreeMap<usize, ConfiguredName> {
    let (mut by_id, mut by_request) = (HashMap::new(), HashMap::new());
    for (index, operation) in api.operations.iter().enumerate().filter(|_| !names.is_empty()) {
        if let Some(id) = &operation.id {
            by_id.entry(id.as_str()).or_insert(index);
        }
        by_request.entry((operation.method.as_str(), operation.path.as_str())).or_insert(index);
    }
    // The first operation with this id, or this method and path.
    let find = |key: &str| {
        let by_request = key.split_once(' ').and_then(|request| by_request.get(&request));
        by_id.get(key).into_iter().chain(by_request).min().copied()
    };
    let mut configured = BTreeMap::new();
    for (key, name) in names {
        let Some(index) = find(key) else {
            let message = format!("the setting `operations` names `{key}`, which is not an operation of the document");
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
        configured.insert(index, ConfiguredName { group, method: method.to_owned(), key: key.clone() });
    }
    configured
}
