//! The types that several documents have, by partition refinement over all documents.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::combine::classes::{Node, Prints};
use crate::combine::errors::{Body, bodies, is_within};
use crate::combine::grown::{Family, Rejoined, part_keys, parts, rejoined, source};
use crate::combine::prints::described;
use crate::combine::{Homes, Member, Shared};
use crate::ir::{Shape, TypeId};
use crate::name::{Ident as _, ModulePath, Snake, spelled};

/// Finds the types that several documents have, sets their modules in the names of the documents, and returns them. Whatever
/// one document sends or receives counts for all.
pub(super) fn shared(members: &mut [Member], homes: &Homes) -> Vec<Shared> {
    let known = Known::new(members, homes);
    let Rejoined { classes, complete, partial } = rejoined(&known, known.classes());
    let (placed, bodies) = known.placed(classes, &complete);
    let owners: Vec<Vec<Option<String>>> = members.iter().map(owners).collect();
    let features: Vec<BTreeSet<String>> = members.iter().map(Member::features).collect();
    let of_node = |(member, id): &Node| match &owners[*member][id.index()] {
        Some(feature) => [feature.clone()].into(),
        None => features[*member].clone(),
    };
    let each = placed.iter().map(|(nodes, _)| Needs {
        features: nodes.iter().flat_map(of_node).collect(),
        directions: nodes
            .iter()
            .fold([false; 2], |all, (member, id)| either(all, members[*member].model.facts.directions_of(*id))),
    });
    let needs = spread(members, &placed, &complete, (each.collect(), &bodies));
    let mut shared: Vec<Shared> = Vec::new();
    for ((nodes, home), needs) in placed.iter().zip(&needs) {
        let (member, id) = best_described(members, complete.get(&nodes[0]).unwrap_or(nodes));
        let all = nodes.iter().map(|(member, _)| *member).collect();
        shared.push(Shared { member, id, home: home.clone(), members: all, features: needs.features.clone() });
    }
    shared.sort_by_key(|it| (it.home.clone(), ident(members, (it.member, it.id))));
    for (node, of_some) in partial {
        make_optional(members, node, of_some);
    }
    for (nodes, complete) in placed.iter().filter_map(|(nodes, _)| Some((nodes, complete.get(&nodes[0])?[0]))) {
        let optional = optional(members, complete);
        for (member, id) in nodes.iter().copied() {
            let fields = required(&members[member], id, &optional);
            make_optional(members, (member, id), fields);
        }
    }
    for (nodes, complete) in placed.iter().filter_map(|(nodes, _)| Some((nodes, complete.get(&nodes[0])?[0]))) {
        nodes.iter().filter(|node| **node != complete).for_each(|node| align(members, *node, complete));
    }
    for ((nodes, home), needs) in placed.into_iter().zip(needs) {
        for (member, id) in nodes {
            // Callers know the field as an `Option`, although all schemas may have come to require the property.
            let optional = homes.optional.get(&(spelled(&home), ident(members, (member, id))));
            if let (Some(optional), [false, _]) = (optional, needs.directions) {
                let fields = required(&members[member], id, optional);
                make_optional(members, (member, id), fields);
            }
            members[member].model.facts.set_directions(id, needs.directions);
            members[member].model.names.place.homes.insert(id, home.clone());
        }
    }
    shared
}

/// Gives the parts of a type the names that they have in the type that has all parts.
fn align(members: &mut [Member], (member, id): Node, (complete, whole): Node) {
    let keys = |(member, id): Node| part_keys(&members[member].model.api.type_def(id).shape);
    let (own, all) = (keys((member, id)), keys((complete, whole)));
    let all: HashMap<&String, usize> = all.iter().zip(0..).collect();
    let places: Vec<Option<usize>> = own.iter().map(|key| all.get(key).copied()).collect();
    let names = members[complete].model.names.of(whole);
    let (fields, variants, rest) = (names.fields.clone(), names.variants.clone(), names.rest.clone());
    let names = members[member].model.names.of_mut(id);
    for (index, place) in places.into_iter().enumerate().filter_map(|(index, place)| Some((index, place?))) {
        if let (Some(own), Some(name)) = (names.fields.get_mut(index), fields.get(place)) {
            own.clone_from(name);
        }
        if let (Some(own), Some(name)) = (names.variants.get_mut(index), variants.get(place)) {
            own.clone_from(name);
        }
    }
    names.rest = rest;
}

/// Makes properties optional that some responses lack, or lacked when the existing crate was generated.
fn make_optional(members: &mut [Member], (member, id): Node, of_some: BTreeSet<usize>) {
    let model = &mut members[member].model;
    if let Shape::Object(object) = &mut model.api.types[id.index()].shape {
        let fields = object.fields.iter_mut().enumerate().filter(|(index, _)| of_some.contains(index));
        fields.for_each(|(_, field)| field.required = false);
    }
    model.facts.partial.entry(id).or_default().extend(of_some);
}

/// Returns the names of the fields of optional properties.
fn optional(members: &[Member], (member, id): Node) -> Vec<String> {
    let model = &members[member].model;
    let Shape::Object(object) = &model.api.type_def(id).shape else { return Vec::new() };
    let fields = object.fields.iter().zip(&model.names.of(id).fields).filter(|(field, _)| !field.required);
    fields.map(|(_, name)| name.as_str().to_owned()).collect()
}

/// Returns the required properties of a type whose fields have one of these names.
fn required(member: &Member, id: TypeId, fields: &[String]) -> BTreeSet<usize> {
    let Shape::Object(object) = &member.model.api.type_def(id).shape else { return BTreeSet::new() };
    let names = &member.model.names.of(id).fields;
    let required = object.fields.iter().zip(names).enumerate().filter(|(_, (field, _))| field.required);
    required.filter(|(_, (_, name))| fields.iter().any(|it| it == name.as_str())).map(|(index, _)| index).collect()
}

/// The needs of the users of a common type.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Needs {
    /// The features any of which enables it.
    features: BTreeSet<String>,
    /// Whether requests and whether responses contain values of it.
    directions: [bool; 2],
}

fn either([a, b]: [bool; 2], [c, d]: [bool; 2]) -> [bool; 2] {
    [a || c, b || d]
}

/// Adds the needs of types that were joined, and of common enums over error responses, to those of their parts, of whose
/// documents only one may have them.
fn spread(
    members: &[Member],
    placed: &[(Vec<Node>, ModulePath)],
    complete: &BTreeMap<Node, Vec<Node>>,
    (mut needs, bodies): (Vec<Needs>, &[Body]),
) -> Vec<Needs> {
    let places = placed.iter().enumerate();
    let place_of: HashMap<Node, usize> =
        places.flat_map(|(index, (nodes, _))| nodes.iter().map(move |node| (*node, index))).collect();
    let joined = placed.iter().enumerate().filter(|(_, (nodes, _))| complete.contains_key(&nodes[0]));
    let mut todo: Vec<usize> = joined.map(|(index, _)| index).collect();
    for (body, place) in bodies.iter().filter_map(|body| Some((body, *place_of.get(&body.node)?))) {
        needs[place].features.extend(body.features.iter().cloned());
        todo.push(place);
    }
    while let Some(index) = todo.pop() {
        let of = needs[index].clone();
        for part in placed[index].0.iter().flat_map(|node| parts(members, *node)) {
            let Some(part) = place_of.get(&part).copied().filter(|part| *part != index) else { continue };
            let before = needs[part].clone();
            needs[part].features.extend(of.features.iter().cloned());
            needs[part].directions = either(before.directions, of.directions);
            if needs[part] != before {
                todo.push(part);
            }
        }
    }
    needs
}

/// The place of a type in the existing crate.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Before<'a> {
    /// A type of this document alone.
    Own(usize),
    /// A common type in this module.
    Common(&'a str),
}

/// The documents, and the modules of common types in the existing crate.
pub(super) struct Known<'a> {
    pub(super) members: &'a [Member],
    pub(super) homes: &'a Homes,
    /// The modules that have a common type, with the modules of its documents, by the name of the type.
    common: HashMap<&'a str, Vec<(&'a str, &'a BTreeSet<String>)>>,
    /// The modules of the documents as text.
    modules: Vec<String>,
    /// The types that other documents have gained.
    sources: BTreeSet<Node>,
}

impl<'a> Known<'a> {
    pub(super) fn new(members: &'a [Member], homes: &'a Homes) -> Self {
        let mut common: HashMap<&str, Vec<_>> = HashMap::new();
        for ((home, ident), documents) in &homes.common {
            common.entry(ident).or_default().push((home.as_str(), documents));
        }
        let modules = members.iter().map(|it| spelled(&it.part.module)).collect();
        let sources = members.iter().flat_map(|member| member.gained.values().copied()).collect();
        Self { members, homes, common, modules, sources }
    }

    /// Returns the modules that have a common type of this name in the existing crate, with the modules of its documents.
    fn common(&self, ident: &str) -> &[(&'a str, &'a BTreeSet<String>)] {
        self.common.get(ident).map(Vec::as_slice).unwrap_or_default()
    }

    /// Returns the classes of types that are one. Types that were two in the existing crate stay two, because code may implement
    /// a trait for both.
    pub(super) fn classes(&self) -> Vec<Vec<Node>> {
        let prints = Prints::new(self.members);
        let mut apart = BTreeMap::new();
        loop {
            let classes = prints.classes(&apart);
            let before = apart.len();
            apart.extend(classes.iter().flat_map(|nodes| self.apart(nodes)));
            // The types that use them are two as well.
            if apart.len() == before {
                return classes;
            }
        }
    }

    /// Returns the types that must stay apart from the others of their class: all that were other types in the existing crate
    /// than the first one. Those that were one type have one number, the index of its first document.
    fn apart(&self, nodes: &[Node]) -> Vec<(Node, usize)> {
        let known = nodes.iter().filter_map(|node| Some((self.before(*node)?, *node)));
        let mut known: Vec<(Before<'_>, Node)> = known.collect();
        // A common type precedes.
        known.sort_by_key(|(before, _)| matches!(before, Before::Own(_)));
        let mut numbers: Vec<(&Before<'_>, usize)> = Vec::new();
        let mut apart = Vec::new();
        for (before, node) in &known {
            let number = numbers.iter().find(|(other, _)| *other == before).map(|(_, number)| *number);
            let number = number.unwrap_or_else(|| {
                numbers.push((before, node.0));
                node.0
            });
            if numbers.first().is_some_and(|(first, _)| *first != before) {
                apart.push((*node, number));
            }
        }
        apart
    }

    /// Returns the type that a type was in the existing crate; `None` if it is new.
    fn before(&self, node: Node) -> Option<Before<'_>> {
        let (ident, module) = (ident(self.members, node), &self.modules[node.0]);
        if let Some((home, _)) = self.common(&ident).iter().find(|(_, documents)| documents.contains(module)) {
            return Some(Before::Common(home));
        }
        let is_own = self.homes.own.get(module).is_some_and(|own| own.contains(&ident));
        is_own.then_some(Before::Own(node.0))
    }

    /// Returns the common type that a type was in the existing crate, or may be from now on: one that another document has
    /// gained, and a new one.
    pub(super) fn family(&self, node: Node) -> Option<Family> {
        let known = |node: Node| match self.before(node)? {
            Before::Common(home) => Some((home.to_owned(), ident(self.members, node))),
            Before::Own(_) => None,
        };
        let source = source(self.members, node);
        known(node).or_else(|| known(source)).or_else(|| self.new_family(source))
    }

    fn new_family(&self, node: Node) -> Option<Family> {
        let (ident, module) = (ident(self.members, node), &self.modules[node.0]);
        match self.before(node) {
            // Two types of the existing crate stay two.
            Some(_) => self.sources.contains(&node).then(|| (module.clone(), ident)),
            None if self.homes.common.is_empty() => None,
            None => {
                let homes = self.common(&ident).iter().map(|(home, _)| *home);
                let nearest = homes.max_by_key(|home| (is_within(module, home), home.len()));
                // No module has this name.
                Some((nearest.unwrap_or("?").to_owned(), ident))
            }
        }
    }

    /// Returns whether a type is new in its document, which has not gained it from another one.
    pub(super) fn is_new(&self, node: Node) -> bool {
        let is_gained = self.members[node.0].gained.contains_key(&node.1);
        self.before(node).is_none() && !is_gained && !self.sources.contains(&node)
    }

    /// Returns the classes of types that several documents have, or had in the existing crate, with their modules; and those of
    /// the parts of a type that was joined, and of common enums over error responses, which only one document has. Returns the
    /// types in these enums too.
    fn placed(
        &self,
        classes: Vec<Vec<Node>>,
        complete: &BTreeMap<Node, Vec<Node>>,
    ) -> (Vec<(Vec<Node>, ModulePath)>, Vec<Body>) {
        let classes = classes.into_iter().map(|nodes| (self.recorded(&nodes), nodes));
        let mut classes: Vec<_> = classes.filter(|(known, nodes)| known.is_some() || nodes.len() > 1).collect();
        // A type of the existing crate keeps its name; then the type that most documents have is the first to get its name.
        classes.sort_by_cached_key(|(known, nodes)| (known.is_none(), Reverse(nodes.len()), nodes.clone()));
        let mut places = Places { members: self.members, taken: BTreeSet::new() };
        let mut placed = Vec::new();
        for (known, nodes) in classes {
            let home = known.unwrap_or_else(|| common(self.members, nodes.iter().map(|(member, _)| *member)));
            let home = places.take(nodes[0], home, nodes.len() > 1);
            placed.extend(home.map(|home| (nodes, home)));
        }
        let known: BTreeSet<Node> = placed.iter().flat_map(|(nodes, _)| nodes).copied().collect();
        let was_common = |node: Node| matches!(self.before(node), Some(Before::Common(_)));
        let bodies = bodies(self.members, self.homes, |node| !known.contains(&node) && was_common(node));
        let of_joined = placed.iter().filter_map(|(nodes, home)| Some((complete.get(&nodes[0])?, home)));
        let of_joined = of_joined.flat_map(|(nodes, home)| nodes.iter().map(|node| (*node, home.clone())));
        let mut todo: Vec<(Node, ModulePath)> =
            of_joined.chain(bodies.iter().map(|body| (body.node, body.home.clone()))).collect();
        // The first type is the first to give its parts a module.
        todo.reverse();
        let mut seen: BTreeSet<Node> = BTreeSet::new();
        while let Some((node, home)) = todo.pop() {
            if seen.insert(node) {
                if !known.contains(&node) {
                    placed.extend(places.take(node, home.clone(), true).map(|home| (vec![node], home)));
                }
                todo.extend(parts(self.members, node).into_iter().map(|part| (part, home.clone())));
            }
        }
        (placed, bodies)
    }

    /// Returns the module that has these types in the existing crate.
    fn recorded(&self, nodes: &[Node]) -> Option<ModulePath> {
        let ident = ident(self.members, nodes[0]);
        let has = |documents: &BTreeSet<String>| nodes.iter().any(|(it, _)| documents.contains(&self.modules[*it]));
        let mut homes = self.common(&ident).iter().filter(|(_, documents)| has(documents));
        homes.find_map(|(home, _)| free_path(self.members, home))
    }
}

/// The modules and names of common types.
struct Places<'a> {
    members: &'a [Member],
    taken: BTreeSet<(ModulePath, String)>,
}

impl Places<'_> {
    /// Takes the name of a type in the module `home`; if another type has it, in another module, provided that `may_move`.
    fn take(&mut self, node: Node, home: ModulePath, may_move: bool) -> Option<ModulePath> {
        let name = ident(self.members, node).to_lowercase();
        let first = &self.members[node.0].part.module;
        let further = (1..).take_while(|_| may_move).map(|number| another_home(&home, first, number));
        let mut homes = std::iter::once(home.clone()).chain(further);
        homes.find(|home| self.taken.insert((home.clone(), name.clone())))
    }
}

/// Returns the module that documents have in common, by their index.
pub(super) fn common(members: &[Member], documents: impl Iterator<Item = usize>) -> ModulePath {
    let paths = documents.map(|member| members[member].part.module.clone());
    let common = paths.reduce(|common, path| {
        common.into_iter().zip(path).take_while(|(a, b)| a == b).map(|(name, _)| name).collect()
    });
    common.unwrap_or_default()
}

/// Returns another module for a type if its module has a type of this name already. The first of its documents gives the name.
fn another_home(home: &ModulePath, first: &ModulePath, number: usize) -> ModulePath {
    let name = first.get(home.len()).map_or("others", |name| name.as_str());
    let number = if number == 1 { String::new() } else { number.to_string() };
    home.iter().cloned().chain([Snake::new(&format!("{name}_common{number}"))]).collect()
}

/// Parses the text of a module that has common items, unless a document has taken the module since.
pub(super) fn free_path(members: &[Member], text: &str) -> Option<ModulePath> {
    path(text).filter(|home| !members.iter().any(|it| home.starts_with(&it.part.module)))
}

/// Parses the text of a module.
fn path(text: &str) -> Option<ModulePath> {
    if text.is_empty() { Some(ModulePath::new()) } else { text.split("::").map(Snake::exact).collect() }
}

fn ident(members: &[Member], (member, id): Node) -> String {
    members[member].model.names.of(id).ident.as_str().to_owned()
}

/// Returns the type with the longest descriptions, the first of several.
fn best_described(members: &[Member], nodes: &[Node]) -> Node {
    let length = |(member, id): &Node| {
        let def = members[*member].model.api.type_def(*id);
        described(&def.shape, &def.docs)
    };
    let longest = nodes.iter().map(length).max();
    nodes.iter().copied().find(|node| Some(length(node)) == longest).unwrap_or(nodes[0])
}

/// Returns the feature of the only group that uses each type of a document; `None` if there are several.
fn owners(member: &Member) -> Vec<Option<String>> {
    let context = member.context();
    let mut owners = vec![None; context.api.types.len()];
    for (feature, ids) in context.by_owner().1 {
        ids.into_iter().for_each(|id| owners[id.index()] = Some(feature.to_owned()));
    }
    owners
}
