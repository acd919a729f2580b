//! Faults of clients.

use super::server::{EXECUTE, HELLO, Server, execute};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// The head of a request that promises more of a body than it sends.
fn half_a_request() -> String {
    format!("{EXECUTE}content-length: 1000\r\n\r\n{{\"payload\"")
}

#[tokio::test]
async fn client_disconnecting_in_its_body_leaves_nothing() {
    let server = Server::new(|builder| builder);
    for _ in 0..3 {
        drop(server.send(&half_a_request()).await);
    }
    server.assert_as_before().await;
}

#[tokio::test]
async fn client_disconnecting_during_a_step_leaves_nothing() {
    let server = Server::new(|builder| builder);
    let mut connections = Vec::new();
    for _ in 0..3 {
        connections.push(server.send(&execute(&json!({ "fault": "hang" }))).await);
        server.runs.one_hangs().await;
    }
    assert!(server.runs.count() >= 3);
    // Others are answered meanwhile.
    assert_eq!(server.ask(&execute(&json!({}))).await.0, 200);
    drop(connections);
    server.assert_as_before().await;
}

#[tokio::test]
async fn client_not_reading_its_response_leaves_nothing() {
    let server = Server::new(|builder| builder);
    // Many times what the connection holds.
    let long = execute(&json!({ "text": "x".repeat(100_000) }));
    let mut connection = server.send(&long).await;
    // The answer is on its way.
    connection.read_exact(&mut [0]).await.unwrap();
    drop(connection);
    server.assert_as_before().await;
}

#[tokio::test]
async fn slow_bodies_do_not_delay_other_requests() {
    let server = Server::new(|builder| builder);
    let mut slow = Vec::new();
    for _ in 0..100 {
        slow.push(server.send(&half_a_request()).await);
    }
    for byte in [b":", b"{", b"}"] {
        for connection in &mut slow {
            connection.write_all(byte).await.unwrap();
        }
        assert_eq!(server.ask(&execute(&json!({}))).await.0, 200);
        assert_eq!(server.ask(HELLO).await.0, 200);
    }
    // No run begins before the body is there.
    assert_eq!(server.runs.count(), 0);
    drop(slow);
    server.assert_as_before().await;
}

#[cfg(feature = "deadline")]
#[tokio::test(start_paused = true)]
async fn slow_body_is_ended_by_the_deadline() {
    use super::server::read;
    use std::time::Duration;
    use tokio::time::{Instant, sleep};

    let server = Server::new(|builder| builder.deadline(Duration::from_secs(4)));
    let began = Instant::now();
    let mut slow = server.send(&half_a_request()).await;
    // A byte a second, until the server has had enough.
    while slow.write_all(b" ").await.is_ok() && began.elapsed() < Duration::from_secs(60) {
        sleep(Duration::from_secs(1)).await;
    }
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    let (status, body) = read(slow).await.expect("an answer");
    assert_eq!(status, 504, "{body}");
    assert!(body.contains("did not arrive within the deadline"), "{body}");
    server.assert_as_before().await;
}

#[tokio::test]
async fn broken_body_is_400_and_leaves_nothing() {
    let server = Server::new(|builder| builder);
    for chunks in [
        "5\r\nhello\r\nno length\r\n",
        "ffffffffffffffffff\r\n",
        "5\r\nhelloXX",
    ] {
        let request = format!("{EXECUTE}connection: close\r\ntransfer-encoding: chunked\r\n\r\n{chunks}");
        let (status, body) = server.ask(&request).await;
        assert_eq!(status, 400, "{chunks:?}: {body}");
        assert!(body.contains("could not be read to its end"), "{body}");
    }
    server.assert_as_before().await;
}
