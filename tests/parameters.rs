//! Parameters, paths, servers and response headers, as bytes on a server's socket.

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, channel};

use fixture_parameters::operations::headers::HeadersHeaders;
use fixture_parameters::testing::Mock;
use fixture_parameters::{BuildError, Client, Error, types};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

/// A server that records the bytes of each request, and responds with 204 and these headers.
struct Socket {
    url: String,
    requests: Receiver<String>,
}

impl Socket {
    async fn start(headers: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (send, requests) = channel();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let (mut bytes, mut buffer) = (Vec::new(), [0; 4096]);
                while !is_whole(&bytes) {
                    match stream.read(&mut buffer).await {
                        Ok(0) | Err(_) => break,
                        Ok(read) => bytes.extend_from_slice(&buffer[..read]),
                    }
                }
                let response = format!("HTTP/1.1 204 No Content\r\nconnection: close\r\n{headers}\r\n");
                let _ = send.send(String::from_utf8(bytes).unwrap());
                let _ = stream.write_all(response.as_bytes()).await;
            }
        });
        Self { url, requests }
    }

    fn client(&self) -> Client {
        self.client_at("")
    }

    fn client_at(&self, path: &str) -> Client {
        let url = format!("{}{path}", self.url);
        Client::builder().base_url(url).allow_missing_credentials().build().unwrap()
    }

    fn request(&self) -> String {
        self.requests.recv().unwrap()
    }

    /// Returns the target of the next request, without the API's path.
    fn target(&self) -> String {
        let request = self.request();
        let target = request.split(' ').nth(1).unwrap();
        target.strip_prefix("/api-v3").unwrap_or_else(|| panic!("{target}")).to_owned()
    }
}

fn is_whole(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    header(head, "content-length").is_none_or(|length| body.len() >= length.parse().unwrap())
}

fn header<'r>(request: &'r str, name: &str) -> Option<&'r str> {
    let head = request.split("\r\n\r\n").next()?;
    let line = head.lines().find(|line| line.to_lowercase().starts_with(&format!("{name}: ")))?;
    Some(&line[name.len() + 2..])
}

fn paging() -> types::Paging {
    types::Paging::new().page(2).sort(vec!["amount,desc".to_owned(), "name,asc".to_owned()])
}

#[tokio::test]
async fn objects_with_arrays_in_every_style() {
    let socket = Socket::start("").await;
    let client = socket.client();
    let call = || client.styles().objects();
    call().paging(&paging()).await.unwrap();
    assert_eq!(socket.target(), "/objects?page=2&sort=amount%2Cdesc&sort=name%2Casc");
    call().paging(&types::Paging::new().sort(Vec::new())).await.unwrap();
    assert_eq!(socket.target(), "/objects");
    let spaced = types::StylesObjectsSpaced::new().sp(vec!["a b".to_owned(), "c".to_owned()]);
    call().spaced(&spaced).await.unwrap();
    assert_eq!(socket.target(), "/objects?sp=a%20b&sp=c");
    call().piped(&types::StylesObjectsPiped::new().pi(vec![1, 2])).await.unwrap();
    assert_eq!(socket.target(), "/objects?pi=1&pi=2");
    let flat = types::StylesObjectsPipedFlat::new().a("x|y").b(3);
    call().piped_flat(&flat).await.unwrap();
    assert_eq!(socket.target(), "/objects?pipedFlat=a%7Cx%7Cy%7Cb%7C3");
    call().flat(&flat).await.unwrap();
    assert_eq!(socket.target(), "/objects?flat=a,x%7Cy,b,3");
    call().deep(&paging()).await.unwrap();
    let deep = "/objects?deep[page]=2&deep[sort][]=amount%2Cdesc&deep[sort][]=name%2Casc";
    assert_eq!(socket.target(), deep.replace('[', "%5B").replace(']', "%5D"));
    let map = BTreeMap::from([("k".to_owned(), vec!["1".to_owned(), "2".to_owned()]), ("l".to_owned(), Vec::new())]);
    call().map(&map).await.unwrap();
    assert_eq!(socket.target(), "/objects?k=1&k=2");
    // Only `deepObject` defines a form for it, as a diagnostic reports.
    call().nested(&types::StylesObjectsNested::new().r#where(paging())).await.unwrap();
    let json = "%7B%22page%22%3A2%2C%22sort%22%3A%5B%22amount%2Cdesc%22%2C%22name%2Casc%22%5D%7D";
    assert_eq!(socket.target(), format!("/objects?where={json}"));
    call().x_paging(&flat).track(&types::StylesObjectsTrack::new().ids(vec![1, 2])).await.unwrap();
    let request = socket.request();
    assert_eq!(header(&request, "x-paging"), Some("a,x|y,b,3"));
    assert_eq!(header(&request, "cookie"), Some("ids=1; ids=2"));
}

#[tokio::test]
async fn forms_serialize_arrays_and_numbers_like_queries() {
    let socket = Socket::start("").await;
    let form =
        types::StylesObjectFormForm::new(types::required::StylesObjectFormForm { paging: paging(), ratio: 20.0 });
    socket.client().styles().object_form(&form).await.unwrap();
    let request = socket.request();
    assert!(request.ends_with("\r\n\r\npage=2&sort=amount%2Cdesc&sort=name%2Casc&ratio=20"), "{request}");
    let mut form = form;
    form.ratio = f64::NAN;
    let Err(Error::NotSent(error)) = socket.client().styles().object_form(&form).await else { panic!() };
    assert!(error.to_string().contains("`/ratio`: JSON has no number for NaN"), "{error}");
}

#[tokio::test]
async fn integral_numbers_have_no_fraction() {
    let socket = Socket::start("").await;
    let call = socket.client();
    let json = types::StylesNumbersJson::new().a(4.0);
    let call = call.styles().numbers(20.0).max(-3.0).range(&[1.0, 1.5, 1e20]).x_scale(2.0).zoom(5.0).json(&json);
    call.await.unwrap();
    let request = socket.request();
    let target = "POST /api-v3/numbers/20?max=-3&range=1&range=1.5&range=100000000000000000000&json=%7B%22a%22%3A4%7D ";
    assert!(request.starts_with(target), "{request}");
    assert_eq!((header(&request, "x-scale"), header(&request, "cookie")), (Some("2"), Some("zoom=5")));
}

#[tokio::test]
async fn numbers_that_cannot_be_sent_are_refused_by_name() {
    let socket = Socket::start("").await;
    let client = socket.client();
    let json = types::StylesNumbersJson::new().a(f64::NEG_INFINITY);
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let calls = [
            ("at", client.styles().numbers(number)),
            ("max", client.styles().numbers(1.0).max(number)),
            ("range", client.styles().numbers(1.0).range(&[1.0, number])),
            ("X-Scale", client.styles().numbers(1.0).x_scale(number)),
            ("zoom", client.styles().numbers(1.0).zoom(number)),
            ("json", client.styles().numbers(1.0).json(&json)),
        ];
        for (name, call) in calls {
            let Err(Error::NotSent(error)) = call.await else { panic!("{name} was sent") };
            assert_eq!(error.parameter(), Some(name), "{error}");
        }
        let body = types::Measure::new()
            .values(vec![1.0])
            .a_b(BTreeMap::from([("k".to_owned(), 0.0), ("l".to_owned(), number)]));
        let Err(Error::NotSent(error)) = client.styles().numbers(1.0).body(&body).await else { panic!() };
        assert_eq!(error.parameter(), None);
        assert!(error.to_string().contains("`/a~1b/l`: JSON has no number"), "{error}");
        let body = types::Measure::new().values(vec![1.0, number]);
        let Err(Error::NotSent(error)) = client.styles().numbers(1.0).body(&body).await else { panic!() };
        assert!(error.to_string().contains("`/values/1`: JSON has no number"), "{error}");
    }
    assert!(socket.requests.try_recv().is_err(), "nothing was sent");
}

#[tokio::test]
async fn empty_values_are_left_out_and_reserved_characters_stay() {
    let socket = Socket::start("").await;
    let client = socket.client();
    let none: &[&str] = &[];
    client.styles().lists().x_tags(none).x_map(&BTreeMap::new()).tags(none).await.unwrap();
    let request = socket.request();
    assert!(request.starts_with("GET /api-v3/lists HTTP"), "{request}");
    assert_eq!((header(&request, "x-tags"), header(&request, "x-map")), (None, None));
    client.styles().lists().x_tags(&["a"]).x_tags(none).await.unwrap();
    assert_eq!(header(&socket.request(), "x-tags"), None, "the last setter wins");
    client.styles().lists().x_tags(&["a", "b"]).await.unwrap();
    assert_eq!(header(&socket.request(), "x-tags"), Some("a,b"));

    client.styles().lists().raw("a/b?c=%2F%zz 100%&d#e").await.unwrap();
    assert_eq!(socket.target(), "/lists?raw=a/b?c=%2F%25zz%20100%25%26d%23e");
    client.styles().lists().raws(&["a%2Cb", "c:d"]).await.unwrap();
    assert_eq!(socket.target(), "/lists?raws=a%2Cb,c:d");
    client.styles().impossible().q("%2F").await.unwrap();
    assert_eq!(socket.target(), "/impossible?q=%252F");
}

#[tokio::test]
async fn constants_of_every_scalar_type_are_sent_automatically() {
    let socket = Socket::start("").await;
    socket.client().constants().constants("i").await.unwrap();
    let request = socket.request();
    let target = "GET /api-v3/constants/7/i?s=x%20y&v=2&n=2&half=0.5&b=true&all=false&big=18446744073709551615&json=3 ";
    assert!(request.starts_with(target), "{request}");
    assert_eq!((header(&request, "x-version"), header(&request, "cookie")), (Some("3"), Some("mode=false")));
}

#[tokio::test]
async fn a_path_can_have_a_query_but_no_fragment() {
    let socket = Socket::start("").await;
    let client = socket.client();
    client.paths().beta_messages().await.unwrap();
    assert_eq!(socket.target(), "/messages?beta=true");
    client.paths().beta_messages().limit(5).await.unwrap();
    assert_eq!(socket.target(), "/messages?beta=true&limit=5");
    client.paths().messages().limit(5).await.unwrap();
    assert_eq!(socket.target(), "/messages?limit=5");
    client.paths().view_message("a/b", "c&d?").q("e").await.unwrap();
    assert_eq!(socket.target(), "/messages/a%2Fb?view=c%26d%3F&acl&q=e");
    client.paths().view_message("a", "b").await.unwrap();
    assert_eq!(socket.target(), "/messages/a?view=b&acl");
    client.paths().versions().await.unwrap();
    assert_eq!(socket.target(), "/versions?version=1");
    client.paths().versions().version(2).await.unwrap();
    assert_eq!(socket.target(), "/versions?version=2", "the parameter replaces the path's pair");
    client.paths().fragment().await.unwrap();
    assert_eq!(socket.target(), "/fragments");
    let Err(Error::NotSent(error)) = client.paths().view_message("..", "x").await else { panic!() };
    assert!(error.to_string().starts_with("GET "), "{error}");
    assert_eq!(error.parameter(), Some("id"));
}

/// A pair whose template is a query parameter with another name is not sent, as diagnostics report.
#[tokio::test]
async fn a_parameter_replaces_a_pair_of_the_path() {
    let socket = Socket::start("").await;
    let client = socket.client();
    client.paths().named("i", "a b", "c/d").await.unwrap();
    assert_eq!(socket.target(), "/named/i?filter[x]=a%20b&keep=1&b=c%2Fd");
    client.paths().named("i", "y", "b").w("w").filter_x("z").await.unwrap();
    assert_eq!(socket.target(), "/named/i?keep=1&b=b&w=w&filter%5Bx%5D=z");
}

#[tokio::test]
async fn null_is_sent_only_as_json() {
    let socket = Socket::start("").await;
    socket.client().constants().nulls().q("x").await.unwrap();
    let request = socket.request();
    assert!(request.starts_with("GET /api-v3/nulls/null?json=null&q=x "), "{request}");
    let headers = ["x-null", "x-json", "cookie"].map(|name| header(&request, name));
    assert_eq!(headers, [None, Some("null"), Some("crumb=null")]);
}

/// `allowReserved` keeps reserved characters, except those that the location cannot contain.
#[tokio::test]
async fn reserved_characters_stay_if_the_location_allows_them() {
    let socket = Socket::start("").await;
    let client = fixture_later::Client::builder().base_url(socket.url.clone()).build().unwrap();
    let all = ":/?#[]@!$&'()*+,;=%2F% ä";
    let form = fixture_later::types::ReservedReservedForm::new()
        .url(all.to_owned())
        .urls(vec!["a:b".to_owned(), "c&d".to_owned()])
        .plain("a:b")
        .at([("k=", "a/b=c")]);
    let call = client.reserved().reserved(all, &["a/b", "c:d"]).q(all).c(all).cs(&["a:b", "c,d"]).body(&form);
    call.await.unwrap();
    let request = socket.request();
    let path = "/reserved/:%2F%3F%23%5B%5D@!$&'()*+,;=%2F%25%20%C3%A4/;by=a%2Fb;by=c:d";
    let query = "q=:/?%23%5B%5D@!$%26%27()*%2B,;=%2F%25%20%C3%A4";
    assert!(request.starts_with(&format!("POST {path}?{query} ")), "{request}");
    let cookie = "c=:/?#[]@!$&'()*+%2C%3B=%2F%25%20%C3%A4; cs=a:b,c%2Cd";
    assert_eq!(header(&request, "cookie"), Some(cookie));
    let body = "at%5Bk%3D%5D=a/b%3Dc&plain=a%3Ab&url=:/?%23%5B%5D@!$%26'()*%2B,;%3D%2F%25%20%C3%A4&urls=a:b,c%26d";
    assert_eq!(request.split("\r\n\r\n").nth(1), Some(body));
    // A percent-encoded triplet cannot leave the path either.
    for dots in ["%2e%2E", ".%2e", ".", ".."] {
        let error = client.reserved().reserved(dots, &["x"]).await.unwrap_err();
        let fixture_later::Error::NotSent(error) = error else { panic!("{error}") };
        assert_eq!(error.parameter(), Some("at"), "{dots}");
    }
}

#[tokio::test]
async fn the_mock_distinguishes_operations_by_query() {
    let mock = Mock::start().await;
    let beta = mock.paths().beta_messages().limit(1).respond_no_content();
    let plain = mock.paths().messages().respond_no_content();
    let view = mock.paths().view_message().id("a b").view("c").respond_no_content();
    let versions = mock.paths().versions().version(2).respond_no_content();
    let constants = mock.constants().constants().respond_no_content();
    let client = mock.client();
    client.paths().beta_messages().limit(1).await.unwrap();
    client.paths().messages().await.unwrap();
    client.paths().messages().limit(1).await.unwrap();
    client.paths().view_message("a b", "c").await.unwrap();
    client.paths().versions().version(2).await.unwrap();
    client.constants().constants("x").await.unwrap();
    assert_eq!([&beta, &plain, &view, &versions, &constants].map(|stub| stub.calls()), [1, 2, 1, 1, 1]);
    assert!(client.paths().beta_messages().limit(2).await.is_err(), "the mock of the plain path does not match it");
    assert!(client.paths().view_message("a b", "d").await.is_err());
    assert_eq!(plain.calls(), 2);
    // A separately built client resolves the relative server as the mock does.
    let own = Client::builder().base_url(mock.url()).allow_missing_credentials().build().unwrap();
    own.paths().messages().await.unwrap();
    assert_eq!(plain.calls(), 3);
}

#[tokio::test]
async fn relative_servers_resolve_against_the_base_url() {
    assert_eq!(Client::builder().build().unwrap_err(), BuildError::NoBaseUrl);
    let socket = Socket::start("").await;
    for (base, own) in [
        ("", "/other/v1/elsewhere"),
        ("/", "/other/v1/elsewhere"),
        ("/api-v3", "/other/v1/elsewhere"),
        ("/docs/openapi.json", "/docs/other/v1/elsewhere"),
        ("/docs/", "/docs/other/v1/elsewhere"),
    ] {
        let client = socket.client_at(base);
        client.paths().fragment().await.unwrap();
        assert!(socket.request().starts_with("GET /api-v3/fragments "), "{base}");
        client.paths().elsewhere().await.unwrap();
        let request = socket.request();
        assert!(request.starts_with(&format!("GET {own} ")), "{base}: {request}");
    }
    let builder = Client::builder().base_url(&socket.url).server("/api-v3", format!("{}/proxy", socket.url));
    builder.allow_missing_credentials().build().unwrap().paths().fragment().await.unwrap();
    assert!(socket.request().starts_with("GET /proxy/fragments "));
}

#[tokio::test]
async fn headers_of_responses_are_decoded() {
    let headers = "x-number: 7\r\nx-list: 1,2\r\nx-list: 3\r\nx-flag: true\r\nx-object: left,5,unit,7,soft,true\r\n\
                   x-exploded: left=5,unit=a=b\r\nx-map: a,1,b,2\r\nx-free: a,b\r\nx-json: {\"values\":[1.5]}\r\n";
    let socket = Socket::start(headers).await;
    let response = socket.client().headers().headers().await.unwrap();
    let read = HeadersHeaders::from_headers(&response.headers).unwrap();
    assert_eq!((read.x_number, read.x_flag, read.x_list), (Some(7), Some(true), Some(vec![1, 2, 3])));
    assert_eq!(
        read.x_object,
        Some(types::Rate::new(types::required::Rate { left: 5, unit: "7".to_owned() }).soft(true))
    );
    assert_eq!(read.x_exploded, types::Rate::new(types::required::Rate { left: 5, unit: "a=b".to_owned() }));
    assert_eq!(read.x_map, Some(BTreeMap::from([("a".to_owned(), 1), ("b".to_owned(), 2)])));
    assert_eq!(read.x_free.unwrap()["a"], "b");
    assert_eq!(read.x_json.unwrap().values, Some(vec![1.5]));

    let socket = Socket::start("x-exploded: left=x,unit=u\r\n").await;
    let response = socket.client().headers().headers().await.unwrap();
    let error = HeadersHeaders::from_headers(&response.headers).unwrap_err();
    assert!(error.to_string().contains("x-exploded"), "{error}");
    let socket = Socket::start("x-number: 7\r\n").await;
    let response = socket.client().headers().headers().await.unwrap();
    assert!(HeadersHeaders::from_headers(&response.headers).unwrap_err().to_string().contains("x-exploded"));
}

#[test]
fn examples_set_the_credentials_of_their_operation() {
    for text in [include_str!("../fixtures/parameters/README.md"), include_str!("../fixtures/parameters/src/lib.rs")] {
        for line in [".key(std::env::var(\"API_KEY\")?)", ".user(std::env::var(\"API_USER\")?)", ".base_url(\""] {
            assert!(text.contains(line), "{text}");
        }
        assert!(!text.contains(".basic("), "{text}");
    }
}

#[test]
fn the_builder_documents_relative_servers() {
    let text = include_str!("../fixtures/parameters/src/client.rs");
    assert!(text.contains("The document names only the relative server `/api-v3`."), "{text}");
}
