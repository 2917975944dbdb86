//! Random additions to a document.

use std::fmt;

use rand::RngExt as _;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use serde_json::{Map, Value, json};

use super::place::{Kind, Place, escaped, objects, places};
use super::schema;

/// An addition: values that are put into the document.
#[derive(Clone, Debug)]
pub(crate) struct Addition(Vec<Put>);

/// A value that is put into an object or a list.
#[derive(Clone, Debug)]
struct Put {
    /// The object or the list.
    pointer: String,
    /// The property, or the index.
    at: At,
    value: Value,
}

#[derive(Clone, Debug)]
enum At {
    Property(String),
    First,
    Last,
}

impl Addition {
    fn property(pointer: &str, name: impl Into<String>, value: Value) -> Self {
        Self(vec![Put { pointer: pointer.to_owned(), at: At::Property(name.into()), value }])
    }

    fn item(pointer: &str, value: Value, random: &mut StdRng) -> Self {
        let at = if random.random_ratio(1, 4) { At::First } else { At::Last };
        Self(vec![Put { pointer: pointer.to_owned(), at, value }])
    }

    fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// Puts the values into a document, unless it lacks the places for them.
    pub(crate) fn apply(&self, document: &mut Value) {
        for Put { pointer, at, value } in &self.0 {
            let (value, place) = (value.clone(), document.pointer_mut(pointer));
            match (place, at) {
                (Some(Value::Object(map)), At::Property(name)) => drop(map.insert(name.clone(), value)),
                (Some(Value::Array(items)), At::First) => items.insert(0, value),
                (Some(Value::Array(items)), At::Last) => items.push(value),
                _ => {}
            }
        }
    }
}

impl fmt::Display for Addition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, Put { pointer, at, value }) in self.0.iter().enumerate() {
            let separator = if index > 0 { "; " } else { "" };
            match at {
                At::Property(name) => write!(f, "{separator}#{pointer}/{} = {value}", escaped(name))?,
                At::First => write!(f, "{separator}#{pointer}/0 = {value}")?,
                At::Last => write!(f, "{separator}#{pointer}/- = {value}")?,
            }
        }
        Ok(())
    }
}

/// Makes up to `count` random additions to a document. Returns them.
pub(crate) fn random(document: &mut Value, count: usize, random: &mut StdRng) -> Vec<Addition> {
    let mut additions = Vec::new();
    for _ in 0..count * 10 {
        if additions.len() == count {
            break;
        }
        let mut maker = Maker::new(document, random);
        if let Some(addition) = maker.addition() {
            addition.apply(document);
            additions.push(addition);
        }
    }
    additions
}

/// Names that the document lacks must not be those of earlier additions, as two schemas of one type may gain a property of one
/// name with different types.
const NAMES: [&str; 16] = [
    "note",
    "extraNote",
    "extra_note",
    "type",
    "self",
    "other",
    "id2",
    "Value",
    "x-odd",
    "1st",
    "is default",
    "async",
    "éclair",
    "error",
    "new",
    "raw",
];

struct Maker<'m> {
    document: &'m Value,
    text: String,
    objects: Vec<String>,
    random: &'m mut StdRng,
}

impl<'m> Maker<'m> {
    fn new(document: &'m Value, random: &'m mut StdRng) -> Self {
        Self { document, text: document.to_string(), objects: objects(document), random }
    }

    fn is_swagger(&self) -> bool {
        self.document.get("swagger").is_some()
    }

    fn schema(&mut self) -> Value {
        let is_3_0 = self.document.get("openapi").and_then(Value::as_str).is_some_and(|it| it.starts_with("3.0"));
        schema::random(&self.objects, is_3_0, self.random)
    }

    /// Returns a name that the document lacks.
    fn name(&mut self) -> String {
        let name = *NAMES.choose(self.random).unwrap_or(&"note");
        let is_new = |name: &str| ["", "Added", "X-"].iter().all(|it| !self.text.contains(&format!("\"{it}{name}\"")));
        if is_new(name) {
            return name.to_owned();
        }
        let numbered = |number: usize| format!("{name}{number}");
        (2..).map(numbered).find(|it| is_new(it)).unwrap_or_default()
    }

    /// Returns an addition at a random place; `None` if nothing can be added there.
    fn addition(&mut self) -> Option<Addition> {
        if self.random.random_ratio(1, 8) {
            return self.elsewhere();
        }
        let places = places(self.document);
        // Each kind is as likely, however rare its places are.
        let kinds = [
            Kind::Properties,
            Kind::Properties,
            Kind::Enum,
            Kind::Variants,
            Kind::Parts,
            Kind::Reference,
            Kind::Operation,
            Kind::Operation,
            Kind::Responses,
            Kind::Response,
            Kind::Content,
            Kind::Path,
            Kind::Described,
        ];
        let kind = *kinds.choose(self.random)?;
        let places: Vec<&Place> = places.iter().filter(|it| it.kind == kind).collect();
        let Place { pointer, kind } = places.choose(self.random)?;
        let place = self.document.pointer(pointer)?;
        match kind {
            Kind::Properties => {
                let name = self.name();
                Some(Addition::property(pointer, name, self.schema()))
            }
            Kind::Enum => {
                let name = self.name();
                Some(Addition::item(pointer, name.into(), self.random))
            }
            Kind::Variants => self.variant(pointer),
            Kind::Parts => {
                let part = self.part();
                Some(Addition::item(pointer, part, self.random))
            }
            Kind::Reference => {
                let (parent, last) = pointer.rsplit_once('/')?;
                let part = self.part();
                let last = last.replace("~1", "/").replace("~0", "~");
                let is_object = self.document.pointer(parent)?.is_object();
                is_object.then(|| Addition::property(parent, last, json!({"allOf": [place, part]})))
            }
            Kind::Operation => self.part_of_operation(pointer, place),
            Kind::Responses => self.response(pointer, place),
            Kind::Response => self.header_or_content(pointer, place),
            Kind::Content => self.media_type(pointer, place),
            Kind::Path => self.operation(pointer, place),
            Kind::Described => {
                let key = *["description", "title", "deprecated", "example"].choose(self.random)?;
                let value = if key == "deprecated" { json!(true) } else { json!("Something new.") };
                (key != "title" || place.get("responses").is_none()).then(|| Addition::property(pointer, key, value))
            }
        }
    }

    fn part(&mut self) -> Value {
        let name = self.name();
        json!({"type": "object", "properties": {name: self.schema()}})
    }

    fn variant(&mut self, pointer: &str) -> Option<Addition> {
        let owner = self.document.pointer(pointer.rsplit_once('/')?.0)?;
        let at = if self.is_swagger() { "/definitions" } else { "/components/schemas" };
        let name = format!("Added{}", self.name().replace(' ', ""));
        let reference = json!({"$ref": format!("#{at}/{}", escaped(&name))});
        let Some(property) = owner.pointer("/discriminator/propertyName").and_then(Value::as_str) else {
            let inline = schema::object(self.random);
            let existing = json!({"$ref": self.objects.choose(self.random)?});
            let has_it = self.document.pointer(pointer)?.as_array()?.contains(&existing);
            return match self.random.random_range(0..4) {
                0 if !has_it => Some(Addition::item(pointer, existing, self.random)),
                1 => Some(Addition::item(pointer, inline, self.random)),
                2 => Some(Addition::item(pointer, json!({"type": "string"}), self.random)),
                _ => {
                    let component = Addition::property(at, name, inline);
                    Some(component.and(Addition::item(pointer, reference, self.random)))
                }
            };
        };
        let value = json!({"type": "object", "properties": {property: {"type": "string", "enum": [name]}}, "required": [property]});
        let mut addition =
            Addition::property(at, name.clone(), value).and(Addition::item(pointer, reference.clone(), self.random));
        if owner.pointer("/discriminator/mapping").is_some() {
            let mapping = format!("{}/discriminator/mapping", pointer.rsplit_once('/')?.0);
            addition = addition.and(Addition::property(&mapping, name, reference["$ref"].clone()));
        }
        Some(addition)
    }

    fn part_of_operation(&mut self, pointer: &str, operation: &Value) -> Option<Addition> {
        let takes_body = ["/post", "/put", "/patch"].iter().any(|it| pointer.ends_with(it));
        let has_body = operation.get("requestBody").is_some();
        if takes_body && !has_body && !self.is_swagger() && self.random.random_bool(0.5) {
            let content = self.content("application/json");
            return Some(Addition::property(pointer, "requestBody", json!({"content": content})));
        }
        if self.random.random_ratio(1, 8) && operation.get("tags").is_some() {
            let name = self.name();
            return Some(Addition::item(&format!("{pointer}/tags"), name.into(), self.random))
                .filter(|it| matches!(it.0[0].at, At::Last));
        }
        let (name, place) = (self.name(), *["query", "query", "header", "cookie"].choose(self.random)?);
        let parameter = if self.is_swagger() {
            json!({"name": name, "in": if place == "cookie" { "query" } else { place }, "type": "string"})
        } else {
            json!({"name": name, "in": place, "schema": self.schema()})
        };
        let is_header = parameter["in"] == "header" || parameter["in"] == "cookie";
        if is_header && !name.chars().all(|it| it.is_ascii_alphanumeric() || it == '-' || it == '_') {
            return None;
        }
        match operation.get("parameters") {
            None => Some(Addition::property(pointer, "parameters", json!([parameter]))),
            Some(_) => Some(Addition::item(&format!("{pointer}/parameters"), parameter, self.random)),
        }
    }

    fn content(&mut self, media_type: &str) -> Value {
        let schema = match media_type {
            "text/plain" | "application/octet-stream" => json!({"type": "string"}),
            "application/x-www-form-urlencoded" | "multipart/form-data" => schema::object(self.random),
            _ => self.schema(),
        };
        json!({media_type: {"schema": schema}})
    }

    fn media_type(&mut self, pointer: &str, content: &Value) -> Option<Addition> {
        let some = [
            "application/json",
            "text/plain",
            "application/xml",
            "application/octet-stream",
            "application/x-www-form-urlencoded",
            "multipart/form-data",
            "application/vnd.api+json",
            "text/event-stream",
            "application/x-ndjson",
            "application/pdf",
        ];
        let media_type = *some.choose(self.random)?;
        let first = content.as_object()?.values().next().cloned();
        let value = match first {
            Some(first) if self.random.random_bool(0.5) => first,
            _ => self.content(media_type)[media_type].take(),
        };
        let is_new = content.get(media_type).is_none() && !content.as_object()?.is_empty();
        is_new.then(|| Addition::property(pointer, media_type, value))
    }

    fn response(&mut self, pointer: &str, responses: &Value) -> Option<Addition> {
        let map = responses.as_object()?;
        // The exception that `docs/stability.md` names.
        let has_success = map.keys().any(|it| it.starts_with('2'));
        let statuses: &[&str] = if has_success {
            &["200", "201", "202", "204", "206", "400", "404", "409", "4XX", "500", "5XX", "default", "304"]
        } else {
            &["400", "404", "409", "422", "500", "503"]
        };
        let status = *statuses.choose(self.random)?;
        let is_new = !map.keys().any(|it| it.eq_ignore_ascii_case(status));
        let mut value = json!({"description": "More."});
        if !["204", "304"].contains(&status) && self.random.random_ratio(3, 4) {
            if self.is_swagger() {
                value["schema"] = self.schema();
            } else {
                let media_type =
                    *["application/json", "application/json", "text/plain", "application/xml"].choose(self.random)?;
                value["content"] = self.content(media_type);
            }
        }
        let like = map.values().collect::<Vec<_>>().choose(self.random).map(|it| (*it).clone());
        let value = like.filter(|_| self.random.random_ratio(1, 3)).unwrap_or(value);
        is_new.then(|| Addition::property(pointer, status, value))
    }

    fn header_or_content(&mut self, pointer: &str, response: &Value) -> Option<Addition> {
        let name = format!("X-{}", self.name());
        if !name.chars().all(|it| it.is_ascii_alphanumeric() || it == '-') {
            return None;
        }
        let header = if self.is_swagger() { json!({"type": "string"}) } else { json!({"schema": {"type": "string"}}) };
        if response.get("headers").is_some() {
            return Some(Addition::property(&format!("{pointer}/headers"), name, header));
        }
        let is_empty = response.get("content").is_none() && response.get("schema").is_none();
        if is_empty && !self.is_swagger() && self.random.random_bool(0.5) && !pointer.ends_with("/204") {
            return Some(Addition::property(pointer, "content", self.content("application/json")));
        }
        Some(Addition::property(pointer, "headers", json!({name: header})))
    }

    fn operation(&mut self, pointer: &str, item: &Value) -> Option<Addition> {
        let method = *["get", "put", "post", "delete", "patch"].choose(self.random)?;
        let new = self.new_operation(item);
        item.get(method).is_none().then(|| Addition::property(pointer, method, new))
    }

    /// Returns an operation like one of the path item, but with another name and body.
    fn new_operation(&mut self, item: &Value) -> Value {
        let like = item.as_object().into_iter().flat_map(Map::values).find(|it| it.get("responses").is_some());
        let mut operation = like.cloned().unwrap_or_else(|| json!({"responses": {"204": {"description": "Done."}}}));
        let name = self.name();
        if let Some(map) = operation.as_object_mut() {
            map.remove("requestBody");
            map.remove("operationId");
            if self.random.random_bool(0.7) {
                map.insert("operationId".to_owned(), name.into());
            }
        }
        operation
    }

    /// Returns an addition of an item with a name: a path, a component, a server, a tag.
    fn elsewhere(&mut self) -> Option<Addition> {
        let name = self.name();
        let schemas = if self.is_swagger() { "/definitions" } else { "/components/schemas" };
        match self.random.random_range(0..5) {
            0 => {
                let item = self.document.get("paths")?.as_object()?.values().collect::<Vec<_>>();
                let item = (*item.choose(self.random)?).clone();
                let operation = self.new_operation(&item);
                let parameters = item.get("parameters").cloned().unwrap_or_else(|| json!([]));
                let path = self.document.get("paths")?.as_object()?.keys().collect::<Vec<_>>();
                let path = format!("{}/{name}", path.choose(self.random)?).replace(' ', "-");
                let is_new = !path.contains('{') && self.document.get("paths")?.get(&path).is_none();
                is_new.then(|| Addition::property("/paths", path, json!({"get": operation, "parameters": parameters})))
            }
            1 | 2 => {
                let existing = self.document.pointer(schemas)?.as_object()?.keys().collect::<Vec<_>>();
                let like = existing.choose(self.random)?;
                // The name of an existing item, or of an inline schema.
                let name = match self.random.random_range(0..4) {
                    0 => format!("{like}Item"),
                    1 => format!("{like}Model"),
                    2 => format!("{like}_{name}").replace(' ', ""),
                    _ => name.replace([' ', 'é'], ""),
                };
                let schema = schema::object(self.random);
                self.document.pointer(schemas)?.get(&name).is_none().then(|| Addition::property(schemas, name, schema))
            }
            3 if !self.is_swagger() => {
                let scheme = json!({"type": "apiKey", "in": "header", "name": "X-More"});
                let schemes = self.document.pointer("/components/securitySchemes")?;
                schemes.get(&name).is_none().then(|| Addition::property("/components/securitySchemes", name, scheme))
            }
            _ => self.document.get("tags").map(|_| Addition::item("/tags", json!({"name": name}), self.random)),
        }
    }
}
