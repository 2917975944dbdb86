//! The fixture crate of OpenAPI 3.0 basics, over HTTP: parameters in every style, responses of every status, values of
//! every format.

#![allow(deprecated, reason = "deprecated operations are tested too")]

use fixture_basics::operations::pets::{CreatePetError, CreatePetResponse, UpdatePetResponse};
use fixture_basics::{Client, Error, types};
use serde_json::{Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

async fn responding(response: ResponseTemplate) -> (MockServer, Client) {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(response).mount(&server).await;
    let client = Client::builder().base_url(format!("{}/v1/", server.uri())).key("se&cret key").build().unwrap();
    (server, client)
}

async fn only_request(server: &MockServer) -> wiremock::Request {
    let mut requests = server.received_requests().await.unwrap();
    assert_eq!(requests.len(), 1);
    requests.remove(0)
}

fn pet() -> types::Pet {
    types::Pet::new(types::required::Pet { id: 7, kind: types::Kind::SeaHorse, name: "Tom".to_owned() })
}

#[tokio::test]
async fn query_parameters_follow_their_styles() {
    let (server, client) = responding(ResponseTemplate::new(200).set_body_json(json!([]))).await;
    let pets = client.pets();
    let trace = fixture_basics::uuid::Uuid::from_u128(0x6f1c_5ab0_9d9c_4f3a_8b55_1e0f_6d3f_2a77);
    let filter = types::PetsListPetsFilter::new().age(3).name("a&b");
    let call = pets
        .list_pets()
        .limit(1)
        .limit(5)
        .tags(&["a,b", "c d"])
        .ids(&[1, 2])
        .kinds(&[types::Kind::Dog, types::Kind::ItS])
        .filter(&filter)
        .since("2026-01-31T12:00:00.5+01:00".parse().unwrap())
        .on("2026-01-31".parse().unwrap())
        .alive(true)
        .weight(1.5)
        .r#type(&types::Kind::Empty)
        .timeout_in_query(9)
        .x_trace(trace)
        .sort(&types::Sort::Minus1);
    assert!(call.await.unwrap().body.is_empty());
    let request = only_request(&server).await;
    assert_eq!(
        request.url.query().unwrap(),
        "limit=5&tags=a%2Cb&tags=c%20d&ids=1,2&kinds=Dog%7Cit%27s&filter%5Bage%5D=3&filter%5Bname%5D=a%26b\
         &since=2026-01-31T12%3A00%3A00.500%2B01%3A00&on=2026-01-31&alive=true&weight=1.5&type=&timeout=9&sort=-1\
         &api%20key=se%26cret%20key"
    );
    assert_eq!(request.url.path(), "/v1/pets");
    assert_eq!(request.headers["x-trace"], "6f1c5ab0-9d9c-4f3a-8b55-1e0f6d3f2a77");
}

#[tokio::test]
async fn path_parameters_follow_their_styles() {
    let (server, client) = responding(ResponseTemplate::new(200).set_body_string("plain")).await;
    let point = types::Point::new(types::required::Point { x: 1, y: -2 });
    let response = client.r#type().get_matrix_by_object(&["a", "b/c"], &point).await.unwrap();
    assert_eq!(response.body, "plain");
    assert_eq!(only_request(&server).await.url.path(), "/v1/matrix/;list=a,b%2Fc/.x=1.y=-2");

    server.reset().await;
    let photo = ResponseTemplate::new(200).set_body_raw(vec![0_u8, 255, 10], "image/png");
    Mock::given(any()).respond_with(photo).mount(&server).await;
    let photo = client.pets().get_photo(7, &types::PetsGetPhotoFormat::Png).await.unwrap();
    assert_eq!(photo.body.as_ref(), [0, 255, 10]);
    let request = only_request(&server).await;
    assert_eq!(
        (request.url.path(), request.headers["accept"].to_str().unwrap()),
        ("/v1/pets/7/photo.png", "image/png")
    );
}

#[tokio::test]
async fn an_optional_body_is_sent_if_it_is_set() {
    let (server, client) = responding(ResponseTemplate::new(200).set_body_json(json!([[], [[]]]))).await;
    let response = client.pets().update_pet(7, "\"etag\"").await.unwrap();
    let nested = types::Json(vec![types::Json(vec![]), types::Json(vec![types::Json(vec![])])]);
    assert_eq!(response.body, UpdatePetResponse::Default(nested));
    let request = only_request(&server).await;
    assert_eq!((request.body.len(), request.headers["if-match"].to_str().unwrap()), (0, "\"etag\""));
    assert!(!request.headers.contains_key("content-type"));

    server.reset().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(409).set_body_json(json!([]))).mount(&server).await;
    let problem = types::Problem::new(types::required::Problem { detail: None, title: "t".to_owned() });
    let error = client.pets().update_pet(7, "x").body(&problem).await.unwrap_err();
    assert_eq!(error.body(), Some(&types::Json(vec![])));
    assert_eq!(only_request(&server).await.body, br#"{"detail":null,"title":"t"}"#);

    let error = client.pets().update_pet(7, "a\r\nb: c").await.unwrap_err();
    let Error::NotSent(error) = error else { panic!("{error:?}") };
    assert_eq!(error.parameter(), Some("If-Match"));
}

#[tokio::test]
async fn each_documented_status_has_its_own_body() {
    let problem = json!({ "title": "t", "detail": null });
    let (_server, client) = responding(ResponseTemplate::new(400).set_body_json(&problem)).await;
    let error = client.pets().create_pet(&pet()).await.unwrap_err();
    assert!(matches!(error.body(), Some(CreatePetError::BadRequest(problem)) if problem.title == "t"));
    let (_server, client) = responding(ResponseTemplate::new(404).set_body_string("ignored")).await;
    let error = client.pets().create_pet(&pet()).await.unwrap_err();
    assert!(matches!(error.body(), Some(CreatePetError::NotFound)));
    let (_server, client) = responding(ResponseTemplate::new(503).set_body_string("later")).await;
    let error = client.pets().create_pet(&pet()).await.unwrap_err();
    assert!(matches!(error.body(), Some(CreatePetError::Default(text)) if text == "later"));
    let (_server, client) = responding(ResponseTemplate::new(202)).await;
    let response = client.pets().create_pet(&pet()).await.unwrap();
    assert_eq!(response.body, CreatePetResponse::Accepted);

    // A range, an operation without a described response, and an unexpected status code.
    let (_server, client) = responding(ResponseTemplate::new(418).set_body_json(&problem)).await;
    assert_eq!(client.pets().list_pets().await.unwrap_err().body().unwrap().detail, None);
    let (_server, client) = responding(ResponseTemplate::new(200).set_body_string("any")).await;
    assert_eq!(client.pets().delete_pet(1).await.unwrap().body.as_ref(), b"any");
    let (_server, client) = responding(ResponseTemplate::new(500)).await;
    assert!(matches!(client.pets().get_pet(1).await.unwrap_err(), Error::UnexpectedStatus(_)));
}

#[tokio::test]
async fn each_operation_sends_the_credential_it_requires() {
    let (server, client) =
        responding(ResponseTemplate::new(200).set_body_json(json!({ "id": 1, "name": "n", "kind": "cat" }))).await;
    client.pets().get_pet(1).await.unwrap();
    let request = only_request(&server).await;
    assert_eq!(request.url.query(), None, "the operation requires none");

    let client = Client::builder().base_url(server.uri()).user("Aladdin", "open sesame").build().unwrap();
    server.reset().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(202)).mount(&server).await;
    client.pets().create_pet(&pet()).await.unwrap();
    let request = only_request(&server).await;
    // The example of RFC 7617, section 2.
    assert_eq!(request.headers["authorization"], "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
}

fn round_trips<T: serde::de::DeserializeOwned + serde::Serialize>(values: impl IntoIterator<Item = Value>) {
    for value in values {
        let decoded: T = serde_json::from_value(value.clone()).unwrap_or_else(|error| panic!("{value}: {error}"));
        assert_eq!(serde_json::to_value(decoded).unwrap(), value);
    }
}

#[test]
fn values_round_trip() {
    round_trips::<types::Formats>([
        json!({ "instant": "2023-11-07T05:31:56Z" }),
        json!({ "instant": "2023-11-07T05:31:56.123-08:00" }),
        json!({
            "instant": "2023-11-07T05:31:56+00:00".replace("+00:00", "Z"), "day": "2024-02-29",
            "id": "6f1c5ab0-9d9c-4f3a-8b55-1e0f6d3f2a77", "bytes": "AAH/", "int32": -2_147_483_648_i64,
            "int64": i64::MIN, "count": u64::MAX, "float": 0.5, "double": 1e300, "any": [null, { "a": 1 }],
            "object": { "x": [1] }, "closed": {}, "matrix": [[1.5, 2], []], "aliased": ["a"]
        }),
    ]);
    round_trips::<types::Pet>([
        json!({ "id": 1, "name": "", "kind": "", "nickname": null }),
        json!({ "id": 1, "name": "n", "kind": "new", "map": { "k": 1 }, "self": "s", "type": "t",
            "mother": { "id": 2, "name": "m", "kind": "1st", "nickname": "x" }, "children": [],
            "owner": { "pet": { "id": 3, "name": "p", "kind": "unrecognized" }, "born": null, "rich": true },
            "inline": { "mood": "good", "deep": [{ "x": 0.5 }, {}] } }),
    ]);
    round_trips::<types::Sort>([json!(1), json!(-1), json!(0), json!(42)]);
    round_trips::<types::Problem>([json!({ "title": "t", "detail": null }), json!({ "title": "t", "detail": "d" })]);
}

#[test]
fn a_union_picks_the_variant_that_matches() {
    use types::{Animal, Loose, Sized};
    let animal = json!({ "kind": "feline", "claws": 18, "friend": { "kind": "Dog", "tricks": ["sit"] } });
    let read: Animal = serde_json::from_value(animal.clone()).unwrap();
    let Animal::Cat(cat) = &read else { panic!("{read:?}") };
    assert!(matches!(cat.friend.as_deref(), Some(Animal::Dog(dog)) if dog.tricks.as_ref().unwrap() == &["sit"]));
    round_trips::<Animal>([animal, json!({ "kind": "fish", "fins": 2 }), json!({ "claws": 1 })]);
    let clawless = serde_json::from_value(json!({ "kind": "cat" }));
    assert!(matches!(clawless, Ok(Animal::Unrecognized(_))), "a cat without claws");

    let fits = |value: Value| format!("{:?}", serde_json::from_value::<Loose>(value).unwrap());
    assert_eq!(fits(json!(1)), "Integer(1)");
    assert_eq!(fits(json!(1.5)), "Number(1.5)");
    assert!(fits(json!("6f1c5ab0-9d9c-4f3a-8b55-1e0f6d3f2a77")).starts_with("Uuid"));
    assert_eq!(fits(json!("x")), "String(\"x\")");
    assert!(fits(json!({ "x": 1, "y": 2 })).starts_with("APoint"));
    assert!(fits(json!({ "x": 1, "z": 2 })).starts_with("Variant7"));
    round_trips::<Loose>([json!([1, [2.5, "x", []]]), json!({ "x": 1 }), json!(null), json!({ "y": 1 }), json!(true)]);

    assert!(matches!(serde_json::from_value(json!({ "size": 1, "x": 2, "y": 3 })), Ok(Sized::Point(_))));
    assert!(matches!(serde_json::from_value(json!({ "size": 1, "radius": 0.5 })), Ok(Sized::Variant2(_))));
    round_trips::<types::OpenText>([json!("a"), json!("z")]);
    round_trips::<Option<types::Maybe>>([json!(null), json!({ "x": 1, "y": 2 })]);
}

#[test]
fn invalid_values_are_refused() {
    let refused = |text: &str| serde_json::from_str::<types::Formats>(text).unwrap_err().to_string();
    assert!(refused(r#"{}"#).starts_with("missing field `instant`"));
    assert!(refused(r#"{"instant": "yesterday"}"#).contains("expected an RFC 3339 instant"));
    assert!(refused(r#"{"instant": "2023-11-07T05:31:56Z", "bytes": "*"}"#).contains("expected base64 text"));
    assert!(refused(r#"{"instant": "2023-11-07T05:31:56Z", "int32": 2147483648}"#).contains("does not fit `i32`"));
    assert!(serde_json::from_str::<types::Problem>(r#"{"title": "t"}"#).is_err(), "required, if nullable");
}
