//! Projects and agreements.

use std::collections::HashMap;

use entity::{activity, agreement, goal, project, project_point};
use uuid::Uuid;

use crate::{
    platform::error::Result,
    search::subject::{Doors, Passage, Searched, Subject, midnight},
};

impl Searched for project::Entity {
    fn subject(row: &project::Model) -> Subject {
        Subject::new(
            &row.locale,
            midnight(row.starts_on).unwrap_or(row.created_at),
        )
        .country(row.country_code.as_deref())
        .titles(&row.title)
        .texts(row.summary.as_ref())
        .texts(row.purpose.as_ref())
        .texts(row.overall_goal.as_ref())
        .texts(row.vision.as_ref())
        .texts(row.background.as_ref())
        .texts(row.context.as_ref())
        .text(row.owner_text.as_deref())
        .text(row.responsible_unit.as_deref())
    }

    /// Its goals, activities, and whatever else is listed of it.
    async fn further_texts<D: Doors>(
        doors: &D,
        rows: &[&project::Model],
    ) -> Result<HashMap<Uuid, Vec<Passage>>> {
        let mut goals = doors.details::<Self, goal::Entity>(rows).await?;
        let mut activities = doors.details::<Self, activity::Entity>(rows).await?;
        let mut points = doors.details::<Self, project_point::Entity>(rows).await?;
        let texts = |row: &&project::Model| {
            let mut read = Subject::new(&row.locale, row.created_at);
            for goal in goals.remove(&row.id).unwrap_or_default() {
                read = read.text(goal.text.as_str());
            }
            for activity in activities.remove(&row.id).unwrap_or_default() {
                read = read
                    .text(activity.title.as_str())
                    .text(activity.description.as_deref());
            }
            for point in points.remove(&row.id).unwrap_or_default() {
                read = read.text(point.text.as_str());
            }
            (row.id, read.passages)
        };
        Ok(rows.iter().map(texts).collect())
    }
}

impl Searched for agreement::Entity {
    fn subject(row: &agreement::Model) -> Subject {
        let day = row.signed_on.or(row.starts_on);
        Subject::new(&row.locale, midnight(day).unwrap_or(row.created_at))
            .country(row.country_code.as_deref())
            .titles(&row.title)
            .text(row.subject.as_deref())
            .text(row.kind_text.as_deref())
    }
}
