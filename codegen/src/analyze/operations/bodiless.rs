//! Success responses without a body, if the document describes them only by `2XX` or `default`.
//!
//! Source: RFC 9110, sections 15.3.5 (204) and 15.3.6 (205): such a response has no content. OpenAPI 3.0.4, section 4.7.16:
//! `2XX` and `default` describe these statuses too.

use crate::ir::{Content, Operation, Response, Status, Type};

/// Adds a response without a body (204) to operations whose success response is `2XX` or `default` with a JSON body.
/// Paginated operations keep their type, because a page always has a body.
pub(super) fn add(operations: &mut [Operation]) {
    let is_paginated = |it: &Operation| it.pagination.is_some() && it.successes().nth(1).is_none();
    for operation in operations.iter_mut().filter(|it| !is_paginated(it)) {
        let has = |code: u16| operation.responses.iter().any(|it| it.status == Status::Code(code));
        let is_open = |it: &Response| {
            !matches!(it.status, Status::Code(_)) && matches!(&it.content, Content::Json(ty) if !has_null(ty))
        };
        if operation.successes().any(is_open) && !has(204) {
            operation.responses.push(Response {
                status: Status::Code(204),
                index: 0,
                is_implied: true,
                keys: Vec::new(),
                description: Some("No body.".to_owned()),
                content: Content::Empty,
                named_events: None,
                media_type: None,
                range: None,
                headers: Vec::new(),
                links: Vec::new(),
                others: Vec::new(),
            });
            operation.responses.sort_by_key(|it| (it.status, it.index));
        }
    }
}

fn has_null(ty: &Type) -> bool {
    matches!(ty, Type::Any | Type::Nullable(_))
}
