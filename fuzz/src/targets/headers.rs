//! Response headers: `Retry-After`, `Link`, `Content-Type`, and those that an API describes.

use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LINK, RETRY_AFTER};
use reqwest::{Method, StatusCode};

use super::reference;
use crate::mutate;
use crate::random::Random;
use crate::runtime::Retry;
use crate::runtime::link::announces_next;
use crate::runtime::media_type::{MediaType, choose, has_parameter};
use crate::runtime::retry::{Ending, Waits, retry_after};

const NAMES: &[&str] = &[
    "retry-after",
    "link",
    "content-type",
    "content-disposition",
    "x-kinds",
    "x-since",
    "x-total",
    "x-exploded",
    "x-flag",
    "x-free",
    "x-json",
    "x-list",
    "x-map",
    "x-number",
    "x-object",
    "x-rate-limit",
    "ratelimit-remaining",
    "x-request-id",
    "x-count",
    "x-next",
    "etag",
];

const VALUES: &[&str] = &[
    "0",
    "7",
    "18446744073709551615",
    "18446744073709551616",
    "-1",
    "+1",
    "1.5",
    "1e400",
    "Tue, 01 Jan 2030 00:00:00 GMT",
    "Fri, 31 Dec 9999 23:59:59 GMT",
    "Tuesday, 01-Jan-30 00:00:00 GMT",
    "Tue Jan  1 00:00:00 2030",
    "2020-01-01T00:00:00Z",
    "2020-01-01T00:00:00.123456789+23:59",
    "true",
    "a, b,c",
    "a,1,b,2",
    "left=1,soft=true,unit=s",
    "left,1,soft,false,unit,m",
    "{\"left\":1}",
    "[1,2]",
    "<https://x/?page=2>; rel=\"next\", <https://x/?page=9>; rel=\"last\"",
    "</a?b=1,2>; title=\"x, y\"; rel=next",
    "<a>; rel=prev; rel=next",
    "<a>; title=\"\\\"; rel=next\"",
    "<a>;REL=\"prev NEXT\"",
    "application/json; charset=utf-8",
    "Application/Problem+JSON",
    "text/plain",
    "*/*",
    "multipart/form-data; boundary=\"a;b\"",
    "attachment; filename=\"../x\"; filename*=UTF-8''%e2%82",
    "text/html;charset",
    "",
    " ",
    ",",
    ",,",
    ";",
    "\t",
    "limit=100, remaining=50, reset=50",
    "\"a\"",
    "W/\"a\"",
];

const PARTS: &[&str] = &[
    "<",
    ">",
    ";",
    ",",
    "=",
    "\"",
    "\\",
    " ",
    "\t",
    "rel",
    "next",
    "prev",
    "/",
    "a",
    "1",
    "9999999999",
    ":",
    "GMT",
    "json",
    "+",
    "*",
    "%",
    "{",
    "}",
    "rel=",
    "rel=\"",
    "; ",
    ", ",
    "<a>; rel=next",
    "é",
    "null",
    "-",
    ".",
    "e",
];

/// Makes lines of a name, a colon and a value.
pub(super) fn make(random: &mut Random) -> Vec<u8> {
    let mut input = Vec::new();
    for _ in 0..1 + random.below(4) {
        let mut value = random.pick(VALUES).as_bytes().to_vec();
        for _ in 0..random.few() {
            let at = random.below(value.len() + 1);
            let to = (at + random.below(2) * random.few()).min(value.len());
            value.splice(at..to, random.pick(PARTS).bytes());
        }
        if random.once_in(4) {
            mutate::bytes(&mut value, random.pick(VALUES).as_bytes(), random);
        }
        value.retain(|byte| *byte != b'\n');
        let name = NAMES[if random.once_in(2) { random.below(3) } else { random.below(NAMES.len()) }];
        input.extend_from_slice(name.as_bytes());
        input.push(b':');
        input.extend(value);
        input.push(b'\n');
    }
    input
}

/// Returns the lines of `input` that are valid headers.
fn headers(input: &[u8]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for line in input.split(|byte| *byte == b'\n') {
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { continue };
        let name = HeaderName::from_bytes(&line[..colon]);
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_bytes(line[colon + 1..].trim_ascii())) {
            headers.append(name, value);
        }
    }
    headers
}

pub(super) fn check(input: &[u8]) -> Result<(), String> {
    let headers = headers(input);
    waits(&headers)?;
    links(&headers)?;
    described(&headers);
    for value in headers.values().filter_map(|value| value.to_str().ok()) {
        media_types(value)?;
    }
    let _ = headers.get(CONTENT_TYPE);
    Ok(())
}

fn waits(headers: &HeaderMap) -> Result<(), String> {
    let asked = retry_after(headers);
    let text = headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok()).map(str::trim);
    let is_number = text.is_some_and(|text| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()));
    if is_number {
        let seconds = text.and_then(|text| text.parse().ok());
        let expected = seconds.map_or(Duration::MAX, Duration::from_secs);
        if asked != Some(expected) {
            return Err(format!("`Retry-After` is a number: {asked:?} for {text:?}"));
        }
    } else if text.is_none() && asked.is_some() {
        return Err(format!("`Retry-After` is not there: {asked:?}"));
    }
    for within in [Duration::ZERO, Duration::from_secs(60), Duration::MAX] {
        let retry = Retry::max_attempts(4).time_limit(within);
        let mut waits = Waits::new(retry, &Method::GET, false);
        for spent in [Duration::ZERO, Duration::from_secs(1), Duration::MAX] {
            let ending = Ending::Status(StatusCode::SERVICE_UNAVAILABLE, headers);
            let delay = waits.next(&ending, spent);
            if delay.is_some_and(|delay| delay > within) {
                return Err(format!("a wait is longer than `within`: {delay:?}"));
            }
        }
    }
    Ok(())
}

fn links(headers: &HeaderMap) -> Result<(), String> {
    let found = announces_next(headers);
    let values: Vec<&str> = headers.get_all(LINK).iter().filter_map(|value| value.to_str().ok()).collect();
    let expected = values.iter().map(|value| reference::has_next(value)).collect::<Option<Vec<bool>>>();
    match expected {
        Some(each) if !each.is_empty() && found != Some(each.contains(&true)) => {
            Err(format!("`Link` with a next page: {found:?} for {values:?}"))
        }
        _ => Ok(()),
    }
}

/// Decodes headers that the fixtures describe.
fn described(headers: &HeaderMap) {
    let _ = fixture_parameters::operations::headers::HeadersHeaders::from_headers(headers);
    let _ = fixture_calls::operations::answers::LinesHeaders::from_headers(headers);
}

fn media_types(text: &str) -> Result<(), String> {
    let lenient = MediaType::lenient(text);
    if let Some(media_type) = MediaType::parse(text) {
        if MediaType::parse(media_type.essence()).as_ref() != Some(&media_type) {
            return Err(format!("a media type is read as itself: {text:?}"));
        }
        let keys = ["*/*", "application/*", "application/*+json", text, "text/plain"];
        let chosen = choose(&keys, &media_type).map(|index| keys[index]);
        let is_found = chosen.and_then(MediaType::lenient).is_some_and(|it| it.names(&media_type).is_some());
        if !is_found {
            return Err(format!("a media type is chosen: {text:?} by {chosen:?}"));
        }
    }
    let _ = lenient.map(|it| (it.is_json(), it.may_hold_json(), it.is_range(), it.suffix().map(str::to_owned)));
    let _ = has_parameter(text, "boundary");
    Ok(())
}
