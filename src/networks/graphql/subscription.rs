//! What can be heard of a network.

use async_graphql::{Context, ID, Subscription};
use entity::{change_log, network, network_membership};
use futures_util::{FutureExt, Stream, StreamExt, future};
use sea_orm::{ColumnTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    nodes::Network,
    platform::{
        access::{Reader, Resource},
        error::{Error, Result},
        graphql::{ContextExt, Live, id},
    },
};

#[derive(Default)]
pub struct NetworkChanges;

#[Subscription]
impl NetworkChanges {
    /// The network at once, and again after each change of it or of its memberships that the viewer may see. Ends with
    /// `NOT_FOUND` when the viewer may no longer see it, and with `UNAVAILABLE` when the viewer's access has changed:
    /// subscribe again then.
    async fn network_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id.")] id: ID,
    ) -> Result<impl Stream<Item = Result<Network>> + use<>> {
        let id = id::argument::<network::Entity>(&id, "id")?;
        let reader = ctx.reader().clone();
        current(&reader, id).await?;
        let changes = Live::changes(ctx, move |change| {
            change.kind == network_membership::Entity::KIND
                || (change.kind == network::Entity::KIND && change.entity_id == id)
        })?;
        let told = changes.filter_map(move |change| {
            let reader = reader.clone();
            // Boxed, for it is large, and there is none of it while nothing happens.
            async move { tell(&reader, id, change).await.transpose() }.boxed()
        });
        let mut over = false;
        Ok(told.take_while(move |one| {
            let before = std::mem::replace(&mut over, one.is_err());
            future::ready(!before)
        }))
    }
}

/// The network as it is, if the change concerns it.
async fn tell(
    reader: &Reader,
    id: Uuid,
    change: Result<Option<std::sync::Arc<change_log::Model>>>,
) -> Result<Option<Network>> {
    if let Some(change) = change?
        && !concerns(reader, id, &change).await?
    {
        return Ok(None);
    }
    current(reader, id).await.map(Some)
}

async fn current(reader: &Reader, id: Uuid) -> Result<Network> {
    let row = reader.select().filter(network::Column::Id.eq(id));
    let row: Option<network::Model> = reader.one::<network::Entity>(row).await?;
    row.map(Network::from).ok_or(Error::NotFound)
}

/// A membership that the viewer has just lost sight of may be one of this network: it is told rather than missed.
async fn concerns(reader: &Reader, network: Uuid, change: &change_log::Model) -> Result<bool> {
    if change.kind == network::Entity::KIND {
        return Ok(true);
    }
    let row = reader
        .select::<network_membership::Entity>()
        .filter(network_membership::Column::Id.eq(change.entity_id));
    Ok(match reader.one(row).await? {
        Some(row) => row.network_id == network,
        None => change
            .audience_before
            .is_some_and(|audience| reader.viewer().within(audience)),
    })
}
