//! Passes values of types that several documents have in common from one document to the other. It is compiled, not run.

use client::errors::Error404Or409;
use client::types::{Busy, Missing, Owner, Pet, PetKind, Pets, Size, Visit};
use client::{Client, Error};

trait Named {
    fn named(&self) -> String;
}

impl Named for client::a::types::Pet {
    fn named(&self) -> String {
        self.id.clone()
    }
}

fn pet() -> Pet {
    let pets: Pets = vec![Pet::new("2").kind(PetKind::Cat)];
    Pet::new("1").owner(Owner::new().name("Ann").pets(pets)).size(Size::Integer(5))
}

/// The types are the same ones.
fn same(one: client::a::types::Visit, other: client::b::types::Visit) -> [Visit; 2] {
    [one, other]
}

/// One function handles the errors of both documents.
fn explain(error: &Error404Or409) -> String {
    match error {
        Error404Or409::NotFound(Missing { id, .. }) => id.clone(),
        Error404Or409::Conflict(Busy { until, .. }) => until.clone(),
        other => format!("{other:?}"),
    }
}

async fn calls(client: &Client) {
    let (a, b) = (client.a(), client.b());
    for error in [a.pets().set_pet("1", &pet()).await.map_err(a_error), b.pets().set_pet("1", &pet()).await.map_err(b_error)] {
        println!("{:?}", error.map(|it| it.status).map_err(|error| error.map(|it| explain(&it))));
    }
    let listed: Result<_, Error<client::b::operations::pets::ListPetsError>> = b.pets().list_pets().await;
    let pets: Vec<Pet> = listed.map(|it| it.body).map_err(b_error).unwrap_or_default();
    println!("{:?}", pets.iter().map(Named::named).collect::<Vec<_>>());
    if let (Ok(one), Ok(other)) = (a.visits().list_visits().await, b.visits().list_visits().await) {
        let all = one.body.into_iter().zip(other.body).flat_map(|(one, other)| same(one, other));
        println!("{:?}", all.filter_map(|it| it.pet).map(|it| it.kind == Some(PetKind::Dog)).collect::<Vec<_>>());
    }
}

fn a_error(error: Error<client::a::errors::Error404Or409>) -> Error<Error404Or409> {
    error
}

fn b_error(error: Error<client::b::errors::Error404Or409>) -> Error<Error404Or409> {
    error
}

fn main() {
    let _ = calls;
}
