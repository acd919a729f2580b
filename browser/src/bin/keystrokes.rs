//! Measures the time from a keystroke to the painted e-mail, of the studio and of a bare page.
//!
//! ```sh
//! cargo run --manifest-path browser/Cargo.toml --bin keystrokes      # the program as users build it
//! cargo run --release --manifest-path browser/Cargo.toml --bin keystrokes
//! ```
//!
//! Both take turns, so that a busy machine slows both. Nothing is asserted: the numbers are of a machine.

use browser::{
    driver::{Driver, Engine},
    page::Page,
    programs,
    site::Site,
};
use novu_framework::{NovuLayer, studio::Studio};
use std::time::Duration;

const ROUNDS: usize = 3;

/// Types 25 letters, and notes the time until the frame after the one that shows each.
const TYPE: &str = "
    const painted = () => new Promise((then) => requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = then;
      port2.postMessage(0);
    }));
    (async () => {
      const times = [];
      for (let n = 0; n < 25; n++) {
        const name = `${ROUND}${n}`;
        const begin = performance.now();
        await show(name, painted);
        times.push(performance.now() - begin);
        await new Promise((then) => setTimeout(then, 120));
      }
      done(times);
    })();";

/// Types into the form, and waits until the document of the mail is replaced.
const STUDIO: &str = "
    const field = document.getElementById('payload/author');
    field.focus();
    const mail = document.querySelector('.mail iframe').contentDocument;
    const show = async (name, painted) => {
      const replaced = new Promise((then) => {
        const watch = new MutationObserver(() => {
          if (mail.querySelector('h1')?.textContent !== `Hello ${name}`) return;
          watch.disconnect();
          then();
        });
        watch.observe(mail, { childList: true });
      });
      field.value = name;
      field.dispatchEvent(new Event('input', { bubbles: true }));
      await replaced;
      await painted();
    };";

/// Asks for the message and replaces the document of a frame: the least that a preview needs.
const BARE: &str = "
    document.body.replaceChildren();
    const frame = document.createElement('iframe');
    frame.sandbox = 'allow-same-origin';
    frame.style.cssText = 'width: 600px; height: 700px';
    frame.srcdoc = '<p>';
    const loaded = new Promise((then) => { frame.onload = then; });
    document.body.append(frame);
    const show = async (name, painted) => {
      await loaded;
      const body = JSON.stringify({ workflow: 'sized', step: 'mail', payload: { author: name, kb: KB } });
      const found = await fetch('/api/novu/studio/api/preview', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      const mail = new DOMParser().parseFromString((await found.json()).outputs.body, 'text/html');
      const now = frame.contentDocument;
      now.replaceChild(now.adoptNode(mail.documentElement), now.documentElement);
      await painted();
    };";

#[tokio::main]
async fn main() {
    let layer = NovuLayer::builder(programs::sized())
        .insecure_without_signature()
        .studio(Studio::new().insecure_in_release())
        .build()
        .expect("a layer");
    let site = Site::start(layer, None).await;
    let driver = Driver::start(Engine::from_env()).await;
    let page = Page::new(driver.session().await, driver.engine, Duration::from_secs(30));
    page.resize(1440, 900).await;
    say("KB of the e-mail | studio p50 | p95 | bare page p50 | p95, in ms");
    for kb in [4, 50, 100] {
        let (mut studio, mut bare) = (Vec::new(), Vec::new());
        for round in 0..ROUNDS {
            page.goto(&site.url("#/sized/mail")).await;
            page.fill("#payload\\/kb", &kb.to_string()).await;
            page.wait(&format!(
                "document.querySelector('.mail iframe').contentDocument.body.innerHTML.length > {}",
                kb * 900
            ))
            .await;
            studio.extend(times(&page, STUDIO, round, kb).await);
            page.visit(&format!("{}/bare", site.origin())).await;
            bare.extend(times(&page, BARE, round, kb).await);
        }
        let [a, b, c, d] = [
            part(&mut studio, 50),
            part(&mut studio, 95),
            part(&mut bare, 50),
            part(&mut bare, 95),
        ];
        say(&format!("{kb} | {a:.0} | {b:.0} | {c:.0} | {d:.0}"));
    }
}

async fn times(page: &Page, show: &str, round: usize, kb: usize) -> Vec<f64> {
    let script = format!("{show}{TYPE}")
        .replace("KB", &kb.to_string())
        .replace("ROUND", &format!("'Name {round} '"));
    let times = page.eval_async(&script).await;
    serde_json::from_value(times).expect("times")
}

/// Returns a percentile.
fn part(times: &mut [f64], percent: usize) -> f64 {
    times.sort_by(f64::total_cmp);
    times[(times.len() - 1) * percent / 100]
}

#[allow(clippy::print_stdout, reason = "a program for the terminal")]
fn say(line: &str) {
    println!("{line}");
}
