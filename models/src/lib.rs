//! Agents that answer by a language model: [`plain`] with `genai`, [`assistant`] with `async-openai`.
//!
//! Both take any API that speaks the chat completions of OpenAI over server-sent events.

pub mod assistant;
pub mod plain;
