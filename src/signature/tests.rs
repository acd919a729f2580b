use super::{SignatureErrorKind::*, *};
use crate::ErrorCode;
use hmac::{Hmac, KeyInit, Mac};
use proptest::prelude::*;
use sha2::Sha256;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The time of the fixed vectors of bridge.md §2.4.
const T: u64 = 1_700_000_000_000;

/// The key of the same.
const SECRET: &str = "test-secret";

fn key() -> SecretKey {
    SecretKey::new(SECRET).unwrap()
}

fn at(ms: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_millis(ms)
}

/// The MAC over any message, in hexadecimal.
fn mac(secret: &str, message: &str) -> String {
    let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    let bytes = mac.chain_update(message).finalize().into_bytes();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn check(
    header: impl AsRef<[u8]>,
    body: impl AsRef<[u8]>,
    now: SystemTime,
) -> Result<(), SignatureErrorKind> {
    Verifier::new([key()])
        .verify_at(Some(header.as_ref()), body.as_ref(), now)
        .map(drop)
        .map_err(|error| error.kind())
}

#[test]
fn accepted_signature_knows_when_it_was_checked_and_until_when_it_is_valid() {
    let header = key().sign(at(T), b"{}");
    let accepted = Verifier::new([key()]).accept_at(Some(header.as_bytes()), b"{}", at(T + 5));
    let (accepted, _) = accepted.unwrap();
    assert_eq!(
        (accepted.checked, accepted.expiry),
        (T as i64 + 5, T as i64 + 300_000)
    );
}

#[test]
fn time_is_signed_as_javascript_prints_it() {
    for (ms, printed, spelled) in [
        (12, "12", "0000012"),
        (
            1_234_567_890_123_456_768,
            "1234567890123456800",
            "1234567890123456789",
        ),
    ] {
        let header = key().sign(at(ms), b"{}");
        assert!(header.starts_with(&format!("t={printed},")), "{header}");
        assert_eq!(check(header.replacen(printed, spelled, 1), b"{}", at(ms)), Ok(()));
    }
}

#[cfg(feature = "studio")]
#[test]
fn secrets_are_equal_only_in_all_their_bytes() {
    let mut other = [1; 32];
    assert!(equal(other, [1; 32]));
    other[31] = 2;
    assert!(!equal(other, [1; 32]));
}

#[test]
fn signatures_equal_those_of_the_reference() {
    const EVENT: &str = r#"{"payload":{"name":"Ann","extra":1},"controls":{"subject":"Hello {{payload.name}} ({{steps.wait.eventCount}})","unknown":true},"state":[{"stepId":"wait","outputs":{"events":[{"id":"j1","time":"2024-10-01T00:00:00.000Z","payload":{"name":"Ann"}}],"eventCount":1},"state":{"status":"completed"}}],"subscriber":{"subscriberId":"s-1","firstName":"Ann"},"context":{},"env":{"name":"Development","type":"dev"}}"#;
    for (body, want) in [
        (
            "{}",
            "c4c81621354b355e63001b7aac79626660d1fa55796fbc7937551bccafcadb7a",
        ),
        (
            EVENT,
            "931397a9f51667c3ffff6dac1bf58914fa18191b3b705f0add54db0e98b436b8",
        ),
    ] {
        let header = key().sign(at(T), body.as_bytes());
        assert_eq!(header, format!("t={T},v1={want}"));
        assert_eq!(check(header, body, at(T)), Ok(()));
    }
}

#[test]
fn headers_parse_like_the_reference() {
    let h = mac(SECRET, &format!("{T}.{{}}"));
    let upper = h.to_uppercase();
    let half = mac(SECRET, &format!("{T}.5.{{}}"));
    let negative = mac(SECRET, &format!("-{T}.{{}}"));
    let unprinted = mac(SECRET, &format!("000{T}.{{}}"));
    let (short, first) = (&h[..62], &h[..63]);
    for (header, want) in [
        (format!("t={T},v1={h}"), Ok(())),
        (format!("v1={h} , t={T} "), Ok(())),
        (format!("\tv1={h}\u{b},\r\nt={T}"), Ok(())),
        (format!("t= {T},v1={h}"), Ok(())),
        (format!("t = {T},v1={h}"), Err(Invalid)),
        (format!("t={T};v1={h}"), Err(Invalid)),
        (format!("v1={h}"), Err(Invalid)),
        (format!("t={T}"), Err(Invalid)),
        (format!("T={T},v1={h}"), Err(Invalid)),
        (format!("t={T},V1={h}"), Err(Invalid)),
        (format!("t={T},v2={h}"), Err(Invalid)),
        (format!("t={T},v1="), Err(Invalid)),
        (format!("t=,v1={h}"), Err(Invalid)),
        (format!("t=abc,v1={h}"), Err(Invalid)),
        (format!("t=abc,t={T},v1={h}"), Err(Invalid)),
        (format!("t=Infinity,v1={h}"), Err(Invalid)),
        (format!("t=NaN,v1={h}"), Err(Invalid)),
        (format!("t=1e999,v1={h}"), Err(Invalid)),
        (format!("t=0x{},v1={h}", "f".repeat(300)), Err(Invalid)),
        (format!("t={T}ms,v1={h}"), Err(Invalid)),
        (format!("t=1_700_000_000_000,v1={h}"), Err(Invalid)),
        (format!("{T}.{h}"), Err(Invalid)),
        (" ".into(), Err(Invalid)),
        (" , ,".into(), Err(Invalid)),
        ("=".into(), Err(Invalid)),
        ("garbage".into(), Err(Invalid)),
        ("".into(), Err(NotFound)),
        (format!("t={T},v1= {h}"), Err(Mismatch)),
        (format!("t={T},v1={upper}"), Err(Mismatch)),
        (format!("t={T},v1={short}"), Err(Mismatch)),
        (format!("t={T},v1={first}"), Err(Mismatch)),
        (format!("t={T},v1={first}g"), Err(Mismatch)),
        (format!("t={T},v1={short}é"), Err(Mismatch)),
        (format!("t={T},v1={h}00"), Err(Mismatch)),
        (format!("t={T},v1={h}=="), Err(Mismatch)),
        (format!("t={T},v1=0x{short}"), Err(Mismatch)),
        (format!("t={T},v1={h},v1=bad"), Ok(())),
        (format!("t={T},v1=bad,v1={h}"), Err(Mismatch)),
        (format!("t={T},t=1,v1={h}"), Ok(())),
        (format!("t=1,t={T},v1={h}"), Err(Expired)),
        (format!("t={T},v1=,v1={h}"), Ok(())),
        (format!("t=,t={T},v1={h}"), Ok(())),
        (format!(",t={T},,v1={h},"), Ok(())),
        (format!("=x,foo=bar,t={T},v1={h},baz"), Ok(())),
        (format!("t=0x{T:x},v1={h}"), Ok(())),
        (format!("t=0X{T:X},v1={h}"), Ok(())),
        (format!("t=0o{T:o},v1={h}"), Ok(())),
        (format!("t=0b{T:b},v1={h}"), Ok(())),
        (format!("t=+{T},v1={h}"), Ok(())),
        (format!("t=000{T},v1={h}"), Ok(())),
        (format!("t=000{T},v1={unprinted}"), Err(Mismatch)),
        (format!("t={T}.0,v1={h}"), Ok(())),
        (format!("t={T}.,v1={h}"), Ok(())),
        (format!("t=1.7e12,v1={h}"), Ok(())),
        (format!("t=.17E+13,v1={h}"), Ok(())),
        (format!("t={T}.5,v1={half}"), Ok(())),
        (format!("t={T}.5,v1={h}"), Err(Mismatch)),
        (format!("t=-{T},v1={negative}"), Err(Expired)),
        (format!("t=0,v1={h}"), Err(Expired)),
        (format!("t=-0,v1={h}"), Err(Expired)),
        (format!("t=1e308,v1={h}"), Err(Expired)),
        (format!("t=-1e308,v1={h}"), Err(Expired)),
        (format!("t={},v1={h}", u64::MAX), Err(Expired)),
        (format!("t={},v1={h}", T / 1000), Err(Expired)),
        ("t=1,v1=bad".into(), Err(Expired)),
        ("t=1".into(), Err(Invalid)),
    ] {
        assert_eq!(check(&header, "{}", at(T)), want, "{header}");
    }
}

#[test]
fn header_bytes_are_latin_1() {
    let h = mac(SECRET, &format!("{T}.{{}}"));
    let with = |before: &[u8]| [before, format!("t={T},v1={h}").as_bytes()].concat();
    assert_eq!(check(with(b"\xa0"), "{}", at(T)), Ok(()));
    assert_eq!(check(with(b"\xff,"), "{}", at(T)), Ok(()));
    assert_eq!(check(with(b"\x85"), "{}", at(T)), Err(Invalid));
    assert_eq!(check(with(b"\xc2\xa0"), "{}", at(T)), Err(Invalid));
}

#[test]
fn missing_header_is_reported_before_missing_key() {
    let header = key().sign(at(T), b"{}");
    let none = Verifier::default();
    let kind = |header: Option<&[u8]>| {
        none.verify_at(header, b"{}", at(T))
            .map(drop)
            .map_err(|error| error.kind())
    };
    assert_eq!(kind(None), Err(NotFound));
    assert_eq!(kind(Some(b"")), Err(NotFound));
    assert_eq!(kind(Some(b"garbage")), Err(KeyNotFound));
    assert_eq!(kind(Some(header.as_bytes())), Err(KeyNotFound));
}

#[test]
fn window_includes_exactly_its_ends() {
    let header = key().sign(at(T), b"{}");
    for (now, want) in [
        (T - 300_001, Err(Expired)),
        (T - 300_000, Ok(())),
        (T, Ok(())),
        (T + 300_000, Ok(())),
        (T + 300_001, Err(Expired)),
    ] {
        assert_eq!(check(&header, "{}", at(now)), want, "{now}");
    }
    // The clock is read in whole milliseconds, a timestamp is not.
    let now = at(T + 300_000) + Duration::from_nanos(999_999);
    assert_eq!(check(&header, "{}", now), Ok(()));
    let early = format!("t={T}.25,v1={}", mac(SECRET, &format!("{T}.25.{{}}")));
    assert_eq!(check(&early, "{}", at(T - 300_000)), Err(Expired));
    assert_eq!(check(&early, "{}", at(T + 300_000)), Ok(()));
}

#[test]
fn clock_of_any_time_is_accepted_by_verify_at() {
    let header = key().sign(UNIX_EPOCH, b"{}");
    assert_eq!(check(&header, "{}", UNIX_EPOCH), Ok(()));
    assert_eq!(
        check(&header, "{}", UNIX_EPOCH - Duration::from_secs(300)),
        Ok(())
    );
    assert_eq!(
        check(&header, "{}", UNIX_EPOCH - Duration::from_secs(301)),
        Err(Expired)
    );
    let far = UNIX_EPOCH + Duration::from_secs(1 << 60);
    assert_eq!(check(&header, "{}", far), Err(Expired));
    assert!(
        Verifier::new([key()])
            .verify(Some(header.as_bytes()), b"{}")
            .is_err()
    );
}

#[test]
fn every_system_time_can_be_signed_and_verified() {
    for (time, want) in [
        (at(u64::MAX), "18446744073709552000"),
        (UNIX_EPOCH + Duration::from_secs(1 << 61), "2.305843009213694e+21"),
        (at(1) + Duration::from_nanos(999_999), "1"),
        (UNIX_EPOCH - Duration::from_nanos(1_999_999), "-1"),
        (UNIX_EPOCH - Duration::from_nanos(999_999), "0"),
        (UNIX_EPOCH - Duration::from_secs(1 << 40), "-1099511627776000"),
    ] {
        let header = key().sign(time, b"{}");
        assert_eq!(header.split_once(',').unwrap().0, format!("t={want}"));
        assert_eq!(check(header, "{}", time), Ok(()), "{want}");
    }
}

#[test]
fn signature_by_any_of_the_keys_is_accepted() {
    let (new, old) = (SecretKey::new("new").unwrap(), SecretKey::new(b"old").unwrap());
    let verifier = Verifier::new([new.clone(), old.clone()]);
    for body in ["{}", "{ }"] {
        for key in [&new, &old] {
            // The MAC over `{}` is also good for `{ }`.
            assert!(
                verifier
                    .verify_at(Some(key.sign(at(T), b"{}").as_bytes()), body.as_bytes(), at(T))
                    .is_ok()
            );
        }
        let error = verifier
            .verify_at(Some(key().sign(at(T), b"{}").as_bytes()), body.as_bytes(), at(T))
            .unwrap_err();
        assert_eq!(error.kind(), Mismatch);
    }
}

#[test]
fn verify_returns_the_body_or_the_canonical_form_whichever_was_signed() {
    for (body, canonical) in [
        (r#"{ "a" : 1 }"#, r#"{"a":1}"#),
        (r#"{"b":1,"10":2,"2":3}"#, r#"{"2":3,"10":2,"b":1}"#),
        (r#"{"a":1,"b":2,"a":3}"#, r#"{"a":3,"b":2}"#),
        ("[1.0,1e400,-0]", "[1,null,0]"),
        ("9007199254740993", "9007199254740992"),
        (r#""\uD800""#, r#""\ud800""#),
        ("\u{feff}{}", "{}"),
        (" null", "null"),
        ("{\"payload\":", "{}"),
        ("", "{}"),
        ("hello", "{}"),
    ] {
        for signed in [body, canonical] {
            let header = key().sign(at(T), signed.as_bytes());
            let text = Verifier::new([key()]).verify_at(Some(header.as_bytes()), body.as_bytes(), at(T));
            assert_eq!(text.unwrap(), signed.as_bytes(), "{signed} for {body}");
        }
        let other = key().sign(at(T), b"[]");
        assert_eq!(check(other, body, at(T)), Err(Mismatch));
    }
    // Only what is not JSON is as good as `{}`.
    assert_eq!(
        check(key().sign(at(T), b"{}"), r#"{"a":1}"#, at(T)),
        Err(Mismatch)
    );
    assert_eq!(check(key().sign(at(T), b""), "{}", at(T)), Err(Mismatch));
}

#[test]
fn bodies_over_128_levels_match_only_raw() {
    let body = format!("{}{}", "[".repeat(200), "]".repeat(200));
    assert_eq!(check(key().sign(at(T), body.as_bytes()), &body, at(T)), Ok(()));
    assert_eq!(
        check(key().sign(at(T), body.as_bytes()), format!(" {body}"), at(T)),
        Err(Mismatch)
    );
    assert_eq!(check(key().sign(at(T), b"{}"), &body, at(T)), Err(Mismatch));
}

#[test]
fn empty_key_is_an_error_and_debug_is_redacted() {
    assert_eq!(
        SecretKey::new("").unwrap_err().to_string(),
        "the secret key is empty"
    );
    let shown = format!("{:?}", Verifier::new([SecretKey::new(b"sesame").unwrap()]));
    assert_eq!(shown, "Verifier { keys: [SecretKey([redacted])] }");
    // Longer than a block of the hash: HMAC hashes it first.
    let long = SecretKey::new("k".repeat(1000)).unwrap();
    let header = long.sign(at(T), b"{}");
    assert!(
        Verifier::new([long])
            .verify_at(Some(header.as_bytes()), b"{}", at(T))
            .is_ok()
    );
}

#[test]
fn signature_errors_are_one_clause_with_a_401_code() {
    for (kind, want) in [
        (NotFound, "SignatureNotFoundError"),
        (KeyNotFound, "SigningKeyNotFoundError"),
        (Invalid, "SignatureInvalidError"),
        (Expired, "SignatureExpiredError"),
        (Mismatch, "SignatureMismatchError"),
    ] {
        assert_eq!(ErrorCode::from(kind).as_str(), want);
        assert_eq!(ErrorCode::from(kind).status(), 401);
        let text = SignatureError::new(kind).to_string();
        assert!(text.starts_with("th") && !text.ends_with('.'), "{text}");
    }
}

#[test]
fn signature_types_are_send_and_sync() {
    fn shared<T: Send + Sync + Unpin + 'static>() {}
    shared::<SecretKey>();
    shared::<Verifier>();
    shared::<SignatureError>();
}

proptest! {
    #[test]
    fn any_header_and_body_verify_without_panic(
        header in prop::collection::vec(any::<u8>(), 0..80),
        body in prop::collection::vec(any::<u8>(), 0..40),
        now in any::<u64>(),
    ) {
        let _ = check(header, body, at(now >> 1));
    }

    #[test]
    fn nearly_valid_headers_are_rejected(
        header in "([tv1 =,+.eExX0-9a-f\u{a0}-]|t=|v1=|17000){0,24}",
        body in "[{}\\[\\]\"a,: 1]{0,12}",
    ) {
        prop_assert!(check(header, body, at(T)).is_err());
    }

    #[test]
    fn signed_body_is_accepted_until_a_mac_digit_changes(
        secret in "\\PC{1,80}",
        t in 0..(1_u64 << 53),
        skew in -300_000..=300_000_i64,
        body in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let key = SecretKey::new(&secret).unwrap();
        let now = at(t.saturating_add_signed(skew));
        let mut header = key.sign(at(t), &body).into_bytes();
        let verifier = Verifier::new([key]);
        prop_assert!(verifier.verify_at(Some(&header), &body, now).is_ok());
        let mac = header.len() - 64;
        for index in mac..header.len() {
            header[index] ^= 1;
            prop_assert!(verifier.verify_at(Some(&header), &body, now).is_err());
            header[index] ^= 1;
        }
    }
}
