//! What processes have used, as the system counts it.

use std::fs;

use anyhow::Context;

/// The system's ticks a second, on Linux wherever it runs.
const TICKS: f64 = 100.0;

/// Seconds of processor time that a process has used, and its ended children that it has waited for.
fn seconds(pid: u32, with_children: bool) -> Option<f64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name may hold spaces; what is counted comes after it.
    let fields: Vec<&str> = stat.rsplit_once(") ")?.1.split(' ').collect();
    let count = |place: usize| fields.get(place)?.parse::<f64>().ok();
    let own = count(11)? + count(12)?;
    let ended = match with_children {
        true => count(13)? + count(14)?,
        false => 0.0,
    };
    Some((own + ended) / TICKS)
}

fn children(parent: u32) -> Vec<u32> {
    let all = fs::read_dir("/proc").into_iter().flatten().flatten();
    let pids = all.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let of_parent = |pid: &u32| {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        let (_, rest) = stat.rsplit_once(") ")?;
        (rest.split(' ').nth(1)?.parse::<u32>().ok()? == parent).then_some(())
    };
    pids.filter(|pid| of_parent(pid).is_some()).collect()
}

/// Processor time of a server and of a PostgreSQL with all its processes.
pub fn spent(server: u32, postgres: Option<u32>) -> anyhow::Result<f64> {
    let mut all = seconds(server, false).context("the server is gone")?;
    if let Some(postmaster) = postgres {
        all += seconds(postmaster, true).context("PostgreSQL is gone")?;
        all += children(postmaster)
            .into_iter()
            .filter_map(|pid| seconds(pid, false))
            .sum::<f64>();
    }
    Ok(all)
}

/// Resident megabytes of a process.
pub fn resident(pid: u32) -> anyhow::Result<f64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes: f64 = line
        .context("no resident memory is named")?
        .trim()
        .trim_end_matches(" kB")
        .parse()?;
    Ok(kilobytes / 1_024.0)
}
