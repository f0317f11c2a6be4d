"""The installed package: what it holds, and that programs can be built with it and run."""

import os
import pathlib
import shlex
import subprocess
import tempfile
import unittest

from ascolto_run import BUILD, RULES, SOURCE

EXAMPLES = SOURCE / "examples"


def run(*command, **environment):
    done = subprocess.run(
        list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=900,
        env=os.environ | environment)
    if done.returncode != 0:
        raise AssertionError(f"{shlex.join(map(str, command))}:\n{done.stdout.decode()}")
    return done.stdout.decode()


class Installed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        run("cmake", "--install", BUILD, "--prefix", folder / "first")
        # Moved after it was installed: nothing in it may name where it was.
        cls.prefix = (folder / "first").rename(folder / "moved here")
        cls.folder = folder

    def check_programs(self, folder):
        self.assertTrue(run(folder / "embed", RULES, "Sei un cretino").startswith("hide\t"))
        self.assertIn("taken the new rules", run(folder / "hot_reload"))

    def test_only_the_public_headers_are_there(self):
        headers = {p.name for p in self.prefix.glob("include/**/*") if p.is_file()}
        self.assertEqual(headers, {"ascolto.h", "classifier.h", "comment.h", "diagnostic.h",
                                   "live_rules.h", "rule_set.h", "verdict.h"})

    def test_command_and_rules_work_from_there(self):
        command = self.prefix / "bin" / "ascolto"
        self.assertIn("rules", run(command, "check", self.prefix / "share" / "ascolto" / "rules"))

    def test_programs_with_find_package(self):
        build = self.folder / "build"
        run("cmake", "-S", SOURCE / "tests" / "install" / "consumer", "-B", build, "-G", "Ninja",
            f"-DCMAKE_PREFIX_PATH={self.prefix}", f"-DEXAMPLES={EXAMPLES}")
        run("cmake", "--build", build)
        self.check_programs(build)

    def test_programs_with_pkg_config(self):
        found = next(self.prefix.glob("lib/**/pkgconfig"))
        flags = shlex.split(run("pkg-config", "--cflags", "--libs", "ascolto",
                                PKG_CONFIG_PATH=str(found)))
        target = self.folder / "with-pkg-config"
        target.mkdir()
        for name in ("embed", "hot_reload"):
            run("c++", EXAMPLES / f"{name}.cc", "-o", target / name, *flags, "-std=c++20", "-pthread")
        self.check_programs(target)


if __name__ == "__main__":
    unittest.main()
