//! Checking what a client gave: every fault is collected, so that a form can show all of them at once.

use async_graphql::{ID, MaybeUndefined};
use sea_orm::ActiveValue::{self, NotSet, Set};
use uuid::Uuid;

use super::{
    super::{
        access::{Allows, Resource, Work},
        error::{Error, Refusal, Result},
    },
    id,
    kept::{Kept, MaybeList},
    wording,
};

/// Something is named that does not exist, or that the viewer may not see.
pub const UNKNOWN: &str = "UNKNOWN";

/// It is put into something by somebody who may not change that.
pub const NOT_YOURS: &str = "NOT_YOURS";

/// What a change does to a value that may be empty: nothing when it is missing, emptied by null.
pub fn changed<T: Into<sea_orm::Value>>(given: MaybeUndefined<T>) -> ActiveValue<Option<T>>
where
    Option<T>: Into<sea_orm::Value>,
{
    match given {
        MaybeUndefined::Undefined => NotSet,
        MaybeUndefined::Null => Set(None),
        MaybeUndefined::Value(value) => Set(Some(value)),
    }
}

/// Collects refusals; `finish` answers with all of them.
#[derive(Default)]
pub struct Check(Vec<Refusal>);

impl Check {
    pub fn refuse(&mut self, field: &str, code: &str, message: impl Into<String>) {
        self.0.push(Refusal::new(code, message).at(field));
    }

    /// Text that must not be empty, trimmed; `longest` counts characters. What it may hold, `wording` says.
    pub fn text(&mut self, field: &str, given: String, longest: usize) -> String {
        let text = given.trim();
        let length = text.chars().count();
        if length == 0 {
            self.refuse(
                field,
                "MISSING",
                format!("{field} is empty; it needs a text."),
            );
        } else if length > longest {
            let message = format!("{field} has {length} characters; at most {longest} fit.");
            self.refuse(field, "TOO_LONG", message);
        } else if let Some(misfit) = wording::misfit(text, longest) {
            let (code, place) = (u32::from(misfit.character), misfit.place);
            let why = match longest > wording::LINE {
                true => "a text cannot hold control characters or ones that turn its direction",
                false => "it is one line, without control characters or invisible ones",
            };
            let message =
                format!("{field} holds U+{code:04X} as character {place}; {why}. Leave it out.");
            self.refuse(field, "BAD_CHARACTER", message);
        } else if !wording::is_visible(text) {
            let message = format!("{field} holds nothing that can be seen; it needs a text.");
            self.refuse(field, "MISSING", message);
        }
        text.to_owned()
    }

    /// What a field of a change is to be; none where it was left out. Null is refused.
    pub fn kept<T>(&mut self, field: &str, given: Kept<T>) -> Option<T> {
        match given {
            Kept::LeftOut => None,
            Kept::Value(value) => Some(value),
            Kept::Null { list } => {
                let or = if list { ", or send [] to empty it" } else { "" };
                let message = format!("{field} is null; leave it out to keep it{or}.");
                self.refuse(field, "MISSING", message);
                None
            }
        }
    }

    /// As `text`, where none at all is fine; an empty one counts as none.
    pub fn optional(
        &mut self,
        field: &str,
        given: Option<String>,
        longest: usize,
    ) -> Option<String> {
        let given = given.filter(|text| !text.trim().is_empty())?;
        Some(self.text(field, given, longest))
    }

    /// As `optional`, for a change: left alone when missing.
    pub fn change(
        &mut self,
        field: &str,
        given: MaybeUndefined<String>,
        longest: usize,
    ) -> ActiveValue<Option<String>> {
        match given {
            MaybeUndefined::Undefined => NotSet,
            MaybeUndefined::Null => Set(None),
            MaybeUndefined::Value(text) => Set(self.optional(field, Some(text), longest)),
        }
    }

    /// Of two fields that name the same thing in different ways exactly one is given.
    pub fn one_of(&mut self, field: &str, names: [&str; 2], given: [bool; 2]) {
        let [one, other] = names;
        match given {
            [false, false] => {
                let message = format!("{field} needs {one} or {other}.");
                self.refuse(field, "MISSING", message);
            }
            [true, true] => {
                let message = format!("{field} has both {one} and {other}; give one of them.");
                self.refuse(field, "TOO_MANY", message);
            }
            _ => {}
        }
    }

    /// A number within bounds, both included.
    pub fn within(
        &mut self,
        field: &str,
        given: Option<i32>,
        least: i32,
        most: i32,
    ) -> Option<i32> {
        if let Some(number) = given.filter(|number| !(least..=most).contains(number)) {
            let message = format!("{field} is {number}; it must be from {least} to {most}.");
            self.refuse(field, "OUT_OF_RANGE", message);
        }
        given
    }

    /// The second of two moments must come after the first, where both are known.
    pub fn order<T: PartialOrd>(&mut self, first: Option<T>, second: Option<T>, names: [&str; 2]) {
        if let (Some(first), Some(second)) = (first, second)
            && first >= second
        {
            let message = format!("{} must be after {}.", names[1], names[0]);
            self.refuse(names[1], "REVERSED", message);
        }
    }

    /// The ids of a list, each once and in order of ids; none when the list is left out.
    pub fn ids<E: Resource>(
        &mut self,
        field: &str,
        given: &impl MaybeList<ID>,
        most: usize,
    ) -> Result<Option<Vec<Uuid>>> {
        let Some(given) = self.kept(field, given.maybe()) else {
            return Ok(None);
        };
        if given.len() > most {
            let message = format!("{field} has {} members; at most {most} fit.", given.len());
            self.refuse(field, "TOO_MANY", message);
        }
        let mut ids = vec![];
        for one in given.iter().take(most) {
            ids.extend(self.take(id::of::<E>(one, field))?);
        }
        ids.sort_unstable();
        ids.dedup();
        Ok(Some(ids))
    }

    /// As `ids`, in the order given, where that means something.
    pub fn listed<E: Resource>(
        &mut self,
        field: &str,
        given: &impl MaybeList<ID>,
        most: usize,
    ) -> Result<Option<Vec<Uuid>>> {
        let Some(sorted) = self.ids::<E>(field, given, most)? else {
            return Ok(None);
        };
        let mut ids: Vec<Uuid> = vec![];
        let Kept::Value(given) = given.maybe() else {
            return Ok(None);
        };
        for one in given.iter().take(most) {
            if let Some((_, id)) = id::parse(one)
                && sorted.contains(&id)
                && !ids.contains(&id)
            {
                ids.push(id);
            }
        }
        Ok(Some(ids))
    }

    /// All of these must be there, and be such that the viewer may see them.
    pub async fn known<E: Resource>(
        &mut self,
        work: &Work,
        field: &str,
        ids: &[Uuid],
    ) -> Result<()> {
        if !ids.is_empty() && work.by_ids::<E>(ids).await?.len() < ids.len() {
            self.unknown(field);
        }
        Ok(())
    }

    /// What a thing is put into must be there, and be the viewer's to change; where it was before it may stay.
    pub async fn yours<A, E>(
        &mut self,
        work: &Work,
        field: &str,
        wanted: &ActiveValue<Option<Uuid>>,
        before: Option<Uuid>,
    ) -> Result<()>
    where
        E: Resource,
        E::Model: Allows<A>,
    {
        let why = "you may not change; ask those who may, or leave it out";
        self.open_or_yours::<A, E>(work, field, wanted, before, (false, why))
            .await
    }

    /// As `yours`, for what may be open to others too; else it says why not, and what would be right.
    pub async fn open_or_yours<A, E>(
        &mut self,
        work: &Work,
        field: &str,
        wanted: &ActiveValue<Option<Uuid>>,
        before: Option<Uuid>,
        (is_open, why): (bool, &str),
    ) -> Result<()>
    where
        E: Resource,
        E::Model: Allows<A>,
    {
        let Set(Some(wanted)) = wanted else {
            return Ok(());
        };
        if before == Some(*wanted) {
            return Ok(());
        }
        match work.by_ids::<E>(&[*wanted]).await?.pop() {
            None => self.unknown(field),
            Some(_) if is_open => {}
            Some(row) if row.allows(work.viewer()) => {}
            Some(_) => {
                let message = format!("{field} names something that {why}.");
                self.refuse(field, NOT_YOURS, message);
            }
        }
        Ok(())
    }

    /// The id that a change gives; null takes it out.
    pub fn change_id<E: Resource>(
        &mut self,
        field: &str,
        given: MaybeUndefined<ID>,
    ) -> Result<ActiveValue<Option<Uuid>>> {
        Ok(match given {
            MaybeUndefined::Undefined => NotSet,
            MaybeUndefined::Null => Set(None),
            MaybeUndefined::Value(given) => Set(self.take(id::of::<E>(&given, field))?),
        })
    }

    /// Refuses what is named and not there; the same words for what the viewer may not see.
    pub fn unknown(&mut self, field: &str) {
        let message = format!("{field} names nothing that you may see; use an id that Erfa gave.");
        self.refuse(field, UNKNOWN, message);
    }

    /// Takes a value, or notes why there is none.
    pub fn take<T>(&mut self, outcome: Result<T>) -> Result<Option<T>> {
        match outcome {
            Ok(value) => Ok(Some(value)),
            Err(Error::Refused(why)) => {
                self.0.extend(why);
                Ok(None)
            }
            Err(other) => Err(other),
        }
    }

    pub fn finish(self) -> Result<()> {
        if self.0.is_empty() {
            return Ok(());
        }
        Err(Error::Refused(self.0))
    }
}
