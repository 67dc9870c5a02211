//! Places: the first tables.

crate::migration! { r"
CREATE TABLE country (
    id {uuid} PRIMARY KEY,
    code {sort} NOT NULL,
    name {json} NOT NULL,
    code_system TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL
);
CREATE UNIQUE INDEX country_code_key ON country (code);

CREATE TABLE region (
    id {uuid} PRIMARY KEY,
    country_code {sort} NOT NULL,
    code {sort} NOT NULL,
    iso_code TEXT,
    kind TEXT NOT NULL CHECK (kind IN ('REGION', 'STATISTICAL_PART')),
    kind_text TEXT NOT NULL,
    name TEXT NOT NULL,
    name_sv TEXT,
    name_sort {sort} NOT NULL,
    nuts TEXT,
    parent_id {uuid} REFERENCES region (id),
    population INTEGER,
    population_year INTEGER,
    website TEXT,
    wikidata TEXT,
    version BIGINT NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL
);
CREATE UNIQUE INDEX region_code_key ON region (country_code, code);
CREATE INDEX region_sort ON region (name_sort, id);
CREATE INDEX region_parent ON region (parent_id);

CREATE TABLE municipality (
    id {uuid} PRIMARY KEY,
    country_code {sort} NOT NULL,
    code {sort} NOT NULL,
    code_system TEXT NOT NULL,
    name TEXT NOT NULL,
    name_official TEXT,
    name_sv TEXT,
    names_alt {json} NOT NULL,
    name_sort {sort} NOT NULL,
    name_fold {sort} NOT NULL,
    region_id {uuid} REFERENCES region (id),
    nuts3 TEXT,
    lau TEXT,
    latitude {double},
    longitude {double},
    point_basis TEXT,
    population INTEGER,
    population_year INTEGER,
    area_km2 {double},
    area_basis TEXT,
    website TEXT,
    wikidata TEXT,
    osm_relation BIGINT,
    registration_number TEXT,
    valid_from {date},
    valid_to {date},
    version BIGINT NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    CHECK (population IS NULL OR population >= 0),
    CHECK (valid_from IS NULL OR valid_to IS NULL OR valid_from < valid_to)
);
-- Of two holders of one code only one may be current.
CREATE UNIQUE INDEX municipality_code_current ON municipality (country_code, code) WHERE valid_to IS NULL;
CREATE INDEX municipality_code ON municipality (country_code, code);
CREATE INDEX municipality_sort ON municipality (name_sort, id);
CREATE INDEX municipality_country_sort ON municipality (country_code, name_sort, id);
CREATE INDEX municipality_population ON municipality (population, id);
CREATE INDEX municipality_by_region ON municipality (region_id, name_sort, id);

CREATE TABLE municipality_region (
    region_id {uuid} NOT NULL REFERENCES region (id),
    municipality_id {uuid} NOT NULL REFERENCES municipality (id),
    PRIMARY KEY (region_id, municipality_id)
);
CREATE INDEX municipality_region_back ON municipality_region (municipality_id);

CREATE TABLE territory_change (
    id {uuid} PRIMARY KEY,
    country_code {sort} NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('MERGE', 'SPLIT', 'RENAME', 'RECODE', 'TRANSFER')),
    effective_on {date} NOT NULL,
    note TEXT,
    source TEXT,
    version BIGINT NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL
);
CREATE INDEX territory_change_sort ON territory_change (effective_on, id);

CREATE TABLE territory_change_from (
    change_id {uuid} NOT NULL REFERENCES territory_change (id) ON DELETE CASCADE,
    municipality_id {uuid} NOT NULL REFERENCES municipality (id),
    PRIMARY KEY (change_id, municipality_id)
);
CREATE INDEX territory_change_from_back ON territory_change_from (municipality_id);

CREATE TABLE territory_change_to (
    change_id {uuid} NOT NULL REFERENCES territory_change (id) ON DELETE CASCADE,
    municipality_id {uuid} NOT NULL REFERENCES municipality (id),
    PRIMARY KEY (change_id, municipality_id)
);
CREATE INDEX territory_change_to_back ON territory_change_to (municipality_id);

CREATE TABLE municipality_succession (
    from_id {uuid} NOT NULL REFERENCES municipality (id),
    to_id {uuid} NOT NULL REFERENCES municipality (id),
    PRIMARY KEY (from_id, to_id)
);
CREATE INDEX municipality_succession_back ON municipality_succession (to_id);

CREATE TABLE locality (
    id {uuid} PRIMARY KEY,
    municipality_id {uuid} NOT NULL REFERENCES municipality (id),
    name TEXT NOT NULL,
    name_sort {sort} NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('TOWN', 'VILLAGE', 'SERVICE_CENTRE', 'ISLAND')),
    latitude {double},
    longitude {double},
    source TEXT,
    version BIGINT NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL
);
CREATE INDEX locality_municipality ON locality (municipality_id, name_sort, id);
CREATE INDEX locality_sort ON locality (name_sort, id);

CREATE TABLE action_group_area (
    id {uuid} PRIMARY KEY,
    country_code {sort} NOT NULL,
    code {sort} NOT NULL,
    name TEXT NOT NULL,
    name_sort {sort} NOT NULL,
    website TEXT,
    source TEXT,
    version BIGINT NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL
);
CREATE UNIQUE INDEX action_group_area_key ON action_group_area (country_code, code);
CREATE INDEX action_group_area_sort ON action_group_area (name_sort, id);

CREATE TABLE action_group_municipality (
    id {uuid} PRIMARY KEY,
    area_id {uuid} NOT NULL REFERENCES action_group_area (id) ON DELETE CASCADE,
    municipality_id {uuid} NOT NULL REFERENCES municipality (id),
    starts_on {date},
    ends_on {date},
    CHECK (starts_on IS NULL OR ends_on IS NULL OR starts_on <= ends_on)
);
CREATE UNIQUE INDEX action_group_municipality_key ON action_group_municipality (area_id, municipality_id, starts_on);
CREATE INDEX action_group_municipality_back ON action_group_municipality (municipality_id);
" }
