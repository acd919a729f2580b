//! MJML to HTML for mail programs.

use css_inline::{CSSInliner, InlineError};
use mrml::prelude::render::RenderOptions;
use std::error::Error;

/// Returns the HTML of an MJML document, with its styles at the elements.
pub(crate) fn html(mjml: &str) -> Result<String, Box<dyn Error + Send + Sync>> {
    let parsed = mrml::parse(mjml)?;
    let html = parsed.element.render(&RenderOptions::default())?;
    Ok(inlined(&html)?)
}

/// Moves rules to `style` attributes; media queries, which only work in a sheet, stay there.
fn inlined(html: &str) -> Result<String, InlineError> {
    CSSInliner::options()
        .keep_at_rules(true)
        .load_remote_stylesheets(false)
        .build()
        .inline(html)
}
