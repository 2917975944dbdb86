//! The typed mock of generated crates, used as in a user's tests.

use std::time::{Duration, Instant};

use fixture_calls::testing::Mock;
use fixture_calls::types::{Document, Filter, Order, Point, Problem, required};
use fixture_calls::{Blocking, Error, Retry};
use futures_util::TryStreamExt as _;

fn document(id: &str) -> Document {
    Document::new(id.to_owned())
}

#[tokio::test]
async fn responses_are_those_that_the_api_describes() {
    let mock = Mock::start().await;
    let client = mock.client();
    let points = [Point::new(required::Point { x: 1.0, y: 2.0 }), Point::new(required::Point { x: 3.0, y: 4.0 })];

    mock.answers().exact().id("7").respond_ok(&document("7"));
    mock.answers().exact().respond_client_error(410, &Problem::new("gone"));
    assert_eq!(client.answers().exact("7").await.unwrap().body, document("7"));
    let Err(Error::Api(error)) = client.answers().exact("8").await else { panic!() };
    assert_eq!((error.status.as_u16(), error.body.message.as_str()), (410, "gone"));

    mock.answers().events().respond_ok(points.clone());
    let events = client.answers().events().await.unwrap().body;
    let events: Vec<Point> = events.map_ok(|event| event.data).try_collect().await.unwrap();
    assert_eq!(events, points);

    mock.answers().lines().limit(2).respond_ok(points.clone()).header("x-total", "2");
    let lines: Vec<Point> = client.answers().lines().limit(2).await.unwrap().body.try_collect().await.unwrap();
    assert_eq!(lines, points);

    mock.answers().log().respond_ok(["one\nand a half".to_owned(), "two".to_owned()]);
    let log = client.answers().log().await.unwrap().body;
    let log: Vec<String> = log.map_ok(|event| event.data).try_collect().await.unwrap();
    assert_eq!(log, ["one\nand a half", "two"]);

    mock.answers().file().respond_ok(b"bytes".to_vec());
    assert_eq!(&client.answers().file().await.unwrap().body[..], b"bytes");

    mock.answers().again().respond_no_content();
    assert_eq!(client.answers().again().await.unwrap().status, 204);

    mock.answers().once().respond(502, "text/html", "<h1>Bad gateway</h1>");
    let error = client.answers().once().await.unwrap_err();
    assert!(matches!(error, Error::UnexpectedStatus(_)) && error.to_string().contains("Bad gateway"), "{error}");
    assert!(mock.unmatched_requests().is_empty());
}

#[tokio::test]
async fn a_template_does_not_match_the_path_of_another_operation() {
    let mock = Mock::start().await;
    mock.answers().exact().respond_ok(&document("any"));
    assert!(mock.client().answers().exact_mine().await.is_err());
    mock.answers().exact_mine().respond_ok(&document("mine"));
    assert_eq!(mock.client().answers().exact_mine().await.unwrap().body.id, "mine");
    assert_eq!(mock.unmatched_requests().len(), 1);
}

#[tokio::test]
async fn arguments_match_as_they_are_sent() {
    let mock = Mock::start().await;
    let client = mock.client();
    let filter = Filter::new().name("a&b").ids(vec![1, 2]);
    let point = Point::new(required::Point { x: 1.5, y: -2.0 });

    mock.parameters()
        .content()
        .r#where(&point)
        .filter(&filter)
        .x_point(&point)
        .note("ü")
        .respond_no_content()
        .expect(1);
    client.parameters().content(&point).filter(&filter).x_point(&point).note("ü").await.unwrap();
    let Err(other) = client.parameters().content(&point).filter(&filter).note("u").await else { panic!() };
    assert!(other.to_string().contains("`parameters.content`: `note` is not `note=ü`"), "{other}");

    mock.parameters().cookies().session("a;b").seen(&[1, 2]).each(&[3, 4]).respond_no_content().expect(1);
    client.parameters().cookies("a;b").seen(&[1, 2]).each(&[3, 4]).await.unwrap();
    assert!(client.parameters().cookies("a;b").seen(&[2]).await.is_err());

    mock.parameters().deep().filter(&filter).expand(&["x", "y"]).respond_no_content();
    client.parameters().deep(&filter).expand(&["x", "y"]).await.unwrap();
    let Err(other) = client.parameters().deep(&filter).expand(&["x"]).await else { panic!() };
    assert!(other.to_string().contains("`expand` is not"), "{other}");

    mock.parameters().r#override().limit(7).trace("t").header("x-version", "2026-11").respond_no_content();
    client.parameters().r#override(7).trace("t").await.unwrap();
    let Err(other) = client.parameters().r#override(7).trace("u").await else { panic!() };
    assert!(other.to_string().contains("the header `trace` is not"), "{other}");

    mock.servers().relative_server().respond_no_content();
    client.servers().relative_server().await.unwrap();
}

#[tokio::test]
async fn bodies_match_by_value() {
    let mock = Mock::start().await;
    let client = mock.client();
    let json = r#"{"customer": "c & d", "address": {"city": "Ulm"}, "tags": ["a", "b"]}"#;
    let order: Order = serde_json::from_str(json).unwrap();
    mock.bodies().form().body(&order).respond_no_content();
    client.bodies().form(&order).await.unwrap();
    let Err(other) = client.bodies().form(&order.amount(1)).await else { panic!() };
    assert!(other.to_string().contains("the body is not"), "{other}");

    mock.bodies().choose().body_where(|point: &Point| point.x > 1.0).respond_no_content();
    mock.bodies().choose().body_xml("<point/>").respond_no_content().expect(1);
    client.bodies().choose(&Point::new(required::Point { x: 2.0, y: 0.0 })).await.unwrap();
    assert!(client.bodies().choose(&Point::new(required::Point { x: 0.0, y: 0.0 })).await.is_err());
    let xml = fixture_calls::operations::bodies::ChooseBody::Xml("<point/>".to_owned());
    client.bodies().choose(xml).await.unwrap();

    mock.bodies().put_text().body("a,b").respond_no_content();
    client.bodies().put_text("a,b").await.unwrap();
    assert!(client.bodies().put_text("a;b").await.is_err());

    let stub = mock.bodies().put_bytes().matching(|request| request.body.len() == 3).respond_no_content();
    client.bodies().put_bytes(b"abc".to_vec()).await.unwrap();
    assert!(client.bodies().put_bytes(b"abcd".to_vec()).await.is_err());
    assert_eq!(&stub.requests()[0].body[..], b"abc");
}

#[tokio::test]
async fn responses_can_be_limited_and_delayed() {
    let mock = Mock::start().await;
    let client = mock.builder().retry(Retry::max_attempts(3)).build().unwrap();
    let busy = mock.answers().exact().respond(429, "text/plain", "wait").header("retry-after", "0").times(2);
    let then = mock.answers().exact().respond_ok(&document("1")).delay(Duration::from_millis(30));
    let begin = Instant::now();
    assert_eq!(client.answers().exact("1").await.unwrap().body.id, "1");
    assert!(begin.elapsed() >= Duration::from_millis(30));
    assert_eq!((busy.calls(), then.calls()), (2, 1));
    assert_eq!(mock.requests().len(), 3);
}

#[tokio::test]
#[should_panic(expected = "`answers.again`: expected 2 calls, got 1")]
async fn an_unmet_expectation_panics() {
    let mock = Mock::start().await;
    mock.answers().again().respond_no_content().expect(2);
    mock.client().answers().again().await.unwrap();
}

#[test]
fn blocking_code_can_be_tested() {
    let mock = Mock::start_blocking();
    mock.answers().exact().respond_ok(&document("1"));
    assert_eq!(mock.client().answers().exact("1").send_blocking().unwrap().body.id, "1");
    mock.answers().lines().respond_ok([Point::new(required::Point { x: 1.0, y: 2.0 })]);
    let lines = mock.client().answers().lines().send_blocking().unwrap().body;
    assert_eq!(Blocking::new(lines).count(), 1);
}

#[tokio::test]
async fn a_dropped_call_is_not_retried() {
    let mock = Mock::start().await;
    mock.answers().exact().respond(503, "text/plain", "").header("retry-after", "0").delay(Duration::from_millis(40));
    let client = mock.builder().retry(Retry::max_attempts(100)).build().unwrap();
    let cut = tokio::time::timeout(Duration::from_millis(100), client.answers().exact("1")).await;
    assert!(cut.is_err());
    // By now, a request on its way has arrived.
    tokio::time::sleep(Duration::from_millis(50)).await;
    let seen = mock.requests().len();
    tokio::time::sleep(Duration::from_millis(150)).await;
    assert!((1..=4).contains(&seen) && mock.requests().len() == seen, "{seen}");
}
