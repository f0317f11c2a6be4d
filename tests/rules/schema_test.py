"""Holds the JSON schemas of the rule files against the reader's own table of keys, and the
example pack and every shipped file against the schemas' keys."""

import json
import os
import pathlib
import re
import unittest

SOURCE = pathlib.Path(os.environ["ASCOLTO_SOURCE"])


def reader_keys():
    """The tables of lib/ascolto/model/keys.h, by name."""
    text = (SOURCE / "lib/ascolto/model/keys.h").read_text()
    tables = re.findall(r"string_view k(\w+)\[\] = \{(.*?)\};", text, re.S)
    return {name: re.findall(r'"(\w+)"', body) for name, body in tables}


def comment_fields():
    text = (SOURCE / "lib/ascolto/comment.cc").read_text()
    table = text[text.index("kFields[]") :]
    return re.findall(r'(?:Text|Flag|Number)\("(\w+)"|\.name = "(\w+)"', table)


class Schemas(unittest.TestCase):
    def setUp(self):
        folder = SOURCE / "rules/schema"
        self.rules = json.loads((folder / "rules.schema.json").read_text())
        self.chat = json.loads((folder / "chat.schema.json").read_text())
        self.site = json.loads((folder / "site.schema.json").read_text())
        self.keys = reader_keys()

    def expect(self, schema, table):
        self.assertFalse(schema["additionalProperties"])
        self.assertEqual(sorted(schema["properties"]), sorted(self.keys[table]), table)

    def test_pack_keys_are_the_readers(self):
        defs = self.rules["$defs"]
        rule = defs["rule"]["properties"]
        self.expect(self.rules, "Pack")
        self.expect(self.chat, "Chat")
        self.expect(defs["readings"], "Readings")
        self.expect(defs["list"]["oneOf"][1], "List")
        self.expect(defs["rule"], "Rule")
        self.expect(defs["when"], "When")
        self.expect(defs["find"], "Find")
        self.expect(defs["near"], "Near")
        self.expect(rule["unless"], "Unless")
        self.expect(rule["tests"], "Tests")
        self.expect(rule["tests"]["properties"]["todo"], "Todo")

    def test_site_keys_are_the_readers(self):
        defs = self.site["$defs"]
        self.expect(self.site, "Site")
        self.expect(self.site["properties"]["packs"], "Packs")
        self.expect(self.site["properties"]["block"], "Block")
        self.expect(defs["thresholds"], "Thresholds")
        self.expect(defs["profile"], "Profile")
        self.expect(defs["office"], "Office")
        self.expect(defs["override"], "Override")
        labels = {"label", "topic"}
        self.assertEqual(set(defs["when"]["properties"]), set(self.keys["When"]) - labels)

    def test_cases_have_the_comments_fields(self):
        fields = [text or name for text, name in comment_fields()]
        case = self.rules["$defs"]["case"]["oneOf"][1]["properties"]
        self.assertIn("text", fields)
        self.assertEqual(sorted(case), sorted(fields))

    def test_channels_are_the_readers(self):
        channel = self.rules["$defs"]["when"]["properties"]["channel"]
        self.assertEqual(channel["oneOf"][0]["anyOf"][0]["enum"], self.keys["Channels"])

    def test_every_reference_leads_somewhere(self):
        for schema in (self.rules, self.chat, self.site):
            for name in re.findall(r'"#/\$defs/(\w+)"', json.dumps(schema)):
                self.assertIn(name, schema["$defs"])

    def test_files_name_a_schema_that_exists(self):
        files = list((SOURCE / "rules").rglob("*.yaml"))
        files += list((SOURCE / "tests/rules/example").glob("*.yaml"))
        for file in files:
            for named in re.findall(r"\$schema=(\S+)", file.read_text()):
                self.assertTrue((file.parent / named).is_file(), f"{file}: {named}")


if __name__ == "__main__":
    unittest.main()
