use super::{super::builder::sends_key_in_the_clear, *};

fn url(url: &str) -> Result<(), ConfigError> {
    Client::builder().secret_key("k").api_url(url).build().map(drop)
}

#[test]
fn client_rejects_an_unusable_key_and_zero_attempts() {
    assert_eq!(
        Client::builder().build().unwrap_err(),
        ConfigError::MissingSecretKey
    );
    assert_eq!(Client::new("").unwrap_err(), ConfigError::MissingSecretKey);
    assert_eq!(Client::new("a\nb").unwrap_err(), ConfigError::InvalidSecretKey);
    assert_eq!(
        Client::builder()
            .secret_key("k")
            .max_attempts(0)
            .build()
            .unwrap_err(),
        ConfigError::NoAttempts
    );
    for (error, cure) in [
        (ConfigError::MissingSecretKey, "set `NOVU_SECRET_KEY`"),
        (ConfigError::InvalidSecretKey, "check it for line breaks"),
        (ConfigError::NoAttempts, "at least one attempt is needed"),
        (url("ftp://x.test").unwrap_err(), "the URL of Novu's API "),
    ] {
        assert!(error.to_string().contains(cure), "{error}");
        // `main` prints a returned error by `Debug`.
        assert_eq!(format!("{error:?}"), error.to_string());
    }
}

#[test]
fn api_url_must_be_http_without_user_query_or_fragment() {
    for right in [
        "https://api.novu.co",
        "http://localhost:3000/",
        "http://[::1]:3000/novu//",
    ] {
        assert_eq!(url(right), Ok(()), "{right}");
    }
    for wrong in [
        "",
        "api.novu.co",
        "/v1",
        "ftp://api.novu.co",
        "https://",
        "https://u:p@api.novu.co",
        "https://a/?b=c",
        "https://a/#b",
        "https://a b",
    ] {
        let error = url(wrong).unwrap_err();
        assert!(
            matches!(error, ConfigError::InvalidApiUrl { .. }),
            "{wrong}: {error}"
        );
    }
}

#[test]
fn trailing_slashes_of_the_api_url_are_removed() {
    let client = Client::builder()
        .secret_key("k")
        .api_url("http://a/b//")
        .build()
        .unwrap();
    assert_eq!(client.settings.base, "http://a/b");
}

#[test]
fn client_from_env_reads_the_references_variables() {
    let built = |variables: &[(&str, &str)]| {
        Client::from_environment(|name| {
            variables
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| (*value).to_owned())
        })
    };
    let client = built(&[("NOVU_API_KEY", "b")]).unwrap();
    assert_eq!(
        (
            client.settings.authorization.to_str().unwrap(),
            &*client.settings.base
        ),
        ("ApiKey b", "https://api.novu.co")
    );
    assert_eq!(client.settings.bridge_url, None);
    let client = built(&[
        ("NOVU_API_KEY", "b"),
        ("NOVU_SECRET_KEY", "a"),
        ("NOVU_API_URL", "http://x"),
    ])
    .unwrap();
    assert_eq!(
        (
            client.settings.authorization.to_str().unwrap(),
            &*client.settings.base
        ),
        ("ApiKey a", "http://x")
    );
    let client = built(&[("NOVU_API_KEY", "b"), ("NOVU_SECRET_KEY", "")]).unwrap();
    assert_eq!(client.settings.authorization, "ApiKey b");
    assert_eq!(built(&[]).unwrap_err(), ConfigError::MissingSecretKey);

    const VERCEL: (&str, &str) = ("NEXT_PUBLIC_VERCEL_URL", "p.vercel.app");
    let preview = ("NEXT_PUBLIC_VERCEL_ENV", "preview");
    let origin = ("NOVU_BRIDGE_ORIGIN", "https://b.example");
    for (variables, bridge_url) in [
        (vec![origin], Some("https://b.example/api/novu")),
        (
            vec![("NOVU_BRIDGE_ORIGIN", "https://b.example/")],
            Some("https://b.example//api/novu"),
        ),
        (vec![VERCEL, preview], Some("https://p.vercel.app/api/novu")),
        (vec![VERCEL, preview, origin], Some("https://b.example/api/novu")),
        (vec![VERCEL, ("NEXT_PUBLIC_VERCEL_ENV", "production")], None),
    ] {
        let client = built(&[&variables[..], &[("NOVU_SECRET_KEY", "a")]].concat()).unwrap();
        assert_eq!(client.settings.bridge_url.as_deref(), bridge_url, "{variables:?}");
    }
}

#[test]
fn recipients_convert_from_ids_subscribers_topics_and_json() {
    let json = |to: Recipients| serde_json::to_value(to).unwrap();
    let id = "s".to_owned();
    assert_eq!(json((&id).into()), "s");
    assert_eq!(json(vec![id.clone(), "t".to_owned()].into()), json!(["s", "t"]));
    assert_eq!(json([id.as_str()].as_slice().into()), json!(["s"]));
    assert_eq!(json(id.into()), "s");
    assert_eq!(json(Recipient::from("s").into()), "s");
    assert_eq!(
        json(Topic::new("k").into()),
        json!({"type": "Topic", "topicKey": "k"})
    );
    assert_eq!(json(json!({"anything": 1}).into()), json!({"anything": 1}));
    let actor: Actor = SubscriberPayload::new("s").into();
    assert_eq!(serde_json::to_value(actor).unwrap(), json!({"subscriberId": "s"}));
}

#[test]
fn client_errors_are_send_sync_and_static() {
    fn assert_error<E: std::error::Error + Send + Sync + 'static>() {}
    assert_error::<Error>();
    assert_error::<ConfigError>();
}

#[test]
fn key_is_sent_in_the_clear_over_http_unless_the_host_is_loopback() {
    for (url, expected) in [
        ("http://api.novu.co", true),
        ("http://novu-api:3000/v1", true),
        ("http://10.0.0.1", true),
        ("http://[2001:db8::1]:3000", true),
        ("http://localhost.example", true),
        ("HTTP://api.novu.co", true),
        ("https://api.novu.co", false),
        ("http://localhost:3000", false),
        ("http://LOCALHOST", false),
        ("http://novu.localhost", false),
        ("http://127.0.0.1:3000", false),
        ("http://127.9.9.9", false),
        ("http://[::1]:3000", false),
        ("http://[::ffff:127.0.0.1]", false),
    ] {
        assert_eq!(sends_key_in_the_clear(&url.parse().unwrap()), expected, "{url}");
    }
}
