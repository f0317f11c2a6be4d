"""A log–log chart as SVG: time a comment against the number of rules, one line an engine."""

import collections
import math
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 960, 560
LEFT, RIGHT, TOP, BOTTOM = 90, 300, 50, 60
COLOURS = ["#c0392b", "#7f8c8d", "#8e44ad", "#d4ac0d", "#ca6f1e", "#1f618d", "#2e86c1", "#5dade2"]
LABEL_HEIGHT = 18


def decades(low, high):
    """The powers of ten from at or below `low` to at or above `high`."""
    return [10.0 ** e for e in range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)]


def duration(nanoseconds):
    for unit, size in (("ms", 1e6), ("µs", 1e3)):
        if nanoseconds >= size:
            return f"{nanoseconds / size:g} {unit}"
    return f"{nanoseconds:g} ns"


def text(x, y, words, anchor="start", size=14, colour="#222", weight="normal"):
    return (f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" '
            f'font-weight="{weight}" fill="{colour}" stroke="white" stroke-width="4" '
            f'paint-order="stroke">{escape(words)}</text>')


def spread(places):
    """Moves the labels' heights apart, keeping their order."""
    out = []
    for place in sorted(places):
        out.append(max(place, out[-1] + LABEL_HEIGHT) if out else place)
    below = max(0.0, out[-1] - (HEIGHT - BOTTOM)) if out else 0.0
    return [place - below for place in out]


def chart(title, lines):
    """`lines`: (name, [(rules, nanoseconds), …]), the first one drawn boldly, on top.

    A line is named where it ends: an engine that refuses large sets ends early.
    """
    points = [point for _, line in lines for point in line]
    xs = sorted({x for x, _ in points})
    ys = decades(min(y for _, y in points), max(y for _, y in points))
    x_low, x_high = math.log10(xs[0]), math.log10(max(xs[-1], xs[0] * 10))
    y_low, y_high = math.log10(ys[0]), math.log10(ys[-1])

    def place(x, y):
        across = (math.log10(x) - x_low) / (x_high - x_low)
        up = (math.log10(y) - y_low) / (y_high - y_low)
        return (LEFT + across * (WIDTH - LEFT - RIGHT),
                HEIGHT - BOTTOM - up * (HEIGHT - TOP - BOTTOM))

    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
           'font-family="sans-serif">',
           f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
           text(LEFT, 28, title, size=17, weight="bold")]
    for y in ys:
        _, at = place(xs[0], y)
        out.append(f'<path d="M{LEFT} {at:.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>')
        out.append(text(LEFT - 10, at + 5, duration(y), "end"))
    for x in xs:
        at, _ = place(x, ys[0])
        out.append(f'<path d="M{at:.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="#eee"/>')
        out.append(text(at, HEIGHT - BOTTOM + 22, f"{x:,}", "middle"))
    out.append(text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, "rules", "middle"))

    ends = collections.defaultdict(list)  # of the lines, by how far they go
    for number, (name, line) in reversed(list(enumerate(lines))):
        colour = COLOURS[number % len(COLOURS)]
        places = [place(x, y) for x, y in line]
        thick = 4 if number == 0 else 2
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
        out.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="{thick}"/>')
        out += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{thick + 1}" fill="{colour}"/>'
                for x, y in places]
        x, y = places[-1]
        ends[x].append((y, name, colour, "bold" if number == 0 else "normal"))
    for x, labels in ends.items():
        labels.sort()
        right = x + 16
        for at, (y, name, colour, weight) in zip(spread([label[0] for label in labels]), labels):
            out.append(f'<path d="M{x + 6:.1f} {y:.1f}L{right - 4:.1f} {at:.1f}" fill="none" '
                       f'stroke="{colour}" stroke-opacity="0.5"/>')
            out.append(text(right, at + 5, name, colour=colour, weight=weight))
    return "\n".join(out + ["</svg>"]) + "\n"
