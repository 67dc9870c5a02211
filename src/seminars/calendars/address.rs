//! The secret address of a person's own calendar: known to who has it, recognised by its hash.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use entity::{calendar_address, person};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, QueryFilter};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{
    platform::{
        access::Work,
        error::{Refusal, Result},
        hex::hex,
        store::Store,
    },
    seminars::policy::{KeepCalendar, OpenCalendar},
};

fn print(secret: &str) -> String {
    hex(&Sha256::digest(secret))
}

/// There is an address already.
const EXISTS: &str = "CALENDAR_ADDRESS_EXISTS";

/// Makes a secret address for the viewer, in the place of one there is only if that is said. It is answered once and kept
/// nowhere.
pub async fn create(work: &Work, replace: bool) -> Result<String> {
    let own = work.viewer().person()?;
    let person = work.as_system("calendar");
    let person = person.permit::<KeepCalendar, person::Entity>(own).await?;
    let gone = work
        .clear_under::<calendar_address::Entity, _, _>(&person, Condition::all())
        .await?;
    if gone > 0 && !replace {
        let message = "There is an address already; it was shown when it was made. Say replace: true to make another, which ends it.";
        return Err(Refusal::new(EXISTS, message).at("replace").into());
    }
    let secret: [u8; 32] = rand::random();
    let secret = URL_SAFE_NO_PAD.encode(secret);
    let row = calendar_address::ActiveModel {
        hash: Set(print(&secret)),
        created_at: Set(work.now()),
        ..Default::default()
    };
    work.insert_all(vec![row], &person).await?;
    Ok(format!("/calendars/person/{secret}.ics"))
}

/// Ends the viewer's address, if it was made at that moment where one is given; answers whether there was such a one.
pub async fn revoke(work: &Work, made: Option<DateTime<Utc>>) -> Result<bool> {
    let own = work.viewer().person()?;
    let person = work.as_system("calendar");
    let person = person.permit::<KeepCalendar, person::Entity>(own).await?;
    let which = made.map(|made| calendar_address::Column::CreatedAt.eq(made));
    let which = Condition::all().add_option(which);
    let gone = work
        .clear_under::<calendar_address::Entity, _, _>(&person, which)
        .await?;
    Ok(gone > 0)
}

/// Whose address it is.
pub(super) async fn owner(store: &Store, secret: &str) -> Result<Option<Uuid>> {
    let work = Work::snapshot(store, "calendar").await?;
    let outcome = async {
        let all = work.permit_platform::<OpenCalendar>()?;
        let row = work
            .select_under::<calendar_address::Entity, _, _>(&all)
            .filter(calendar_address::Column::Hash.eq(print(secret)));
        Ok(work.one(row).await?.map(|row| row.person_id))
    }
    .await;
    work.finish(outcome).await
}
