//! Faults of an API behind real connections: each leaves no turn, no task and no connection behind.

use super::novu::{by_events, message};
use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use novu_framework::{
    Agent, NovuEndpoint, NovuLayer, Registry,
    agent::{Message, Turn, Turns},
    client::Client,
};
use serde_json::Value;
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    runtime::Handle,
    task::JoinHandle,
    time::sleep,
};
use tower::ServiceExt;

/// The behaviour of the API at every request.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Api {
    Answers,
    Refuses,
    /// Reads the request, and nothing more.
    Hangs,
    /// Sends the head of an answer, and nothing more.
    HangsInTheAnswer,
    /// To a path of its own.
    Redirects,
    Closes,
    /// Closes within the body of the answer.
    ClosesInTheAnswer,
    AnswersNonsense,
}

/// An API on a port of its own.
struct Server {
    origin: String,
    counts: Arc<Counts>,
    accepting: JoinHandle<()>,
}

#[derive(Default)]
struct Counts {
    open: AtomicUsize,
    requests: AtomicUsize,
    redirected: AtomicUsize,
}

/// A connection that is open.
struct Open(Arc<Counts>);

impl Open {
    fn new(counts: &Arc<Counts>) -> Self {
        counts.open.fetch_add(1, Ordering::SeqCst);
        Self(Arc::clone(counts))
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Server {
    async fn new(api: Api) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let counts = Arc::<Counts>::default();
        let accepted = Arc::clone(&counts);
        Self {
            origin: format!("http://{}", listener.local_addr().unwrap()),
            counts,
            accepting: tokio::spawn(async move {
                loop {
                    let (stream, _) = listener.accept().await.unwrap();
                    let open = Open::new(&accepted);
                    tokio::spawn(async move {
                        let _ = serve(stream, api, &open.0).await;
                        drop(open);
                    });
                }
            }),
        }
    }
}

/// Answers the requests of a connection until its end.
async fn serve(mut stream: TcpStream, api: Api, counts: &Counts) -> std::io::Result<()> {
    while let Some(path) = next_request(&mut stream).await? {
        counts.requests.fetch_add(1, Ordering::SeqCst);
        if path == "/elsewhere" {
            counts.redirected.fetch_add(1, Ordering::SeqCst);
        }
        let ids = r#"{"data":{"messageId":"m","platformThreadId":"t"}}"#;
        let answer = |status: &str, length: usize, body: &str| {
            format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\nlocation: /elsewhere\r\n\r\n{body}")
        };
        match api {
            Api::Answers => {
                stream
                    .write_all(answer("200 OK", ids.len(), ids).as_bytes())
                    .await?
            }
            Api::Refuses => {
                stream
                    .write_all(answer("400 Bad Request", 0, "").as_bytes())
                    .await?
            }
            Api::Redirects => {
                stream
                    .write_all(answer("307 Temporary Redirect", 0, "").as_bytes())
                    .await?
            }
            Api::Hangs => {}
            Api::HangsInTheAnswer => {
                stream
                    .write_all(answer("200 OK", ids.len(), &ids[..9]).as_bytes())
                    .await?
            }
            Api::Closes => return Ok(()),
            Api::ClosesInTheAnswer => {
                return stream
                    .write_all(answer("200 OK", ids.len(), &ids[..9]).as_bytes())
                    .await;
            }
            Api::AnswersNonsense => stream.write_all(b"\x00\xff no HTTP at all\r\n\r\n").await?,
        }
    }
    Ok(())
}

/// Reads a request and returns its path; `None` at the end of the connection.
async fn next_request(stream: &mut TcpStream) -> std::io::Result<Option<String>> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return Ok(None),
        }
    }
    let head = String::from_utf8(head).unwrap();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    let mut body = vec![0; length.unwrap().parse().unwrap()];
    stream.read_exact(&mut body).await?;
    Ok(head.split(' ').nth(1).map(str::to_owned))
}

fn bridge(origin: &str, turns: &Turns, api: Api) -> NovuEndpoint {
    // Short only where an answer never comes, so that a slow machine does not end other attempts.
    let hangs = matches!(api, Api::Hangs | Api::HangsInTheAnswer);
    let timeout = Duration::from_millis(if hangs { 100 } else { 30_000 });
    let agent = Agent::builder("test", async |cx: Turn<Message>| {
        cx.resolve();
        cx.event.text.clone()
    });
    let client = Client::builder()
        .secret_key("the key")
        .api_url(origin)
        .timeout(timeout)
        .build();
    NovuLayer::builder(Registry::builder().agent(&agent.build()).build().unwrap())
        .insecure_without_signature()
        .client(client.unwrap())
        .turns(turns.clone())
        .build()
        .unwrap()
        .into_endpoint()
}

async fn post(bridge: &NovuEndpoint, body: &Value) -> u16 {
    let request = Request::post("/?action=agent-event&agentId=test&event=onMessage")
        .body(Full::<Bytes>::from(body.to_string()))
        .unwrap();
    bridge.clone().oneshot(request).await.unwrap().status().as_u16()
}

/// Waits until something is the case, which may take a moment.
async fn until(wanted: &str, is_so: impl Fn() -> bool) {
    for _ in 0..2000 {
        if is_so() {
            return;
        }
        sleep(Duration::from_millis(5)).await;
    }
    panic!("not within ten seconds: {wanted}");
}

/// Runs turns over both transports, and checks that nothing is left of them. Returns the number of requests.
async fn leaves_nothing(api: Api) -> usize {
    let before = Handle::current().metrics().num_alive_tasks();
    let server = Server::new(api).await;
    let turns = Turns::default();
    let bridge = bridge(&server.origin, &turns, api);
    let Server {
        origin,
        counts,
        accepting,
    } = &server;
    for number in 0..4 {
        let text = message(&number.to_string()).to_string();
        let body: Value = serde_json::from_str(&text.replace("https://api.novu.test", origin)).unwrap();
        let events = by_events(body.clone()).to_string();
        let events = serde_json::from_str(&events.replace("https://api.novu.test", origin)).unwrap();
        assert_eq!(post(&bridge, &body).await, 200);
        assert_eq!(post(&bridge, &events).await, 200);
    }
    until("no turn runs", || turns.running() == 0).await;
    // Connections on which nothing is awaited any more are closed, unless they can be used again.
    let kept = match api {
        Api::Answers | Api::Refuses | Api::Redirects => 8,
        _ => 0,
    };
    until("broken connections are closed", || {
        counts.open.load(Ordering::SeqCst) <= kept
    })
    .await;
    assert_eq!(counts.redirected.load(Ordering::SeqCst), 0);
    drop(bridge);
    until("no connection is open", || {
        counts.open.load(Ordering::SeqCst) == 0
    })
    .await;
    accepting.abort();
    until("no task is left", || {
        Handle::current().metrics().num_alive_tasks() <= before
    })
    .await;
    counts.requests.load(Ordering::SeqCst)
}

#[tokio::test]
async fn api_that_answers_leaves_no_connection() {
    // A reply and a typing stop; a batch with the reply, the end and a typing stop.
    assert_eq!(leaves_nothing(Api::Answers).await, 4 * 2 + 4 * 3);
}

#[tokio::test]
async fn api_that_refuses_leaves_no_connection() {
    // The reply, the report and the typing stop.
    assert_eq!(leaves_nothing(Api::Refuses).await, 4 * 3 + 4 * 3);
}

#[tokio::test]
async fn api_that_redirects_leaves_no_connection_and_is_not_followed() {
    assert_eq!(leaves_nothing(Api::Redirects).await, 4 * 3 + 4 * 3);
}

#[tokio::test]
async fn api_that_hangs_leaves_no_connection() {
    // Events are sent again twice.
    for api in [Api::Hangs, Api::HangsInTheAnswer] {
        // At most: an attempt may end before a slow machine has sent it.
        assert!(leaves_nothing(api).await <= 4 * 3 + 4 * 9, "{api:?}");
    }
}

#[tokio::test]
async fn api_that_closes_connections_leaves_none() {
    for api in [Api::Closes, Api::ClosesInTheAnswer] {
        assert_eq!(leaves_nothing(api).await, 4 * 3 + 4 * 9, "{api:?}");
    }
}

#[tokio::test]
async fn api_that_answers_nonsense_leaves_no_connection() {
    assert_eq!(leaves_nothing(Api::AnswersNonsense).await, 4 * 3 + 4 * 9);
}

#[tokio::test]
async fn drain_during_sends_leaves_no_connection() {
    let before = Handle::current().metrics().num_alive_tasks();
    let server = Server::new(Api::Hangs).await;
    let turns = Turns::default();
    let bridge = bridge(&server.origin, &turns, Api::Hangs);
    let body = |text: &str| -> Value {
        let text = message(text).to_string();
        serde_json::from_str(&text.replace("https://api.novu.test", &server.origin)).unwrap()
    };
    assert_eq!(post(&bridge, &body("hi")).await, 200);
    until("the reply is sent", || {
        server.counts.requests.load(Ordering::SeqCst) > 0
    })
    .await;
    assert_eq!(turns.drain(Duration::ZERO).await, 1);
    assert_eq!((turns.running(), post(&bridge, &body("late")).await), (0, 503));
    until("connections are closed", || {
        server.counts.open.load(Ordering::SeqCst) == 0
    })
    .await;
    drop(bridge);
    server.accepting.abort();
    until("no task is left", || {
        Handle::current().metrics().num_alive_tasks() <= before
    })
    .await;
}
