//! The example `studio` of the crate, in a process of its own.

use std::{path::PathBuf, process::Stdio};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

/// The running example.
pub struct Example {
    link: String,
    _process: Child,
}

impl Example {
    /// Starts it at a free port.
    pub async fn start() -> Self {
        let mut process = Command::new(path())
            .env("PORT", "0")
            .env_remove("NOVU_SECRET_KEY")
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}; cargo builds it with the tests", path().display()));
        let mut lines = BufReader::new(process.stdout.take().expect("a pipe")).lines();
        let line = lines.next_line().await.ok().flatten().unwrap_or_default();
        let (_, link) = line
            .rsplit_once(" is at ")
            .unwrap_or_else(|| panic!("the example says `{line}`, not its link"));
        Self {
            link: link.to_owned(),
            _process: process,
        }
    }

    /// Returns the link that it has printed.
    pub fn link(&self) -> &str {
        &self.link
    }
}

/// The example is beside this program, or a folder above it.
fn path() -> PathBuf {
    let own = std::env::current_exe().expect("the path of this program");
    let folders = own
        .ancestors()
        .skip(1)
        .take(2)
        .map(|folder| folder.join("studio"));
    folders
        .into_iter()
        .find(|path| path.is_file())
        .unwrap_or_else(|| PathBuf::from("studio"))
}
