//! Timelines of runs, in the order of the clock.

use super::*;

#[test]
fn timeline_has_joins_retries_and_ends_in_the_order_of_the_clock() {
    let workflow = digesting(|_| Digest::every(10, Unit::Minutes));
    let mut novu = platform(&workflow);
    novu.fail_next("text", [503, 503]);
    let first = event(&mut novu, &workflow, json!({ "n": 1 }));
    let second = event(&mut novu, &workflow, json!({ "n": 2 }));
    novu.settle().wait();
    let start = novu.timeline()[0].at;
    let shown: Vec<_> = novu
        .timeline()
        .iter()
        .map(|happening| {
            let seconds = happening.at.duration_since(start).unwrap().as_secs();
            (
                seconds,
                happening.run,
                &*happening.step,
                happening.attempt,
                happening.kind,
            )
        })
        .collect();
    let at = |seconds| start + std::time::Duration::from_secs(seconds);
    assert_eq!(
        shown,
        [
            (0, first, "batch", 1, HappeningKind::Waits { until: at(600) }),
            (0, first, "batch", 1, HappeningKind::Joins { from: second }),
            (0, second, "batch", 1, HappeningKind::Merged { into: first }),
            (
                0,
                second,
                "",
                0,
                HappeningKind::Ends {
                    status: Status::Merged
                }
            ),
            (600, first, "batch", 1, HappeningKind::WaitEnds),
            (
                600,
                first,
                "text",
                1,
                HappeningKind::Fails { retry: Some(at(601)) }
            ),
            (
                601,
                first,
                "text",
                2,
                HappeningKind::Fails { retry: Some(at(603)) }
            ),
            (603, first, "text", 3, HappeningKind::Sent),
            (
                603,
                first,
                "",
                0,
                HappeningKind::Ends {
                    status: Status::Completed
                }
            ),
        ]
    );
}

#[test]
fn status_that_novu_does_not_retry_fails_the_step_and_the_run_continues() {
    let workflow = digesting(|_| Digest::every(10, Unit::Minutes));
    let mut novu = platform(&workflow);
    novu.fail_next("text", [502]);
    let run = novu.run(&workflow, "ann", json!({ "n": 1 })).wait().unwrap();
    assert_eq!(run.step("text").attempts(), 1);
    assert_eq!(run.status(), Status::Failed);
    let message = run.step("text").error().unwrap().to_string();
    assert!(
        message.ends_with("step `text` fails with 502 on demand"),
        "{message}"
    );
    let fails = HappeningKind::Fails { retry: None };
    assert!(novu.timeline().iter().any(|happening| happening.kind == fails));
}
