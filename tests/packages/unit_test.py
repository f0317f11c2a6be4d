"""The systemd unit: systemd understands every line of it, and how little it leaves open."""

import os
import re
import subprocess
import unittest

from ascolto_run import SOURCE

UNIT = SOURCE / "packaging" / "ascolto.service"


def analyze(*arguments):
    return subprocess.run(["systemd-analyze", *map(str, arguments)], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=60, env=os.environ | {"LC_ALL": "C"})


class Unit(unittest.TestCase):
    def test_exposure_is_low(self):
        # Tenths of 0 (nothing left open) to 10 (everything); most programs of Debian are at 9.6.
        done = analyze("security", "--offline=yes", "--threshold=12", UNIT)
        overall = re.search(r"Overall exposure level .*: ([\d.]+)", done.stdout.decode())
        self.assertEqual(done.returncode, 0, overall and overall.group(0))

    def test_every_line_is_understood(self):
        lines = analyze("verify", "--man=no", UNIT).stdout.decode().splitlines()
        ours = [line for line in lines if "ascolto.service" in line
                and "not executable" not in line and "not installed" not in line]
        self.assertEqual(ours, [])


if __name__ == "__main__":
    unittest.main()
