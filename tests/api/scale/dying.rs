//! A replica that ends without a word.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use super::{Three, metered};
use crate::support::*;

pub async fn nobody_notices_that_the_replica_dies(three: &Three) {
    let clients = three.all().map(|one| one.client());
    let stop = Arc::new(AtomicBool::new(false));
    let asking = clients
        .clone()
        .into_iter()
        .flat_map(|client| (0..4).map(move |_| client.clone()));
    let asking: Vec<_> = asking
        .map(|client| {
            let stop = stop.clone();
            tokio::spawn(async move {
                let mut answers = 0;
                while !stop.load(Ordering::Relaxed) {
                    let query =
                        "{ networks(first: 5) { nodes { id } } themes(first: 5) { nodes { id } } }";
                    let (status, body) = client.send(query, json!({})).await;
                    assert_eq!(status, 200, "{body:#}");
                    assert!(body.get("errors").is_none(), "{body:#}");
                    answers += 1;
                }
                answers
            })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(500)).await;
    three.cluster.kill_replica();
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    stop.store(true, Ordering::Relaxed);
    for one in asking {
        assert!(one.await.expect("no request failed") > 0);
    }
    for client in &clients {
        assert_eq!(metered(client, "erfa_replica_up").await, 0.0);
        assert!(metered(client, "erfa_reads_total{at=\"primary\",why=\"down\"}").await >= 1.0);
    }
}
