"""icalendar: every feed and every mail that the server has written, read by another library."""

import email
import email.policy
import json
import os
import time
import unittest
import urllib.request
from datetime import datetime, timezone
from pathlib import Path

from icalendar import Calendar

SERVER = os.environ["ERFA_URL"]
TOKEN = os.environ["ERFA_TOKEN"]
OUTBOX = Path(os.environ["ERFA_DATA"]) / "outbox"
SEMINAR = json.loads(os.environ["ERFA_SEMINAR"])

FEEDS = """{ networks(first: 50) { nodes { calendarUrl } } themes(first: 50) { nodes { calendarUrl } }
    regions(first: 50) { nodes { calendarUrl } } municipalities(first: 20) { nodes { calendarUrl } } }"""
SEMINARS = "{ seminars(first: 100) { nodes { id startsAt endsAt calendarUrl } } }"
CREATE = "mutation ($input: CreateSeminarInput!) { createSeminar(input: $input) { seminar { id version } refusals { code } } }"
PUBLISH = "mutation ($input: PublishSeminarInput!) { publishSeminar(input: $input) { seminar { id version } refusals { code } } }"
REGISTER = "mutation ($input: RegisterForSeminarInput!) { registerForSeminar(input: $input) { registration { id } refusals { code } } }"
CANCEL = "mutation ($input: CancelSeminarInput!) { cancelSeminar(input: $input) { seminar { id } refusals { code } } }"


def ask(query, token=None, **variables):
    body = json.dumps({"query": query, "variables": variables}).encode()
    headers = {"content-type": "application/json"}
    if token:
        headers["authorization"] = f"Bearer {token}"
    with urllib.request.urlopen(urllib.request.Request(f"{SERVER}/graphql", body, headers)) as answer:
        answer = json.load(answer)
    assert "errors" not in answer, answer
    return answer["data"]


def feed(path, token=None):
    headers = {"authorization": f"Bearer {token}"} if token else {}
    with urllib.request.urlopen(urllib.request.Request(SERVER + path, headers=headers)) as answer:
        return read(answer.read())


def read(content):
    """One calendar, and nothing in it that the library found wrong."""
    calendar = Calendar.from_ical(content)
    wrong = [error for part in calendar.walk() for error in part.errors]
    assert not wrong, wrong
    zones = {zone["TZID"] for zone in calendar.walk("VTIMEZONE")}
    for event in calendar.walk("VEVENT"):
        for name in ("DTSTART", "DTEND"):
            if name in event and "TZID" in event[name].params:
                assert event[name].params["TZID"] in zones
    return calendar


def instant(event, name):
    return event.decoded(name).astimezone(timezone.utc) if name in event else None


def given(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00")) if text else None


class Feeds(unittest.TestCase):
    def test_every_feed_is_a_calendar(self):
        paths = [one["calendarUrl"] for kind in ask(FEEDS).values() for one in kind["nodes"]]
        self.assertGreater(len(paths), 50)
        events = sum(len(feed(path).walk("VEVENT")) for path in paths)
        self.assertGreater(events, 3)

    def test_the_times_of_a_seminar_are_those_of_the_api(self):
        timed = [one for one in ask(SEMINARS)["seminars"]["nodes"] if one["calendarUrl"]]
        self.assertTrue(timed)
        for one in timed:
            (event,) = feed(one["calendarUrl"]).walk("VEVENT")
            times = [instant(event, "DTSTART"), instant(event, "DTEND")]
            self.assertEqual(times, [given(one["startsAt"]), given(one["endsAt"])])


class Mails(unittest.TestCase):
    def test_an_invitation_and_its_cancellation(self):
        made = ask(CREATE, TOKEN, input={**SEMINAR, "title": [{"locale": "nb", "text": "Åpen \N{SNOWMAN}; dag, \\ natt"}]})
        seminar = made["createSeminar"]["seminar"]
        seminar = ask(PUBLISH, TOKEN, input=seminar)["publishSeminar"]["seminar"]
        ask(REGISTER, TOKEN, input={"seminarId": seminar["id"]})
        version = ask("query ($id: ID!) { seminar(id: $id) { version } }", TOKEN, id=seminar["id"])["seminar"]
        ask(CANCEL, TOKEN, input={**seminar, **version, "reason": "Snø"})
        for _ in range(200):
            found = [event for event in self.events() if str(event["URL"]).endswith(seminar["id"])]
            if found and found[-1].get("STATUS") == "CANCELLED":
                break
            time.sleep(0.1)
        last = found[-1]
        self.assertEqual(str(last["SUMMARY"]), "Åpen \N{SNOWMAN}; dag, \\ natt")
        self.assertEqual(last["STATUS"], "CANCELLED")
        self.assertGreater(last["SEQUENCE"], 0)

    def test_every_mail_with_a_calendar_says_outside_what_it_says_within(self):
        self.assertTrue(list(self.events()))

    def events(self):
        for path in sorted(OUTBOX.glob("*.eml")):
            mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            parts = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
            if not parts:
                continue
            (part,) = parts
            self.assertEqual(mail.get_content_type(), "multipart/alternative")
            self.assertTrue(mail.get_body(("plain",)).get_content().strip())
            calendar = read(part.get_payload(decode=True))
            self.assertEqual(calendar["METHOD"], part.get_param("method"))
            self.assertIn(calendar["METHOD"], ("REQUEST", "CANCEL"))
            events = calendar.walk("VEVENT")
            self.assertEqual(len({str(event["UID"]) for event in events}), 1)
            for event in events:
                self.assertEqual(str(event["ATTENDEE"]), f"mailto:{mail['To']}")
                self.assertIn("ORGANIZER", event)
            yield events[0]


if __name__ == "__main__":
    unittest.main()
