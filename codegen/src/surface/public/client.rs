//! The items at the root of the crate, and of the modules `servers` and `webhooks`.

use std::collections::{BTreeSet, HashMap};

use crate::ir::{SecurityKind, Shape, TypeId};
use crate::name::Ident as _;
use crate::surface::public::{Collector, ItemKind, ResolvedType, Signature};

impl Collector<'_> {
    pub(super) fn client(&mut self) {
        let context = self.context;
        let name = ResolvedType::plain(context.config.name.as_str());
        self.add_kind(ItemKind::Root, "package", "the settings", Signature::Alias(name));
        let requirements = context.requirements();
        for name in context.reexported_crates() {
            // Another version of a crate has other types.
            let (subject, signature) = match requirements.get(&name) {
                Some(version) => ("the settings", Signature::Value(ResolvedType::plain(version.as_str()))),
                None => ("the crate", Signature::Present),
            };
            self.add_kind(ItemKind::Crate(name.clone()), format!("crate {name}"), subject, signature);
        }
        if context.facts.uses.unions {
            let is_union = |id: &TypeId| matches!(context.api.type_def(*id).shape, Shape::Union(_));
            let unions = context.api.type_ids().filter(is_union);
            let unions = unions.map(|id| context.names.of(id).ident.as_str().to_owned()).collect();
            self.because_of(unions, |all| all.root("Mismatch"));
        }
        if context.has_own_times() {
            self.root("DateTime");
            self.root("Date");
        }
        for derive in &context.config.derives {
            if let Some(feature) = derive.feature() {
                let kind = ItemKind::Feature { name: feature.to_owned(), group: None };
                self.add_kind(kind, format!("feature {feature}"), "the crate", Signature::Present);
            }
        }
        self.credentials();
        self.servers();
        for (_, ident, ty) in context.webhooks() {
            let name = format!("webhooks::{}", ident.as_str());
            let target = context.resolve(&ty, "");
            self.add(name.as_str(), name.as_str(), Signature::Alias(target));
        }
    }

    /// Adds an item at the root of the crate.
    fn root(&mut self, name: &str) {
        self.add_kind(ItemKind::Root, name, "the crate", Signature::Present);
    }

    /// Adds to each re-exported crate the items that use its types, without which it would not exist.
    pub(super) fn users_of_crates(&mut self) {
        let mut users: HashMap<String, BTreeSet<String>> = HashMap::new();
        for item in &self.all.items {
            item.signature.types().into_iter().for_each(|ty| {
                ty.each(&mut |ty| {
                    if let ResolvedType::Other(path, _) = ty
                        && let Some((name, _)) = path.split_once("::")
                    {
                        users.entry(name.to_owned()).or_default().insert(item.subject.clone());
                    }
                });
            });
        }
        for item in &mut self.all.items {
            if let ItemKind::Crate(name) = &item.kind {
                item.within.extend(users.remove(name).into_iter().flatten());
            }
        }
    }

    fn credentials(&mut self) {
        let context = self.context;
        let builder = || ResolvedType::plain("Self");
        let (string, secret) =
            (ResolvedType::plain("impl Into<String>"), ResolvedType::plain("impl Into<SecretString>"));
        for (scheme, names) in context.api.security_schemes.iter().zip(&context.names.credentials) {
            let method = format!("ClientBuilder::{}", names.set.as_str());
            let arguments = match &scheme.kind {
                SecurityKind::Basic => vec![vec![string.clone()], vec![secret.clone()]],
                _ => vec![vec![secret.clone()]],
            };
            self.add(method.as_str(), method.as_str(), Signature::Function(arguments, builder()));
            if scheme.kind != SecurityKind::Bearer {
                continue;
            }
            let provider = format!("ClientBuilder::{}", names.provider.as_str());
            let arguments = vec![vec![ResolvedType::plain("impl TokenProvider")]];
            self.add(provider, method.as_str(), Signature::Function(arguments, builder()));
            if scheme.token_url.is_some() {
                let flow = format!("ClientBuilder::{}", names.client_credentials.as_str());
                let arguments = vec![vec![string.clone()], vec![secret.clone()]];
                self.add(flow.as_str(), flow.as_str(), Signature::Function(arguments, builder()));
            }
        }
    }

    fn servers(&mut self) {
        let context = self.context;
        if context.has_servers() {
            self.add("servers", "Client::builder", Signature::Present);
        }
        for (server, name) in context.servers() {
            if server.variables.is_empty() {
                let constant = name.constant.as_str().to_uppercase();
                self.add(format!("servers::{constant}"), "Client::builder", Signature::Present);
                continue;
            }
            let string = ResolvedType::plain("String");
            let mut fields: Vec<(String, ResolvedType)> =
                name.variables.iter().map(|it| (it.as_str().to_owned(), string.clone())).collect();
            fields.sort_by(|a, b| a.0.cmp(&b.0));
            self.add(format!("servers::{}", name.ident.as_str()), "Client::builder", Signature::Fields(fields));
        }
    }
}
