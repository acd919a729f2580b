use async_openai::types::chat::CreateChatCompletionStreamResponse;
use novu_framework::{Result, agent::ToolCall};
use std::collections::BTreeMap;

/// The longest arguments of all calls of an answer, in bytes.
const MAX_ARGUMENTS: usize = 64 * 1024;

/// The most calls of an answer.
const MAX_CALLS: usize = 16;

/// Puts together the calls of an answer, which come in pieces.
#[derive(Debug, Default)]
pub(super) struct Calls {
    calls: BTreeMap<u32, Call>,
    bytes: usize,
}

#[derive(Debug, Default)]
struct Call {
    id: String,
    name: String,
    arguments: String,
}

impl Calls {
    /// Takes the pieces of calls out of a chunk, and returns its text.
    pub(super) fn take_from(&mut self, chunk: CreateChatCompletionStreamResponse) -> Option<String> {
        let delta = chunk.choices.into_iter().next()?.delta;
        for piece in delta.tool_calls.into_iter().flatten() {
            let call = self.calls.entry(piece.index).or_default();
            call.id.extend(piece.id);
            let Some(function) = piece.function else { continue };
            call.name.extend(function.name);
            let arguments = function.arguments.unwrap_or_default();
            self.bytes += arguments.len();
            if self.bytes <= MAX_ARGUMENTS {
                call.arguments.push_str(&arguments);
            }
            if self.calls.len() > MAX_CALLS {
                self.calls.pop_last();
            }
        }
        delta.content
    }

    /// Returns the calls when the answer is complete.
    pub(super) fn finish(self) -> Result<Vec<ToolCall>> {
        if self.bytes > MAX_ARGUMENTS {
            return Err(
                format!("the arguments of the model's calls are longer than {MAX_ARGUMENTS} bytes").into(),
            );
        }
        let calls = self.calls.into_values().map(|call| {
            let name = &call.name;
            let input: serde_json::Value = serde_json::from_str(&call.arguments).map_err(|error| {
                format!("the arguments of the model's call of `{name}` are not JSON: {error}")
            })?;
            Ok(ToolCall::new(call.id, call.name).input(input))
        });
        calls.collect()
    }
}
