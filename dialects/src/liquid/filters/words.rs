//! `number_of_words` and `array_to_sentence_string`.

use super::{Call, Filtered};
use crate::{
    liquid::value::{Value, join},
    text::is_js_space,
};

/// Counts the words; with `cjk`, or `auto` and such text, each ideograph, kana or hangul is one.
pub(super) fn number_of_words<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    let text = call.text()?;
    call.charge(text.len() * 5)?;
    let by_character = match &*call.argument_text(0)? {
        "cjk" => true,
        "auto" => text.contains(is_cjk),
        _ => false,
    };
    let words = |text: &str| text.split(is_js_space).filter(|word| !word.is_empty()).count();
    Ok(Value::count(if by_character {
        text.chars().filter(|&c| is_cjk(c)).count() + text.split(is_cjk).map(words).sum::<usize>()
    } else {
        words(&text)
    }))
}

/// Returns whether a character is a word of its own.
fn is_cjk(c: char) -> bool {
    matches!(
        c,
        '\u{3040}'..='\u{30ff}'
            | '\u{3400}'..='\u{4dbf}'
            | '\u{4e00}'..='\u{9fff}'
            | '\u{ac00}'..='\u{d7af}'
            | '\u{f900}'..='\u{faff}'
    )
}

/// Prints `a`, `a and b`, `a, b, and c`.
pub(super) fn array_to_sentence_string<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    let items = call.items()?;
    let Some(last) = items.len().checked_sub(1) else {
        return Ok(Value::borrowed(""));
    };
    if last == 0 {
        return items.get(last, call.meter());
    }
    let mut out = call.buffer()?;
    if last == 1 {
        items.get(0, call.meter())?.push_js_string(&mut out)?;
        out.push_str(" ")?;
    } else {
        join(&mut out, &items, last, ", ")?;
        out.push_str(", ")?;
    }
    out.push_str(&call.text_or(0, "and")?)?;
    out.push_str(" ")?;
    items.get(last, call.meter())?.push_js_string(&mut out)?;
    Ok(out.into())
}
