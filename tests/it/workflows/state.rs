//! The state of workflow functions.

use super::{Bridge, event};
use novu_framework::{Context, NoControls, Registry, Result, Sms, Workflow};
use serde_json::{Value, json};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

/// A client with a counter of its clones.
struct Client {
    clones: Arc<AtomicUsize>,
    greeting: &'static str,
}

impl Clone for Client {
    fn clone(&self) -> Self {
        self.clones.fetch_add(1, Ordering::Relaxed);
        Self {
            clones: Arc::clone(&self.clones),
            greeting: self.greeting,
        }
    }
}

async fn greet(cx: Context<Value>, client: Client) -> Result<()> {
    cx.step.sms("first", || Sms::new("1")).await?;
    cx.step
        .sms("second", async |_: NoControls| Sms::new(client.greeting))
        .skip(|_| client.greeting.is_empty())
        .await?;
    Ok(())
}

fn client() -> (Client, Arc<AtomicUsize>) {
    let clones = Arc::default();
    let client = Client {
        clones: Arc::clone(&clones),
        greeting: "hello",
    };
    (client, clones)
}

#[tokio::test]
async fn state_is_cloned_once_per_run() {
    let (client, clones) = client();
    let workflow = Workflow::builder("w", greet)
        .state(client)
        .name("Greeting")
        .build();
    assert_eq!(clones.load(Ordering::Relaxed), 0);
    let bridge = Bridge::of(&workflow);
    assert_eq!(clones.load(Ordering::Relaxed), 1, "one for discovery");
    for run in 1..4 {
        let (status, body) = bridge.execute("second", event(&[("first", json!({}))])).await;
        assert_eq!(
            (status, &body["outputs"]["body"]),
            (200, &json!("hello")),
            "{body}"
        );
        assert_eq!(clones.load(Ordering::Relaxed), 1 + run);
    }
}

#[tokio::test]
async fn closures_take_a_state() {
    let workflow = Workflow::builder("w", async |cx: Context<Value>, (a, b): (u8, &'static str)| {
        cx.step.sms("s", || Sms::new(format!("{a} {b}"))).await?;
        Ok(())
    })
    .state((7, "b"))
    .build();
    assert_eq!(Bridge::of(&workflow).outputs("s").await["body"], "7 b");
}

#[test]
fn options_are_kept_when_the_state_is_given() {
    let (client, _) = client();
    let workflow = Workflow::builder("w", greet)
        .name("Greeting")
        .tags(["a"])
        .state(client)
        .build();
    let registry = Registry::builder().workflow(&workflow).build().unwrap();
    let discovery: Value = serde_json::from_slice(&registry.discovery()).unwrap();
    let workflow = &discovery["workflows"][0];
    assert_eq!(
        (&workflow["name"], &workflow["tags"]),
        (&json!("Greeting"), &json!(["a"]))
    );
    assert_eq!(
        workflow["code"],
        json!(format!("// Rust: {}::greet", module_path!())),
        "it shows the function, not the closure around it"
    );
}
