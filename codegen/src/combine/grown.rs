//! Common types whose schema has grown in one of their documents: they stay one type, as that document has them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::analyze::{self, any_use};
use crate::combine::classes::Node;
use crate::combine::types::Known;
use crate::combine::{Homes, Member};
use crate::grow::{Join, alike, described, variant_key};
use crate::ir::{Shape, Type};
use crate::name::{Ident as _, REST};

/// A common type of the existing crate: its module and its name.
pub(super) type Family = (String, String);

/// Classes of types, after those that are one type in the existing crate are one again.
pub(super) struct Rejoined {
    pub(super) classes: Vec<Vec<Node>>,
    /// For the first type of each class that was joined: the types that have all parts of the others.
    pub(super) complete: BTreeMap<Node, Vec<Node>>,
    /// The parts of these types, by index, that not all of the others have.
    pub(super) partial: Vec<(Node, BTreeSet<usize>)>,
}

/// Joins the classes of each family, as far as one type has all parts of the others.
pub(super) fn rejoined(known: &Known<'_>, classes: Vec<Vec<Node>>) -> Rejoined {
    let grown = Grown::new(known, &classes);
    let groups = grown.joined(|one, classes, groups| grown.covered(one, classes, groups));
    let partial = grown.partial(&groups);
    let joined = groups.all;
    let mut rejoined = Rejoined { classes: Vec::new(), complete: BTreeMap::new(), partial };
    let mut gone: BTreeSet<usize> = BTreeSet::new();
    for (complete, all) in joined.into_iter().filter(|(_, all)| all.len() > 1) {
        let mut nodes: Vec<Node> = all.iter().flat_map(|it| classes[*it].iter().copied()).collect();
        nodes.sort_unstable();
        rejoined.complete.insert(nodes[0], classes[complete].clone());
        rejoined.classes.push(nodes);
        gone.extend(all);
    }
    let rest = classes.into_iter().enumerate().filter(|(index, _)| !gone.contains(index));
    rejoined.classes.extend(rest.map(|(_, nodes)| nodes));
    rejoined
}

/// Returns the types that a type uses itself, in its document.
pub(super) fn parts(members: &[Member], (member, id): Node) -> Vec<Node> {
    let model = &members[member].model;
    let used = analyze::parts(&model.api.type_def(id).shape).into_iter().filter_map(any_use);
    used.chain(model.facts.canonical_type(id)).map(|used| (member, used)).collect()
}

/// Returns the type of another document that a document has gained; otherwise the type itself.
pub(super) fn source(members: &[Member], (member, id): Node) -> Node {
    members[member].gained.get(&id).copied().unwrap_or((member, id))
}

/// The families of types.
pub(super) struct Grown<'a> {
    pub(super) members: &'a [Member],
    pub(super) classes: &'a [Vec<Node>],
    /// The class of each type of each document.
    pub(super) class_of: HashMap<Node, usize>,
    /// The classes of each family that has several.
    families: Vec<Vec<usize>>,
    /// Those of types that are new in their documents.
    new: BTreeSet<usize>,
    /// The family of each class.
    family_of: HashMap<usize, Family>,
    homes: &'a Homes,
}

/// The classes that are one, by the first of them; and that one, by each of them.
#[derive(Default)]
pub(super) struct Groups {
    pub(super) all: BTreeMap<usize, Vec<usize>>,
    of: HashMap<usize, usize>,
}

impl Groups {
    fn add(&mut self, first: usize, all: Vec<usize>) {
        self.of.extend(all.iter().map(|it| (*it, first)));
        self.all.insert(first, all);
    }

    /// Returns the classes that are one with a class.
    pub(super) fn with(&self, class: usize) -> Vec<usize> {
        let all = self.of.get(&class).and_then(|first| self.all.get(first));
        all.cloned().unwrap_or_else(|| vec![class])
    }
}

impl<'a> Grown<'a> {
    /// Types that lack a part of their family are no part of it.
    pub(super) fn new(known: &Known<'a>, classes: &'a [Vec<Node>]) -> Self {
        let members = known.members;
        let of = classes.iter().enumerate().flat_map(|(index, nodes)| nodes.iter().map(move |node| (*node, index)));
        let class_of = of.collect();
        let mut families: BTreeMap<Family, Vec<usize>> = BTreeMap::new();
        for (index, nodes) in classes.iter().enumerate() {
            let names = |(member, id): Node| members[member].model.names.of(id);
            let has_all = |family: &Family| {
                let parts = known.homes.members.get(family).into_iter().flatten();
                parts.into_iter().all(|member| names(nodes[0]).has_member(member))
            };
            if let Some(family) = nodes.iter().find_map(|node| known.family(*node)).filter(has_all) {
                families.entry(family).or_default().push(index);
            }
        }
        let each = families.iter().flat_map(|(family, all)| all.iter().map(move |class| (*class, family.clone())));
        let family_of = each.collect();
        let families: Vec<Vec<usize>> = families.into_values().filter(|classes| classes.len() > 1).collect();
        let is_new = |class: &usize| classes[*class].iter().all(|node| known.is_new(*node));
        let new = families.iter().flatten().copied().filter(is_new).collect();
        Self { members, classes, class_of, families, new, family_of, homes: known.homes }
    }

    /// Returns the classes that can be one type, by the first of them. The types that they use must be one type too, so that a
    /// class that cannot be joined leaves out those that use it. `fitting` returns those of several classes that can be one with
    /// the first of them.
    pub(super) fn joined(&self, fitting: impl Fn(usize, &[usize], &Groups) -> Vec<usize>) -> Groups {
        let mut groups = Groups::default();
        self.families.iter().for_each(|classes| groups.add(classes[0], classes.clone()));
        let users = self.users();
        let mut todo: BTreeSet<usize> = groups.all.keys().copied().collect();
        while let Some(first) = todo.pop_first() {
            let Some(classes) = groups.all.remove(&first) else { continue };
            // Of several, the first one.
            let each = classes.iter().rev().map(|one| (*one, fitting(*one, &classes, &groups)));
            let best = each.max_by_key(|(_, all)| all.len());
            let Some((complete, joined)) = best else { continue };
            let rest: Vec<usize> = classes.iter().copied().filter(|it| !joined.contains(it)).collect();
            groups.add(complete, joined);
            if let Some(first) = rest.first().copied() {
                groups.add(first, rest);
                todo.insert(first);
                let users = classes.iter().filter_map(|class| users.get(class)).flatten();
                todo.extend(users.filter_map(|user| groups.of.get(user)));
            }
        }
        groups
    }

    /// Returns those of the classes that a class covers.
    pub(super) fn covered(&self, one: usize, classes: &[usize], groups: &Groups) -> Vec<usize> {
        classes.iter().copied().filter(|other| self.covers(one, *other, groups)).collect()
    }

    /// Returns, for each class, the classes of families that use its types.
    fn users(&self) -> HashMap<usize, BTreeSet<usize>> {
        let mut users: HashMap<usize, BTreeSet<usize>> = HashMap::new();
        for class in self.families.iter().flatten() {
            for used in self.classes[*class].iter().flat_map(|node| parts(self.members, *node)) {
                if let Some(used) = self.class_of.get(&used) {
                    users.entry(*used).or_default().insert(*class);
                }
            }
        }
        users
    }

    /// Returns the parts of the complete types that not all of the others have.
    fn partial(&self, groups: &Groups) -> Vec<(Node, BTreeSet<usize>)> {
        let mut partial = Vec::new();
        for (complete, all) in groups.all.iter().filter(|(_, all)| all.len() > 1) {
            let shape = |(member, id): Node| &self.members[member].model.api.type_def(id).shape;
            let one = self.classes[*complete][0];
            let further = all.iter().flat_map(|other| {
                let nodes = [one, self.classes[*other][0]];
                let are_one = |a: &Type, b: &Type| self.are_one([nodes[1], nodes[0]], a, b, groups);
                Join { are_one: &are_one, may_be_any: &|_| false }.further(shape(one), shape(nodes[1]))
            });
            let further: BTreeSet<usize> = further.collect();
            partial.extend(self.classes[*complete].iter().map(|node| (*node, further.clone())));
        }
        partial
    }

    /// Returns whether the types of a class have all parts of those of another, whose names they then have. A new type is one
    /// with others only if it has the same parts.
    fn covers(&self, one: usize, other: usize, groups: &Groups) -> bool {
        if one == other {
            return true;
        }
        let (is_sent, is_new) = (self.are_sent(&[one, other]), self.is_new(one) || self.is_new(other));
        let is_like = self.flags(one) == self.flags(other);
        let class = one;
        let nodes @ [one, other] = [self.classes[one][0], self.classes[other][0]];
        let are_one = |a: &Type, b: &Type| self.are_one(nodes, a, b, groups);
        let [a, b] = nodes.map(|(member, id)| self.members[member].model.api.type_def(id));
        let [shape, of_other_shape] = [self.relaxed(one, &a.shape), self.relaxed(other, &b.shape)];
        let [parts, of_other] = nodes.map(|node| self.parts(node));
        let may_be_any = |property: &str| self.may_be_any(class, property);
        Join { are_one: &are_one, may_be_any: &may_be_any }.covers(
            &shape,
            &self.without_requirements(one, &of_other_shape),
            [is_sent; 2],
        ) && described(&a.docs, &b.docs).is_some()
            && is_like
            && if is_new { of_other == parts } else { of_other.is_subset(&parts) }
    }

    /// Returns whether the existing crate leaves open that a property has any value.
    pub(super) fn may_be_any(&self, class: usize, property: &str) -> bool {
        let Some(family) = self.family_of.get(&class).filter(|_| property != REST) else { return false };
        let Homes { members, optional, values, .. } = self.homes;
        let has = |parts: &BTreeMap<Family, Vec<String>>, ident: &str| {
            parts.get(family).is_some_and(|parts| parts.iter().any(|it| it == ident))
        };
        self.fields_of(class, property)
            .into_iter()
            .all(|ident| has(values, ident) || !(has(members, ident) || has(optional, ident)))
    }

    /// Returns whether the types of a class are new in their documents.
    pub(super) fn is_new(&self, class: usize) -> bool {
        self.new.contains(&class)
    }

    /// Returns the shape of a type without the requirement of properties that callers know as an `Option`.
    pub(super) fn relaxed(&self, node: Node, shape: &Shape) -> Shape {
        let mut shape = shape.clone();
        let family = self.class_of.get(&node).and_then(|class| self.family_of.get(class));
        let optional = family.and_then(|family| self.homes.optional.get(family)).into_iter().flatten();
        let names = &self.members[node.0].model.names.of(node.1).fields;
        if let Shape::Object(object) = &mut shape {
            let optional: BTreeSet<&str> = optional.map(String::as_str).collect();
            let fields = object.fields.iter_mut().zip(names).filter(|(_, name)| optional.contains(name.as_str()));
            fields.for_each(|(field, _)| field.required = false);
        }
        shape
    }

    /// Returns a shape without the requirement of properties that not all schemas of the type `node` have.
    fn without_requirements(&self, (member, id): Node, shape: &Shape) -> Shape {
        let (mut shape, model) = (shape.clone(), &self.members[member].model);
        let of_some = model.facts.partial.get(&id).into_iter().flatten();
        if let (Shape::Object(object), Shape::Object(own)) = (&mut shape, &model.api.type_def(id).shape) {
            let optional: BTreeSet<&str> =
                of_some.map(|index| &own.fields[*index]).filter(|it| !it.required).map(|it| it.name.as_str()).collect();
            let fields = object.fields.iter_mut().filter(|it| optional.contains(it.name.as_str()));
            fields.for_each(|field| field.required = false);
        }
        shape
    }

    fn are_one(&self, [one, other]: [Node; 2], a: &Type, b: &Type, groups: &Groups) -> bool {
        alike(a, b, &|a, b| self.is_one([(one.0, a), (other.0, b)], groups))
    }

    /// Returns whether two types are one. A type that a document has gained from another one is the type of that document.
    pub(super) fn is_one(&self, nodes: [Node; 2], groups: &Groups) -> bool {
        let [one, other] = nodes.map(|node| self.class_of.get(&node));
        let group = |class: Option<&usize>| class.and_then(|it| groups.of.get(it));
        let [source, source_of_other] = nodes.map(|node| source(self.members, node));
        one == other || (group(one).is_some() && group(one) == group(other)) || source == source_of_other
    }

    /// Returns whether requests contain values of these classes.
    pub(super) fn are_sent(&self, classes: &[usize]) -> bool {
        let mut nodes = classes.iter().flat_map(|class| &self.classes[*class]);
        nodes.any(|(member, id)| self.members[*member].model.facts.is_sent(*id))
    }

    /// Returns what the types of a class are in Rust, beside their shape.
    pub(super) fn flags(&self, class: usize) -> (bool, bool, bool, Option<&[usize]>) {
        let (member, id) = self.classes[class][0];
        let facts = &self.members[member].model.facts;
        let is_alias = facts.canonical_type(id).is_some();
        (is_alias, facts.is_form(id), facts.is_newtype(id), facts.derives.get(&id).map(Vec::as_slice))
    }

    /// Returns the parts of a type, and its name.
    pub(super) fn parts(&self, (member, id): Node) -> BTreeSet<String> {
        let model = &self.members[member].model;
        let mut all: BTreeSet<String> = part_keys(&model.api.type_def(id).shape).into_iter().collect();
        all.insert(format!("type {}", model.names.of(id).ident.as_str()));
        all
    }

    /// Returns the names of the fields for a property of the types of a class.
    fn fields_of(&self, class: usize, property: &str) -> Vec<&str> {
        let of = |(member, id): &Node| {
            let model = &self.members[*member].model;
            let Shape::Object(object) = &model.api.type_def(*id).shape else { return None };
            let index = object.fields.iter().position(|field| field.name == property)?;
            Some(model.names.of(*id).fields[index].as_str())
        };
        self.classes[class].iter().filter_map(of).collect()
    }
}

/// Returns a key for each part of a shape, in the order of their names.
pub(super) fn part_keys(shape: &Shape) -> Vec<String> {
    match shape {
        Shape::Object(object) => {
            let fields = object.fields.iter().map(|it| format!("property {}", it.name));
            fields.chain(object.rest.as_ref().map(|_| "rest".to_owned())).collect()
        }
        Shape::StringEnum(values) => values.clone(),
        Shape::IntegerEnum(values) => values.iter().map(ToString::to_string).collect(),
        Shape::ValueEnum(values) => {
            values.iter().map(|it| it.as_str().map_or_else(|| it.to_string(), str::to_owned)).collect()
        }
        Shape::Union(union) => union.variants.iter().map(|it| variant_key(&it.name)).collect(),
        Shape::Tuple(_) | Shape::Alias(_) => Vec::new(),
    }
}
