//! Decoding a response of 1 MB, compared with derived serde.

#![allow(missing_docs, reason = "criterion's macros have none")]

use criterion::{Criterion, Throughput};
use hubspot_associations::types::BatchResponsePublicAssociationDefinitionUserConfiguration as Created;
use oasmith_benches::{by_hand, ratio, responses};

fn decode(criterion: &mut Criterion) {
    let text = responses::created_of(1_000_000);
    let mut group = criterion.benchmark_group("decode 1 MB");
    group.throughput(Throughput::Bytes(text.len() as u64));
    // As each client decodes a response: the generated one checks once whether the whole body is UTF-8.
    group.bench_function("generated", |it| {
        it.iter(|| serde_json::from_str::<Created>(str::from_utf8(text.as_bytes()).unwrap()).unwrap());
    });
    group.bench_function("by hand", |it| {
        it.iter(|| serde_json::from_slice::<by_hand::Created>(text.as_bytes()).unwrap());
    });
    group.finish();
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    decode(&mut criterion);
    criterion.final_summary();
    print!("{}", ratio::report(&["decode 1 MB"]));
}
