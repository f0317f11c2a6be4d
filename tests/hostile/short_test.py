"""The attacks of script/hostile in their short form: the service lives through each, its memory stays
bounded, it is answered afterwards, and SIGTERM ends it. How long neighbours wait decides nothing here:
that is for script/hostile, on a machine that has nothing else to do."""

import pathlib
import subprocess
import sys
import unittest

FOLDER = pathlib.Path(__file__).parent


class Short(unittest.TestCase):
    def test_attacks(self):
        run = subprocess.run(
            [sys.executable, "-B", FOLDER / "hostile.py", "--minutes", "0.7", "--rest", "1",
             "--memory", "1024", "--allow-lost", "--need-tools"],
            stdout=subprocess.PIPE, text=True, check=False)
        print(run.stdout, file=sys.stderr)
        self.assertEqual(run.returncode, 0, run.stdout)

    def test_attacks_are_chosen_by_name(self):
        run = subprocess.run(
            [sys.executable, "-B", FOLDER / "hostile.py", "--list", "--only", "PING"],
            stdout=subprocess.PIPE, text=True, check=True)
        self.assertEqual(run.stdout, "PING\n")

    def test_name_that_no_attack_has(self):
        run = subprocess.run([sys.executable, "-B", FOLDER / "hostile.py", "--only", "POING"],
                             stderr=subprocess.PIPE, text=True, check=False)
        self.assertEqual(run.returncode, 2)
        self.assertIn("no attack has this in its name: POING", run.stderr)


if __name__ == "__main__":
    unittest.main()
