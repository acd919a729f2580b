//! The query of a bridge request, read as WHATWG `URLSearchParams` reads it (`bridge.md` §1.1).

use memchr::{memchr, memchr_iter, memchr2};
use std::borrow::Cow;

/// The parameters that the bridge reads. Absent ones are empty, which means the same (`bridge.md` §1.1).
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Query<'a> {
    /// `action`.
    pub(super) action: Cow<'a, str>,
    /// `workflowId`, or else `workflow_id`.
    pub(super) workflow_id: Cow<'a, str>,
    /// `stepId`, or else `step_id`.
    pub(super) step_id: Cow<'a, str>,
    /// `agentId`.
    #[cfg(feature = "agents")]
    pub(super) agent_id: Cow<'a, str>,
    /// `event`.
    #[cfg(feature = "agents")]
    pub(super) event: Cow<'a, str>,
}

impl<'a> Query<'a> {
    /// Reads the text after the `?`. A repeated parameter has its first value, even an empty one; unknown
    /// ones are ignored, because callers send some (`bridge.md` §10.1).
    pub(super) fn parse(text: &'a str) -> Self {
        let (mut action, mut workflow, mut workflow_snake, mut step, mut step_snake) =
            (None, None, None, None, None);
        #[cfg(feature = "agents")]
        let (mut agent, mut event) = (None, None);
        let mut read = |name: &str, value| {
            let slot = match name {
                "action" => &mut action,
                "workflowId" => &mut workflow,
                "workflow_id" => &mut workflow_snake,
                "stepId" => &mut step,
                "step_id" => &mut step_snake,
                #[cfg(feature = "agents")]
                "agentId" => &mut agent,
                #[cfg(feature = "agents")]
                "event" => &mut event,
                _ => return,
            };
            slot.get_or_insert(value);
        };
        if memchr2(b'+', b'%', text.as_bytes()).is_none() {
            // Nothing to decode, as in nearly all queries: this saves 5 % of the smallest step's
            // instructions.
            let mut start = 0;
            for end in memchr_iter(b'&', text.as_bytes()).chain([text.len()]) {
                let pair = &text[start..end];
                let equals = memchr(b'=', pair.as_bytes()).unwrap_or(pair.len());
                read(
                    &pair[..equals],
                    Cow::Borrowed(pair.get(equals + 1..).unwrap_or_default()),
                );
                start = end + 1;
            }
        } else {
            for (name, value) in form_urlencoded::parse(text.as_bytes()) {
                read(&name, value);
            }
        }
        Self {
            action: action.unwrap_or_default(),
            workflow_id: workflow.or(workflow_snake).unwrap_or_default(),
            step_id: step.or(step_snake).unwrap_or_default(),
            #[cfg(feature = "agents")]
            agent_id: agent.unwrap_or_default(),
            #[cfg(feature = "agents")]
            event: event.unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn workflow(text: &str) -> String {
        Query::parse(text).workflow_id.into_owned()
    }

    #[test]
    fn absent_parameters_are_empty() {
        assert_eq!(Query::parse(""), Query::default());
        assert_eq!(Query::parse("&&=&x=1&workflowId"), Query::default());
        assert_eq!(Query::parse("Action=discover&workflowid=a"), Query::default());
    }

    #[test]
    fn repeated_parameters_use_the_first() {
        assert_eq!(Query::parse("action=discover&action=code").action, "discover");
        assert_eq!(Query::parse("action=&action=discover").action, "");
        assert_eq!(workflow("workflowId=&workflowId=mirror"), "");
    }

    #[test]
    fn snake_case_names_are_read_when_camel_case_is_absent() {
        let query = Query::parse("workflow_id=a&step_id=b");
        assert_eq!((&*query.workflow_id, &*query.step_id), ("a", "b"));
        assert_eq!(workflow("workflow_id=snake&workflowId=camel"), "camel");
        assert_eq!(workflow("workflow_id=snake&workflowId="), "");
    }

    #[test]
    fn names_and_values_are_decoded() {
        assert_eq!(Query::parse("%61ction=%64iscover").action, "discover");
        assert_eq!(workflow("workflowId=a+b%2Bc"), "a b+c");
        assert_eq!(workflow("workflowId=%C3%BCn%C3%AFcode%3f"), "ünïcode?");
        assert_eq!(workflow("workflowId=a=b;c=d"), "a=b;c=d");
        assert_eq!(workflow("workflowId=%2B%25"), "+%");
    }

    #[test]
    fn malformed_escapes_stay_and_invalid_utf8_is_replaced() {
        assert_eq!(workflow("workflowId=%zz%4"), "%zz%4");
        assert_eq!(workflow("workflowId=%%41%"), "%A%");
        assert_eq!(workflow("workflowId=a%FFb"), "a\u{fffd}b");
        assert_eq!(workflow("workflowId=%E2%82"), "\u{fffd}");
    }

    #[test]
    fn plain_text_is_borrowed() {
        assert!(matches!(
            Query::parse("workflowId=welcome").workflow_id,
            Cow::Borrowed("welcome")
        ));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn any_text_is_a_query(text in "\\PC{0,40}") {
            let _ = Query::parse(&text);
        }

        #[test]
        fn queries_without_escapes_are_read_alike(text in "[a-zI_&=;]{0,40}") {
            // The escaped name makes the second one be decoded.
            let decoded = format!("{text}&%20=");
            prop_assert_eq!(Query::parse(&text), Query::parse(&decoded));
        }

        #[test]
        fn encoded_text_is_decoded(text in "\\PC{0,20}") {
            let encoded: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
            prop_assert_eq!(workflow(&format!("workflowId={encoded}")), text);
        }
    }
}
