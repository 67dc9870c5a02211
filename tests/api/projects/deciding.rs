//! Who answers what a project hands in, whoever pays for it afterwards; and what may still be done once it is over.

use entity::affiliation::OrganisationRole;

use super::scene::*;
use crate::support::{scene::gid, *};

/// A report that was handed in and a change that was requested, with their ids.
async fn handed_in(scene: &Scene, over: Value) -> (Seen, String, String) {
    let seen = scene.open(over).await;
    let report = json!({ "kind": "STATUS", "title": "Läge" });
    let seen = scene.act("writeReport", &seen, report).await;
    let report = id_of(scene, &seen, "reports", 0).await;
    let hand_in = json!({ "reportId": report });
    let seen = scene.act("submitReport", &seen, hand_in).await;
    let change = json!({ "what": "Mer tid" });
    let seen = scene.act("requestChange", &seen, change).await;
    let change = id_of(scene, &seen, "changeRequests", 0).await;
    (seen, report, change)
}

#[rstest]
#[tokio::test]
async fn who_paid_when_it_was_handed_in_answers_it(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let (seen, report, change) = handed_in(&scene, json!({})).await;
    let admin = scene
        .app
        .person_in(scene.owner.id, OrganisationRole::Admin)
        .await;
    let seen = scene
        .act("updateProject", &seen, json!({ "funders": [] }))
        .await;
    let accept = json!({ "reportId": report, "answer": "ACCEPT" });
    let approve = json!({ "changeRequestId": change, "approve": true });
    for by in [&admin, &scene.editor] {
        for (mutation, input) in [("answerReport", &accept), ("decideChange", &approve)] {
            let answer = act_as(by, mutation, &seen, input.clone()).await;
            assert_eq!(answer["error"], "FORBIDDEN", "{mutation}");
        }
    }
    let shown = "reports { status } changeRequests { status }";
    let waiting = json!({ "reports": [{ "status": "SUBMITTED" }], "changeRequests": [{ "status": "REQUESTED" }] });
    assert_eq!(look(&scene.payer, &seen, shown).await, waiting);
    let accepted = act_as(&scene.payer, "answerReport", &seen, accept.clone()).await;
    assert_eq!(accepted["refusals"], json!([]), "{accepted:#}");
    let seen = Seen::of(&accepted["project"]);
    let approved = act_as(&scene.payer, "decideChange", &seen, approve).await;
    assert_eq!(approved["refusals"], json!([]), "{approved:#}");
    let seen = Seen::of(&approved["project"]);
    // What does not exist is not told to those who decide nothing.
    let unknown =
        json!({ "reportId": id_of(&scene, &seen, "changeRequests", 0).await, "answer": "ACCEPT" });
    let wrong = act_as(&admin, "answerReport", &seen, unknown).await;
    assert_eq!(refusals(&wrong), ["WRONG_ID at reportId"]);
}

#[rstest]
#[tokio::test]
async fn a_project_that_is_decided_does_not_drop_its_funders(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let seen = scene.open(json!({ "status": "ACTIVE" })).await;
    let none = json!({ "funders": [] });
    let refused = scene.try_act("updateProject", &seen, none.clone()).await;
    assert_eq!(refusals(&refused), ["FUNDER_STAYS at funders"]);
    let both = json!({ "funders": [
        { "organisationId": gid("Organisation", scene.funder.id) }, { "name": "Stiftelsen" },
    ] });
    let seen = scene.act("updateProject", &seen, both).await;
    // By its own editor, who also writes for the owner, it goes.
    let editor = OrganisationRole::Editor;
    scene
        .app
        .affiliate(scene.editor.person_id, scene.funder.id, editor)
        .await;
    scene.act("updateProject", &seen, none).await;
}

#[rstest]
#[tokio::test]
async fn nobody_answers_themselves_or_their_own_organisation(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let editor = OrganisationRole::Editor;
    // One who writes for the owner and for the funder.
    let both = scene.app.person_in(scene.funder.id, editor).await;
    let member = OrganisationRole::Member;
    scene
        .app
        .affiliate(both.person_id, scene.owner.id, member)
        .await;
    let (seen, report, change) = handed_in(&scene, json!({})).await;
    for (mutation, input) in [
        (
            "answerReport",
            json!({ "reportId": report, "answer": "ACCEPT" }),
        ),
        (
            "decideChange",
            json!({ "changeRequestId": change, "approve": true }),
        ),
    ] {
        let refused = act_as(&both, mutation, &seen, input).await;
        assert_eq!(refusals(&refused), ["CONFLICT_OF_INTEREST at projectId"]);
    }
    // An owner that pays itself is no funder: an admin answers, but not their own.
    let own = json!({ "funders": [{ "organisationId": gid("Organisation", scene.owner.id) }] });
    let seen = scene.open(own).await;
    let admin = OrganisationRole::Admin;
    let (first, second) = (
        scene.app.person_in(scene.owner.id, admin).await,
        scene.app.person_in(scene.owner.id, admin).await,
    );
    let asked = act_as(&first, "requestChange", &seen, json!({ "what": "Mer tid" })).await;
    let seen = Seen::of(&asked["project"]);
    let change = id_of(&scene, &seen, "changeRequests", 0).await;
    let approve = json!({ "changeRequestId": change, "approve": true });
    let answer = act_as(&scene.editor, "decideChange", &seen, approve.clone()).await;
    assert_eq!(answer["error"], "FORBIDDEN");
    let refused = act_as(&first, "decideChange", &seen, approve.clone()).await;
    assert_eq!(refusals(&refused), ["CONFLICT_OF_INTEREST at projectId"]);
    let done = act_as(&second, "decideChange", &seen, approve).await;
    assert_eq!(done["refusals"], json!([]), "{done:#}");
}

#[rstest]
#[tokio::test]
async fn who_may_change_a_project_judges_and_answers_for_nobody_else(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let network = scene
        .app
        .network("Nätverk", entity::Visibility::Public)
        .await;
    scene.app.join(&network, scene.owner.id).await;
    let other = scene.app.organisation("Dalarnas förbund").await;
    let coordinator = scene.app.coordinator(&network, other.id).await;
    let editor = OrganisationRole::Editor;
    scene
        .app
        .affiliate(coordinator.person_id, other.id, editor)
        .await;
    let shared =
        json!({ "status": "ACTIVE", "networkIds": [gid("Network", network.id)], "funders": [] });
    let seen = scene.open(shared).await;
    let goal = json!({ "text": "Två nätverk" });
    let mut seen = scene.act("writeGoal", &seen, goal).await;
    let goal = id_of(&scene, &seen, "goals", 0).await;
    // The coordinator names those of their own as the ones who pay and judge.
    let own = gid("Organisation", other.id);
    for (mutation, input) in [
        (
            "updateProject",
            json!({ "funders": [{ "organisationId": own }] }),
        ),
        (
            "writeRoleTerm",
            json!({ "role": "EVALUATOR", "personId": gid("Person", coordinator.person_id) }),
        ),
        (
            "writeReport",
            json!({ "kind": "ACCOUNTS", "title": "Ekonomi" }),
        ),
    ] {
        let done = act_as(&coordinator, mutation, &seen, input).await;
        assert_eq!(done["refusals"], json!([]), "{mutation}: {done:#}");
        seen = Seen::of(&done["project"]);
    }
    let report = id_of(&scene, &seen, "reports", 0).await;
    let hand_in = json!({ "reportId": report });
    let mut seen = scene.act("submitReport", &seen, hand_in).await;
    let admin = scene.app.platform_admin().await;
    let accept = json!({ "reportId": report, "answer": "ACCEPT" });
    let said = |assessor: &str| json!({ "goalId": goal, "assessor": assessor, "verdict": "MET", "reason": "Ja" });
    for by in [&coordinator, &admin] {
        for assessor in ["FUNDER", "EVALUATOR"] {
            let refused = act_as(by, "assessGoal", &seen, said(assessor)).await;
            assert_eq!(refusals(&refused), ["NOT_YOUR_PART at assessor"]);
        }
        let refused = act_as(by, "answerReport", &seen, accept.clone()).await;
        assert_eq!(refusals(&refused), ["CONFLICT_OF_INTEREST at projectId"]);
        let can = look(by, &seen, "viewerCan { edit decide }").await;
        let expected = json!({ "edit": true, "decide": false });
        assert_eq!(can["viewerCan"], expected);
        let done = act_as(by, "assessGoal", &seen, said("PROJECT")).await;
        assert_eq!(done["refusals"], json!([]), "{done:#}");
        seen = Seen::of(&done["project"]);
    }
    let payer = scene.app.person_in(other.id, editor).await;
    let can = look(&payer, &seen, "viewerCan { edit decide }").await;
    assert_eq!(can["viewerCan"], json!({ "edit": false, "decide": true }));
    let done = act_as(&payer, "answerReport", &seen, accept).await;
    assert_eq!(done["refusals"], json!([]), "{done:#}");
}

#[rstest]
#[tokio::test]
async fn whoever_pays_sees_the_project_until_they_leave_it(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let seen = scene.create(json!({ "status": "ACTIVE" })).await;
    let sees = async |by: &Client, seen: &Seen| !look(by, seen, "id").await.is_null();
    assert!(!sees(&scene.payer, &seen).await, "a draft");
    let report = json!({ "kind": "ACCOUNTS", "title": "Ekonomi" });
    let seen = scene.act("writeReport", &seen, report).await;
    let report = id_of(&scene, &seen, "reports", 0).await;
    let hand_in = json!({ "reportId": report });
    let seen = scene.act("submitReport", &seen, hand_in).await;
    assert!(sees(&scene.payer, &seen).await, "handed in");
    let seen = scene.act("publishProject", &seen, json!({})).await;
    let narrow = json!({ "visibility": "ORGANISATION" });
    let seen = scene.act("updateProject", &seen, narrow).await;
    assert!(sees(&scene.payer, &seen).await);
    assert!(!sees(&scene.app.person().await, &seen).await);
    let funder = json!({ "organisationId": gid("Organisation", scene.funder.id) });
    let may_leave = async |by: &Client, seen: &Seen| {
        look(by, seen, "viewerCan { leave }").await["viewerCan"]["leave"].clone()
    };
    assert_eq!(may_leave(&scene.editor, &seen).await, false);
    assert_eq!(may_leave(&scene.payer, &seen).await, true);
    let forced = scene.try_act("leaveProject", &seen, funder.clone()).await;
    assert_eq!(forced["error"], "FORBIDDEN");
    let left = act_as(&scene.payer, "leaveProject", &seen, funder.clone()).await;
    assert_eq!(left["refusals"], json!([]), "{left:#}");
    let seen = Seen::of(&left["project"]);
    let found = scene.look(&seen, "funders { name }").await;
    assert_eq!(found["funders"], json!([]));
    assert_eq!(may_leave(&scene.payer, &seen).await, false);
    // What was handed in to them is still theirs to answer; with that done, nothing ties them to it.
    let accept = json!({ "reportId": report, "answer": "ACCEPT" });
    let done = act_as(&scene.payer, "answerReport", &seen, accept).await;
    assert_eq!(done["refusals"], json!([]), "{done:#}");
    let seen = Seen::of(&done["project"]);
    assert!(!sees(&scene.payer, &seen).await);
    let gone = act_as(&scene.payer, "leaveProject", &seen, funder).await;
    assert_eq!(gone["error"], "NOT_FOUND");
}

#[rstest]
#[tokio::test]
async fn requests_for_change_are_for_those_who_take_part(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let partner = scene.app.organisation("Ortsrådet").await;
    let partners = json!({ "partners": [{ "organisationId": gid("Organisation", partner.id) }] });
    let (seen, _, change) = handed_in(&scene, partners).await;
    let approve = json!({ "changeRequestId": change, "approve": true });
    let approved = act_as(&scene.payer, "decideChange", &seen, approve).await;
    let seen = Seen::of(&approved["project"]);
    let seen = scene
        .act("requestChange", &seen, json!({ "what": "Mer pengar" }))
        .await;
    let member = OrganisationRole::Member;
    let (insider, colleague) = (
        scene.app.person_in(partner.id, member).await,
        scene.app.person_in(scene.owner.id, member).await,
    );
    let (one, both) = (
        json!([{ "what": "Mer tid" }]),
        json!([{ "what": "Mer tid" }, { "what": "Mer pengar" }]),
    );
    for (by, expected) in [
        (&scene.editor, &both),
        (&scene.payer, &both),
        (&insider, &one),
        (&colleague, &one),
        (&scene.app.person().await, &json!([])),
        (&scene.app.anyone(), &json!([])),
    ] {
        let found = look(by, &seen, "changeRequests { what }").await;
        assert_eq!(found["changeRequests"], *expected);
    }
}

#[rstest]
#[tokio::test]
async fn a_project_that_is_over_takes_no_change(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let (seen, report, change) = handed_in(&scene, json!({ "status": "ACTIVE" })).await;
    let other = scene.open(json!({})).await;
    for (mutation, input) in [
        ("writeGoal", json!({ "text": "Mål" })),
        ("writeIndicator", json!({ "name": "Antal" })),
        ("writeActivity", json!({ "title": "Val" })),
        (
            "writeRoleTerm",
            json!({ "role": "LEADER", "name": "Leader" }),
        ),
        ("writeGoverningBody", json!({ "name": "Styrgrupp" })),
    ] {
        let now = now(&scene, &seen).await;
        scene.act(mutation, &now, input).await;
    }
    let body = id_of(&scene, &seen, "governingBodies", 0).await;
    let seat = json!({ "bodyId": body, "name": "Ortsråden" });
    let at = now(&scene, &seen).await;
    let at = scene.act("writeSeat", &at, seat).await;
    let seat = id_of(&scene, &seen, "seats", 0).await;
    let term = json!({ "seatId": seat, "name": "First" });
    let at = scene.act("writeSeatTerm", &at, term).await;
    let experience = gid("Experience", scene.experience().await);
    let link = json!({ "experienceId": experience });
    let at = scene.act("linkExperience", &at, link.clone()).await;
    let related = json!({ "relatedId": other.id, "kind": "PARALLEL" });
    let at = scene.act("relateProject", &at, related).await;
    let over = json!({ "status": "TERMINATED" });
    let at = scene.act("changeProjectStatus", &at, over.clone()).await;
    let (goal, activity, indicator, role) = (
        id_of(&scene, &seen, "goals", 0).await,
        id_of(&scene, &seen, "activities", 0).await,
        id_of(&scene, &seen, "indicators", 0).await,
        id_of(&scene, &seen, "roles", 0).await,
    );
    let terms = scene.look(&seen, "seats { terms { id } }").await;
    let term = &terms["seats"][0]["terms"][0]["id"];
    let mut done = vec![];
    for (mutation, input) in [
        ("updateProject", json!({ "areas": [] })),
        ("publishProject", json!({})),
        (
            "leaveProject",
            json!({ "organisationId": gid("Organisation", scene.funder.id) }),
        ),
        (
            "changeProjectStatus",
            json!({ "status": "TERMINATED", "statusText": "Anders" }),
        ),
        (
            "relateProject",
            json!({ "relatedId": other.id, "kind": "EXCHANGE" }),
        ),
        (
            "unrelateProject",
            json!({ "relatedId": other.id, "kind": "PARALLEL" }),
        ),
        ("linkExperience", link.clone()),
        ("unlinkExperience", link),
        ("requestChange", json!({ "what": "Mer tid" })),
        (
            "decideChange",
            json!({ "changeRequestId": change, "approve": true }),
        ),
        ("writeReport", json!({ "kind": "FINAL", "title": "Slut" })),
        ("submitReport", json!({ "reportId": report })),
        (
            "answerReport",
            json!({ "reportId": report, "answer": "ACCEPT" }),
        ),
        ("writeGoal", json!({ "text": "Mål" })),
        ("removeGoal", json!({ "goalId": goal })),
        (
            "assessGoal",
            json!({ "goalId": goal, "assessor": "PROJECT", "verdict": "MET", "reason": "Ja" }),
        ),
        ("writeIndicator", json!({ "name": "Antal" })),
        ("removeIndicator", json!({ "indicatorId": indicator })),
        (
            "recordIndicatorValue",
            json!({ "indicatorId": indicator, "total": 1 }),
        ),
        ("writeActivity", json!({ "title": "Val" })),
        ("removeActivity", json!({ "activityId": activity })),
        (
            "recordProgress",
            json!({ "activityId": activity, "percent": 1 }),
        ),
        (
            "writeRoleTerm",
            json!({ "role": "LEADER", "name": "Leader" }),
        ),
        ("removeRoleTerm", json!({ "roleTermId": role })),
        ("writeGoverningBody", json!({ "name": "Styrgrupp" })),
        ("removeGoverningBody", json!({ "bodyId": body })),
        ("writeSeat", json!({ "bodyId": body, "name": "Råd" })),
        ("removeSeat", json!({ "seatId": seat })),
        ("writeSeatTerm", json!({ "seatId": seat, "name": "Second" })),
        ("removeSeatTerm", json!({ "seatTermId": term })),
    ] {
        let by = match mutation {
            "decideChange" | "answerReport" | "leaveProject" => &scene.payer,
            _ => &scene.editor,
        };
        let kind = match mutation {
            "unlinkExperience" => input_of("linkExperience"),
            _ => input_of(mutation),
        };
        let base = json!({ "projectId": at.id, "version": at.version });
        let fields = "project { id version }";
        let refused = by
            .change(mutation, &kind, fields, merged(base, input))
            .await;
        assert_eq!(
            refusals(&refused),
            ["PROJECT_OVER at projectId"],
            "{mutation}"
        );
        done.push(mutation.to_owned());
    }
    let can = scene
        .look(&seen, "version viewerCan { edit publish decide }")
        .await;
    assert_eq!(can["version"], at.version);
    let nothing = json!({ "edit": false, "publish": false, "decide": false });
    assert_eq!(can["viewerCan"], nothing);
    // Each change of a project is in the table above.
    let query = "{ __schema { mutationType { fields { name args { type { ofType { inputFields { name } } } } } } } }";
    let schema = scene.app.anyone().data(query, json!({})).await;
    let fields = schema["__schema"]["mutationType"]["fields"].as_array();
    let changes_project = |field: &&Value| {
        let inputs = &field["args"][0]["type"]["ofType"]["inputFields"];
        let names: Vec<_> = inputs
            .as_array()
            .into_iter()
            .flatten()
            .map(|one| one["name"].as_str().unwrap_or_default())
            .collect();
        names.contains(&"projectId") && names.contains(&"version")
    };
    let of_others = [
        "updateSeminar",
        "updateSeminarSeries",
        "updateAgreement",
        "updateDocument",
    ];
    for field in fields.expect("mutations").iter().filter(changes_project) {
        let name = field["name"].as_str().expect("a name");
        assert!(
            done.contains(&name.to_owned()) || of_others.contains(&name),
            "{name}"
        );
    }
}

/// The project as it is now.
async fn now(scene: &Scene, seen: &Seen) -> Seen {
    Seen::of(&scene.look(seen, "id version").await)
}

#[rstest]
#[tokio::test]
async fn whoever_pays_sees_projects_from_before_that_was_so(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    use sea_orm::ConnectionTrait;
    let scene = Scene::new(db).await;
    let narrow = json!({ "visibility": "ORGANISATION" });
    let (out, draft) = (scene.open(narrow).await, scene.create(json!({})).await);
    let sees = async |by: &Client, seen: &Seen| !look(by, seen, "id").await.is_null();
    assert!(sees(&scene.payer, &out).await);
    let before = [
        "UPDATE project SET audience_id = editors_id",
        "DELETE FROM data_step",
    ];
    for sql in before {
        scene
            .app
            .connection
            .execute_unprepared(sql)
            .await
            .expect(sql);
    }
    assert!(!sees(&scene.payer, &out).await);
    let store = &scene.app.app.store;
    let told = erfa::platform::changes::newest(store)
        .await
        .expect("the log");
    let opened = async || {
        let store = erfa::app::App::store(&scene.app.app.settings, scene.app.clock.clone()).await;
        store.expect("the store opens").close().await;
    };
    opened().await;
    assert!(sees(&scene.payer, &out).await);
    assert!(!sees(&scene.payer, &draft).await);
    assert!(!sees(&scene.app.person().await, &out).await);
    let changes = erfa::platform::changes::after(store, told, 100).await;
    let changes = changes.expect("the log");
    let projects = changes.iter().filter(|one| one.kind == "Project");
    let projects: Vec<_> = projects.map(|one| gid("Project", one.entity_id)).collect();
    assert_eq!(projects, [out.id], "what is right already is left alone");
    // Once is enough.
    let told = erfa::platform::changes::newest(store)
        .await
        .expect("the log");
    opened().await;
    let again = erfa::platform::changes::newest(store)
        .await
        .expect("the log");
    assert_eq!(again, told);
}
