//! A network, and what hangs on it.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, SimpleObject};
use entity::{
    Origin, Visibility,
    network::{self, JoinPolicy, NetworkStatus},
    network_coordinator, theme_link,
};

use super::{
    NetworkFilter, NetworkOrder, selection::MunicipalityNetwork, selection::NetworkMember,
};
use crate::{
    list,
    networks::policy::RunNetwork,
    nodes::{Country, Network, Organisation, Person, Theme},
    organisations::{OrganisationFilter, OrganisationOrder},
    people::{PersonFilter, PersonOrder},
    places::country_id,
    platform::{
        access::{Allows, Viewer},
        graphql::{
            ContextExt, Date, DateTime, Locale, LocalizedText, Nullable, SafeInt, id, list_size,
        },
        list::Link,
    },
    themes::{ThemeFilter, ThemeOrder},
};

/// What the viewer may do with a network.
#[derive(SimpleObject)]
pub struct NetworkPermissions {
    /// Change it with `updateNetwork`.
    pub edit: bool,
    /// Ask organisations in with `inviteToNetwork`: not while it is a draft, nor after it has closed.
    pub invite: bool,
    /// Decide on applications with `decideApplication`, and change memberships.
    pub decide_applications: bool,
    /// Appoint and dismiss coordinators.
    pub appoint_coordinators: bool,
    /// Join at once with `joinNetwork`, for an organisation that the viewer is an editor or admin of.
    pub join: bool,
    /// Ask to join with `applyToNetwork`, for an organisation that the viewer is an editor or admin of.
    pub apply: bool,
}

impl NetworkPermissions {
    fn of(row: &network::Model, viewer: &Viewer) -> Self {
        let runs = Allows::<RunNetwork>::allows(row, viewer);
        let takes_members = matches!(row.status, NetworkStatus::Active | NetworkStatus::Dormant);
        let comes_for_somebody = viewer.writes_for_some(|_| true);
        let enters = |policy| comes_for_somebody && takes_members && row.join_policy == policy;
        Self {
            edit: runs,
            invite: runs && takes_members,
            decide_applications: runs,
            appoint_coordinators: runs,
            join: enters(JoinPolicy::Open),
            apply: enters(JoinPolicy::Application),
        }
    }
}

pub struct NetworkFields(pub Arc<network::Model>);

#[Object]
impl NetworkFields {
    /// Opaque id of this network.
    async fn id(&self) -> ID {
        id::global("Network", self.0.id)
    }

    /// Main language, in which the texts were written first.
    async fn locale(&self) -> Locale {
        Locale(self.0.locale.clone())
    }

    /// Name in the language that fits the reader best.
    async fn name(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The language wanted, instead of those of the request's Accept-Language."
        )]
        locale: Option<Locale>,
    ) -> LocalizedText {
        ctx.named(&self.0.name, &self.0.locale, locale)
    }

    /// Name in every language it has, for those who edit it.
    #[graphql(directive = list_size::apply(3))]
    async fn names(&self) -> Vec<LocalizedText> {
        in_all_languages(&self.0.name)
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
        let purpose = self.0.purpose.as_ref()?;
        ctx.localize(purpose, &self.0.locale, locale)
    }

    /// What it is for, in every language it has, for those who edit it.
    #[graphql(directive = list_size::apply(3))]
    async fn purposes(&self) -> Vec<LocalizedText> {
        self.0
            .purpose
            .as_ref()
            .map(in_all_languages)
            .unwrap_or_default()
    }

    /// The country it belongs to; null when it crosses borders or none is known.
    async fn country(&self, ctx: &Context<'_>) -> Nullable<Country> {
        let country = self.0.country_code.as_deref().map(country_id);
        ctx.related::<entity::country::Entity, _>(country).await
    }

    /// The organisation that owns it.
    async fn owner(&self, ctx: &Context<'_>) -> Nullable<Organisation> {
        ctx.related::<entity::organisation::Entity, _>(self.0.owner_id)
            .await
    }

    /// The day it began, where known.
    async fn since(&self) -> Option<Date> {
        self.0.since.map(Date)
    }

    /// The period in words, as it was given: `2020–2021`.
    async fn period_text(&self) -> Option<&str> {
        self.0.period_text.as_deref()
    }

    /// How many meetings a year it aims at.
    async fn cadence_target_per_year(&self) -> Option<i32> {
        self.0.cadence_target_per_year
    }

    /// How many members it says it has; the source may count more than `members` lists.
    async fn stated_member_count(&self) -> Option<i32> {
        self.0.stated_member_count
    }

    /// Its members in words, as they were given.
    async fn members_text(&self) -> Option<&str> {
        self.0.members_text.as_deref()
    }

    /// What the source relates it to without calling it the network of that, as the source's own id.
    async fn related_ref(&self) -> Option<&str> {
        self.0.related_ref.as_deref()
    }

    /// Where it stands in its life.
    async fn status(&self) -> NetworkStatus {
        self.0.status
    }

    /// How organisations become members.
    async fn join_policy(&self) -> JoinPolicy {
        self.0.join_policy
    }

    /// Who may see it once it is no longer a draft.
    async fn visibility(&self) -> Visibility {
        self.0.visibility
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

    /// Grows with every change; `updateNetwork` names the version it was made from.
    async fn version(&self) -> SafeInt {
        self.0.version.into()
    }

    /// What the viewer may do with it.
    async fn viewer_can(&self, ctx: &Context<'_>) -> NetworkPermissions {
        NetworkPermissions::of(&self.0, ctx.viewer())
    }
}

fn in_all_languages(texts: &entity::LocalizedText) -> Vec<LocalizedText> {
    let one = |(locale, text): (&String, &String)| LocalizedText {
        text: text.clone(),
        locale: Locale(locale.clone()),
        is_fallback: false,
    };
    texts.0.iter().map(one).collect()
}

list! {
    /// The organisations that are members now, by name. One whose membership ends leaves the list when it is ended.
    MembersOfNetwork of network { members: organisation as Organisation, filter OrganisationFilter, order OrganisationOrder,
        by Link::through(NetworkMember::Table, NetworkMember::NetworkId, NetworkMember::OrganisationId) }
}
list! {
    /// What it is about.
    ThemesOfNetwork of network { themes: theme as Theme, filter ThemeFilter, order ThemeOrder,
        by Link::through(theme_link::Entity, theme_link::Column::SubjectId, theme_link::Column::ThemeId) }
}
list! {
    /// The networks about this theme, by name.
    NetworksOfTheme of theme { networks: network as Network, filter NetworkFilter, order NetworkOrder,
        by Link::through(theme_link::Entity, theme_link::Column::ThemeId, theme_link::Column::SubjectId) }
}
list! {
    /// The people who run it, as far as the viewer may see them.
    CoordinatorsOfNetwork of network { coordinators: person as Person, filter PersonFilter, order PersonOrder,
        by Link::through(network_coordinator::Entity, network_coordinator::Column::NetworkId, network_coordinator::Column::PersonId) }
}
list! {
    /// The networks that organisations of this municipality are members of, by name.
    NetworksOfMunicipality of municipality { networks: network as Network, filter NetworkFilter, order NetworkOrder,
        by Link::through(MunicipalityNetwork::Table, MunicipalityNetwork::MunicipalityId, MunicipalityNetwork::NetworkId) }
}
