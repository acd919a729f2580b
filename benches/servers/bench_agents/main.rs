//! Measures agents: the CPU time of an acknowledgement beside the smallest step, its delay beside 1,000
//! running turns, the memory of waiting turns, and the CPU time of a turn with one reply, beside another
//! server.
//!
//!     cargo run --release --manifest-path benches/Cargo.toml --features agents --bin bench_agents
//!
//! `BENCH_PEER` is the command line of the other server, such as `node tests/reference/server.mjs`: it gets a
//! file of agents in `CONFORMANCE_AGENTS`. The servers run as processes of their own; this one has Novu's API
//! and the clients.

mod load;
mod novu;
mod process;
mod server;

use load::{Client, Load, signed};
use novu::Novu;
use process::Process;
use std::{
    env, fs,
    time::{Duration, Instant},
};

type Result<T, E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

/// The target of the smallest step, and its body.
const STEP: &str = "/api/novu?action=execute&workflowId=sms-code&stepId=text";
/// The target of a message to an agent that replies, and to one that waits.
const REPLY: &str = "/api/novu?action=agent-event&agentId=hello&event=onMessage";
const WAIT: &str = "/api/novu?action=agent-event&agentId=wait&event=onMessage";
const STREAM: &str = "/api/novu?action=agent-event&agentId=stream&event=onMessage";

const PASSES: usize = 9;

fn main() -> Result<()> {
    if let Ok(mode) = env::var("BENCH_SERVE") {
        return server::serve(&mode);
    }
    let novu = Novu::start()?;
    acknowledgement(&novu)?;
    beside_turns(&novu, WAIT, "wait")?;
    beside_turns(&novu, STREAM, "stream a chunk each 50 ms")?;
    memory(&novu)?;
    turns(&novu)
}

/// Compares the acknowledgement, without its turn, with the smallest step, and with that step in a body of
/// the same length: the signature is most of the cost of either.
fn acknowledgement(novu: &Novu) -> Result<()> {
    const REQUESTS: usize = 4_000;
    // The turns run in a thread of their own, whose time is not part of it.
    let server = Process::start_self("aside", novu)?;
    let load = Load::new(8);
    let step = String::from_utf8(novu_framework_benches::sms_event().to_vec())?;
    let mut event = novu.events("hello");
    let size = event.message(false).len();
    let padding = "x".repeat(size.saturating_sub(step.len() + r#","firstName":"""#.len()));
    let padded = step.replace("}}", &format!(r#","firstName":"{padding}"}}}}"#));
    let mut costs = [const { Vec::new() }; 3];
    for _ in 0..PASSES {
        for (index, costs) in costs.iter_mut().enumerate() {
            let requests = (0..REQUESTS).map(|_| match index {
                0 => signed(STEP, &step),
                1 => signed(STEP, &padded),
                _ => signed(REPLY, &event.message(false)),
            });
            let ended = novu.ended();
            costs.push(cost(&server, &load, requests.collect())?);
            if index == 2 {
                novu.wait_until_ended(ended + REQUESTS)?;
            }
        }
    }
    let [step, padded, ack] = costs.map(median);
    println!("smallest step: {step:.1} µs of CPU time; with {size} bytes: {padded:.1} µs");
    println!(
        "acknowledgement of {size} bytes: {ack:.1} µs, {:.2} times the smallest step, {:.2} times that of its length",
        ack / step,
        ack / padded
    );
    Ok(())
}

/// Returns the CPU time of a request in the first thread, in microseconds.
fn cost(server: &Process, load: &Load, requests: Vec<Vec<u8>>) -> Result<f64> {
    let (count, before) = (requests.len(), server.cpu_of_first_thread()?);
    load.send(server.address(), requests)?;
    Ok((server.cpu_of_first_thread()? - before).as_secs_f64() * 1e6 / count as f64)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Measures the delay of acknowledgements, one at a time, beside 1,000 turns.
fn beside_turns(novu: &Novu, target: &str, what: &str) -> Result<()> {
    let server = Process::start_self("run", novu)?;
    let load = Load::new(8);
    let mut event = novu.events("wait");
    load.send(
        server.address(),
        (0..1_000).map(|_| signed(target, &event.message(true))).collect(),
    )?;
    let mut client = Client::connect(server.address())?;
    let mut delays = Vec::new();
    let mut event = novu.events("hello");
    for _ in 0..2_000 {
        let request = signed(REPLY, &event.message(true));
        let began = Instant::now();
        client.ask(&request)?;
        delays.push(began.elapsed());
        std::thread::sleep(Duration::from_millis(2));
    }
    delays.sort();
    let at = |part: f64| delays[(delays.len() as f64 * part) as usize].as_secs_f64() * 1e3;
    println!(
        "acknowledgements beside 1,000 turns that {what}: p50 {:.2} ms, p99 {:.2} ms, longest {:.2} ms",
        at(0.5),
        at(0.99),
        delays[delays.len() - 1].as_secs_f64() * 1e3
    );
    Ok(())
}

/// Measures the memory of turns that wait.
fn memory(novu: &Novu) -> Result<()> {
    for entries in [0, 10] {
        let server = Process::start_self("run", novu)?;
        let load = Load::new(8);
        let mut event = novu.events("wait");
        event.history = entries;
        let size = event.message(true).len();
        let mut send = |count: usize| {
            load.send(
                server.address(),
                (0..count).map(|_| signed(WAIT, &event.message(true))).collect(),
            )
        };
        send(1_000)?;
        let before = server.memory()?;
        send(10_000)?;
        let each = (server.memory()? - before) as f64 / 10_000.0;
        println!(
            "memory of a waiting turn, event of {size} bytes: {:.1} KB",
            each / 1024.0
        );
    }
    Ok(())
}

/// Measures the CPU time of turns with one reply, here and in the other server, in alternating passes.
fn turns(novu: &Novu) -> Result<()> {
    const TURNS: usize = 1_000;
    let file = env::temp_dir().join(format!("bench-agents-{}.json", std::process::id()));
    fs::write(
        &file,
        r#"{"agents":[{"agentId":"hello","onMessage":[{"reply":"Hi"}]}]}"#,
    )?;
    let mut servers = vec![("this crate", Process::start_self("run", novu)?)];
    if let Ok(peer) = env::var("BENCH_PEER") {
        servers.push(("the other server", Process::start(&peer, novu, &file)?));
    }
    let load = Load::new(16);
    // Across the passes, because a body that comes again is a repeat.
    let mut event = novu.events("hello");
    for by_events in [false, true] {
        let mut costs = vec![Vec::new(); servers.len()];
        let mut rates = vec![Vec::new(); servers.len()];
        for pass in 0..=PASSES {
            for (index, (_, server)) in servers.iter().enumerate() {
                let requests = (0..TURNS)
                    .map(|_| signed(REPLY, &event.message(by_events)))
                    .collect();
                let (before, replied, began) = (server.cpu()?, novu.ended(), Instant::now());
                load.send(server.address(), requests)?;
                novu.wait_until_ended(replied + TURNS)?;
                // The first pass is a warm-up.
                if pass > 0 {
                    rates[index].push(TURNS as f64 / began.elapsed().as_secs_f64());
                    costs[index].push((server.cpu()? - before).as_secs_f64() * 1e6 / TURNS as f64);
                }
            }
        }
        let transport = if by_events { "events" } else { "replies" };
        for (index, (name, _)) in servers.iter().enumerate() {
            let (cost, rate) = (median(costs[index].clone()), median(rates[index].clone()));
            println!(
                "turn with one reply by {transport}, {name}: {cost:.0} µs of CPU time, {rate:.0} turns a second"
            );
        }
    }
    let _ = fs::remove_file(file);
    Ok(())
}
