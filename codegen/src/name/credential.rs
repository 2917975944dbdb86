//! The names of the builder methods that set credentials.

use crate::ir::{Api, SecurityKind, SecurityScheme};
use crate::name::ident::{Ident as _, Snake};
use crate::name::previous::PreviousNames;
use crate::name::scope::Scope;

/// The names of the builder methods that set a credential.
#[derive(Clone, Debug)]
pub struct CredentialName {
    /// The method that sets the credential.
    pub set: Snake,
    /// The method that sets a token provider.
    pub provider: Snake,
    /// The method that sets the client credentials flow.
    pub client_credentials: Snake,
}

/// Returns the names for each security scheme. A method of the existing crate keeps its name, so that a second scheme for bearer
/// tokens does not rename the first one's.
pub fn names(api: &Api, previous: &PreviousNames) -> Vec<CredentialName> {
    let mut scope = Scope::new(&[
        "base_url",
        "build",
        "clone",
        "connect_timeout",
        "credential",
        "allow_missing_credentials",
        "http_client",
        "idempotency_header",
        "layer",
        "max_body_bytes",
        "max_event_bytes",
        "new",
        "on_request",
        "on_response",
        "rate_limit",
        "retry",
        "server",
        "timeout",
        "token_provider",
        "user_agent",
    ]);
    let bearers = api.security_schemes.iter().filter(|scheme| scheme.kind == SecurityKind::Bearer).count();
    let kept = |scheme: &SecurityScheme| {
        let name = previous.credential(&scheme.name)?;
        Some(Snake::new(name)).filter(|ident| ident.as_str() == name)
    };
    let preferred = |scheme: &SecurityScheme| match scheme.kind {
        SecurityKind::Bearer if bearers == 1 => Snake::new("bearer_token"),
        _ => Snake::new(&scheme.name),
    };
    let schemes = &api.security_schemes;
    let mut set: Vec<Option<Snake>> =
        schemes.iter().map(|scheme| kept(scheme).map(|name| scope.claim(&name, "credential"))).collect();
    for (name, scheme) in set.iter_mut().zip(schemes) {
        name.get_or_insert_with(|| scope.claim(&preferred(scheme), "credential"));
    }
    set.into_iter()
        .flatten()
        .map(|set| CredentialName {
            provider: scope.claim(&set.with("provider"), "credential"),
            client_credentials: scope.claim(&set.with("client_credentials"), "credential"),
            set,
        })
        .collect()
}
