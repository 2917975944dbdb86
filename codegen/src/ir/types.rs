//! Types: what the values are that requests and answers carry.

use crate::ir::Constraints;
use crate::source::Pointer;

/// Names a type of an [`Api`](crate::ir::Api).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeId(pub(crate) usize);

impl TypeId {
    /// Its place in [`Api::types`](crate::ir::Api::types).
    pub fn index(self) -> usize {
        self.0
    }
}

/// A type with a name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TypeDef {
    /// Where it stands in the document.
    pub pointer: Pointer,
    /// What its name is made of.
    pub origin: Origin,
    /// The file that has it and the place in that, where it is a component that another file has.
    pub elsewhere: Option<String>,
    /// What is said about it.
    pub docs: Docs,
    /// What its values are.
    pub shape: Shape,
}

/// What a type's name is made of.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Origin {
    /// A component of this name.
    Component(String),
    /// A part of another type.
    Part(TypeId, Role),
    /// A part of an operation, by its place in [`Api::operations`](crate::ir::Api::operations).
    Operation(usize, Role),
    /// A part of a webhook, by its place in [`Api::webhooks`](crate::ir::Api::webhooks).
    Webhook(usize, Role),
}

/// What a type is to the one that it is part of.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// The value of a member, a parameter or a variant of this name.
    Member(String),
    /// An item of a list that is a member of this name.
    Item(String),
    /// A value of a map that is a member of this name.
    Value(String),
}

/// What is said about something.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
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
    /// What its values have to be beyond their type.
    pub constraints: Constraints,
    /// What is said about single values of an enum.
    pub values: Vec<ValueDocs>,
    /// Which of its values no log should have.
    pub sensitive: Sensitive,
}

/// Which values no log should have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Sensitive {
    /// None is known.
    #[default]
    No,
    /// Those of a list or a map.
    Items,
    /// All.
    Whole,
}

impl Docs {
    /// What is said about one of the values of an enum.
    pub fn of_value(&self, value: impl Into<serde_json::Value>) -> Option<&ValueDocs> {
        let value = value.into();
        self.values.iter().find(|it| it.value == value)
    }
}

/// What is said about one of the values of an enum.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ValueDocs {
    /// The value.
    pub value: serde_json::Value,
    /// What the document calls it.
    pub name: Option<String>,
    /// In Markdown.
    pub description: Option<String>,
}

/// What the values of a type with a name are.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// Objects with members.
    Object(Object),
    /// Text, of which some is known.
    StringEnum(Vec<String>),
    /// Integers, of which some are known.
    IntegerEnum(Vec<i64>),
    /// Text, numbers and truth values, of which some are known.
    ValueEnum(Vec<serde_json::Value>),
    /// Values of one of several types.
    Union(Union),
    /// Lists whose first items have a type each.
    Tuple(Tuple),
    /// Values of another type.
    Alias(Type),
}

/// Values of one of several types.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Union {
    /// The types, in the order of the document.
    pub variants: Vec<Variant>,
    /// The name of the discriminator property, if there is one.
    pub discriminator: Option<String>,
    /// Whether a value may be of several of the types at once.
    pub is_any: bool,
}

/// One of several types.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Variant {
    /// What it is called after.
    pub name: String,
    /// The type.
    pub ty: Type,
    /// The discriminator values that select this one.
    pub discriminator_values: Vec<String>,
    /// Whether it is selected where the discriminator is absent, or has a value that selects no variant.
    pub is_default: bool,
    /// What is said about it.
    pub docs: Docs,
}

/// Lists whose first items have a type each.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Tuple {
    /// The first items; none that has to be there comes after one that has not.
    pub items: Vec<Item>,
    /// What all further items are; none where there are none.
    pub rest: Option<Box<Item>>,
}

impl Tuple {
    /// The first items, and what all further ones are.
    pub fn parts(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().chain(self.rest.as_deref())
    }
}

/// An item of a tuple.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Item {
    /// Its type.
    pub ty: Type,
    /// Whether every list has it.
    pub required: bool,
    /// What is said about it.
    pub docs: Docs,
}

/// Objects with members.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Object {
    /// The members that have names, sorted by them.
    pub fields: Vec<Field>,
    /// The type of all other members, where they are kept.
    pub rest: Option<Type>,
    /// What becomes of them where no type is said; only while types are put together.
    pub unknown: Unknown,
}

impl Object {
    /// The member of this name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.binary_search_by(|field| field.name.as_str().cmp(name)).ok().map(|place| &self.fields[place])
    }
}

/// What becomes of members of an object that nothing describes. What refuses them counts before what keeps them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Unknown {
    /// The document does not say, and the settings do not.
    #[default]
    Unsaid,
    /// The settings keep them.
    Kept,
    /// The document allows none.
    Refused,
}

/// A member of an object.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
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
    /// Whether the document names it and does not describe it; while parts are put together.
    pub is_named_only: bool,
}

impl Field {
    /// A required member of which nothing is known but its name.
    pub fn any(name: String) -> Self {
        let docs = Docs::default();
        Self { name, ty: Type::Any, required: true, docs, read_only: false, write_only: false, is_named_only: true }
    }
}

/// A type as it is used.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// One with a name.
    Ref(TypeId),
    /// `true` or `false`.
    Boolean,
    /// An integer of so many bits.
    Integer(Integer),
    /// A number.
    Number(Number),
    /// A number of which every digit counts.
    Decimal,
    /// Text.
    String,
    /// An instant with its offset from UTC (RFC 3339).
    DateTime,
    /// An instant; one without an offset from UTC is of UTC.
    DateTimeOrUtc,
    /// A day (RFC 3339, `full-date`).
    Date,
    /// A UUID (RFC 9562).
    Uuid,
    /// An address of the Internet Protocol, version 4 (RFC 6943, section 3.1.1).
    Ipv4,
    /// An address of the Internet Protocol, version 6 (RFC 4291, section 2.2).
    Ipv6,
    /// Bytes, as base64 text (RFC 4648, section 4).
    Base64,
    /// Bytes, as base64 text in the alphabet for URLs (RFC 4648, section 5).
    Base64Url,
    /// Bytes as they are, in a part of a form; text in JSON.
    Binary,
    /// A list.
    Array(Box<Type>),
    /// A map from text.
    Map(Box<Type>),
    /// Null alone.
    Null,
    /// Any object.
    AnyObject,
    /// Any value.
    Any,
    /// A value or null.
    Nullable(Box<Type>),
}

/// How wide an integer is.
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

/// How exact a number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Number {
    /// 32 bits.
    F32,
    /// 64 bits.
    F64,
}
