//! Limits, overload, and what is told of it.

mod guessing;
mod health;
mod metrics;
mod overload;

use erfa::{platform::throttle::Rate, settings::Settings};
use reqwest::Method;

use crate::{
    organisations::codes,
    people::*,
    support::{scene::gid, *},
};

/// Lets the limits hold that tests are otherwise spared.
fn limited(settings: &mut Settings) {
    settings.throttle.enabled = true;
    settings.throttle.local = true;
}

fn rate(most: u64, seconds: u64) -> Rate {
    Rate { most, seconds }
}
