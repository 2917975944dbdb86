//! Text for string schemas.

use rand::seq::IndexedRandom as _;
use rand::{Rng as _, RngExt as _};
use serde_json::Value;

use super::Maker;

/// Texts that are often changed in transit.
const TEXTS: [&str; 12] =
    ["", "text", "a b", "\"quoted\"", "back\\slash", "Größe", "\u{1f600}", "line\nline", "null", "0", " ", "\u{0}"];

impl Maker<'_> {
    pub(super) fn text(&mut self, schema: &Value) -> String {
        if let Some(pattern) = schema["pattern"].as_str()
            && let Some(text) = self.matching(pattern)
        {
            return text;
        }
        let text = match schema["format"].as_str() {
            Some("date-time") => self.date_time(),
            Some("date") => self.date(),
            Some("time") => "10:20:30Z".to_owned(),
            Some("uuid") => self.uuid(),
            Some("byte") => {
                ["", "AA==", "aGVsbG8=", "//79"].choose(&mut self.rng).copied().unwrap_or_default().to_owned()
            }
            Some("base64url") => {
                ["", "AA", "aGVsbG8", "__79"].choose(&mut self.rng).copied().unwrap_or_default().to_owned()
            }
            Some("ipv4") => format!("10.0.{}.{}", self.rng.random::<u8>(), self.rng.random::<u8>()),
            Some("ipv6") => "2001:db8::1".to_owned(),
            Some("uri" | "url" | "uri-reference" | "iri") => "https://example.org".to_owned(),
            Some("email") => "a@example.org".to_owned(),
            Some("duration") => "P1DT2H".to_owned(),
            _ => TEXTS.choose(&mut self.rng).copied().unwrap_or_default().to_owned(),
        };
        self.sized(schema, text)
    }

    fn sized(&self, schema: &Value, text: String) -> String {
        let bound = |key: &str| schema[key].as_u64().and_then(|it| usize::try_from(it).ok());
        let (least, most) = (bound("minLength").unwrap_or(0).min(5_000), bound("maxLength").unwrap_or(usize::MAX));
        let length = text.chars().count();
        if length < least { text + &"x".repeat(least - length) } else { text.chars().take(most).collect() }
    }

    fn matching(&mut self, pattern: &str) -> Option<String> {
        let mut parser = regex_syntax::ParserBuilder::new().unicode(true).build();
        let hir = parser.parse(pattern).ok()?;
        let generator = rand_regex::Regex::with_hir(hir, 5).ok()?;
        Some(self.rng.sample(&generator))
    }

    fn date(&mut self) -> String {
        let (year, month, day) =
            (self.rng.random_range(1..=9999), self.rng.random_range(1..=12), self.rng.random_range(1..=28));
        format!("{year:04}-{month:02}-{day:02}")
    }

    fn date_time(&mut self) -> String {
        let (hour, minute, second) =
            (self.rng.random_range(0..24), self.rng.random_range(0..60), self.rng.random_range(0..60));
        let fraction = ["", ".5", ".120", ".000001", ".123456789"].choose(&mut self.rng).copied().unwrap_or_default();
        let offset = ["Z", "+00:00", "-07:00", "+05:30"].choose(&mut self.rng).copied().unwrap_or_default();
        format!("{}T{hour:02}:{minute:02}:{second:02}{fraction}{offset}", self.date())
    }

    fn uuid(&mut self) -> String {
        let mut bytes = [0; 16];
        self.rng.fill_bytes(&mut bytes);
        let text = uuid::Builder::from_random_bytes(bytes).into_uuid().to_string();
        if self.chance(20) { text.to_uppercase() } else { text }
    }
}
