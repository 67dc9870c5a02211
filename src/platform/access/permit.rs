//! The proof that an action on a row was allowed.

use std::{marker::PhantomData, ops::Deref};

use sea_orm::EntityTrait;
use uuid::Uuid;

use super::{
    resource::{Resource, Table},
    viewer::Viewer,
};

/// What a viewer may do to a row they can already see.
pub trait Allows<Action> {
    fn allows(&self, viewer: &Viewer) -> bool;
}

/// What a permit can stand on: a row, or the platform as a whole.
pub trait Ground {
    type Row;
    /// The id that rows under it carry; the platform has none.
    fn id_of(row: &Self::Row) -> Option<Uuid>;
}

impl<E: Resource> Ground for E {
    type Row = E::Model;
    fn id_of(row: &E::Model) -> Option<Uuid> {
        Some(<E as Resource>::id_of(row))
    }
}

/// Where rows without a parent hang.
pub struct Platform;

impl Ground for Platform {
    type Row = Self;
    fn id_of(_: &Self) -> Option<Uuid> {
        None
    }
}

/// A row together with the proof that `Action` on it was allowed, and is still: the row is locked.
pub struct Permitted<Action, G: Ground> {
    row: G::Row,
    action: PhantomData<fn() -> Action>,
}

impl<A, G: Ground> Permitted<A, G> {
    pub(super) fn new(row: G::Row) -> Self {
        Self {
            row,
            action: PhantomData,
        }
    }

    pub(super) fn id(&self) -> Option<Uuid> {
        G::id_of(&self.row)
    }
}

impl<A, G: Ground> Deref for Permitted<A, G> {
    type Target = G::Row;
    fn deref(&self) -> &G::Row {
        &self.row
    }
}

/// `Action` on a `Parent` covers these rows of `Self`: those whose `PARENT` column is its id.
#[diagnostic::on_unimplemented(
    message = "a permit for `{Action}` does not cover the table `{Self}`",
    note = "declare it in the capability's policy.rs with `under!`"
)]
pub trait Under<Action, Parent: Ground>: Table + EntityTrait {
    const PARENT: Option<Self::Column>;
}

/// Loading records from a file: Erfa's own, never a request's.
pub struct Import;

impl Allows<Import> for Platform {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.is_system()
    }
}
