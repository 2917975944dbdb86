//! The `charset` of text.
//!
//! Source: RFC 9110, section 8.3.2 (charset).

use bytes::Bytes;

const LATIN_1: [&str; 3] = ["iso-8859-1", "iso8859-1", "latin1"];

/// Returns the charset in a media type, in lower case.
fn charset(media_type: &str) -> Option<String> {
    let parameters = media_type.split(';').skip(1).filter_map(|parameter| parameter.split_once('='));
    let mut values = parameters.filter(|(name, _)| name.trim().eq_ignore_ascii_case("charset"));
    values.next().map(|(_, value)| value.trim().trim_matches('"').to_ascii_lowercase())
}

/// Returns the text of a body with this content type: UTF-8, unless it is labelled as ISO-8859-1. Fails with the number of valid
/// bytes before the first invalid one.
pub(crate) fn decode(bytes: &[u8], content_type: Option<&str>) -> Result<String, usize> {
    if content_type.and_then(charset).is_some_and(|it| LATIN_1.contains(&it.as_str())) {
        return Ok(bytes.iter().copied().map(char::from).collect());
    }
    std::str::from_utf8(bytes).map(str::to_owned).map_err(|error| error.valid_up_to())
}

/// Returns text as the bytes of a body of this media type.
///
/// # Errors
///
/// Returns a problem if the charset has no such character, or the client does not know the charset.
pub(crate) fn encode(text: String, media_type: &str) -> Result<Bytes, String> {
    let Some(charset) = charset(media_type).filter(|it| !matches!(it.as_str(), "utf-8" | "utf8")) else {
        return Ok(text.into());
    };
    if text.is_ascii() && !charset.starts_with("utf-") {
        return Ok(text.into());
    }
    if !LATIN_1.contains(&charset.as_str()) {
        return Err(format!("the client cannot encode this text as `{charset}`"));
    }
    let bytes: Result<Vec<u8>, _> = text.chars().map(u8::try_from).collect();
    bytes.map(Bytes::from).map_err(|_| format!("`{charset}` lacks a character of the text"))
}

#[cfg(test)]
mod tests {
    use super::{decode, encode};

    #[test]
    fn text_has_the_charset_of_its_label() {
        let latin = "text/plain; q=1; Charset=\"ISO-8859-1\"";
        assert_eq!(decode(b"caf\xe9", Some(latin)).as_deref(), Ok("café"));
        assert_eq!(decode("café".as_bytes(), Some("text/plain; charset=utf-8")).as_deref(), Ok("café"));
        assert_eq!(decode(b"caf\xe9", Some("text/plain")), Err(3));
        assert_eq!(encode("café".into(), latin).as_deref(), Ok(b"caf\xe9".as_slice()));
        assert_eq!(encode("café".into(), "text/plain").as_deref(), Ok("café".as_bytes()));
        assert_eq!(encode("a".into(), "text/plain;charset=shift_jis").as_deref(), Ok(b"a".as_slice()));
        assert!(encode("\u{20ac}".into(), latin).is_err());
        assert!(encode("é".into(), "text/plain;charset=shift_jis").is_err());
        assert!(encode("a".into(), "text/plain;charset=utf-16").is_err());
    }
}
