//! Numbers and instants at every nesting: the JSON text of responses and requests.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

fn round_trip<T: DeserializeOwned + Serialize>(text: &str) -> String {
    let value: T = serde_json::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    serde_json::to_string(&value).unwrap()
}

fn refused<T: DeserializeOwned>(text: &str) -> String {
    match serde_json::from_str::<T>(text) {
        Ok(_) => panic!("{text} is read"),
        Err(error) => error.to_string(),
    }
}

/// Checks each JSON text, and the text it serializes to.
fn rows<T: DeserializeOwned + Serialize>(rows: &[(&str, &str)]) {
    for (text, written) in rows {
        assert_eq!(round_trip::<T>(text), *written, "{text}");
    }
}

#[test]
fn integers_can_have_a_fraction_of_zero_at_any_nesting() {
    use fixture_numbers::types::{Counts, Pair, Required, Sample};
    rows::<Sample>(&[
        (r#"{"n":1.0}"#, r#"{"n":1}"#),
        (r#"{"n":1e2}"#, r#"{"n":100}"#),
        (r#"{"n":-0}"#, r#"{"n":0}"#),
        (r#"{"n":-0.0}"#, r#"{"n":0}"#),
        (r#"{"n":-12.50E1}"#, r#"{"n":-125}"#),
        (r#"{"natural":3.0,"small":-3.0,"wide":3e0}"#, r#"{"natural":3,"small":-3,"wide":3}"#),
        (r#"{"wide":18446744073709551615}"#, r#"{"wide":18446744073709551615}"#),
        (r#"{"nullable":4.0}"#, r#"{"nullable":4}"#),
        (r#"{"nullable":null}"#, r#"{"nullable":null}"#),
        (r#"{"counts":[1.0,2,-0]}"#, r#"{"counts":[1,2,0]}"#),
        (r#"{"by_name":{"a":[1.0,null]}}"#, r#"{"by_name":{"a":[1,null]}}"#),
        (r#"{"alias":7.0}"#, r#"{"alias":7}"#),
        (r#"{"level":2.0}"#, r#"{"level":2}"#),
        (r#"{"level":9.0}"#, r#"{"level":9}"#),
        (r#"{"three":3.0}"#, r#"{"three":3}"#),
        (r#"{"mixed":1.0}"#, r#"{"mixed":1}"#),
        (r#"{"mixed":2.50}"#, r#"{"mixed":2.5}"#),
        (r#"{"pair":[1.0,2.0,3.0]}"#, r#"{"pair":[1,2,3]}"#),
        (r#"{"n":null}"#, "{}"),
    ]);
    assert_eq!(round_trip::<Counts>(r#"{"name":"a","x":1.0}"#), r#"{"name":"a","x":1}"#);
    assert_eq!(round_trip::<Pair>("[1e0]"), "[1]");
    let text = r#"{"n":1.0,"x":2.0,"at":"2024-01-01T00:00:00Z","nullable":3.0,"other":4.0}"#;
    let written = r#"{"at":"2024-01-01T00:00:00Z","n":1,"nullable":3,"x":2,"other":4}"#;
    assert_eq!(round_trip::<Required>(text), written);
    // The same from a `Value`.
    let value: Value = serde_json::from_str(text).unwrap();
    let read: Required = serde_json::from_value(value).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), serde_json::from_str::<Value>(written).unwrap());
    let known: Sample = serde_json::from_str(r#"{"level":2.0,"three":3e0,"mixed":1.0}"#).unwrap();
    assert_eq!(known.level, Some(fixture_numbers::types::SampleLevel::Value2));
    assert!(matches!(known.mixed, Some(fixture_numbers::types::SampleMixed::Value1)));
}

#[test]
fn numbers_that_are_not_integers_or_out_of_range_are_refused() {
    use fixture_numbers::types::Sample;
    for text in [r#"{"n":1.5}"#, r#"{"counts":[1,1e-1]}"#, r#"{"level":1.5}"#, r#"{"small":0.1}"#] {
        let error = refused::<Sample>(text);
        assert!(error.contains("is not an integer") && error.contains("at line 1"), "{text}: {error}");
    }
    for text in [
        r#"{"n":18446744073709551615}"#,
        r#"{"n":9223372036854775808}"#,
        r#"{"n":-9223372036854775809}"#,
        r#"{"n":9007199254740993.0}"#,
        r#"{"n":1e400}"#,
        r#"{"natural":18446744073709551616}"#,
        r#"{"natural":-1}"#,
        r#"{"by_name":{"a":[1e30]}}"#,
    ] {
        let error = refused::<Sample>(text);
        assert!(error.contains("set `integers`") && error.contains("at line 1"), "{text}: {error}");
    }
    // No setting makes the type of a narrow format wider.
    let error = refused::<Sample>(r#"{"small":128.0}"#);
    assert!(!error.contains("set `") && error.contains("does not fit `i8`; the API's `format`"), "{error}");
}

#[test]
fn an_integral_number_serializes_without_a_fraction_at_any_nesting() {
    use fixture_numbers::types::{Required, Sample};
    rows::<Sample>(&[
        (r#"{"x":5}"#, r#"{"x":5}"#),
        (r#"{"x":20.0}"#, r#"{"x":20}"#),
        (r#"{"x":-0.0}"#, r#"{"x":0}"#),
        (r#"{"x":0.1}"#, r#"{"x":0.1}"#),
        (r#"{"x":1e21}"#, r#"{"x":1e+21}"#),
        (r#"{"x":1e300}"#, r#"{"x":1e+300}"#),
        (r#"{"x":1e17}"#, r#"{"x":100000000000000000}"#),
        (r#"{"single":20.0,"double":20.0,"maybe":20.0}"#, r#"{"double":20,"maybe":20,"single":20}"#),
        (r#"{"maybe":null}"#, r#"{"maybe":null}"#),
        (
            r#"{"xs":[1.0,1.5],"grid":[[2.0],[]],"x_by_name":{"a":3.0}}"#,
            r#"{"grid":[[2],[]],"x_by_name":{"a":3},"xs":[1,1.5]}"#,
        ),
        (r#"{"pair":[1,2.0]}"#, r#"{"pair":[1,2]}"#),
        // Values that the API does not describe are sent unchanged.
        (r#"{"any":[20.0,1]}"#, r#"{"any":[20.0,1]}"#),
    ]);
    let sample = Sample::new().x(20.0);
    assert_eq!(serde_json::to_value(&sample).unwrap(), serde_json::json!({ "x": 20 }));
    let text = r#"{"at":"2024-01-01T00:00:00Z","n":1,"nullable":null,"x":2,"other":4}"#;
    assert_eq!(round_trip::<Required>(text), text);
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let sample = Sample::new().xs(vec![number]);
        assert!(serde_json::to_string(&sample).unwrap_err().to_string().contains("JSON has no number for"));
    }
    let error = refused::<Sample>(r#"{"x":1e400}"#);
    assert!(error.contains("`f64`") && error.contains("set `numbers"), "{error}");
}

#[test]
fn bounds_beyond_64_bits_make_a_decimal() {
    use fixture_numbers::types::Sample;
    for text in [
        r#"{"below":-9223372036854775809}"#,
        r#"{"from":-9223372036854775809}"#,
        r#"{"to":18446744073709551615}"#,
        r#"{"beyond":18446744073709551616}"#,
        r#"{"rounded":-9223372036854775808}"#,
        r#"{"part":18446744073709551616}"#,
        r#"{"part":-9223372036854775808}"#,
        r#"{"unsigned":18446744073709551615}"#,
    ] {
        assert_eq!(round_trip::<Sample>(text), text);
    }
    let sample: Sample = serde_json::from_str(r#"{"below":-9223372036854775809}"#).unwrap();
    assert_eq!(sample.below.unwrap().to_i128(), Some(-9_223_372_036_854_775_809));
}

#[test]
fn settings_make_integers_and_numbers_wider() {
    use fixture_numbers_exact::types::{Counts, Pair, Required, Sample};
    for text in [
        r#"{"n":18446744073709551615}"#,
        r#"{"n":-9223372036854775809}"#,
        r#"{"n":170141183460469231731687303715884105727}"#,
        r#"{"by_name":{"a":[18446744073709551616,null]},"counts":[-170141183460469231731687303715884105728]}"#,
        r#"{"x":9007199254740993}"#,
        r#"{"x":0.12345678901234567890}"#,
        r#"{"x":1e400}"#,
        r#"{"x":20.0}"#,
        r#"{"grid":[[1.10]],"maybe":null,"x_by_name":{"a":5},"xs":[1.00]}"#,
        r#"{"single":0.1}"#,
    ] {
        assert_eq!(round_trip::<Sample>(text), text);
    }
    rows::<Sample>(&[
        (r#"{"n":9007199254740993.0}"#, r#"{"n":9007199254740993}"#),
        (r#"{"n":1e30}"#, r#"{"n":1000000000000000000000000000000}"#),
        (r#"{"n":-0}"#, r#"{"n":0}"#),
        // A format with a precision takes precedence.
        (r#"{"double":20.0,"single":20.0}"#, r#"{"double":20,"single":20}"#),
    ]);
    assert_eq!(round_trip::<Pair>("[18446744073709551616,1.10,1.0]"), "[18446744073709551616,1.10,1]");
    assert_eq!(round_trip::<Counts>(r#"{"x":18446744073709551616}"#), r#"{"x":18446744073709551616}"#);
    let text = r#"{"at":"2024-01-01T00:00:00Z","n":18446744073709551616,"nullable":1,"x":1e400,"other":1.10}"#;
    assert_eq!(round_trip::<Required>(text), text);
    let error = refused::<Sample>(r#"{"n":1e39}"#);
    assert!(error.contains("`i128`") && error.contains("set `integers`"), "{error}");
    assert!(refused::<Sample>(r#"{"single":1e39}"#).contains("set `floats"));
    assert!(refused::<Sample>(r#"{"n":1.5}"#).contains("is not an integer"));
    assert_eq!(serde_json::from_str::<Sample>(r#"{"n":7}"#).unwrap().n, Some(7_i128));
}

#[test]
fn an_instant_without_an_offset_is_refused_or_utc() {
    use fixture_numbers::types::{Log, Sample};
    use fixture_numbers_exact::types as exact;
    let local = r#"{"at":"2024-01-02T03:04:05"}"#;
    for error in [refused::<Sample>(local), refused::<Log>(local), refused::<exact::Sample>(local)] {
        assert!(error.contains("lacks its offset from UTC") && error.contains("`date-times-without-offset"), "{error}");
    }
    let locals = r#"{"ats":["2024-01-02T03:04:05Z","2024-01-02T03:04:05"]}"#;
    assert!(refused::<Sample>(locals).contains("lacks its offset"));
    assert!(refused::<Sample>(r#"{"moment":"2024-01-02T03:04:05"}"#).contains("lacks its offset"));
    // The settings' pointers: a property's schema, all schemas within a schema, and a component.
    let written = r#"{"at":"2024-01-02T03:04:05Z","others":["2024-01-02T03:04:05.500Z"]}"#;
    let text = r#"{"at":"2024-01-02T03:04:05","others":["2024-01-02T03:04:05.5"]}"#;
    rows::<exact::Log>(&[(text, written)]);
    let offset = r#"{"moment":"2024-01-02T03:04:05+01:00"}"#;
    rows::<exact::Sample>(&[
        (r#"{"moment":"2024-01-02T03:04:05"}"#, r#"{"moment":"2024-01-02T03:04:05Z"}"#),
        (offset, offset),
    ]);
    for text in ["\"2024-01-02\"", "\"today\"", "\"\"", "7"] {
        let text = format!("{{\"at\":{text}}}");
        assert!(refused::<exact::Log>(&text).contains("expected an RFC 3339 instant"), "{text}");
    }
}

#[test]
fn digits_of_a_second_are_not_lost_silently() {
    use fixture_numbers::types::Sample;
    let error = refused::<Sample>(r#"{"at":"2024-01-01T00:00:00.123456789012Z"}"#);
    assert!(error.contains("more than nine digits") && error.contains("set `times"), "{error}");
    rows::<Sample>(&[(r#"{"at":"2024-01-01T00:00:00.123456789000Z"}"#, r#"{"at":"2024-01-01T00:00:00.123456789Z"}"#)]);
}

/// The spellings of `docs/types.md`.
#[test]
fn other_spellings_serialize_as_the_standard_one() {
    use fixture_basics::types::Formats;
    let of = |name: &str, text: &str| {
        let body = match name {
            "instant" => format!("{{\"instant\":{text:?}}}"),
            name => format!("{{{name:?}:{text:?},\"instant\":\"2024-01-01T00:00:00Z\"}}"),
        };
        let read: Formats = serde_json::from_str(&body).unwrap_or_else(|error| panic!("{body}: {error}"));
        serde_json::to_value(&read).unwrap()[name].as_str().unwrap().to_owned()
    };
    for (name, text, written) in [
        ("instant", "2024-01-01 00:00:00Z", "2024-01-01T00:00:00Z"),
        ("instant", "2024-01-01t00:00:00z", "2024-01-01T00:00:00Z"),
        ("instant", "2024-01-01T00:00:00.5+00:00", "2024-01-01T00:00:00.500Z"),
        ("instant", "2024-01-01T00:00:00+0530", "2024-01-01T00:00:00+05:30"),
        ("instant", "2016-12-31T23:59:60Z", "2016-12-31T23:59:60Z"),
        ("id", "550E8400E29B41D4A716446655440000", "550e8400-e29b-41d4-a716-446655440000"),
        ("id", "{550e8400-e29b-41d4-a716-446655440000}", "550e8400-e29b-41d4-a716-446655440000"),
        ("id", "urn:uuid:550e8400-e29b-41d4-a716-446655440000", "550e8400-e29b-41d4-a716-446655440000"),
        ("bytes", "aGVsbG8", "aGVsbG8="),
    ] {
        assert_eq!(of(name, text), written, "{text}");
    }
    let of_time = |text: &str| {
        let read: fixture_times::types::Times = serde_json::from_value(serde_json::json!({ "at": text })).unwrap();
        serde_json::to_value(&read).unwrap()["at"].as_str().unwrap().to_owned()
    };
    assert_eq!(of_time("2016-12-31T23:59:60Z"), "2016-12-31T23:59:59.999999999Z");
    assert_eq!(of_time("2024-01-01T00:00:00.500+00:00"), "2024-01-01T00:00:00.5Z");
    let of_jiff = |text: &str| {
        let read: fixture_times_jiff::types::Times = serde_json::from_value(serde_json::json!({ "at": text })).unwrap();
        serde_json::to_value(&read).unwrap()["at"].as_str().unwrap().to_owned()
    };
    assert_eq!(of_jiff("2016-12-31T23:59:60Z"), "2016-12-31T23:59:59Z");
    assert_eq!(of_jiff("2024-01-01 00:00:00.500+01:00"), "2023-12-31T23:00:00.5Z");
}

/// A server that sends this body with this status code and these headers.
async fn server(status: u16, body: &str, headers: &[(&str, &str)]) -> MockServer {
    let server = MockServer::start().await;
    let response = ResponseTemplate::new(status).set_body_raw(body.to_owned(), "application/json");
    let response = headers.iter().fold(response, |response, (name, value)| response.insert_header(*name, *value));
    Mock::given(any()).respond_with(response).mount(&server).await;
    server
}

async fn sent(server: &MockServer) -> String {
    let requests = server.received_requests().await.unwrap();
    String::from_utf8(requests[0].body.clone()).unwrap()
}

#[tokio::test]
async fn bodies_that_are_numbers_round_trip() {
    use fixture_numbers::operations::samples::SetValuesResponse;
    let all = server(200, r#"{"a":1.0}"#, &[]).await;
    let client = fixture_numbers::Client::builder().base_url(all.uri()).build().unwrap();
    let response = client.samples().set_values(&[20.0, 0.5]).await.unwrap();
    assert_eq!(response.body, SetValuesResponse::Ok([("a".to_owned(), 1)].into()));
    assert_eq!(sent(&all).await, "[20,0.5]");

    let one = server(201, "20", &[]).await;
    let client = fixture_numbers::Client::builder().base_url(one.uri()).build().unwrap();
    assert_eq!(client.samples().set_values(&[]).await.unwrap().body, SetValuesResponse::Created(20.0));

    let maybe = server(200, "[1.0,null]", &[]).await;
    let client = fixture_numbers::Client::builder().base_url(maybe.uri()).build().unwrap();
    let response = client.samples().set_maybe(&[Some(20.0), None]).await.unwrap();
    assert_eq!((sent(&maybe).await.as_str(), response.body), ("[20,null]", Some(vec![Some(1), None])));

    use fixture_numbers::operations::samples::SetEitherBody;
    let either = server(204, "", &[]).await;
    let client = fixture_numbers::Client::builder().base_url(either.uri()).build().unwrap();
    client.samples().set_either(SetEitherBody::Json(20.0)).await.unwrap();
    assert_eq!(sent(&either).await, "20");

    let when = server(200, "\"2024-01-02T03:04:05\"", &[]).await;
    let client = fixture_numbers::Client::builder().base_url(when.uri()).build().unwrap();
    let error = client.samples().set_mean(20.0).await.unwrap_err();
    assert!(error.to_string().contains("lacks its offset"), "{error}");
    assert_eq!(sent(&when).await, "20");
    let client = fixture_numbers_exact::Client::builder().base_url(when.uri()).build().unwrap();
    let moment = client.samples().set_mean(&"20.0".parse().unwrap()).await.unwrap().body;
    assert_eq!(moment.to_rfc3339(), "2024-01-02T03:04:05+00:00");
}

#[tokio::test]
async fn lines_and_events_that_are_numbers_round_trip() {
    let lines = MockServer::start().await;
    let body = ResponseTemplate::new(200).set_body_raw("1.0\n2e2\n1.5\n", "application/x-ndjson");
    Mock::given(any()).respond_with(body).mount(&lines).await;
    let client = fixture_numbers::Client::builder().base_url(lines.uri()).build().unwrap();
    let mut counts = client.samples().send_lines(&[20.0, 0.5]).await.unwrap().body;
    assert_eq!(sent(&lines).await, "20\n0.5\n");
    assert_eq!((counts.next().await.unwrap().unwrap(), counts.next().await.unwrap().unwrap()), (1, 200));
    assert!(counts.next().await.unwrap().unwrap_err().to_string().contains("is not an integer"));

    let events = MockServer::start().await;
    let body = ResponseTemplate::new(200).set_body_raw("data: 3.0\n\n", "text/event-stream");
    Mock::given(any()).respond_with(body).mount(&events).await;
    let client = fixture_numbers::Client::builder().base_url(events.uri()).build().unwrap();
    assert_eq!(client.samples().watch().await.unwrap().body.next().await.unwrap().unwrap().data, 3);
}

#[tokio::test]
async fn a_mock_compares_numbers_by_value() {
    let mock = fixture_numbers::testing::Mock::start().await;
    mock.samples().set_values().body(&vec![20.0, 0.5]).respond_created(&20.0);
    mock.samples().send_lines().body(&[20.0, 0.5]).respond_ok([7]);
    let client = mock.client();
    let mut counts = client.samples().send_lines(&[20.0, 0.5]).await.unwrap().body;
    assert_eq!(counts.next().await.unwrap().unwrap(), 7);
    let response = client.samples().set_values(&[20.0, 0.5]).await.unwrap();
    assert_eq!(response.body, fixture_numbers::operations::samples::SetValuesResponse::Created(20.0));
}

#[tokio::test]
async fn an_untyped_number_out_of_range_is_refused() {
    let server = server(200, r#"{"any":[1e400]}"#, &[]).await;
    let client = fixture_numbers::Client::builder().base_url(server.uri()).build().unwrap();
    let error = client.samples().add_sample(&fixture_numbers::types::Sample::default()).await.unwrap_err();
    let text = error.to_string();
    assert!(text.contains("`/any/0`") && text.contains("arbitrary_precision"), "{text}");
}

#[tokio::test]
async fn headers_that_are_numbers_or_instants_are_decoded() {
    use fixture_numbers::operations::samples::AddSampleHeaders;
    let server = server(200, "{}", &[("x-count", "3.0"), ("x-since", "2024-01-02T03:04:05Z")]).await;
    let client = fixture_numbers::Client::builder().base_url(server.uri()).build().unwrap();
    let response = client.samples().add_sample(&fixture_numbers::types::Sample::default()).await.unwrap();
    let headers = AddSampleHeaders::from_headers(&response.headers).unwrap();
    assert_eq!((headers.x_count, headers.x_since.is_some()), (3, true));
}

#[tokio::test]
async fn parameters_have_the_width_of_the_settings() {
    let server = server(200, "{}", &[]).await;
    let client = fixture_numbers_exact::Client::builder().base_url(server.uri()).build().unwrap();
    let call = client.samples().add_sample(&fixture_numbers_exact::types::Sample::default());
    call.limit(i128::MAX).ratio(&"0.10".parse().unwrap()).await.unwrap();
    let requests = server.received_requests().await.unwrap();
    let query = "limit=170141183460469231731687303715884105727&ratio=0.10";
    assert_eq!(requests[0].url.query(), Some(query));
}

#[tokio::test]
async fn a_decode_error_has_its_pointer_and_the_setting() {
    let server = server(200, r#"{"counts":[1,18446744073709551615],"n":1}"#, &[]).await;
    let client = fixture_numbers::Client::builder().base_url(server.uri()).build().unwrap();
    let error = client.samples().add_sample(&fixture_numbers::types::Sample::default()).await.unwrap_err();
    let text = error.to_string();
    assert!(text.contains("`/counts/1`") && text.contains("set `integers`"), "{text}");
}
