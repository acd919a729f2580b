use super::*;

async fn attempts(answers: impl IntoIterator<Item = Answer>) -> (Vec<Seen>, Result<Triggered, Error>) {
    let api = Api::new(answers);
    let result = workflow(None).trigger(&client(&api), "s", json!({})).await;
    (api.seen(), result)
}

#[tokio::test(start_paused = true)]
async fn temporary_failures_are_retried() {
    let failures = [408, 429, 500, 502, 503, 504].map(|status| Answer::Says(status, "{}"));
    for failure in failures
        .into_iter()
        .chain([Answer::IsGone, Answer::BreaksOff, Answer::Hangs])
    {
        let (seen, result) = attempts([failure.clone(), failure, Answer::Says(201, DONE)]).await;
        assert!(result.is_ok());
        assert_eq!(seen.len(), 3);
    }
}

#[tokio::test(start_paused = true)]
async fn permanent_failures_are_not_retried() {
    for status in [302, 400, 401, 403, 404, 409, 413, 422] {
        let (seen, result) = attempts([Answer::Says(status, "{}")]).await;
        assert_eq!(result.unwrap_err().kind(), api_error(status));
        assert_eq!(seen.len(), 1, "{status}");
    }
    assert_eq!(attempts([Answer::Says(200, "<")]).await.0.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn attempts_are_identical_and_end_after_four() {
    let (seen, result) = attempts([Answer::Says(500, "{}")]).await;
    assert_eq!(result.unwrap_err().kind(), api_error(500));
    assert_eq!(seen.len(), 4);
    for later in &seen[1..] {
        assert_eq!((&later.headers, &later.body), (&seen[0].headers, &seen[0].body));
    }
    let keys: HashSet<_> = [attempts([Answer::Says(201, DONE)]).await.0, seen]
        .into_iter()
        .map(|seen| seen[0].header("idempotency-key").unwrap().to_owned())
        .collect();
    assert_eq!(keys.len(), 2);
    assert!(keys.iter().all(|key| key.len() == 32));
}

#[tokio::test(start_paused = true)]
async fn retry_pauses_double_up_to_the_longest() {
    let api = Api::new([Answer::Says(500, "{}")]);
    let (first, longest) = (Duration::from_secs(1), Duration::from_secs(3));
    let client = builder(&api)
        .backoff(first, longest)
        .max_attempts(5)
        .build()
        .unwrap();
    workflow(None).trigger(&client, "s", json!({})).await.unwrap_err();
    let times: Vec<_> = api.seen().iter().map(|seen| seen.after).collect();
    let pauses: Vec<_> = times
        .windows(2)
        .map(|pair| (pair[1] - pair[0]).as_secs_f64())
        .collect();
    assert_eq!(pauses.len(), 4);
    for (pause, full) in pauses.iter().zip([1.0, 2.0, 3.0, 3.0]) {
        // The timer's own grain is a millisecond.
        assert!((full / 2.0..=full + 0.002).contains(pause), "{pauses:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn retry_after_in_seconds_sets_the_pause() {
    for status in [409, 429, 503] {
        let (seen, result) = attempts([Answer::RetryAfter(status, "20"), Answer::Says(201, DONE)]).await;
        assert!(result.is_ok());
        assert_eq!((seen[1].after - seen[0].after).as_secs(), 20);
    }
    // Not in seconds: as if it were not there.
    let (seen, _) = attempts([
        Answer::RetryAfter(429, "Sun, 06 Nov 1994 08:49:37 GMT"),
        Answer::Says(201, DONE),
    ])
    .await;
    assert_eq!(seen.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn retry_after_over_the_longest_pause_is_returned() {
    let (seen, result) = attempts([Answer::RetryAfter(429, "3600")]).await;
    assert_eq!(seen.len(), 1);
    assert_eq!(result.unwrap_err().retry_after(), Some(Duration::from_secs(3600)));
}
