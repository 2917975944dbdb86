//! Pagination: the methods `pages` and `items` of a call, and the fields on the paths into a page.

use crate::ir::{Object, Pagination, Shape, Step, Type, TypeId};
use crate::name::Snake;
use crate::surface::Context;
use crate::surface::operation::Method;

/// A field of a response's type, or of a type within it, on the path to a value.
pub(crate) struct PathField<'a> {
    pub(crate) name: &'a Snake,
    pub(crate) ty: &'a Type,
    /// The number of `Option`s around its type.
    pub(crate) options: usize,
}

/// The pagination of a call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pages<'a> {
    pub(crate) pagination: &'a Pagination,
    /// The type of a page.
    pub(crate) page: &'a Type,
    /// The type of the items of a page; without one, the call has no method `items`.
    pub(crate) item: Option<&'a Type>,
}

impl<'a> Method<'a> {
    /// Returns the pagination of the call; `None` if it has no methods for it.
    pub(crate) fn pages(&self) -> Option<Pages<'a>> {
        let (pagination, page) = (self.operation.pagination.as_ref()?, self.page()?);
        let item = pagination.items.as_deref().and_then(|path| self.context.page_item(page, path));
        let advances = match &pagination.step {
            Step::Cursor(path) => self.context.is_text(page, path),
            Step::Last(more, id) => {
                let has_id = item.is_some_and(|item| self.context.is_text(item, std::slice::from_ref(id)));
                self.context.path_fields(page, more).is_some() && has_id
            }
            Step::Number(_) | Step::Offset => item.is_some(),
        };
        advances.then_some(Pages { pagination, page, item })
    }
}

impl<'a> Pages<'a> {
    /// Returns the field that holds the items, if the existing crate determines it.
    pub(super) fn kept_items(&self, context: Context<'a>) -> Option<&'a Snake> {
        let path = self.pagination.items.as_deref().filter(|_| self.pagination.has_kept_items)?;
        Some(context.path_fields(self.page, path)?.last()?.name)
    }
}

impl<'a> Context<'a> {
    /// Returns the object type behind aliases and null.
    pub(crate) fn object_of(self, ty: &Type) -> Option<(TypeId, &'a Object)> {
        let ty = if let Type::Nullable(inner) = ty { inner } else { ty };
        let (id, Shape::Object(object)) = self.behind(ty)? else { return None };
        Some((id, object))
    }

    /// Returns the fields along a path into a page.
    pub(crate) fn path_fields(self, page: &'a Type, path: &[String]) -> Option<Vec<PathField<'a>>> {
        let mut ty = page;
        let mut fields = Vec::new();
        for name in path {
            let (id, object) = self.object_of(ty)?;
            let index = object.fields.iter().position(|field| field.name == *name)?;
            let field = &object.fields[index];
            let options = usize::from(!self.facts.is_always_present(id, field))
                + usize::from(matches!(field.ty, Type::Nullable(_)));
            fields.push(PathField { name: &self.names.of(id).fields[index], ty: &field.ty, options });
            ty = &field.ty;
        }
        Some(fields)
    }

    /// Returns the type of the items at a path into a page.
    pub(crate) fn page_item(self, page: &'a Type, path: &[String]) -> Option<&'a Type> {
        let list = match self.path_fields(page, path)?.last() {
            Some(field) => field.ty,
            None => page,
        };
        let list = if let Type::Nullable(inner) = list { inner } else { list };
        if let Type::Array(item) = self.resolved(list) { Some(item) } else { None }
    }

    /// Returns whether a parameter can have the value at a path.
    fn is_text(self, page: &'a Type, path: &[String]) -> bool {
        let fields = self.path_fields(page, path).unwrap_or_default();
        let Some(last) = fields.last() else { return false };
        let inner = if let Type::Nullable(inner) = last.ty { inner } else { last.ty };
        matches!(self.resolved(inner), Type::String | Type::Integer(_) | Type::Decimal)
    }
}
