//! Facts derived from the model of an API, in tables beside it.

mod closer;
mod constraints;
mod cycles;
mod direction;
mod errors;
mod form;
mod mentioned;
mod operations;
mod sensitive;
mod sharing;
mod users;
mod uses;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::ir::{Api, BodyContent, BodyKind, Constraints, Content, Docs, Field, Response, Shape, Type, TypeId};
use cycles::Cycles;
use direction::Directions;
pub use errors::SharedErrors;
pub use form::Uploads;
pub(crate) use form::{forms, is_upload};
pub(crate) use mentioned::{Numbers, remove_unmentioned};
pub(crate) use operations::pagination;
pub use operations::{Pages, complete};
pub(crate) use sharing::nesting;
pub use sharing::{EqualTypes, Standing};
pub use users::only_user;
pub(crate) use uses::{any_use, parts, users_of};
use uses::{by_value, cyclic, graph};

/// The facts about an API.
#[derive(Debug, Default)]
pub struct Facts {
    /// The cycles of by-value uses.
    cycles: Cycles,
    /// The largest number of types of which each contains the next one; types that contain each other count as one.
    pub(crate) longest_chain: usize,
    /// The aliases that are newtypes: circular ones must be, and the settings request others.
    newtypes: BTreeSet<TypeId>,
    /// The last alias in each chain of aliases.
    last_names: HashMap<TypeId, TypeId>,
    /// For each operation, the operations whose templates take precedence for requests that match both.
    closer: Vec<Vec<usize>>,
    /// The canonical types of types that equal others.
    shared: BTreeMap<TypeId, TypeId>,
    /// The types that are sent, and those that are received.
    directions: Directions,
    /// The objects that are sent as multipart forms and have properties that are files.
    forms: BTreeSet<TypeId>,
    /// The types with constraints, or with such types in them.
    constrained: BTreeSet<TypeId>,
    /// The types whose values are sensitive.
    sensitive: BTreeSet<TypeId>,
    /// The types whose `Debug` hides values.
    redacted: BTreeSet<TypeId>,
    /// The sets of error responses that several operations share, whose bodies differ.
    pub shared_errors: Vec<SharedErrors>,
    /// The index of the set of each operation that has one.
    shared_error_of: HashMap<usize, usize>,
    /// The parts of types that only some of the schemas have whose type they are.
    pub partial: BTreeMap<TypeId, BTreeSet<usize>>,
    /// The component schemas that no operation uses, or used once: they need no feature of a group.
    pub unused: BTreeSet<TypeId>,
    /// The derives of the settings that apply to each type, by their index in the settings.
    pub derives: BTreeMap<TypeId, Vec<usize>>,
    /// The types of other crates that the API uses, by path.
    pub external: BTreeSet<Arc<str>>,
    /// The optional parts of the runtime that the API uses.
    pub uses: Uses,
}

/// The optional parts of the runtime that an API uses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Uses {
    /// Dates and times.
    pub time: bool,
    /// UUIDs.
    pub uuid: bool,
    /// Multipart bodies.
    pub multipart: bool,
    /// Tuples.
    pub tuples: bool,
    /// Unions.
    pub unions: bool,
    /// Patterns with lookaround or backreferences.
    pub backtracking: bool,
    /// Values that `Debug` hides.
    pub redacted: bool,
}

impl Uses {
    /// Returns what either API uses.
    fn and(self, other: Self) -> Self {
        Self {
            time: self.time || other.time,
            uuid: self.uuid || other.uuid,
            multipart: self.multipart || other.multipart,
            tuples: self.tuples || other.tuples,
            unions: self.unions || other.unions,
            backtracking: self.backtracking || other.backtracking,
            redacted: self.redacted || other.redacted,
        }
    }
}

impl Facts {
    /// Returns whether `used` within `owner` must be boxed, because it contains an `owner` by value.
    pub fn is_boxed(&self, owner: TypeId, used: TypeId) -> bool {
        let [owner, used] = [owner, used].map(|id| self.canonical_type(id).unwrap_or(id));
        self.cycles.is_boxed(owner, used)
    }

    /// Returns whether a type contains itself by value, so that types of the crate hold it in a box.
    pub(crate) fn contains_itself(&self, id: TypeId) -> bool {
        self.cycles.contains_itself(self.canonical_type(id).unwrap_or(id))
    }

    /// Returns whether a use within `owner` has no box, although the types contain each other: it had none in the existing crate.
    pub(crate) fn is_without_box(&self, owner: TypeId, ty: &Type) -> bool {
        let canonical = |id: TypeId| self.canonical_type(id).unwrap_or(id);
        by_value(ty).is_some_and(|used| self.cycles.is_plain(canonical(owner), canonical(used)))
    }

    /// Returns the number of types in the largest cycle of by-value uses.
    pub fn largest_cycle(&self) -> usize {
        self.cycles.largest()
    }

    /// Returns the canonical type of a type that equals another.
    pub fn canonical_type(&self, id: TypeId) -> Option<TypeId> {
        self.shared.get(&id).copied()
    }

    /// Returns whether every value of the type `owner` has the property `field`, in requests and responses. A required
    /// `readOnly` property is absent in requests, a required `writeOnly` one in responses.
    pub fn is_always_present(&self, owner: TypeId, field: &Field) -> bool {
        let is = |direction: &[bool]| direction.get(owner.index()).copied().unwrap_or(false);
        let never_sent = field.read_only && is(&self.directions.sent);
        let never_received = field.write_only && is(&self.directions.received);
        field.required && !never_sent && !never_received
    }

    /// Returns whether requests contain values of a type.
    pub fn is_sent(&self, id: TypeId) -> bool {
        self.directions.sent.get(id.index()).copied().unwrap_or(false)
    }

    /// Returns whether requests and whether responses contain values of a type.
    pub(crate) fn directions_of(&self, id: TypeId) -> [bool; 2] {
        let is = |direction: &[bool]| direction.get(id.index()).copied().unwrap_or(false);
        [is(&self.directions.sent), is(&self.directions.received)]
    }

    /// Sets whether requests and whether responses contain values of a type, which other documents have too.
    pub(crate) fn set_directions(&mut self, id: TypeId, [sent, received]: [bool; 2]) {
        let directions = [(&mut self.directions.sent, sent), (&mut self.directions.received, received)];
        for (direction, is) in directions {
            direction.get_mut(id.index()).into_iter().for_each(|it| *it = is);
        }
    }

    /// Makes the error responses of these operations a set, if they are none: operations of other documents have it too. `name`
    /// is the name of its enum in the existing crate.
    pub(crate) fn share_errors(&mut self, operations: &[usize], name: Option<String>) {
        if operations.iter().any(|it| self.shared_error_of.contains_key(it)) {
            return;
        }
        self.shared_error_of.extend(operations.iter().map(|it| (*it, self.shared_errors.len())));
        self.shared_errors.push(SharedErrors { operations: operations.to_vec(), name });
    }

    /// Leaves out the facts about operations. No type is a form then.
    pub fn leave_out_operations(&mut self) {
        self.closer.clear();
        self.forms.clear();
        self.shared_errors.clear();
        self.shared_error_of.clear();
        self.uses.multipart = false;
    }

    /// Returns whether a type is sent as a multipart form with files.
    pub(crate) fn is_form(&self, id: TypeId) -> bool {
        self.forms.contains(&id)
    }

    /// Returns the facts about a crate with several documents, without those about its types and operations.
    pub(crate) fn of_several<'f>(all: impl Iterator<Item = &'f Self>) -> Self {
        let mut facts = Self::default();
        for other in all {
            facts.external.extend(other.external.iter().cloned());
            facts.uses = facts.uses.and(other.uses);
        }
        facts
    }

    /// Returns the constraints of a use of type `ty` with its `own` constraints.
    pub fn constraints(&self, api: &Api, ty: &Type, own: &Constraints) -> Constraints {
        constraints::constraints(api, &self.newtypes, ty, own)
    }

    /// Returns the constraints that apply to an object as a whole.
    pub fn constraints_of_object(&self, own: &Constraints) -> Constraints {
        constraints::of_object(own)
    }

    /// Returns the constraints that apply to a tuple as a whole.
    pub fn constraints_of_tuple(&self, own: &Constraints) -> Constraints {
        constraints::of_tuple(own)
    }

    /// Returns whether values of type `ty` contain constrained values.
    pub fn is_constrained(&self, ty: &Type) -> bool {
        any_use(ty).is_some_and(|id| self.constrained.contains(&id))
    }

    /// Returns whether the type's `Debug` hides values.
    pub fn redacts(&self, id: TypeId) -> bool {
        self.redacted.contains(&id)
    }

    /// Returns whether `Debug` hides values of type `ty`, which `owner` uses with these `docs`.
    pub fn is_redacted(&self, owner: TypeId, ty: &Type, docs: &Docs) -> bool {
        self.sensitive.contains(&owner) || sensitive::is_sensitive(&self.sensitive, ty, docs)
    }

    /// Returns the uploads of a property of the form `owner`, if it is one or several files.
    pub fn uploads(&self, api: &Api, owner: TypeId, ty: &Type) -> Option<Uploads> {
        let is_received = self.directions.received.get(owner.index()).copied().unwrap_or(false);
        let is_upload = self.forms.contains(&owner) && form::is_upload(api, ty, is_received);
        if is_upload { form::uploads(api, ty) } else { None }
    }

    /// Returns the uploads of the values of a map that is a form, if they are files.
    pub fn uploads_of_map(&self, api: &Api, ty: &Type) -> Option<Uploads> {
        form::uploads(api, ty)
    }

    /// Returns the last alias in the chain that begins with this one.
    pub fn last_name(&self, id: TypeId) -> TypeId {
        self.last_names.get(&id).copied().unwrap_or(id)
    }

    /// Returns the operations whose templates take precedence for requests that match both.
    pub fn closer(&self, operation: usize) -> &[usize] {
        &self.closer[operation]
    }

    /// Returns the index of the set of error responses that an operation shares with others.
    pub fn shared_error(&self, operation: usize) -> Option<usize> {
        self.shared_error_of.get(&operation).copied()
    }

    /// Returns whether an alias is a newtype.
    pub fn is_newtype(&self, id: TypeId) -> bool {
        self.newtypes.contains(&id)
    }
}

/// Returns the classes of equal types: of the same shape, documentation, direction and inner types.
pub fn equal_types(api: &Api) -> EqualTypes {
    let directions = direction::directions(api, &graph(api, |_| true, any_use));
    let forms = form::forms(api);
    sharing::equal_types(api, |id| (directions.key(api, id), forms.contains(&id)))
}

/// The parts of types, by index, that only some of the schemas have whose type they are.
pub(crate) type Partial = BTreeMap<TypeId, BTreeSet<usize>>;

/// Returns, for each type, whether requests contain values of it, and whether responses do.
pub(crate) fn directions_of_all(api: &Api) -> [Vec<bool>; 2] {
    let Directions { sent, received } = direction::directions(api, &graph(api, |_| true, any_use));
    [sent, received]
}

/// The facts about an API that the existing crate determines.
#[derive(Clone, Copy)]
pub struct Existing<'a> {
    /// Returns the standing of a type, which decides on the canonical type among equal inline types.
    pub standing: &'a dyn Fn(TypeId) -> Standing,
    /// Returns the name of the enum over error responses that an operation shares with others.
    pub shared_error: &'a dyn Fn(usize) -> Option<&'a str>,
    /// Returns whether an operation has an enum over its error responses that no other one has.
    pub has_own_error: &'a dyn Fn(usize) -> bool,
    /// Returns whether a type needs no feature, although no operation used it.
    pub is_unused: &'a dyn Fn(TypeId) -> bool,
    /// Returns whether a type has a field or a variant of another type without a box.
    pub is_plain: &'a dyn Fn(TypeId, TypeId) -> bool,
}

impl Existing<'_> {
    /// No crate exists.
    pub const NONE: Self = Self {
        standing: &|_| Standing::New,
        shared_error: &|_| None,
        has_own_error: &|_| false,
        is_unused: &|_| false,
        is_plain: &|_, _| false,
    };
}

/// Analyzes an API with its `equal` types.
pub fn analyze(api: &Api, equal: &EqualTypes, existing: Existing<'_>) -> Facts {
    let aliases = graph(api, |id| matches!(api.type_def(id).shape, Shape::Alias(_)), any_use);
    let requested = api.type_ids().filter(|id| api.type_def(*id).is_newtype);
    let newtypes = cyclic(&aliases).into_iter().flatten().chain(requested).collect();
    let all = graph(api, |_| true, any_use);
    let mut directions = direction::directions(api, &all);
    let constrained = constraints::constrained(api, &newtypes, &all);
    let forms = form::forms(api);
    let shared = sharing::sharing(api, equal, existing.standing);
    directions.unite(&shared);
    let cycles = Cycles::new(api, &shared, existing.is_plain);
    let sensitive = sensitive::types(api, &all);
    let (last_names, closer) = (last_names(api, &newtypes), closer::closer(api));
    let redacted = sensitive::redacted(api, &sensitive, &newtypes, &all);
    let canonical = |id: TypeId| shared.get(&id).copied().unwrap_or(id);
    let shared_errors = errors::shared(api, canonical, existing.shared_error, existing.has_own_error);
    let sets = shared_errors.iter().enumerate();
    let shared_error_of = sets.flat_map(|(set, it)| it.operations.iter().map(move |it| (*it, set))).collect();
    let (uses, external) = uses(api);
    let uses = Uses { redacted: !redacted.is_empty(), ..uses };
    Facts {
        cycles,
        longest_chain: uses::longest_chain(&all),
        newtypes,
        last_names,
        closer,
        shared,
        directions,
        forms,
        constrained,
        sensitive,
        redacted,
        shared_errors,
        shared_error_of,
        partial: Partial::new(),
        unused: users::unused(api, existing.is_unused),
        derives: BTreeMap::new(),
        external,
        uses,
    }
}

/// Returns the last alias in each chain of aliases.
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

/// Returns the contents of a response, one for each media type.
fn contents(response: &Response) -> impl Iterator<Item = &Content> {
    [&response.content].into_iter().chain(response.others.iter().map(|(_, content)| content))
}

/// Returns the optional parts of the runtime that the API uses, and the types of other crates.
fn uses(api: &Api) -> (Uses, BTreeSet<Arc<str>>) {
    let (mut uses, mut external) = (Uses::default(), BTreeSet::new());
    let mut see = |ty: &Type| {
        let mut ty = ty;
        while let Type::Nullable(inner) | Type::Array(inner) | Type::Map(inner) = ty {
            ty = inner;
        }
        uses.time |= matches!(ty, Type::DateTime | Type::DateTimeOrUtc | Type::Date);
        uses.uuid |= matches!(ty, Type::Uuid);
        if let Type::External(path) = ty {
            external.insert(Arc::clone(path));
        }
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
    uses.backtracking = api.types.iter().any(constraints::backtracks);
    uses.unions = api.types.iter().any(|def| matches!(def.shape, Shape::Union(_)));
    uses.multipart = contents.into_iter().any(|content| matches!(content.kind, BodyKind::Multipart(..)));
    (uses, external)
}
