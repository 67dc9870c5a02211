//! An experience as clients see it.

use std::{collections::BTreeSet, sync::Arc};

use async_graphql::{Context, ID, Object, SimpleObject};
use entity::{
    Origin, Visibility,
    experience::{self, ExperienceState, Maturity, Reuse},
    experience_contact, experience_event, municipality_link, network_share, theme_link,
};

use crate::{
    documents::{Attached, DocumentFilter, DocumentOrder, attached},
    exchange::{
        circle::discusses,
        policy::{EditExperience, ReviewExperience},
        reuse, review,
        tally::{CommentsOn, Reuses, ReusesOf},
    },
    list,
    networks::{NetworkFilter, NetworkOrder},
    nodes::{Document, Municipality, Network, Organisation, Person, Theme},
    places::{MunicipalityFilter, MunicipalityOrder},
    platform::{
        access::{Allows, Viewer},
        error::Result,
        graphql::{
            ContextExt, Date, DateTime, Locale, LocalizedText, Money, Nullable, SafeInt, id,
        },
        list::Link,
    },
    themes::{ThemeFilter, ThemeOrder},
};

/// What the viewer may do with an experience as it stands.
#[derive(SimpleObject)]
pub struct ExperiencePermissions {
    /// Change it with `updateExperience`.
    pub edit: bool,
    /// Hand it in with `submitExperience`.
    pub submit: bool,
    /// Approve it or give it back with `reviewExperience`: never what one wrote or handed in oneself.
    pub review: bool,
    /// Say that it still holds, with `confirmExperience`.
    pub confirm: bool,
    /// End its life with `archiveExperience`.
    pub archive: bool,
    /// Comment on it with `addComment`.
    pub comment: bool,
    /// Report what came of using it, with `reportReuse`, for an organisation that one writes for, other than its owner.
    pub report_reuse: bool,
}

impl ExperiencePermissions {
    fn of(row: &experience::Model, viewer: &Viewer) -> Self {
        use ExperienceState::{Archived, Draft, InReview, Published, Stale};
        let edits = Allows::<EditExperience>::allows(row, viewer);
        let reads =
            Allows::<ReviewExperience>::allows(row, viewer) && review::is_foreign(row, viewer);
        let used = viewer.writes_for_some(|one| reuse::by(row, one).is_ok());
        Self {
            edit: edits && !matches!(row.state, InReview | Archived),
            submit: edits && row.state == Draft,
            review: reads && row.state == InReview,
            confirm: edits && matches!(row.state, Published | Stale),
            archive: edits && row.state != Archived,
            comment: discusses::<experience::Entity>(row, viewer),
            report_reuse: reuse::reportable(row).is_ok() && used,
        }
    }
}

/// Everything an experience says in one language.
#[derive(SimpleObject)]
pub struct ExperienceTranslation {
    /// The language.
    pub locale: Locale,
    /// Its title.
    pub title: Option<String>,
    /// What was the matter.
    pub challenge: Option<String>,
    /// What was done.
    pub approach: Option<String>,
    /// What came of it.
    pub outcome: Option<String>,
    /// What did not work.
    pub failures: Option<String>,
    /// What should be done otherwise next time.
    pub lessons: Option<String>,
    /// What must be so for it to work elsewhere.
    pub transfer_conditions: Option<String>,
}

/// Somebody who can be asked about an experience.
pub struct ExperienceContact(experience_contact::Model);

/// Somebody who can be asked about an experience.
#[Object]
impl ExperienceContact {
    /// The person; null when the viewer may not see them.
    async fn person(&self, ctx: &Context<'_>) -> Nullable<Person> {
        ctx.related::<entity::person::Entity, _>(self.0.person_id)
            .await
    }

    /// What they were to it.
    async fn role(&self) -> Option<&str> {
        self.0.role.as_deref()
    }
}

/// A step in the life of an experience.
pub struct ExperienceEvent(experience_event::Model);

/// A step in the life of an experience.
#[Object]
impl ExperienceEvent {
    /// What it was before.
    async fn from_state(&self) -> ExperienceState {
        self.0.from_state
    }

    /// What it was from then on.
    async fn to_state(&self) -> ExperienceState {
        self.0.to_state
    }

    /// Who took the step; null where time did, and for a person the viewer may not see.
    async fn person(&self, ctx: &Context<'_>) -> Nullable<Person> {
        ctx.related::<entity::person::Entity, _>(self.0.person_id)
            .await
    }

    /// Why, in the words of whoever took it.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// When.
    async fn at(&self) -> DateTime {
        self.0.at.into()
    }
}

/// How often an experience was used again, by what came of it.
#[derive(SimpleObject)]
pub struct ReuseCounts {
    /// Reports in which it worked.
    pub worked: i32,
    /// Reports in which some of it worked.
    pub partly: i32,
    /// Reports in which it did not.
    pub failed: i32,
}

impl From<Reuses> for ReuseCounts {
    fn from(reuses: Reuses) -> Self {
        Self {
            worked: reuses.worked,
            partly: reuses.partly,
            failed: reuses.failed,
        }
    }
}

pub struct ExperienceFields(pub Arc<experience::Model>);

#[Object]
impl ExperienceFields {
    /// Opaque id of this experience.
    async fn id(&self) -> ID {
        id::global("Experience", self.0.id)
    }

    /// Main language, in which the texts were written first.
    async fn locale(&self) -> Locale {
        Locale(self.0.locale.clone())
    }

    /// Title in the language that fits the reader best.
    async fn title(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The language wanted, instead of those of the request's Accept-Language."
        )]
        locale: Option<Locale>,
    ) -> LocalizedText {
        ctx.named(&self.0.title, &self.0.locale, locale)
    }

    /// What was the matter, in the language that fits the reader best.
    async fn challenge(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The language wanted, instead of those of the request's Accept-Language."
        )]
        locale: Option<Locale>,
    ) -> Option<LocalizedText> {
        ctx.localize(self.0.challenge.as_ref()?, &self.0.locale, locale)
    }

    /// What was done.
    async fn approach(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The language wanted, instead of those of the request's Accept-Language."
        )]
        locale: Option<Locale>,
    ) -> Option<LocalizedText> {
        ctx.localize(self.0.approach.as_ref()?, &self.0.locale, locale)
    }

    /// What came of it.
    async fn outcome(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The language wanted, instead of those of the request's Accept-Language."
        )]
        locale: Option<Locale>,
    ) -> Option<LocalizedText> {
        ctx.localize(self.0.outcome.as_ref()?, &self.0.locale, locale)
    }

    /// What did not work.
    async fn failures(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The language wanted, instead of those of the request's Accept-Language."
        )]
        locale: Option<Locale>,
    ) -> Option<LocalizedText> {
        ctx.localize(self.0.failures.as_ref()?, &self.0.locale, locale)
    }

    /// What should be done otherwise next time.
    async fn lessons(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The language wanted, instead of those of the request's Accept-Language."
        )]
        locale: Option<Locale>,
    ) -> Option<LocalizedText> {
        ctx.localize(self.0.lessons.as_ref()?, &self.0.locale, locale)
    }

    /// What must be so for it to work elsewhere.
    async fn transfer_conditions(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The language wanted, instead of those of the request's Accept-Language."
        )]
        locale: Option<Locale>,
    ) -> Option<LocalizedText> {
        ctx.localize(self.0.transfer_conditions.as_ref()?, &self.0.locale, locale)
    }

    /// Everything it says, language by language, for those who edit it.
    async fn translations(&self) -> Vec<ExperienceTranslation> {
        translations(&self.0)
    }

    /// What it cost.
    async fn cost(&self) -> Option<Money> {
        self.0.cost.as_ref().map(Money::from)
    }

    /// What it cost, in words.
    async fn cost_text(&self) -> Option<&str> {
        self.0.cost_text.as_deref()
    }

    /// First day, where known.
    async fn starts_on(&self) -> Option<Date> {
        self.0.starts_on.map(Date)
    }

    /// First day after it, where known.
    async fn ends_on(&self) -> Option<Date> {
        self.0.ends_on.map(Date)
    }

    /// The period in words.
    async fn period_text(&self) -> Option<&str> {
        self.0.period_text.as_deref()
    }

    /// How far it has come.
    async fn maturity(&self) -> Maturity {
        self.0.maturity
    }

    /// Where it stands in its life.
    async fn state(&self) -> ExperienceState {
        self.0.state
    }

    /// Who may use it again.
    async fn reuse(&self) -> Reuse {
        self.0.reuse
    }

    /// Its licence in words.
    async fn licence(&self) -> Option<&str> {
        self.0.licence.as_deref()
    }

    /// Who may see it once it is published; its networks may narrow that.
    async fn visibility(&self) -> Visibility {
        self.0.visibility
    }

    /// When it was first published.
    async fn published_at(&self) -> Option<DateTime> {
        self.0.published_at.map(DateTime)
    }

    /// When somebody last said that it holds.
    async fn reviewed_at(&self) -> Option<DateTime> {
        self.0.reviewed_at.map(DateTime)
    }

    /// When it becomes stale, or became so, unless somebody confirms it.
    async fn review_due_at(&self) -> Option<DateTime> {
        self.0.review_due_at.map(DateTime)
    }

    /// The organisation that answers for it.
    async fn owner(&self, ctx: &Context<'_>) -> Nullable<Organisation> {
        ctx.related::<entity::organisation::Entity, _>(self.0.owner_id)
            .await
    }

    /// Who wrote it first; null where that is not known, or for a person the viewer may not see.
    async fn author(&self, ctx: &Context<'_>) -> Nullable<Person> {
        ctx.related::<entity::person::Entity, _>(self.0.author_id)
            .await
    }

    /// Who can be asked about it, in order.
    async fn contacts(&self, ctx: &Context<'_>) -> Result<Vec<ExperienceContact>> {
        let rows = ctx
            .details::<experience::Entity, experience_contact::Entity>(&self.0)
            .await?;
        Ok(rows.iter().cloned().map(ExperienceContact).collect())
    }

    /// Its life so far, oldest step first; null for those who neither edit nor review it.
    async fn history(&self, ctx: &Context<'_>) -> Nullable<Vec<ExperienceEvent>> {
        Nullable::of(async {
            if !Allows::<ReviewExperience>::allows(&*self.0, ctx.viewer()) {
                return Ok(None);
            }
            let rows = ctx
                .details::<experience::Entity, experience_event::Entity>(&self.0)
                .await?;
            Ok(Some(rows.iter().cloned().map(ExperienceEvent).collect()))
        })
        .await
    }

    /// How many comments it has, answers too; hidden and deleted ones do not count.
    async fn comment_count(&self, ctx: &Context<'_>) -> Result<i32> {
        let count = ctx.loader().load_one(CommentsOn(self.0.id)).await?;
        Ok(count.unwrap_or(0))
    }

    /// How often it was used again, by what came of it.
    async fn reuse_counts(&self, ctx: &Context<'_>) -> Result<ReuseCounts> {
        let reuses = ctx.loader().load_one(ReusesOf(self.0.id)).await?;
        Ok(reuses.unwrap_or_default().into())
    }

    /// Where the record was taken from.
    async fn source(&self) -> Option<&str> {
        self.0.source.as_deref()
    }

    /// How the record came to Erfa.
    async fn origin(&self) -> Origin {
        self.0.origin
    }

    /// When it was added to Erfa.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When it was last changed.
    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }

    /// Grows with every change; a change names the version it was made from.
    async fn version(&self) -> SafeInt {
        self.0.version.into()
    }

    /// What the viewer may do with it.
    async fn viewer_can(&self, ctx: &Context<'_>) -> ExperiencePermissions {
        ExperiencePermissions::of(&self.0, ctx.viewer())
    }
}

fn translations(row: &experience::Model) -> Vec<ExperienceTranslation> {
    let texts = [
        Some(&row.title),
        row.challenge.as_ref(),
        row.approach.as_ref(),
        row.outcome.as_ref(),
        row.failures.as_ref(),
        row.lessons.as_ref(),
        row.transfer_conditions.as_ref(),
    ];
    let locales = texts.iter().flatten().flat_map(|text| text.0.keys());
    let locales: BTreeSet<&String> = locales.collect();
    let one = |locale: &String| {
        let of = |text: Option<&entity::LocalizedText>| text?.get(locale).map(str::to_owned);
        ExperienceTranslation {
            locale: Locale(locale.clone()),
            title: of(Some(&row.title)),
            challenge: of(row.challenge.as_ref()),
            approach: of(row.approach.as_ref()),
            outcome: of(row.outcome.as_ref()),
            failures: of(row.failures.as_ref()),
            lessons: of(row.lessons.as_ref()),
            transfer_conditions: of(row.transfer_conditions.as_ref()),
        }
    };
    locales.into_iter().map(one).collect()
}

list! {
    /// The documents that bear it out, as far as the viewer may see them.
    EvidenceOfExperience of experience { evidence: document as Document, filter DocumentFilter, order DocumentOrder,
        by attached(), within Attached::evidence }
}
list! {
    /// What it is about, goals for sustainable development among them.
    ThemesOfExperience of experience { themes: theme as Theme, filter ThemeFilter, order ThemeOrder,
        by Link::through(theme_link::Entity, theme_link::Column::SubjectId, theme_link::Column::ThemeId) }
}
list! {
    /// The municipalities it is about or comes from, by name.
    MunicipalitiesOfExperience of experience { municipalities: municipality as Municipality, filter MunicipalityFilter, order MunicipalityOrder,
        by Link::through(municipality_link::Entity, municipality_link::Column::SubjectId, municipality_link::Column::MunicipalityId) }
}
list! {
    /// The networks it is shared in, as far as the viewer may see them.
    NetworksOfExperience of experience { networks: network as Network, filter NetworkFilter, order NetworkOrder,
        by Link::through(network_share::Entity, network_share::Column::SubjectId, network_share::Column::NetworkId) }
}
