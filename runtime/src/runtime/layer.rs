//! Layers of `tower` around the HTTP client. Each attempt of a call passes through them.

use std::error::Error;
use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use reqwest::{Request, Response};
use tower_layer::Layer;
use tower_service::Service;

/// Any error, as [`HttpService`] and layers return it.
pub type BoxError = Box<dyn Error + Send + Sync>;

/// The future of the response to an attempt.
pub type HttpFuture = Pin<Box<dyn Future<Output = Result<Response, BoxError>> + Send>>;

/// The service that a layer wraps: the HTTP client of the API's client, with the layers that were added before.
///
/// Its error is a [`reqwest::Error`] without the URL, which may contain a credential, or the error of an inner layer. Clones
/// share connections.
#[derive(Clone)]
pub struct HttpService(Inner);

enum Inner {
    Client(reqwest::Client),
    Layered(Box<dyn Layered>),
}

impl Clone for Inner {
    fn clone(&self) -> Self {
        match self {
            Self::Client(client) => Self::Client(client.clone()),
            Self::Layered(service) => Self::Layered(service.cloned()),
        }
    }
}

/// The service of a layer, of any type.
trait Layered: Send + Sync {
    fn cloned(&self) -> Box<dyn Layered>;
    fn poll_until_ready(&mut self, task: &mut Context<'_>) -> Poll<Result<(), BoxError>>;
    fn send_through(&mut self, request: Request) -> HttpFuture;
}

impl<S> Layered for S
where
    S: Service<Request, Response = Response, Error: Into<BoxError>, Future: Send + 'static>
        + Clone
        + Send
        + Sync
        + 'static,
{
    fn cloned(&self) -> Box<dyn Layered> {
        Box::new(self.clone())
    }

    fn poll_until_ready(&mut self, task: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.poll_ready(task).map_err(Into::into)
    }

    fn send_through(&mut self, request: Request) -> HttpFuture {
        let response = self.call(request);
        Box::pin(async move { response.await.map_err(Into::into) })
    }
}

impl HttpService {
    pub(crate) fn new(client: reqwest::Client, layers: &[AddLayer]) -> Self {
        layers.iter().fold(Self(Inner::Client(client)), |service, add| add(service))
    }

    pub(crate) fn is_layered(&self) -> bool {
        matches!(self.0, Inner::Layered(_))
    }

    /// Waits until the service is ready, and sends the request.
    pub(crate) async fn send(mut self, request: Request) -> Result<Response, BoxError> {
        poll_fn(|task| self.poll_ready(task)).await?;
        self.call(request).await
    }
}

impl Service<Request> for HttpService {
    type Response = Response;
    type Error = BoxError;
    type Future = HttpFuture;

    fn poll_ready(&mut self, task: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        match &mut self.0 {
            // Connections are not limited.
            Inner::Client(_) => Poll::Ready(Ok(())),
            Inner::Layered(service) => service.poll_until_ready(task),
        }
    }

    fn call(&mut self, request: Request) -> HttpFuture {
        match &mut self.0 {
            Inner::Client(client) => {
                let response = client.execute(request);
                Box::pin(async move { response.await.map_err(|error| error.without_url().into()) })
            }
            Inner::Layered(service) => service.send_through(request),
        }
    }
}

impl fmt::Debug for HttpService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpService").finish_non_exhaustive()
    }
}

/// Wraps a service in a layer, of any type.
pub type AddLayer = Arc<dyn Fn(HttpService) -> HttpService + Send + Sync>;

/// Returns how to add a layer.
pub fn add<L>(layer: L) -> AddLayer
where
    L: Layer<HttpService> + Send + Sync + 'static,
    L::Service: Service<Request, Response = Response, Error: Into<BoxError>, Future: Send + 'static>
        + Clone
        + Send
        + Sync
        + 'static,
{
    Arc::new(move |inner| HttpService(Inner::Layered(Box::new(layer.layer(inner)))))
}

/// Returns the error of the HTTP client that an error is, or wraps.
pub fn http_error<'e>(error: &'e (dyn Error + 'static)) -> Option<&'e reqwest::Error> {
    let mut error = Some(error);
    while let Some(this) = error {
        if let Some(found) = this.downcast_ref() {
            return Some(found);
        }
        error = this.source();
    }
    None
}
