//! What is shared in networks.

use entity::{network, network_share};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition,
    sea_query::{Expr, ExprTrait, Query, SelectStatement},
};
use uuid::Uuid;

use crate::platform::{
    access::{Permitted, Resource, Role, Under, Viewer, Work},
    error::{Refusal, Result},
    store::one_of,
};

/// Somebody shares a thing in a network that they do not belong to.
pub const NOT_YOUR_NETWORK: &str = "NOT_YOUR_NETWORK";

/// A thing is put into networks by somebody who belongs to them; those it was in before may stay.
pub async fn check_networks(work: &Work, wanted: &[Uuid], before: &[Uuid]) -> Result<()> {
    let fresh = wanted.iter().filter(|id| !before.contains(id));
    let fresh: Vec<Uuid> = fresh.copied().collect();
    if fresh.is_empty() {
        return Ok(());
    }
    let visible = work.by_ids::<network::Entity>(&fresh).await?;
    let own = |row: &&network::Model| work.viewer().has(Role::Member, row.id);
    if visible.iter().filter(own).count() < fresh.len() {
        let message =
            "networkIds names a network that you do not belong to; join it first, or leave it out.";
        return Err(Refusal::new(NOT_YOUR_NETWORK, message)
            .at("networkIds")
            .into());
    }
    Ok(())
}

/// Shares a thing in these networks and in no others, after checking that it may be.
pub async fn write_shares<A, P>(
    work: &Work,
    subject: &Permitted<A, P>,
    networks: Vec<Uuid>,
) -> Result<()>
where
    P: Resource,
    network_share::Entity: Under<A, P>,
{
    let before = work.select_under::<network_share::Entity, _, _>(subject);
    let before = work.all(before).await?.into_iter();
    let before: Vec<Uuid> = before.map(|one| one.network_id).collect();
    // Where Erfa itself writes a new thing, it is still somebody who names its networks.
    check_networks(&work.as_asker(), &networks, &before).await?;
    let gone = network_share::Column::NetworkId.is_not_in(networks.clone());
    work.clear_under::<network_share::Entity, _, _>(subject, Condition::all().add(gone))
        .await?;
    let fresh = networks.into_iter().filter(|id| !before.contains(id));
    let share = |id| network_share::ActiveModel {
        network_id: Set(id),
        ..Default::default()
    };
    work.insert_all(fresh.map(share).collect(), subject).await
}

/// The things shared in at least one of these networks, as far as the viewer may see the networks: for filters.
pub fn shared_in(viewer: &Viewer, networks: &[Uuid]) -> SelectStatement {
    let column = |column| Expr::col((network_share::Entity, column));
    let visible = Query::select()
        .column(network::Column::Id)
        .from(network::Entity)
        .cond_where(network::Entity::visible_to(viewer))
        .to_owned();
    let network = column(network_share::Column::NetworkId);
    Query::select()
        .column(network_share::Column::SubjectId)
        .from(network_share::Entity)
        .and_where(one_of(viewer.backend(), network.clone(), networks))
        .and_where(network.in_subquery(visible))
        .to_owned()
}
