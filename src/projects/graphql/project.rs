//! A project as clients see it, and what it says of itself.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, SimpleObject};
use entity::{
    Origin, Visibility, party,
    party::PartyRole,
    project::{self, ProjectStatus},
    project_figure,
    project_point::{self, ProjectPointKind},
    project_relation,
};

use super::{
    points::{ProjectFigure, ProjectParty, ProjectPoint, ProjectRelation},
    sizes,
};
use crate::{
    nodes::{Country, Organisation, Programme},
    places::country_id,
    platform::{
        access::{Allows, Viewer},
        error::Result,
        graphql::{
            ContextExt, Date, DateTime, Locale, LocalizedText, Money, Nullable, SafeInt, id,
            list_size,
        },
        list::ById,
    },
    programmes::may_leave,
    projects::{deciding::may_decide, parts::is_over, policy::EditProject, stage},
};

/// What the viewer may do with a project.
#[derive(SimpleObject)]
pub struct ProjectPermissions {
    /// Change it and everything under it; never once it is CLOSED or TERMINATED.
    pub edit: bool,
    /// Publish it: a draft that the viewer may change.
    pub publish: bool,
    /// Answer its reports and its requests for change, as they are handed in now.
    pub decide: bool,
    /// Take an organisation out of it with `leaveProject`: one that pays for it, takes part in it or evaluates it, and that the
    /// viewer is an editor or admin of.
    pub leave: bool,
    /// Where its status may go next, as far as the viewer may change it; CLOSED also asks for what `closing` lists.
    pub next_statuses: Vec<ProjectStatus>,
}

impl ProjectPermissions {
    fn of(row: &project::Model, viewer: &Viewer, parties: &[party::Model]) -> Self {
        let open = !is_over(row);
        let edit = open && Allows::<EditProject>::allows(row, viewer);
        Self {
            edit,
            publish: edit && row.published_at.is_none(),
            decide: open && may_decide(viewer, row, parties),
            leave: open && may_leave(viewer, parties, None),
            next_statuses: match row.status.filter(|_| edit) {
                Some(status) => stage::following(status).to_vec(),
                None => vec![],
            },
        }
    }
}

pub struct ProjectFields(pub Arc<project::Model>);

#[Object]
impl ProjectFields {
    /// Opaque id of this project.
    async fn id(&self) -> ID {
        id::global("Project", self.0.id)
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
    #[graphql(directive = list_size::apply(sizes::LANGUAGES))]
    async fn titles(&self) -> Vec<LocalizedText> {
        in_all_languages(&self.0.title)
    }

    /// The country it belongs to.
    async fn country(&self, ctx: &Context<'_>) -> Nullable<Country> {
        let country = self.0.country_code.as_deref().map(country_id);
        ctx.related::<entity::country::Entity, _>(country).await
    }

    /// The organisation that owns it, where Erfa knows it.
    async fn owner(&self, ctx: &Context<'_>) -> Nullable<Organisation> {
        ctx.related::<entity::organisation::Entity, _>(self.0.owner_id)
            .await
    }

    /// Who owns it in words, where the source says more or other than an organisation that Erfa knows.
    async fn owner_text(&self) -> Option<&str> {
        self.0.owner_text.as_deref()
    }

    /// The programme it belongs to.
    async fn programme(&self, ctx: &Context<'_>) -> Nullable<Programme> {
        ctx.related::<entity::programme::Entity, _>(self.0.programme_id)
            .await
    }

    /// Where it stands in its life; null where nobody knows.
    async fn status(&self) -> Option<ProjectStatus> {
        self.0.status
    }

    /// The status in words, as it was given.
    async fn status_text(&self) -> Option<&str> {
        self.0.status_text.as_deref()
    }

    /// The first day; the earliest that the words allow.
    async fn starts_on(&self) -> Option<Date> {
        self.0.starts_on.map(Date)
    }

    /// The last day; the latest that the words allow.
    async fn ends_on(&self) -> Option<Date> {
        self.0.ends_on.map(Date)
    }

    /// The start in words, as it was given: `2011`.
    async fn starts_text(&self) -> Option<&str> {
        self.0.starts_text.as_deref()
    }

    /// The end in words, as it was given.
    async fn ends_text(&self) -> Option<&str> {
        self.0.ends_text.as_deref()
    }

    /// The period in words, as it was given.
    async fn period_text(&self) -> Option<&str> {
        self.0.period_text.as_deref()
    }

    /// How many years it takes.
    async fn duration_years(&self) -> Option<f64> {
        self.0.duration_years
    }

    /// The period in words where the source does not name it and something else tells; the note says what.
    async fn inferred_period_text(&self) -> Option<&str> {
        self.0.inferred_period_text.as_deref()
    }

    /// Why it began, in the language that fits the reader best.
    async fn background(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The language wanted, instead of those of the request's Accept-Language."
        )]
        locale: Option<Locale>,
    ) -> Option<LocalizedText> {
        ctx.localize(self.0.background.as_ref()?, &self.0.locale, locale)
    }

    /// What it is, in short, in the language that fits the reader best.
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

    /// What it is for, in the language that fits the reader best.
    async fn purpose(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The language wanted, instead of those of the request's Accept-Language."
        )]
        locale: Option<Locale>,
    ) -> Option<LocalizedText> {
        ctx.localize(self.0.purpose.as_ref()?, &self.0.locale, locale)
    }

    /// What it aims at as a whole, in the language that fits the reader best.
    async fn overall_goal(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The language wanted, instead of those of the request's Accept-Language."
        )]
        locale: Option<Locale>,
    ) -> Option<LocalizedText> {
        ctx.localize(self.0.overall_goal.as_ref()?, &self.0.locale, locale)
    }

    /// What it sees before it, in the language that fits the reader best.
    async fn vision(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The language wanted, instead of those of the request's Accept-Language."
        )]
        locale: Option<Locale>,
    ) -> Option<LocalizedText> {
        ctx.localize(self.0.vision.as_ref()?, &self.0.locale, locale)
    }

    /// What it is part of, in the language that fits the reader best.
    async fn context(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The language wanted, instead of those of the request's Accept-Language."
        )]
        locale: Option<Locale>,
    ) -> Option<LocalizedText> {
        ctx.localize(self.0.context.as_ref()?, &self.0.locale, locale)
    }

    /// What it is, in short, in every language it has, for those who edit it.
    #[graphql(directive = list_size::apply(sizes::LANGUAGES))]
    async fn summaries(&self) -> Vec<LocalizedText> {
        self.0
            .summary
            .as_ref()
            .map(in_all_languages)
            .unwrap_or_default()
    }

    /// What it may cost.
    async fn budget(&self) -> Option<Money> {
        self.0.budget.as_ref().map(Money::from)
    }

    /// Who pays.
    #[graphql(directive = list_size::apply(sizes::PARTIES))]
    async fn funders(&self, ctx: &Context<'_>) -> Result<Vec<ProjectParty>> {
        self.parties(ctx, PartyRole::Funder).await
    }

    /// Who takes part.
    #[graphql(directive = list_size::apply(sizes::PARTIES))]
    async fn partners(&self, ctx: &Context<'_>) -> Result<Vec<ProjectParty>> {
        self.parties(ctx, PartyRole::Partner).await
    }

    /// Whom it is for.
    #[graphql(directive = list_size::apply(sizes::POINTS))]
    async fn target_groups(&self, ctx: &Context<'_>) -> Result<Vec<String>> {
        self.texts(ctx, ProjectPointKind::TargetGroup).await
    }

    /// Places and parts of the municipality it works in, by name.
    #[graphql(directive = list_size::apply(sizes::POINTS))]
    async fn areas(&self, ctx: &Context<'_>) -> Result<Vec<String>> {
        self.texts(ctx, ProjectPointKind::Area).await
    }

    /// What it brought about.
    #[graphql(directive = list_size::apply(sizes::POINTS))]
    async fn results(&self, ctx: &Context<'_>) -> Result<Vec<ProjectPoint>> {
        self.points(ctx, ProjectPointKind::Result).await
    }

    /// What others can learn from it.
    #[graphql(directive = list_size::apply(sizes::POINTS))]
    async fn lessons(&self, ctx: &Context<'_>) -> Result<Vec<ProjectPoint>> {
        self.points(ctx, ProjectPointKind::Lesson).await
    }

    /// What is to be reached, and when.
    #[graphql(directive = list_size::apply(sizes::POINTS))]
    async fn milestones(&self, ctx: &Context<'_>) -> Result<Vec<ProjectPoint>> {
        self.points(ctx, ProjectPointKind::Milestone).await
    }

    /// What went another way than planned.
    #[graphql(directive = list_size::apply(sizes::POINTS))]
    async fn deviations(&self, ctx: &Context<'_>) -> Result<Vec<ProjectPoint>> {
        self.points(ctx, ProjectPointKind::Deviation).await
    }

    /// What it brought about without aiming at it.
    #[graphql(directive = list_size::apply(sizes::POINTS))]
    async fn side_effects(&self, ctx: &Context<'_>) -> Result<Vec<ProjectPoint>> {
        self.points(ctx, ProjectPointKind::SideEffect).await
    }

    /// What it owes its funders in public.
    #[graphql(directive = list_size::apply(sizes::POINTS))]
    async fn publicity_duties(&self, ctx: &Context<'_>) -> Result<Vec<ProjectPoint>> {
        self.points(ctx, ProjectPointKind::PublicityDuty).await
    }

    /// Numbers it rests on.
    #[graphql(directive = list_size::apply(sizes::FIGURES))]
    async fn figures(&self, ctx: &Context<'_>) -> Result<Vec<ProjectFigure>> {
        let rows = ctx
            .details::<project::Entity, project_figure::Entity>(&self.0)
            .await?;
        Ok(rows.iter().cloned().map(ProjectFigure).collect())
    }

    /// What other projects are to it, as far as the viewer may see them.
    #[graphql(directive = list_size::apply(sizes::RELATIONS))]
    async fn relations(&self, ctx: &Context<'_>) -> Result<Vec<ProjectRelation>> {
        let rows = ctx
            .details::<project::Entity, project_relation::Entity>(&self.0)
            .await?;
        let ids = rows
            .iter()
            .map(|row| ById::<project::Entity>::new(row.related_id));
        let others = ctx.loader().load_many(ids).await?;
        let shown = rows.iter().filter_map(|row| {
            let other = others.get(&ById::new(row.related_id))?;
            Some(ProjectRelation(row.clone(), other.clone()))
        });
        Ok(shown.collect())
    }

    /// The unit that answers for it within its owner.
    async fn responsible_unit(&self) -> Option<&str> {
        self.0.responsible_unit.as_deref()
    }

    /// Who keeps this page right, by role; null is a gap.
    async fn content_owner(&self) -> Option<&str> {
        self.0.content_owner.as_deref()
    }

    /// The day on which somebody last saw to it that this page is right.
    async fn last_reviewed_on(&self) -> Option<Date> {
        self.0.last_reviewed_on.map(Date)
    }

    /// The day by which somebody should again.
    async fn review_due_on(&self) -> Option<Date> {
        self.0.review_due_on.map(Date)
    }

    /// The day on which the source was last changed.
    async fn source_updated_on(&self) -> Option<Date> {
        self.0.source_updated_on.map(Date)
    }

    /// The same in words, as it was given.
    async fn source_updated_text(&self) -> Option<&str> {
        self.0.source_updated_text.as_deref()
    }

    /// How the source came to name it, in words.
    async fn origin_text(&self) -> Option<&str> {
        self.0.origin_text.as_deref()
    }

    /// A remark.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }

    /// Who may see it once it is published.
    async fn visibility(&self) -> Visibility {
        self.0.visibility
    }

    /// When it was published; null for a draft, which only those see who answer for it.
    async fn published_at(&self) -> Option<DateTime> {
        self.0.published_at.map(DateTime)
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

    /// Grows with every change, also of what stands under it; a change names the version it was made from.
    async fn version(&self) -> SafeInt {
        self.0.version.into()
    }

    /// What the viewer may do with it.
    async fn viewer_can(&self, ctx: &Context<'_>) -> Result<ProjectPermissions> {
        let parties = ctx
            .details::<project::Entity, party::Entity>(&self.0)
            .await?;
        Ok(ProjectPermissions::of(&self.0, ctx.viewer(), &parties))
    }
}

impl ProjectFields {
    async fn parties(&self, ctx: &Context<'_>, role: PartyRole) -> Result<Vec<ProjectParty>> {
        let rows = ctx
            .details::<project::Entity, party::Entity>(&self.0)
            .await?;
        let of_role = rows.iter().filter(|row| row.role == role);
        Ok(of_role.cloned().map(ProjectParty).collect())
    }

    async fn points(&self, ctx: &Context<'_>, kind: ProjectPointKind) -> Result<Vec<ProjectPoint>> {
        let rows = ctx
            .details::<project::Entity, project_point::Entity>(&self.0)
            .await?;
        let of_kind = rows.iter().filter(|row| row.kind == kind);
        Ok(of_kind.cloned().map(ProjectPoint).collect())
    }

    async fn texts(&self, ctx: &Context<'_>, kind: ProjectPointKind) -> Result<Vec<String>> {
        let points = self.points(ctx, kind).await?;
        Ok(points.into_iter().map(|point| point.0.text).collect())
    }
}

pub(super) fn in_all_languages(texts: &entity::LocalizedText) -> Vec<LocalizedText> {
    let one = |(locale, text): (&String, &String)| LocalizedText {
        text: text.clone(),
        locale: Locale(locale.clone()),
        is_fallback: false,
    };
    texts.0.iter().map(one).collect()
}
