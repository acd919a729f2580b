//! Places in a JSON document, as linked lists on the call stack.

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
    /// The JSON pointer: `""` for the root, `~` and `/` in keys escaped.
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
                push_key(out, key);
            }
            Self::Index(parent, index) => {
                parent.push(out);
                out.push('/');
                out.push_str(&index.to_string());
            }
        }
    }
}

/// Appends `/` and the escaped key.
pub(super) fn push_key(out: &mut String, key: &str) {
    out.push('/');
    let mut clean = 0;
    for at in memchr::memchr2_iter(b'~', b'/', key.as_bytes()) {
        out.push_str(&key[clean..at]);
        out.push_str(if key.as_bytes()[at] == b'~' { "~0" } else { "~1" });
        clean = at + 1;
    }
    out.push_str(&key[clean..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_escaped_and_the_empty_key_is_a_slash() {
        let list = Pointer::Key(&Pointer::Root, "a/b~c");
        let item = Pointer::Index(&list, 3);
        assert_eq!(Pointer::Key(&item, "").text(), "/a~1b~0c/3/");
        assert_eq!(Pointer::Root.text(), "");
    }
}
