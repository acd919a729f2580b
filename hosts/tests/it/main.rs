//! Starts the programs and calls them over real sockets.

mod agents;
mod lambda;
mod large_bodies;
mod tonic;

use novu_framework::signature::SecretKey;
use std::{
    env,
    process::{Child, Command, Stdio},
    time::SystemTime,
};

/// The key of these programs.
const KEY: &str = "key of the hosts";

/// Signs `body` with the current time and returns the value of the header.
fn sign(body: &[u8]) -> String {
    SecretKey::new(KEY).unwrap().sign(SystemTime::now(), body)
}

/// A running program. Dropping it ends the process.
struct Program(Child);

impl Program {
    /// Starts `path` with the key and these variables, with its output piped.
    fn start(path: &str, variables: &[(&str, &str)]) -> Self {
        let mut command = Command::new(path);
        for variable in env::vars_os().map(|(variable, _)| variable) {
            let name = variable.to_string_lossy();
            if name.starts_with("NOVU_") || name.starts_with("AWS_") {
                command.env_remove(&variable);
            }
        }
        command
            .env("NOVU_SECRET_KEY", KEY)
            .envs(variables.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        Self(command.spawn().unwrap())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // Fails only if it has ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
