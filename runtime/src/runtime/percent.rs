//! Percent-encoding of values, by their location in the request.
//!
//! Source: RFC 3986, sections 2.1 to 2.3; RFC 6570, section 3.2.3 (reserved expansion); OpenAPI 3.2.0, section 4.12
//! (`allowReserved`: "Applications are still responsible for percent-encoding reserved characters that are not allowed
//! by the rules of the `in` destination or media type").

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// A function that encodes a value.
pub type Encode = fn(&str) -> String;

/// All but the unreserved characters of RFC 3986, section 2.3, so that a value stays one value anywhere in a URL.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The characters that reserved expansion must encode everywhere: they separate values, or are not allowed at all.
const SEPARATING: &AsciiSet = &RESERVED
    .remove(b':')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b';')
    .remove(b'=');

/// In a path, `/` ends a segment, and `?` and `#` end the path (OpenAPI 3.2.0, section 4.8.2, path templating).
const IN_PATH: &AsciiSet = &SEPARATING.remove(b'&').remove(b'+');

/// Most servers parse a query as a form, in which `+` is a space.
const IN_QUERY: &AsciiSet = &SEPARATING.remove(b'/').remove(b'?');

/// In a form, `=` ends a name.
const IN_FORM: &AsciiSet = &IN_QUERY.add(b'=');

/// A cookie allows all but `"`, `,`, `;`, `\` and spaces (RFC 6265, section 4.1.1, `cookie-octet`).
const IN_COOKIE: &AsciiSet = &SEPARATING
    .remove(b'/')
    .remove(b'?')
    .remove(b'#')
    .remove(b'[')
    .remove(b']')
    .remove(b'&')
    .remove(b'+')
    .add(b',')
    .add(b';');

/// Encodes all but unreserved characters.
pub fn encode(text: &str) -> String {
    Cow::from(utf8_percent_encode(text, RESERVED)).into_owned()
}

/// Reserved expansion in a path segment.
pub fn reserved_in_path(text: &str) -> String {
    reserved(text, IN_PATH)
}

/// Reserved expansion in a query.
pub fn reserved_in_query(text: &str) -> String {
    reserved(text, IN_QUERY)
}

/// Reserved expansion in a form.
pub fn reserved_in_form(text: &str) -> String {
    reserved(text, IN_FORM)
}

/// Reserved expansion in a cookie.
pub fn reserved_in_cookie(text: &str) -> String {
    reserved(text, IN_COOKIE)
}

/// Reserved expansion: keeps reserved characters and triplets such as `%2F`, but encodes those in `encoded`.
fn reserved(text: &str, encoded: &'static AsciiSet) -> String {
    let mut expanded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        expanded.extend(utf8_percent_encode(before, encoded));
        let is_triplet = after.len() >= 2 && after.bytes().take(2).all(|digit| digit.is_ascii_hexdigit());
        expanded.push_str(if is_triplet { "%" } else { "%25" });
        rest = after;
    }
    expanded.extend(utf8_percent_encode(rest, encoded));
    expanded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reserved_characters_stay_where_they_do_not_separate() {
        let all = ":/?#[]@!$&'()*+,;= -._~\"\\|ä";
        let rows: [(Encode, &str); 5] = [
            (encode, "%3A%2F%3F%23%5B%5D%40%21%24%26%27%28%29%2A%2B%2C%3B%3D%20-._~%22%5C%7C%C3%A4"),
            (reserved_in_path, ":%2F%3F%23%5B%5D@!$&'()*+,;=%20-._~%22%5C%7C%C3%A4"),
            (reserved_in_query, ":/?%23%5B%5D@!$%26'()*%2B,;=%20-._~%22%5C%7C%C3%A4"),
            (reserved_in_form, ":/?%23%5B%5D@!$%26'()*%2B,;%3D%20-._~%22%5C%7C%C3%A4"),
            (reserved_in_cookie, ":/?#[]@!$&'()*+%2C%3B=%20-._~%22%5C%7C%C3%A4"),
        ];
        for (encode, expected) in rows {
            assert_eq!(encode(all), expected);
        }
    }

    #[test]
    fn triplets_stay_and_a_lone_percent_sign_does_not() {
        let rows = [
            ("%2F%2f", "%2F%2f"),
            ("100%", "100%25"),
            ("%zz%4", "%25zz%254"),
            ("%%41", "%25%41"),
            ("%ü1", "%25%C3%BC1"),
        ];
        for (text, expected) in rows {
            for encode in [reserved_in_path, reserved_in_query, reserved_in_form, reserved_in_cookie] {
                assert_eq!(encode(text), expected);
            }
        }
    }
}
