//! The items at the root of the crate, and of the modules `servers` and `webhooks`.

use crate::ir::SecurityKind;
use crate::name::Ident as _;
use crate::surface::public::{Collector, ResolvedType, Signature};

impl Collector<'_> {
    pub(super) fn client(&mut self) {
        let context = self.context;
        let name = ResolvedType::plain(context.config.name.as_str());
        self.add("package", "the settings", Signature::Alias(name));
        for name in context.reexported_crates() {
            self.add(format!("crate {name}"), "the crate", Signature::Present);
        }
        if context.facts.uses.unions {
            self.add("Mismatch", "the crate", Signature::Present);
        }
        if context.has_own_times() {
            self.add("DateTime", "the crate", Signature::Present);
            self.add("Date", "the crate", Signature::Present);
        }
        for derive in &context.config.derives {
            if let Some(feature) = derive.feature() {
                self.add(format!("feature {feature}"), "the crate", Signature::Present);
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
