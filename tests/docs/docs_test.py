"""What the documents and packages say of the project as a whole: license, version, ports."""

import pathlib
import re
import unittest

from ascolto_run import ascolto, BUILD, SOURCE

GRPC, HTTP = "50051", "9464"
HAPROXY = "7443"  # of the example of a proxy


def read(path):
    return (SOURCE / path).read_text()


class License(unittest.TestCase):
    def test_is_the_text_of_apache_2_0(self):
        text = read("LICENSE")
        self.assertIn("Apache License", text)
        self.assertIn("Version 2.0, January 2004", text)
        common = pathlib.Path("/usr/share/common-licenses/Apache-2.0")
        if common.exists():
            self.assertEqual(text, common.read_text())

    def test_is_named_wherever_somebody_looks_for_it(self):
        for path in ("README.md", "CMakeLists.txt", "CHANGELOG.md", "cmake/ascolto.pc.in",
                     "cmake/ascoltoConfig.cmake.in", "cmake/package.cmake",
                     "packaging/debian/copyright"):
            self.assertIn("Apache-2.0", read(path), path)
        self.assertIn("/usr/share/common-licenses/Apache-2.0", read("packaging/debian/copyright"))
        self.assertRegex((BUILD / "ascolto.pc").read_text(), "(?m)^License: Apache-2.0$")


class Versions(unittest.TestCase):
    def setUp(self):
        self.version = re.search(r"project\(ascolto VERSION (\S+)", read("CMakeLists.txt"))[1]

    def test_changelog_begins_with_this_version(self):
        self.assertEqual(re.search("(?m)^## (.+)$", read("CHANGELOG.md"))[1], self.version)

    def test_api_lists_the_changes_of_this_version(self):
        minor = self.version.rsplit(".", 1)[0]
        self.assertIn(f"\n### Changes in {minor}\n", read("docs/api.md"))

    def test_command_tells_it(self):
        self.assertEqual(ascolto("--version").stdout.decode(), f"ascolto {self.version}\n")


class Ports(unittest.TestCase):
    def test_documents_and_packages_use_one_port_each(self):
        paths = [SOURCE / "README.md", *(SOURCE / "docs").glob("*.md"),
                 *(SOURCE / "packaging").rglob("*"), *(SOURCE / "examples").glob("*"),
                 SOURCE / "script" / "run"]
        found = {}
        for path in paths:
            if path.is_file() and path.name != "benchmarks.md":
                for port in re.findall(r"(?:127\.0\.0\.1|localhost):(\d+)", path.read_text()):
                    found.setdefault(port, set()).add(path.name)
        found.pop("0", None)
        self.assertEqual(set(found), {GRPC, HTTP, HAPROXY}, found)
        self.assertIn(f"http: 127.0.0.1:{HTTP}\n", read("packaging/ascolto.yaml"))


if __name__ == "__main__":
    unittest.main()
