#!/usr/bin/env python3
"""Measures the builds of programs that use the crate: CPU seconds, crates, size of the binary.

    benches/builds.py                        # all programs: clean build, rebuild, release
    benches/builds.py none readme --crates   # CPU seconds of each crate, largest first
    benches/builds.py --no-release w5 w50

Programs: `none` is the README's without this crate, `readme` the README's, `wN` has N workflows of five
steps. They are written to `target/builds` and built there in the dev profile. "rebuild" follows a change in
one workflow, "crate" a change in `src/bridge`, which is restored afterwards. CPU seconds are user time of
cargo and all its children.
"""

import argparse
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def wrapper(log: str, command: list[str]) -> int:
    """Runs rustc for cargo and notes its CPU time."""
    # The descriptors of the job server stay open.
    code = subprocess.call(command, close_fds=False)
    name = command[command.index("--crate-name") + 1] if "--crate-name" in command else "-"
    if "build_script_build" in name:
        name = os.environ.get("CARGO_PKG_NAME", name) + " (build script)"
    used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    with open(log, "a") as file:
        file.write(json.dumps([name, used]) + "\n")
    return code


def readme() -> tuple[str, str]:
    """Returns dependencies and program of the README."""
    text = (ROOT / "README.md").read_text()
    dependencies = re.search(r"```toml\n\[dependencies\]\n(.*?)```", text, re.S).group(1)
    program = re.search(r"```rust[^\n]*\n(.*?)```", text, re.S).group(1)
    return dependencies, program


NONE = """
use axum::{Router, routing::get};
use schemars::JsonSchema;
use serde::Deserialize;

#[derive(Deserialize, JsonSchema)]
#[allow(dead_code)]
struct Comment {
    author: String,
    text: String,
    post_id: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(default)]
#[derive(Default)]
#[allow(dead_code)]
struct EmailControls {
    subject: String,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    tracing_subscriber::fmt::init();
    let app = Router::new().route("/", get(|| async { "the rest of my app" }));
    axum::serve(tokio::net::TcpListener::bind("127.0.0.1:4000").await?, app).await?;
    Ok(())
}
"""

WORKFLOW = """
use novu_framework::{Context, Digest, Email, InApp, Push, Result, Sms, Unit, Workflow};
use schemars::JsonSchema;
use serde::Deserialize;

#[derive(Deserialize, JsonSchema)]
pub struct Event {
    name: String,
    count: u32,
    #[serde(default)]
    labels: Vec<String>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(default)]
struct Controls {
    subject: String,
    footer: bool,
}

impl Default for Controls {
    fn default() -> Self {
        Self { subject: "{{payload.name}} happened".into(), footer: true }
    }
}

async fn run(cx: Context<Event>) -> Result<()> {
    let event = &cx.payload;
    let inbox = cx.step.in_app("inbox", || InApp::new(format!("{} happened", event.name))).await?;
    let batch = cx.step.digest("batch", || Digest::every(1, Unit::Hours).key(&event.name)).await?;
    cx.step
        .email("mail", |controls: Controls| {
            let footer = if controls.footer { event.labels.join(", ") } else { String::new() };
            Email::new(controls.subject, format!("<p>NUMBER: {} {footer}</p>", batch.events.len()))
        })
        .skip(|_| inbox.read)
        .await?;
    cx.step.sms("text", async || Ok(Sms::new(format!("{} times", event.count)))).await?;
    cx.step
        .push("alert", async |controls: Controls| Push::new(controls.subject, event.name.clone()))
        .await?;
    Ok(())
}

pub fn workflow() -> Workflow<Event> {
    Workflow::builder("workflow-NUMBER", run).build()
}
"""


def write(name: str, folder: Path) -> Path:
    """Writes a program and returns the file that a rebuild changes."""
    dependencies, program = readme()
    lines = [line for line in dependencies.splitlines() if not line.startswith("novu-framework")]
    if name != "none":
        lines.append(f'novu-framework = {{ path = "{ROOT}" }}')
    source = folder / "src"
    source.mkdir(parents=True, exist_ok=True)
    package = '[package]\nname = "program"\nversion = "0.1.0"\nedition = "2024"\n\n[workspace]\n\n'
    release = "\n[profile.release]\nstrip = true\n"
    (folder / "Cargo.toml").write_text(package + "[dependencies]\n" + "\n".join(lines) + "\n" + release)
    changed = source / "main.rs"
    if name == "none":
        program = NONE
    elif name != "readme":
        numbers = range(int(name[1:]))
        modules = "".join(f"mod w{n};\n" for n in numbers)
        calls = "".join(f".workflow(&w{n}::workflow())" for n in numbers)
        program = re.sub(r"#\[derive\(Deserialize.*?\n(?=#\[tokio::main\])", "", program, flags=re.S)
        program = re.sub(r"    let comment = Workflow::builder.*?;\n", "", program, flags=re.S)
        program = re.sub(r"use schemars.*?;\nuse serde.*?;\n", modules, program)
        program = re.sub(r"use novu_framework::\{.*?\};", "use novu_framework::{NovuLayer, Registry};", program)
        program = program.replace(".workflow(&comment)", calls)
        for n in numbers:
            (source / f"w{n}.rs").write_text(WORKFLOW.replace("NUMBER", str(n)))
        changed = source / "w0.rs"
    (source / "main.rs").write_text(program)
    return changed


def cargo(folder: Path, *arguments: str, log: Path | None = None) -> tuple[float, float]:
    """Runs cargo and returns user CPU and wall seconds."""
    keep = {k: v for k, v in os.environ.items() if not k.startswith(("CARGO_PROFILE", "CARGO_INCREMENTAL"))}
    keep.pop("CARGO_TARGET_DIR", None)
    if log:
        keep |= {"RUSTC_WRAPPER": str(Path(__file__).resolve()), "BUILDS_LOG": str(log)}
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime, time.monotonic()
    subprocess.run(["cargo", *arguments, "--quiet"], cwd=folder, env=keep, check=True)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before, time.monotonic() - start


def touched(file: Path, folder: Path) -> float:
    """Builds again after a line was added to a file, which is restored."""
    text = file.read_text()
    try:
        file.write_text(text + "\n#[allow(dead_code)]\nfn added_by_builds() -> u8 {\n    7\n}\n")
        return cargo(folder, "build")[0]
    finally:
        file.write_text(text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("programs", nargs="*", default=["none", "readme", "w5", "w50"])
    parser.add_argument("--crates", action="store_true", help="print CPU seconds of each crate instead")
    parser.add_argument("--no-release", action="store_true", help="do not build in the release profile")
    options = parser.parse_args()
    print("| program | crates | clean build, CPU s | rebuild | crate | binary, dev MB | release MB |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for name in options.programs:
        folder = ROOT / "target" / "builds" / name
        changed = write(name, folder)
        subprocess.run(["cargo", "fetch", "--quiet"], cwd=folder, check=True)
        shutil.rmtree(folder / "target", ignore_errors=True)
        if options.crates:
            log = folder / "crates.jsonl"
            log.unlink(missing_ok=True)
            print(f"{name}: {cargo(folder, 'build', log=log)[0]:.1f} s with the wrapper")
            costs: dict[str, float] = {}
            for line in log.read_text().splitlines():
                crate, seconds = json.loads(line)
                costs[crate] = costs.get(crate, 0) + seconds
            for crate, seconds in sorted(costs.items(), key=lambda cost: -cost[1]):
                print(f"  {seconds:6.2f} {crate}")
            continue
        tree = ["cargo", "tree", "--prefix", "none", "--edges", "normal,build", "--no-dedupe"]
        crates = set(subprocess.check_output(tree, cwd=folder, text=True).splitlines())
        clean = cargo(folder, "build")[0]
        rebuild = touched(changed, folder)
        bridge = touched(ROOT / "src/bridge/serve.rs", folder) if name != "none" else 0.0
        dev = (folder / "target/debug/program").stat().st_size / 1e6
        release = 0.0
        if not options.no_release:
            cargo(folder, "build", "--release")
            release = (folder / "target/release/program").stat().st_size / 1e6
        row = [name, len(crates), f"{clean:.1f}", f"{rebuild:.2f}", f"{bridge:.1f}", f"{dev:.0f}", f"{release:.2f}"]
        print("|", " | ".join(str(cell) for cell in row), "|", flush=True)
        # A program's target folder takes up to a gigabyte.
        shutil.rmtree(folder / "target", ignore_errors=True)


if __name__ == "__main__":
    if "BUILDS_LOG" in os.environ:
        sys.exit(wrapper(os.environ["BUILDS_LOG"], sys.argv[1:]))
    main()
