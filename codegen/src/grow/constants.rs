//! Parameters that the client sends by itself, because they allowed a single value when the existing crate was generated: callers
//! do not set them.

use crate::ir::Lowered;
use crate::name::{PreviousNames, listed_parameter};

/// Sets the values that the client of the existing crate sends by itself.
pub(crate) fn keep_constants(lowered: &mut Lowered, previous: &PreviousNames) {
    for operation in lowered.operations_mut() {
        let constants = previous.constants(operation);
        for parameter in operation.parameters.iter_mut().filter(|_| !constants.is_empty()) {
            let listed = listed_parameter(parameter.location, &parameter.name);
            let known = constants.iter().find(|(name, _)| *name == listed);
            parameter.existing_constant = known.map(|(_, value)| value.clone());
        }
    }
}
