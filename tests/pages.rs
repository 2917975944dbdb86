//! Pagination, as the documents of real APIs describe it.

use fixture_calls::{Client, Error, types};
use futures_util::{StreamExt as _, TryStreamExt as _};
use serde_json::{Value, json};
use wiremock::matchers::{any, path, query_param, query_param_is_missing};
use wiremock::{Mock, MockServer, ResponseTemplate};

/// A server with one response for each value of `parameter`, the first for none.
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
async fn pages_by_cursor() {
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
async fn pages_are_requested_lazily() {
    let pages = [("", json!({"entries": [{"x": 1, "y": 2}, {"x": 3, "y": 4}], "labels": ["l"], "nextPageToken": "t"}))];
    let (server, client) = paged("pageToken", &pages).await;
    let mut items = client.pages().by_token().items();
    assert!(queries(&server).await.is_empty());
    assert_eq!(items.next().await.unwrap().unwrap(), types::Point::new(types::required::Point { x: 1.0, y: 2.0 }));
    assert_eq!(items.next().await.unwrap().unwrap(), types::Point::new(types::required::Point { x: 3.0, y: 4.0 }));
    assert_eq!(queries(&server).await.len(), 1);
    let missing = items.next().await.unwrap().unwrap_err();
    assert!(matches!(missing, Error::UnexpectedStatus(_)), "{missing}");
    assert!(items.next().await.is_none(), "the stream ends after an error");
}

#[tokio::test]
async fn pages_by_number() {
    let pages = [("", documents(&["a"])), ("1", documents(&["b"])), ("2", json!([]))];
    let (server, client) = paged("page", &pages).await;
    let ids: Vec<_> = client.pages().by_number().items_in_query(1).items().try_collect().await.unwrap();
    assert_eq!(ids, [types::Document::new("a"), types::Document::new("b")]);
    assert_eq!(queries(&server).await, ["items=1", "items=1&page=1", "items=1&page=2"]);
}

#[tokio::test]
async fn the_link_header_announces_the_next_page() {
    let server = MockServer::start().await;
    let response =
        |id: &str, link: &str| ResponseTemplate::new(200).set_body_json(documents(&[id])).insert_header("link", link);
    let more = response("a", "<https://x/?page=2>; rel=\"next\", <https://x/?page=2>; rel=\"last\"");
    Mock::given(query_param_is_missing("page")).respond_with(more).mount(&server).await;
    Mock::given(query_param("page", "1"))
        .respond_with(response("b", "<https://x/?page=1>; rel=\"prev\""))
        .mount(&server)
        .await;
    let client = Client::builder().base_url(server.uri()).build().unwrap();
    assert_eq!(client.pages().by_number().pages().count().await, 2);
}

#[tokio::test]
async fn pages_by_offset() {
    let pages = [("5", json!({"data": [1, 2]})), ("7", json!({"data": [3, 4]})), ("9", json!({}))];
    let (server, client) = paged("offset", &pages).await;
    let numbers: Vec<i64> = client.pages().by_offset().offset(5).items().try_collect().await.unwrap();
    assert_eq!(numbers, [1, 2, 3, 4]);
    assert_eq!(queries(&server).await, ["offset=5", "offset=7", "offset=9"]);
}

#[tokio::test]
async fn pages_by_the_last_item() {
    let pages = [
        ("", json!({"data": documents(&["a", "b"]), "has_more": true})),
        ("b", json!({"data": documents(&["c"]), "has_more": false})),
    ];
    let (_server, client) = paged("starting_after", &pages).await;
    assert_eq!(client.pages().by_last().items().count().await, 3);
}

#[tokio::test]
async fn a_cycle_of_cursors_ends_the_list() {
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
async fn pagination_by_the_settings() {
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

mod ends {
    //! When a list ends, as its pages report it.

    use fixture_bodies::Client;
    use futures_util::TryStreamExt as _;
    use serde_json::{Value, json};
    use wiremock::{Mock, MockServer, Respond, ResponseTemplate, matchers};

    use super::queries;

    /// Responds by the value of this query parameter.
    struct By(&'static str, fn(&str) -> Value);

    impl Respond for By {
        fn respond(&self, request: &wiremock::Request) -> ResponseTemplate {
            let value = request.url.query_pairs().find(|(name, _)| name == self.0).map(|(_, value)| value.into_owned());
            ResponseTemplate::new(200).set_body_json(self.1(&value.unwrap_or_default()))
        }
    }

    async fn server(parameter: &'static str, response: fn(&str) -> Value) -> (MockServer, Client) {
        let server = MockServer::start().await;
        Mock::given(matchers::any()).respond_with(By(parameter, response)).mount(&server).await;
        let client = Client::builder().base_url(server.uri()).build().unwrap();
        (server, client)
    }

    #[tokio::test]
    async fn at_the_total() {
        let page = |offset: &str| match offset {
            "" | "0" => json!({"rows": ["a", "b"], "meta": {"totalCount": 3}}),
            // Fewer items than before, but the total is one more.
            "2" => json!({"rows": ["c"], "meta": {"totalCount": 4}}),
            _ => json!({"rows": ["d"], "meta": {"totalCount": 4}}),
        };
        let (server, client) = server("offset", page).await;
        let rows: Vec<String> = client.pages().by_total().items().try_collect().await.unwrap();
        assert_eq!(rows, ["a", "b", "c", "d"]);
        assert_eq!(queries(&server).await, ["", "offset=2", "offset=3"]);
        // For a list that starts in the middle, the offset counts the items before.
        let rows: Vec<String> = client.pages().by_total().offset(2).items().try_collect().await.unwrap();
        assert_eq!(rows, ["c", "d"]);
    }

    #[tokio::test]
    async fn at_a_null_next() {
        let page = |offset: &str| match offset {
            "" => json!({"results": ["a"], "next": "https://x/?offset=1"}),
            "1" => json!({"results": ["b", "c"], "next": "https://x/?offset=3"}),
            "3" => json!({"results": ["d"], "next": null}),
            _ => panic!("{offset}"),
        };
        let (server, client) = server("offset", page).await;
        let rows: Vec<String> = client.pages().by_next().items().try_collect().await.unwrap();
        assert_eq!(rows, ["a", "b", "c", "d"]);
        assert_eq!(queries(&server).await, ["", "offset=1", "offset=3"]);
    }

    #[tokio::test]
    async fn at_a_page_marked_as_last() {
        let page = |number: &str| json!({"content": [number], "last": number == "2"});
        let (server, client) = server("page", page).await;
        let rows: Vec<String> = client.pages().by_last().items().try_collect().await.unwrap();
        assert_eq!(rows, ["", "1", "2"]);
        assert_eq!(queries(&server).await.len(), 3);
    }

    #[tokio::test]
    async fn at_the_number_of_pages() {
        let page = |number: &str| json!({"data": [number], "pagination": {"total_pages": 3}});
        let (server, client) = server("page", page).await;
        let rows: Vec<String> = client.pages().by_count().items().try_collect().await.unwrap();
        assert_eq!(rows, ["", "2", "3"]);
        let rows: Vec<String> = client.pages().by_count().page(3).items().try_collect().await.unwrap();
        assert_eq!(rows, ["3"]);
        assert_eq!(queries(&server).await.len(), 4);
    }

    /// Returns the numbers from 0 to 6 on a page that begins at `offset` and has at most `size` items.
    fn slice(offset: &str, size: usize) -> Value {
        let from: usize = offset.parse().unwrap_or(0);
        (from..7).take(size).map(|number| number.to_string()).collect()
    }

    #[tokio::test]
    async fn at_a_short_page() {
        let (by_default, client) = server("offset", |offset| slice(offset, 2)).await;
        let rows: Vec<String> = client.pages().by_length().items().try_collect().await.unwrap();
        assert_eq!(rows.concat(), "0123456");
        assert_eq!(queries(&by_default).await, ["", "offset=2", "offset=4", "offset=6"]);
        // Fewer than the API's declared size, on the first page.
        let (short, client) = server("offset", |_| json!(["a"])).await;
        assert_eq!(client.pages().by_length().items().try_collect::<Vec<_>>().await.unwrap(), ["a"]);
        assert_eq!(queries(&short).await.len(), 1);
        // A server that sends fewer items than requested, as servers do for large sizes, loses nothing.
        let (capped, client) = server("offset", |offset| slice(offset, 3)).await;
        let rows: Vec<String> = client.pages().plain().limit(100).items().try_collect().await.unwrap();
        assert_eq!(rows.concat(), "0123456");
        assert_eq!(queries(&capped).await.len(), 3);
    }

    #[tokio::test]
    async fn at_a_repeated_page() {
        let (again, client) = server("offset", |_| json!(["a", "b"])).await;
        let rows: Vec<String> = client.pages().plain().items().try_collect().await.unwrap();
        assert_eq!(rows, ["a", "b"]);
        assert_eq!(queries(&again).await, ["", "offset=2"]);
        let (total, client) = server("offset", |_| json!({"rows": ["a"], "meta": {"totalCount": 1000}})).await;
        assert_eq!(client.pages().by_total().items().try_collect::<Vec<_>>().await.unwrap(), ["a"]);
        assert_eq!(queries(&total).await.len(), 2);
    }

    /// Returns the milliseconds since the server started, as its responses have them.
    fn time() -> usize {
        use std::sync::atomic::{AtomicUsize, Ordering};
        static TIME: AtomicUsize = AtomicUsize::new(0);
        TIME.fetch_add(1, Ordering::Relaxed)
    }

    #[tokio::test]
    async fn at_repeated_objects() {
        let page = |_: &str| json!({"rows": [{"id": "a"}, {"id": "b"}], "has_more": true, "time": time()});
        let (again, client) = server("page", page).await;
        assert_eq!(client.pages().by_more().items().try_collect::<Vec<_>>().await.unwrap().len(), 2);
        assert_eq!(queries(&again).await, ["", "page=2"]);
        // Two pages that alternate.
        let page = |page: &str| {
            let id = page.parse().unwrap_or(1) % 2;
            json!({"rows": [{"id": id.to_string()}], "has_more": true, "time": time()})
        };
        let (turns, client) = server("page", page).await;
        assert_eq!(client.pages().by_more().items().try_collect::<Vec<_>>().await.unwrap().len(), 2);
        assert_eq!(queries(&turns).await.len(), 3);
    }

    #[tokio::test]
    async fn not_at_equal_values() {
        let page =
            |page: &str| json!({"rows": [true, true], "has_more": page.parse().unwrap_or(1) < 40, "time": time()});
        let (_many, client) = server("page", page).await;
        assert_eq!(client.pages().states().items().try_collect::<Vec<_>>().await.unwrap().len(), 80);
        let (endless, client) = server("page", |_| json!({"rows": [true], "has_more": true, "time": time()})).await;
        assert!(client.pages().states().items().try_collect::<Vec<_>>().await.unwrap().len() < 70);
        assert!(queries(&endless).await.len() < 70);
    }

    #[tokio::test]
    async fn at_a_cycle_of_cursors() {
        let page = |cursor: &str| {
            let next = match cursor {
                "1" => "2",
                "2" => "0",
                _ => "1",
            };
            json!({"rows": [cursor], "next_cursor": next})
        };
        let (circle, client) = server("cursor", page).await;
        let rows: Vec<String> = client.pages().by_cursor().items().try_collect().await.unwrap();
        assert_eq!(rows, ["", "1", "2", "0"]);
        let rows: Vec<String> = client.pages().by_cursor().cursor("0").items().try_collect().await.unwrap();
        assert_eq!(rows, ["0", "1", "2"]);
        assert_eq!(queries(&circle).await.len(), 7);
    }
}
