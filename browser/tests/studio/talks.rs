//! Conversations: failures, people, what is kept and handed on, markup, keys and phones.

use super::agents::{say, talk};
use browser::{
    defect::{Defect::File, TEXT_IS_MARKUP},
    programs::MARKUP,
    runner::Test,
    stage::Stage,
    test,
};
use fantoccini::key::Key;

pub const TESTS: &[Test] = &[
    test!(
        failure_of_novu_on_demand_is_shown_and_the_talk_goes_on,
        [File("chat.js", "do: act, fail: codes", "do: act, fail: []")]
    ),
    test!(
        failed_handler_shows_its_causes_and_its_panic,
        [File("preview.js", "e.causes?.length ? [", "false ? [")]
    ),
    test!(
        several_people_speak_by_their_names,
        [File("chat.js", "t.by = id; save(); draw();", "save(); draw();")]
    ),
    test!(
        turn_that_does_not_end_is_cancelled_and_its_text_comes_back,
        [File(
            "chat.js",
            "state: t.state }, mine.signal)",
            "state: t.state })"
        )]
    ),
    test!(
        transcript_is_copied_as_a_test,
        [File(
            "chat.js",
            "t.turns.map((x) => ({ do: x.do",
            "t.turns.slice(1).map((x) => ({ do: x.do"
        )]
    ),
    test!(markup_of_an_agent_is_shown_as_text, TEXT_IS_MARKUP),
    test!(name_of_a_file_is_shown_as_text, TEXT_IS_MARKUP),
    test!(
        conversation_is_kept_over_a_reload_and_continues,
        [File("chat.js", "...kept(`talk ${id}`)", "")]
    ),
    test!(
        setup_of_a_conversation_is_fixed_once_it_has_begun,
        [File("chat.js", "disabled: t.turns.length > 0, change", "change")]
    ),
    test!(
        shared_conversation_is_played_in_another_browser_when_a_person_says_so,
        [File(
            "share.js",
            "if (raw === \"agent\")",
            "if (raw === \"none\")"
        )]
    ),
    test!(talk_by_keyboard_alone, [File("chat.js", "!e.shiftKey", "true")]),
    test!(
        talk_on_a_phone,
        [File(
            "chat.js",
            "matchMedia(\"(max-width: 1240px)\").matches",
            "false"
        )]
    ),
    test!(
        dark_studio_is_kept,
        [File(
            "main.js",
            "keep(\"theme\", dark ? \"light\" : \"dark\");",
            ""
        )]
    ),
];

const ANSWERS: &str = ".thread .msg:not(.me)";

async fn failure_of_novu_on_demand_is_shown_and_the_talk_goes_on(stage: &Stage) {
    let (_site, page) = talk(stage).await;
    page.select("#failing", "401").await;
    say(&page, "Hello").await;
    page.wait_text(".fail h2", "Novu did not take what was sent")
        .await;
    page.wait_text(".inspect .sent", "401").await;
    page.wait_text(".inspect .tag.bad", "failed").await;
    // The failure was for that turn alone.
    page.wait("document.getElementById('failing').value === '0'")
        .await;
    say(&page, "Hello again").await;
    page.wait_text(ANSWERS, "You said: Hello again").await;
    page.wait_text(".inspect .tag.ok", "completed").await;
}

async fn failed_handler_shows_its_causes_and_its_panic(stage: &Stage) {
    let (_site, page) = talk(stage).await;
    say(&page, "fail").await;
    page.wait_text(".fail h2", "The handler failed").await;
    page.wait_text(".fail", "the order is lost").await;
    page.wait_text(".fail li", "the disk is full").await;
    say(&page, "panic").await;
    page.wait_text(".fail", "the handler panicked").await;
}

async fn several_people_speak_by_their_names(stage: &Stage) {
    let (_site, page) = talk(stage).await;
    page.click_part(".people .person", "Bob").await;
    page.wait("document.getElementById('say').placeholder === 'Write as Bob'")
        .await;
    say(&page, "who").await;
    page.wait_text(ANSWERS, "You are Bob").await;
    page.wait_text(".thread .msg.me header b", "Bob").await;
    page.click("[aria-label='Add a person']").await;
    page.keys("cleo").await;
    page.press(Key::Enter).await;
    page.wait("document.getElementById('say').placeholder === 'Write as Cleo'")
        .await;
    say(&page, "who").await;
    page.wait_text(ANSWERS, "You are Cleo").await;
}

async fn turn_that_does_not_end_is_cancelled_and_its_text_comes_back(stage: &Stage) {
    let (_site, page) = talk(stage).await;
    page.click("#say").await;
    page.keys("wait").await;
    page.press(Key::Enter).await;
    page.wait_text(".thread .typing", "the agent’s turn runs").await;
    page.click_text(".thread button", "Cancel").await;
    page.wait_gone(".thread .typing").await;
    assert_eq!(page.value("#say").await, "wait");
    page.fill("#say", "Hello").await;
    page.press(Key::Enter).await;
    page.wait_text(ANSWERS, "You said: Hello").await;
}

async fn transcript_is_copied_as_a_test(stage: &Stage) {
    let (site, page) = talk(stage).await;
    page.allow_clipboard(&site.origin()).await;
    say(&page, "card").await;
    page.click_text(".ccard .btn", "Refund it").await;
    page.wait_text(ANSWERS, "clicked refund with 7").await;
    page.click_part(".composer button", "Copy as test").await;
    page.wait_text("dialog pre", "#[tokio::test]").await;
    page.wait_text("#toasts", "Test copied").await;
    let source = page.clipboard().await;
    for part in ["Conversation", "\"card\"", "refund", "clicked refund with 7"] {
        assert!(source.contains(part), "{part} is not in {source}");
    }
}

async fn markup_of_an_agent_is_shown_as_text(stage: &Stage) {
    let (_site, page) = talk(stage).await;
    say(&page, "hostile").await;
    page.wait_text(&format!("{ANSWERS} .text"), MARKUP).await;
    for part in [".title", ".subtitle", "p", ".acts .btn", "a"] {
        page.wait_text(&format!(".ccard {part}"), MARKUP).await;
    }
    page.wait_text(".thread .note", MARKUP).await;
    page.wait_text("#in [aria-label=Metadata]", MARKUP).await;
    page.click_text(".ccard .btn", MARKUP).await;
    page.wait_text(ANSWERS, "clicked evil with ").await;
    // As a person, too.
    say(&page, MARKUP).await;
    page.wait_text(".thread .msg.me .text", MARKUP).await;
    page.click("[aria-label='Add a person']").await;
    page.keys(MARKUP).await;
    page.press(Key::Enter).await;
    page.wait_text(".people", MARKUP).await;
    assert_eq!(page.eval("typeof window.pwned").await, "undefined");
    assert_eq!(
        page.count("img, script:not([src='main.js']), a[href^='javascript'], [onmouseover]")
            .await,
        0
    );
}

async fn name_of_a_file_is_shown_as_text(stage: &Stage) {
    let (_site, page) = talk(stage).await;
    say(&page, "hostile file").await;
    page.wait_text(&format!("{ANSWERS} .file b"), "<img src=x onerror=pwned=1>")
        .await;
    page.wait_text(&format!("{ANSWERS} .file small"), "https://files.example/x")
        .await;
    assert_eq!(page.eval("typeof window.pwned").await, "undefined");
    assert_eq!(page.count("img").await, 0);
    // It is not a link: nothing of another server is one click away.
    assert_eq!(page.count(&format!("{ANSWERS} .file a")).await, 0);
}

async fn conversation_is_kept_over_a_reload_and_continues(stage: &Stage) {
    let (_site, page) = talk(stage).await;
    say(&page, "remember").await;
    page.reload().await;
    page.wait_text(ANSWERS, "Noted.").await;
    page.wait_text("#in [aria-label=Metadata]", "\"order\": 7").await;
    say(&page, "who").await;
    page.wait_text(ANSWERS, "You are Ann").await;
    page.wait_text(".inspect", "2nd turn").await;
    page.wait_text(ANSWERS, "Noted.").await;
}

async fn setup_of_a_conversation_is_fixed_once_it_has_begun(stage: &Stage) {
    let (site, page) = talk(stage).await;
    page.wait_text("#in [aria-label=Handlers]", "onToolApproval")
        .await;
    page.select("#platform", "whatsapp").await;
    page.click("[aria-label=Transport] [data-id=replies]").await;
    page.wait("document.querySelector('[aria-label=Transport] [data-id=replies]').ariaChecked === 'true'")
        .await;
    say(&page, "Hello").await;
    page.wait_text(ANSWERS, "You said: Hello").await;
    let asked: serde_json::Value = serde_json::from_str(&site.calls("turn").pop().unwrap().body).unwrap();
    assert_eq!(
        (&asked["platform"], &asked["transport"]),
        (&"whatsapp".into(), &"replies".into())
    );
    page.wait("document.getElementById('platform').disabled").await;
    page.click("[aria-label=Transport] [data-id=events]").await;
    page.wait_text("#toasts", "A conversation keeps its transport.")
        .await;
    page.click_text("#in button", "Start over").await;
    page.wait("!document.getElementById('platform').disabled").await;
}

async fn shared_conversation_is_played_in_another_browser_when_a_person_says_so(stage: &Stage) {
    let (site, page) = talk(stage).await;
    page.allow_clipboard(&site.origin()).await;
    say(&page, "Hello").await;
    page.press(Key::Escape).await;
    page.keys("s").await;
    page.wait_text("#toasts", "Link copied").await;
    let link = page.clipboard().await;
    assert!(link.starts_with(&site.url("#/~agent/support?")), "{link}");
    let other = stage.other_browser().await;
    other.goto(&link).await;
    // It calls the agent, so a person has to say so.
    other
        .wait_text(".thread .empty", "This link has a conversation")
        .await;
    other.click_text(".thread .empty button", "Play it").await;
    other.wait_text(ANSWERS, "You said: Hello").await;
}

async fn talk_by_keyboard_alone(stage: &Stage) {
    let site = stage.site(browser::programs::shop()).await;
    let page = stage.open(&site.url("#/comment/mail")).await;
    page.keys("/").await;
    page.wait_for("dialog.finder").await;
    page.keys("support").await;
    page.press(Key::Enter).await;
    page.wait_url("#/~agent/support").await;
    page.wait("document.activeElement.id === 'say'").await;
    page.keys("two").await;
    page.chord(Key::Shift, char::from(Key::Enter)).await;
    page.keys("lines").await;
    page.wait("document.getElementById('say').value === 'two\\nlines'")
        .await;
    page.press(Key::Enter).await;
    page.wait_text(ANSWERS, "You said: two\nlines").await;
    page.wait("document.activeElement.id === 'say'").await;
    // Letters are text while one writes, and keys after Escape.
    page.keys("t?").await;
    assert_eq!(page.value("#say").await, "t?");
    page.press(Key::Escape).await;
    page.keys("?").await;
    page.wait_url("#/~help").await;
    page.press(Key::Escape).await;
    page.wait_url("#/~agent/support").await;
    page.wait_text(ANSWERS, "You said: two\nlines").await;
}

async fn talk_on_a_phone(stage: &Stage) {
    let (site, page) = talk(stage).await;
    page.resize(390, 844).await;
    page.goto(&site.url("#/~agent/support")).await;
    say(&page, "card").await;
    page.wait_text(".ccard .title", "Order 7").await;
    let seen =
        |css: &str| format!("document.querySelector('{css}').getBoundingClientRect().bottom <= innerHeight");
    page.wait(&seen("#say")).await;
    page.click_text(".ccard .btn", "Keep it").await;
    page.wait_text(ANSWERS, "clicked keep with nothing").await;
    page.click_part(".thread .note button", "requests sent").await;
    page.wait_text("dialog .inspect", "event=onMessage").await;
    page.press(Key::Escape).await;
    page.click_part("#tabbar button", "Setup").await;
    page.wait("document.getElementById('platform').getBoundingClientRect().width > 0")
        .await;
    page.click_part("#tabbar button", "Chat").await;
    page.wait("document.documentElement.scrollWidth <= innerWidth")
        .await;
}

async fn dark_studio_is_kept(stage: &Stage) {
    let (_site, page) = talk(stage).await;
    let background = "getComputedStyle(document.body).backgroundColor";
    let light = page.eval(background).await;
    page.click("[aria-label='Dark studio']").await;
    page.wait("document.documentElement.dataset.theme === 'dark'")
        .await;
    page.wait(&format!("{background} !== {light}")).await;
    page.reload().await;
    page.wait("document.documentElement.dataset.theme === 'dark'")
        .await;
    page.click("[aria-label='Light studio']").await;
    page.wait(&format!("{background} === {light}")).await;
}
