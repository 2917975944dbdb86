//! Parameters that the client sends by itself, because they allowed a single value when the existing crate was generated: callers
//! do not set them.

use std::collections::HashMap;

use serde_json::Value;

use crate::ir::Lowered;
use crate::name::{PreviousNames, listed_parameter};

/// Sets the values that the client of the existing crate sends by itself.
pub(crate) fn keep_constants(lowered: &mut Lowered, previous: &PreviousNames) {
    for operation in lowered.operations_mut() {
        let constants = previous.constants(operation);
        if constants.is_empty() {
            continue;
        }
        // Of a path and a query parameter with one name, the first one.
        let constants: HashMap<&str, &Value> =
            constants.iter().rev().map(|(name, value)| (name.as_str(), value)).collect();
        for parameter in &mut operation.parameters {
            let listed = listed_parameter(parameter.location, &parameter.name);
            parameter.existing_constant = constants.get(listed.as_str()).map(|value| (*value).clone());
        }
    }
}
