//! Why the settings name a schema by a pointer, and nothing is set by it.

use crate::source::{Document, Node, Pointer, Written};
use crate::text::nearest;

/// Why nothing is found at `pointer` of a file, whose path is empty where it is the document's own, and what to do about it. `wanted` is
/// what is looked for.
pub(crate) fn reason(document: &Document, file: &str, pointer: &Pointer, wanted: &str) -> (String, String) {
    let Some(number) = (0..document.files.len()).find(|number| document.path_of_file(*number) == file) else {
        let help = "correct the path, which is relative to the document's folder, or remove the pointer";
        return (format!("the document refers to no file `{file}`"), help.to_owned());
    };
    let written = Written::new(document);
    let found = written.with(number, |root| match root.at(pointer) {
        Some(node) => there(node, pointer, wanted),
        None => nowhere(root, pointer),
    });
    found.unwrap_or_else(|| ("there is nothing there".to_owned(), "remove the pointer".to_owned()))
}

/// Why a schema that is there is not meant.
fn there(node: &Node, pointer: &Pointer, wanted: &str) -> (String, String) {
    let tokens: Vec<String> = pointer.tokens().collect();
    if let [around @ .., all, _] = tokens.as_slice()
        && all == "allOf"
    {
        let around = around.iter().fold(Pointer::root(), |place, token| place.join(token));
        let why = "that is a part of an `allOf`, and oasmith makes one type of all its parts";
        return (why.to_owned(), format!("name the schema around it: `{}`", around.as_str()));
    }
    if let Some(reference) = node.get("$ref").and_then(Node::as_str) {
        let reference = crate::text::one_line(reference);
        return (format!("what is there refers to `{reference}`"), "name the schema that it refers to".to_owned());
    }
    (format!("what is there is no {wanted}"), "correct the pointer, or remove it".to_owned())
}

/// Why there is nothing.
fn nowhere(root: &Node, pointer: &Pointer) -> (String, String) {
    let why = "there is nothing there".to_owned();
    if let Some(shorter) =
        pointer.as_str().strip_suffix('/').and_then(Pointer::parse).filter(|it| root.at(it).is_some())
    {
        return (why, format!("remove the slash at its end: `{}`", shorter.as_str()));
    }
    let mut schemas = Vec::new();
    for tokens in [&["components", "schemas"][..], &["definitions"], &[]] {
        let place = tokens.iter().fold(Pointer::root(), |place, token| place.join(token));
        let names = root.at(&place).into_iter().flat_map(Node::children);
        schemas.extend(names.map(|(name, _)| place.join(name).as_str().to_owned()));
    }
    let names: Vec<&str> = schemas.iter().map(String::as_str).collect();
    let help = match nearest(pointer.as_str(), &names) {
        Some(nearest) => format!("did you mean `{nearest}`?"),
        None => "correct the pointer, such as `/components/schemas/Pet`, or remove it".to_owned(),
    };
    (why, help)
}
