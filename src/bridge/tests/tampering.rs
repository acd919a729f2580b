//! Changes to a signed request on its way, and requests without the key: all are answered with 401.

use super::{
    NOW, answer, at,
    fixtures::{TestBody, registry},
    settings,
};
use crate::{
    ErrorCode,
    bridge::{Authentication, Bridge, Settings},
    signature::{self, SecretKey, Verifier},
};
use dialects::json;
use http::{HeaderValue, Request};
use proptest::prelude::*;

/// How far a signature's time may be from now.
const WINDOW: u64 = 300_000;

fn key(text: impl AsRef<[u8]>) -> SecretKey {
    SecretKey::new(text).unwrap()
}

/// A bridge that takes what was signed with one of these keys.
fn bridge(keys: impl IntoIterator<Item = SecretKey>) -> Bridge {
    let settings = Settings {
        body_limit: 100_000,
        ..settings(Authentication::Signed(Verifier::new(keys)))
    };
    Bridge::new(registry(), settings)
}

/// Returns the code that a step's event with these signature headers is refused with, `None` if it is served.
fn refusal<B, H>(bridge: &Bridge, body: B, headers: impl IntoIterator<Item = H>) -> Option<ErrorCode>
where
    B: Into<Vec<u8>>,
    H: AsRef<[u8]>,
{
    let mut request = Request::post("/api/novu?action=execute&workflowId=welcome&stepId=mail")
        .body(TestBody::new().data(body.into()))
        .unwrap();
    for header in headers {
        let value = HeaderValue::from_bytes(header.as_ref()).unwrap();
        request.headers_mut().append(signature::HEADER, value);
    }
    let response = answer(bridge, request);
    let code = response.extensions().get().copied();
    let is_signature = matches!(
        code,
        Some(
            ErrorCode::SignatureExpired
                | ErrorCode::SignatureInvalid
                | ErrorCode::SignatureMismatch
                | ErrorCode::SignatureNotFound
                | ErrorCode::SigningKeyNotFound
        )
    );
    assert_eq!(response.status() == 401, is_signature, "{code:?}");
    code.filter(|_| is_signature)
}

/// Events in the form in which Novu sends them.
fn event() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::btree_map("[a-z]{1,8}", ("\\PC{0,12}", 0..1000_u32), 1..5).prop_map(|payload| {
        let event = serde_json::json!({ "payload": payload, "controls": {}, "state": [] });
        event.to_string().into_bytes()
    })
}

const MISMATCH: Option<ErrorCode> = Some(ErrorCode::SignatureMismatch);
const EXPIRED: Option<ErrorCode> = Some(ErrorCode::SignatureExpired);
const INVALID: Option<ErrorCode> = Some(ErrorCode::SignatureInvalid);

proptest! {
    #[test]
    fn changed_body_is_401(
        body in event(),
        index in any::<prop::sample::Index>(),
        other in 1..=255_u8,
    ) {
        let (bridge, header) = (bridge([key("k")]), key("k").sign(at(NOW), &body));
        prop_assert_eq!(refusal(&bridge, body.clone(), [&header]), None);
        let index = index.index(body.len());
        let (mut changed, mut longer, mut shorter) = (body.clone(), body.clone(), body.clone());
        changed[index] ^= other;
        longer.insert(index, other);
        shorter.remove(index);
        for changed in [changed, longer, shorter] {
            // The event as JavaScript prints it is signed, so another spelling of it (white space, `\/`) is
            // as good.
            let is_same = json::canonical(&changed).is_ok_and(|canonical| canonical.as_bytes() == body);
            prop_assert_eq!(refusal(&bridge, changed, [&header]), MISMATCH.filter(|_| !is_same));
        }
    }

    #[test]
    fn changed_timestamp_is_401(body in event(), time in NOW - WINDOW..=NOW + WINDOW, other in NOW - WINDOW..=NOW + WINDOW) {
        let (bridge, header) = (bridge([key("k")]), key("k").sign(at(time), &body));
        prop_assert_eq!(refusal(&bridge, body.clone(), [&header]), None);
        let moved = header.replace(&time.to_string(), &other.to_string());
        prop_assert_eq!(refusal(&bridge, body, [&moved]), MISMATCH.filter(|_| time != other));
    }

    #[test]
    fn changed_key_is_401(
        body in event(),
        secret in prop::collection::vec(any::<u8>(), 1..100),
        index in any::<prop::sample::Index>(),
        other in 1..=255_u8,
    ) {
        let header = key(&secret).sign(at(NOW), &body);
        prop_assert_eq!(refusal(&bridge([key(&secret)]), body.clone(), [&header]), None);
        let mut changed = secret.clone();
        changed[index.index(secret.len())] ^= other;
        prop_assert_eq!(refusal(&bridge([key(changed)]), body, [&header]), MISMATCH);
    }

    #[test]
    fn extra_signature_headers_do_not_help(
        body in event(),
        lines in prop::collection::vec("(t=17000000000|v1=|v2=|,| ){0,3}[0-9a-f,=tv1 ]{0,80}", 0..4),
        expired in any::<bool>(),
    ) {
        // A signature over another body, or an old one over this.
        let stale = match expired {
            true => key("k").sign(at(NOW - WINDOW - 1), &body),
            false => key("k").sign(at(NOW), b"{}"),
        };
        let bridge = bridge([key("k")]);
        let lines = lines.iter().map(|line| line.trim()).chain([&*stale]).filter(|line| !line.is_empty());
        prop_assert!(refusal(&bridge, body, lines).is_some());
    }
}

#[test]
fn repeated_headers_use_first_timestamp_and_first_mac() {
    let bridge = bridge([key("k")]);
    let body = br#"{"payload":{},"controls":{}}"#;
    let good = key("k").sign(at(NOW), body);
    let (time, mac) = good.split_once(',').unwrap();
    let old = key("k").sign(at(NOW - WINDOW - 1), body);
    let wrong = key("wrong").sign(at(NOW), body);
    for (lines, expected) in [
        (vec![&*good, &good], None),
        (vec![&good, &wrong], None),
        (vec![&good, &old], None),
        (vec![time, mac], None),
        (vec![mac, time], None),
        (vec!["x=y", &good], None),
        (vec![&wrong, &good], MISMATCH),
        (vec![&old, &good], EXPIRED),
        (vec![mac, &old], EXPIRED),
        (vec![time, &wrong], MISMATCH),
        (vec![time, time], INVALID),
    ] {
        assert_eq!(refusal(&bridge, body, &lines), expected, "{lines:?}");
    }
}

#[test]
fn changed_signature_is_401() {
    let body = br#"{"payload":{},"controls":{}}"#;
    let (bridge, header) = (bridge([key("k")]), key("k").sign(at(NOW), body).into_bytes());
    let mac = header.len() - 64;
    for index in mac..header.len() {
        for other in b' '..=b'~' {
            let mut changed = header.clone();
            changed[index] = other;
            // A comma at its beginning leaves none.
            let expected = if other == b',' && index == mac {
                INVALID
            } else {
                MISMATCH
            };
            let expected = expected.filter(|_| changed != header);
            assert_eq!(refusal(&bridge, body, [&changed]), expected, "{other} at {index}");
        }
    }
}

#[test]
fn signature_expires_to_the_millisecond() {
    let bridge = bridge([key("k")]);
    let body = br#"{"payload":{},"controls":{}}"#;
    for (time, expected) in [
        (NOW - WINDOW - 1, EXPIRED),
        (NOW - WINDOW, None),
        (NOW, None),
        (NOW + WINDOW, None),
        (NOW + WINDOW + 1, EXPIRED),
    ] {
        assert_eq!(
            refusal(&bridge, body, [key("k").sign(at(time), body)]),
            expected,
            "{time}"
        );
    }
}

#[test]
fn keys_rotate_without_downtime() {
    let body = br#"{"payload":{},"controls":{}}"#;
    let (old, new) = (key("old"), key("new"));
    // Deployed before, while and after Novu changes over.
    for (keys, by_old, by_new) in [
        (vec![old.clone()], None, MISMATCH),
        (vec![new.clone(), old.clone()], None, None),
        (vec![old.clone(), new.clone()], None, None),
        (vec![new.clone()], MISMATCH, None),
    ] {
        let bridge = bridge(keys);
        assert_eq!(refusal(&bridge, body, [old.sign(at(NOW), body)]), by_old);
        assert_eq!(refusal(&bridge, body, [new.sign(at(NOW), body)]), by_new);
        assert_eq!(
            refusal(&bridge, body, [key("other").sign(at(NOW), body)]),
            MISMATCH
        );
    }
}

/// A MAC is a `CtOutput`, which has no comparison that is not constant in time, as long as nobody takes its
/// bytes out.
#[test]
fn macs_are_compared_once_and_in_constant_time() {
    let verifier = include_str!("../../signature/verifier.rs");
    assert_eq!(verifier.matches("key.mac(timestamp, text) == given").count(), 1);
    assert_eq!(verifier.matches("Mac::new").count(), 1);
    for file in [verifier, include_str!("../../signature/mac.rs")] {
        assert!(!file.contains("into_bytes") && !file.contains("as_bytes() =="));
    }
    // The key itself only ever leaves as a signature that is asked for.
    let key = include_str!("../../signature/key.rs");
    assert_eq!(key.matches("into_bytes").count(), 1);
    let sign = key.find("pub fn sign(").unwrap();
    let after = key.find("pub(super) fn mac(").unwrap();
    assert!((sign..after).contains(&key.find("into_bytes").unwrap()));
}
