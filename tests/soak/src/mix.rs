//! The requests and their expected answers. Of every hundred, 70 are valid, 13 are rejected, 12 are hostile,
//! and 5 come from clients that disconnect.

use novu_framework::signature::SecretKey;
use std::time::{Duration, SystemTime};

pub(crate) struct Request {
    pub(crate) kind: &'static str,
    pub(crate) bytes: Vec<u8>,
    pub(crate) expected: Expected,
    /// The server closes the connection after it.
    pub(crate) spoils: bool,
}

pub(crate) enum Expected {
    Answer {
        status: u16,
        body: Text,
    },
    /// Any: the client has disconnected.
    Nothing,
}

pub(crate) enum Text {
    Whole(String),
    Begins(String),
    Has(String),
}

impl Text {
    pub(crate) fn matches(&self, got: &str) -> bool {
        match self {
            Self::Whole(text) => got == text,
            Self::Begins(text) => got.starts_with(text),
            Self::Has(text) => got.contains(text),
        }
    }
}

const INBOX: &str = "POST /api/novu?action=execute&workflowId=comment&stepId=inbox";
const MAIL: &str = "POST /api/novu?action=execute&workflowId=comment&stepId=mail";
const PREVIEW: &str = "POST /api/novu?action=preview&workflowId=comment&stepId=inbox";
const DISCOVER: &str = "GET /api/novu?action=discover";

fn answer(status: u16, body: Text) -> Expected {
    Expected::Answer { status, body }
}

fn has(status: u16, text: &str) -> Expected {
    answer(status, Text::Has(text.to_owned()))
}

fn head(line: &str, headers: &str) -> String {
    format!("{line} HTTP/1.1\r\nhost: h\r\n{headers}\r\n")
}

fn unsigned(line: &str, body: &str) -> Vec<u8> {
    let length = format!("content-length: {}\r\n", body.len());
    (head(line, &length) + body).into_bytes()
}

fn signed_at(time: SystemTime, key: &SecretKey, line: &str, body: &str) -> Vec<u8> {
    let text = if line.starts_with("POST") { body } else { "{}" };
    let headers = format!(
        "content-length: {}\r\nnovu-signature: {}\r\n",
        body.len(),
        key.sign(time, text.as_bytes())
    );
    (head(line, &headers) + body).into_bytes()
}

/// Builds the request of a number, unlike that of every other number.
pub(crate) fn request(number: u64, key: &SecretKey) -> Request {
    let signed = |line: &str, body: &str| signed_at(SystemTime::now(), key, line, body);
    let payload = format!(r#"{{"author":"Bob {number}","text":"n{number}","post_id":"p"}}"#);
    let event = |state: &str, controls: &str| {
        format!(
            r#"{{"payload":{payload},"controls":{controls},"state":{state},"subscriber":{{"subscriberId":"s"}}}}"#
        )
    };
    let inbox = || event("[]", "{}");
    let mut spoils = false;
    // 37 and 100 have no common factor, so neighbours are of different kinds and all kinds come equally
    // often.
    let (kind, bytes, expected) = match number * 37 % 100 {
        0..35 => {
            let body = format!(r#"{{"outputs":{{"body":"Bob {number} said: n{number}"}},"providers":{{}}"#);
            (
                "execute",
                signed(INBOX, &inbox()),
                answer(200, Text::Begins(body)),
            )
        }
        35..48 => {
            let state = r#"[{"stepId":"inbox","outputs":{"seen":true,"read":false,"lastSeenDate":null,"lastReadDate":null}},
                {"stepId":"batch","outputs":{"events":[],"eventCount":0}}]"#;
            let controls = r#"{"subject":"{{payload.author | upcase}} on {{payload.post_id}}"}"#;
            let body =
                format!(r#"{{"outputs":{{"subject":"BOB {number} on p","body":"<p>0 new comments</p>"}}"#);
            (
                "template",
                signed(MAIL, &event(state, controls)),
                answer(200, Text::Begins(body)),
            )
        }
        48..52 => {
            let body = format!("Bob {number} said: n{number}");
            ("preview", signed(PREVIEW, &inbox()), has(200, &body))
        }
        52..55 => {
            let line = "POST /api/novu/workflows/comment/execute";
            let body = format!(r#""body":"Bob {number} said: n{number}""#);
            let event = format!(r#"{{"to":"ann","payload":{payload}}}"#);
            ("whole run", signed(line, &event), has(200, &body))
        }
        55..58 => (
            "discover",
            signed(DISCOVER, ""),
            has(200, r#""workflowId":"comment""#),
        ),
        58..60 => (
            "health",
            unsigned("GET /api/novu", ""),
            has(200, r#"{"status":"ok""#),
        ),
        60..70 => {
            let body = Text::Whole("the rest of my app".to_owned());
            ("app", unsigned("GET /", ""), answer(200, body))
        }
        70..73 => (
            "unsigned",
            unsigned(INBOX, &inbox()),
            has(401, "SignatureNotFoundError"),
        ),
        73..75 => {
            let old = signed_at(SystemTime::now() - Duration::from_secs(400), key, INBOX, &inbox());
            ("expired", old, has(401, "SignatureExpiredError"))
        }
        75..77 => {
            let mut bytes = signed(INBOX, &inbox());
            let last = bytes.len() - 3;
            bytes[last] ^= 1;
            ("tampered", bytes, has(401, "SignatureMismatchError"))
        }
        77..79 => {
            let line = "POST /api/novu?action=execute&workflowId=nope&stepId=inbox";
            (
                "unknown workflow",
                signed(line, &inbox()),
                has(404, "WorkflowNotFoundError"),
            )
        }
        79..81 => {
            let event = r#"{"payload":{"author":7},"controls":{}}"#;
            let code = "ExecutionEventPayloadInvalidError";
            ("wrong payload", signed(INBOX, event), has(400, code))
        }
        81..83 => {
            let code = "ExecutionStateCorruptError";
            ("no state", signed(MAIL, &inbox()), has(400, code))
        }
        83..85 => {
            let body = "[".repeat(5000);
            let code = "ExecutionEventPayloadInvalidError";
            (
                "nested",
                signed(INBOX, &format!(r#"{{"payload":{body}"#)),
                has(400, code),
            )
        }
        85..87 => {
            let line = format!(
                "POST /api/novu?action={}&workflowId=%ff%00&stepId=..%2f..",
                "%41".repeat(1000)
            );
            ("long query", signed(&line, "{}"), has(400, "InvalidActionError"))
        }
        87..89 => {
            let header = format!("novu-signature: {}\r\ncontent-length: 2\r\n", "t=1,".repeat(1500));
            let bytes = (head(INBOX, &header) + "{}").into_bytes();
            ("long signature", bytes, has(401, "SignatureInvalidError"))
        }
        89..91 => {
            let lines = format!(
                "{}content-length: 2\r\n",
                "novu-signature: t=1,v1=0\r\n".repeat(50)
            );
            let bytes = (head(INBOX, &lines) + "{}").into_bytes();
            ("many signatures", bytes, has(401, "SignatureExpiredError"))
        }
        91..93 => {
            spoils = true;
            let header = key.sign(SystemTime::now(), b"{}");
            let header = format!("novu-signature: {header}\r\ncontent-length: 99999999\r\n");
            (
                "too long",
                head(INBOX, &header).into_bytes(),
                has(413, "BridgeError"),
            )
        }
        93..95 => {
            spoils = true;
            let header = key.sign(SystemTime::now(), b"{}");
            let header = format!("novu-signature: {header}\r\ntransfer-encoding: chunked\r\n");
            let bytes = head(INBOX, &header) + "5\r\nhello\r\nno length\r\n";
            (
                "broken chunks",
                bytes.into_bytes(),
                has(400, "could not be read to its end"),
            )
        }
        95..98 => {
            let mut bytes = signed(INBOX, &inbox());
            bytes.truncate(bytes.len() - 20);
            ("gone in the middle", bytes, Expected::Nothing)
        }
        _ => (
            "gone before the answer",
            signed(INBOX, &inbox()),
            Expected::Nothing,
        ),
    };
    Request {
        kind,
        bytes,
        expected,
        spoils,
    }
}
