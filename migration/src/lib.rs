//! The migrations, each written once for both databases.
//!
//! A migration is SQL in which the types that differ stand in braces; `dialect` fills them in. Later ones only add: a
//! released migration never changes.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

mod m20261122_000001_platform_log_and_keys;
mod m20261122_000002_places_tables;
mod m20261122_000003_organisations_tables;
mod m20261122_000004_people_tables;
mod m20261122_000005_networks_tables;
mod m20261122_000006_seminars_tables;
mod m20261125_000007_themes_and_links;
mod m20261125_000008_documents_files;
mod m20261125_000009_documents_tables;
mod m20261125_000010_exchange_tables;
mod m20261125_000011_programmes_tables;
mod m20261125_000012_projects_tables;
mod m20261125_000013_search_tables;
mod m20261125_000014_seminars_links;
mod m20261125_000015_platform_jobs;
mod m20261125_000016_people_one_time_tokens;
mod m20261125_000017_people_api_tokens;
mod m20261125_000018_people_second_factors;
mod m20261125_000019_people_invitations;
mod m20261125_000020_seminars_polls;
mod m20261125_000021_seminars_conflicts;
mod m20261125_000022_seminars_offers;
mod m20261125_000023_seminars_questions;
mod m20261125_000024_seminars_holding;
mod m20261125_000027_seminars_calendars;
mod m20261125_000028_seminars_invitations;
mod m20261125_000029_seminars_series;
mod m20261125_000030_seminars_certificates;
mod m20261125_000031_seminars_series_invitations;
mod m20261125_000033_people_external_identities;
mod m20261125_000039_platform_audit;
mod m20261125_000040_projects_deciders;
mod m20261125_000045_exchange_reuse_once;
mod m20261125_000050_projects_periods;
mod m20261125_000051_programmes_winners;
mod m20261125_000052_platform_steps;
mod m20261125_000053_seminars_told;
mod m20261125_000054_seminars_editions;
mod m20261125_000055_seminars_access_ended;

pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261122_000001_platform_log_and_keys::Migration),
            Box::new(m20261122_000002_places_tables::Migration),
            Box::new(m20261122_000003_organisations_tables::Migration),
            Box::new(m20261122_000004_people_tables::Migration),
            Box::new(m20261122_000005_networks_tables::Migration),
            Box::new(m20261122_000006_seminars_tables::Migration),
            Box::new(m20261125_000007_themes_and_links::Migration),
            Box::new(m20261125_000008_documents_files::Migration),
            Box::new(m20261125_000009_documents_tables::Migration),
            Box::new(m20261125_000010_exchange_tables::Migration),
            Box::new(m20261125_000011_programmes_tables::Migration),
            Box::new(m20261125_000012_projects_tables::Migration),
            Box::new(m20261125_000013_search_tables::Migration),
            Box::new(m20261125_000014_seminars_links::Migration),
            Box::new(m20261125_000015_platform_jobs::Migration),
            Box::new(m20261125_000016_people_one_time_tokens::Migration),
            Box::new(m20261125_000017_people_api_tokens::Migration),
            Box::new(m20261125_000018_people_second_factors::Migration),
            Box::new(m20261125_000019_people_invitations::Migration),
            Box::new(m20261125_000020_seminars_polls::Migration),
            Box::new(m20261125_000021_seminars_conflicts::Migration),
            Box::new(m20261125_000022_seminars_offers::Migration),
            Box::new(m20261125_000023_seminars_questions::Migration),
            Box::new(m20261125_000024_seminars_holding::Migration),
            Box::new(m20261125_000027_seminars_calendars::Migration),
            Box::new(m20261125_000028_seminars_invitations::Migration),
            Box::new(m20261125_000029_seminars_series::Migration),
            Box::new(m20261125_000030_seminars_certificates::Migration),
            Box::new(m20261125_000031_seminars_series_invitations::Migration),
            Box::new(m20261125_000033_people_external_identities::Migration),
            Box::new(m20261125_000039_platform_audit::Migration),
            Box::new(m20261125_000040_projects_deciders::Migration),
            Box::new(m20261125_000045_exchange_reuse_once::Migration),
            Box::new(m20261125_000050_projects_periods::Migration),
            Box::new(m20261125_000051_programmes_winners::Migration),
            Box::new(m20261125_000052_platform_steps::Migration),
            Box::new(m20261125_000053_seminars_told::Migration),
            Box::new(m20261125_000054_seminars_editions::Migration),
            Box::new(m20261125_000055_seminars_access_ended::Migration),
        ]
    }
}

/// The SQL of a migration in the dialect of a database.
fn dialect(sql: &str, backend: DatabaseBackend) -> String {
    let words = match backend {
        DatabaseBackend::Postgres => [
            ("{uuid}", "UUID"),
            ("{instant}", "TIMESTAMPTZ"),
            ("{local}", "TIMESTAMP"),
            ("{date}", "DATE"),
            ("{json}", "JSONB"),
            ("{double}", "DOUBLE PRECISION"),
            ("{sort}", "TEXT COLLATE \"C\""),
            ("{auto}", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"),
            ("{key}", "BIGINT PRIMARY KEY"),
        ],
        _ => [
            ("{uuid}", "BLOB"),
            ("{instant}", "TEXT"),
            ("{local}", "TEXT"),
            ("{date}", "TEXT"),
            ("{json}", "TEXT"),
            ("{double}", "REAL"),
            ("{sort}", "TEXT"),
            ("{auto}", "INTEGER PRIMARY KEY AUTOINCREMENT"),
            ("{key}", "INTEGER PRIMARY KEY"),
        ],
    };
    words.iter().fold(sql.to_owned(), |sql, (word, meaning)| {
        sql.replace(word, meaning)
    })
}

/// Declares a migration by its SQL, and by what only one database takes.
macro_rules! migration {
    ($sql:literal) => {
        $crate::migration! { $sql, sqlite: "", postgres: "" }
    };
    ($sql:literal, sqlite: $sqlite:literal, postgres: $postgres:literal) => {
        #[derive(sea_orm_migration::prelude::DeriveMigrationName)]
        pub(crate) struct Migration;

        #[async_trait::async_trait]
        impl sea_orm_migration::prelude::MigrationTrait for Migration {
            async fn up(
                &self,
                manager: &sea_orm_migration::prelude::SchemaManager,
            ) -> Result<(), sea_orm_migration::prelude::DbErr> {
                use sea_orm_migration::sea_orm::{ConnectionTrait as _, DatabaseBackend};
                let own = match manager.get_database_backend() {
                    DatabaseBackend::Postgres => $postgres,
                    _ => $sqlite,
                };
                let sql = format!("{}{own}", $sql);
                let sql = $crate::dialect(&sql, manager.get_database_backend());
                manager.get_connection().execute_unprepared(&sql).await?;
                Ok(())
            }

            fn use_transaction(&self) -> Option<bool> {
                Some(true)
            }
        }
    };
}
use migration;
