//! The locations of schemas in settings.

/// Parses `/a/b`, `#/a/b`, `models/shop.yaml#/a`, or `models/shop.yaml` for the whole file; returns the file, empty for the
/// main file, and the pointer.
pub(crate) fn place(text: &str) -> Result<(String, String), String> {
    let (file, pointer) = match text.split_once('#') {
        Some(place) => place,
        None if text.is_empty() || text.starts_with('/') => ("", text),
        // A file name has an extension.
        None if text.rsplit('/').next().is_some_and(|name| name.trim_start_matches('.').contains('.')) => (text, ""),
        None => ("", text),
    };
    if pointer.is_empty() || pointer.starts_with('/') {
        return Ok((file.trim_start_matches("./").to_owned(), pointer.to_owned()));
    }
    Err(format!("a JSON Pointer starts with a slash; write `/{}`", crate::text::one_line(pointer)))
}
