//! Values that are known to make trouble somewhere.

use serde_json::{Value, json};

use crate::random::Random;

const STRINGS: &[&str] = &[
    "", " ", "\t", "\n", "\r\nX: y", "\u{0}", "\u{1b}[31m", "\u{7f}", "\u{9b}2J", "\u{202e}abc", "\u{2066}", "\u{feff}", "\u{ad}",
    "\u{200b}", "\u{a0}", "\u{2028}", "\u{e0041}", "e\u{301}", "\u{1f469}\u{200d}\u{1f4bb}", "\u{130}", "\u{df}", "\u{1c4}", "数", "_",
    "__", "0", "00", "-", "-0", "1e999", "true", "null", "~", "~1", "~0", "/", "//", "\\", "'", "\"", "\"#", "\"##", "`", "``` ",
    "```rust", "~~~rust\nfn main() {}\n~~~", "    code", "*/", "/*", "//!", "///", "#![x]", "{", "}", "{}", "{{", "{0}", "{id}",
    "{a}{b}", "$", "${{ x }}", "::error::x", "##[error]x", "@", "@octocat", "#1", "<script>alert(1)</script>", "<!--", "-->",
    "]]>", "&amp;", "[a](javascript:x)", "![a](https://x)", "<https://x>", "|", "a|b\n-|-\nc|d", "> ", "- ", "1. ", "[^1]", "[ ] x",
    "---", "===", "# ", "%", "%2e%2e", "%00", "..", ".", "../../x", "/etc/passwd", "C:\\x", "CON", "a/b", "a.b", "a b", "a-b", "aB",
    "Self", "self", "super", "crate", "type", "r#type", "fn", "async", "gen", "union", "dyn", "macro_rules", "Option", "Some",
    "None", "Result", "Ok", "Err", "Vec", "Box", "String", "str", "Default", "Clone", "Value", "Map", "std", "core", "alloc",
    "serde", "reqwest", "runtime", "types", "operations", "testing", "mod", "lib", "main", "Client", "Error", "Response", "new",
    "send", "build", "body", "other", "Unrecognized", "Unknown", "Variant1", "i64", "u8", "f64", "bool", "2020-02-30",
    "2020-01-01T00:00:00Z", "9999-12-31T23:59:60+23:59", "Tue, 01 Jan 2030 00:00:00 GMT", "text/plain", "application/json",
    "application/*", "*/*", "multipart/form-data", "x/y;z=\"", "(", "[", "(a+)+$", "\\p{L}", "^.*$", "(?<=a)b", "\\1", "a{99999}",
    "http://x", "https://a:b@c", "https://x/{y}", "http://[::1", "mailto:x", "file:///x", "//x", "?", "?a=b", "#", "a#b?c",
    "#/components/schemas/A", "x.yaml", "x.yaml#/a", "\u{10ffff}", "\u{fffd}", "K", "ſ", "1", "2XX", "default", "200", "99",
];

/// A string.
pub(crate) fn string(random: &mut Random) -> String {
    match random.below(12) {
        0 => random.pick(STRINGS).repeat(random.few()),
        1 => format!("{}{}", random.pick(STRINGS), random.pick(STRINGS)),
        2 => format!("a{}b", random.pick(STRINGS)),
        3 => (0..random.few()).filter_map(|_| char::from_u32(random.below(0x3000) as u32)).collect(),
        4 if random.once_in(8) => random.pick(&["a", "ab ", "é", "- ", "> ", "A_", "*"]).repeat(1 + random.below(3_000)),
        _ => random.pick(STRINGS).to_owned(),
    }
}

/// The text of a number in JSON.
pub(crate) fn number(random: &mut Random) -> String {
    const NUMBERS: &[&str] = &[
        "0", "-0", "1", "-1", "0.0", "-0.0", "1.0", "1e0", "1.5", "255", "256", "2147483647", "2147483648", "9007199254740993",
        "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809", "18446744073709551615",
        "18446744073709551616", "340282366920938463463374607431768211456", "1e19", "1e-1", "1.0e2", "1e308", "1e309", "-1e400",
        "1e-400", "0.1", "0.30000000000000004", "0.123456789012345678901234567890", "1E+2", "123e-2", "5e-324", "1e999999999",
        "100000000000000000000000000000000000000000.0",
    ];
    match random.below(6) {
        0 => random.number().to_string(),
        1 => (random.number() as f64 / 1e9).to_string(),
        2 => random.below(20).to_string(),
        _ => random.pick(NUMBERS).to_owned(),
    }
}

/// A value that hardly any place expects.
pub(crate) fn value(random: &mut Random) -> Value {
    match random.below(24) {
        0 => Value::Null,
        1 => true.into(),
        2 => false.into(),
        3..6 => serde_json::from_str(&number(random)).unwrap_or_default(),
        6..12 => string(random).into(),
        12 => json!([]),
        13 => json!({}),
        14 => json!([[], {}]),
        15 => Value::Array((0..random.few()).map(|_| value(random)).collect()),
        16 => (0..random.few()).map(|_| (string(random), value(random))).collect::<serde_json::Map<_, _>>().into(),
        17 => json!({ "type": ["array", "null", "string"], "items": [{ "const": 1 }], "prefixItems": [true, {}] }),
        18 => json!({ "$id": "x", "$anchor": "y", "$dynamicRef": "#y", "patternProperties": { "": false } }),
        19 => json!({ "propertyName": "kind", "mapping": { "a": 1 }, "defaultMapping": "Pet" }),
        20 => json!({ "type": "object", "properties": { "a": { "enum": [1, "a", null] } }, "nullable": true }),
        21 => json!({ "oneOf": [{ "type": "string" }, { "type": "object", "properties": { string(random): {} } }] }),
        22 => json!({ "type": "string", "enum": ["", "a", "A", "a b", "a-b", string(random)] }),
        _ => json!({ "in": "body", "name": string(random), "schema": { "type": "file" } }),
    }
}
