//! What every input has in common: where a fault stands, what texts may hold, what is looked for.

use entity::affiliation::OrganisationRole;

use crate::{
    networks::scene::{pairs, refusals},
    support::{scene::gid, *},
};

async fn editor(app: &TestApp) -> (Client, String) {
    let organisation = app.organisation("Ludvika").await;
    let editor = app
        .person_in(organisation.id, OrganisationRole::Editor)
        .await;
    (editor, gid("Organisation", organisation.id))
}

#[rstest]
#[tokio::test]
async fn a_value_that_does_not_fit_is_named_by_its_place(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::start(db).await;
    let (editor, owner) = editor(&app).await;
    let form = |content: Value| json!({ "ownerId": owner, "locale": "sv", "maturity": "TRIED", "title": [{ "locale": "sv", "text": "Hus" }], "content": content });
    for (content, place, right) in [
        (
            json!({ "startsOn": "2026-13-01" }),
            "content.startsOn",
            "2026-11-22",
        ),
        (
            json!({ "startsOn": 20261301 }),
            "content.startsOn",
            "2026-11-22",
        ),
        (
            json!({ "startsOn": "10000-01-01" }),
            "content.startsOn",
            "0001 to 9999",
        ),
        (
            json!({ "startsOn": "+12026-01-01" }),
            "content.startsOn",
            "0001 to 9999",
        ),
        (
            json!({ "startsOn": "0000-01-01" }),
            "content.startsOn",
            "0001 to 9999",
        ),
        (
            json!({ "startsOn": "-0044-03-15" }),
            "content.startsOn",
            "0001 to 9999",
        ),
        (
            json!({ "lessons": [{ "locale": "sv", "text": "a" }, { "locale": "xx", "text": "b" }] }),
            "content.lessons.1.locale",
            "sv, nb, nn",
        ),
        (
            json!({ "cost": { "amountMinor": 9_100_000_000_000_000_i64, "currency": "DKK" } }),
            "content.cost.amountMinor",
            "2^53",
        ),
    ] {
        let selection = "experience { id }";
        let kind = "CreateExperienceInput";
        let answer = editor
            .change("createExperience", kind, selection, form(content))
            .await;
        assert_eq!(answer["error"], "BAD_INPUT", "{answer:#}");
        let path = format!("$input.{place}");
        assert_eq!(answer["extensions"]["inputPath"], path);
        let message = answer["message"].as_str().unwrap_or_default();
        assert!(message.starts_with(&format!("{path} is ")), "{message}");
        assert!(message.contains(right), "{message}");
    }
    for (literal, path) in [
        (
            "documents(filter: { from: \"2026-02-30\" }) { totalCount }",
            "filter.from",
        ),
        (
            "documents(filter: { locales: [sv, \"de\"] }) { totalCount }",
            "filter.locales.0",
        ),
        (
            "documents(filter: { changedAfter: \"2026-01-01\" }) { totalCount }",
            "filter.changedAfter",
        ),
        (
            "documents(filter: { changedAfter: \"0000-12-31T23:59:59Z\" }) { totalCount }",
            "filter.changedAfter",
        ),
    ] {
        let answer = editor.run(&format!("{{ {literal} }}"), json!({})).await;
        let error = &answer["errors"][0];
        assert_eq!(error["extensions"]["code"], "BAD_INPUT", "{answer:#}");
        assert_eq!(error["extensions"]["inputPath"], path, "{answer:#}");
        assert_eq!(answer.get("data"), None);
    }
    let fits = form(json!({ "startsOn": "0001-01-01", "endsOn": "9999-12-31" }));
    let made = editor
        .change(
            "createExperience",
            "CreateExperienceInput",
            "experience { startsOn endsOn }",
            fits,
        )
        .await;
    let days = json!({ "startsOn": "0001-01-01", "endsOn": "9999-12-31" });
    assert_eq!(made["experience"], days, "{made:#}");
}

#[rstest]
#[tokio::test]
async fn texts_are_seen_and_show_what_they_say(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let app = TestApp::start(db).await;
    let (editor, owner) = editor(&app).await;
    let ask = |title: &str, body: &str| {
        let input =
            json!({ "organisationId": owner, "locale": "sv", "title": title, "body": body });
        let by = editor.clone();
        async move {
            by.change(
                "askQuestion",
                "AskQuestionInput",
                "question { title body }",
                input,
            )
            .await
        }
    };
    for (title, code) in [
        ("\u{200b}\u{200b}", "BAD_CHARACTER"),
        ("\u{2800}\u{3164}", "MISSING"),
        ("Vem\nvet?", "BAD_CHARACTER"),
        ("Vem \u{202e}vet?", "BAD_CHARACTER"),
        ("Vem\u{200b}vet?", "BAD_CHARACTER"),
        ("Vem\u{1}vet?", "BAD_CHARACTER"),
        ("\u{200d}Vem", "BAD_CHARACTER"),
    ] {
        let refused = ask(title, "Så här.").await;
        assert_eq!(refusals(&refused), pairs(&[(code, "title")]), "{title:?}");
    }
    for (body, code) in [
        ("\u{200b}", "MISSING"),
        ("Så \u{202e}här", "BAD_CHARACTER"),
        ("Så \u{2066}här", "BAD_CHARACTER"),
        ("Så \u{1b}[31m här", "BAD_CHARACTER"),
    ] {
        let refused = ask("Vem vet?", body).await;
        assert_eq!(refusals(&refused), pairs(&[(code, "body")]), "{body:?}");
    }
    let (title, body) = (
        "  👩\u{200d}🌾 Ærø – vem vet? ",
        "Rad ett.\r\n\n\tRad två.\n",
    );
    let made = ask(title, body).await;
    let kept =
        json!({ "title": "👩\u{200d}🌾 Ærø – vem vet?", "body": "Rad ett.\r\n\n\tRad två." });
    assert_eq!(made["question"], kept, "{made:#}");
    // Names in several languages, and of people, go by the same rule.
    let refused = editor
        .change(
            "createDocument",
            "CreateDocumentInput",
            "document { id }",
            json!({ "ownerId": owner, "kind": "PLAN", "locale": "sv", "title": [{ "locale": "sv", "text": "Plan\u{202e}" }] }),
        )
        .await;
    assert_eq!(refusals(&refused), pairs(&[("BAD_CHARACTER", "title")]));
    let person = json!({ "id": gid("Person", editor.person_id), "version": 1, "name": "\u{200b}" });
    let refused = editor
        .change("updatePerson", "UpdatePersonInput", "person { id }", person)
        .await;
    assert_eq!(refusals(&refused), pairs(&[("BAD_CHARACTER", "name")]));
}

#[rstest]
#[tokio::test]
async fn what_is_looked_for_stands_for_itself(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let app = TestApp::start(db).await;
    for name in ["100% Landsbygd", "100 procent", "A_B", "AxB", "C\\D", "CD"] {
        app.organisation(name).await;
        app.network(name, entity::Visibility::Public).await;
        app.person_named(name).await;
    }
    let viewer = app.person().await;
    let query = "query ($text: String) {
        organisations(filter: { nameBeginsWith: $text }) { nodes { name } }
        networks(filter: { nameBeginsWith: $text }) { nodes { name { text } } }
        people(filter: { nameBeginsWith: $text }) { nodes { name } }
        themes(filter: { nameBeginsWith: $text }) { totalCount }
        municipalities(filter: { nameBeginsWith: $text }) { totalCount }
        experiences(filter: { titleBeginsWith: $text }) { totalCount }
        documents(filter: { titleBeginsWith: $text }) { totalCount }
        projects(filter: { titleBeginsWith: $text }) { totalCount }
        agreements(filter: { titleBeginsWith: $text }) { totalCount }
        programmes(filter: { titleBeginsWith: $text }) { totalCount }
    }";
    for (text, found) in [
        ("100%", Some("100% Landsbygd")),
        ("a_b", Some("A_B")),
        ("c\\d", Some("C\\D")),
        ("%", None),
        ("_", None),
        ("\\", None),
        ("%b", None),
    ] {
        let data = viewer.data(query, json!({ "text": text })).await;
        let names: Vec<Value> = found
            .into_iter()
            .map(|name| json!({ "name": name }))
            .collect();
        assert_eq!(data["organisations"]["nodes"], json!(names), "{text}");
        assert_eq!(data["people"]["nodes"], json!(names), "{text}");
        let names: Vec<Value> = found
            .into_iter()
            .map(|name| json!({ "name": { "text": name } }))
            .collect();
        assert_eq!(data["networks"]["nodes"], json!(names), "{text}");
        for list in [
            "themes",
            "municipalities",
            "experiences",
            "documents",
            "projects",
            "agreements",
            "programmes",
        ] {
            assert_eq!(data[list]["totalCount"], 0, "{list}: {text}");
        }
    }
    let exact = "query ($text: String) { organisations(filter: { name: $text }) { totalCount } }";
    for (text, count) in [("A_B", 1), ("a%", 0), ("%", 0)] {
        let data = viewer.data(exact, json!({ "text": text })).await;
        assert_eq!(data["organisations"]["totalCount"], count, "{text}");
    }
}

#[rstest]
#[tokio::test]
async fn a_country_that_is_none_is_refused(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let app = TestApp::start(db).await;
    let anyone = app.anyone();
    for list in [
        "municipalities",
        "regions",
        "actionGroupAreas",
        "territoryChanges",
        "organisations",
        "networks",
        "experiences",
        "questions",
        "exchangePosts",
        "projects",
        "agreements",
        "programmes",
        "prizes",
        "seminars",
    ] {
        let query = format!(
            "query ($code: String) {{ {list}(filter: {{ country: $code }}) {{ totalCount }} }}"
        );
        for wrong in ["XX", "Sverige", "SWE", ""] {
            let answer = anyone.run(&query, json!({ "code": wrong })).await;
            let error = &answer["errors"][0];
            assert_eq!(
                error["extensions"]["code"], "BAD_INPUT",
                "{list}: {answer:#}"
            );
            let message = error["message"].as_str().unwrap_or_default();
            assert!(message.starts_with("filter.country is "), "{message}");
            assert!(message.contains("such as `SE`"), "{message}");
        }
        for right in ["SE", "se", "FR"] {
            let data = anyone.data(&query, json!({ "code": right })).await;
            assert_eq!(data[list]["totalCount"], 0, "{list}");
        }
    }
}

#[rstest]
#[tokio::test]
async fn an_organisation_is_named_in_one_way(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let app = TestApp::start(db).await;
    let (editor, owner) = editor(&app).await;
    let both = json!([{ "organisationId": owner, "name": "Ludvika" }]);
    let neither = json!([{}]);
    for (parties, code) in [(both, "TOO_MANY"), (neither, "MISSING")] {
        for field in ["funders", "partners"] {
            let input = json!({ "ownerId": owner, "locale": "sv", "title": [{ "locale": "sv", "text": "Projekt" }], field: parties });
            let made = editor
                .change(
                    "createProject",
                    "CreateProjectInput",
                    "project { id }",
                    input,
                )
                .await;
            let at = format!("{field}.0");
            assert_eq!(refusals(&made), pairs(&[(code, &at)]), "{made:#}");
        }
        let parties = json!([{ "organisationId": owner }, parties[0]]);
        let input = json!({ "kind": "COOPERATION", "locale": "sv", "title": [{ "locale": "sv", "text": "Avtal" }], "parties": parties });
        let made = editor
            .change(
                "createAgreement",
                "CreateAgreementInput",
                "agreement { id }",
                input,
            )
            .await;
        let codes = refusals(&made);
        assert!(
            codes.contains(&(code.to_owned(), "parties.1".to_owned())),
            "{made:#}"
        );
    }
}

#[rstest]
#[tokio::test]
async fn an_id_of_another_type_is_told_so(#[values(Db::Sqlite)] db: Db) {
    let app = TestApp::start(db).await;
    let (editor, owner) = editor(&app).await;
    let input = json!({ "id": owner, "version": 1 });
    let refused = editor
        .change(
            "updateExperience",
            "UpdateExperienceInput",
            "experience { id }",
            input,
        )
        .await;
    let message = refused["refusals"][0]["message"]
        .as_str()
        .unwrap_or_default();
    let right = "id is the id of another type, Organisation; one of type Experience is needed.";
    assert_eq!(message, right);
}

#[rstest]
#[tokio::test]
async fn a_filter_whose_end_comes_before_its_beginning_is_refused_by_every_list(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::start(db).await;
    let admin = app.platform_admin().await;
    // Filter, list, beginning, end; what the schema has of them is read from it below.
    let lists = [
        (
            "AuditEntryFilter",
            "auditEntries(filter: $filter)",
            "from",
            "before",
        ),
        (
            "DocumentFilter",
            "documents(filter: $filter)",
            "from",
            "before",
        ),
        (
            "ProjectFilter",
            "projects(filter: $filter)",
            "startsFrom",
            "startsBefore",
        ),
        (
            "RegistrationFilter",
            "viewer { registrations(filter: $filter)",
            "seminarStartsAfter",
            "seminarStartsBefore",
        ),
        (
            "SearchFilter",
            "search(query: \"by\", filter: $filter)",
            "datedFrom",
            "datedTo",
        ),
        (
            "SeminarFilter",
            "seminars(filter: $filter)",
            "startsAfter",
            "startsBefore",
        ),
    ];
    let (earlier, later) = ("2026-01-01", "2026-01-02");
    for (filter, list, from, until) in lists {
        let at = |day: &str| match filter {
            "AuditEntryFilter" | "RegistrationFilter" | "SeminarFilter" => {
                format!("{day}T00:00:00Z")
            }
            _ => day.to_owned(),
        };
        let end = if list.starts_with("viewer") { "}" } else { "" };
        let query = format!("query ($filter: {filter}) {{ {list} {{ totalCount }} {end} }}");
        let ask = async |first: &str, last: &str| {
            let filter = json!({ from: at(first), until: at(last) });
            admin.run(&query, json!({ "filter": filter })).await
        };
        let refused = ask(later, earlier).await;
        let error = &refused["errors"][0];
        assert_eq!(error["extensions"]["code"], "BAD_INPUT", "{refused:#}");
        let expected =
            format!("filter.{until} is before filter.{from}; give them the other way round.");
        assert_eq!(error["message"], expected);
        for (first, last) in [(earlier, later), (earlier, earlier)] {
            let found = ask(first, last).await;
            assert!(found.get("errors").is_none(), "{found:#}");
        }
    }
    // No other filter has two ends of a time.
    let query = "{ __schema { types { name kind inputFields { name type { name } } } } }";
    let data = admin.data(query, json!({})).await;
    let types = data["__schema"]["types"].as_array().expect("types");
    let timed = |one: &Value| {
        let fields = one["inputFields"].as_array().into_iter().flatten();
        fields
            .filter(|field| matches!(field["type"]["name"].as_str(), Some("Date" | "DateTime")))
            .count()
    };
    let mut found: Vec<_> = types
        .iter()
        .filter(|one| {
            one["name"]
                .as_str()
                .is_some_and(|name| name.ends_with("Filter"))
        })
        .filter(|one| timed(one) >= 2)
        .map(|one| one["name"].as_str().unwrap_or_default())
        .collect();
    found.sort_unstable();
    // Of a call, each of its two times stands alone: open then, closing after.
    found.retain(|name| *name != "FundingCallFilter");
    assert_eq!(found, lists.map(|(filter, ..)| filter));
}
