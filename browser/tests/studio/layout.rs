//! Keys, accessibility, widths, and much of everything.

use browser::{
    defect::Defect::File,
    driver::Engine,
    page::{Page, quote},
    programs,
    runner::Test,
    stage::Stage,
    test,
};
use fantoccini::key::Key;
use serde_json::{Value, json};
use std::path::PathBuf;

pub const TESTS: &[Test] = &[
    test!(
        each_action_has_a_key_and_letters_can_be_switched_off,
        [File("keys.js", "|| !letters()", "")]
    ),
    test!(
        focus_stays_where_it_was_when_a_part_is_drawn_anew,
        [File(
            "dom.js",
            "if (n < 0 || old?.isConnected) return;",
            "return;"
        )]
    ),
    test!(
        axe_finds_nothing_at_1440_light,
        [File("studio.css", "--ink-2:", "--ink-2: #ccc; --was:")]
    ),
    test!(
        axe_finds_nothing_at_1440_dark,
        [File("index.html", "lang=\"en\"", "")]
    ),
    test!(
        axe_finds_nothing_at_390_light,
        [File("main.js", "[\"run\", \"run\"]", "[\"run\", \"strip\"]")]
    ),
    test!(
        axe_finds_nothing_at_390_dark,
        [File("form.js", "h(\"label.l\", { for: id }", "h(\"span.l\", {}")]
    ),
    test!(
        nothing_overflows_at_any_width,
        [File("studio.css", "body {", "body { min-width: 500px;")]
    ),
    test!(
        landmarks_are_at_their_places,
        [File("studio.css", "/ 240px", "/ 300px")]
    ),
    test!(
        two_hundred_workflows_a_long_mail_and_fifty_events_are_usable,
        [File("inputs.js", ">= 50) return", ">= 20) return")]
    ),
];

async fn each_action_has_a_key_and_letters_can_be_switched_off(stage: &Stage) {
    let site = stage.site(programs::shop()).await;
    let page = stage.open(&site.url("#/comment/mail")).await;
    page.allow_clipboard(&site.origin()).await;
    page.wait_text(".subj", "Bob commented").await;
    for (key, seen) in [
        ("2", ".lines"),
        ("3", "#stage > pre.src"),
        ("4", ".checks"),
        ("5", ".wirecard"),
        ("1", ".mail"),
    ] {
        page.keys(key).await;
        page.wait_for(&format!("#stage {seen}, {seen}")).await;
    }
    page.keys("w").await;
    page.wait("document.querySelector('[data-id=w1000]').ariaChecked === 'true'")
        .await;
    page.keys("d").await;
    page.wait("document.querySelector('[data-id=own]').ariaChecked === 'true'")
        .await;
    page.keys("j").await;
    page.wait("location.hash.startsWith('#/comment/nudge')").await;
    page.keys("k").await;
    page.wait("location.hash.startsWith('#/comment/mail')").await;
    page.keys(".").await;
    page.wait_count(".log li", 1).await;
    page.chord(Key::Control, char::from(Key::Enter)).await;
    page.wait_text("#run header .tag", "completed").await;
    page.keys("s").await;
    page.wait_text("#toasts", "Link copied").await;
    page.keys("t").await;
    page.wait_text("dialog", "Copy as test").await;
    page.press(Key::Escape).await;
    page.wait_gone("dialog").await;
    page.keys("/").await;
    page.wait_for("dialog.finder").await;
    page.keys("login kinds sms").await;
    page.wait_text("dialog .found", "Nothing has this name.").await;
    page.chord(Key::Control, 'a').await;
    page.keys("kinds sms").await;
    page.press(Key::Enter).await;
    page.wait("location.hash.startsWith('#/kinds/sms')").await;
    page.press(Key::Escape).await;
    page.wait("location.hash.startsWith('#/kinds?') || location.hash === '#/kinds'")
        .await;
    // Letters are text in a field.
    page.click_text(".wf .wfn", "New comment").await;
    page.fill("#payload\\/author", "w5?/.").await;
    assert_eq!(page.value("#payload\\/author").await, "w5?/.");
    page.wait("location.hash.startsWith('#/comment/mail')").await;
    assert_eq!(page.count("dialog, .wirecard").await, 0);
    page.press(Key::Escape).await;
    page.keys("?").await;
    page.wait_text("#view", "Keys and help").await;
    page.click_text("button", "switch them off").await;
    page.press(Key::Escape).await;
    page.wait("location.hash.startsWith('#/comment/mail')").await;
    page.keys("5j/").await;
    page.chord(Key::Control, char::from(Key::Enter)).await;
    page.wait_text("#run header .tag", "completed").await;
    assert_eq!(page.count("dialog, .wirecard").await, 0);
    assert!(page.url().await.contains("#/comment/mail"));
}

async fn focus_stays_where_it_was_when_a_part_is_drawn_anew(stage: &Stage) {
    let site = stage.site(programs::shop()).await;
    let page = stage.open(&site.url("#/comment/mail")).await;
    page.wait_text(".subj", "Bob commented").await;
    let is = |name: &str| {
        format!(
            "(document.activeElement.ariaLabel || document.activeElement.textContent).startsWith({})",
            quote(name)
        )
    };
    page.click("[data-id=message]").await;
    page.press(Key::Right).await;
    page.wait(&is("HTML")).await;
    page.press(Key::End).await;
    page.wait(&is("Wire")).await;
    page.press(Key::Home).await;
    page.wait(&is("Message")).await;
    page.click("[aria-label='Controls: form or JSON'] [data-id=json]")
        .await;
    page.wait("document.activeElement.closest('.sec')?.ariaLabel === 'Controls' && document.activeElement.dataset.id === 'json'").await;
    // The steps, by arrows.
    page.eval("document.querySelector('#nav .steps a').focus()").await;
    page.press(Key::Down).await;
    page.press(Key::Enter).await;
    page.wait_url("/batch").await;
    page.wait(&is("batch")).await;
    page.click_text("#run button", "Next").await;
    page.wait_count(".log li", 1).await;
    page.press(Key::Enter).await;
    page.wait_count(".log li", 2).await;
    page.wait(&is("Next")).await;
    page.click("#run button[title='Add an event']").await;
    page.wait_for(".event select").await;
    page.eval("document.querySelector('.event select').focus()").await;
    page.press(Key::Up).await;
    page.wait(&is("Event")).await;
}

/// Places, with an element that each of them has.
const PLACES: [(&str, &str); 19] = [
    ("#/comment/mail", ".mail .subj"),
    ("#/comment", ".tiles"),
    ("#/comment/inbox", ".inapp"),
    ("#/comment/batch", ".act"),
    ("#/comment/mail?tab=html", ".lines"),
    ("#/comment/mail?tab=text", "pre.page"),
    ("#/sloppy/mail?tab=checks", ".checks li"),
    ("#/comment/mail?tab=wire", ".wirecard"),
    ("#/comment/inbox?tab=output", ".page pre"),
    ("#/kinds/sms", ".sms"),
    ("#/kinds/push", ".lock"),
    ("#/kinds/chat", ".ccard"),
    ("#/kinds/custom", "#stage .card"),
    ("#/kinds/http", "#stage .card"),
    ("#/order/receipt", ".item"),
    ("#/~received", ".place"),
    ("#/~discovery", ".docs details"),
    ("#/~help", ".keys"),
    ("#/~agent/support", "#say"),
];

/// Goes to a place of the page that is open.
async fn go(page: &Page, place: &str, has: &str) {
    // Another place in between: the next one is drawn anew.
    page.eval(&format!("(location.hash = {}, true)", quote(place)))
        .await;
    page.wait(&format!(
        "document.body.dataset.ready === 'true' && location.hash === {} && document.querySelector({})",
        quote(place),
        quote(has)
    ))
    .await;
}

/// Loads axe, which comes from npm when `.ci/run browser` runs.
fn axe() -> String {
    let folder =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/axe/node_modules/axe-core/axe.min.js");
    std::fs::read_to_string(&folder).unwrap_or_else(|error| {
        panic!(
            "{}: {error}; `npm install --prefix browser/target/axe axe-core@4.14.1` brings it",
            folder.display()
        )
    })
}

/// Returns a line for each violation that axe finds now.
async fn violations(page: &Page, axe: &str) -> Vec<String> {
    if page.eval("typeof window.axe").await == "undefined" {
        page.client
            .execute(&format!("{axe}; window.axe = axe;"), Vec::new())
            .await
            .expect("axe");
    }
    let found = page
        .eval_async(
            "window.axe.run(document, { iframes: false, resultTypes: ['violations'] }).then((r) => done(r.violations.map((v) => \
             `${v.id}: ${v.nodes.slice(0, 3).map((n) => `${n.target.join(' ')} ${(n.any[0] ?? n.all[0] ?? n.none[0])?.message ?? ''}`).join('; ')}`)), \
             (e) => done([`axe failed: ${e}`]))",
        )
        .await;
    serde_json::from_value(found).expect("lines")
}

/// Adds the violations of a state.
async fn look(page: &Page, axe: &str, state: &str, all: &mut Vec<String>) {
    all.extend(
        violations(page, axe)
            .await
            .into_iter()
            .map(|line| format!("{state}: {line}")),
    );
}

async fn axe_finds_nothing(stage: &Stage, width: u32, height: u32, scheme: &str) {
    let axe = axe();
    let site = stage.site(programs::shop()).await;
    let page = stage.page();
    page.resize(width, height).await;
    if page.engine == Engine::Chromium {
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        page.cdp("Emulation.setEmulatedMedia", features).await;
    }
    page.goto(&site.url("#/comment/mail")).await;
    if scheme == "dark" && page.engine != Engine::Chromium {
        page.click("[aria-label='Dark studio']").await;
    }
    page.wait(&format!("document.documentElement.dataset.theme === '{scheme}'"))
        .await;
    let mut all = Vec::new();
    for (place, has) in PLACES {
        go(&page, place, has).await;
        look(&page, &axe, place, &mut all).await;
    }
    // A talk, with a card and a question in it.
    for text in ["card", "ask", "fail"] {
        super::agents::say(&page, text).await;
    }
    look(&page, &axe, "a talk", &mut all).await;
    go(&page, "#/comment/mail", ".mail .subj").await;
    page.eval("[...document.querySelectorAll('.fold[aria-expanded=false]')].forEach((x) => x.click())")
        .await;
    page.wait_gone(".fold[aria-expanded=false]").await;
    page.eval(
        "(() => { const x = document.getElementById('payload/post_id'); x.value = 'x'.repeat(25); \
         x.dispatchEvent(new Event('input', { bubbles: true })); return true })()",
    )
    .await;
    page.wait_for(".fail").await;
    look(&page, &axe, "a mistake, all sections open", &mut all).await;
    page.chord(Key::Control, char::from(Key::Enter)).await;
    page.wait_for(".runfail").await;
    look(&page, &axe, "a run that cannot be played", &mut all).await;
    page.eval("document.querySelector('[aria-label=\"Back to the example\"]').click()")
        .await;
    page.wait_gone("#stage .fail").await;
    page.eval("document.activeElement.blur()").await;
    page.chord(Key::Control, char::from(Key::Enter)).await;
    page.wait_for(".log li").await;
    look(&page, &axe, "a run", &mut all).await;
    if width < 700 {
        for part in ["Steps", "Inputs", "Run"] {
            page.click_part("#tabbar button", part).await;
            look(&page, &axe, part, &mut all).await;
        }
    }
    page.keys("/").await;
    page.wait_for("dialog.finder li").await;
    look(&page, &axe, "the finder", &mut all).await;
    page.press(Key::Escape).await;
    assert!(all.is_empty(), "{}", all.join("\n"));
}

async fn axe_finds_nothing_at_1440_light(stage: &Stage) {
    axe_finds_nothing(stage, 1440, 900, "light").await;
}

async fn axe_finds_nothing_at_1440_dark(stage: &Stage) {
    axe_finds_nothing(stage, 1440, 900, "dark").await;
}

async fn axe_finds_nothing_at_390_light(stage: &Stage) {
    axe_finds_nothing(stage, 390, 844, "light").await;
}

async fn axe_finds_nothing_at_390_dark(stage: &Stage) {
    axe_finds_nothing(stage, 390, 844, "dark").await;
}

/// Elements that stick out of the window of a width, unless something that scrolls or cuts is around them.
fn sticking_out(width: u32) -> String {
    format!(
        "[...document.querySelectorAll('body *')].filter((e) => {{ const r = e.getBoundingClientRect(); \
         if (!r.width || r.right <= {width} + 1 || (e.closest('svg') && e.tagName !== 'svg') || e.closest('.vh')) return false; \
         for (let q = e.parentElement; q && q !== document.body; q = q.parentElement) \
           if (/auto|scroll|hidden|clip/.test(getComputedStyle(q).overflowX)) return false; \
         return true }}).slice(0, 3).map((e) => `${{e.tagName}}.${{e.className}} ends at ${{e.getBoundingClientRect().right}}`)"
    )
}

async fn nothing_overflows_at_any_width(stage: &Stage) {
    let site = stage.site(programs::shop()).await;
    let page = stage.open(&site.url("#/comment/mail")).await;
    page.chord(Key::Control, char::from(Key::Enter)).await;
    page.wait_for(".log li").await;
    let mut faults = Vec::new();
    // 720 is 1440 at a zoom of 200 %.
    for (width, height) in [(320, 800), (390, 844), (720, 450), (1024, 768), (1440, 900)] {
        page.resize(width, height).await;
        for (place, has) in PLACES {
            go(&page, place, has).await;
            let parts = if width <= 760 {
                page.count("#tabbar button").await
            } else {
                1
            };
            for part in 1..=parts {
                if width <= 760 {
                    page.click(&format!("#tabbar button:nth-child({part})")).await;
                }
                let wide = page
                    .eval(&format!(
                        "Math.max(document.documentElement.scrollWidth, document.body.scrollWidth) - {width}"
                    ))
                    .await;
                let out = page.eval(&sticking_out(width)).await;
                if wide.as_i64() > Some(0) || out != json!([]) {
                    faults.push(format!(
                        "{width} wide, {place}, part {part}: {wide} too wide, {out}"
                    ));
                }
            }
            if width <= 760 {
                page.click_part(
                    "#tabbar button",
                    if place.contains("~agent") {
                        "Chat"
                    } else {
                        "Preview"
                    },
                )
                .await;
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The file with the places of landmarks; `RECORD=1` writes it.
fn landmarks() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/studio/landmarks.json")
}

async fn landmarks_are_at_their_places(stage: &Stage) {
    let site = stage.site(programs::shop()).await;
    let page = stage.open(&site.url("#/comment/mail")).await;
    let mut found = serde_json::Map::new();
    for (width, height) in [(320, 800), (390, 844), (1024, 768), (1440, 900)] {
        page.resize(width, height).await;
        page.wait(&format!("innerWidth === {width}")).await;
        page.wait_for(".mail .subj").await;
        // Left edge and width of what is seen; heights depend on fonts.
        let places = page
            .eval(
                "Object.fromEntries(['.top', '#nav', '#in', '#view', '#run', '#strip', '#tabbar'].flatMap((css) => { \
                 const r = document.querySelector(css).getBoundingClientRect(); \
                 return r.width && r.height ? [[css, [Math.round(r.x), Math.round(r.width)]]] : [] }))",
            )
            .await;
        found.insert(width.to_string(), places);
    }
    if std::env::var_os("RECORD").is_some() {
        let text = serde_json::to_string_pretty(&found).unwrap() + "\n";
        std::fs::write(landmarks(), text).unwrap();
    }
    let text = std::fs::read_to_string(landmarks()).expect("the places; RECORD=1 writes them");
    let expected: serde_json::Map<String, Value> = serde_json::from_str(&text).unwrap();
    let close = |a: &Value, b: &Value| (a.as_i64().unwrap_or(-1000) - b.as_i64().unwrap_or(1000)).abs() <= 4;
    for (width, places) in &expected {
        let is = found[width].as_object().unwrap();
        let names = |all: &serde_json::Map<String, Value>| all.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(is), names(places.as_object().unwrap()), "{width} wide");
        for (name, place) in places.as_object().unwrap() {
            assert!(
                close(&is[name][0], &place[0]) && close(&is[name][1], &place[1]),
                "{width} wide: {name} is at {}, expected {place}",
                is[name]
            );
        }
    }
}

async fn two_hundred_workflows_a_long_mail_and_fifty_events_are_usable(stage: &Stage) {
    let site = stage.site(programs::open(programs::many(200))).await;
    let page = stage.open(&site.url("#/large/mail")).await;
    page.wait_text(".nav .more", "200 workflows, 200 steps").await;
    let mail = "document.querySelector('.mail iframe').contentDocument";
    page.wait(&format!("{mail}.querySelectorAll('tr').length === 1800"))
        .await;
    page.fill("#payload\\/name", "Zed").await;
    page.wait_text(".subj", "For Zed").await;
    page.wait(&format!("{mail}.querySelector('tr').textContent.includes('Zed')"))
        .await;
    page.wait_text(".facts", "102").await;
    for n in 2..=50 {
        page.click("#run button[title='Add an event']").await;
        page.wait_count("#run .ev", n).await;
    }
    page.press(Key::Escape).await;
    page.chord(Key::Control, char::from(Key::Enter)).await;
    page.wait_text("#run header .tag", "completed").await;
    page.wait_count(".log li", 50).await;
    page.keys("/").await;
    page.wait_for("dialog.finder").await;
    page.keys("workflow-157").await;
    page.wait_text("dialog .found", "workflow-157").await;
    page.press(Key::Enter).await;
    page.wait_url("#/workflow-157").await;
    page.wait_text(".tiles", "text").await;
}
