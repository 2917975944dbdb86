//! Passes values of types that several items share from one item to the other. It is compiled, not run.

use std::convert::Infallible;

use client::errors::Error404Or409;
use client::operations::shops::{CloseShopError, GetShopError, GetShopHeaders, ReplaceShopError};
use client::types::{
    IdAndOwnerAndMoreBody, Jump, Keeper, Login, Memo, MemoKind, Order, ShopsAddMoveBody, ShopsAddNoteBody, ShopsSetMoveBody,
    OwnersListOwnersResponse200Item, ShopsGetFirstResponse200, ShopsGetShopResponse200,
    ShopsGetShopResponse200Owner, ShopsReplaceShopBody, ShopsReplaceShopBodyOwner, ShopsReplaceShopBodySize, Spare, Step, Unused, UnusedPart,
    required,
};
use client::{Client, Error};

fn shop() -> ShopsReplaceShopBody {
    let owner: ShopsReplaceShopBodyOwner = ShopsReplaceShopBodyOwner::new().name("Ann");
    ShopsReplaceShopBody::new("7").owner(owner).size(ShopsReplaceShopBodySize::Small).price(5)
}

/// Equal inline schemas are one type.
fn same(one: ShopsGetShopResponse200, other: ShopsGetFirstResponse200) -> [IdAndOwnerAndMoreBody; 3] {
    [one, other, shop()]
}

fn owner(it: ShopsGetShopResponse200Owner) -> Option<String> {
    let it: OwnersListOwnersResponse200Item = it;
    it.name
}

/// One function handles the errors of several operations.
fn explain(error: &Error404Or409) -> String {
    match error {
        Error404Or409::NotFound(none) => none.id.clone(),
        Error404Or409::Conflict(busy) => busy.until.clone(),
        other => format!("{other:?}"),
    }
}

fn of_all(one: &GetShopError, two: &ReplaceShopError, three: &CloseShopError) -> [String; 3] {
    [explain(one), explain(two), explain(three)]
}

fn part(part: &UnusedPart) -> Option<i64> {
    part.number
}

async fn calls(client: &Client) {
    let shops = client.shops();
    if let Ok(response) = shops.get_shop("1").await {
        let tag: String = GetShopHeaders::from_headers(&response.headers).map(|it| it.e_tag).unwrap_or_default();
        println!("{tag} {:?}", response.body.owner.clone().and_then(owner));
        let first: Result<_, Error<Infallible>> = shops.get_first().await.map(|it| it.body);
        let all = first.map(|first| same(response.body, first));
        println!("{:?}", all.map(|all| all.map(|it| it.size == Some(ShopsReplaceShopBodySize::Small))));
    }
    let replaced: Result<_, Error<ReplaceShopError>> = shops.replace_shop("1", &shop()).await;
    println!("{:?}", replaced.map_err(|error| error.map(|it| explain(&it))).is_ok());
    let exported: Result<_, Error<Spare>> = shops.export_shops().await;
    println!("{:?}", exported.map(|it| it.body.len()).is_ok());
    let note = MemoKind::Memo;
    let note: ShopsAddNoteBody = Memo::new(note).text("a").into();
    let _ = shops.add_note(&note).await.is_ok() && shops.set_note(&note).await.is_ok();
    let jump: ShopsSetMoveBody = ShopsAddMoveBody::Jump(Jump::new(1));
    let _ = shops.add_move(&jump).await.is_ok() && shops.set_move(&ShopsSetMoveBody::Step(Step::new(1))).await.is_ok();
    let named: Result<_, Error<Infallible>> = shops.set_names(&["a", "b"]).await;
    println!("{}", named.is_ok());
    let _ = shops.set_names(&vec!["a"]).await.is_ok() && shops.set_names(&["a".to_owned()][..]).await.is_ok();
}

/// Properties that are `readOnly` or `writeOnly` are required in the one direction that a type has.
async fn orders(client: &Client) {
    let login = Login::new(required::Login { user: "ann".into(), password: "secret".into() });
    println!("{}", client.shops().log_in(&login).await.is_ok());
    for order in client.shops().list_orders().await.map(|it| it.body).unwrap_or_default() {
        let (order, numbers): (&Order, Vec<i64>) = (&order, order.lines.iter().map(|it| it.number).collect());
        let (id, keeper): (&String, &Keeper) = (&order.id, &order.keeper);
        let of_keeper: &String = &keeper.id;
        println!("{id} {of_keeper} {numbers:?}");
    }
}

fn main() {
    let number = |it: &Unused| -> Option<i64> { part(&it.part) };
    let _ = (calls, of_all, number, orders);
}
