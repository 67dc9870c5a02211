//! Agreements: written by their parties, signed by each of them, over one day.

use entity::{affiliation::OrganisationRole, organisation};

use super::scene::{Seen, input_of, merged, refusals};
use crate::support::{scene::gid, *};

struct Scene {
    app: TestApp,
    one: organisation::Model,
    other: organisation::Model,
    /// An admin of the one.
    first: Client,
    /// An admin of the other.
    second: Client,
}

const FIELDS: &str = "agreement { id version status }";

impl Scene {
    async fn new(db: Db) -> Self {
        let app = TestApp::start(db).await;
        let one = app.organisation("Trøndelag").await;
        let other = app.organisation("Meråker").await;
        let first = app.person_in(one.id, OrganisationRole::Admin).await;
        let second = app.person_in(other.id, OrganisationRole::Admin).await;
        Self {
            app,
            one,
            other,
            first,
            second,
        }
    }

    async fn try_create(&self, over: Value) -> Value {
        let party =
            |row: &organisation::Model| json!({ "organisationId": gid("Organisation", row.id) });
        let base = json!({
            "kind": "COOPERATION", "locale": "nb",
            "title": [{ "locale": "nb", "text": "Samarbeidsavtale" }],
            "parties": [party(&self.one), party(&self.other)],
        });
        let input = merged(base, over);
        self.first
            .change("createAgreement", "CreateAgreementInput", FIELDS, input)
            .await
    }

    async fn create(&self, over: Value) -> Seen {
        let payload = self.try_create(over).await;
        assert_eq!(payload["refusals"], json!([]), "{payload:#}");
        Seen::of(&payload["agreement"])
    }

    async fn act(&self, mutation: &str, seen: &Seen, over: Value) -> Seen {
        let payload = act_as(&self.first, mutation, seen, over).await;
        assert_eq!(payload["refusals"], json!([]), "{mutation}: {payload:#}");
        Seen::of(&payload["agreement"])
    }

    async fn parties(&self, seen: &Seen) -> Vec<String> {
        let found = look(&self.first, seen, "parties { id }").await;
        let parties = found["parties"].as_array().expect("parties");
        parties
            .iter()
            .map(|one| one["id"].as_str().expect("an id").to_owned())
            .collect()
    }

    async fn negotiated(&self, over: Value) -> Seen {
        let seen = self.create(over).await;
        let status = json!({ "status": "NEGOTIATION" });
        self.act("changeAgreementStatus", &seen, status).await
    }

    /// Signed by both.
    async fn signed(&self, over: Value) -> Seen {
        let seen = self.negotiated(over).await;
        let parties = self.parties(&seen).await;
        let seen = self
            .act("signAgreement", &seen, signature(&parties[0]))
            .await;
        let payload = act_as(&self.second, "signAgreement", &seen, signature(&parties[1])).await;
        assert_eq!(payload["agreement"]["status"], "SIGNED", "{payload:#}");
        Seen::of(&payload["agreement"])
    }
}

fn signature(party: &str) -> Value {
    json!({ "partyId": party, "signedBy": "Mayor", "signedOn": "2025-05-01" })
}

async fn act_as(client: &Client, mutation: &str, seen: &Seen, over: Value) -> Value {
    let input = merged(
        json!({ "agreementId": seen.id, "version": seen.version }),
        over,
    );
    client
        .change(mutation, &input_of(mutation), FIELDS, input)
        .await
}

async fn look(client: &Client, seen: &Seen, selection: &str) -> Value {
    let query = format!("query ($id: ID!) {{ agreement(id: $id) {{ {selection} }} }}");
    let mut data = client.data(&query, json!({ "id": seen.id })).await;
    data["agreement"].take()
}

#[rstest]
#[tokio::test]
async fn an_agreement_is_signed_when_every_party_has_signed(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let draft = scene.create(json!({})).await;
    let parties = scene.parties(&draft).await;
    let early = act_as(
        &scene.first,
        "signAgreement",
        &draft,
        signature(&parties[0]),
    )
    .await;
    assert_eq!(refusals(&early), ["NOT_IN_NEGOTIATION"]);
    let by_hand = act_as(
        &scene.first,
        "changeAgreementStatus",
        &draft,
        json!({ "status": "SIGNED" }),
    )
    .await;
    assert_eq!(refusals(&by_hand), ["WRONG_TRANSITION at status"]);
    let status = json!({ "status": "NEGOTIATION" });
    let seen = scene.act("changeAgreementStatus", &draft, status).await;
    let for_others = act_as(&scene.first, "signAgreement", &seen, signature(&parties[1])).await;
    assert_eq!(for_others["error"], "FORBIDDEN");
    let seen = scene
        .act("signAgreement", &seen, signature(&parties[0]))
        .await;
    let twice = act_as(&scene.first, "signAgreement", &seen, signature(&parties[0])).await;
    assert_eq!(refusals(&twice), ["SIGNED_ALREADY at partyId"]);
    let can = look(&scene.first, &seen, "viewerCan { edit }").await;
    assert_eq!(can["viewerCan"]["edit"], false);
    let rewrite = act_as(
        &scene.first,
        "updateAgreement",
        &seen,
        json!({ "subject": "Noe annet" }),
    )
    .await;
    assert_eq!(refusals(&rewrite), ["SIGNED_ALREADY"]);
    let last = merged(signature(&parties[1]), json!({ "signedOn": "2025-06-01" }));
    let payload = act_as(&scene.second, "signAgreement", &seen, last).await;
    assert_eq!(payload["agreement"]["status"], "SIGNED");
    let seen = Seen::of(&payload["agreement"]);
    let selection = "status signedOn parties { signedOn signedBy viewerCanSign }";
    let found = look(&scene.first, &seen, selection).await;
    let expected = json!({ "status": "SIGNED", "signedOn": "2025-06-01", "parties": [
        { "signedOn": "2025-05-01", "signedBy": "Mayor", "viewerCanSign": false },
        { "signedOn": "2025-06-01", "signedBy": "Mayor", "viewerCanSign": false },
    ] });
    assert_eq!(found, expected);
}

#[rstest]
#[tokio::test]
async fn an_agreement_near_its_end_asks_for_attention(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let ends = |days: i64| scene.app.today() + chrono::TimeDelta::days(days);
    let mut ids = vec![];
    for days in [20, 75, 200] {
        let seen = scene.signed(json!({ "endsOn": ends(days) })).await;
        let seen = scene.act("publishAgreement", &seen, json!({})).await;
        let found = look(&scene.app.anyone(), &seen, "daysLeft endsSoon").await;
        let soon = match days {
            20 => json!(30),
            75 => json!(90),
            _ => Value::Null,
        };
        assert_eq!(found, json!({ "daysLeft": days, "endsSoon": soon }));
        ids.push(seen.id);
    }
    let query = "query ($days: Int!) { agreements(filter: { endingWithinDays: $days }, orderBy: { field: ENDS_ON }) { nodes { id } } }";
    for (days, found) in [(30, &ids[..1]), (90, &ids[..2]), (365, &ids[..])] {
        let data = scene
            .app
            .anyone()
            .data(query, json!({ "days": days }))
            .await;
        let nodes = data["agreements"]["nodes"].as_array().expect("nodes");
        let nodes: Vec<_> = nodes
            .iter()
            .map(|one| one["id"].as_str().unwrap_or_default())
            .collect();
        assert_eq!(nodes, found);
    }
    let code = scene.app.anyone().code(query, json!({ "days": -1 })).await;
    assert_eq!(code, "BAD_INPUT");
    let early = look(
        &scene.first,
        &Seen {
            id: ids[0].clone(),
            version: 0,
        },
        "version",
    )
    .await;
    let seen = Seen {
        id: ids[0].clone(),
        version: early["version"].as_i64().expect("a version"),
    };
    let seen = scene
        .act(
            "changeAgreementStatus",
            &seen,
            json!({ "status": "ACTIVE" }),
        )
        .await;
    let refused = act_as(
        &scene.first,
        "changeAgreementStatus",
        &seen,
        json!({ "status": "EXPIRED" }),
    )
    .await;
    assert_eq!(refusals(&refused), ["WRONG_TRANSITION at status"]);
}

#[rstest]
#[tokio::test]
async fn bad_agreements_are_refused_by_name(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let foreign = scene.app.organisation("Rennebu").await;
    let payload = scene
        .try_create(json!({
            "parties": [{ "organisationId": gid("Organisation", foreign.id) }],
            "targetMin": 4, "targetMax": 2, "areasCount": -1,
            "startsOn": "2025-01-01", "endsOn": "2024-01-01",
        }))
        .await;
    let mut found = refusals(&payload);
    found.sort();
    assert_eq!(
        found,
        [
            "NOT_YOUR_ORGANISATION at parties",
            "OUT_OF_RANGE at areasCount",
            "REVERSED at endsOn",
            "REVERSED at targetMin",
            "TOO_FEW_PARTIES at parties"
        ]
    );
}

#[rstest]
#[tokio::test]
async fn a_draft_is_for_its_parties_and_a_party_may_be_a_name(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let parties = json!([
        { "organisationId": gid("Organisation", scene.one.id) },
        { "name": "Bygdelagene" },
    ]);
    let seen = scene
        .negotiated(json!({ "parties": parties, "focusAreas": ["bolig", "arbeid"] }))
        .await;
    for outsider in [scene.app.anyone(), scene.second.clone()] {
        assert_eq!(look(&outsider, &seen, "id").await, Value::Null);
    }
    let ids = scene.parties(&seen).await;
    let seen = scene.act("signAgreement", &seen, signature(&ids[0])).await;
    let seen = scene.act("signAgreement", &seen, signature(&ids[1])).await;
    let seen = scene.act("publishAgreement", &seen, json!({})).await;
    let query = "query ($id: ID!) { node(id: $id) { ... on Organisation { agreements { nodes {
        status focusAreas parties { organisation { name } name signedBy notedBy { name } } } } } } }";
    let data = scene
        .app
        .anyone()
        .data(query, json!({ "id": gid("Organisation", scene.one.id) }))
        .await;
    let expected = json!([{
        "status": "SIGNED", "focusAreas": ["bolig", "arbeid"],
        "parties": [
            { "organisation": { "name": "Trøndelag" }, "name": null, "signedBy": "Mayor", "notedBy": null },
            // One that is only a name cannot sign here: another party noted it.
            { "organisation": null, "name": "Bygdelagene", "signedBy": "Mayor", "notedBy": { "name": "Trøndelag" } },
        ],
    }]);
    assert_eq!(data["node"]["agreements"]["nodes"], expected);
    let outsider = scene.app.person().await;
    let answer = act_as(
        &outsider,
        "changeAgreementStatus",
        &seen,
        json!({ "status": "ACTIVE" }),
    )
    .await;
    assert_eq!(answer["error"], "FORBIDDEN");
}

#[rstest]
#[tokio::test]
async fn others_learn_of_an_agreement_when_every_party_has_signed(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let can = async |seen: &Seen| {
        look(&scene.first, seen, "viewerCan { publish }").await["viewerCan"]["publish"].clone()
    };
    let draft = scene.create(json!({})).await;
    let alone = act_as(&scene.first, "publishAgreement", &draft, json!({})).await;
    assert_eq!(refusals(&alone), ["NOT_SIGNED at agreementId"]);
    let status = json!({ "status": "NEGOTIATION" });
    let seen = scene.act("changeAgreementStatus", &draft, status).await;
    let parties = scene.parties(&seen).await;
    let seen = scene
        .act("signAgreement", &seen, signature(&parties[0]))
        .await;
    let half = act_as(&scene.first, "publishAgreement", &seen, json!({})).await;
    assert_eq!(refusals(&half), ["NOT_SIGNED at agreementId"]);
    assert_eq!(can(&seen).await, false);
    let payload = act_as(
        &scene.second,
        "signAgreement",
        &seen,
        signature(&parties[1]),
    )
    .await;
    let seen = Seen::of(&payload["agreement"]);
    assert_eq!(can(&seen).await, true);
    assert_eq!(look(&scene.app.anyone(), &seen, "id").await, Value::Null);
    let seen = scene.act("publishAgreement", &seen, json!({})).await;
    assert_ne!(look(&scene.app.anyone(), &seen, "id").await, Value::Null);
    let parties = json!({ "parties": [
        { "organisationId": gid("Organisation", scene.one.id) }, { "name": "Bygdelagene" },
    ] });
    let anew = act_as(&scene.first, "updateAgreement", &seen, parties).await;
    assert_eq!(refusals(&anew), ["SIGNED_ALREADY"]);
}

#[rstest]
#[tokio::test]
async fn nobody_writes_or_takes_further_an_agreement_of_strangers(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let strangers = [
        scene.app.organisation("Rennebu").await,
        scene.app.organisation("Oppdal").await,
    ];
    let party = |id: uuid::Uuid| json!({ "organisationId": gid("Organisation", id) });
    let of_strangers = json!({ "parties": strangers.each_ref().map(|one| party(one.id)) });
    let made = scene.try_create(of_strangers.clone()).await;
    assert_eq!(refusals(&made), ["NOT_YOUR_ORGANISATION at parties"]);
    let network = scene
        .app
        .network("Nettverk", entity::Visibility::Public)
        .await;
    scene.app.join(&network, scene.one.id).await;
    let shared = json!({ "networkIds": [gid("Network", network.id)] });
    let seen = scene.create(shared).await;
    let anew = act_as(&scene.first, "updateAgreement", &seen, of_strangers).await;
    assert_eq!(refusals(&anew), ["NOT_YOUR_ORGANISATION at parties"]);
    let unknown =
        json!({ "parties": [party(scene.one.id), party(erfa::platform::clock::new_id())] });
    let unknown = act_as(&scene.first, "updateAgreement", &seen, unknown).await;
    assert_eq!(refusals(&unknown), ["UNKNOWN at parties.1.organisationId"]);
    // A coordinator of its network writes it, and speaks for no party; not for one that is only a name either.
    let coordinator = scene.app.coordinator(&network, strangers[0].id).await;
    for (mutation, input) in [
        ("changeAgreementStatus", json!({ "status": "NEGOTIATION" })),
        ("publishAgreement", json!({})),
    ] {
        let refused = act_as(&coordinator, mutation, &seen, input).await;
        assert_eq!(refusals(&refused), ["NOT_YOUR_ORGANISATION at agreementId"]);
    }
    let can = look(
        &coordinator,
        &seen,
        "viewerCan { edit publish nextStatuses }",
    )
    .await;
    let writes = json!({ "edit": true, "publish": false, "nextStatuses": [] });
    assert_eq!(can["viewerCan"], writes);
    let named = json!({ "parties": [party(scene.one.id), { "name": "Bygdelagene" }] });
    let seen = scene.act("updateAgreement", &seen, named).await;
    let status = json!({ "status": "NEGOTIATION" });
    let open = scene.act("changeAgreementStatus", &seen, status).await;
    let name = scene.parties(&open).await.remove(1);
    let signed = act_as(&coordinator, "signAgreement", &open, signature(&name)).await;
    assert_eq!(signed["error"], "FORBIDDEN");
    let can = look(&coordinator, &open, "parties { viewerCanSign }").await;
    assert_eq!(can["parties"][1]["viewerCanSign"], false);
    let status = json!({ "status": "DRAFT" });
    let seen = scene.act("changeAgreementStatus", &open, status).await;
    let one = json!({ "parties": [party(scene.one.id), party(strangers[0].id)] });
    scene.act("updateAgreement", &seen, one).await;
}

#[rstest]
#[tokio::test]
async fn an_agreement_stands_under_what_its_writer_may_change(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let made = async |by: &Client, owner: uuid::Uuid, what: &str| {
        let kind = input_of(&format!("create{what}"));
        let field = what.to_lowercase();
        let input = json!({ "ownerId": gid("Organisation", owner), "locale": "nb", "title": [{ "locale": "nb", "text": "Bygder" }] });
        let fields = format!("{field} {{ id version }}");
        let payload = by
            .change(&format!("create{what}"), &kind, &fields, input)
            .await;
        Seen::of(&payload[&field])
    };
    // Drafts of others are hidden, so they are published.
    let project = made(&scene.second, scene.other.id, "Project").await;
    let out = json!({ "projectId": project.id, "version": project.version });
    let kind = input_of("publishProject");
    let fields = "project { id }";
    scene
        .second
        .change("publishProject", &kind, fields, out)
        .await;
    let programme = made(&scene.second, scene.other.id, "Programme").await;
    let out = json!({ "id": programme.id, "version": programme.version, "isPublished": true });
    let kind = input_of("updateProgramme");
    let fields = "programme { id }";
    scene
        .second
        .change("updateProgramme", &kind, fields, out)
        .await;
    for (field, id) in [("projectId", &project.id), ("programmeId", &programme.id)] {
        let refused = scene.try_create(json!({ field: id })).await;
        assert_eq!(refusals(&refused), [format!("NOT_YOURS at {field}")]);
    }
    let own = made(&scene.first, scene.one.id, "Project").await;
    let seen = scene.create(json!({ "projectId": own.id })).await;
    let other = json!({ "projectId": project.id });
    let refused = act_as(&scene.first, "updateAgreement", &seen, other.clone()).await;
    assert_eq!(refusals(&refused), ["NOT_YOURS at projectId"]);
    // The other party puts it into theirs, and there it stays.
    let moved = act_as(&scene.second, "updateAgreement", &seen, other.clone()).await;
    assert_eq!(moved["refusals"], json!([]), "{moved:#}");
    let seen = Seen::of(&moved["agreement"]);
    scene.act("updateAgreement", &seen, other).await;
}

#[rstest]
#[tokio::test]
async fn an_agreement_is_renewed_by_a_signed_one_and_a_supplement_adds_to_one(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let first = scene.signed(json!({})).await;
    let active = json!({ "status": "ACTIVE" });
    let first = scene.act("changeAgreementStatus", &first, active).await;
    let renewed = json!({ "status": "RENEWED" });
    let renew = async |of: &Seen| {
        let answer = act_as(&scene.first, "changeAgreementStatus", of, renewed.clone()).await;
        refusals(&answer)
    };
    assert_eq!(renew(&first).await, ["NO_SUCCESSOR at status"]);
    let base = json!({ "baseAgreementId": first.id });
    let alone = scene.try_create(json!({ "kind": "SUPPLEMENT" })).await;
    assert_eq!(refusals(&alone), ["MISSING at baseAgreementId"]);
    let words = json!({ "kind": "SUPPLEMENT", "baseAgreementText": "2013-10" });
    scene.create(words).await;
    let adds = merged(base.clone(), json!({ "kind": "SUPPLEMENT" }));
    scene.signed(adds).await;
    assert_eq!(renew(&first).await, ["NO_SUCCESSOR at status"]);
    let next = scene.negotiated(base.clone()).await;
    assert_eq!(renew(&first).await, ["NO_SUCCESSOR at status"]);
    let ring = json!({ "baseAgreementId": next.id });
    let middle = scene.create(ring).await;
    let back = act_as(
        &scene.first,
        "updateAgreement",
        &next,
        json!({ "baseAgreementId": middle.id }),
    )
    .await;
    assert_eq!(refusals(&back), ["RING at baseAgreementId"]);
    scene.signed(base).await;
    assert_eq!(renew(&first).await, Vec::<String>::new());
}

#[rstest]
#[tokio::test]
async fn who_takes_the_place_of_an_agreement_has_a_say_in_it(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let seen = scene.signed(json!({})).await;
    let seen = scene.act("publishAgreement", &seen, json!({})).await;
    let foreign = scene.app.organisation("Rennebu").await;
    let admin = scene
        .app
        .person_in(foreign.id, OrganisationRole::Admin)
        .await;
    let input = json!({
        "kind": "COOPERATION", "locale": "nb", "title": [{ "locale": "nb", "text": "Ny avtale" }],
        "parties": [{ "organisationId": gid("Organisation", foreign.id) }, { "name": "Bygdelagene" }],
        "baseAgreementId": seen.id,
    });
    let (name, kind) = ("createAgreement", "CreateAgreementInput");
    let made = admin.change(name, kind, FIELDS, input.clone()).await;
    assert_eq!(refusals(&made), ["NOT_YOUR_AGREEMENT at baseAgreementId"]);
    let none = merged(input, json!({ "baseAgreementId": null }));
    let made = admin.change(name, kind, FIELDS, none).await;
    let made = Seen::of(&made["agreement"]);
    let base = json!({ "baseAgreementId": seen.id });
    let later = act_as(&admin, "updateAgreement", &made, base).await;
    assert_eq!(refusals(&later), ["NOT_YOUR_AGREEMENT at baseAgreementId"]);
}

#[rstest]
#[tokio::test]
async fn a_signature_that_is_taken_back_was_noted_by_nobody(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let parties = json!([
        { "organisationId": gid("Organisation", scene.one.id) },
        { "organisationId": gid("Organisation", scene.other.id) },
        { "name": "Bygdelagene" },
    ]);
    let seen = scene.negotiated(json!({ "parties": parties })).await;
    let ids = scene.parties(&seen).await;
    let noted = async |seen: &Seen| {
        let found = look(&scene.first, seen, "parties { signedOn notedBy { name } }").await;
        found["parties"][2].clone()
    };
    let signed = act_as(&scene.second, "signAgreement", &seen, signature(&ids[2])).await;
    let seen = Seen::of(&signed["agreement"]);
    let expected = json!({ "signedOn": "2025-05-01", "notedBy": { "name": "Meråker" } });
    assert_eq!(noted(&seen).await, expected);
    let seen = scene
        .act("changeAgreementStatus", &seen, json!({ "status": "DRAFT" }))
        .await;
    assert_eq!(
        noted(&seen).await,
        json!({ "signedOn": null, "notedBy": null })
    );
}
