//! Partition refinement over the types of all documents: which types are equal, with all that they use.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::combine::Member;
use crate::combine::prints::{Keys, Print, print};
use crate::ir::TypeId;
use crate::parallel;

/// A type of a document: the index of the document, and its id.
pub(super) type Node = (usize, TypeId);

/// The fingerprint of each type of each document, with the types that it names.
pub(super) struct Prints(Vec<Vec<(Print, Vec<TypeId>)>>);

impl Prints {
    pub(super) fn new(members: &[Member]) -> Self {
        let keys = Keys::default();
        Self(parallel::map(members, |member| {
            let context = member.context();
            context.api.type_ids().map(|id| print(context, id, &keys)).collect()
        }))
    }

    /// Returns the classes of equal types; those in `apart` are equal only to others with the same number there.
    ///
    /// A split of a class concerns only the types that use its smaller parts, so that a long chain of types costs no more than
    /// their number.
    pub(super) fn classes(&self, apart: &BTreeMap<Node, usize>) -> Vec<Vec<Node>> {
        let mut partition = Partition::new(&self.0, apart);
        let users = self.users();
        let mut pending: BTreeSet<usize> = (0..partition.classes.len()).collect();
        while let Some(class) = pending.pop_first() {
            for (member, id) in partition.split(class, &self.0) {
                let users = users[member][id.index()].iter();
                pending.extend(users.map(|user| partition.of[member][user.index()]));
            }
        }
        partition.classes
    }

    /// Returns, for each type, the types of the same document that name it.
    fn users(&self) -> Vec<Vec<Vec<TypeId>>> {
        let of_member = |types: &Vec<(Print, Vec<TypeId>)>| {
            let mut users = vec![Vec::new(); types.len()];
            for (index, (_, inner)) in types.iter().enumerate() {
                inner.iter().for_each(|used| users[used.index()].push(TypeId(index)));
            }
            users
        };
        self.0.iter().map(of_member).collect()
    }
}

struct Partition {
    /// The class of each type.
    of: Vec<Vec<usize>>,
    /// The types of each class.
    classes: Vec<Vec<Node>>,
}

impl Partition {
    /// Returns the classes of types with the same fingerprint.
    fn new(prints: &[Vec<(Print, Vec<TypeId>)>], apart: &BTreeMap<Node, usize>) -> Self {
        let mut known: HashMap<(Print, Option<usize>), usize> = HashMap::new();
        let mut partition = Self { of: Vec::with_capacity(prints.len()), classes: Vec::new() };
        for (member, types) in prints.iter().enumerate() {
            let mut of_member = Vec::with_capacity(types.len());
            for (index, (print, _)) in types.iter().enumerate() {
                let node = (member, TypeId(index));
                let next = partition.classes.len();
                let class = *known.entry((*print, apart.get(&node).copied())).or_insert(next);
                if class == next {
                    partition.classes.push(Vec::new());
                }
                partition.classes[class].push(node);
                of_member.push(class);
            }
            partition.of.push(of_member);
        }
        partition
    }

    /// Splits a class by the classes of the types that its types use. The largest part keeps the class; returns the types of
    /// the others.
    fn split(&mut self, class: usize, prints: &[Vec<(Print, Vec<TypeId>)>]) -> Vec<Node> {
        if self.classes[class].len() < 2 {
            return Vec::new();
        }
        let mut keys: HashMap<Vec<usize>, usize> = HashMap::new();
        let mut parts: Vec<Vec<Node>> = Vec::new();
        for (member, id) in std::mem::take(&mut self.classes[class]) {
            let inner = &prints[member][id.index()].1;
            let key = inner.iter().map(|used| self.of[member][used.index()]).collect();
            let part = *keys.entry(key).or_insert(parts.len());
            if part == parts.len() {
                parts.push(Vec::new());
            }
            parts[part].push((member, id));
        }
        // Of several parts of one size, the first stays.
        let largest = (0..parts.len()).rev().max_by_key(|part| parts[*part].len()).unwrap_or(0);
        self.classes[class] = std::mem::take(&mut parts[largest]);
        let mut moved = Vec::new();
        for part in parts.into_iter().filter(|part| !part.is_empty()) {
            let next = self.classes.len();
            part.iter().for_each(|(member, id)| self.of[*member][id.index()] = next);
            moved.extend(part.iter().copied());
            self.classes.push(part);
        }
        moved
    }
}
