//! The types that the parts of a model mention, to be changed.

use crate::ir::{Api, BodyContent, BodyKind, Content, Operation, Origin, Shape, Type, TypeId};

impl Api {
    /// Changes each type that a part of the model mentions.
    pub(crate) fn each_type_mut(&mut self, change: &mut dyn FnMut(&mut Type)) {
        for def in &mut self.types {
            def.shape.types_mut().into_iter().for_each(&mut *change);
        }
        for operation in &mut self.operations {
            operation.sent_mut().into_iter().for_each(&mut *change);
            operation.received_mut().into_iter().for_each(&mut *change);
        }
        self.webhooks.iter_mut().filter_map(|webhook| webhook.body.as_mut()).for_each(change);
    }

    /// Changes each type whose place others have.
    pub(crate) fn each_owner_mut(&mut self, change: impl Fn(TypeId) -> TypeId) {
        for def in &mut self.types {
            if let Origin::Part(owner, _) = &mut def.origin {
                *owner = change(*owner);
            }
        }
    }
}

impl Operation {
    /// Returns the types of the values that the operation sends.
    pub(crate) fn sent_mut(&mut self) -> Vec<&mut Type> {
        let of_content = |content| match content {
            &mut BodyContent { kind: BodyKind::Text | BodyKind::Bytes, .. } => None,
            BodyContent {
                kind:
                    BodyKind::Json(ty)
                    | BodyKind::Lines(ty)
                    | BodyKind::Form(ty, _)
                    | BodyKind::Multipart(ty, _)
                    | BodyKind::Plain(ty),
                ..
            } => Some(ty),
        };
        let bodies = self.body.iter_mut().flat_map(|body| &mut body.contents).filter_map(of_content);
        self.parameters.iter_mut().map(|parameter| &mut parameter.ty).chain(bodies).collect()
    }

    /// Returns the types of the values that the operation receives.
    pub(crate) fn received_mut(&mut self) -> Vec<&mut Type> {
        let mut types: Vec<&mut Type> = Vec::new();
        for response in &mut self.responses {
            let others = response.others.iter_mut().map(|(_, content)| content);
            types.extend([&mut response.content].into_iter().chain(others).filter_map(|content| match content {
                Content::Json(ty) | Content::Events(ty) | Content::Lines(ty) => Some(ty),
                Content::Empty | Content::Text | Content::Bytes => None,
            }));
            types.extend(response.headers.iter_mut().map(|header| &mut header.ty));
        }
        types.extend(self.callbacks.iter_mut().filter_map(|callback| callback.body.as_mut()));
        types
    }
}

impl Shape {
    /// Returns the types that the shape mentions.
    pub(crate) fn types_mut(&mut self) -> Vec<&mut Type> {
        match self {
            Self::Object(object) => {
                object.fields.iter_mut().map(|field| &mut field.ty).chain(&mut object.rest).collect()
            }
            Self::Union(union) => union.variants.iter_mut().map(|variant| &mut variant.ty).collect(),
            Self::Tuple(tuple) => {
                tuple.items.iter_mut().chain(tuple.rest.as_deref_mut()).map(|item| &mut item.ty).collect()
            }
            Self::Alias(ty) => vec![ty],
            Self::StringEnum(_) | Self::IntegerEnum(_) | Self::ValueEnum(_) => Vec::new(),
        }
    }
}

impl Type {
    /// Replaces the named type in it.
    pub(crate) fn replace(&mut self, new: &mut dyn FnMut(TypeId) -> TypeId) {
        match self {
            Self::Ref(id) => *id = new(*id),
            Self::Array(inner) | Self::Map(inner) | Self::Nullable(inner) => inner.replace(new),
            _ => {}
        }
    }
}
