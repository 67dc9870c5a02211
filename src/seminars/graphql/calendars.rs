//! Where calendars are to be subscribed to.

use std::sync::Arc;

use async_graphql::{Context, InputObject, Object};
use entity::{calendar_address, municipality, network, person, region, seminar, theme};

use crate::{
    payload,
    platform::{
        error::Result,
        graphql::{ContextExt, DateTime, Nullable, id},
    },
    seminars::calendars,
};

macro_rules! calendar_of {
    ($(#[doc = $about:literal])+ $name:ident of $table:ident at $kind:literal as $node:literal) => {
        pub struct $name(pub Arc<$table::Model>);

        #[Object]
        impl $name {
            $(#[doc = $about])+
            async fn calendar_url(&self) -> String {
                format!("/calendars/{}/{}.ics", $kind, *id::global($node, self.0.id))
            }
        }
    };
}

calendar_of! {
    /// Its calendar to subscribe to, in iCalendar: a path on this server. It holds the network's seminars that anyone may see.
    CalendarOfNetwork of network at "network" as "Network"
}
calendar_of! {
    /// Its calendar to subscribe to, in iCalendar: a path on this server. It holds the seminars in or about its municipalities
    /// that anyone may see.
    CalendarOfRegion of region at "region" as "Region"
}
calendar_of! {
    /// Its calendar to subscribe to, in iCalendar: a path on this server. It holds the seminars in or about it that anyone may see.
    CalendarOfMunicipality of municipality at "municipality" as "Municipality"
}
calendar_of! {
    /// Its calendar to subscribe to, in iCalendar: a path on this server. It holds the seminars of networks with this theme that
    /// anyone may see.
    CalendarOfTheme of theme at "theme" as "Theme"
}

pub struct CalendarOfSeminar(pub Arc<seminar::Model>);

#[Object]
impl CalendarOfSeminar {
    /// The seminar as a calendar, in iCalendar: a path on this server, for whoever sees the seminar. Null while it has no exact time.
    async fn calendar_url(&self) -> Option<String> {
        let id = id::global("Seminar", self.0.id);
        let timed = self.0.starts_at.is_some();
        timed.then(|| format!("/calendars/seminar/{}.ics", *id))
    }
}

pub struct ViewerCalendar(pub Arc<person::Model>);

#[Object]
impl ViewerCalendar {
    /// When the secret address of the viewer's own calendar was made; null while they have none. The address itself is
    /// answered once, by createCalendarAddress.
    async fn calendar_address_created_at(&self, ctx: &Context<'_>) -> Nullable<DateTime> {
        let rows = ctx
            .details::<person::Entity, calendar_address::Entity>(&self.0)
            .await;
        rows.map(|rows| rows.first().map(|row| row.created_at.into()))
            .into()
    }
}

/// An address for the viewer's own calendar.
#[derive(InputObject)]
pub struct CreateCalendarAddressInput {
    /// True: takes the place of the address there is, which ends at once.
    #[graphql(default)]
    pub replace: bool,
}

/// Which address ends.
#[derive(InputObject)]
pub struct RevokeCalendarAddressInput {
    /// Only the one made at this moment; without it whichever there is.
    pub created_at: Option<DateTime>,
}

payload! {
    /// What was made, or why not.
    CreateCalendarAddressPayload {
        /// Where the viewer's own calendar is to be subscribed to: a path on this server. Whoever knows it reads the calendar, and it
        /// is never answered again.
        calendar_url: String
    }
}
payload! {
    /// What was ended, or why not.
    RevokeCalendarAddressPayload {
        /// Whether there was such an address.
        revoked: bool
    }
}

#[derive(Default)]
pub struct CalendarMutations;

#[Object]
impl CalendarMutations {
    /// Makes a secret address for the viewer's own calendar: the seminars that they have a seat at or arrange. Refused with
    /// `CALENDAR_ADDRESS_EXISTS` where there is one and `replace` is not said.
    async fn create_calendar_address(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: CreateCalendarAddressInput,
    ) -> Result<CreateCalendarAddressPayload> {
        let work = ctx.begin().await?;
        let outcome = calendars::create(&work, input.replace).await;
        CreateCalendarAddressPayload::from_outcome(work.finish(outcome).await)
    }

    /// Ends the secret address of the viewer's own calendar at once: nobody reads it there any more.
    async fn revoke_calendar_address(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which address; `{}` for whichever there is.")]
        input: RevokeCalendarAddressInput,
    ) -> Result<RevokeCalendarAddressPayload> {
        let work = ctx.begin().await?;
        let made = input.created_at.map(|at| at.0);
        let outcome = calendars::revoke(&work, made).await;
        RevokeCalendarAddressPayload::from_outcome(work.finish(outcome).await)
    }
}
