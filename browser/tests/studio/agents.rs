//! Agents: everything that they send, and everything that people do with it.

use browser::{defect::Defect::File, page::Page, programs, runner::Test, site::Site, stage::Stage, test};
use fantoccini::key::Key;

pub const TESTS: &[Test] = &[
    test!(
        message_to_an_agent_is_shown_with_its_answer_names_and_times,
        [File("chat.js", "clock(START, m.at)", "\"\"")]
    ),
    test!(
        marked_up_answer_is_bold_thin_code_and_a_link,
        [File(
            "cards.js",
            "h(\"em\", m[2] ?? m[3] ?? \"\")",
            "m[3] ?? \"\""
        )]
    ),
    test!(
        card_of_an_agent_is_drawn_with_each_element,
        [File("cards.js", "case \"table\":", "case \"none\":")]
    ),
    test!(
        button_of_a_card_sends_its_value,
        [
            File(
                "cards.js",
                "emit(e.value ?? null, e.label)",
                "emit(\"?\", e.label)"
            ),
            File("chat.js", "action: id", "action: value")
        ]
    ),
    test!(
        selections_of_a_card_send_their_values,
        [File("cards.js", "emit(select.value,", "emit(e.label,")]
    ),
    test!(
        radio_buttons_of_a_card_send_their_values,
        [File(
            "cards.js",
            "emit(o.value, o.label)",
            "emit(o.label, o.label)"
        )]
    ),
    test!(
        text_inputs_of_a_card_send_their_text,
        [File("cards.js", "emit(x.target.value,", "emit(null,")]
    ),
    test!(
        reaction_is_given_and_taken_back,
        [File(
            "chat.js",
            "added: !(by.get(emoji) ?? []).includes(t.by)",
            "added: true"
        )]
    ),
    test!(
        tool_call_with_a_card_is_approved,
        [File(
            "chat.js",
            "? (/** @type {{id: string}} */ { id }) => decide(id",
            "? (/** @type {{id: string}} */ { id }) => decide(!id"
        )]
    ),
    test!(
        tool_call_with_content_of_its_own_is_denied,
        [File("chat.js", "() => decide(false)", "() => decide(true)")]
    ),
    test!(
        question_is_answered_by_a_text,
        [File(
            "chat.js",
            "respond({ text: text.value }); } });",
            "respond({ text: \"?\" }); } });"
        )]
    ),
    test!(
        request_to_approve_is_answered_by_an_option,
        [File("chat.js", "m.ask === \"approve\" ?", "false ?")]
    ),
    test!(
        choice_names_whom_it_asks_and_is_answered_or_expires,
        [File(
            "chat.js",
            "respond({ expired: true })",
            "respond({ text: \"\" })"
        )]
    ),
    test!(
        notice_to_people_has_no_answer,
        [File("chat.js", "&& m.ask !== \"tell\"", "")]
    ),
    test!(
        edited_message_shows_what_it_was,
        [File("chat.js", "m.edits?.length ?", "false ?")]
    ),
    test!(
        deleted_message_is_struck_out,
        [File("chat.js", "if (m.deleted)", "if (false)")]
    ),
    test!(
        file_of_a_person_reaches_the_agent,
        [File("chat.js", "data: btoa(text)", "data: \"\"")]
    ),
    test!(
        file_of_an_agent_is_listed_with_type_and_size,
        [File("chat.js", "f.size ? size(f.size)", "f.size ? \"\"")]
    ),
    test!(
        typing_of_an_agent_is_noted,
        [File("chat.js", "`typing: ${e.text}`", "\"typing\"")]
    ),
    test!(
        metadata_of_a_conversation_is_shown_and_removed,
        [File(
            "chat.js",
            "json(state.metadata, \"Values\")",
            "json({}, \"Values\")"
        )]
    ),
    test!(
        trigger_of_an_agent_is_shown_and_reaches_nobody,
        [File("chat.js", "h(\"code\", e.workflow)", "\"\"")]
    ),
    test!(
        conversation_is_resolved_by_the_agent_and_by_hand,
        [File(
            "chat.js",
            "turn({ resolve: {} })",
            "turn({ say: { by: t.by, text: \"resolve it\", files: [] } })"
        )]
    ),
];

/// Opens the agent, in a conversation that has not begun.
pub async fn talk(stage: &Stage) -> (Site, Page) {
    let site = stage.site(programs::shop()).await;
    let page = stage.open(&site.url("#/~agent/support")).await;
    page.wait_text(".thread .empty", "Talk to support").await;
    (site, page)
}

/// Writes a message, and waits until its turn is over.
pub async fn say(page: &Page, text: &str) {
    let before = page.count(".thread .note button").await;
    page.click("#say").await;
    page.keys(text).await;
    page.press(Key::Enter).await;
    page.wait(&format!(
        "document.querySelectorAll('.thread .note button').length > {before} && !document.querySelector('.thread .typing')"
    ))
    .await;
}

const ANSWERS: &str = ".thread .msg:not(.me)";

async fn message_to_an_agent_is_shown_with_its_answer_names_and_times(stage: &Stage) {
    let (_site, page) = talk(stage).await;
    say(&page, "Hello there").await;
    page.wait_text(".thread .msg.me .text", "Hello there").await;
    page.wait_text(".thread .msg.me header b", "Ann").await;
    page.wait_text(".thread .msg.me header time", "09:00").await;
    page.wait_text(&format!("{ANSWERS} .text"), "You said: Hello there")
        .await;
    page.wait_text(&format!("{ANSWERS} header b"), "support").await;
    page.wait_text("#live", "support: You said: Hello there").await;
    page.wait_text(".inspect", "1st turn").await;
    page.wait_text(".inspect .wirecard", "event=onMessage").await;
    assert_eq!(page.value("#say").await, "");
    assert_eq!(page.eval("document.activeElement.id").await, "say");
}

async fn marked_up_answer_is_bold_thin_code_and_a_link(stage: &Stage) {
    let (_site, page) = talk(stage).await;
    say(&page, "markdown").await;
    page.wait_text(&format!("{ANSWERS} .text b"), "Bold").await;
    page.wait_text(&format!("{ANSWERS} .text em"), "thin").await;
    page.wait_text(&format!("{ANSWERS} .text code"), "code").await;
    page.wait_text(
        &format!("{ANSWERS} .text a[href='https://acme.example/a?b=1&c=2'][rel~=noopener]"),
        "a link",
    )
    .await;
}

async fn card_of_an_agent_is_drawn_with_each_element(stage: &Stage) {
    let (_site, page) = talk(stage).await;
    say(&page, "card").await;
    for (css, text) in [
        (".title", "Order 7"),
        (".subtitle", "Two pens"),
        ("p b", "Monday"),
        ("dl dt", "State"),
        ("dl dd", "12 €"),
        ("table th", "Item"),
        ("table td", "Pen"),
        (".pic", "A pen"),
        ("a[href='https://acme.example/orders']", "All orders"),
        ("hr", ""),
        (".acts .btn.danger", "Refund it"),
        (".acts .btn.first", "Keep it"),
        (".acts a.btn[href='https://acme.example/track/7']", "Track it"),
        ("select[aria-label=Size] option", "Small"),
        ("fieldset legend", "Colour"),
        ("input[type=radio][value=red]", ""),
        (".csel span", "Note"),
    ] {
        page.wait_text(&format!(".ccard {css}"), text).await;
    }
    assert!(!page.text(".thread").await.contains("cannot draw"));
    // Its picture is named, not loaded.
    assert_eq!(page.count(".ccard img").await, 0);
}

async fn button_of_a_card_sends_its_value(stage: &Stage) {
    let (_site, page) = talk(stage).await;
    say(&page, "card").await;
    page.click_text(".ccard .btn", "Refund it").await;
    page.wait_text(ANSWERS, "clicked refund with 7").await;
    page.wait_text(".thread .note", "Ann chose refund").await;
    page.click_text(".ccard .btn", "Keep it").await;
    page.wait_text(ANSWERS, "clicked keep with nothing").await;
}

async fn selections_of_a_card_send_their_values(stage: &Stage) {
    let (_site, page) = talk(stage).await;
    say(&page, "card").await;
    page.select(".ccard select[aria-label=Size]", "Small").await;
    page.wait_text(ANSWERS, "clicked size with s").await;
}

async fn radio_buttons_of_a_card_send_their_values(stage: &Stage) {
    let (_site, page) = talk(stage).await;
    say(&page, "card").await;
    page.click(".ccard input[type=radio][value=red]").await;
    page.wait_text(ANSWERS, "clicked colour with red").await;
}

async fn text_inputs_of_a_card_send_their_text(stage: &Stage) {
    let (_site, page) = talk(stage).await;
    say(&page, "card").await;
    page.click(".ccard input[type=text]").await;
    page.keys("as a gift").await;
    page.press(Key::Enter).await;
    page.wait_text(ANSWERS, "clicked note with as a gift").await;
}

async fn reaction_is_given_and_taken_back(stage: &Stage) {
    let (_site, page) = talk(stage).await;
    say(&page, "Hello").await;
    page.click(&format!("{ANSWERS} .more-emoji summary")).await;
    page.click(&format!("{ANSWERS} .emoji [aria-label='thumbs up']"))
        .await;
    page.wait_text(ANSWERS, "Thank you for thumbs_up!").await;
    page.wait_text(".thread .note", "Ann reacted with 👍").await;
    page.wait_for(&format!("{ANSWERS} .reactions [aria-pressed=true]"))
        .await;
    page.click(&format!("{ANSWERS} .reactions [aria-pressed=true]"))
        .await;
    page.wait_text(".thread .note", "Ann took back 👍").await;
    page.wait_gone(&format!("{ANSWERS} .reactions")).await;
}

async fn tool_call_with_a_card_is_approved(stage: &Stage) {
    let (_site, page) = talk(stage).await;
    say(&page, "approve").await;
    page.wait_text(".ask", "Refund order 7?").await;
    page.wait_text(".ask", "It costs 12 €.").await;
    page.wait_text(".ask pre", "\"order\": 7").await;
    page.click_text(".ask .btn", "Approve").await;
    page.wait_text(".ask .verdict", "approved by Ann").await;
    page.wait_text(ANSWERS, "refund is approved.").await;
    page.wait("[...document.querySelectorAll('.ask .btn')].every(x => !['Approve', 'Deny'].includes(x.textContent) || x.disabled)").await;
}

async fn tool_call_with_content_of_its_own_is_denied(stage: &Stage) {
    let (_site, page) = talk(stage).await;
    say(&page, "approve own").await;
    page.wait_text(".ask b", "delete").await;
    page.click_text(".ask .btn", "Deny").await;
    page.wait_text(".ask .verdict", "denied by Ann").await;
    page.wait_text(ANSWERS, "delete is denied.").await;
}

async fn question_is_answered_by_a_text(stage: &Stage) {
    let (_site, page) = talk(stage).await;
    say(&page, "ask").await;
    page.wait_text(".ask", "Which order?").await;
    page.click(".ask input").await;
    page.keys("Seven").await;
    page.press(Key::Enter).await;
    page.wait_text(".ask .verdict", "Ann: Seven").await;
    page.wait_text(ANSWERS, "ann answered Seven.").await;
}

async fn request_to_approve_is_answered_by_an_option(stage: &Stage) {
    let (_site, page) = talk(stage).await;
    say(&page, "confirm").await;
    page.wait_text(".ask", "Ship it today?").await;
    page.click_text(".ask .btn", "Approve").await;
    page.wait_text(".ask .verdict", "Ann: Approve").await;
    page.wait_text(ANSWERS, "Chosen: ").await;
}

async fn choice_names_whom_it_asks_and_is_answered_or_expires(stage: &Stage) {
    let (_site, page) = talk(stage).await;
    say(&page, "choose").await;
    page.wait_text(".ask small", "to bob").await;
    page.click_part(".people .person", "Bob").await;
    page.click_text(".ask .btn", "Red").await;
    page.wait_text(".ask .verdict", "Bob: Red").await;
    page.wait_text(ANSWERS, "Chosen: ").await;
    say(&page, "choose").await;
    page.click_text(".ask .btn", "Let it expire").await;
    page.wait_text(".ask .verdict", "expired without an answer").await;
    page.wait_text(ANSWERS, "Nobody has answered.").await;
}

async fn notice_to_people_has_no_answer(stage: &Stage) {
    let (_site, page) = talk(stage).await;
    say(&page, "tell").await;
    page.wait_text(".ask", "The shop closes at six.").await;
    page.wait_count(".ask .btn, .ask input", 0).await;
}

async fn edited_message_shows_what_it_was(stage: &Stage) {
    let (_site, page) = talk(stage).await;
    say(&page, "edit").await;
    page.wait_text(&format!("{ANSWERS} .text"), "Done").await;
    page.wait_text(&format!("{ANSWERS} .edits summary"), "edited once")
        .await;
    page.click(&format!("{ANSWERS} .edits summary")).await;
    page.wait_text(&format!("{ANSWERS} .edits[open] p"), "Working on it")
        .await;
    page.wait_text(&format!("{ANSWERS} .reactions"), "✅").await;
}

async fn deleted_message_is_struck_out(stage: &Stage) {
    let (_site, page) = talk(stage).await;
    say(&page, "delete").await;
    page.wait_text(".thread .msg.gone s", "A secret").await;
    page.wait_text(".thread .msg.gone", "deleted").await;
}

async fn file_of_a_person_reaches_the_agent(stage: &Stage) {
    let (_site, page) = talk(stage).await;
    let path = std::env::temp_dir().join(format!("hello-{}.txt", std::process::id()));
    std::fs::write(&path, "hello").unwrap();
    let name = path.file_name().unwrap().to_str().unwrap().to_owned();
    page.find(".composer input[type=file]")
        .await
        .send_keys(path.to_str().unwrap())
        .await
        .unwrap();
    page.wait_text(".composer .chips", &name).await;
    page.click(".composer button[type=submit]").await;
    page.wait_text(ANSWERS, &format!("I have got {name} 5")).await;
    page.wait_text(".thread .msg.me .file", &name).await;
    page.wait_text(".thread .msg.me .file", "text/plain").await;
    std::fs::remove_file(path).unwrap();
}

async fn file_of_an_agent_is_listed_with_type_and_size(stage: &Stage) {
    let (_site, page) = talk(stage).await;
    say(&page, "file").await;
    page.wait_text(&format!("{ANSWERS} .file b"), "log.txt").await;
    page.wait_text(&format!("{ANSWERS} .file small"), "text/plain · 11 bytes")
        .await;
}

async fn typing_of_an_agent_is_noted(stage: &Stage) {
    let (_site, page) = talk(stage).await;
    say(&page, "typing").await;
    page.wait_text(".thread .note", "typing: Searching the shelves")
        .await;
    page.wait_text(ANSWERS, "Found it.").await;
}

async fn metadata_of_a_conversation_is_shown_and_removed(stage: &Stage) {
    let (_site, page) = talk(stage).await;
    page.wait_text("#in [aria-label=Metadata]", "Empty").await;
    say(&page, "remember").await;
    page.wait_text(".thread .note", "metadata order = 7").await;
    page.wait_text(".thread .note", "emitted found").await;
    page.wait_text("#in [aria-label=Metadata]", "\"order\": 7").await;
    say(&page, "forget").await;
    page.wait_text(".thread .note", "metadata order removed").await;
    page.wait_text("#in [aria-label=Metadata]", "Empty").await;
}

async fn trigger_of_an_agent_is_shown_and_reaches_nobody(stage: &Stage) {
    let (site, page) = talk(stage).await;
    say(&page, "trigger").await;
    page.wait_text(".thread .note", "triggered invoice").await;
    page.wait_text(ANSWERS, "The invoice is on its way.").await;
    // The studio plays Novu's part: no workflow ran, and the bridge was not asked.
    assert!(site.calls("run").is_empty());
    assert!(
        site.seen()
            .iter()
            .all(|exchange| exchange.target.starts_with("/api/novu/studio/"))
    );
}

async fn conversation_is_resolved_by_the_agent_and_by_hand(stage: &Stage) {
    let (_site, page) = talk(stage).await;
    say(&page, "resolve").await;
    page.wait_text(".thread .note", "resolved: solved").await;
    page.wait_text(ANSWERS, "Goodbye!").await;
    page.wait(
        "[...document.querySelectorAll('#in button')].find(x => x.textContent === 'Resolve it').disabled",
    )
    .await;
    page.click_text("#in button", "Start over").await;
    page.wait_text(".thread .empty", "Talk to support").await;
    say(&page, "Hello").await;
    page.click_text("#in button", "Resolve it").await;
    page.wait_text(".thread .note", "the conversation was resolved")
        .await;
    page.wait_text(ANSWERS, "Goodbye!").await;
}
