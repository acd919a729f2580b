//! The server, as a process of its own.

use std::{
    error::Error,
    fs,
    io::{BufRead, BufReader},
    net::SocketAddr,
    process::{Child, ChildStdout, Command, Stdio},
};

/// The key of the server.
pub(crate) const KEY: &str = "key of the soak";

/// A server that runs. It ends with this value.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    child: Child,
    /// Kept open, since a program that prints more would fail otherwise.
    _output: BufReader<ChildStdout>,
}

impl Server {
    pub(crate) fn start(program: &str) -> Result<Self, Box<dyn Error>> {
        let mut child = Command::new(program)
            .env("PORT", "0")
            .env("NOVU_SECRET_KEY", KEY)
            .env_remove("NOVU_STRICT_AUTHENTICATION_ENABLED")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut output = BufReader::new(child.stdout.take().ok_or("no output")?);
        let mut line = String::new();
        output.read_line(&mut line)?;
        let address = line.trim_end().strip_prefix("listening on http://");
        let address = address
            .and_then(|rest| rest.split(';').next())
            .ok_or("no address")?
            .parse()?;
        Ok(Self {
            address,
            child,
            _output: output,
        })
    }

    /// How much of the server is in memory, in KiB.
    pub(crate) fn resident(&self) -> Result<u64, Box<dyn Error>> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let number = line.and_then(|line| line.split_whitespace().next());
        Ok(number.ok_or("the server is gone")?.parse()?)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Fails only if it has ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
