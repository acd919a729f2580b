//! What the benches share: the workflows of the bench server, and requests to them.

#[path = "../../examples/bench_server/workflows.rs"]
mod workflows;

use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use novu_framework::{BuildError, NovuEndpoint, NovuLayer, Registry, signature::SecretKey};
use serde_json::{Value, json};
use std::{
    future::Future,
    pin::pin,
    task::{Context, Poll, Waker},
    time::{SystemTime, UNIX_EPOCH},
};

/// The workflows of the bench server.
pub fn registry() -> Result<Registry, BuildError> {
    workflows::registry()
}

/// The key of every signature.
pub const KEY: &str = "bench-secret-key-0123456789abcdef";

/// The bridge of the bench server, checking signatures.
pub fn endpoint() -> NovuEndpoint {
    NovuLayer::builder(registry().expect("the workflows are right"))
        .secret_key(KEY)
        .build()
        .expect("there is a key")
        .into_service()
}

/// A signed request; `target` is what comes after the prefix. It is good for five minutes.
pub fn request(target: &str, body: &Bytes) -> Request<Full<Bytes>> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let key = SecretKey::new(KEY).expect("it is not empty");
    let signature = key.sign(u64::try_from(now.as_millis()).unwrap_or_default(), body);
    Request::post(format!("/api/novu{target}"))
        .header("novu-signature", signature)
        .body(Full::new(body.clone()))
        .expect("a valid request")
}

/// The body of an e-mail step: the order of the bench with `html` as the control of that name.
pub fn email_event(html: &str) -> Bytes {
    let event = json!({
        "payload": order(),
        "controls": {
            "subject": "Order {{payload.orderId}} update for {{subscriber.firstName}}",
            "preheader": "{{payload.itemCount}} items, {{payload.total}} {{payload.currency}} in total",
            "headline": "Hi {{subscriber.firstName | default: 'there'}}",
            "intro": "{% if payload.shipping.carrier %}Your parcel travels with {{payload.shipping.carrier | upcase}}.{% endif %}",
            "html": html,
        },
        "state": [
            { "stepId": "batch", "outputs": { "events": [{ "id": "1", "time": "2024-06-26T09:30:00.000Z", "payload": {} }], "eventCount": 1 } },
            { "stepId": "inbox", "outputs": { "seen": true, "read": false, "lastSeenDate": "2024-06-26T09:30:00.000Z", "lastReadDate": null } },
        ],
        "subscriber": subscriber(),
        "context": {}, "env": { "name": "Production", "type": "prod" },
    });
    Bytes::from(event.to_string())
}

/// The body of a whole workflow: the order of the bench.
pub fn whole_event() -> Bytes {
    Bytes::from(json!({ "to": subscriber(), "payload": order() }).to_string())
}

fn order() -> Value {
    let items: Vec<_> = (0..3)
        .map(|n| json!({ "sku": format!("S-{n}"), "name": "Tea & biscuits", "qty": n + 1, "price": 12.5 }))
        .collect();
    json!({
        "orderId": "ORD-2024-000917", "placedAt": "2024-06-26T09:30:00.000Z", "currency": "EUR", "total": 184.35,
        "itemCount": 4, "customer": { "name": "Zoë Fischer", "email": "zoe@example.com", "tier": "gold" },
        "shipping": {
            "carrier": "dhl", "trackingUrl": "https://track.example.com/p/1",
            "address": { "street": "Lange Straße 17", "city": "Görlitz", "zip": "02826", "country": "Germany" },
        },
        "items": items,
    })
}

fn subscriber() -> Value {
    json!({ "subscriberId": "sub-7f3a91", "firstName": "Zoë", "email": "zoe@example.com", "data": { "plan": "business" } })
}

/// The smallest event: a text message.
pub fn sms_event() -> Bytes {
    Bytes::from_static(
        br#"{"payload":{"code":"482913"},"controls":{},"state":[],"subscriber":{"subscriberId":"sub-7f3a91"}}"#,
    )
}

/// An HTML e-mail of at least `bytes` bytes, with templates in it.
pub fn html(bytes: usize) -> String {
    const ROW: &str = "<tr style=\"color:#333\"><td><img src=\"https://cdn.example.com/a.png\" data-track=\"1\" alt=\"x\"></td>\
        <td>Tea &amp; biscuits for {{ payload.customer.name }} &mdash; &lt;fresh&gt;<br>line two</td></tr>\n";
    let mut html =
        String::from("<!DOCTYPE html><html><head><style>td{padding:4px}</style></head><body><table>");
    while html.len() < bytes {
        html.push_str(ROW);
    }
    html.push_str("<tr onclick=\"x()\"><td><script>alert(1)</script><a href=\"javascript:x\">l</a></td></tr></table></body></html>");
    html
}

/// Runs a future that never waits.
pub fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return output;
        }
    }
}
