//! A server that runs as a process of its own. `benches/tests` and `tests/soak` include this file.

use std::{
    env,
    io::{self, BufRead, BufReader},
    net::SocketAddr,
    process::{Child, Command, Stdio},
    thread,
};

/// A running server. Dropping it ends the process.
pub(crate) struct Program {
    /// The address that the server has printed.
    pub(crate) address: SocketAddr,
    pub(crate) child: Child,
    /// The line in which it has printed its address.
    #[allow(dead_code, reason = "only the test of the studio reads it")]
    pub(crate) line: String,
}

impl Program {
    /// Starts `command` on a free port and waits until it listens. Of the variables `NOVU_*` it sees only
    /// those that `command` sets.
    pub(crate) fn start(command: &mut Command) -> Result<Self, Box<dyn std::error::Error>> {
        for (variable, _) in env::vars_os() {
            let is_set = command.get_envs().any(|(name, _)| name == variable);
            if !is_set && variable.to_str().is_some_and(|name| name.starts_with("NOVU_")) {
                command.env_remove(variable);
            }
        }
        command
            .env("PORT", "0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        let mut child = command.spawn()?;
        let mut output = BufReader::new(child.stdout.take().ok_or("the program has no output")?);
        let mut line = String::new();
        // Logs are in the same output.
        while !line.starts_with("listening on ") {
            line.clear();
            if output.read_line(&mut line)? == 0 {
                break;
            }
        }
        let line = line.trim_end().to_owned();
        let address = line.strip_prefix("listening on http://");
        let address = address.and_then(|rest| rest.split(';').next());
        let Some(Ok(address)) = address.map(str::parse) else {
            let _ = child.kill();
            return Err(format!("{command:?} prints {line:?} instead of its address").into());
        };
        // A program that prints more must not wait for a reader.
        thread::spawn(move || io::copy(&mut output, &mut io::sink()));
        Ok(Self { address, child, line })
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // Fails only if it has ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
