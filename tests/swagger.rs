//! A client of an OpenAPI 2.0 document, over HTTP.

use fixture_swagger::operations::pets::ListHeaders;
use fixture_swagger::{Client, Upload, servers, testing, types};
use serde_json::json;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

async fn responding(response: ResponseTemplate) -> (MockServer, Client) {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(response).mount(&server).await;
    let client = Client::builder().base_url(format!("{}/v1", server.uri())).key("k").login("me", "secret").build();
    (server, client.unwrap())
}

async fn only(server: &MockServer) -> Request {
    let mut requests = server.received_requests().await.unwrap();
    assert_eq!(requests.len(), 1);
    requests.remove(0)
}

fn rex() -> types::Pet {
    serde_json::from_value(json!({ "name": "Rex", "weight": null })).unwrap()
}

#[test]
fn the_base_url_prefers_https() {
    assert_eq!(servers::PETS_EXAMPLE_COM, "https://pets.example.com/v1");
    assert_eq!(servers::PETS_EXAMPLE_COM_SERVER, "http://pets.example.com/v1");
}

#[tokio::test]
async fn lists_follow_their_collection_format() {
    let response =
        ResponseTemplate::new(200).set_body_json(json!([{ "name": "Rex", "tag": 3 }])).insert_header("x-total", "7");
    let (server, client) = responding(response).await;
    let two = &["a b", "c|d"];
    let call = client.pets().list().csv(two).ssv(two).tsv(two).pipes(&[1, 2]).x_tabs(&["x", "y"]).x_pipes(&["x", "y"]);
    let response =
        call.multi(&[types::PetsListMultiItem::Small, types::PetsListMultiItem::Large]).limit(5).await.unwrap();
    assert_eq!(ListHeaders::from_headers(&response.headers).unwrap().x_total, Some(7));
    assert_eq!(response.body[0].tag, Some(types::PetTag::Integer(3)));
    let request = only(&server).await;
    assert_eq!(request.url.path(), "/v1/pets");
    let query = "csv=a%20b,c%7Cd&ssv=a%20b%20c%7Cd&tsv=a%20b%09c%7Cd&pipes=1%7C2&multi=small&multi=large&limit=5";
    let mut pairs: Vec<&str> = request.url.query().unwrap().split('&').collect();
    let mut expected: Vec<&str> = query.split('&').collect();
    pairs.sort_unstable();
    expected.sort_unstable();
    assert_eq!(pairs, expected);
    assert_eq!(request.headers["x-tabs"], "x\ty");
    assert_eq!(request.headers["x-pipes"], "x|y");
    assert_eq!(request.headers["x-key"], "k");

    let (server, client) = responding(ResponseTemplate::new(200).set_body_string("ok")).await;
    assert_eq!(client.pets().parts(4, &["tail", "l/r"]).await.unwrap().body, "ok");
    assert_eq!(only(&server).await.url.path(), "/v1/pets/4/parts/tail%7Cl%2Fr");
}

#[tokio::test]
async fn a_parameter_in_the_body_is_the_body() {
    let (server, client) = responding(ResponseTemplate::new(201).set_body_json(json!({ "name": "Rex" }))).await;
    client.pets().create(&rex()).await.unwrap();
    let request = only(&server).await;
    assert_eq!(request.headers["content-type"], "application/json");
    assert_eq!(request.headers["authorization"], "Basic bWU6c2VjcmV0");
    assert_eq!(String::from_utf8_lossy(&request.body), r#"{"name":"Rex","weight":null}"#);

    let (server, client) = responding(ResponseTemplate::new(204)).await;
    client.pets().replace(1).body(&rex()).await.unwrap();
    assert_eq!(only(&server).await.headers["content-type"], "application/vnd.pets+json");
}

#[tokio::test]
async fn parameters_in_a_form_are_a_form() {
    let (server, client) = responding(ResponseTemplate::new(200).set_body_json(json!({ "token": "aGk=" }))).await;
    let form = types::SessionLoginForm::new("me & you")
        .scopes(vec!["a".to_owned(), "b".to_owned()])
        .groups(vec!["c".to_owned(), "d".to_owned()]);
    let session = client.session().login(&form).await.unwrap().body;
    assert_eq!(session.token.unwrap().0, b"hi");
    let request = only(&server).await;
    assert_eq!(request.headers["content-type"], "application/x-www-form-urlencoded");
    assert_eq!(String::from_utf8_lossy(&request.body), "groups=c,d&scopes=a%09b&user=me%20%26%20you");

    let (server, client) = responding(ResponseTemplate::new(204)).await;
    let photo = Upload::from(vec![1, 2, 3]).file_name("rex.png");
    let form = types::PetsAddPhotoForm::new(photo)
        .note("him")
        .tags(vec!["a b".to_owned(), "c".to_owned()])
        .marks(vec![1, 2])
        .seen(vec!["x".to_owned(), "y".to_owned()]);
    client.pets().add_photo(1, &form).await.unwrap();
    let request = only(&server).await;
    assert!(request.headers["content-type"].to_str().unwrap().starts_with("multipart/form-data; boundary="));
    let body = String::from_utf8_lossy(&request.body);
    assert!(body.contains("name=\"photo\"; filename=\"rex.png\"") && body.contains("\r\n\r\nhim\r\n"), "{body}");
    for (name, text) in [("tags", "a b,c"), ("marks", "1|2"), ("seen", "x"), ("seen", "y")] {
        assert!(body.contains(&format!("name=\"{name}\"\r\n\r\n{text}\r\n")), "{name}: {body}");
    }
}

#[tokio::test]
async fn a_discriminator_selects_children_by_value_or_name() {
    let pet: types::Pet =
        serde_json::from_value(json!({ "name": "Rex", "home": { "kind": "house", "rooms": 3 } })).unwrap();
    assert!(matches!(pet.home, Some(types::Home::House(types::House { rooms: Some(3), .. }))));
    let home: types::Home = serde_json::from_value(json!({ "kind": "Kennel", "size": "small" })).unwrap();
    assert!(matches!(home, types::Home::Kennel(_)));
}

#[tokio::test]
async fn a_shared_response_is_an_error_and_files_are_bytes() {
    let mock = testing::Mock::start().await;
    let problem = types::Problem::new("no such pet");
    mock.pets().get().pet_id(9).respond_not_found(&problem);
    let error = mock.client().pets().get(9).await.unwrap_err();
    assert_eq!(error.body(), Some(&problem));
    mock.pets().photo().respond_ok(vec![0_u8, 255]);
    assert_eq!(mock.client().pets().photo(1).await.unwrap().body.as_ref(), [0, 255]);
}
