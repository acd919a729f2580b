//! `number_of_words` and `array_to_sentence_string`.

use super::{Arguments, Filtered};
use crate::liquid::{
    scope::Scope,
    value::{Items, List, Value, join},
};
use crate::text::is_js_space;

/// How many words the text has; with `cjk`, or `auto` and such text, each ideograph, kana or hangul is one.
pub(super) fn number_of_words<'v>(
    value: Value<'v>,
    arguments: &Arguments<'v>,
    _: &mut Scope<'v>,
) -> Filtered<'v> {
    let text = value.to_text();
    let mode = arguments.text(0);
    let by_character = mode == "cjk" || (mode == "auto" && text.contains(is_cjk));
    let words = |text: &str| text.split(is_js_space).filter(|word| !word.is_empty()).count();
    let count = if by_character {
        text.chars().filter(|&c| is_cjk(c)).count() + text.split(is_cjk).map(words).sum::<usize>()
    } else {
        words(&text)
    };
    Ok(Value::Number(count as f64))
}

/// Whether a character is a word of its own.
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

/// `a`, `a and b`, `a, b, and c`.
pub(super) fn array_to_sentence_string<'v>(
    value: Value<'v>,
    arguments: &Arguments<'v>,
    _: &mut Scope<'v>,
) -> Filtered<'v> {
    let items = value.to_list();
    let Some(last) = items.len().checked_sub(1).and_then(|last| items.get(last)) else {
        return Ok(Value::empty_text());
    };
    if items.len() == 1 {
        return Ok(last);
    }
    let connector = arguments.given(0).map_or("and".into(), Value::to_text);
    let mut out = String::new();
    if items.len() == 2 {
        out.push_str(&items.get(0).unwrap_or(Value::Undefined).to_js_string());
        out.push(' ');
    } else {
        let mut head = items.to_vec();
        head.pop();
        join(&mut out, &Items::List(List::new(head)?), ", ");
        out.push_str(", ");
    }
    out.push_str(&connector);
    out.push(' ');
    out.push_str(&last.to_js_string());
    Ok(out.into())
}
