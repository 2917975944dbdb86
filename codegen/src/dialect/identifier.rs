//! References by name: `$id`, `$anchor` and `$dynamicAnchor`, resolved to pointers.
//!
//! Source: JSON Schema Core 2020-12, sections 8.2.1 to 8.2.3 (`$id`, `$anchor`, `$dynamicAnchor`, `$ref`,
//! `$dynamicRef`) and 9.2 (lexical scope); RFC 3986, section 5 (resolution).

mod dynamic;

use std::collections::HashMap;

use fluent_uri::pct_enc::EStr;
use fluent_uri::{Uri, UriRef};

use crate::diagnostic::{Code, Diagnostics};
use crate::dialect::Kind;
use crate::dialect::walk::{Visit, walk};
use crate::location::{Pointer, percent_decoded};
use crate::source::{Document, Map, Node, Relocation};
use dynamic::Scopes;

/// The base URI without any `$id`, with a host that can't exist (RFC 6761, section 6.4).
const BASE: &str = "oasmith://document.invalid/";

/// Replaces each reference by name by one by pointer, if the document has its target, and binds dynamic references.
pub(super) fn resolve(document: &mut Document, diagnostics: &mut Diagnostics) {
    apart(document);
    let root = &mut document.root;
    let own = root.get("$self").and_then(Node::as_str);
    let Ok(base) = Uri::parse(BASE.to_owned()) else { return };
    let base = own.and_then(|own| absolute(own, &base)).unwrap_or(base);
    let mut names = Names { document: base.as_str().to_owned(), ..Names::default() };
    names.resources.insert(base.as_str().to_owned(), Pointer::root());
    names.find(root, &mut Pointer::root(), Kind::Object, &base);
    let found = names.references.iter().map(|it| (it.place.clone(), it.is_dynamic, names.pointer(it, root)));
    let (dynamic, plain): (Vec<_>, Vec<_>) = found.partition(|(_, is_dynamic, _)| *is_dynamic);
    for (place, _, target) in plain {
        if let (Some(target), Some(Node::Object(map))) = (target, root.at_mut(&place)) {
            map.insert("$ref".to_owned(), Node::String(target.to_string()));
        }
    }
    if dynamic.is_empty() {
        return;
    }
    let scopes = dynamic::bind(document, diagnostics);
    for (place, _, target) in dynamic {
        if let Some(Node::Object(map)) = document.root.at_mut(&place)
            && let Some(Node::String(text)) = map.shift_remove("$dynamicRef")
        {
            leftover(map, &text, &place, target, &scopes, diagnostics);
        }
    }
}

/// The step that moves a `$dynamicRef` beside a `$ref` into `allOf`: both targets apply.
///
/// Source: JSON Schema Core 2020-12, sections 8.2.3 and 10.2.1.1 (`allOf`).
struct Apart(Relocation);

impl Visit for Apart {
    fn enter(&mut self, node: &mut Node, place: &Pointer, kind: Kind) -> bool {
        let Node::Object(map) = node else { return true };
        let is_text = |keyword: &&str| map.get(*keyword).is_some_and(|it| it.as_str().is_some());
        if kind == Kind::Schema
            && ["$ref", "$dynamicRef"].iter().all(is_text)
            && let Some(reference) = map.shift_remove("$dynamicRef")
            && let Node::Array(parts) = map.entry("allOf".to_owned()).or_insert_with(|| Node::Array(Vec::new()))
        {
            let part = place.join("allOf").join(parts.len()).join("$dynamicRef");
            self.0.add(place.join("$dynamicRef"), part);
            parts.push(Node::Object(Map::from_iter([("$dynamicRef".to_owned(), reference)])));
        }
        true
    }
}

fn apart(document: &mut Document) {
    let mut apart = Apart(Relocation::at_once());
    walk(&mut document.root, &mut apart);
    document.relocated(&apart.0);
}

/// Resolves a dynamic reference that no schema binds to the anchor of its own scope. If there are several other anchors, it
/// allows any value.
fn leftover(
    map: &mut Map,
    text: &str,
    place: &Pointer,
    target: Option<Pointer>,
    scopes: &Scopes,
    diagnostics: &mut Diagnostics,
) {
    let name = text.strip_prefix('#').filter(|name| !name.starts_with('/'));
    let meant = match name {
        Some(name) => scopes.anchor(place, name).cloned(),
        None => target.clone(),
    };
    if meant.is_none() && target.is_none() {
        let message = format!(
            "`$dynamicRef: {text}` does not resolve: no schema has that `$dynamicAnchor`; oasmith allows any value"
        );
        diagnostics
            .warning(Code::UnresolvedReference, &place.join("$dynamicRef"), message)
            .help("correct the reference, or add a `$dynamicAnchor` with this name to a schema");
    }
    map.extend(meant.map(|meant| ("$ref".to_owned(), Node::String(meant.to_string()))));
}

/// A reference as the document has it.
struct Reference {
    place: Pointer,
    text: String,
    base: Uri<String>,
    /// Whether it is a `$dynamicRef`, which the referring schemas bind.
    is_dynamic: bool,
}

#[derive(Default)]
struct Names {
    /// The URI of the document.
    document: String,
    /// The schemas with a URI of their own.
    resources: HashMap<String, Pointer>,
    /// The anchors, by resource and name.
    anchors: HashMap<(String, String), Pointer>,
    references: Vec<Reference>,
}

impl Names {
    fn find(&mut self, node: &Node, place: &mut Pointer, kind: Kind, base: &Uri<String>) {
        if kind == Kind::Data {
            return;
        }
        let text = |keyword: &str| node.get(keyword).and_then(Node::as_str);
        let own = text("$id").filter(|_| kind == Kind::Schema).and_then(|own| absolute(own, base));
        let base = own.as_ref().unwrap_or(base);
        if kind == Kind::Schema {
            if own.is_some() {
                self.resources.entry(base.as_str().to_owned()).or_insert_with(|| place.clone());
            }
            for name in ["$anchor", "$dynamicAnchor"].into_iter().filter_map(text) {
                let name = (base.as_str().to_owned(), name.to_owned());
                self.anchors.entry(name).or_insert_with(|| place.clone());
            }
        }
        let keywords: &[&str] = match kind {
            Kind::Schema => &["$ref", "$dynamicRef"],
            _ => &["$ref"],
        };
        // `#/…` is already a pointer into the document, unless an enclosing schema has an `$id`.
        let is_pointer = |text: &str| text.starts_with("#/") && base.as_str() == self.document;
        let found = keywords.iter().find_map(|keyword| Some((*keyword, text(keyword)?)));
        let found = found.filter(|(keyword, text)| *keyword == "$dynamicRef" || !is_pointer(text));
        if let Some((keyword, text)) = found {
            let (place, text, is_dynamic) = (place.clone(), text.to_owned(), keyword == "$dynamicRef");
            self.references.push(Reference { place, text, base: base.clone(), is_dynamic });
        }
        for (token, child) in node.children() {
            let kind = if node.as_object().is_some() { kind.child(&token, child) } else { kind };
            let back = place.push(token);
            self.find(child, place, kind, base);
            place.truncate(back);
        }
    }

    /// Returns the pointer to the target of a reference; `None` if the document does not have it.
    fn pointer(&self, reference: &Reference, root: &Node) -> Option<Pointer> {
        let whole = UriRef::parse(reference.text.as_str()).ok()?.resolve_against(&reference.base).ok()?;
        let fragment = whole.fragment().map(EStr::as_str).unwrap_or_default();
        let target = whole.strip_fragment().as_str().to_owned();
        let resource = self.resources.get(&target)?;
        if !fragment.is_empty() && !fragment.starts_with('/') {
            return self.anchors.get(&(target, fragment.to_owned())).cloned();
        }
        let within = Pointer::parse(&percent_decoded(fragment))?;
        let pointer = within.tokens().fold(resource.clone(), |place, token| place.join(token));
        // Many documents write pointers relative to the document, not to the schema with an `$id`.
        root.at(&pointer).is_some().then_some(pointer)
    }
}

fn absolute(name: &str, base: &Uri<String>) -> Option<Uri<String>> {
    let whole = UriRef::parse(name).ok()?.resolve_against(base).ok()?;
    Uri::parse(whole.strip_fragment().as_str().to_owned()).ok()
}
