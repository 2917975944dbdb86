//! The names that the settings give to operations.

use std::collections::BTreeMap;

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
    let mut given = BTreeMap::new();
    for (key, name) in names {
        let Some(index) = api.operations.iter().position(|operation| operation.is_meant_by(key)) else {
            let message = format!("`operations` in the settings names `{key}`, and the document has no such operation");
            diagnostics
                .warning(Code::UnknownOperation, &Pointer::root(), message)
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
