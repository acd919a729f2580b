//! The effects of filters on the places of values, for `references`.

/// The effect of a filter.
#[derive(Clone, Copy, Debug)]
pub(in crate::liquid) struct Effect {
    /// The argument that names a property of each element.
    pub(in crate::liquid) property: Option<usize>,
    /// Whether the first arguments are a name for each element, and an expression over it.
    pub(in crate::liquid) has_condition: bool,
    pub(in crate::liquid) outcome: Outcome,
}

/// The place of a filter's result.
#[derive(Clone, Copy, Debug)]
pub(in crate::liquid) enum Outcome {
    /// That of the value, perhaps with fewer elements or in another order.
    Same,
    /// One of its elements.
    Element,
    /// No place, but the result contains its text unescaped.
    Text,
    /// No place.
    Other,
}

/// Returns the effect of the filter called `name`.
pub(in crate::liquid) fn effect(name: &str) -> Effect {
    let (property, has_condition, outcome) = match name {
        "compact" | "pop" | "push" | "raw" | "reverse" | "shift" | "uniq" | "unshift" => {
            (None, false, Outcome::Same)
        }
        "first" | "last" => (None, false, Outcome::Element),
        "map" | "toSentence" => (Some(0), false, Outcome::Text),
        "reject" | "sort" | "sort_natural" | "where" => (Some(0), false, Outcome::Same),
        "find" => (Some(0), false, Outcome::Element),
        "find_index" | "group_by" | "has" | "sum" => (Some(0), false, Outcome::Other),
        "reject_exp" | "where_exp" => (None, true, Outcome::Same),
        "find_exp" => (None, true, Outcome::Element),
        "find_index_exp" | "group_by_exp" | "has_exp" => (None, true, Outcome::Other),
        "digest" => (Some(1), false, Outcome::Text),
        "append"
        | "array_to_sentence_string"
        | "capitalize"
        | "default"
        | "downcase"
        | "join"
        | "lstrip"
        | "newline_to_br"
        | "normalize_whitespace"
        | "prepend"
        | "remove"
        | "remove_first"
        | "remove_last"
        | "replace"
        | "replace_first"
        | "replace_last"
        | "rstrip"
        | "slice"
        | "squish"
        | "strip"
        | "strip_newlines"
        | "truncate"
        | "truncatewords"
        | "upcase" => (None, false, Outcome::Text),
        _ => (None, false, Outcome::Other),
    };
    Effect {
        property,
        has_condition,
        outcome,
    }
}
