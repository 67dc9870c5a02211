//! Mails that let somebody in: asked for by a request that does the same work whether or not there is an account, and
//! written later by a job that looks.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use entity::{
    account, identity_ticket::TicketPurpose, invitation, job, one_time_token::TokenPurpose,
    organisation, person,
};
use futures_util::future::{BoxFuture, FutureExt};
use rand::RngExt;
use sea_orm::{ColumnTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::{
    external::{Told, make_ticket},
    grant::{barred, print},
    invitation as invitations, one_time,
    policy::{HoldAccount, KeepInvitations, KeepSessions},
};
use crate::platform::{
    access::{Followers, Work},
    error::{Error, Result},
    jobs::{self, Failed, Handler, NewJob},
    mail::{self, Mail},
    store::Store,
    texts::say,
};

const KIND: &str = "letter";
/// One letter of a kind to an address in this time, however often it is asked for.
const SPACING: i64 = 300;
pub const RESET_LASTS: TimeDelta = TimeDelta::minutes(30);
pub const CONFIRM_LASTS: TimeDelta = TimeDelta::hours(24);

/// Over how many milliseconds what is asked for an address is spread, so that its time tells nothing of the request.
const SPREAD: i64 = 5_000;

/// What is to be written.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Letter {
    /// Nothing: put in line where somebody else's mail would be.
    Nothing,
    /// How to set a new password, to an address that may have an account.
    Reset { email: String },
    /// How to show that an address is the account's.
    Confirm { account: Uuid, email: String },
    /// That somebody is asked to belong to an organisation.
    Invitation { invitation: Uuid },
    /// That somebody who has this identity has signed in with the account's address.
    Identity {
        account: Uuid,
        issuer: String,
        subject: String,
    },
}

/// Asks for a letter.
pub async fn ask(work: &Work, letter: &Letter) -> Result<()> {
    let whole = serde_json::to_string(letter).map_err(Error::internal)?;
    let spell = work.now().timestamp() / SPACING;
    let wait = match letter {
        Letter::Reset { .. } => rand::rng().random_range(0..SPREAD),
        _ => 0,
    };
    let once = print(&format!("{whole} {spell}"));
    put(work, &whole, Some(once), TimeDelta::milliseconds(wait)).await
}

/// Puts a letter in line, sealed.
async fn put(work: &Work, letter: &str, unique_key: Option<String>, wait: TimeDelta) -> Result<()> {
    let job = NewJob {
        kind: KIND,
        unique_key,
        payload: json!({ "sealed": work.vault()?.seal(KIND, letter)? }),
        run_at: work.now() + wait,
    };
    jobs::enqueue(work, job).await?;
    Ok(())
}

/// Writes the letters that were asked for.
pub struct WriteLetters {
    store: Store,
    frontend: String,
}

impl WriteLetters {
    /// `frontend` is where the links lead, without a slash at the end.
    pub fn new(store: Store, frontend: String) -> Self {
        Self { store, frontend }
    }

    async fn write(&self, job: &job::Model) -> Result<(), Failed> {
        let sealed = job.payload["sealed"].as_str().unwrap_or_default();
        let letter = self.store.vault()?.open(KIND, sealed);
        let letter = letter.and_then(|text| serde_json::from_str::<Letter>(&text).ok());
        let letter = letter.ok_or_else(|| {
            Failed::ForGood("it was sealed with another key than this process has".to_owned())
        })?;
        let work = Work::of_system(&self.store, "letters", Followers::default()).await?;
        let outcome = match letter {
            Letter::Nothing => Ok(()),
            Letter::Reset { email } => self.reset(&work, &email).await,
            Letter::Confirm { account, email } => self.confirm(&work, account, &email).await,
            Letter::Invitation { invitation } => self.invite(&work, invitation).await,
            Letter::Identity {
                account,
                issuer,
                subject,
            } => {
                let told = Told {
                    issuer,
                    subject,
                    email: None,
                    challenge: String::new(),
                };
                self.identify(&work, account, &told).await
            }
        };
        Ok(work.finish(outcome).await?)
    }

    async fn reset(&self, system: &Work, email: &str) -> Result<()> {
        let account = system.select::<account::Entity>();
        let account = account.filter(account::Column::Email.eq(email));
        let account = system.one(account).await?;
        let account = match account {
            Some(one) if !barred(system, &one).await? => Some(one),
            _ => None,
        };
        let Some(account) = account else {
            // In the place of a mail, so that nobody sees by what happens next that there is no account.
            let nothing = serde_json::to_string(&Letter::Nothing).map_err(Error::internal)?;
            return put(system, &nothing, None, TimeDelta::zero()).await;
        };
        let locale = locale_of(system, account.person_id).await?;
        let permit = system.permit_platform::<KeepSessions>()?;
        let purpose = TokenPurpose::ResetPassword;
        let token = one_time::make(system, &permit, purpose, account.id, (None, RESET_LASTS));
        let link = format!("{}/reset-password#{}", self.frontend, token.await?);
        let minutes = RESET_LASTS.num_minutes().to_string();
        let blanks = [("link", link.as_str()), ("minutes", minutes.as_str())];
        let mail = Mail {
            to: account.email,
            subject: say(locale.as_deref(), "reset-subject", &[]),
            text: say(locale.as_deref(), "reset-text", &blanks),
            calendar: None,
        };
        mail::enqueue(system, None, &mail).await?;
        Ok(())
    }

    async fn confirm(&self, system: &Work, account: Uuid, email: &str) -> Result<()> {
        let account = system
            .permit::<HoldAccount, account::Entity>(account)
            .await?;
        let locale = locale_of(system, account.person_id).await?;
        let permit = system.permit_platform::<KeepSessions>()?;
        let purpose = TokenPurpose::ConfirmEmail;
        let stands = (Some(email), CONFIRM_LASTS);
        let token = one_time::make(system, &permit, purpose, account.id, stands).await?;
        let link = format!("{}/confirm-email#{token}", self.frontend);
        let hours = CONFIRM_LASTS.num_hours().to_string();
        let blanks = [("link", link.as_str()), ("hours", hours.as_str())];
        let mail = Mail {
            to: email.to_owned(),
            subject: say(locale.as_deref(), "email-subject", &[]),
            text: say(locale.as_deref(), "email-text", &blanks),
            calendar: None,
        };
        mail::enqueue(system, None, &mail).await?;
        Ok(())
    }
}

impl WriteLetters {
    async fn identify(&self, system: &Work, account: Uuid, told: &Told) -> Result<()> {
        let account = system
            .permit::<HoldAccount, account::Entity>(account)
            .await?;
        let locale = locale_of(system, account.person_id).await?;
        let permit = system.permit_platform::<KeepSessions>()?;
        let purpose = (TicketPurpose::Link, Some(account.id));
        let token = make_ticket(system, &permit, purpose, told, CONFIRM_LASTS).await?;
        let link = format!("{}/confirm-identity#{token}", self.frontend);
        let hours = CONFIRM_LASTS.num_hours().to_string();
        let issuer = ("issuer", told.issuer.as_str());
        let blanks = [issuer, ("link", link.as_str()), ("hours", hours.as_str())];
        let mail = Mail {
            to: account.email.clone(),
            subject: say(locale.as_deref(), "identity-subject", &[]),
            text: say(locale.as_deref(), "identity-text", &blanks),
            calendar: None,
        };
        mail::enqueue(system, None, &mail).await?;
        Ok(())
    }

    async fn invite(&self, system: &Work, invitation: Uuid) -> Result<()> {
        let invitation = system
            .select::<invitation::Entity>()
            .filter(invitation::Column::Id.eq(invitation));
        let Some(invitation) = system.one(invitation).await? else {
            return Ok(());
        };
        let permit = system.permit_platform::<KeepInvitations>()?;
        let secret: [u8; 32] = rand::random();
        let token = URL_SAFE_NO_PAD.encode(secret);
        if !invitations::ready(system, &permit, &invitation, &token).await? {
            return Ok(());
        }
        let organisation = system
            .visible::<organisation::Entity>(invitation.organisation_id)
            .await?;
        let locale = invitation.locale.as_deref();
        let link = format!("{}/accept-invitation#{token}", self.frontend);
        let days = invitations::LASTS.num_days().to_string();
        let name = ("organisation", organisation.name.as_str());
        let blanks = [name, ("link", link.as_str()), ("days", days.as_str())];
        let mail = Mail {
            to: invitation.email.clone(),
            subject: say(locale, "invitation-subject", &[name]),
            text: say(locale, "invitation-text", &blanks),
            calendar: None,
        };
        mail::enqueue(system, None, &mail).await?;
        Ok(())
    }
}

/// Tells an address that an account uses it no longer.
pub async fn tell_old(system: &Work, account: &account::Model, new: &str) -> Result<()> {
    let locale = locale_of(system, account.person_id).await?;
    let mail = Mail {
        to: account.email.clone(),
        subject: say(locale.as_deref(), "email-changed-subject", &[]),
        text: say(locale.as_deref(), "email-changed-text", &[("email", new)]),
        calendar: None,
    };
    mail::enqueue(system, None, &mail).await?;
    Ok(())
}

async fn locale_of(system: &Work, person: Uuid) -> Result<Option<String>> {
    Ok(system.visible::<person::Entity>(person).await?.locale)
}

impl Handler for WriteLetters {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn run<'a>(&'a self, job: &'a job::Model) -> BoxFuture<'a, Result<(), Failed>> {
        self.write(job).boxed()
    }
}
