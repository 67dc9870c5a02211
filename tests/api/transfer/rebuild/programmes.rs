//! Programmes with the rules of their grants, prizes and ideas.

use super::*;

const PROGRAMME: &str = "title { text } locale kindText statusText country { code } period { startsText endsText } projectPeriodYears
    summaries { locale text } budget { amountMinor currency isApproximate text } coFinancing { amountMinor currency isApproximate text }
    coFinancingFrom statedParticipantCount parent { title { text } } parties { role organisation { name } }
    participations { municipality { name code country { code } } } focusAreas eligibility selectionCriteria conditions goals challenges
    contextFacts reportingDuties criteria anchoredIn relatedInitiatives themeTexts actions { key title }
    targets { year projectsMin projectsMax } note source sourceUpdatedOn
    ruleSets(first: 1) { nodes { currency purpose exception note rules { kind sharePercent amount { amountMinor } } categories { kind name } } }";

pub async fn programmes(app: &TestApp, ids: &Ids) -> Vec<Value> {
    let read = every_by(
        3,
        app,
        "programmes",
        ", filter: { origin: SAMPLE }",
        PROGRAMME,
    )
    .await;
    read.iter().map(|one| programme(one, ids)).collect()
}

fn programme(read: &Value, ids: &Ids) -> Value {
    let parties = |role: &str| -> Value {
        let all = list(&read["parties"]);
        let in_role = all.iter().filter(|one| one["role"] == role);
        in_role
            .map(|one| ids.organisation(&one["organisation"]["name"]))
            .collect()
    };
    let municipalities: Value = list(&read["participations"])
        .iter()
        .map(|one| place(&one["municipality"]))
        .collect();
    let targets: Value = list(&read["targets"])
        .iter()
        .map(|one| json!({ "year": one["year"], "projects_min": one["projectsMin"], "projects_max": one["projectsMax"] }))
        .collect();
    let mut added = money(&read["coFinancing"], "note");
    if let Some(added) = added.as_object_mut() {
        added.insert("from".to_owned(), read["coFinancingFrom"].clone());
    }
    json!({
        "id": ids.of("programmes", &read["title"]["text"]),
        "title": read["title"]["text"],
        "language": read["locale"],
        "type": read["kindText"],
        "status": read["statusText"],
        "country": read["country"]["code"],
        "start_date": read["period"]["startsText"],
        "end_date": read["period"]["endsText"],
        "project_period_years": read["projectPeriodYears"],
        "owners": parties("OWNER"),
        "partners": parties("PARTNER"),
        "parent": ids.of("programmes", &read["parent"]["title"]["text"]),
        "municipalities": municipalities,
        "budget": money(&read["budget"], "note"),
        "co_financing": added,
        "grant_rules": rules(&read["ruleSets"]["nodes"][0]),
        "participants_count": read["statedParticipantCount"],
        "participants": null,
        "summary": spoken(&read["summaries"], &read["locale"]),
        "summary_en": spoken(&read["summaries"], &json!("en")),
        "focus_areas": read["focusAreas"],
        "eligibility": read["eligibility"],
        "selection_criteria": read["selectionCriteria"],
        "conditions": read["conditions"],
        "goals": read["goals"],
        "challenges": read["challenges"],
        "context_facts": read["contextFacts"],
        "reporting": read["reportingDuties"],
        "criteria": read["criteria"],
        "anchored_in": read["anchoredIn"],
        "related_initiatives": read["relatedInitiatives"],
        "themes": read["themeTexts"],
        "actions": read["actions"],
        "targets": targets,
        "note": read["note"],
        "source": read["source"],
        "source_updated": read["sourceUpdatedOn"],
    })
}

/// The rules of a programme's grants.
fn rules(set: &Value) -> Value {
    if set.is_null() {
        return Value::Null;
    }
    let rules = list(&set["rules"]);
    let rule = |kind: &str| {
        let found = rules.iter().find(|one| one["kind"] == kind);
        found.cloned().unwrap_or_default()
    };
    let categories = |kind: &str| -> Value {
        let all = list(&set["categories"]);
        // The purpose is the only thing paid for where one is named, so it stands as a category too.
        let of_kind = all
            .iter()
            .filter(|one| one["kind"] == kind && one["name"] != set["purpose"]);
        of_kind.map(|one| one["name"].clone()).collect()
    };
    let most = rule("MAX_GRANT")["amount"]["amountMinor"]
        .as_i64()
        .map(|minor| minor / 100);
    let hours = rule("MAX_OWN_HOURS_SHARE_OF_OWN")["sharePercent"]
        .as_f64()
        .map(|percent| percent / 100.0);
    json!({
        "max_grant_per_project": most,
        "currency": set["currency"],
        "purpose": set["purpose"],
        "exception": set["exception"],
        "own_share_min": set["note"],
        "own_share_percent": plain(&rule("MIN_OWN_SHARE")["sharePercent"]),
        "own_hours_max_share_of_own_contribution": hours,
        "eligible": categories("ELIGIBLE"),
        "limited": categories("LIMITED"),
        "not_eligible": categories("INELIGIBLE"),
    })
}

const PRIZE: &str = "title { text } locale country { code } awardedBy { name } sinceYear frequencyText source
    editions(first: 10, orderBy: { direction: ASC }) { nodes { year candidateCount finalistCount winnerText decidedOn awardExpected { text } news } }";

pub async fn prizes(app: &TestApp, ids: &Ids) -> Vec<Value> {
    let edition = |read: &Value| {
        json!({
            "year": read["year"],
            "winner": read["winnerText"],
            "candidates": read["candidateCount"],
            "finalists": read["finalistCount"],
            "decision_date": read["decidedOn"],
            "award_expected": read["awardExpected"]["text"],
            "news": read["news"],
        })
    };
    let prize = |read: &Value| {
        let editions: Value = nodes(&read["editions"]).iter().map(edition).collect();
        json!({
            "id": ids.of("prizes", &read["title"]["text"]),
            "title": read["title"]["text"],
            "language": read["locale"],
            "country": read["country"]["code"],
            "awarded_by": ids.organisation(&read["awardedBy"]["name"]),
            "since": read["sinceYear"],
            "frequency": read["frequencyText"],
            "editions": editions,
            "source": read["source"],
        })
    };
    let read = every_by(5, app, "prizes", ", filter: { origin: SAMPLE }", PRIZE).await;
    read.iter().map(prize).collect()
}

pub async fn ideas(app: &TestApp, ids: &Ids) -> Vec<Value> {
    let fields = "title { text } locale owner { name } statusText summary { text } source";
    let read = every_by(
        10,
        app,
        "initiatives",
        ", filter: { origin: SAMPLE }",
        fields,
    )
    .await;
    let idea = |read: &Value| {
        json!({
            "id": ids.of("platform_ideas", &read["title"]["text"]),
            "title": read["title"]["text"],
            "language": read["locale"],
            "owner": ids.organisation(&read["owner"]["name"]),
            "status": read["statusText"],
            "summary": read["summary"]["text"],
            "source": read["source"],
        })
    };
    read.iter().map(idea).collect()
}
