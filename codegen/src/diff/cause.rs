//! The changes that follow from other changes: a type that only a removed operation used is removed with it.
//!
//! A type is the consequence of a change at one of its uses. Between the two there may be types that are consequences
//! themselves, but no type that both documents have.

use std::collections::{HashMap, VecDeque};

use crate::diff::{Found, Rule};
use crate::ir::{BodyContent, Content, Operation, Shape, Type, TypeId};
use crate::location::Pointer;
use crate::name::Ident as _;
use crate::surface::Context;

/// Returns, for each change, the index of the change that it follows from; of several, the first.
pub(super) fn causes(found: &[Found], old: Context<'_>, new: Context<'_>) -> Vec<Option<usize>> {
    let mut causes = vec![None; found.len()];
    for (context, rule) in [(old, Rule::TypeRemoved), (new, Rule::TypeAdded)] {
        let idents: HashMap<&str, TypeId> =
            context.api.type_ids().map(|id| (context.names.of(id).ident.as_str(), id)).collect();
        let own = found.iter().enumerate().filter(|(_, it)| it.rule == rule);
        let types: HashMap<TypeId, usize> =
            own.filter_map(|(index, it)| Some((*idents.get(it.subject.as_str())?, index))).collect();
        if !types.is_empty() {
            Side { context, types, at: changes_at(found, rule) }.causes(found, &mut causes);
        }
    }
    causes
}

/// Returns the changes that can add or remove uses of types, by their location in the document whose types `rule` reports.
fn changes_at(found: &[Found], rule: Rule) -> HashMap<&Pointer, usize> {
    let mut at = HashMap::new();
    let is_removed = rule == Rule::TypeRemoved;
    for (index, it) in found.iter().enumerate() {
        let pointer = if is_removed { &it.old } else { &it.new };
        let is_cause = changes_use(it.rule) || if is_removed { removes_use(it.rule) } else { adds_use(it.rule) };
        if let Some(pointer) = pointer.as_ref().filter(|_| is_cause) {
            let first = at.entry(pointer).or_insert(index);
            if it.rule < found[*first].rule {
                *first = index;
            }
        }
    }
    at
}

/// The types that only one of the documents has.
struct Side<'a> {
    context: Context<'a>,
    /// The types, each with the index of its change.
    types: HashMap<TypeId, usize>,
    /// The changes that can be causes.
    at: HashMap<&'a Pointer, usize>,
}

impl Side<'_> {
    fn causes(&self, found: &[Found], causes: &mut [Option<usize>]) {
        let mut first = Vec::new();
        self.uses(|id, within, pointer| {
            if self.types.contains_key(&id)
                && let Some(cause) = self.cause(within, pointer)
            {
                first.push((cause, id));
            }
        });
        // The removal of an operation explains more than that of a response.
        first.sort_by_key(|(cause, id)| (found[*cause].class, found[*cause].rule, *cause, *id));
        let mut reached: VecDeque<(usize, TypeId)> = VecDeque::new();
        for start in first {
            reached.push_back(start);
            while let Some((cause, id)) = reached.pop_front() {
                let Some(index) = self.types.get(&id).filter(|index| causes[**index].is_none()) else { continue };
                causes[*index] = Some(cause);
                parts(&self.context.api.type_def(id).shape, |ty, _| reached.extend(used(ty).map(|id| (cause, id))));
            }
        }
    }

    /// Returns the change at `pointer` or around it, up to the operation or type `within` which it is. The parameters of an
    /// operation may stand elsewhere.
    fn cause(&self, within: &Pointer, pointer: Pointer) -> Option<usize> {
        let mut pointer = Some(pointer);
        while let Some(inner) = pointer.filter(|inner| inner != within) {
            if let Some(cause) = self.at.get(&inner) {
                return Some(*cause);
            }
            pointer = inner.split_last().map(|(outer, _)| outer).filter(|outer| outer.is_within(within));
        }
        self.at.get(within).copied()
    }

    /// Calls `each` for all uses of types: by operations, by webhooks, and by types that both documents have.
    fn uses(&self, mut each: impl FnMut(TypeId, &Pointer, Pointer)) {
        let api = self.context.api;
        for operation in &api.operations {
            let mut add = |ty: Option<&Type>, pointer: Pointer| {
                if let Some(id) = ty.and_then(used) {
                    each(id, &operation.pointer, pointer);
                }
            };
            uses_of(operation, &mut add);
        }
        for webhook in &api.webhooks {
            if let Some(id) = webhook.body.as_ref().and_then(used) {
                each(id, &webhook.pointer, webhook.pointer.clone());
            }
        }
        for id in api.type_ids().filter(|id| !self.types.contains_key(id)) {
            let def = api.type_def(id);
            parts(&def.shape, |ty, path| {
                if let Some(id) = used(ty).filter(|id| self.types.contains_key(id)) {
                    each(id, &def.pointer, path.iter().fold(def.pointer.clone(), |at, token| at.join(token)));
                }
            });
        }
    }
}

fn uses_of(operation: &Operation, add: &mut impl FnMut(Option<&Type>, Pointer)) {
    let at = |token: &str| operation.pointer.join(token);
    for parameter in &operation.parameters {
        add(Some(&parameter.ty), parameter.pointer.clone().unwrap_or_else(|| operation.pointer.clone()));
    }
    for content in operation.body.iter().flat_map(|body| &body.contents) {
        add(BodyContent::ty(content), at("requestBody").join("content").join(&content.media_type));
    }
    for response in &operation.responses {
        let pointer = at("responses").join(response.status);
        for content in [&response.content].into_iter().chain(response.others.iter().map(|(_, content)| content)) {
            add(Content::ty(content), pointer.clone());
        }
        response.headers.iter().for_each(|header| add(Some(&header.ty), at("responses")));
    }
    operation.callbacks.iter().for_each(|callback| add(callback.body.as_ref(), at("callbacks")));
}

/// Calls `each` for the types in a shape, with their location in it.
fn parts<'t>(shape: &'t Shape, mut each: impl FnMut(&'t Type, &[&str])) {
    match shape {
        Shape::Object(object) => {
            object.fields.iter().for_each(|field| each(&field.ty, &["properties", &field.name]));
            object.rest.iter().for_each(|ty| each(ty, &["additionalProperties"]));
        }
        Shape::Union(union) => union.variants.iter().for_each(|variant| each(&variant.ty, &[])),
        Shape::Tuple(tuple) => tuple.parts().for_each(|item| each(&item.ty, &[])),
        Shape::Alias(ty) => each(ty, &[]),
        Shape::StringEnum(_) | Shape::IntegerEnum(_) | Shape::ValueEnum(_) => {}
    }
}

/// Returns the type that a use names, at any depth.
fn used(ty: &Type) -> Option<TypeId> {
    match ty {
        Type::Ref(id) => Some(*id),
        Type::Nullable(inner) | Type::Array(inner) | Type::Map(inner) => used(inner),
        _ => None,
    }
}

/// Returns whether a change of this kind can replace a use of a type by that of another.
fn changes_use(rule: Rule) -> bool {
    use Rule::{
        BodyTypeChanged, CallbackChanged, FailureTypeChanged, HeaderChanged, MemberTypeChanged, OtherMembersChanged,
        ParameterTypeChanged, SuccessTypeChanged, TypeKindChanged, TypeTargetChanged, WebhookChanged,
    };
    matches!(
        rule,
        BodyTypeChanged
            | CallbackChanged
            | FailureTypeChanged
            | HeaderChanged
            | MemberTypeChanged
            | OtherMembersChanged
            | ParameterTypeChanged
            | SuccessTypeChanged
            | TypeKindChanged
            | TypeTargetChanged
            | WebhookChanged
    )
}

/// Returns whether a change of this kind can remove the last use of a type.
fn removes_use(rule: Rule) -> bool {
    use Rule::{
        BodyMediaTypeRemoved, BodyRemoved, FailureRemoved, HeaderRemoved, MemberRemoved, OperationRemoved,
        OtherMembersRemoved, ParameterRemoved, SuccessRemoved, VariantRemoved, WebhookRemoved,
    };
    matches!(
        rule,
        BodyMediaTypeRemoved
            | BodyRemoved
            | FailureRemoved
            | HeaderRemoved
            | MemberRemoved
            | OperationRemoved
            | OtherMembersRemoved
            | ParameterRemoved
            | SuccessRemoved
            | VariantRemoved
            | WebhookRemoved
    )
}

/// Returns whether a change of this kind can add the first use of a type.
fn adds_use(rule: Rule) -> bool {
    use Rule::{
        BodyAddedOptional, BodyAddedRequired, BodyMediaTypeAdded, FailureAdded, HeaderAdded, MemberAddedOptional,
        MemberAddedRequired, OperationAdded, OtherMembersAdded, ParameterAddedOptional, ParameterAddedRequired,
        SuccessAdded, VariantAdded, WebhookAdded,
    };
    matches!(
        rule,
        BodyAddedOptional
            | BodyAddedRequired
            | BodyMediaTypeAdded
            | FailureAdded
            | HeaderAdded
            | MemberAddedOptional
            | MemberAddedRequired
            | OperationAdded
            | OtherMembersAdded
            | ParameterAddedOptional
            | ParameterAddedRequired
            | SuccessAdded
            | VariantAdded
            | WebhookAdded
    )
}
