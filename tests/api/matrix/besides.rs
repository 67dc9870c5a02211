//! What of the world no file brings: secrets, jobs, invitations, the audit log.

use entity::{
    affiliation::{AffiliationCategory, OrganisationRole},
    audit_entry, calendar_address, external_identity, identity_ticket, invitation, job,
    needs_reader, one_time_token, project_report, recovery_code, registration_needs, role_term,
    second_factor, sign_in_challenge,
};
use erfa::platform::clock::new_id;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use super::world::{Canaries, account_of, id_of};
use crate::support::*;

/// Puts what no file brings.
pub async fn put_the_rest(app: &TestApp, canaries: &mut Canaries) {
    needs(app, canaries).await;
    projects(app).await;
    secrets(app, canaries).await;
    let now = app.now();
    let mut own = |path| canaries.add("job", path, "never");
    app.put(job::Model {
        id: new_id(),
        kind: "none".to_owned(),
        unique_key: Some(own("uniqueKey")),
        payload: json!({ "address": own("payload") }),
        state: job::JobState::Done,
        run_at: now,
        attempts: 1,
        lease_id: None,
        leased_until: None,
        last_error: Some(own("lastError")),
        created_at: now,
        finished_at: Some(now),
    })
    .await;
    for instance in ["invitation-home", "invitation-past"] {
        let mut own = |path| canaries.add("invitation", path, instance);
        let organisation = instance.replace("invitation-", "");
        app.put(invitation::Model {
            id: id_of(instance),
            organisation_id: id_of(&organisation),
            email: format!("{}@example.org", own("email")),
            locale: None,
            category: AffiliationCategory::Official,
            role: OrganisationRole::Member,
            title: Some(own("title")),
            inviter_id: Some(id_of("person-public")),
            hash: Some(own("hash")),
            expires_at: now + chrono::TimeDelta::days(10),
            accepted_at: None,
            accepted_by_id: None,
            revoked_at: None,
            version: 1,
            created_at: now,
            updated_at: now,
        })
        .await;
    }
    let mut own = |path| canaries.add("auditEntry", path, "audited");
    app.put(audit_entry::Model {
        id: id_of("audited"),
        // Beyond those that the import led to.
        number: 1_000_000,
        at: now,
        actor_id: None,
        capacity: Some(own("capacity")),
        action: audit_entry::AuditAction::Changed,
        kind: "Person".to_owned(),
        subject_id: id_of("person-restricted"),
        fields: own("fields"),
        reason: Some(own("reason")),
        previous_hash: own("previousHash"),
        hash: own("hash"),
    })
    .await;
}

async fn needs(app: &TestApp, canaries: &mut Canaries) {
    for variant in ["public", "network"] {
        let instance = format!("seat-{variant}");
        let mut own = |path| canaries.add("registrationNeeds", path, &instance);
        app.put(registration_needs::Model {
            registration_id: id_of(&instance),
            seminar_id: id_of(&format!("seminar-{variant}")),
            dietary: Some(own("dietary")),
            accessibility: Some(own("accessibility")),
            consented_at: app.now(),
        })
        .await;
        app.put(needs_reader::Model {
            seminar_id: id_of(&format!("seminar-{variant}")),
            person_id: id_of("host"),
        })
        .await;
    }
}

/// Who handed a report in, and who evaluates a project.
async fn projects(app: &TestApp) {
    let handed_in = project_report::ActiveModel {
        submitted_by_id: Set(Some(id_of("person-restricted"))),
        ..Default::default()
    };
    let reports = project_report::Entity::update_many()
        .set(handed_in)
        .filter(project_report::Column::ProjectId.eq(id_of("project-public")))
        .exec(&app.connection);
    reports.await.expect("reports");
    app.put(role_term::Model {
        id: new_id(),
        project_id: id_of("project-network"),
        role: role_term::ProjectRole::Evaluator,
        title: None,
        person_id: Some(id_of("registered")),
        name_text: None,
        organisation_id: None,
        is_acting: false,
        fte_percent: None,
        starts_on: None,
        ends_on: None,
        starts_text: None,
        ends_text: None,
        handover_note: None,
        position: 9,
    })
    .await;
}

/// How people sign in.
async fn secrets(app: &TestApp, canaries: &mut Canaries) {
    let now = app.now();
    let mut own = |kind, path| canaries.add(kind, path, "never");
    let person = id_of("person-public");
    let account = account_of(app, person).await.id;
    app.put(one_time_token::Model {
        id: new_id(),
        purpose: one_time_token::TokenPurpose::ConfirmEmail,
        account_id: account,
        hash: own("oneTimeToken", "hash"),
        sealed: Some(own("oneTimeToken", "sealed")),
        created_at: now,
        expires_at: now,
        used_at: None,
    })
    .await;
    app.put(second_factor::Model {
        account_id: account,
        sealed: own("secondFactor", "sealed"),
        last_step: 0,
        failures: 0,
        created_at: now,
        confirmed_at: Some(now),
    })
    .await;
    app.put(recovery_code::Model {
        id: new_id(),
        account_id: account,
        hash: own("recoveryCode", "hash"),
        used_at: None,
    })
    .await;
    app.put(sign_in_challenge::Model {
        id: new_id(),
        account_id: account,
        hash: own("signInChallenge", "hash"),
        created_at: now,
        expires_at: now,
    })
    .await;
    app.put(identity_ticket::Model {
        id: new_id(),
        purpose: identity_ticket::TicketPurpose::Link,
        account_id: Some(account),
        hash: own("identityTicket", "hash"),
        sealed: own("identityTicket", "sealed"),
        expires_at: now,
    })
    .await;
    app.put(calendar_address::Model {
        person_id: person,
        hash: own("calendarAddress", "hash"),
        created_at: now,
    })
    .await;
    let mut own = |path| canaries.add("externalIdentity", path, "identity-of-registered");
    app.put(external_identity::Model {
        id: new_id(),
        account_id: account_of(app, id_of("registered")).await.id,
        issuer: format!("https://{}.example", own("issuer")),
        subject: own("subject"),
        created_at: now,
        last_used_at: None,
    })
    .await;
}
