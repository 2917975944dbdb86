//! Uses bodies that may be null, maps, media types and pages as the documentation shows. It is compiled, not run.

use std::collections::{BTreeSet, HashMap};

use client::errors::Error404Or409;
use client::operations::values::{AddAnimalResponse, GetBothError, GetBothHeaders, PutMediaError, SetRawBody, SetWalkError, SetWalkResponse};
use client::serde_json::{Map, Value};
use client::types::{
    AnyScan, Unused, Digest, DigestSha256, DigestSha256Type, Scan, Bag, Boxed, BoxedLid, BoxedLook, Boxes, BoxesEither, Look,
    Asked, AskedEither, AskedHint, AskedHintP, AskedHintPType, AskedSame, Hunch, ToldSame, Clue, ClueType, MaybeClue, Told, ToldHint, ToldHintP,
    Animal, Bike, Car, Card, Composed, Payment, Plant, Ride, Strings, Vehicle, Tree, ValuesFindFormatsQ, ValuesSendLinesBodyItem, ValuesSendUploadForm, required, Counts, Herd, Lists, ListsVariant1Item, ListsVariant2Value, Maps, MapsEither, Named, NamedCount, NamedDigits, NamedLevel, NamedModel, NamedOpen, NamedUnion, Numbered, NumberedVariant1,
    NumberedVariant1Inner, NumberedVariant1InnerVariant1, NumberedVariant2, NumberedVariant2B, Owner, Settings, Sort,
};
use client::{AnyError, Client, Error, Upload};

/// A value of an enum over media types in a type of the caller.
struct Stored {
    body: SetRawBody<'static>,
}

fn raw(text: &str) -> SetRawBody<'static> {
    String::from(text).into()
}

async fn nullable(client: &Client) -> Result<(), AnyError> {
    let (values, name, owner) = (client.values(), String::from("a"), Owner::new("Ann"));
    values.set_text(None).await?;
    values.set_text("a").await?;
    values.set_text(&name).await?;
    values.set_text(Some(name.as_str())).await?;
    values.set_owner().body(None).await?;
    values.set_owner().body(&owner).await?;
    values.set_owner().body(Some(&owner)).await?;
    values.set_names(None).await?;
    values.set_names(&["a", "b"]).await?;
    values.set_names(&vec![name]).await?;
    values.set_count(None).dry(true).await?;
    values.set_count(1).await?;
    values.set_count(Some(1)).await?;
    values.set_raw(b"a".to_vec()).await?;
    values.set_raw("a").await?;
    let stored = Stored { body: raw("a") };
    values.set_raw(stored.body).await?;
    values.set_raw(Upload::new("a")).await?;
    Ok(())
}

async fn maps(client: &Client) -> Result<(), AnyError> {
    let map = Map::from_iter([("a".to_owned(), Value::from(1))]);
    let call = client.values().map_all(&map).filter(&map).text(&map);
    let found: Map<String, Value> = match call.await {
        Ok(response) => response.body,
        Err(Error::Api(error)) => error.body,
        Err(error) => return Err(error.into()),
    };
    let (settings, composed): (Settings, Composed) = (found.clone(), found.clone());
    let counts: Counts = Counts::from([("a".to_owned(), 1)]);
    let maps = Maps::new(found.clone()).metas([map.clone()]).nested([("a", map.clone())]).nullable(map.clone());
    let maps = maps.settings(settings).counts(counts).composed(composed).either(MapsEither::Object(map));
    let Maps { meta, metas, nested, nullable, either, .. } = maps;
    let _: (Map<String, Value>, Option<Vec<Map<String, Value>>>) = (meta, metas);
    let _ = nested.into_iter().flatten().map(|(name, map)| (name, map.len()));
    let _ = nullable.flatten().map(|map| map.len());
    if let Some(MapsEither::Object(map)) = either {
        println!("{:?}", map.get("x"));
    }
    Ok(())
}

async fn media(client: &Client) -> Result<(), AnyError> {
    match client.values().get_media().await {
        Ok(response) => println!("{}", response.body.name),
        Err(Error::Api(error)) => println!("{}", error.body.message),
        Err(error) => return Err(error.into()),
    }
    match client.values().put_media().await {
        Ok(response) => println!("{}", response.body.id),
        Err(Error::Api(error)) => match error.body {
            PutMediaError::NotFound(problem) => println!("{}", problem.message),
            PutMediaError::Conflict(text) => println!("{}", text.trim()),
            other => println!("{other:?}"),
        },
        Err(error) => return Err(error.into()),
    }
    match client.values().get_both().await {
        Ok(response) => {
            let headers = GetBothHeaders::from_headers(&response.headers).ok();
            println!("{} {:?}", response.body.trim(), headers.and_then(|it| it.x_map).and_then(|map| map.get("x").cloned()));
        }
        Err(Error::Api(error)) => match error.body {
            GetBothError::BadRequest(text) => println!("{}", text.trim()),
            GetBothError::BadRequestProblem(problem) => println!("{}", problem.message),
            other => println!("{other:?}"),
        },
        Err(error) => return Err(error.into()),
    }
    match client.values().patch_media().await {
        Ok(response) => println!("{:?}", response.body.get("x")),
        Err(Error::Api(error)) => println!("{}", error.body.format("%F")),
        Err(error) => return Err(error.into()),
    }
    match client.values().post_media().await {
        Ok(response) => println!("{}", response.body.join(", ")),
        Err(Error::Api(error)) => println!("{}", error.body.format("%F")),
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

/// Responses without a body, alone and in enums.
async fn empty(client: &Client) -> Result<(), AnyError> {
    let values = client.values();
    let added: Result<(), Error<()>> = values.add_walk().await.map(|it| it.body);
    match added {
        Ok(()) => println!("added"),
        Err(Error::Api(error)) => error.body,
        Err(error) => return Err(error.into()),
    }
    let _: Result<(), Error<()>> = values.end_walk().await.map(|it| it.body);
    let set: Result<SetWalkResponse, Error<SetWalkError>> = values.set_walk().await.map(|it| it.body);
    match set {
        Ok(SetWalkResponse::Ok(owner)) => println!("{}", owner.name),
        Ok(SetWalkResponse::Accepted) => println!("later"),
        Ok(other) => println!("{other:?}"),
        Err(Error::Api(error)) => match error.body {
            SetWalkError::NotFound => println!("none"),
            SetWalkError::Conflict(text) => println!("{}", text.trim()),
            other => println!("{other:?}"),
        },
        Err(error) => return Err(error.into()),
    }
    let changed: Result<(), Error<Error404Or409>> = values.change_walk().await.map(|it| it.body);
    if let Err(Error::Api(error)) = changed
        && error.body == Error404Or409::NotFound
    {
        println!("none");
    }
    let mock = client::testing::Mock::start().await;
    mock.values().add_walk().respond_created();
    mock.values().set_walk().respond_accepted();
    mock.values().change_walk().respond_not_found();
    Ok(())
}

/// Parts and bodies whose schemas only refer to a component.
async fn boxed(client: &Client) -> Result<(), AnyError> {
    let small = Boxed::new("tea").lid(BoxedLid::new().size(3)).look(BoxedLook::Plain);
    let boxed = Boxed::new("cups").within(small.clone());
    let boxes = Boxes::new().first(boxed.clone()).look(Look::Flat).others([small.clone()]).either(small.clone());
    let boxes = boxes.named([("a", small.clone())]).one(small.clone()).free(Map::new());
    let _: (Option<&Boxed>, Option<&Map<String, Value>>) = (boxes.one.as_ref(), boxes.free.as_ref());
    let _: &str = &Unused::new("x").photo;
    if let Err(Error::Api(error)) = client.values().get_shared().await {
        println!("{}", error.body.message);
    }
    match client.values().set_shared(&[small.clone(), small.clone()]).await {
        Ok(response) => println!("{}", response.body.of),
        Err(Error::Api(error)) => println!("{}", error.body.message),
        Err(error) => return Err(error.into()),
    }
    let Boxes { first, look, others, named, either, .. } = boxes;
    let _: (Option<Boxed>, Option<Look>) = (first, look);
    let all: Vec<Boxed> = others.into_iter().flatten().chain(named.into_iter().flatten().map(|(_, it)| it)).collect();
    match either {
        Some(BoxesEither::Boxed(Boxed { of, .. })) => println!("{of}"),
        Some(BoxesEither::Bag(Bag { weight, .. })) => println!("{weight}"),
        other => println!("{other:?}"),
    }
    let same: Boxed = match client.values().set_boxed(&boxed).await {
        Ok(response) => response.body,
        Err(Error::Api(error)) => {
            println!("{}", error.body.message);
            return Ok(());
        }
        Err(error) => return Err(error.into()),
    };
    if let Some(inner) = &same.within {
        client.values().set_boxed(inner).await.map_err(|error| println!("{error}")).ok();
    }
    let listed: Vec<Boxed> = client.values().get_boxed().await?.body;
    let mock = client::testing::Mock::start().await;
    mock.values().set_boxed().body(&same).respond_ok(&boxed);
    mock.values().get_boxed().respond_ok(&listed);
    println!("{} {:?} {}", same.of, same.within.map(|it| it.look), all.len());
    Ok(())
}

/// Binary values in JSON, and an error response that is a stream.
async fn scans(client: &Client) -> Result<(), AnyError> {
    let sum = DigestSha256::new(required::DigestSha256 { r#type: DigestSha256Type::Sha256, value: "x".into() });
    if let Digest::Sha256(DigestSha256 { value, .. }) = Digest::from(sum) {
        println!("{value}");
    }
    let scan = Scan::new("abc").pages(["a", "b"]);
    let Scan { data, pages, .. } = scan.clone();
    let _: (String, Option<Vec<String>>) = (data, pages);
    client.values().add_scans(&AnyScan::Scan(scan.clone())).await?;
    match client.values().add_scan(&scan).await {
        Ok(response) => println!("{}", response.body.data.trim()),
        Err(Error::Api(error)) => println!("{}", error.body.trim()),
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

/// Parents with a discriminator, and parameters that the client sends by itself.
async fn animals(client: &Client) -> Result<(), AnyError> {
    let animal = Animal::new("cat").age(3);
    match client.values().add_animal(&animal).await?.body {
        AddAnimalResponse::Ok(Animal { kind, age, .. }) => println!("{kind} {age:?}"),
        AddAnimalResponse::Created(Plant::Tree(Tree { height, .. })) => println!("{height}"),
        AddAnimalResponse::Accepted(Payment::Card(card)) => println!("{}", card.number),
        other => println!("{other:?}"),
    }
    let _: Payment = Card::new(required::Card { kind: "card".into(), number: "4111".into() }).into();
    let _: Plant = Tree::new(required::Tree { height: 2, kind: "Tree".into() }).into();
    println!("{}", client.values().get_zoo().await?.body.kind);
    Ok(())
}

/// Bodies of one media type, and an error response that is not JSON.
async fn formats(client: &Client) -> Result<(), AnyError> {
    let values = client.values();
    let mut form = ValuesSendUploadForm::new(Upload::new("a"));
    form.n = Some("b".to_owned());
    let _: &Upload = &form.file;
    values.send_upload(&form).await?;
    let lines = [ValuesSendLinesBodyItem::new("a")];
    println!("{}", lines[0].a);
    values.send_lines(&lines).await?;
    values.send_lines(&lines.to_vec()).await?;
    values.send_patch(&Owner::new("Ann")).await?;
    let text = String::from("a");
    let _ = (values.send_text(&text), values.send_text("a"), values.send_text(text));
    let _ = (values.send_bytes("a"), values.send_bytes(String::from("a")), values.send_bytes(b"a".to_vec()));
    match values.find_formats().q(&ValuesFindFormatsQ::A).await {
        Ok(response) => println!("{}", response.body.name),
        Err(Error::Api(error)) => println!("{}", error.body.trim()),
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

async fn names(client: &Client) -> Result<(), AnyError> {
    let named = Named::new("a").baz_qux("b").level(NamedLevel::AB).count(NamedCount::Minus1).union(NamedUnion::OneTwo("c".into()));
    let inner = NumberedVariant1Inner::Variant1(NumberedVariant1InnerVariant1::new("k"));
    let numbered = Numbered::Variant1(NumberedVariant1::new("a").inner(inner));
    let named = named.other([("x", 1)]).numbered(numbered).open(NamedOpen::from("auto")).digits(NamedDigits::Value1);
    let named = named.model(NamedModel::from("tiny")).sort(Sort::Up);
    let named = named.lists(Lists::ValueList(vec![ListsVariant1Item::new("l")]));
    let call = client.values().post_named("k", &named).page_size("5").filter_size("6");
    let Named { foo_bar, baz_qux, numbered, open, digits, lists, model, sort, level, count, union, other, .. } = call.await?.body;
    let _: (String, Option<String>, Option<&i64>) = (foo_bar, baz_qux, other.get("x"));
    let all: BTreeSet<NamedOpen> = open.into_iter().chain(NamedOpen::KNOWN.iter().cloned()).collect();
    let text: Vec<&str> = all.iter().map(NamedOpen::as_str).chain(digits.iter().map(NamedDigits::as_ref)).collect();
    println!("{text:?} {:?} {}", "2".parse::<NamedDigits>(), NamedOpen::from(String::from("y")));
    let by_model: HashMap<NamedModel, &str> = NamedModel::KNOWN.iter().map(|it| (it.clone(), it.as_str())).collect();
    match (model, sort) {
        (Some(NamedModel::Unrecognized(model)), _) => println!("{}", model.as_str()),
        (Some(model), Some(Some(Sort::None | Sort::Down))) => println!("{model} {:?}", by_model.get(&model)),
        (_, other) => println!("{other:?}"),
    }
    if let Some(Lists::Object(map)) = lists {
        println!("{:?}", map.values().map(|ListsVariant2Value { m, .. }| m.len()).collect::<Vec<_>>());
    }
    match digits {
        Some(NamedDigits::Value2) => println!("2"),
        Some(NamedDigits::Unrecognized(value)) => println!("{}", value.as_str()),
        other => println!("{other:?}"),
    }
    match numbered {
        Some(Numbered::Variant1(NumberedVariant1 { a, .. })) => println!("{a}"),
        Some(Numbered::Variant2(NumberedVariant2 { b: NumberedVariant2B::X, .. })) => println!("x"),
        other => println!("{other:?}"),
    }
    match (level, count, union) {
        (Some(NamedLevel::Unrecognized(level)), _, _) => println!("{}", level.as_str()),
        (_, Some(NamedCount::Unrecognized(count)), _) => println!("{}", count.value()),
        (_, _, Some(NamedUnion::OneTwo(text))) => println!("{}", text.trim()),
        (_, _, Some(NamedUnion::Unrecognized(value))) => println!("{value:?}"),
        (level, ..) => println!("{}", level == Some(NamedLevel::AB)),
    }
    Ok(())
}

fn clues(either: AskedEither) -> Vec<Clue> {
    match either {
        AskedEither::Clue(clue) => vec![clue],
        AskedEither::ClueList(clues) => clues,
        other => panic!("{other:?}"),
    }
}

async fn hints(client: &Client) -> Result<(), AnyError> {
    let hint = AskedHint::P(AskedHintP::new(AskedHintPType::P).a("a"));
    let either = AskedEither::Clue(Clue::new().r#type(ClueType::Go));
    let asked = Asked::new().hint(hint).either(either).clue(None);
    let _: Option<Option<MaybeClue>> = asked.clue.clone();
    let told: Told = client.values().ask(&asked).await?.body;
    match told.hint {
        Some(AskedHint::P(ToldHintP { a, .. })) => println!("{a:?}"),
        Some(ToldHint::Q(q)) => println!("{:?} {:?}", q.b, q.r#type),
        other => println!("{other:?}"),
    }
    println!("{:?}", told.either.map(clues));
    if let Some(AskedSame::Hunch(hunch) | ToldSame::Clue(hunch)) = told.same {
        println!("{:?}", Hunch::from(hunch).r#type);
    }
    Ok(())
}

async fn rides(client: &Client) -> Result<(), AnyError> {
    let by = Vehicle::Car(Car::new("Car").doors(4));
    let ride: Ride = match client.values().add_ride(&by).await {
        Ok(response) => response.body,
        Err(Error::Api(error)) => return Ok(drop::<Vehicle>(error.body)),
        Err(error) => return Err(error.into()),
    };
    let texts: Option<std::collections::BTreeMap<String, String>> = ride.texts.clone();
    let others: Vec<Vehicle> = ride.others.into_iter().flatten().chain([ride.by]).collect();
    for vehicle in others {
        match vehicle {
            Vehicle::Car(Car { doors, .. }) => println!("{doors:?}"),
            Vehicle::Bike(bike) => println!("{:?} {}", bike.gears, bike.kind),
            other => println!("{other:?} {texts:?}"),
        }
    }
    println!("{:?}", Ride::new(Vehicle::Bike(Bike::new("Bike"))).texts(Strings::new()));
    Ok(())
}

async fn pages(client: &Client) -> Result<(), AnyError> {
    let Herd { animals, .. } = client.values().list_animals().offset(1).await?.body;
    println!("{}", animals.len());
    let mut pages = client.values().list_animals().pages();
    let _ = pages.next().await;
    let mut items = client.values().list_animals().items();
    while let Some(owner) = items.next().await {
        println!("{}", owner?.name);
    }
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), AnyError> {
    let client = Client::builder().base_url("http://127.0.0.1:9").build().expect("a valid URL");
    nullable(&client).await?;
    maps(&client).await?;
    media(&client).await?;
    empty(&client).await?;
    animals(&client).await?;
    boxed(&client).await?;
    scans(&client).await?;
    formats(&client).await?;
    names(&client).await?;
    hints(&client).await?;
    rides(&client).await?;
    pages(&client).await
}
