//! The proxy of a request, from the environment.

use std::env;

use ureq::Proxy;
use ureq::http::Uri;

use super::Failure;
use crate::location::Url;

/// Returns the proxy for requests to `url`: that of the scheme's variable, or else that of `ALL_PROXY`.
pub(super) fn of(url: &Url) -> Result<Option<Proxy>, Failure> {
    let variables: &[&str] = match url.is_encrypted() {
        true => &["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"],
        // Web servers set `HTTP_PROXY` from a request's header.
        false => &["http_proxy", "ALL_PROXY", "all_proxy"],
    };
    let value = |name: &&&str| env::var(**name).ok().filter(|value| !value.trim().is_empty());
    let Some((name, value)) = variables.iter().find_map(|name| Some((name, value(&name)?))) else { return Ok(None) };
    // The value may contain a password.
    let invalid = |_| Failure::new(url, format!("`{name}` is not the URL of a proxy"), "correct the variable");
    let proxy = Proxy::new(value.trim()).map_err(invalid)?;
    Ok(Some(proxy).filter(|_| !is_excepted(url)))
}

/// Returns whether `NO_PROXY` lists the host.
fn is_excepted(url: &Url) -> bool {
    let uri: Option<Uri> = url.as_str().parse().ok();
    // ureq reads `NO_PROXY` together with the variable of a proxy.
    Proxy::try_from_env().zip(uri).is_some_and(|(proxy, uri)| proxy.is_no_proxy(&uri))
}
