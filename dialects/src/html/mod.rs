//! Makes HTML safe for e-mails and inboxes, exactly as the reference SDK does.
//!
//! Every string in the outputs of `email` and `in_app` steps goes through here. The reference uses
//! `sanitize-html` on `htmlparser2`, which is not an HTML5 parser. Users see how it reads broken markup, so
//! this module reads it in the same way, in one pass and without a tree (sanitize.md).

mod attributes;
mod elements;
mod entities;
mod entity_names;
mod escape;
mod filter;
mod outputs;
mod printer;
mod raw_text;
mod srcset;
#[cfg(test)]
mod tests;
mod tokenizer;
mod urls;
mod walk;

pub use outputs::sanitize_outputs;
pub use walk::{Element, Piece, Walk, walk};

use crate::text::is_js_space;
use filter::Filter;
use memchr::{memchr, memchr_iter, memchr3};
use printer::Printer;
use std::borrow::Cow;
use tokenizer::Tokenizer;

/// Sanitises a fragment or document; borrowed if what stays is one piece of it, which need not be all.
pub fn sanitize(input: &str) -> Cow<'_, str> {
    if memchr3(b'<', b'>', b'&', input.as_bytes()).is_none() {
        return Cow::Borrowed(input);
    }
    match repair_end_tags(input) {
        Cow::Borrowed(input) => filter(input),
        Cow::Owned(repaired) => Cow::Owned(filter(&repaired).into_owned()),
    }
}

fn filter(input: &str) -> Cow<'_, str> {
    let mut printer = Printer::new(input);
    printer.keep(0..doctype(input).len());
    Filter::new(printer).run(Tokenizer::new(input))
}

/// Returns the doctype at the start of a document, which is printed as it is (sanitize.md §3).
fn doctype(input: &str) -> &str {
    let end = input.starts_with("<!DOCTYPE ").then(|| input.find('>')).flatten();
    let doctype = end.and_then(|end| input.get(..=end)).unwrap_or_default();
    if doctype.contains(['\n', '\r', '\u{2028}', '\u{2029}']) {
        ""
    } else {
        doctype
    }
}

/// Turns `</name / anything>` into `</name>`, wherever it stands (sanitize.md §3).
fn repair_end_tags(input: &str) -> Cow<'_, str> {
    let bytes = input.as_bytes();
    let mut out = String::new();
    let mut copied = 0;
    for start in memchr_iter(b'/', bytes).filter_map(|slash| slash.checked_sub(1)) {
        if bytes.get(start) != Some(&b'<') {
            continue;
        }
        let name = bytes.get(start + 2..).unwrap_or_default();
        if start < copied || !name.first().is_some_and(u8::is_ascii_alphabetic) {
            continue;
        }
        let length = name
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric())
            .count();
        let name_end = start + 2 + length;
        // Nearly all end tags are fine.
        if bytes.get(name_end) == Some(&b'>') {
            continue;
        }
        let rest = input
            .get(name_end..)
            .unwrap_or_default()
            .trim_start_matches(is_js_space);
        if !rest.starts_with('/') {
            continue;
        }
        let Some(end) = memchr(b'>', rest.as_bytes()) else {
            // Nor will any later end tag have its `>`.
            break;
        };
        out.push_str(input.get(copied..name_end).unwrap_or_default());
        out.push('>');
        copied = input.len() - rest.len() + end + 1;
    }
    if copied == 0 {
        return Cow::Borrowed(input);
    }
    out.push_str(input.get(copied..).unwrap_or_default());
    Cow::Owned(out)
}
