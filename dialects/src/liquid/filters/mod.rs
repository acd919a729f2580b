//! The filters (liquid.md §9 to §11), a file for each family; [`FILTERS`] is their list.

// All filters have one signature, whether they use up the value or not.
#![allow(clippy::needless_pass_by_value)]

mod array;
mod base64;
mod call;
mod case;
mod date;
mod default;
mod digest;
mod edit;
mod effect;
mod expression;
mod hash;
mod html;
mod json;
mod math;
mod pluralize;
mod random;
mod select;
mod sentence;
mod slice;
mod slugify;
mod sort;
mod split;
mod trim;
mod truncate;
mod url;
mod words;

pub(super) use call::Call;
pub(super) use effect::{Outcome, effect};

use super::{error::Error, value::Value};

/// Takes the value and the arguments, and returns another value.
pub(super) type Filter = for<'v> fn(call: Call<'_, 'v>) -> Filtered<'v>;

/// The result of a filter.
type Filtered<'v> = Result<Value<'v>, Error>;

/// All filters, sorted by name.
pub(super) static FILTERS: &[(&str, Filter)] = &[
    ("abs", math::abs),
    ("append", edit::append),
    ("array_to_sentence_string", words::array_to_sentence_string),
    ("at_least", math::at_least),
    ("at_most", math::at_most),
    ("base64_decode", base64::base64_decode),
    ("base64_encode", base64::base64_encode),
    ("capitalize", case::capitalize),
    ("ceil", math::ceil),
    ("cgi_escape", url::cgi_escape),
    ("compact", array::compact),
    ("concat", array::concat),
    ("date", date::date),
    ("date_to_long_string", date::date_to_long_string),
    ("date_to_rfc822", date::date_to_rfc822),
    ("date_to_string", date::date_to_string),
    ("date_to_xmlschema", date::date_to_xmlschema),
    ("default", default::default),
    ("digest", digest::digest),
    ("divided_by", math::divided_by),
    ("downcase", case::downcase),
    ("escape", html::escape),
    ("escape_once", html::escape_once),
    ("find", select::find),
    ("find_exp", expression::find_exp),
    ("find_index", select::find_index),
    ("find_index_exp", expression::find_index_exp),
    ("first", array::first),
    ("floor", math::floor),
    ("group_by", select::group_by),
    ("group_by_exp", expression::group_by_exp),
    ("has", select::has),
    ("has_exp", expression::has_exp),
    ("hmac_sha256", hash::hmac_sha256),
    ("inspect", json::jsonify),
    ("join", array::join),
    ("json", json::json),
    ("jsonify", json::jsonify),
    ("last", array::last),
    ("lstrip", trim::lstrip),
    ("map", select::map),
    ("minus", math::minus),
    ("modulo", math::modulo),
    ("newline_to_br", html::newline_to_br),
    ("normalize_whitespace", trim::normalize_whitespace),
    ("number_of_words", words::number_of_words),
    ("pluralize", pluralize::pluralize),
    ("plus", math::plus),
    ("pop", array::pop),
    ("prepend", edit::prepend),
    ("push", array::push),
    ("reject", select::reject),
    ("reject_exp", expression::reject_exp),
    ("remove", edit::remove),
    ("remove_first", edit::remove_first),
    ("remove_last", edit::remove_last),
    ("replace", edit::replace),
    ("replace_first", edit::replace_first),
    ("replace_last", edit::replace_last),
    ("reverse", array::reverse),
    ("round", math::round),
    ("rstrip", trim::rstrip),
    ("sample", random::sample),
    ("sha256", hash::sha256),
    ("shift", array::shift),
    ("size", array::size),
    ("slice", slice::slice),
    ("slugify", slugify::slugify),
    ("sort", sort::sort),
    ("sort_natural", sort::sort_natural),
    ("split", split::split),
    ("squish", trim::squish),
    ("strip", trim::strip),
    ("strip_html", html::strip_html),
    ("strip_newlines", trim::strip_newlines),
    ("sum", select::sum),
    ("times", math::times),
    ("toSentence", sentence::to_sentence),
    ("to_integer", math::to_integer),
    ("truncate", truncate::truncate),
    ("truncatewords", truncate::truncatewords),
    ("uniq", array::uniq),
    ("unshift", array::unshift),
    ("upcase", case::upcase),
    ("uri_escape", url::uri_escape),
    ("url_decode", url::url_decode),
    ("url_encode", url::url_encode),
    ("where", select::where_),
    ("where_exp", expression::where_exp),
    ("xml_escape", html::escape),
];

/// Returns the filter called `name`, with its name.
pub(super) fn find(name: &str) -> Option<&'static (&'static str, Filter)> {
    let found = FILTERS.binary_search_by(|(known, _)| (*known).cmp(name)).ok()?;
    FILTERS.get(found)
}
