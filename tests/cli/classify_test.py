"""`ascolto classify` on each input format: what comes out, in which order, with which names."""

import json
import pathlib
import tempfile
import unittest

from ascolto_run import ascolto, classify, RULES

INSULT = '{"id":"a","text":"Sei un cretino!","channel":"facebook"}\n'


def jsonl(*objects):
    return "".join(json.dumps(o, ensure_ascii=False) + "\n" for o in objects).encode()


class JsonLines(unittest.TestCase):
    def test_verdict_has_the_keys_of_the_format_in_their_order(self):
        run = ascolto("classify", "--rules", RULES, "-", stdin=INSULT.encode())
        self.assertEqual(run.returncode, 0, run.stderr)
        fingerprint = json.loads(run.stdout)["rules"]
        self.assertRegex(fingerprint, "^[0-9a-f]{64}$")
        self.assertEqual(
            run.stdout.decode(),
            '{"id":"a","action":"hide","labels":{"insult":80},'
            '"decided_by":{"bucket":"insult","points":80,"threshold":80,'
            '"rules":["it.prova/insulto"]},'
            '"matches":[{"rule":"it.prova/insulto","label":"insult","begin":0,"end":14,'
            '"text":"Sei un cretino","reading":"written","shadow":false}],'
            '"answer":{"owed":false,"intent":null,"office":null,"due":null},'
            f'"message":"Nascosto: art. 1","rules":"{fingerprint}"}}\n',
        )

    def test_answer_owed_names_intent_office_and_due_time(self):
        _, [verdict], _ = classify(
            "-", stdin=jsonl({"text": "Quando riapre la biblioteca?", "time": "2026-11-20T09:00:00Z"})
        )
        self.assertEqual(
            verdict["answer"],
            {"owed": True, "intent": "question", "office": "urp", "due": "2026-11-24T10:00:00+01:00"},
        )
        self.assertEqual(verdict["action"], "allow")
        self.assertIsNone(verdict["decided_by"])

    def test_every_field_of_a_comment_is_taken(self):
        code, verdicts, errors = classify(
            "-",
            stdin=jsonl(
                {
                    "id": "1", "text": "offerta", "channel": "x", "page": "p", "page_topic": "school",
                    "language": "it", "author": "a", "author_role": "citizen", "thread": "t",
                    "parent": "q", "reply": True, "author_new": False, "author_strikes": 2,
                    "repeats": 3, "time": "2026-11-20T09:00:00.5+01:00",
                },
                {"id": "2", "text": "offerta", "repeats": 2},
            ),
        )
        self.assertEqual((code, errors), (0, []))
        self.assertEqual([v["action"] for v in verdicts], ["hold", "allow"])

    def test_null_is_a_field_that_is_lacking_and_a_number_may_be_an_id(self):
        code, [verdict], _ = classify("-", stdin=jsonl({"id": 7, "text": "ciao", "channel": None}))
        self.assertEqual((code, verdict["id"]), (0, "7"))

    def test_shadow_matches_are_marked_and_do_not_act(self):
        _, [verdict], _ = classify("-", stdin=jsonl({"text": "Accidenti"}))
        self.assertEqual(verdict["action"], "allow")
        self.assertTrue(verdict["matches"][0]["shadow"])

    def test_block_proposal_follows_when_it_is_set(self):
        _, [verdict], _ = classify(
            "-", stdin=jsonl({"text": "sei un cretino", "author_strikes": 4})
        )
        self.assertTrue(verdict["propose_block"])

    def test_keep_passes_unknown_keys_on_and_renames_those_that_are_taken(self):
        line = jsonl({"text": "ciao", "likes": 3, "tags": ["è", {"b": 1, "a": 2}], "message": "m"})
        _, [kept], _ = classify("--keep", "-", stdin=line)
        self.assertEqual(kept["likes"], 3)
        self.assertEqual(list(kept["tags"][1].items()), [("b", 1), ("a", 2)])
        self.assertEqual(kept["input.message"], "m")
        self.assertIsNone(kept["message"])
        _, [plain], _ = classify("-", stdin=line)
        self.assertNotIn("likes", plain)

    def test_order_is_kept_over_many_chunks(self):
        count = 20_000
        lines = jsonl(*({"id": str(i), "text": "sei un cretino" * (i % 7)} for i in range(count)))
        code, verdicts, _ = classify("-", stdin=lines)
        self.assertEqual(code, 0)
        self.assertEqual([v["id"] for v in verdicts], [str(i) for i in range(count)])

    def test_blank_lines_and_line_ends_of_windows_do_not_matter(self):
        code, verdicts, errors = classify("-", stdin=b'\n{"text":"a"}\r\n  \r\n{"text":"b"}')
        self.assertEqual((code, len(verdicts), errors), (0, 2, []))


class OtherFormats(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def file(self, name, content):
        path = self.folder / name
        path.write_bytes(content)
        return path

    def test_csv_has_the_names_of_fields_and_cells_of_several_lines(self):
        path = self.file(
            "comments.csv",
            'id,likes,text,repeats,reply\r\n'
            '1,4,"Offerta, solo\noggi ""vera""",3,true\r\n'
            "2,,ciao,,\r\n".encode(),
        )
        code, [first, second], errors = classify("--keep", path)
        self.assertEqual((code, errors), (0, []))
        self.assertEqual((first["id"], first["action"], first["likes"]), ("1", "hold", "4"))
        self.assertEqual(first["matches"][0]["text"], "Offerta")
        self.assertEqual((second["action"], second["likes"]), ("allow", ""))

    def test_csv_takes_semicolons_tabs_and_a_byte_order_mark(self):
        for delimiter in ";\t":
            content = f"id{delimiter}text\n1{delimiter}ciao, ciao\n"
            code, [verdict], errors = classify(self.file("c.csv", b"\xef\xbb\xbf" + content.encode()))
            self.assertEqual((code, verdict["id"], errors), (0, "1", []))

    def test_plain_lines_are_texts_named_by_their_number(self):
        code, verdicts, _ = classify(self.file("c.txt", b"ciao\n\nsei un cretino"))
        self.assertEqual(code, 0)
        self.assertEqual([(v["id"], v["action"]) for v in verdicts],
                         [("1", "allow"), ("2", "allow"), ("3", "hide")])

    def test_formats_agree_on_the_same_comments(self):
        texts = ["sei un cretino", "quando apre?", "tutto bene"]
        by_format = [
            classify(self.file("c.jsonl", jsonl(*({"id": str(i), "text": t} for i, t in enumerate(texts, 1)))))[1],
            classify(self.file("c.csv", ("id,text\n" + "".join(f"{i},{t}\n" for i, t in enumerate(texts, 1))).encode()))[1],
            classify(self.file("c.txt", "\n".join(texts).encode()))[1],
        ]
        self.assertEqual(by_format[0], by_format[1])
        self.assertEqual(by_format[0], by_format[2])

    def test_several_files_one_after_the_other(self):
        first, second = self.file("a.txt", b"uno\n"), self.file("b.txt", b"due\ntre\n")
        code, verdicts, _ = classify(first, second)
        self.assertEqual((code, len(verdicts)), (0, 3))

    def test_table_marks_the_words_and_names_the_rule_and_the_office(self):
        path = self.file("c.txt", "Sei un cretino, sì\nQuando apre?\n\x1b[31mrosso \u202e\n".encode())
        run = ascolto("classify", "--rules", RULES, "--format", "table", path)
        self.assertEqual(run.returncode, 0)
        header, first, second, third = run.stdout.decode().splitlines()
        for column in ("TEXT", "ACTION", "LABELS", "RULES", "ANSWER OWED"):
            self.assertIn(column, header)
        self.assertIn("[Sei un cretino], sì", first)
        self.assertRegex(first, r"hide +insult 80 +it\.prova/insulto")
        self.assertIn("question: urp", second)
        self.assertNotIn("\x1b", run.stdout.decode())
        self.assertIn("<U+001B>[31mrosso <U+202E>", third)


if __name__ == "__main__":
    unittest.main()
