//! Sends many mixed requests to the example `axum` and compares every answer; see `run`.
#![allow(clippy::print_stdout)]

mod client;
mod mix;
#[path = "../../it/hosts/program.rs"]
mod program;
mod server;

use client::{Connection, Outcome};
use novu_framework::signature::SecretKey;
use server::Server;
use std::{
    env,
    error::Error,
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};

/// The number of concurrent clients, each with a connection of its own.
const CLIENTS: u64 = 32;

/// The growth of memory in KiB that is allowed between the first thousand requests and the end: allocators
/// keep some for each thread, and a million leaks of five bytes each exceed it.
const SLACK: u64 = 4 * 1024;

/// The outcomes of the requests.
#[derive(Default)]
struct Tally {
    sent: AtomicU64,
    right: AtomicU64,
    wrong: AtomicU64,
    lost: AtomicU64,
    given_up: AtomicU64,
}

#[tokio::main(worker_threads = 2)]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let total: u64 = arguments.next().ok_or("how many requests?")?.parse()?;
    let server = Server::start(&arguments.next().ok_or("which server?")?)?;
    let key = Arc::new(SecretKey::new(server::KEY)?);
    let tally = Arc::new(Tally::default());

    let mut marks = vec![("start", 0, server.resident()?)];
    let (mut sent, mut began) = (0, 0);
    for (name, until) in [
        ("first thousand", 1000.min(total)),
        ("first hundredth", total / 100),
        ("middle", total / 2),
        ("end", total),
    ] {
        if until <= sent {
            continue;
        }
        let mut clients = Vec::new();
        for client in 0..CLIENTS {
            let numbers = (began..until).filter(move |number| number % CLIENTS == client);
            let (key, tally, address) = (Arc::clone(&key), Arc::clone(&tally), server.address());
            clients.push(tokio::spawn(async move {
                let mut connection = Connection::new(address);
                for number in numbers {
                    let request = mix::request(number, &key);
                    tally.sent.fetch_add(1, Relaxed);
                    let counter = match connection.send(&request).await {
                        Outcome::Right => &tally.right,
                        Outcome::GivenUp => &tally.given_up,
                        Outcome::Lost => &tally.lost,
                        Outcome::Wrong(answer) => {
                            if tally.wrong.load(Relaxed) < 10 {
                                println!("wrong answer to {} {number}: {answer}", request.kind);
                            }
                            &tally.wrong
                        }
                    };
                    counter.fetch_add(1, Relaxed);
                }
            }));
        }
        for client in clients {
            client.await?;
        }
        (sent, began) = (until, until);
        marks.push((name, sent, server.resident()?));
    }

    let count = |counter: &AtomicU64| counter.load(Relaxed);
    println!(
        "{} requests: {} answered rightly, {} wrongly, {} not answered, {} given up by the client",
        count(&tally.sent),
        count(&tally.right),
        count(&tally.wrong),
        count(&tally.lost),
        count(&tally.given_up)
    );
    for (name, sent, resident) in &marks {
        println!("resident memory, {name} ({sent} requests): {resident} KiB");
    }
    let of = |wanted| {
        marks
            .iter()
            .find(|(name, ..)| *name == wanted)
            .map(|(.., resident)| *resident)
    };
    let flat = of("first thousand")
        .zip(of("end"))
        .is_none_or(|(early, end)| end <= early + SLACK);
    let good = flat && count(&tally.wrong) == 0 && count(&tally.lost) == 0;
    println!("{}", if good { "passed" } else { "FAILED" });
    Ok(if good {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
