//! The WebDriver process, and sessions of it: a browser each.

use fantoccini::{Client, ClientBuilder, wd::WebDriverCompatibleCommand};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use std::{
    io::{Read, Write},
    net::TcpStream,
    process::Stdio,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

/// The engine of a browser, by the environment variable `BROWSER`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Chromium,
    Firefox,
    Webkit,
}

impl Engine {
    pub fn from_env() -> Self {
        match std::env::var("BROWSER").as_deref() {
            Ok("firefox") => Self::Firefox,
            Ok("webkit") => Self::Webkit,
            Ok("chromium") | Err(_) => Self::Chromium,
            Ok(other) => panic!("BROWSER is `{other}`; set it to chromium, firefox or webkit"),
        }
    }
}

/// A running WebDriver.
pub struct Driver {
    pub engine: Engine,
    port: u16,
    sessions: Mutex<Vec<String>>,
    _process: Child,
}

impl Driver {
    /// Starts the driver of an engine at a free port.
    pub async fn start(engine: Engine) -> Self {
        let (name, args): (&str, &[&str]) = match engine {
            Engine::Chromium => ("chromedriver", &["--port=0"]),
            Engine::Firefox => ("geckodriver", &[]),
            Engine::Webkit => ("WebKitWebDriver", &[]),
        };
        let mut command = Command::new(name);
        command
            .args(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true);
        let mut port = None;
        if engine != Engine::Chromium {
            // WebKit's does not choose a port by itself, and Firefox's then refuses requests to it.
            let free = std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
            port = free.ok().map(|address| address.port());
            command.arg(format!("--port={}", port.unwrap_or_default()));
        }
        let mut process = command
            .spawn()
            .unwrap_or_else(|error| panic!("cannot start `{name}`: {error}; `.ci/run browser` installs it"));
        if port.is_none() {
            let mut lines = BufReader::new(process.stdout.take().expect("a pipe")).lines();
            while let Ok(Some(line)) = lines.next_line().await {
                // The first line repeats that any port will do.
                let digits = |text: &str| {
                    text.trim_end_matches('.')
                        .parse::<u16>()
                        .ok()
                        .filter(|port| *port != 0)
                };
                port = line.split_once("on port ").and_then(|(_, after)| digits(after));
                if port.is_some() {
                    break;
                }
            }
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        }
        let port: u16 = port.unwrap_or_else(|| panic!("`{name}` has not said at which port it listens"));
        // WebKit's driver says nothing when it listens.
        let begin = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(
                begin.elapsed() < Duration::from_secs(30),
                "`{name}` does not listen"
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Self {
            engine,
            port,
            sessions: Mutex::default(),
            _process: process,
        }
    }

    /// Starts a browser with a profile of its own.
    pub async fn session(&self) -> Client {
        let capabilities = match self.engine {
            Engine::Chromium => json!({
                "browserName": "chrome",
                "goog:chromeOptions": { "args": [
                    "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--mute-audio",
                    "--force-prefers-reduced-motion", "--disable-background-networking", "--no-first-run",
                    // A name of others that leads to this machine (DNS rebinding); one that leads nowhere.
                    "--host-resolver-rules=MAP rebound.example 127.0.0.1, MAP pictures.example ~NOTFOUND",
                ], "perfLoggingPrefs": { "enableNetwork": true, "enablePage": false } },
                "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
            }),
            Engine::Firefox => json!({
                "browserName": "firefox",
                "moz:firefoxOptions": { "args": ["-headless"], "prefs": {
                    "network.dns.localDomains": "rebound.example",
                    "ui.prefersReducedMotion": 1,
                    "dom.events.testing.asyncClipboard": true,
                } },
            }),
            Engine::Webkit => json!({
                "browserName": "MiniBrowser",
                "webkitgtk:browserOptions": {
                    "binary": "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
                    "args": ["--automation"],
                },
            }),
        };
        let Value::Object(capabilities) = capabilities else {
            unreachable!("an object above")
        };
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{}", self.port))
            .await
            .unwrap_or_else(|error| panic!("the browser does not start: {error}"));
        let id = client.session_id().await.ok().flatten();
        self.sessions.lock().unwrap().extend(id);
        client
    }
}

/// Ends all browsers, also when a test panics: they outlive their driver.
impl Drop for Driver {
    fn drop(&mut self) {
        let sessions = self.sessions.get_mut().unwrap_or_else(PoisonError::into_inner);
        for id in std::mem::take(sessions) {
            let ended = TcpStream::connect(("127.0.0.1", self.port)).and_then(|mut stream| {
                stream.set_read_timeout(Some(Duration::from_secs(5)))?;
                write!(
                    stream,
                    "DELETE /session/{id} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n"
                )?;
                stream.read_to_end(&mut Vec::new())
            });
            // The driver is gone, and the browser with it.
            drop(ended);
        }
    }
}

/// A command of one driver alone, as `POST {session}/{path}`.
#[derive(Debug)]
pub struct Own {
    pub path: &'static str,
    pub body: Value,
}

impl WebDriverCompatibleCommand for Own {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.body.to_string()))
    }
}
