//! Searches for requests that take more time or memory a byte than others.
//!
//!     cargo bench --manifest-path benches/Cargo.toml --bench requests \
//!         --no-default-features --features agents -- KIND SECONDS SEED [memory]
//!
//! The kinds are `query`, `header`, `cron` and `event`: the query of a request, its signature header, a cron
//! expression, and the event of an agent. Random texts are measured, the worst are varied further, and the
//! worst of all are printed, with their score in a size and in ten times that size: CPU time or, with
//! `memory`, peak memory for a byte.

#[path = "../../dialects/benches/benches/process/mod.rs"]
mod process;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use novu_framework::{
    Agent, Cron, NovuEndpoint, NovuLayer, Registry, Result,
    agent::{Message, Turn, Turns},
    client::Client,
    signature::{SecretKey, Verifier},
};
use novu_framework_benches::KEY;
use novu_framework_dialects_benches::{random::Random, shape::Shape};
use process::{cpu_seconds, peak_mib};
use serde_json::{Value, json};
use std::{convert::Infallible, env, hint::black_box, time::SystemTime};
use tokio::runtime::{Builder, Runtime};
use tower::{Service, service_fn};

/// How many texts are varied further.
const POOL: usize = 60;

const QUERY: &[&str] = &[
    "&",
    "=",
    "action=execute",
    "workflowId=",
    "stepId=",
    "workflow_id=",
    "a",
    "%41",
    "%",
    "%zz",
    "%C3%A9",
    "%ff",
    "+",
    "a=b&",
    "action=",
    "event=",
    "agentId=",
    "#",
    ";",
    "é",
    "workflowId=a&",
    "%00",
    "&&",
    "%25",
    "x-",
];
const HEADER: &[&str] = &[
    "t=",
    "v1=",
    ",",
    "=",
    " ",
    "1",
    "1700000000000",
    "1e9",
    ".",
    "a",
    "0123456789abcdef",
    "-",
    "+",
    "t=1,v1=0,",
    "é",
    "\t",
    "v0=",
    "Infinity",
    "0x10",
    "00000000",
    "e",
    "v1=00000000000000000000000000000000000000000000000000000000000000aa,",
];
const CRON: &[&str] = &[
    "*",
    "/",
    ",",
    "-",
    " ",
    "0",
    "1",
    "59",
    "MON",
    "JAN-DEC",
    "*/2",
    "1-5",
    "L",
    "#",
    "?",
    "W",
    "@daily",
    "1,2,3,",
    "0-59/7",
    "\t",
    "é",
    "99999999999",
    "*/1,",
    "FRI#2",
    "31 2 *",
    "0 0 29 2 *",
];
/// Values of the lists and objects in events.
const ITEMS: &[&str] = &[
    "1",
    "\"a\"",
    "[]",
    "{}",
    "null",
    "{\"a\":1}",
    "\"#\"",
    "1.5",
    "[[]]",
    r#"{"role":"user","text":"a"}"#,
    r#"{"role":"assistant","type":"message","text":"a","createdAt":"x"}"#,
    r##"{"role":"tool","type":"tool_call","toolData":{"toolCallId":"#","name":"n","input":{"a":1}}}"##,
    r##"{"role":"tool","type":"tool_result","toolData":{"toolCallId":"#","output":[1]}}"##,
    r##"{"type":"approval","toolData":{"approvalId":"~","toolCallId":"#"}}"##,
    r#"{"type":"image","url":"https://a/b","name":"n","mimeType":"m","size":1}"#,
    r#"{"text":"a","author":{"userId":"U"},"attachments":[{}]}"#,
];
/// The members of an event that hold them.
const PLACES: &[&str] = &[
    r#""history":["#,
    r#""context":{"#,
    r#""extra":["#,
    r#""subscriber":{"data":{"#,
    r#""conversation":{"metadata":{"#,
    r#""message":{"attachments":["#,
    r#""message":{"text":"a","more":["#,
    r#""platformContext":{"#,
    r#""humanResponse":{"values":{"#,
    r#""notification":{"payload":{"#,
    r#""previousMessage":{"attachments":["#,
];

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Query,
    Header,
    Cron,
    Event,
}

impl Kind {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "query" => Self::Query,
            "header" => Self::Header,
            "cron" => Self::Cron,
            "event" => Self::Event,
            _ => return None,
        })
    }

    /// The size of texts during the search. Ten times as much is a header that is refused unread, and about
    /// the longest query that the HTTP library takes.
    fn size(self) -> usize {
        match self {
            Self::Query => 6_000,
            Self::Header => 400,
            Self::Cron => 2_000,
            Self::Event => 20_000,
        }
    }

    fn pieces(self) -> &'static [&'static str] {
        match self {
            Self::Query => QUERY,
            Self::Header => HEADER,
            Self::Cron => CRON,
            Self::Event => ITEMS,
        }
    }

    fn shape(self, random: &mut Random) -> Shape {
        if self != Self::Event {
            return Shape::new(random, self.pieces());
        }
        let (place, item) = (random.pick(PLACES), random.pick(ITEMS));
        let in_list = place.ends_with('[');
        let close: String = place
            .chars()
            .rev()
            .filter_map(|c| match c {
                '[' => Some(']'),
                '{' => Some('}'),
                _ => None,
            })
            .collect();
        let name = if in_list {
            ""
        } else {
            random.pick(&["\"k#\":", "\"a\":", "\"~\":"])
        };
        let last = if in_list { "1" } else { "\"z\":1" };
        let parts = json!([
            [place, false],
            [format!("{name}{item},"), true],
            [format!("{last}{close}"), false]
        ]);
        Shape::from_json(&parts).expect("parts in the form of a shape")
    }

    fn vary(self, shape: &mut Shape, random: &mut Random) {
        match self {
            Self::Event => *shape = self.shape(random),
            _ => shape.vary(random, self.pieces()),
        }
    }
}

/// Everything that texts are given to.
struct Targets {
    bridge: NovuEndpoint,
    verifier: Verifier,
    /// Turns have deadlines, so its timers have to run.
    runtime: Runtime,
}

/// Looks at every part of an event.
async fn look(cx: Turn<Message>) -> Result<()> {
    black_box((cx.history.messages().len(), cx.history.items().len()));
    black_box(format!("{cx:?}").len());
    black_box(cx.raw());
    Ok(())
}

async fn api(_: Request<Full<Bytes>>) -> std::result::Result<Response<Full<Bytes>>, Infallible> {
    Ok(Response::new(Full::from("{}")))
}

impl Targets {
    fn new() -> Self {
        let client = Client::builder()
            .secret_key("key")
            .transport(service_fn(api))
            .build();
        let agent = Agent::builder("a", look).build();
        let registry = Registry::builder()
            .agent(&agent)
            .build()
            .expect("the agent is right");
        let layer = NovuLayer::builder(registry)
            .client(client.expect("the client is right"))
            .turns(Turns::builder().inline().remember(0).build())
            .insecure_without_signature()
            .build();
        Self {
            bridge: layer.expect("the layer is right").into_endpoint(),
            verifier: Verifier::new([SecretKey::new(KEY).expect("it is not empty")]),
            runtime: Builder::new_current_thread()
                .enable_time()
                .build()
                .expect("a runtime"),
        }
    }

    /// Returns the CPU seconds or the bytes of memory that `text` takes for each of its bytes.
    fn score(&mut self, kind: Kind, text: &str, memory: bool) -> Option<f64> {
        let bytes = text.len().max(100) as f64;
        let Self {
            bridge,
            verifier,
            runtime,
        } = self;
        let run: Box<dyn FnOnce() + '_> = match kind {
            Kind::Header => {
                let now = SystemTime::now();
                Box::new(move || drop(black_box(verifier.verify_at(Some(text.as_bytes()), b"{}", now))))
            }
            Kind::Cron => Box::new(move || drop(black_box(Cron::parse(black_box(text))))),
            Kind::Query => {
                let request = Request::post(format!("/api/novu?{text}"))
                    .body(Full::<Bytes>::from("{}"))
                    .ok()?;
                Box::new(move || drop(black_box(runtime.block_on(bridge.call(request)))))
            }
            Kind::Event => {
                let body = event(text)?;
                let target = "/api/novu?action=agent-event&agentId=a&event=onMessage";
                let request = Request::post(target).body(Full::<Bytes>::from(body)).ok()?;
                Box::new(move || drop(black_box(runtime.block_on(bridge.call(request)))))
            }
        };
        if memory {
            return Some(peak_mib(run) * f64::from(1 << 20) / bytes);
        }
        let before = cpu_seconds();
        run();
        Some((cpu_seconds() - before) * 1e9 / bytes)
    }
}

/// Returns an event with the members of `text` in front of its own; `None` if that is not JSON.
fn event(text: &str) -> Option<String> {
    let body = format!(
        r#"{{"conversation":{{}},"message":{{"text":"a"}},"replyUrl":"https://api.novu.co/v1/agents/a/reply","conversationId":"c","integrationIdentifier":"i",{text}}}"#
    );
    serde_json::from_str::<Value>(&body).ok()?;
    Some(body)
}

fn main() {
    let arguments: Vec<String> = env::args().skip(1).filter(|text| text != "--bench").collect();
    let argument = |index: usize| arguments.get(index).map_or("", String::as_str);
    let kind = Kind::named(argument(0)).expect("the name of a kind");
    let seconds: f64 = argument(1).parse().unwrap_or(60.0);
    let mut random = Random::new(argument(2).parse().unwrap_or(1));
    let memory = argument(3) == "memory";
    let mut targets = Targets::new();
    let mut score = |shape: &Shape, size| {
        let text = shape.text(size);
        let first = targets.score(kind, &text, memory)?;
        Some(targets.score(kind, &text, memory)?.min(first))
    };
    let mut pool: Vec<(f64, Shape)> = Vec::new();
    let mut tried = 0_usize;
    while cpu_seconds() < seconds {
        let mut shape = match random.below(3) {
            0 | 1 if pool.len() == POOL => pool[random.below(POOL)].1.clone(),
            _ => kind.shape(&mut random),
        };
        kind.vary(&mut shape, &mut random);
        tried += 1;
        let Some(found) = score(&shape, kind.size()) else {
            continue;
        };
        let related = |(_, other): &(f64, Shape)| other.related(&shape);
        if !pool.iter().any(|entry| related(entry) && entry.0 >= found) {
            pool.retain(|entry| !related(entry));
            pool.push((found, shape));
            pool.sort_by(|a, b| b.0.total_cmp(&a.0));
            pool.truncate(POOL);
        }
    }
    let unit = if memory { "bytes" } else { "ns" };
    println!("{tried} texts\n\n| {unit} a byte | ten times as long | text |\n|---:|---:|---|");
    for (_, shape) in pool.iter().take(12) {
        let [small, large] = [1, 10].map(|times| score(shape, kind.size() * times).unwrap_or(f64::NAN));
        println!("| {small:.1} | {large:.1} | `{}` |", shape.to_json());
    }
}
