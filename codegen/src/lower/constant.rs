//! Parameters that can have one value only.

use crate::ir::{Operation, Shape, TypeDef};
use crate::lower::alias::behind;

/// Notes which parameters have to be given and can have one value only: nobody has to give them.
pub(super) fn find(types: &[TypeDef], operations: &mut [Operation]) {
    for parameter in operations.iter_mut().flat_map(|operation| &mut operation.parameters) {
        let only = behind(types, &parameter.ty).and_then(|id| match &types[id.index()].shape {
            Shape::StringEnum(values) if values.len() == 1 => values.first().cloned(),
            _ => None,
        });
        parameter.constant = only.filter(|_| parameter.required);
    }
}
