//! Properties that two parts of `allOf` describe.

use crate::ir::{Field, Type, TypeId};
use crate::lower::composer::Composer;

impl Composer<'_> {
    /// Merges the property `field` into `there`: the intersection of the types, with the later documentation.
    pub(super) fn agree(&mut self, id: TypeId, there: &mut Field, field: Field) {
        there.ty = match (there.is_named_only, field.is_named_only) {
            (true, _) => field.ty.clone(),
            (false, true) => there.ty.clone(),
            (false, false) => self.intersect(id, &field.name, &there.ty, &field.ty).unwrap_or_else(|| {
                let name = &field.name;
                self.report_conflict(
                    id,
                    &format!(
                        "two parts of `allOf` describe `{name}` with different types; its type is `serde_json::Value`"
                    ),
                );
                Type::Any
            }),
        };
        there.is_named_only &= field.is_named_only;
        there.required |= field.required;
        there.read_only |= field.read_only;
        there.write_only |= field.write_only;
        let deprecated = there.docs.deprecated || field.docs.deprecated;
        let sensitive = there.docs.sensitive.max(field.docs.sensitive);
        let constraints = field.docs.constraints.clone().or(&there.docs.constraints);
        if field.docs.description.is_some() {
            there.docs = field.docs;
        }
        there.docs.deprecated = deprecated;
        there.docs.sensitive = sensitive;
        there.docs.constraints = constraints;
    }
}
