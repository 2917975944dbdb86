//! The places of a document at which something may be added.

use serde_json::Value;

/// A place, by its JSON pointer.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) pointer: String,
    pub(crate) kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The `properties` of a schema.
    Properties,
    /// A list of strings.
    Enum,
    /// `oneOf` or `anyOf` with several schemas.
    Variants,
    /// `allOf`.
    Parts,
    /// A schema that only refers to a component.
    Reference,
    /// An operation.
    Operation,
    /// `responses`.
    Responses,
    /// A response.
    Response,
    /// `content` of a body or a response.
    Content,
    /// A path item.
    Path,
    /// Something with a `description`.
    Described,
}

/// Returns the places of a document.
pub(crate) fn places(document: &Value) -> Vec<Place> {
    let mut all = Places { document, found: Vec::new() };
    let components: [(&str, Visit<'_>); 6] = [
        ("/components/schemas", Places::schema),
        ("/definitions", Places::schema),
        ("/components/responses", Places::response),
        ("/components/requestBodies", Places::content),
        ("/components/parameters", Places::parameter),
        ("/paths", Places::path),
    ];
    for (at, visit) in components {
        all.each(document.pointer(at), at, visit);
    }
    all.found
}

/// Returns the references to schemas of components with properties.
pub(crate) fn objects(document: &Value) -> Vec<String> {
    let of = |at: &'static str| {
        let schemas = document.pointer(at).and_then(Value::as_object).into_iter().flatten();
        let objects = schemas.filter(|(_, schema)| schema.get("properties").is_some() && schema.get("oneOf").is_none());
        objects.map(move |(name, _)| format!("#{at}/{}", escaped(name)))
    };
    of("/components/schemas").chain(of("/definitions")).collect()
}

/// Escapes a token of a JSON pointer.
pub(crate) fn escaped(token: &str) -> String {
    token.replace('~', "~0").replace('/', "~1")
}

const METHODS: [&str; 7] = ["get", "put", "post", "delete", "patch", "head", "options"];

/// Adds the places within a value.
type Visit<'d> = fn(&mut Places<'d>, &Value, &str);

struct Places<'d> {
    document: &'d Value,
    found: Vec<Place>,
}

impl<'d> Places<'d> {
    fn add(&mut self, kind: Kind, pointer: &str) {
        self.found.push(Place { pointer: pointer.to_owned(), kind });
    }

    /// Adds the places within each member of the object at `at`.
    fn each(&mut self, members: Option<&Value>, at: &str, visit: Visit<'d>) {
        for (key, member) in members.and_then(Value::as_object).into_iter().flatten() {
            visit(self, member, &format!("{at}/{}", escaped(key)));
        }
    }

    /// Whether a schema has properties.
    fn is_object(&self, schema: &Value) -> bool {
        let target = schema.get("$ref").and_then(Value::as_str).and_then(|it| it.strip_prefix('#'));
        let schema = target.and_then(|it| self.document.pointer(it)).unwrap_or(schema);
        schema.get("properties").is_some() && ["oneOf", "anyOf", "enum"].iter().all(|it| schema.get(it).is_none())
    }

    fn path(&mut self, item: &Value, at: &str) {
        let Some(map) = item.as_object() else { return };
        self.add(Kind::Path, at);
        self.parameters(item, at);
        for (method, operation) in map.iter().filter(|(key, _)| METHODS.contains(&key.as_str())) {
            self.operation(operation, &format!("{at}/{method}"));
        }
    }

    fn operation(&mut self, operation: &Value, at: &str) {
        self.add(Kind::Operation, at);
        self.add(Kind::Described, at);
        self.parameters(operation, at);
        if let Some(body) = operation.get("requestBody") {
            self.content(body, &format!("{at}/requestBody"));
        }
        let responses = format!("{at}/responses");
        self.add(Kind::Responses, &responses);
        let members = operation.get("responses").and_then(Value::as_object);
        for (status, response) in members.into_iter().flatten().filter(|(key, _)| !key.starts_with("x-")) {
            self.response(response, &format!("{responses}/{status}"));
        }
    }

    fn parameters(&mut self, owner: &Value, at: &str) {
        let parameters = owner.get("parameters").and_then(Value::as_array);
        for (index, parameter) in parameters.into_iter().flatten().enumerate() {
            self.parameter(parameter, &format!("{at}/parameters/{index}"));
        }
    }

    fn parameter(&mut self, parameter: &Value, at: &str) {
        if parameter.get("$ref").is_some() {
            return;
        }
        self.add(Kind::Described, at);
        if let Some(schema) = parameter.get("schema") {
            self.schema(schema, &format!("{at}/schema"));
        } else if parameter.get("enum").is_some() {
            self.schema(parameter, at);
        }
    }

    fn response(&mut self, response: &Value, at: &str) {
        if response.get("$ref").is_some() {
            return;
        }
        self.add(Kind::Response, at);
        self.content(response, at);
        if let Some(schema) = response.get("schema") {
            self.schema(schema, &format!("{at}/schema"));
        }
    }

    fn content(&mut self, owner: &Value, at: &str) {
        let Some(content) = owner.get("content").and_then(Value::as_object) else { return };
        self.add(Kind::Content, &format!("{at}/content"));
        for (media_type, value) in content {
            if let Some(schema) = value.get("schema") {
                self.schema(schema, &format!("{at}/content/{}/schema", escaped(media_type)));
            }
        }
    }

    fn schema(&mut self, schema: &Value, at: &str) {
        let Some(map) = schema.as_object() else { return };
        if map.contains_key("$ref") {
            if map.len() == 1 && self.is_object(schema) {
                self.add(Kind::Reference, at);
            }
            return;
        }
        self.add(Kind::Described, at);
        let list = |key: &str| map.get(key).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        if map.get("properties").and_then(Value::as_object).is_some_and(|it| !it.is_empty()) {
            self.add(Kind::Properties, &format!("{at}/properties"));
        }
        if list("enum").len() > 1 && list("enum").iter().all(Value::is_string) {
            self.add(Kind::Enum, &format!("{at}/enum"));
        }
        for key in ["oneOf", "anyOf"] {
            if list(key).iter().filter(|it| self.is_object(it)).count() > 1 {
                self.add(Kind::Variants, &format!("{at}/{key}"));
            }
        }
        if !list("allOf").is_empty() && list("allOf").iter().all(|it| self.is_object(it)) {
            self.add(Kind::Parts, &format!("{at}/allOf"));
        }
        self.each(map.get("properties"), &format!("{at}/properties"), Self::schema);
        for key in ["items", "additionalProperties"] {
            if let Some(schema) = map.get(key) {
                self.schema(schema, &format!("{at}/{key}"));
            }
        }
        for key in ["allOf", "oneOf", "anyOf"] {
            for (index, schema) in list(key).iter().enumerate() {
                self.schema(schema, &format!("{at}/{key}/{index}"));
            }
        }
    }
}
