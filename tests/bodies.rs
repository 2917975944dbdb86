//! The fixture crate of bodies, over HTTP: requests as bytes on a socket, responses of every media type.

use std::collections::BTreeMap;

use fixture_bodies::operations::answers::{AnyAnswerResponse, AnyPictureError, AnySuccessResponse, FailError};
use fixture_bodies::operations::forms::{BothBody, EqualBody};
use fixture_bodies::operations::sent::{RangeBody, ShortNamesBody, XmlBody};
use fixture_bodies::types::{self, Thing};
use fixture_bodies::{Base64, Client, Error, Upload};
use futures_util::stream;
use serde_json::json;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

async fn responding(response: ResponseTemplate) -> (MockServer, Client) {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(response).mount(&server).await;
    let client = Client::builder().base_url(server.uri()).build().unwrap();
    (server, client)
}

async fn server() -> (MockServer, Client) {
    responding(ResponseTemplate::new(204)).await
}

async fn last(server: &MockServer) -> Request {
    server.received_requests().await.unwrap().pop().unwrap()
}

fn header(request: &Request, name: &str) -> String {
    request.headers.get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
}

/// Returns the body as text, with its boundary replaced by `B`, and the content type likewise.
async fn sent(server: &MockServer) -> (String, String) {
    let request = last(server).await;
    let content_type = header(&request, "content-type");
    let body = String::from_utf8(request.body.clone()).unwrap();
    let length = header(&request, "content-length");
    assert!(length.is_empty() || length == body.len().to_string(), "{length} {}", body.len());
    match content_type.split("boundary=").nth(1).map(|rest| rest.split(';').next().unwrap_or_default().to_owned()) {
        Some(boundary) => (content_type.replace(&boundary, "B"), body.replace(&boundary, "B")),
        None => (content_type, body),
    }
}

/// Returns a part of a form.
fn part(head: &str, content: &str) -> String {
    format!("--B\r\nContent-Disposition: form-data; {head}\r\n\r\n{content}\r\n")
}

fn typed(head: &str, media_type: &str, content: &str) -> String {
    part(&format!("{head}\r\nContent-Type: {media_type}"), content)
}

fn raw(media_type: &str, body: impl Into<Vec<u8>>) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_raw(body, media_type)
}

fn thing() -> Thing {
    Thing::new("t")
}

#[tokio::test]
async fn status_codes_and_methods_without_body_have_none() {
    let (_server, client) = server().await;
    let answers = client.answers();
    let () = answers.remove().await.unwrap().body;
    assert_eq!(answers.any_success().await.unwrap().body, AnySuccessResponse::NoContent);
    assert_eq!(answers.any_answer().await.unwrap().body, AnyAnswerResponse::NoContent);
    assert_eq!(answers.any_text().await.unwrap().body, "");

    let (_server, client) = responding(ResponseTemplate::new(205)).await;
    let () = client.answers().reset().await.unwrap().body;
    assert_eq!(client.answers().any_success().await.unwrap().body, AnySuccessResponse::NoContent);
    assert_eq!(client.answers().any_answer().await.unwrap().body, AnyAnswerResponse::NoContent);

    let (_server, client) = responding(ResponseTemplate::new(200)).await;
    let () = client.answers().look().await.unwrap().body;

    let (_server, client) = responding(ResponseTemplate::new(201).set_body_json(json!({"id": "t"}))).await;
    assert_eq!(client.answers().any_success().await.unwrap().body, AnySuccessResponse::Success(thing()));
    assert_eq!(client.answers().any_answer().await.unwrap().body, AnyAnswerResponse::Default(thing()));

    let (_server, client) = responding(ResponseTemplate::new(304)).await;
    let error = client.answers().reset().await.unwrap_err();
    assert_eq!(error.body(), Some(&()), "{error}");
}

#[tokio::test]
async fn the_content_type_selects_the_schema_of_an_error() {
    let body = r#"{"code": 7, "title": "t"}"#;
    let of = async |status: u16, media_type: &str, body: &str| {
        let (_server, client) = responding(ResponseTemplate::new(status).set_body_raw(body, media_type)).await;
        client.answers().fail().await.unwrap_err()
    };
    let problem = types::Problem::new().title("t");
    for media_type in
        ["application/problem+json", "Application/Problem+JSON; charset=utf-8", "application/vnd.old+json"]
    {
        let error = of(422, media_type, body).await;
        assert_eq!(error.body(), Some(&FailError::ClientErrorProblem(problem.clone())), "{media_type}");
    }
    for media_type in
        ["application/json", "application/json;charset=utf-8", "application/other+json", "application/octet-stream"]
    {
        let error = of(422, media_type, body).await;
        let Some(FailError::ClientError(body)) = error.body() else { panic!("{media_type}: {error}") };
        assert_eq!(body.code, Some(7));
    }
    let error = of(400, "text/plain; charset=utf-8", "No.").await;
    assert_eq!(error.body(), Some(&FailError::ClientErrorText("No.".to_owned())));
    let error = of(500, "application/problem+json", body).await;
    assert_eq!(error.body(), Some(&FailError::Default(problem)));
    let error = of(500, "image/png", "PNG").await;
    assert_eq!(error.body(), Some(&FailError::DefaultImage("PNG".into())));
    let error = of(502, "text/html", "<p>Bad").await;
    let Error::Decode(undecodable) = &error else { panic!("{error}") };
    assert!(undecodable.problem.message().starts_with("the response is `text/html`, not JSON: "), "{error}");
    assert_eq!(error.body_bytes().unwrap(), "<p>Bad");
}

#[tokio::test]
async fn a_success_response_of_another_media_type_names_its_method() {
    for (media_type, body) in
        [("application/json", "{\"id\":\"t\"}"), ("text/plain", "{\"id\":\"t\"}"), ("x/y", "{\"id\":\"t\"}")]
    {
        let (_server, client) = responding(raw(media_type, body)).await;
        assert_eq!(client.answers().kinds().await.unwrap().body, thing(), "{media_type}");
    }
    let rows = [
        ("text/csv;header=present", "send_raw"),
        ("application/vnd.thing+json", "send_as"),
        ("text/event-stream", "send_events"),
    ];
    for (media_type, method) in rows {
        let (_server, client) = responding(raw(media_type, "{\"id\":\"t\"}")).await;
        let error = client.answers().kinds().await.unwrap_err().to_string();
        let actual = media_type.split(';').next().unwrap();
        let message = format!("this method decodes `application/json`; to decode `{actual}`, use `{method}`");
        assert!(error.contains(&message), "{error}");
    }
    let (_server, client) = responding(raw("text/csv", "a,b")).await;
    assert_eq!(client.answers().kinds().send_raw().await.unwrap().body, "a,b");
}

#[tokio::test]
async fn text_is_decoded_by_its_charset() {
    let body = b"caf\xe9".to_vec();
    let latin = ResponseTemplate::new(200).set_body_raw(body.clone(), "text/plain; charset=ISO-8859-1");
    let (_server, client) = responding(latin).await;
    assert_eq!(client.answers().any_text().await.unwrap().body, "caf\u{e9}");
    let (_server, client) = responding(ResponseTemplate::new(200).set_body_raw(body, "text/plain")).await;
    assert!(client.answers().any_text().await.unwrap_err().to_string().contains("not UTF-8 after 3 bytes"));
}

#[tokio::test]
async fn a_byte_order_mark_is_skipped() {
    let (_server, client) = responding(raw("application/json", "\u{feff}{\"id\":\"t\"}")).await;
    assert_eq!(client.answers().kinds().await.unwrap().body, thing());
    let other: fixture_bodies::Response<Thing> = client.answers().kinds().send_as("application/json").await.unwrap();
    assert_eq!(other.body, thing());
    let (_server, client) = responding(raw("text/plain", "\u{feff}\u{feff}text")).await;
    assert_eq!(client.answers().any_text().await.unwrap().body, "\u{feff}text");
    let (_server, client) =
        responding(ResponseTemplate::new(400).set_body_raw("\u{feff}{\"code\":1}", "application/json")).await;
    assert!(matches!(client.answers().fail().await.unwrap_err().body(), Some(FailError::ClientError(_))));
    let (_server, client) = responding(raw("application/json", "\u{feff}{\"id\":7}")).await;
    let error = client.answers().kinds().await.unwrap_err();
    let Error::Decode(undecodable) = &error else { panic!("{error}") };
    assert_eq!((undecodable.problem.pointer(), undecodable.problem.column()), ("/id", 7));
}

#[tokio::test]
async fn ranges_are_accepted_as_the_document_lists_them() {
    let (server, client) = responding(raw("image/png", "PNG")).await;
    assert_eq!(client.answers().picture().await.unwrap().body, "PNG");
    assert_eq!(header(&last(&server).await, "accept"), "image/*");
}

#[tokio::test]
async fn bytes_of_every_listed_media_type_are_accepted_and_text_of_any() {
    for media_type in ["image/png", "image/gif", "application/pdf"] {
        let (server, client) = responding(raw(media_type, "GIF8")).await;
        assert_eq!(client.answers().any_picture().await.unwrap().body, "GIF8");
        assert_eq!(header(&last(&server).await, "accept"), "*/*, image/*, image/png, application/*, text/*");
    }
    for (media_type, body) in [("text/html", "<p>no"), ("text/plain", "<p>no"), ("application/json", "\"<p>no\"")] {
        let (_server, client) = responding(ResponseTemplate::new(400).set_body_raw(body, media_type)).await;
        let Err(Error::Api(error)) = client.answers().any_picture().await else { panic!("{media_type}") };
        assert_eq!(error.body, AnyPictureError::BadRequest("<p>no".to_owned()), "{media_type}");
    }
    let text = || "<p>no".to_owned();
    for (status, media_type, expected) in [
        (401, "application/x-custom", AnyPictureError::Unauthorized(text())),
        (500, "text/html", AnyPictureError::DefaultText(text())),
        (500, "image/svg+xml", AnyPictureError::Default(text())),
    ] {
        let (_server, client) = responding(ResponseTemplate::new(status).set_body_raw("<p>no", media_type)).await;
        let Err(Error::Api(error)) = client.answers().any_picture().await else { panic!("{media_type}") };
        assert_eq!((error.status.as_u16(), error.body), (status, expected));
    }
}

#[tokio::test]
async fn names_of_parts_are_escaped_as_browsers_do() {
    let (server, client) = server().await;
    let form = types::FormsNamesForm::new(types::required::FormsNamesForm { file_name: "a\nb".to_owned(), größe: 7 })
        .quote_and_line("q");
    client.forms().names(&form).await.unwrap();
    let (content_type, body) = sent(&server).await;
    assert_eq!(content_type, "multipart/form-data; boundary=B");
    let parts =
        [part("name=\"File Name\"", "a\nb"), part("name=\"größe\"", "7"), part("name=\"quote%22 and%0D%0Aline\"", "q")];
    assert_eq!(body, parts.concat() + "--B--\r\n");
}

#[tokio::test]
async fn a_json_part_is_recognized_by_its_media_type() {
    let (server, client) = server().await;
    let form = types::FormsCharsetForm::new()
        .names(vec!["x".to_owned(), "y".to_owned()])
        .one("o")
        .patch(vec![1, 2])
        .words(vec!["a".to_owned(), "b".to_owned()]);
    client.forms().charset(&form).await.unwrap();
    let parts = [
        typed("name=\"names\"", "application/json; charset=utf-8", "[\"x\",\"y\"]"),
        typed("name=\"one\"", "Application/JSON; charset=utf-8", "\"o\""),
        typed("name=\"patch\"", "application/json-patch+json", "[1,2]"),
        typed("name=\"words\"", "text/jsonish", "a"),
        typed("name=\"words\"", "text/jsonish", "b"),
    ];
    assert_eq!(sent(&server).await.1, parts.concat() + "--B--\r\n");
}

const BYTES: &str = "application/octet-stream";

#[tokio::test]
async fn maps_of_files_have_a_part_for_each() {
    let (server, client) = server().await;
    let files = BTreeMap::from([
        ("a b".to_owned(), Upload::from("A").file_name("\"a\"\r\n.txt").media_type("text/plain")),
        ("c".to_owned(), Upload::from(b"C".to_vec())),
    ]);
    let parts = [
        typed("name=\"a b\"; filename=\"%22a%22%0D%0A.txt\"", "text/plain", "A"),
        typed("name=\"c\"; filename=\"c\"", BYTES, "C"),
    ]
    .concat();
    client.forms().files(&types::FormsFilesForm::new("n").other(files.clone())).await.unwrap();
    assert_eq!(sent(&server).await.1, part("name=\"name\"", "n") + &parts + "--B--\r\n");

    let lists = BTreeMap::from([("l".to_owned(), vec![Upload::from("1"), Upload::from("2").file_name("two")])]);
    client.forms().lists(&lists).await.unwrap();
    let listed = [typed("name=\"l\"; filename=\"l\"", BYTES, "1"), typed("name=\"l\"; filename=\"two\"", BYTES, "2")];
    assert_eq!(sent(&server).await.1, listed.concat() + "--B--\r\n");

    let (server, client) = responding(ResponseTemplate::new(200).set_body_json(json!([]))).await;
    client.forms().map(&files).await.unwrap();
    assert_eq!(sent(&server).await.1, parts + "--B--\r\n");
    client.forms().map(&BTreeMap::new()).await.unwrap();
    assert_eq!(sent(&server).await.1, "--B--\r\n");
}

#[tokio::test]
async fn a_part_can_be_a_file_or_another_type() {
    let (server, client) = server().await;
    let form = types::FormsMixedValuesForm::new(Upload::text("https://x/y.png"))
        .images(vec!["1".into(), "2".into()])
        .note(types::FormsMixedValuesFormNote::Integer(3))
        .sources(vec!["s".into(), Upload::json(&json!({"url": "u"})).unwrap()]);
    client.forms().mixed_values(&form).await.unwrap();
    let file = |name: &str, content: &str| typed(&format!("name=\"{name}\"; filename=\"{name}\""), BYTES, content);
    let parts = [
        part("name=\"note\"", "3"),
        part("name=\"image\"", "https://x/y.png"),
        file("images", "1"),
        file("images", "2"),
        file("sources", "s"),
        typed("name=\"sources\"", "application/json", "{\"url\":\"u\"}"),
    ];
    assert_eq!(sent(&server).await.1, parts.concat() + "--B--\r\n");
}

#[tokio::test]
async fn an_upload_is_its_value_in_json() {
    let (server, client) = server().await;
    let url = Upload::json(&json!({"url": "u"})).unwrap();
    let sourced = types::Sourced::new(url);
    client.forms().both(BothBody::Json(&sourced)).await.unwrap();
    assert_eq!(sent(&server).await, ("application/json".to_owned(), "{\"source\":{\"url\":\"u\"}}".to_owned()));
    client.forms().both(BothBody::Multipart(&types::Sourced::new("f"))).await.unwrap();
    assert_eq!(sent(&server).await.1, typed("name=\"source\"; filename=\"source\"", BYTES, "f") + "--B--\r\n");

    // A response keeps the union that the document describes.
    let response = ResponseTemplate::new(200).set_body_json(json!({"source": {"url": "u"}}));
    let (server, client) = responding(response).await;
    let kept = types::Kept::new(types::Source::Variant2(types::SourceVariant2::new().url("u")));
    assert_eq!(client.forms().kept(&kept).await.unwrap().body, kept);
    assert_eq!(sent(&server).await.1, typed("name=\"source\"", "application/json", "{\"url\":\"u\"}") + "--B--\r\n");
}

#[tokio::test]
async fn related_and_mixed_bodies_have_typed_parts_in_order() {
    let (server, client) = server().await;
    let metadata = types::FormsRelatedFormMetadata::new().name("n");
    let streamed = |length| {
        Upload::stream(length, || reqwest::Body::wrap_stream(stream::iter(["str", "eam"].map(Ok::<_, std::io::Error>))))
    };
    let mut form =
        types::FormsRelatedForm::new(types::required::FormsRelatedForm { media: streamed(Some(6)), metadata })
            .caption("c");
    client.forms().related(&form).await.unwrap();
    assert_ne!(header(&last(&server).await, "content-length"), "");
    let (content_type, body) = sent(&server).await;
    assert_eq!(content_type, "multipart/related; boundary=B; type=\"application/json\"");
    let expected = "--B\r\nContent-Type: application/json\r\n\r\n{\"name\":\"n\"}\r\n\
         --B\r\nContent-Disposition: attachment; filename=\"media\"\r\nContent-Type: image/png\r\n\r\nstream\r\n\
         --B\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nc\r\n--B--\r\n";
    assert_eq!(body, expected);
    form.media = streamed(None);
    client.forms().related(&form).await.unwrap();
    let request = last(&server).await;
    assert_eq!(
        (header(&request, "content-length"), header(&request, "transfer-encoding")),
        (String::new(), "chunked".to_owned())
    );
    assert_eq!(sent(&server).await.1, expected);

    let form = types::FormsEnvelopeForm::new(thing()).things(vec![thing()]).plain(thing()).written("<a/>");
    client.forms().envelope(&form).await.unwrap();
    let (content_type, body) = sent(&server).await;
    assert_eq!(content_type, "multipart/related; boundary=B; type=\"application/json\"");
    let of = |media_type: &str, text: &str| format!("--B\r\nContent-Type: {media_type}\r\n\r\n{text}\r\n");
    let json = of("application/json", "{\"id\":\"t\"}");
    let plain = of("text/plain", "{\"id\":\"t\"}");
    assert_eq!(body, [json.clone(), json, plain, of("text/xml", "<a/>")].concat() + "--B--\r\n");
    client.forms().envelope_form(&types::FormsEnvelopeFormForm::new(thing())).await.unwrap();
    let json = typed("name=\"envelope\"", "application/json", "{\"id\":\"t\"}");
    assert_eq!(sent(&server).await.1, json + "--B--\r\n");

    let form = types::FormsMixedForm::new("z").bird(thing()).antelopes(vec![1, 2]);
    client.forms().mixed(&form).await.unwrap();
    let (content_type, body) = sent(&server).await;
    assert_eq!(content_type, "multipart/mixed; boundary=B");
    let text = |text: &str| format!("--B\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n");
    let bird = "--B\r\nContent-Type: application/json\r\n\r\n{\"id\":\"t\"}\r\n".to_owned();
    assert_eq!(body, [text("z"), bird, text("1"), text("2")].concat() + "--B--\r\n");
}

#[tokio::test]
async fn multipart_bytes_need_a_boundary() {
    let (server, client) = server().await;
    let whole = Upload::from("--x\r\n\r\na\r\n--x--\r\n");
    let error = client.forms().whole(whole.clone()).await.unwrap_err();
    assert!(matches!(&error, Error::NotSent(_)) && error.to_string().contains("has no `boundary`"), "{error}");
    client.forms().whole(whole.media_type("multipart/mixed; boundary=x")).await.unwrap();
    assert_eq!(header(&last(&server).await, "content-type"), "multipart/mixed; boundary=x");
}

#[tokio::test]
async fn short_names_are_media_types() {
    let (server, client) = responding(ResponseTemplate::new(204)).await;
    client.forms().short_name(&types::FormsShortNameForm::new().file("f")).await.unwrap();
    assert!(sent(&server).await.0.starts_with("multipart/form-data; boundary="));
    client.sent().unknown(&thing()).await.unwrap();
    assert_eq!(sent(&server).await, ("application/json".to_owned(), "{\"id\":\"t\"}".to_owned()));
    let (server, client) = responding(raw("application/json", "{\"id\":\"t\"}")).await;
    let response = client.sent().short_names(&thing()).await.unwrap();
    assert_eq!((sent(&server).await.0.as_str(), response.body), ("application/json", thing()));
    client.sent().short_names(ShortNamesBody::Text("x".to_owned())).await.unwrap();
    assert_eq!(sent(&server).await, ("text/plain".to_owned(), "x".to_owned()));
}

#[tokio::test]
async fn the_caller_sets_the_media_type_of_a_range() {
    let (server, client) = server().await;
    let send = async |body: RangeBody| client.sent().range(body).await.map(|_| ());
    send(RangeBody::Image(Upload::from("PNG").media_type("image/png"))).await.unwrap();
    assert_eq!(sent(&server).await, ("image/png".to_owned(), "PNG".to_owned()));
    send(RangeBody::Bytes("x".into())).await.unwrap();
    assert_eq!(sent(&server).await.0, "application/octet-stream");
    send(RangeBody::Text("x".into())).await.unwrap();
    assert_eq!(sent(&server).await.0, "text/plain");
    let count = server.received_requests().await.unwrap().len();
    let error = send(RangeBody::Image("PNG".into())).await.unwrap_err();
    assert!(
        error
            .to_string()
            .contains("the API accepts `image/*`; set a media type of this range with `Upload::media_type`"),
        "{error}"
    );
    client.sent().any_picture().body("PNG").await.unwrap_err();
    for (media_type, problem) in [
        ("image/*", "`image/*` is a range of media types"),
        ("*/*", "`*/*` is a range of media types"),
        ("png", "`png` is not a media type"),
        ("", "`` is not a media type"),
    ] {
        let upload = Upload::from("PNG").media_type(media_type);
        let error = client.sent().any_picture().body(upload.clone()).await.unwrap_err();
        assert!(matches!(&error, Error::NotSent(_)) && error.to_string().contains(problem), "{error}");
        let form = types::FormsShortNameForm::new().file(upload);
        let error = client.forms().short_name(&form).await.unwrap_err();
        assert!(matches!(&error, Error::NotSent(_)) && error.to_string().contains(problem), "{error}");
    }
    assert_eq!(server.received_requests().await.unwrap().len(), count);
    client.sent().any_picture().body(Upload::from("GIF").media_type("image/gif")).await.unwrap();
    assert_eq!(sent(&server).await.0, "image/gif");
}

#[tokio::test]
async fn bodies_of_one_subtype_have_names_of_their_own() {
    let (server, client) = server().await;
    for (body, media_type) in [
        (XmlBody::Xml("<a/>".to_owned()), "application/xml"),
        (XmlBody::TextXml("<a/>".to_owned()), "text/xml"),
        (XmlBody::ApplicationXml("<a/>".to_owned()), "application/xml; v=2"),
    ] {
        client.sent().xml(body).await.unwrap();
        assert_eq!(sent(&server).await.0, media_type);
    }
    client.sent().upper(&thing()).await.unwrap();
    assert_eq!(sent(&server).await.1, "{\"id\":\"t\"}");
}

#[tokio::test]
async fn bytes_that_are_text_are_sent_as_text() {
    let (server, client) = server().await;
    client.sent().set_cover(&Base64(vec![255, 216, 255])).await.unwrap_err();
    assert_eq!(sent(&server).await, ("image/jpeg".to_owned(), "/9j/".to_owned()));
    let source = include_str!("../fixtures/bodies/src/operations/sent.rs");
    assert!(source.contains("/// * `body`: At most 256 KB. The JPEG in base64.\n"));
    assert!(
        source.contains("/// The picture in base64.\n    pub fn body(self, body: &Base64)"),
        "the setter of a body"
    );
    let _ = client.sent().set_avatar().body(&Base64(b"ab".to_vec())).await;
    assert_eq!(sent(&server).await, ("text/plain".to_owned(), "YWI=".to_owned()));
}

#[tokio::test]
async fn a_form_that_is_text_is_sent_unchanged() {
    let (server, client) = server().await;
    let form = "application/x-www-form-urlencoded".to_owned();
    client.forms().text("a=1&b=%20").await.unwrap();
    assert_eq!(sent(&server).await, (form.clone(), "a=1&b=%20".to_owned()));
    client.forms().word(&types::Word::Three).await.unwrap();
    assert_eq!(sent(&server).await, (form.clone(), "three".to_owned()));
    client.forms().list("a&b").await.unwrap();
    assert_eq!(sent(&server).await, (form.clone(), "a&b".to_owned()));
    client.forms().either(&types::FormsEitherForm::String("a=b".to_owned())).await.unwrap();
    assert_eq!(sent(&server).await, (form.clone(), "a=b".to_owned()));
    client.forms().either(&types::FormsEitherForm::Thing(thing())).await.unwrap();
    assert_eq!(sent(&server).await, (form, "id=t".to_owned()));
}

#[tokio::test]
async fn a_type_of_several_media_types_converts_into_the_first() {
    let (server, client) = responding(ResponseTemplate::new(204)).await;
    let body = types::FormsEqualBody::new("w");
    client.forms().equal(&body).await.unwrap();
    client.forms().equal(EqualBody::Form(&body)).await.unwrap();
    let requests = server.received_requests().await.unwrap();
    let sent: Vec<&[u8]> = requests.iter().map(|request| request.body.as_slice()).collect();
    assert_eq!(sent, [br#"{"word":"w"}"#.as_slice(), b"word=w"]);
}

#[tokio::test]
async fn a_mock_responds_with_each_body_of_an_error() {
    let mock = fixture_bodies::testing::Mock::start().await;
    let problem = types::Problem::new().title("t");
    mock.answers().fail().respond_client_error_problem(409, &problem);
    let error = mock.client().answers().fail().await.unwrap_err();
    assert_eq!(error.body(), Some(&FailError::ClientErrorProblem(problem)));
    mock.sent().set_cover().body(&Base64(vec![1])).respond_accepted();
    mock.client().sent().set_cover(&Base64(vec![1])).await.unwrap();
}

#[tokio::test]
async fn responses_that_the_document_gained_have_a_call_of_their_own() {
    use fixture_bodies::Error;
    use fixture_bodies::operations::answers::{GrownError, GrownResponse};

    let created = ResponseTemplate::new(201).set_body_json(json!({"id": "t1"}));
    let (server, client) = responding(created).await;
    assert_eq!(client.answers().grown().await.unwrap().body.id, "t1");
    let any = client.answers().grown().any_response().await.unwrap().body;
    assert!(matches!(&any, GrownResponse::Created(thing) if thing.id == "t1"), "{any:?}");
    let accepted = server
        .received_requests()
        .await
        .unwrap()
        .iter()
        .map(|it| it.headers.get("accept").cloned())
        .collect::<Vec<_>>();
    let [first, any] = accepted.as_slice() else { panic!("{accepted:?}") };
    assert_eq!(first.as_ref().map(|it| it.to_str().unwrap()), Some("application/json"));
    assert_eq!(any.as_ref().map(|it| it.to_str().unwrap()), Some("application/json, text/event-stream, text/plain"));

    let (_server, client) = responding(ResponseTemplate::new(202).set_body_string("soon")).await;
    let error = client.answers().grown().await.unwrap_err();
    assert!(matches!(&error, Error::UnexpectedStatus(it) if it.status == 202), "{error:?}");
    let any = client.answers().grown().any_response().await.unwrap().body;
    assert!(matches!(&any, GrownResponse::Accepted(text) if text == "soon"), "{any:?}");

    let events = ResponseTemplate::new(206).set_body_raw("data: {\"id\":\"a\"}\n\n", "text/event-stream");
    let (_server, client) = responding(events).await;
    let any = client.answers().grown().header("x-a", "b").any_response().await.unwrap().body;
    let GrownResponse::PartialContent(mut events) = any else { panic!("{any:?}") };
    assert_eq!(events.next().await.unwrap().unwrap().data.id, "a");

    let (_server, client) =
        responding(ResponseTemplate::new(429).set_body_json(json!({"id": "a", "title": "b"}))).await;
    let error = client.answers().grown().await.unwrap_err();
    assert!(matches!(&error, Error::Api(it) if it.body.title.as_deref() == Some("b")), "{error:?}");
    let error = client.answers().grown().any_response().await.unwrap_err();
    assert!(matches!(&error, Error::Api(it) if matches!(&it.body, GrownError::TooManyRequests(it) if it.id == "a")));
}
