//! Members that are read before an event is acknowledged.

use super::*;

#[test]
fn members_that_are_null_or_known_are_not_in_extra() {
    let known = [
        "history",
        "platform",
        "eventsUrl",
        "action",
        "version",
        "timestamp",
        "event",
    ];
    for (name, value) in known
        .into_iter()
        .flat_map(|name| [(name, Value::Null), (name, json!("absent"))])
    {
        let received = received(&json!({ name: value }));
        assert!(received.extra.is_empty(), "{name}: {:?}", received.extra);
        assert_eq!(
            received.raw().get(name),
            (value != "absent").then_some(&Value::Null)
        );
    }
    for (name, value) in [
        ("version", json!({"a": 1})),
        ("action", json!([1])),
        ("eventsUrl", json!(false)),
    ] {
        assert!(received(&json!({ name: value })).extra.is_empty(), "{name}");
    }
}

#[test]
fn member_that_comes_twice_has_its_last_value() {
    let text = body().to_string();
    let read = |more: &str| {
        let text = format!("{},{more}}}", text.strip_suffix('}').unwrap());
        read_text("onMessage", text.as_bytes())
    };
    let (received, _) =
        read(r#""conversationId":"last","history":[{"content":"x"}],"hist\u006fry":[]"#).unwrap();
    assert_eq!(received.conversation_id, "last");
    assert!(received.history.entries().is_empty() && received.extra.is_empty());
    let (received, _) = read(r#""history":[{"content":"x"}],"history":7"#).unwrap();
    assert!(received.history.entries().is_empty());
    assert_eq!(received.extra["history"], 7);
    assert!(
        read(r#""conversation":null"#)
            .unwrap_err()
            .contains("/conversation")
    );
    assert!(read(r#""message":"x""#).unwrap_err().contains("/message"));
}
