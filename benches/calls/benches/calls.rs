//! One call after the other, and 64 at a time, over loopback.

#![allow(missing_docs, reason = "criterion's macros have none")]

use criterion::{Criterion, Throughput};
use hubspot_associations::Client;
use oasmith_benches::{batch, by_hand, ratio, responses, server};
use tokio::task::JoinSet;

const AT_ONCE: usize = 64;

fn generated(url: &str) -> Client {
    Client::builder().base_url(url).bearer_token("token").build().unwrap()
}

async fn many<F, T>(call: impl Fn() -> F)
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let mut calls: JoinSet<T> = (0..AT_ONCE).map(|_| call()).collect();
    while let Some(done) = calls.join_next().await {
        done.unwrap();
    }
}

fn calls(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let url = server::start(responses::created(3));
    let (ours, hand) = (generated(&url), by_hand::Client::new(&url, "token").unwrap());

    let mut group = criterion.benchmark_group("one call");
    group.throughput(Throughput::Elements(1));
    let body = batch();
    group.bench_function("generated", |it| {
        it.to_async(&runtime).iter(async || {
            ours.limits().batch_create("contacts", "companies", &body).send().await.unwrap();
        });
    });
    let body = by_hand::batch();
    group.bench_function("by hand", |it| {
        it.to_async(&runtime).iter(async || {
            hand.batch_create("contacts", "companies", &body).await.unwrap();
        });
    });
    group.finish();

    let mut group = criterion.benchmark_group("64 calls at once");
    group.throughput(Throughput::Elements(AT_ONCE as u64));
    group.bench_function("generated", |it| {
        it.to_async(&runtime).iter(async || {
            let call = || {
                let client = ours.clone();
                async move { client.limits().batch_create("contacts", "companies", &batch()).send().await.unwrap() }
            };
            many(call).await;
        });
    });
    group.bench_function("by hand", |it| {
        it.to_async(&runtime).iter(async || {
            let call = || {
                let client = hand.clone();
                async move { client.batch_create("contacts", "companies", &by_hand::batch()).await.unwrap() }
            };
            many(call).await;
        });
    });
    group.finish();
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    calls(&mut criterion);
    criterion.final_summary();
    print!("{}", ratio::report(&["one call", "64 calls at once"]));
}
