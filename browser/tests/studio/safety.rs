//! The gate as browsers meet it, and markup where text belongs.

use browser::{
    defect::{
        Defect::{Asked, File},
        TEXT_IS_MARKUP,
    },
    programs::{self, MARKUP, Work},
    runner::Test,
    site::Site,
    stage::Stage,
    test,
};
use fantoccini::key::Key;

pub const TESTS: &[Test] = &[
    test!(markup_in_names_fields_and_errors_is_shown_as_text, TEXT_IS_MARKUP),
    test!(
        studio_of_a_bridge_with_signatures_asks_for_the_token,
        [File(
            "api.js",
            "sessionStorage.setItem(SLOT, token);",
            "document.body.dataset.x = token; sessionStorage.setItem(SLOT, token);"
        )]
    ),
    test!(
        page_of_another_origin_reaches_nothing,
        [Asked("sec-fetch-site", "same-origin")]
    ),
    test!(
        name_that_leads_to_this_machine_is_refused_with_advice,
        [Asked("host", "127.0.0.1")]
    ),
];

async fn markup_in_names_fields_and_errors_is_shown_as_text(stage: &Stage) {
    let site = stage.site(programs::open(programs::markup())).await;
    let page = stage.open(&site.url("#/markup/text")).await;
    page.wait_text(".nav .wfn", MARKUP).await;
    page.wait_text(".nav h2", MARKUP).await;
    page.wait_text(".card .sms p", MARKUP).await;
    page.wait_text(".form .hint", MARKUP).await;
    page.click("[role=switch][aria-label=fail]").await;
    page.wait_text(".fail", &format!("the error {MARKUP}")).await;
    page.click("[role=switch][aria-label=fail]").await;
    // The sanitiser has left the picture alone of the in-app message.
    for (place, text) in [("inbox", "<img src=\"x\" />"), ("chat", MARKUP)] {
        page.click(&format!("#nav a[href='#/markup/{place}']")).await;
        page.wait_text("#stage .card .box", text).await;
    }
    page.chord(Key::Control, char::from(Key::Enter)).await;
    page.wait_text("#run header .tag", "completed").await;
    page.click("#nav .wf").await;
    page.wait_text(".place-head h2", MARKUP).await;
    page.wait_text(".place-head p", MARKUP).await;
    page.click("#nav a[href='#/~discovery']").await;
    page.wait_text(".docs summary b", MARKUP).await;
    page.keys("/").await;
    page.wait_text("dialog .found", MARKUP).await;
    assert_eq!(page.eval("typeof window.pwned").await, "undefined");
    assert_eq!(page.count("img, script:not([src='main.js'])").await, 0);
}

async fn studio_of_a_bridge_with_signatures_asks_for_the_token(stage: &Stage) {
    stage.allow("401");
    let registry = programs::registry(&Work::default());
    let site = stage.site(programs::signed(registry.clone())).await;
    let (_, token) = site.link().split_once("#token=").expect("a token in the link");
    let page = stage.open(&site.url("")).await;
    page.wait_text("#view h2", "This server checks signatures").await;
    page.click("input[placeholder=token]").await;
    page.keys("ff").await;
    page.press(Key::Enter).await;
    page.wait_text("#view .why:not([hidden])", "The server refuses this token.")
        .await;
    page.fill("input[placeholder=token]", token).await;
    page.press(Key::Enter).await;
    page.wait_text(".subj", "Bob commented").await;
    // By the link; the token is then neither in the address bar nor in the page.
    let site = stage.site(programs::signed(registry)).await;
    let (_, token) = site.link().split_once("#token=").expect("a token in the link");
    let page = stage.open(site.link()).await;
    page.wait_text(".subj", "Bob commented").await;
    let html = page.eval("document.documentElement.outerHTML").await;
    assert!(!page.url().await.contains(token));
    assert!(!html.as_str().unwrap().contains(token));
    assert!(
        site.seen()
            .iter()
            .all(|exchange| !exchange.target.contains(token))
    );
    page.reload().await;
    page.wait_text(".subj", "Bob commented").await;
}

async fn page_of_another_origin_reaches_nothing(stage: &Stage) {
    let site = stage.site(programs::shop()).await;
    let studio = site.url("");
    let attack = format!(
        "<!doctype html><title>waiting</title><body><iframe name=t></iframe><iframe id=f src='{studio}'></iframe>
         <form id=form method=post enctype=text/plain target=t action='{studio}api/run'><input name='{{\"workflow\":\"comment\",\"x\":\"' value='\"}}'></form>
         <script>
         const got = [];
         const one = async (name, url, init) => {{
           try {{ const r = await fetch(url, init); got.push(`${{name}} ${{r.type}} ${{r.status}} ${{await r.text()}}`) }} catch {{}}
         }};
         const tag = (name, src) => new Promise((done) => {{
           const x = document.createElement(name);
           x.onload = () => {{ got.push(`${{name}} loaded`); done() }};
           x.onerror = done;
           x.src = src;
           document.body.append(x);
         }});
         document.getElementById('form').submit();
         Promise.all([
           one('read', '{studio}api/workflows'),
           one('json', '{studio}api/run', {{ method: 'POST', headers: {{ 'content-type': 'application/json' }}, body: '{{}}' }}),
           one('blind', '{studio}api/run', {{ method: 'POST', mode: 'no-cors', body: '{{\"workflow\":\"comment\",\"events\":[]}}' }}),
           tag('script', '{studio}main.js'), tag('img', '{studio}index.html'),
         ]).then(() => {{
           try {{ if (document.getElementById('f').contentDocument?.body.innerHTML) got.push('frame') }} catch {{}}
           document.title = 'done'; window.got = got;
         }});
         </script>"
    );
    let stranger = Site::stranger(move |path| {
        if path == "/" {
            attack.clone()
        } else {
            String::new()
        }
    })
    .await;
    // The browser reports what it refuses.
    for refusal in [
        "CORS",
        "Failed to load resource",
        "frame",
        "chrome-error",
        "Content Security Policy",
    ] {
        stage.allow(refusal);
    }
    let page = stage.page();
    // Another port is another origin of the same site; another name is another site.
    for host in ["127.0.0.1", "localhost"] {
        page.visit(&format!("http://{host}:{}/", stranger.port())).await;
        page.wait("document.title === 'done'").await;
        let got = page
            .eval("window.got.filter(x => !x.startsWith('blind opaque 0'))")
            .await;
        assert_eq!(got, serde_json::json!([]), "from {host}");
    }
    for exchange in site.seen() {
        let status = exchange.status.as_u16();
        assert!(
            matches!(status, 403..=405),
            "{} {} has the answer {status}",
            exchange.method,
            exchange.target
        );
        assert!(
            !exchange
                .response_headers
                .contains_key("access-control-allow-origin")
        );
    }
    for part in ["api/workflows", "api/run", "main.js", "/studio/"] {
        assert!(
            site.seen().iter().any(|exchange| exchange.target.ends_with(part)),
            "{part} was not tried"
        );
    }
}

async fn name_that_leads_to_this_machine_is_refused_with_advice(stage: &Stage) {
    stage.allow("403");
    // Origins without encryption have no such policy.
    stage.allow("Cross-Origin-Opener-Policy");
    let site = stage.site(programs::shop()).await;
    let page = stage.page();
    page.visit(&format!(
        "http://rebound.example:{}/api/novu/studio/",
        site.port()
    ))
    .await;
    page.wait_text("body", "Studio::host(..)").await;
    let seen = site.seen();
    assert!(seen.iter().any(|exchange| {
        exchange.headers["host"]
            .to_str()
            .unwrap()
            .starts_with("rebound.example")
    }));
    assert!(
        seen.iter()
            .all(|exchange| exchange.status == 403 || exchange.target.contains("favicon"))
    );
    page.visit(&format!(
        "http://localhost:{}/api/novu/studio/#/comment/mail",
        site.port()
    ))
    .await;
    page.wait_text(".subj", "Bob commented").await;
}
