//! The pictures of the README: what they show, and the texts on them.

use crate::page::{Page, quote};
use fantoccini::key::Key;
use std::path::PathBuf;

/// A picture.
pub struct Shot {
    pub name: &'static str,
    pub width: u32,
    pub height: u32,
    place: &'static str,
    prepare: Prepare,
    /// Texts that can be read on it, with elements that show them.
    pub texts: &'static [(&'static str, &'static str)],
}

enum Prepare {
    Step,
    Run,
    Talk,
}

/// The pictures.
pub const SHOTS: [Shot; 4] = [
    Shot {
        name: "studio-step",
        width: 1440,
        height: 900,
        place: "#/comment/mail",
        prepare: Prepare::Step,
        texts: &[
            (".subj", "Bob and 2 others commented"),
            ("#in", "Payload"),
            (".bar", "Checks"),
            (".facts", "sanitiser removed"),
            ("#run header", "completed"),
            (".log", "mail fails"),
            (".lanes", "collects for 1 hour"),
        ],
    },
    Shot {
        name: "studio-run",
        width: 1440,
        height: 900,
        place: "#/comment",
        prepare: Prepare::Run,
        texts: &[
            (".place-head", "New comment"),
            (".tiles", "nudge"),
            ("#run header", "completed"),
            (".log", "batch is over, with 3 events"),
            (".lanes", "sent, 2nd try"),
        ],
    },
    Shot {
        name: "studio-phone",
        width: 390,
        height: 844,
        place: "#/comment/mail",
        prepare: Prepare::Step,
        texts: &[
            (".subj", "Bob and 2 others commented"),
            ("#crumb", "step 3 of 4"),
            ("#strip", "3 events, mail sent on the 2nd try"),
            ("#tabbar", "Inputs"),
        ],
    },
    Shot {
        name: "studio-chat",
        width: 1440,
        height: 900,
        place: "#/~agent/support",
        prepare: Prepare::Talk,
        texts: &[
            (".ccard", "Order 7"),
            (".ask", "Refund order 7?"),
            (".thread", "metadata order = 7"),
            (".inspect", "turn"),
            ("#in", "onToolApproval"),
        ],
    },
];

/// Three comments within an hour; the mail program is busy once, and Ann has seen the first message.
const INPUTS: &str = r#"{
    "events": [
        { "at": 0, "to": "ann", "payload": { "author": "Bob", "text": "Nice! I can almost hear the gulls from here, and smell the salt.", "post_id": "lighthouse" } },
        { "at": 1200000, "to": "ann", "payload": { "author": "Cleo", "text": "Great light in this one.", "post_id": "lighthouse" } },
        { "at": 2460000, "to": "ann", "payload": { "author": "Dan", "text": "Where was this taken? I want to go there right now.", "post_id": "lighthouse" } }
    ],
    "controls": { "mail": { "subject": "{{payload.author}} and {{steps.batch.eventCount | minus: 1}} others commented" } },
    "results": { "inbox": { "seen": true, "read": false } },
    "fail": { "mail": [503] }
}"#;

impl Shot {
    /// Opens the place at the example's link, and brings it into the state that the picture shows.
    pub async fn open(&self, page: &Page, link: &str) {
        // The token first: the link of a place has none.
        page.goto(link).await;
        let base = link.split('#').next().unwrap_or_default();
        page.client
            .goto(&format!("{base}{}", self.place))
            .await
            .expect("the place");
        page.reload().await;
        match self.prepare {
            Prepare::Step | Prepare::Run => {
                let set = format!(
                    "import('./state.js').then((m) => {{ m.setInputs(m.workflow(), {INPUTS}); \
                     m.changed('catalog', 'workflow', 'inputs', 'place'); done(true) }})"
                );
                page.eval_async(&set).await;
                page.wait("document.body.dataset.ready === 'true'").await;
                page.chord(Key::Control, char::from(Key::Enter)).await;
            }
            Prepare::Talk => {
                for (text, answer) in [("Hello", "Write order"), ("Where is my order?", "Two pens")] {
                    page.click("#say").await;
                    page.keys(text).await;
                    page.press(Key::Enter).await;
                    page.wait_text(".thread", answer).await;
                }
                page.click_text(".ccard .btn", "Refund it").await;
            }
        }
        // Nothing that goes by itself.
        page.wait_count("#toasts .toast", 0).await;
        page.eval(&format!("document.querySelector({})?.blur()", quote(":focus")))
            .await;
    }

    /// Waits until its texts can be read.
    pub async fn read(&self, page: &Page, sought: impl Fn(&'static str) -> &'static str) {
        for (css, text) in self.texts {
            page.wait_text(css, sought(text)).await;
        }
    }

    /// Returns the file of the picture.
    pub fn file(&self) -> PathBuf {
        PathBuf::from(env!("CARGO_MANIFEST_DIR"))
            .join("../docs")
            .join(format!("{}.png", self.name))
    }
}
