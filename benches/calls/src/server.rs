//! A server on loopback that costs as little as a server can.

use std::convert::Infallible;
use std::net::SocketAddr;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

/// Starts a server, on a thread of its own, that answers everything with 201 and `answer`; gives its base URL.
///
/// # Panics
///
/// Where the system gives no thread or no port.
#[allow(clippy::expect_used, reason = "documented")]
pub fn start(answer: String) -> String {
    let listener = std::net::TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).expect("a port");
    listener.set_nonblocking(true).expect("a listener of its own");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let answer = Bytes::from(answer);
    let thread = std::thread::Builder::new().name("server".to_owned());
    let serving = thread.spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async { serve(TcpListener::from_std(listener).expect("a listener"), answer).await });
    });
    drop(serving.expect("a thread"));
    url
}

async fn serve(listener: TcpListener, answer: Bytes) {
    while let Ok((stream, _)) = listener.accept().await {
        let _ = stream.set_nodelay(true);
        let answer = answer.clone();
        let service = service_fn(move |request| reply(request, answer.clone()));
        let mut http = hyper::server::conn::http1::Builder::new();
        // A limit on the time would need a timer.
        http.header_read_timeout(None);
        tokio::spawn(http.serve_connection(TokioIo::new(stream), service));
    }
}

async fn reply(request: Request<Incoming>, answer: Bytes) -> Result<Response<Full<Bytes>>, Infallible> {
    let _ = request.into_body().collect().await;
    let mut response = Response::new(Full::new(answer));
    *response.status_mut() = StatusCode::CREATED;
    response.headers_mut().insert("content-type", hyper::header::HeaderValue::from_static("application/json"));
    Ok(response)
}
