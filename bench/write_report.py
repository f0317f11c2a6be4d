"""Puts the benches' tables into benchmarks.md and draws its chart.

write_report.py RESULTS OUTPUT: RESULTS holds what script/bench has collected. What stands in
benchmarks.md outside the two marks is written by hand and stays.
"""

import collections
import datetime
import json
import math
import os
import pathlib
import subprocess
import sys

import chart

BEGIN, END = "<!-- figures: script/bench writes from here -->", "<!-- to here -->"


def output_of(*command):
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def version(package):
    return output_of("dpkg-query", "-W", "-f=${Version}", package) or "not installed"


def machine():
    """What the figures were measured on."""
    processor = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo")
                      if line.startswith("model name")), "an unknown processor")
    memory = int(next(line for line in open("/proc/meminfo")).split()[1]) / 2 ** 20
    compiler = output_of("c++", "--version").splitlines()[0]
    return (f"Measured on {datetime.date.today():%-d %B %Y}, {processor}, {os.cpu_count()} "
            f"processors, {memory:.0f} GiB; {compiler}; RE2 {version('libre2-9')}, Vectorscan "
            f"{version('libvectorscan5')}.")


def lines_of(results):
    """Per engine the geometric means of its times over the seeds, by size, of the mixed sets."""
    times = collections.defaultdict(lambda: collections.defaultdict(list))
    for result in results:
        if result["mix"] != "mixed":
            continue
        for engine in result["engines"]:
            if "nanoseconds" in engine:
                times[engine["title"]][result["rules"]].append(math.log(engine["nanoseconds"]))
    return [(title, sorted((rules, math.exp(sum(logs) / len(logs)))
                           for rules, logs in sizes.items()))
            for title, sizes in times.items()]


def main(results, output):
    sections = [machine()]

    def add(title, file):
        sections.append(f"## {title}\n\n{file.read_text().strip()}")

    for file in sorted(results.glob("classify_bench.*.md"),
                       key=lambda f: (f.name != "classify_bench.generated.md", f.name)):
        corpus = file.name.split(".")[1]
        comments = "generated comments" if corpus == "generated" else f"comments of {corpus}"
        add(f"The whole of Classify(), {comments}", file)
        if corpus == "generated":
            sections.append("![Time a comment against the number of rules](benchmarks.svg)")
            drawn = chart.chart("Time a comment, unseen text, one thread",
                                lines_of(json.loads(file.with_suffix(".json").read_text())))
            (output / "benchmarks.svg").write_text(drawn)
    add("Matching alone, readings off", results / "match_bench.generated.md")
    add("Instructions", results / "instructions.md")
    add("Texts and rules made to be slow", results / "adversarial.md")
    add("Folding and cutting", results / "fold.md")
    add("Loading rules", results / "compile.md")
    for file in sorted(results.glob("service_bench.*.md")):
        corpus = file.name.split(".")[1].replace("generated", "generated comments")
        add(f"The service beside an echo server, {corpus}", file)
    for name, title in [("overload", "The service under ten times the load that saturates it"),
                        ("reload", "The service while it reads 10,000 rules"),
                        ("soak", "The service for ten minutes")]:
        if (results / f"{name}.md").exists():
            add(title, results / f"{name}.md")
    page = output / "benchmarks.md"
    by_hand = page.read_text() if page.exists() else f"# Benchmarks\n\n{BEGIN}\n{END}\n"
    before, rest = by_hand.split(BEGIN)
    after = rest.split(END)[1]
    page.write_text(f"{before}{BEGIN}\n\n" + "\n\n".join(sections) + f"\n\n{END}{after}")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
