//! The CPU time and memory of this process; the latter by Linux's `/proc`.

use rustix::time::{ClockId, clock_gettime};
use std::fs;

/// Returns the seconds of CPU that this process has used.
pub fn cpu_seconds() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

/// Returns the most memory that this process has held since the last [`reset_peak`], in MiB.
pub fn peak_mib() -> f64 {
    let text = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let field = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = field.and_then(|field| field.trim().split(' ').next()?.parse::<f64>().ok());
    kib.map_or(f64::NAN, |kib| kib / 1024.0)
}

/// Lets [`peak_mib`] start from the memory that is held now.
pub fn reset_peak() {
    // The peak of a process that may not do so is that of its whole life.
    let _ = fs::write("/proc/self/clear_refs", "5");
}
