//! One call as a person would write it with `reqwest` and derived serde: the same checks and the same errors in kind,
//! nothing more.

use std::time::Duration;

use chrono::{DateTime, FixedOffset};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};

/// What is sent.
#[derive(Debug, Serialize)]
pub struct Batch {
    /// The limits.
    pub inputs: Vec<Limit>,
}

/// A limit to create.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Limit {
    /// What kind of association.
    pub category: Category,
    /// How many at the most.
    pub max_to_object_ids: i32,
    /// Which association.
    pub type_id: i32,
}

/// What kind of association.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[allow(missing_docs, reason = "each is what it says")]
pub enum Category {
    HubspotDefined,
    IntegratorDefined,
    UserDefined,
    Work,
}

/// What comes back.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "each is what it says")]
pub struct Created {
    pub completed_at: DateTime<FixedOffset>,
    pub links: Option<std::collections::BTreeMap<String, String>>,
    pub requested_at: Option<DateTime<FixedOffset>>,
    pub results: Vec<NewLimit>,
    pub started_at: DateTime<FixedOffset>,
    pub status: Status,
}

/// How far it is.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[allow(missing_docs, reason = "each is what it says")]
pub enum Status {
    Canceled,
    Complete,
    Pending,
    Processing,
}

/// A limit that was created.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "each is what it says")]
pub struct NewLimit {
    pub category: Category,
    pub label: Option<String>,
    pub type_id: i32,
    pub user_enforced_max_to_object_ids: Option<i32>,
}

/// The client.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    base_url: String,
    token: String,
}

impl Client {
    /// A client of the server at `base_url`.
    ///
    /// # Errors
    ///
    /// Where the HTTP client can't be made.
    pub fn new(base_url: &str, token: &str) -> reqwest::Result<Self> {
        let http = reqwest::Client::builder().user_agent("by-hand").connect_timeout(Duration::from_secs(10)).build()?;
        Ok(Self { http, base_url: base_url.to_owned(), token: token.to_owned() })
    }

    /// Creates limits.
    ///
    /// # Errors
    ///
    /// Where the call fails, or its answer is none that is expected.
    pub async fn batch_create(&self, from: &str, to: &str, batch: &Batch) -> Result<Created, String> {
        let encode = |text| utf8_percent_encode(text, NON_ALPHANUMERIC);
        let url = format!(
            "{}/crm/associations/v4/definitions/configurations/{}/{}/batch/create",
            self.base_url,
            encode(from),
            encode(to),
        );
        let request = self.http.post(url).bearer_auth(&self.token).timeout(Duration::from_secs(60)).json(batch);
        let response = request.send().await.map_err(|error| error.to_string())?;
        match response.status().as_u16() {
            201 => {
                let bytes = response.bytes().await.map_err(|error| error.to_string())?;
                serde_json::from_slice(&bytes).map_err(|error| error.to_string())
            }
            other => Err(format!("unexpected status {other}")),
        }
    }
}

/// What it sends.
pub fn batch() -> Batch {
    Batch { inputs: vec![Limit { category: Category::UserDefined, max_to_object_ids: 5, type_id: 35 }] }
}
