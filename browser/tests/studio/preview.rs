//! A step: its inputs, its message, its faults.

use browser::{
    defect::Defect::File,
    driver::Engine,
    programs::{self, Work},
    runner::Test,
    site::Site,
    stage::Stage,
    test,
};
use fantoccini::key::Key;
use serde_json::json;

pub const TESTS: &[Test] = &[
    test!(
        first_visit_shows_workflows_mocks_and_a_message_and_asks_its_own_origin_alone,
        [File(
            "main.js",
            "else openFirst();",
            "else go({ kind: \"help\" });"
        )]
    ),
    test!(
        typing_in_payload_and_control_changes_the_message,
        [File(
            "inputs.js",
            "set(put(eventOf(i()).payload, shown(), pointer, value)); edited();",
            "edited();"
        )]
    ),
    test!(
        newest_input_wins_over_answers_that_come_late,
        [File(
            "preview.js",
            "if (!busy) asking",
            "if (busy) wanted = false; else asking"
        )]
    ),
    test!(
        wrong_field_shows_pointer_and_text_and_keeps_the_last_message,
        [File(
            "preview.js",
            "const shown = a?.ok ? a : good;",
            "const shown = a;"
        )]
    ),
    test!(
        broken_template_shows_line_and_column,
        [File("preview.js", "column ${e.column}", "column")]
    ),
    test!(
        failed_resolver_shows_its_causes_its_code_and_the_action_of_novu,
        [File("preview.js", "e.causes?.length ? [", "false ? [")]
    ),
    test!(
        panic_of_a_resolver_shows_its_text_and_no_path_of_this_machine,
        [File(
            "preview.js",
            "e.causes.map((c) => h(\"li\", c))",
            "e.causes.map((c) => h(\"li\", `${c} at src/workflows.rs`))"
        )]
    ),
    test!(
        each_of_the_eleven_kinds_of_steps_has_its_card,
        [File("channels.js", "case \"tool\":", "case \"none\":")]
    ),
    test!(
        forms_have_enumerations_objects_lists_switches_and_json,
        [File("form.js", "[...now, add()]", "now")]
    ),
    test!(
        open_objects_have_rows_of_names_types_and_values,
        [File("form.js", "[k === key ? next : k, v]", "[k, v]")]
    ),
    test!(
        edits_come_back_after_a_reload_and_a_changed_schema_drops_them,
        [
            File(
                "state.js",
                "last?.schemas === schemas(w) ? last.inputs : null",
                "last?.inputs"
            ),
            File("state.js", "last && last.schemas !== schemas(w)", "false"),
        ]
    ),
    test!(
        wire_is_the_request_that_the_bridge_answers_and_its_curl_line_is_whole,
        [File("wire.js", "-X ${wire.method}", "-X GET")]
    ),
];

async fn first_visit_shows_workflows_mocks_and_a_message_and_asks_its_own_origin_alone(stage: &Stage) {
    let site = stage
        .site(programs::signed(programs::registry(&Work::default())))
        .await;
    let page = stage.open(site.link()).await;
    page.wait_url("#/comment/mail").await;
    assert_eq!(page.eval("document.title").await, "[dev] mail · comment · Studio");
    page.wait_text(".nav", "Invoice paid").await;
    page.wait_text(".subj", "Bob commented").await;
    page.wait_text(".mail .from", "acme to Ann").await;
    page.wait("document.querySelector('.mail iframe').contentDocument.body.textContent.includes('Nice!')")
        .await;
    page.click_text(".wf .wfn", "Order").await;
    page.wait("document.getElementById('payload/name').closest('.f').classList.contains('mock')")
        .await;
    let origin = site.origin();
    for url in page.requests().await {
        let is_own = url.starts_with(&origin) || url.starts_with("data:") || url.starts_with("about:");
        assert!(is_own, "the page asks for {url}");
    }
}

async fn typing_in_payload_and_control_changes_the_message(stage: &Stage) {
    let site = stage.site(programs::shop()).await;
    let page = stage.open(&site.url("#/comment/mail")).await;
    page.fill("#payload\\/author", "Zed").await;
    page.wait_text(".subj", "Zed commented").await;
    page.wait("document.querySelector('.mail iframe').contentDocument.body.textContent.includes('Zed')")
        .await;
    page.fill("#controls-mail\\/subject", "Hi {{pay").await;
    page.wait_text(".offers:not([hidden])", "payload.author").await;
    page.press(Key::Enter).await;
    page.wait("document.getElementById('controls-mail/subject').value === 'Hi {{payload.author}}'")
        .await;
    page.wait("document.querySelector('.subj').textContent === 'Hi Zed'")
        .await;
    page.wait("document.querySelector('.lqf .out span').textContent === 'Hi Zed'")
        .await;
    page.click("[role=switch][aria-label=footer]").await;
    page.wait("!document.querySelector('.mail iframe').contentDocument.body.textContent.includes('Fewer')")
        .await;
}

async fn newest_input_wins_over_answers_that_come_late(stage: &Stage) {
    let site = stage.site(programs::shop()).await;
    let page = stage.open(&site.url("#/comment/mail")).await;
    page.wait_text(".subj", "Bob").await;
    // Forty inputs in one go: while a question is on its way, only the newest waits.
    let before = site.calls("preview").len();
    page.eval(
        "(() => { const x = document.getElementById('payload/author'); for (let n = 1; n <= 40; n++) { x.value = `Bob ${n}`; \
         x.dispatchEvent(new Event('input', { bubbles: true })); } return true })()",
    )
    .await;
    page.wait_text(".subj", "Bob 40 commented").await;
    let asked = site.calls("preview").len() - before;
    assert!(asked <= 3, "{asked} questions for forty inputs");
}

async fn wrong_field_shows_pointer_and_text_and_keeps_the_last_message(stage: &Stage) {
    let site = stage.site(programs::shop()).await;
    let page = stage.open(&site.url("#/comment/mail")).await;
    page.wait_text(".subj", "Bob commented").await;
    page.fill("#payload\\/post_id", "post-2026-03-02-lighthouse")
        .await;
    page.wait_text(
        ".f.err .why:not([hidden])",
        "/post_id must have at most 24 characters",
    )
    .await;
    assert_eq!(
        page.eval("document.getElementById('payload/post_id').getAttribute('aria-invalid')")
            .await,
        "true"
    );
    page.wait_text(".fail", "The payload does not fit").await;
    page.wait_text(".mail.old .subj", "Bob commented").await;
    page.fill("#payload\\/post_id", "p2").await;
    page.wait_gone(".fail").await;
    page.wait_gone(".mail.old").await;
    page.wait_gone(".f.err").await;
}

async fn broken_template_shows_line_and_column(stage: &Stage) {
    let site = stage.site(programs::shop()).await;
    let page = stage.open(&site.url("#/comment/mail")).await;
    page.wait_text(".subj", "Bob commented").await;
    page.fill("#controls-mail\\/subject", "Hi {{payload.author | upcase")
        .await;
    page.wait_text(".fail h2", "Control /subject cannot be rendered")
        .await;
    page.wait_text(".fail pre u", "column 29").await;
    page.wait_text(".fail", "400 StepControlCompilationFailedError")
        .await;
    page.wait_text(".f.err .why:not([hidden])", "/subject").await;
    // A text without a mistake from the way there: not each of them is asked for.
    page.wait_text(".mail.old .subj", "H").await;
    page.keys("}}").await;
    page.wait_text(".mail:not(.old) .subj", "Hi BOB").await;
}

async fn failed_resolver_shows_its_causes_its_code_and_the_action_of_novu(stage: &Stage) {
    let site = stage.site(programs::shop()).await;
    let page = stage.open(&site.url("#/comment/mail")).await;
    page.fill("#payload\\/text", "fail").await;
    page.wait_text(".fail h2", "The resolver of step mail failed")
        .await;
    page.wait_text(".fail", "the disk is full").await;
    page.wait_text(
        ".fail",
        "502 StepExecutionFailedError, and continues with the next step",
    )
    .await;
    page.wait_text(".fail .foot", "causes stay here").await;
    // Novu gets the first line alone.
    let answer = site.calls("preview").pop().expect("a question").response;
    let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
    assert!(
        !answer["wire"]["response"]
            .as_str()
            .unwrap()
            .contains("the disk is full")
    );
}

async fn panic_of_a_resolver_shows_its_text_and_no_path_of_this_machine(stage: &Stage) {
    let site = stage.site(programs::shop()).await;
    let page = stage.open(&site.url("#/comment/mail")).await;
    page.fill("#payload\\/text", "panic").await;
    page.wait_text(".fail", "the press is out of paper").await;
    let text = page.text(".fail").await;
    assert!(
        !text.contains(".rs") && !text.contains("/src") && !text.contains("/root"),
        "{text}"
    );
}

async fn each_of_the_eleven_kinds_of_steps_has_its_card(stage: &Stage) {
    let site = stage.site(programs::shop()).await;
    let page = stage.open(&site.url("#/kinds/email")).await;
    page.wait_text(".mail .subj", "An e-mail").await;
    for (step, inside, text) in [
        ("in-app", ".card .inapp", "Rain at five"),
        ("sms", ".card .sms", "Your code is 4711."),
        ("push", ".card .lock", "Take an umbrella"),
        ("chat", ".card .ccard", "It failed"),
        ("tool", ".card .chat", "The database is down"),
        ("custom", ".card", "This step runs your code for real: custom"),
        ("http", ".card", "Novu makes the request"),
        ("throttle", ".card .act", "At most 3 in 1 minute"),
        ("delay", ".card .act", "Waits for 3 days"),
        ("digest", ".card .act", "Collects for 1 hour"),
    ] {
        page.click(&format!("#nav a[href='#/kinds/{step}']")).await;
        page.wait_url(&format!("#/kinds/{step}")).await;
        page.wait_text(inside, text).await;
    }
    page.wait_text("#nav a[href='#/kinds/digest']", "1 hour").await;
    // All messages of the workflow, small.
    page.click("#nav .wf[aria-expanded=true]").await;
    page.wait_count(".tile", 11).await;
    page.wait_text(".tiles", "Take an umbrella").await;
}

async fn forms_have_enumerations_objects_lists_switches_and_json(stage: &Stage) {
    let site = stage.site(programs::shop()).await;
    let page = stage.open(&site.url("#/order/receipt")).await;
    let shown = "document.querySelector('.mail iframe').contentDocument.body.textContent";
    page.click("#payload\\/name").await;
    page.keys("Eve").await;
    page.wait_text(".subj", "Thank you, Eve").await;
    page.wait("!document.getElementById('payload/name').closest('.f').classList.contains('mock')")
        .await;
    page.select("#payload\\/plan", "business").await;
    page.wait(&format!("{shown}.includes('business')")).await;
    page.fill("#payload\\/address\\/city", "Oslo").await;
    page.wait(&format!("{shown}.includes('Oslo')")).await;
    let before = page.count("#in .item").await;
    page.click("[aria-label='Add to lines']").await;
    page.wait_count("#in .item", before + 1).await;
    page.fill(&format!("#payload\\/lines\\/{before}\\/title"), "Second")
        .await;
    page.wait(&format!("{shown}.includes('Second')")).await;
    page.click("[role=switch][aria-label=gift]").await;
    page.wait(
        "document.querySelector('[role=switch][aria-label=gift]').getAttribute('aria-checked') === 'true'",
    )
    .await;
    // The whole of it as JSON, and a mistake in it.
    page.click("[aria-label='Payload: form or JSON'] [data-id=json]")
        .await;
    page.wait("document.querySelector('#sec-payload textarea').value.includes('Second')")
        .await;
    page.fill("#sec-payload textarea", "{\"lines\": [").await;
    page.wait_text("#sec-payload .why:not([hidden])", "not JSON")
        .await;
    page.wait(&format!("{shown}.includes('Second')")).await;
}

async fn open_objects_have_rows_of_names_types_and_values(stage: &Stage) {
    let site = stage.site(programs::shop()).await;
    let page = stage.open(&site.url("#/kinds/email")).await;
    page.wait_text(".mail .subj", "An e-mail").await;
    page.click_part("#sec-payload button", "Add a field").await;
    page.wait("document.activeElement.getAttribute('aria-label') === 'Name of field'")
        .await;
    page.keys("city").await;
    // The focus stays where it was, though the rows have new names.
    page.press(Key::Tab).await;
    page.wait("document.activeElement.getAttribute('aria-label') === 'Type of city'")
        .await;
    page.press(Key::Tab).await;
    page.keys("Oslo").await;
    asked(stage, &site, &json!({ "city": "Oslo" })).await;
    page.select("[aria-label='Type of city']", "object").await;
    page.click_part(".member .group button", "Add a field").await;
    page.select(".member .group [aria-label='Type of field']", "list")
        .await;
    page.click(".member [aria-label='Add to field']").await;
    page.select(".member [aria-label='Type of field 1']", "number")
        .await;
    page.fill("#payload\\/city\\/field\\/0", "1.5").await;
    asked(stage, &site, &json!({ "city": { "field": [1.5] } })).await;
    page.click("[aria-label='Remove city']").await;
    asked(stage, &site, &json!({})).await;
}

/// Waits until the last question of the page has a payload.
async fn asked(stage: &Stage, site: &Site, payload: &serde_json::Value) {
    let is_asked = || {
        let body = site
            .calls("preview")
            .pop()
            .map(|call| call.body)
            .unwrap_or_default();
        serde_json::from_str::<serde_json::Value>(&body).is_ok_and(|body| body["payload"] == *payload)
    };
    stage.until(&format!("the payload {payload}"), is_asked).await;
}

async fn edits_come_back_after_a_reload_and_a_changed_schema_drops_them(stage: &Stage) {
    let mut site = stage.site(programs::shop()).await;
    let page = stage.open(&site.url("#/order/receipt")).await;
    page.click("#payload\\/name").await;
    page.keys("Eve").await;
    page.wait_text(".subj", "Thank you, Eve").await;
    page.reload().await;
    page.wait_text(".subj", "Thank you, Eve").await;
    site.restart(programs::open(programs::orders_with_a_number()))
        .await;
    page.reload().await;
    page.wait_for("#payload\\/number").await;
    page.wait_text(".subj", "Order of").await;
    assert_ne!(page.value("#payload\\/name").await, "Eve");
}

async fn wire_is_the_request_that_the_bridge_answers_and_its_curl_line_is_whole(stage: &Stage) {
    let site = stage.site(programs::shop()).await;
    let page = stage.open(&site.url("#/comment/mail")).await;
    page.wait_text(".subj", "Bob commented").await;
    page.click("[data-id=wire]").await;
    page.wait_text(".wirecard", "&stepId=mail").await;
    // The list of steps asks for other steps, too, whose durations it shows.
    let mut calls = site.calls("preview");
    calls.retain(|call| call.body.contains("\"step\":\"mail\""));
    let answer: serde_json::Value = serde_json::from_str(&calls.pop().expect("a question").response).unwrap();
    let wire = &answer["wire"];
    // The page shows it with indents, which JSON does not see.
    let shown: serde_json::Value =
        serde_json::from_str(&page.text("[aria-label='Request body']").await).unwrap();
    let body: serde_json::Value = serde_json::from_str(wire["body"].as_str().unwrap()).unwrap();
    assert_eq!(shown, body);
    // The curl line, run by a shell against the bridge, gets the shown response.
    page.allow_clipboard(&site.origin()).await;
    page.click_text(".wirecard button", "Copy as curl").await;
    page.wait_text("#toasts", "Copied the request").await;
    // WebKit's driver cannot read the clipboard, and Firefox's imports no module.
    let line = match page.engine {
        Engine::Webkit => {
            let script = "import('./wire.js').then(async (m) => { const p = await import('./preview.js'); \
                          done(m.curl(p.last().wire)) })";
            let line = page.eval_async(script).await;
            line.as_str().expect("a line").to_owned()
        }
        _ => page.clipboard().await,
    };
    let output = tokio::process::Command::new("sh")
        .arg("-c")
        .arg(line)
        .output()
        .await
        .expect("curl");
    let response = String::from_utf8_lossy(&output.stdout).into_owned();
    let (got, shown) = (
        without_times(&response),
        without_times(wire["response"].as_str().unwrap()),
    );
    assert_eq!(got, shown);
    // And the witness has seen these bytes.
    let seen = site
        .seen()
        .into_iter()
        .rfind(|exchange| exchange.target == wire["target"].as_str().unwrap());
    assert_eq!(
        seen.expect("the request of curl").body,
        wire["body"].as_str().unwrap()
    );
}

/// Leaves out how long a step took.
fn without_times(response: &str) -> serde_json::Value {
    let mut answer: serde_json::Value =
        serde_json::from_str(response).unwrap_or_else(|_| panic!("not JSON: {response}"));
    if let Some(metadata) = answer["metadata"].as_object_mut() {
        metadata.remove("duration");
    }
    answer
}
