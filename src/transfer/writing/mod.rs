//! Turning the records of a checked file into rows, table by table, what others point at first.

mod agreements;
mod documents;
mod exchange;
mod funding;
mod gatherings;
mod networks;
mod organisations;
mod people;
mod places;
mod prizes;
mod programmes;
mod projects;
mod seminars;
mod themes;

use chrono::{DateTime, Utc};
use entity::external_ref;
use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel,
};

use super::{
    Hash, Phase, Progress, Report, Taken,
    facts::Facts,
    file::File,
    lookup::SYSTEM,
    records::{Kind, Record, uuid_of},
    relations::Depths,
};
use crate::platform::{
    access::{Import, Permitted, Platform, Under, Work},
    clock::new_id,
    error::Result,
};

struct Writer<'a> {
    work: &'a Work,
    permit: &'a Permitted<Import, Platform>,
    file: &'a File,
    depths: &'a Depths,
    facts: Facts,
}

/// Writes everything.
pub(super) async fn write(
    work: &Work,
    permit: &Permitted<Import, Platform>,
    file: &File,
    depths: &Depths,
    taken: Taken,
    hash: Hash<'_>,
    progress: &impl Fn(Progress),
) -> Result<Report> {
    let mut report = Report::default();
    for type_name in Record::TYPES {
        let of_type = file
            .entries
            .iter()
            .filter(|entry| entry.record.type_name() == *type_name);
        match of_type.count() {
            0 => {}
            count => report.add(type_name, count),
        }
    }
    let mut writer = Writer {
        work,
        permit,
        file,
        depths,
        facts: Facts::gather(work, file).await?,
    };
    let mut done = 0;
    let mut tell = |types: &[&str]| {
        let counts = types.iter().filter_map(|one| report.counts.get(one));
        done += counts.sum::<usize>();
        progress(Progress {
            phase: Phase::Writing,
            done,
            total: Some(file.entries.len()),
        });
    };
    writer.places().await?;
    tell(&Record::TYPES[..6]);
    writer.themes().await?;
    tell(&["theme"]);
    writer.organisations().await?;
    tell(&["organisation", "organisationRelation"]);
    writer.people(hash).await?;
    tell(&["person", "affiliation", "account"]);
    writer.networks().await?;
    tell(&["network", "networkMembership", "networkCoordinator"]);
    writer.documents(taken).await?;
    tell(&["document", "documentVersion", "documentLink"]);
    writer.exchange().await?;
    tell(&[
        "experience",
        "reuseReport",
        "question",
        "exchangePost",
        "exchangeMatch",
        "comment",
    ]);
    writer.programmes().await?;
    tell(&[
        "programme",
        "fundingRuleSet",
        "fundingCall",
        "application",
        "fundingDecision",
        "prize",
        "initiative",
    ]);
    writer.projects().await?;
    writer.agreements().await?;
    tell(&["project", "projectRelation", "agreement"]);
    writer.seminars().await?;
    tell(&["seminarSeries", "seminar", "registration"]);
    writer.attachments().await?;
    tell(&["documentAttachment"]);
    writer.refs().await?;
    Ok(report)
}

impl Writer<'_> {
    async fn put<M>(&self, rows: Vec<M>) -> Result<()>
    where
        M: ActiveModelTrait + ActiveModelBehavior + Send,
        M::Entity: Under<Import, Platform>,
        <M::Entity as EntityTrait>::Model: IntoActiveModel<M>,
    {
        self.work.insert_all(rows, self.permit).await
    }

    /// Remembers what the file called things, so that a later import can point at them.
    async fn refs(&self) -> Result<()> {
        let entries = self.file.entries.iter().zip(&self.file.ids);
        let rows = entries.filter_map(|(entry, id)| {
            let text = entry.record.noted().ref_text()?;
            let kind = entry.record.kind();
            let named = kind == Kind::Country || uuid_of(text).is_some();
            (!named).then(|| {
                Ok(external_ref::ActiveModel {
                    id: Set(new_id()),
                    system: Set(SYSTEM.to_owned()),
                    kind: Set(kind.name().to_owned()),
                    external_id: Set(text.to_owned()),
                    entity_id: Set(*id),
                    url: Set(None),
                })
            })
        });
        self.put(made(rows)?).await
    }
}

/// All rows of one table, or why one of them cannot be made.
fn made<M>(rows: impl IntoIterator<Item = Result<M>>) -> Result<Vec<M>> {
    rows.into_iter().collect()
}

fn position(place: usize) -> i32 {
    i32::try_from(place).unwrap_or(i32::MAX)
}

/// What is published, when that was: now, unless the record says it is a draft.
fn published(is_published: Option<bool>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    is_published.unwrap_or(true).then_some(now)
}
