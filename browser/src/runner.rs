//! Runs the tests: two at a time, each in a window and at origins of its own.
//!
//! `BROWSER=firefox` and `BROWSER=webkit` run them in other engines, by `geckodriver` and `WebKitWebDriver`.
//! `--planted` serves each test with its defect, and expects it to fail.

use crate::{
    defect::{Defect, Planted},
    driver::{Driver, Engine},
    stage::Stage,
};
use fantoccini::Client;
use serde_json::json;
use std::{
    collections::VecDeque,
    future::Future,
    path::PathBuf,
    pin::Pin,
    process::ExitCode,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

type Run = fn(Arc<Stage>) -> Pin<Box<dyn Future<Output = ()> + Send>>;

/// A test, and the defects that it has to see.
#[derive(Clone, Copy)]
pub struct Test {
    pub name: &'static str,
    pub run: Run,
    pub defects: &'static [Defect],
}

/// Makes a [`Test`] of a function.
#[macro_export]
macro_rules! test {
    ($name:ident, $defects:expr) => {
        $crate::runner::Test {
            name: stringify!($name),
            run: |stage| Box::pin(async move { $name(&stage).await }),
            defects: &$defects,
        }
    };
}

/// How long a state may take to come. With a defect most never come.
const LIMIT: Duration = Duration::from_secs(30);
const PLANTED_LIMIT: Duration = Duration::from_secs(6);
/// The parts of messages that say nothing about the page.
const HARMLESS: [&str; 1] = ["favicon"];

struct Options {
    filters: Vec<String>,
    planted: bool,
    jobs: usize,
}

tokio::task_local! {
    /// The panics of the test that runs.
    static PANICS: Arc<Mutex<String>>;
}

/// Runs the tests that the arguments of the process name.
pub fn run(groups: &[&[Test]]) -> ExitCode {
    let mut options = Options {
        filters: Vec::new(),
        planted: false,
        jobs: 2,
    };
    let mut list = false;
    for arg in std::env::args().skip(1) {
        match arg.as_str() {
            "--planted" => options.planted = true,
            "--list" => list = true,
            _ if arg.starts_with("--jobs=") => {
                options.jobs = arg["--jobs=".len()..].parse().expect("a number")
            }
            _ => options.filters.push(arg),
        }
    }
    let mut tests: Vec<Test> = groups.concat();
    tests.retain(|test| {
        options.filters.is_empty() || options.filters.iter().any(|part| test.name.contains(part))
    });
    if list {
        for test in &tests {
            print(&format!("| `{}` | `{:?}` |", test.name, test.defects));
        }
        return ExitCode::SUCCESS;
    }
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        let noted = PANICS.try_with(|panics| panics.lock().unwrap().push_str(&format!("{info}\n")));
        // Resolvers of the programs panic by order.
        let is_ordered = info.location().is_some_and(|at| at.file().contains("programs"));
        if noted.is_err() && !is_ordered {
            usual(info);
        }
    }));
    if Engine::from_env() != Engine::Chromium {
        // The drivers of the others have one session at a time.
        options.jobs = 1;
    }
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(run_all(tests, options))
}

async fn run_all(tests: Vec<Test>, options: Options) -> ExitCode {
    let begin = Instant::now();
    let (total, planted) = (tests.len(), options.planted);
    let driver = Arc::new(Driver::start(Engine::from_env()).await);
    let queue = Arc::new(Mutex::new(VecDeque::from(tests)));
    let workers = (0..options.jobs).map(|_| {
        let (driver, queue) = (Arc::clone(&driver), Arc::clone(&queue));
        tokio::spawn(async move {
            let mut failed = Vec::new();
            let client = driver.session().await;
            loop {
                let next = queue.lock().unwrap().pop_front();
                let Some(test) = next else { break };
                if !run_one(test, &driver, &client, planted).await {
                    failed.push(test.name);
                }
            }
            failed
        })
    });
    let mut failed = Vec::new();
    for worker in workers.collect::<Vec<_>>() {
        failed.extend(worker.await.expect("a worker"));
    }
    drop(driver);
    let time = begin.elapsed().as_secs();
    let word = if planted {
        "have seen their defects"
    } else {
        "passed"
    };
    print(&format!(
        "\n{} of {total} {word}, in {time} s",
        total - failed.len()
    ));
    if failed.is_empty() {
        return ExitCode::SUCCESS;
    }
    print(&format!("not: {}", failed.join(" ")));
    ExitCode::FAILURE
}

/// Runs a test in a new window, and returns whether it went as it should.
async fn run_one(test: Test, driver: &Arc<Driver>, client: &Client, plant: bool) -> bool {
    let begin = Instant::now();
    let planted = plant.then(|| Arc::new(Planted::new(test.defects)));
    let stage = Arc::new(Stage {
        driver: Arc::clone(driver),
        client: client.clone(),
        planted: planted.clone(),
        limit: if plant { PLANTED_LIMIT } else { LIMIT },
        allowed: Arc::default(),
        others: Mutex::default(),
    });
    clear(&stage).await;
    let panics = Arc::<Mutex<String>>::default();
    let run = (test.run)(Arc::clone(&stage));
    let held = Arc::clone(&stage);
    let task = tokio::spawn(PANICS.scope(Arc::clone(&panics), async move {
        run.await;
        check_console(&held).await;
    }));
    let failed = task.await.is_err();
    let why = panics.lock().unwrap().trim().to_owned();
    let seconds = begin.elapsed().as_secs_f64();
    match planted {
        None if !failed => print(&format!("test {} ... ok ({seconds:.1} s)", test.name)),
        None => {
            print(&format!(
                "test {} ... FAILED ({seconds:.1} s)\n{why}\n{}",
                test.name,
                keep(&stage, test.name).await
            ));
            return false;
        }
        Some(planted) => {
            let seen = failed && planted.took_effect();
            let first = why.lines().nth(1).unwrap_or_default();
            let word = match (seen, failed) {
                (true, _) => format!("seen: {first}"),
                (_, true) => format!("FAILED WITHOUT ITS DEFECT: {why}"),
                (_, false) if planted.took_effect() => "DEFECT NOT SEEN".to_owned(),
                _ => "DEFECT NOT PLANTED: its text is not served any more".to_owned(),
            };
            print(&format!("test {} ... {word} ({seconds:.1} s)", test.name));
            return seen;
        }
    }
    true
}

/// Opens a new window and closes all others.
async fn clear(stage: &Stage) {
    let client = &stage.client;
    let new = client.new_window(false).await.expect("a window").handle;
    for window in client.windows().await.unwrap_or_default() {
        if window != new && client.switch_to_window(window).await.is_ok() {
            let _ = client.close_window().await;
        }
    }
    client.switch_to_window(new).await.expect("the new window");
    let page = stage.page();
    if page.engine == Engine::Chromium {
        // Several browsers want the focus, which the clipboard needs.
        page.cdp("Emulation.setFocusEmulationEnabled", json!({ "enabled": true }))
            .await;
    }
    // Entries of the test before.
    page.log("performance").await;
    page.log("browser").await;
}

/// Fails if the page has reported an error that the test does not allow.
async fn check_console(stage: &Stage) {
    let allowed = stage.allowed.lock().unwrap().clone();
    for entry in stage.page().log("browser").await {
        let message = entry["message"].as_str().unwrap_or_default();
        let is_allowed = allowed.iter().chain(&HARMLESS).any(|part| message.contains(part));
        assert!(
            entry["level"] != "SEVERE" || is_allowed,
            "the console shows: {message}"
        );
    }
}

/// Keeps a picture and the markup of a page whose test failed, and returns where.
async fn keep(stage: &Stage, name: &str) -> String {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/failed");
    let picture = stage.client.screenshot().await.unwrap_or_default();
    let markup = stage.client.source().await.unwrap_or_default();
    let kept = std::fs::create_dir_all(&folder)
        .and_then(|()| std::fs::write(folder.join(format!("{name}.png")), picture))
        .and_then(|()| std::fs::write(folder.join(format!("{name}.html")), markup));
    match kept {
        Ok(()) => format!("see {}", folder.join(name).display()),
        Err(error) => format!("nothing was kept: {error}"),
    }
}

#[allow(clippy::print_stdout, reason = "the report of a test")]
fn print(line: &str) {
    println!("{line}");
}
