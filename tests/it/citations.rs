//! Comments and documents cite the texts in `protocol/`: each cited file, section and number has to exist.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// Files and directories that do not belong to the repository.
const SKIPPED: [&str; 5] = [".git", "target", "node_modules", "corpus", "artifacts"];

/// Files without an extension, such as scripts, are read too.
const EXTENSIONS: [&str; 5] = ["rs", "md", "mjs", "toml", "yml"];

/// The text files of the repository, and the numbers that each text in `protocol/` defines.
struct Repository {
    root: PathBuf,
    files: BTreeMap<PathBuf, String>,
    protocol: BTreeMap<PathBuf, BTreeSet<String>>,
}

impl Repository {
    fn read() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).canonicalize().unwrap();
        let mut files = BTreeMap::new();
        read_folder(&root, &mut files);
        let folder = root.join("protocol");
        let protocol = files
            .iter()
            .filter(|(path, _)| path.parent() == Some(&folder) && !path.ends_with("README.md"))
            .map(|(path, text)| (path.clone(), defined_numbers(path, text)))
            .collect();
        Self {
            root,
            files,
            protocol,
        }
    }

    /// The file that `name` means in the file `from`.
    fn find(&self, from: &Path, name: &str) -> Option<PathBuf> {
        [&self.root, from.parent()?, &self.root.join("protocol")]
            .iter()
            .map(|folder| folder.join(name.trim_start_matches('/')))
            .find_map(|path| path.canonicalize().ok())
    }

    /// The text that a `§` without a name means in `path`: the file itself, or the text that its module names
    /// first.
    fn default_text(&self, path: &Path) -> Option<PathBuf> {
        if self.protocol.contains_key(path) {
            return Some(path.to_owned());
        }
        let first_named = |module: &String| {
            let texts = self.protocol.keys();
            texts
                .filter_map(|text| Some((module.find(text.file_name()?.to_str()?)?, text.clone())))
                .min()
        };
        let mut modules = path
            .ancestors()
            .filter_map(|folder| self.files.get(&folder.join("mod.rs")));
        modules.find_map(first_named).map(|(_, text)| text)
    }

    /// Checks the citations of a file, and returns their number and the broken ones.
    fn check(&self, path: &Path, content: &str) -> (usize, Vec<String>) {
        let shown = |path: &Path| {
            path.strip_prefix(&self.root)
                .unwrap_or(path)
                .display()
                .to_string()
        };
        let (mut cited, mut broken) = (0, Vec::new());
        let mut current = self.default_text(path);
        for (index, line) in content.lines().enumerate() {
            let mut report = |fault: String| broken.push(format!("{}:{}: {fault}", shown(path), index + 1));
            let mut rest = line;
            while let Some((start, mark)) = first_of(rest, &["ifference ", "ifferences ", ".md", "§"]) {
                let before = &rest[..start];
                let from_mark = &rest[start..];
                rest = &from_mark[mark.len()..];
                let (text, numbers) = match mark {
                    ".md" => {
                        let Some(name) = file_name(before) else { continue };
                        cited += 1;
                        let Some(file) = self.find(path, &format!("{name}.md")) else {
                            report(format!("there is no file `{name}.md`"));
                            continue;
                        };
                        rest = rest.strip_prefix('`').unwrap_or(rest);
                        let sign = if file.ends_with("differences.md") {
                            ""
                        } else {
                            "§"
                        };
                        if self.protocol.contains_key(&file) && !self.protocol.contains_key(path) {
                            current = Some(file.clone());
                        }
                        (Some(file), numbers(&mut rest, sign))
                    }
                    "§" if line.contains("RFC ") => continue,
                    "§" => {
                        let mut list = from_mark;
                        let found = numbers(&mut list, mark);
                        if found.is_empty() {
                            continue;
                        }
                        rest = list;
                        (current.clone(), found)
                    }
                    _ => (
                        Some(self.root.join("protocol/differences.md")),
                        numbers(&mut rest, ""),
                    ),
                };
                for number in numbers {
                    cited += 1;
                    match text.as_deref().and_then(|text| self.protocol.get_key_value(text)) {
                        Some((_, known)) if known.contains(number) => {}
                        Some((text, _)) => report(format!("{} has no {number}", shown(text))),
                        None => report(format!("{number} of which text in protocol/?")),
                    }
                }
            }
        }
        (cited, broken)
    }
}

/// Reads all text files of a directory and below it.
fn read_folder(folder: &Path, files: &mut BTreeMap<PathBuf, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let has_text = |extension: &std::ffi::OsStr| EXTENSIONS.iter().any(|&known| extension == known);
        if SKIPPED.iter().any(|&name| path.ends_with(name)) {
            continue;
        }
        if path.is_dir() {
            read_folder(&path, files);
        } else if path.extension().is_none_or(has_text)
            && let Ok(text) = fs::read_to_string(&path)
        {
            files.insert(path, text);
        }
    }
}

/// The numbers of a text's headings, or of the rows of the list of differences.
fn defined_numbers(path: &Path, text: &str) -> BTreeSet<String> {
    let start = if path.ends_with("differences.md") {
        "| "
    } else {
        "#"
    };
    text.lines()
        .filter_map(|line| {
            line.strip_prefix(start)?
                .trim_start_matches('#')
                .split_whitespace()
                .next()
        })
        .map(|number| number.trim_end_matches('.').to_owned())
        .filter(|number| number.starts_with(|c: char| c.is_ascii_digit()))
        .collect()
}

/// Where the first of `marks` is.
fn first_of<'m>(text: &str, marks: &[&'m str]) -> Option<(usize, &'m str)> {
    let places = marks.iter().filter_map(|mark| Some((text.find(mark)?, *mark)));
    places.min()
}

/// The path and name at the end of `text`; `None` for patterns such as `*.md`.
fn file_name(text: &str) -> Option<&str> {
    let name = text
        .rsplit(|c: char| !c.is_ascii_alphanumeric() && !"_./-".contains(c))
        .next()?;
    (!name.is_empty() && !name.ends_with('/')).then_some(name)
}

/// Takes the list of numbers that `rest` starts with; each number has `sign` before it.
fn numbers<'t>(rest: &mut &'t str, sign: &str) -> Vec<&'t str> {
    let mut found = Vec::new();
    loop {
        let next = ["", " ", ", ", ", and ", " and ", " to ", "–"]
            .iter()
            .filter_map(|separator| rest.strip_prefix(separator)?.strip_prefix(sign))
            .find(|next| next.starts_with(|c: char| c.is_ascii_digit()));
        let Some(next) = next else { return found };
        let end = next
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .unwrap_or(next.len());
        found.push(next[..end].trim_end_matches('.'));
        *rest = &next[end..];
    }
}

#[test]
fn every_citation_leads_to_an_existing_section() {
    let repository = Repository::read();
    let (mut cited, mut broken) = (0, Vec::new());
    for (path, text) in &repository.files {
        let (count, faults) = repository.check(path, text);
        cited += count;
        broken.extend(faults);
    }
    assert!(broken.is_empty(), "broken citations:\n{}", broken.join("\n"));
    assert!(cited > 400, "found only {cited} citations");
}
