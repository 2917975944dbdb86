//! An error of any call, so that `?` works across calls with different error responses.

use std::any::Any;
use std::fmt;
use std::ops::Deref;

use crate::runtime::error::{Error, TransportError};
use crate::runtime::stream::StreamError;

/// The body of an error response, of any type.
pub type AnyBody = Box<dyn Any + Send + Sync>;

/// The error of any call: an [`Error`] without the type of its body. Every [`Error`] converts into it, and so do the errors
/// of streams.
///
/// It dereferences to an [`Error`], which has the status code, the headers and the undecoded body.
pub struct AnyError(Error<AnyBody>);

impl AnyError {
    /// Returns the decoded body of an error response that the API describes, if it is of the type `B`.
    pub fn body_as<B: 'static>(&self) -> Option<&B> {
        self.0.body()?.downcast_ref()
    }
}

impl<E: Send + Sync + 'static> From<Error<E>> for AnyError {
    fn from(error: Error<E>) -> Self {
        Self(error.map(|body| Box::new(body) as AnyBody))
    }
}

impl From<StreamError> for AnyError {
    fn from(error: StreamError) -> Self {
        Self(error.into())
    }
}

impl From<TransportError> for AnyError {
    fn from(error: TransportError) -> Self {
        Self(error.into())
    }
}

impl Deref for AnyError {
    type Target = Error<AnyBody>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl fmt::Display for AnyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for AnyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl std::error::Error for AnyError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(&self.0)
    }
}
