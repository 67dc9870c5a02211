//! Telling whoever runs Erfa about people whose passwords are public.

use super::data::plain;
use crate::{
    app::App,
    platform::store::Store,
    settings::Settings,
    transfer::{demo_accounts, is_empty},
};

/// How the accounts of the demo stand to those who can reach this address.
enum Standing {
    /// There are none.
    None,
    /// Only programs on this computer can use them.
    Here(usize),
    /// They are there and not let in; says which settings keep them out.
    Barred(usize, String),
    /// Whoever reaches this address can sign in as them; says by which settings others do.
    Open(usize, String),
}

async fn standing(settings: &Settings, store: &Store) -> anyhow::Result<Standing> {
    let accounts = demo_accounts(store).await.map_err(plain)?.len();
    let reached = settings.reached_by().join(", ");
    Ok(match (accounts, settings.demo_signs_in()) {
        (0, _) => Standing::None,
        (some, true) if reached.is_empty() => Standing::Here(some),
        (some, true) => Standing::Open(some, reached),
        (some, false) if settings.demo => Standing::Barred(some, reached),
        (some, false) => Standing::Barred(some, "demo".to_owned()),
    })
}

/// Says it at the start, loudly where it matters.
pub async fn announce(app: &App) -> anyhow::Result<()> {
    match standing(&app.settings, &app.store).await? {
        Standing::None | Standing::Here(_) => {}
        Standing::Barred(accounts, by) => tracing::warn!(
            "the database holds {accounts} demo accounts whose passwords are public; they cannot sign in, by the setting of {by}. Begin with an empty database and --no-demo before others use this one"
        ),
        Standing::Open(accounts, by) => tracing::error!(
            "ANYBODY CAN RUN THIS: {accounts} demo accounts whose passwords are public can sign in, one of them an administrator, and by the setting of {by} others can reach Erfa. Set demo_public = false"
        ),
    }
    Ok(())
}

/// Says it when a set-up is checked.
pub async fn examined(settings: &Settings, store: &Store) -> Result<String, String> {
    if !store.pending().await.is_ok_and(|pending| pending == 0) {
        return to_come(settings);
    }
    let said = |error: anyhow::Error| super::sentence(&error);
    match standing(settings, store).await.map_err(said)? {
        Standing::None => match is_empty(store).await.map_err(|error| said(plain(error)))? {
            true => to_come(settings),
            false => Ok("no demo accounts in the database".to_owned()),
        },
        Standing::Here(accounts) => Ok(format!(
            "{accounts} demo accounts, which only this computer can use as far as the settings tell"
        )),
        Standing::Barred(accounts, by) => Ok(format!(
            "{accounts} demo accounts that cannot sign in, by the setting of {by}"
        )),
        Standing::Open(accounts, by) => Err(format!(
            "{accounts} demo accounts whose passwords are public can sign in, and by the setting of {by} others can reach Erfa; set demo_public = false"
        )),
    }
}

/// What an empty database would be given.
fn to_come(settings: &Settings) -> Result<String, String> {
    let reached = settings.reached_by().join(", ");
    match settings.sample && settings.demo && !reached.is_empty() {
        true => Err(format!(
            "an empty database would get invented people and seminars, and by the setting of {reached} others can reach Erfa; serve with --no-demo"
        )),
        false => Ok("no demo accounts that others could use".to_owned()),
    }
}
