//! Every name of the generated crate, claimed once in its scope before anything is rendered.
//!
//! A name depends only on what it names and, where two would be the same, on which of them has it already in the crate
//! that is checked in ([`PreviousNames`]), and otherwise on an order that nothing else in the document changes.

mod group;
mod ident;
mod method;
mod mock;
mod operation;
mod previous;
mod rename;
mod scope;
mod server;
mod status;
mod word;

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostics;
use crate::ir::{Api, Docs, Origin, Role, Shape, TypeDef, TypeId};
use crate::text::one_line;

pub use group::Group;
pub use ident::{Ident, Pascal, Snake};
pub use mock::MockNames;
pub use operation::{BodyNames, HeaderNames, OperationName, Responses};
pub use previous::PreviousNames;
use scope::Scope;

/// The names of an API.
#[derive(Debug)]
pub struct Names {
    types: Vec<TypeName>,
    /// The groups of operations, sorted by name.
    pub groups: Vec<Group>,
    operations: Vec<OperationName>,
    /// Of the webhooks, in the order of the model.
    pub webhooks: Vec<Pascal>,
    /// Of the servers, in the order of the model.
    pub servers: Vec<ServerName>,
    /// Of the methods of the client's builder that set credentials, in the order of the security schemes.
    pub credentials: Vec<CredentialName>,
}

/// The names of a type and of what is in it.
#[derive(Debug)]
pub struct TypeName {
    /// Its own.
    pub ident: Pascal,
    /// The module it stands in, which is its file's name too.
    pub module: Snake,
    /// Of the fields, in the order of the model.
    pub fields: Vec<Snake>,
    /// Of the field that keeps all other members.
    pub rest: Snake,
    /// Of the variants, in the order of the model.
    pub variants: Vec<Pascal>,
    /// Of the variant that keeps what is not known.
    pub unrecognized: Pascal,
}

/// The names of the methods of the client's builder that set a credential.
#[derive(Debug)]
pub struct CredentialName {
    /// Of the one that sets it.
    pub set: Snake,
    /// Of the one that sets who gives tokens.
    pub provider: Snake,
    /// Of the one that gets tokens by the flow of client credentials.
    pub client_credentials: Snake,
}

/// The names of a server.
#[derive(Debug)]
pub struct ServerName {
    /// Of its type, where its URL has variables.
    pub ident: Pascal,
    /// Of its constant, in small letters, where it has none.
    pub constant: Snake,
    /// Of its variables, in the order of the model.
    pub variables: Vec<Snake>,
}

impl Names {
    /// The names of a type.
    pub fn of(&self, id: TypeId) -> &TypeName {
        &self.types[id.index()]
    }

    /// What a type is named after, where its name alone does not say it.
    pub fn source(&self, api: &Api, id: TypeId) -> Option<String> {
        let TypeDef { origin, elsewhere, .. } = api.type_def(id);
        if let Some(elsewhere) = elsewhere {
            return Some(one_line(elsewhere));
        }
        if matches!(origin, Origin::Component(name) if name == self.of(id).ident.as_str()) {
            return None;
        }
        let owner = |id: TypeId| Some(self.of(id).ident.clone());
        previous::source(origin, owner, (&self.groups, &self.operations, &self.webhooks))
    }

    /// Whether all names are of ASCII letters.
    pub fn are_ascii(&self) -> bool {
        let types = self.types.iter().all(|it| {
            it.ident.as_str().is_ascii()
                && it.fields.iter().all(|field| field.as_str().is_ascii())
                && it.variants.iter().all(|variant| variant.as_str().is_ascii())
        });
        let operations = self.operations.iter().all(|it| {
            it.method.as_str().is_ascii() && it.parameters.iter().all(|parameter| parameter.as_str().is_ascii())
        });
        let groups = self.groups.iter().all(|it| it.ident.as_str().is_ascii());
        let webhooks = self.webhooks.iter().all(|it| it.as_str().is_ascii());
        types && operations && groups && webhooks && self.credentials.iter().all(|it| it.set.as_str().is_ascii())
    }

    /// Whether a name is one that stands for any name where nobody means it.
    pub fn has_placeholder(&self) -> bool {
        let is = |name: &Snake| ["foo", "baz", "quux"].contains(&name.as_str());
        self.types.iter().any(|it| it.fields.iter().any(is))
            || self.operations.iter().any(|it| it.parameters.iter().any(is))
    }

    /// The names of an operation, by its place in the model.
    pub fn operation(&self, index: usize) -> &OperationName {
        &self.operations[index]
    }
}

/// Names an API. `given` are the names that the settings give to operations, such as `pets.get`, by `operationId` or by
/// method and path.
///
/// What `previous` knows by a name that it can have keeps it.
pub fn name(
    api: &Api,
    given: &BTreeMap<String, String>,
    previous: &PreviousNames,
    diagnostics: &mut Diagnostics,
) -> Names {
    let given = rename::given(api, given, diagnostics);
    let (groups, operations) = operation::names(api, &given, previous, diagnostics);
    let webhooks = webhooks(api, previous);
    let types = Types { api, groups: &groups, operations: &operations, webhooks: &webhooks }.names(previous);
    let credentials = credentials(api);
    Names { types, groups, operations, webhooks, servers: server::names(api), credentials }
}

/// What a type may not be called, as files of types use these names for something else.
const RESERVED_TYPES: [&str; 28] = [
    "Base64",
    "Base64Url",
    "BTreeMap",
    "Box",
    "Clone",
    "Copy",
    "DateTime",
    "Debug",
    "Decimal",
    "Default",
    "Err",
    "FixedOffset",
    "Hash",
    "Ipv4Addr",
    "Ipv6Addr",
    "Map",
    "NaiveDate",
    "None",
    "Ok",
    "Option",
    "PartialEq",
    "Result",
    "Some",
    "String",
    "UnknownInteger",
    "UnknownValue",
    "Uuid",
    "Vec",
];

/// The names of webhooks; of those that share theirs, all but the first have their method's too.
fn webhooks(api: &Api, previous: &PreviousNames) -> Vec<Pascal> {
    let mut scope = Scope::new(RESERVED_TYPES.iter().chain(&["Value", "Self"]));
    let wanted: Vec<(Pascal, Pascal)> = api
        .webhooks
        .iter()
        .map(|it| (Pascal::new(&it.name), Pascal::new(&it.method.as_str().to_lowercase())))
        .collect();
    let known = api.webhooks.iter().zip(&wanted);
    let known: Vec<Option<Pascal>> =
        known.map(|(it, (name, method))| scope.claim_previous(name, method.as_str(), previous.webhook(it))).collect();
    let names = known.into_iter().zip(&wanted);
    names.map(|(known, (name, method))| known.unwrap_or_else(|| scope.claim(name, method.as_str()))).collect()
}

/// What the names of types are made of.
struct Types<'a> {
    api: &'a Api,
    groups: &'a [Group],
    operations: &'a [OperationName],
    webhooks: &'a [Pascal],
}

impl Types<'_> {
    fn names(&self, previous: &PreviousNames) -> Vec<TypeName> {
        let mut scope = Scope::new(RESERVED_TYPES.iter().chain(&["Value", "Self", "Eq"]));
        let mut idents: Vec<Option<Pascal>> = vec![None; self.api.types.len()];
        let order = self.order();
        for id in &order {
            let TypeDef { origin, elsewhere, .. } = self.api.type_def(*id);
            let owner = |id: TypeId| idents[id.index()].clone();
            let source = elsewhere.as_deref().map(one_line);
            let source =
                source.or_else(|| previous::source(origin, owner, (self.groups, self.operations, self.webhooks)));
            let known = source.as_deref().map(|source| previous.type_names(source)).unwrap_or_default();
            if elsewhere.is_some() {
                // What another file has keeps its name whatever it would be called now.
                let known = known.iter().map(|known| (known, Pascal::new(known)));
                let mut known = known.filter(|(known, ident)| ident.as_str() == known.as_str());
                idents[id.index()] = known.find(|(_, ident)| scope.take(ident)).map(|(_, ident)| ident);
            } else if !known.is_empty() {
                idents[id.index()] = scope.claim_previous(&self.wanted(origin, &idents), "Model", known);
            }
        }
        for id in order {
            if idents[id.index()].is_none() {
                let wanted = self.wanted(&self.api.type_def(id).origin, &idents);
                idents[id.index()] = Some(scope.claim(&wanted, "Model"));
            }
        }
        let mut modules = Scope::new(&["mod"]);
        let names = self.api.types.iter().zip(idents.into_iter().flatten()).map(|(def, ident)| {
            let module = modules.claim(&Snake::file(ident.as_str()), "model");
            type_name(def, ident, module)
        });
        names.collect()
    }

    /// Components come first, those whose name is a Rust name already before the others; then the parts, which are
    /// named after what they are part of.
    fn order(&self) -> Vec<TypeId> {
        let mut order: Vec<TypeId> = self.api.type_ids().collect();
        order.sort_by_cached_key(|id| match &self.api.type_def(*id).origin {
            Origin::Component(name) => (0, Pascal::new(name).as_str() != name, name.clone(), *id),
            Origin::Part(..) | Origin::Operation(..) | Origin::Webhook(..) => (1, false, String::new(), *id),
        });
        order
    }

    fn wanted(&self, origin: &Origin, idents: &[Option<Pascal>]) -> Pascal {
        match origin {
            Origin::Component(name) => Pascal::new(name),
            Origin::Part(owner, role) => part(idents[owner.index()].as_ref().map_or("", |ident| ident.as_str()), role),
            Origin::Operation(index, role) => {
                let operation = &self.operations[*index];
                let group = self.groups[operation.group].ident.as_str();
                part(&format!("{group}{}", operation.pascal.as_str()), role)
            }
            Origin::Webhook(index, role) => part(self.webhooks[*index].as_str(), role),
        }
    }
}

fn part(owner: &str, role: &Role) -> Pascal {
    let (name, kind) = match role {
        Role::Member(name) => (name, ""),
        Role::Item(name) => (name, " item"),
        Role::Value(name) => (name, " value"),
    };
    let name = if name.is_empty() { String::new() } else { Pascal::new(name).as_str().to_owned() };
    Pascal::new(&format!("{owner} {name}{kind}"))
}

fn type_name(TypeDef { shape, docs, .. }: &TypeDef, ident: Pascal, module: Snake) -> TypeName {
    let mut fields = Scope::default();
    let mut variants = Scope::new(&["Self"]);
    let (members, values): (Vec<&str>, Vec<String>) = match shape {
        Shape::Object(object) => (object.fields.iter().map(|field| field.name.as_str()).collect(), Vec::new()),
        Shape::StringEnum(values) => (
            Vec::new(),
            values.iter().map(|value| given(docs, value.as_str()).unwrap_or_else(|| value.clone())).collect(),
        ),
        Shape::IntegerEnum(values) => {
            let name = |value: &i64| given(docs, *value).unwrap_or_else(|| integer(*value));
            (Vec::new(), values.iter().map(name).collect())
        }
        Shape::ValueEnum(values) => (
            Vec::new(),
            values.iter().map(|value| given(docs, value.clone()).unwrap_or_else(|| scalar(value))).collect(),
        ),
        Shape::Union(union) => (Vec::new(), union.variants.iter().map(|variant| variant.name.clone()).collect()),
        Shape::Tuple(_) | Shape::Alias(_) => (Vec::new(), Vec::new()),
    };
    TypeName {
        ident,
        module,
        fields: claimed(&mut fields, &members),
        rest: fields.claim(&Snake::new("other"), "members"),
        variants: values.iter().map(|value| variants.claim(&Pascal::new(value), "Value")).collect(),
        unrecognized: variants.claim(&Pascal::new("Unrecognized"), "Value"),
    }
}

/// The names of an object's members: those first that are Rust names already, which no other takes from them.
fn claimed(scope: &mut Scope, members: &[&str]) -> Vec<Snake> {
    let mut order: Vec<usize> = (0..members.len()).collect();
    order.sort_by_key(|index| Snake::new(members[*index]).as_str() != members[*index]);
    let mut names: Vec<(usize, Snake)> =
        order.into_iter().map(|index| (index, scope.claim(&Snake::new(members[index]), "field"))).collect();
    names.sort_by_key(|(index, _)| *index);
    names.into_iter().map(|(_, name)| name).collect()
}

/// What the document calls a value.
fn given(docs: &Docs, value: impl Into<serde_json::Value>) -> Option<String> {
    docs.of_value(value)?.name.clone()
}

/// The words for an integer as the name of a variant.
fn integer(value: i64) -> String {
    if value < 0 { format!("minus {}", value.unsigned_abs()) } else { format!("value {value}") }
}

/// The words for a value as the name of a variant.
fn scalar(value: &serde_json::Value) -> String {
    match (value.as_str(), value.as_i64()) {
        (Some(text), _) => text.to_owned(),
        (_, Some(number)) => integer(number),
        _ if value.is_number() => format!("value {value}"),
        _ => value.to_string(),
    }
}

fn credentials(api: &Api) -> Vec<CredentialName> {
    use crate::ir::SecurityKind;
    let mut scope = Scope::new(&[
        "base_url",
        "build",
        "clone",
        "connect_timeout",
        "credential",
        "credentials_elsewhere",
        "http_client",
        "idempotency_header",
        "max_body_bytes",
        "max_event_bytes",
        "new",
        "on_request",
        "on_response",
        "rate_limit",
        "retry",
        "server",
        "timeout",
        "token_provider",
        "user_agent",
    ]);
    let bearers = api.security_schemes.iter().filter(|scheme| scheme.kind == SecurityKind::Bearer).count();
    let wanted = |scheme: &crate::ir::SecurityScheme| match scheme.kind {
        SecurityKind::Bearer if bearers == 1 => Snake::new("bearer_token"),
        _ => Snake::new(&scheme.name),
    };
    let set: Vec<Snake> =
        api.security_schemes.iter().map(|scheme| scope.claim(&wanted(scheme), "credential")).collect();
    set.into_iter()
        .map(|set| CredentialName {
            provider: scope.claim(&set.with("provider"), "credential"),
            client_credentials: scope.claim(&set.with("client_credentials"), "credential"),
            set,
        })
        .collect()
}
