//! The runtime shared by all operations and types of this crate: transport, credentials, errors and JSON.

pub(crate) mod backtracking;
mod base64_bytes;
#[cfg(feature = "blocking")]
mod blocking;
mod call;
mod client;
mod credential;
mod decimal;
mod decode_error;
pub(crate) mod enumeration;
mod error;
mod events;
mod exchange;
#[cfg(all(feature = "testing", not(target_arch = "wasm32")))]
pub(crate) mod expected;
mod facade;
mod finite;
pub(crate) mod headers;
pub(crate) mod instant;
mod json_reader;
pub(crate) mod json_text;
mod json_tree;
mod link;
pub mod media_type;
#[cfg(all(feature = "testing", not(target_arch = "wasm32")))]
mod mock;
mod multipart;
mod newtype;
pub(crate) mod number;
pub(crate) mod object;
mod only;
mod pages;
mod parameter;
mod path;
mod payload;
mod percent;
mod pieces;
#[cfg(all(feature = "rate-limit", not(target_arch = "wasm32")))]
mod rate_limit;
#[cfg(all(feature = "testing", not(target_arch = "wasm32")))]
mod received;
pub(crate) mod redacted;
mod reply;
mod request_builder;
mod retry;
pub(crate) mod scalar;
mod stream;
mod times;
mod times_chrono;
mod times_jiff;
mod token;
pub(crate) mod tuple;
pub(crate) mod union;
pub(crate) mod union_plan;
mod upload;
#[cfg(feature = "validate")]
pub(crate) mod validate;

pub use base64_bytes::{Base64, Base64Url};
#[cfg(feature = "blocking")]
pub use blocking::Blocking;
pub use call::Call;
pub use client::{ApiClient, ApiClientBuilder, BuildError};
pub use credential::Credential;
pub use decimal::{Decimal, NotANumber};
pub use decode_error::DecodeError;
pub use enumeration::{UnknownInteger, UnknownValue};
pub use error::{ApiError, Endpoint, Error, NotSentError, TransportError, UndecodableBody, UnexpectedStatus};
pub use events::{Event, Events, JsonLines};
#[cfg(all(feature = "testing", not(target_arch = "wasm32")))]
pub use expected::Expected;
#[cfg(all(feature = "testing", not(target_arch = "wasm32")))]
pub use mock::{ApiMock, Stub};
pub use multipart::Multipart;
pub use pages::{Advance, Extent, Items, Pages};
pub use parameter::Style;
#[cfg(all(feature = "rate-limit", not(target_arch = "wasm32")))]
pub use rate_limit::RateLimit;
#[cfg(all(feature = "testing", not(target_arch = "wasm32")))]
pub use received::Received;
pub use reply::{Outcome, Problem, Reply, Response};
pub use request_builder::RequestBuilder;
pub(crate) use request_builder::method;
pub use retry::Retry;
pub use stream::{ByteStream, StreamError};
pub use times::{Date, DateTime};
#[cfg(feature = "oauth2")]
pub use token::ClientCredentials;
pub use token::{Token, TokenError, TokenFuture, TokenProvider};
pub use upload::Upload;
#[cfg(feature = "validate")]
pub use validate::{Checker, Validate, Violation, Violations};

pub(crate) use call::call;
pub(crate) use enumeration::{integer_enum, string_enum, value_enum};
#[cfg(all(feature = "testing", not(target_arch = "wasm32")))]
pub(crate) use expected::{mock, verb};
pub(crate) use facade::client;
#[cfg(all(feature = "testing", not(target_arch = "wasm32")))]
pub(crate) use facade::mock_server;
pub(crate) use headers::headers;
pub(crate) use newtype::newtype;
pub(crate) use object::object;
pub(crate) use only::{also, only};
pub(crate) use redacted::redacted;
pub(crate) use tuple::tuple;
pub(crate) use union::union;
