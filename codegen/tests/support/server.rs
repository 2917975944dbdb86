//! A server on this machine that sends the responses of a test.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A response.
#[derive(Clone, Default)]
pub(crate) struct Response {
    status: &'static str,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    /// How many bytes of the body are sent.
    sent: Option<usize>,
    delay: Duration,
}

impl Response {
    pub(crate) fn new(status: &'static str, media_type: &str, body: &str) -> Self {
        let headers = vec![("Content-Type".to_owned(), media_type.to_owned())];
        Self { status, headers, body: body.into(), ..Self::default() }
    }

    /// A document.
    pub(crate) fn document(body: &str) -> Self {
        Self::new("200 OK", "application/yaml", body)
    }

    pub(crate) fn redirect(to: &str) -> Self {
        Self::new("302 Found", "text/plain", "").with("Location", to)
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Ends the connection after these bytes of the body.
    pub(crate) fn truncated(self, sent: usize) -> Self {
        Self { sent: Some(sent), ..self }
    }

    pub(crate) fn after(self, delay: Duration) -> Self {
        Self { delay, ..self }
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(it, _)| it.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

#[derive(Default)]
struct State {
    responses: BTreeMap<String, Response>,
    requests: Vec<String>,
}

/// The server; it runs until the test ends.
#[derive(Clone)]
pub(crate) struct Server {
    port: u16,
    state: Arc<Mutex<State>>,
}

impl Server {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(Mutex::new(State::default()));
        let own = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let state = Arc::clone(&own);
                // The client may have closed the connection.
                std::thread::spawn(move || serve(&stream.unwrap(), &state));
            }
        });
        Self { port, state }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn set(&self, path: &str, response: Response) {
        self.state.lock().unwrap().responses.insert(path.to_owned(), response);
    }

    /// The requests since the last call: the lines of their heads.
    pub(crate) fn requests(&self) -> Vec<String> {
        std::mem::take(&mut self.state.lock().unwrap().requests)
    }
}

fn serve(stream: &TcpStream, state: &Mutex<State>) -> Option<()> {
    let mut lines = BufReader::new(stream).lines();
    let head: Vec<String> = lines.by_ref().map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
    let Some(path) = head.first().and_then(|line| line.split(' ').nth(1)).map(str::to_owned) else {
        let mut stream = stream;
        return stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").ok();
    };
    let header = |name: &str| {
        let found = head.iter().filter_map(|line| line.split_once(": ")).find(|(it, _)| it.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.to_owned())
    };
    let mut response = {
        let mut state = state.lock().unwrap();
        state.requests.push(head.join("\n"));
        let not_found = Response::new("404 Not Found", "text/html", "<html>No such page</html>");
        state.responses.get(&path).cloned().unwrap_or(not_found)
    };
    std::thread::sleep(response.delay);
    let is_known = |name: &str, condition: &str| {
        response.header(name).is_some() && response.header(name) == header(condition).as_deref()
    };
    if is_known("ETag", "If-None-Match") || is_known("Last-Modified", "If-Modified-Since") {
        response = Response { status: "304 Not Modified", body: Vec::new(), ..response };
    }
    let headers: String = response.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let length = response.body.len();
    let mut stream = stream;
    write!(stream, "HTTP/1.1 {}\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n", response.status)
        .ok()?;
    stream.write_all(&response.body[..response.sent.unwrap_or(length)]).ok()
}
