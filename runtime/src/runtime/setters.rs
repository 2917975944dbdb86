//! The changes of a request that the setters of calls make.
//!
//! Setters call these methods in place of [`Call::with`], because the compiler checks a call faster than a closure.

use serde::Serialize;

use crate::runtime::call::Call;
use crate::runtime::parameter::Style;
use crate::runtime::upload::Upload;

/// The methods of [`RequestBuilder`](crate::runtime::request_builder::RequestBuilder) that set a parameter or the body.
impl<T, E> Call<T, E> {
    #[doc(hidden)]
    pub fn query<V: Serialize + ?Sized>(self, name: &'static str, value: &V) -> Self {
        self.with(|builder| builder.query(name, value))
    }

    #[doc(hidden)]
    pub fn query_in<V: Serialize + ?Sized>(self, name: &'static str, value: &V, style: Style, explode: bool) -> Self {
        self.with(|builder| builder.query_in(name, value, style, explode))
    }

    #[doc(hidden)]
    pub fn query_reserved<V: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &V,
        style: Style,
        explode: bool,
    ) -> Self {
        self.with(|builder| builder.query_reserved(name, value, style, explode))
    }

    #[doc(hidden)]
    pub fn header_field<V: Serialize + ?Sized>(self, name: &'static str, value: &V) -> Self {
        self.with(|builder| builder.header_field(name, value))
    }

    #[doc(hidden)]
    pub fn header_in<V: Serialize + ?Sized>(self, name: &'static str, value: &V, style: Style, explode: bool) -> Self {
        self.with(|builder| builder.header_in(name, value, style, explode))
    }

    #[doc(hidden)]
    pub fn cookie<V: Serialize + ?Sized>(self, name: &'static str, value: &V, style: Style, explode: bool) -> Self {
        self.with(|builder| builder.cookie(name, value, style, explode))
    }

    #[doc(hidden)]
    pub fn cookie_reserved<V: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &V,
        style: Style,
        explode: bool,
    ) -> Self {
        self.with(|builder| builder.cookie_reserved(name, value, style, explode))
    }

    #[doc(hidden)]
    pub fn json<V: Serialize + ?Sized>(self, body: &V) -> Self {
        self.with(|builder| builder.json(body))
    }

    #[doc(hidden)]
    pub fn json_as<V: Serialize + ?Sized>(self, media_type: &'static str, body: &V) -> Self {
        self.with(|builder| builder.json_as(media_type, body))
    }

    #[doc(hidden)]
    pub fn lines<V: Serialize>(self, media_type: &'static str, items: &[V]) -> Self {
        self.with(|builder| builder.lines(media_type, items))
    }

    #[doc(hidden)]
    pub fn form<V: Serialize + ?Sized>(self, body: &V, styles: &[(Style, bool, &[&str])]) -> Self {
        self.with(|builder| builder.form(body, styles))
    }

    #[doc(hidden)]
    pub fn form_reserved<V: Serialize + ?Sized>(
        self,
        body: &V,
        styles: &[(Style, bool, &[&str])],
        reserved: &[&str],
    ) -> Self {
        self.with(|builder| builder.form_reserved(body, styles, reserved))
    }

    #[doc(hidden)]
    pub fn text(self, media_type: &'static str, body: impl Into<String>) -> Self {
        self.with(|builder| builder.text(media_type, body))
    }

    #[doc(hidden)]
    pub fn plain<V: Serialize + ?Sized>(self, media_type: &'static str, body: &V) -> Self {
        self.with(|builder| builder.plain(media_type, body))
    }

    #[doc(hidden)]
    pub fn bytes(self, media_type: &'static str, body: impl Into<Upload>) -> Self {
        self.with(|builder| builder.bytes(media_type, body))
    }
}
