//! The default transport, against servers of one connection.

use super::*;

/// Reads one request and writes `answer`, then closes.
async fn serve(answer: &'static str) -> (String, tokio::task::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let (mut connection, _) = listener.accept().await.unwrap();
        let mut request = Vec::new();
        let mut buffer = [0; 1024];
        loop {
            let read = connection.read(&mut buffer).await.unwrap();
            request.extend_from_slice(&buffer[..read]);
            // A client that speaks TLS waits for an answer to its first message.
            if read == 0 || request.ends_with(b"}") || !request.starts_with(b"POST") {
                break;
            }
        }
        connection.write_all(answer.as_bytes()).await.unwrap();
        String::from_utf8_lossy(&request).into_owned()
    });
    (url, server)
}

async fn trigger(url: &str) -> Result<Triggered, Error> {
    let client = Client::builder()
        .secret_key("test-secret")
        .api_url(url)
        .max_attempts(1)
        .build()
        .unwrap();
    workflow(None).trigger(&client, "s", json!({})).await
}

#[tokio::test]
async fn http_transport_sends_requests_to_a_server() {
    let answer = "HTTP/1.1 201 Created\r\ncontent-length: 46\r\n\r\n{\"acknowledged\":true,\"status\":\"processed\"}    ";
    let (url, server) = serve(answer).await;
    assert!(trigger(&url).await.unwrap().acknowledged);
    let request = server.await.unwrap();
    assert!(
        request.starts_with("POST /v1/events/trigger HTTP/1.1\r\n"),
        "{request}"
    );
    assert!(
        request.contains("\r\nauthorization: ApiKey test-secret\r\n"),
        "{request}"
    );
    assert!(
        request.ends_with("\r\n\r\n{\"name\":\"wf\",\"to\":\"s\",\"payload\":{}}"),
        "{request}"
    );
}

#[tokio::test]
async fn truncated_answer_is_a_transport_error() {
    let (url, _server) = serve("HTTP/1.1 201 Created\r\ncontent-length: 100\r\n\r\n{\"data\":").await;
    assert_eq!(trigger(&url).await.unwrap_err().kind(), ErrorKind::Transport);
    let (url, _server) = serve("nonsense\r\n\r\n").await;
    assert_eq!(trigger(&url).await.unwrap_err().kind(), ErrorKind::Transport);
}

#[tokio::test]
async fn unreachable_api_error_names_address_and_cause() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = trigger(&url).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert!(std::error::Error::source(&error).is_some());
    let text = error.to_string();
    let cause = text.strip_prefix(&format!("Novu's API at {url} could not be reached: "));
    let refused = io::Error::from(io::ErrorKind::ConnectionRefused).to_string();
    let refused = refused.strip_prefix("connection ").unwrap();
    assert!(cause.unwrap().contains(refused), "{text}");
}

#[tokio::test]
async fn plain_http_server_is_a_transport_error_for_https() {
    let (url, _server) = serve("HTTP/1.1 400 Bad Request\r\ncontent-length: 1\r\n\r\n}").await;
    let error = trigger(&url.replace("http:", "https:")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport);
}
