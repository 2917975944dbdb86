//! The places of schemas, as settings name them.

/// The file and the pointer that `text` names: `/a/b`, `#/a/b`, `models/shop.yaml#/a`, or `models/shop.yaml` for all of that; the
/// file is empty where it is the document's own. Else what is wrong with it.
pub(crate) fn place(text: &str) -> Result<(String, String), String> {
    let (file, pointer) = match text.split_once('#') {
        Some(place) => place,
        None if text.is_empty() || text.starts_with('/') => ("", text),
        // A name of a file has an ending.
        None if text.rsplit('/').next().is_some_and(|name| name.trim_start_matches('.').contains('.')) => (text, ""),
        None => ("", text),
    };
    if pointer.is_empty() || pointer.starts_with('/') {
        return Ok((file.trim_start_matches("./").to_owned(), pointer.to_owned()));
    }
    Err(format!("a JSON Pointer begins with a slash; write `/{}`", crate::text::one_line(pointer)))
}
