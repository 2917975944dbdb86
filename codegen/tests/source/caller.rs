//! Code that uses every public item of a crate as its documentation shows: constructs each type, matches each enum, reads each
//! field, calls each method, and names each trait. Items come from rustdoc's JSON, not from the tool under test.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::{Map, Value};

/// Traits of the runtime's tables, which only generated code names, and markers that code cannot name.
const HIDDEN: [&str; 11] = [
    "Deref",
    "Headers",
    "IntoFuture",
    "IntoOptional",
    "IntoProperty",
    "Newtype",
    "Object",
    "StructuralPartialEq",
    "Tuple",
    "Union",
    "UseCloned",
];

/// Paths of types of other crates, where rustdoc names a private module.
const PLACES: [(&str, &str); 22] = [
    ("AsRef", "std::convert::AsRef"),
    ("BTreeMap", "std::collections::BTreeMap"),
    ("Client", "client::reqwest::Client"),
    ("ClientBuilder", "client::reqwest::ClientBuilder"),
    ("Error", "std::error::Error"),
    ("FromStr", "std::str::FromStr"),
    ("HashMap", "std::collections::HashMap"),
    ("HeaderMap", "client::reqwest::header::HeaderMap"),
    ("Method", "client::Method"),
    ("ParseIntError", "std::num::ParseIntError"),
    ("SecretBox", "client::secrecy::SecretBox"),
    ("SecretString", "client::secrecy::SecretString"),
    ("StatusCode", "client::reqwest::StatusCode"),
    ("Url", "client::reqwest::Url"),
    ("Bytes", "client::bytes::Bytes"),
    ("DateTime", "client::chrono::DateTime"),
    ("FixedOffset", "client::chrono::FixedOffset"),
    ("Map", "client::serde_json::Map"),
    ("NaiveDate", "client::chrono::NaiveDate"),
    ("Uuid", "uuid::Uuid"),
    ("Value", "client::serde_json::Value"),
    ("Deserialize", "serde::Deserialize"),
];

/// Returns the code for a crate that is described by rustdoc's JSON and named `client`.
pub(crate) fn caller(rustdoc: &Value) -> String {
    let mut caller = Caller {
        index: rustdoc["index"].as_object().unwrap(),
        paths: rustdoc["paths"].as_object().unwrap(),
        public: BTreeMap::new(),
        names: Vec::new(),
        code: String::new(),
        count: 0,
        impls: BTreeSet::new(),
    };
    let root = &rustdoc["root"];
    caller.walk(root, "client");
    for (path, id) in caller.names.clone() {
        caller.item(&path, &id);
        // Types with several names are one type.
        let first = caller.public[&id].clone();
        if first != path && path.starts_with("client::types::") && !path.contains("required") {
            caller.add(&path, &format!("fn f(x: {path}) -> {first}"), "x");
        }
    }
    format!("#![allow(warnings)]\n\n{}", caller.code)
}

struct Caller<'a> {
    index: &'a Map<String, Value>,
    paths: &'a Map<String, Value>,
    /// The first public path of each item.
    public: BTreeMap<String, String>,
    /// All public paths with their items.
    names: Vec<(String, String)>,
    code: String,
    count: usize,
    impls: BTreeSet<String>,
}

fn kind(item: &Value) -> (&str, &Value) {
    let (kind, inner) = item["inner"].as_object().unwrap().iter().next().unwrap();
    (kind, inner)
}

fn key(id: &Value) -> String {
    id.to_string()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

impl<'a> Caller<'a> {
    fn get(&self, id: &str) -> Option<&'a Value> {
        self.index.get(id)
    }

    /// Notes the public path of each item in a module.
    fn walk(&mut self, id: &Value, path: &str) {
        let Some(item) = self.get(&key(id)) else { return };
        for child in list(&kind(item).1["items"]) {
            let Some(item) = self.get(&key(child)) else { continue };
            let (kind, inner) = kind(item);
            match kind {
                "module" => self.walk(child, &format!("{path}::{}", item["name"].as_str().unwrap())),
                "use" => self.note(format!("{path}::{}", inner["name"].as_str().unwrap()), key(&inner["id"])),
                _ => self.note(format!("{path}::{}", item["name"].as_str().unwrap()), key(child)),
            }
        }
    }

    fn note(&mut self, path: String, id: String) {
        self.public.entry(id.clone()).or_insert_with(|| path.clone());
        self.names.push((path, id));
    }

    fn add(&mut self, about: &str, signature: &str, body: &str) {
        let count = self.count;
        let _ = writeln!(
            self.code,
            "// {about}\n{} {{ {body} }}\n",
            signature.replacen("fn f", &format!("fn f{count}"), 1)
        );
        self.count += 1;
    }

    fn item(&mut self, path: &str, id: &str) {
        let Some(item) = self.get(id) else {
            // An item of another crate.
            self.add(path, "fn f()", &format!("use {path} as _;"));
            return;
        };
        let (kind, inner) = kind(item);
        let inner = inner.clone();
        match kind {
            "struct" => self.structure(path, &inner, item),
            "enum" => self.enumeration(path, &inner),
            "type_alias" => self.alias(path, &inner),
            _ => self.add(path, "fn f()", &format!("use {path} as _;")),
        }
    }

    fn alias(&mut self, path: &str, inner: &Value) {
        let of = &inner["type"]["resolved_path"];
        if of["path"].as_str().is_some_and(|it| it.rsplit("::").next() == Some("Call")) {
            let arguments: Vec<_> =
                list(&of["args"]["angle_bracketed"]["args"]).iter().map(|it| self.ty(&it["type"])).collect();
            if let [Some(body), Some(error)] = arguments.as_slice() {
                self.call(path, body, error);
            }
            return;
        }
        let Some(target) = self.ty(&inner["type"]) else { return };
        self.add(path, &format!("fn f<'x>(x: {path}) -> {target}"), "x");
        self.add(path, &format!("fn f<'x>(x: {target}) -> {path}"), "x");
    }

    /// Calls the methods that all calls have, whether they have optional parameters or not.
    fn call(&mut self, path: &str, body: &str, error: &str) {
        let result = format!("Result<client::Response<{body}>, client::Error<{error}>>");
        let settings = "header(\"a\", \"b\").query_param(\"a\", \"b\").retry(client::Retry::never()).timeout(std::time::Duration::ZERO)";
        self.add(path, &format!("async fn f(x: {path})"), &format!("let _: {result} = x.{settings}.await;"));
        self.add(path, &format!("async fn f(x: {path})"), &format!("let _: {result} = x.clone().send().await;"));
        self.add(path, &format!("fn f(x: {path}) -> client::Call<{body}, {error}>"), "x.into_call()");
    }

    fn structure(&mut self, path: &str, inner: &Value, item: &Value) {
        let generics = lifetimes(inner);
        let own = format!("{path}{generics}");
        let mut fields = Vec::new();
        for id in list(&inner["kind"]["plain"]["fields"]) {
            let Some(field) = self.get(&key(id)) else { continue };
            let name = field["name"].as_str().unwrap();
            let Some(ty) = self.ty(kind(field).1) else { continue };
            self.add(
                &format!("{path}.{name}"),
                &format!("fn f<'x>(x: &{own})"),
                &format!("let _: &{ty} = &x.{};", raw(name)),
            );
            fields.push((raw(name), ty));
        }
        let is_open = list(&item["attrs"]).iter().any(|it| it == "non_exhaustive");
        let is_whole = inner["kind"]["plain"]["has_stripped_fields"] == false;
        if is_whole {
            let names: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
            let dots = if is_open { ", .." } else { "" };
            let pattern = format!("{path} {{ {}{dots} }}", names.join(", ")).replace("{ , ..", "{ ..");
            self.add(path, &format!("fn f<'x>(x: {own})"), &format!("let {pattern} = x;"));
            if !is_open {
                let arguments: Vec<String> = fields.iter().map(|(name, ty)| format!("{name}: {ty}")).collect();
                self.add(
                    path,
                    &format!("fn f<'x>({}) -> {own}", arguments.join(", ")),
                    &format!("{path} {{ {} }}", names.join(", ")),
                );
            }
        }
        if let Some(items) = inner["kind"]["tuple"].as_array() {
            let types: Vec<Option<String>> = items.iter().map(|id| self.ty(kind(self.get(&key(id))?).1)).collect();
            if let Some(types) = types.into_iter().collect::<Option<Vec<String>>>() {
                let names: Vec<String> = (0..types.len()).map(|index| format!("a{index}")).collect();
                let arguments: Vec<String> =
                    names.iter().zip(&types).map(|(name, ty)| format!("{name}: {ty}")).collect();
                let all = names.join(", ");
                self.add(path, &format!("fn f<'x>({}) -> {own}", arguments.join(", ")), &format!("{path}({all})"));
                self.add(
                    path,
                    &format!("fn f<'x>(x: {own}) -> ({},)", types.join(", ")),
                    &format!("let {path}({all}) = x; ({all},)"),
                );
            }
        }
        self.impls(path, &own, inner);
    }

    fn enumeration(&mut self, path: &str, inner: &Value) {
        let own = format!("{path}{}", lifetimes(inner));
        for id in list(&inner["variants"]) {
            let Some(variant) = self.get(&key(id)) else { continue };
            let about = format!("{path}::{}", variant["name"].as_str().unwrap());
            match kind(variant).1["kind"]["tuple"].as_array() {
                None => {
                    self.add(&about, &format!("fn f<'x>() -> {own}"), &about);
                    self.add(
                        &about,
                        &format!("fn f<'x>(x: {own}) -> bool"),
                        &format!("match x {{ {about} => true, _ => false }}"),
                    );
                }
                Some(items) => {
                    let Some(ty) = items.first().and_then(|id| self.ty(kind(self.get(&key(id))?).1)) else { continue };
                    self.add(&about, &format!("fn f<'x>(x: {ty}) -> {own}"), &format!("{about}(x)"));
                    let body = format!("match x {{ {about}(x) => Some(x), _ => None }}");
                    self.add(&about, &format!("fn f<'x>(x: {own}) -> Option<{ty}>"), &body);
                }
            }
        }
        self.impls(path, &own, inner);
    }

    fn impls(&mut self, path: &str, own: &str, inner: &Value) {
        let owner = self.names.iter().find(|(name, _)| name == path).map(|(_, id)| id.clone());
        for id in list(&inner["impls"]) {
            let Some(item) = self.get(&key(id)) else { continue };
            let item = &kind(item).1;
            let is_own = owner.as_ref().is_none_or(|owner| key(&item["for"]["resolved_path"]["id"]) == *owner);
            if !is_own || !item["blanket_impl"].is_null() || item["is_negative"] == true {
                continue;
            }
            if item["trait"].is_null() {
                for member in list(&item["items"]) {
                    self.member(path, own, member);
                }
                continue;
            }
            let name = item["trait"]["path"].as_str().unwrap().rsplit("::").next().unwrap();
            if HIDDEN.contains(&name) || (item["is_synthetic"] == true && !["Send", "Sync"].contains(&name)) {
                if name == "IntoFuture" {
                    self.future(path, item);
                }
                continue;
            }
            if list(&item["generics"]["params"]).iter().any(|it| !it["kind"]["lifetime"].is_object()) {
                continue;
            }
            let Some(implemented) = self.path(&item["trait"]) else { continue };
            let about = format!("{own}: {implemented}");
            if name == "Deserialize" {
                self.add(&about, "fn f()", &format!("fn is<T: for<'de> {implemented}>() {{}} is::<{own}>();"));
            } else if self.impls.insert(about.clone()) {
                let bound = implemented.replace("'x", "'y");
                let inner = if bound == implemented { "" } else { "'y, " };
                self.add(&about, "fn f<'x>()", &format!("fn is<{inner}T: {bound}>() {{}} is::<{own}>();"));
            }
        }
    }

    /// The output of a call: `Result<Response<T>, Error<E>>`.
    fn future(&mut self, path: &str, item: &Value) {
        let output = list(&item["items"]).iter().find_map(|id| {
            let member = self.get(&key(id))?;
            (member["name"] == "Output").then(|| &kind(member).1["type"])
        });
        let argument =
            |of: &Value, index: usize| of["resolved_path"]["args"]["angle_bracketed"]["args"][index]["type"].clone();
        let Some(output) = output else { return };
        let (body, error) = (argument(&argument(output, 0), 0), argument(&argument(output, 1), 0));
        if let (Some(body), Some(error)) = (self.ty(&body), self.ty(&error)) {
            self.call(path, &body, &error);
        }
    }

    fn member(&mut self, path: &str, own: &str, id: &Value) {
        let Some(item) = self.get(&key(id)) else { return };
        let Some(name) = item["name"].as_str() else { return };
        let about = format!("{path}::{name}");
        let (kind, inner) = kind(item);
        if kind == "assoc_const" {
            let Some(ty) = self.ty(&inner["type"]) else { return };
            self.add(&about, "fn f<'x>()", &format!("let _: {} = {path}::{name};", ty.replace("Self", own)));
            return;
        }
        if kind != "function" || list(&inner["generics"]["params"]).iter().any(|it| it["kind"]["const"].is_object()) {
            return;
        }
        let inputs = list(&inner["sig"]["inputs"]);
        let output = match &inner["sig"]["output"] {
            Value::Null => "()".to_owned(),
            ty if ty["impl_trait"].is_array() => "_".to_owned(),
            ty => match self.ty(ty) {
                Some(ty) => ty.replace("Self", own),
                None => return,
            },
        };
        let mut forms: Vec<Vec<(String, String)>> = Vec::new();
        let mut receiver = None;
        for (index, input) in inputs.iter().enumerate() {
            if input[0] == "self" {
                receiver = self.ty(&input[1]).map(|ty| ty.replace("Self", own));
                continue;
            }
            let values = self.values(&input[1]);
            if values.is_empty() {
                return;
            }
            forms.push(
                values
                    .into_iter()
                    .map(|(ty, value)| (ty.replace("Self", own), value.replace("{}", &format!("a{index}"))))
                    .collect(),
            );
        }
        let most = forms.iter().map(Vec::len).max().unwrap_or(1);
        for form in 0..most {
            let chosen: Vec<&(String, String)> = forms.iter().map(|it| it.get(form).unwrap_or(&it[0])).collect();
            let mut arguments: Vec<String> = receiver.iter().map(|ty| format!("receiver: {ty}")).collect();
            let first = usize::from(receiver.is_some());
            arguments.extend(chosen.iter().enumerate().map(|(index, (ty, _))| format!("a{}: {ty}", index + first)));
            let values: Vec<&str> = chosen.iter().map(|(_, value)| value.as_str()).collect();
            let callee =
                if receiver.is_some() { format!("receiver.{}", raw(name)) } else { format!("{path}::{}", raw(name)) };
            let call = if inner["header"]["is_async"] == true { "async fn f<'x>" } else { "fn f<'x>" };
            let wait = if inner["header"]["is_async"] == true { ".await" } else { "" };
            self.add(
                &about,
                &format!("{call}({})", arguments.join(", ")),
                &format!("let _: {output} = {callee}({}){wait};", values.join(", ")),
            );
        }
    }

    /// Returns the types and the expressions that a caller passes for a parameter.
    fn values(&self, ty: &Value) -> Vec<(String, String)> {
        let plain = |ty: String| (ty, "{}".to_owned());
        if let Some(bounds) = ty["impl_trait"].as_array() {
            let bound = &bounds[0]["trait_bound"]["trait"];
            let name = bound["path"].as_str().unwrap().rsplit("::").next().unwrap();
            let argument = &bound["args"]["angle_bracketed"]["args"][0]["type"];
            if name == "Fn" {
                let inputs = list(&bound["args"]["parenthesized"]["inputs"]).iter().map(|it| self.ty(it));
                let Some(inputs) = inputs.collect::<Option<Vec<String>>>() else { return Vec::new() };
                let output = self.ty(&bound["args"]["parenthesized"]["output"]);
                let output = output.map(|ty| format!(" -> {ty}")).unwrap_or_default();
                return vec![plain(format!("fn({}){output}", inputs.join(", ").replace("&'x ", "&")))];
            }
            if name == "IntoIterator" {
                let item = &bound["args"]["angle_bracketed"]["constraints"][0]["binding"]["equality"]["type"];
                return self.ty(item).map(|ty| plain(format!("std::vec::Vec<{ty}>"))).into_iter().collect();
            }
            let Some(target) = self.ty(argument) else { return Vec::new() };
            let mut types = vec![target.clone()];
            match name {
                "Into" if target == "client::Upload" => types.extend(
                    ["Vec<u8>", "&'static [u8]", "client::bytes::Bytes", "String", "&'static str"].map(str::to_owned),
                ),
                "Into" if target.contains("String") => types.push("&'x str".to_owned()),
                "Into" => types.extend(self.conversions(argument, "From")),
                "IntoOptional" | "IntoProperty" => {
                    if name == "IntoOptional" {
                        types.push(format!("Option<{target}>"));
                    }
                    match target.as_str() {
                        "std::string::String" => types.extend(["&'x str", "&'x String"].map(str::to_owned)),
                        "std::vec::Vec<std::string::String>" => types.push("[&'x str; 2]".to_owned()),
                        _ => types.extend(self.conversions(argument, "IntoProperty")),
                    }
                }
                _ => {}
            }
            return types.into_iter().map(plain).collect();
        }
        let slice = &ty["borrowed_ref"]["type"]["slice"];
        if slice["impl_trait"].is_array() {
            return ["&'x [String]", "&'x Vec<String>", "&'x [&'x str; 2]"].map(|ty| plain(ty.to_owned())).to_vec();
        }
        let Some(spelled) = self.ty(ty) else { return Vec::new() };
        match spelled.strip_prefix("&'x [").and_then(|it| it.strip_suffix(']')) {
            Some(item) => vec![plain(spelled.clone()), plain(format!("&'x Vec<{item}>"))],
            None if spelled == "&'x str" => vec![plain(spelled), plain("&'x String".to_owned())],
            None => vec![plain(spelled)],
        }
    }

    /// Returns the types that convert into a type of the crate, by `From<T>` or by `IntoProperty` of `T`.
    fn conversions(&self, ty: &Value, name: &str) -> Vec<String> {
        let id = &ty["resolved_path"]["id"];
        let Some(item) = self.get(&key(id)) else { return Vec::new() };
        let impls = list(&kind(item).1["impls"]).iter().filter_map(|id| self.get(&key(id)));
        let froms = impls.map(|item| kind(item).1).filter(|item| {
            let is_plain = list(&item["generics"]["params"]).iter().all(|it| it["kind"]["lifetime"].is_object());
            item["trait"]["path"].as_str().is_some_and(|it| it.rsplit("::").next() == Some(name))
                && item["blanket_impl"].is_null()
                && is_plain
        });
        let types = froms.filter_map(|item| {
            let argument = &item["trait"]["args"]["angle_bracketed"]["args"][0]["type"];
            let (from, into) = if name == "From" { (argument, &item["for"]) } else { (&item["for"], argument) };
            (into["resolved_path"]["id"] == *id).then(|| self.ty(from))?
        });
        types.collect()
    }

    /// Spells a type; `None` for one that callers cannot name.
    fn ty(&self, ty: &Value) -> Option<String> {
        let (kind, inner) = ty.as_object()?.iter().next()?;
        Some(match kind.as_str() {
            "primitive" => match inner.as_str()? {
                "unit" => "()".to_owned(),
                "never" => "!".to_owned(),
                name => name.to_owned(),
            },
            "generic" => (inner == "Self").then(|| "Self".to_owned())?,
            "resolved_path" => self.path(inner)?,
            "borrowed_ref" => {
                let lifetime = if inner["lifetime"] == "'static" { "'static" } else { "'x" };
                let mutable = if inner["is_mutable"] == true { "mut " } else { "" };
                format!("&{lifetime} {mutable}{}", self.ty(&inner["type"])?)
            }
            "slice" => format!("[{}]", self.ty(inner)?),
            "array" => format!("[{}; {}]", self.ty(&inner["type"])?, inner["len"].as_str()?),
            "tuple" => {
                let items: Option<Vec<String>> = list(inner).iter().map(|it| self.ty(it)).collect();
                let items = items?;
                if items.is_empty() { "()".to_owned() } else { format!("({},)", items.join(", ")) }
            }
            _ => return None,
        })
    }

    fn path(&self, path: &Value) -> Option<String> {
        let id = key(&path["id"]);
        let written = path["path"].as_str()?;
        let last = written.rsplit("::").next()?;
        // A type with several names has the one that the documentation shows.
        let shown = format!("client::types::{last}");
        let spelled = match self.public.get(&id) {
            Some(_) if self.names.contains(&(shown.clone(), id.clone())) => shown,
            Some(public) => public.clone(),
            None => {
                let all: Vec<&str> = list(&self.paths.get(&id)?["path"]).iter().filter_map(Value::as_str).collect();
                let name = *all.last()?;
                match PLACES.iter().find(|(of, _)| *of == name) {
                    Some((_, place)) => (*place).to_owned(),
                    None if ["std", "core", "alloc"].contains(&all[0]) => format!("std::{}", all[1..].join("::")),
                    None if all[0] == "serde_core" || all[0] == "serde" => format!("serde::{name}"),
                    None if all[0] == "oasmith_runtime" => return None,
                    None => all.join("::"),
                }
            }
        };
        let args = list(&path["args"]["angle_bracketed"]["args"]);
        let mut spelled_args = Vec::new();
        for arg in args {
            match (arg["lifetime"].as_str(), &arg["type"]) {
                (Some("'de"), _) => spelled_args.push("'de".to_owned()),
                (Some("'static"), _) => spelled_args.push("'static".to_owned()),
                (Some(_), _) => spelled_args.push("'x".to_owned()),
                (None, ty) => spelled_args.push(self.ty(ty)?),
            }
        }
        Some(if spelled_args.is_empty() { spelled } else { format!("{spelled}<{}>", spelled_args.join(", ")) })
    }
}

fn lifetimes(inner: &Value) -> &'static str {
    if list(&inner["generics"]["params"]).is_empty() { "" } else { "<'x>" }
}

/// Returns the name as code spells it.
fn raw(name: &str) -> String {
    const KEYWORDS: [&str; 9] = ["type", "match", "ref", "move", "use", "fn", "in", "box", "async"];
    if KEYWORDS.contains(&name) { format!("r#{name}") } else { name.to_owned() }
}
