//! Starts servers: an example as a process, or a router in this one.

use super::{KEY, program::Program};
use axum::Router;
use novu_framework::{Context, Email, NovuLayer, Registry, Workflow};
use serde_json::Value;
use std::{
    env,
    net::SocketAddr,
    path::PathBuf,
    process::{Command, Stdio},
};
use tokio::net::TcpListener;

/// Starts an example with a key.
pub(super) fn start(example: &str, variables: &[(&str, &str)]) -> Program {
    let mut command = command(example);
    command
        .env("NOVU_SECRET_KEY", KEY)
        .envs(variables.iter().copied());
    Program::start(&mut command).unwrap()
}

/// Starts an example without a key.
pub(super) fn start_without_key(example: &str, variables: &[(&str, &str)]) -> Program {
    Program::start(command(example).envs(variables.iter().copied())).unwrap()
}

fn command(example: &str) -> Command {
    let mut command = Command::new(built(example));
    command.stderr(Stdio::null());
    command
}

/// Returns the path of an example's program. `cargo test` builds the examples first; `cargo test --test it`
/// does not, and starts the programs of the last build.
fn built(name: &str) -> PathBuf {
    let this = env::current_exe().unwrap();
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    this.ancestors()
        .map(|directory| directory.join("examples").join(&file))
        .find(|path| path.is_file())
        .unwrap_or_else(|| panic!("example {name} is not built: run `cargo build --examples`"))
}

/// Creates a layer with the workflow `welcome`, which has the step `mail`.
pub(super) fn layer() -> NovuLayer {
    let welcome = Workflow::builder("welcome", async |cx: Context<Value>| {
        cx.step
            .email("mail", || Email::new("Welcome", "<p>Hi</p>"))
            .await?;
        Ok(())
    });
    let registry = Registry::builder().workflow(&welcome.build()).build().unwrap();
    NovuLayer::builder(registry).secret_key(KEY).build().unwrap()
}

/// Serves `app` on a free port for as long as the test runs.
pub(super) async fn serve(app: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async { axum::serve(listener, app).await });
    address
}
