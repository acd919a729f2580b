//! Makes the pictures of the README: `docs/studio-*.png`.
//!
//! They need the fonts of Debian's `fonts-inter` and `fonts-jetbrains-mono`, and its `pngquant`. A person
//! looks at them before they are committed.

use browser::{
    driver::{Driver, Engine},
    example::Example,
    page::Page,
    shots::SHOTS,
};
use serde_json::json;
use std::{io::Write, process::Stdio, time::Duration};

#[tokio::main]
async fn main() {
    let example = Example::start().await;
    let driver = Driver::start(Engine::Chromium).await;
    for shot in SHOTS {
        // A profile of its own each: no picture depends on the one before.
        let page = Page::new(driver.session().await, Engine::Chromium, Duration::from_secs(30));
        let metrics = json!({
            "width": shot.width, "height": shot.height, "deviceScaleFactor": 2, "mobile": shot.width < 700,
        });
        page.cdp("Emulation.setDeviceMetricsOverride", metrics).await;
        page.cdp("Emulation.setScrollbarsHidden", json!({ "hidden": true }))
            .await;
        shot.open(&page, example.link()).await;
        shot.read(&page, |text| text).await;
        let picture = page.client.screenshot().await.expect("a picture");
        let small = quantised(&picture);
        std::fs::write(shot.file(), &small).expect("a file in docs/");
        say(&format!("{}: {} KB", shot.file().display(), small.len() / 1024));
    }
}

/// Reduces a picture to 256 colours, which a page has.
fn quantised(picture: &[u8]) -> Vec<u8> {
    let mut process = std::process::Command::new("pngquant")
        .args(["--speed", "1", "256", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("pngquant; `apt-get install pngquant` brings it");
    let mut input = process.stdin.take().expect("a pipe");
    let picture = picture.to_vec();
    let writer = std::thread::spawn(move || input.write_all(&picture));
    let output = process.wait_with_output().expect("a picture");
    writer.join().expect("a thread").expect("a pipe that is read");
    assert!(output.status.success(), "pngquant fails");
    output.stdout
}

#[allow(clippy::print_stdout, reason = "a program for the terminal")]
fn say(line: &str) {
    println!("{line}");
}
