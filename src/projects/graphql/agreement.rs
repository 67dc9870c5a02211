//! An agreement as clients see it.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, SimpleObject};
use entity::{
    Origin, Visibility,
    agreement::{self, AgreementKind, AgreementStatus},
    agreement_area, agreement_party,
};

use crate::{
    nodes::{CooperationAgreement, Country, Organisation, Programme, Project},
    places::country_id,
    platform::{
        access::{Allows, Role, Viewer},
        error::Result,
        graphql::{
            ContextExt, Date, DateTime, Locale, LocalizedText, Nullable, SafeInt, id, list_size,
        },
    },
    projects::{
        agreement::{following, is_for_one, is_open, is_signed},
        policy::EditAgreement,
        signing::{alert, days_left, may_sign},
    },
};

use super::{project::in_all_languages, sizes};

/// What the viewer may do with an agreement.
#[derive(SimpleObject)]
pub struct AgreementPermissions {
    /// Change it; never once a party has signed.
    pub edit: bool,
    /// Publish it: one that every party has signed and that is not published; for those who write for a party.
    pub publish: bool,
    /// Where its status may go next by hand, for those who write for a party.
    pub next_statuses: Vec<AgreementStatus>,
}

impl AgreementPermissions {
    fn of(row: &agreement::Model, viewer: &Viewer, parties: &[agreement_party::Model]) -> Self {
        let writes = Allows::<EditAgreement>::allows(row, viewer);
        let acts = writes && is_for_one(parties, |id| viewer.has(Role::Editor, id));
        Self {
            edit: writes && is_open(row, parties),
            publish: acts && row.published_at.is_none() && is_signed(row),
            next_statuses: if acts {
                following(row.status).to_vec()
            } else {
                vec![]
            },
        }
    }
}

pub struct AgreementParty(agreement_party::Model, Arc<agreement::Model>);

/// A party of an agreement, and its signature.
#[Object]
impl AgreementParty {
    /// Opaque id of this party.
    async fn id(&self) -> ID {
        id::global("AgreementParty", self.0.id)
    }

    /// The organisation, where Erfa knows it.
    async fn organisation(&self, ctx: &Context<'_>) -> Nullable<Organisation> {
        ctx.related::<entity::organisation::Entity, _>(self.0.organisation_id)
            .await
    }

    /// What it is called, where Erfa does not know it, or what the source called it.
    async fn name(&self) -> Option<&str> {
        self.0.name_text.as_deref()
    }

    /// The day on which it signed; null where it has not, or no day is known.
    async fn signed_on(&self) -> Option<Date> {
        self.0.signed_on.map(Date)
    }

    /// Who signed for it, by name or by role.
    async fn signed_by(&self) -> Option<&str> {
        self.0.signed_by.as_deref()
    }

    /// The party that noted its signature, where Erfa knows this one by name only, so that it cannot sign here itself. Null where
    /// it has not signed, has signed itself, or nobody knows who noted it.
    async fn noted_by(&self, ctx: &Context<'_>) -> Nullable<Organisation> {
        ctx.related::<entity::organisation::Entity, _>(self.0.noted_by_id)
            .await
    }

    /// Whether the viewer may sign for it with `signAgreement` now.
    async fn viewer_can_sign(&self, ctx: &Context<'_>) -> Result<bool> {
        let (party, agreement) = (&self.0, &self.1);
        let parties = ctx
            .details::<agreement::Entity, agreement_party::Entity>(agreement)
            .await?;
        Ok(agreement.status == AgreementStatus::Negotiation
            && party.signed_on.is_none()
            && may_sign(ctx.viewer(), agreement, party, &parties))
    }
}

pub struct AgreementFields(pub Arc<agreement::Model>);

#[Object]
impl AgreementFields {
    /// Opaque id of this agreement.
    async fn id(&self) -> ID {
        id::global("CooperationAgreement", self.0.id)
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

    /// What kind of agreement it is.
    async fn kind(&self) -> AgreementKind {
        self.0.kind
    }

    /// The kind in words, as it was given.
    async fn kind_text(&self) -> Option<&str> {
        self.0.kind_text.as_deref()
    }

    /// Where it stands in its life.
    async fn status(&self) -> AgreementStatus {
        self.0.status
    }

    /// What it is about.
    async fn subject(&self) -> Option<&str> {
        self.0.subject.as_deref()
    }

    /// The first day on which it holds; the earliest that the words allow.
    async fn starts_on(&self) -> Option<Date> {
        self.0.starts_on.map(Date)
    }

    /// The last day on which it holds; the latest that the words allow.
    async fn ends_on(&self) -> Option<Date> {
        self.0.ends_on.map(Date)
    }

    /// The start in words, as it was given.
    async fn starts_text(&self) -> Option<&str> {
        self.0.starts_text.as_deref()
    }

    /// The end in words, as it was given.
    async fn ends_text(&self) -> Option<&str> {
        self.0.ends_text.as_deref()
    }

    /// The day on which the last party signed.
    async fn signed_on(&self) -> Option<Date> {
        self.0.signed_on.map(Date)
    }

    /// The same in words, as it was given.
    async fn signed_text(&self) -> Option<&str> {
        self.0.signed_text.as_deref()
    }

    /// Days until its last day, for one that is SIGNED or ACTIVE and has a last day; negative when that has passed.
    async fn days_left(&self, ctx: &Context<'_>) -> Option<SafeInt> {
        let today = ctx.reader().store().clock.today();
        days_left(&self.0, today).map(SafeInt)
    }

    /// The alert that stands: 30 or 90 days before the end; null while there is none.
    async fn ends_soon(&self, ctx: &Context<'_>) -> Option<SafeInt> {
        let today = ctx.reader().store().clock.today();
        days_left(&self.0, today).and_then(alert).map(SafeInt)
    }

    /// The programme it belongs to.
    async fn programme(&self, ctx: &Context<'_>) -> Nullable<Programme> {
        ctx.related::<entity::programme::Entity, _>(self.0.programme_id)
            .await
    }

    /// The project it belongs to.
    async fn project(&self, ctx: &Context<'_>) -> Nullable<Project> {
        ctx.related::<entity::project::Entity, _>(self.0.project_id)
            .await
    }

    /// The agreement it adds to or takes the place of.
    async fn base_agreement(&self, ctx: &Context<'_>) -> Nullable<CooperationAgreement> {
        ctx.related::<agreement::Entity, _>(self.0.base_agreement_id)
            .await
    }

    /// The same in words, such as its date: `2013-10`.
    async fn base_agreement_text(&self) -> Option<&str> {
        self.0.base_agreement_text.as_deref()
    }

    /// Its parties.
    #[graphql(directive = list_size::apply(sizes::AGREEMENT_PARTIES))]
    async fn parties(&self, ctx: &Context<'_>) -> Result<Vec<AgreementParty>> {
        let rows = ctx
            .details::<agreement::Entity, agreement_party::Entity>(&self.0)
            .await?;
        let party = |row: &agreement_party::Model| AgreementParty(row.clone(), self.0.clone());
        Ok(rows.iter().map(party).collect())
    }

    /// Its fields, each in short.
    #[graphql(directive = list_size::apply(sizes::FOCUS_AREAS))]
    async fn focus_areas(&self, ctx: &Context<'_>) -> Result<Vec<String>> {
        let rows = ctx
            .details::<agreement::Entity, agreement_area::Entity>(&self.0)
            .await?;
        Ok(rows.iter().map(|row| row.text.clone()).collect())
    }

    /// The least number of something that is to come of it.
    async fn target_min(&self) -> Option<i32> {
        self.0.target_min
    }

    /// The most that is expected.
    async fn target_max(&self) -> Option<i32> {
        self.0.target_max
    }

    /// The day by which; the latest that the words allow.
    async fn due_on(&self) -> Option<Date> {
        self.0.due_on.map(Date)
    }

    /// The same in words, as it was given: `2017-06`.
    async fn due_text(&self) -> Option<&str> {
        self.0.due_text.as_deref()
    }

    /// How many fields it says it covers, where it does not list them.
    async fn areas_count(&self) -> Option<i32> {
        self.0.areas_count
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
    async fn viewer_can(&self, ctx: &Context<'_>) -> Result<AgreementPermissions> {
        let parties = ctx
            .details::<agreement::Entity, agreement_party::Entity>(&self.0)
            .await?;
        Ok(AgreementPermissions::of(&self.0, ctx.viewer(), &parties))
    }
}
