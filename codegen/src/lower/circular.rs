//! Types that are themselves: under other names, or as one of their own types.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use petgraph::algo::kosaraju_scc;
use petgraph::graph::DiGraph;

use crate::diagnostic::Code;
use crate::ir::{Shape, Type, TypeId, Union, Variant};
use crate::lower::Lowering;
use crate::lower::alias::union_behind;

impl Lowering<'_> {
    /// Types that are nothing but other names of each other have no values; they become free-form JSON.
    pub(super) fn resolve_alias_cycles(&mut self) {
        let mut users = vec![Vec::new(); self.types.len()];
        for (index, def) in self.types.iter().enumerate() {
            alias(&def.shape).into_iter().for_each(|used| users[used.index()].push(index));
        }
        // Those that end in a type, and those that lead to a circle.
        let (mut ends, mut loops) = (vec![false; self.types.len()], HashSet::new());
        for start in 0..self.types.len() {
            let (mut path, mut passed, mut at) = (Vec::new(), HashSet::new(), start);
            let is_circular = loop {
                match alias(&self.types[at].shape) {
                    None => break false,
                    Some(_) if ends[at] => break false,
                    Some(_) if loops.contains(&at) || !passed.insert(at) => break true,
                    Some(next) => {
                        path.push(at);
                        at = next.index();
                    }
                }
            };
            if is_circular {
                let message = "this is nothing but itself under other names; its values are free-form JSON";
                self.diagnostics.warning(Code::CircularReference, &self.types[start].pointer, message);
                self.types[start].shape = Shape::Alias(Type::Any);
                // What leads here ends here now.
                let mut ended = vec![start];
                while let Some(at) = ended.pop() {
                    if !std::mem::replace(&mut ends[at], true) {
                        ended.extend(&users[at]);
                    }
                }
                loops.extend(path.into_iter().filter(|at| !ends[*at]));
            } else {
                path.into_iter().for_each(|at| ends[at] = true);
            }
        }
    }

    /// Unions that are types of each other are all the same: of what they hold beside each other.
    pub(super) fn resolve_union_cycles(&mut self) {
        let unions = self.types.iter().enumerate().filter(|(_, def)| matches!(def.shape, Shape::Union(_)));
        let unions = unions.map(|(index, _)| TypeId(index)).collect();
        // A circle that one of its unions is taken out of may still have others: the first of all comes next.
        let mut circles = self.circles(&unions);
        while let Some((start, mut circle)) = circles.pop_first() {
            let Shape::Union(union) = &self.types[start.index()].shape else { continue };
            let variants = self.variants_outside_cycle(start, union, &circle);
            let message = "this is one of its own types; it is read as the others of them";
            self.diagnostics.warning(Code::CircularReference, &self.types[start.index()].pointer, message);
            self.types[start.index()].shape = Shape::Union(Union { variants, discriminator: None, is_any: false });
            circle.remove(&start);
            circles.extend(self.circles(&circle));
        }
    }

    /// Of these unions, those that are types of each other, by the first of each circle.
    fn circles(&self, unions: &BTreeSet<TypeId>) -> BTreeMap<TypeId, BTreeSet<TypeId>> {
        let mut graph = DiGraph::<TypeId, ()>::new();
        let nodes: HashMap<TypeId, _> = unions.iter().map(|id| (*id, graph.add_node(*id))).collect();
        for (id, node) in &nodes {
            let Shape::Union(union) = &self.types[id.index()].shape else { continue };
            for variant in &union.variants {
                let inner = union_behind(&self.types, &variant.ty).and_then(|(inner, _)| nodes.get(&inner));
                if let Some(inner) = inner {
                    graph.add_edge(*node, *inner, ());
                }
            }
        }
        let all = kosaraju_scc(&graph).into_iter();
        let all = all.filter(|circle| circle.len() > 1 || graph.contains_edge(circle[0], circle[0]));
        let all = all.map(|circle| circle.into_iter().map(|node| graph[node]).collect::<BTreeSet<_>>());
        all.filter_map(|circle| Some((*circle.first()?, circle))).collect()
    }

    /// What a union holds beside those of its circle.
    fn variants_outside_cycle(&self, own: TypeId, union: &Union, circle: &BTreeSet<TypeId>) -> Vec<Variant> {
        let mut seen = BTreeSet::from([own]);
        let mut todo: Vec<&Variant> = union.variants.iter().collect();
        let (mut held, mut types): (Vec<Variant>, HashSet<String>) = (Vec::new(), HashSet::new());
        while let Some(variant) = todo.pop() {
            match union_behind(&self.types, &variant.ty) {
                Some((id, union)) if circle.contains(&id) => {
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

/// The type that a shape is another name of.
fn alias(shape: &Shape) -> Option<TypeId> {
    let Shape::Alias(ty) = shape else { return None };
    let mut ty = ty;
    while let Type::Nullable(inner) = ty {
        ty = inner;
    }
    if let Type::Ref(id) = ty { Some(*id) } else { None }
}
