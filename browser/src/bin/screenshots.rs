//! Makes the pictures of the README: `docs/studio-*.png`.
//!
//! With `--all FOLDER` it puts pictures of all places there instead, light and dark, for desktop and phone.
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
use std::{
    io::Write,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

#[tokio::main]
async fn main() {
    let example = Example::start().await;
    let driver = Driver::start(Engine::Chromium).await;
    let mut args = std::env::args().skip(1);
    if args.next().is_some_and(|arg| arg == "--all") {
        let folder = PathBuf::from(args.next().expect("the folder for the pictures"));
        std::fs::create_dir_all(&folder).expect("a folder");
        for (width, height, scheme) in VIEWS {
            all(&driver, example.link(), (width, height), scheme, &folder).await;
        }
        return;
    }
    for shot in SHOTS {
        // A profile of its own each: no picture depends on the one before.
        let page = window(&driver, shot.width, shot.height, 2).await;
        shot.open(&page, example.link()).await;
        shot.read(&page, |text| text).await;
        let picture = page.client.screenshot().await.expect("a picture");
        let small = quantised(&picture);
        std::fs::write(shot.file(), &small).expect("a file in docs/");
        say(&format!("{}: {} KB", shot.file().display(), small.len() / 1024));
    }
}

const VIEWS: [(u32, u32, &str); 4] = [
    (1440, 900, "light"),
    (1440, 900, "dark"),
    (390, 844, "light"),
    (390, 844, "dark"),
];
/// The places with a run and a conversation in them, by the names of their pictures.
const PLACES: [(&str, &str); 14] = [
    ("inbox", "#/comment/inbox"),
    ("digest", "#/comment/batch"),
    ("push", "#/comment/nudge"),
    ("html", "#/comment/mail?tab=html"),
    ("text", "#/comment/mail?tab=text"),
    ("checks", "#/comment/mail?tab=checks"),
    ("wire", "#/comment/mail?tab=wire"),
    ("dark-mail", "#/comment/mail?d=own"),
    ("sms", "#/login-code/text"),
    ("custom", "#/invoice/charge"),
    ("received", "#/~received"),
    ("discovery", "#/~discovery"),
    ("help", "#/~help"),
    ("agent", "#/~agent/support"),
];

/// Opens a window of a size, with a profile of its own.
async fn window(driver: &Driver, width: u32, height: u32, scale: u32) -> Page {
    let page = Page::new(driver.session().await, Engine::Chromium, Duration::from_secs(30));
    let metrics =
        json!({ "width": width, "height": height, "deviceScaleFactor": scale, "mobile": width < 700 });
    page.cdp("Emulation.setDeviceMetricsOverride", metrics).await;
    page.cdp("Emulation.setScrollbarsHidden", json!({ "hidden": true }))
        .await;
    page
}

/// Takes pictures of all places, and of the parts of a phone.
async fn all(driver: &Driver, link: &str, size: (u32, u32), scheme: &str, folder: &Path) {
    let page = window(driver, size.0, size.1, 1).await;
    let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
    page.cdp("Emulation.setEmulatedMedia", features).await;
    let save = async |name: &str| {
        let picture = page.client.screenshot().await.expect("a picture");
        let file = folder.join(format!("{name}-{}-{scheme}.png", size.0));
        std::fs::write(&file, picture).expect("a file");
        say(&file.display().to_string());
    };
    for shot in &SHOTS {
        shot.open(&page, link).await;
        save(shot.name.trim_start_matches("studio-")).await;
        if size.0 > 700 || shot.name != "studio-step" {
            continue;
        }
        for part in ["Steps", "Inputs", "Run"] {
            page.click_text("#tabbar button", part).await;
            save(part).await;
        }
    }
    for (name, place) in PLACES {
        let base = link.split('#').next().unwrap_or_default();
        page.client
            .goto(&format!("{base}{place}"))
            .await
            .expect("the place");
        page.wait(&format!(
            "location.hash === '{place}' && document.body.dataset.ready === 'true'"
        ))
        .await;
        save(name).await;
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
