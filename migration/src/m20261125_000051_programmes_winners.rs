//! Programmes: since when everyone may know who won. Embargoes that are over end as any other does.

crate::migration! { r"
ALTER TABLE prize_edition ADD COLUMN told_at {instant};
UPDATE prize_edition SET told_at = updated_at WHERE status = 'AWARDED' AND embargo_until IS NULL;
" }
