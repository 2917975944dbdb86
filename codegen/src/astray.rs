//! Explanations for pointers in the settings that select no schema.

use crate::location::Pointer;
use crate::source::{Document, Node, Written};
use crate::text::nearest;

/// Returns why `pointer` selects no `expected` schema, and what to do about it. `file` is a path, empty for the main file.
pub(crate) fn reason(document: &Document, file: &str, pointer: &Pointer, expected: &str) -> (String, String) {
    let Some(number) = (0..document.files.len()).find(|number| document.path_of_file(*number) == file) else {
        let help = "correct the path, which is relative to the document's directory, or remove the pointer";
        return (format!("the document does not reference the file `{file}`"), help.to_owned());
    };
    let written = Written::new(document);
    let found = written.with(number, |root| match root.at(pointer) {
        Some(node) => unfit(node, pointer, expected),
        None => missing(root, pointer),
    });
    found.unwrap_or_else(|| ("the document has nothing at this pointer".to_owned(), "remove the pointer".to_owned()))
}

/// Returns why the name of a component schema selects no `expected` schema, and what to do about it.
pub(crate) fn named_reason(document: &Document, name: &str, expected: &str) -> (String, String) {
    let names = Written::new(document).with(0, |root| {
        let of = |tokens: &[&str]| -> Vec<String> {
            let place = tokens.iter().fold(Pointer::root(), |place, token| place.join(token));
            let children = root.at(&place).into_iter().flat_map(Node::children);
            children.map(|(name, _)| name.to_string()).collect()
        };
        [of(&["components", "schemas"]), of(&["definitions"])].concat()
    });
    let names = names.unwrap_or_default();
    if names.iter().any(|known| known == name) {
        let why = format!("the component schema of this name is not a {expected}, or no selected operation uses it");
        return (why, "correct the name, or remove it".to_owned());
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let help = match nearest(name, &names) {
        Some(nearest) => format!("did you mean `{}`?", crate::text::one_line(nearest)),
        None => "use the name of a component schema, or a JSON Pointer such as `/components/schemas/Pet`".to_owned(),
    };
    ("the document has no component schema of this name".to_owned(), help)
}

/// Explains why an existing value does not fit.
fn unfit(node: &Node, pointer: &Pointer, expected: &str) -> (String, String) {
    let tokens: Vec<String> = pointer.tokens().collect();
    if let [around @ .., all, _] = tokens.as_slice()
        && all == "allOf"
    {
        let around = around.iter().fold(Pointer::root(), |place, token| place.join(token));
        let why = "the schema there is a part of an `allOf`, and oasmith generates one type for all its parts";
        return (why.to_owned(), format!("name the schema around it: `{}`", around.as_str()));
    }
    if let Some(reference) = node.get("$ref").and_then(Node::as_str) {
        let reference = crate::text::one_line(reference);
        return (format!("the schema there references `{reference}`"), "name the referenced schema".to_owned());
    }
    (format!("the value there is not a {expected}"), "correct the pointer, or remove it".to_owned())
}

/// Explains a pointer that the file does not have.
fn missing(root: &Node, pointer: &Pointer) -> (String, String) {
    let why = "the document has nothing at this pointer".to_owned();
    if let Some(shorter) =
        pointer.as_str().strip_suffix('/').and_then(Pointer::parse).filter(|it| root.at(it).is_some())
    {
        return (why, format!("remove the slash at the end: `{}`", shorter.as_str()));
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
