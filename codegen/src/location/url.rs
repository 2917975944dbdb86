//! The URL of a document on a server.

use std::net::IpAddr;

use fluent_uri::{Uri, UriRef};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// The characters of a path's segment that stay as they are.
///
/// Source: RFC 3986, section 2.3 (unreserved characters).
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A URL with the scheme `https` or `http`, without credentials and without a fragment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Url(Uri<String>);

impl Url {
    /// Parses a URL.
    ///
    /// # Errors
    ///
    /// The problem, as the end of a sentence about the URL.
    pub fn parse(text: &str) -> Result<Self, String> {
        let uri = Uri::parse(text).map_err(|_| "is not a URL such as `https://example.com/openapi.yaml`".to_owned())?;
        Self::of(&uri.normalize())
    }

    fn of(uri: &Uri<String>) -> Result<Self, String> {
        let uri = Uri::parse(uri.strip_fragment().as_str().to_owned()).map_err(|_| "is not a URL".to_owned())?;
        if !matches!(uri.scheme().as_str(), "https" | "http") {
            return Err(format!("has the scheme `{}`, but must begin with `https://`", uri.scheme()));
        }
        let Some(authority) = uri.authority().filter(|it| !it.host().is_empty()) else {
            return Err("names no host".to_owned());
        };
        if authority.has_userinfo() {
            return Err("contains credentials; set `fetch.authorization` instead".to_owned());
        }
        if authority.port_to_u16().is_err() {
            return Err("has an invalid port".to_owned());
        }
        Ok(Self(uri))
    }

    /// Returns the URL as text.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Returns the URL without its query, which may contain a credential: `?…` replaces the query.
    pub fn shown(&self) -> String {
        match self.as_str().split_once('?') {
            Some((before, _)) => format!("{before}?…"),
            None => self.as_str().to_owned(),
        }
    }

    /// Returns whether the scheme is `https`.
    pub fn is_encrypted(&self) -> bool {
        self.0.scheme().as_str() == "https"
    }

    /// Returns the name of the host, in lower case.
    pub fn host(&self) -> &str {
        self.0.authority().map(|it| it.host()).unwrap_or_default()
    }

    /// Returns the port, or else that of the scheme.
    pub fn port(&self) -> u16 {
        let port = self.0.authority().and_then(|it| it.port_to_u16().ok().flatten());
        port.unwrap_or(if self.is_encrypted() { 443 } else { 80 })
    }

    /// Returns whether the host is this machine, so that no network carries the request.
    pub fn is_loopback(&self) -> bool {
        let host = self.host();
        let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        host == "localhost" || address.is_ok_and(|address| address.is_loopback())
    }

    /// Returns whether both URLs name the same server: host and port, or the usual ports of the two schemes.
    pub fn is_of_server(&self, other: &Self) -> bool {
        let usual = |url: &Self| url.port() == if url.is_encrypted() { 443 } else { 80 };
        self.host() == other.host() && (self.port() == other.port() || usual(self) && usual(other))
    }

    /// Returns whether the server is `host`, or `host:port`.
    pub fn is_at(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        host == self.host() || host == format!("{}:{}", self.host(), self.port())
    }

    /// Resolves a reference against this URL.
    ///
    /// # Errors
    ///
    /// The problem, as the end of a sentence about the result.
    pub fn join(&self, reference: &str) -> Result<Self, String> {
        let reference = UriRef::parse(reference).map_err(|_| "is not a URL".to_owned())?;
        // A base has no fragment, which `of` has removed.
        let uri = reference.resolve_against(&self.0).map_err(|_| "is not a URL".to_owned())?;
        Self::of(&uri.normalize())
    }

    /// Returns the URL of a file below this URL's folder; `names` are the names of folders and of the file.
    ///
    /// # Errors
    ///
    /// The problem, as the end of a sentence about the result.
    pub fn below<'n>(&self, names: impl Iterator<Item = &'n str>) -> Result<Self, String> {
        let names: Vec<String> = names.map(|name| utf8_percent_encode(name, SEGMENT).to_string()).collect();
        // The first name may contain a colon, which would end a scheme.
        self.join(&format!("./{}", names.join("/")))
    }
}

impl std::fmt::Display for Url {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.shown())
    }
}

#[cfg(test)]
mod tests {
    use super::Url;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap_or_else(|problem| panic!("{text} {problem}"))
    }

    #[test]
    fn a_url_names_a_server_and_has_no_credentials() {
        assert_eq!(url("HTTPS://Example.COM:443/a/../b#c").host(), "example.com");
        assert_eq!(url("https://example.com/b#c").as_str(), "https://example.com/b");
        assert_eq!(url("https://example.com/a?key=secret").to_string(), "https://example.com/a?…");
        for (wrong, problem) in [
            ("example.com/a", "is not a URL"),
            ("https://exam ple.com", "is not a URL"),
            ("file:///etc/passwd", "the scheme `file`"),
            ("https:///a", "no host"),
            ("https://user:password@example.com/a", "contains credentials"),
            ("https://example.com:99999/a", "invalid port"),
        ] {
            let found = Url::parse(wrong).expect_err(wrong);
            assert!(found.contains(problem), "{wrong}: {found}");
        }
    }

    #[test]
    fn servers_are_compared_by_host_and_port() {
        let source = url("http://example.com/a");
        // A server may encrypt the same host, but not with another port.
        for same in ["http://EXAMPLE.com/b", "https://example.com/a", "http://example.com:80/"] {
            assert!(source.is_of_server(&url(same)), "{same}");
        }
        for other in ["http://example.com:8080/a", "http://www.example.com/a", "https://example.com:8443/"] {
            assert!(!source.is_of_server(&url(other)), "{other}");
        }
        assert!(url("https://cdn.example.com/a").is_at("CDN.example.com"));
        assert!(url("https://cdn.example.com/a").is_at("cdn.example.com:443"));
        assert!(!url("https://cdn.example.com/a").is_at("cdn.example.com:80"));
        assert!(["http://127.0.0.1:1/", "http://localhost/", "http://[::1]/"].iter().all(|it| url(it).is_loopback()));
        assert!(!url("http://localhost.example.com/").is_loopback());
    }

    #[test]
    fn files_are_below_the_folder_of_the_document() {
        let document = url("https://example.com/v1/api.yaml?x=1");
        let below = |names: &[&str]| document.below(names.iter().copied()).map(|it| it.as_str().to_owned());
        assert_eq!(below(&["parts", "a b.yaml"]).as_deref(), Ok("https://example.com/v1/parts/a%20b.yaml"));
        assert_eq!(below(&["a:b.yaml"]).as_deref(), Ok("https://example.com/v1/a%3Ab.yaml"));
        assert_eq!(below(&["a?b#c%20.yaml"]).as_deref(), Ok("https://example.com/v1/a%3Fb%23c%2520.yaml"));
        assert_eq!(document.join("/other").unwrap().as_str(), "https://example.com/other");
        assert_eq!(document.join("//evil.example/x").unwrap().host(), "evil.example");
    }
}
