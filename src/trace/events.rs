//! Events, used if the feature `tracing` is on.

use super::{Answered, Weight};
use dialects::text::truncated;
use std::time::Duration;
use tracing::level_filters::LevelFilter;

/// The longest text that is logged whole, in bytes.
const MAX_TEXT: usize = 2048;

/// Returns whether some subscriber may be interested in events about requests. Cheap: it runs for each.
#[inline]
pub(crate) fn is_listened_to() -> bool {
    LevelFilter::current() != LevelFilter::OFF
}

impl Answered<'_> {
    /// Emits the event. Senders choose parts of the message, so it is made one line.
    pub(crate) fn emit(&self, weight: Weight) {
        macro_rules! event {
            ($level:ident) => {
                tracing::$level!(
                    target: "novu_framework",
                    action = display(self.action),
                    workflow = self.workflow.map(display),
                    step = self.step.map(display),
                    agent = self.agent.map(display),
                    event = self.event,
                    status = self.status,
                    code = self.code.map(display),
                    causes = (!self.causes.is_empty()).then(|| line(&self.causes.join(": "))),
                    suppressed = (self.suppressed > 0).then_some(self.suppressed),
                    duration = ?Duration::from_micros(micros(self.duration)),
                    "{}",
                    line(self.message)
                )
            };
        }
        match weight {
            Weight::Error => event!(error),
            Weight::Warn => event!(warn),
            Weight::Info => event!(info),
            Weight::Debug => event!(debug),
        }
    }
}

/// Emits the event about a discovered workflow.
pub(crate) fn discovered(workflow: &str, steps: impl Iterator<Item = String>) {
    if tracing::enabled!(target: "novu_framework", tracing::Level::INFO) {
        let steps = steps.collect::<Vec<_>>().join(", ");
        tracing::info!(target: "novu_framework", workflow = display(workflow), steps, "discovered");
    }
}

/// Emits the event about an agent.
#[cfg(feature = "agents")]
pub(crate) fn discovered_agent(agent: &str) {
    tracing::info!(target: "novu_framework", agent = display(agent), "discovered");
}

/// Emits the event about a turn that is over: an error if it has failed.
#[cfg(feature = "agents")]
pub(crate) fn turned([agent, event, turn, outcome]: [&str; 4], failure: Option<&str>, duration: Duration) {
    macro_rules! event {
        ($level:ident, $message:expr) => {
            tracing::$level!(
                target: "novu_framework",
                agent = line(agent),
                event,
                turn = line(turn),
                outcome,
                duration = ?Duration::from_micros(micros(duration)),
                "{}",
                $message
            )
        };
    }
    match failure {
        Some(failure) => event!(error, format_args!("a turn failed: {}", line(failure))),
        None => event!(info, "a turn is over"),
    }
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}

/// Returns the text on one line and not too long, so that one entry of a log stays one entry.
fn line(text: &str) -> String {
    let shown = truncated(text, MAX_TEXT);
    let mut line: String = shown.chars().map(|c| if breaks(c) { ' ' } else { c }).collect();
    if shown.len() < text.len() {
        line.push('…');
    }
    line
}

/// Returns whether a character ends a line, changes the terminal, or turns the order of the text around it.
fn breaks(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_has_no_control_characters_and_an_end() {
        assert_eq!(line("a\r\nb\u{1b}[31m\u{9b}m"), "a  b [31m m");
        assert_eq!(line("a\u{2028}b\u{202e}c\u{2066}"), "a b c ");
        let long = "ü".repeat(MAX_TEXT);
        assert_eq!(line(&long), format!("{}…", &long[..MAX_TEXT]));
        assert_eq!(line(&format!("x{long}")), format!("x{}…", &long[..MAX_TEXT - 2]));
    }
}
