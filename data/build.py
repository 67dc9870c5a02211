#!/usr/bin/env python3
"""Builds sample/*.ndjson from the sources beside this file; `--check` compares instead of writing, and checks demo/*.ndjson too.

Sources: municipalities.csv, regions.csv, content.json (see SOURCES.md), territory.json and themes.json (ours).
Python 3.11, standard library only. The same sources give the same bytes.

Nothing of a source is lost. Both CSV files can be rebuilt from places.ndjson, which `restore_*` proves at every check:
* Numbers are JSON numbers. Latitude and longitude have five decimals in the CSV, so 55.6814 stands for 55.68140;
  every other number is written there in its shortest form (a whole area has no decimals).
* An empty cell is a missing member. `name_alt` is split at " | ".
* `region_name` is the name of the region; `municipality_count` is the number of its municipalities.
* Faroese regions have no code in the CSV; ours (REGION_CODES_OF_OURS) go back to an empty cell.
* Municipalities that have ended (`validTo`), and every `validFrom`, come from territory.json, not from the CSV.

Of content.json, every member of every record is placed, except those in LEFT_FOR_LATER.
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

# What the words about a programme's status mean; one source says nothing.
PROGRAMME_STATUS = {
    "ended": "CLOSED",
    "running (2023)": "RUNNING",
    "updated March 2020": "RUNNING",  # a plan for 2020 and 2021, revised in its first year
    "planned (2020)": "PLANNED",
    None: None,
}

# Lists of texts of a programme: member → kind of point.
PROGRAMME_POINTS = {
    "focus_areas": "FOCUS_AREA", "eligibility": "ELIGIBILITY", "selection_criteria": "SELECTION_CRITERION", "conditions": "CONDITION",
    "goals": "GOAL", "challenges": "CHALLENGE", "context_facts": "CONTEXT_FACT", "reporting": "REPORTING_DUTY",
    "criteria": "CRITERION", "anchored_in": "ANCHOR", "related_initiatives": "RELATED_INITIATIVE", "themes": "THEME",
}  # fmt: skip

# What the words about a project's status mean; of most the source says nothing.
PROJECT_STATUS = {
    "completed": "CLOSED",
    "planned (2020)": "PREPARATION",
    "planned start 2020": "PREPARATION",
    "planned 2020": "PREPARATION",
    "clarification in 2020": "PREPARATION",
    None: None,
}

# Texts about a project in its own language, and lists of texts: member → kind of point.
PROJECT_TEXTS = {
    "background": "background", "purpose": "purpose", "overall_goal": "overallGoal", "vision": "vision", "context": "context",
}  # fmt: skip
PROJECT_POINTS = {"target_groups": "TARGET_GROUP", "areas": "AREA", "results": "RESULT", "lessons": "LESSON"}

# How words about a goal begin that clearly say how far it was reached; the words stand beside. Others get no verdict.
VERDICTS = {
    "Uppnått": "MET",
    "Inte uppnått": "NOT_MET",
    "Bedöms inte ha ökat": "NOT_MET",
    "Minskade under perioden": "NOT_MET",
    "Påbörjad, inte färdig": "PARTLY",
    "Grund lagd": "FOUNDATION_LAID",
}

AGREEMENT_KINDS = {
    "cooperation agreement": "COOPERATION",
    "declaration of intent": "LETTER_OF_INTENT",
    "membership": "MEMBERSHIP",
    "supplementary agreement": "SUPPLEMENT",
    "target agreements": "COOPERATION",
}

TIME_ZONES = {"da": "Europe/Copenhagen", "sv": "Europe/Stockholm", "nb": "Europe/Oslo", "fi": "Europe/Helsinki"}

# What content.json says and no capability holds yet.
LEFT_FOR_LATER = {
    "meta": "about the file; stays in content.json",
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


def themes():
    known = read_json("themes.json")
    source = "United Nations, Sustainable Development Goals (short titles)"
    for position, topic in enumerate(known["topics"], 1):
        yield record("theme", **topic, position=position * 10)
    for goal in known["goals"]:
        yield record("theme", code=f"sdg-{goal['number']}", **goal, position=1000 + goal["number"], source=source)


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
    source, about = read_json("content.json"), read_json("themes.json")["networks"]
    yield from themes()
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
        yield from network(item, organisation, about.get(item["id"]))
    for item in source["documents"]:
        yield from document(item)
    networks = {}
    for item in read_json("content.json")["networks"]:
        if "programme" in item:
            networks.setdefault(item["programme"], []).append(item["id"])
    for item in source["programmes"]:
        yield from programme(item, networks.get(item["id"]))
    for item in source["prizes"]:
        yield prize(item)
    for item in source["platform_ideas"]:
        yield initiative(item)
    for item in source["events"]:
        yield from seminar(item, organisation)
    shared = {}
    for item in read_json("content.json")["networks"]:
        for link in ("project", "related_to"):
            if item.get(link):
                shared.setdefault(item[link], []).append(item["id"])
    relations = []
    for item in source["projects"]:
        yield project(item, by_name, shared.get(item["id"]), relations)
    for one, other, kind in relations:
        yield record("projectRelation", project=one, related=other, kind=kind)
    for item in source["agreements"]:
        yield agreement(item, by_name)


def named(text, known):
    """An organisation where the name is one, else the name."""
    ref = text if text.startswith("org-") else known.get(text)
    return {"organisation": ref} if ref else {"name": text}


def project(item, known, networks, relations):
    ref, language, owner = item.pop("id"), item.pop("language"), item.pop("owner")
    starts, ends = item.pop("start_date"), item.pop("end_date")
    budget, updated = item.pop("budget"), item.pop("source_updated", None)
    if budget and "kind" in budget:
        budget["note"] = budget.pop("kind")
    owner = named(owner, known) if owner else {}
    parties = [{"role": "FUNDER"} | named(f, known) for f in item.pop("funders")]
    parties += [{"role": "PARTNER"} | named(p, known) for p in item.pop("partners", [])]
    points = [{"kind": kind, "text": text} for member, kind in PROJECT_POINTS.items() for text in item.pop(member, [])]
    figures = [
        {"key": k, "label": "derived housing need", "value": v} for k, v in item.pop("derived_housing_need", {}).items()
    ]
    seats = []
    for seat in item.pop("steering_group_organisations", []):
        name, chair, _ = seat.partition(" (ordförande)")
        seats.append(named(name, known) | ({"isChair": True} if chair else {}))
    relations += [(ref, other, "RELATED") for other in item.pop("related_projects", [])]
    relations += [(ref, item.pop(member), kind) for member, kind in (("predecessor", "PREDECESSOR"), ("related_to", "RELATED")) if member in item]
    # One has an English title and language, and a summary in both Danish and English.
    summary = {"da" if language == "en" and "summary_en" in item else language: item.pop("summary")}
    summary |= {"en": item.pop("summary_en")} if "summary_en" in item else {}
    made = record(
        "project",
        ref=ref,
        locale=language,
        title={language: item.pop("title")},
        visibility="PUBLIC",
        country=item.pop("country"),
        owner=owner.get("organisation"),
        ownerText=owner.get("name"),
        programme=item.pop("programme", None),
        status=PROJECT_STATUS[item["status"]],
        statusText=item.pop("status"),
        startsOn=period(starts)[0],
        endsOn=period(ends)[1],
        startsText=starts,
        endsText=ends,
        durationYears=item.pop("duration_years", None),
        inferredPeriodText=item.pop("inferred_period", None),
        summary=summary,
        **{to: {language: item.pop(member)} for member, to in PROJECT_TEXTS.items() if member in item},
        budget=money(budget),
        sourceUpdatedOn=updated,
        sourceUpdatedText=updated,
        originText=item.pop("origin", None),
        note=item.pop("note", None),
        followsSeminar=item.pop("follows_event", None),
        municipalities=[key(m) for m in item.pop("municipalities")],
        networks=networks,
        parties=parties,
        points=points,
        figures=figures,
        bodies=[{"name": "Styrgrupp", "seats": seats}] if seats else None,
        goals=[goal(g) for g in item.pop("goals", [])],
        indicators=[indicator(i) for i in item.pop("indicators", [])],
        activities=[
            {"code": a["id"], "title": a["title"]} | ({"goals": a["goals"]} if "goals" in a else {}) for a in item.pop("activities", [])
        ],
        source=item.pop("source"),
    )
    nothing_left("projects[]", item)
    return made


def goal(item):
    words, due, target = item.pop("assessment", None), item.pop("due", None), item.pop("target", None)
    said = {}
    if words:
        # What the source's project says of itself, unless it names the researcher who followed it.
        said = {"assessor": "EVALUATOR" if "följeforskaren" in words else "PROJECT", "reason": words}
        said["verdict"] = next((v for start, v in VERDICTS.items() if words.startswith(start)), None)
    made = {
        "code": item.pop("id"),
        "kind": item.pop("kind").upper() if "kind" in item else None,
        "area": item.pop("area", None),
        "text": item.pop("text"),
        "targetMin": item.pop("target_min", target),
        "targetMax": item.pop("target_max", target),
        "unit": item.pop("unit", None),
        "dueOn": period(due)[1],
        "dueText": due,
        "assessments": [{k: v for k, v in said.items() if v}] if said else None,
    }
    nothing_left("projects[].goals[]", item)
    return {k: v for k, v in made.items() if v is not None}


def indicator(item):
    note = item.pop("note", None)
    value = {"women": item.pop("women", None), "men": item.pop("men", None), "total": item.pop("value", None)}
    value |= {"confidence": "LOW", "note": note} if note else {}
    made = {"name": item.pop("name"), "values": [{k: v for k, v in value.items() if v is not None}]}
    nothing_left("projects[].indicators[]", item)
    return made


def agreement(item, known):
    language, municipalities, kind = item.pop("language"), item.pop("municipalities", []), item.pop("type")
    places = {m["name"]: f"org-{key(m)}" for m in municipalities}
    starts, ends, due, day = item.pop("start_date", None), item.pop("end_date", None), item.pop("due", None), item.pop("date", None)
    # Where a party is called by its municipality's name alone, that name stands beside.
    parties = [{"organisation": places[p], "name": p} if p in places else named(p, known) for p in item.pop("parties")]
    if kind == "target agreements":
        status = "NEGOTIATION"  # agreements that were aimed at
    elif kind == "membership":
        status = "ACTIVE"
    else:
        status = "EXPIRED" if ends else "SIGNED"
    made = record(
        "agreement",
        ref=item.pop("id"),
        locale=language,
        title={language: item.pop("title")},
        kind=AGREEMENT_KINDS[kind],
        kindText=kind,
        status=status,
        visibility="PUBLIC",
        country=item.pop("country"),
        subject=item.pop("subject", None),
        startsOn=period(starts)[0],
        endsOn=period(ends)[1],
        startsText=starts,
        endsText=ends,
        signedText=day,
        programme=item.pop("programme", None),
        project=item.pop("project", None),
        baseAgreementText=item.pop("base_agreement_date", None),
        targetMin=item.pop("target_min", None),
        targetMax=item.pop("target_max", None),
        dueOn=period(due)[1],
        dueText=due,
        areasCount=item.pop("areas_count", None),
        originText=item.pop("origin", None),
        note=item.pop("note", None),
        parties=parties,
        municipalities=[key(m) for m in municipalities],
        source=item.pop("source"),
    )
    nothing_left("agreements[]", item)
    return made


def network(item, organisation, themes):
    ref, locale, members = item.pop("id"), item.pop("language"), item.pop("members", [])
    members = members if isinstance(members, str) else [organisation(m) for m in members]
    # "Running for about ten years" gives no day to start on, so it joins the period in words.
    years = item.pop("running_years_approx", None)
    words = [item.pop("period", None), years and f"har kørt i ca. {years} år"]
    # The records of programmes and projects name their networks, so whose network it is stands there; what it is merely
    # related to is told apart from that by the source's own id here.
    for link in ("programme", "project"):
        item.pop(link, None)
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
        relatedRef=item.pop("related_to", None),
        source=item.pop("source"),
        themes=themes,
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
    for bearer in ("programme", "project"):
        if bearer in item:
            yield attachment(bearer, item.pop(bearer), ref, "REPORT" if "report" in kind else "MATERIAL")
    nothing_left("documents[]", item)
def money(item):
    """An amount of the source; its words go to a member of their own."""
    if item is None:
        return None
    amount = {"amountMinor": item.pop("amount") * 100, "currency": item.pop("currency")}
    if item.pop("approximate", False):
        amount["isApproximate"] = True
    if note := item.pop("note", None):
        amount["text"] = note
    return amount


def both(item, member):
    """A text in the record's language and in English."""
    return {item["language"]: item.pop(member), "en": item.pop(f"{member}_en")}


def programme(item, networks):
    ref, rules, title = item.pop("id"), item.pop("grant_rules", None), item.pop("title")
    budget, added = item.pop("budget"), item.pop("co_financing", None)
    starts, ends = item.pop("start_date"), item.pop("end_date")
    points = [{"kind": kind, "text": text} for member, kind in PROGRAMME_POINTS.items() for text in item.pop(member, [])]
    points += [{"kind": "ACTION", "text": a["title"], "key": a["key"]} for a in item.pop("actions", [])]
    parties = [{"role": "OWNER", "organisation": o} for o in item.pop("owners")]
    parties += [{"role": "PARTNER", "organisation": o} for o in item.pop("partners", [])]
    item.pop("participants", None)  # null: the source lists none, as the note says
    yield record(
        "programme",
        ref=ref,
        title={item["language"]: title},
        summary=both(item, "summary"),
        locale=item.pop("language"),
        kindText=item.pop("type"),
        status=PROGRAMME_STATUS[item["status"]],
        statusText=item.pop("status"),
        country=item.pop("country"),
        parties=parties,
        parent=item.pop("parent", None),
        startsOn=period(starts)[0],
        startsText=starts,
        endsOn=period(ends)[1],
        endsText=ends,
        projectPeriodYears=item.pop("project_period_years", None),
        budget=money(budget),
        coFinancing=money(added),
        coFinancingFrom=added.pop("from") if added else None,
        statedParticipantCount=item.pop("participants_count", None),
        points=points,
        targets=[
            {"year": t["year"], "projectsMin": t["projects_min"], "projectsMax": t["projects_max"]} for t in item.pop("targets", [])
        ],
        # They are the programme's municipalities; some have an agreement, which the agreements say.
        participations=[{"status": "SELECTED", "municipality": key(m)} for m in item.pop("municipalities", [])],
        networks=networks,
        note=item.pop("note", None),
        source=item["source"],
        sourceUpdatedOn=item.pop("source_updated", None),
    )
    source = item.pop("source")
    nothing_left("programmes[]", item)
    nothing_left("programmes[].budget", budget or {})
    nothing_left("programmes[].co_financing", added or {})
    if rules:
        yield rule_set(ref, title, rules, source)


def rule_set(programme_ref, title, given, source):
    """The rules of a programme's grants. What they mean together stands in the programme's conditions."""
    currency, most = given.pop("currency"), given.pop("max_grant_per_project") * 100
    exception, own = given.pop("exception", None), given.pop("own_share_min", None)
    purpose = given.pop("purpose", None)
    share, hours = given.pop("own_share_percent", None), given.pop("own_hours_max_share_of_own_contribution", None)
    most_grant = {"kind": "MAX_GRANT", "amountMinor": most} | ({"text": exception} if exception else {})
    rules = [most_grant]
    if share is not None:
        # The municipality pays its share, so the grant is at most the rest; and of that share so much may be own hours.
        own_points, hours_points = share * 100, round(hours * 10_000)
        rules += [
            {"kind": "MAX_GRANT_SHARE", "basisPoints": 10_000 - own_points},
            {"kind": "MIN_OWN_SHARE", "basisPoints": own_points},
            {"kind": "MAX_OWN_HOURS_SHARE_OF_OWN", "basisPoints": hours_points},
            {"kind": "MAX_OWN_HOURS_SHARE", "basisPoints": own_points * hours_points // 10_000},
            {"kind": "MIN_CASH_SHARE", "basisPoints": own_points * (10_000 - hours_points) // 10_000},
        ]
    categories = []
    if purpose:
        rules.append({"kind": "GRANT_WITHIN_ELIGIBLE"})
        categories.append({"kind": "ELIGIBLE", "name": purpose})
    if own:
        # "At least as much as the regional grant": the whole of it.
        rules.append({"kind": "MIN_OWN_SHARE_OF_GRANT", "basisPoints": 10_000})
    for member, kind in (("eligible", "ELIGIBLE"), ("limited", "LIMITED"), ("not_eligible", "INELIGIBLE")):
        categories += [{"kind": kind, "name": name} for name in given.pop(member, [])]
    if any(c["kind"] == "INELIGIBLE" for c in categories):
        rules.append({"kind": "ELIGIBLE_ONLY"})
    if any(c["kind"] == "LIMITED" for c in categories):
        rules.append({"kind": "MAX_LIMITED_SHARE"})
    if exception:
        # Up to the amount under delegation; above it a committee recommends and the council decides.
        rules.append({"kind": "DECISION_LEVEL", "level": "DELEGATED", "amountMinor": most})
        rules.append({"kind": "DECISION_LEVEL", "level": "COUNCIL", "recommendedBy": "COMMITTEE"})
    nothing_left("programmes[].grant_rules", given)
    return record(
        "fundingRuleSet",
        ref=f"rules-{programme_ref.removeprefix('prog-')}-1",
        programme=programme_ref,
        title=title,
        number=1,
        currency=currency,
        purpose=purpose,
        exception=exception,
        note=own,
        rules=rules,
        categories=categories,
        source=source,
    )


def prize(item):
    locale = item.pop("language")
    editions = []
    for edition in item.pop("editions"):
        expected = edition.pop("award_expected", None)
        first, last = period(expected)
        winner, finalists = edition.pop("winner"), edition.pop("finalists", None)
        made = {
            "year": edition.pop("year"),
            "status": "AWARDED" if winner else "FINALISTS" if finalists else "OPEN",
            "candidateCount": edition.pop("candidates", None),
            "finalistCount": finalists,
            "decidedOn": edition.pop("decision_date", None),
            "awardExpectedText": expected,
            "awardExpectedFrom": first,
            "awardExpectedTo": last,
            "winnerText": winner,
            "news": edition.pop("news", None),
        }
        editions.append({k: v for k, v in made.items() if v is not None})
        nothing_left("prizes[].editions[]", edition)
    made = record(
        "prize",
        ref=item.pop("id"),
        locale=locale,
        title={locale: item.pop("title")},
        country=item.pop("country"),
        awardedBy=item.pop("awarded_by"),
        sinceYear=item.pop("since"),
        frequencyText=item.pop("frequency"),
        editions=editions,
        source=item.pop("source"),
    )
    nothing_left("prizes[]", item)
    return made


def initiative(item):
    locale = item.pop("language")
    made = record(
        "initiative",
        ref=item.pop("id"),
        locale=locale,
        title={locale: item.pop("title")},
        owner=item.pop("owner"),
        statusText=item.pop("status"),
        summary={locale: item.pop("summary")},
        source=item.pop("source"),
    )
    nothing_left("platform_ideas[]", item)
    return made


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
    ref = item.pop("id")
    documents = item.pop("documents", [item.pop("document")] if "document" in item else [])
    yield record(
        "seminar",
        ref=ref,
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
        project=item.pop("project", None),
        prize=item.pop("prize", None),
        networks=[item.pop("network")] if "network" in item else None,
        municipalities=[key(m) for m in municipalities],
    )
    for document in documents:
        yield attachment("seminar", ref, document, "MATERIAL")
    nothing_left("events[]", item)


def attachment(kind, ref, document, role):
    return record("documentAttachment", subjectType=kind, subject=ref, document=document, role=role)


def nothing_left(path, item):
    if forgotten := [f"{path}.{member}" for member in item if f"{path}.{member}" not in LEFT_FOR_LATER]:
        raise SystemExit(f"no place for {forgotten}")


def nothing_forgotten():
    taken = {"organisations", "networks", "documents", "events", "programmes", "prizes", "platform_ideas", "projects", "agreements"}
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
