//! Credentials: kept secret, and put only into requests that ask for them.
//!
//! Source: OpenAPI 3.0.3, section 4.7.27 (Security Scheme Object) and 4.7.30 (Security Requirement Object).

use std::collections::BTreeMap;
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::{AUTHORIZATION, COOKIE, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};

/// A secret and the place in a request where it belongs.
#[derive(Clone, Debug)]
pub enum Credential {
    /// `Authorization: Bearer <token>` (RFC 6750, section 2.1).
    Bearer(SecretString),
    /// `Authorization: Basic <base64 of username:password>` (RFC 7617).
    Basic {
        /// The user name; it may not contain a colon.
        username: String,
        /// The password.
        password: SecretString,
    },
    /// A key in a header of this name.
    Header(&'static str, SecretString),
    /// A key in a query parameter of this name.
    Query(&'static str, SecretString),
    /// A key in a cookie of this name.
    Cookie(&'static str, SecretString),
}

impl Credential {
    /// The header that carries this credential, if a header does; `None` if its text cannot stand in one.
    pub(crate) fn header(&self) -> Option<(HeaderName, HeaderValue)> {
        let (name, text) = match self {
            Self::Bearer(token) => (AUTHORIZATION, format!("Bearer {}", token.expose_secret())),
            Self::Basic { username, password } => {
                if username.contains(':') {
                    return None;
                }
                let pair = format!("{username}:{}", password.expose_secret());
                (AUTHORIZATION, format!("Basic {}", STANDARD.encode(pair)))
            }
            Self::Header(name, key) => (HeaderName::try_from(*name).ok()?, key.expose_secret().to_owned()),
            Self::Cookie(name, key) => (COOKIE, format!("{name}={}", key.expose_secret())),
            Self::Query(..) => return None,
        };
        let mut value = HeaderValue::try_from(text).ok()?;
        value.set_sensitive(true);
        Some((name, value))
    }

    pub(crate) fn query(&self) -> Option<(&'static str, &str)> {
        match self {
            Self::Query(name, key) => Some((name, key.expose_secret())),
            _ => None,
        }
    }

    /// Whether a request can carry this credential as it is.
    pub(crate) fn is_valid(&self) -> bool {
        self.query().is_some() || self.header().is_some()
    }

    fn secret(&self) -> &str {
        match self {
            Self::Bearer(secret)
            | Self::Basic { password: secret, .. }
            | Self::Header(_, secret)
            | Self::Query(_, secret)
            | Self::Cookie(_, secret) => secret.expose_secret(),
        }
    }
}

/// Alternatives of which one must be met; each names the security schemes that it needs together.
pub(crate) type Requirement = &'static [&'static [&'static str]];

/// The credentials a client holds, by the name of their security scheme.
#[derive(Clone, Default)]
pub(crate) struct Credentials(BTreeMap<&'static str, Credential>);

impl Credentials {
    pub(crate) fn set(&mut self, scheme: &'static str, credential: Credential) {
        self.0.insert(scheme, credential);
    }

    /// The first scheme whose credential no request can carry.
    pub(crate) fn invalid(&self) -> Option<&'static str> {
        self.0.iter().find(|(_, credential)| !credential.is_valid()).map(|(scheme, _)| *scheme)
    }

    /// The credentials of the first alternative that this client can meet; `None` where it can meet none.
    pub(crate) fn choose(&self, requirement: Requirement) -> Option<Vec<&Credential>> {
        let mut named = requirement.iter().filter(|schemes| !schemes.is_empty());
        let met = named.find_map(|schemes| schemes.iter().map(|scheme| self.0.get(scheme)).collect());
        let none_needed = requirement.is_empty() || requirement.iter().any(|schemes| schemes.is_empty());
        met.or(none_needed.then(Vec::new))
    }

    /// `text` without any secret held here.
    pub(crate) fn redact(&self, mut text: String) -> String {
        for secret in self.0.values().map(Credential::secret).filter(|secret| !secret.is_empty()) {
            if text.contains(secret) {
                text = text.replace(secret, "[secret]");
            }
        }
        text
    }
}

/// The names of the schemes, and nothing of the secrets.
impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}
