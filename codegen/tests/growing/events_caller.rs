//! Uses events whose data depends on their name. It is compiled, not run.

use client::operations::news::News;
use client::types::{NewsAllResponse200, NewsFeedResponse200, NewsOnlyResponse200, Order};
use client::{Client, Events};

fn order(order: Order) -> String {
    let Order { id, .. } = order;
    id
}

async fn feed(group: &News<'_>) -> Result<(), client::AnyError> {
    let mut feed: Events<NewsFeedResponse200> = group.feed().await?.body;
    while let Some(event) = feed.next().await {
        match event?.data {
            NewsFeedResponse200::Noted(noted) => println!("{:?} {}", noted.event, noted.data.trim()),
            NewsFeedResponse200::Sold(sold) => println!("{}", order(sold.data)),
            NewsFeedResponse200::Unrecognized(value) => println!("{value:?}"),
            other => println!("{other:?}"),
        }
    }
    Ok(())
}

async fn others(group: &News<'_>) -> Result<(), client::AnyError> {
    let mut all = group.all().send().await?.body;
    while let Some(event) = all.next().await {
        match event?.data {
            NewsAllResponse200::Variant1(one) => println!("{} {}", one.event.trim(), order(one.data)),
            NewsAllResponse200::Variant2(many) => println!("{:?}", many.data.into_iter().map(order).collect::<Vec<_>>()),
            other => println!("{other:?}"),
        }
    }
    let mut only = group.only().await?.body;
    if let Some(Ok(event)) = only.next().await
        && let NewsOnlyResponse200::Noted(noted) = event.data
    {
        println!("{}", noted.data);
    }
    println!("{}", order(group.both().await?.body));
    let mut both = group.both().send_events::<client::types::NewsBothResponse200TextEventStream>().await?.body;
    if let Some(Ok(event)) = both.next().await {
        match event.data {
            client::types::NewsBothResponse200TextEventStream::Integer(count) => println!("{}", count + 1),
            client::types::NewsBothResponse200TextEventStream::Order(of) => println!("{}", order(of)),
            other => println!("{other:?}"),
        }
    }
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), client::AnyError> {
    let client = Client::builder().base_url("http://127.0.0.1:9").build().expect("a valid URL");
    feed(&client.news()).await?;
    others(&client.news()).await
}
