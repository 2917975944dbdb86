//! The allocations of one call, on the thread that makes it and drives its connection.

use allocation_counter::AllocationInfo;
use hubspot_associations::Client;
use hubspot_associations::types::BatchResponsePublicAssociationDefinitionUserConfiguration as Created;
use oasmith_benches::{batch, by_hand, responses, server};

const CALLS: u64 = 200;

fn show(what: &str, name: &str, info: AllocationInfo, times: u64) {
    println!("{what}, {name}: {} allocations, {} bytes", info.count_total / times, info.bytes_total / times);
}

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let url = server::start(responses::created(3));
    let ours = Client::builder().base_url(&url).bearer_token("token").build().unwrap();
    let hand = by_hand::Client::new(&url, "token").unwrap();
    let body = batch();
    let generated = |times: u64| {
        runtime.block_on(async {
            for _ in 0..times {
                ours.limits().batch_create("contacts", "companies", &body).send().await.unwrap();
            }
        });
    };
    generated(5);
    show("a call", "generated", allocation_counter::measure(|| generated(CALLS)), CALLS);
    let body = by_hand::batch();
    let written = |times: u64| {
        runtime.block_on(async {
            for _ in 0..times {
                hand.batch_create("contacts", "companies", &body).await.unwrap();
            }
        });
    };
    written(5);
    show("a call", "by hand", allocation_counter::measure(|| written(CALLS)), CALLS);

    let (ours, hand) = (
        size_of_val(&ours.limits().batch_create("contacts", "companies", &batch()).send()),
        size_of_val(&hand.batch_create("contacts", "companies", &body)),
    );
    println!("the future of a call: generated {ours} bytes, by hand {hand} bytes");

    let text = responses::created_of(1_000_000);
    let decoded = allocation_counter::measure(|| drop(serde_json::from_str::<Created>(&text).unwrap()));
    show("decoding 1 MB", "generated", decoded, 1);
    let decoded = allocation_counter::measure(|| drop(serde_json::from_str::<by_hand::Created>(&text).unwrap()));
    show("decoding 1 MB", "by hand", decoded, 1);
}
