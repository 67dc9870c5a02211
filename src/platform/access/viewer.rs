//! Who asks.

use std::collections::HashMap;

use entity::{
    account::PlatformRole,
    api_token::{TokenScope, TokenScopes},
};
use sea_orm::{
    ColumnTrait, Condition, DbBackend,
    sea_query::{Expr, ExprTrait, IntoCondition},
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{
    super::{
        audit::Actor,
        error::{Error, Result},
        store::one_of,
    },
    audience::{PUBLIC, REGISTERED},
    drill::Drilled,
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

/// In which capacity Erfa loads records.
pub const IMPORT: &str = "import";

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    Anyone,
    Person {
        person: Uuid,
        session: Uuid,
        role: PlatformRole,
    },
    /// A program with a token that was made for it: at most what the scopes allow of what its owner may.
    Program {
        token: Uuid,
        owner: Owner,
        scopes: TokenScopes,
    },
    /// Erfa itself, in the named capacity: an import, a job, a follower of changes.
    System(&'static str),
}

impl Who {
    fn is_auditor(&self) -> bool {
        matches!(
            self,
            Self::Person {
                role: PlatformRole::Auditor,
                ..
            }
        )
    }
}

/// Whose a program's token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    Person(Uuid),
    Organisation(Uuid),
}

impl Owner {
    pub fn id(self) -> Uuid {
        match self {
            Self::Person(id) | Self::Organisation(id) => id,
        }
    }
}

/// The highest role that a program may use of those its owner has; none where it reads only what everyone reads.
pub fn highest_role(scopes: &TokenScopes) -> Option<Role> {
    let held = [
        (TokenScope::Manage, Role::Admin),
        (TokenScope::Write, Role::Coordinator),
        (TokenScope::Read, Role::Member),
    ];
    let mut held = held.into_iter();
    held.find(|(scope, _)| scopes.include(*scope))
        .map(|(_, role)| role)
}

/// Who asks: the roles held, and from them the audiences belonged to. Loaded once per request.
#[derive(Clone, Debug, PartialEq)]
pub struct Viewer {
    who: Who,
    backend: DbBackend,
    roles: HashMap<Uuid, Role>,
    /// Sorted, so that asking is a binary search.
    audiences: Vec<Uuid>,
    drill: Drilled,
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
        // An auditor reads the audit log; of everything else they see what everyone does.
        let (roles, mut audiences) = match who.is_auditor() {
            true => (HashMap::new(), vec![]),
            false => (roles, further),
        };
        audiences.extend(roles.keys());
        audiences.push(PUBLIC);
        let mut viewer = Self {
            who,
            backend,
            roles,
            audiences,
            drill: Drilled::default(),
        };
        if viewer.signed_in() {
            viewer.audiences.push(REGISTERED);
        }
        viewer.audiences.sort_unstable();
        viewer.audiences.dedup();
        viewer
    }

    /// Says of whom an answer depends on its viewer: the same for the same person with the same access.
    pub fn print(&self, into: &mut Sha256) {
        let mut roles: Vec<_> = self.roles().collect();
        roles.sort_unstable();
        into.update(format!("{:?} {roles:?} {:?}", self.who, self.audiences));
    }

    pub fn who(&self) -> &Who {
        &self.who
    }

    pub fn backend(&self) -> DbBackend {
        self.backend
    }

    /// The same viewer, whose rules a test can switch off.
    #[cfg(debug_assertions)]
    pub fn drilled_by(mut self, drill: std::sync::Arc<super::Drill>) -> Self {
        self.drill = Drilled(Some(drill));
        self
    }

    /// Whether what this viewer changes is taken back once it was carried out: only in tests.
    pub(super) fn rehearses(&self) -> bool {
        self.drill.takes_back()
    }

    /// What a rule says, once a test had its word. The rule is the place that asks.
    #[track_caller]
    fn ruled(&self, says: bool) -> bool {
        says || self.drill.lets_pass()
    }

    /// The person who asks; an error when it is nobody in particular.
    pub fn person(&self) -> Result<Uuid> {
        match &self.who {
            Who::Person { person, .. } => Ok(*person),
            Who::Program { owner, scopes, .. } => match owner {
                Owner::Person(person) if scopes.include(TokenScope::Read) => Ok(*person),
                Owner::Person(_) => Err(lacks(TokenScope::Read)),
                Owner::Organisation(_) => Err(Error::denied(
                    "Only a person does that; this token is an organisation's.",
                )),
            },
            Who::Anyone | Who::System(_) => Err(Error::Unauthenticated),
        }
    }

    /// The person and the session they speak in: for what no program may do in their name.
    #[track_caller]
    pub fn session(&self) -> Result<(Uuid, Uuid)> {
        match &self.who {
            Who::Person {
                person, session, ..
            } => Ok((*person, *session)),
            Who::Program {
                token,
                owner: Owner::Person(person),
                ..
            } if self.ruled(false) => Ok((*person, *token)),
            Who::Program { .. } => Err(Error::denied(
                "That takes somebody who has signed in with signIn; a token made for a program does not do.",
            )),
            Who::Anyone | Who::System(_) => Err(Error::Unauthenticated),
        }
    }

    /// An error where the viewer holds a token that only reads.
    #[track_caller]
    pub fn may_write(&self) -> Result<()> {
        match &self.who {
            Who::Program { scopes, .. } if !self.ruled(scopes.include(TokenScope::Write)) => {
                Err(lacks(TokenScope::Write))
            }
            _ => Ok(()),
        }
    }

    /// Who is counted for what is asked: the person, or the owner of a program's token.
    pub fn counted(&self) -> Option<Uuid> {
        match &self.who {
            Who::Person { person, .. } => Some(*person),
            Who::Program { owner, .. } => Some(owner.id()),
            Who::Anyone | Who::System(_) => None,
        }
    }

    #[track_caller]
    pub fn is(&self, person: Uuid) -> bool {
        self.ruled(self.person().is_ok_and(|own| own == person))
    }

    /// Reads the audit log.
    #[track_caller]
    pub fn audits(&self) -> bool {
        self.ruled(self.who.is_auditor() || self.is_above_rules())
    }

    /// Counts among those who are signed in: neither an auditor nor a program that reads what everyone reads.
    #[track_caller]
    pub fn signed_in(&self) -> bool {
        self.ruled(match &self.who {
            Who::Anyone => false,
            Who::Program { scopes, .. } => scopes.include(TokenScope::Read),
            Who::Person { .. } => !self.who.is_auditor(),
            Who::System(_) => true,
        })
    }

    /// Sees and changes everything: Erfa itself and those who run the platform.
    #[track_caller]
    pub fn runs_platform(&self) -> bool {
        self.ruled(self.is_above_rules())
    }

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

    /// Who acts, as the audit log names them.
    pub fn as_actor(&self) -> Actor {
        let capacity = match &self.who {
            Who::Person { .. } => None,
            Who::Program { token, .. } => Some(format!("program {token}")),
            Who::System(capacity) => Some((*capacity).to_owned()),
            Who::Anyone => Some("anyone".to_owned()),
        };
        let person = match self.who {
            Who::Person { person, .. }
            | Who::Program {
                owner: Owner::Person(person),
                ..
            } => Some(person),
            _ => None,
        };
        Actor { person, capacity }
    }

    #[track_caller]
    pub fn is_system(&self) -> bool {
        self.ruled(matches!(self.who, Who::System(_)))
    }

    /// Loads records that were made elsewhere: whoever was to be told of them was told there.
    pub fn imports(&self) -> bool {
        self.who == Who::System(IMPORT)
    }

    /// Holds this role or a higher one in an organisation or network, as those who run the platform do everywhere.
    #[track_caller]
    pub fn has(&self, role: Role, scope: Uuid) -> bool {
        self.ruled(self.is_above_rules() || self.holds(role, scope))
    }

    /// Holds this role or a higher one there themselves: for what nobody consents to in another's name.
    #[track_caller]
    pub fn speaks_for(&self, role: Role, scope: Uuid) -> bool {
        self.ruled(matches!(self.who, Who::System(_)) || self.holds(role, scope))
    }

    fn holds(&self, role: Role, scope: Uuid) -> bool {
        self.roles.get(&scope).is_some_and(|held| *held >= role)
    }

    /// Writes for an organisation of which this holds. Those who run the platform write for any.
    #[track_caller]
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
            && (self.is_above_rules()
                || before.roles().all(|(scope, role)| self.holds(role, scope)))
            && before
                .audiences
                .iter()
                .all(|audience| self.belongs(*audience))
    }

    /// Belongs to an audience.
    #[track_caller]
    pub fn within(&self, audience: Uuid) -> bool {
        self.ruled(self.belongs(audience))
    }

    fn belongs(&self, audience: Uuid) -> bool {
        self.is_above_rules() || self.audiences.binary_search(&audience).is_ok()
    }

    /// The rows whose audience column names one that the viewer belongs to.
    #[track_caller]
    pub fn sees<C: ColumnTrait>(&self, audience: C) -> Condition {
        if self.ruled(self.is_above_rules()) {
            return Condition::all();
        }
        let column = audience.into_expr();
        one_of(self.backend, column, &self.audiences).into_condition()
    }

    /// The rows that belong to the viewer.
    #[track_caller]
    pub fn owns<C: ColumnTrait>(&self, person: C) -> Condition {
        if self.ruled(false) {
            return Condition::all();
        }
        match self.person() {
            Ok(own) => person.into_expr().eq(own).into_condition(),
            Err(_) => Expr::cust("1 = 0").into_condition(),
        }
    }
}

fn lacks(scope: TokenScope) -> Error {
    let scope = match scope {
        TokenScope::ReadPublic => "READ_PUBLIC",
        TokenScope::Read => "READ",
        TokenScope::Write => "WRITE",
        TokenScope::Manage => "MANAGE",
    };
    Error::denied(format!("This token lacks the scope {scope}."))
}
