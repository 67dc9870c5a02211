//! A programme, and what hangs on it.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, SimpleObject};
use entity::{
    Origin, Visibility, network_share, party,
    programme::{self, ProgrammeStatus},
    programme_participation::{self, ParticipationStatus},
    programme_point::{self, PointKind},
    programme_target, theme_link,
};

use super::{
    MunicipalityProgramme, OrganisationProgramme, Party, ProgrammeFilter, ProgrammeOrder,
    every_language,
};
use crate::{
    documents::{DocumentFilter, DocumentOrder, attached},
    list,
    nodes::{Country, Document, Municipality, Organisation, Person, Programme},
    places::country_id,
    platform::{
        access::{Allows, Viewer},
        error::Result,
        graphql::{
            ContextExt, Date, DateTime, Locale, LocalizedText, Money, Nullable, SafeInt, id,
            list_size,
        },
        list::Link,
    },
    programmes::{party::may_leave, policy::Edit},
};

/// When something begins and ends, exactly or in words.
#[derive(SimpleObject)]
pub struct ProgrammePeriod {
    /// The first day, or the first that the words may mean.
    pub starts_on: Option<Date>,
    /// The beginning in the source's words: `2020`.
    pub starts_text: Option<String>,
    /// The last day, or the last that the words may mean.
    pub ends_on: Option<Date>,
    /// The end in the source's words.
    pub ends_text: Option<String>,
}

/// One line of action of a programme's plan.
#[derive(SimpleObject)]
pub struct ProgrammeAction {
    /// The letter or number it goes by.
    pub key: Option<String>,
    /// What it is called.
    pub title: String,
}

/// How many projects a programme aims at in a year; a range, and never a hard stop.
#[derive(SimpleObject)]
pub struct ProgrammeTarget {
    /// The year.
    pub year: i32,
    /// At least so many.
    pub projects_min: Option<i32>,
    /// At most so many.
    pub projects_max: Option<i32>,
}

impl From<&programme_target::Model> for ProgrammeTarget {
    fn from(row: &programme_target::Model) -> Self {
        Self {
            year: row.year,
            projects_min: row.projects_min,
            projects_max: row.projects_max,
        }
    }
}

/// What the viewer may do with a programme.
#[derive(SimpleObject)]
pub struct ProgrammePermissions {
    /// Change it with `updateProgramme`, and write its rules and calls.
    pub edit: bool,
    /// Take an organisation out of it with `leaveProgramme`: one that has a part in it, and that the viewer is an editor or
    /// admin of.
    pub leave: bool,
}

/// A municipality or another organisation takes part in a programme.
pub struct ProgrammeParticipation(programme_participation::Model);

/// A municipality or another organisation takes part in a programme.
#[Object]
impl ProgrammeParticipation {
    /// The municipality, where one takes part as a place.
    async fn municipality(&self, ctx: &Context<'_>) -> Nullable<Municipality> {
        ctx.related::<entity::municipality::Entity, _>(self.0.municipality_id)
            .await
    }

    /// The organisation, where it is no municipality.
    async fn organisation(&self, ctx: &Context<'_>) -> Nullable<Organisation> {
        ctx.related::<entity::organisation::Entity, _>(self.0.organisation_id)
            .await
    }

    /// How far it has come.
    async fn status(&self) -> ParticipationStatus {
        self.0.status
    }

    /// The day on which it began to take part, where known.
    async fn starts_on(&self) -> Option<Date> {
        self.0.starts_on.map(Date)
    }

    /// The day on which it stopped, where known.
    async fn ends_on(&self) -> Option<Date> {
        self.0.ends_on.map(Date)
    }
}

pub struct ProgrammeFields(pub Arc<programme::Model>);

impl ProgrammeFields {
    async fn points(&self, ctx: &Context<'_>, kind: PointKind) -> Result<Vec<String>> {
        let rows = ctx
            .details::<programme::Entity, programme_point::Entity>(&self.0)
            .await?;
        let of_kind = rows.iter().filter(|row| row.kind == kind);
        Ok(of_kind.map(|row| row.text.clone()).collect())
    }
}

#[Object]
impl ProgrammeFields {
    /// Opaque id of this programme.
    async fn id(&self) -> ID {
        id::global("Programme", self.0.id)
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

    /// Title in every language it has, for those who edit it.
    #[graphql(directive = list_size::apply(3))]
    async fn titles(&self) -> Vec<LocalizedText> {
        every_language(Some(&self.0.title))
    }

    /// What it is in the source's words: a campaign, a regional action plan.
    async fn kind_text(&self) -> Option<&str> {
        self.0.kind_text.as_deref()
    }

    /// Where it stands in its life; null where the source does not say.
    async fn status(&self) -> Option<ProgrammeStatus> {
        self.0.status
    }

    /// Where it stands in the source's words: `running (2023)`.
    async fn status_text(&self) -> Option<&str> {
        self.0.status_text.as_deref()
    }

    /// The country it belongs to; null when it crosses borders or none is known.
    async fn country(&self, ctx: &Context<'_>) -> Nullable<Country> {
        let country = self.0.country_code.as_deref().map(country_id);
        ctx.related::<entity::country::Entity, _>(country).await
    }

    /// When it runs.
    async fn period(&self) -> ProgrammePeriod {
        ProgrammePeriod {
            starts_on: self.0.starts_on.map(Date),
            starts_text: self.0.starts_text.clone(),
            ends_on: self.0.ends_on.map(Date),
            ends_text: self.0.ends_text.clone(),
        }
    }

    /// How many years a project of it takes.
    async fn project_period_years(&self) -> Option<i32> {
        self.0.project_period_years
    }

    /// What it is about, in the language that fits the reader best.
    async fn summary(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The language wanted, instead of those of the request's Accept-Language."
        )]
        locale: Option<Locale>,
    ) -> Option<LocalizedText> {
        ctx.localize(self.0.summary.as_ref()?, &self.0.locale, locale)
    }

    /// What it is about, in every language it has.
    #[graphql(directive = list_size::apply(3))]
    async fn summaries(&self) -> Vec<LocalizedText> {
        every_language(self.0.summary.as_ref())
    }

    /// The money it has.
    async fn budget(&self) -> Option<Money> {
        self.0.budget.as_ref().map(Money::from)
    }

    /// The money that others add.
    async fn co_financing(&self) -> Option<Money> {
        self.0.co_financing.as_ref().map(Money::from)
    }

    /// Who adds it, in words.
    async fn co_financing_from(&self) -> Option<&str> {
        self.0.co_financing_from.as_deref()
    }

    /// How many take part, as the source counts them; `participations` may list fewer.
    async fn stated_participant_count(&self) -> Option<i32> {
        self.0.stated_participant_count
    }

    /// The programme it is a part of.
    async fn parent(&self, ctx: &Context<'_>) -> Nullable<Programme> {
        ctx.related::<programme::Entity, _>(self.0.parent_id).await
    }

    /// The organisation that answers for it here: the first of its owners.
    async fn owner(&self, ctx: &Context<'_>) -> Nullable<Organisation> {
        ctx.related::<entity::organisation::Entity, _>(self.0.owner_id)
            .await
    }

    /// Who owns, runs, funds and supports it: owners first, in the order of the source.
    async fn parties(&self, ctx: &Context<'_>) -> Result<Vec<Party>> {
        let rows = ctx
            .details::<programme::Entity, party::Entity>(&self.0)
            .await?;
        Ok(Party::in_order(&rows))
    }

    /// Who takes part.
    async fn participations(&self, ctx: &Context<'_>) -> Result<Vec<ProgrammeParticipation>> {
        let rows = ctx
            .details::<programme::Entity, programme_participation::Entity>(&self.0)
            .await?;
        Ok(rows.iter().cloned().map(ProgrammeParticipation).collect())
    }

    /// What it works with.
    async fn focus_areas(&self, ctx: &Context<'_>) -> Result<Vec<String>> {
        self.points(ctx, PointKind::FocusArea).await
    }

    /// For whom it is.
    async fn target_groups(&self, ctx: &Context<'_>) -> Result<Vec<String>> {
        self.points(ctx, PointKind::TargetGroup).await
    }

    /// Who may apply.
    async fn eligibility(&self, ctx: &Context<'_>) -> Result<Vec<String>> {
        self.points(ctx, PointKind::Eligibility).await
    }

    /// By what participants are chosen.
    async fn selection_criteria(&self, ctx: &Context<'_>) -> Result<Vec<String>> {
        self.points(ctx, PointKind::SelectionCriterion).await
    }

    /// What participants must do.
    async fn conditions(&self, ctx: &Context<'_>) -> Result<Vec<String>> {
        self.points(ctx, PointKind::Condition).await
    }

    /// What it is to reach.
    async fn goals(&self, ctx: &Context<'_>) -> Result<Vec<String>> {
        self.points(ctx, PointKind::Goal).await
    }

    /// What it answers to.
    async fn challenges(&self, ctx: &Context<'_>) -> Result<Vec<String>> {
        self.points(ctx, PointKind::Challenge).await
    }

    /// Facts behind it.
    async fn context_facts(&self, ctx: &Context<'_>) -> Result<Vec<String>> {
        self.points(ctx, PointKind::ContextFact).await
    }

    /// What must be handed in afterwards.
    async fn reporting_duties(&self, ctx: &Context<'_>) -> Result<Vec<String>> {
        self.points(ctx, PointKind::ReportingDuty).await
    }

    /// By what projects are judged.
    async fn criteria(&self, ctx: &Context<'_>) -> Result<Vec<String>> {
        self.points(ctx, PointKind::Criterion).await
    }

    /// The strategies it hangs on.
    async fn anchored_in(&self, ctx: &Context<'_>) -> Result<Vec<String>> {
        self.points(ctx, PointKind::Anchor).await
    }

    /// Things of the kind elsewhere.
    async fn related_initiatives(&self, ctx: &Context<'_>) -> Result<Vec<String>> {
        self.points(ctx, PointKind::RelatedInitiative).await
    }

    /// Its themes in the source's words; `themes` names those of Erfa.
    async fn theme_texts(&self, ctx: &Context<'_>) -> Result<Vec<String>> {
        self.points(ctx, PointKind::Theme).await
    }

    /// The lines of action of its plan.
    async fn actions(&self, ctx: &Context<'_>) -> Result<Vec<ProgrammeAction>> {
        let rows = ctx
            .details::<programme::Entity, programme_point::Entity>(&self.0)
            .await?;
        let actions = rows.iter().filter(|row| row.kind == PointKind::Action);
        let action = |row: &programme_point::Model| ProgrammeAction {
            key: row.key.clone(),
            title: row.text.clone(),
        };
        Ok(actions.map(action).collect())
    }

    /// How many projects it aims at, year by year.
    async fn targets(&self, ctx: &Context<'_>) -> Result<Vec<ProgrammeTarget>> {
        let rows = ctx
            .details::<programme::Entity, programme_target::Entity>(&self.0)
            .await?;
        Ok(rows.iter().map(ProgrammeTarget::from).collect())
    }

    /// What else is to be known.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }

    /// The part of the owner that answers for it.
    async fn responsible_unit(&self) -> Option<&str> {
        self.0.responsible_unit.as_deref()
    }

    /// Who keeps what is written here; null is a gap to be filled.
    async fn content_owner(&self, ctx: &Context<'_>) -> Nullable<Person> {
        ctx.related::<entity::person::Entity, _>(self.0.content_owner_id)
            .await
    }

    /// The day on which somebody last looked through what is written here.
    async fn last_reviewed_on(&self) -> Option<Date> {
        self.0.last_reviewed_on.map(Date)
    }

    /// The day by which somebody is to look through it again.
    async fn review_due_on(&self) -> Option<Date> {
        self.0.review_due_on.map(Date)
    }

    /// Who may see it once it is published; the circles of the networks it is shared in narrow that.
    async fn visibility(&self) -> Visibility {
        self.0.visibility
    }

    /// False while it is a draft of its editors.
    async fn is_published(&self) -> bool {
        self.0.published_at.is_some()
    }

    /// Where the record was taken from.
    async fn source(&self) -> Option<&str> {
        self.0.source.as_deref()
    }

    /// The day on which the source was last changed.
    async fn source_updated_on(&self) -> Option<Date> {
        self.0.source_updated_on.map(Date)
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

    /// Grows with every change; `updateProgramme` names the version it was made from.
    async fn version(&self) -> SafeInt {
        self.0.version.into()
    }

    /// What the viewer may do with it.
    async fn viewer_can(&self, ctx: &Context<'_>) -> Result<ProgrammePermissions> {
        let viewer: &Viewer = ctx.viewer();
        let parties = ctx
            .details::<programme::Entity, party::Entity>(&self.0)
            .await?;
        Ok(ProgrammePermissions {
            edit: Allows::<Edit>::allows(&*self.0, viewer),
            leave: may_leave(viewer, &parties, self.0.owner_id),
        })
    }
}

list! {
    /// The documents that belong with the programme, its reports among them; as far as the viewer may see them.
    DocumentsOfProgramme of programme { documents: document as Document, filter DocumentFilter, order DocumentOrder, by attached() }
}
list! {
    /// The programmes that are parts of it, by title.
    PartsOfProgramme of programme { parts: programme as Programme, filter ProgrammeFilter, order ProgrammeOrder,
        by Link::by(programme::Column::ParentId) }
}
list! {
    /// The networks it is shared in, as far as the viewer may see them, by name.
    NetworksOfProgramme of programme { networks: network as crate::nodes::Network, filter crate::networks::NetworkFilter, order crate::networks::NetworkOrder,
        by Link::through(network_share::Entity, network_share::Column::SubjectId, network_share::Column::NetworkId) }
}
list! {
    /// What it is about.
    ThemesOfProgramme of programme { themes: theme as crate::nodes::Theme, filter crate::themes::ThemeFilter, order crate::themes::ThemeOrder,
        by Link::through(theme_link::Entity, theme_link::Column::SubjectId, theme_link::Column::ThemeId) }
}
list! {
    /// The programmes that it owns, funds, supports or takes part in, by title.
    ProgrammesOfOrganisation of organisation { programmes: programme as Programme, filter ProgrammeFilter, order ProgrammeOrder,
        by Link::through(OrganisationProgramme::Table, OrganisationProgramme::OrganisationId, OrganisationProgramme::ProgrammeId) }
}
list! {
    /// The programmes that it or one of its organisations has a part in, by title.
    ProgrammesOfMunicipality of municipality { programmes: programme as Programme, filter ProgrammeFilter, order ProgrammeOrder,
        by Link::through(MunicipalityProgramme::Table, MunicipalityProgramme::MunicipalityId, MunicipalityProgramme::ProgrammeId) }
}
list! {
    /// The programmes it belongs to, by title.
    ProgrammesOfNetwork of network { programmes: programme as Programme, filter ProgrammeFilter, order ProgrammeOrder,
        by Link::through(network_share::Entity, network_share::Column::NetworkId, network_share::Column::SubjectId) }
}
