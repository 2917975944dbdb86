//! The runtime that the code of this crate shares.

mod any_error;
#[cfg(feature = "backtracking")]
pub mod backtracking;
mod base64_bytes;
#[cfg(feature = "blocking")]
mod blocking;
mod call;
mod charset;
mod client;
mod constructor;
mod credential;
mod decimal;
pub mod decode;
mod decode_error;
pub mod enumeration;
mod error;
mod events;
mod excerpt;
mod exchange;
#[cfg(all(feature = "testing", not(target_arch = "wasm32")))]
pub mod expected;
pub mod external;
mod facade;
mod finite;
pub mod headers;
pub mod instant;
mod json_reader;
mod json_sequence;
pub mod json_text;
mod json_tree;
#[cfg(all(feature = "tower", not(target_arch = "wasm32")))]
pub mod layer;
mod link;
pub mod map;
pub mod media_type;
pub mod mismatch;
#[cfg(all(feature = "testing", not(target_arch = "wasm32")))]
mod mock;
mod multipart;
mod newtype;
pub mod number;
pub mod object;
mod only;
mod pages;
mod parameter;
mod path;
mod payload;
mod percent;
mod pieces;
pub mod property;
#[cfg(all(feature = "rate-limit", not(target_arch = "wasm32")))]
mod rate_limit;
#[cfg(all(feature = "testing", not(target_arch = "wasm32")))]
mod received;
pub mod redacted;
mod request_builder;
mod response;
mod retry;
pub mod scalar;
mod setters;
mod stream;
#[cfg(feature = "time")]
mod times;
#[cfg(feature = "chrono")]
mod times_chrono;
#[cfg(feature = "jiff")]
mod times_jiff;
mod token;
pub mod tuple;
mod undescribed;
pub mod union;
pub mod union_plan;
mod upload;
#[cfg(feature = "validate")]
pub mod validate;

pub use any_error::{AnyBody, AnyError};
pub use base64_bytes::{Base64, Base64Url};
#[cfg(feature = "blocking")]
pub use blocking::Blocking;
pub use call::Call;
pub use client::{ApiClient, ApiClientBuilder, BuildError};
pub use credential::Credential;
pub use decimal::{Decimal, ParseDecimalError};
pub use decode_error::DecodeError;
pub use enumeration::{UnknownInteger, UnknownValue};
pub use error::{ApiError, Endpoint, Error, NotSentError, TransportError, UndecodableBody, UnexpectedStatus};
pub use events::{Event, Events, JsonLines};
#[cfg(all(feature = "testing", not(target_arch = "wasm32")))]
pub use expected::Expected;
#[cfg(all(feature = "tower", not(target_arch = "wasm32")))]
pub use layer::{BoxError, HttpService};
pub use mismatch::Mismatch;
#[cfg(all(feature = "testing", not(target_arch = "wasm32")))]
pub use mock::{ApiMock, Stub};
pub use multipart::Multipart;
pub use pages::{Advance, Extent, Items, Pages};
pub use parameter::Style;
#[cfg(all(feature = "rate-limit", not(target_arch = "wasm32")))]
pub use rate_limit::RateLimit;
#[cfg(all(feature = "testing", not(target_arch = "wasm32")))]
pub use received::ReceivedRequest;
pub use request_builder::RequestBuilder;
#[doc(hidden)]
pub use request_builder::method;
pub use reqwest::Method;
pub use response::{DecodeFailure, Decoded, Response, UndecodedResponse};
pub use retry::Retry;
pub use stream::{ByteStream, StreamError};
#[cfg(feature = "time")]
pub use times::{Date, DateTime};
#[cfg(feature = "oauth2")]
pub use token::ClientCredentials;
pub use token::{Token, TokenError, TokenFuture, TokenProvider};
#[cfg(all(feature = "tower", not(target_arch = "wasm32")))]
pub use tower_layer;
#[cfg(all(feature = "tower", not(target_arch = "wasm32")))]
pub use tower_service;
pub use undescribed::UndescribedCall;
pub use upload::Upload;
#[cfg(feature = "validate")]
pub use validate::{Checker, Validate, Violation, Violations};

#[doc(hidden)]
pub use call::call;
#[doc(hidden)]
pub use constructor::constructor;
#[doc(hidden)]
pub use enumeration::{integer_enum, string_enum, value_enum};
#[cfg(all(feature = "testing", not(target_arch = "wasm32")))]
#[doc(hidden)]
pub use expected::{mock, verb};
#[doc(hidden)]
pub use external::external;
#[doc(hidden)]
pub use facade::client;
#[cfg(all(feature = "testing", not(target_arch = "wasm32")))]
#[doc(hidden)]
pub use facade::mock_server;
#[doc(hidden)]
pub use headers::headers;
#[doc(hidden)]
pub use newtype::newtype;
#[doc(hidden)]
pub use object::object;
#[doc(hidden)]
pub use only::{also, only, required};
#[doc(hidden)]
pub use redacted::redacted;
#[doc(hidden)]
pub use tuple::tuple;
#[doc(hidden)]
pub use union::{hashed_union, union};
