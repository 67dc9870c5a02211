#!/usr/bin/env python3
"""Builds sample/*.ndjson from the sources beside this file; `--check` compares instead of writing, and checks demo/*.ndjson too.

Sources: municipalities.csv, regions.csv, content.json (see SOURCES.md) and territory.json (ours).
Python 3.11, standard library only. The same sources give the same bytes.

Nothing of a source is lost. Both CSV files can be rebuilt from places.ndjson, which `restore_*` proves at every check:
* Numbers are JSON numbers. Latitude and longitude have five decimals in the CSV, so 55.6814 stands for 55.68140;
  every other number is written there in its shortest form (a whole area has no decimals).
* An empty cell is a missing member. `name_alt` is split at " | ".
* `region_name` is the name of the region; `municipality_count` is the number of its municipalities.
* Faroese regions have no code in the CSV; ours (REGION_CODES_OF_OURS) go back to an empty cell.
* Municipalities that have ended (`validTo`), and every `validFrom`, come from territory.json, not from the CSV.

Of content.json, every member of an organisation, a network, a document or an event is placed, except those in LEFT_FOR_LATER.
"""

import csv
import io
import json
import re
import sys
from calendar import monthrange
from pathlib import Path

HERE = Path(__file__).parent

COUNTRIES = {  # Kalaallisut where certain.
    "DK": {"da": "Danmark", "sv": "Danmark", "nb": "Danmark", "nn": "Danmark", "fi": "Tanska", "en": "Denmark", "is": "Danmörk", "fo": "Danmark", "kl": "Danmarki"},
    "FI": {"da": "Finland", "sv": "Finland", "nb": "Finland", "nn": "Finland", "fi": "Suomi", "en": "Finland", "is": "Finnland", "fo": "Finnland"},
    "FO": {"da": "Færøerne", "sv": "Färöarna", "nb": "Færøyene", "nn": "Færøyane", "fi": "Färsaaret", "en": "Faroe Islands", "is": "Færeyjar", "fo": "Føroyar", "kl": "Savalimmiut"},
    "GL": {"da": "Grønland", "sv": "Grönland", "nb": "Grønland", "nn": "Grønland", "fi": "Grönlanti", "en": "Greenland", "is": "Grænland", "fo": "Grønland", "kl": "Kalaallit Nunaat"},
    "IS": {"da": "Island", "sv": "Island", "nb": "Island", "nn": "Island", "fi": "Islanti", "en": "Iceland", "is": "Ísland", "fo": "Ísland", "kl": "Islandi"},
    "NO": {"da": "Norge", "sv": "Norge", "nb": "Norge", "nn": "Noreg", "fi": "Norja", "en": "Norway", "is": "Noregur", "fo": "Noreg"},
    "SE": {"da": "Sverige", "sv": "Sverige", "nb": "Sverige", "nn": "Sverige", "fi": "Ruotsi", "en": "Sweden", "is": "Svíþjóð", "fo": "Svøríki"},
}

# The sýslur have no official code.
REGION_CODES_OF_OURS = {
    "Eysturoyar sýsla": "EYSTUR",
    "Norðoya sýsla": "NORDOY",
    "Sandoyar sýsla": "SANDOY",
    "Streymoyar sýsla": "STREYM",
    "Suðuroyar sýsla": "SUDUR",
    "Vága sýsla": "VAGA",
}

# CSV column → member, where a cell goes over as it is.
MUNICIPALITY_TEXTS = {
    "code": "code", "code_system": "codeSystem", "name": "name", "name_official": "nameOfficial", "name_sv": "nameSv",
    "nuts3": "nuts3", "lau": "lau", "coord_type": "pointBasis", "area_basis": "areaBasis", "website": "website",
    "wikidata": "wikidata", "org_number": "registrationNumber",
}  # fmt: skip
MUNICIPALITY_NUMBERS = {
    "latitude": "latitude", "longitude": "longitude", "population": "population", "population_year": "populationYear",
    "area_km2": "areaKm2", "osm_relation": "osmRelation",
}  # fmt: skip
REGION_TEXTS = {
    "iso_3166_2": "isoCode", "type": "kindText", "name": "name", "name_sv": "nameSv", "nuts": "nuts", "website": "website",
    "wikidata": "wikidata",
}  # fmt: skip
REGION_NUMBERS = {"population_sum": "population", "population_year": "populationYear"}

ORGANISATION_KINDS = {
    "association": "NGO",
    "association of municipalities": "ASSOCIATION_OF_MUNICIPALITIES",
    "company": "COMPANY",
    "county administrative board": "STATE_AGENCY",
    "county governor": "STATE_AGENCY",
    "county municipality": "REGION",
    "international organisation": "NGO",
    "ministry": "STATE_AGENCY",
    "organisation": "NGO",
    "philanthropic association": "FOUNDATION",
    "region": "REGION",
    "regional cooperation": "INTER_MUNICIPAL",
    "regional development company": "COMPANY",
    "state agency": "STATE_AGENCY",
    "state enterprise": "STATE_AGENCY",
    "university": "RESEARCH",
}

SEMINAR_KINDS = {
    "annual meeting": "ANNUAL_EVENT",
    "citizen dialogue": "CITIZEN_DIALOGUE",
    "committee meeting": "GOVERNING_MEETING",
    "conference": "CONFERENCE",
    "council meeting": "GOVERNING_MEETING",
    "event": "ANNUAL_EVENT",  # the gathering of the partnership, one of the plan's yearly events
    "forum": "CONFERENCE",
    "network meeting": "NETWORK_MEETING",
    "seminar": "THEME_SEMINAR",
    "seminar series": "THEME_SEMINAR",
    "steering group meeting": "GOVERNING_MEETING",
    "study trip": "STUDY_VISIT",
    "workshop series": "THINK_TANK",  # the source calls the only one think tanks (tankesmedjor)
}

DOCUMENT_KINDS = {
    "action plan": "PLAN",
    "case file": "CASE_PAPER",
    "comprehensive plan": "PLAN",
    "decision": "DECISION",
    "evaluation report": "EVALUATION",
    "final report": "FINAL_REPORT",
    "map": "MAP",
    "programme document": "PLAN",
    "strategy": "STRATEGY",
}

TIME_ZONES = {"da": "Europe/Copenhagen", "sv": "Europe/Stockholm", "nb": "Europe/Oslo", "fi": "Europe/Helsinki"}

# What content.json says and no capability holds yet.
LEFT_FOR_LATER = {
    "meta": "about the file; stays in content.json",
    "programmes[]": "programmes",
    "projects[]": "projects",
    "documents[].project": "link to the project",
    "documents[].programme": "link to the programme",
    "agreements[]": "agreements, except that one of them makes Region Midtjylland a member of an association",
    "prizes[]": "prizes",
    "platform_ideas[]": "ideas",
    "networks[].programme": "link to the programme; its id is kept as relatedRef",
    "networks[].project": "link to the project; its id is kept as relatedRef",
    "networks[].related_to": "link to the project; its id is kept as relatedRef",
    "events[].project": "link to the project",
    "events[].prize": "link to the prize",
    "events[].document": "link to the document",
    "events[].documents": "links to the documents",
}


def read_csv(name):
    with open(HERE / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_json(name):
    return json.loads((HERE / name).read_text(encoding="utf-8"))


def number(text):
    return float(text) if "." in text else int(text)


def record(record_type, **members):
    """One line; a member that is None or empty is left out."""
    return {"type": record_type, "origin": "SAMPLE"} | {k: v for k, v in members.items() if v not in (None, "", [])}


def key(place):
    return f"{place['country']}-{place['code']}"


def mapped(row, texts, numbers):
    return {member: row[column] for column, member in texts.items()} | {
        member: number(row[column]) for column, member in numbers.items() if row[column]
    }


# --- places.ndjson


def places():
    rows, territory = read_csv("municipalities.csv"), read_json("territory.json")
    began = {to: c["effectiveOn"] for c in territory["changes"] if c["kind"] != "MERGE" for to in c["to"]}
    systems = {row["country"]: row["code_system"] for row in rows}
    for code, names in COUNTRIES.items():
        yield record("country", code=code, name=names, codeSystem=systems[code])
    for row in read_csv("regions.csv"):
        is_part = row["type"].startswith("landsdel")
        yield record(
            "region",
            country=row["country"],
            code=row["code"] or REGION_CODES_OF_OURS[row["name"]],
            kind="STATISTICAL_PART" if is_part else "REGION",
            **mapped(row, REGION_TEXTS, REGION_NUMBERS),
            parent=f"{row['country']}-{row['parent_code']}" if row["parent_code"] else None,
        )
    for row in rows:
        region = row["region_code"] or REGION_CODES_OF_OURS.get(row["region_name"])
        yield record(
            "municipality",
            country=row["country"],
            **mapped(row, MUNICIPALITY_TEXTS, MUNICIPALITY_NUMBERS),
            namesAlt=row["name_alt"].split(" | ") if row["name_alt"] else None,
            region=f"{row['country']}-{region}" if region else None,
            parts=[f"DK-{row['nuts3']}"] if row["country"] == "DK" else None,
            validFrom=began.get(key(row)),
        )
    for ended in territory["municipalities"]:
        yield record("municipality", **ended)
    for change in territory["changes"]:
        yield record("territoryChange", **change)
    for locality in territory["localities"]:
        yield record("locality", **locality)
    for area in territory["actionGroupAreas"]:
        yield record("actionGroupArea", **area | {"municipalities": [{"municipality": m} for m in area["municipalities"]]})


# --- places.ndjson → the CSV files


def cell(value):
    return "" if value is None else str(value)


def unmapped(place, texts, numbers):
    row = {column: cell(place.get(member)) for column, member in (texts | numbers).items()}
    for column in {"latitude", "longitude"} & row.keys():
        row[column] = f"{place[column]:.5f}"
    return row


def official(code):
    return "" if code in REGION_CODES_OF_OURS.values() else code


def write_csv(rows, like):
    out = io.StringIO()
    with open(HERE / like, encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(out, next(csv.reader(file)), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def restore_municipalities(records):
    names = {key(r): r["name"] for r in records if r["type"] == "region"}
    rows = []
    for place in records:
        if place["type"] == "municipality" and "validTo" not in place:
            region = place.get("region", "-")
            rows.append(
                {"country": place["country"], "name_alt": " | ".join(place.get("namesAlt", []))}
                | {"region_code": official(region.partition("-")[2]), "region_name": names.get(region, "")}
                | unmapped(place, MUNICIPALITY_TEXTS, MUNICIPALITY_NUMBERS)
            )
    return write_csv(rows, "municipalities.csv")


def restore_regions(records):
    inside = [
        region
        for r in records
        if r["type"] == "municipality" and "validTo" not in r
        for region in [r.get("region"), *r.get("parts", [])]
    ]
    rows = [
        {"country": r["country"], "code": official(r["code"]), "parent_code": r.get("parent", "-").partition("-")[2]}
        | {"municipality_count": inside.count(key(r))}
        | unmapped(r, REGION_TEXTS, REGION_NUMBERS)
        for r in records
        if r["type"] == "region"
    ]
    return write_csv(rows, "regions.csv")


# --- content.ndjson


def municipality_organisations():
    for row in read_csv("municipalities.csv"):
        plain = f"{row['name']} Kommune" if row["country"] == "DK" else row["name"]
        yield record(
            "organisation",
            ref=f"org-{key(row)}",
            kind="MUNICIPALITY",
            name=row["name_official"] or plain,
            country=row["country"],
            municipality=key(row),
            registrationNumber=row["org_number"],
            website=row["website"],
        )


def period(text):
    """The first and the last day of a date in the source's words."""
    if text is None:
        return None, None
    season = {"efterår": ("09-01", "11-30"), "vår": ("03-01", "05-31")}
    if found := re.fullmatch(r"(\d{4}) \((\w+)\)", text):
        return tuple(f"{found[1]}-{day}" for day in season[found[2]])
    first, *rest = re.split("[/–]", text)
    year, month, day = ((rest or [first])[0].split("-") + [None, None])[:3]
    month = month or "12"
    last = f"{year}-{month}-{day or monthrange(int(year), int(month))[1]}"
    first = "-".join((first.split("-") + ["01", "01"])[:3])
    return first, last


def content():
    source = read_json("content.json")
    organisations = list(municipality_organisations())
    for item in source["organisations"]:
        organisations.append(
            record(
                "organisation",
                ref=item.pop("id"),
                kind=ORGANISATION_KINDS[item["type"]],
                kindText=item.pop("type"),
                name=item.pop("name"),
                country=item.pop("country"),
                source=item.pop("source"),
            )
        )
        nothing_left("organisations[]", item)
    yield from organisations

    by_name = {o["name"]: o["ref"] for o in organisations if o["kind"] == "MUNICIPALITY"}

    def organisation(text):
        return text if text.startswith("org-") else by_name[text]

    for item in source["agreements"]:
        if item["type"] == "membership":
            member, whole = item["parties"]
            yield record("organisationRelation", ref=item["id"], kind="MEMBER_OF", **{"from": member, "to": whole})

    for item in source["networks"]:
        yield from network(item, organisation)
    for item in source["documents"]:
        yield from document(item)
    for item in source["events"]:
        yield seminar(item, organisation)


def network(item, organisation):
    ref, locale, members = item.pop("id"), item.pop("language"), item.pop("members", [])
    members = members if isinstance(members, str) else [organisation(m) for m in members]
    # "Running for about ten years" gives no day to start on, so it joins the period in words.
    years = item.pop("running_years_approx", None)
    words = [item.pop("period", None), years and f"har kørt i ca. {years} år"]
    related = [item.get(k) for k in ("programme", "project", "related_to") if item.get(k)]
    yield record(
        "network",
        ref=ref,
        locale=locale,
        name={locale: item.pop("title")},
        status="ACTIVE",
        joinPolicy="APPLICATION",
        visibility="PUBLIC",
        purpose={locale: item.pop("purpose")},
        country=item.pop("country"),
        owner=item.pop("owner", None),
        periodText="; ".join(filter(None, words)),
        cadenceTargetPerYear=item.pop("meetings_per_year_approx", None),
        statedMemberCount=item.pop("members_count", None),
        membersText=members if isinstance(members, str) else None,
        relatedRef=", ".join(related),
        source=item.pop("source"),
    )
    listed = [] if isinstance(members, str) else members
    for member in listed + [f"org-{key(m)}" for m in item.pop("municipalities", [])]:
        yield record("networkMembership", network=ref, organisation=member, role="MEMBER", status="ACTIVE")
    nothing_left("networks[]", item)


def document(item):
    ref, locale, kind, when, source = item.pop("id"), item.pop("language"), item.pop("type"), item.pop("date", None), item.pop("source")
    earliest, latest = period(when)
    publisher = item.pop("publisher", None)
    seat = item.pop("publisher_seat", None)
    yield record(
        "document",
        ref=ref,
        kind=DOCUMENT_KINDS[kind],
        kindText=kind,
        locale=locale,
        title={locale: item.pop("title")},
        visibility="PUBLIC",
        owner=publisher,
        publisher=publisher,
        publisherSeat=seat and key(seat),
        whenText=when,
        whenEarliest=earliest,
        whenLatest=latest,
        statusText=item.pop("status", None),
        sections=item.pop("sections", None),
        models=item.pop("models", None),
        statedPrincipleCount=item.pop("principles_count", None),
        municipalities=[key(m) for m in item.pop("municipalities", [])],
        source=source,
    )
    # An appendix is a document of its own; what it is called in the report is the label of the link.
    for appendix in item.pop("appendices", []):
        label = appendix.pop("no")
        own = f"{ref}-bilaga-{re.sub('[^0-9a-z]+', '-', label)}"
        title = {locale: appendix.pop("title")}
        yield record("document", ref=own, kind="OTHER", locale=locale, title=title, visibility="PUBLIC", source=source)
        yield record("documentLink", kind="APPENDIX_OF", **{"from": own, "to": ref}, label=label)
        nothing_left("documents[].appendices[]", appendix)
    nothing_left("documents[]", item)


def seminar(item, organisation):
    when, language = item.pop("date"), item.pop("language")
    earliest, latest = period(when)
    organisers, participants = item.pop("organisers", []), item.pop("participants", None)
    villages, linked, place = item.pop("participants_villages", None), item.pop("linked_to", None), item.pop("place", None)
    hosts = [("LEAD" if i == 0 else "CO_HOST", name) for i, name in enumerate(organisers)]
    hosts += [("PARTNER", name) for name in item.pop("partners", [])]
    postponed = item.pop("originally_planned", None)
    # A planned one is public and its outcome unknown: SCHEDULED, however long ago it was to be.
    planned = item.pop("planned", False)
    municipalities = item.pop("municipalities", [])
    notes = [item.pop("note", None), linked and f"Knyttet til: {linked}", item.pop("origin", None)]
    made = record(
        "seminar",
        ref=item.pop("id"),
        kind=SEMINAR_KINDS[item["type"]],
        kindText=item.pop("type"),
        locale=language,
        title={language: item.pop("title")},
        description={language: item.pop("content")} if "content" in item else None,
        themeText=item.pop("theme", None),
        state="POSTPONED" if postponed else "SCHEDULED" if planned else "HELD",
        reason=item.pop("status", None),
        originalStartText=postponed,
        mode="ONSITE",
        timeZone=TIME_ZONES[language],
        visibility="PUBLIC",
        whenText=when,
        whenEarliest=earliest,
        whenLatest=latest,
        venueName=place,
        venueMunicipality=next((key(m) for m in municipalities if m["name"] == place), None),
        statedParticipants=participants if isinstance(participants, int) else None,
        statedParticipantsText=f"{villages} landsbyer" if villages else participants if isinstance(participants, str) else None,
        statedSessions=item.pop("count", None),
        frequencyText=item.pop("frequency", None),
        note="; ".join(filter(None, notes)),
        source=item.pop("source"),
        hosts=[{"organisation": organisation(name), "role": role} for role, name in hosts],
        networks=[item.pop("network")] if "network" in item else None,
        municipalities=[key(m) for m in municipalities],
    )
    nothing_left("events[]", item)
    return made


def nothing_left(path, item):
    if forgotten := [f"{path}.{member}" for member in item if f"{path}.{member}" not in LEFT_FOR_LATER]:
        raise SystemExit(f"no place for {forgotten}")


def nothing_forgotten():
    taken = {"organisations", "networks", "documents", "events"}
    if forgotten := [c for c in read_json("content.json") if not {c, f"{c}[]"} & (LEFT_FOR_LATER.keys() | taken)]:
        raise SystemExit(f"no place for {forgotten}")


def lines(records):
    return "".join(json.dumps(r, ensure_ascii=False, separators=(",", ":")) + "\n" for r in records)


def main():
    nothing_forgotten()
    built = {"sample/places.ndjson": list(places()), "sample/content.ndjson": list(content())}
    if "--left" in sys.argv:
        print("\n".join(f"{path}: {what}" for path, what in LEFT_FOR_LATER.items()))
    elif "--check" in sys.argv:
        sys.dont_write_bytecode = True
        import check

        problems = [f"{name} is not what build.py makes" for name in built if (HERE / name).read_text("utf-8") != lines(built[name])]
        for name, restore in (("municipalities.csv", restore_municipalities), ("regions.csv", restore_regions)):
            if restore(built["sample/places.ndjson"]).encode() != (HERE / name).read_bytes():
                problems.append(f"{name} cannot be rebuilt from sample/places.ndjson")
        problems += check.problems()
        print("\n".join(problems) or "sample and demo are sound")
        sys.exit(1 if problems else 0)
    else:
        for name, records in built.items():
            (HERE / name).write_text(lines(records), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
