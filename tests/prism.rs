//! Every operation against Prism, a third-party mock server that validates requests and makes up responses.
//!
//! `.ci/prism` installs and starts it, and sets the environment variable `PRISM`. Without it, this test checks nothing.

use std::fmt::Debug;

use fixture_basics::types as basics;
use fixture_calls::operations::bodies::ChooseBody;
use fixture_calls::types::{self as calls, required};
use hubspot_associations::types;

const ROUNDS: usize = 50;
const HUBSPOT: &str = "http://127.0.0.1:4010";
const BASICS: &str = "http://127.0.0.1:4011";
const CALLS: &str = "http://127.0.0.1:4012";

/// Whether Prism is running.
fn is_there() -> bool {
    let is_there = std::env::var_os("PRISM").is_some();
    if !is_there {
        println!("SKIPPED: Prism is not running; nothing is checked");
    }
    is_there
}

/// The results of one operation.
#[derive(Default)]
struct Tally {
    checked: usize,
    /// Responses that Prism itself reports as invalid: it truncates recursive schemas, and does not know all formats.
    unusable: usize,
    wrong: Vec<String>,
}

impl Tally {
    /// Counts a response; `expected` is the requested status code.
    fn see<T: Debug, B: Debug>(&mut self, what: &str, expected: u16, outcome: Outcome<T, B>) {
        if let Outcome::Failed(text) = &outcome
            && text.contains("stoplight.io/prism/errors#VIOLATIONS")
            && text.contains(r#""location":["response""#)
        {
            self.unusable += 1;
            return;
        }
        self.checked += 1;
        let fine = match &outcome {
            Outcome::Success(status, _) => *status == expected,
            Outcome::Documented(status, text, _) => *status == expected && !text.contains("stoplight.io/prism/errors"),
            Outcome::Failed(_) => false,
        };
        if !fine {
            self.wrong.push(format!("{what} {expected}: {outcome:?}"));
        }
    }

    fn report(self, api: &str) {
        let Self { checked, unusable, wrong } = &self;
        println!(
            "{api}: {} requests accepted and responses decoded, {} wrong; {unusable} responses invalid according to Prism",
            checked - wrong.len(),
            wrong.len()
        );
        assert!(checked > unusable, "too few responses were checked");
        assert!(self.wrong.is_empty(), "{:#?}", &self.wrong[..self.wrong.len().min(5)]);
    }
}

#[derive(Debug)]
#[allow(dead_code, reason = "shown if a response is wrong")]
enum Outcome<T, B> {
    Success(u16, T),
    Documented(u16, String, B),
    Failed(String),
}

/// Returns a client that requests a random response with this status code.
macro_rules! client {
    ($builder:expr, $status:expr) => {{
        let prefer = format!("code={}, dynamic=true", $status);
        let builder = $builder.on_request(move |request| {
            request.headers_mut().insert("prefer", prefer.parse()?);
            Ok(())
        });
        builder.build().unwrap()
    }};
}

/// Converts the result of a call of `$api` to an outcome.
macro_rules! outcome {
    ($api:ident, $call:expr) => {
        match $call.await {
            Ok(response) => Outcome::Success(response.status.as_u16(), response.body),
            Err($api::Error::Api(error)) => {
                let text = String::from_utf8_lossy(error.body_bytes()).into_owned();
                Outcome::Documented(error.status.as_u16(), text, error.body)
            }
            Err(error) => Outcome::Failed(error.to_string()),
        }
    };
}

/// A different value each round.
struct Vary(usize);

impl Vary {
    fn text(&self) -> String {
        const TEXTS: [&str; 5] = ["contacts", "2-1234567", "a b", "ü/%2e", "p_$&?#"];
        TEXTS[self.0 % TEXTS.len()].to_owned()
    }

    fn number(&self) -> i32 {
        i32::try_from(self.0).unwrap() - 7
    }

    fn list<T>(&self, item: impl Fn(&Self) -> T) -> Vec<T> {
        (0..self.0 % 4).map(|index| item(&Self(self.0 + index))).collect()
    }

    fn maybe<T>(&self, value: impl Fn(&Self) -> T) -> Option<T> {
        self.0.is_multiple_of(2).then(|| value(self))
    }

    fn category(&self) -> types::AssociationCategory {
        use types::AssociationCategory::{HubspotDefined, IntegratorDefined, UserDefined, Work};
        [HubspotDefined, IntegratorDefined, UserDefined, Work][self.0 % 4].clone()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn hubspot() {
    if !is_there() {
        return;
    }
    let mut tally = Tally::default();
    for round in 0..ROUNDS {
        let vary = Vary(round);
        let (from, to) = (vary.text(), Vary(round + 1).text());
        let create = types::BatchInputPublicAssociationDefinitionConfigurationCreateRequest::new(vary.list(|vary| {
            types::PublicAssociationDefinitionConfigurationCreateRequest::new(
                types::required::PublicAssociationDefinitionConfigurationCreateRequest {
                    category: vary.category(),
                    max_to_object_ids: vary.number(),
                    type_id: vary.number(),
                },
            )
        }));
        let update = types::BatchInputPublicAssociationDefinitionConfigurationUpdateRequest::new(vary.list(|vary| {
            types::PublicAssociationDefinitionConfigurationUpdateRequest::new(
                types::required::PublicAssociationDefinitionConfigurationUpdateRequest {
                    category: vary.category(),
                    max_to_object_ids: vary.number(),
                    type_id: vary.number(),
                },
            )
        }));
        let remove = types::BatchInputPublicAssociationSpec::new(vary.list(|vary| {
            types::PublicAssociationSpec::new(types::required::PublicAssociationSpec {
                category: vary.text(),
                type_id: vary.number(),
            })
        }));
        let new_label = types::PublicAssociationDefinitionCreateRequest::new(
            types::required::PublicAssociationDefinitionCreateRequest { label: vary.text(), name: vary.text() },
        )
        .inverse_label(vary.maybe(Vary::text));
        let label = types::PublicAssociationDefinitionUpdateRequest::new(
            types::required::PublicAssociationDefinitionUpdateRequest {
                association_type_id: vary.number(),
                label: vary.text(),
            },
        )
        .inverse_label(vary.maybe(Vary::text));
        for status in [200, 201, 204, 207, 400, 500] {
            let client =
                client!(hubspot_associations::Client::builder().base_url(HUBSPOT).bearer_token("token"), status);
            let (limits, labels) = (client.limits(), client.labels());
            macro_rules! see {
                ($name:literal, [$($documented:literal),*], $call:expr) => {
                    if [$($documented,)* 400, 500].contains(&status) {
                        tally.see($name, status, outcome!(hubspot_associations, $call));
                    }
                };
            }
            see!("batch_create", [201, 207], limits.batch_create(&from, &to, &create));
            see!("batch_update", [200, 207], limits.batch_update(&from, &to, &update));
            see!("batch_remove", [204], limits.batch_remove(&from, &to, &remove));
            see!("limits.get_page", [200], limits.get_page());
            see!("get_page_between", [200], limits.get_page_between_two_object_types(&from, &to));
            see!("labels.get_page", [200], labels.get_page(&from, &to));
            see!("labels.create", [200], labels.create(&from, &to, &new_label));
            see!("labels.update", [204], labels.update(&from, &to, &label));
            see!("labels.remove", [204], labels.remove(&from, &to, vary.number()));
        }
    }
    tally.report("hubspot-associations");
}

#[tokio::test(flavor = "multi_thread")]
async fn parameters_and_bodies() {
    if !is_there() {
        return;
    }
    let mut tally = Tally::default();
    for round in 0..ROUNDS {
        let vary = Vary(round);
        let client = client!(fixture_calls::Client::builder().base_url(CALLS), 204);
        let text = vary.text();
        let point = calls::Point::new(required::Point { x: f64::from(vary.number()) / 4.0, y: 2.5 });
        let filter = calls::Filter::new().name(vary.maybe(Vary::text)).near(vary.maybe(|_| point.clone()));
        let (parameters, bodies) = (client.parameters(), client.bodies());
        let numbers: Vec<i64> = vary.list(|vary| i64::from(vary.number()));
        macro_rules! see {
            ($name:literal, $call:expr) => {
                tally.see($name, 204, outcome!(fixture_calls, $call))
            };
        }
        see!("cookies", parameters.cookies(&text).seen(&numbers));
        see!("content", parameters.content(&point).filter(&filter).x_point(&point).note(&text));
        see!("reserved", parameters.reserved("https://a.b/c?d=e").fields(&["a/b", "c"]));
        // Prism treats an absent nested object as present.
        let near = calls::Filter::new().name(text.clone()).near(point.clone());
        see!("deep", parameters.deep(&near));
        see!("override", parameters.r#override(7).trace("t"));
        // Prism treats a list in this style as text if it is absent or has one item, and a list without a declared style as
        // text.
        let order = calls::Order::new(text.clone())
            .amount(vary.maybe(|vary| i64::from(vary.number())))
            .paid(vary.maybe(|_| true))
            .codes(["a", "b"]);
        see!("form", bodies.form(&order));
        // Prism does not decode JSON within a form.
        let order = order.codes(None);
        see!("form_as_usual", bodies.form_as_usual().body(&order));
        see!("put_bytes", bodies.put_bytes(text.clone().into_bytes()));
        see!("put_text", bodies.put_text(&text));
        see!("choose json", bodies.choose(&point));
        see!("choose form", bodies.choose(ChooseBody::Form(&point)));
        see!("choose bytes", bodies.choose(ChooseBody::Bytes(text.clone().into())));
        let inline = calls::BodiesUploadInlineForm::new(text.clone()).folder(3);
        see!("upload_inline", bodies.upload_inline().body(&inline));
        let url = calls::FromUrl::new(text.clone()).kind(calls::FromUrlKind::Url);
        see!("upload_either", bodies.upload_either(&calls::BodiesUploadEitherForm::FromUrl(url)));
        let document =
            calls::NewDocument::new(required::NewDocument { file: text.clone().into(), title: text.clone() })
                .pages(vary.maybe(|vary| i64::from(vary.number())))
                .summary(vary.maybe(Vary::text));
        let uploading = client!(fixture_calls::Client::builder().base_url(CALLS), 201);
        tally.see("upload", 201, outcome!(fixture_calls, uploading.bodies().upload(&document)));
    }
    tally.report("fixture-calls");
}

#[tokio::test(flavor = "multi_thread")]
async fn styles_and_formats() {
    if !is_there() {
        return;
    }
    let mut tally = Tally::default();
    for round in 0..ROUNDS {
        let vary = Vary(round);
        let id = i64::from(vary.number());
        {
            let status = 404;
            let client = client!(fixture_basics::Client::builder().base_url(BASICS).key("key"), status);
            let pets = client.pets();
            macro_rules! see {
                ($name:literal, $call:expr) => {
                    tally.see($name, status, outcome!(fixture_basics, $call))
                };
            }
            let filter = basics::PetsListPetsFilter::new().age(vary.maybe(|_| 3)).name(vary.text());
            let kinds = [basics::Kind::Dog, basics::Kind::Cat];
            let call = pets.list_pets().limit(20).tags(&vary.list(Vary::text)).ids(&[1, 2]).kinds(&kinds);
            let call = call.filter(&filter).since("2026-01-31T12:00:00Z".parse().unwrap()).alive(true).weight(1.5);
            let call = call.on("2026-01-31".parse().unwrap());
            // A pet contains pets: Prism truncates such responses, and does not always notice that they are then
            // invalid.
            see!("list_pets", call);
            see!("get_pet", pets.get_pet(id));
        }
    }
    tally.report("fixture-basics");
}
