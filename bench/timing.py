#!/usr/bin/env python3
"""Measures whether the time of an answer tells what the answer itself does not.

    bench/timing.py target/release/erfa               # 5,000 samples a side; 300 of what is slow
    bench/timing.py target/release/erfa --samples 500 --only node
    bench/timing.py target/release/erfa --database postgres://user:password@host/empty

Starts the binary over a fresh database, SQLite unless an empty one is named, with the sample and the demo, without limits on how much is asked, and asks by one connection, one request after
the other. Two things that must not be told apart take turns, which of them first by chance, and must answer alike, byte by byte. The table shows the medians,
their difference, and how likely ranks so unequal are where there is no difference (Mann-Whitney, two-sided, normal approximation). The first line compares
nothing with nothing: what it shows is the machine. Python 3.11, standard library only.
"""

import argparse
import base64
import gc
import http.client
import json
import math
import os
import random
import re
import secrets
import signal
import sqlite3
import statistics
import string
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

PASSWORD = "erfa-demo-2026"
STARTED_WITHIN = 180
POOL = 20
MEANWHILE = 10


@dataclass
class Request:
    method: str
    path: str
    body: bytes | None = None
    token: str | None = None

    def headers(self) -> dict[str, str]:
        headers = {"content-type": "application/json"} if self.body else {}
        return headers | ({"authorization": f"Bearer {self.token}"} if self.token else {})


def operation(query: str, token: str | None = None, **variables: object) -> Request:
    return Request("POST", "/graphql", json.dumps({"query": query, "variables": variables}).encode(), token)


class Server:
    """The binary, and one connection to it."""

    def __init__(self, address: str, folder: Path) -> None:
        self.connection = http.client.HTTPConnection(address, timeout=30)
        self.folder = folder

    def ask(self, request: Request) -> tuple[int, bytes]:
        self.connection.request(request.method, request.path, request.body, request.headers())
        answer = self.connection.getresponse()
        return answer.status, answer.read()

    def data(self, request: Request) -> dict:
        _, body = self.ask(request)
        answer = json.loads(body)
        if "errors" in answer:
            raise SystemExit(f"{request.body!r}: {answer['errors']}")
        return next(iter(answer["data"].values()))

    def token(self, name: str) -> str:
        sign_in = "mutation ($input: SignInInput!) { signIn(input: $input) { session { accessToken } } }"
        return self.data(operation(sign_in, input={"email": f"{name}@demo.example", "password": PASSWORD}))["session"]["accessToken"]


@contextmanager
def started(binary: Path, database: str | None) -> Iterator[Server]:
    with tempfile.TemporaryDirectory(prefix="erfa-timing-") as folder:
        env = {"PATH": os.environ["PATH"], "ERFA__DATA_FOLDER": folder, "ERFA__THROTTLE__ENABLED": "false", "ERFA__LOG": "info"}
        env |= {"DATABASE_URL": database} if database else {}
        words = [str(binary), "serve", "--listen", "127.0.0.1:0"]
        log = Path(folder, "log")
        with log.open("wb") as out, subprocess.Popen(words, cwd=folder, env=env, stdout=out, stderr=out) as child:
            try:
                yield Server(announced(child, log), Path(folder))
            finally:
                child.send_signal(signal.SIGTERM)


def announced(child: subprocess.Popen, log: Path) -> str:
    for _ in range(STARTED_WITHIN * 10):
        found = re.search(r"GraphQL at http://(\S+?)/graphql", log.read_text())
        if found:
            return found[1]
        if child.poll() is not None:
            break
        time.sleep(0.1)
    raise SystemExit(f"the server did not start:\n{log.read_text()}")


def mann_whitney(one: list[int], other: list[int]) -> float:
    """The p value, two-sided, by the normal approximation with ties and continuity."""
    marked = sorted([(value, 0) for value in one] + [(value, 1) for value in other])
    rank, ranks_of_one, ties = 0, 0.0, 0
    for _, group in groupby(marked, key=lambda pair: pair[0]):
        sides = [side for _, side in group]
        ranks_of_one += sides.count(0) * (rank + (len(sides) + 1) / 2)
        ties += len(sides) ** 3 - len(sides)
        rank += len(sides)
    n, m = len(one), len(other)
    u = ranks_of_one - n * (n + 1) / 2
    variance = n * m / 12 * ((n + m + 1) - ties / ((n + m) * (n + m - 1)))
    distance = max(abs(u - n * m / 2) - 0.5, 0)
    return math.erfc(distance / math.sqrt(2 * variance)) if variance else 1.0


Make = Callable[[int], Request]


def compare(server: Server, title: str, samples: int, one: Make, other: Make, before: Callable[[Request], list[Request]] = lambda request: [request]) -> None:
    """Times both in turn; `before` readies what is not timed, and answers what is."""
    times: tuple[list[int], list[int]] = ([], [])
    answers: tuple[set, set] = (set(), set())
    gc.disable()
    for number in range(-min(20, samples), samples):
        for side in random.sample((0, 1), 2):
            requests = before((one, other)[side](number))
            begun = time.perf_counter_ns()
            told = [server.ask(request) for request in requests]
            taken = time.perf_counter_ns() - begun
            answers[side].update(told)
            if number >= 0:
                times[side].append(taken)
    gc.enable()
    if len(answers[0] | answers[1]) != 1:
        raise SystemExit(f"{title}: the answers differ: {answers}")
    medians = [statistics.median(side) / 1_000 for side in times]
    shown = " | ".join(f"{value:,.1f}" for value in (*medians, medians[0] - medians[1]))
    print(f"| {title} | {samples:,} | {shown} | {mann_whitney(*times):.3g} |", flush=True)


def absent(known: str) -> str:
    """An id of the same kind beside this one, of nothing."""
    kind, row = known.split("_", 1)
    raw = bytearray(base64.urlsafe_b64decode(row + "=" * (-len(row) % 4)))
    raw[-6:] = secrets.token_bytes(6)
    return f"{kind}_{base64.urlsafe_b64encode(raw).decode().rstrip('=')}"


def unknown(known: str) -> str:
    """An address as long as this one, of nobody."""
    name, host = known.split("@")
    return f"{''.join(random.choices(string.ascii_lowercase, k=len(name)))}@{host}"


class Hidden:
    """What only some may know of, and as many things that there are not."""

    def __init__(self, server: Server) -> None:
        self.token, self.member = server.token("coordinator"), server.token("orgadmin")
        self.networks = self.owned(server, self.token)
        self.no_networks = [absent(one) for one in self.networks]
        # Whoever is in many networks has more to be compared with what is asked for.
        self.owned(server, self.member)
        self.revoked = [self.calendar(server) for _ in range(POOL)]
        self.live = self.calendar(server)
        people = json.loads(server.ask(Request("GET", "/explorer/config.json"))[1])["demoPeople"]
        self.people = [one["email"] for one in people]
        self.nobody = [unknown(one) for one in self.people]
        self.check(server)

    def check(self, server: Server) -> None:
        """What is to be hidden is there."""
        for one in self.networks:
            assert server.data(node(one, self.token)) == {"id": one}
        assert [server.ask(calendar(path))[0] for path in (self.live, *self.revoked)] == [200] + [404] * POOL

    def owned(self, server: Server, token: str) -> list[str]:
        """Networks for one organisation alone, in which this person is."""
        create = "mutation ($input: CreateNetworkInput!) { createNetwork(input: $input) { network { id } } }"
        roles = server.data(operation("{ viewer { organisationRoles { role organisation { id } } } }", token))["organisationRoles"]
        owner = next(one["organisation"]["id"] for one in roles if one["role"] in ("ADMIN", "EDITOR"))
        content = {"ownerId": owner, "locale": "en", "visibility": "ORGANISATION", "status": "ACTIVE"}
        names = ([{"locale": "en", "text": f"Unseen {number}"}] for number in range(POOL))
        return [server.data(operation(create, token, input=content | {"name": name}))["network"]["id"] for name in names]

    def calendar(self, server: Server) -> str:
        create = "mutation { createCalendarAddress(input: {replace: true}) { calendarUrl } }"
        return server.data(operation(create, self.token))["calendarUrl"]


class Letters:
    """Lets each request for a password be the first: nothing is under way, and none was asked for before."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.database = sqlite3.connect(server.folder / "erfa.sqlite", timeout=10, isolation_level=None)

    def ready(self, request: Request) -> list[Request]:
        under_way = "SELECT count(*) FROM job WHERE kind IN ('letter', 'mail') AND finished_at IS NULL"
        while self.database.execute(under_way).fetchone()[0]:
            time.sleep(0.005)
        self.database.execute("DELETE FROM job WHERE kind = 'letter'")
        # The worker looks once more when it has finished.
        time.sleep(0.01)
        return [request]

    def after(self, request: Request) -> list[Request]:
        """Asks for it, and answers what somebody asks meanwhile who wants to notice that a mail is written."""
        for first in self.ready(request):
            self.server.ask(first)
        return [reset(unknown("somebody.else@demo.example")) for _ in range(MEANWHILE)]


def reset(email: str) -> Request:
    return operation("mutation ($input: RequestPasswordResetInput!) { requestPasswordReset(input: $input) { requested } }", input={"email": email})


def sign_in(email: str) -> Request:
    query = "mutation ($input: SignInInput!) { signIn(input: $input) { session { accessToken } refusals { code } } }"
    return operation(query, input={"email": email, "password": "this is not the password"})


def node(one: str, token: str | None = None) -> Request:
    return operation("query ($id: ID!) { node(id: $id) { id } }", token, id=one)


def calendar(path: str) -> Request:
    return Request("GET", path)


def of(pool: list[str], make: Callable[[str], Request]) -> Make:
    return lambda number: make(pool[number % len(pool)])


def measures(server: Server, samples: int, slow: int, sqlite: bool) -> dict[str, Callable[[], None]]:
    hidden = Hidden(server)
    others = [absent(one) for one in hidden.networks]
    never = [f"/calendars/person/{secrets.token_urlsafe(32)}.ics" for _ in range(POOL)]
    secret = hidden.live.removesuffix(".ics")
    near = [f"{secret[:-4]}{secrets.token_urlsafe(3)}.ics" for _ in range(POOL)]
    seen, gone = ([f"/calendars/network/{one}.ics" for one in ids] for ids in (hidden.networks, hidden.no_networks))
    people, nobody = hidden.people, hidden.nobody

    def member(one: str) -> Request:
        return node(one, hidden.member)

    def row(title: str, count: int, one: Make, other: Make, **more: object) -> Callable[[], None]:
        return lambda: compare(server, title, count, one, other, **more)

    rows = {
        "control": row("`node(id:)`: an id of nothing, an id of nothing", samples, of(others, node), of(hidden.no_networks, node)),
        "node": row("`node(id:)`: a hidden network, an id of nothing", samples, of(hidden.networks, node), of(hidden.no_networks, node)),
        "member": row("the same, asked by a member of 20 other networks", samples, of(hidden.networks, member), of(hidden.no_networks, member)),
        "revoked": row("a calendar address: revoked, never made", samples, of(hidden.revoked, calendar), of(never, calendar)),
        "guessed": row("a calendar address: one that is good but for its end, never made", samples, of(near, calendar), of(never, calendar)),
        "calendar": row("a network's calendar: a hidden network, an id of nothing", samples, of(seen, calendar), of(gone, calendar)),
        "signin": row("`signIn`: a wrong password, an unknown address", slow, of(people, sign_in), of(nobody, sign_in)),
    }
    if sqlite:
        letters = Letters(server)
        rows["reset"] = row("`requestPasswordReset`: a known address, an unknown one", slow, of(people, reset), of(nobody, reset), before=letters.ready)
        rows["after"] = row(f"{MEANWHILE} of them for others, right after that", slow, of(people, reset), of(nobody, reset), before=letters.after)
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary", type=Path)
    parser.add_argument("--samples", type=int, default=5_000, help="of each side")
    parser.add_argument("--slow", type=int, default=300, help="of each side of what takes long")
    parser.add_argument("--database", metavar="URL", help="an empty PostgreSQL database; leaves out reset and after, which look into SQLite's file")
    parser.add_argument("--only", action="append", metavar="NAME", help="control, node, member, revoked, guessed, calendar, signin, reset, after")
    asked = parser.parse_args()
    with started(asked.binary.resolve(), asked.database) as server:
        rows = measures(server, asked.samples, asked.slow, not asked.database)
        strange = set(asked.only or ()) - set(rows)
        if strange:
            sys.exit(f"there is no {', '.join(sorted(strange))}: one of {', '.join(rows)}")
        print("| what is compared | samples each | first µs | second µs | difference µs | p |")
        print("| --- | --- | --- | --- | --- | --- |", flush=True)
        for name, measure in rows.items():
            if not asked.only or name in asked.only:
                measure()


if __name__ == "__main__":
    main()
