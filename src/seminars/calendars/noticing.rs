//! Telling those who were noted to be told: that a date was chosen, that the summary is there.

use std::collections::{HashMap, HashSet};

use entity::{
    seminar,
    seminar_notice::{self, NoticeKind},
    seminar_report,
};
use sea_orm::{ColumnTrait, Condition, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};
use uuid::Uuid;

use super::{
    letters::{self, Letter},
    telling::{self, TellParticipants, Telling},
};
use crate::{
    platform::{
        access::{Permitted, Work},
        error::Result,
        mail,
        store::one_of,
    },
    seminars::policy::TellPeople,
};

/// People who are told by one transaction; the rest by the next.
const AT_ONCE: usize = 500;

impl TellParticipants {
    pub(super) async fn notify(&self, work: &Work, seminar: Uuid) -> Result<()> {
        use seminar_notice::Column::{Id, ToldAt};
        let seminar = work.permit::<TellPeople, seminar::Entity>(seminar).await?;
        let notices = work
            .select_under::<seminar_notice::Entity, _, _>(&seminar)
            .filter(ToldAt.is_null())
            .order_by_asc(Id)
            .limit(u64::try_from(AT_ONCE).unwrap_or(u64::MAX));
        let notices = work.all(notices).await?;
        if notices.is_empty() {
            return Ok(());
        }
        let report = work.select_under::<seminar_report::Entity, _, _>(&seminar);
        let summary = work.one(report).await?.map(|report| report.summary);
        let people: Vec<Uuid> = notices.iter().map(|row| row.person_id).collect();
        let people = self.readers(work, &seminar, &people).await?;
        let have_one = have_a_summary(work, &seminar).await?;
        let names = letters::names(work, &seminar).await?;
        let letter = |name| Letter::new(name, &self.maker, &seminar, &names);
        let mut letters = HashMap::from([
            ("chosen", letter("chosen")),
            ("summary", letter("summary").and("", summary.clone())),
            ("corrected", letter("corrected").and("", summary)),
        ]);
        let mails = notices.iter().filter_map(|row| {
            let letter = letters.get_mut(match row.kind {
                NoticeKind::DateChosen => "chosen",
                NoticeKind::Summary if have_one.contains(&row.person_id) => "corrected",
                NoticeKind::Summary => "summary",
            })?;
            let key = format!("notice {}", row.id);
            Some((Some(key), letter.to(people.get(&row.person_id)?, None)))
        });
        let mails: Vec<_> = mails.collect();
        mail::enqueue_all(work, mails).await?;
        let ids: Vec<Uuid> = notices.iter().map(|row| row.id).collect();
        let these = one_of(work.viewer().backend(), Expr::col(Id), &ids);
        let told = [(ToldAt, Expr::value(work.now()))];
        work.change_under::<seminar_notice::Entity, _, _>(
            &seminar,
            told,
            Condition::all().add(these),
        )
        .await?;
        if notices.len() == AT_ONCE {
            telling::enqueue(
                work,
                Telling::Notices {
                    seminar: seminar.id,
                },
                None,
            )
            .await?;
        }
        Ok(())
    }
}

/// Those who have got a summary of a seminar: another one corrects that.
async fn have_a_summary(
    work: &Work,
    seminar: &Permitted<TellPeople, seminar::Entity>,
) -> Result<HashSet<Uuid>> {
    use seminar_notice::Column::{Kind, ToldAt};
    let told = work
        .select_under::<seminar_notice::Entity, _, _>(seminar)
        .filter(Kind.eq(NoticeKind::Summary))
        .filter(ToldAt.is_not_null());
    let told = work.all(told).await?.into_iter();
    Ok(told.map(|row| row.person_id).collect())
}
