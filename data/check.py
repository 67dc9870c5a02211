"""Checks sample/ and demo/ against the record format in docs/import.md and the enums of the entity crate. Run by `build.py --check`."""

import hashlib
import json
import re
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
# In the order in which they are loaded: first the demo that the others build on.
DEMO = sorted((HERE / "demo").glob("*.ndjson"), key=lambda path: (path.name != "demo.ndjson", path.name))
FILES = ("sample/places.ndjson", "sample/content.ndjson", *(f"demo/{path.name}" for path in DEMO))
DEMO_FILES = HERE / "demo/files"

LOCALES = {"da", "sv", "nb", "nn", "se", "fi", "is", "fo", "kl", "en"}
COMMON = {"type", "ref", "origin"}

# Where a member points: to a record of this type. Lists point with each of their items.
POINTS = {
    "country": "country", "municipality": "municipality", "municipalities": "municipality", "venueMunicipality": "municipality",
    "region": "region", "parts": "region", "organisation": "organisation", "owner": "organisation", "network": "network",
    "networks": "network", "person": "person", "affiliation": "affiliation", "seminar": "seminar",
    "publisher": "organisation", "publisherSeat": "municipality", "contentOwner": "person", "document": "document", "creator": "person",
    "programme": "programme", "ruleSet": "fundingRuleSet", "call": "fundingCall", "applicant": "organisation", "application": "application",
    "financier": "organisation", "awardedBy": "organisation", "nominatedBy": "organisation", "related": "project", "project": "project",
    "baseAgreement": "agreement", "followsSeminar": "seminar", "experiences": "experience",
    "themes": "theme", "author": "person", "submitter": "person", "asker": "person", "reporter": "person", "proposer": "person",
    "experience": "experience", "question": "question", "exchangePost": "exchangePost", "acceptedAnswer": "comment",
    "request": "exchangePost", "offer": "exchangePost", "offeringOrganisation": "organisation",
}  # fmt: skip
POINTS_OF = {
    ("fundingDecision", "body"): "organisation",
    ("region", "parent"): "region", ("organisation", "parent"): "organisation", ("programme", "parent"): "programme",
    ("organisationRelation", "from"): "organisation", ("organisationRelation", "to"): "organisation",
    ("documentLink", "from"): "document", ("documentLink", "to"): "document",
    ("theme", "parent"): "theme", ("comment", "parent"): "comment",
    ("territoryChange", "from"): "municipality", ("territoryChange", "to"): "municipality",
}  # fmt: skip

ENUMS = {
    ("region", "kind"): "RegionKind", ("territoryChange", "kind"): "TerritoryChangeKind", ("locality", "kind"): "LocalityKind",
    ("organisation", "kind"): "OrganisationKind", ("organisationRelation", "kind"): "RelationKind",
    ("affiliation", "category"): "AffiliationCategory", ("affiliation", "role"): "OrganisationRole",
    ("account", "platformRole"): "PlatformRole", ("network", "status"): "NetworkStatus", ("network", "joinPolicy"): "JoinPolicy",
    ("networkMembership", "role"): "MembershipRole", ("networkMembership", "status"): "MembershipStatus",
    ("seminar", "kind"): "SeminarKind", ("seminar", "state"): "SeminarState", ("seminar", "mode"): "SeminarMode",
    ("document", "kind"): "DocumentKind", ("documentVersion", "stage"): "DocumentStage",
    ("documentLink", "kind"): "DocumentLinkKind", ("documentAttachment", "role"): "AttachmentRole",
    ("registration", "pool"): "SeatKind", ("registration", "status"): "RegistrationStatus",
    ("experience", "state"): "ExperienceState", ("experience", "maturity"): "Maturity", ("experience", "reuse"): "Reuse",
    ("experience.history", "from"): "ExperienceState", ("experience.history", "to"): "ExperienceState",
    ("reuseReport", "outcome"): "ReuseOutcome", ("question", "status"): "QuestionStatus", ("exchangePost", "kind"): "ExchangeKind",
    ("exchangePost", "status"): "ExchangeStatus", ("exchangeMatch", "status"): "MatchStatus",
    ("exchangeMatch", "proposedBy"): "ExchangeKind", ("comment.moderation", "action"): "ModerationKind",
    ("seminar.hosts", "role"): "HostRole", ("seminar.seatPools", "kind"): "SeatKind",
    ("programme", "status"): "ProgrammeStatus", ("programme.parties", "role"): "PartyRole", ("programme.points", "kind"): "PointKind",
    ("programme.participations", "status"): "ParticipationStatus", ("fundingRuleSet.rules", "kind"): "RuleKind",
    ("fundingRuleSet.rules", "level"): "DecisionLevel", ("fundingRuleSet.rules", "recommendedBy"): "DecisionLevel",
    ("fundingRuleSet.categories", "kind"): "CostKind", ("application", "status"): "ApplicationStatus",
    ("application.financing", "kind"): "FinancingKind", ("fundingDecision", "level"): "DecisionLevel",
    ("fundingDecision", "outcome"): "DecisionOutcome", ("prize.editions", "status"): "EditionStatus",
    ("prize.editions.nominations", "stage"): "NominationStage",
    ("project", "status"): "ProjectStatus", ("project.parties", "role"): "PartyRole", ("project.points", "kind"): "ProjectPointKind",
    ("project.roles", "role"): "ProjectRole", ("project.goals", "kind"): "GoalKind", ("project.goals.assessments", "assessor"): "Assessor",
    ("project.goals.assessments", "verdict"): "Verdict", ("project.indicators.values", "basis"): "ValueBasis",
    ("project.indicators.values", "confidence"): "Confidence", ("project.changeRequests", "status"): "ChangeStatus",
    ("project.reports", "kind"): "ReportKind", ("project.reports", "status"): "ReportStatus",
    ("projectRelation", "kind"): "ProjectRelationKind", ("agreement", "kind"): "AgreementKind", ("agreement", "status"): "AgreementStatus",
}  # fmt: skip

INTEGERS = {
    "population", "populationYear", "osmRelation", "cadenceTargetPerYear", "statedMemberCount", "seatsPerOrganisation",
    "statedPrincipleCount",
    "statedParticipants", "statedSessions", "capacity", "startsAfterMinutes", "durationMinutes", "projectPeriodYears",
    "statedParticipantCount", "year", "projectsMin", "projectsMax", "number", "basisPoints", "amountMinor", "quotaMin", "quotaMax", "plannedMinor",
    "confirmedMinor", "actualMinor", "minutes", "rateMinor", "grantedMinor", "sinceYear", "candidateCount", "finalistCount",
    "women", "men", "other", "unknown", "total", "percent", "ftePercent", "areasCount", "position", "openReports",
}  # fmt: skip
NUMBERS = {"durationYears", "value", "baseline", "targetMin", "targetMax", "latitude", "longitude", "areaKm2"}
LISTS = {"themes", "experiences", "focusAreas", "goals", "namesAlt", "parts", "networks", "hosts", "seatPools", "agenda", "municipalities", "news",
         "sections", "models", "principles"}  # fmt: skip
# Members in several languages.
LOCALISED = {
    "country": ("name",), "network": ("name", "purpose"), "seminar": ("title", "description"), "programme": ("title", "summary"),
    "project": ("title", "background", "summary", "purpose", "overallGoal", "vision", "context"), "agreement": ("title",),
    "document": ("title", "summary"), "theme": ("name", "description"),
    "experience": ("title", "challenge", "approach", "outcome", "failures", "lessons", "transferConditions"),
    "fundingCall": ("title",), "prize": ("title", "description"), "initiative": ("title", "summary"),
}  # fmt: skip
MONEY = {"cost", "budget", "coFinancing", "maxGrant", "estimatedCost", "actualCost"}
DAYS = {"deadline", "metOn", "reusedOn", "validFrom", "validTo", "effectiveOn", "startsOn", "endsOn", "since", "whenEarliest", "whenLatest", "lastReviewedOn", "reviewDueOn",
        "sourceUpdatedOn", "adoptedOn", "decidedOn", "paidOn", "awardExpectedFrom", "awardExpectedTo", "decisionDate",
        "dueOn", "doneOn", "assessedOn", "asOf", "requestedOn", "signedOn", "submittedOn",
}  # fmt: skip
LOCAL_TIMES = {"startsLocal", "endsLocal"}
INSTANTS = {"registrationOpensAt", "registrationClosesAt", "joinedAt", "originalStartsAt", "suspendedAt", "cancelledAt", "opensAt", "closesAt",
            "submittedAt", "embargoUntil", "publishedAt", "publishAt", "archivedAt", "lastReviewedAt", "reviewDueAt", "createdAt",
            "reviewedAt", "askedAt", "postedAt", "writtenAt", "editedAt", "deletedAt", "hiddenAt", "at"}  # fmt: skip

FIRST_START = date(2027, 1, 11)  # any day will do: it stands for the day of the first start in `{{+12}}`


def undated(text):
    return re.sub(r"\{\{([+-]\d+)\}\}", lambda m: str(FIRST_START + timedelta(days=int(m[1]))), text)


def read_format():
    """type → (members, required ones), and `type.list` for the objects in a list."""
    known = {}

    def items(name, text):
        while found := re.search(r"(\w+)\*?\*? \[\{", text):
            depth, end = 1, found.end()
            while depth:
                depth += {"{": 1, "}": -1}.get(text[end], 0)
                end += 1
            items(f"{name}.{found[1]}", text[found.end() : end - 1])
            text = text[: found.end() - 3] + text[end + 1 :]
        text = re.sub(r"\([^)]*\)", "", re.sub(r"\{.*?\}", "", text)).partition(";")[0]
        words = [found for found in (re.match(r"\s*(\*\*)?([a-z]\w*)", part) for part in text.split(",")) if found]
        known[name] = {w[2] for w in words} | COMMON, {w[2] for w in words if w[1]}

    for row in re.finditer(r"^\| `(\w+)` \| (.*) \|$", (ROOT / "docs/import.md").read_text("utf-8"), re.M):
        items(row[1], row[2])
    return known


def read_enums():
    enums = {}
    for path in sorted((ROOT / "entity/src").rglob("*.rs")):
        source = re.sub(r"//.*", "", path.read_text("utf-8"))
        for found in re.finditer(r"text_enum! \{\s*(\w+) \{([^}]*)\}", source):
            variants = re.findall(r"\w+", found[2])
            enums[found[1]] = {re.sub(r"(?<=[a-z])(?=[A-Z])", "_", v).upper() for v in variants}
    return enums


def ref(r):
    if r["type"] in ("country", "theme"):
        return r["code"]
    if r["type"] in ("region", "municipality", "actionGroupArea"):
        return f"{r['country']}-{r['code']}"
    return r.get("ref")


class Checker:
    def __init__(self):
        self.format, self.enums, self.found = read_format(), read_enums(), []
        self.records = []
        for file in FILES:
            for at, line in enumerate((HERE / file).read_text("utf-8").splitlines(), 1):
                self.records.append((f"{file}:{at}", json.loads(undated(line) if file.startswith("demo") else line)))
        self.by_type = {}
        for at, r in self.records:
            if (name := ref(r)) is None:
                continue
            if name in self.by_type.setdefault(r["type"], {}):
                self.bad(at, f"{r['type']} {name} twice")
            self.by_type[r["type"]][name] = r

    def bad(self, at, what):
        self.found.append(f"{at}: {what}")

    def of(self, kind):
        return [(at, r) for at, r in self.records if r["type"] == kind]

    def shape(self, at, kind, r):
        if kind not in self.format:
            return self.bad(at, f"unknown type {kind}")
        members, required = self.format[kind]
        for name in sorted(r.keys() - members):
            self.bad(at, f"{kind} has no member {name}")
        for name in sorted(required - r.keys()):
            self.bad(at, f"{kind} lacks {name}")
        for name, value in r.items():
            self.value(at, kind, name, value)

    def value(self, at, kind, name, value):
        if f"{kind}.{name}" in self.format:
            for item in value:
                self.shape(at, f"{kind}.{name}", item)
            return
        enum = "Visibility" if name == "visibility" else "Origin" if name == "origin" else ENUMS.get((kind, name))
        if enum and value not in self.enums[enum]:
            self.bad(at, f"{name} {value} is not in {enum}")
        if target := POINTS_OF.get((kind, name)) or POINTS.get(name):
            for one in value if isinstance(value, list) else [value]:
                if one not in self.by_type[target]:
                    self.bad(at, f"{name}: no {target} {one}")
        if not of_its_type(kind, name, value):
            self.bad(at, f"{name} cannot be {value!r}")


def of_its_type(kind, name, value):
    if name in LOCALISED.get(kind, ()):
        return isinstance(value, dict) and value and value.keys() <= LOCALES and all(isinstance(t, str) and t for t in value.values())
    if name in MONEY:
        shape = {"amountMinor": int, "currency": str, "isApproximate": bool, "text": str}
        return isinstance(value, dict) and all(type(v) is shape.get(k) for k, v in value.items()) and value.get("amountMinor", -1) >= 0
    if name in INTEGERS:
        return type(value) is int
    if name in NUMBERS:
        return type(value) in (int, float)
    if name in LISTS or (kind == "territoryChange" and name in ("from", "to")):
        return isinstance(value, list) and bool(value)
    if name in ("isListed", "isPublished", "isAccepted", "isDraft", "isWinner", "isChair", "isOver", "isActing", "perLocality"):
        return isinstance(value, bool)
    if not isinstance(value, str) or not value or value != value.strip():
        return False
    try:
        if name in DAYS:
            date.fromisoformat(value)
        if name in LOCAL_TIMES:
            datetime.strptime(value, "%Y-%m-%dT%H:%M")
        if name in INSTANTS:
            datetime.strptime(value, "%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        return False
    return "{{" not in value and (name != "locale" or value in LOCALES)


def check_seminars(c):
    """What the rules of seats and times say, so that no shipped record breaks them."""
    members = {(m["network"], m["organisation"]) for _, m in c.of("networkMembership") if m["status"] == "ACTIVE"}
    belongs = {(a["person"], a["organisation"]) for _, a in c.of("affiliation")}
    registered = {}
    for at, r in c.of("registration"):
        registered.setdefault(r["seminar"], []).append((at, r))
    for at, s in c.of("seminar"):
        hosts, name = s.get("hosts", []), s["ref"]
        if hosts and [h["role"] for h in hosts].count("LEAD") > 1 or len({h["organisation"] for h in hosts}) != len(hosts):
            c.bad(at, f"{name}: one lead, and each host once")
        if s["locale"] not in s["title"]:
            c.bad(at, f"{name}: no title in its own locale")
        pools = {p["kind"]: p.get("capacity") for p in s.get("seatPools", [])}
        if s["mode"] != "HYBRID" and pools.keys() - {s["mode"]}:
            c.bad(at, f"{name}: pools do not fit {s['mode']}")
        if s["state"] in ("POSTPONED", "CANCELLED") and "reason" not in s:
            c.bad(at, f"{name}: no reason")
        if s.get("origin") == "DEMO":
            check_demo_times(c, at, s, hosts)
        check_registrations(c, s, pools, registered.get(name, []), members, belongs)


def check_demo_times(c, at, s, hosts):
    name = s["ref"]
    if not hosts or hosts[0]["role"] != "LEAD":
        c.bad(at, f"{name}: no lead")
    if "startsLocal" not in s:
        if s["state"] != "POSTPONED":
            c.bad(at, f"{name}: no start")
        return
    starts, ends = (datetime.fromisoformat(s[k]) for k in ("startsLocal", "endsLocal"))
    is_past = starts.date() < FIRST_START
    if ends <= starts or is_past != (s["state"] in ("HELD", "REPORTED")):
        c.bad(at, f"{name}: times do not fit each other or the state {s['state']}")
    opens, closes = s.get("registrationOpensAt"), s.get("registrationClosesAt")
    if (opens and closes and opens >= closes) or (closes and closes[:10] > s["startsLocal"][:10]):
        c.bad(at, f"{name}: the registration window does not fit")
    if s["state"] == "OPEN" and not (opens and opens[:10] < str(FIRST_START) < closes[:10]):
        c.bad(at, f"{name}: open, but its registration is not")
    if s["state"] == "SCHEDULED" and opens and opens[:10] <= str(FIRST_START):
        c.bad(at, f"{name}: scheduled, but its registration is open")
    free = 0
    for item in s.get("agenda", []):
        if item["startsAfterMinutes"] < free:
            c.bad(at, f"{name}: agenda items overlap")
        free = item["startsAfterMinutes"] + item["durationMinutes"]
    if timedelta(minutes=free) > ends - starts:
        c.bad(at, f"{name}: the agenda is longer than the seminar")


def check_registrations(c, s, pools, registrations, members, belongs):
    name, networks = s["ref"], s.get("networks", [])
    for kind in {r["pool"] for _, r in registrations}:
        here = sorted((r["joinedAt"], r["status"]) for _, r in registrations if r["pool"] == kind and r["status"] != "CANCELLED")
        states = [status for _, status in here]
        if kind not in pools:
            c.bad(name, f"no pool {kind}")
        elif pools[kind] is not None and states.count("CONFIRMED") > pools[kind]:
            c.bad(name, f"more confirmed than the {pools[kind]} seats of {kind}")
        elif "WAITLISTED" in states and (pools[kind] is None or states.count("CONFIRMED") < pools[kind]):
            c.bad(name, "somebody waits beside a free seat")
        if states != sorted(states):
            c.bad(name, "somebody waits who came before one with a seat")
    for person, times in Counter(r["person"] for _, r in registrations).items():
        if times > 1:
            c.bad(name, f"{person} registered twice")
    per_organisation = Counter(r.get("organisation") for _, r in registrations if r["status"] == "CONFIRMED")
    if per_organisation and max(per_organisation.values()) > s.get("seatsPerOrganisation", 999):
        c.bad(name, "too many of one organisation")
    for at, r in registrations:
        if (r["person"], r.get("organisation")) not in belongs:
            c.bad(at, f"{r['person']} does not belong to {r.get('organisation')}")
        if s["visibility"] == "NETWORK" and not any((n, r["organisation"]) in members for n in networks):
            c.bad(at, f"{r['person']} cannot see {name}")
        opens, closes = s.get("registrationOpensAt", "0"), s.get("registrationClosesAt", "9")
        if not opens <= r["joinedAt"] <= closes or r["joinedAt"][:10] > str(FIRST_START):
            c.bad(at, "registered outside the window, or in the future")


def check_networks(c):
    coordinated = {x["network"] for _, x in c.of("networkCoordinator")}
    pairs = Counter((m["network"], m["organisation"]) for _, m in c.of("networkMembership"))
    for pair, times in pairs.items():
        if times > 1:
            c.bad(pair[0], f"{pair[1]} is a member twice")
    for at, n in c.of("network"):
        if n.get("origin") == "DEMO" and n["ref"] not in coordinated:
            c.bad(at, f"{n['ref']} has no coordinator")


def check_documents(c):
    """That every file of the demo is a version, in full, and that links of one kind form no ring."""
    named = set()
    for at, v in c.of("documentVersion"):
        path = DEMO_FILES / v["file"]
        named.add(path.name)
        if not path.is_file():
            c.bad(at, f"no file {v['file']}")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != v["sha256"]:
            c.bad(at, f"{v['file']} has another sha256")
    for path in DEMO_FILES.iterdir():
        if path.name not in named:
            c.bad(path.name, "no documentVersion names it")
    numbers = Counter((v["document"], v["number"]) for _, v in c.of("documentVersion"))
    for pair, times in numbers.items():
        if times > 1:
            c.bad(pair[0], f"version {pair[1]} twice")
    for at, link in c.of("documentLink"):
        reached, edge = set(), {link["to"]}
        while edge - reached:
            reached |= edge
            edge = {one["to"] for _, one in c.of("documentLink") if one["kind"] == link["kind"] and one["from"] in edge}
        if link["from"] in reached:
            c.bad(at, f"{link['from']} hangs on itself")
    for at, d in c.of("document"):
        if d["locale"] not in d["title"]:
            c.bad(at, f"{d['ref']}: no title in its own locale")


def problems():
    c = Checker()
    for at, r in c.records:
        c.shape(at, r["type"], r)
    emails = Counter(a["email"] for _, a in c.of("account"))
    c.found += [f"{email} twice or not in lower case" for email, times in emails.items() if times > 1 or email != email.lower()]
    if not c.found:
        check_networks(c)
        check_documents(c)
        check_seminars(c)
    return c.found
