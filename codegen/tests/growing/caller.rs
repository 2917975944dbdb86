//! Uses every public item of the crate as its documentation shows. It is compiled, not run.

use std::collections::{BTreeMap, HashMap};

use client::operations::pets::{
    AddLabels, AddPair, ChangePet, CreatePet, DeletePet, DeletePetError, GetMood, GetMoodResponse, GetPet, ListPets, ListPetsHeaders,
    SendForm, SetMoodResponse, SetPhoto, SetTags,
};
use client::types::{
    Card, Cash, Changes, Extra, Level, NewPet, Owner, Page, Pair, Payment, Pet, PetsSendFormForm, Price, Problem, Status,
    required,
};
use client::{AnyError, Client, Error, Method, Mismatch, Retry, Upload};

fn build() -> NewPet {
    let card = Card::new(required::Card { kind: "card".into(), number: "4111".into() });
    let pet = NewPet::new("Rex").tags(["a", "b"]).note(None).parent(NewPet::new("Ada")).status(Status::Free);
    let pet = pet.price(1250).payment(card).owner(Owner::new().name("Ann"));
    let _ = [Price::from("12.50"), 7.into()];
    let _: Payment = Cash::new("cash").into();
    let _ = (Owner::default(), Changes::default(), Extra::default());
    pet
}

/// Enums and unions are keys of maps.
fn keys() {
    let _ = HashMap::from([(Price::from("12.50"), 1), (Price::Integer(7), 2)]);
    let _ = BTreeMap::from([(Status::Free, 1), ("other".into(), 2)]);
    let _ = BTreeMap::from([(Level::Value1, 1)]);
}

/// An endpoint that the document lacks, and the reason of an unrecognized value.
async fn others(client: &Client, price: &Price) -> Result<(), AnyError> {
    let _ = client.request(Method::GET, "/other?x=1").header("x-a", "b").send::<Pet>().await?;
    Mismatch::of(price).iter().for_each(|reason| println!("{reason}"));
    Ok(())
}

/// The variants of an enum over error responses can be imported.
fn explain(error: &DeletePetError) -> String {
    use client::operations::pets::DeletePetError::{Conflict, NotFound};
    match error {
        NotFound(problem) => problem.message.clone(),
        Conflict(sold) => sold.since.clone(),
        other => format!("{other:?}"),
    }
}

fn read(pet: &Pet) -> String {
    let status = match &pet.status {
        Some(Status::Free) => "free",
        Some(Status::Sold) => "sold",
        Some(other) => other.as_str(),
        None => "unknown",
    };
    let level = match pet.level {
        Some(Level::Value1) => 1,
        Some(Level::Value2) => 2,
        _ => 0,
    };
    let price = match &pet.price {
        Some(Price::Integer(cents)) => cents.to_string(),
        Some(Price::String(text)) => text.clone(),
        _ => String::new(),
    };
    let Pet { id, name, born, owner, .. } = pet;
    format!("{id} {name} {status} {level} {price} {born:?} {:?}", owner.as_ref().and_then(|it| it.name.as_ref()))
}

async fn calls(client: &Client) -> Result<(), AnyError> {
    let pets = client.pets();
    let call: ListPets = pets.list_pets().limit(5).after("x").header("x-a", "b").query_param("c", "d");
    let response = call.clone().retry(Retry::never()).timeout(std::time::Duration::from_secs(1)).await?;
    let _: Result<ListPetsHeaders, _> = ListPetsHeaders::from_headers(&response.headers);
    let Page { items, next, .. } = response.body;
    items.iter().for_each(|pet| drop(read(pet)));
    let _ = next.and_then(|next| next.after);
    let mut pages = call.clone().pages();
    let _ = pages.next().await;
    let mut items = call.items();
    let _ = items.next().await;

    let call: CreatePet = pets.create_pet(&build());
    let created = call.retry(Retry::never()).header("x-a", "b").await?;
    drop(read(&created.body));
    let call: GetPet = pets.get_pet("p1");
    match call.query_param("a", "b").await {
        Ok(response) => drop(read(&response.body)),
        Err(Error::Api(error)) => println!("{} {}", error.status, error.body.message),
        Err(error) => return Err(error.into()),
    }
    let _ = pets.get_pet("p1").send_raw().await?;
    let mut changes = Changes::new().name(None).count(1);
    changes.count = None;
    let call: ChangePet = pets.change_pet("p1", &changes);
    call.await?;
    let call: DeletePet = pets.delete_pet("p1");
    tokio::spawn(call.send());
    let call: SetPhoto = pets.set_photo("p1", b"png".to_vec());
    call.await?;
    let _ = (pets.set_photo("p1", "text"), pets.set_photo("p1", String::from("text")));
    let call: AddPair = pets.add_pair(&Pair::new(required::Pair { a: 1, b: 2 }));
    for Pair { a, b, .. } in call.await?.body {
        println!("{}", a + b);
    }
    let call: SetTags = pets.set_tags(&["a".to_owned(), "b".to_owned()]);
    call.await?;
    pets.set_tags(&vec!["a".to_owned()]).await?;
    let call: AddLabels = pets.add_labels();
    call.body(&Extra::new().first(1).other([("a", 2)])).await?;
    let badge = pets.get_badge("p1").await?.body;
    println!("{} {}", badge.len(), pets.get_motto("p1").await?.body.trim());
    let _ = pets.list_badges().items().next().await;
    let call: GetMood = pets.get_mood("p1");
    match call.await {
        Ok(response) => match response.body {
            GetMoodResponse::Default(Owner { name, .. }) => println!("{name:?}"),
            GetMoodResponse::NoContent => println!("no mood"),
            other => println!("{other:?}"),
        },
        Err(Error::Api(error)) => println!("{:?}", error.body.name),
        Err(error) => return Err(error.into()),
    }
    if let SetMoodResponse::Success(Owner { name, .. }) = pets.set_mood("p1").await?.body {
        println!("{name:?}");
    }
    let _ = pets.list_moods().after("x").await?.body.items;
    let _ = pets.list_moods().pages().next().await;
    let form = PetsSendFormForm::new(Upload::new("a").file_name("a.txt")).title("A");
    let call: SendForm = pets.send_form(&form);
    call.await?;
    Ok(())
}

/// A test of a caller, with the feature `testing`.
async fn tests() -> Result<(), AnyError> {
    let mock = client::testing::Mock::start().await;
    let pet = Pet::new(required::Pet { id: "p1".into(), name: "Rex".into() }).status(Status::Sold).level(Level::Value1);
    mock.pets().list_pets().limit(5).respond_ok(&Page::new([pet.clone()])).expect(1);
    mock.pets().create_pet().body_where(|body: &NewPet| body.name == "Rex").respond_created(&pet);
    mock.pets().set_photo().body(vec![1, 2]).respond_no_content();
    mock.pets().set_tags().body(&vec!["a".to_owned()]).respond_no_content();
    mock.pets().change_pet().body(&Changes::new()).respond_no_content();
    mock.pets().get_pet().pet_id("p1").respond_not_found(&Problem::new("none"));
    calls(&mock.client()).await
}

#[tokio::main]
async fn main() -> Result<(), AnyError> {
    let client = Client::builder().base_url("http://127.0.0.1:9").build().expect("a valid URL");
    calls(&client).await?;
    keys();
    if let Err(Error::Api(error)) = client.pets().delete_pet("p1").await {
        println!("{}", explain(&error.body));
    }
    others(&client, &Price::Integer(1)).await?;
    tests().await
}
