//! Links in headers.
//!
//! Source: RFC 8288, section 3 (the header `Link`) and appendix B.2 (how it is parsed).

use reqwest::header::{HeaderMap, LINK};

/// Whether the `Link` header of a page has the relation `next`; `None` if there is no such header.
pub fn announces_next(headers: &HeaderMap) -> Option<bool> {
    let mut links = headers.get_all(LINK).iter().filter_map(|value| value.to_str().ok()).peekable();
    links.peek()?;
    Some(links.any(has_next))
}

/// Whether one of the links of a header value has the relation `next`, possibly among others.
fn has_next(value: &str) -> bool {
    let mut rest = value;
    while let Some((_, target)) = rest.split_once('<') {
        let Some((_, parameters)) = target.split_once('>') else { return false };
        let (relation, after) = relation(parameters);
        if relation.is_some_and(|it| it.split_ascii_whitespace().any(|it| it.eq_ignore_ascii_case("next"))) {
            return true;
        }
        rest = after;
    }
    false
}

/// Returns the first parameter `rel`, and the text after the comma that ends the parameters.
fn relation(parameters: &str) -> (Option<String>, &str) {
    let mut relation = None;
    let mut rest = parameters;
    loop {
        let end = rest.find(['=', ';', ',']).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        let (value, after) = match after.strip_prefix('=') {
            Some(after) => self::value(after.trim_start()),
            None => (String::new(), after),
        };
        if name.trim().eq_ignore_ascii_case("rel") {
            relation = relation.or(Some(value));
        }
        // Text after a quoted value is ignored.
        let end = after.find([';', ',']).unwrap_or(after.len());
        match after.as_bytes().get(end) {
            Some(b';') => rest = &after[end + 1..],
            Some(_) => return (relation, &after[end + 1..]),
            None => return (relation, ""),
        }
    }
}

/// Returns the value at the start of a text, and the text after it.
fn value(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find([';', ',']).unwrap_or(text.len());
        return (text[..end].trim_end().to_owned(), &text[end..]);
    };
    let mut value = String::new();
    let mut characters = quoted.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return (value, &quoted[at + 1..]),
            '\\' => value.extend(characters.next().map(|(_, escaped)| escaped)),
            other => value.push(other),
        }
    }
    (value, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_next_announces_another_page() {
        let headers = |link: &str| HeaderMap::from_iter([(LINK, link.parse().unwrap())]);
        assert_eq!(announces_next(&HeaderMap::new()), None);
        for (link, expected) in [
            ("<https://x/?page=3>; rel=\"next\", <https://x/?page=9>; rel=\"last\"", true),
            ("<https://x/?page=1>; rel=\"first prev\"", false),
            ("<https://x/?a=1,2>; title=x; rel=next", true),
            ("<a>; title=\"b, c\"; rel=next", true),
            ("<a>; title=\"; rel=next\"", false),
            ("<a>; title=\"\\\"; rel=next, \"; rel=prev", false),
            ("<a>; rel=prev, <b;,>;REL = \"last NEXT\"", true),
            ("<a>; rel=prev; rel=next", false),
            ("<a>; rev=next", false),
            ("<a", false),
            ("", false),
        ] {
            assert_eq!(announces_next(&headers(link)), Some(expected), "{link}");
        }
    }
}
