//! A server on loopback with minimal cost.

use std::convert::Infallible;
use std::net::SocketAddr;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

/// Starts a server, on its own thread, that responds to everything with 201 and `body`; returns its base URL.
///
/// # Panics
///
/// Panics if the system provides no thread or no port.
#[allow(clippy::expect_used, reason = "documented")]
pub fn start(body: String) -> String {
    let listener = std::net::TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).expect("a port");
    listener.set_nonblocking(true).expect("a new listener");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let body = Bytes::from(body);
    let thread = std::thread::Builder::new().name("server".to_owned());
    let serving = thread.spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async { serve(TcpListener::from_std(listener).expect("a listener"), body).await });
    });
    drop(serving.expect("a thread"));
    url
}

async fn serve(listener: TcpListener, body: Bytes) {
    while let Ok((stream, _)) = listener.accept().await {
        let _ = stream.set_nodelay(true);
        let body = body.clone();
        let service = service_fn(move |request| reply(request, body.clone()));
        let mut http = hyper::server::conn::http1::Builder::new();
        // A timeout would need a timer.
        http.header_read_timeout(None);
        tokio::spawn(http.serve_connection(TokioIo::new(stream), service));
    }
}

async fn reply(request: Request<Incoming>, body: Bytes) -> Result<Response<Full<Bytes>>, Infallible> {
    let _ = request.into_body().collect().await;
    let mut response = Response::new(Full::new(body));
    *response.status_mut() = StatusCode::CREATED;
    response.headers_mut().insert("content-type", hyper::header::HeaderValue::from_static("application/json"));
    Ok(response)
}
