//! The CPU time of this process, and the memory that a piece of work takes.

use rustix::time::{ClockId, clock_gettime};

/// Returns the seconds of CPU that this process has used.
pub(crate) fn cpu_seconds() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

/// Returns the most bytes that `work` has allocated at a time, in MiB.
pub(crate) fn peak_mib(work: impl FnOnce()) -> f64 {
    allocation_counter::measure(work).bytes_max as f64 / (1 << 20) as f64
}
