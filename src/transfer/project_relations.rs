//! What is wrong between projects, and between agreements and their parties: things that stand to themselves, rings,
//! organisations that stand twice.

use std::collections::{HashMap, HashSet};

use entity::project_relation::ProjectRelationKind;
use uuid::Uuid;

use super::{
    faults::Faults,
    file::File,
    records::{Agreement, Kind, Project, ProjectRelation},
};

pub(super) fn check(file: &File, faults: &mut Faults) {
    let mut met = HashSet::new();
    let mut onward: HashMap<(ProjectRelationKind, Uuid), Vec<Uuid>> = HashMap::new();
    for row in file.all::<ProjectRelation>() {
        let side = |text| file.find(Kind::Project, text);
        let one = row.record;
        let (Some(from), Some(to)) = (side(&one.project), side(&one.related)) else {
            continue;
        };
        if from == to {
            faults.note(row.line, "related", "a project cannot stand to itself");
        } else if !met.insert((from, to, one.kind)) {
            faults.note(row.line, "related", "the project names it so already");
        } else if directed(one.kind) {
            if leads(&onward, one.kind, to, from) {
                let message =
                    "the projects form a ring; none comes before itself or is a part of itself";
                faults.note(row.line, "related", message);
            }
            onward.entry((one.kind, from)).or_default().push(to);
        }
    }
    for row in file.all::<Project>() {
        let mut met = HashSet::new();
        for party in &row.record.parties {
            let name = party.organisation.as_ref();
            let id = name.and_then(|text| file.find(Kind::Organisation, text));
            if id.is_some_and(|id| !met.insert((party.role, id))) {
                faults.note(
                    row.line,
                    "parties",
                    "an organisation stands twice in one role",
                );
            }
        }
    }
    for row in file.all::<Agreement>() {
        let mut met = HashSet::new();
        for party in &row.record.parties {
            let name = party.organisation.as_ref();
            let id = name.and_then(|text| file.find(Kind::Organisation, text));
            if id.is_some_and(|id| !met.insert(id)) {
                faults.note(row.line, "parties", "an organisation stands twice");
            }
        }
    }
}

fn directed(kind: ProjectRelationKind) -> bool {
    matches!(
        kind,
        ProjectRelationKind::Predecessor | ProjectRelationKind::Subproject
    )
}

/// Whether one leads to another along relations of one kind.
fn leads(
    onward: &HashMap<(ProjectRelationKind, Uuid), Vec<Uuid>>,
    kind: ProjectRelationKind,
    from: Uuid,
    to: Uuid,
) -> bool {
    let (mut met, mut open) = (HashSet::new(), vec![from]);
    while let Some(one) = open.pop() {
        if one == to {
            return true;
        }
        if met.insert(one) {
            open.extend(onward.get(&(kind, one)).into_iter().flatten());
        }
    }
    false
}
