//! Who asks.

use std::collections::HashMap;
#[cfg(debug_assertions)]
use std::sync::Arc;

use entity::account::PlatformRole;
use sea_orm::{
    ColumnTrait, Condition, DbBackend,
    sea_query::{Expr, ExprTrait, IntoCondition},
};
use uuid::Uuid;

#[cfg(debug_assertions)]
use super::drill::Drill;
use super::{
    super::{
        error::{Error, Result},
        store::one_of,
    },
    audience::{PUBLIC, REGISTERED},
};

/// What somebody is to an organisation or a network, in rising order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(i32)]
pub enum Role {
    /// Belongs to it.
    Member = 1,
    /// Arranges seminars and writes for an organisation.
    Editor = 2,
    /// Runs a network.
    Coordinator = 3,
    /// Manages an organisation's people and memberships.
    Admin = 4,
}

impl Role {
    pub fn of_rank(rank: i32) -> Option<Self> {
        let all = [Self::Member, Self::Editor, Self::Coordinator, Self::Admin];
        all.into_iter().find(|role| *role as i32 == rank)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    Anyone,
    Person {
        person: Uuid,
        session: Uuid,
        role: PlatformRole,
    },
    /// Erfa itself, in the named capacity: an import, a job, a follower of changes.
    System(&'static str),
}

/// Who asks: the roles held, and from them the audiences belonged to. Loaded once per request.
#[derive(Clone)]
pub struct Viewer {
    who: Who,
    backend: DbBackend,
    roles: HashMap<Uuid, Role>,
    /// Sorted, so that asking is a binary search.
    audiences: Vec<Uuid>,
    #[cfg(debug_assertions)]
    drill: Option<Arc<Drill>>,
}

impl PartialEq for Viewer {
    fn eq(&self, other: &Self) -> bool {
        self.who == other.who
            && self.backend == other.backend
            && self.roles == other.roles
            && self.audiences == other.audiences
    }
}

impl std::fmt::Debug for Viewer {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Viewer")
            .field("who", &self.who)
            .field("roles", &self.roles)
            .field("audiences", &self.audiences)
            .finish_non_exhaustive()
    }
}

impl Viewer {
    pub fn anyone(backend: DbBackend) -> Self {
        Self::with(Who::Anyone, backend, HashMap::new(), vec![])
    }

    pub fn system(backend: DbBackend, capacity: &'static str) -> Self {
        Self::with(Who::System(capacity), backend, HashMap::new(), vec![])
    }

    /// `further` are the audiences that follow from the roles, beyond the scopes themselves.
    pub fn with(
        who: Who,
        backend: DbBackend,
        roles: HashMap<Uuid, Role>,
        further: Vec<Uuid>,
    ) -> Self {
        let mut audiences = further;
        audiences.extend(roles.keys());
        audiences.push(PUBLIC);
        if who != Who::Anyone {
            audiences.push(REGISTERED);
        }
        audiences.sort_unstable();
        audiences.dedup();
        Self {
            who,
            backend,
            roles,
            audiences,
            #[cfg(debug_assertions)]
            drill: None,
        }
    }

    /// For tests: the same viewer, whose rules can be switched off.
    #[cfg(debug_assertions)]
    pub fn drilled_by(mut self, drill: Arc<Drill>) -> Self {
        self.drill = Some(drill);
        self
    }

    /// Whether what this viewer changes is taken back once it was carried out: only in tests.
    pub(super) fn rehearses(&self) -> bool {
        #[cfg(debug_assertions)]
        return self.drill.as_ref().is_some_and(|drill| drill.takes_back());
        #[cfg(not(debug_assertions))]
        false
    }

    /// What a rule says, once tests had their word. The rule is the place that asks.
    #[cfg(debug_assertions)]
    #[track_caller]
    fn ruled(&self, says: bool) -> bool {
        let here = std::panic::Location::caller();
        says || self
            .drill
            .as_ref()
            .is_some_and(|drill| !drill.refuses(here))
    }

    #[cfg(not(debug_assertions))]
    fn ruled(&self, says: bool) -> bool {
        says
    }

    /// Erfa itself, or somebody who runs the platform.
    fn is_above_rules(&self) -> bool {
        matches!(
            self.who,
            Who::System(_)
                | Who::Person {
                    role: PlatformRole::Admin,
                    ..
                }
        )
    }

    fn own(&self) -> Option<Uuid> {
        match self.who {
            Who::Person { person, .. } => Some(person),
            _ => None,
        }
    }

    pub fn who(&self) -> &Who {
        &self.who
    }

    pub fn backend(&self) -> DbBackend {
        self.backend
    }

    /// The person who asks; an error when it is nobody in particular.
    pub fn person(&self) -> Result<Uuid> {
        self.own().ok_or(Error::Unauthenticated)
    }

    #[cfg_attr(debug_assertions, track_caller)]
    pub fn is(&self, person: Uuid) -> bool {
        self.ruled(self.own() == Some(person))
    }

    #[cfg_attr(debug_assertions, track_caller)]
    pub fn signed_in(&self) -> bool {
        self.ruled(self.who != Who::Anyone)
    }

    /// Sees and changes everything: Erfa itself and those who run the platform.
    #[cfg_attr(debug_assertions, track_caller)]
    pub fn runs_platform(&self) -> bool {
        self.ruled(self.is_above_rules())
    }

    #[cfg_attr(debug_assertions, track_caller)]
    pub fn is_system(&self) -> bool {
        self.ruled(matches!(self.who, Who::System(_)))
    }

    /// Holds this role or a higher one in an organisation or network.
    #[cfg_attr(debug_assertions, track_caller)]
    pub fn has(&self, role: Role, scope: Uuid) -> bool {
        self.ruled(self.holds(role, scope))
    }

    fn holds(&self, role: Role, scope: Uuid) -> bool {
        self.is_above_rules() || self.roles.get(&scope).is_some_and(|held| *held >= role)
    }

    /// Writes for an organisation of which this holds. Those who run the platform write for any.
    #[cfg_attr(debug_assertions, track_caller)]
    pub fn writes_for_some(&self, which: impl Fn(Uuid) -> bool) -> bool {
        let writes = |role| matches!(role, Role::Editor | Role::Admin);
        let mut roles = self.roles();
        let some = roles.any(|(scope, role)| writes(role) && which(scope));
        self.ruled(self.is_above_rules() || some)
    }

    pub fn roles(&self) -> impl Iterator<Item = (Uuid, Role)> {
        self.roles.iter().map(|(scope, role)| (*scope, *role))
    }

    /// Is the same person with at least the same access.
    pub fn covers(&self, before: &Self) -> bool {
        self.who == before.who
            && before.roles().all(|(scope, role)| self.holds(role, scope))
            && before
                .audiences
                .iter()
                .all(|audience| self.belongs(*audience))
    }

    /// Belongs to an audience.
    #[cfg_attr(debug_assertions, track_caller)]
    pub fn within(&self, audience: Uuid) -> bool {
        self.ruled(self.belongs(audience))
    }

    fn belongs(&self, audience: Uuid) -> bool {
        self.is_above_rules() || self.audiences.binary_search(&audience).is_ok()
    }

    /// The rows whose audience column names one that the viewer belongs to.
    #[cfg_attr(debug_assertions, track_caller)]
    pub fn sees<C: ColumnTrait>(&self, audience: C) -> Condition {
        if self.ruled(self.is_above_rules()) {
            return Condition::all();
        }
        let column = audience.into_expr();
        one_of(self.backend, column, &self.audiences).into_condition()
    }

    /// The rows that belong to the viewer.
    #[cfg_attr(debug_assertions, track_caller)]
    pub fn owns<C: ColumnTrait>(&self, person: C) -> Condition {
        if self.ruled(false) {
            return Condition::all();
        }
        match self.own() {
            Some(own) => person.into_expr().eq(own).into_condition(),
            None => Expr::cust("1 = 0").into_condition(),
        }
    }
}
