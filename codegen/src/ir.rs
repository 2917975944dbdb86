//! What an API is, in neither OpenAPI's nor Rust's words: the model between reading and writing.
//!
//! Once lowered it never changes. What later stages find out about it they keep in tables of their own.

mod constraint;
mod operation;
mod pagination;
mod types;

pub use constraint::{Constraints, Matcher, Pattern};
pub use operation::{
    Body, BodyContent, BodyKind, Callback, Content, Encoding, Header, Link, Location, Method, Operation, Parameter,
    Response, SecurityKind, SecurityScheme, Status, Style, Webhook,
};
pub use pagination::{Extent, PageSize, Pagination, Step};
pub use types::{
    Docs, Field, Integer, Item, Number, Object, Origin, Role, Sensitive, Shape, Tuple, Type, TypeDef, TypeId, Union,
    Unknown, ValueDocs, Variant,
};

/// An API.
#[derive(Clone, Debug, PartialEq)]
pub struct Api {
    /// Its title.
    pub title: String,
    /// Its version, as the document gives it.
    pub version: String,
    /// What it is, in Markdown.
    pub description: Option<String>,
    /// The servers that offer it, the first the default.
    pub servers: Vec<Server>,
    /// The groups that operations belong to, with their descriptions.
    pub tags: Vec<Tag>,
    /// The types, by [`TypeId`].
    pub types: Vec<TypeDef>,
    /// The operations, by path and method.
    pub operations: Vec<Operation>,
    /// The requests that the API makes on its own, by name and method.
    pub webhooks: Vec<Webhook>,
    /// The kinds of credential, by name.
    pub security_schemes: Vec<SecurityScheme>,
    /// How many operations are left out, each with a diagnostic.
    pub operations_left_out: usize,
    /// How many schemas are left out, each with a diagnostic: their values are free-form JSON.
    pub schemas_left_out: usize,
}

impl Api {
    /// The type with this id.
    pub fn type_def(&self, id: TypeId) -> &TypeDef {
        &self.types[id.0]
    }

    /// The server that requests go to, resolved against the base URL that the caller gives, where the document names
    /// relative servers only.
    pub fn relative_server(&self) -> Option<&Server> {
        relative_server(&self.servers)
    }

    /// The server that requests go to unless the caller gives another.
    pub fn base_server(&self) -> Option<&Server> {
        base_server(&self.servers)
    }

    /// The ids of all types.
    pub fn type_ids(&self) -> impl Iterator<Item = TypeId> + use<> {
        (0..self.types.len()).map(TypeId)
    }
}

/// The first of several servers, where all of them are relative and it adds to the base URL.
pub(crate) fn relative_server(servers: &[Server]) -> Option<&Server> {
    let is_relative = |server: &Server| !server.default_url().contains("://") && server.can_be_sent_to();
    let first = servers.first().filter(|_| servers.iter().all(is_relative))?;
    (!matches!(first.default_url().as_str(), "" | "/" | "." | "./")).then_some(first)
}

/// The first of several servers that has a whole URL, where all before it are relative: where those lead depends on where
/// the document comes from, which nobody knows.
pub(crate) fn base_server(servers: &[Server]) -> Option<&Server> {
    servers.iter().find(|server| server.is_absolute() || !server.can_be_sent_to()).filter(|server| server.is_absolute())
}

/// A server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// Its URL, perhaps relative, with `{name}` for each variable.
    pub url: String,
    /// What it is for.
    pub description: Option<String>,
    /// Its variables, by name.
    pub variables: Vec<Variable>,
}

impl Server {
    /// Its URL, with the defaults of its variables.
    pub fn default_url(&self) -> String {
        let replace = |url: String, it: &Variable| url.replace(&format!("{{{}}}", it.name), &it.default);
        self.variables.iter().fold(self.url.clone(), replace)
    }

    /// Whether requests can be sent to it as it is.
    pub fn is_absolute(&self) -> bool {
        let url = self.default_url();
        (url.starts_with("https://") || url.starts_with("http://")) && self.can_be_sent_to()
    }

    /// Whether requests can be sent to it: its URL is absolute, or a reference that is resolved against a base URL, and
    /// has nothing that makes it another thing than a server. What looks like a host without its scheme is neither.
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
    /// Its name.
    pub name: String,
    /// What it is unless it is given.
    pub default: String,
    /// What it may be; anything where there are none.
    pub values: Vec<String>,
    /// What is said about it.
    pub description: Option<String>,
}

/// A group of operations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// Its name.
    pub name: String,
    /// What it is about, in Markdown.
    pub description: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(url: &str) -> Server {
        Server { url: url.to_owned(), description: None, variables: Vec::new() }
    }

    #[test]
    fn relative_servers_are_those_that_add_to_a_base_url() {
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
