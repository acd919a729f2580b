//! Whatever a request looks like, it has an answer.

use super::{
    NOW, at,
    fixtures::{TestBody, block_on},
    key, open, strict, text,
};
use crate::{bridge::Mount, error::ErrorCode, signature};
use http::Request;
use proptest::prelude::*;
use serde_json::Value;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_request_is_answered(
        method in "(GET|POST|PUT|HEAD|OPTIONS|X)",
        path in "(/api/novu)?(/|/x|//|/workflows/(welcome|[a-z%+]{0,9})/execute|/[!-~&&[^?#]]{0,9})?",
        query in "(\\?(action=(discover|code|execute|preview|agent-event|[a-z%+]{0,5}))?(&workflowId=welcome&stepId=mail|[!-~&&[^#]]{0,20}))?",
        header in proptest::option::of("[ -~]{0,20}"),
        body in prop_oneof![proptest::collection::vec(any::<u8>(), 0..40), event().prop_map(String::into_bytes)],
        signs in any::<bool>(),
        strict_one in any::<bool>(),
        anywhere in any::<bool>(),
    ) {
        let request = Request::builder().method(&*method).uri(format!("{path}{query}"));
        let request = header.into_iter().fold(request, |request, header| request.header(signature::HEADER, header));
        let Ok(mut request) = request.body(TestBody::new().data(body.clone())) else {
            return Ok(());
        };
        if signs {
            let body = if method == "POST" { &*body } else { b"{}" };
            let header = key().sign(at(NOW), body).parse().unwrap();
            request.headers_mut().insert(signature::HEADER, header);
        }
        let bridge = if strict_one { strict() } else { open() };
        let mount = if anywhere { Mount::Anywhere } else { Mount::Prefix };
        let response = block_on(bridge.handle(request, mount));
        let status = response.status().as_u16();
        let code = response.extensions().get::<ErrorCode>().copied();
        prop_assert!([200, 400, 401, 404, 405, 500].contains(&status), "{status}");
        prop_assert!(status < 500 || code.is_some());
        let text = text(response);
        if strict_one && !signs {
            let is_open = method == "OPTIONS" || method == "HEAD" || text.starts_with(r#"{"status":"ok","#);
            prop_assert!(status < 500 && (status != 200 || is_open), "{status} {text}");
        } else {
            prop_assert_ne!(status, 401);
        }
        if method == "HEAD" {
            prop_assert_eq!(text, "");
        } else {
            prop_assert!(serde_json::from_str::<Value>(&text).is_ok_and(|body| body.is_object()), "{text}");
        }
    }
}

/// The body of a request for a step, with something odd in it now and then.
fn event() -> impl Strategy<Value = String> {
    let odd = prop::sample::select(vec![
        "{}",
        "[]",
        "[null]",
        "null",
        "1",
        r#"{"a":"{{ b"}"#,
        r#"[{"stepId":1}]"#,
    ]);
    (odd.clone(), odd.clone(), odd).prop_map(|(payload, controls, state)| {
        format!(r#"{{"payload":{payload},"controls":{controls},"state":{state}}}"#)
    })
}
