//! Common types that have grown in several of their documents: one of the documents gains the parts of the others, so that its
//! type has all of them.

use std::collections::{BTreeMap, BTreeSet};

use crate::combine::classes::Node;
use crate::combine::grown::{Groups, Grown};
use crate::combine::types::Known;
use crate::combine::{Homes, Member};
use crate::grow::{Gains, Join, alike, described, unconstrained};
use crate::ir::{Docs, Origin, Shape, Type, TypeDef, TypeId};
use crate::name::{Ident as _, spelled};

/// The types and parts that a document gains from others.
#[derive(Debug)]
pub(crate) struct Gain {
    /// The index of the document.
    pub(crate) member: usize,
    /// Its types with those that it gains.
    pub(crate) gains: Gains,
    /// The types that it gains: the index of the other document, and the id there.
    pub(crate) sources: BTreeMap<TypeId, Node>,
}

/// Returns the types and parts that documents gain from others, so that the types that are one in the existing crate stay one.
pub(crate) fn gains(members: &[Member], homes: &Homes) -> Vec<Gain> {
    if homes.common.is_empty() {
        return Vec::new();
    }
    let known = Known::new(members, homes);
    let classes = known.classes();
    let grown = Grown::new(&known, &classes);
    let united = United::new(&grown);
    let groups = grown.joined(|one, classes, groups| united.joined(one, classes, groups).classes);
    let several = groups.all.iter().filter(|(_, all)| all.len() > 1);
    // Otherwise one of the documents has all parts of the others.
    let lacking =
        several.filter(|(_, all)| !all.iter().any(|one| grown.covered(*one, all, &groups).len() == all.len()));
    let mut hosts: BTreeMap<usize, Host<'_>> = BTreeMap::new();
    for (first, all) in lacking {
        let (member, id) = classes[*first][0];
        let host = hosts.entry(member).or_insert_with(|| Host::new(&united, &groups, member));
        host.grow(id, united.joined(*first, all, &groups));
    }
    hosts.into_values().map(Host::gain).collect()
}

/// The types of all documents, as those of one: the ids of each document follow those of the one before.
struct United<'a> {
    grown: &'a Grown<'a>,
    /// The first id of each document.
    first: Vec<usize>,
}

/// Classes of types as one type, with the ids of all documents.
struct Joined {
    classes: Vec<usize>,
    shape: Shape,
    docs: Docs,
    /// The parts, by index, that not all of the classes have.
    partial: BTreeSet<usize>,
}

impl<'a> United<'a> {
    fn new(grown: &'a Grown<'a>) -> Self {
        let counts = grown.members.iter().map(|member| member.model.api.types.len());
        let first = counts.scan(0, |next, count| Some(std::mem::replace(next, *next + count)));
        Self { first: first.collect(), grown }
    }

    fn id(&self, (member, id): Node) -> TypeId {
        TypeId(self.first[member] + id.index())
    }

    fn node(&self, id: TypeId) -> Node {
        let member = self.first.partition_point(|first| *first <= id.index()) - 1;
        (member, TypeId(id.index() - self.first[member]))
    }

    fn def(&self, (member, id): Node) -> &'a TypeDef {
        self.grown.members[member].model.api.type_def(id)
    }

    /// Returns the shape of a type without the requirement of properties that callers know as an `Option`.
    fn shape(&self, node: Node) -> Shape {
        self.united(node, self.grown.relaxed(node, &self.def(node).shape))
    }

    fn united(&self, node: Node, mut shape: Shape) -> Shape {
        shape.types_mut().into_iter().for_each(|ty| ty.replace(&mut |id| self.id((node.0, id))));
        shape
    }

    /// Joins those of the classes that fit the class `one`.
    fn joined(&self, one: usize, classes: &[usize], groups: &Groups) -> Joined {
        let are_one = |one: &Type, other: &Type| {
            alike(one, other, &|one, other| self.grown.is_one([self.node(one), self.node(other)], groups))
        };
        let may_be_any = |property: &str| classes.iter().all(|class| self.grown.may_be_any(*class, property));
        let join = Join { are_one: &are_one, may_be_any: &may_be_any };
        let is_sent = self.grown.are_sent(classes);
        let first = self.grown.classes[one][0];
        let (mut shape, mut docs, mut fitting) = (self.shape(first), self.def(first).docs.clone(), vec![one]);
        for class in classes.iter().copied().filter(|class| *class != one) {
            if self.grown.is_new(class) || self.grown.is_new(one) {
                // All of its parts are those of another one.
                if !self.grown.covered(class, &fitting, groups).is_empty() {
                    fitting.push(class);
                }
                continue;
            }
            let node = self.grown.classes[class][0];
            let fits = self.grown.flags(one) == self.grown.flags(class);
            if let Some(both) = join.shape(&shape, &self.shape(node), [is_sent; 2]).filter(|_| fits) {
                docs = described(&docs, &self.def(node).docs).unwrap_or_else(|| unconstrained(&docs));
                shape = both;
                fitting.push(class);
            }
        }
        let mut partial = BTreeSet::new();
        for (member, id) in fitting.iter().map(|class| self.grown.classes[*class][0]) {
            let of_class = self.united((member, id), self.def((member, id)).shape.clone());
            partial.extend(join.further(&shape, &of_class));
            let own = self.grown.members[member].model.facts.partial.get(&id);
            partial.extend(own.into_iter().flat_map(|own| join.same(&shape, &of_class, own)));
        }
        Joined { classes: fitting, shape, docs, partial }
    }
}

/// A document that gains types.
struct Host<'a> {
    united: &'a United<'a>,
    groups: &'a Groups,
    gain: Gain,
    /// The types of other documents that it has gained, by the first of their classes.
    known: BTreeMap<usize, TypeId>,
}

impl<'a> Host<'a> {
    fn new(united: &'a United<'a>, groups: &'a Groups, member: usize) -> Self {
        let model = &united.grown.members[member].model;
        let gains = Gains { types: model.api.types.clone(), partial: model.facts.partial.clone() };
        Self { united, groups, gain: Gain { member, gains, sources: BTreeMap::new() }, known: BTreeMap::new() }
    }

    fn gain(self) -> Gain {
        self.gain
    }

    /// Gives one of the types of the document the parts of the others.
    fn grow(&mut self, id: TypeId, joined: Joined) {
        let Joined { mut shape, docs, partial, .. } = joined;
        self.localize(&mut shape);
        let def = &mut self.gain.gains.types[id.index()];
        (def.shape, def.docs) = (shape, docs);
        self.gain.gains.partial.insert(id, partial);
    }

    fn localize(&mut self, shape: &mut Shape) {
        for ty in shape.types_mut() {
            ty.replace(&mut |id| self.local(self.united.node(id)));
        }
    }

    /// Returns the type of the document that is one with a type of another document. If there is none, the document gains it.
    fn local(&mut self, node: Node) -> TypeId {
        let grown = self.united.grown;
        let classes = grown.class_of.get(&node).map(|class| self.groups.with(*class)).unwrap_or_default();
        let mut nodes = classes.iter().flat_map(|class| &grown.classes[*class]);
        if let Some((_, own)) = nodes.find(|(member, _)| *member == self.gain.member) {
            return *own;
        }
        let first = classes.into_iter().min().unwrap_or_default();
        if let Some(known) = self.known.get(&first) {
            return *known;
        }
        let id = TypeId(self.gain.gains.types.len());
        self.known.insert(first, id);
        self.gain.sources.insert(id, node);
        let def = self.united.def(node).clone();
        let mut shape = self.united.shape(node);
        self.gain.gains.types.push(def.clone());
        let origin = match def.origin {
            Origin::Part(owner, role) => Origin::Part(self.local((node.0, owner)), role),
            Origin::Component(name) => Origin::Component(self.component(node, name)),
            Origin::Operation(..) | Origin::Webhook(..) => {
                let ident = self.united.grown.members[node.0].model.names.of(node.1).ident.as_str().to_owned();
                Origin::Component(self.component(node, ident))
            }
        };
        self.localize(&mut shape);
        self.gain.gains.types[id.index()] = TypeDef { origin, shape, elsewhere: None, ..def };
        id
    }

    /// Returns the name of a component of another document: after that document too, if this one has another type of the name.
    fn component(&self, node: Node, name: String) -> String {
        let members = self.united.grown.members;
        let ident = members[node.0].model.names.of(node.1).ident.as_str();
        let is_taken = members[self.gain.member].model.names.type_names().any(|taken| taken == ident);
        if is_taken { format!("{} {name}", spelled(&members[node.0].part.module)) } else { name }
    }
}
