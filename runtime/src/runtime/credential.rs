//! Credentials: kept secret, and added only to requests whose operations require them.
//!
//! Source: OpenAPI 3.0.3, section 4.7.27 (Security Scheme Object) and 4.7.30 (Security Requirement Object).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::{AUTHORIZATION, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};

use crate::runtime::percent::encode;
use crate::runtime::token::{Provided, TokenError};

/// A secret, and its place in a request.
#[derive(Clone, Debug)]
#[allow(private_interfaces, reason = "only the client's builder creates it")]
pub enum Credential {
    /// `Authorization: Bearer <token>` (RFC 6750, section 2.1).
    Bearer(SecretString),
    /// `Authorization: Basic <base64 of username:password>` (RFC 7617).
    Basic {
        /// The user name; it must not contain a colon.
        username: String,
        /// The password.
        password: SecretString,
    },
    /// `Authorization: <scheme> <credentials>`, with any other scheme (RFC 9110, section 11.4).
    Http(&'static str, SecretString),
    /// A bearer token from a provider.
    Provided(Arc<Provided>),
    /// A key in a header of this name.
    Header(&'static str, SecretString),
    /// A key in a query parameter of this name.
    Query(&'static str, SecretString),
    /// A key in a cookie of this name.
    Cookie(&'static str, SecretString),
}

/// The tokens of one attempt, by their provider.
pub type Tokens = BTreeMap<usize, SecretString>;

impl Credential {
    /// Returns the header that carries this credential, if a header does; `None` if its text is not valid in a header.
    pub fn header(&self) -> Option<(HeaderName, HeaderValue)> {
        let (name, text) = match self {
            Self::Bearer(token) => (AUTHORIZATION, format!("Bearer {}", token.expose_secret())),
            Self::Basic { username, password } => {
                if username.contains(':') {
                    return None;
                }
                let pair = format!("{username}:{}", password.expose_secret());
                (AUTHORIZATION, format!("Basic {}", STANDARD.encode(pair)))
            }
            Self::Http(scheme, text) => (AUTHORIZATION, format!("{scheme} {}", text.expose_secret())),
            Self::Header(name, key) => (HeaderName::try_from(*name).ok()?, key.expose_secret().to_owned()),
            Self::Cookie(..) | Self::Query(..) | Self::Provided(_) => return None,
        };
        let mut value = HeaderValue::try_from(text).ok()?;
        value.set_sensitive(true);
        Some((name, value))
    }

    /// Returns the place of this credential in a request, which holds one credential.
    fn place(&self) -> (&'static str, String) {
        match self {
            Self::Bearer(_) | Self::Basic { .. } | Self::Http(..) | Self::Provided(_) => {
                ("header", AUTHORIZATION.as_str().to_owned())
            }
            Self::Header(name, _) => ("header", name.to_ascii_lowercase()),
            Self::Query(name, _) => ("query", (*name).to_owned()),
            Self::Cookie(name, _) => ("cookie", (*name).to_owned()),
        }
    }

    pub fn query(&self) -> Option<(&'static str, &str)> {
        match self {
            Self::Query(name, key) => Some((name, key.expose_secret())),
            _ => None,
        }
    }

    /// Returns the cookie that carries this credential, if one does; `None` if its text would change the cookie or add
    /// another.
    ///
    /// Source: RFC 6265, section 4.1.1.
    fn cookie(&self) -> Option<String> {
        let Self::Cookie(name, key) = self else { return None };
        let key = key.expose_secret();
        let fits = key.bytes().all(|byte| byte.is_ascii_graphic() && !b"\",;\\".contains(&byte));
        fits.then(|| format!("{name}={key}"))
    }

    /// Whether a request can carry this credential unchanged.
    pub fn is_valid(&self) -> bool {
        matches!(self, Self::Provided(_))
            || self.query().is_some()
            || self.header().is_some()
            || self.cookie().is_some()
    }

    /// Returns the texts that would reveal the secret: the secret itself, and its forms in headers, URLs and JSON.
    fn secrets(&self) -> Vec<String> {
        let provided;
        let secret = match self {
            Self::Provided(by) => {
                provided = by.last().unwrap_or_default();
                provided.expose_secret()
            }
            Self::Bearer(secret)
            | Self::Http(_, secret)
            | Self::Basic { password: secret, .. }
            | Self::Header(_, secret)
            | Self::Query(_, secret)
            | Self::Cookie(_, secret) => secret.expose_secret(),
        };
        let mut texts = vec![secret.to_owned(), encode(secret), secret.escape_default().to_string()];
        if let Self::Basic { username, .. } = self {
            texts.push(STANDARD.encode(format!("{username}:{secret}")));
        }
        // A very short text would also match text that is not secret.
        texts.retain(|text| text.len() > 2);
        texts.sort_by_key(|text| std::cmp::Reverse(text.len()));
        texts
    }
}

/// Returns the one `Cookie` header that a request may have (RFC 6265, section 5.4): the cookies of `own` and of the
/// credentials.
pub fn cookies(credentials: &[&Held], own: impl Iterator<Item = String>) -> Option<HeaderValue> {
    let all: Vec<String> = own.chain(credentials.iter().filter_map(|held| held.credential.cookie())).collect();
    let mut value = HeaderValue::try_from(all.join("; ")).ok().filter(|value| !value.is_empty())?;
    value.set_sensitive(true);
    Some(value)
}

/// Alternatives, of which one must be met; each lists the security schemes that it requires together.
pub type Requirement = &'static [&'static [&'static str]];

/// The credentials that a request carries.
#[derive(Clone, Copy)]
pub enum Security {
    /// Those of an alternative of the operation's requirement.
    Required(Requirement),
    /// All that the client holds, as no requirement is known.
    All,
}

/// A credential that a client holds.
#[derive(Clone)]
pub struct Held {
    pub credential: Credential,
    /// The header that carries it, if a header does and it never changes.
    header: Option<(HeaderName, HeaderValue)>,
}

impl Held {
    /// Returns the header that carries this credential, if one does, with a token from `tokens`.
    pub fn header(&self, tokens: &Tokens) -> Option<(HeaderName, HeaderValue)> {
        match &self.credential {
            Credential::Provided(by) => {
                let token = tokens.get(&(Arc::as_ptr(by) as usize))?;
                Credential::Bearer(token.clone()).header()
            }
            _ => self.header.clone(),
        }
    }
}

/// The credentials that a client holds, by the name of their security scheme.
#[derive(Clone, Default)]
pub struct Credentials(BTreeMap<&'static str, Held>);

impl Credentials {
    pub fn set(&mut self, scheme: &'static str, credential: Credential) {
        let header = credential.header();
        self.0.insert(scheme, Held { credential, header });
    }

    /// Returns the first scheme with a credential that no request can carry.
    pub fn invalid(&self) -> Option<&'static str> {
        self.0.iter().find(|(_, held)| !held.credential.is_valid()).map(|(scheme, _)| *scheme)
    }

    /// Returns the credentials that a request carries: those of the first alternative that this client can meet, and
    /// `None` if it can meet none.
    pub fn choose(&self, security: Security) -> Option<Vec<&Held>> {
        let requirement = match security {
            Security::Required(requirement) => requirement,
            Security::All => return Some(self.all()),
        };
        let mut named = requirement.iter().filter(|schemes| !schemes.is_empty());
        let met = named.find_map(|schemes| schemes.iter().map(|scheme| self.0.get(scheme)).collect());
        let none_needed = requirement.is_empty() || requirement.iter().any(|schemes| schemes.is_empty());
        met.or(none_needed.then(Vec::new))
    }

    /// Returns all credentials. Of several for one place, such as the header `Authorization`, returns the first by the
    /// name of its scheme.
    fn all(&self) -> Vec<&Held> {
        let mut places = BTreeSet::new();
        self.0.values().filter(|held| places.insert(held.credential.place())).collect()
    }

    /// Fetches the tokens that a request carries, and replaces those in `refused`.
    pub async fn tokens(&self, security: Security, refused: &Tokens) -> Result<Tokens, TokenError> {
        let mut tokens = Tokens::new();
        if !self.0.values().any(|held| matches!(held.credential, Credential::Provided(_))) {
            return Ok(tokens);
        }
        for held in self.choose(security).unwrap_or_default() {
            if let Credential::Provided(by) = &held.credential {
                let key = Arc::as_ptr(by) as usize;
                tokens.insert(key, Box::pin(by.token(refused.get(&key))).await?);
            }
        }
        Ok(tokens)
    }

    /// Returns `text` with all secrets replaced.
    pub fn redact(&self, mut text: String) -> String {
        for secret in self.0.values().flat_map(|held| held.credential.secrets()) {
            if text.contains(&secret) {
                text = text.replace(&secret, "[secret]");
            }
        }
        text
    }

    /// Returns the length of the longest secret, in bytes.
    pub fn longest(&self) -> usize {
        self.0.values().flat_map(|held| held.credential.secrets()).map(|secret| secret.len()).max().unwrap_or(0)
    }
}

/// Shows the names of the schemes, but no secret.
impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_redacted_in_every_form() {
        let mut credentials = Credentials::default();
        credentials.set("user", Credential::Basic { username: "u".to_owned(), password: "p/w \"x".into() });
        for shown in ["p/w \"x", "p%2Fw%20%22x", "p/w \\\"x", &STANDARD.encode("u:p/w \"x")] {
            assert_eq!(credentials.redact(format!("<{shown}>")), "<[secret]>");
        }
        assert_eq!(format!("{credentials:?}"), "{\"user\"}");
    }
}
