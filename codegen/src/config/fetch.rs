//! The settings of `oasmith update`.

use serde::Deserialize;

/// How `oasmith update` fetches the document, or each of several.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Fetch {
    /// The name of an environment variable. oasmith sends its value, such as `Bearer abc`, as the header `Authorization`, to
    /// the server of `source` only, and never prints it. Several documents must have one server.
    #[serde(default)]
    pub authorization: Option<String>,
    /// Other hosts to which that server may redirect a request, such as `cdn.example.com` or `localhost:8080`.
    #[serde(default)]
    pub redirect_hosts: Vec<String>,
    /// Whether oasmith also fetches the files that the document references by a relative `$ref`, from the same server;
    /// `false` unless set. It stores them at the same relative paths.
    #[serde(default)]
    pub references: bool,
    /// The time limit for each file, in seconds; 60 unless set, at most 86400. All files together have ten times as long.
    #[serde(default)]
    pub timeout: Option<u64>,
}
