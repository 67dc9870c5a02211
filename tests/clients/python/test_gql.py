"""gql: an integrator pages through what there is and follows what changes."""

import asyncio
import os
import sys
import unittest
from pathlib import Path

from gql import GraphQLRequest
from gql.transport.exceptions import TransportQueryError

sys.path.insert(0, str(Path(__file__).parents[1] / "setups"))
from gql_client import blocking, concurrent, live  # noqa: E402

URL = os.environ["ERFA_URL"] + "/graphql"
TOKEN = os.environ["ERFA_TOKEN"]

PAGE = """query Page($after: String) {
        municipalities(first: 100, after: $after) {
            totalCount nodes { id code name country { code } } pageInfo { hasNextPage endCursor }
        }
    }"""
NETWORK = "{ viewer { coordinates(first: 1) { nodes { id version } } } }"
CHANGE = """mutation Change($input: UpdateNetworkInput!) {
        updateNetwork(input: $input) { network { id version periodText } refusals { code } }
    }"""
FOLLOW = "subscription Follow($id: ID!) { networkChanged(id: $id) { id version periodText } }"


def asked(text, **variables):
    return GraphQLRequest(text, variable_values=variables)


class Blocking(unittest.TestCase):
    def test_every_municipality_is_read_once(self):
        with blocking(URL) as session:
            found, after = {}, None
            while True:
                page = session.execute(asked(PAGE, after=after))["municipalities"]
                for one in page["nodes"]:
                    self.assertNotIn(one["id"], found)
                    found[one["id"]] = (one["country"]["code"], one["code"])
                if not page["pageInfo"]["hasNextPage"]:
                    break
                after = page["pageInfo"]["endCursor"]
        self.assertEqual(len(found), page["totalCount"])
        self.assertGreater(len(found), 1100)
        self.assertIn(("SE", "2085"), found.values())

    def test_an_error_comes_with_its_code(self):
        with blocking(URL) as session, self.assertRaises(TransportQueryError) as caught:
            session.execute(asked("{ municipalities(first: 0) { nodes { id } } }"))
        self.assertEqual(caught.exception.errors[0]["extensions"]["code"], "BAD_INPUT")


class Concurrent(unittest.IsolatedAsyncioTestCase):
    async def test_countries_are_read_side_by_side(self):
        count = "query Count($country: String!) { municipalities(filter: {country: $country}) { totalCount } }"
        async with concurrent(URL) as session:
            running = [session.execute(asked(count, country=code)) for code in ("DK", "SE", "IS")]
            counts = [answer["municipalities"]["totalCount"] for answer in await asyncio.gather(*running)]
        self.assertEqual(counts[:2], [98, 290])

    async def test_a_change_is_heard(self):
        async with concurrent(URL, TOKEN) as session, live(URL, TOKEN) as listener:
            network = (await session.execute(asked(NETWORK)))["viewer"]["coordinates"]["nodes"][0]
            events = listener.subscribe(asked(FOLLOW, id=network["id"]))
            first = (await asyncio.wait_for(anext(events), 5))["networkChanged"]
            text = f"since version {first['version']}"
            change = {"id": network["id"], "version": first["version"], "periodText": text}
            changed = await session.execute(asked(CHANGE, input=change))
            self.assertEqual(changed["updateNetwork"]["refusals"], [])
            second = (await asyncio.wait_for(anext(events), 5))["networkChanged"]
            self.assertEqual((second["version"], second["periodText"]), (first["version"] + 1, text))
            await events.aclose()


if __name__ == "__main__":
    unittest.main()
