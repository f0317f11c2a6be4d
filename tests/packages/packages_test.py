"""The Debian packages on this machine: built, installed, used, upgraded, removed, purged.

As root, and with ASCOLTO_TEST_PACKAGES=1, since it changes the machine; skipped otherwise.
"""

import json
import os
import pathlib
import pwd
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import unittest
import urllib.request

from ascolto_run import BUILD, SECONDS, SOURCE

SKIPPED = 77
SETTINGS = pathlib.Path("/etc/ascolto/ascolto.yaml")
SITE = pathlib.Path("/etc/ascolto/rules/site.yaml")
RUN = pathlib.Path("/run/ascolto")
SYSTEMD = pathlib.Path("/run/systemd/system")
COMMENT = b'{"id":"1","text":"Sei un cretino"}\n'


def run(*command, check=True, **options):
    done = subprocess.run(list(map(str, command)), stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=900,
                          env=os.environ | {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C"},
                          **options)
    if check and done.returncode != 0:
        raise AssertionError(f"{shlex.join(map(str, command))}:\n{done.stdout.decode()}")
    return done.stdout.decode()


def status(package):
    return run("dpkg-query", "-W", "-f=${db:Status-Status} ${Version}", package, check=False)


class Service:
    """The unit's ExecStart, as its user and in its runtime folder, where systemd does not run."""

    def __init__(self):
        self.unit = dict(re.findall(r"^(\w+)=(.+)$", pathlib.Path(
            "/lib/systemd/system/ascolto.service").read_text(), re.MULTILINE))

    def __enter__(self):
        if SYSTEMD.exists():
            run("systemctl", "is-active", "ascolto.service")
            return self
        RUN.mkdir(mode=0o750, exist_ok=True)
        shutil.chown(RUN, self.unit["User"], self.unit["Group"])
        self.process = subprocess.Popen(
            ["setpriv", "--reuid", self.unit["User"], "--regid", self.unit["Group"],
             "--clear-groups", "--no-new-privs", "--inh-caps=-all", "--bounding-set=-all", "--",
             *shlex.split(self.unit["ExecStart"])],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd="/",
            env=os.environ | {"LC_ALL": "C"})
        line = self.process.stdout.readline().decode()
        if not line.startswith("listening on "):
            raise AssertionError(f"{line!r} {self.process.stderr.read().decode()}")
        return self

    def __exit__(self, *_):
        if SYSTEMD.exists():
            return
        self.process.terminate()
        self.process.communicate(timeout=SECONDS)
        shutil.rmtree(RUN)

    def get(self, path):
        with urllib.request.urlopen(f"http://127.0.0.1:9464{path}", timeout=SECONDS) as answer:
            return answer.read().decode()

    def classify(self):
        out = run("ascolto", "send", "--address", "unix:/run/ascolto/ascolto.sock", "-",
                  input=COMMENT)
        return json.loads(out)["action"]


def other_version(package, folder, version, changes):
    """The same package with a higher version, and `changes` made to its files."""
    tree = folder / version
    run("dpkg-deb", "-R", package, tree)
    control = tree / "DEBIAN" / "control"
    control.write_text(re.sub("(?m)^Version: .*$", f"Version: {version}", control.read_text()))
    for path, text in changes.items():
        (tree / path.relative_to("/")).write_text(text)
    target = folder / f"{version}.deb"
    run("dpkg-deb", "--root-owner-group", "-b", tree, target)
    return target


class Packages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        run("cpack", "-G", "DEB", "-B", cls.folder, cwd=BUILD)
        cls.service_package = next(cls.folder.glob("ascolto_*.deb"))
        cls.library_package = next(cls.folder.glob("libascolto-dev_*.deb"))

    def setUp(self):
        for package in ("ascolto", "libascolto-dev"):
            if status(package).startswith("installed"):
                self.fail(f"{package} is installed on this machine; remove it first")
            self.addCleanup(run, "dpkg", "--purge", package, check=False)

    def test_the_life_of_the_service(self):
        run("dpkg", "-i", self.service_package)
        user = pwd.getpwnam("ascolto")
        self.assertEqual((user.pw_dir, user.pw_shell), ("/nonexistent", "/usr/sbin/nologin"))
        self.assertEqual(run("dpkg", "-V", "ascolto"), "")
        with Service() as service:
            self.assertEqual(service.classify(), "hide")
            self.assertIn('ascolto_comments_total{action="hide"} 1', service.get("/metrics"))

        # An upgrade keeps what was changed, and takes what was not.
        settings = SETTINGS.read_text() + "max_batch: 77\n"
        SETTINGS.write_text(settings)
        newer = other_version(
            self.service_package, self.folder, "99.0",
            {SETTINGS: SETTINGS.read_text() + "# news\n", SITE: SITE.read_text() + "# news\n"})
        run("dpkg", "--force-confold", "-i", newer)
        self.assertEqual(status("ascolto"), "installed 99.0")
        self.assertEqual(SETTINGS.read_text(), settings)
        self.assertTrue(SITE.read_text().endswith("# news\n"))
        self.assertIn("max_batch: 77", run("ascolto", "serve", "--config", SETTINGS,
                                           "--print-config"))
        with Service() as service:
            self.assertEqual(service.classify(), "hide")

        run("dpkg", "--remove", "ascolto")
        self.assertFalse(pathlib.Path("/usr/bin/ascolto").exists())
        self.assertFalse(pathlib.Path("/usr/share/ascolto").exists())
        self.assertEqual(SETTINGS.read_text(), settings)

        # What the town itself put there goes too.
        (SETTINGS.parent / "tokens.yaml").write_text("callers: []\n")
        run("dpkg", "--purge", "ascolto")
        self.assertFalse(SETTINGS.parent.exists())
        self.assertFalse(RUN.exists())
        with self.assertRaises(KeyError):
            pwd.getpwnam("ascolto")
        self.assertEqual(list(pathlib.Path("/etc/systemd/system").rglob("ascolto*")), [])

    def test_shipped_rules_pass_where_they_are(self):
        run("dpkg", "-i", self.service_package)
        rules = ["/usr/share/ascolto/rules", "/etc/ascolto/rules"]
        self.assertIn("no problems", run("ascolto", "check", *rules))

    def test_a_program_is_built_with_the_library(self):
        run("dpkg", "-i", self.library_package)
        build = self.folder / "consumer"
        examples = SOURCE / "examples"
        run("cmake", "-S", SOURCE / "tests" / "install" / "consumer", "-B", build, "-G", "Ninja",
            f"-DEXAMPLES={examples}")
        run("cmake", "--build", build)
        out = run(build / "embed", SOURCE / "rules", "Sei un cretino")
        self.assertTrue(out.startswith("hide\t"), out)
        flags = run("pkg-config", "--cflags", "--libs", "ascolto").split()
        run("c++", examples / "embed.cc", "-o", self.folder / "embed", *flags, "-std=c++20",
            "-pthread")

    @unittest.skipUnless(shutil.which("lintian"), "lintian is not installed")
    def test_lintian_finds_no_errors(self):
        out = run("lintian", "--fail-on", "none", self.service_package, self.library_package)
        self.assertEqual([line for line in out.splitlines() if line.startswith("E:")], [])


if __name__ == "__main__":
    if os.geteuid() != 0 or os.environ.get("ASCOLTO_TEST_PACKAGES") != "1":
        print("skipped: to be run as root with ASCOLTO_TEST_PACKAGES=1")
        sys.exit(SKIPPED)
    unittest.main()
