//! Bodies and markup that the benches read, and the growth of a parser's time with its input.

use serde_json::{Value, json};

#[cfg(feature = "criterion")]
mod growth;
pub mod random;
pub mod shape;

#[cfg(feature = "criterion")]
pub use growth::{SIZES, bench_growth};

/// Returns the body of a request for an e-mail step: an order, with `html` as the control of that name.
pub fn email_event(html: &str) -> String {
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
    event.to_string()
}

/// Returns the body of a request for a whole run: the same order.
pub fn whole_event() -> String {
    json!({ "to": subscriber(), "payload": order() }).to_string()
}

/// The smallest body of a request: a text message.
pub const SMS_EVENT: &str =
    r#"{"payload":{"code":"482913"},"controls":{},"state":[],"subscriber":{"subscriberId":"sub-7f3a91"}}"#;

/// Returns the payload of [`email_event`].
pub fn order() -> Value {
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

/// Returns an HTML e-mail of at least `bytes` bytes, with templates in it.
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
