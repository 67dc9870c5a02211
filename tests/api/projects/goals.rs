//! Goals, and how others judge them.

use entity::affiliation::OrganisationRole;

use super::scene::*;
use crate::support::{scene::gid, *};

#[rstest]
#[tokio::test]
async fn two_assessors_judge_a_goal_side_by_side_and_what_was_said_is_kept(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let seen = scene.open(json!({})).await;
    let goal = json!({ "code": "g1", "kind": "RESULT", "text": "Två nya nätverk", "targetMin": 2, "targetMax": 2, "unit": "nätverk" });
    let mut seen = scene.act("writeGoal", &seen, goal).await;
    let goal = id_of(&scene, &seen, "goals", 0).await;
    let judge = scene.app.person().await;
    let role = json!({ "role": "EVALUATOR", "personId": gid("Person", judge.person_id) });
    seen = scene.act("writeRoleTerm", &seen, role).await;
    for (by, assessor, verdict, reason) in [
        (&judge, "EVALUATOR", "FOUNDATION_LAID", "Grund lagd för ett"),
        (&scene.editor, "PROJECT", "PARTLY", "Ett finns"),
        (&scene.editor, "PROJECT", "MET", "Båda finns"),
    ] {
        let said = json!({ "goalId": goal, "assessor": assessor, "verdict": verdict, "reason": reason, "assessedOn": "2015-10-01" });
        let payload = act_as(by, "assessGoal", &seen, said).await;
        assert_eq!(payload["refusals"], json!([]), "{payload:#}");
        seen = Seen::of(&payload["project"]);
    }
    let selection = "goals { code kind targetMin targetMax unit
        assessments { assessor verdict reason assessedOn number earlier { verdict reason } } }";
    let found = look(&scene.app.anyone(), &seen, selection).await;
    let expected = json!([{
        "code": "g1", "kind": "RESULT", "targetMin": 2.0, "targetMax": 2.0, "unit": "nätverk",
        "assessments": [
            { "assessor": "EVALUATOR", "verdict": "FOUNDATION_LAID", "reason": "Grund lagd för ett", "assessedOn": "2015-10-01", "number": 1, "earlier": [] },
            { "assessor": "PROJECT", "verdict": "MET", "reason": "Båda finns", "assessedOn": "2015-10-01", "number": 2,
              "earlier": [{ "verdict": "PARTLY", "reason": "Ett finns" }] },
        ],
    }]);
    let mut goals = found["goals"].clone();
    let sorted = goals[0]["assessments"].as_array_mut().expect("assessments");
    sorted.sort_by_key(|one| one["assessor"].as_str().map(str::to_owned));
    assert_eq!(goals, expected);
}

#[rstest]
#[tokio::test]
async fn a_goal_with_min_over_max_or_a_code_of_another_is_refused(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let seen = scene.open(json!({})).await;
    let goal = json!({ "code": "g1", "text": "4–6 arbetssätt", "targetMin": 4, "targetMax": 6 });
    let reversed = merged(goal.clone(), json!({ "targetMin": 7, "text": "" }));
    let refused = scene.try_act("writeGoal", &seen, reversed).await;
    assert_eq!(
        refusals(&refused),
        ["REVERSED at targetMin", "MISSING at text"]
    );
    let seen = scene.act("writeGoal", &seen, goal.clone()).await;
    let twice = scene.try_act("writeGoal", &seen, goal.clone()).await;
    assert_eq!(refusals(&twice), ["CODE_TAKEN at code"]);
    let id = id_of(&scene, &seen, "goals", 0).await;
    let anew =
        json!({ "goalId": id, "code": "g1", "text": "Fler arbetssätt", "perLocality": true });
    let seen = scene.act("writeGoal", &seen, anew).await;
    let found = scene
        .look(&seen, "goals { text targetMin perLocality }")
        .await;
    assert_eq!(
        found["goals"],
        json!([{ "text": "Fler arbetssätt", "targetMin": null, "perLocality": true }])
    );
    let said = json!({ "goalId": id, "assessor": "PROJECT", "verdict": "MET", "reason": "Ja", "assessedOn": "2999-01-01" });
    let refused = scene.try_act("assessGoal", &seen, said).await;
    assert_eq!(refusals(&refused), ["IN_THE_FUTURE at assessedOn"]);
    let foreign = json!({ "goalId": "Activity_AAAAAAAAAAAAAAAAAAAAAA" });
    let refused = scene.try_act("removeGoal", &seen, foreign).await;
    assert_eq!(refusals(&refused), ["WRONG_ID at goalId"]);
    let seen = scene
        .act("removeGoal", &seen, json!({ "goalId": id }))
        .await;
    assert_eq!(scene.look(&seen, "goals { id }").await["goals"], json!([]));
}

#[rstest]
#[tokio::test]
async fn everyone_judges_a_goal_in_their_own_name(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let seen = scene.open(json!({})).await;
    let mut seen = scene
        .act("writeGoal", &seen, json!({ "text": "Två nätverk" }))
        .await;
    let goal = id_of(&scene, &seen, "goals", 0).await;
    let judging = scene.app.organisation("Högskolan").await;
    let editor = OrganisationRole::Editor;
    let judge = scene.app.person_in(judging.id, editor).await;
    // Who belongs to the owner is no evaluator of it, whatever a role says.
    let own = json!({ "role": "EVALUATOR", "personId": gid("Person", scene.editor.person_id) });
    let firm = json!({ "role": "EVALUATOR", "name": "Utvärderaren", "organisationId": gid("Organisation", judging.id) });
    for role in [own, firm] {
        seen = scene.act("writeRoleTerm", &seen, role).await;
    }
    let said = |assessor: &str| json!({ "goalId": goal, "assessor": assessor, "verdict": "MET", "reason": "Ja" });
    for (by, name) in [
        (&scene.editor, "PROJECT"),
        (&scene.payer, "FUNDER"),
        (&judge, "EVALUATOR"),
    ] {
        for assessor in ["PROJECT", "FUNDER", "EVALUATOR"] {
            let payload = act_as(by, "assessGoal", &seen, said(assessor)).await;
            if assessor == name {
                assert_eq!(payload["refusals"], json!([]), "{payload:#}");
                seen = Seen::of(&payload["project"]);
            } else {
                assert_eq!(refusals(&payload), ["NOT_YOUR_PART at assessor"]);
            }
        }
    }
    // What others judged stays as they read it.
    let anew = json!({ "goalId": goal, "text": "Ett nätverk" });
    for (mutation, input) in [
        ("writeGoal", anew),
        ("removeGoal", json!({ "goalId": goal })),
    ] {
        let refused = scene.try_act(mutation, &seen, input).await;
        assert_eq!(refusals(&refused), ["GOAL_JUDGED at goalId"], "{mutation}");
    }
    let outsider = scene.app.person().await;
    for (by, code) in [
        (outsider, "FORBIDDEN"),
        (scene.app.anyone(), "UNAUTHENTICATED"),
    ] {
        let answer = act_as(&by, "assessGoal", &seen, said("EVALUATOR")).await;
        assert_eq!(answer["error"], code);
    }
}
