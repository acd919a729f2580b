use app::{App, workflows::Workflows};
use novu_framework::{NovuLayer, client::Client};
use std::{env, error::Error};
use tokio::{net::TcpListener, signal};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    // Prints a line for each request; reads `RUST_LOG`.
    tracing_subscriber::fmt::init();

    let workflows = Workflows::new();
    let bridge = NovuLayer::from_env(workflows.registry()?)?;
    let app = App {
        novu: Client::from_env()?,
        workflows,
    };

    let variable = |name, default: &str| env::var(name).unwrap_or_else(|_| default.into());
    let address = format!("{}:{}", variable("HOST", "127.0.0.1"), variable("PORT", "4000"));
    let listener = TcpListener::bind(address).await?;
    let url = format!("http://{}", listener.local_addr()?);
    println!("listening on {url}");
    // In debug builds.
    if let Some(studio) = bridge.studio_url(&url) {
        println!("the studio is at {studio}");
    }
    axum::serve(listener, app::router(app, bridge))
        .with_graceful_shutdown(stop_signal())
        .await?;
    Ok(())
}

/// Waits for Ctrl-C, or for the `SIGTERM` of Docker, Kubernetes and Fly.
async fn stop_signal() {
    let interrupted = async { drop(signal::ctrl_c().await) };
    #[cfg(unix)]
    let terminated = async {
        use signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut signals) => drop(signals.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending();
    tokio::select! {
        () = interrupted => {}
        () = terminated => {}
    }
}
