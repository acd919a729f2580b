//! The text version of an e-mail.

use dialects::html::Piece;

/// Elements that begin on a line of their own.
const BLOCKS: [&str; 22] = [
    "address",
    "article",
    "blockquote",
    "br",
    "div",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "ol",
    "p",
    "section",
    "table",
    "tr",
    "ul",
    "center",
];

/// Elements whose text is not shown.
const HIDDEN: [&str; 4] = ["head", "script", "style", "title"];

/// Returns the text of an e-mail as programs without HTML show it.
pub(super) fn text(pieces: &[Piece<'_>]) -> String {
    let mut out = String::new();
    let mut hidden = 0_usize;
    let mut links = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Open(element) => {
                let name = &*element.name;
                if HIDDEN.contains(&name) {
                    hidden += 1;
                } else if BLOCKS.contains(&name) {
                    end_line(&mut out);
                    out.push_str(match name {
                        "li" => "- ",
                        "hr" => "---\n",
                        "br" => "\n",
                        _ => "",
                    });
                } else if matches!(name, "td" | "th") {
                    if !out.ends_with(['\n', ' ']) && !out.is_empty() {
                        out.push(' ');
                    }
                } else if name == "img" {
                    push(&mut out, element.attribute("alt").unwrap_or_default());
                } else if name == "a" {
                    links.push(element.attribute("href").unwrap_or_default());
                }
            }
            Piece::Close(name) => {
                if HIDDEN.contains(&&**name) {
                    hidden = hidden.saturating_sub(1);
                } else if name == "a" {
                    let link = links.pop().unwrap_or_default();
                    if link.starts_with("http") && !out.ends_with(link) {
                        out.push_str(" <");
                        out.push_str(link);
                        out.push('>');
                    }
                } else if BLOCKS.contains(&&**name) && name != "br" {
                    end_line(&mut out);
                    if name.starts_with('p') || name.starts_with('h') {
                        out.push('\n');
                    }
                }
            }
            Piece::Text(text) if hidden == 0 => push(&mut out, text),
            Piece::Text(_) => {}
        }
    }
    while out.contains("\n\n\n") {
        out = out.replace("\n\n\n", "\n\n");
    }
    out.trim().to_owned()
}

fn end_line(out: &mut String) {
    while out.ends_with(' ') {
        out.pop();
    }
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
}

/// Adds text with runs of blanks as one.
fn push(out: &mut String, text: &str) {
    for (index, word) in text.split_ascii_whitespace().enumerate() {
        let is_after_blank = index > 0 || text.starts_with(|first: char| first.is_ascii_whitespace());
        if is_after_blank && !out.is_empty() && !out.ends_with(['\n', ' ']) {
            out.push(' ');
        }
        out.push_str(word);
    }
    if text.ends_with(|last: char| last.is_ascii_whitespace())
        && !out.is_empty()
        && !out.ends_with(['\n', ' '])
    {
        out.push(' ');
    }
}

#[cfg(test)]
mod tests {
    use crate::mail::Mail;

    fn text(html: &str) -> String {
        super::text(&Mail::read(html).pieces)
    }

    #[test]
    fn blocks_are_lines_and_links_have_their_addresses() {
        let html = "<html><head><title>T</title><style>p{}</style></head><body><h1>Hello,\n  Ann</h1><p>Read <a href=\"https://x.y/?a=1&amp;b\">this \
                    <b>page</b></a>.</p><ul><li>one<li>two</ul><img alt=\"logo\"><br>end &lt;3</body>";
        assert_eq!(
            text(html),
            "Hello, Ann\n\nRead this page <https://x.y/?a=1&b>.\n\n- one\n- two\nlogo\n\nend <3"
        );
    }

    #[test]
    fn cells_are_apart_and_lines_end_without_blanks() {
        let html =
            "<table><tr><td>Pen</td><td>1 €</td></tr><tr><th>Ink </th><th> 8 €</th></tr></table>a <p>b</p>";
        assert_eq!(text(html), "Pen 1 €\nInk 8 €\na\nb");
    }

    #[test]
    fn many_line_breaks_are_read_in_linear_time() {
        assert_eq!(text(&"<br>".repeat(100_000)), "");
    }
}
