//! The tables, one file each, and nothing of behaviour.
#![allow(
    clippy::disallowed_methods,
    reason = "the expansion of the entity derives calls what the rest of the code may not"
)]

mod money;
mod text;

pub mod documents;
pub mod exchange;
pub mod networks;
pub mod organisations;
pub mod people;
pub mod places;
pub mod platform;
pub mod programmes;
pub mod projects;
pub mod search;
pub mod seminars;
pub mod themes;

pub use documents::{
    document, document_attachment, document_link, document_part, document_version, file_text,
    stored_file,
};
pub use exchange::{
    comment, comment_report, exchange_match, exchange_post, experience, experience_contact,
    experience_event, moderation_action, question, reuse_report,
};
pub use money::Money;
pub use networks::{network, network_coordinator, network_membership, network_share};
pub use organisations::{organisation, organisation_relation};
pub use people::{
    account, affiliation, api_token, external_identity, identity_ticket, invitation,
    one_time_token, person, recovery_code, refresh_token, second_factor, session,
    sign_in_challenge,
};
pub use places::{
    action_group_area, action_group_municipality, country, locality, municipality,
    municipality_link, municipality_region, municipality_succession, region, territory_change,
    territory_change_from, territory_change_to,
};
pub use platform::{
    audience_link, audit_entry, change_log, external_ref, feed_meta, job, signing_key,
};
pub use programmes::{
    application, cost_category, cost_line, decision, disbursement, financing_line, funding_call,
    funding_grant, funding_rule, funding_rule_set, initiative, nomination, party, prize,
    prize_edition, prize_news, programme, programme_participation, programme_point,
    programme_target,
};
pub use projects::{
    activity, activity_goal, activity_progress, agreement, agreement_area, agreement_party,
    body_seat, change_request, goal, goal_assessment, governing_body, indicator, indicator_value,
    project, project_experience, project_figure, project_point, project_relation, project_report,
    role_term, seat_term,
};
pub use search::{search_entry, search_state};
pub use seminars::{
    agenda_item, attendance, calendar_address, certificate, check_in_attempt, conflict_level,
    date_option, date_poll, date_poll_organisation, date_vote, date_voter, needs_reader,
    registration, registration_answer, registration_event, registration_needs,
    registration_question, seat_pool, seminar, seminar_feedback, seminar_host, seminar_invitation,
    seminar_municipality, seminar_network, seminar_notice, seminar_outcome, seminar_reminder,
    seminar_report, seminar_series, series_invitation, series_registration,
};
pub use text::{LocalizedText, Names, Origin, Visibility};
pub use themes::{theme, theme_link};

/// An enum kept as text in capitals, the same in the database, in GraphQL and in files.
macro_rules! text_enum {
    ($(#[$about:meta])* $name:ident { $($(#[$meaning:meta])* $value:ident),+ $(,)? }) => {
        $(#[$about])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord,
            sea_orm::EnumIter, sea_orm::DeriveActiveEnum, async_graphql::Enum,
            serde::Serialize, serde::Deserialize,
        )]
        #[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
        #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
        pub enum $name { $($(#[$meaning])* $value),+ }
    };
}
use text_enum;
