//! The matching of old types with new ones: by Rust name, by location, then by structure.
//!
//! A renamed schema keeps its shape and its uses. The uses of matched operations and types lead from one match to the next, so
//! that a whole document of renamed schemas is matched in one pass.

use std::collections::{HashMap, HashSet, VecDeque};

use crate::diff::operation::Called;
use crate::diff::pair::Matcher;
use crate::diff::schema::Named;
use crate::ir::{Operation, Shape, Type, TypeDef, TypeId};
use crate::name::Ident as _;
use crate::surface::Context;

/// Matched, removed and added types.
pub(in crate::diff) struct TypePairs {
    pub(in crate::diff) both: Vec<(TypeId, TypeId)>,
    pub(in crate::diff) gone: Vec<TypeId>,
    pub(in crate::diff) added: Vec<TypeId>,
    /// The new Rust names of renamed types, by the old ones.
    renamed: HashMap<String, String>,
}

impl TypePairs {
    pub(super) fn new<'a>(old: Context<'a>, new: Context<'a>, operations: &[(Called<'a>, Called<'a>)]) -> Self {
        let [all_old, all_new] = [old, new].map(|context| context.api.type_ids().collect::<Vec<_>>());
        let mut linker =
            Linker { old, new, matcher: Matcher::new(all_old.len(), all_new.len()), queue: VecDeque::new() };
        let sided = |context: Context<'a>, ids: &[TypeId]| ids.iter().map(|id| (context, *id)).collect::<Vec<_>>();
        let (left, right) = (sided(old, &all_old), sided(new, &all_new));
        linker.matcher.by(&left, &right, |(context, id)| Some(context.names.of(*id).ident.as_str()));
        linker.matcher.by(&left, &right, |(context, id)| {
            let def = context.api.type_def(*id);
            Some((&def.pointer, std::mem::discriminant(&def.shape)))
        });
        linker.queue.extend(linker.pairs());
        for (old, new) in operations {
            linker.operation(old.operation, new.operation);
        }
        linker.follow();
        // Types that nothing matched uses: a shape that is unique on both sides, whatever the names of such types.
        let mut names = [linker.renamed(), HashMap::new()];
        let is_left = |matcher: &Matcher, is_new: bool, id: TypeId| match is_new {
            true => !matcher.taken[id.index()],
            false => matcher.partners[id.index()].is_none(),
        };
        for (names, (side, is_new)) in names.iter_mut().zip([(&left, false), (&right, true)]) {
            let unmatched = side.iter().filter(|(_, id)| is_left(&linker.matcher, is_new, *id));
            let idents = unmatched.map(|(context, id)| context.names.of(*id).ident.as_str().to_owned());
            names.extend(idents.map(|ident| (ident, "_".to_owned())));
        }
        let signature = |names: &HashMap<String, String>, context: Context<'a>, id: TypeId| {
            let is_alias = matches!(context.api.type_def(id).shape, Shape::Alias(_));
            (!is_alias).then(|| translated(&Named::new(context, id).signature(), names))
        };
        let before = linker.pairs();
        linker.matcher.by_each(
            &left,
            &right,
            |(context, id)| signature(&names[0], *context, *id),
            |(context, id)| signature(&names[1], *context, *id),
        );
        let more = linker.pairs();
        if more.len() > before.len() {
            linker.queue.extend(more);
            linker.follow();
        }
        linker.finish(&all_old, &all_new)
    }

    /// Returns the old and the new Rust name of each renamed type.
    pub(in crate::diff) fn renamed(&self) -> impl Iterator<Item = (String, String)> {
        self.renamed.iter().map(|(old, new)| (old.clone(), new.clone()))
    }

    /// Returns a spelled type with the new names of renamed types.
    pub(in crate::diff) fn now(&self, spelled: &str) -> String {
        if self.renamed.is_empty() { spelled.to_owned() } else { translated(spelled, &self.renamed) }
    }
}

/// Returns a text with other identifiers.
fn translated(text: &str, names: &HashMap<String, String>) -> String {
    let is_part = |it: char| it.is_alphanumeric() || it == '_';
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(is_part) {
        result.push_str(&rest[..start]);
        let word = &rest[start..];
        let end = word.find(|it| !is_part(it)).unwrap_or(word.len());
        result.push_str(names.get(&word[..end]).map_or(&word[..end], String::as_str));
        rest = &word[end..];
    }
    result + rest
}

struct Linker<'a> {
    old: Context<'a>,
    new: Context<'a>,
    matcher: Matcher,
    /// The pairs whose uses of other types are not followed yet.
    queue: VecDeque<(TypeId, TypeId)>,
}

impl Linker<'_> {
    fn pairs(&self) -> Vec<(TypeId, TypeId)> {
        let partners = self.matcher.partners.iter().enumerate();
        partners.filter_map(|(old, new)| Some((TypeId(old), TypeId((*new)?)))).collect()
    }

    fn operation(&mut self, old: &Operation, new: &Operation) {
        for parameter in &old.parameters {
            let is_same = |it: &&crate::ir::Parameter| it.name == parameter.name && it.location == parameter.location;
            if let Some(other) = new.parameters.iter().find(is_same) {
                self.link(&parameter.ty, &other.ty);
            }
        }
        let bodies = old.body.iter().flat_map(|it| &it.contents).zip(new.body.iter().flat_map(|it| &it.contents));
        bodies.for_each(|(body, other)| self.link_any(body.ty(), other.ty()));
        for response in &old.responses {
            let is_same = |it: &&crate::ir::Response| it.status == response.status && it.index == response.index;
            let other = new.responses.iter().find(is_same);
            self.link_any(response.content.ty(), other.and_then(|it| it.content.ty()));
        }
    }

    fn link_any(&mut self, old: Option<&Type>, new: Option<&Type>) {
        if let (Some(old), Some(new)) = (old, new) {
            self.link(old, new);
        }
    }

    /// Matches the named types at the same place of two types.
    fn link(&mut self, old: &Type, new: &Type) {
        match (old, new) {
            (Type::Ref(old), Type::Ref(new)) => self.pair(*old, *new),
            (Type::Array(old), Type::Array(new))
            | (Type::Map(old), Type::Map(new))
            | (Type::Nullable(old), Type::Nullable(new)) => self.link(old, new),
            (Type::Nullable(old), new) => self.link(old, new),
            (old, Type::Nullable(new)) => self.link(old, new),
            _ => {}
        }
    }

    fn pair(&mut self, old: TypeId, new: TypeId) {
        let is_free = self.matcher.partners[old.index()].is_none() && !self.matcher.taken[new.index()];
        if is_free && is_similar(self.old.api.type_def(old), self.new.api.type_def(new)) {
            self.matcher.partners[old.index()] = Some(new.index());
            self.matcher.taken[new.index()] = true;
            self.queue.push_back((old, new));
        }
    }

    fn follow(&mut self) {
        while let Some((old, new)) = self.queue.pop_front() {
            let (old_api, new_api) = (self.old.api, self.new.api);
            match (&old_api.type_def(old).shape, &new_api.type_def(new).shape) {
                (Shape::Object(old), Shape::Object(new)) => {
                    let both = old.fields.iter().filter_map(|field| Some((&field.ty, &new.field(&field.name)?.ty)));
                    both.for_each(|(old, new)| self.link(old, new));
                    self.link_any(old.rest.as_ref(), new.rest.as_ref());
                }
                (Shape::Union(old), Shape::Union(new)) => {
                    let is_same = old.variants.len() == new.variants.len();
                    let both = old.variants.iter().zip(&new.variants).filter(|_| is_same);
                    both.for_each(|(old, new)| self.link(&old.ty, &new.ty));
                }
                (Shape::Tuple(old), Shape::Tuple(new)) => {
                    old.parts().zip(new.parts()).for_each(|(old, new)| self.link(&old.ty, &new.ty));
                }
                (Shape::Alias(old), Shape::Alias(new)) => self.link(old, new),
                _ => {}
            }
        }
    }

    fn renamed(&self) -> HashMap<String, String> {
        let name = |context: Context<'_>, id: TypeId| context.names.of(id).ident.as_str().to_owned();
        let names = self.pairs().into_iter().map(|(old, new)| (name(self.old, old), name(self.new, new)));
        names.filter(|(old, new)| old != new).collect()
    }

    fn finish(self, all_old: &[TypeId], all_new: &[TypeId]) -> TypePairs {
        let gone = all_old.iter().copied().filter(|id| self.matcher.partners[id.index()].is_none()).collect();
        let added = all_new.iter().copied().filter(|id| !self.matcher.taken[id.index()]).collect();
        TypePairs { both: self.pairs(), gone, added, renamed: self.renamed() }
    }
}

/// Returns whether two types at the same place may be one that was renamed: at least half of their parts are the same.
fn is_similar(old: &TypeDef, new: &TypeDef) -> bool {
    let is_half = |same: usize, a: usize, b: usize| same * 2 >= a.max(b);
    match (&old.shape, &new.shape) {
        (Shape::Object(old), Shape::Object(new)) => {
            let same = old.fields.iter().filter(|field| new.field(&field.name).is_some()).count();
            is_half(same, old.fields.len(), new.fields.len()) && old.rest.is_some() == new.rest.is_some()
        }
        (Shape::StringEnum(old), Shape::StringEnum(new)) => is_half(common(old, new), old.len(), new.len()),
        (Shape::IntegerEnum(old), Shape::IntegerEnum(new)) => is_half(common(old, new), old.len(), new.len()),
        (Shape::ValueEnum(old), Shape::ValueEnum(new)) => is_half(common(old, new), old.len(), new.len()),
        (Shape::Union(old), Shape::Union(new)) => old.variants.len().abs_diff(new.variants.len()) <= 1,
        (Shape::Tuple(old), Shape::Tuple(new)) => old.items.len() == new.items.len(),
        (Shape::Alias(old), Shape::Alias(new)) => std::mem::discriminant(old) == std::mem::discriminant(new),
        _ => false,
    }
}

/// Returns the number of values that both lists have.
fn common<T: Eq + std::hash::Hash>(some: &[T], others: &[T]) -> usize {
    let others: HashSet<&T> = others.iter().collect();
    some.iter().filter(|value| others.contains(value)).count()
}
