//! Lists that come in pages, as the documents of real APIs describe them.

use fixture_calls::{Client, Error, types};
use futures_util::{StreamExt as _, TryStreamExt as _};
use serde_json::{Value, json};
use wiremock::matchers::{any, path, query_param, query_param_is_missing};
use wiremock::{Mock, MockServer, ResponseTemplate};

/// A server with one answer for each value of `parameter`, the first for none.
async fn paged(parameter: &str, pages: &[(&str, Value)]) -> (MockServer, Client) {
    let server = MockServer::start().await;
    for (value, page) in pages {
        let mock = match *value {
            "" => Mock::given(query_param_is_missing(parameter)),
            value => Mock::given(query_param(parameter, value)),
        };
        mock.respond_with(ResponseTemplate::new(200).set_body_json(page)).mount(&server).await;
    }
    let client = Client::builder().base_url(server.uri()).build().unwrap();
    (server, client)
}

fn documents(ids: &[&str]) -> Value {
    ids.iter().map(|id| json!({"id": id})).collect()
}

async fn queries(server: &MockServer) -> Vec<String> {
    let requests = server.received_requests().await.unwrap();
    requests.iter().map(|request| request.url.query().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn a_cursor_leads_from_page_to_page() {
    let next = |after: &str| json!({"next": {"after": after, "link": "https://x"}});
    let pages = [
        ("", json!({"results": documents(&["a", "b"]), "paging": next("b&1")})),
        ("b&1", json!({"results": [], "paging": next("c")})),
        ("c", json!({"results": documents(&["c"])})),
    ];
    let (server, client) = paged("after", &pages).await;
    let items = client.pages().by_cursor().limit(2).items();
    let ids: Vec<String> = items.map_ok(|document| document.id).try_collect().await.unwrap();
    assert_eq!(ids, ["a", "b", "c"]);
    assert_eq!(queries(&server).await, ["limit=2", "limit=2&after=b%261", "limit=2&after=c"]);

    let mut pages = client.pages().by_cursor().after("b&1").pages();
    let page = pages.next().await.unwrap().unwrap();
    assert_eq!((page.status.as_u16(), page.body.results.len()), (200, 0));
    assert_eq!(pages.next().await.unwrap().unwrap().body.results[0].id, "c");
    assert!(pages.next().await.is_none());
    assert!(pages.next().await.is_none());
}

#[tokio::test]
async fn no_page_is_asked_for_before_it_is_wanted() {
    let pages = [("", json!({"entries": [{"x": 1, "y": 2}, {"x": 3, "y": 4}], "labels": ["l"], "nextPageToken": "t"}))];
    let (server, client) = paged("pageToken", &pages).await;
    let mut items = client.pages().by_token().items();
    assert!(queries(&server).await.is_empty());
    assert_eq!(items.next().await.unwrap().unwrap(), types::Point { x: 1.0, y: 2.0 });
    assert_eq!(items.next().await.unwrap().unwrap(), types::Point { x: 3.0, y: 4.0 });
    assert_eq!(queries(&server).await.len(), 1);
    let missing = items.next().await.unwrap().unwrap_err();
    assert!(matches!(missing, Error::UnexpectedStatus(_)), "{missing}");
    assert!(items.next().await.is_none(), "nothing follows an error");
}

#[tokio::test]
async fn pages_have_numbers() {
    let pages = [("", documents(&["a"])), ("1", documents(&["b"])), ("2", json!([]))];
    let (server, client) = paged("page", &pages).await;
    let ids: Vec<_> = client.pages().by_number().items_in_query(1).items().try_collect().await.unwrap();
    assert_eq!(ids, [types::Document { id: "a".to_owned() }, types::Document { id: "b".to_owned() }]);
    assert_eq!(queries(&server).await, ["items=1", "items=1&page=1", "items=1&page=2"]);
}

#[tokio::test]
async fn the_header_link_says_whether_another_page_follows() {
    let server = MockServer::start().await;
    let answer = |link: &str| ResponseTemplate::new(200).set_body_json(documents(&["a"])).insert_header("link", link);
    let more = answer("<https://x/?page=2>; rel=\"next\", <https://x/?page=2>; rel=\"last\"");
    Mock::given(query_param_is_missing("page")).respond_with(more).mount(&server).await;
    Mock::given(query_param("page", "1"))
        .respond_with(answer("<https://x/?page=1>; rel=\"prev\""))
        .mount(&server)
        .await;
    let client = Client::builder().base_url(server.uri()).build().unwrap();
    assert_eq!(client.pages().by_number().pages().count().await, 2);
}

#[tokio::test]
async fn an_offset_counts_what_has_come() {
    let pages = [("5", json!({"data": [1, 2]})), ("7", json!({"data": [3]})), ("8", json!({}))];
    let (server, client) = paged("offset", &pages).await;
    let numbers: Vec<i64> = client.pages().by_offset().offset(5).items().try_collect().await.unwrap();
    assert_eq!(numbers, [1, 2, 3]);
    assert_eq!(queries(&server).await, ["offset=5", "offset=7", "offset=8"]);
}

#[tokio::test]
async fn the_last_item_leads_to_the_next() {
    let pages = [
        ("", json!({"data": documents(&["a", "b"]), "has_more": true})),
        ("b", json!({"data": documents(&["c"]), "has_more": false})),
    ];
    let (_server, client) = paged("starting_after", &pages).await;
    assert_eq!(client.pages().by_last().items().count().await, 3);
}

#[tokio::test]
async fn a_server_that_leads_in_circles_is_left() {
    let server = MockServer::start().await;
    let page = json!({"results": [], "paging": {"next": {"after": "x"}}});
    Mock::given(any())
        .and(path("/pages/cursor"))
        .respond_with(ResponseTemplate::new(200).set_body_json(page))
        .mount(&server)
        .await;
    let client = Client::builder().base_url(server.uri()).build().unwrap();
    assert_eq!(client.pages().by_cursor().pages().count().await, 2);
}

#[tokio::test]
async fn pages_are_asked_for_as_the_settings_say() {
    let page =
        |ids: &[&str], rest: bool, next: &str| json!({"answer": {"rows": documents(ids), "rest": rest, "goOn": next}});
    let pages = [("", page(&["a"], true, "b")), ("b", page(&["b", "c"], true, "")), ("c", json!({"answer": null}))];
    let (server, client) = paged("from", &pages).await;
    let ids = |items: Vec<types::Document>| items.into_iter().map(|document| document.id).collect::<Vec<_>>();
    let found = client.pages().by_settings().items().try_collect().await.unwrap();
    assert_eq!(ids(found), ["a", "b", "c"]);
    assert_eq!(queries(&server).await, ["", "from=b"]);

    let pages = [("", page(&["a", "b"], true, "")), ("b", page(&["c"], false, "")), ("c", page(&["d"], true, ""))];
    let (server, client) = paged("from", &pages).await;
    let found = client.pages().by_last_of_settings().items().try_collect().await.unwrap();
    assert_eq!(ids(found), ["a", "b", "c"]);
    assert_eq!(queries(&server).await, ["", "from=b"]);

    let pages = [("", page(&["a"], true, "")), ("1", page(&["b"], true, "")), ("2", json!({"answer": {"rest": true}}))];
    let (server, client) = paged("block", &pages).await;
    let found = client.pages().by_blocks().items().try_collect().await.unwrap();
    assert_eq!(ids(found), ["a", "b"]);
    assert_eq!(queries(&server).await, ["", "block=1", "block=2"]);
}
