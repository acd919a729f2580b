//! `{% break %}` and `{% continue %}`.

use super::Render;
use crate::liquid::{blocks::Flow, buffer::Buffer, error::Error, scope::Scope};

/// Breaks off the innermost loop or its current turn; outside loops, the template.
#[derive(Debug)]
pub(super) struct LoopControl(pub(super) Flow);

impl Render for LoopControl {
    fn render(&self, _: &str, _: &mut Scope<'_>, _: &mut Buffer) -> Result<Flow, Error> {
        Ok(self.0)
    }
}
