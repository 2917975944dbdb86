//! Uses every item of the crate of `base.yaml` whose name changes. It is compiled, not run.

use client::operations::pets::{
    CreatePet, CreatePetBody, CreatePetResponse, DeletePet, DeletePetError, GetPet, ListPets, ListPetsHeaders, Pets,
};
use client::operations::toys::{Remove, RemoveError, Throw};
use client::types::{
    Kind, Level, Nick, Pet, PetId, PetsListPetsResponse200, PetsListPetsResponse200Next, Price, Span, Visit, required,
};
use client::{AnyError, Client, Error};

fn build() -> Pet {
    let nick: Nick = "Rex".to_owned();
    let required = required::Pet { id: PetId::from("p1"), name: "Rex".into() };
    let pet = Pet::new(required).kind(Kind::Dog).level(Level::Value1).nick(nick);
    let span = Span(1, "m".to_owned());
    let other: client::types::Span = client::types::Span(2, "m".to_owned());
    assert!(span != other);
    pet.price(Price::Span(span))
}

fn read(pet: &Pet) -> String {
    let kind = match &pet.kind {
        Some(Kind::Dog) => "dog",
        Some(other) => other.as_str(),
        None => "unknown",
    };
    let is_first = matches!(pet.level, Some(Level::Value1));
    let price = match &pet.price {
        Some(Price::Integer(cents)) => *cents,
        Some(Price::Span(Span(from, _))) => *from,
        _ => 0,
    };
    let Pet { id: PetId(id), name, .. } = pet;
    format!("{id} {name} {kind} {is_first} {price}")
}

fn explain(error: &DeletePetError) -> String {
    match error {
        DeletePetError::NotFound(problem) => problem.message.clone(),
        DeletePetError::Conflict(text) => text.clone(),
        other => format!("{other:?}"),
    }
}

async fn calls(client: &Client) -> Result<(), AnyError> {
    let pets: Pets<'_> = client.pets();
    let call: ListPets = pets.list_pets("ann").limit(5).after("x");
    let response = call.clone().await?;
    let headers = ListPetsHeaders::from_headers(&response.headers);
    let total = headers.map_or(0, |ListPetsHeaders { x_total, .. }| x_total);
    let page: PetsListPetsResponse200 = response.body;
    let next: Option<&PetsListPetsResponse200Next> = page.next.as_ref();
    println!("{:?}", next.and_then(|next| next.after.as_ref()));
    println!("{total} {:?}", page.items.iter().map(read).collect::<Vec<_>>());
    let _ = call.pages().next().await;

    let call: CreatePet = pets.create_pet(&build());
    match call.await?.body {
        CreatePetResponse::Created(pet) => println!("{}", read(&pet)),
        other => println!("{other:?}"),
    }
    let body: CreatePetBody<'_> = CreatePetBody::Text("Rex".to_owned());
    pets.create_pet(body).await?;
    pets.create_pet("Rex").await?;
    let call: GetPet = pets.get_pet(&PetId("p1".to_owned()));
    let visit: Visit = call.await?.body;
    println!("{} {}", visit.at, read(&visit.pet));
    let call: DeletePet = pets.delete_pet(&PetId::from("p1"));
    if let Err(Error::Api(error)) = call.await {
        println!("{}", explain(&error.body));
    }
    let call: Throw = client.toys().throw();
    call.far(true).body(&Span(1, "m".to_owned())).await?;
    let call: Remove = client.toys().remove("t1");
    if let Err(Error::Api(error)) = call.await
        && let RemoveError::Conflict(text) = error.body
    {
        println!("{text}");
    }
    Ok(())
}

/// A test of a caller, with the feature `testing`.
async fn tests() -> Result<(), AnyError> {
    let mock = client::testing::Mock::start().await;
    let visit = Visit::new(required::Visit { at: "noon".into(), pet: build() });
    let list: client::testing::pets::ListPets<'_> = mock.pets().list_pets();
    list.limit(5).respond_ok(&PetsListPetsResponse200::new([build()]));
    mock.pets().create_pet().body_where(|body: &Pet| body.name == "Rex").respond_created(&build());
    mock.pets().get_pet().id(&PetId::from("p1")).respond_ok(&visit);
    mock.pets().delete_pet().respond_no_content();
    mock.toys().throw().far(true).respond_no_content();
    mock.toys().remove().id("t1").respond_no_content();
    calls(&mock.client()).await
}

#[tokio::main]
async fn main() -> Result<(), AnyError> {
    tests().await
}
