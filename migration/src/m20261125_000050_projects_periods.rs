//! Projects: an indicator has one value of a period, and who noted a signature is kept with it. What was counted twice stays.

crate::migration! { r"
-- Above 0 only for values from before a period could be taken once.
ALTER TABLE indicator_value ADD COLUMN repetition INTEGER NOT NULL DEFAULT 0;
UPDATE indicator_value SET repetition = (
    SELECT COUNT(*) FROM indicator_value earlier
    WHERE earlier.indicator_id = indicator_value.indicator_id AND earlier.position < indicator_value.position
        AND earlier.starts_on IS NOT DISTINCT FROM indicator_value.starts_on
        AND earlier.ends_on IS NOT DISTINCT FROM indicator_value.ends_on
        AND (earlier.starts_on IS NOT NULL OR earlier.ends_on IS NOT NULL
            OR earlier.period_text IS NOT DISTINCT FROM indicator_value.period_text)
);
-- The days are the period; where there are none, the words are.
CREATE UNIQUE INDEX indicator_value_period ON indicator_value (
    indicator_id, (COALESCE(starts_on, '0001-01-01')), (COALESCE(ends_on, '0001-01-01')),
    (CASE WHEN starts_on IS NULL AND ends_on IS NULL THEN COALESCE(period_text, '') ELSE '' END), repetition
);

-- The party that noted the signature of one that is only a name.
ALTER TABLE agreement_party ADD COLUMN noted_by_id {uuid} REFERENCES organisation (id);
" }
