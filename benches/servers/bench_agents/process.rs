//! Servers as processes, and what the kernel says about them.

use crate::{Result, novu::Novu};
use novu_framework_benches::KEY;
use std::{
    env, fs,
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
    time::Duration,
};

/// A running server. Dropping it ends the process.
pub(crate) struct Process {
    child: Child,
    address: SocketAddr,
    _output: BufReader<ChildStdout>,
}

impl Process {
    /// Starts the server of this program.
    pub(crate) fn start_self(mode: &str, novu: &Novu) -> Result<Self> {
        let mut command = Command::new(env::current_exe()?);
        command.env("BENCH_SERVE", mode);
        Self::listening(command, novu)
    }

    /// Starts another server with the agents of a file.
    pub(crate) fn start(command_line: &str, novu: &Novu, agents: &Path) -> Result<Self> {
        let mut words = command_line.split_whitespace();
        let mut command = Command::new(words.next().ok_or("BENCH_PEER is empty")?);
        command
            .args(words)
            .env("CONFORMANCE_AGENTS", agents)
            .env("NOVU_STRICT_AUTHENTICATION_ENABLED", "true");
        Self::listening(command, novu)
    }

    fn listening(mut command: Command, novu: &Novu) -> Result<Self> {
        command
            .env("PORT", "0")
            .env("NOVU_SECRET_KEY", KEY)
            .env("NOVU_API_URL", novu.origin())
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        let mut child = command.spawn()?;
        let mut output = BufReader::new(child.stdout.take().ok_or("no output")?);
        let mut line = String::new();
        output.read_line(&mut line)?;
        let address = line
            .trim_end()
            .strip_prefix("listening on http://")
            .ok_or("it does not listen")?;
        Ok(Self {
            address: address.parse()?,
            child,
            _output: output,
        })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the CPU time of all threads, to the nanosecond.
    pub(crate) fn cpu(&self) -> Result<Duration> {
        let threads = fs::read_dir(format!("/proc/{}/task", self.child.id()))?;
        threads.map(|thread| cpu(&thread?.path())).sum()
    }

    /// Returns the CPU time of the thread that the program began with.
    pub(crate) fn cpu_of_first_thread(&self) -> Result<Duration> {
        let id = self.child.id();
        cpu(&Path::new("/proc").join(format!("{id}/task/{id}")))
    }

    /// Returns the resident memory in bytes.
    pub(crate) fn memory(&self) -> Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status
            .lines()
            .find(|line| line.starts_with("VmRSS:"))
            .ok_or("no memory")?;
        Ok(line
            .split_whitespace()
            .nth(1)
            .ok_or("no number")?
            .parse::<u64>()?
            * 1024)
    }
}

fn cpu(thread: &Path) -> Result<Duration> {
    let times = fs::read_to_string(thread.join("schedstat"))?;
    let time = times.split(' ').next().ok_or("no time")?;
    Ok(Duration::from_nanos(time.parse()?))
}

impl Drop for Process {
    fn drop(&mut self) {
        // Fails only if it has ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
