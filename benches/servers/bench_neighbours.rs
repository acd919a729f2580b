//! Measures what the most expensive requests do to their neighbours.
//!
//!     cargo run --release --manifest-path benches/Cargo.toml --features servers --bin bench_neighbours --
//!     [SECONDS]
//!
//! Two clients send such requests without a pause to a server with two workers, while a third asks for
//! `/hello` of the app inside. Then a heavy template runs under a deadline of 100 ms.

use axum::{Router, routing::get};
use novu_framework::{Context, NovuLayer, Registry, Workflow};
use serde_json::{Value, json};
use std::{
    io::{self, Read, Write},
    net::{SocketAddr, TcpStream},
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

/// How many seconds each pair of requests is sent, unless another number is given.
const SECONDS: u64 = 10;

const EXECUTE: &str = "/api/novu?action=execute&workflowId=w&stepId=s";

/// A layer with a step that returns its controls.
fn layer(deadline: Option<Duration>) -> Result<NovuLayer, Box<dyn std::error::Error>> {
    let workflow = Workflow::builder("w", async |cx: Context<Value>| {
        let _: Value = cx.step.custom("s", async |controls: Value| controls).await?;
        Ok(())
    });
    let registry = Registry::builder().workflow(&workflow.build()).build()?;
    let mut layer = NovuLayer::builder(registry).insecure_without_signature();
    if let Some(deadline) = deadline {
        layer = layer.deadline(deadline);
    }
    Ok(layer.build()?)
}

async fn serve(layer: NovuLayer) -> io::Result<SocketAddr> {
    let app = Router::new().route("/hello", get(async || "hello")).layer(layer);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async { axum::serve(listener, app).await });
    Ok(address)
}

/// Sends a request and returns the status and the time until the response is complete.
fn ask(address: SocketAddr, method: &str, target: &str, body: &str) -> io::Result<(u16, Duration)> {
    let began = Instant::now();
    let mut stream = TcpStream::connect(address)?;
    let head = format!(
        "{method} {target} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes())?;
    stream.write_all(body.as_bytes())?;
    let mut response = Vec::new();
    stream.read_to_end(&mut response)?;
    let status = response
        .get(9..12)
        .and_then(|status| str::from_utf8(status).ok()?.parse().ok());
    Ok((status.unwrap_or_default(), began.elapsed()))
}

fn event(template: &str, payload: &Value) -> String {
    json!({ "payload": payload, "controls": { "t": template }, "state": [] }).to_string()
}

/// Events that take the most time, with their names.
fn events() -> Vec<(&'static str, String)> {
    let looped = |body: &str| {
        format!("{{% for i in (1..1000) %}}{{% for j in (1..1000) %}}{body}{{% endfor %}}{{% endfor %}}")
    };
    let characters = looped("{% assign x = payload.a | upcase | split: '' %}");
    let rounded = looped(&format!("{{% assign x = 1.005 {} %}}", "| round: 2 ".repeat(700)));
    let objects = format!("{}0{}", r#"{"a":"#.repeat(100), "}".repeat(100));
    let most = vec![objects; 10_000].join(",");
    let text = "x".repeat((20 << 20) - most.len() - 100);
    vec![
        (
            "template that splits into characters",
            event(&characters, &json!({ "a": "x".repeat(9_000) })),
        ),
        ("template that rounds", event(&rounded, &json!({}))),
        (
            "payload of 20 MiB",
            format!(r#"{{"payload":{{"a":[{most},"{text}"]}},"controls":{{}},"state":[]}}"#),
        ),
        (
            "controls of 20 MiB",
            format!(r#"{{"payload":{{}},"controls":{{"a":[{most},"{text}"]}},"state":[]}}"#),
        ),
        (
            "member of 20 MiB that nobody reads",
            format!(
                r#"{{"payload":{{}},"more":[{}0],"controls":{{}},"state":[]}}"#,
                "[[[]]],".repeat(2_900_000)
            ),
        ),
    ]
}

#[tokio::main(worker_threads = 2)]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let seconds = std::env::args().nth(1).and_then(|seconds| seconds.parse().ok());
    let most = Duration::from_secs(seconds.unwrap_or(SECONDS));
    let address = serve(layer(None)?).await?;
    println!(
        "| two clients send | bytes | requests | longest, ms | status | longest `/hello`, ms | of |\n|---|---:|---:|---:|---:|---:|---:|"
    );
    let measured = tokio::task::spawn_blocking(move || -> io::Result<()> {
        for (name, event) in events() {
            let (done, requests, longest, status) = (
                AtomicBool::new(false),
                AtomicUsize::new(0),
                AtomicUsize::new(0),
                AtomicUsize::new(0),
            );
            let mut hello = Duration::ZERO;
            let mut asked = 0;
            thread::scope(|scope| -> io::Result<()> {
                for _ in 0..2 {
                    scope.spawn(|| {
                        while !done.load(Ordering::Relaxed) {
                            if let Ok((code, time)) = ask(address, "POST", EXECUTE, &event) {
                                requests.fetch_add(1, Ordering::Relaxed);
                                longest.fetch_max(time.as_millis() as usize, Ordering::Relaxed);
                                status.store(code.into(), Ordering::Relaxed);
                            }
                        }
                    });
                }
                let began = Instant::now();
                let mut answered = Ok(());
                while began.elapsed() < most && answered.is_ok() {
                    thread::sleep(Duration::from_millis(7));
                    answered = ask(address, "GET", "/hello", "").map(|(_, time)| hello = hello.max(time));
                    asked += 1;
                }
                done.store(true, Ordering::Relaxed);
                answered
            })?;
            println!(
                "| {name} | {} | {} | {} | {} | {} | {asked} |",
                event.len(),
                requests.into_inner(),
                longest.into_inner(),
                status.into_inner(),
                hello.as_millis()
            );
        }
        Ok(())
    });
    measured.await??;

    let address = serve(layer(Some(Duration::from_millis(100)))?).await?;
    let answered = tokio::task::spawn_blocking(move || -> io::Result<()> {
        for (name, event) in events().into_iter().take(2) {
            let mut longest = Duration::ZERO;
            let mut status = 0;
            for _ in 0..20 {
                let (code, time) = ask(address, "POST", EXECUTE, &event)?;
                (status, longest) = (code, longest.max(time));
            }
            println!(
                "deadline of 100 ms, {name}: {status} within {} ms",
                longest.as_millis()
            );
        }
        Ok(())
    });
    answered.await??;
    Ok(())
}
