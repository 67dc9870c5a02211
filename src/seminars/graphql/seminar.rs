//! A seminar: what it is, when it is, and where it stands.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, SimpleObject};
use entity::{
    Origin, Visibility, agenda_item,
    seminar::{self, SeminarKind, SeminarState},
    seminar_series::{self, SeriesRegistrationMode},
};

use crate::{
    nodes::Person,
    platform::{
        error::Result,
        graphql::{
            ContextExt, DateTime, LocalDateTime, Locale, LocalizedText, Nullable, PartialDate,
            SafeInt, TimeZone, id, list_size,
        },
    },
    seminars::{stage, time},
};

/// When a postponed seminar was first to start.
#[derive(SimpleObject)]
pub struct OriginalStart {
    /// In words, where the time was not exact.
    pub text: Option<String>,
    /// The instant, where it was.
    pub at: Option<DateTime>,
}

pub struct AgendaItem(agenda_item::Model);

/// One point of the programme of the day.
#[Object]
impl AgendaItem {
    /// What it is about.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// More about it; plain text.
    async fn description(&self) -> Option<&str> {
        self.0.description.as_deref()
    }

    /// Who speaks, in words.
    async fn speaker(&self) -> Option<&str> {
        self.0.speaker.as_deref()
    }

    /// The person who speaks, where they are recorded here; null when the viewer may not see them.
    async fn speaker_person(&self, ctx: &Context<'_>) -> Nullable<Person> {
        ctx.related::<entity::person::Entity, _>(self.0.speaker_id)
            .await
    }

    /// Minutes from the start of the seminar.
    async fn starts_after_minutes(&self) -> Option<i32> {
        self.0.starts_after_minutes
    }

    /// How long it takes, in minutes.
    async fn duration_minutes(&self) -> Option<i32> {
        self.0.duration_minutes
    }
}

pub struct SeminarFields(pub Arc<seminar::Model>);

#[Object]
impl SeminarFields {
    /// Opaque id of this seminar.
    async fn id(&self) -> ID {
        id::global("Seminar", self.0.id)
    }

    /// What kind of meeting it is.
    async fn kind(&self) -> SeminarKind {
        self.0.kind
    }

    /// The kind in the source's words, where ours is coarser.
    async fn kind_text(&self) -> Option<&str> {
        self.0.kind_text.as_deref()
    }

    /// Its main language, in which the texts were written first.
    async fn locale(&self) -> Locale {
        Locale(self.0.locale.clone())
    }

    /// Its title.
    async fn title(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language wanted; without it the request's Accept-Language decides.")]
        locale: Option<Locale>,
    ) -> LocalizedText {
        let row = &self.0;
        let title = ctx.localize(&row.title, &row.locale, locale);
        title.unwrap_or_else(|| LocalizedText {
            text: String::new(),
            locale: Locale(row.locale.clone()),
            is_fallback: true,
        })
    }

    /// Its title in every language there is.
    #[graphql(directive = list_size::apply(3))]
    async fn titles(&self) -> Vec<LocalizedText> {
        let every = self.0.title.0.iter();
        let text = |(locale, text): (&String, &String)| LocalizedText {
            text: text.clone(),
            locale: Locale(locale.clone()),
            is_fallback: false,
        };
        every.map(text).collect()
    }

    /// What it is about and for whom; plain text.
    async fn description(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language wanted; without it the request's Accept-Language decides.")]
        locale: Option<Locale>,
    ) -> Option<LocalizedText> {
        let texts = self.0.description.as_ref()?;
        ctx.localize(texts, &self.0.locale, locale)
    }

    /// Its theme, in words.
    async fn theme_text(&self) -> Option<&str> {
        self.0.theme_text.as_deref()
    }

    /// Where it stands, from the first idea to what was held.
    async fn state(&self) -> SeminarState {
        self.0.state
    }

    /// IANA zone of the local times.
    async fn time_zone(&self) -> TimeZone {
        TimeZone(self.0.time_zone.parse().unwrap_or(chrono_tz::Tz::UTC))
    }

    /// Start on the clocks of `timeZone`; null while it is not known exactly.
    async fn starts_local(&self) -> Option<LocalDateTime> {
        self.0.starts_local.map(LocalDateTime)
    }

    /// End on the clocks of `timeZone`.
    async fn ends_local(&self) -> Option<LocalDateTime> {
        self.0.ends_local.map(LocalDateTime)
    }

    /// Start as an instant, derived from the local time and the zone.
    async fn starts_at(&self) -> Option<DateTime> {
        self.0.starts_at.map(DateTime)
    }

    /// End as an instant.
    async fn ends_at(&self) -> Option<DateTime> {
        self.0.ends_at.map(DateTime)
    }

    /// How long it lasts, in whole minutes; null while start or end is unknown.
    async fn duration_minutes(&self) -> Option<i32> {
        let lasts = self.0.ends_at? - self.0.starts_at?;
        i32::try_from(lasts.num_minutes()).ok()
    }

    /// When it is, where the start is not known exactly; null where it is, or where nothing is known.
    async fn when(&self) -> Option<PartialDate> {
        let when = time::vague_of(&self.0);
        match self.0.starts_at {
            None => PartialDate::of(&when.text, when.earliest, when.latest),
            Some(_) => None,
        }
    }

    /// When a postponed one was first to start; null for one that was never postponed.
    async fn original_start(&self) -> Option<OriginalStart> {
        let (text, at) = (&self.0.original_start_text, self.0.original_starts_at);
        (text.is_some() || at.is_some()).then(|| OriginalStart {
            text: text.clone(),
            at: at.map(DateTime),
        })
    }

    /// Why it was postponed or cancelled.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// The programme of the day, in order.
    async fn agenda(&self, ctx: &Context<'_>) -> Result<Vec<AgendaItem>> {
        let rows = ctx
            .details::<seminar::Entity, agenda_item::Entity>(&self.0)
            .await?;
        Ok(rows.iter().cloned().map(AgendaItem).collect())
    }

    /// How many took part, as the source states.
    async fn stated_participants(&self) -> Option<i32> {
        self.0.stated_participants
    }

    /// Who took part, in the source's words.
    async fn stated_participants_text(&self) -> Option<&str> {
        self.0.stated_participants_text.as_deref()
    }

    /// How many sessions it had, as the source states.
    async fn stated_sessions(&self) -> Option<i32> {
        self.0.stated_sessions
    }

    /// How often it is held, in words.
    async fn frequency_text(&self) -> Option<&str> {
        self.0.frequency_text.as_deref()
    }

    /// A remark.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }

    /// Who may see it, as its organisers chose; its networks may narrow that, and until it is published only its
    /// organisers see it.
    async fn visibility(&self) -> Visibility {
        self.0.visibility
    }

    /// When it was first published; null for a draft.
    async fn published_at(&self) -> Option<DateTime> {
        self.0.published_at.map(DateTime)
    }

    /// Where the record was taken from.
    async fn source(&self) -> Option<&str> {
        self.0.source.as_deref()
    }

    /// Where the record came from.
    async fn origin(&self) -> Origin {
        self.0.origin
    }

    /// When the record was made.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When the record was last changed.
    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }

    /// Grows with every change by organisers, and not with what participants do; a change names the version it was made from.
    async fn version(&self) -> SafeInt {
        self.0.edition.into()
    }

    /// What the viewer may do with it.
    async fn viewer_can(&self, ctx: &Context<'_>) -> Result<SeminarPermissions> {
        let now = ctx.reader().store().clock.now();
        let mut can = stage::permissions(&self.0, ctx.viewer(), now);
        if let Some(series) = self.0.series_id.filter(|_| can.register) {
            let series = ctx.load::<seminar_series::Entity>(series).await?;
            let whole =
                |one: &seminar_series::Model| one.registration == SeriesRegistrationMode::Series;
            can.register = !series.is_some_and(|series| whole(&series));
        }
        Ok(can)
    }
}

/// What a viewer may do with a seminar.
#[derive(SimpleObject)]
pub struct SeminarPermissions {
    /// Change it, postpone it, cancel it.
    pub edit: bool,
    /// Publish it; the input may still be found incomplete.
    pub publish: bool,
    /// Register for it now; who is registered already gets that registration. False for an occurrence of a series for which people register as a whole.
    pub register: bool,
    /// Register others and cancel for them.
    pub manage_registrations: bool,
}
