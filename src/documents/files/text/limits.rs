//! What the process that reads text may take: it bounds itself, and cannot take it back.

use std::io;

use rlimit::Resource;

/// Bytes the process may claim beyond what its program takes, so that it stays below 128 MiB.
const MEMORY: u64 = 80 * 1024 * 1024;
/// Seconds of work.
const SECONDS: u64 = 4;
/// Open files: the three streams, and one to look at itself.
const FILES: u64 = 8;

pub fn set() -> io::Result<()> {
    let program = status("VmSize:").unwrap_or(0) * 1024;
    let bounds = [
        (Resource::AS, program + MEMORY),
        (Resource::CPU, SECONDS),
        (Resource::NOFILE, FILES),
        // No file can be written, no process or thread started, and no image of a crash is left.
        (Resource::FSIZE, 0),
        (Resource::NPROC, 0),
        (Resource::CORE, 0),
    ];
    bounds
        .into_iter()
        .try_for_each(|(resource, most)| resource.set(most, most))
}

/// The most memory the process has held.
pub fn peak_kib() -> Option<u64> {
    status("VmHWM:")
}

fn status(name: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with(name))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
