//! Replies from streams of text.

use super::novu::{Answer, Novu, ending, message, typing_stop};
use futures_util::{
    Stream, StreamExt,
    stream::{self, BoxStream},
};
use novu_framework::{
    Agent, BoxError, Error, Result,
    agent::{
        AnyTurn, File, Handle, Message, OnError, Turn, TurnError, TurnErrorKind, TurnOutcome, TurnReport,
        TurnsBuilder,
    },
};
use serde_json::{Value, json};
use std::{
    borrow::Cow,
    io,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::time::sleep;

/// Chunks that come a second apart.
fn slowly(chunks: &[&str]) -> BoxStream<'static, String> {
    let chunks: Vec<_> = chunks.iter().map(|&chunk| chunk.to_owned()).collect();
    stream::iter(chunks)
        .then(|chunk| async {
            sleep(Duration::from_secs(1)).await;
            chunk
        })
        .boxed()
}

/// An agent that answers with a stream.
fn streaming<S>(stream: impl Fn() -> S + Send + Sync + 'static) -> Agent
where
    S: Stream<Item: novu_framework::agent::TextChunk> + Send + 'static,
{
    let handler = move |cx: Turn<Message>| {
        let stream = stream();
        async move { cx.reply_stream(stream).await.map(drop) }
    };
    Agent::builder("test", handler).build()
}

fn reply(text: &str) -> Value {
    json!({ "reply": { "markdown": text } })
}

/// Counts streams that were dropped.
#[derive(Debug, Clone, Default)]
struct Drops(Arc<AtomicUsize>);

impl Drops {
    fn count(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

struct Counted(Drops);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.0.fetch_add(1, Ordering::SeqCst);
    }
}

/// A stream of one chunk that never ends.
fn endless(drops: &Drops) -> BoxStream<'static, &'static str> {
    let counted = Counted(drops.clone());
    stream::iter(["never sent"])
        .chain(stream::pending())
        .map(move |chunk| {
            let _ = &counted;
            chunk
        })
        .boxed()
}

fn reports(turns: TurnsBuilder) -> (TurnsBuilder, Arc<Mutex<Vec<TurnReport>>>) {
    let reports = Arc::<Mutex<Vec<TurnReport>>>::default();
    let kept = Arc::clone(&reports);
    let turns = turns.on_turn(move |report: &TurnReport| kept.lock().unwrap().push(report.clone()));
    (turns, reports)
}

#[tokio::test(start_paused = true)]
async fn typing_is_shown_while_the_stream_runs_and_its_text_is_one_reply() {
    let novu = Novu::new(&streaming(|| slowly(&["Order ", "", "7 is ", "on its way."])));
    let expected = [
        json!({ "typing": {} }),
        reply("Order 7 is on its way."),
        typing_stop(),
    ];
    assert_eq!(novu.says("hi").await, expected);

    let sent = novu.says_by_events("hi again").await;
    assert_eq!(
        sent[0],
        json!([{ "type": "run-start" }, { "type": "channel.typing", "state": "on" }])
    );
    assert_eq!(sent[1][0]["content"]["markdown"], "Order 7 is on its way.");
    assert_eq!(sent[2..], ending());
}

#[tokio::test(start_paused = true)]
async fn typing_is_sent_when_the_stream_begins_to_wait_not_at_its_end() {
    let novu = Novu::new(&streaming(|| slowly(&["a", "b"])));
    assert_eq!(novu.status("onMessage", &message("hi")).await, 200);
    sleep(Duration::from_millis(1_500)).await;
    let sent: Vec<_> = novu
        .taken()
        .into_iter()
        .map(|request| request.into_body()["typing"].clone())
        .collect();
    assert_eq!(sent, [json!({})]);
    novu.over().await;
    assert_eq!(novu.taken().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn stream_that_is_ready_shows_no_typing() {
    let novu = Novu::new(&streaming(|| stream::iter(["a", "b"])));
    assert_eq!(novu.says("hi").await, [reply("ab"), typing_stop()]);
}

#[tokio::test(start_paused = true)]
async fn status_of_typing_is_set_or_typing_is_left_out() {
    async fn answer(cx: Turn<Message>) -> Result<()> {
        cx.reply_stream(slowly(&["a"])).typing("Thinking").await?;
        cx.reply_stream(slowly(&["b"])).without_typing().await?;
        Ok(())
    }
    let novu = Novu::new(&Agent::builder("test", answer).build());
    let expected = [
        json!({ "typing": { "status": "Thinking" } }),
        reply("a"),
        reply("b"),
        typing_stop(),
    ];
    assert_eq!(novu.says("hi").await, expected);
}

#[tokio::test(start_paused = true)]
async fn refused_typing_does_not_stop_the_reply() {
    let novu = Novu::new(&streaming(|| slowly(&["a"]))).answers([Answer::Status(500, "no")]);
    assert_eq!(novu.says("hi").await[1], reply("a"));
}

#[tokio::test(start_paused = true)]
async fn every_form_of_text_is_a_chunk() {
    async fn answer(cx: Turn<Message>) -> Result<()> {
        cx.reply_stream(stream::iter(["&str"])).await?;
        cx.reply_stream(stream::iter(["String".to_owned()])).await?;
        cx.reply_stream(stream::iter([Cow::Borrowed("Cow")])).await?;
        cx.reply_stream(stream::iter([Box::<str>::from("Box")])).await?;
        cx.reply_stream(stream::iter([Arc::<str>::from("Arc")])).await?;
        cx.reply_stream(stream::iter([None, Some("Option")])).await?;
        cx.reply_stream(stream::iter([Ok::<_, io::Error>("Result")]))
            .await?;
        cx.reply_stream(stream::iter([Ok::<_, BoxError>(Some("Option in Result"))]))
            .await?;
        cx.reply_stream(stream::iter([Ok::<_, Error>("own Result")]))
            .await?;
        Ok(())
    }
    let novu = Novu::new(&Agent::builder("test", answer).build());
    let texts: Vec<_> = novu
        .says("hi")
        .await
        .into_iter()
        .filter_map(|body| body.get("reply")?.get("markdown").cloned())
        .collect();
    let expected = [
        "&str",
        "String",
        "Cow",
        "Box",
        "Arc",
        "Option",
        "Result",
        "Option in Result",
        "own Result",
    ];
    assert_eq!(texts, expected);
}

#[tokio::test(start_paused = true)]
async fn streamed_reply_takes_queued_things_and_files_along_and_is_edited() {
    async fn answer(cx: Turn<Message>) -> Result<()> {
        cx.react("m-1", "eyes");
        let file = File::bytes("a.txt", "hello").mime("text/plain");
        let handle: Option<Handle> = cx.reply_stream(stream::iter(["a"])).file(file).await?;
        handle.ok_or("there was text")?.edit("b").await?;
        Ok(())
    }
    let novu = Novu::new(&Agent::builder("test", answer).build());
    let sent = novu.says("hi").await;
    assert_eq!(sent[0]["reply"]["files"][0]["filename"], "a.txt", "{sent:?}");
    assert_eq!(
        sent[0]["addReactions"],
        json!([{ "messageId": "m-1", "emojiName": "eyes" }])
    );
    assert_eq!(sent[1]["edit"]["messageId"], "platform-1");
}

#[tokio::test(start_paused = true)]
async fn error_of_the_stream_fails_the_turn_with_its_cause_and_sends_no_text() {
    async fn explain(error: TurnError, _: AnyTurn) -> OnError {
        assert_eq!(error.kind(), TurnErrorKind::Failed);
        let cause = error.error().and_then(Error::source).unwrap();
        let cause = cause.downcast_ref::<io::Error>().unwrap();
        assert_eq!(cause.kind(), io::ErrorKind::ConnectionReset);
        OnError::Report
    }
    let drops = Drops::default();
    let handler = {
        let drops = drops.clone();
        move |cx: Turn<Message>| {
            let counted = Counted(drops.clone());
            let broken = || io::Error::new(io::ErrorKind::ConnectionReset, "the model hung up");
            let chunks = stream::iter([Ok("half an ans"), Err(broken()), Ok("wer")]).map(move |chunk| {
                let _ = &counted;
                chunk
            });
            async move {
                cx.react("m-1", "eyes");
                cx.reply_stream(chunks).await.map(drop)
            }
        }
    };
    let novu = Novu::new(&Agent::builder("test", handler).on_error(explain).build());
    let reaction = json!({ "addReactions": [{ "messageId": "m-1", "emojiName": "eyes" }] });
    // The queued reaction is sent like that of any failed turn.
    assert_eq!(
        novu.says("hi").await,
        [json!({ "error": true }), typing_stop(), reaction]
    );
    assert_eq!(drops.count(), 1);
    let failed = novu.says_by_events("hi again").await;
    assert_eq!(
        failed[0][1],
        json!({ "type": "run-error", "message": "the model hung up" })
    );
}

#[tokio::test(start_paused = true)]
async fn text_beyond_the_limit_is_an_error_and_the_rest_is_not_read() {
    let taken = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&taken);
    let handler = move |cx: Turn<Message>| {
        let taken = Arc::clone(&counted);
        let chunks = stream::repeat("0123456789").inspect(move |_| {
            taken.fetch_add(1, Ordering::SeqCst);
        });
        async move {
            let error = cx.reply_stream(chunks).limit(99).await.unwrap_err();
            assert!(
                error
                    .to_string()
                    .starts_with("the text of the stream is longer than 99 bytes; "),
                "{error}"
            );
            cx.reply_stream(stream::iter(["x".repeat(99)])).limit(99).await?;
            Result::Ok(())
        }
    };
    let novu = Novu::new(&Agent::builder("test", handler).build());
    assert_eq!(novu.says("hi").await, [reply(&"x".repeat(99)), typing_stop()]);
    assert_eq!(taken.load(Ordering::SeqCst), 10);
}

#[tokio::test(start_paused = true)]
async fn limit_is_256_kib_if_not_set() {
    let novu = Novu::new(&streaming(|| stream::repeat("x".repeat(16_384)).take(16)));
    assert_eq!(
        novu.says("fits").await[0]["reply"]["markdown"]
            .as_str()
            .map(str::len),
        Some(262_144)
    );
    let novu = Novu::new(&streaming(|| stream::repeat("x".repeat(16_384)).take(17)));
    assert_eq!(novu.says("too long").await[0], json!({ "error": true }));
}

#[tokio::test(start_paused = true)]
async fn stream_without_text_sends_nothing_and_has_no_handle() {
    async fn answer(cx: Turn<Message>) -> Result<()> {
        cx.react("m-1", "eyes");
        assert!(cx.reply_stream(stream::iter(["", ""])).await?.is_none());
        Ok(())
    }
    let novu = Novu::new(&Agent::builder("test", answer).build());
    let reaction = json!({ "addReactions": [{ "messageId": "m-1", "emojiName": "eyes" }] });
    assert_eq!(novu.says("hi").await, [reaction, typing_stop()]);
}

#[tokio::test(start_paused = true)]
async fn deadline_drops_the_stream() {
    let drops = Drops::default();
    let held = drops.clone();
    let agent = streaming(move || endless(&held));
    let (turns, reports) = reports(novu_framework::agent::Turns::builder());
    let novu = Novu::with(&agent, |_| turns.deadline(Duration::from_secs(60)), |layer| layer);
    let sent = novu.says("hi").await;
    assert_eq!(
        sent,
        [json!({ "typing": {} }), json!({ "error": true }), typing_stop()]
    );
    assert_eq!((drops.count(), novu.turns.running()), (1, 0));
    assert_eq!(reports.lock().unwrap()[0].outcome(), TurnOutcome::TimedOut);
}

#[tokio::test(start_paused = true)]
async fn shutdown_drops_the_stream() {
    let drops = Drops::default();
    let held = drops.clone();
    let novu = Novu::new(&streaming(move || endless(&held)));
    assert_eq!(novu.status("onMessage", &message("hi")).await, 200);
    assert_eq!(novu.turns.drain(Duration::from_secs(1)).await, 1);
    assert_eq!((drops.count(), novu.turns.running()), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn stream_that_is_always_ready_leaves_time_to_others() {
    let polled = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&polled);
    let novu = Novu::new(&streaming(move || {
        let polled = Arc::clone(&counted);
        stream::repeat("").inspect(move |_| {
            polled.fetch_add(1, Ordering::SeqCst);
        })
    }));
    assert_eq!(novu.status("onMessage", &message("hi")).await, 200);
    // Time does not pass while a task is ready, so only a shutdown ends this one.
    assert_eq!(novu.turns.drain(Duration::ZERO).await, 1);
    assert!(polled.load(Ordering::SeqCst) >= 64);
}

#[tokio::test(start_paused = true)]
async fn panic_of_the_stream_fails_the_turn() {
    let novu = Novu::new(&streaming(|| {
        stream::iter([1]).map(|_| -> &str { panic!("a defect of the stream") })
    }));
    assert_eq!(novu.says("hi").await, [json!({ "error": true }), typing_stop()]);
}
