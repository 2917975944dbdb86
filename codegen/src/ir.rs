//! What an API is, in neither OpenAPI's nor Rust's words: the model between reading and writing.
//!
//! Once lowered it never changes. What later stages find out about it they keep in tables of their own.

use crate::source::Pointer;

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
    /// Its URL, variables replaced by their defaults; perhaps relative.
    pub url: String,
    /// What it is for.
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

/// Names a type of an [`Api`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeId(pub(crate) usize);

impl TypeId {
    /// Its place in [`Api::types`].
    pub fn index(self) -> usize {
        self.0
    }
}

/// A type with a name.
#[derive(Clone, Debug, PartialEq)]
pub struct TypeDef {
    /// Where it stands in the document.
    pub pointer: Pointer,
    /// What its name is made of.
    pub origin: Origin,
    /// What is said about it.
    pub docs: Docs,
    /// What its values are.
    pub shape: Shape,
}

/// What a type's name is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A component of this name.
    Component(String),
    /// A part of another type.
    Part(TypeId, Role),
    /// A part of an operation, by its place in [`Api::operations`].
    Operation(usize, Role),
}

/// What a type is to the one that it is part of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// The value of a member, a parameter or a variant of this name.
    Member(String),
    /// An item of a list that is a member of this name.
    Item(String),
    /// A value of a map that is a member of this name.
    Value(String),
}

/// What is said about something.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Docs {
    /// In a few words.
    pub title: Option<String>,
    /// In Markdown.
    pub description: Option<String>,
    /// Whether it should not be used any more.
    pub deprecated: bool,
    /// What it looks like, as JSON text.
    pub example: Option<String>,
    /// What is taken where nothing is given, as JSON text.
    pub default: Option<String>,
    /// What its values have to be, a sentence each.
    pub constraints: Vec<String>,
}

/// What the values of a type with a name are.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// Objects with members.
    Object(Object),
    /// Text, of which some is known.
    StringEnum(Vec<String>),
    /// Integers, of which some are known.
    IntegerEnum(Vec<i64>),
    /// Values of one of several types.
    Union(Union),
    /// Values of another type.
    Alias(Type),
}

/// Values of one of several types.
#[derive(Clone, Debug, PartialEq)]
pub struct Union {
    /// The types, in the order of the document.
    pub variants: Vec<Variant>,
    /// The member whose text tells which type a value is of.
    pub tag: Option<String>,
}

/// One of several types.
#[derive(Clone, Debug, PartialEq)]
pub struct Variant {
    /// What it is called after.
    pub name: String,
    /// The type.
    pub ty: Type,
    /// The texts of the tag that mean this one.
    pub tags: Vec<String>,
    /// What is said about it.
    pub docs: Docs,
}

/// Objects with members.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Object {
    /// The members that have names, sorted by them.
    pub fields: Vec<Field>,
    /// The type of all other members, where they are kept.
    pub rest: Option<Type>,
}

/// A member of an object.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Its name in JSON.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// Whether it has to be there.
    pub required: bool,
    /// What is said about it.
    pub docs: Docs,
    /// Whether only answers have it.
    pub read_only: bool,
    /// Whether only requests have it.
    pub write_only: bool,
}

impl Field {
    /// A required member of which nothing is known but its name.
    pub fn any(name: String) -> Self {
        let docs = Docs::default();
        Self { name, ty: Type::Any, required: true, docs, read_only: false, write_only: false }
    }
}

/// A type as it is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// One with a name.
    Ref(TypeId),
    /// `true` or `false`.
    Boolean,
    /// An integer of so many bits.
    Integer(Integer),
    /// A number.
    Number(Number),
    /// Text.
    String,
    /// An instant with its offset from UTC (RFC 3339).
    DateTime,
    /// A day (RFC 3339, `full-date`).
    Date,
    /// A UUID (RFC 9562).
    Uuid,
    /// Bytes, as base64 text.
    Base64,
    /// Bytes as they are; not in JSON.
    Binary,
    /// A list.
    Array(Box<Type>),
    /// A map from text.
    Map(Box<Type>),
    /// Any object.
    AnyObject,
    /// Any value.
    Any,
    /// A value or null.
    Nullable(Box<Type>),
}

/// How wide an integer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Integer {
    /// 32 bits, signed.
    I32,
    /// 64 bits, signed.
    I64,
    /// 32 bits, unsigned.
    U32,
    /// 64 bits, unsigned.
    U64,
}

/// How exact a number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Number {
    /// 32 bits.
    F32,
    /// 64 bits.
    F64,
}

/// An HTTP method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "each is what it says")]
pub enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
    Head,
    Options,
    Trace,
}

impl Method {
    /// As HTTP writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
            Self::Head => "HEAD",
            Self::Options => "OPTIONS",
            Self::Trace => "TRACE",
        }
    }
}

/// A method on a path.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    /// Where it stands in the document.
    pub pointer: Pointer,
    /// Its `operationId`.
    pub id: Option<String>,
    /// Its method.
    pub method: Method,
    /// Its path's template, such as `/pets/{petId}`.
    pub path: String,
    /// The groups it belongs to.
    pub tags: Vec<String>,
    /// What is said about it; the title is its summary.
    pub docs: Docs,
    /// Its parameters: those of the path as the path has them, then the others as the document has them.
    pub parameters: Vec<Parameter>,
    /// Its request body.
    pub body: Option<Body>,
    /// Its answers, by status.
    pub responses: Vec<Response>,
    /// The credentials it needs: alternatives, each of schemes that are needed together.
    pub security: Vec<Vec<String>>,
}

impl Operation {
    /// The answers that are successes. Where none is listed, `default` is the success that is described.
    pub fn successes(&self) -> impl Iterator<Item = &Response> {
        let none = !self.responses.iter().any(|response| response.status.is_success());
        self.responses
            .iter()
            .filter(move |response| response.status.is_success() || (none && response.status == Status::Default))
    }

    /// The answers that are failures: all others, `default` among them in any case.
    pub fn failures(&self) -> impl Iterator<Item = &Response> {
        self.responses.iter().filter(|response| !response.status.is_success())
    }
}

/// A parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Its name as it is sent.
    pub name: String,
    /// Where it is sent.
    pub location: Location,
    /// How it is written.
    pub style: Style,
    /// Whether each item or member is written on its own.
    pub explode: bool,
    /// Whether it has to be given.
    pub required: bool,
    /// Its type.
    pub ty: Type,
    /// What is said about it.
    pub docs: Docs,
}

/// Where a parameter is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "each is what it says")]
pub enum Location {
    Path,
    Query,
    Header,
}

/// How a parameter is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are OpenAPI's")]
pub enum Style {
    Simple,
    Label,
    Matrix,
    Form,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
}

/// A JSON request body.
#[derive(Clone, Debug, PartialEq)]
pub struct Body {
    /// Its media type, where it is not `application/json`.
    pub media_type: Option<String>,
    /// Its type.
    pub ty: Type,
    /// Whether it has to be given.
    pub required: bool,
    /// What is said about it.
    pub docs: Docs,
}

/// A documented answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    /// For which status.
    pub status: Status,
    /// What is said about it.
    pub description: Option<String>,
    /// Its body.
    pub content: Content,
    /// The media type of its body, where it has one that is no range.
    pub media_type: Option<String>,
}

/// A status, or several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// This one.
    Code(u16),
    /// All of a hundred: 2 is 200 to 299.
    Range(u16),
    /// All that the others leave.
    Default,
}

impl Status {
    /// Whether an answer of this status is a success: neither redirect nor error.
    pub fn is_success(self) -> bool {
        matches!(self, Self::Code(200..=299) | Self::Range(2))
    }
}

/// The body of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// None.
    Empty,
    /// JSON of this type.
    Json(Type),
    /// Text.
    Text,
    /// Bytes.
    Bytes,
}

/// A kind of credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityScheme {
    /// Its name in the document.
    pub name: String,
    /// What it is.
    pub kind: SecurityKind,
    /// What is said about it, in Markdown.
    pub description: Option<String>,
}

/// What a credential is and where it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecurityKind {
    /// A bearer token, also from OAuth 2.0 or OpenID Connect.
    Bearer,
    /// A user name and a password.
    Basic,
    /// A key in a header of this name.
    Header(String),
    /// A key in a query parameter of this name.
    Query(String),
    /// A key in a cookie of this name.
    Cookie(String),
}
