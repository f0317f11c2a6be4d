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
                                   "limits.h", "live_rules.h", "owned_comment.h",
                                   "owned_verdict.h", "rule_info.h", "rule_set.h", "verdict.h"})

    def test_command_and_rules_work_from_there(self):
        command = self.prefix / "bin" / "ascolto"
        self.assertIn("rules", run(command, "check", self.prefix / "share" / "ascolto" / "rules"))

    def test_programs_with_find_package(self):
        build = self.folder / "build"
        run("cmake", "-S", SOURCE / "tests" / "install" / "consumer", "-B", build, "-G", "Ninja",
            f"-DCMAKE_PREFIX_PATH={self.prefix}", f"-DEXAMPLES={EXAMPLES}")
        run("cmake", "--build", build)
        self.check_programs(build)

    def check_part_of_another_project(self, how):
        # Beside the build folder: with the same relative paths ccache knows the objects.
        with tempfile.TemporaryDirectory(prefix="build-part-", dir=BUILD.parent) as folder:
            build = pathlib.Path(folder)
            run("cmake", "-S", SOURCE / "tests" / "install" / "subproject", "-B", build, "-G",
                "Ninja", "-DCMAKE_BUILD_TYPE=Release", f"-DHOW={how}", f"-DASCOLTO={SOURCE}",
                "-DFETCHCONTENT_FULLY_DISCONNECTED=ON")
            run("cmake", "--build", build)
            self.check_programs(build)
            # The library alone: no command, no tests, nothing to install.
            self.assertEqual(list(build.glob("**/bin/*")), [])
            self.assertIn("No tests were found", run("ctest", "--test-dir", build))
            run("cmake", "--install", build, "--prefix", build / "installed")
            self.assertFalse((build / "installed").exists())

    def test_programs_with_add_subdirectory(self):
        self.check_part_of_another_project("add_subdirectory")

    def test_programs_with_fetch_content(self):
        self.check_part_of_another_project("FetchContent")

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
