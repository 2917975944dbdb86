//! Circular aliases, and unions that contain themselves.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use petgraph::algo::kosaraju_scc;
use petgraph::graph::DiGraph;

use crate::diagnostic::Code;
use crate::ir::alias::union_behind;
use crate::ir::{Shape, Type, TypeId, Union, Variant};
use crate::lower::Lowering;

impl Lowering<'_> {
    /// Replaces circular aliases, which have no values, by `serde_json::Value`.
    pub(super) fn resolve_alias_cycles(&mut self) {
        let mut users = vec![Vec::new(); self.types.len()];
        for (index, def) in self.types.iter().enumerate() {
            alias(def.shape.as_ref()).into_iter().for_each(|used| users[used.index()].push(index));
        }
        // The aliases that end in a type, and those that end in a cycle.
        let (mut ends, mut circular) = (vec![false; self.types.len()], HashSet::new());
        for start in 0..self.types.len() {
            let (mut path, mut passed, mut at) = (Vec::new(), HashSet::new(), start);
            let is_circular = loop {
                match alias(self.types[at].shape.as_ref()) {
                    None => break false,
                    Some(_) if ends[at] => break false,
                    Some(_) if circular.contains(&at) || !passed.insert(at) => break true,
                    Some(next) => {
                        path.push(at);
                        at = next.index();
                    }
                }
            };
            if is_circular {
                let message = "this schema refers only to itself; the type is `serde_json::Value`";
                self.diagnostics
                    .warning(Code::CircularReference, &self.types[start].pointer, message)
                    .help("give the schema a `type`, or remove the reference to itself");
                self.types[start].shape = Some(Shape::Alias(Type::Any));
                // Aliases of this type end here now.
                let mut ended = vec![start];
                while let Some(at) = ended.pop() {
                    if !std::mem::replace(&mut ends[at], true) {
                        ended.extend(&users[at]);
                    }
                }
                circular.extend(path.into_iter().filter(|at| !ends[*at]));
            } else {
                path.into_iter().for_each(|at| ends[at] = true);
            }
        }
    }

    /// Breaks cycles of unions: a union in a cycle gets the variants of the whole cycle that are not in the cycle.
    pub(super) fn resolve_union_cycles(&mut self) {
        let unions = self.types.iter().enumerate().filter(|(_, def)| matches!(def.shape, Some(Shape::Union(_))));
        let unions = unions.map(|(index, _)| TypeId(index)).collect();
        // Without one of its unions, a cycle may still contain others: process the first of all next.
        let mut cycles = self.cycles(&unions);
        while let Some((start, mut cycle)) = cycles.pop_first() {
            let Some(Shape::Union(union)) = &self.types[start.index()].shape else { continue };
            let variants = self.variants_outside_cycle(start, union, &cycle);
            let message = "this union contains itself; oasmith uses its other variants";
            self.diagnostics
                .warning(Code::CircularReference, &self.types[start.index()].pointer, message)
                .help("remove the variant that refers to the union itself");
            let union = Union { variants, discriminator: None, is_any: false };
            self.types[start.index()].shape = Some(Shape::Union(union));
            cycle.remove(&start);
            cycles.extend(self.cycles(&cycle));
        }
    }

    /// Returns the cycles among these unions, each by its first union.
    fn cycles(&self, unions: &BTreeSet<TypeId>) -> BTreeMap<TypeId, BTreeSet<TypeId>> {
        let mut graph = DiGraph::<TypeId, ()>::new();
        let nodes: HashMap<TypeId, _> = unions.iter().map(|id| (*id, graph.add_node(*id))).collect();
        for (id, node) in &nodes {
            let Some(Shape::Union(union)) = &self.types[id.index()].shape else { continue };
            for variant in &union.variants {
                let inner = union_behind(&self.types, &variant.ty).and_then(|(inner, _)| nodes.get(&inner));
                if let Some(inner) = inner {
                    graph.add_edge(*node, *inner, ());
                }
            }
        }
        let all = kosaraju_scc(&graph).into_iter();
        let all = all.filter(|cycle| cycle.len() > 1 || graph.contains_edge(cycle[0], cycle[0]));
        let all = all.map(|cycle| cycle.into_iter().map(|node| graph[node]).collect::<BTreeSet<_>>());
        all.filter_map(|cycle| Some((*cycle.first()?, cycle))).collect()
    }

    /// Returns the variants of a union that are not in its cycle.
    fn variants_outside_cycle(&self, own: TypeId, union: &Union, cycle: &BTreeSet<TypeId>) -> Vec<Variant> {
        let mut seen = BTreeSet::from([own]);
        let mut todo: Vec<&Variant> = union.variants.iter().collect();
        let (mut held, mut types): (Vec<Variant>, HashSet<String>) = (Vec::new(), HashSet::new());
        while let Some(variant) = todo.pop() {
            match union_behind(&self.types, &variant.ty) {
                Some((id, union)) if cycle.contains(&id) => {
                    todo.extend(if seen.insert(id) { union.variants.as_slice() } else { &[] });
                }
                _ if types.insert(format!("{:?}", variant.ty)) => held.push(variant.clone()),
                _ => {}
            }
        }
        held.reverse();
        held
    }
}

/// Returns the target of an alias.
fn alias(shape: Option<&Shape>) -> Option<TypeId> {
    let Some(Shape::Alias(ty)) = shape else { return None };
    let mut ty = ty;
    while let Type::Nullable(inner) = ty {
        ty = inner;
    }
    if let Type::Ref(id) = ty { Some(*id) } else { None }
}
