//! Operations: a method for each, and the type of its call.

use crate::ir::{BodyKind, Content, Header, Operation, Parameter, Type};
use crate::name::{
    EarlierResponses, Group, HeaderNames, Ident as _, MockNames, OperationName, Pascal, Snake, mocked_body,
};
use crate::surface::Context;
use crate::surface::body::RequestBody;
use crate::surface::response::ResponseSet;
use crate::surface::rust_type::RustType;

/// An operation with its names and the types of its responses.
#[derive(Clone, Debug)]
pub(crate) struct Method<'a> {
    pub(crate) context: Context<'a>,
    pub(crate) group: &'a Group,
    pub(crate) operation: &'a Operation,
    /// The enum over its error responses that it shares with other operations.
    pub(crate) shared_error: Option<&'a Pascal>,
    pub(crate) name: &'a OperationName,
    /// The success responses whose bodies the method returns.
    pub(crate) success: ResponseSet<'a>,
    /// The error responses with whose bodies it fails.
    pub(crate) failure: ResponseSet<'a>,
    /// All success responses and all error responses, if the method keeps the types of some of them: both types are enums.
    pub(crate) all: Option<[ResponseSet<'a>; 2]>,
}

/// The struct of the headers of an operation's success responses.
#[derive(Clone, Debug)]
pub(crate) struct Headers<'a> {
    pub(crate) context: Context<'a>,
    pub(crate) headers: Vec<Header>,
    pub(crate) names: &'a HeaderNames,
}

impl<'a> Context<'a> {
    /// Returns the operation with this index, of a group.
    pub(crate) fn method(self, group: &'a Group, index: usize) -> Method<'a> {
        let (operation, name) = (&self.api.operations[index], self.names.operation(index));
        let sets = [ResponseSet::success(operation, &name.success), ResponseSet::failure(operation, &name.failure)];
        let ([success, failure], all) = kept(sets, &name.earlier);
        Method { context: self, group, operation, shared_error: self.shared_error(index), name, success, failure, all }
    }
}

/// Returns the responses whose types a method keeps, and all of them if these are others.
pub(super) fn kept<'a>(
    sets: [ResponseSet<'a>; 2],
    earlier: &EarlierResponses,
) -> ([ResponseSet<'a>; 2], Option<[ResponseSet<'a>; 2]>) {
    let [success, failure] = sets.each_ref().map(|set| set.earlier(earlier));
    let is_kept = success.is_some() || failure.is_some();
    let all = is_kept.then(|| sets.clone().map(|set| ResponseSet { is_open: true, ..set }));
    let [all_success, all_failure] = sets;
    ([success.unwrap_or(all_success), failure.unwrap_or(all_failure)], all)
}

impl<'a> Method<'a> {
    /// Returns the required parameters: the arguments of the method, with their names.
    pub(crate) fn required(&self) -> impl Iterator<Item = (&'a Parameter, &'a Snake)> + use<'a> {
        self.parameters().filter(|(parameter, _)| parameter.required)
    }

    /// Returns the optional parameters: the setters of the call, with their names.
    pub(crate) fn optional(&self) -> impl Iterator<Item = (&'a Parameter, &'a Snake)> + use<'a> {
        self.parameters().filter(|(parameter, _)| !parameter.required)
    }

    /// Returns the parameters that callers set, with their names.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = (&'a Parameter, &'a Snake)> + use<'a> {
        let all = self.operation.parameters.iter().zip(&self.name.parameters);
        all.filter(|(parameter, _)| !parameter.is_fixed())
    }

    /// Returns the request body.
    pub(crate) fn request_body(&self) -> Option<RequestBody<'a>> {
        let (context, names) = (self.context, &self.name.bodies);
        self.operation.body.as_ref().map(|body| RequestBody { context, body, names })
    }

    /// Returns the media type, or the kind, of the body that the method `body` of the mock matches, if it is no JSON.
    pub(crate) fn mocked_body(&self) -> Option<&'a str> {
        let contents = self.operation.body.as_ref()?.contents.iter();
        let mut contents = contents.filter(|content| !matches!(content.kind, BodyKind::Multipart(..)));
        let place = self.name.mock.bodies.iter().position(|(method, _)| method.as_str() == MockNames::BODY)?;
        mocked_body(contents.nth(place)?)
    }

    /// Returns the request body if it is an argument of the method.
    pub(crate) fn required_body(&self) -> Option<RequestBody<'a>> {
        self.request_body().filter(|it| it.body.required)
    }

    /// Returns the request body if it is a setter of the call.
    pub(crate) fn optional_body(&self) -> Option<RequestBody<'a>> {
        self.request_body().filter(|it| !it.body.required)
    }

    /// Returns whether anything is optional, so that the call has setters.
    pub(crate) fn has_options(&self) -> bool {
        self.optional().next().is_some() || self.optional_body().is_some()
    }

    /// Returns whether the call has methods of its own, so that it is a struct, not an alias of `Call`.
    pub(crate) fn has_own_call(&self) -> bool {
        self.has_options() || self.all.is_some()
    }

    /// Returns all success responses, and all error responses.
    pub(crate) fn all(&self) -> [&ResponseSet<'a>; 2] {
        self.all.as_ref().map_or([&self.success, &self.failure], |all| all.each_ref())
    }

    /// Returns the headers of the success responses.
    pub(crate) fn headers(&self) -> Headers<'a> {
        Headers {
            context: self.context,
            headers: self.operation.headers_required_by(&self.success.responses),
            names: &self.name.headers,
        }
    }

    /// Returns the type of a page, if the call can have methods for pagination.
    pub(crate) fn page(&self) -> Option<&'a Type> {
        let has_pages = self.has_options() && !self.success.is_enum();
        match self.success.responses.first().map(|response| &response.content) {
            Some(Content::Json(ty)) if has_pages => Some(ty),
            _ => None,
        }
    }
}

impl Headers<'_> {
    /// Returns whether the document describes no headers.
    pub(crate) fn is_empty(&self) -> bool {
        self.headers.is_empty()
    }

    /// Returns the type of a header's field.
    pub(crate) fn field(&self, header: &Header) -> RustType {
        self.context.owned(&header.ty).optional(usize::from(!header.required))
    }
}
