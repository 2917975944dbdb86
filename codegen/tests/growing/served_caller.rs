//! Calls a server with the crate of a document that has grown, and checks the requests and what the calls return.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Sender, channel};
use std::thread;

use client::operations::values::{AddAnimalResponse, GetMediaError, GetMoodResponse, SetRawBody, SetWalkError, SetWalkResponse};
use client::serde_json::{Map, Value, json};
use client::types::{Animal, Herd, Owner, Problem, ValuesAddAnimalApiVersion, ValuesAddAnimalXVersion, ValuesGetZooKind, ValuesSendLinesBodyItem};
use client::{Client, Error};

/// A request as the server received it.
struct Request {
    line: String,
    headers: Vec<(String, String)>,
    body: String,
}

impl Request {
    fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(it, _)| it == name).map_or("", |(_, value)| value)
    }
}

fn read(stream: &TcpStream) -> Option<Request> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|length| *length > 0)?;
    let mut headers = Vec::new();
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        let Some((name, value)) = header.trim().split_once(": ") else { break };
        headers.push((name.to_ascii_lowercase(), value.to_owned()));
    }
    let mut request = Request { line: line.trim().to_owned(), headers, body: String::new() };
    let mut body = vec![0; request.header("content-length").parse().unwrap_or(0)];
    reader.read_exact(&mut body).ok()?;
    request.body = String::from_utf8(body).ok()?;
    Some(request)
}

/// The response to a request: status, media type and body.
fn response(request: &Request) -> (u16, &'static str, String) {
    let (owner, herd) = (json!({"name": "Ann"}).to_string(), json!({"animals": [], "items": ["a"]}).to_string());
    let accept = request.header("accept");
    match request.line.split(" HTTP").next().unwrap_or_default() {
        "GET /media" if accept == "application/vnd.owner+json, application/problem+json" => {
            (200, "application/vnd.owner+json", owner)
        }
        "GET /media" if accept == "application/json" => (200, "application/json", herd),
        "GET /media?status=404" => (404, "application/problem+json", json!({"message": "none"}).to_string()),
        "GET /media?status=409" => (404, "application/json", owner),
        "GET /media?other=" => (200, "application/json", herd),
        "POST /maps" => (200, "application/json", request.body.clone()),
        "PUT /formats" | "PATCH /formats" | "PUT /formats/text" | "PUT /formats/bytes" => (204, "", String::new()),
        "PUT /raw" | "PUT /null" => (204, "", String::new()),
        "GET /badge" if accept == "image/png" => (200, "image/png", "png".to_owned()),
        "GET /badge?other=" => (200, "application/json", owner),
        "POST /animals?api-version=2024" | "POST /animals?api-version=2025" => {
            let sent = format!("{} {}", request.header("x-version"), request.header("cookie"));
            (200, "application/json", json!({"kind": sent, "bark": "loud"}).to_string())
        }
        "GET /small/zoo" => (200, "application/json", json!({"kind": "small"}).to_string()),
        "GET /large/zoo" => (200, "application/json", json!({"kind": "large"}).to_string()),
        "POST /walks" => (201, "application/json", owner),
        "PUT /walks" => (202, "application/json", owner),
        "POST /walks?status=404" | "PUT /walks?status=404" => {
            (404, "application/json", json!({"message": "none"}).to_string())
        }
        "GET /mood" => (200, "application/json", herd),
        "GET /mood?status=203" => (203, "application/json", owner),
        "GET /zebras" => (200, "application/json", json!({"animals": [{"name": "Zed"}], "items": ["a"]}).to_string()),
        line if line.starts_with("GET /zebras?offset=") => (200, "application/json", json!({"animals": []}).to_string()),
        other => (500, "text/plain", format!("{other} with Accept: {accept}")),
    }
}

/// Serves each connection, and records the requests with a body.
fn serve(listener: &TcpListener, seen: &Sender<(String, String, String)>) {
    for mut stream in listener.incoming().flatten() {
        let seen = seen.clone();
        thread::spawn(move || {
            while let Some(request) = read(&stream) {
                if !request.line.starts_with("GET") {
                    let media_type = request.header("content-type").to_owned();
                    let _ = seen.send((request.line.clone(), media_type, request.body.clone()));
                }
                let (status, media_type, body) = response(&request);
                let length = if status == 204 { String::new() } else { format!("Content-Length: {}\r\n", body.len()) };
                let head = format!("HTTP/1.1 {status} It\r\nContent-Type: {media_type}\r\n{length}\r\n");
                if stream.write_all((head + &body).as_bytes()).is_err() {
                    return;
                }
            }
        });
    }
}

async fn media(client: &Client) {
    let values = client.values();
    assert_eq!(values.get_media().await.unwrap().body, Owner::new("Ann"));
    let herd: Herd = values.get_media().send_as("application/json").await.unwrap().body;
    assert_eq!(herd.items, Some(vec!["a".to_owned()]));
    let status = |code: &str| values.get_media().query_param("status", code);
    match status("404").await {
        Err(Error::Api(error)) => assert_eq!(error.body.message, "none"),
        other => panic!("{other:?}"),
    }
    // The existing crate does not know this body.
    assert!(matches!(status("409").await, Err(error) if error.status().is_some_and(|it| it.as_u16() == 404)));
    match status("409").any_response().await {
        Err(Error::Api(error)) => assert_eq!(error.body, GetMediaError::NotFoundJson(Owner::new("Ann"))),
        other => panic!("{other:?}"),
    }
    let error = values.get_media().query_param("other", "").await.unwrap_err().to_string();
    assert!(error.contains("to decode `application/json`, use `send_as`"), "{error}");
}

async fn others(client: &Client) {
    let values = client.values();
    assert_eq!(&values.get_badge().await.unwrap().body[..], b"png");
    let error = values.get_badge().query_param("other", "").await.unwrap_err().to_string();
    assert!(error.contains("this method decodes `image/png`"), "{error}");
    match values.get_mood().await.unwrap().body {
        GetMoodResponse::Ok(herd) => assert_eq!(herd.items, Some(vec!["a".to_owned()])),
        other => panic!("{other:?}"),
    }
    match values.get_mood().query_param("status", "203").await.unwrap().body {
        GetMoodResponse::Default(owner) => assert_eq!(owner.name, "Ann"),
        other => panic!("{other:?}"),
    }
    let mut items = values.list_animals().items();
    let mut names = Vec::new();
    while let Some(owner) = items.next().await {
        names.push(owner.unwrap().name);
    }
    assert_eq!(names, ["Zed"]);
}

/// The calls ignore bodies that the responses have gained; other methods decode them.
async fn empty(client: &Client) {
    let values = client.values();
    let added: () = values.add_walk().await.unwrap().body;
    assert_eq!(added, ());
    let owner: Owner = values.add_walk().send_as("application/json").await.unwrap().body;
    assert_eq!(owner, Owner::new("Ann"));
    let message = |bytes: &[u8]| client::serde_json::from_slice::<Problem>(bytes).unwrap().message;
    match values.add_walk().query_param("status", "404").await {
        Err(Error::Api(error)) => assert_eq!((error.body, message(error.body_bytes()).as_str()), ((), "none")),
        other => panic!("{other:?}"),
    }
    assert_eq!(values.set_walk().await.unwrap().body, SetWalkResponse::Accepted);
    match values.set_walk().query_param("status", "404").await {
        Err(Error::Api(error)) => {
            assert_eq!((&error.body, message(error.body_bytes()).as_str()), (&SetWalkError::NotFound, "none"));
        }
        other => panic!("{other:?}"),
    }
}

/// The client sends the values that it sent before, unless callers set others; a parent stays a struct.
async fn constants(client: &Client) {
    let call = client.values().add_animal(&Animal::new("cat"));
    let kind = |body| match body {
        AddAnimalResponse::Ok(animal) => animal.kind,
        other => panic!("{other:?}"),
    };
    assert_eq!(kind(call.clone().await.unwrap().body), "1 preview=true");
    let call = call.api_version(&ValuesAddAnimalApiVersion::N2025).x_version(&ValuesAddAnimalXVersion::Value2);
    assert_eq!(kind(call.preview(false).await.unwrap().body), "2 preview=false");
    assert_eq!(client.values().get_zoo().await.unwrap().body.kind, "small");
    assert_eq!(client.values().get_zoo().kind(&ValuesGetZooKind::Large).await.unwrap().body.kind, "large");
}

#[tokio::main]
async fn main() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (sender, seen) = channel();
    thread::spawn(move || serve(&listener, &sender));
    let client = Client::builder().base_url(&url).build().unwrap();
    media(&client).await;
    others(&client).await;
    empty(&client).await;
    constants(&client).await;
    let _ = seen.try_iter().count();

    let values = client.values();
    let map = Map::from_iter([("x".to_owned(), Value::from("y")), ("z".to_owned(), Value::from(1))]);
    assert_eq!(values.map_all(&map).await.unwrap().body, map);
    values.set_raw(&Owner::new("Ann")).await.unwrap();
    values.set_raw(SetRawBody::Text("a".to_owned())).await.unwrap();
    values.set_raw(vec![98]).await.unwrap();
    values.set_text(None).await.unwrap();
    values.set_text("a").await.unwrap();
    values.send_patch(&Owner::new("Ann")).await.unwrap();
    values.send_bytes("a").await.unwrap();
    values.send_text(&"a".to_owned()).await.unwrap();
    values.send_lines(&[ValuesSendLinesBodyItem::new("a")]).await.unwrap();
    let sent: Vec<(String, String, String)> = seen.try_iter().collect();
    let sent: Vec<[&str; 3]> = sent.iter().map(|(line, media, body)| [line.as_str(), media, body]).collect();
    let expected = [
        ["POST /maps HTTP/1.1", "application/json", r#"{"x":"y","z":1}"#],
        ["PUT /raw HTTP/1.1", "application/json", r#"{"name":"Ann"}"#],
        ["PUT /raw HTTP/1.1", "text/plain", "a"],
        ["PUT /raw HTTP/1.1", "application/octet-stream", "b"],
        ["PUT /null HTTP/1.1", "application/json", "null"],
        ["PUT /null HTTP/1.1", "application/json", r#""a""#],
        ["PATCH /formats HTTP/1.1", "application/merge-patch+json", r#"{"name":"Ann"}"#],
        ["PUT /formats/bytes HTTP/1.1", "application/octet-stream", "a"],
        ["PUT /formats/text HTTP/1.1", "text/plain", "a"],
        ["PUT /formats HTTP/1.1", "application/x-ndjson", "{\"a\":\"a\"}\n"],
    ];
    assert_eq!(sent, expected);
}
