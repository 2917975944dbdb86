//! The model of an API between lowering and rendering, independent of OpenAPI and of Rust.
//!
//! Lowering returns the model as [`Lowered`]; [`complete`](crate::analyze::complete) adds pagination and
//! constants. After that it never changes, and stages keep what they derive from it in tables of their own.

pub(crate) mod alias;
mod constraint;
mod existing;
mod operation;
mod pagination;
mod response;
mod security;
mod types;
mod visit;

pub use constraint::{Constraints, Matcher, Pattern};
pub use existing::{ExistingMap, ExistingOperation, RawKind};
pub use operation::{
    Body, BodyContent, BodyKind, Callback, Encoding, Location, Method, Operation, Parameter, Style, Webhook,
};
pub use pagination::{Extent, PageSize, Pagination, Step};
pub(crate) use response::have_different_bodies;
pub use response::{Content, Header, Link, Response, Status, TextEvents};
pub use security::{SecurityKind, SecurityScheme};
pub use types::{
    Docs, Field, Integer, Item, Number, Object, Origin, Role, Sensitive, Shape, Tuple, Type, TypeDef, TypeId, Union,
    Unknown, ValueDocs, Variant,
};

/// An API.
#[derive(Clone, Debug, PartialEq)]
pub struct Api {
    /// The title.
    pub title: String,
    /// The version (`info.version`).
    pub version: String,
    /// The description, in Markdown.
    pub description: Option<String>,
    /// The servers, the default first.
    pub servers: Vec<Server>,
    /// The tags, with their descriptions.
    pub tags: Vec<Tag>,
    /// The types, by [`TypeId`].
    pub types: Vec<TypeDef>,
    /// The operations, by path and method.
    pub operations: Vec<Operation>,
    /// The webhooks, by name and method.
    pub webhooks: Vec<Webhook>,
    /// The security schemes, by name.
    pub security_schemes: Vec<SecurityScheme>,
    /// The number of operations left out, each with a diagnostic.
    pub operations_left_out: usize,
    /// The number of schemas that became `serde_json::Value`, each with a diagnostic.
    pub schemas_left_out: usize,
}

/// A model without pagination and constants.
#[derive(Clone, Debug)]
pub struct Lowered(Api);

impl Lowered {
    pub(crate) fn new(api: Api) -> Self {
        Self(api)
    }

    pub(crate) fn into_api(self) -> Api {
        self.0
    }

    pub(crate) fn operations_mut(&mut self) -> &mut [Operation] {
        &mut self.0.operations
    }
}

impl Api {
    /// Returns the type with this id.
    pub fn type_def(&self, id: TypeId) -> &TypeDef {
        &self.types[id.0]
    }

    /// Returns the default server if the document names only relative servers; the client resolves it against the base URL
    /// that the caller sets.
    pub fn relative_server(&self) -> Option<&Server> {
        relative_server(&self.servers)
    }

    /// Returns the default server, if it has an absolute URL.
    pub fn base_server(&self) -> Option<&Server> {
        base_server(&self.servers)
    }

    /// Returns the ids of all types.
    pub fn type_ids(&self) -> impl Iterator<Item = TypeId> + use<> {
        (0..self.types.len()).map(TypeId)
    }
}

/// Returns the first server if all are relative and it adds to the base URL.
pub(crate) fn relative_server(servers: &[Server]) -> Option<&Server> {
    let is_relative = |server: &Server| !server.default_url().contains("://") && server.can_be_sent_to();
    let first = servers.first().filter(|_| servers.iter().all(is_relative))?;
    (!matches!(first.default_url().as_str(), "" | "/" | "." | "./")).then_some(first)
}

/// Returns the first server with an absolute URL, if all servers before it are relative: oasmith does not know the
/// document's URL, to which these relate.
pub(crate) fn base_server(servers: &[Server]) -> Option<&Server> {
    servers.iter().find(|server| server.is_absolute() || !server.can_be_sent_to()).filter(|server| server.is_absolute())
}

/// A server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// The URL, perhaps relative, with `{name}` for each variable.
    pub url: String,
    /// The description.
    pub description: Option<String>,
    /// The variables, by name.
    pub variables: Vec<Variable>,
}

impl Server {
    /// Returns the URL with the defaults of its variables.
    pub fn default_url(&self) -> String {
        let replace = |url: String, it: &Variable| url.replace(&format!("{{{}}}", it.name), &it.default);
        self.variables.iter().fold(self.url.clone(), replace)
    }

    /// Returns whether the URL is absolute and valid.
    pub fn is_absolute(&self) -> bool {
        let url = self.default_url();
        (url.starts_with("https://") || url.starts_with("http://")) && self.can_be_sent_to()
    }

    /// Returns whether the client can send requests to the server: the URL is absolute, or a relative reference, and has
    /// neither query nor fragment nor invalid characters. A host without a scheme is neither absolute nor relative.
    pub fn can_be_sent_to(&self) -> bool {
        let url = self.default_url();
        let is_absolute = url.starts_with("https://") || url.starts_with("http://");
        let start = url.split('/').next().unwrap_or_default();
        let may_be_host = start.contains(':') || (start.contains('.') && !matches!(start, "." | ".."));
        let is_relative = !(may_be_host || start == "localhost" || url.starts_with("//"));
        let has_form = is_absolute || is_relative;
        has_form && !url.contains(|it: char| it.is_control() || "{} \"`\\?#@".contains(it))
    }
}

/// A variable of a server's URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// The name.
    pub name: String,
    /// The default.
    pub default: String,
    /// The allowed values; empty if all are allowed.
    pub values: Vec<String>,
    /// The description.
    pub description: Option<String>,
}

/// A tag: a group of operations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// The name.
    pub name: String,
    /// The description, in Markdown.
    pub description: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(url: &str) -> Server {
        Server { url: url.to_owned(), description: None, variables: Vec::new() }
    }

    #[test]
    fn relative_servers_add_to_a_base_url() {
        let relative = |urls: &[&str]| {
            let servers: Vec<Server> = urls.iter().map(|url| server(url)).collect();
            relative_server(&servers).map(|server| server.url.clone())
        };
        for url in ["/api-v3", "api/v3", "./v1", "../v1", "v1", "/a.b/c", "/v1.0/"] {
            assert_eq!(relative(&[url]).as_deref(), Some(url));
            assert_eq!(relative(&[url, "https://a.b"]), None, "{url}");
        }
        assert_eq!(relative(&["/a", "/b"]).as_deref(), Some("/a"));
        for url in
            ["", "/", ".", "./", "https://a.b", "api.example.com/v1", "localhost/v1", "a:80/v1", "//a.b/c", "/{x}"]
        {
            assert_eq!(relative(&[url]), None, "{url}");
        }
        let base = |urls: &[&str]| {
            let servers: Vec<Server> = urls.iter().map(|url| server(url)).collect();
            base_server(&servers).map(|server| server.url.clone())
        };
        assert_eq!(base(&["../api/v3", "/", "https://a.b", "https://c.d"]).as_deref(), Some("https://a.b"));
        assert_eq!(base(&["https://a.b", "/x"]).as_deref(), Some("https://a.b"));
        assert_eq!(base(&["api.example.com", "https://a.b"]), None);
        assert_eq!(base(&["/x"]), None);
        for (url, can) in [("https://a.b", true), ("ftp://a.b", false), ("api.example.com", false), ("/a?b", false)] {
            assert_eq!(server(url).can_be_sent_to(), can, "{url}");
        }
    }
}
