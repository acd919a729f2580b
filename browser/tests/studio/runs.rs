//! Whole workflows on the simulated clock, tests and links made of them, and the server behind them.

use browser::{
    defect::Defect::File,
    page::Page,
    programs::{self, Work},
    runner::Test,
    stage::Stage,
    test,
};
use fantoccini::key::Key;
use novu_framework::testing::{HappeningKind, Message, Platform, Status};
use serde_json::{Value, json};
use std::{
    sync::atomic::Ordering,
    time::{Duration, SystemTime},
};

pub const TESTS: &[Test] = &[
    test!(
        run_with_digest_retry_and_skip_agrees_with_the_test_kit,
        [File(
            "lanes.js",
            "case \"skipped\": return line(\"skip\"",
            "case \"skipped\": return line(\"ok\""
        )]
    ),
    test!(
        event_joins_an_open_digest_and_a_later_one_opens_another,
        [File("time.js", "m: 60_000, s: 1000", "m: 1000, s: 1000")]
    ),
    test!(
        next_uncovers_one_happening_and_cancel_drops_the_resolver,
        [File(
            "run.js",
            "await call(\"run\", scenario(w), mine.signal)",
            "await call(\"run\", scenario(w))"
        )]
    ),
    test!(
        custom_step_is_asked_for_once_and_does_not_run_with_a_given_result,
        [File("run.js", "? give : s.type", "? results : s.type")]
    ),
    test!(
        copy_as_test_puts_the_source_of_the_server_into_the_clipboard,
        [File("share.js", "writeText(found.rust)", "writeText(found.curl)")]
    ),
    test!(
        shared_link_opens_place_inputs_width_and_colours_in_another_browser,
        [File("share.js", "inputs && `i=${inputs}`", "false")]
    ),
    test!(
        server_that_is_gone_is_waited_for_and_a_new_build_is_marked,
        [File("api.js", "app.gone = 0;", "")]
    ),
    test!(
        requests_that_the_bridge_received_are_listed_and_open_as_inputs,
        [File("places.js", "payload: body.payload ?? {}", "payload: {}")]
    ),
    test!(
        discovery_document_is_shown_as_novu_would_see_it,
        [File("places.js", "size(bytes(text))", "size(bytes(text) + 2000)")]
    ),
];

/// Plans an event: the third minus the first is what the row of the second has.
async fn add_events(page: &Page, n: usize) {
    for _ in 0..n {
        let before = page.count("#run .ev").await;
        page.click("#run button[title='Add an event']").await;
        page.wait_count("#run .ev", before + 1).await;
    }
}

/// Opens a section of the inputs.
async fn unfold(page: &Page, section: &str) {
    if page
        .eval(&format!(
            "document.querySelector(\"[aria-label='{section}'] .fold\").ariaExpanded"
        ))
        .await
        != "true"
    {
        page.click(&format!("[aria-label='{section}'] .fold")).await;
    }
}

async fn run(page: &Page) {
    page.chord(Key::Control, char::from(Key::Enter)).await;
}

/// Returns time, sign and text of the listed happenings.
async fn listed(page: &Page) -> Vec<(String, String, String)> {
    let all = page
        .eval(
            "[...document.querySelectorAll('.log li')].map(x => [x.querySelector('time').textContent, \
             [...x.querySelector('.st').classList].find(y => y !== 'st'), x.textContent])",
        )
        .await;
    serde_json::from_value(all).expect("three texts each")
}

async fn run_with_digest_retry_and_skip_agrees_with_the_test_kit(stage: &Stage) {
    let registry = programs::registry(&Work::default());
    let site = stage.site(programs::open(registry.clone())).await;
    let page = stage.open(&site.url("#/comment/nudge")).await;
    unfold(&page, "Earlier steps").await;
    page.click("[aria-label='Earlier steps: form or JSON'] [data-id=json]")
        .await;
    page.fill("#sec-earlier textarea", r#"{"inbox":{"seen":true,"read":false}}"#)
        .await;
    page.blur().await;
    page.click("#nav a[href='#/comment/mail']").await;
    page.wait_url("#/comment/mail").await;
    add_events(&page, 2).await;
    unfold(&page, "Failures, clock").await;
    page.select("#fail-mail", "503 once").await;
    run(&page).await;
    page.wait_text("#run header .tag", "completed").await;

    let mut novu = Platform::new(&registry)
        .starting_at("2026-03-02T09:00:00Z")
        .unwrap();
    novu.set_result("inbox", Message::Seen);
    novu.fail_next("mail", [503]);
    let start = novu.now();
    for n in 0..3 {
        if n > 0 {
            novu.advance(Duration::from_secs(20 * 60)).await;
        }
        let payload = json!({ "author": "Bob", "text": "Nice!", "post_id": "p1" });
        novu.trigger_id("comment", "ann", payload).await.unwrap();
    }
    novu.settle().await;
    let clock = |at: SystemTime| {
        let seconds = at.duration_since(start).unwrap().as_secs() + 9 * 3600;
        format!(
            "{:02}:{:02}:{:02}",
            seconds / 3600,
            seconds / 60 % 60,
            seconds % 60
        )
    };
    let expected = novu.timeline().iter().filter_map(|happening| {
        let sign = match happening.kind {
            HappeningKind::Sent | HappeningKind::WaitEnds => "ok",
            HappeningKind::Waits { .. } | HappeningKind::Joins { .. } => "wait",
            HappeningKind::Fails { .. } => "bad",
            HappeningKind::Skipped => "skip",
            _ => return None,
        };
        Some((clock(happening.at), sign.to_owned(), happening.step.clone()))
    });
    let shown = listed(&page).await;
    let found = shown
        .iter()
        .zip(expected.clone())
        .map(|((time, sign, text), (_, _, step))| {
            assert!(text.contains(&step), "{text} is not about {step}");
            (time.clone(), sign.clone(), step)
        });
    assert_eq!(found.collect::<Vec<_>>(), expected.clone().collect::<Vec<_>>());
    assert_eq!(shown.len(), expected.count());
    assert_eq!(novu.runs().next().unwrap().status(), Status::Completed);
    // The lanes have the same.
    for (lane, texts) in [
        ("batch", vec!["collects for 1 hour", "3 events"]),
        ("mail", vec!["sent, 2nd try", "503"]),
        ("nudge", vec!["skipped"]),
    ] {
        let text = page
            .wait(&format!("[...document.querySelectorAll('.lane')].map(x => x.textContent).find(x => x.startsWith('{lane}'))"))
            .await;
        for part in texts {
            assert!(text.as_str().unwrap().contains(part), "{lane}: {text}");
        }
    }
    page.wait_text("#live", "Run: 3 events, mail sent on the 2nd try")
        .await;
    // A happening leads to its exchange, an edit back to the inputs.
    page.click_part(".log button", "mail fails").await;
    page.wait_text(".run-ban", "From the run, 10:00:00").await;
    page.wait_text(".fail", "503").await;
    page.fill("#payload\\/author", "Eve").await;
    page.wait_gone(".run-ban").await;
    page.wait_text("#run header", "inputs changed").await;
}

async fn event_joins_an_open_digest_and_a_later_one_opens_another(stage: &Stage) {
    let site = stage.site(programs::shop()).await;
    let page = stage.open(&site.url("#/comment/mail")).await;
    add_events(&page, 2).await;
    page.fill("[aria-label='Time after the start']", "61 min").await;
    page.press(Key::Tab).await;
    page.wait("document.querySelector('[aria-label=\"Time after the start\"]').value === '1 h 1 min'")
        .await;
    run(&page).await;
    page.wait_text("#run header .tag", "completed").await;
    let shown = listed(&page).await;
    let has = |time: &str, text: &str| {
        assert!(
            shown.iter().any(|x| x.0 == time && x.2.contains(text)),
            "{text}: {shown:?}"
        )
    };
    has("09:00:00", "batch opens, until 10:00");
    has("09:20:00", "batch has 2 events");
    has("10:00:00", "batch is over, with 2 events");
    has("10:01:00", "batch opens, until 11:01");
    has("11:01:00", "batch is over");
    assert_eq!(
        shown.iter().filter(|x| x.2.contains("mail sent")).count(),
        2,
        "{shown:?}"
    );
}

async fn next_uncovers_one_happening_and_cancel_drops_the_resolver(stage: &Stage) {
    let work = Work::default();
    let site = stage.site(programs::open(programs::registry(&work))).await;
    let page = stage.open(&site.url("#/comment/mail")).await;
    page.click_text("#run button", "Next").await;
    page.wait_count(".log li", 1).await;
    page.blur().await;
    page.keys(".").await;
    page.wait_count(".log li", 2).await;
    page.wait_text("#run header .tag", "in progress").await;
    // A run that does not end, until it is cancelled.
    page.click_text(".wf .wfn", "endless").await;
    page.wait_url("#/endless/first").await;
    run(&page).await;
    page.wait_text("#run header .tag", "running").await;
    stage
        .until("a resolver that runs", || work.begun.load(Ordering::SeqCst) == 1)
        .await;
    page.click_text("#run button", "Cancel").await;
    stage
        .until("the resolver to be dropped", || {
            work.dropped.load(Ordering::SeqCst) == 1
        })
        .await;
    page.wait("!document.querySelector('#run header .tag')?.textContent.includes('running')")
        .await;
    // The page works on.
    page.click_text(".wf .wfn", "New comment").await;
    page.wait_url("#/comment/mail").await;
    run(&page).await;
    page.wait_text("#run header .tag", "completed").await;
}

async fn custom_step_is_asked_for_once_and_does_not_run_with_a_given_result(stage: &Stage) {
    let work = Work::default();
    let charged = || work.charged.load(Ordering::SeqCst);
    let site = stage.site(programs::open(programs::registry(&work))).await;
    let page = stage.open(&site.url("#/invoice/text")).await;
    run(&page).await;
    page.wait_text("dialog", "This step runs your code for real: charge")
        .await;
    page.press(Key::Escape).await;
    page.wait_gone("dialog").await;
    page.wait_count(".log li", 0).await;
    run(&page).await;
    page.click_text("dialog button", "Give a result").await;
    page.wait_text(".log", "charge has its result").await;
    assert_eq!(charged(), 0);
    // Without a result it runs, after one question.
    page.click("#nav a[href='#/invoice/charge']").await;
    page.click_text("#stage button", "Forget the result").await;
    page.click("#nav a[href='#/invoice/text']").await;
    page.wait_url("#/invoice/text").await;
    run(&page).await;
    page.click_text("dialog button", "Run it").await;
    page.wait_text(".log", "charge sent").await;
    page.wait("document.body.dataset.ready === 'true'").await;
    let first = charged();
    assert_eq!(first, 1);
    let runs = site.calls("run").len();
    run(&page).await;
    stage
        .until("another run", || site.calls("run").len() == runs + 1)
        .await;
    page.wait_count("dialog", 0).await;
    stage.until("another charge", || charged() == 2).await;
    // An edit of the inputs takes the consent back.
    unfold(&page, "Subscriber").await;
    page.fill("#subscriber\\/firstName", "Eve").await;
    page.press(Key::Escape).await;
    run(&page).await;
    page.wait_text("dialog", "This step runs your code for real: charge")
        .await;
    assert_eq!(charged(), 2);
}

async fn copy_as_test_puts_the_source_of_the_server_into_the_clipboard(stage: &Stage) {
    let site = stage.site(programs::shop()).await;
    let page = stage.open(&site.url("#/comment/mail")).await;
    page.allow_clipboard(&site.origin()).await;
    page.wait_text(".subj", "Bob").await;
    page.keys("t").await;
    page.wait_text("dialog", "#[tokio::test]").await;
    page.wait_text("#toasts", "Test copied").await;
    let answer: Value = serde_json::from_str(&site.calls("test").pop().unwrap().response).unwrap();
    assert_eq!(page.clipboard().await, answer["rust"].as_str().unwrap());
    page.wait_text("dialog", "async fn comment_with_1_event()").await;
    page.wait_text("dialog", "curl '").await;
}

async fn shared_link_opens_place_inputs_width_and_colours_in_another_browser(stage: &Stage) {
    let site = stage.site(programs::shop()).await;
    let page = stage.open(&site.url("#/comment/mail?w=375&d=own")).await;
    page.allow_clipboard(&site.origin()).await;
    page.fill("#payload\\/author", "Shared").await;
    page.wait_text(".subj", "Shared").await;
    page.press(Key::Escape).await;
    page.keys("s").await;
    page.wait_text("#toasts", "Link copied, with the inputs").await;
    let link = page.url().await;
    assert_eq!(page.clipboard().await, link);
    // The inputs are in the fragment, which no server gets.
    assert!(site.seen().iter().all(|exchange| !exchange.target.contains("i=")));
    let other = stage.other_browser().await;
    other.goto(&link).await;
    other
        .wait("document.getElementById('payload/author').value === 'Shared'")
        .await;
    other.wait_text(".subj", "Shared").await;
    other
        .wait("document.querySelector('[data-id=w375]').ariaChecked === 'true'")
        .await;
    other
        .wait("document.querySelector('[data-id=own]').ariaChecked === 'true'")
        .await;
}

async fn server_that_is_gone_is_waited_for_and_a_new_build_is_marked(stage: &Stage) {
    stage.allow("Failed to load resource");
    let mut site = stage.site(programs::shop()).await;
    let page = stage.open(&site.url("#/comment/mail")).await;
    page.fill("#payload\\/author", "Quinn").await;
    page.wait_text(".subj", "Quinn").await;
    site.kill().await;
    page.wait_text(
        "#banner",
        "The server is gone. Waiting for it; your inputs are kept.",
    )
    .await;
    page.wait_text("#end", "Waiting").await;
    let work = Work {
        title: "Fresh comments",
        ..Work::default()
    };
    site.restart(programs::open(programs::larger_registry(&work)))
        .await;
    page.wait_text("#banner", "New build: mail changed, 1 workflow is new")
        .await;
    page.wait_text("#end", "Live").await;
    page.wait(
        "document.querySelector('.mail iframe').contentDocument.body.textContent.includes('Fresh comments')",
    )
    .await;
    assert_eq!(page.value("#payload\\/author").await, "Quinn");
    page.wait("[...document.querySelectorAll('.wf')].find(x => x.textContent.includes('Welcome')).querySelector('.new')").await;
}

async fn requests_that_the_bridge_received_are_listed_and_open_as_inputs(stage: &Stage) {
    let site = stage.site(programs::shop()).await;
    let page = stage.open(&site.url("#/comment/inbox")).await;
    // A request of Novu has the body of a preview.
    let answer: Value = serde_json::from_str(&site.calls("preview").pop().unwrap().response).unwrap();
    let mut body: Value = serde_json::from_str(answer["wire"]["body"].as_str().unwrap()).unwrap();
    body["payload"] = json!({ "author": "Cleo", "text": "Hello", "post_id": "p9" });
    body["subscriber"] = json!({ "subscriberId": "cleo", "firstName": "Cleo" });
    page.click("#nav a[href='#/~received']").await;
    page.wait_text("#view", "Nothing received yet").await;
    let url = format!(
        "{}/api/novu?action=execute&workflowId=comment&stepId=inbox",
        site.origin()
    );
    let mut novu = tokio::process::Command::new("curl");
    novu.args([
        "-sS",
        "-X",
        "POST",
        &url,
        "-H",
        "content-type: application/json",
        "-d",
        &body.to_string(),
    ]);
    assert!(novu.output().await.expect("curl").status.success());
    page.wait_count(".recv li", 1).await;
    page.wait_text(".recv", "inbox").await;
    page.wait_text(".recv", "200").await;
    page.wait_text(".wirecard", "Cleo").await;
    page.click_text("button", "open as inputs").await;
    page.wait_url("#/comment/inbox").await;
    page.wait_text(".card .inapp", "Cleo commented: Hello").await;
    page.wait("document.getElementById('payload/author').value === 'Cleo'")
        .await;
}

async fn discovery_document_is_shown_as_novu_would_see_it(stage: &Stage) {
    let site = stage.site(programs::shop()).await;
    let page = stage.open(&site.url("#/~discovery")).await;
    let document = site.calls("discovery").pop().expect("a question").response;
    let size = document.len() as f64 / 1024.0;
    let size = if size < 10.0 {
        format!("{size:.1} KB")
    } else {
        format!("{size:.0} KB")
    };
    page.wait_text(".place-head", &format!("7 workflows, 1 agent, {size}"))
        .await;
    page.click_text("summary b", "New comment").await;
    page.wait_text("details[open] pre", "\"workflowId\": \"comment\"")
        .await;
}
