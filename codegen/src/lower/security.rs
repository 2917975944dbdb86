//! Security schemes and security requirements.
//!
//! Source: OpenAPI 3.0.4, sections 4.7.27 (Security Scheme Object) and 4.7.30 (Security Requirement Object).

use openapiv3::{APIKeyLocation, ReferenceOr, SecurityRequirement};

use crate::diagnostic::Code;
use crate::ir::{SecurityKind, SecurityScheme};
use crate::location::Pointer;
use crate::lower::Lowering;
use crate::text::is_token;

/// The start of the URI of a security scheme.
const BY_URI: &str = "#/components/securitySchemes/";

impl Lowering<'_> {
    /// Lowers the supported security schemes, sorted by name.
    pub(super) fn security_schemes(&mut self) -> Vec<SecurityScheme> {
        let components = self.openapi.components.iter();
        let mut schemes: Vec<_> = components.flat_map(|components| &components.security_schemes).collect();
        schemes.sort_by_key(|(name, _)| *name);
        schemes
            .into_iter()
            .filter_map(|(name, scheme)| {
                let scheme = scheme.as_item()?;
                let kind = kind(scheme);
                if kind.is_none() {
                    let pointer = Pointer::root().join("components").join("securitySchemes").join(name);
                    let message = "oasmith does not support this security scheme; the client sends requests without its credential";
                    self.diagnostics
                        .warning(Code::UnsupportedSecurity, &pointer, message)
                        .help("set an HTTP client of your own that adds the credential");
                }
                Some(SecurityScheme {
                    name: name.clone(),
                    kind: kind?,
                    token_url: token_url(scheme),
                    description: description(scheme).cloned(),
                })
            })
            .collect()
    }

    /// Returns the distinct scopes of an operation's alternatives; none if one alternative accepts a scoped credential
    /// without scopes.
    pub(super) fn scopes(&self, own: Option<&[SecurityRequirement]>) -> Vec<Vec<String>> {
        let all = own.or(self.openapi.security.as_deref()).unwrap_or_default();
        let known: Vec<_> = all.iter().filter(|it| it.keys().all(|scheme| self.is_known(scheme))).collect();
        let is_scoped = |scheme: &String| known.iter().any(|it| it.get(scheme).is_some_and(|it| !it.is_empty()));
        let mut alternatives: Vec<Vec<String>> = Vec::new();
        for requirement in &known {
            let mut scopes: Vec<String> = requirement.values().flatten().cloned().collect();
            scopes.sort();
            scopes.dedup();
            if scopes.is_empty() && requirement.keys().any(is_scoped) {
                return Vec::new();
            }
            if !scopes.is_empty() && !alternatives.contains(&scopes) {
                alternatives.push(scopes);
            }
        }
        alternatives
    }

    /// Returns the distinct alternatives of an operation's security requirements; many differ only in scopes.
    pub(super) fn security(&mut self, own: Option<&[SecurityRequirement]>, pointer: &Pointer) -> Vec<Vec<String>> {
        let openapi = self.openapi;
        let shared = openapi.security.as_deref();
        let pointer = if own.is_some() { pointer.clone() } else { Pointer::root() };
        let mut alternatives: Vec<Vec<String>> = Vec::new();
        let mut unsupported = false;
        for (index, requirement) in own.or(shared).unwrap_or_default().iter().enumerate() {
            let mut schemes: Vec<String> =
                requirement.keys().map(|name| self.component_name(name).to_owned()).collect();
            schemes.sort();
            let place = pointer.join("security").join(index);
            let known: Vec<bool> = schemes.iter().map(|scheme| self.is_supported(scheme, &place)).collect();
            if known.contains(&false) {
                unsupported = true;
            } else if !alternatives.contains(&schemes) {
                alternatives.push(schemes);
            }
        }
        // If no alternative is left, the caller's own HTTP client must add the credential.
        if unsupported && alternatives.is_empty() { Vec::new() } else { alternatives }
    }

    fn is_supported(&mut self, name: &str, place: &Pointer) -> bool {
        if self.scheme(name).is_none() {
            let message = format!("there is no security scheme `{name}`; oasmith ignores this alternative");
            self.diagnostics
                .warning(Code::UnresolvedReference, &place.join(name), message)
                .help("define it in `components.securitySchemes`");
            return false;
        }
        self.is_known(name)
    }

    /// Returns whether a security scheme exists and is supported.
    fn is_known(&self, name: &str) -> bool {
        matches!(self.scheme(name), Some(ReferenceOr::Item(scheme)) if kind(scheme).is_some())
    }

    fn scheme(&self, name: &str) -> Option<&ReferenceOr<openapiv3::SecurityScheme>> {
        self.openapi.components.as_ref()?.security_schemes.get(self.component_name(name))
    }

    /// Returns the name of the component that a requirement names, perhaps by its URI. A component of that very name precedes.
    ///
    /// Source: OpenAPI 3.2.0, section 4.30 (Security Requirement Object).
    fn component_name<'n>(&self, name: &'n str) -> &'n str {
        let has = |name: &str| self.openapi.components.iter().any(|it| it.security_schemes.contains_key(name));
        name.strip_prefix(BY_URI).filter(|component| !has(name) && has(component)).unwrap_or(name)
    }
}

fn kind(scheme: &openapiv3::SecurityScheme) -> Option<SecurityKind> {
    use openapiv3::SecurityScheme as Scheme;
    match scheme {
        Scheme::APIKey { location: APIKeyLocation::Header | APIKeyLocation::Cookie, name, .. } if !is_token(name) => {
            None
        }
        Scheme::APIKey { location: APIKeyLocation::Header, name, .. } => Some(SecurityKind::Header(name.clone())),
        Scheme::APIKey { location: APIKeyLocation::Query, name, .. } => Some(SecurityKind::Query(name.clone())),
        Scheme::APIKey { location: APIKeyLocation::Cookie, name, .. } => Some(SecurityKind::Cookie(name.clone())),
        Scheme::HTTP { scheme, .. } if scheme.eq_ignore_ascii_case("basic") => Some(SecurityKind::Basic),
        Scheme::HTTP { scheme, .. } if scheme.eq_ignore_ascii_case("bearer") => Some(SecurityKind::Bearer),
        Scheme::HTTP { scheme, .. } => is_token(scheme).then(|| SecurityKind::Http(scheme.clone())),
        Scheme::OAuth2 { .. } | Scheme::OpenIDConnect { .. } => Some(SecurityKind::Bearer),
    }
}

/// Returns the token URL of the client credentials flow, if it is an absolute HTTP URL.
fn token_url(scheme: &openapiv3::SecurityScheme) -> Option<String> {
    let openapiv3::SecurityScheme::OAuth2 { flows, .. } = scheme else { return None };
    let url = flows.client_credentials.as_ref()?.token_url.clone();
    (url.starts_with("https://") || url.starts_with("http://")).then_some(url)
}

fn description(scheme: &openapiv3::SecurityScheme) -> Option<&String> {
    use openapiv3::SecurityScheme as Scheme;
    match scheme {
        Scheme::APIKey { description, .. }
        | Scheme::HTTP { description, .. }
        | Scheme::OAuth2 { description, .. }
        | Scheme::OpenIDConnect { description, .. } => description.as_ref(),
    }
}
