//! The items of the modules `types` and `types::required`.

use crate::ir::{Origin, Shape, Type, TypeId};
use crate::name::{Ident as _, TypeName};
use crate::surface::public::resolved::known_type;
use crate::surface::public::{Collector, ResolvedType, Signature, type_path};
use crate::surface::rust_type::{RustType, STRING, VALUE};
use crate::surface::traits::standard_trait;

impl Collector<'_> {
    pub(super) fn types(&mut self) {
        let (common, of_groups) = self.context.by_owner();
        let of_groups = of_groups.into_iter().map(|(feature, ids)| (Some(feature), ids));
        for (feature, ids) in std::iter::once((None, common)).chain(of_groups) {
            for id in ids {
                let within = match &self.context.api.type_def(id).origin {
                    Origin::Operation(index, _) if self.context.config.has_client() => vec![self.operation(*index)],
                    Origin::Part(owner, _) => vec![self.context.names.of(*owner).ident.as_str().to_owned()],
                    Origin::Component(_) | Origin::Webhook(..) | Origin::Operation(..) => Vec::new(),
                };
                self.gated(feature, false, |all| all.because_of(within, |all| all.exported(id)));
            }
        }
    }

    /// Adds a type under each of its names.
    fn exported(&mut self, id: TypeId) {
        let canonical = self.context.facts.canonical_type(id);
        let TypeName { ident, also, .. } = self.context.names.of(id);
        let second = also.as_ref().filter(|_| canonical.is_none());
        let own = type_path(&self.context.names.of(canonical.unwrap_or(id)).ident);
        for name in [Some(ident), second].into_iter().flatten() {
            let path = type_path(name);
            if path != own {
                self.all.same.insert(path.clone(), own.clone());
            }
            self.named(&path, name.as_str(), canonical.unwrap_or(id));
        }
    }

    /// Adds the items of a type under one of its names.
    pub(super) fn named(&mut self, path: &str, name: &str, id: TypeId) {
        let context = self.context;
        match &context.api.type_def(id).shape {
            Shape::Alias(ty) if !context.facts.is_newtype(id) => {
                let target = context.resolve(&context.owned(ty), "").target();
                match (&target, context.behind(ty)) {
                    // The alias of a type has all items of that type.
                    (ResolvedType::Own(own), Some((target, _))) => {
                        self.all.same.insert(path.to_owned(), own.clone());
                        self.of_shape(path, name, context.facts.canonical_type(target).unwrap_or(target), true);
                    }
                    _ => self.add(path, name, Signature::Alias(target)),
                }
            }
            _ => self.of_shape(path, name, id, false),
        }
    }

    fn of_shape(&mut self, path: &str, name: &str, id: TypeId, is_alias: bool) {
        let context = self.context;
        let names = context.names.of(id);
        let unrecognized = |ty| (names.unrecognized.as_str(), ty);
        match &context.api.type_def(id).shape {
            Shape::Object(_) => self.structure(path, name, id),
            // Both have the same items.
            Shape::StringEnum(_) | Shape::ValueEnum(_) => {
                self.values(path, name, "enum of strings", (id, names.variants.len()));
                self.variant(path, name, unrecognized(ResolvedType::plain("UnknownValue")));
            }
            Shape::IntegerEnum(values) => {
                self.values(path, name, "enum of integers", (id, values.len()));
                self.variant(path, name, unrecognized(ResolvedType::plain("UnknownInteger")));
            }
            Shape::Union(_) => self.union(path, name, id),
            Shape::Tuple(tuple) => {
                let items = context.tuple_fields(id, tuple);
                let items = items.iter().map(|item| context.resolve(item, "")).collect();
                self.tuple_struct(path, name, ("tuple struct", is_alias), items);
                if tuple.items.iter().all(|item| !item.required) {
                    self.implements(path, name, "Default");
                }
            }
            Shape::Alias(ty) => {
                // The kind determines the traits.
                let kind = match context.resolved(ty) {
                    _ if !context.api.type_def(id).is_newtype => "newtype",
                    Type::External(_) => "newtype of another crate's type",
                    _ => "newtype of a scalar",
                };
                let inner = context.resolve(&context.newtype(id, ty), "");
                self.tuple_struct(path, name, (kind, is_alias), vec![inner]);
            }
        }
        self.derived(path, name, id);
    }

    /// Adds the items of a tuple struct. Code cannot construct one by the name of a type alias.
    fn tuple_struct(
        &mut self,
        path: &str,
        name: &str,
        (kind, is_alias): (&'static str, bool),
        items: Vec<ResolvedType>,
    ) {
        self.add(path, name, Signature::Kind(kind));
        self.add(format!("{path}.0"), name, Signature::Items(items.clone()));
        if !is_alias {
            self.add(format!("{path}()"), name, Signature::Items(items));
        }
    }

    fn values(&mut self, path: &str, name: &str, kind: &'static str, (id, count): (TypeId, usize)) {
        self.add(path, name, Signature::Kind(kind));
        for variant in self.context.names.of(id).variants.iter().take(count) {
            let variant = variant.as_str();
            self.add(format!("{path}::{variant}"), format!("{name}::{variant}"), Signature::Present);
        }
    }

    fn variant(&mut self, path: &str, name: &str, (variant, ty): (&str, ResolvedType)) {
        self.add(format!("{path}::{variant}"), format!("{name}::{variant}"), Signature::Value(ty));
    }

    fn union(&mut self, path: &str, name: &str, id: TypeId) {
        let context = self.context;
        let Shape::Union(union) = &context.api.type_def(id).shape else { return };
        let names = context.names.of(id);
        self.add(path, name, Signature::Kind("union"));
        let mut sources = Vec::new();
        for (variant, variant_name) in union.variants.iter().zip(&names.variants) {
            let ty = context.resolve(&context.variant(id, variant), "");
            self.variant(path, name, (variant_name.as_str(), ty));
            if let Some(ty) = context.convertible(id, union, variant) {
                if ty == RustType::from(STRING) {
                    sources.push(ResolvedType::of("&", ResolvedType::plain("str")));
                }
                sources.push(context.resolve(&ty, ""));
            }
        }
        self.variant(path, name, (names.unrecognized.as_str(), known_type(&VALUE)));
        self.implements_for(path, name, "From", Signature::Sources(sources));
        if context.is_hashed(union) {
            self.implements(path, name, "Eq");
            self.implements(path, name, "Hash");
        }
    }

    fn structure(&mut self, path: &str, name: &str, id: TypeId) {
        let context = self.context;
        let Shape::Object(object) = &context.api.type_def(id).shape else { return };
        let names = context.names.of(id);
        self.add(path, name, Signature::Kind("struct"));
        let testing = context.config.has_client() && !context.facts.is_sent(id);
        let feature = self.gate.group.clone();
        for (field, field_name) in object.fields.iter().zip(&names.fields) {
            let subject = format!("{name}.{}", field_name.as_str());
            let ty = context.resolve(&context.field(id, field), "");
            self.add(format!("{path}.{}", field_name.as_str()), subject.as_str(), Signature::Value(ty));
            if context.facts.is_always_present(id, field) {
                continue;
            }
            let setter = context.renamed_setter(names, field_name).unwrap_or_else(|| field_name.clone());
            let value = context.resolve(&context.property(id, field), "");
            let setter = format!("{path}::{}", setter.as_str());
            let signature = Signature::Function(vec![vec![value]], ResolvedType::plain("Self"));
            self.gated(feature.as_deref(), testing, |all| all.add(setter, subject, signature));
        }
        if let (Some(rest), Some(map)) = (&object.rest, context.rest(id, object)) {
            let map = context.resolve(&map, "");
            self.add(format!("{path}.{}", names.rest.as_str()), name, Signature::Value(map));
            let setter = context.renamed_setter(names, &names.rest).unwrap_or_else(|| names.rest.clone());
            let value = context.resolve(&context.rest_value(id, rest), "");
            let signature = Signature::Function(vec![vec![value]], ResolvedType::plain("Self"));
            let setter = format!("{path}::{}", setter.as_str());
            self.gated(feature.as_deref(), testing, |all| all.add(setter, name, signature));
        }
        self.gated(feature.as_deref(), testing, |all| all.constructor(path, name, id));
        let has_default = !object.fields.iter().any(|field| context.facts.is_always_present(id, field));
        if has_default {
            self.implements(path, name, "Default");
        }
    }

    fn constructor(&mut self, path: &str, name: &str, id: TypeId) {
        let context = self.context;
        let Shape::Object(object) = &context.api.type_def(id).shape else { return };
        let fields = context.constructor(id, object);
        let resolved = |ty: &RustType| context.resolve(ty, "");
        let arguments = match fields.as_slice() {
            [] => Vec::new(),
            [(_, only)] => vec![vec![resolved(only)]],
            several => {
                let required = format!("types::required::{name}");
                let mut fields: Vec<(String, ResolvedType)> =
                    several.iter().map(|(name, ty)| (name.as_str().to_owned(), resolved(ty))).collect();
                fields.sort_by(|a, b| a.0.cmp(&b.0));
                self.add(required.clone(), name, Signature::Fields(fields));
                // The structs of two names of one type are one type too.
                let own = self.all.same.get(path).map(|own| own.replacen("types::", "types::required::", 1));
                if let Some(own) = &own {
                    self.all.same.insert(required.clone(), own.clone());
                }
                vec![vec![ResolvedType::Own(own.unwrap_or(required))]]
            }
        };
        self.add(format!("{path}::new"), name, Signature::Function(arguments, ResolvedType::plain("Self")));
    }

    /// Adds the traits of the settings.
    fn derived(&mut self, path: &str, name: &str, id: TypeId) {
        let indices = self.context.facts.derives.get(&id).into_iter().flatten();
        let derives: Vec<_> = indices.filter_map(|index| self.context.config.derives.get(*index)).collect();
        for derive in derives {
            let feature = derive.feature().map(|it| format!(" with feature {it}")).unwrap_or_default();
            let name_of = standard_trait(derive.derive.as_str());
            self.implements(path, name, &format!("{name_of}{feature}"));
        }
    }
}
