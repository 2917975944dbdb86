//! What follows from an API: tables beside the model, which stays as it is.

mod closer;
mod direction;
mod form;
mod limits;
mod sensitive;
mod sharing;
mod users;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use crate::ir::{Api, BodyContent, BodyKind, Constraints, Content, Docs, Field, Response, Shape, Type, TypeId};
use direction::Directions;
pub use form::Uploads;
pub use sharing::Standing;
pub use users::only_user;

/// What is known about an API beyond what it says.
#[derive(Debug, Default)]
pub struct Facts {
    /// The number of the cycle of by-value use that a type is in.
    cycles: HashMap<TypeId, usize>,
    /// The aliases that would stand for themselves, and so have to be types of their own.
    newtypes: BTreeSet<TypeId>,
    /// Of other names of other names, the last: what that names is no other name.
    last_names: HashMap<TypeId, TypeId>,
    /// Of each operation with a mock, those that requests which fit its path too may be meant for, and then are.
    closer: Vec<Vec<usize>>,
    /// The types that stand for others.
    shared: BTreeMap<TypeId, TypeId>,
    /// Which types are sent, and which are received.
    directions: Directions,
    /// The objects that are sent as forms and have members that are files.
    forms: BTreeSet<TypeId>,
    /// The types within whose values there is something to be checked.
    limited: BTreeSet<TypeId>,
    /// The types whose values are sensitive as a whole.
    sensitive: BTreeSet<TypeId>,
    /// The types that show less than all of their values with `Debug`.
    redacted: BTreeSet<TypeId>,
    /// Which types are used that not every crate needs.
    pub uses: Uses,
}

/// Which types are used that not every crate needs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Uses {
    /// Instants or days.
    pub time: bool,
    /// UUIDs.
    pub uuid: bool,
    /// Forms in parts.
    pub multipart: bool,
    /// Lists whose first items have a type each.
    pub tuples: bool,
    /// Values of one of several types.
    pub unions: bool,
    /// Patterns with lookaround or backreferences.
    pub backtracking: bool,
    /// Values that `Debug` does not show.
    pub redacted: bool,
}

impl Facts {
    /// Whether `used` within `owner` has to be boxed: it holds, by value, an `owner` again.
    ///
    /// All such uses are boxed rather than just enough of them, so that which ones are does not depend on the order
    /// of anything.
    pub fn is_boxed(&self, owner: TypeId, used: TypeId) -> bool {
        let cycle = |id: TypeId| self.cycles.get(&self.canonical_type(id).unwrap_or(id));
        matches!((cycle(owner), cycle(used)), (Some(a), Some(b)) if a == b)
    }

    /// How many types the largest cycle of by-value use has.
    pub fn largest_cycle(&self) -> usize {
        let mut sizes: HashMap<usize, usize> = HashMap::new();
        for number in self.cycles.values() {
            *sizes.entry(*number).or_default() += 1;
        }
        sizes.into_values().max().unwrap_or(0)
    }

    /// The type that stands for this one, where another says the same.
    pub fn canonical_type(&self, id: TypeId) -> Option<TypeId> {
        self.shared.get(&id).copied()
    }

    /// Whether every object of the type `owner` that is sent or received has the member `field`. One that only answers
    /// have is not asked of who sends, one that only requests have does not come back.
    pub fn is_always_present(&self, owner: TypeId, field: &Field) -> bool {
        let is = |direction: &[bool]| direction.get(owner.index()).copied().unwrap_or(false);
        let never_sent = field.read_only && is(&self.directions.sent);
        let never_received = field.write_only && is(&self.directions.received);
        field.required && !never_sent && !never_received
    }

    /// Whether values of a type are sent, or within something that is.
    pub fn is_sent(&self, id: TypeId) -> bool {
        self.directions.sent.get(id.index()).copied().unwrap_or(false)
    }

    /// What a value of type `ty` has to be beyond it, of which `own` is said where it is used.
    pub fn limits(&self, api: &Api, ty: &Type, own: &Constraints) -> Constraints {
        limits::limits(api, &self.newtypes, ty, own)
    }

    /// What an object has to be as a whole, of which `own` is said.
    pub fn limits_of_object(&self, own: &Constraints) -> Constraints {
        limits::of_object(own)
    }

    /// What a tuple has to be as a whole, of which `own` is said.
    pub fn limits_of_tuple(&self, own: &Constraints) -> Constraints {
        limits::of_tuple(own)
    }

    /// Whether there is something to be checked within values of type `ty`.
    pub fn is_limited(&self, ty: &Type) -> bool {
        any_use(ty).is_some_and(|id| self.limited.contains(&id))
    }

    /// Whether a type shows less than all of its values with `Debug`.
    pub fn redacts(&self, id: TypeId) -> bool {
        self.redacted.contains(&id)
    }

    /// Whether `Debug` hides values of type `ty`, which `owner` uses with these `docs`.
    pub fn is_redacted(&self, owner: TypeId, ty: &Type, docs: &Docs) -> bool {
        self.sensitive.contains(&owner) || sensitive::is_sensitive(&self.sensitive, ty, docs)
    }

    /// What a member of the type `owner` is that is sent as files: in a form, what is bytes as they are.
    pub fn uploads(&self, api: &Api, owner: TypeId, ty: &Type) -> Option<Uploads> {
        // What comes in responses too stays the union that it is there.
        let is_received = self.directions.received.get(owner.index()).copied().unwrap_or(false);
        let is_kept = is_received && form::is_union(api, ty);
        if self.forms.contains(&owner) && !is_kept { form::uploads(api, ty) } else { None }
    }

    /// What the values of a map are that is a form as a whole, where they are sent as files.
    pub fn uploads_of_map(&self, api: &Api, ty: &Type) -> Option<Uploads> {
        form::uploads(api, ty)
    }

    /// The last of the other names that begin with this one: what it names is none.
    pub fn last_name(&self, id: TypeId) -> TypeId {
        self.last_names.get(&id).copied().unwrap_or(id)
    }

    /// The operations whose templates a request that fits this one's may be meant for, and then is.
    pub fn closer(&self, operation: usize) -> &[usize] {
        &self.closer[operation]
    }

    /// Whether an alias has to be a type of its own.
    pub fn is_newtype(&self, id: TypeId) -> bool {
        self.newtypes.contains(&id)
    }
}

/// Analyzes an API. `standing` says what types are in the crate so far: that decides which of
/// several inline types that say the same stands for the others.
pub fn analyze(api: &Api, standing: impl Fn(TypeId) -> Standing) -> Facts {
    let aliases = graph(api, |id| matches!(api.type_def(id).shape, Shape::Alias(_)), any_use);
    let newtypes = cyclic(&aliases).into_iter().flatten().collect();
    let all = graph(api, |_| true, any_use);
    let directions = direction::directions(api, &all);
    let limited = limits::limited(api, &newtypes, &all);
    let forms = form::forms(api);
    let shared = sharing::sharing(api, |id| (directions.matter(api, id), forms.contains(&id)), standing);
    let cycles = cycles(api, &shared);
    let sensitive = sensitive::types(api, &all);
    let (last_names, closer) = (last_names(api, &newtypes), closer::closer(api));
    let redacted = sensitive::redacted(api, &sensitive, &newtypes, &all);
    let uses = Uses { redacted: !redacted.is_empty(), ..uses(api) };
    Facts { cycles, newtypes, last_names, closer, shared, directions, forms, limited, sensitive, redacted, uses }
}

/// Of names of names, those that name what is no name.
fn last_names(api: &Api, newtypes: &BTreeSet<TypeId>) -> HashMap<TypeId, TypeId> {
    let named = |id: TypeId| match &api.type_def(id).shape {
        Shape::Alias(Type::Ref(inner)) if !newtypes.contains(&id) => Some(*inner),
        _ => None,
    };
    let is_name = |id: TypeId| matches!(api.type_def(id).shape, Shape::Alias(_)) && !newtypes.contains(&id);
    let mut last: HashMap<TypeId, TypeId> = HashMap::new();
    for start in api.type_ids() {
        let (mut path, mut at) = (Vec::new(), start);
        while !last.contains_key(&at)
            && let Some(next) = named(at).filter(|next| is_name(*next))
        {
            path.push(at);
            at = next;
        }
        let end = last.get(&at).copied().unwrap_or(at);
        last.extend(path.into_iter().map(|id| (id, end)));
    }
    last
}

/// The cycles of by-value use, of the types that stand for others and of those they use.
fn cycles(api: &Api, shared: &BTreeMap<TypeId, TypeId>) -> HashMap<TypeId, usize> {
    let mut uses = graph(api, |id| !shared.contains_key(&id), |_| None);
    let canonical_type = |id: TypeId| shared.get(&id).copied().unwrap_or(id);
    for id in api.type_ids().filter(|id| !shared.contains_key(id)) {
        for used in parts(&api.type_def(id).shape).into_iter().filter_map(by_value) {
            uses.add_edge(NodeIndex::new(id.index()), NodeIndex::new(canonical_type(used).index()), ());
        }
    }
    let cycles = cyclic(&uses).into_iter().enumerate();
    cycles.flat_map(|(number, cycle)| cycle.into_iter().map(move |id| (id, number))).collect()
}

/// The types and their uses of each other, as far as `nodes` and `uses` take them.
fn graph(api: &Api, nodes: impl Fn(TypeId) -> bool, uses: fn(&Type) -> Option<TypeId>) -> DiGraph<TypeId, ()> {
    let mut graph = DiGraph::new();
    for id in api.type_ids() {
        graph.add_node(id);
    }
    for id in api.type_ids().filter(|id| nodes(*id)) {
        for used in parts(&api.type_def(id).shape).into_iter().filter_map(uses).filter(|used| nodes(*used)) {
            graph.add_edge(NodeIndex::new(id.index()), NodeIndex::new(used.index()), ());
        }
    }
    graph
}

/// The strongly connected components that are cycles.
fn cyclic(graph: &DiGraph<TypeId, ()>) -> Vec<Vec<TypeId>> {
    let is_cycle = |nodes: &Vec<NodeIndex>| nodes.len() > 1 || graph.contains_edge(nodes[0], nodes[0]);
    kosaraju_scc(graph)
        .into_iter()
        .filter(is_cycle)
        .map(|nodes| nodes.into_iter().map(|node| graph[node]).collect())
        .collect()
}

/// The types that a shape is made of.
fn parts(shape: &Shape) -> Vec<&Type> {
    match shape {
        Shape::Object(object) => object.fields.iter().map(|field| &field.ty).chain(&object.rest).collect(),
        Shape::Union(union) => union.variants.iter().map(|variant| &variant.ty).collect(),
        Shape::Tuple(tuple) => tuple.parts().map(|item| &item.ty).collect(),
        Shape::Alias(ty) => vec![ty],
        Shape::StringEnum(_) | Shape::IntegerEnum(_) | Shape::ValueEnum(_) => Vec::new(),
    }
}

/// The type that a use holds by value: not one behind a list or a map, which are on the heap.
fn by_value(ty: &Type) -> Option<TypeId> {
    match ty {
        Type::Ref(id) => Some(*id),
        Type::Nullable(inner) => by_value(inner),
        _ => None,
    }
}

/// The type that a use names, however deep.
fn any_use(ty: &Type) -> Option<TypeId> {
    match ty {
        Type::Ref(id) => Some(*id),
        Type::Nullable(inner) | Type::Array(inner) | Type::Map(inner) => any_use(inner),
        _ => None,
    }
}

/// What an answer may be.
fn contents(response: &Response) -> impl Iterator<Item = &Content> {
    [&response.content].into_iter().chain(response.others.iter().map(|(_, content)| content))
}

fn uses(api: &Api) -> Uses {
    let mut uses = Uses::default();
    let mut see = |ty: &Type| {
        let mut ty = ty;
        while let Type::Nullable(inner) | Type::Array(inner) | Type::Map(inner) = ty {
            ty = inner;
        }
        uses.time |= matches!(ty, Type::DateTime | Type::DateTimeOrUtc | Type::Date);
        uses.uuid |= matches!(ty, Type::Uuid);
    };
    api.types.iter().flat_map(|def| parts(&def.shape)).for_each(&mut see);
    for operation in &api.operations {
        operation.parameters.iter().map(|parameter| &parameter.ty).for_each(&mut see);
        operation.body.iter().flat_map(|body| &body.contents).filter_map(BodyContent::ty).for_each(&mut see);
        for response in &operation.responses {
            contents(response).filter_map(Content::ty).for_each(&mut see);
            response.headers.iter().map(|header| &header.ty).for_each(&mut see);
        }
        for callback in &operation.callbacks {
            callback.body.iter().for_each(&mut see);
        }
    }
    api.webhooks.iter().filter_map(|webhook| webhook.body.as_ref()).for_each(&mut see);
    let contents = api.operations.iter().filter_map(|it| it.body.as_ref()).flat_map(|body| &body.contents);
    uses.tuples = api.types.iter().any(|def| matches!(def.shape, Shape::Tuple(_)));
    uses.backtracking = api.types.iter().any(limits::backtracks);
    uses.unions = api.types.iter().any(|def| matches!(def.shape, Shape::Union(_)));
    uses.multipart = contents.into_iter().any(|content| matches!(content.kind, BodyKind::Multipart(..)));
    uses
}
