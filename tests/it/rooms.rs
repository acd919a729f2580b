//! The rooms of `src` import each other in one direction. `cargo test --test it rooms -- --nocapture` prints
//! the graph.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// The rooms from top to bottom: each imports only rooms of the lines below its own.
const ORDER: [&[&str]; 13] = [
    &["layer"],
    &["studio"],
    &["client", "testing"],
    &["bridge", "platform"],
    &["registry"],
    &["agent"],
    &["workflow"],
    &["engine"],
    &["recent", "recipients"],
    &["controls", "mail", "signature", "step"],
    &["error"],
    &["trace"],
    &["panics"],
];

#[test]
fn rooms_import_only_rooms_below_them() {
    let height = |room: &str| ORDER.iter().rev().position(|rooms| rooms.contains(&room));
    let arrows = arrows();
    print(arrows.iter().map(|(from, to)| (part(from, 1), part(to, 1))));
    let lacking = arrows.iter().find(|(from, _)| height(part(from, 1)).is_none());
    assert_eq!(lacking, None, "`ORDER` lacks a room");
    let uphill: Vec<_> = arrows
        .iter()
        .filter(|(from, to)| part(from, 1) != part(to, 1) && height(part(to, 1)) >= height(part(from, 1)))
        .collect();
    assert!(
        uphill.is_empty(),
        "these modules import rooms that are not below theirs: {uphill:#?}"
    );
}

#[test]
fn files_of_a_room_import_each_other_without_circles() {
    let arrows = arrows();
    let within = arrows
        .iter()
        .filter(|(from, to)| part(from, 1) == part(to, 1) && to.contains("::"));
    let files: BTreeSet<_> = within.map(|(from, to)| (part(from, 2), part(to, 2))).collect();
    print(files.iter().copied());
    let reach = |start| {
        let (mut open, mut found) = (vec![start], BTreeSet::new());
        while let Some(file) = open.pop() {
            let next = files.iter().filter(|(from, to)| *from == file && from != to);
            open.extend(next.map(|(_, to)| *to).filter(|to| found.insert(*to)));
        }
        found
    };
    let circle: BTreeSet<_> = files
        .iter()
        .map(|(from, _)| *from)
        .filter(|from| reach(from).contains(from))
        .collect();
    assert!(
        circle.is_empty(),
        "these files import each other in a circle: {circle:?}"
    );
}

#[expect(clippy::print_stdout, reason = "the graph, for `--nocapture`")]
fn print<'a>(arrows: impl Iterator<Item = (&'a str, &'a str)>) {
    let mut graph = BTreeMap::<_, BTreeSet<_>>::new();
    for (from, to) in arrows.filter(|(from, to)| from != to) {
        graph.entry(from).or_default().insert(to);
    }
    for (from, to) in graph {
        println!("{from} -> {}", to.into_iter().collect::<Vec<_>>().join(", "));
    }
}

/// The first `count` names of a path: its room, or its file in that room.
fn part(path: &str, count: usize) -> &str {
    let end = path.match_indices("::").nth(count - 1);
    end.map_or(path, |(at, _)| &path[..at])
}

/// Each module with each room, or file of a room, that it imports or names.
fn arrows() -> BTreeSet<(String, String)> {
    let modules = modules();
    // The names that the root and the rooms export from their modules, and the paths of these.
    let mut exported = BTreeMap::new();
    for (module, text) in &modules {
        for path in paths(text, "use ").filter(|_| !module.contains("::")) {
            let Some((_, name)) = path.rsplit_once("::") else {
                continue;
            };
            let full = path
                .strip_prefix("crate::")
                .map_or_else(|| join(module, &path), str::to_owned);
            exported.insert(join(module, name), full);
        }
    }
    let mut arrows = BTreeSet::new();
    for (module, text) in modules.iter().filter(|(module, _)| !module.is_empty()) {
        let from_parents = paths(text, "super::").map(|path| {
            let name = path.trim_start_matches("super::");
            let supers = 1 + (path.len() - name.len()) / "super::".len();
            let parent = module.rsplitn(supers + 1, "::").nth(supers).unwrap_or_default();
            join(parent, name)
        });
        for path in paths(text, "crate::").chain(from_parents) {
            let path = exported.get(part(&path, 1)).unwrap_or(&path);
            let path = exported.get(part(path, 2)).unwrap_or(path);
            // Of an item in `mod.rs`, the room.
            let names = if modules.contains_key(part(path, 2)) { 2 } else { 1 };
            if ORDER.concat().contains(&part(path, 1)) {
                arrows.insert((module.clone(), part(path, names).to_owned()));
            }
        }
    }
    arrows
}

fn join(parent: &str, name: &str) -> String {
    [parent, name].join("::").trim_start_matches("::").to_owned()
}

/// The modules of `src` and their texts, without comments, tests and the guide.
fn modules() -> BTreeMap<String, String> {
    let (mut modules, mut tests) = (BTreeMap::new(), vec!["guide".to_owned()]);
    let mut folders = vec![(Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), String::new())];
    while let Some((folder, parent)) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let name = entry.file_name().into_string().unwrap();
            if entry.file_type().unwrap().is_dir() {
                folders.push((entry.path(), join(&parent, &name)));
            } else if let Some(name) = name.strip_suffix(".rs") {
                let module = if matches!(name, "lib" | "mod") {
                    parent.clone()
                } else {
                    join(&parent, name)
                };
                let text = fs::read_to_string(entry.path()).unwrap();
                let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
                let mut parts = code.collect::<Vec<_>>().join("\n");
                while let Some(at) = parts.find("#[cfg(test)]\n") {
                    let (_, item) = parts[at..].split_once('\n').unwrap_or_default();
                    let end = item.find([';', '{']).unwrap_or(item.len());
                    let module_name = item[..end].rsplit_once("mod ").map(|(_, name)| name.trim());
                    if item[end..].starts_with('{') {
                        parts.truncate(at);
                    } else {
                        tests.extend(module_name.map(|name| join(&module, name)));
                        parts = [&parts[..at], &item[end..]].concat();
                    }
                }
                modules.insert(module, parts);
            }
        }
    }
    modules.retain(|module, _| {
        !tests
            .iter()
            .any(|test| module == test || module.starts_with(&format!("{test}::")))
    });
    modules
}

/// The paths that follow `prefix` in a text, with braces expanded.
fn paths<'a>(text: &'a str, prefix: &'a str) -> impl Iterator<Item = String> + 'a {
    let starts = text
        .match_indices(prefix)
        .filter(|(at, _)| !text[..*at].ends_with(is_of_path));
    starts.flat_map(|(at, _)| tree(&text[at + prefix.len()..]).0)
}

fn is_of_path(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == ':'
}

/// The paths of a tree such as `a::{b, c::d}`, and the text after it.
fn tree(text: &str) -> (Vec<String>, &str) {
    let text = text.trim_start();
    let (path, mut rest) = text.split_at(text.find(|c| !is_of_path(c)).unwrap_or(text.len()));
    if !rest.starts_with('{') || !(path.is_empty() || path.ends_with("::")) {
        return (vec![path.to_owned()], rest);
    }
    let mut paths = Vec::new();
    loop {
        rest = rest[1..].trim_start();
        if let Some(after) = rest.strip_prefix('}') {
            return (paths, after);
        }
        let (parts, after) = tree(rest);
        paths.extend(parts.iter().map(|part| format!("{path}{part}")));
        // Skips `as name` and `*`.
        rest = &after[after.find([',', '}']).unwrap()..];
        if let Some(after) = rest.strip_prefix('}') {
            return (paths, after);
        }
    }
}
