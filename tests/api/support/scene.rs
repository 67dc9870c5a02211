//! Setting the scene: rows written directly, with sensible values unless a test says otherwise.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use entity::{
    LocalizedText, Names, Origin, Visibility, account, affiliation, document, document_link,
    document_version, municipality, network, network_coordinator, network_membership, organisation,
    person, region, session, stored_file,
};
use erfa::platform::{
    access::{PUBLIC, REGISTERED},
    clock::new_id,
    graphql::id,
};
use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ActiveValue, EntityTrait, IntoActiveModel, Iterable,
};
use uuid::Uuid;

use super::{app::TestApp, client::Client};

impl TestApp {
    /// Writes a row as it stands.
    #[expect(clippy::disallowed_methods, reason = "tests set the scene directly")]
    pub async fn put<M, A>(&self, row: M) -> M
    where
        M: IntoActiveModel<A> + Clone,
        A: ActiveModelTrait + ActiveModelBehavior + Send,
        <A::Entity as EntityTrait>::Model: IntoActiveModel<A>,
    {
        let mut active = row.clone().into_active_model();
        for column in <A::Entity as EntityTrait>::Column::iter() {
            if let ActiveValue::Unchanged(value) = active.get(column) {
                active.set(column, value);
            }
        }
        active.insert(&self.connection).await.expect("the row fits");
        row
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    pub fn today(&self) -> NaiveDate {
        self.clock.today()
    }

    /// A person with an account and an open session, who belongs to no organisation.
    pub async fn person(&self) -> Client {
        let row = self.person_named("Test person").await;
        self.sign_in(row.id).await
    }

    pub async fn person_named(&self, name: &str) -> person::Model {
        let now = self.now();
        self.put(person::Model {
            id: new_id(),
            name: name.to_owned(),
            name_sort: name.to_lowercase(),
            visibility: Visibility::Registered,
            audience_id: REGISTERED,
            locale: None,
            origin: Origin::Local,
            erased_at: None,
            version: 1,
            created_at: now,
            updated_at: now,
        })
        .await
    }

    /// Gives a person an account, if they have none yet, and an open session.
    pub async fn sign_in(&self, person: Uuid) -> Client {
        self.sign_in_as(person, account::PlatformRole::None).await
    }

    pub async fn sign_in_as(&self, person: Uuid, role: account::PlatformRole) -> Client {
        let now = self.now();
        let account = self
            .put(account::Model {
                id: new_id(),
                person_id: person,
                email: format!("{}@test.example", person.simple()),
                email_verified_at: None,
                password_hash: None,
                platform_role: role,
                suspended_at: None,
                version: 1,
                created_at: now,
                updated_at: now,
            })
            .await;
        let session = self
            .put(session::Model {
                id: new_id(),
                account_id: account.id,
                created_at: now,
                expires_at: now + TimeDelta::days(3_650),
                revoked_at: None,
                strong: true,
            })
            .await;
        let token = format!("{person}.{}", session.id);
        let mut client = Client::new(&self.address, Some(token));
        client.person_id = person;
        client
    }

    /// Somebody who runs the platform.
    pub async fn platform_admin(&self) -> Client {
        let row = self.person_named("Platform admin").await;
        self.sign_in_as(row.id, account::PlatformRole::Admin).await
    }

    /// A person, signed in, who holds a role in an organisation.
    pub async fn person_in(
        &self,
        organisation: Uuid,
        role: affiliation::OrganisationRole,
    ) -> Client {
        let client = self.person().await;
        self.affiliate(client.person_id, organisation, role).await;
        client
    }

    pub async fn affiliate(
        &self,
        person: Uuid,
        organisation: Uuid,
        role: affiliation::OrganisationRole,
    ) -> affiliation::Model {
        let now = self.now();
        self.put(affiliation::Model {
            id: new_id(),
            person_id: person,
            organisation_id: organisation,
            title: None,
            category: affiliation::AffiliationCategory::Official,
            role,
            audience_id: REGISTERED,
            starts_on: None,
            ends_on: None,
            version: 1,
            created_at: now,
            updated_at: now,
        })
        .await
    }

    pub async fn municipality(&self, country: &str, code: &str, name: &str) -> municipality::Model {
        let now = self.now();
        self.put(municipality::Model {
            id: new_id(),
            country_code: country.to_owned(),
            code: code.to_owned(),
            code_system: "test".to_owned(),
            name: name.to_owned(),
            name_official: None,
            name_sv: None,
            names_alt: Names::default(),
            name_sort: erfa::places::names::sort_key(name, Some(country)),
            name_fold: erfa::places::names::fold([name]),
            region_id: None,
            nuts3: None,
            lau: None,
            latitude: None,
            longitude: None,
            point_basis: None,
            population: None,
            population_year: None,
            area_km2: None,
            area_basis: None,
            website: None,
            wikidata: None,
            osm_relation: None,
            registration_number: None,
            valid_from: None,
            valid_to: None,
            version: 1,
            created_at: now,
            updated_at: now,
        })
        .await
    }

    /// A region; its id.
    pub async fn region(&self, country: &str, code: &str, name: &str) -> Uuid {
        let now = self.now();
        let row = self
            .put(region::Model {
                id: new_id(),
                country_code: country.to_owned(),
                code: code.to_owned(),
                iso_code: None,
                kind: region::RegionKind::Region,
                kind_text: "region".to_owned(),
                name: name.to_owned(),
                name_sv: None,
                name_sort: erfa::places::names::sort_key(name, Some(country)),
                nuts: None,
                parent_id: None,
                population: None,
                population_year: None,
                website: None,
                wikidata: None,
                version: 1,
                created_at: now,
                updated_at: now,
            })
            .await;
        row.id
    }

    pub async fn organisation(&self, name: &str) -> organisation::Model {
        let now = self.now();
        self.put(organisation::Model {
            id: new_id(),
            kind: organisation::OrganisationKind::Municipality,
            kind_text: None,
            name: name.to_owned(),
            name_sort: erfa::places::names::sort_key(name, Some("SE")),
            name_fold: erfa::places::names::fold([name]),
            country_code: Some("SE".to_owned()),
            municipality_id: None,
            parent_id: None,
            registration_number: None,
            website: None,
            source: None,
            origin: Origin::Local,
            version: 1,
            created_at: now,
            updated_at: now,
        })
        .await
    }

    /// A network of the given visibility, active, joined on application.
    pub async fn network(&self, name: &str, visibility: Visibility) -> network::Model {
        let (now, id) = (self.now(), new_id());
        let audience_id = match visibility {
            Visibility::Public => PUBLIC,
            Visibility::Registered => REGISTERED,
            _ => id,
        };
        self.put(network::Model {
            id,
            locale: "sv".to_owned(),
            name: LocalizedText::new("sv", name),
            name_sort: erfa::places::names::sort_key(name, Some("SE")),
            name_fold: erfa::places::names::fold([name]),
            purpose: None,
            country_code: None,
            owner_id: None,
            since: None,
            period_text: None,
            cadence_target_per_year: None,
            stated_member_count: None,
            members_text: None,
            related_ref: None,
            status: network::NetworkStatus::Active,
            join_policy: network::JoinPolicy::Application,
            visibility,
            audience_id,
            source: None,
            origin: Origin::Local,
            version: 1,
            created_at: now,
            updated_at: now,
        })
        .await
    }

    /// Makes an organisation an active member.
    pub async fn join(
        &self,
        network: &network::Model,
        organisation: Uuid,
    ) -> network_membership::Model {
        let now = self.now();
        self.put(network_membership::Model {
            id: new_id(),
            network_id: network.id,
            organisation_id: organisation,
            role: network_membership::MembershipRole::Member,
            status: network_membership::MembershipStatus::Active,
            audience_id: network.audience_id,
            message: None,
            starts_on: None,
            ends_on: None,
            version: 1,
            created_at: now,
            updated_at: now,
        })
        .await
    }

    /// A document that is out for an audience, and changed by another.
    pub async fn document(&self, audience: Uuid, editors: Uuid) -> document::Model {
        let now = self.now();
        self.put(document::Model {
            id: new_id(),
            kind: document::DocumentKind::StatusReport,
            kind_text: None,
            locale: "sv".to_owned(),
            title: LocalizedText::new("sv", "Lägesrapport"),
            title_sort: "lägesrapport".to_owned(),
            title_fold: erfa::places::names::fold(["Lägesrapport"]),
            summary: None,
            owner_id: None,
            publisher_id: None,
            publisher_seat_id: None,
            case_number: None,
            decided_by: None,
            decision_date: None,
            decision_section: None,
            when_text: None,
            when_earliest: None,
            when_latest: None,
            sort_on: now.date_naive(),
            status_text: None,
            valid_from: None,
            valid_to: None,
            licence: None,
            stated_principle_count: None,
            responsible_unit: None,
            content_owner_id: None,
            content_owner_text: None,
            last_reviewed_at: None,
            review_due_at: None,
            visibility: Visibility::Public,
            published_at: Some(now),
            publish_at: None,
            embargo_until: None,
            released_at: Some(now),
            archived_at: None,
            audience_id: audience,
            editors_id: editors,
            source: None,
            origin: Origin::Local,
            version: 1,
            created_at: now,
            updated_at: now,
        })
        .await
    }

    /// A version of a document, with a file of which only the row is there.
    pub async fn document_version(
        &self,
        document: &document::Model,
        stage: document_version::DocumentStage,
    ) -> document_version::Model {
        let (now, key) = (self.now(), new_id());
        let file = self
            .put(stored_file::Model {
                id: new_id(),
                uploader_id: None,
                key,
                name: "rapport.txt".to_owned(),
                media_type: "text/plain".to_owned(),
                size: 7,
                sha256: key.simple().to_string().repeat(2),
                text_state: stored_file::FileTextState::None,
                created_at: now,
                claimed_at: Some(now),
            })
            .await;
        let audience_id = match stage {
            document_version::DocumentStage::Draft => document.editors_id,
            _ => document.audience_id,
        };
        self.put(document_version::Model {
            id: new_id(),
            document_id: document.id,
            number: stage as i32 + 1,
            file_id: file.id,
            file_name: file.name,
            media_type: file.media_type,
            size: file.size,
            sha256: file.sha256,
            stage,
            note: None,
            creator_id: None,
            audience_id,
            editors_id: document.editors_id,
            version: 1,
            created_at: now,
            updated_at: now,
        })
        .await
    }

    /// One document supplements another.
    pub async fn document_link(
        &self,
        source: &document::Model,
        target: &document::Model,
    ) -> document_link::Model {
        let now = self.now();
        self.put(document_link::Model {
            id: new_id(),
            source_id: source.id,
            target_id: target.id,
            kind: document_link::DocumentLinkKind::Supplements,
            label: None,
            label_sort: "~".to_owned(),
            audience_id: source.audience_id,
            version: 1,
            created_at: now,
            updated_at: now,
        })
        .await
    }

    /// A person, signed in, who coordinates a network through an affiliation with an organisation.
    pub async fn coordinator(&self, network: &network::Model, organisation: Uuid) -> Client {
        let client = self.person().await;
        let affiliation = self
            .affiliate(
                client.person_id,
                organisation,
                affiliation::OrganisationRole::Member,
            )
            .await;
        self.put(network_coordinator::Model {
            id: new_id(),
            network_id: network.id,
            affiliation_id: affiliation.id,
            person_id: client.person_id,
        })
        .await;
        client
    }
}

/// The id that clients see, such as `gid("Network", row.id)`.
pub fn gid(kind: &str, row: Uuid) -> String {
    id::global(kind, row).0
}
