"""The report keeps what is written by hand, and its chart names every engine that has figures."""

import json
import os
import pathlib
import sys
import tempfile
import unittest
import xml.etree.ElementTree

sys.path.insert(0, str(pathlib.Path(os.environ["ASCOLTO_SOURCE"]) / "bench"))
import write_report  # noqa: E402  pylint: disable=wrong-import-position

RESULTS = [
    {"mix": mix, "rules": rules, "engines": [
        {"name": "ascolto", "title": "Ascolto", "nanoseconds": 900.0 + rules},
        {"name": "re2", "title": "one & by one", "nanoseconds": 350.0 * rules},
        {"name": "set", "title": "refuses", "refusal": "out of memory"}]}
    for mix in ("mixed", "lists") for rules in (100, 1000)]


class ReportTest(unittest.TestCase):

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.results = pathlib.Path(folder.name) / "results"
        self.output = pathlib.Path(folder.name) / "docs"
        self.results.mkdir()
        self.output.mkdir()
        for name in ("classify_bench.generated", "classify_bench.tweets",
                     "match_bench.generated", "instructions", "adversarial", "fold", "compile"):
            (self.results / f"{name}.md").write_text(f"| table of {name} |\n")
        (self.results / "classify_bench.generated.json").write_text(json.dumps(RESULTS))

    def test_keeps_what_is_written_by_hand(self):
        page = self.output / "benchmarks.md"
        page.write_text(f"By hand.\n{write_report.BEGIN}\nstale\n{write_report.END}\n"
                        "Conclusions.\n")
        for _ in range(2):
            write_report.main(self.results, self.output)
        text = page.read_text()
        self.assertTrue(text.startswith("By hand.\n"))
        self.assertTrue(text.endswith("\nConclusions.\n"))
        self.assertNotIn("stale", text)
        for part in ("comments of tweets", "| table of classify_bench.generated |",
                     "| table of fold |", "benchmarks.svg"):
            self.assertEqual(text.count(part), 1, part)

    def test_chart_names_engines_with_figures(self):
        write_report.main(self.results, self.output)
        root = xml.etree.ElementTree.parse(self.output / "benchmarks.svg").getroot()
        words = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
        for name in ("Ascolto", "one & by one", "100", "1,000", "1 µs"):
            self.assertIn(name, words)
        self.assertNotIn("refuses", words)

    def test_times_are_geometric_means_of_the_mixed_sets(self):
        more = RESULTS + [{"mix": "mixed", "rules": 100, "engines": [
            {"name": "ascolto", "title": "Ascolto", "nanoseconds": 4000.0}]}]
        lines = dict(write_report.lines_of(more))
        self.assertEqual([rules for rules, _ in lines["Ascolto"]], [100, 1000])
        self.assertAlmostEqual(lines["Ascolto"][0][1], 2000.0)


if __name__ == "__main__":
    unittest.main()
