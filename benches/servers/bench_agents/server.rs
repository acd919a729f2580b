//! The server under load.

use crate::Result;
use axum::Router;
use futures_core::Stream;
use novu_framework::{
    Agent, NovuLayer,
    agent::{Message, Turn, Turns, WaitUntil},
    client::Client,
};
use novu_framework_benches::{KEY, workflows};
use std::{
    env,
    future::pending,
    pin::Pin,
    task::{Context, Poll},
    thread,
    time::Duration,
};
use tokio::{
    sync::mpsc,
    time::{Interval, interval},
};

/// Serves the workflows of the bench server and three agents, until the process is ended. With `aside`
/// turns run in a second thread.
pub(crate) fn serve(mode: &str) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(listen(mode == "aside"))
}

async fn listen(is_aside: bool) -> Result<()> {
    let hello = Agent::builder("hello", async |_: Turn<Message>| "Hi").build();
    let wait = Agent::builder("wait", async |_: Turn<Message>| pending::<()>().await).build();
    let stream = Agent::builder("stream", async |cx: Turn<Message>| {
        let chunks = Chunks(interval(Duration::from_millis(50)));
        cx.reply_stream(chunks).await.map(drop)
    });
    let registry = workflows::builder(10)
        .agent(&hello)
        .agent(&wait)
        .agent(&stream.build())
        .build()?;
    let client = Client::builder()
        .secret_key(KEY)
        .api_url(env::var("NOVU_API_URL")?)
        .build()?;
    let mut turns = Turns::builder().limit(usize::MAX);
    if is_aside {
        let (sender, receiver) = mpsc::unbounded_channel();
        thread::spawn(|| run(receiver));
        turns = turns.wait_until(move |turn| drop(sender.send(turn)));
    }
    let layer = NovuLayer::builder(registry)
        .secret_key(KEY)
        .client(client)
        .turns(turns.build());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("listening on http://{}", listener.local_addr()?);
    axum::serve(listener, Router::new().layer(layer.build()?)).await?;
    Ok(())
}

/// Runs turns until there are no more.
fn run(mut turns: mpsc::UnboundedReceiver<WaitUntil>) -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        while let Some(turn) = turns.recv().await {
            tokio::spawn(turn);
        }
    });
    Ok(())
}

/// A model that never stops.
struct Chunks(Interval);

impl Stream for Chunks {
    type Item = &'static str;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<&'static str>> {
        self.0.poll_tick(cx).map(|_| Some("word "))
    }
}
