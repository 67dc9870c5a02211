//! Requests and offers, and the matches between them.

use super::scene::*;
use crate::support::{scene::gid, *};

const MATCH: &str = "exchangeMatch { id status version proposedBy metOn outcome request { status } offer { status } viewerCan { accept decline recordMet close } }";

async fn propose(by: &Client, input: Value) -> Value {
    by.change("proposeMatch", "ProposeMatchInput", MATCH, input)
        .await
}

async fn with(by: &Client, mutation: &str, kind: &str, found: &Value, more: Value) -> Value {
    let input = merged(
        json!({ "id": found["id"], "version": found["version"] }),
        &more,
    );
    by.change(mutation, kind, MATCH, input).await
}

async fn respond(by: &Client, found: &Value, accept: bool) -> Value {
    with(
        by,
        "respondToMatch",
        "RespondToMatchInput",
        found,
        json!({ "accept": accept }),
    )
    .await
}

/// A request of the owner and an offer of the other.
async fn posts(stage: &Stage) -> (Value, Value) {
    let request = stage
        .post(&stage.owner.editor, "REQUEST", &stage.owner, json!({}))
        .await;
    let offer = stage
        .post(&stage.other.editor, "OFFER", &stage.other, json!({}))
        .await;
    (
        request["exchangePost"].clone(),
        offer["exchangePost"].clone(),
    )
}

#[rstest]
#[tokio::test]
async fn two_sides_meet_and_say_what_came_of_it(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let stage = Stage::set(db).await;
    let (request, offer) = posts(&stage).await;
    let input =
        json!({ "requestId": request["id"], "offerId": offer["id"], "message": "Kom til Skive!" });
    let found = propose(&stage.other.editor, input.clone()).await["exchangeMatch"].clone();
    assert_eq!(found["status"], "PROPOSED");
    assert_eq!(found["proposedBy"], "OFFER");
    assert_eq!(
        found["viewerCan"],
        json!({ "accept": false, "decline": true, "recordMet": false, "close": false })
    );
    assert_eq!(
        refusal(&propose(&stage.owner.editor, input).await),
        "ALREADY_MATCHED"
    );
    for stranger in [
        &stage.app.person().await,
        &stage.owner.member,
        &stage.app.anyone(),
    ] {
        assert!(!sees(stranger, &found["id"]).await);
        assert_eq!(respond(stranger, &found, true).await["error"], "NOT_FOUND");
    }
    assert_eq!(
        refusal(&respond(&stage.other.admin, &found, true).await),
        "OWN_PROPOSAL"
    );
    let early = with(
        &stage.owner.editor,
        "recordMatchMet",
        "RecordMatchMetInput",
        &found,
        json!({}),
    )
    .await;
    assert_eq!(refusal(&early), "WRONG_STATE");
    let agreed = respond(&stage.owner.admin, &found, true).await["exchangeMatch"].clone();
    assert_eq!(agreed["status"], "ACCEPTED");
    assert_eq!(agreed["request"]["status"], "MATCHED");
    assert_eq!(agreed["offer"]["status"], "MATCHED");
    assert_eq!(
        respond(&stage.owner.admin, &found, false).await["error"],
        "CONFLICT"
    );
    assert_eq!(
        refusal(&respond(&stage.owner.admin, &agreed, false).await),
        "WRONG_STATE"
    );
    let tomorrow = stage.app.today().succ_opt();
    let met = |day| {
        with(
            &stage.other.editor,
            "recordMatchMet",
            "RecordMatchMetInput",
            &agreed,
            json!({ "metOn": day }),
        )
    };
    assert_eq!(refusal(&met(tomorrow).await), "IN_THE_FUTURE");
    let met = met(Some(stage.app.today())).await["exchangeMatch"].clone();
    assert_eq!(met["metOn"], json!(stage.app.today()));
    let close = |outcome: &str| {
        let more = json!({ "outcome": outcome });
        let (by, met) = (stage.owner.editor.clone(), met.clone());
        async move { with(&by, "closeMatch", "CloseMatchInput", &met, more).await }
    };
    assert_eq!(refusal(&close(" ").await), "MISSING");
    let closed = close("Vi lånar deras nyckelskåp.").await["exchangeMatch"].clone();
    assert_eq!(closed["status"], "CLOSED");
    assert_eq!(closed["outcome"], "Vi lånar deras nyckelskåp.");
    assert_eq!(closed["metOn"], json!(stage.app.today()));
    assert_eq!(closed["request"]["status"], "CLOSED");
    assert_eq!(closed["offer"]["status"], "OPEN");
    let query = "query ($request: ID!, $offer: ID!) { exchangeMatches { totalCount } request: exchangePost(id: $request) { matches { totalCount } } offer: exchangePost(id: $offer) { matches { nodes { id } } } }";
    let ids = json!({ "request": request["id"], "offer": offer["id"] });
    for (who, count) in [
        (&stage.owner.editor, 1),
        (&stage.other.admin, 1),
        (&stage.owner.member, 0),
        (&stage.app.anyone(), 0),
    ] {
        let data = who.data(query, ids.clone()).await;
        assert_eq!(data["exchangeMatches"]["totalCount"], count);
        assert_eq!(data["request"]["matches"]["totalCount"], count);
        assert_eq!(
            data["offer"]["matches"]["nodes"].as_array().map(Vec::len),
            Some(count)
        );
    }
}

#[rstest]
#[tokio::test]
async fn a_proposal_must_fit(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let stage = Stage::set(db).await;
    let (request, offer) = posts(&stage).await;
    let editor = &stage.owner.editor;
    let of = |more: Value| merged(json!({ "requestId": request["id"] }), &more);
    assert_eq!(refusal(&propose(editor, of(json!({}))).await), "NO_OFFER");
    let swapped = json!({ "requestId": offer["id"], "offerId": request["id"] });
    let kinds = refusals(&propose(editor, swapped).await);
    assert!(
        kinds.contains(&("WRONG_KIND".to_owned(), "requestId".to_owned())),
        "{kinds:?}"
    );
    let itself = of(json!({ "offeringOrganisationId": stage.owner.id }));
    assert_eq!(refusal(&propose(editor, itself).await), "SAME_ORGANISATION");
    let both = of(json!({ "offerId": offer["id"], "offeringOrganisationId": stage.owner.id }));
    assert_eq!(refusal(&propose(editor, both).await), "NO_OFFER");
    let unknown = of(
        json!({ "offeringOrganisationId": gid("Organisation", stage.app.network("x", entity::Visibility::Public).await.id) }),
    );
    assert_eq!(refusal(&propose(editor, unknown).await), "UNKNOWN");
    let fits = of(json!({ "offeringOrganisationId": stage.other.id }));
    assert_eq!(
        propose(&stage.owner.member, fits.clone()).await["error"],
        "FORBIDDEN"
    );
    assert_eq!(
        propose(&stage.app.anyone(), fits.clone()).await["error"],
        "UNAUTHENTICATED"
    );
    let made = propose(editor, fits.clone()).await["exchangeMatch"].clone();
    assert_eq!(made["proposedBy"], "REQUEST");
    let declined = respond(&stage.other.editor, &made, false).await;
    assert_eq!(declined["exchangeMatch"]["status"], "DECLINED");
    assert_eq!(declined["exchangeMatch"]["request"]["status"], "OPEN");
    // A declined one is no hindrance.
    assert_eq!(
        propose(editor, fits.clone()).await["exchangeMatch"]["status"],
        "PROPOSED"
    );
    let end = json!({ "id": request["id"], "version": request["version"] });
    let taken_back = editor
        .change(
            "withdrawExchangePost",
            "EndExchangePostInput",
            "exchangePost { status version }",
            end,
        )
        .await;
    assert_eq!(
        taken_back["exchangePost"]["status"], "WITHDRAWN",
        "{taken_back:#}"
    );
    assert_eq!(
        refusal(&propose(&stage.other.editor, fits).await),
        "WRONG_STATE"
    );
    let version = &taken_back["exchangePost"]["version"];
    for mutation in ["withdrawExchangePost", "closeExchangePost"] {
        let end = json!({ "id": request["id"], "version": version });
        let again = editor
            .change(
                mutation,
                "EndExchangePostInput",
                "exchangePost { status }",
                end,
            )
            .await;
        assert_eq!(refusal(&again), "WRONG_STATE");
    }
}

#[rstest]
#[tokio::test]
async fn only_its_editors_post_for_an_organisation(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let stage = Stage::set(db).await;
    let post = |by: Client| {
        let stage = &stage;
        async move { stage.post(&by, "REQUEST", &stage.owner, json!({})).await }
    };
    assert_eq!(post(stage.owner.member.clone()).await["error"], "FORBIDDEN");
    assert_eq!(post(stage.other.admin.clone()).await["error"], "FORBIDDEN");
    assert_eq!(post(stage.app.anyone()).await["error"], "UNAUTHENTICATED");
    let made = post(stage.owner.editor.clone()).await["exchangePost"].clone();
    let update = async |by: &Client, more: Value| {
        let input = merged(
            json!({ "id": made["id"], "version": made["version"] }),
            &more,
        );
        by.change(
            "updateExchangePost",
            "UpdateExchangePostInput",
            "exchangePost { id title }",
            input,
        )
        .await
    };
    assert_eq!(
        update(&stage.other.admin, json!({})).await["error"],
        "FORBIDDEN"
    );
    let yesterday = stage.app.today().pred_opt();
    assert_eq!(
        refusal(&update(&stage.owner.editor, json!({ "deadline": yesterday })).await),
        "IN_THE_PAST"
    );
    assert_eq!(
        refusal(&update(&stage.owner.editor, json!({ "title": "" })).await),
        "MISSING"
    );
    let done = update(&stage.owner.editor, json!({ "title": "Nytt" })).await;
    assert_eq!(done["exchangePost"]["title"], "Nytt", "{done:#}");
}

/// What somebody reads of a match or of a request or offer.
async fn status(by: &Client, id: &Value) -> Value {
    let query = "query ($id: ID!) { node(id: $id) { ... on ExchangeMatch { status viewerCan { accept decline } } ... on ExchangePost { state: status can: viewerCan { proposeMatch } } } }";
    by.data(query, json!({ "id": id })).await["node"].clone()
}

#[rstest]
#[tokio::test]
async fn a_request_has_one_match_and_an_offer_is_free_again(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let stage = Stage::set(db).await;
    let (request, offer) = posts(&stage).await;
    let third = stage.app.organisation("Tredje").await;
    let third_editor = stage
        .app
        .person_in(third.id, entity::affiliation::OrganisationRole::Editor)
        .await;
    let input = json!({ "requestId": request["id"], "offeringOrganisationId": gid("Organisation", third.id) });
    let other = propose(&third_editor, input).await["exchangeMatch"].clone();
    assert_eq!(other["status"], "PROPOSED", "{other:#}");
    let input = json!({ "requestId": request["id"], "offerId": offer["id"] });
    let found = propose(&stage.other.editor, input).await["exchangeMatch"].clone();
    // The offer has a second request.
    let second = stage
        .post(&stage.owner.editor, "REQUEST", &stage.owner, json!({}))
        .await["exchangePost"]
        .clone();
    let input = json!({ "requestId": second["id"], "offerId": offer["id"] });
    let further = propose(&stage.other.editor, input).await["exchangeMatch"].clone();
    let agreed = respond(&stage.owner.editor, &found, true).await["exchangeMatch"].clone();
    assert_eq!(agreed["status"], "ACCEPTED", "{agreed:#}");
    let declined =
        json!({ "status": "DECLINED", "viewerCan": { "accept": false, "decline": false } });
    assert_eq!(status(&stage.owner.editor, &other["id"]).await, declined);
    assert_eq!(
        status(&third_editor, &request["id"]).await,
        json!({ "state": "MATCHED", "can": { "proposeMatch": false } })
    );
    let both = respond(&stage.owner.editor, &further, true).await["exchangeMatch"].clone();
    let close = |found: Value| {
        let by = stage.owner.editor.clone();
        async move {
            let more = json!({ "outcome": "Vi lånar deras nyckelskåp." });
            with(&by, "closeMatch", "CloseMatchInput", &found, more).await
        }
    };
    let first = close(agreed).await["exchangeMatch"].clone();
    assert_eq!(
        first["offer"]["status"], "MATCHED",
        "the second is under way"
    );
    let last = close(both).await["exchangeMatch"].clone();
    assert_eq!(last["offer"]["status"], "OPEN", "{last:#}");
}

#[rstest]
#[tokio::test]
async fn what_was_proposed_ends_with_what_it_was_proposed_for(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let stage = Stage::set(db).await;
    let deadline = json!({ "deadline": stage.app.today() });
    for end in ["closeExchangePost", "withdrawExchangePost", "time"] {
        let request = stage
            .post(
                &stage.owner.editor,
                "REQUEST",
                &stage.owner,
                deadline.clone(),
            )
            .await["exchangePost"]
            .clone();
        let input = json!({ "requestId": request["id"], "offeringOrganisationId": stage.other.id });
        let found = propose(&stage.other.editor, input).await["exchangeMatch"].clone();
        assert_eq!(found["status"], "PROPOSED", "{found:#}");
        if end == "time" {
            stage.app.clock.advance(chrono::TimeDelta::days(2));
            super::jobs::turn(&stage.app).await;
        } else {
            let input = json!({ "id": request["id"], "version": request["version"] });
            let fields = "exchangePost { status }";
            let ended = stage
                .owner
                .editor
                .change(end, "EndExchangePostInput", fields, input)
                .await;
            assert_eq!(ended["refusals"], json!([]), "{end}");
        }
        let declined =
            json!({ "status": "DECLINED", "viewerCan": { "accept": false, "decline": false } });
        let seen = status(&stage.other.editor, &found["id"]).await;
        assert_eq!(seen, declined, "{end}");
    }
}
