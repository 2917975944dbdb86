//! What an API is, in neither OpenAPI's nor Rust's words: the model between reading and writing.
//!
//! Once lowered it never changes. What later stages find out about it they keep in tables of their own.

mod constraint;
mod operation;
mod pagination;
mod types;

pub use constraint::Constraints;
pub use operation::{
    Body, BodyContent, BodyKind, Callback, Content, Encoding, Header, Link, Location, Method, Operation, Parameter,
    Response, SecurityKind, SecurityScheme, Status, Style, Webhook,
};
pub use pagination::{Extent, PageSize, Pagination, Step};
pub use types::{
    Docs, Field, Integer, Item, Number, Object, Origin, Role, Shape, Tuple, Type, TypeDef, TypeId, Union, Variant,
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

    /// The ids of all types.
    pub fn type_ids(&self) -> impl Iterator<Item = TypeId> + use<> {
        (0..self.types.len()).map(TypeId)
    }
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
