//! Starts servers: an example as a process of its own, or a router in this one.

use super::KEY;
use axum::Router;
use novu_framework::{Context, Email, NovuLayer, Registry, Workflow};
use serde_json::Value;
use std::{
    env,
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::PathBuf,
    process::{Child, ChildStdout, Command, Stdio},
};
use tokio::net::TcpListener;

/// An example that runs. It ends with this value.
pub(super) struct Example {
    pub(super) address: SocketAddr,
    child: Child,
    /// Kept open, since a program that prints more would fail otherwise.
    _output: BufReader<ChildStdout>,
}

impl Example {
    /// Starts the example on a free port, with a key, and waits until it listens.
    pub(super) fn start(name: &str, variables: &[(&str, &str)]) -> Self {
        let mut command = Self::command(name);
        command
            .env("NOVU_SECRET_KEY", KEY)
            .envs(variables.iter().copied());
        Self::spawn(name, command)
    }

    /// The same without a key.
    pub(super) fn start_without_key(name: &str) -> Self {
        Self::spawn(name, Self::command(name))
    }

    fn command(name: &str) -> Command {
        let mut command = Command::new(built(name));
        command
            .env("PORT", "0")
            .stdin(Stdio::null())
            .stderr(Stdio::null());
        for variable in env::vars_os().map(|(variable, _)| variable) {
            if variable.to_str().is_some_and(|name| name.starts_with("NOVU_")) {
                command.env_remove(variable);
            }
        }
        command
    }

    fn spawn(name: &str, mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        let address = line.trim_end().strip_prefix("listening on http://");
        let Some(Ok(address)) = address.and_then(|rest| rest.split(';').next()).map(str::parse) else {
            let _ = child.kill();
            panic!("{name} does not say where it listens, but {line:?}");
        };
        Self {
            address,
            child,
            _output: output,
        }
    }
}

impl Drop for Example {
    fn drop(&mut self) {
        // Fails only if it has ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The path of the example's program. `cargo test` builds examples beside this program before it starts it;
/// `cargo test --test it` does not, and takes what was built last.
fn built(name: &str) -> PathBuf {
    let this = env::current_exe().unwrap();
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    this.ancestors()
        .map(|directory| directory.join("examples").join(&file))
        .find(|path| path.is_file())
        .unwrap_or_else(|| panic!("example {name} is not built: run `cargo build --examples`"))
}

/// The layer over one workflow, `welcome`, that has one step, `mail`.
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
