//! Asking the database about a file: what is there already, and what its references mean. Only what the file names is
//! looked up, many at a time.

use std::collections::{BTreeSet, HashMap};

use entity::{country, external_ref, municipality, region, theme};
use sea_orm::{ColumnTrait, ModelTrait, QueryFilter, Value};
use uuid::Uuid;

use super::{
    faults::Faults,
    names::{Holder, Named, Names},
    reading::{Entry, Lines},
    records::{Kind, uuid_of},
};
use crate::platform::{
    access::{Import, Permitted, Platform, Under, Work},
    error::Result,
    store::one_of,
};

/// What the references of an import are kept under.
pub(super) const SYSTEM: &str = "import";
/// Names in one question.
const AT_ONCE: usize = 1_000;

/// Which of these ids rows of a kind have.
pub(super) async fn existing(
    work: &Work,
    permit: &Permitted<Import, Platform>,
    kind: Kind,
    ids: &[Uuid],
) -> Result<Vec<Uuid>> {
    Lookup { work, permit }.existing(kind, ids).await
}

pub(super) struct Lookup<'a> {
    pub(super) work: &'a Work,
    pub(super) permit: &'a Permitted<Import, Platform>,
}

/// Finds what is there already, which is a fault, and what references mean.
pub(super) async fn look_up(
    work: &Work,
    permit: &Permitted<Import, Platform>,
    lines: &Lines,
    named: &mut Named,
    faults: &mut Faults,
) -> Result<()> {
    let lookup = Lookup { work, permit };
    lookup.refs_taken(&lines.entries, faults).await?;
    lookup.keys_taken(&named.keys, faults).await?;
    lookup.meanings(&lines.entries, &mut named.names).await
}

impl Lookup<'_> {
    /// Rows whose column holds one of these texts.
    pub(super) async fn rows<E: Under<Import, Platform>>(
        &self,
        column: E::Column,
        texts: &[&str],
    ) -> Result<Vec<E::Model>> {
        let mut rows = vec![];
        for some in texts.chunks(AT_ONCE) {
            let select = self.work.select_under::<E, _, _>(self.permit);
            let select = select.filter(column.is_in(some.iter().copied()));
            rows.extend(self.work.all(select).await?);
        }
        Ok(rows)
    }

    /// What earlier imports called things of a kind.
    pub(super) async fn external(&self, kind: Kind, texts: &[&str]) -> Result<Vec<(String, Uuid)>> {
        use external_ref::Column;
        let mut found = vec![];
        for some in texts.chunks(AT_ONCE) {
            let select = self
                .work
                .select_under::<external_ref::Entity, _, _>(self.permit)
                .filter(Column::System.eq(SYSTEM))
                .filter(Column::Kind.eq(kind.name()))
                .filter(Column::ExternalId.is_in(some.iter().copied()));
            let rows = self.work.all(select).await?;
            found.extend(rows.into_iter().map(|row| (row.external_id, row.entity_id)));
        }
        Ok(found)
    }

    /// Learns what references mean that the file itself does not explain.
    async fn meanings(&self, entries: &[Entry], names: &mut Names) -> Result<()> {
        let mut wanted: HashMap<Kind, BTreeSet<&str>> = HashMap::new();
        for entry in entries {
            for one in entry.record.noted().references() {
                // A code may be borne by an ended municipality of the file and a current one of the database.
                if one.kind == Kind::Municipality || names.find(&one).is_none() {
                    wanted.entry(one.kind).or_default().insert(one.text);
                }
            }
        }
        for (kind, texts) in wanted {
            let (uuids, texts): (Vec<&str>, Vec<&str>) =
                texts.into_iter().partition(|text| uuid_of(text).is_some());
            for (text, id) in self.external(kind, &texts).await? {
                names.learn(kind, &text, id);
            }
            self.codes(kind, &texts, names).await?;
            let ids: Vec<Uuid> = uuids.into_iter().filter_map(uuid_of).collect();
            for id in self.existing(kind, &ids).await? {
                names.learn(kind, &id.to_string(), id);
            }
        }
        Ok(())
    }

    /// Learns official codes: `SE`, `SE-20`, `SE-2085`; and those of themes.
    async fn codes(&self, kind: Kind, texts: &[&str], names: &mut Names) -> Result<()> {
        let codes: BTreeSet<&str> = texts.iter().filter_map(|text| code_of(text)).collect();
        let codes: Vec<&str> = codes.into_iter().collect();
        match kind {
            Kind::Country => {
                for row in self
                    .rows::<country::Entity>(country::Column::Code, texts)
                    .await?
                {
                    names.learn(kind, &row.code, row.id);
                }
            }
            Kind::Region => {
                for row in self
                    .rows::<region::Entity>(region::Column::Code, &codes)
                    .await?
                {
                    names.learn(kind, &format!("{}-{}", row.country_code, row.code), row.id);
                }
            }
            Kind::Theme => {
                let rows = self.rows::<theme::Entity>(theme::Column::Code, texts);
                for row in rows.await? {
                    names.learn(kind, &row.code, row.id);
                }
            }
            Kind::Municipality => {
                for row in self
                    .rows::<municipality::Entity>(municipality::Column::Code, &codes)
                    .await?
                {
                    let holder = Holder {
                        id: row.id,
                        from: row.valid_from,
                        to: row.valid_to,
                    };
                    names.learn_holder(format!("{}-{}", row.country_code, row.code), holder);
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Which of these ids rows of a kind have.
    pub(super) async fn existing(&self, kind: Kind, ids: &[Uuid]) -> Result<Vec<Uuid>> {
        macro_rules! of {
            ($table:ident) => {
                self.ids_of::<entity::$table::Entity>(entity::$table::Column::Id, ids)
                    .await
            };
        }
        match kind {
            Kind::Country => of!(country),
            Kind::Region => of!(region),
            Kind::Municipality => of!(municipality),
            Kind::TerritoryChange => of!(territory_change),
            Kind::Locality => of!(locality),
            Kind::ActionGroupArea => of!(action_group_area),
            Kind::Organisation => of!(organisation),
            Kind::OrganisationRelation => of!(organisation_relation),
            Kind::Person => of!(person),
            Kind::Affiliation => of!(affiliation),
            Kind::Account => of!(account),
            Kind::Network => of!(network),
            Kind::NetworkMembership => of!(network_membership),
            Kind::NetworkCoordinator => of!(network_coordinator),
            Kind::Document => of!(document),
            Kind::DocumentVersion => of!(document_version),
            Kind::DocumentLink => of!(document_link),
            Kind::DocumentAttachment => Ok(vec![]),
            Kind::Programme => of!(programme),
            Kind::FundingRuleSet => of!(funding_rule_set),
            Kind::FundingCall => of!(funding_call),
            Kind::Application => of!(application),
            Kind::FundingDecision => of!(decision),
            Kind::Prize => of!(prize),
            Kind::Initiative => of!(initiative),
            Kind::SeminarSeries => of!(seminar_series),
            Kind::Seminar => of!(seminar),
            Kind::Registration => of!(registration),
            Kind::Theme => of!(theme),
            Kind::Experience => of!(experience),
            Kind::ReuseReport => of!(reuse_report),
            Kind::Question => of!(question),
            Kind::ExchangePost => of!(exchange_post),
            Kind::ExchangeMatch => of!(exchange_match),
            Kind::Comment => of!(comment),
            Kind::Project => of!(project),
            Kind::ProjectRelation => of!(project_relation),
            Kind::Agreement => of!(agreement),
        }
    }

    async fn ids_of<E: Under<Import, Platform>>(
        &self,
        column: E::Column,
        ids: &[Uuid],
    ) -> Result<Vec<Uuid>> {
        let rows = under::<E>(self.work, self.permit, column, ids).await?;
        let id = |row: &E::Model| match row.get(column) {
            Value::Uuid(id) => id,
            _ => None,
        };
        Ok(rows.iter().filter_map(id).collect())
    }
}

/// Rows whose column holds one of these ids, many at a time.
pub(super) async fn under<E: Under<Import, Platform>>(
    work: &Work,
    permit: &Permitted<Import, Platform>,
    column: E::Column,
    ids: &[Uuid],
) -> Result<Vec<E::Model>> {
    let mut rows = vec![];
    for some in ids.chunks(AT_ONCE) {
        let wanted = one_of(work.viewer().backend(), column.into_expr(), some);
        let select = work.select_under::<E, _, _>(permit).filter(wanted);
        rows.extend(work.all(select).await?);
    }
    Ok(rows)
}

/// The code of `SE-2085`, without its country.
pub(super) fn code_of(text: &str) -> Option<&str> {
    text.split_once('-').map(|(_, code)| code)
}
