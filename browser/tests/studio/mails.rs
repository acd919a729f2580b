//! E-mails: widths, colours, checks, and those that attack.

use browser::{
    defect::Defect::{File, Unheaded},
    driver::Engine,
    page::Page,
    programs,
    runner::Test,
    site::Site,
    stage::Stage,
    test,
};
use serde_json::json;

pub const TESTS: &[Test] = &[
    test!(
        frame_of_a_mail_follows_the_chosen_width,
        [File("mail.js", "width:${width}px", "width:600px")]
    ),
    test!(
        mail_is_light_dark_by_its_own_styles_or_dark_by_force,
        [File(
            "mail.js",
            "scheme = colours === \"own\" ? \"dark\" : \"light\"",
            "scheme = \"light\""
        )]
    ),
    test!(
        hostile_mail_runs_nothing_and_asks_nobody,
        [
            File(
                "mail.js",
                "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
                "default-src * 'unsafe-inline'"
            ),
            File("mail.js", "a[*|href]", "a[href]"),
            Unheaded("content-security-policy"),
        ]
    ),
    test!(
        pictures_of_other_servers_are_loaded_only_by_the_button,
        [File("mail.js", "if (!remote) for", "if (false) for")]
    ),
    test!(
        link_of_a_mail_shows_its_address_and_stays,
        [File("mail.js", "e.preventDefault();\n      link", "link")]
    ),
    test!(
        each_check_names_its_fault_and_leads_to_its_line,
        [File("checks.js", "goal ? \"goal\"", "goal + 1 ? \"goal\"")]
    ),
    test!(
        parts_that_the_sanitiser_removed_are_listed,
        [File("preview.js", "showRemoved(removed)", "showRemoved([])")]
    ),
];

/// The document of the mail.
const MAIL: &str = "document.querySelector('.mail iframe').contentDocument";

async fn frame_of_a_mail_follows_the_chosen_width(stage: &Stage) {
    let site = stage.site(programs::shop()).await;
    let page = stage.open(&site.url("#/comment/mail")).await;
    for width in [375, 1000, 600] {
        page.click(&format!("[data-id=w{width}]")).await;
        page.wait(&format!(
            "document.querySelector('.mail iframe').contentWindow.innerWidth === {width}"
        ))
        .await;
        page.wait(
            "document.querySelector('.mail').getBoundingClientRect().width <= document.getElementById('stage').clientWidth",
        )
        .await;
        let place = if width == 600 {
            "#/comment/mail".to_owned()
        } else {
            format!("#/comment/mail?w={width}")
        };
        page.wait_url(&place).await;
    }
}

async fn mail_is_light_dark_by_its_own_styles_or_dark_by_force(stage: &Stage) {
    let site = stage.site(programs::shop()).await;
    let page = stage.open(&site.url("#/comment/mail")).await;
    let background = |colour: &str| format!("getComputedStyle({MAIL}.body).backgroundColor === '{colour}'");
    // The colours of the mail do not depend on those of the system.
    for system in ["light", "dark"] {
        if page.engine == Engine::Chromium {
            let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": system }] });
            page.cdp("Emulation.setEmulatedMedia", features).await;
        }
        page.click("[data-id=light]").await;
        page.wait(&background("rgb(255, 255, 255)")).await;
        page.wait(&format!(
            "getComputedStyle({MAIL}.documentElement).filter === 'none'"
        ))
        .await;
        page.click("[data-id=own]").await;
        page.wait(&background("rgb(22, 32, 28)")).await;
        page.wait(&format!(
            "getComputedStyle({MAIL}.body).color === 'rgb(232, 240, 236)'"
        ))
        .await;
        page.click("[data-id=forced]").await;
        page.wait(&format!(
            "getComputedStyle({MAIL}.documentElement).filter.includes('invert(1)')"
        ))
        .await;
        page.wait(&background("rgb(255, 255, 255)")).await;
    }
}

/// Opens the hostile mail of a step.
async fn attack(stage: &Stage, step: &str) -> (Site, Site, Page) {
    let leak = Site::stranger(|_| String::new()).await;
    let site = stage
        .site(programs::open(programs::hostile_mail(&leak.origin())))
        .await;
    // The browser reports what it refuses.
    for refusal in ["Content Security Policy", "sandbox", "Failed to load resource"] {
        stage.allow(refusal);
    }
    let page = stage.open(&site.url(&format!("#/raw/{step}"))).await;
    page.wait(&format!("{MAIL}.getElementById('end').textContent === 'the end'"))
        .await;
    (leak, site, page)
}

async fn hostile_mail_runs_nothing_and_asks_nobody(stage: &Stage) {
    for step in ["as-it-is", "sanitised"] {
        let (leak, site, page) = attack(stage, step).await;
        // With hands, too: the links, the button of the form. Elements of SVG have no `click`.
        for id in ["away", "drawn", "send"] {
            page.eval(&format!(
                "{MAIL}.getElementById('{id}')?.dispatchEvent(new MouseEvent('click', {{ bubbles: true, cancelable: true }}))"
            ))
            .await;
        }
        // Colours and widths show the mail anew.
        for id in ["forced", "own", "w1000", "light"] {
            page.click(&format!("[data-id={id}]")).await;
        }
        page.wait(&format!("{MAIL}.readyState === 'complete'")).await;
        page.wait(&format!("{MAIL}.getElementById('end').textContent === 'the end'"))
            .await;
        for window in ["window", "document.querySelector('.mail iframe').contentWindow"] {
            assert_eq!(
                page.eval(&format!("typeof {window}.pwned")).await,
                "undefined",
                "{step}"
            );
        }
        assert!(page.url().await.starts_with(&site.origin()));
        let leaked: Vec<String> = leak.seen().into_iter().map(|exchange| exchange.target).collect();
        assert_eq!(leaked, Vec::<String>::new(), "{step}");
        let asked = page.requests().await;
        assert!(!asked.iter().any(|url| url.contains("javascript:")), "{asked:?}");
        // Nor the app beside the studio, which would take the cookies of whoever looks at the mail.
        let own = site.seen();
        assert!(
            !own.iter().any(|exchange| exchange.target.contains("drawn")),
            "{step}"
        );
    }
}

async fn pictures_of_other_servers_are_loaded_only_by_the_button(stage: &Stage) {
    let site = stage.site(programs::shop()).await;
    let page = stage.open(&site.url("#/pictures/mail")).await;
    page.wait_text(
        ".mail .linkbar:not([hidden])",
        "1 picture of another server is not loaded.",
    )
    .await;
    let is_picture = |url: &String| url.contains("pictures.example");
    let before = page.requests().await;
    assert!(!before.iter().any(is_picture), "{before:?}");
    // There is no such server.
    stage.allow("pictures.example");
    page.click_text(".linkbar .btn", "Load it").await;
    page.wait(&format!(
        "{MAIL}.querySelector('img').src === 'https://pictures.example/logo.png'"
    ))
    .await;
    page.wait(&format!("{MAIL}.querySelector('img').complete")).await;
    if page.engine == Engine::Chromium {
        assert!(page.requests().await.iter().any(is_picture));
    }
    page.wait_count(".mail .linkbar:not([hidden])", 0).await;
}

async fn link_of_a_mail_shows_its_address_and_stays(stage: &Stage) {
    let site = stage.site(programs::shop()).await;
    let page = stage.open(&site.url("#/comment/mail")).await;
    page.wait(&format!("{MAIL}.querySelector('a') !== null")).await;
    let at = page
        .eval(&format!(
            "(() => {{ const f = document.querySelector('.mail iframe').getBoundingClientRect(); const a = {MAIL}.querySelector('a'); \
             a.scrollIntoView({{ block: 'center' }}); const r = a.getBoundingClientRect(); \
             return [f.x + r.x + r.width / 2, f.y + r.y + r.height / 2] }})()"
        ))
        .await;
    page.click_point(at[0].as_f64().unwrap(), at[1].as_f64().unwrap())
        .await;
    page.wait_text(
        ".mail > .linkbar:last-child:not([hidden])",
        "https://acme.example/settings",
    )
    .await;
    assert_eq!(
        page.eval("document.querySelector('.linkbar a.btn').href").await,
        "https://acme.example/settings"
    );
    assert_eq!(
        page.eval("document.querySelector('.linkbar a.btn').rel").await,
        "noopener noreferrer"
    );
    // The mail is still there.
    page.wait(&format!("{MAIL}.body.textContent.includes('Nice!')"))
        .await;
    assert!(page.url().await.ends_with("#/comment/mail"));
}

async fn each_check_names_its_fault_and_leads_to_its_line(stage: &Stage) {
    let site = stage.site(programs::shop()).await;
    // The policy of the frame refuses a picture of this machine.
    stage.allow("Content Security Policy");
    let page = stage.open(&site.url("#/sloppy/mail")).await;
    page.click("[data-id=checks]").await;
    for (fault, line) in [
        ("the language is not named", Some(1)),
        ("a picture has no alternative text", Some(3)),
        ("a link leads nowhere", Some(4)),
        ("`<form>` does not work in mails", Some(5)),
        ("`display-flex` is not supported by", Some(6)),
        ("a picture has no URL that a mail program can load", Some(7)),
        ("no preheader", None),
        ("Gmail cuts the message off", None),
        ("the subject has 77 characters", None),
    ] {
        let text = page
            .wait(&format!(
                "[...document.querySelectorAll('.checks li')].map(x => x.textContent).find(x => x.includes({}))",
                browser::page::quote(fault)
            ))
            .await;
        if let Some(line) = line {
            assert!(text.as_str().unwrap().contains(&format!("Line {line}")), "{text}");
        }
    }
    page.click_text(".checks button", "Line 5").await;
    page.wait_text(".lines li.goal", "<form>").await;
    page.wait("document.querySelector('[data-id=html]').getAttribute('aria-selected') === 'true'")
        .await;
    // The text version is without markup.
    page.click("[data-id=text]").await;
    page.wait_text("#stage pre", "Hello").await;
    assert!(!page.text("#stage pre").await.contains('<'));
}

async fn parts_that_the_sanitiser_removed_are_listed(stage: &Stage) {
    let (_leak, _site, page) = attack(stage, "sanitised").await;
    page.click(".facts button.textual").await;
    page.wait_text("dialog", "Removed by the sanitiser").await;
    page.wait_text("dialog", "<script>").await;
    page.press(fantoccini::key::Key::Escape).await;
    page.wait_gone("dialog").await;
}
