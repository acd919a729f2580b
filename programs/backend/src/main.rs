//! A backend for a project manager: users, projects, tasks, comments and invoices in SQLite, and the
//! notifications about them.
//!
//! ```sh
//! NOVU_SECRET_KEY=.. cargo run --manifest-path programs/Cargo.toml -p backend
//! ```
//!
//! | variable | meaning |
//! |---|---|
//! | `NOVU_SECRET_KEY` | the key of the Novu environment: requests from Novu are checked with it, and triggers sent |
//! | `NOVU_API_URL` | the address of Novu's API, `https://api.novu.co` if not set |
//! | `DATABASE_URL` | `sqlite://backend.db?mode=rwc` if not set |
//! | `HOST`, `PORT` | `127.0.0.1` and `4000` if not set; containers need `HOST=0.0.0.0` |
//! | `RUST_LOG` | the log's filter, `info` if not set |

use backend::{App, Db, Notifications};
use novu_framework::{NovuLayer, client::Client};
use std::{env, error::Error, future::IntoFuture, time::Duration};
use tokio::{net::TcpListener, select, signal, sync::oneshot};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    // Reads `RUST_LOG`.
    tracing_subscriber::fmt::init();

    let db = Db::open(&variable("DATABASE_URL", "sqlite://backend.db?mode=rwc")).await?;
    let notifications = Notifications::new(&db);
    let bridge = NovuLayer::from_env(notifications.registry()?)?;
    let app = App::new(db, Client::from_env()?, notifications);

    let address = format!("{}:{}", variable("HOST", "127.0.0.1"), variable("PORT", "4000"));
    let listener = TcpListener::bind(address).await?;
    tracing::info!("listening on http://{}", listener.local_addr()?);

    // After the signal, requests that run get five seconds: Novu waits no longer.
    let (stopping, stopped) = oneshot::channel();
    let server = axum::serve(listener, backend::router(app, bridge)).with_graceful_shutdown(async {
        stop_signal().await;
        let _ = stopping.send(());
    });
    let late = async {
        let _ = stopped.await;
        tokio::time::sleep(Duration::from_secs(5)).await;
    };
    select! {
        ended = server.into_future() => ended?,
        () = late => tracing::warn!("some requests were cut off"),
    }
    Ok(())
}

fn variable(name: &str, default: &str) -> String {
    env::var(name).unwrap_or_else(|_| default.into())
}

/// Waits for Ctrl-C, or for the `SIGTERM` of Docker, Kubernetes, Fly or systemd.
async fn stop_signal() {
    #[cfg(unix)]
    let terminated = async {
        match signal::unix::signal(signal::unix::SignalKind::terminate()) {
            Ok(mut terminations) => drop(terminations.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending();
    select! {
        _ = signal::ctrl_c() => {}
        () = terminated => {}
    }
}
