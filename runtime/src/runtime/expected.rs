//! The typed side of a mock: the expected arguments of a request, set as on the client, and the responses.

use bytes::Bytes;
use reqwest::Method;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderValue};
use serde::Serialize;
use serde::de::DeserializeOwned;
use url::Url;

use crate::runtime::error::Reason;
use crate::runtime::mock::{ApiMock, Stub, StubResponse};
use crate::runtime::parameter;
use crate::runtime::received::{ExpectedRequest, ReceivedRequest, Test};
use crate::runtime::request_builder::RequestBuilder;

/// The expected request: its builder serializes the arguments as the client does.
pub struct Expected<'m> {
    mock: &'m ApiMock,
    operation: &'static str,
    method: Method,
    except: &'static [&'static str],
    builder: RequestBuilder,
    tests: Vec<Test>,
}

impl<'m> Expected<'m> {
    pub fn new(mock: &'m ApiMock, operation: &'static str, method: Method, template: &'static str) -> Self {
        let builder = RequestBuilder::new(mock.own_client(), method.clone(), template);
        Self { mock, operation, method, except: &[], builder, tests: Vec::new() }
    }

    pub fn except(mut self, templates: &'static [&'static str]) -> Self {
        self.except = templates;
        self
    }

    pub fn with(mut self, set: impl FnOnce(RequestBuilder) -> RequestBuilder) -> Self {
        self.builder = set(self.builder);
        self
    }

    pub fn test(mut self, test: impl Fn(&ReceivedRequest) -> bool + Send + Sync + 'static) -> Self {
        self.tests.push(Box::new(test));
        self
    }

    pub fn json_test<T: DeserializeOwned>(self, test: impl Fn(&T) -> bool + Send + Sync + 'static) -> Self {
        self.test(move |request| request.json().is_ok_and(|body| test(&body)))
    }

    pub fn respond(self, status: u16, body: Option<(String, Bytes)>) -> Stub {
        let mock = self.mock;
        #[allow(clippy::panic, reason = "only a test can see it")]
        let request = self.request().unwrap_or_else(|reason| panic!("no request can match these arguments: {reason}"));
        mock.set(request, StubResponse::new(status, body))
    }

    fn request(self) -> Result<ExpectedRequest, Reason> {
        let Self { operation, method, except, builder, tests, .. } = self;
        builder.check()?;
        let url = Url::parse(&builder.base_url()).map_err(|error| Reason::Url(error.to_string()))?;
        let mut body = None;
        if let Some(payload) = &builder.body {
            let request = payload.put_into(reqwest::Request::new(Method::POST, url.clone()), &builder.client.0.http)?;
            let bytes = request.body().and_then(reqwest::Body::as_bytes).map(Bytes::copy_from_slice);
            let media_type = request.headers().get(CONTENT_TYPE).cloned();
            let media_type = media_type.unwrap_or_else(|| HeaderValue::from_static("application/octet-stream"));
            let bytes = bytes.ok_or_else(|| Reason::Body("a stream can't be compared".to_owned()))?;
            body = Some((media_type, bytes));
        }
        let headers = builder.headers.iter().filter(|(name, _)| **name != ACCEPT);
        Ok(ExpectedRequest {
            operation,
            method,
            base: url.path().trim_end_matches('/').to_owned(),
            template: builder.described_path().unwrap_or_default(),
            except,
            headers: headers.map(|(name, value)| (name.clone(), value.clone())).collect(),
            path: builder.path,
            query: builder.query,
            cookies: builder.cookies,
            body,
            tests,
        })
    }
}

/// Returns the body of a JSON response.
#[allow(clippy::panic, reason = "only a test can see it")]
pub fn json<T: Serialize + ?Sized>(media_type: &str, body: &T) -> Option<(String, Bytes)> {
    let bytes =
        serde_json::to_vec(body).unwrap_or_else(|error| panic!("the response body cannot be serialized: {error}"));
    Some((media_type.to_owned(), bytes.into()))
}

/// Returns the body of a response with one JSON value per line.
pub fn lines<T: Serialize>(media_type: &str, items: impl IntoIterator<Item = T>) -> Option<(String, Bytes)> {
    let line = |item| json(media_type, &item).map(|(_, bytes)| [&bytes[..], b"\n"].concat()).unwrap_or_default();
    Some((media_type.to_owned(), items.into_iter().flat_map(line).collect()))
}

/// Returns the body of a response with events of JSON data.
pub fn events<T: Serialize>(media_type: &str, items: impl IntoIterator<Item = T>) -> Option<(String, Bytes)> {
    let items = items.into_iter().filter_map(|item| json(media_type, &item));
    text_events(media_type, items.map(|(_, bytes)| String::from_utf8_lossy(&bytes).into_owned()))
}

/// Returns the body of a response with events, which are objects with the properties `event` and `data`.
pub fn named_events<T: Serialize>(media_type: &str, items: impl IntoIterator<Item = T>) -> Option<(String, Bytes)> {
    let event = |item| {
        let (_, object) = json(media_type, &item)?;
        let properties = parameter::properties(std::str::from_utf8(&object).ok()?)?;
        let text = |name: &str| properties.get(name).map(|value| parameter::plain(value.get()));
        let (_, data) = text_events(media_type, [text("data")?])?;
        Some(format!("event: {}\n{}", text("event")?, String::from_utf8_lossy(&data)))
    };
    Some((media_type.to_owned(), items.into_iter().filter_map(event).collect::<String>().into()))
}

/// Returns the body of a response with events of text data.
pub fn text_events<T: Into<String>>(media_type: &str, items: impl IntoIterator<Item = T>) -> Option<(String, Bytes)> {
    let event = |item: T| {
        let text: String = item.into();
        let lines: String = text.split('\n').map(|line| format!("data: {line}\n")).collect();
        lines + "\n"
    };
    Some((media_type.to_owned(), items.into_iter().map(event).collect::<String>().into()))
}

/// Implements the mock of an operation: a row for each argument, and for each response.
#[doc(hidden)]
#[macro_export]
macro_rules! mock {
    ($module:ident :: $group:ident . $method:ident -> $name:ident : $verb:tt $template:literal
        $(at $server:literal)? $(except [$($except:literal),* $(,)?])?
        { $($row:ident : $ty:ty => $kind:ident ($($args:tt)*)),* $(,)? }) => {
        impl<'m> $group<'m> {
            #[doc = concat!(
                "Mocks `", stringify!($method), "` of [`", stringify!($group), "`](super::super::operations::",
                stringify!($module), "::", stringify!($group), ")."
            )]
            pub fn $method(&self) -> $name<'m> {
                const OPERATION: &str = concat!(stringify!($module), ".", stringify!($method));
                let expected = $crate::runtime::Expected::new(self.mock, OPERATION, $crate::runtime::verb!($verb), $template);
                $(let expected = expected.with(|builder| builder.server($server));)?
                $(let expected = expected.except(&[$($except),*]);)?
                $name(expected)
            }
        }

        #[doc = concat!(
            "The expected arguments of `", stringify!($method), "` of [`", stringify!($group), "`](super::super::operations::",
            stringify!($module), "::", stringify!($group), "), and the responses of the mock."
        )]
        #[must_use = "the mock does not respond until a response is set"]
        pub struct $name<'m>($crate::runtime::Expected<'m>);

        impl<'m> $name<'m> {
            $($crate::runtime::mock!(@$kind $row $ty [$($args)*]);)*

            /// Matches only requests with this header.
            pub fn header(self, name: &'static str, value: &str) -> Self {
                Self(self.0.with(|builder| builder.header_field(name, value)))
            }

            /// Matches only requests for which `test` returns `true`.
            pub fn matching(
                self,
                test: impl ::std::ops::Fn(&$crate::runtime::ReceivedRequest) -> bool + ::std::marker::Send + ::std::marker::Sync + 'static,
            ) -> Self {
                Self(self.0.test(test))
            }

            /// Sends any response, even one that the API does not describe.
            pub fn respond(
                self,
                status: u16,
                media_type: &str,
                body: impl Into<::bytes::Bytes>,
            ) -> $crate::runtime::Stub {
                self.0.respond(status, Some((media_type.to_owned(), body.into())))
            }
        }
    };

    (@path $row:ident $ty:ty [$wire:literal]) => {
        $crate::runtime::mock!(@set $row $ty [path "path parameter" $wire]);
    };
    (@path_in $row:ident $ty:ty [$wire:literal, $style:ident, $explode:literal]) => {
        $crate::runtime::mock!(@set $row $ty [path_in "path parameter" $wire $style $explode]);
    };
    (@path_reserved $row:ident $ty:ty [$wire:literal, $style:ident, $explode:literal]) => {
        $crate::runtime::mock!(@set $row $ty [path_reserved "path parameter" $wire $style $explode]);
    };
    (@query $row:ident $ty:ty [$wire:literal]) => {
        $crate::runtime::mock!(@set $row $ty [query "query parameter" $wire]);
    };
    (@query_in $row:ident $ty:ty [$wire:literal, $style:ident, $explode:literal]) => {
        $crate::runtime::mock!(@set $row $ty [query_in "query parameter" $wire $style $explode]);
    };
    (@query_reserved $row:ident $ty:ty [$wire:literal, $style:ident, $explode:literal]) => {
        $crate::runtime::mock!(@set $row $ty [query_reserved "query parameter" $wire $style $explode]);
    };
    (@header_field $row:ident $ty:ty [$wire:literal]) => {
        $crate::runtime::mock!(@set $row $ty [header_field "header" $wire]);
    };
    (@header_in $row:ident $ty:ty [$wire:literal, $style:ident, $explode:literal]) => {
        $crate::runtime::mock!(@set $row $ty [header_in "header" $wire $style $explode]);
    };
    (@cookie $row:ident $ty:ty [$wire:literal, $style:ident, $explode:literal]) => {
        $crate::runtime::mock!(@set $row $ty [cookie "cookie" $wire $style $explode]);
    };
    (@cookie_reserved $row:ident $ty:ty [$wire:literal, $style:ident, $explode:literal]) => {
        $crate::runtime::mock!(@set $row $ty [cookie_reserved "cookie" $wire $style $explode]);
    };
    (@set $row:ident $ty:ty [$set:ident $what:literal $wire:literal $($style:ident $explode:literal)?]) => {
        // The name in the document could contain Markdown.
        #[doc = concat!("Matches only requests in which the ", $what, " `", stringify!($row), "` has this value.")]
        pub fn $row(self, $row: $ty) -> Self {
            Self(self.0.with(|builder| builder.$set($wire, &$row $(, $crate::runtime::Style::$style, $explode)?)))
        }
    };

    (@json $row:ident $ty:ty []) => {
        $crate::runtime::mock!(@json $row $ty ["application/json"]);
    };
    (@json $row:ident $ty:ty [$media_type:literal]) => {
        /// Matches only requests with this body.
        pub fn $row(self, $row: &$ty) -> Self {
            Self(self.0.with(|builder| builder.json_as($media_type, $row)))
        }
    };
    (@plain $row:ident $ty:ty [$media_type:literal]) => {
        /// Matches only requests with this body.
        pub fn $row(self, $row: &$ty) -> Self {
            Self(self.0.with(|builder| builder.plain($media_type, $row)))
        }
    };
    (@lines $row:ident $ty:ty [$media_type:literal]) => {
        /// Matches only requests with this body.
        pub fn $row(self, $row: &$ty) -> Self {
            Self(self.0.with(|builder| builder.lines($media_type, $row)))
        }
    };
    (@json_where $row:ident $ty:ty []) => {
        /// Matches only requests with a body for which `test` returns `true`.
        pub fn $row(self, test: impl ::std::ops::Fn(&$ty) -> bool + ::std::marker::Send + ::std::marker::Sync + 'static) -> Self {
            Self(self.0.json_test(test))
        }
    };
    (@form $row:ident $ty:ty [$($styles:tt)*]) => {
        /// Matches only requests with this body.
        pub fn $row(self, $row: &$ty) -> Self {
            #[allow(unused_imports, reason = "not every form has properties in a style")]
            use $crate::runtime::Style;
            Self(self.0.with(|builder| builder.form($row, &[$($styles)*])))
        }
    };
    (@form_reserved $row:ident $ty:ty [[$($styles:tt)*] $($reserved:literal),*]) => {
        /// Matches only requests with this body.
        pub fn $row(self, $row: &$ty) -> Self {
            use $crate::runtime::Style;
            Self(self.0.with(|builder| builder.form_reserved($row, &[$($styles)*], &[$($reserved),*])))
        }
    };
    (@text $row:ident $ty:ty []) => {
        $crate::runtime::mock!(@text $row $ty ["text/plain"]);
    };
    (@bytes $row:ident $ty:ty []) => {
        $crate::runtime::mock!(@bytes $row $ty ["application/octet-stream"]);
    };
    (@text $row:ident $ty:ty [$media_type:literal]) => {
        $crate::runtime::mock!(@whole $row $ty [text $media_type]);
    };
    (@bytes $row:ident $ty:ty [$media_type:literal]) => {
        $crate::runtime::mock!(@whole $row $ty [bytes $media_type]);
    };
    (@whole $row:ident $ty:ty [$set:ident $media_type:literal]) => {
        /// Matches only requests with this body.
        pub fn $row(self, $row: $ty) -> Self {
            Self(self.0.with(|builder| builder.$set($media_type, $row)))
        }
    };

    (@respond $row:ident $ty:ty [_, $($body:tt)*]) => {
        $crate::runtime::mock!(@body $row $ty [$($body)*] ["Responds with this status code.", status, status: u16]);
    };
    (@respond $row:ident $ty:ty [$from:literal ..= $to:literal, $($body:tt)*]) => {
        $crate::runtime::mock!(@body $row $ty [$($body)*] [
            concat!("Responds with this status code, from ", stringify!($from), " to ", stringify!($to), "."), status, status: u16
        ]);
    };
    (@respond $row:ident $ty:ty [$status:literal, $($body:tt)*]) => {
        $crate::runtime::mock!(@body $row $ty [$($body)*] [
            concat!("Responds with status code ", stringify!($status), "."), $status
        ]);
    };
    (@body $row:ident $ty:ty [json] $response:tt) => {
        $crate::runtime::mock!(@body $row $ty [json "application/json"] $response);
    };
    (@body $row:ident $ty:ty [text] $response:tt) => {
        $crate::runtime::mock!(@body $row $ty [text "text/plain"] $response);
    };
    (@body $row:ident $ty:ty [bytes] $response:tt) => {
        $crate::runtime::mock!(@body $row $ty [bytes "application/octet-stream"] $response);
    };
    (@body $row:ident $ty:ty [lines] $response:tt) => {
        $crate::runtime::mock!(@body $row $ty [lines "application/x-ndjson"] $response);
    };
    (@body $row:ident $ty:ty [events] $response:tt) => {
        $crate::runtime::mock!(@body $row $ty [events "text/event-stream"] $response);
    };
    (@body $row:ident $ty:ty [text_events] $response:tt) => {
        $crate::runtime::mock!(@body $row $ty [text_events "text/event-stream"] $response);
    };
    (@body $row:ident $ty:ty [named_events] $response:tt) => {
        $crate::runtime::mock!(@body $row $ty [named_events "text/event-stream"] $response);
    };
    (@body $row:ident $ty:ty [empty] [$about:expr, $status:expr $(, $argument:ident : $of:ty)?]) => {
        #[doc = $about]
        pub fn $row(self $(, $argument: $of)?) -> $crate::runtime::Stub {
            self.0.respond($status, None)
        }
    };
    (@body $row:ident $ty:ty [json $media_type:literal] [$about:expr, $status:expr $(, $argument:ident : $of:ty)?]) => {
        #[doc = $about]
        pub fn $row(self, $($argument: $of,)? body: &$ty) -> $crate::runtime::Stub {
            self.0.respond($status, $crate::runtime::expected::json($media_type, body))
        }
    };
    (@body $row:ident $ty:ty [text $media_type:literal] [$about:expr, $status:expr $(, $argument:ident : $of:ty)?]) => {
        #[doc = $about]
        pub fn $row(self, $($argument: $of,)? body: impl ::std::convert::Into<$ty>) -> $crate::runtime::Stub {
            let body: $ty = body.into();
            self.0.respond($status, Some(($media_type.to_owned(), body.into())))
        }
    };
    (@body $row:ident $ty:ty [bytes $media_type:literal] [$about:expr, $status:expr $(, $argument:ident : $of:ty)?]) => {
        #[doc = $about]
        pub fn $row(self, $($argument: $of,)? body: impl ::std::convert::Into<$ty>) -> $crate::runtime::Stub {
            self.0.respond($status, Some(($media_type.to_owned(), body.into())))
        }
    };
    (@body $row:ident $ty:ty [$stream:ident $media_type:literal]
        [$about:expr, $status:expr $(, $argument:ident : $of:ty)?]) => {
        #[doc = $about]
        pub fn $row(self, $($argument: $of,)? items: impl ::std::iter::IntoIterator<Item = $ty>) -> $crate::runtime::Stub {
            self.0.respond($status, $crate::runtime::expected::$stream($media_type, items))
        }
    };
}

/// An HTTP method: a constant of `http`, or any other.
#[doc(hidden)]
#[macro_export]
macro_rules! verb {
    ($verb:ident) => {
        ::reqwest::Method::$verb
    };
    ($verb:literal) => {
        $crate::runtime::method($verb)
    };
}

#[doc(hidden)]
pub use {mock, verb};
