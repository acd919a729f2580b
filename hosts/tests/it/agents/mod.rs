//! Agents in the hosts: the event is acknowledged, and the reply reaches Novu's API with the key.

mod lambda;
mod novu;

use super::{KEY, sign};
use axum::Router;
use http_body_util::{BodyExt, Full};
use hyper::{
    Request, Response,
    body::{Bytes, Incoming},
    client::conn::http1,
};
use hyper_util::{rt::TokioIo, service::TowerToHyperService};
use novu::{Novu, event};
use novu_framework::{
    Agent, NovuLayer, Registry,
    agent::{Message, Turn, Turns},
    client::Client,
};
use std::{convert::Infallible, net::SocketAddr};
use tokio::net::{TcpListener, TcpStream};
use tower::Layer;

const TARGET: &str = "/api/novu?action=agent-event&agentId=hello&event=onMessage";

fn layer(novu: &Novu) -> (NovuLayer, Turns) {
    let hello = Agent::builder("hello", async |cx: Turn<Message>| {
        format!("You said: {}", cx.event.text)
    });
    let registry = Registry::builder().agent(&hello.build()).build().unwrap();
    let client = Client::builder().secret_key(KEY).api_url(&novu.origin).build();
    let turns = Turns::default();
    let layer = NovuLayer::builder(registry)
        .secret_key(KEY)
        .client(client.unwrap())
        .turns(turns.clone());
    (layer.build().unwrap(), turns)
}

async fn post(address: SocketAddr, body: &str, signature: String) -> (u16, String) {
    let stream = TcpStream::connect(address).await.unwrap();
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    let request = Request::post(TARGET)
        .header("host", "localhost")
        .header("novu-signature", signature)
        .body(Full::<Bytes>::from(body.to_owned()));
    let (head, body) = sender.send_request(request.unwrap()).await.unwrap().into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    (head.status.as_u16(), String::from_utf8(body.to_vec()).unwrap())
}

/// Checks that an event is acknowledged while its reply is on the way, and that the turn ends.
async fn check(address: SocketAddr, mut novu: Novu, turns: &Turns) {
    let body = event(&novu.origin, "Hello").to_string();
    let (status, _) = post(address, &body, sign(b"another body")).await;
    assert_eq!(status, 401);
    let acknowledged = post(address, &body, sign(body.as_bytes())).await;
    assert_eq!(acknowledged, (200, r#"{"status":"ack"}"#.to_owned()));
    let reply = novu.next().await;
    assert_eq!(reply["reply"]["markdown"], "You said: Hello");
    // Its answer is held, so the turn is not over.
    assert_eq!(turns.running(), 1);
    novu.release(2);
    assert_eq!(novu.next().await["typing"], "stop");
    assert_eq!(turns.drain(std::time::Duration::from_secs(60)).await, 0);
}

#[tokio::test]
async fn agent_in_axum_acknowledges_and_replies() {
    let novu = Novu::start().await;
    let (layer, turns) = layer(&novu);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async { axum::serve(listener, Router::new().layer(layer)).await });
    check(address, novu, &turns).await;
}

#[tokio::test]
async fn agent_in_hyper_acknowledges_and_replies() {
    let novu = Novu::start().await;
    let (layer, turns) = layer(&novu);
    let app =
        tower::service_fn(async |_: Request<Incoming>| Ok::<_, Infallible>(Response::new(String::new())));
    let service = TowerToHyperService::new(layer.layer(app));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let server = hyper::server::conn::http1::Builder::new();
            tokio::spawn(server.serve_connection(TokioIo::new(stream), service.clone()));
        }
    });
    check(address, novu, &turns).await;
}
