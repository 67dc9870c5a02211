//! What must be done before a project is closed.

use entity::affiliation::OrganisationRole;

use super::scene::*;
use crate::support::{scene::gid, *};

async fn closing(scene: &Scene) -> Seen {
    let seen = scene.open(json!({ "status": "ACTIVE" })).await;
    let seen = scene
        .act("writeGoal", &seen, json!({ "text": "Två nätverk" }))
        .await;
    let seen = scene
        .act("requestChange", &seen, json!({ "what": "Mer tid" }))
        .await;
    scene
        .act("changeProjectStatus", &seen, json!({ "status": "CLOSING" }))
        .await
}

async fn report(scene: &Scene, seen: &Seen, kind: &str) -> (Seen, String) {
    let seen = scene
        .act(
            "writeReport",
            seen,
            json!({ "kind": kind, "title": "Rapport" }),
        )
        .await;
    let reports = scene.look(&seen, "reports { id }").await;
    let last = reports["reports"].as_array().and_then(|all| all.last());
    let id = last.and_then(|one| one["id"].as_str()).expect("a report");
    let seen = scene
        .act("submitReport", &seen, json!({ "reportId": id }))
        .await;
    (seen, id.to_owned())
}

async fn answer(scene: &Scene, seen: &Seen, over: Value) -> Value {
    act_as(&scene.payer, "answerReport", seen, over).await
}

#[rstest]
#[tokio::test]
async fn a_project_closes_only_when_every_rule_holds(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let seen = closing(&scene).await;
    let close = json!({ "status": "CLOSED" });
    let unmet = |payload: &Value| -> Vec<String> {
        refusals(payload)
            .iter()
            .map(|one| one.trim_end_matches(" at status").to_owned())
            .collect()
    };
    let refused = scene
        .try_act("changeProjectStatus", &seen, close.clone())
        .await;
    let mut left = vec![
        "ACCOUNTS_NOT_ACCEPTED",
        "NOT_EVALUATED",
        "GOALS_NOT_ASSESSED",
        "NO_EXPERIENCE_PUBLISHED",
        "CHANGES_NOT_DECIDED",
    ];
    assert_eq!(unmet(&refused), left);

    let (seen, accounts) = report(&scene, &seen, "FINAL").await;
    let accepted = answer(
        &scene,
        &seen,
        json!({ "reportId": accounts, "answer": "ACCEPT" }),
    )
    .await;
    let seen = Seen::of(&accepted["project"]);
    let refused = scene
        .try_act("changeProjectStatus", &seen, close.clone())
        .await;
    assert_eq!(unmet(&refused), left, "a final report is not the accounts");
    let (seen, accounts) = report(&scene, &seen, "ACCOUNTS").await;
    let accepted = answer(
        &scene,
        &seen,
        json!({ "reportId": accounts, "answer": "ACCEPT" }),
    )
    .await;
    let seen = Seen::of(&accepted["project"]);
    left.retain(|one| *one != "ACCOUNTS_NOT_ACCEPTED");
    let refused = scene
        .try_act("changeProjectStatus", &seen, close.clone())
        .await;
    assert_eq!(unmet(&refused), left);

    let (seen, _) = report(&scene, &seen, "LEARNING").await;
    left.retain(|one| *one != "NOT_EVALUATED");
    let refused = scene
        .try_act("changeProjectStatus", &seen, close.clone())
        .await;
    assert_eq!(unmet(&refused), left);

    let goal = id_of(&scene, &seen, "goals", 0).await;
    let said = json!({ "goalId": goal, "assessor": "PROJECT", "verdict": "NOT_MET", "reason": "Inget blev av." });
    let seen = scene.act("assessGoal", &seen, said).await;
    left.retain(|one| *one != "GOALS_NOT_ASSESSED");
    let refused = scene
        .try_act("changeProjectStatus", &seen, close.clone())
        .await;
    assert_eq!(unmet(&refused), left);

    let request = id_of(&scene, &seen, "changeRequests", 0).await;
    let decided = json!({ "changeRequestId": request, "approve": true });
    let decided = act_as(&scene.payer, "decideChange", &seen, decided).await;
    let seen = Seen::of(&decided["project"]);
    let rules = scene.look(&seen, "closing { rule isMet message }").await;
    let open: Vec<_> = rules["closing"]
        .as_array()
        .expect("rules")
        .iter()
        .filter(|one| one["isMet"] == false)
        .map(|one| one["rule"].clone())
        .collect();
    assert_eq!(open, [json!("EXPERIENCE_PUBLISHED")]);
    assert_eq!(
        look(&scene.app.anyone(), &seen, "closing { rule }").await["closing"],
        json!([])
    );

    let stranger = scene.app.organisation("Stockholm").await;
    let foreign = scene.experience_of(stranger.id).await;
    let link = json!({ "experienceId": gid("Experience", foreign) });
    let seen = scene.act("linkExperience", &seen, link).await;
    let refused = scene
        .try_act("changeProjectStatus", &seen, close.clone())
        .await;
    assert_eq!(unmet(&refused), ["NO_EXPERIENCE_PUBLISHED"]);
    let rules = scene.look(&seen, "closing { rule isMet }").await;
    assert!(
        rules["closing"]
            .as_array()
            .expect("rules")
            .contains(&json!({ "rule": "EXPERIENCE_PUBLISHED", "isMet": false }))
    );
    let experience = scene.experience().await;
    let link = json!({ "experienceId": gid("Experience", experience) });
    let seen = scene.act("linkExperience", &seen, link.clone()).await;
    let twice = scene.try_act("linkExperience", &seen, link).await;
    assert_eq!(refusals(&twice), ["ALREADY_THERE at experienceId"]);
    let seen = scene.act("changeProjectStatus", &seen, close).await;
    let found = scene
        .look(
            &seen,
            "status experiences { totalCount } viewerCan { nextStatuses }",
        )
        .await;
    assert_eq!(
        found,
        json!({ "status": "CLOSED", "experiences": { "totalCount": 2 }, "viewerCan": { "nextStatuses": [] } })
    );
}

#[rstest]
#[tokio::test]
async fn statuses_follow_each_other(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let seen = scene.create(json!({})).await;
    let to = |status: &str| json!({ "status": status });
    let refused = scene
        .try_act("changeProjectStatus", &seen, to("ACTIVE"))
        .await;
    assert_eq!(refusals(&refused), ["WRONG_TRANSITION at status"]);
    let mut seen = seen;
    for status in [
        "PREPARATION",
        "APPROVED",
        "ACTIVE",
        "PAUSED",
        "ACTIVE",
        "TERMINATED",
    ] {
        seen = scene.act("changeProjectStatus", &seen, to(status)).await;
    }
    let refused = scene
        .try_act("changeProjectStatus", &seen, to("ACTIVE"))
        .await;
    assert_eq!(refusals(&refused), ["PROJECT_OVER at projectId"]);
}

#[rstest]
#[tokio::test]
async fn whoever_pays_answers_reports_and_drafts_are_the_projects_own(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let seen = scene.open(json!({})).await;
    let draft = json!({ "kind": "STATUS", "title": "Lägesrapport" });
    let seen = scene.act("writeReport", &seen, draft).await;
    let id = id_of(&scene, &seen, "reports", 0).await;
    let seen_by = |client: Client, seen: Seen| async move {
        look(&client, &seen, "reports { status }").await["reports"].clone()
    };
    let again = |seen: &Seen| Seen {
        id: seen.id.clone(),
        version: seen.version,
    };
    assert_eq!(seen_by(scene.payer.clone(), again(&seen)).await, json!([]));
    let early = answer(&scene, &seen, json!({ "reportId": id, "answer": "ACCEPT" })).await;
    assert_eq!(refusals(&early), ["WRONG_REPORT_STATUS at reportId"]);
    let seen = scene
        .act("submitReport", &seen, json!({ "reportId": id }))
        .await;
    assert_eq!(
        seen_by(scene.payer.clone(), again(&seen)).await,
        json!([{ "status": "SUBMITTED" }])
    );
    assert_eq!(seen_by(scene.app.anyone(), again(&seen)).await, json!([]));
    let own = scene
        .try_act(
            "answerReport",
            &seen,
            json!({ "reportId": id, "answer": "ACCEPT" }),
        )
        .await;
    assert_eq!(own["error"], "FORBIDDEN");
    let silent = answer(&scene, &seen, json!({ "reportId": id, "answer": "RETURN" })).await;
    assert_eq!(refusals(&silent), ["MISSING at reason"]);
    let back = answer(
        &scene,
        &seen,
        json!({ "reportId": id, "answer": "RETURN", "reason": "Siffrorna saknas." }),
    )
    .await;
    let seen = Seen::of(&back["project"]);
    let anew = json!({ "reportId": id, "kind": "STATUS", "title": "Lägesrapport med siffror" });
    let seen = scene.act("writeReport", &seen, anew).await;
    let seen = scene
        .act("submitReport", &seen, json!({ "reportId": id }))
        .await;
    let done = answer(&scene, &seen, json!({ "reportId": id, "answer": "ACCEPT" })).await;
    let seen = Seen::of(&done["project"]);
    assert_eq!(
        seen_by(scene.app.anyone(), again(&seen)).await,
        json!([{ "status": "ACCEPTED" }])
    );
}

#[rstest]
#[tokio::test]
async fn without_a_funder_the_admins_of_the_owner_decide(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let seen = scene.open(json!({ "funders": [] })).await;
    let seen = scene
        .act("requestChange", &seen, json!({ "what": "Mer tid" }))
        .await;
    let request = id_of(&scene, &seen, "changeRequests", 0).await;
    let decision = json!({ "changeRequestId": request, "approve": false, "decision": "Nej." });
    let refused = scene.try_act("decideChange", &seen, decision.clone()).await;
    assert_eq!(refused["error"], "FORBIDDEN");
    let admin = scene
        .app
        .person_in(scene.owner.id, OrganisationRole::Admin)
        .await;
    let decided = act_as(&admin, "decideChange", &seen, decision.clone()).await;
    let seen = Seen::of(&decided["project"]);
    let twice = act_as(&admin, "decideChange", &seen, decision).await;
    assert_eq!(refusals(&twice), ["DECIDED_ALREADY at changeRequestId"]);
    let found = scene
        .look(&seen, "changeRequests { status decision }")
        .await;
    assert_eq!(
        found["changeRequests"],
        json!([{ "status": "REJECTED", "decision": "Nej." }])
    );
}

#[rstest]
#[tokio::test]
async fn the_latest_accounts_count_and_wait_until_the_project_is_decided(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let seen = scene.open(json!({ "funders": [] })).await;
    let write = |kind: &str| json!({ "kind": kind, "title": "Rapport" });
    let seen = scene.act("writeReport", &seen, write("ACCOUNTS")).await;
    let first = id_of(&scene, &seen, "reports", 0).await;
    let hand_in = json!({ "reportId": first });
    let early = scene.try_act("submitReport", &seen, hand_in.clone()).await;
    assert_eq!(refusals(&early), ["NOT_APPROVED at reportId"]);
    // What was handed in as something else does not become accounts that those before would answer.
    let (seen, status) = report(&scene, &seen, "STATUS").await;
    let admin = scene
        .app
        .person_in(scene.owner.id, OrganisationRole::Admin)
        .await;
    let back = json!({ "reportId": status, "answer": "RETURN", "reason": "Kort" });
    let back = act_as(&admin, "answerReport", &seen, back).await;
    let seen = Seen::of(&back["project"]);
    let other = merged(write("ACCOUNTS"), json!({ "reportId": status }));
    let other = scene.try_act("writeReport", &seen, other).await;
    assert_eq!(refusals(&other), ["WRONG_REPORT_STATUS at kind"]);
    let paid = json!({ "funders": [{ "organisationId": gid("Organisation", scene.funder.id) }] });
    let mut seen = scene.act("updateProject", &seen, paid).await;
    for status in ["PREPARATION", "APPROVED", "ACTIVE"] {
        let status = json!({ "status": status });
        seen = scene.act("changeProjectStatus", &seen, status).await;
    }
    let met = async |seen: &Seen| {
        let found = scene.look(seen, "closing { rule isMet }").await;
        let rules = found["closing"].as_array().expect("rules").clone();
        let accounts = rules.iter().find(|one| one["rule"] == "ACCOUNTS_ACCEPTED");
        accounts.expect("a rule")["isMet"] == true
    };
    let seen = scene.act("submitReport", &seen, hand_in).await;
    let accept = json!({ "reportId": first, "answer": "ACCEPT" });
    let done = answer(&scene, &seen, accept).await;
    let seen = Seen::of(&done["project"]);
    assert!(met(&seen).await);
    let (seen, second) = report(&scene, &seen, "ACCOUNTS").await;
    assert!(!met(&seen).await, "handed in");
    let back = json!({ "reportId": second, "answer": "RETURN", "reason": "Siffrorna saknas." });
    let back = answer(&scene, &seen, back).await;
    let seen = Seen::of(&back["project"]);
    assert!(!met(&seen).await, "returned");
    let again = json!({ "reportId": second });
    let seen = scene.act("submitReport", &seen, again).await;
    let accept = json!({ "reportId": second, "answer": "ACCEPT" });
    let done = answer(&scene, &seen, accept).await;
    assert!(met(&Seen::of(&done["project"])).await);
}
