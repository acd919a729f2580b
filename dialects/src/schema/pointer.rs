//! Places in a JSON document, as linked lists on the call stack.

use crate::text::push_pointer_key;
use serde_json::Value;

/// A place in a document: the way from the root, held by the frames that walk it, so that it costs nothing
/// until somebody asks for the text.
#[derive(Clone, Copy, Debug)]
pub(super) enum Pointer<'a> {
    /// The whole document.
    Root,
    /// A place whose pointer is known as text.
    Text(&'a str),
    /// A member of an object.
    Key(&'a Self, &'a str),
    /// An item of an array.
    Index(&'a Self, usize),
}

impl Pointer<'_> {
    /// Returns the JSON pointer: `""` for the root, `~` and `/` in keys escaped.
    pub(super) fn text(&self) -> String {
        let mut out = String::new();
        self.push(&mut out);
        out
    }

    fn push(&self, out: &mut String) {
        match *self {
            Self::Root => {}
            Self::Text(text) => out.push_str(text),
            Self::Key(parent, key) => {
                parent.push(out);
                push_pointer_key(out, key);
            }
            Self::Index(parent, index) => {
                parent.push(out);
                out.push('/');
                out.push_str(&index.to_string());
            }
        }
    }
}

/// Returns the pointer to `part`, which is identified by its address; `""` if it is not in `document`.
pub(super) fn pointer_to(document: &Value, part: &Value) -> String {
    fn find(value: &Value, part: &Value, at: &Pointer<'_>) -> Option<String> {
        if std::ptr::eq(value, part) {
            return Some(at.text());
        }
        match value {
            Value::Object(map) => map
                .iter()
                .find_map(|(key, value)| find(value, part, &Pointer::Key(at, key))),
            Value::Array(items) => items
                .iter()
                .enumerate()
                .find_map(|(index, item)| find(item, part, &Pointer::Index(at, index))),
            _ => None,
        }
    }
    find(document, part, &Pointer::Root).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn keys_are_escaped_and_the_empty_key_is_a_slash() {
        let list = Pointer::Key(&Pointer::Root, "a/b~c");
        let item = Pointer::Index(&list, 3);
        assert_eq!(Pointer::Key(&item, "").text(), "/a~1b~0c/3/");
        assert_eq!(Pointer::Root.text(), "");
    }

    #[test]
    fn parts_of_a_document_are_found_by_address() {
        let document = json!({"a": [1, {"b/c": 1}], "d": 1});
        assert_eq!(pointer_to(&document, &document["a"][1]["b/c"]), "/a/1/b~1c");
        assert_eq!(pointer_to(&document, &document["d"]), "/d");
        assert_eq!(pointer_to(&document, &document.clone()), "");
    }
}
