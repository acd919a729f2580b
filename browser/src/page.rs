//! A window of a browser. Everything waits for a state, never for a time.

use crate::driver::{Engine, Own};
use fantoccini::{
    Client, Locator,
    actions::{InputSource, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, PointerAction},
    elements::Element,
    key::Key,
};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// The pause between two questions about a state.
const PAUSE: Duration = Duration::from_millis(20);

/// A window of a browser. Methods panic if a state does not come within the limit, and say which.
#[derive(Clone)]
pub struct Page {
    pub client: Client,
    pub engine: Engine,
    limit: Duration,
}

impl Page {
    pub fn new(client: Client, engine: Engine, limit: Duration) -> Self {
        Self {
            client,
            engine,
            limit,
        }
    }

    // ---- places ----

    /// Opens an address and waits until the studio is ready.
    pub async fn goto(&self, url: &str) {
        self.visit(url).await;
        self.wait("document.body?.dataset.ready === 'true'").await;
    }

    /// Opens an address of any site.
    pub async fn visit(&self, url: &str) {
        // A change of the fragment alone would load nothing.
        self.client.goto("about:blank").await.expect("an empty page");
        self.client
            .goto(url)
            .await
            .unwrap_or_else(|error| panic!("cannot open {url}: {error}"));
    }

    pub async fn reload(&self) {
        self.client.refresh().await.expect("a page to load again");
        self.wait("document.body?.dataset.ready === 'true'").await;
    }

    pub async fn url(&self) -> String {
        self.eval("location.href")
            .await
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// Waits until the address ends with a text.
    pub async fn wait_url(&self, end: &str) {
        self.wait(&format!("location.href.endsWith({})", quote(end)))
            .await;
    }

    /// Gives the window a size: that of the page, not of the frame around it.
    pub async fn resize(&self, width: u32, height: u32) {
        if self.engine == Engine::Chromium {
            let metrics =
                json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 700 });
            self.cdp("Emulation.setDeviceMetricsOverride", metrics).await;
        } else {
            let wanted = (u64::from(width), u64::from(height));
            self.client.set_window_size(width, height).await.expect("a size");
            let inner = self.eval("[innerWidth, innerHeight]").await;
            let (x, y) = (
                inner[0].as_u64().unwrap_or(wanted.0),
                inner[1].as_u64().unwrap_or(wanted.1),
            );
            let outer =
                |wanted: u64, is: u64| u32::try_from(wanted + wanted.saturating_sub(is)).unwrap_or(u32::MAX);
            self.client
                .set_window_size(outer(wanted.0, x), outer(wanted.1, y))
                .await
                .expect("a size");
        }
    }

    /// Sends a command of the DevTools protocol.
    pub async fn cdp(&self, cmd: &str, params: Value) -> Value {
        let body = json!({ "cmd": cmd, "params": params });
        self.client
            .issue_cmd(Own {
                path: "goog/cdp/execute",
                body,
            })
            .await
            .unwrap_or_else(|error| panic!("{cmd}: {error}"))
    }

    /// Reads the messages of a log since the last time: `browser` or `performance`.
    pub async fn log(&self, kind: &str) -> Vec<Value> {
        if self.engine != Engine::Chromium {
            return Vec::new();
        }
        let found = self
            .client
            .issue_cmd(Own {
                path: "se/log",
                body: json!({ "type": kind }),
            })
            .await;
        match found.unwrap_or_else(|error| panic!("the log `{kind}`: {error}")) {
            Value::Array(entries) => entries,
            _ => Vec::new(),
        }
    }

    /// Lists the addresses that the window has asked for since the last time.
    pub async fn requests(&self) -> Vec<String> {
        let entries = self.log("performance").await;
        let urls = entries.iter().filter_map(|entry| {
            let message: Value = serde_json::from_str(entry["message"].as_str()?).ok()?;
            let message = &message["message"];
            (message["method"] == "Network.requestWillBeSent")
                .then(|| message["params"]["request"]["url"].as_str().map(str::to_owned))?
        });
        urls.collect()
    }

    // ---- states ----

    /// Evaluates an expression.
    pub async fn eval(&self, expression: &str) -> Value {
        let script = format!("return ({expression})");
        self.client
            .execute(&script, Vec::new())
            .await
            .unwrap_or_else(|error| panic!("`{expression}`: {error}"))
    }

    /// Runs statements that call `done` with a value.
    pub async fn eval_async(&self, statements: &str) -> Value {
        let script = format!("const done = arguments[arguments.length - 1]; {statements}");
        self.client
            .execute_async(&script, Vec::new())
            .await
            .unwrap_or_else(|error| panic!("`{statements}`: {error}"))
    }

    /// Runs a script again and again until its value is accepted, and returns that.
    async fn until(&self, name: &str, script: &str, accept: impl Fn(&Value) -> bool + Send) -> Value {
        let begin = Instant::now();
        loop {
            let last = match self.client.execute(script, Vec::new()).await {
                Ok(value) if accept(&value) => return value,
                Ok(value) => value.to_string(),
                // Such as a page that is being left.
                Err(error) => error.to_string(),
            };
            assert!(
                begin.elapsed() < self.limit,
                "waited in vain for {name}; last: {last}"
            );
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Waits until an expression is true, and returns its value. An error, as of an element that is not
    /// there, is not true.
    pub async fn wait(&self, expression: &str) -> Value {
        let script = format!("try {{ return ({expression}) }} catch {{ return null }}");
        let is_true = |value: &Value| !matches!(value, Value::Null | Value::Bool(false));
        self.until(&format!("`{expression}`"), &script, is_true).await
    }

    /// Waits until the text of an element contains a text.
    pub async fn wait_text(&self, css: &str, part: &str) {
        let script = format!(
            "return [...document.querySelectorAll({})].map(x => x.textContent)",
            quote(css)
        );
        let has = |value: &Value| {
            let mut texts = value.as_array().into_iter().flatten().filter_map(Value::as_str);
            texts.any(|text| text.contains(part))
        };
        self.until(&format!("`{part}` in `{css}`"), &script, has).await;
    }

    /// Waits until there is this number of elements.
    pub async fn wait_count(&self, css: &str, n: usize) {
        self.wait(&format!(
            "document.querySelectorAll({}).length === {n}",
            quote(css)
        ))
        .await;
    }

    /// Waits until there is an element.
    pub async fn wait_for(&self, css: &str) {
        self.wait(&format!("document.querySelector({}) !== null", quote(css)))
            .await;
    }

    /// Waits until there is no such element.
    pub async fn wait_gone(&self, css: &str) {
        self.wait(&format!("document.querySelector({}) === null", quote(css)))
            .await;
    }

    pub async fn count(&self, css: &str) -> usize {
        let n = self
            .eval(&format!("document.querySelectorAll({}).length", quote(css)))
            .await;
        n.as_u64()
            .and_then(|n| usize::try_from(n).ok())
            .unwrap_or_default()
    }

    /// Returns the text of the first element, empty if it is not there.
    pub async fn text(&self, css: &str) -> String {
        let text = self
            .eval(&format!(
                "document.querySelector({})?.textContent ?? ''",
                quote(css)
            ))
            .await;
        text.as_str().unwrap_or_default().to_owned()
    }

    pub async fn texts(&self, css: &str) -> Vec<String> {
        let all = self
            .eval(&format!(
                "[...document.querySelectorAll({})].map(x => x.textContent)",
                quote(css)
            ))
            .await;
        serde_json::from_value(all).expect("texts")
    }

    /// Returns the value of a field.
    pub async fn value(&self, css: &str) -> String {
        let value = self
            .eval(&format!("document.querySelector({}).value", quote(css)))
            .await;
        value.as_str().unwrap_or_default().to_owned()
    }

    // ---- hands ----

    /// Clicks an element where it is seen: it must be there, enabled, and not covered.
    pub async fn click(&self, css: &str) {
        self.click_at(css, &format!("document.querySelector({})", quote(css)))
            .await;
    }

    /// Clicks the first element with exactly this text.
    pub async fn click_text(&self, css: &str, text: &str) {
        let find = format!(
            "[...document.querySelectorAll({})].find(x => x.textContent.trim() === {})",
            quote(css),
            quote(text)
        );
        self.click_at(&format!("{css} `{text}`"), &find).await;
    }

    /// Clicks the first element whose text contains a text.
    pub async fn click_part(&self, css: &str, text: &str) {
        let find = format!(
            "[...document.querySelectorAll({})].find(x => x.textContent.includes({}))",
            quote(css),
            quote(text)
        );
        self.click_at(&format!("{css} with `{text}`"), &find).await;
    }

    async fn click_at(&self, name: &str, find: &str) {
        let script = format!(
            "const x = {find}; if (!x) return 'not there'; if (x.disabled) return 'disabled'; \
             x.scrollIntoView({{ block: 'nearest', inline: 'nearest', behavior: 'instant' }}); \
             const r = x.getBoundingClientRect(); if (!r.width || !r.height) return 'not seen'; \
             const at = [r.x + r.width / 2, r.y + r.height / 2]; const top = document.elementFromPoint(...at); \
             return top && (x.contains(top) || top.contains(x)) ? at : `covered by ${{top?.outerHTML.slice(0, 200)}}`"
        );
        let at = self
            .until(&format!("{name} to click"), &script, Value::is_array)
            .await;
        self.click_point(
            at[0].as_f64().unwrap_or_default(),
            at[1].as_f64().unwrap_or_default(),
        )
        .await;
    }

    /// Clicks a point of the page.
    pub async fn click_point(&self, x: f64, y: f64) {
        let mouse = MouseActions::new("mouse".to_owned())
            .then(PointerAction::MoveTo {
                duration: None,
                x: x.floor(),
                y: y.floor(),
            })
            .then(PointerAction::Down {
                button: MOUSE_BUTTON_LEFT,
            })
            .then(PointerAction::Up {
                button: MOUSE_BUTTON_LEFT,
            });
        self.client.perform_actions(mouse).await.expect("a click");
    }

    /// Replaces the text of a field by typing.
    pub async fn fill(&self, css: &str, text: &str) {
        self.click(css).await;
        self.chord(Key::Control, 'a').await;
        self.keys(text).await;
    }

    /// Types into what has the focus.
    pub async fn keys(&self, text: &str) {
        self.strike(
            text.chars()
                .flat_map(|value| [KeyAction::Down { value }, KeyAction::Up { value }]),
        )
        .await;
    }

    pub async fn press(&self, key: Key) {
        self.keys(&char::from(key).to_string()).await;
    }

    /// Presses a key while another is held.
    pub async fn chord(&self, held: Key, key: char) {
        let held = char::from(held);
        self.strike([
            KeyAction::Down { value: held },
            KeyAction::Down { value: key },
            KeyAction::Up { value: key },
            KeyAction::Up { value: held },
        ])
        .await;
    }

    async fn strike(&self, keys: impl IntoIterator<Item = KeyAction>) {
        let all = keys
            .into_iter()
            .fold(KeyActions::new("keys".to_owned()), KeyActions::then);
        self.client.perform_actions(all).await.expect("keys");
    }

    /// Chooses an option by its text.
    pub async fn select(&self, css: &str, label: &str) {
        self.wait_for(css).await;
        self.find(css)
            .await
            .select_by_label(label)
            .await
            .unwrap_or_else(|error| panic!("{label} in {css}: {error}"));
    }

    /// Takes the focus from a field.
    pub async fn blur(&self) {
        self.eval("document.activeElement.blur()").await;
    }

    /// Allows an origin to read the clipboard.
    pub async fn allow_clipboard(&self, origin: &str) {
        if self.engine == Engine::Chromium {
            let permissions =
                json!({ "origin": origin, "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"] });
            self.cdp("Browser.grantPermissions", permissions).await;
        }
    }

    /// Returns the text in the clipboard.
    pub async fn clipboard(&self) -> String {
        let text = self
            .eval_async("navigator.clipboard.readText().then(done, (e) => done(`error: ${e}`))")
            .await;
        text.as_str().unwrap_or_default().to_owned()
    }

    pub async fn find(&self, css: &str) -> Element {
        self.client
            .find(Locator::Css(css))
            .await
            .unwrap_or_else(|error| panic!("{css}: {error}"))
    }

    /// Returns the name of what has the focus.
    pub async fn focused(&self) -> String {
        let name = self
            .eval("document.activeElement.getAttribute('aria-label') || document.activeElement.textContent")
            .await;
        name.as_str().unwrap_or_default().to_owned()
    }
}

/// Writes a text as a literal of JavaScript.
pub fn quote(text: &str) -> String {
    Value::from(text).to_string()
}
