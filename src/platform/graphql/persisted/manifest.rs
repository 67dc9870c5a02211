//! Files of trusted documents, as the tools of clients write them.

use std::{collections::HashMap, sync::Arc};

use anyhow::{Context, bail, ensure};
use serde::Deserialize;
use serde_json::{Map, Value};

const APOLLO: &str = "apollo-persisted-query-manifest";
const MAX_ID_CHARS: usize = 256;

/// What Apollo's tools write.
#[derive(Deserialize)]
struct Apollo {
    version: u32,
    operations: Vec<Operation>,
}

#[derive(Deserialize)]
struct Operation {
    id: String,
    body: String,
}

/// Documents by their ids, from either format: Apollo's, or the object from id to text that Relay's compiler and others
/// write.
pub(super) fn read(text: &str) -> anyhow::Result<HashMap<String, Arc<str>>> {
    let map: Map<String, Value> =
        serde_json::from_str(text).context("it is not a JSON object from id to document")?;
    let pairs: Vec<(String, String)> = match map.get("format") {
        Some(Value::String(format)) if format == APOLLO => {
            let manifest: Apollo = serde_json::from_value(Value::Object(map))
                .context("its operations are not objects with id and body")?;
            ensure!(
                manifest.version == 1,
                "its version is {}, and 1 is read",
                manifest.version
            );
            let operations = manifest.operations.into_iter();
            operations.map(|one| (one.id, one.body)).collect()
        }
        _ => map
            .into_iter()
            .map(|(id, text)| match text {
                Value::String(text) => Ok((id, text)),
                _ => bail!("what stands under `{id}` is not a document"),
            })
            .collect::<anyhow::Result<_>>()?,
    };
    let mut documents = HashMap::with_capacity(pairs.len());
    for (id, text) in pairs {
        let fits = (1..=MAX_ID_CHARS).contains(&id.chars().count());
        ensure!(
            fits,
            "an id has 1 to {MAX_ID_CHARS} characters, and `{id}` has not"
        );
        let before = documents.insert(id.clone(), text.clone().into());
        ensure!(
            before.is_none_or(|before: Arc<str>| *before == *text),
            "the id `{id}` names two documents"
        );
    }
    Ok(documents)
}
