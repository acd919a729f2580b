//! Requests as Novu sends them.

use super::Error;
use crate::signature::{self, SecretKey};
use bytes::Bytes;
use http::{Method, Request, Uri, header};
use std::{fmt::Display, time::SystemTime};

/// Creates a request with the headers that Novu sends, signed now with a secret key.
///
/// For tests of a whole server. `B` is the server's own type of body: `axum::body::Body`, `Full<Bytes>`, or
/// another one that implements `From<Bytes>`. A `GET` is signed as Novu signs it, as if its body were `{}`.
///
/// # Errors
///
/// The key is empty, or the method or the URI is invalid.
///
/// # Examples
///
/// ```
/// use axum::{Router, body::Body, http::StatusCode, routing::get};
/// use novu_framework::{NovuLayer, Registry, testing};
/// use tower::ServiceExt;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let registry = Registry::builder().build()?;
/// let novu = NovuLayer::builder(registry).secret_key("key").build()?;
/// let app = Router::new().route("/", get(|| async { "hello" })).layer(novu);
///
/// let request = testing::signed_request::<Body>("key", "GET", "/api/novu?action=discover", "")?;
/// assert_eq!(app.clone().oneshot(request).await?.status(), StatusCode::OK);
///
/// let request = testing::signed_request::<Body>("another key", "GET", "/api/novu?action=discover", "")?;
/// assert_eq!(app.oneshot(request).await?.status(), StatusCode::UNAUTHORIZED);
/// # Ok(())
/// # }
/// ```
pub fn signed_request<B: From<Bytes>>(
    key: impl AsRef<[u8]>,
    method: impl TryInto<Method, Error: Display>,
    uri: impl TryInto<Uri, Error: Display>,
    body: impl Into<Bytes>,
) -> Result<Request<B>, Error> {
    let fail = |error: &dyn Display| Error::new("", None, format!("the request cannot be created: {error}"));
    let key = SecretKey::new(key).map_err(|error| fail(&error))?;
    let method = method.try_into().map_err(|error| fail(&error))?;
    let uri = uri.try_into().map_err(|error| fail(&error))?;
    let body = body.into();
    let signed: &[u8] = if method == Method::POST { &body } else { b"{}" };
    let signature = key.sign(SystemTime::now(), signed);
    Request::builder()
        .method(method)
        .uri(uri)
        .header(header::CONTENT_TYPE, "application/json")
        .header(signature::HEADER, signature)
        .body(B::from(body))
        .map_err(|error| fail(&error))
}
