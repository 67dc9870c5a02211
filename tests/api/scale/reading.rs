//! Where queries read, and what those read who have written.

use super::{CREATED, FOUND, SOON, Three, ask, cluster::one, metered, soon};
use crate::{command::sign_in, support::*};

pub async fn queries_go_to_the_replica(three: &Three) {
    const SCANS: &str =
        "SELECT (seq_scan + idx_scan)::bigint FROM pg_stat_user_tables WHERE relname = 'theme'";
    let replica = three.cluster.replica().await;
    let before: i64 = one(&replica, SCANS).await;
    // The third is particular about how old things are.
    let patient = [&three.a, &three.b];
    let mut at_primary = vec![];
    for serving in patient {
        at_primary.push(metered(&serving.client(), "erfa_reads_total{at=\"primary\"").await);
    }
    for serving in patient {
        for _ in 0..15 {
            let data = serving
                .client()
                .data("{ themes(first: 5) { totalCount } }", json!({}))
                .await;
            assert!(data["themes"]["totalCount"].as_i64() > Some(10), "{data}");
        }
    }
    soon("thirty queries read at the replica", || async {
        one::<i64>(&replica, SCANS).await >= before + 30
    })
    .await;
    for (serving, before) in patient.into_iter().zip(at_primary) {
        let after = metered(&serving.client(), "erfa_reads_total{at=\"primary\"").await;
        assert_eq!(after, before);
    }
}

pub async fn writers_read_what_they_wrote(three: &Three) {
    let (a, b, c) = (three.a.client(), three.b.client(), three.c.client());
    let admin = sign_in(&three.a, "admin@demo.example").await;
    let admin_at_b = b.with_token(admin.token().expect("a token"));
    let name = |answer: &Value| answer["data"]["node"]["name"].as_str().map(str::to_owned);
    // How things are, told by the clocks of those who read: nothing lags.
    soon("nothing lags", || async {
        metered(&c, "erfa_replica_lag_seconds").await < 0.5
    })
    .await;
    three.cluster.pause().await;
    let (made, position) = ask(&admin, CREATED, json!({ "name": "Behind Ltd" }), None).await;
    let id = json!({ "id": made["data"]["createOrganisation"]["organisation"]["id"] });
    assert!(id["id"].is_string(), "{made}");
    let position = position.expect("an answer to a change says up to where it wrote");
    // Where it was written, and elsewhere with its position: at once.
    let wrote = "Behind Ltd".to_owned();
    let (found, none) = ask(&admin, FOUND, id.clone(), None).await;
    assert_eq!((name(&found), none), (Some(wrote.clone()), None));
    let (found, _) = ask(&b, FOUND, id.clone(), Some(&position)).await;
    assert_eq!(name(&found), Some(wrote.clone()));
    // Without it as soon as the instance has heard of it.
    let took = soon("their own write, elsewhere", || async {
        name(&ask(&admin_at_b, FOUND, id.clone(), None).await.0) == Some(wrote.clone())
    })
    .await;
    assert!(took < SOON, "{took:?}");
    // Somebody else reads what the replica has.
    for other in [&a, &b] {
        let (found, _) = ask(other, FOUND, id.clone(), None).await;
        assert_eq!(name(&found), None, "{found}");
    }
    // Unless that is too old for the instance.
    soon("the replica is too far behind for the third", || async {
        name(&ask(&c, FOUND, id.clone(), None).await.0) == Some(wrote.clone())
    })
    .await;
    assert!(metered(&c, "erfa_reads_total{at=\"primary\",why=\"lag\"}").await >= 1.0);
    assert!(metered(&b, "erfa_reads_total{at=\"primary\",why=\"written\"}").await >= 1.0);
    assert!(metered(&a, "erfa_replica_lag_seconds").await >= 0.5);
    // A session that was opened elsewhere is there, whatever the replica has.
    let late_at_a = sign_in(&three.a, "outsider@demo.example").await;
    let late = b.with_token(late_at_a.token().expect("a token"));
    let viewer = late
        .data("{ viewer { sessionExpiresAt } }", json!({}))
        .await;
    assert!(viewer["viewer"]["sessionExpiresAt"].is_string(), "{viewer}");
    // What stands in no row of the change log counts too.
    let written = "erfa_reads_total{at=\"primary\",why=\"written\"}";
    let before = metered(&b, written).await;
    late.reads_at("replica").await;
    assert_eq!(metered(&b, written).await, before);
    let address = "mutation { createCalendarAddress(input: {}) { calendarUrl } }";
    let (made, position) = ask(&late_at_a, address, json!({}), None).await;
    assert!(made["errors"].is_null(), "{made:#}");
    assert!(position.is_some_and(|position| position.starts_with("0-")));
    soon("it is heard of elsewhere", || async {
        late.reads_at("replica").await;
        metered(&b, written).await > before
    })
    .await;
    // A position that is none.
    for wrong in ["7", "-7-7", "7-x", "99999999999999999999-1", ""] {
        let (answer, _) = ask(&b, FOUND, id.clone(), Some(wrong)).await;
        assert_eq!(
            answer["errors"][0]["extensions"]["code"], "BAD_INPUT",
            "{wrong}"
        );
    }
    three.cluster.resume().await;
    soon("the replica has caught up", || async {
        name(&ask(&b, FOUND, id.clone(), None).await.0) == Some(wrote.clone())
    })
    .await;
    soon("its lag is gone", || async {
        metered(&a, "erfa_replica_lag_seconds").await < 0.5
    })
    .await;
}
