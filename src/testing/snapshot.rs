//! Snapshots: texts in files beside the tests.

use super::diff;
use std::{env, fmt, fs, io, path::Path};

/// The environment variable that has snapshots written.
const VARIABLE: &str = "NOVU_SNAPSHOT";

/// Asserts that a text, such as a printed [`Run`](super::Run), equals the content of a file beside the tests.
///
/// The path is relative to where the test runs, which under cargo is the directory of the package's
/// `Cargo.toml`. With `NOVU_SNAPSHOT=update` in the environment the file is written instead.
///
/// # Panics
///
/// The text differs, or the file does not exist. The message shows the difference and how to accept it.
#[track_caller]
pub fn assert_snapshot(path: impl AsRef<Path>, text: impl fmt::Display) {
    if let Err(message) = check(path.as_ref(), &text.to_string(), is_update(), |_| String::new()) {
        panic!("{message}");
    }
}

/// Returns whether the environment asks for snapshots to be written.
pub(super) fn is_update() -> bool {
    env::var_os(VARIABLE).is_some_and(|value| value == "update")
}

/// Compares a text with a file, or with `update` writes it there. `explain` comments on the old text before
/// the lines that differ.
pub(super) fn check(
    path: &Path,
    new: &str,
    update: bool,
    explain: impl FnOnce(&str) -> String,
) -> Result<(), String> {
    let shown = path.display();
    let old = match fs::read_to_string(path) {
        Ok(old) => Some(old.replace("\r\n", "\n")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(format!("the snapshot {shown} cannot be read: {error}")),
    };
    if old.as_deref().map(str::trim_end) == Some(new.trim_end()) {
        return Ok(());
    }
    if update {
        let parent = path.parent().map_or(Ok(()), fs::create_dir_all);
        return parent
            .and_then(|()| fs::write(path, format!("{}\n", new.trim_end())))
            .map_err(|error| format!("the snapshot {shown} cannot be written: {error}"));
    }
    let accept = format!("To accept it, run the test again with {VARIABLE}=update in the environment.");
    Err(match old {
        None => format!("there is no snapshot {shown} yet. {accept}\n\n{new}"),
        Some(old) => format!(
            "the snapshot {shown} is out of date.\n\n{}{}\n{accept}",
            explain(&old),
            diff::lines(old.trim_end(), new.trim_end())
        ),
    })
}
