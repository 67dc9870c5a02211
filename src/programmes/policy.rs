//! Who may see a programme: the audience that its visibility and its networks' name; its editors until it is published.
//! Who may change it: the editors of its owners and the coordinators of its networks. An application is seen by the
//! editors of the applicant, and once it is handed in by the editors of the programme too.

use entity::{
    application, decision, funding_call, funding_rule_set, initiative, nomination, organisation,
    party, prize, prize_edition, programme,
};

use crate::{
    details, details_of,
    platform::{
        access::{Allows, Import, Platform, Role, Viewer},
        list::Detail,
    },
    resource, under,
};

/// Beginning a programme, prize or initiative that an organisation answers for.
pub struct Begin;
/// Changing a programme, prize or initiative and what hangs on it; running its calls.
pub struct Edit;
/// Applying for money in the name of an organisation.
pub struct Apply;
/// Writing an application, handing it in and taking it back.
pub struct WriteApplication;
/// Assessing an application and deciding on it.
pub struct Assess;
/// Coming near a programme, call or prize from outside: it must be seen, no more.
pub struct Approach;
/// Bringing what hangs on a programme in line with it, and ending embargoes: Erfa's own.
pub struct Settle;

resource!(programme as "Programme", audience: |row| row.audience_id,
    visible: |viewer| viewer.sees(entity::programme::Column::AudienceId));
resource!(funding_rule_set as "FundingRuleSet", audience: |row| row.audience_id,
    visible: |viewer| viewer.sees(entity::funding_rule_set::Column::AudienceId));
resource!(funding_call as "FundingCall", audience: |row| row.audience_id,
    visible: |viewer| viewer.sees(entity::funding_call::Column::AudienceId));
resource!(application as "Application", audience: |row| row.audience_id,
    visible: |viewer| viewer.sees(entity::application::Column::AudienceId));
resource!(decision as "FundingDecision", audience: |row| row.audience_id,
    visible: |viewer| viewer.sees(entity::decision::Column::AudienceId));
resource!(prize as "Prize", audience: |row| row.audience_id,
    visible: |viewer| viewer.sees(entity::prize::Column::AudienceId));
resource!(prize_edition as "PrizeEdition", audience: |row| row.audience_id,
    visible: |viewer| viewer.sees(entity::prize_edition::Column::AudienceId));
resource!(nomination as "Nomination", audience: |row| row.audience_id,
    visible: |viewer| viewer.sees(entity::nomination::Column::AudienceId));
resource!(initiative as "Initiative", audience: |row| row.audience_id,
    visible: |viewer| viewer.sees(entity::initiative::Column::AudienceId));

details_of! {
    programme_point of programme by ProgrammeId, ordered by Position;
    programme_target of programme by ProgrammeId, ordered by Year;
    programme_participation of programme by ProgrammeId, ordered by Position;
    funding_rule of funding_rule_set by RuleSetId, ordered by Position;
    cost_category of funding_rule_set by RuleSetId, ordered by Position;
    financing_line of application by ApplicationId, ordered by Position;
    cost_line of application by ApplicationId, ordered by Position;
    funding_grant of application by ApplicationId, ordered by GrantedOn;
    disbursement of application by ApplicationId, ordered by Position;
    prize_news of prize_edition by EditionId, ordered by Position;
}
details!(party);

impl Detail<programme::Entity> for party::Entity {
    const PARENT: party::Column = party::Column::SubjectId;
    const ORDER: party::Column = party::Column::Position;
}

under! {
    programme under Import, on Platform;
    programme_point under Import, on Platform;
    programme_target under Import, on Platform;
    programme_participation under Import, on Platform;
    party under Import, on Platform;
    funding_rule_set under Import, on Platform;
    funding_rule under Import, on Platform;
    cost_category under Import, on Platform;
    funding_call under Import, on Platform;
    application under Import, on Platform;
    financing_line under Import, on Platform;
    cost_line under Import, on Platform;
    decision under Import, on Platform;
    funding_grant under Import, on Platform;
    disbursement under Import, on Platform;
    prize under Import, on Platform;
    prize_edition under Import, on Platform;
    prize_news under Import, on Platform;
    nomination under Import, on Platform;
    initiative under Import, on Platform;
    party under Settle, on Platform;
    programme_participation under Settle, on Platform;
}

under! {
    programme under Begin, on organisation by OwnerId;
    prize under Begin, on organisation by AwardedById;
    initiative under Begin, on organisation by OwnerId;
    programme_point under Edit, on programme by ProgrammeId;
    programme_target under Edit, on programme by ProgrammeId;
    programme_participation under Edit, on programme by ProgrammeId;
    party under Edit, on programme by SubjectId;
    party under Approach, on programme by SubjectId;
    theme_link under Edit, on programme by SubjectId;
    document_attachment under Edit, on programme by SubjectId;
    network_share under Edit, on programme by SubjectId;
    funding_rule_set under Edit, on programme by ProgrammeId;
    funding_call under Edit, on programme by ProgrammeId;
    funding_rule under Edit, on funding_rule_set by RuleSetId;
    cost_category under Edit, on funding_rule_set by RuleSetId;
    application under Apply, on organisation by ApplicantId;
    financing_line under WriteApplication, on application by ApplicationId;
    cost_line under WriteApplication, on application by ApplicationId;
    decision under Assess, on application by ApplicationId;
    decision under Settle, on application by ApplicationId;
    funding_grant under Settle, on application by ApplicationId;
    disbursement under Assess, on application by ApplicationId;
    funding_grant under Assess, on application by ApplicationId;
    prize_edition under Edit, on prize by PrizeId;
    prize_edition under Settle, on prize by PrizeId;
    prize_news under Edit, on prize_edition by EditionId;
    nomination under Edit, on prize_edition by EditionId;
    nomination under Approach, on prize_edition by EditionId;
}

impl Allows<Begin> for organisation::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.has(Role::Editor, self.id)
    }
}

impl Allows<Apply> for organisation::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.has(Role::Editor, self.id)
    }
}

/// The first owner's editors are among the editors; the audience says so too, but a viewer loaded before it was first
/// named does not know it.
fn edits(viewer: &Viewer, editors: uuid::Uuid, owner: Option<uuid::Uuid>) -> bool {
    viewer.within(editors) || owner.is_some_and(|owner| viewer.has(Role::Editor, owner))
}

impl Allows<Edit> for programme::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        edits(viewer, self.editors_id, self.owner_id)
    }
}

impl Allows<Edit> for prize::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        edits(viewer, self.editors_id, self.awarded_by_id)
    }
}

impl Allows<Edit> for initiative::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        edits(viewer, self.editors_id, self.owner_id)
    }
}

macro_rules! edited_by_editors {
    ($($table:ident),+) => {
        $(impl Allows<Edit> for $table::Model {
            fn allows(&self, viewer: &Viewer) -> bool {
                edits(viewer, self.editors_id, None)
            }
        })+
    };
}
edited_by_editors!(funding_rule_set, funding_call, prize_edition, nomination);

macro_rules! settled_by_erfa {
    ($($table:ident),+) => {
        $(impl Allows<Settle> for $table::Model {
            fn allows(&self, viewer: &Viewer) -> bool {
                viewer.is_system()
            }
        })+
    };
}
settled_by_erfa!(application, decision, prize);

impl Allows<Settle> for Platform {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.is_system()
    }
}

impl Allows<Approach> for programme::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.signed_in()
    }
}

impl Allows<Approach> for funding_call::Model {
    /// Whoever sees it: for which organisation they come, they must be allowed as well.
    fn allows(&self, _: &Viewer) -> bool {
        true
    }
}

impl Allows<Approach> for prize_edition::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.signed_in()
    }
}

impl Allows<WriteApplication> for application::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.has(Role::Editor, self.applicant_id)
    }
}

impl Allows<Assess> for application::Model {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.within(self.editors_id)
    }
}
