//! The server and its memory.

use crate::program::Program;
use std::{error::Error, fs, net::SocketAddr, process::Command};

/// The key of the server.
pub(crate) const KEY: &str = "key of the soak";

pub(crate) struct Server(Program);

impl Server {
    pub(crate) fn start(program: &str) -> Result<Self, Box<dyn Error>> {
        Program::start(Command::new(program).env("NOVU_SECRET_KEY", KEY)).map(Self)
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.0.address
    }

    /// The resident memory of the server in KiB.
    pub(crate) fn resident(&self) -> Result<u64, Box<dyn Error>> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let number = line.and_then(|line| line.split_whitespace().next());
        Ok(number.ok_or("the server has ended")?.parse()?)
    }
}
