//! Cards as people read them, and their buttons.

use serde_json::Value;

/// Returns a message as lines: a text, or a card drawn with characters.
pub(super) fn content_lines(content: &Value, files: &[String]) -> Vec<String> {
    let mut lines: Vec<String> = if let Some(text) = content["markdown"].as_str() {
        text.lines().map(str::to_owned).collect()
    } else if let Some(card) = content.get("card") {
        lines_of(card)
    } else {
        let words = &content["toolApprovalCard"];
        let text = |name: &str, usual: &str| words[name].as_str().unwrap_or(usual).to_owned();
        let mut lines = vec![text("title", "Novu's approval card")];
        lines.extend(
            ["subtitle", "body"]
                .iter()
                .filter_map(|name| words[*name].as_str())
                .map(str::to_owned),
        );
        lines.push(format!(
            "[{}] [{}]",
            text("approveLabel", "Approve"),
            text("denyLabel", "Deny")
        ));
        lines
    };
    lines.extend(files.iter().map(|name| format!("file {name}")));
    if lines.is_empty() {
        lines.push(String::new());
    }
    lines
}

/// The deepest nesting that is drawn.
const MAX_DEPTH: usize = 64;

fn lines_of(card: &Value) -> Vec<String> {
    let mut lines = Vec::new();
    let text = |name: &str| card[name].as_str();
    let title = text("title").map_or_else(|| "card".to_owned(), |title| format!("card {title:?}"));
    lines.push(title);
    lines.extend(text("subtitle").map(str::to_owned));
    lines.extend(text("imageUrl").map(|url| format!("image {url}")));
    for child in children(card) {
        draw(child, MAX_DEPTH, &mut lines);
    }
    lines
}

fn draw(element: &Value, depth: usize, lines: &mut Vec<String>) {
    let text = |name: &str| element[name].as_str().unwrap_or_default();
    match text("type") {
        "text" => lines.extend(text("content").lines().map(str::to_owned)),
        "divider" => lines.push("---".to_owned()),
        "image" => lines.push(
            format!("image {} {}", text("url"), text("alt"))
                .trim_end()
                .to_owned(),
        ),
        "link" => lines.push(format!("{} <{}>", text("label"), text("url"))),
        "fields" => {
            let field = |field: &Value| {
                format!(
                    "{}: {}",
                    field["label"].as_str().unwrap_or_default(),
                    field["value"].as_str().unwrap_or_default()
                )
            };
            lines.extend(children(element).iter().map(field));
        }
        "table" => {
            let rows = element["rows"].as_array().into_iter().flatten();
            for row in std::iter::once(&element["headers"]).chain(rows) {
                let cells: Vec<_> = row
                    .as_array()
                    .into_iter()
                    .flatten()
                    .map(|cell| cell.as_str().unwrap_or_default())
                    .collect();
                lines.push(cells.join(" | "));
            }
        }
        "actions" => {
            let buttons: Vec<_> = children(element).iter().map(control).collect();
            lines.push(buttons.join(" "));
        }
        "section" if depth > 0 => children(element)
            .iter()
            .for_each(|child| draw(child, depth - 1, lines)),
        "select" | "radio_select" | "text_input" => lines.push(control(element)),
        _ => lines.push(element.to_string()),
    }
}

fn control(element: &Value) -> String {
    let label = element["label"].as_str().unwrap_or_default();
    match element["type"].as_str().unwrap_or_default() {
        "button" if element["disabled"] == true => format!("[{label}, disabled]"),
        "button" => format!("[{label}]"),
        "link-button" => format!("[{label} <{}>]", element["url"].as_str().unwrap_or_default()),
        "select" | "radio_select" => {
            let options: Vec<_> = options(element)
                .map(|option| option["label"].as_str().unwrap_or_default())
                .collect();
            format!("({label}: {})", options.join(" / "))
        }
        "text_input" => format!("({label}: ..)"),
        _ => element.to_string(),
    }
}

fn children(element: &Value) -> &[Value] {
    element["children"].as_array().map_or(&[], Vec::as_slice)
}

/// Returns the options of a select.
pub(super) fn options(select: &Value) -> impl Iterator<Item = &Value> {
    select["options"].as_array().into_iter().flatten()
}

/// Returns all elements of a card with an id, in the order of the card.
pub(super) fn controls(card: &Value) -> Vec<&Value> {
    let (mut found, mut open) = (Vec::new(), vec![card]);
    while let Some(element) = open.pop() {
        if element["id"].is_string() {
            found.push(element);
        }
        open.extend(children(element).iter().rev());
    }
    found
}
