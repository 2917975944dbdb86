//! A call as a person would write it with `reqwest` and derived serde, with the same checks and equivalent errors.

use std::time::Duration;

use chrono::{DateTime, FixedOffset};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};

/// The request body.
#[derive(Debug, Serialize)]
pub struct Batch {
    /// The limits.
    pub inputs: Vec<Limit>,
}

/// A limit to create.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Limit {
    /// The category of the association.
    pub category: Category,
    /// The limit's value.
    pub max_to_object_ids: i32,
    /// The type of the association.
    pub type_id: i32,
}

/// A category of associations.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[allow(missing_docs, reason = "the names are self-explanatory")]
pub enum Category {
    HubspotDefined,
    IntegratorDefined,
    UserDefined,
    Work,
}

/// The response body.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "the names are self-explanatory")]
pub struct Created {
    pub completed_at: DateTime<FixedOffset>,
    pub links: Option<std::collections::BTreeMap<String, String>>,
    pub requested_at: Option<DateTime<FixedOffset>>,
    pub results: Vec<NewLimit>,
    pub started_at: DateTime<FixedOffset>,
    pub status: Status,
}

/// A batch status.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[allow(missing_docs, reason = "the names are self-explanatory")]
pub enum Status {
    Canceled,
    Complete,
    Pending,
    Processing,
}

/// A created limit.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "the names are self-explanatory")]
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
    /// Creates a client of the server at `base_url`.
    ///
    /// # Errors
    ///
    /// Returns an error if the HTTP client cannot be created.
    pub fn new(base_url: &str, token: &str) -> reqwest::Result<Self> {
        let http = reqwest::Client::builder().user_agent("by-hand").connect_timeout(Duration::from_secs(10)).build()?;
        Ok(Self { http, base_url: base_url.to_owned(), token: token.to_owned() })
    }

    /// Creates limits.
    ///
    /// # Errors
    ///
    /// Returns an error if the call fails, or if its status code is unexpected.
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

/// Returns the request body.
pub fn batch() -> Batch {
    Batch { inputs: vec![Limit { category: Category::UserDefined, max_to_object_ids: 5, type_id: 35 }] }
}
