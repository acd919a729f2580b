//! Agents on AWS Lambda, which freezes a program between its answers and the next events: a turn that is a
//! task of its own would freeze with it. There are two ways:
//!
//! * An *internal extension*: Lambda freezes only when the runtime and all extensions ask for the next event.
//!   This program is both, and its extension asks when the turns are over. Novu has its acknowledgement
//!   before.
//! * `TURNS=inline`: the turn runs before the acknowledgement. Simpler, but Novu waits only 30 seconds for
//!   it.
//!
//! Either way a turn has to end before the function's time-out, so give [`Turns`] a shorter deadline.

use lambda_extension::{Error, Extension, LambdaEvent};
use lambda_http::{Request, service_fn, tower::ServiceExt};
use novu_framework::{
    Agent, NovuLayer, Registry,
    agent::{Message, Turn, Turns, WaitUntil},
    client::Client,
};
use std::{env, sync::Arc, time::Duration};
use tokio::{
    sync::{Mutex, mpsc},
    task::JoinSet,
    try_join,
};

/// A message from the runtime to the extension.
enum Work {
    /// A turn that has begun.
    Turn(WaitUntil),
    /// The event has been answered.
    Answered,
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    let hello = Agent::builder("hello", async |cx: Turn<Message>| {
        format!("You said: {}", cx.event.text)
    });
    let registry = Registry::builder().agent(&hello.build()).build()?;
    let key = env::var("NOVU_SECRET_KEY")?;
    let mut client = Client::builder().secret_key(&key);
    if let Ok(url) = env::var("NOVU_API_URL") {
        client = client.api_url(url);
    }
    let layer = NovuLayer::builder(registry)
        .client(client.build()?)
        .secret_key(key);
    let turns = Turns::builder().deadline(Duration::from_secs(20));

    if env::var("TURNS").is_ok_and(|turns| turns == "inline") {
        let layer = layer.turns(turns.inline().build());
        return lambda_http::run(layer.build()?.into_endpoint()).await;
    }

    let (sender, receiver) = mpsc::unbounded_channel();
    let turns = turns.wait_until({
        let sender = sender.clone();
        move |turn| drop(sender.send(Work::Turn(turn)))
    });
    let endpoint = layer.turns(turns.build()).build()?.into_endpoint();
    let answer = service_fn(move |request: Request| {
        let (endpoint, sender) = (endpoint.clone(), sender.clone());
        async move {
            let response = endpoint.oneshot(request).await;
            drop(sender.send(Work::Answered));
            response
        }
    });

    let receiver = Arc::new(Mutex::new(receiver));
    let extension = Extension::new()
        .with_extension_name("turns")
        .with_events(&["INVOKE"])
        .with_events_processor(service_fn(move |_: LambdaEvent| finish(Arc::clone(&receiver))))
        .register()
        .await?;
    try_join!(lambda_http::run(answer), extension.run())?;
    Ok(())
}

/// Runs the turns of an event, when the event has been answered.
async fn finish(work: Arc<Mutex<mpsc::UnboundedReceiver<Work>>>) -> Result<(), Error> {
    let (mut work, mut turns) = (work.lock().await, Vec::new());
    while let Some(Work::Turn(turn)) = work.recv().await {
        turns.push(turn);
    }
    turns.into_iter().collect::<JoinSet<_>>().join_all().await;
    Ok(())
}
