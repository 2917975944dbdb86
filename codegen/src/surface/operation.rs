//! Operations: a method for each, and the type of its call.

use crate::ir::{Content, Header, Operation, Parameter, Type};
use crate::name::{Group, HeaderNames, OperationName, Pascal, Snake};
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
    pub(crate) success: ResponseSet<'a>,
    pub(crate) failure: ResponseSet<'a>,
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
        let success = ResponseSet::success(operation, &name.success);
        let failure = ResponseSet::failure(operation, &name.failure);
        Method { context: self, group, operation, shared_error: self.shared_error(index), name, success, failure }
    }
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
        all.filter(|(parameter, _)| parameter.constant.is_none())
    }

    /// Returns the request body.
    pub(crate) fn request_body(&self) -> Option<RequestBody<'a>> {
        let (context, names) = (self.context, &self.name.bodies);
        self.operation.body.as_ref().map(|body| RequestBody { context, body, names })
    }

    /// Returns the request body if it is an argument of the method.
    pub(crate) fn required_body(&self) -> Option<RequestBody<'a>> {
        self.request_body().filter(|it| it.body.required)
    }

    /// Returns the request body if it is a setter of the call.
    pub(crate) fn optional_body(&self) -> Option<RequestBody<'a>> {
        self.request_body().filter(|it| !it.body.required)
    }

    /// Returns whether anything is optional, so that the call has setters and is a struct, not an alias of `Call`.
    pub(crate) fn has_options(&self) -> bool {
        self.optional().next().is_some() || self.optional_body().is_some()
    }

    /// Returns the headers of the success responses.
    pub(crate) fn headers(&self) -> Headers<'a> {
        Headers { context: self.context, headers: self.operation.headers(), names: &self.name.headers }
    }

    /// Returns the type of a page, if the call can have methods for pagination.
    pub(crate) fn page(&self) -> Option<&'a Type> {
        let mut successes = self.operation.successes();
        match successes.next().map(|response| &response.content) {
            Some(Content::Json(ty)) if self.has_options() => Some(ty),
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
