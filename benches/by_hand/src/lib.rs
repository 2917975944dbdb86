//! The nine calls of `spec/hubspot-associations-v4.yaml`, as a person would write them with `reqwest` and derived serde.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, FixedOffset};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::{Method, StatusCode};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Category {
    HubspotDefined,
    IntegratorDefined,
    UserDefined,
    Work,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    Canceled,
    Complete,
    Pending,
    Processing,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Batch<T> {
    pub inputs: Vec<T>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Limit {
    pub category: Category,
    pub max_to_object_ids: i32,
    pub type_id: i32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Spec {
    pub category: Category,
    pub type_id: i32,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewLabel {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inverse_label: Option<String>,
    pub label: String,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LabelChanges {
    pub association_type_id: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inverse_label: Option<String>,
    pub label: String,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Label {
    pub category: Category,
    pub from_object_type_id: Option<String>,
    pub label: Option<String>,
    pub to_object_type_id: Option<String>,
    pub type_id: i32,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Collection<T> {
    pub results: Vec<T>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UserLimit {
    pub category: Category,
    pub label: Option<String>,
    pub type_id: i32,
    pub user_enforced_max_to_object_ids: Option<i32>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UpdatedLimit {
    pub category: Category,
    pub type_id: i32,
    pub user_enforced_max_to_object_ids: Option<i32>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Results<T> {
    pub completed_at: DateTime<FixedOffset>,
    pub errors: Option<Vec<Failure>>,
    pub links: Option<BTreeMap<String, String>>,
    pub num_errors: Option<i32>,
    pub requested_at: Option<DateTime<FixedOffset>>,
    pub results: Vec<T>,
    pub started_at: DateTime<FixedOffset>,
    pub status: Status,
}

/// An item of a batch that failed.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Failure {
    pub category: String,
    pub context: BTreeMap<String, Vec<String>>,
    pub errors: Vec<Detail>,
    pub id: Option<String>,
    pub links: BTreeMap<String, String>,
    pub message: String,
    pub status: String,
    pub sub_category: Option<serde_json::Value>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    pub category: String,
    pub context: Option<BTreeMap<String, Vec<String>>>,
    pub correlation_id: uuid::Uuid,
    pub errors: Option<Vec<Detail>>,
    pub links: Option<BTreeMap<String, String>>,
    pub message: String,
    pub sub_category: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Detail {
    pub code: Option<String>,
    pub context: Option<BTreeMap<String, Vec<String>>>,
    pub r#in: Option<String>,
    pub message: String,
    pub sub_category: Option<String>,
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{status}: {}", problem.message)]
    Api { status: StatusCode, problem: Problem },
    #[error("{status}: {source}")]
    Body { status: StatusCode, source: serde_json::Error },
    #[error(transparent)]
    Http(#[from] reqwest::Error),
}

pub type Result<T> = std::result::Result<T, Error>;

#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    base_url: String,
    token: String,
}

const LIMITS: &str = "/crm/associations/v4/definitions/configurations";

fn encoded(text: &str) -> impl std::fmt::Display {
    utf8_percent_encode(text, NON_ALPHANUMERIC)
}

fn labels(from: &str, to: &str) -> String {
    format!("/crm/associations/v4/{}/{}/labels", encoded(from), encoded(to))
}

fn limits(from: &str, to: &str, rest: &str) -> String {
    format!("{LIMITS}/{}/{}{rest}", encoded(from), encoded(to))
}

impl Client {
    pub fn new(base_url: &str, token: &str) -> Result<Self> {
        let http = reqwest::Client::builder().user_agent("by-hand").connect_timeout(Duration::from_secs(10)).build()?;
        Ok(Self { http, base_url: base_url.to_owned(), token: token.to_owned() })
    }

    async fn bytes(&self, method: Method, path: String, body: Option<&impl Serialize>) -> Result<(StatusCode, Vec<u8>)> {
        let url = format!("{}{path}", self.base_url);
        let mut request = self.http.request(method, url).bearer_auth(&self.token).timeout(Duration::from_secs(60));
        if let Some(body) = body {
            request = request.json(body);
        }
        let response = request.send().await?;
        let status = response.status();
        let bytes = response.bytes().await?.to_vec();
        match status.is_success() {
            true => Ok((status, bytes)),
            false => match serde_json::from_slice(&bytes) {
                Ok(problem) => Err(Error::Api { status, problem }),
                Err(source) => Err(Error::Body { status, source }),
            },
        }
    }

    async fn json<T: DeserializeOwned>(&self, method: Method, path: String, body: Option<&impl Serialize>) -> Result<T> {
        let (status, bytes) = self.bytes(method, path, body).await?;
        serde_json::from_slice(&bytes).map_err(|source| Error::Body { status, source })
    }

    pub async fn create_label(&self, from: &str, to: &str, label: &NewLabel) -> Result<Collection<Label>> {
        self.json(Method::POST, labels(from, to), Some(label)).await
    }

    pub async fn labels(&self, from: &str, to: &str) -> Result<Collection<Label>> {
        self.json(Method::GET, labels(from, to), None::<&()>).await
    }

    pub async fn remove_label(&self, from: &str, to: &str, id: i32) -> Result<()> {
        self.bytes(Method::DELETE, format!("{}/{id}", labels(from, to)), None::<&()>).await.map(|_| ())
    }

    pub async fn update_label(&self, from: &str, to: &str, label: &LabelChanges) -> Result<()> {
        self.bytes(Method::PUT, labels(from, to), Some(label)).await.map(|_| ())
    }

    pub async fn create_limits(&self, from: &str, to: &str, batch: &Batch<Limit>) -> Result<Results<UserLimit>> {
        self.json(Method::POST, limits(from, to, "/batch/create"), Some(batch)).await
    }

    pub async fn remove_limits(&self, from: &str, to: &str, batch: &Batch<Spec>) -> Result<()> {
        self.bytes(Method::POST, limits(from, to, "/batch/purge"), Some(batch)).await.map(|_| ())
    }

    pub async fn update_limits(&self, from: &str, to: &str, batch: &Batch<Limit>) -> Result<Results<UpdatedLimit>> {
        self.json(Method::POST, limits(from, to, "/batch/update"), Some(batch)).await
    }

    pub async fn all_limits(&self) -> Result<Collection<UserLimit>> {
        self.json(Method::GET, format!("{LIMITS}/all"), None::<&()>).await
    }

    pub async fn limits(&self, from: &str, to: &str) -> Result<Collection<UserLimit>> {
        self.json(Method::GET, limits(from, to, ""), None::<&()>).await
    }
}
