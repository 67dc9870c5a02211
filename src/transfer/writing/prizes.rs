//! Rows of prizes with their editions, and of initiatives.

use entity::{Visibility, initiative, nomination, prize, prize_edition, prize_news};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::{
    super::records::{Edition, Initiative, Kind, Prize, origin},
    Writer, made, position, published,
};
use crate::{
    networks::circle::{Circle, Ties},
    places::names::{fold, sort_key},
    platform::{clock::new_id, error::Result},
    programmes::tells,
};

impl Writer<'_> {
    pub(super) async fn prizes(&self) -> Result<()> {
        let mut prizes = vec![];
        let mut circles = vec![];
        for row in self.file.all::<Prize>() {
            let one = row.record.clone();
            let by = self.file.maybe(Kind::Organisation, &one.awarded_by)?;
            let visibility = one.visibility.unwrap_or(Visibility::Public);
            let out = one.is_published.unwrap_or(true);
            let circle = Ties::of(by).circle(self.work, visibility, out).await?;
            let id = row.id;
            circles.push((row, circle));
            let main = one.title.get(&one.locale).unwrap_or_default();
            prizes.push(Ok(prize::ActiveModel {
                id: Set(id),
                title_sort: Set(sort_key(main, one.country.as_deref())),
                title_fold: Set(fold(one.title.0.values().map(String::as_str))),
                locale: Set(one.locale),
                title: Set(one.title),
                country_code: Set(one.country),
                awarded_by_id: Set(by),
                since_year: Set(one.since_year),
                frequency_text: Set(one.frequency_text),
                description: Set(one.description),
                visibility: Set(visibility),
                published_at: Set(published(one.is_published, self.work.now())),
                audience_id: Set(circle.audience),
                editors_id: Set(circle.editors),
                source: Set(one.source),
                origin: Set(origin(one.origin)),
                ..Default::default()
            }));
        }
        self.put(made(prizes)?).await?;
        for (row, circle) in circles {
            for edition in &row.record.editions {
                self.edition(row.id, circle, edition).await?;
            }
        }
        Ok(())
    }

    async fn edition(&self, prize: Uuid, circle: Circle, one: &Edition) -> Result<()> {
        let id = new_id();
        let mut winner = None;
        let mut nominations = vec![];
        for nomination in &one.nominations {
            let nomination_id = new_id();
            if nomination.is_winner {
                winner = Some(nomination_id);
            }
            nominations.push(Ok(nomination::ActiveModel {
                id: Set(nomination_id),
                edition_id: Set(id),
                locality_text: Set(nomination.locality_text.clone()),
                municipality_id: Set(self
                    .file
                    .maybe(Kind::Municipality, &nomination.municipality)?),
                stage: Set(nomination.stage),
                pitch: Set(nomination.pitch.clone()),
                video_url: Set(nomination.video_url.clone()),
                nominated_by_id: Set(self
                    .file
                    .maybe(Kind::Organisation, &nomination.nominated_by)?),
                audience_id: Set(circle.audience),
                editors_id: Set(circle.editors),
                ..Default::default()
            }));
        }
        let embargo_until = one.embargo_until.map(|at| at.0);
        let told = tells(one.status, embargo_until, self.work.now());
        let edition = prize_edition::ActiveModel {
            id: Set(id),
            prize_id: Set(prize),
            year: Set(one.year),
            status: Set(one.status),
            candidate_count: Set(one.candidate_count),
            finalist_count: Set(one.finalist_count),
            decided_on: Set(one.decided_on.map(|day| day.0)),
            embargo_until: Set(embargo_until),
            award_expected_text: Set(one.award_expected_text.clone()),
            award_expected_from: Set(one.award_expected_from.map(|day| day.0)),
            award_expected_to: Set(one.award_expected_to.map(|day| day.0)),
            winner_text: Set(one.winner_text.clone()),
            winner_id: Set(winner),
            told_at: Set(told.then(|| self.work.now())),
            audience_id: Set(circle.audience),
            editors_id: Set(circle.editors),
            ..Default::default()
        };
        self.put(vec![edition]).await?;
        self.put(made(nominations)?).await?;
        let news = one.news.iter().enumerate().map(|(place, text)| {
            Ok(prize_news::ActiveModel {
                id: Set(new_id()),
                edition_id: Set(id),
                position: Set(position(place)),
                text: Set(text.clone()),
            })
        });
        self.put(made(news)?).await
    }

    pub(super) async fn initiatives(&self) -> Result<()> {
        let mut rows = vec![];
        for row in self.file.all::<Initiative>() {
            let one = row.record.clone();
            let owner = self.file.maybe(Kind::Organisation, &one.owner)?;
            let visibility = one.visibility.unwrap_or(Visibility::Public);
            let out = one.is_published.unwrap_or(true);
            let circle = Ties::of(owner).circle(self.work, visibility, out).await?;
            let main = one.title.get(&one.locale).unwrap_or_default();
            rows.push(Ok(initiative::ActiveModel {
                id: Set(row.id),
                title_sort: Set(sort_key(main, None)),
                title_fold: Set(fold(one.title.0.values().map(String::as_str))),
                locale: Set(one.locale),
                title: Set(one.title),
                owner_id: Set(owner),
                status_text: Set(one.status_text),
                summary: Set(one.summary),
                visibility: Set(visibility),
                published_at: Set(published(one.is_published, self.work.now())),
                audience_id: Set(circle.audience),
                editors_id: Set(circle.editors),
                source: Set(one.source),
                origin: Set(origin(one.origin)),
                ..Default::default()
            }));
        }
        self.put(made(rows)?).await
    }
}
