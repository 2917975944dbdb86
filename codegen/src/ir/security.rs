//! Security schemes.

/// A security scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityScheme {
    /// The name in the document.
    pub name: String,
    /// The kind.
    pub kind: SecurityKind,
    /// The token URL of the client credentials flow.
    pub token_url: Option<String>,
    /// The description, in Markdown.
    pub description: Option<String>,
}

/// The kind of a credential and its location in requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecurityKind {
    /// A bearer token, also from OAuth 2.0 or OpenID Connect.
    Bearer,
    /// A user name and a password.
    Basic,
    /// Any other HTTP authentication scheme, by name.
    Http(String),
    /// A key in a header of this name.
    Header(String),
    /// A key in a query parameter of this name.
    Query(String),
    /// A key in a cookie of this name.
    Cookie(String),
}
