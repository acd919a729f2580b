//! The options in the brackets of the attribute.

use proc_macro2::TokenStream;
use syn::{Error, Result, meta::ParseNestedMeta, parse::Parser};

/// The rules that are switched off.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Options {
    /// Steps may be in branches, loops and closures.
    pub(crate) conditional_steps: bool,
    /// Step ids may be any expression.
    pub(crate) dynamic_ids: bool,
}

impl Options {
    /// Parses `allow(..)`.
    pub(crate) fn parse(arguments: TokenStream) -> Result<Self> {
        let mut options = Self::default();
        syn::meta::parser(|argument| {
            if !argument.path.is_ident("allow") {
                return Err(argument.error("expected `allow(..)`"));
            }
            argument.parse_nested_meta(|rule| options.allow(&rule))
        })
        .parse2(arguments)?;
        Ok(options)
    }

    fn allow(&mut self, rule: &ParseNestedMeta<'_>) -> Result<()> {
        let rules = [
            ("conditional_steps", &mut self.conditional_steps),
            ("dynamic_ids", &mut self.dynamic_ids),
        ];
        for (name, allowed) in rules {
            if rule.path.is_ident(name) {
                *allowed = true;
                return Ok(());
            }
        }
        Err(Error::new_spanned(
            &rule.path,
            "only `conditional_steps` and `dynamic_ids` can be allowed",
        ))
    }
}
