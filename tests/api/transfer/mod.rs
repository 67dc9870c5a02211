//! Import and export, and the sample that comes with Erfa.
#![allow(clippy::disallowed_methods, reason = "tests look behind the doors")]

mod content;
mod documents;
mod exchange;
mod faults;
mod gatherings;
mod large;
mod meaning;
mod paging;
mod places;
mod programmes;
mod projects;
mod rebuild;
mod relations;
mod round_trip;
mod sample;
mod series;

use std::{collections::BTreeMap, path::Path};

use entity::*;
use erfa::{
    app,
    platform::store::Store,
    transfer::{
        Fault, ImportError, Outbox, Place, Report, Shelf, export, export_with_files, import,
        import_with_files,
    },
};
use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait};

use crate::support::*;

/// Imports lines, each a JSON object.
pub async fn bring(store: &Store, lines: &str) -> Result<Report, ImportError> {
    let hash = |password: &str| Ok(format!("not {password}"));
    import(store, app::followers(), lines.as_bytes(), &hash, |_| ()).await
}

pub async fn bring_all(store: &Store, records: &[Value]) -> Result<Report, ImportError> {
    let lines: Vec<String> = records.iter().map(Value::to_string).collect();
    bring(store, &lines.join("\n")).await
}

/// The faults of a file that must have some.
pub async fn faults(store: &Store, lines: &str) -> Vec<Fault> {
    match bring(store, lines).await {
        Err(ImportError::Faults(faults)) => faults.faults,
        other => panic!("no faults: {other:?}"),
    }
}

pub async fn out(store: &Store) -> String {
    let mut bytes = vec![];
    export(store, &mut bytes).await.expect("it exports");
    String::from_utf8(bytes).expect("UTF-8")
}

/// Everything of an application, its files in a folder.
pub async fn out_into(app: &TestApp, folder: &Path) -> String {
    let mut bytes = vec![];
    let outbox = Outbox {
        files: &app.app.files,
        folder,
    };
    let done = export_with_files(&app.app.store, &mut bytes, &outbox).await;
    done.expect("it exports");
    String::from_utf8(bytes).expect("UTF-8")
}

/// Imports lines whose files lie in a folder.
pub async fn bring_from(app: &TestApp, lines: &str, folder: &Path) -> Result<Report, ImportError> {
    let hash = |password: &str| Ok(format!("not {password}"));
    let shelf = Shelf {
        files: &app.app.files,
        place: Place::Folder(folder.to_owned()),
    };
    let (store, followers) = (&app.app.store, app::followers());
    import_with_files(store, followers, lines.as_bytes(), &shelf, &hash, |_| ()).await
}

/// How many rows each table has that an import writes.
pub async fn rows(app: &TestApp) -> BTreeMap<&'static str, u64> {
    let db = &app.connection;
    let mut rows = BTreeMap::new();
    macro_rules! count {
        ($($table:ident),+) => {
            $(rows.insert(stringify!($table), $table::Entity::find().count(db).await.expect("a count"));)+
        };
    }
    count!(
        country,
        region,
        municipality,
        municipality_region,
        municipality_succession,
        territory_change,
        territory_change_from,
        territory_change_to,
        locality,
        action_group_area,
        action_group_municipality,
        organisation,
        organisation_relation,
        person,
        affiliation,
        account,
        network,
        network_membership,
        network_coordinator,
        document,
        document_part,
        document_version,
        document_link,
        document_attachment,
        stored_file,
        file_text,
        network_share,
        municipality_link,
        programme,
        funding_rule_set,
        funding_call,
        application,
        decision,
        prize,
        initiative,
        seminar,
        seminar_host,
        seminar_network,
        seminar_municipality,
        seat_pool,
        agenda_item,
        registration,
        theme,
        theme_link,
        network_share,
        municipality_link,
        experience,
        experience_contact,
        experience_event,
        reuse_report,
        question,
        exchange_post,
        exchange_match,
        comment,
        comment_report,
        moderation_action,
        programme,
        funding_rule_set,
        funding_call,
        application,
        decision,
        prize,
        initiative,
        project,
        project_relation,
        agreement,
        external_ref,
        audience_link,
        change_log
    );
    rows
}

/// A country to hang records on.
pub fn sweden() -> Value {
    json!({ "type": "country", "code": "SE", "name": { "sv": "Sverige" }, "codeSystem": "SCB kommunkod" })
}

pub fn municipality(code: &str, name: &str) -> Value {
    json!({ "type": "municipality", "country": "SE", "code": code, "codeSystem": "SCB kommunkod", "name": name })
}

pub fn organisation_record(name: &str) -> Value {
    json!({ "type": "organisation", "ref": name, "kind": "MUNICIPALITY", "name": name, "country": "SE" })
}

pub fn person_record(name: &str) -> Value {
    json!({ "type": "person", "ref": name, "name": name, "visibility": "REGISTERED" })
}

/// The value with these members put in or, where null, taken out.
pub fn but(mut record: Value, changes: Value) -> Value {
    for (member, value) in changes.as_object().expect("members") {
        record[member.as_str()] = value.clone();
    }
    record
}

/// Runs SQL that both databases know.
pub async fn sql(app: &TestApp, text: &str) {
    let done = app.connection.execute_unprepared(text).await;
    done.expect("the statement runs");
}
