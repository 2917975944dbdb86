//! Passes values of types that several items share from one item to the other. It is compiled, not run.

use std::convert::Infallible;

use client::errors::Error404Or409;
use client::operations::shops::{AddKindsError, SetKindsError, CloseShopError, GetShopError, GetShopHeaders, ReplaceShopError};
use client::types::{
    Animal, Base, BaseBase, Child, Hound, Info, Kinds, KindsC, KindsD, KindsF, KindsG, KindsJ, KindsK, KindsLevel, KindsO, KindsP,
    KindsS, KindsT,
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

/// Values of one type as those of another name of it.
fn kinds(kinds: Kinds) -> Kinds {
    let (f, k, d, t): (Option<KindsF>, Option<KindsK>, Option<KindsD>, Option<KindsT>) = (kinds.g, kinds.j, kinds.c, kinds.s);
    let (p, hound, info): (Option<KindsP>, Option<Hound>, Option<Info>) =
        (kinds.o, kinds.animal, kinds.node.and_then(|node| node.info));
    let text = kinds.level.as_ref().map(|level| level.as_str().to_owned());
    println!("{text:?} {}", kinds.level == Some(KindsLevel::Value1) || KindsLevel::from("1") == KindsLevel::Value2);
    let base: Base = BaseBase::new("Base").into();
    let mut all = Kinds::new().f(f.unwrap_or(KindsG::A)).k(k.unwrap_or(KindsJ::J1)).d(d.unwrap_or(KindsC::Q)).base(base);
    (all.t, all.p, all.hound, all.info) = (t.or(Some(KindsS::Integer(1))), p.or(Some(KindsO::new())), hound, info);
    all.hound(Animal::new("Rex")).base(Child::new("Child"))
}

/// Two enums over error responses are two types.
struct Failure(String);

impl From<AddKindsError> for Failure {
    fn from(error: AddKindsError) -> Self {
        Self(format!("{error:?}"))
    }
}

impl From<SetKindsError> for Failure {
    fn from(error: SetKindsError) -> Self {
        Self(format!("{error:?}"))
    }
}

async fn send(client: &Client, all: Kinds) -> Result<(), Failure> {
    let all = client.shops().add_kinds(&kinds(all)).await.map(|it| it.body);
    if let Ok(all) = &all {
        println!("{}", client.shops().set_kinds(all).await.is_ok());
    }
    match all {
        Err(Error::Api(error)) => Err(error.body.into()),
        _ => Err(Failure(String::new())),
    }
}

fn main() {
    let number = |it: &Unused| -> Option<i64> { part(&it.part) };
    let _ = (calls, of_all, number, orders, send, |it: Failure| it.0);
}
