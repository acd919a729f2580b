//! Settings read from the environment.

use super::*;
use crate::{ErrorCode, layer::ConfigError};
use http::HeaderValue;
use http_body_util::BodyExt;

#[test]
fn environment_sets_key_and_strict_authentication() {
    let discover = |variables: &[(&str, &str)], key| {
        let variable = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        discover(NovuLayerBuilder::from_environment(registry(), variable), key)
    };
    const STRICT: &str = "NOVU_STRICT_AUTHENTICATION_ENABLED";
    assert_eq!(
        discover(&[("NOVU_SECRET_KEY", "a"), ("NOVU_API_KEY", "b")], "a"),
        200
    );
    assert_eq!(
        discover(&[("NOVU_SECRET_KEY", "a"), ("NOVU_API_KEY", "b")], "b"),
        401
    );
    assert_eq!(
        discover(&[("NOVU_SECRET_KEY", ""), ("NOVU_API_KEY", "b")], "b"),
        200
    );
    assert_eq!(discover(&[], "a"), 401);
    assert_eq!(discover(&[("NODE_ENV", "development")], "a"), 401);
    assert_eq!(discover(&[(STRICT, "false")], "a"), 200);
    for value in ["true", "", "0", "False"] {
        assert_eq!(discover(&[(STRICT, value)], "a"), 401, "{value}");
    }
}

#[test]
fn signed_request_to_a_layer_without_key_is_signing_key_not_found() {
    let builder = NovuLayerBuilder::from_environment(registry(), |_| None);
    let mut request = get("/?action=discover");
    request
        .headers_mut()
        .insert(signature::HEADER, HeaderValue::from_static("t=1,v1=2"));
    let response = ask(builder.finish(), request);
    assert_eq!(response.status(), 401);
    assert_eq!(response.extensions().get(), Some(&ErrorCode::SigningKeyNotFound));
    let Ok(body) = block_on(response.into_body().collect());
    let body = String::from_utf8(body.to_bytes().to_vec()).unwrap();
    assert!(
        body.contains("set `NOVU_SECRET_KEY`") && body.contains("`NOVU_STRICT_AUTHENTICATION_ENABLED=false`")
    );
}

#[test]
fn build_from_an_environment_without_key_fails_unless_it_is_not_strict() {
    let built = |name: &'static str, value: &'static str| {
        let variable = move |asked: &str| (asked == name).then(|| value.to_owned());
        NovuLayerBuilder::from_environment(registry(), variable)
            .build()
            .err()
    };
    assert_eq!(built("NOVU_SECRET_KEY", "a"), None);
    assert_eq!(built("NOVU_STRICT_AUTHENTICATION_ENABLED", "false"), None);
    assert_eq!(built("NOVU_SECRET_KEY", ""), Some(ConfigError::MissingSecretKey));
    assert_eq!(
        built("NODE_ENV", "development"),
        Some(ConfigError::MissingSecretKey)
    );
}

#[test]
fn options_are_added_to_those_of_the_environment() {
    let variable = |name: &str| (name == "NOVU_SECRET_KEY").then(|| "a".to_owned());
    let builder = || NovuLayerBuilder::from_environment(registry(), variable).body_limit(4);
    assert_eq!(discover(builder(), "a"), 200);
    assert_eq!(discover(builder().secret_key("b"), "b"), 200);
    assert_eq!(discover(builder().secret_key("b"), "a"), 200);
    assert_eq!(discover(builder(), "b"), 401);
}

#[test]
fn builder_from_env_and_from_env_fail_for_the_same_reason() {
    let from_env = NovuLayer::from_env(registry()).err();
    assert_eq!(NovuLayer::builder_from_env(registry()).build().err(), from_env);
}
