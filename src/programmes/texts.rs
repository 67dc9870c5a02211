//! The texts that a programme lists, as its editors give them.

use async_graphql::InputObject;
use entity::{
    programme,
    programme_point::{self, PointKind},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};

use super::policy::Edit;
use crate::platform::{
    access::{Permitted, Work},
    clock::new_id,
    error::Result,
    graphql::{Check, Kept},
};

/// Texts of one kind, and characters of a text, at most.
const MOST: usize = 100;
const LONGEST: usize = 2_000;

/// A line of action.
#[derive(InputObject, Clone, Debug)]
pub struct ProgrammeActionInput {
    /// The letter or number it goes by, at most 20 characters.
    pub key: Option<String>,
    /// What it is called, at most 2,000 characters.
    pub title: String,
}

/// The lists of texts of a programme. What is left out stays; a list that is given replaces the one before, so an empty
/// one empties it. At most 100 texts of 2,000 characters each.
#[derive(InputObject, Clone, Debug, Default)]
pub struct ProgrammeTextsInput {
    /// What it works with.
    pub focus_areas: Kept<Vec<String>>,
    /// For whom it is.
    pub target_groups: Kept<Vec<String>>,
    /// Who may apply.
    pub eligibility: Kept<Vec<String>>,
    /// By what participants are chosen.
    pub selection_criteria: Kept<Vec<String>>,
    /// What participants must do.
    pub conditions: Kept<Vec<String>>,
    /// What it is to reach.
    pub goals: Kept<Vec<String>>,
    /// What it answers to.
    pub challenges: Kept<Vec<String>>,
    /// Facts behind it.
    pub context_facts: Kept<Vec<String>>,
    /// What must be handed in afterwards.
    pub reporting_duties: Kept<Vec<String>>,
    /// By what projects are judged.
    pub criteria: Kept<Vec<String>>,
    /// The strategies it hangs on.
    pub anchored_in: Kept<Vec<String>>,
    /// Things of the kind elsewhere.
    pub related_initiatives: Kept<Vec<String>>,
    /// Its themes in words.
    pub theme_texts: Kept<Vec<String>>,
    /// The lines of action of its plan.
    pub actions: Kept<Vec<ProgrammeActionInput>>,
}

/// Lists read and found good: of each kind given, its texts with their keys.
pub(super) type Texts = Vec<(PointKind, Vec<(Option<String>, String)>)>;

pub(super) fn read(check: &mut Check, given: ProgrammeTextsInput) -> Texts {
    use PointKind::*;
    let plain = [
        (FocusArea, "focusAreas", given.focus_areas),
        (TargetGroup, "targetGroups", given.target_groups),
        (Eligibility, "eligibility", given.eligibility),
        (
            SelectionCriterion,
            "selectionCriteria",
            given.selection_criteria,
        ),
        (Condition, "conditions", given.conditions),
        (Goal, "goals", given.goals),
        (Challenge, "challenges", given.challenges),
        (ContextFact, "contextFacts", given.context_facts),
        (ReportingDuty, "reportingDuties", given.reporting_duties),
        (Criterion, "criteria", given.criteria),
        (Anchor, "anchoredIn", given.anchored_in),
        (
            RelatedInitiative,
            "relatedInitiatives",
            given.related_initiatives,
        ),
        (Theme, "themeTexts", given.theme_texts),
    ];
    let mut texts: Texts = vec![];
    for (kind, field, list) in plain {
        let Some(list) = check.kept(&format!("texts.{field}"), list) else {
            continue;
        };
        count(check, field, list.len());
        let list = list.into_iter().take(MOST).enumerate();
        let text = list.map(|(place, text)| {
            let field = format!("texts.{field}.{place}");
            (None, check.text(&field, text, LONGEST))
        });
        texts.push((kind, text.collect()));
    }
    if let Some(list) = check.kept("texts.actions", given.actions) {
        count(check, "actions", list.len());
        let list = list.into_iter().take(MOST).enumerate();
        let action = list.map(|(place, one)| {
            let field = format!("texts.actions.{place}");
            let key = check.optional(&format!("{field}.key"), one.key, 20);
            (
                key,
                check.text(&format!("{field}.title"), one.title, LONGEST),
            )
        });
        texts.push((Action, action.collect()));
    }
    texts
}

fn count(check: &mut Check, field: &str, length: usize) {
    if length > MOST {
        let message = format!("texts.{field} has {length} members; at most {MOST} fit.");
        check.refuse(&format!("texts.{field}"), "TOO_MANY", message);
    }
}

pub(super) async fn write(
    work: &Work,
    programme: &Permitted<Edit, programme::Entity>,
    texts: Texts,
) -> Result<()> {
    for (kind, list) in texts {
        let of_kind = Condition::all().add(programme_point::Column::Kind.eq(kind));
        work.clear_under::<programme_point::Entity, _, _>(programme, of_kind)
            .await?;
        let rows = list.into_iter().enumerate();
        let rows = rows.map(|(place, (key, text))| programme_point::ActiveModel {
            id: Set(new_id()),
            kind: Set(kind),
            position: Set(i32::try_from(place).unwrap_or(i32::MAX)),
            key: Set(key),
            text: Set(text),
            ..Default::default()
        });
        work.insert_all(rows.collect(), programme).await?;
    }
    Ok(())
}
