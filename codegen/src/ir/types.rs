//! Types of the values in requests and responses.

use std::sync::Arc;

use crate::ir::Constraints;
use crate::location::Pointer;

/// The id of a type in an [`Api`](crate::ir::Api).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeId(pub(crate) usize);

impl TypeId {
    /// Returns the index in [`Api::types`](crate::ir::Api::types).
    pub fn index(self) -> usize {
        self.0
    }
}

/// A named type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TypeDef {
    /// The location in the document.
    pub pointer: Pointer,
    /// The origin of the name.
    pub origin: Origin,
    /// The file and the location in it, for a component of another file.
    pub elsewhere: Option<String>,
    /// The documentation.
    pub docs: Docs,
    /// Whether the settings make the alias of a scalar type a type of its own.
    pub is_newtype: bool,
    /// The shape.
    pub shape: Shape,
}

/// The origin of a type's name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Origin {
    /// A component of this name.
    Component(String),
    /// A part of another type.
    Part(TypeId, Role),
    /// A part of an operation, by its index in [`Api::operations`](crate::ir::Api::operations).
    Operation(usize, Role),
    /// A part of a webhook, by its index in [`Api::webhooks`](crate::ir::Api::webhooks).
    Webhook(usize, Role),
}

/// The role of a type in its owner.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// The value of a property, a parameter or a variant of this name.
    Property(String),
    /// An item of a list with this name.
    Item(String),
    /// A value of a map with this name.
    Value(String),
}

/// The documentation of an item.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Docs {
    /// The title.
    pub title: Option<String>,
    /// The description, in Markdown.
    pub description: Option<String>,
    /// Whether the item is deprecated.
    pub deprecated: bool,
    /// The example, as JSON text.
    pub example: Option<String>,
    /// The default, as JSON text.
    pub default: Option<String>,
    /// The constraints of its values.
    pub constraints: Constraints,
    /// The documentation of an enum's values.
    pub values: Vec<ValueDocs>,
    /// The sensitive values, which logs must not contain.
    pub sensitive: Sensitive,
}

/// The sensitive values of a schema.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Sensitive {
    /// None.
    #[default]
    No,
    /// The items of a list or the values of a map.
    Items,
    /// All.
    Whole,
}

impl Docs {
    /// Returns the documentation of an enum's value.
    pub fn of_value(&self, value: impl Into<serde_json::Value>) -> Option<&ValueDocs> {
        let value = value.into();
        self.values.iter().find(|it| it.value == value)
    }
}

/// The documentation of an enum's value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ValueDocs {
    /// The value.
    pub value: serde_json::Value,
    /// The name in the document.
    pub name: Option<String>,
    /// The description, in Markdown.
    pub description: Option<String>,
}

/// The shape of a named type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// An object.
    Object(Object),
    /// An open enum of strings.
    StringEnum(Vec<String>),
    /// An open enum of integers.
    IntegerEnum(Vec<i64>),
    /// An open enum of strings, numbers and booleans.
    ValueEnum(Vec<serde_json::Value>),
    /// A union.
    Union(Union),
    /// A tuple.
    Tuple(Tuple),
    /// An alias of another type.
    Alias(Type),
}

/// A union (`oneOf`, `anyOf`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Union {
    /// The variants, in the order of the document.
    pub variants: Vec<Variant>,
    /// The name of the discriminator property, if there is one.
    pub discriminator: Option<String>,
    /// Whether a value may match several variants at once (`anyOf`).
    pub is_any: bool,
}

/// A variant of a union.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Variant {
    /// The origin of the variant's name.
    pub name: String,
    /// The type.
    pub ty: Type,
    /// The discriminator values that select the variant.
    pub discriminator_values: Vec<String>,
    /// Whether the variant is selected if the discriminator is absent or unknown.
    pub is_default: bool,
    /// The documentation.
    pub docs: Docs,
}

/// A tuple (`prefixItems`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Tuple {
    /// The first items, the required ones first.
    pub items: Vec<Item>,
    /// The type of all further items, if there may be any.
    pub rest: Option<Box<Item>>,
}

impl Tuple {
    /// Returns the first items, and the type of the further ones.
    pub fn parts(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().chain(self.rest.as_deref())
    }
}

/// An item of a tuple.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Item {
    /// The type.
    pub ty: Type,
    /// Whether every list has it.
    pub required: bool,
    /// The documentation.
    pub docs: Docs,
}

/// An object.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Object {
    /// The properties, sorted by name.
    pub fields: Vec<Field>,
    /// The type of additional properties, if they are kept.
    pub rest: Option<Type>,
    /// The treatment of undescribed properties; used only during composition.
    pub unknown: Unknown,
}

impl Object {
    /// Returns the property of this name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.binary_search_by(|field| field.name.as_str().cmp(name)).ok().map(|place| &self.fields[place])
    }
}

/// The treatment of an object's undescribed properties, by increasing priority.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Unknown {
    /// Neither the document nor the settings decide.
    #[default]
    Unsaid,
    /// The settings keep them.
    Kept,
    /// The document allows none.
    Refused,
}

/// A property of an object.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Field {
    /// The name in JSON.
    pub name: String,
    /// The type.
    pub ty: Type,
    /// Whether it is required.
    pub required: bool,
    /// The documentation.
    pub docs: Docs,
    /// Whether only responses have it (`readOnly`).
    pub read_only: bool,
    /// Whether only requests have it (`writeOnly`).
    pub write_only: bool,
    /// Whether the document names but does not describe it; used only during composition.
    pub is_named_only: bool,
}

impl Field {
    /// Returns a required property without a description.
    pub fn any(name: String) -> Self {
        let docs = Docs::default();
        Self { name, ty: Type::Any, required: true, docs, read_only: false, write_only: false, is_named_only: true }
    }
}

/// A use of a type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// A named type.
    Ref(TypeId),
    /// A type of another crate, by its path.
    External(Arc<str>),
    /// `true` or `false`.
    Boolean,
    /// An integer.
    Integer(Integer),
    /// A number.
    Number(Number),
    /// A decimal number of any precision.
    Decimal,
    /// A string.
    String,
    /// An instant with its offset from UTC (RFC 3339).
    DateTime,
    /// An instant, in UTC if it has no offset.
    DateTimeOrUtc,
    /// A day (RFC 3339, `full-date`).
    Date,
    /// A UUID (RFC 9562).
    Uuid,
    /// An IPv4 address (RFC 6943, section 3.1.1).
    Ipv4,
    /// An IPv6 address (RFC 4291, section 2.2).
    Ipv6,
    /// Bytes, as base64 text (RFC 4648, section 4).
    Base64,
    /// Bytes, as base64 text in the alphabet for URLs (RFC 4648, section 5).
    Base64Url,
    /// Raw bytes in a multipart form; a string in JSON.
    Binary,
    /// A list.
    Array(Box<Type>),
    /// A map with string keys.
    Map(Box<Type>),
    /// Null only.
    Null,
    /// Any object.
    AnyObject,
    /// Any value.
    Any,
    /// A value or null.
    Nullable(Box<Type>),
}

/// The width of an integer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Integer {
    /// 8 bits, signed.
    I8,
    /// 16 bits, signed.
    I16,
    /// 32 bits, signed.
    I32,
    /// 64 bits, signed.
    I64,
    /// 128 bits, signed.
    I128,
    /// 8 bits, unsigned.
    U8,
    /// 16 bits, unsigned.
    U16,
    /// 32 bits, unsigned.
    U32,
    /// 64 bits, unsigned.
    U64,
}

/// The precision of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Number {
    /// 32 bits.
    F32,
    /// 64 bits.
    F64,
}
