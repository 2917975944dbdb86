//! Properties that two schemas of an `allOf` describe.

use crate::ir::{Field, Type, TypeId};
use crate::lower::composer::Composer;

impl Composer<'_> {
    /// Makes of two descriptions of a member one: what both allow, in the words of the later where it has some.
    pub(super) fn agree(&mut self, id: TypeId, there: &mut Field, field: Field) {
        there.ty = match (there.is_named_only, field.is_named_only) {
            (true, _) => field.ty.clone(),
            (false, true) => there.ty.clone(),
            (false, false) => self.intersect(id, &field.name, &there.ty, &field.ty).unwrap_or_else(|| {
                let name = &field.name;
                self.tell(id, &format!("two parts say different things of `{name}`; its values are free-form JSON"));
                Type::Any
            }),
        };
        there.is_named_only &= field.is_named_only;
        there.required |= field.required;
        there.read_only |= field.read_only;
        there.write_only |= field.write_only;
        let deprecated = there.docs.deprecated || field.docs.deprecated;
        let sensitive = there.docs.sensitive.max(field.docs.sensitive);
        let limits = field.docs.constraints.clone().or(&there.docs.constraints);
        if field.docs.description.is_some() {
            there.docs = field.docs;
        }
        there.docs.deprecated = deprecated;
        there.docs.sensitive = sensitive;
        there.docs.constraints = limits;
    }
}
