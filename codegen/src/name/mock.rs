//! The names of an operation's mock.

use crate::ir::{BodyContent, BodyKind, Operation};
use crate::name::ident::{Ident as _, Pascal, Snake};
use crate::name::operation::{BodyNames, media_type};
use crate::name::parameters::{Known, in_order, suffix};
use crate::name::scope::Scope;
use crate::name::status::status;

/// The methods of every operation's mock.
const METHODS: [&str; 4] = ["header", "matching", "respond", "self"];

/// The names of an operation's mock.
#[derive(Debug)]
pub struct MockNames {
    /// The name of its type.
    pub ident: Pascal,
    /// The methods that match parameters, in the order of the model.
    pub parameters: Vec<Snake>,
    /// The methods that match the body, by value and by predicate, for each media type.
    pub bodies: Vec<(Snake, Snake)>,
    /// The methods that set the response, in the order of the model.
    pub responses: Vec<Snake>,
}

impl MockNames {
    /// The name of the method that matches the only body.
    pub(crate) const BODY: &str = "body";
}

/// Returns the names of the mock of `operation`, whose type belongs to `types`. Its parameters have the names of arguments and
/// setters, and its bodies those of variants. A body of the existing crate keeps the name of its method.
pub(super) fn mock(
    operation: &Operation,
    method: &Pascal,
    (names, bodies): (&[Snake], &BodyNames),
    known: Option<Known<'_>>,
    types: &mut Scope,
) -> MockNames {
    let mut scope = Scope::new(&METHODS);
    let contents = operation.body.as_ref().map(|body| body.contents.as_slice()).unwrap_or_default();
    let is_form = |content: &BodyContent| matches!(content.kind, BodyKind::Multipart(..));
    // The first JSON body keeps its names when another media type is added.
    let mocked = known.and_then(|it| it.previous.mocked_body(it.owner));
    let is_known = |content: &BodyContent| mocked.is_some_and(|mocked| mocked_body(content) == Some(mocked));
    let first = contents.iter().position(is_known);
    let first = first.or_else(|| contents.iter().position(|content| matches!(content.kind, BodyKind::Json(_))));
    let bodies = contents.iter().zip(&bodies.variants).enumerate().filter(|(_, (content, _))| !is_form(content));
    let bodies = bodies.map(|(index, (_, variant))| {
        let preferred = Snake::new(MockNames::BODY);
        let preferred = if contents.len() > 1 && first != Some(index) {
            preferred.with(Snake::new(variant.as_str()).as_str())
        } else {
            preferred
        };
        (scope.claim(&preferred, "content"), scope.claim(&preferred.with("where"), "content"))
    });
    let bodies = bodies.collect();
    let responses = operation.responses.iter().map(|response| {
        let preferred = Snake::new("respond").with(Snake::new(&status(response.status)).as_str());
        let key = response.keys.first().filter(|_| response.index > 0);
        let preferred =
            key.map_or(preferred.clone(), |key| preferred.with(Snake::new(media_type(key).as_str()).as_str()));
        scope.claim(&preferred, "answer")
    });
    let responses = responses.collect();
    // An operation may gain a body.
    for name in [MockNames::BODY, "body_where"] {
        scope.take(&Snake::new(name));
    }
    // An operation may gain optional parameters, so that the required ones are the first.
    let mut parameters: Vec<(usize, Snake)> = Vec::with_capacity(names.len());
    for is_required in [true, false] {
        for (index, (parameter, name)) in operation.parameters.iter().zip(names).enumerate() {
            if parameter.required == is_required {
                parameters.push((index, scope.claim(name, suffix(parameter.location))));
            }
        }
    }
    let parameters = in_order(parameters);
    MockNames { ident: types.claim(method, "Mock"), parameters, bodies, responses }
}

/// Returns the media type, or the kind, by which `api.txt` lists a body that is no JSON and that a mock matches.
pub(crate) fn mocked_body(content: &BodyContent) -> Option<&str> {
    match content.kind {
        BodyKind::Json(_) | BodyKind::Multipart(..) => None,
        BodyKind::Form(..) => Some("form"),
        BodyKind::Lines(_) => Some("lines"),
        BodyKind::Plain(_) | BodyKind::Text | BodyKind::Bytes => Some(&content.media_type),
    }
}
