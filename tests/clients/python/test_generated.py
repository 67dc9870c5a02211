"""ariadne-codegen: a coordinator plans a seminar and moves it, by a client that was generated from the schema."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
URL = os.environ["ERFA_URL"] + "/graphql"
HEADERS = {"Authorization": f"Bearer {os.environ['ERFA_TOKEN']}"}
SEMINAR = json.loads(os.environ["ERFA_SEMINAR"])


class Generated(unittest.IsolatedAsyncioTestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        folder = Path(cls.folder.name)
        shutil.copy(ROOT / "schema.graphql", folder)
        shutil.copy(HERE / "queries.graphql", folder)
        shutil.copy(HERE.parent / "setups" / "ariadne-codegen.toml", folder / "pyproject.toml")
        program = Path(sys.executable).with_name("ariadne-codegen")
        subprocess.run([program], cwd=folder, check=True, capture_output=True)
        sys.path.insert(0, cls.folder.name)

    @classmethod
    def tearDownClass(cls):
        sys.path.remove(cls.folder.name)
        cls.folder.cleanup()

    async def test_pages(self):
        from erfa_client import ErfaClient

        names, after = [], None
        async with ErfaClient(url=URL) as client:
            while True:
                page = (await client.municipality_page(country="NO", after=after)).municipalities
                names += [one.name for one in page.nodes]
                if not page.page_info.has_next_page:
                    break
                after = page.page_info.end_cursor
        self.assertEqual(len(names), page.total_count)
        self.assertIn("Leka", names)

    async def test_a_seminar_is_planned_and_moved(self):
        from erfa_client import CreateSeminarInput, ErfaClient, PostponeSeminarInput

        async with ErfaClient(url=URL, headers=HEADERS) as client:
            late = CreateSeminarInput.model_validate({**SEMINAR, "endsLocal": "2020-01-01T10:00"})
            refused = (await client.create_seminar(input=late)).create_seminar
            self.assertIsNone(refused.seminar)
            self.assertTrue(refused.refusals[0].code)
            made = (await client.create_seminar(input=CreateSeminarInput.model_validate(SEMINAR))).create_seminar
            self.assertEqual(made.refusals, [])
            move = PostponeSeminarInput(
                id=made.seminar.id,
                version=made.seminar.version,
                reason="The hall is taken.",
                startsLocal="2031-05-06T10:00",
                endsLocal="2031-05-06T12:00",
            )
            moved = (await client.postpone_seminar(input=move)).postpone_seminar
            self.assertEqual(moved.refusals, [])
            self.assertEqual(moved.seminar.starts_local, "2031-05-06T10:00:00")


if __name__ == "__main__":
    unittest.main()
