//! The fixture crate of requests of every kind, over HTTP.

use fixture_calls::operations::bodies::{ChooseBody, PatchBody};
use fixture_calls::{Client, Upload, servers, types};
use futures_util::stream;
use serde_json::{Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

async fn server() -> (MockServer, Client) {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(204)).mount(&server).await;
    let client = Client::builder().base_url(server.uri()).build().unwrap();
    (server, client)
}

async fn last(server: &MockServer) -> Request {
    server.received_requests().await.unwrap().pop().unwrap()
}

fn header(request: &Request, name: &str) -> String {
    let values: Vec<&str> = request.headers.get_all(name).iter().map(|value| value.to_str().unwrap()).collect();
    assert!(values.len() < 2, "{values:?}");
    values.first().copied().unwrap_or_default().to_owned()
}

fn body(request: &Request) -> &str {
    str::from_utf8(&request.body).unwrap()
}

fn point(x: f64, y: f64) -> types::Point {
    types::Point::new(types::required::Point { x, y })
}

#[tokio::test]
async fn cookies_are_one_header() {
    let (server, client) = server().await;
    client.parameters().cookies("a;b c").seen(&[1, 2]).each(&[3, 4]).await.unwrap();
    let request = last(&server).await;
    assert_eq!(header(&request, "cookie"), "session=a%3Bb%20c; seen=1,2; each=3; each=4");
}

#[tokio::test]
async fn parameters_with_content_are_json() {
    let (server, client) = server().await;
    let filter = types::Filter::new().name("a&b").near(point(1.5, 2.0));
    let call = client.parameters().content(&point(0.5, -1.0));
    call.filter(&filter).x_point(&point(1.0, 2.0)).note("x y").await.unwrap();
    let request = last(&server).await;
    assert_eq!(request.url.path(), "/content/%7B%22x%22%3A0.5%2C%22y%22%3A-1%7D");
    let query: Vec<(String, String)> = request.url.query_pairs().into_owned().collect();
    assert_eq!(query[0].0, "filter");
    assert_eq!(serde_json::from_str::<Value>(&query[0].1).unwrap(), json!({"name": "a&b", "near": {"x": 1.5, "y": 2}}));
    assert_eq!(query[1], ("note".to_owned(), "x y".to_owned()));
    assert_eq!(serde_json::from_str::<Value>(&header(&request, "x-point")).unwrap(), json!({"x": 1, "y": 2}));
}

#[tokio::test]
async fn reserved_characters_stay_if_allowed() {
    let (server, client) = server().await;
    client.parameters().reserved("https://a.b/c?d=e&f#g").fields(&["a/b", "c,d"]).await.unwrap();
    let request = last(&server).await;
    assert_eq!(request.url.query(), Some("url=https://a.b/c?d=e%26f%23g&fields=a/b,c,d"));
}

#[tokio::test]
async fn deep_objects_keep_their_nesting() {
    let (server, client) = server().await;
    let filter = types::Filter::new().name("n").near(point(1.0, 2.0)).ids(vec![1, 2]).any(vec![point(3.0, 4.0)]);
    client.parameters().deep(&filter).expand(&["a.b", "c"]).await.unwrap();
    let request = last(&server).await;
    let pairs: Vec<String> = request.url.query_pairs().map(|(name, value)| format!("{name}={value}")).collect();
    assert_eq!(
        pairs,
        [
            "filter[any][0][x]=3",
            "filter[any][0][y]=4",
            "filter[ids][]=1",
            "filter[ids][]=2",
            "filter[name]=n",
            "filter[near][x]=1",
            "filter[near][y]=2",
            "expand[]=a.b",
            "expand[]=c",
        ]
    );
}

#[tokio::test]
async fn an_operation_overrides_the_parameters_of_its_path() {
    let (server, client) = server().await;
    client.parameters().r#override(7).trace("t").await.unwrap();
    let request = last(&server).await;
    assert_eq!((request.url.query(), header(&request, "trace").as_str()), (Some("limit=7"), "t"));
    assert_eq!(header(&request, "x-version"), "2026-11", "a constant parameter is sent automatically");
}

fn order() -> types::Order {
    let address =
        |city: &str| types::Address::new().city(city.to_owned()).lines(vec!["1 First".to_owned(), "2nd".to_owned()]);
    types::Order::new("Ann & Co")
        .amount(9_007_199_254_740_993)
        .paid(true)
        .address(address("York"))
        .billing(address("Ely"))
        .codes(vec!["a|b".to_owned(), "c".to_owned()])
        .joined(vec![1, 2])
        .tags(vec!["x".to_owned(), "y z".to_owned()])
        .lines(vec![types::OrderLinesItem::new().price("p1").quantity(2)])
}

fn pairs(request: &Request) -> Vec<(String, String)> {
    assert_eq!(header(request, "content-type"), "application/x-www-form-urlencoded");
    url::form_urlencoded::parse(&request.body).into_owned().collect()
}

#[tokio::test]
async fn forms_follow_their_encodings() {
    let (server, client) = server().await;
    client.bodies().form(&order()).await.unwrap();
    let request = last(&server).await;
    assert!(body(&request).contains("codes=a%7Cb%7Cc&"), "{}", body(&request));
    let pairs: Vec<String> = pairs(&request).into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    assert_eq!(
        pairs,
        [
            "address[city]=York",
            "address[lines][]=1 First",
            "address[lines][]=2nd",
            "amount=9007199254740993",
            r#"billing={"city":"Ely","lines":["1 First","2nd"]}"#,
            "codes=a|b|c",
            "customer=Ann & Co",
            "joined=1,2",
            "lines[0][price]=p1",
            "lines[0][quantity]=2",
            "paid=true",
            "tags=x",
            "tags=y z",
        ]
    );
}

#[tokio::test]
async fn forms_without_encodings_repeat_lists_and_send_objects_as_json() {
    let (server, client) = server().await;
    client.bodies().form_as_usual().body(&order()).await.unwrap();
    let pairs = pairs(&last(&server).await);
    let of = |name: &str| {
        pairs.iter().filter(|(other, _)| other == name).map(|(_, value)| value.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(of("joined"), ["1", "2"]);
    assert_eq!(of("codes"), [r#"["a|b","c"]"#]);
    assert_eq!(of("lines"), [r#"{"price":"p1","quantity":2}"#]);
    assert_eq!(of("address"), [r#"{"city":"York","lines":["1 First","2nd"]}"#]);
    client.bodies().form_as_usual().await.unwrap();
    let request = last(&server).await;
    assert_eq!((body(&request), header(&request, "content-type").as_str()), ("", ""));
}

/// Returns the parts of a form: name, file name, media type, text.
async fn parts(request: &Request) -> Vec<(String, Option<String>, Option<String>, String)> {
    let boundary = multer::parse_boundary(header(request, "content-type")).unwrap();
    let body = request.body.clone();
    let mut form = multer::Multipart::new(stream::once(async { Ok::<_, std::convert::Infallible>(body) }), boundary);
    let mut parts = Vec::new();
    while let Some(field) = form.next_field().await.unwrap() {
        let name = field.name().unwrap().to_owned();
        let file_name = field.file_name().map(str::to_owned);
        let media_type = field.content_type().map(ToString::to_string);
        parts.push((name, file_name, media_type, field.text().await.unwrap()));
    }
    parts
}

fn part(
    name: &str,
    file: Option<&str>,
    media: Option<&str>,
    text: &str,
) -> (String, Option<String>, Option<String>, String) {
    (name.to_owned(), file.map(str::to_owned), media.map(str::to_owned), text.to_owned())
}

#[tokio::test]
async fn multipart_forms_follow_their_encodings() {
    let server = MockServer::start().await;
    let response = ResponseTemplate::new(201).set_body_json(json!({"id": "d1"}));
    Mock::given(any()).respond_with(response).mount(&server).await;
    let client = Client::builder().base_url(server.uri()).build().unwrap();
    let streamed = || reqwest::Body::wrap_stream(stream::iter(["str", "eam"].map(Ok::<_, std::io::Error>)));
    let document = types::NewDocument::new(types::required::NewDocument {
        file: Upload::stream(None, streamed).file_name("d ü.txt").media_type("text/plain"),
        title: "A title".to_owned(),
    })
    .pages(3)
    .place(point(1.0, 2.0))
    .tags(vec!["a".to_owned(), "b".to_owned()])
    .words(vec!["c".to_owned()])
    .summary("# S")
    .thumbnail("png")
    .attachments(vec!["one".into(), Upload::from(b"two".to_vec()).file_name("2.bin")]);
    let response = client.bodies().upload(&document).await.unwrap();
    assert_eq!(response.body.id, "d1");
    let request = last(&server).await;
    let bytes = Some("application/octet-stream");
    assert_eq!(
        parts(&request).await,
        [
            part("pages", None, None, "3"),
            part("place", None, Some("application/json"), r#"{"x":1,"y":2}"#),
            part("summary", None, Some("text/markdown"), "# S"),
            part("tags", None, None, "a"),
            part("tags", None, None, "b"),
            part("title", None, None, "A title"),
            part("words", None, Some("application/json"), r#"["c"]"#),
            part("attachments", Some("attachments"), bytes, "one"),
            part("attachments", Some("2.bin"), bytes, "two"),
            part("file", Some("d ü.txt"), Some("text/plain"), "stream"),
            part("thumbnail", Some("thumbnail"), Some("image/png"), "png"),
        ]
    );
}

#[tokio::test]
async fn a_form_can_be_a_union() {
    let (server, client) = server().await;
    let file = types::FromFile::new("f");
    client.bodies().upload_either(&types::BodiesUploadEitherForm::FromFile(file)).await.unwrap();
    let request = last(&server).await;
    assert_eq!(parts(&request).await, [part("file", Some("file"), Some("application/octet-stream"), "f")]);
    let url = types::FromUrl::new("u");
    client.bodies().upload_either(&types::BodiesUploadEitherForm::FromUrl(url)).await.unwrap();
    assert_eq!(parts(&last(&server).await).await, [part("url", None, None, "u")]);
    let inline = types::BodiesUploadInlineForm::new("f").folder(3);
    client.bodies().upload_inline().body(&inline).await.unwrap();
    assert_eq!(parts(&last(&server).await).await.len(), 2);
}

#[tokio::test]
async fn bytes_and_text_are_sent_unchanged() {
    let (server, client) = server().await;
    let bodies = client.bodies();
    bodies.put_bytes(vec![0, 159, 146, 150]).await.unwrap();
    let request = last(&server).await;
    assert_eq!(request.body, [0, 159, 146, 150]);
    assert_eq!(header(&request, "content-type"), "application/octet-stream");
    assert_eq!(header(&request, "content-length"), "4");

    bodies.put_image().body(Upload::from("png").media_type("image/png")).await.unwrap();
    let request = last(&server).await;
    assert_eq!((body(&request), header(&request, "content-type").as_str()), ("png", "image/png"));

    let sized = Upload::stream(Some(6), || {
        reqwest::Body::wrap_stream(stream::iter(["str", "eam"].map(Ok::<_, std::io::Error>)))
    });
    bodies.put_anything(sized).await.unwrap();
    let request = last(&server).await;
    assert_eq!((body(&request), header(&request, "content-length").as_str()), ("stream", "6"));

    bodies.put_text("a,b\n1,ü\n").await.unwrap();
    let request = last(&server).await;
    assert_eq!((body(&request), header(&request, "content-type").as_str()), ("a,b\n1,ü\n", "text/csv"));
    let refused = bodies.put_image().body(Upload::from("x").media_type("a\nb")).await.unwrap_err();
    assert!(matches!(refused, fixture_calls::Error::NotSent(_)), "{refused}");
}

#[tokio::test]
async fn the_caller_chooses_among_several_media_types() {
    let (server, client) = server().await;
    let bodies = client.bodies();
    let at = point(1.0, 2.0);
    let filter = types::Filter::new().name("n");
    let rows: [(ChooseBody<'_>, &str, &str); 5] = [
        ((&at).into(), "application/json", r#"{"x":1,"y":2}"#),
        ((&filter).into(), "application/vnd.example.filter+json", r#"{"name":"n"}"#),
        (ChooseBody::Form(&at), "application/x-www-form-urlencoded", "x=1&y=2"),
        (ChooseBody::Xml("<point/>".to_owned()), "application/xml", "<point/>"),
        (ChooseBody::Bytes("b".into()), "application/octet-stream", "b"),
    ];
    for (sent, media_type, text) in rows {
        bodies.choose(sent).await.unwrap();
        let request = last(&server).await;
        assert_eq!((header(&request, "content-type").as_str(), body(&request)), (media_type, text));
    }
    bodies.choose(&at).await.unwrap();
    let object = json!({"a": null});
    bodies.patch().body(PatchBody::MergePatch(object.as_object().unwrap())).await.unwrap();
    let request = last(&server).await;
    let sent = (header(&request, "content-type"), body(&request));
    assert_eq!(sent, ("application/merge-patch+json".to_owned(), r#"{"a":null}"#));
}

#[tokio::test]
async fn operations_can_have_servers_of_their_own() {
    let (server, client) = server().await;
    client.servers().own_server().await.unwrap();
    assert_eq!(last(&server).await.url.path(), "/own");

    let uri = server.uri();
    let client = Client::builder().base_url(format!("{uri}/v1")).build().unwrap();
    client.servers().relative_server().await.unwrap();
    assert_eq!(last(&server).await.url.path(), "/v2/own");
    client.servers().same_server().await.unwrap();
    assert_eq!(last(&server).await.url.path(), "/v1/own");

    let files = format!("{uri}/files");
    let client = Client::builder().server("https://files.example.com/up", files).build().unwrap();
    client.servers().own_server().await.unwrap();
    assert_eq!(last(&server).await.url.path(), "/files/own");

    let client = Client::builder().http_client(offline()).build().unwrap();
    assert_eq!(client.base_url(), "https://eu.example.com/v1");
    let endpoint = |error: fixture_calls::Error<std::convert::Infallible>| error.endpoint().base_url().to_owned();
    assert_eq!(endpoint(client.servers().own_server().await.unwrap_err()), "https://files.example.com/up");
    assert_eq!(endpoint(client.servers().relative_server().await.unwrap_err()), "https://eu.example.com/v2");
    assert_eq!(endpoint(client.servers().same_server().await.unwrap_err()), "https://eu.example.com/v1");
}

/// Returns an HTTP client that cannot connect.
fn offline() -> reqwest::Client {
    reqwest::Client::builder().proxy(reqwest::Proxy::all("http://127.0.0.1:9").unwrap()).build().unwrap()
}

#[test]
fn servers_have_variables() {
    let url = |server: servers::Production| String::from(server);
    assert_eq!(url(servers::Production::default()), "https://eu.example.com/v1");
    let other = servers::Production { region: "us".to_owned(), ..Default::default() };
    assert_eq!(Client::builder().base_url(other).build().unwrap().base_url(), "https://us.example.com/v1");
    assert_eq!(servers::THE_SANDBOX, "https://sandbox.example.com");
}
