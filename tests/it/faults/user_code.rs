//! Faults of the workflows.

use super::server::{Answer, SECRET, Server, execute};
use serde_json::json;

/// Asks for the step with a fault.
async fn with_fault(server: &Server, fault: &str) -> Answer {
    let answer = server.ask(&execute(&json!({ "fault": fault }))).await;
    assert!(!answer.1.contains(SECRET), "{answer:?}");
    answer
}

#[tokio::test]
async fn panic_in_resolver_leaves_the_server_unchanged() {
    let server = Server::new(|builder| builder);
    for _ in 0..3 {
        let (status, body) = with_fault(&server, "resolver").await;
        assert_eq!(status, 502);
        assert!(body.contains("StepExecutionFailedError"), "{body}");
    }
    server.assert_as_before().await;
}

#[tokio::test]
async fn panic_in_skip_leaves_the_server_unchanged() {
    let server = Server::new(|builder| builder);
    let (status, body) = with_fault(&server, "skip").await;
    assert_eq!(status, 500);
    assert!(body.contains("BridgeError"), "{body}");
    server.assert_as_before().await;
}

#[tokio::test]
async fn panic_in_drop_leaves_the_server_unchanged() {
    let server = Server::new(|builder| builder);
    // The step has its result by then, ..
    assert_eq!(with_fault(&server, "drop").await.0, 200);
    // .. but here it has not.
    assert_eq!(with_fault(&server, "drop in the resolver").await.0, 502);
    server.assert_as_before().await;
}

#[tokio::test]
async fn panic_in_drop_of_an_abandoned_request_leaves_the_server_unchanged() {
    let server = Server::new(|builder| builder);
    let connection = server
        .send(&execute(&json!({ "fault": "hang, then panic" })))
        .await;
    server.runs.one_hangs().await;
    drop(connection);
    server.assert_as_before().await;
}

#[cfg(feature = "deadline")]
#[tokio::test(start_paused = true)]
async fn hanging_resolver_is_ended_by_the_deadline() {
    let server = Server::new(|builder| builder.deadline(std::time::Duration::from_secs(4)));
    for fault in ["hang", "hang, then panic"] {
        let (status, body) = with_fault(&server, fault).await;
        assert_eq!(status, 504, "{body}");
    }
    server.assert_as_before().await;
}
