//! `slugify`.

use super::{Call, Filtered, case::lowered};
use crate::{
    liquid::buffer::Buffer,
    text::{category::is_letter_mark_or_digit, is_js_space},
};

/// The work of looking up one byte of a character beyond ASCII.
const FOREIGN: usize = 15;

/// Converts the text to part of a URL: characters that do not belong there become `-`.
pub(super) fn slugify<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    let mode = call.text_or(0, "default")?;
    let cased = call.argument(1).is_js_truthy();
    let text = call.text()?;
    let foreign = text.bytes().filter(|byte| !byte.is_ascii()).count();
    call.charge(text.len() * 5 + foreign * FOREIGN)?;
    let slug = Buffer::make(call.meter(), text.len() * 3, || match &*mode {
        "raw" => dashed(&text, |c| !is_js_space(c)),
        "default" => dashed(&text, is_letter_mark_or_digit),
        "pretty" => dashed(&text, |c| {
            is_letter_mark_or_digit(c) || "._~!$&'()+,;=@".contains(c)
        }),
        "ascii" => dashed(&text, |c| c.is_ascii_alphanumeric()),
        "latin" => dashed(&without_accents(&text), is_letter_mark_or_digit),
        _ => text.to_owned(),
    })?;
    if cased {
        Ok(slug.into())
    } else {
        lowered(&slug, call.meter()).map(Into::into)
    }
}

/// Runs of characters that are not `kept` become one dash; one dash at each end is removed.
fn dashed(text: &str, kept: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(|c| !kept(c)) {
        out.push_str(&rest[..at]);
        out.push('-');
        rest = rest[at..].trim_start_matches(|c| !kept(c));
    }
    out.push_str(rest);
    let slug = out.strip_prefix('-').unwrap_or(&out);
    slug.strip_suffix('-').unwrap_or(slug).to_owned()
}

/// Removes the accents of letters of Western European languages, as far as the reference knows them.
fn without_accents(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        out.push_str(match c {
            'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => "a",
            'æ' => "ae",
            'ç' => "c",
            'è' | 'é' | 'ê' | 'ë' => "e",
            'ì' | 'í' | 'î' | 'ï' => "i",
            'ð' => "d",
            'ñ' => "n",
            'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' => "o",
            'ù' | 'ú' | 'û' | 'ü' => "u",
            'ý' | 'ÿ' => "y",
            'ß' => "ss",
            'œ' => "oe",
            'þ' => "th",
            'ẞ' => "SS",
            'Œ' => "OE",
            'Þ' => "TH",
            other => {
                out.push(other);
                continue;
            }
        });
    }
    out
}
