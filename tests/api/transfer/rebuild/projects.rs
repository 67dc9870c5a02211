//! Projects with all that hangs on them, and agreements.

use super::*;

/// What it is, and whom it belongs with.
const PROJECT: &str = "title { text } locale country { code } statusText owner { name } ownerText startsText endsText durationYears
    inferredPeriodText note originText source sourceUpdatedText budget { amountMinor currency isApproximate text } summaries { locale text }
    background { text } purpose { text } overallGoal { text } vision { text } context { text } programme { title { text } }
    municipalities(first: 10) { nodes { code name country { code } } } funders { name organisation { name } } partners { name organisation { name } }
    targetGroups areas results { text } lessons { text } figures { key value } relations { kind project { title { text } } }
    followsSeminar { title { text } }";

/// What it wants and does.
const PARTS: &str = "title { text } goals { code kind area text targetMin targetMax unit dueText assessments { reason } }
    indicators { name values { women men total isTotalReported note } } activities { code title goals { code } }
    governingBodies { seats { isChair name organisation { name } } }";

pub async fn projects(app: &TestApp, ids: &Ids) -> Vec<Value> {
    let sample = ", filter: { origin: SAMPLE }";
    let mut all = every_by(5, app, "projects", sample, PROJECT).await;
    let parts = every_by(3, app, "projects", sample, PARTS).await;
    for (project, parts) in all.iter_mut().zip(parts) {
        assert_eq!(project["title"], parts["title"]);
        for (name, value) in parts.as_object().expect("fields") {
            project[name] = value.clone();
        }
    }
    all.iter().map(|one| project(one, ids)).collect()
}

fn texts(points: &Value) -> Value {
    list(points).iter().map(|one| one["text"].clone()).collect()
}

fn project(read: &Value, ids: &Ids) -> Value {
    let owner = match &read["owner"]["name"] {
        Value::Null => read["ownerText"].clone(),
        name => ids.organisation(name),
    };
    let figures: Map<String, Value> = list(&read["figures"])
        .iter()
        .map(|one| {
            let key = one["key"].as_str().expect("a key");
            (key.to_owned(), plain(&one["value"]))
        })
        .collect();
    let related = |kind: &str| -> Vec<Value> {
        let all = list(&read["relations"]);
        let of_kind = all.iter().filter(|one| one["kind"] == kind);
        of_kind
            .map(|one| ids.of("projects", &one["project"]["title"]["text"]))
            .collect()
    };
    // The source names one related project, or lists several.
    let related_projects = related("RELATED");
    let (several, one) = match related_projects.as_slice() {
        [one] => (vec![], one.clone()),
        several => (several.to_vec(), Value::Null),
    };
    // The text beside an English one is in the project's own language; one with an English title is described in its country's.
    let summaries = list(&read["summaries"]);
    let own = match summaries.iter().find(|one| one["locale"] != "en") {
        Some(own) => own["text"].clone(),
        None => spoken(&read["summaries"], &read["locale"]),
    };
    json!({
        "id": ids.of("projects", &read["title"]["text"]),
        "title": read["title"]["text"],
        "language": read["locale"],
        "country": read["country"]["code"],
        "status": read["statusText"],
        "programme": ids.of("programmes", &read["programme"]["title"]["text"]),
        "owner": owner,
        "municipalities": places(&read["municipalities"]),
        "start_date": read["startsText"],
        "end_date": read["endsText"],
        "duration_years": plain(&read["durationYears"]),
        "inferred_period": read["inferredPeriodText"],
        "budget": money(&read["budget"], "kind"),
        "funders": ids.parties(&read["funders"]),
        "partners": ids.parties(&read["partners"]),
        "summary": own,
        "summary_en": spoken(&read["summaries"], &json!("en")),
        "background": read["background"]["text"],
        "purpose": read["purpose"]["text"],
        "overall_goal": read["overallGoal"]["text"],
        "vision": read["vision"]["text"],
        "context": read["context"]["text"],
        "target_groups": read["targetGroups"],
        "areas": read["areas"],
        "results": texts(&read["results"]),
        "lessons": texts(&read["lessons"]),
        "goals": list(&read["goals"]).iter().map(goal).collect::<Value>(),
        "indicators": list(&read["indicators"]).iter().map(indicator).collect::<Value>(),
        "activities": list(&read["activities"]).iter().map(activity).collect::<Value>(),
        "steering_group_organisations": seats(read, ids),
        "derived_housing_need": figures,
        "related_projects": several,
        "related_to": one,
        "predecessor": related("PREDECESSOR").first(),
        "follows_event": ids.of("events", &read["followsSeminar"]["title"]["text"]),
        "source_updated": read["sourceUpdatedText"],
        "origin": read["originText"],
        "note": read["note"],
        "source": read["source"],
    })
}

fn goal(read: &Value) -> Value {
    let (least, most) = (plain(&read["targetMin"]), plain(&read["targetMax"]));
    let exact = least == most;
    json!({
        "id": read["code"],
        "kind": read["kind"].as_str().map(str::to_lowercase),
        "area": read["area"],
        "text": read["text"],
        "unit": read["unit"],
        "target": if exact { least.clone() } else { Value::Null },
        "target_min": if exact { Value::Null } else { least },
        "target_max": if exact { Value::Null } else { most },
        "due": read["dueText"],
        "assessment": read["assessments"][0]["reason"],
    })
}

fn indicator(read: &Value) -> Value {
    let value = &read["values"][0];
    // A sum of women and men that Erfa makes is not the source's.
    let reported = value["isTotalReported"] == true;
    json!({
        "name": read["name"],
        "women": value["women"],
        "men": value["men"],
        "value": if reported { value["total"].clone() } else { Value::Null },
        "note": value["note"],
    })
}

fn activity(read: &Value) -> Value {
    let goals: Value = list(&read["goals"])
        .iter()
        .map(|one| one["code"].clone())
        .collect();
    json!({ "id": read["code"], "title": read["title"], "goals": goals })
}

/// The seats of the steering group; the chair is told in words.
fn seats(read: &Value, ids: &Ids) -> Value {
    let seat = |one: &Value| {
        let holds = ids.party(one);
        match (one["isChair"] == true, holds.as_str()) {
            (true, Some(name)) => json!(format!("{name} (ordförande)")),
            _ => holds,
        }
    };
    list(&read["governingBodies"][0]["seats"])
        .iter()
        .map(seat)
        .collect()
}

const AGREEMENT: &str = "title { text } locale kindText country { code } subject startsText endsText signedText targetMin targetMax dueText
    areasCount baseAgreementText originText note source programme { title { text } } project { title { text } }
    parties { name organisation { name } } municipalities(first: 10) { nodes { code name country { code } } }";

pub async fn agreements(app: &TestApp, ids: &Ids) -> Vec<Value> {
    let agreement = |read: &Value| {
        json!({
            "id": ids.of("agreements", &read["title"]["text"]),
            "title": read["title"]["text"],
            "language": read["locale"],
            "type": read["kindText"],
            "country": read["country"]["code"],
            "parties": ids.parties(&read["parties"]),
            "municipalities": places(&read["municipalities"]),
            "programme": ids.of("programmes", &read["programme"]["title"]["text"]),
            "project": ids.of("projects", &read["project"]["title"]["text"]),
            "subject": read["subject"],
            "date": read["signedText"],
            "start_date": read["startsText"],
            "end_date": read["endsText"],
            "target_min": read["targetMin"],
            "target_max": read["targetMax"],
            "due": read["dueText"],
            "base_agreement_date": read["baseAgreementText"],
            "areas_count": read["areasCount"],
            "origin": read["originText"],
            "note": read["note"],
            "source": read["source"],
        })
    };
    let read = every_by(
        5,
        app,
        "agreements",
        ", filter: { origin: SAMPLE }",
        AGREEMENT,
    )
    .await;
    read.iter().map(agreement).collect()
}
