//! The programs, started and called over real sockets.

mod lambda;
mod tonic;

use novu_framework::signature::SecretKey;
use std::{
    env,
    process::{Child, Command, Stdio},
    time::SystemTime,
};

/// The key of these programs.
const KEY: &str = "key of the hosts";

/// The value of a signature header for `body`, made now.
fn sign(body: &[u8]) -> String {
    SecretKey::new(KEY).unwrap().sign(SystemTime::now(), body)
}

/// A program that runs. It ends with this value.
struct Program(Child);

impl Program {
    /// Starts `path` with the key and these variables, its output to be read.
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
