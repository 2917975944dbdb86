//! Old names that the settings keep: deprecated aliases and methods beside the items with the new names.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Shape, TypeId};
use crate::name::{Group, Ident as _, KeptGroup, KeptMethod, Pascal};
use crate::surface::Context;
use crate::surface::item::{MethodItem, method_item};
use crate::surface::operation::{self, Method};
use crate::surface::response::ResponseSet;

/// The deprecated alias of a type.
#[derive(Clone, Copy, Debug)]
pub struct KeptTypeItem<'a> {
    /// The old name.
    pub ident: &'a Pascal,
    /// The new name.
    pub new: &'a Pascal,
    /// The type.
    pub id: TypeId,
    /// The feature that enables it; `None` if it is always there.
    pub feature: Option<&'a str>,
}

/// A group with deprecated methods.
#[derive(Clone, Debug)]
pub struct KeptGroupItem<'a> {
    /// Its names.
    pub names: &'a Group,
    /// Whether it has no other methods, so that it is deprecated too.
    pub is_gone: bool,
    /// The feature that enables it; `None` if it is always there.
    pub feature: Option<&'a str>,
    /// The deprecated methods.
    pub methods: Vec<KeptMethodItem<'a>>,
}

/// A deprecated method that forwards to the one with the new name.
#[derive(Clone, Debug)]
pub struct KeptMethodItem<'a> {
    /// The method with the old names.
    pub item: MethodItem<'a>,
    /// The method with the new names.
    pub(crate) new: Method<'a>,
}

/// The old and the new name of a type beside a method.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KeptOperationType<'a> {
    pub(crate) old: &'a Pascal,
    pub(crate) new: &'a Pascal,
    /// Whether it borrows values.
    pub(crate) is_borrowing: bool,
}

impl<'a> Context<'a> {
    /// Returns the deprecated aliases of types, by name.
    pub(crate) fn kept_types(self) -> Vec<KeptTypeItem<'a>> {
        let kept = self.names.kept.types.as_slice();
        if kept.is_empty() {
            return Vec::new();
        }
        let owned = self.by_owner().1;
        let feature = |id: TypeId| owned.iter().find(|(_, ids)| ids.contains(&id)).map(|(feature, _)| *feature);
        kept.iter()
            .map(|it| KeptTypeItem { ident: &it.ident, new: &it.new, id: it.id, feature: feature(it.id) })
            .collect()
    }

    /// Returns the groups with deprecated methods, by name.
    pub(crate) fn kept_groups(self) -> Vec<KeptGroupItem<'a>> {
        self.names.kept.groups.iter().map(|group| self.kept_group(group)).collect()
    }

    /// Returns a group with deprecated methods.
    pub(crate) fn kept_group(self, group: &'a KeptGroup) -> KeptGroupItem<'a> {
        let feature = self.has_group_features().then_some(group.names.feature.as_str());
        let methods = group.methods.iter().map(|kept| self.kept_method(group, kept)).collect();
        KeptGroupItem { names: &group.names, is_gone: group.is_gone, feature, methods }
    }

    fn kept_method(self, group: &'a KeptGroup, KeptMethod { index, name }: &'a KeptMethod) -> KeptMethodItem<'a> {
        let new = self.method(&self.names.groups[self.names.operation(*index).group], *index);
        let sets =
            [ResponseSet::success(new.operation, &name.success), ResponseSet::failure(new.operation, &name.failure)];
        let ([success, failure], all) = operation::kept(sets, &new.name.earlier);
        let method = Method { group: &group.names, name, success, failure, all, ..new.clone() };
        KeptMethodItem { item: method_item(method, *index), new }
    }

    /// Returns whether methods of other groups forward to this one.
    pub(crate) fn is_forwarded_to(self, group: &Group) -> bool {
        let is_to = |kept: &KeptMethod| {
            let of = self.names.operation(kept.index).group;
            self.names.groups.get(of).is_some_and(|it| it.module == group.module)
        };
        let others = self.names.kept.groups.iter().filter(|it| it.names.module != group.module);
        others.flat_map(|it| &it.methods).any(is_to)
    }

    /// Returns the features of groups, each with those that it enables: a group enables the groups to which its deprecated
    /// methods forward.
    pub(crate) fn group_features(self) -> BTreeMap<&'a str, BTreeSet<&'a str>> {
        let mut features: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        if !self.has_group_features() {
            return features;
        }
        features.extend(self.names.groups.iter().map(|group| (group.feature.as_str(), BTreeSet::new())));
        for group in &self.names.kept.groups {
            let own = group.names.feature.as_str();
            let targets = group.methods.iter().filter_map(|it| self.names.groups.get(it.name.group));
            let targets = targets.map(|group| group.feature.as_str()).filter(|feature| *feature != own);
            features.entry(own).or_default().extend(targets);
        }
        features
    }

    /// Returns whether a type is a tuple struct, whose constructor has the name of the type.
    pub(crate) fn is_tuple_struct(self, id: TypeId) -> bool {
        let id = self.facts.canonical_type(id).unwrap_or(id);
        match &self.api.type_def(id).shape {
            Shape::Tuple(_) => true,
            Shape::Alias(_) => self.facts.is_newtype(id),
            _ => false,
        }
    }
}

fn name(method: &Method<'_>) -> String {
    format!("{}.{}", method.group.accessor.as_str(), method.name.method.as_str())
}

impl<'a> KeptMethodItem<'a> {
    /// Returns whether the new method belongs to the same group.
    pub(crate) fn is_same_group(&self) -> bool {
        self.item.method.group.module == self.new.group.module
    }

    /// Returns the old name as `api.txt` has it.
    pub(crate) fn old_name(&self) -> String {
        name(&self.item.method)
    }

    /// Returns the new name as `api.txt` has it.
    pub(crate) fn new_name(&self) -> String {
        name(&self.new)
    }

    /// Returns the types beside the method.
    pub(crate) fn types(&self) -> Vec<KeptOperationType<'a>> {
        let (old, new) = (self.item.method.name, self.new.name);
        let body = self.new.request_body().filter(|body| body.is_enum());
        let [success, failure] = self.new.all();
        let all = [
            (true, &old.call, &new.call),
            (success.is_enum(), &old.success.ident, &new.success.ident),
            (failure.is_enum(), &old.failure.ident, &new.failure.ident),
            (body.is_some(), &old.bodies.ident, &new.bodies.ident),
            (!self.item.headers.is_empty(), &old.headers.ident, &new.headers.ident),
        ];
        let types = all.into_iter().filter(|(exists, ..)| *exists).map(|(_, old, new)| {
            let is_borrowing = body.is_some_and(|body| body.names.ident == *new);
            KeptOperationType { old, new, is_borrowing }
        });
        types.collect()
    }
}
