"""Charts as SVG, for pages that are printed. Knows nothing of Odoo's models."""

from base64 import b64encode
from html import escape

WIDTH, HEIGHT, BASE, TOP = 720, 220, 175, 30
COLORS = ("#714B67", "#017E84", "#E46E78", "#5B899E", "#E4A900", "#6C757D")
FONT = "font-family='Lato, Helvetica, Arial, sans-serif' font-size='11'"


def draw_bars(bars):
    """Return the SVG of ``[(label, value, text)]``: one bar each, scaled to the highest."""
    highest = max((value for _label, value, _text in bars), default=0) or 1
    step = WIDTH / max(len(bars), 1)
    return _frame("".join(_bar(index, step, highest, *bar) for index, bar in enumerate(bars)))


def _bar(index, step, highest, label, value, text):
    height = max(value, 0) / highest * (BASE - TOP)
    middle = (index + 0.5) * step
    return (
        f"<rect x='{middle - step * 0.3:.1f}' y='{BASE - height:.1f}' width='{step * 0.6:.1f}' "
        f"height='{height:.1f}' fill='{COLORS[0]}'/>"
        + _text(middle, BASE - height - 6, text, step)
        + _text(middle, BASE + 16, label, step)
    )


def draw_lines(labels, series):
    """Return the SVG of ``[(name, values)]`` over ``labels``, all on one scale from zero."""
    highest = max((value for _name, values in series for value in values), default=0) or 1
    step = WIDTH / max(len(labels), 1)
    every = max(1, len(labels) // 12)
    drawn = [
        _text((index + 0.5) * step, BASE + 16, label, step * every)
        for index, label in enumerate(labels)
        if index % every == 0
    ]
    for number, (name, values) in enumerate(series):
        color = COLORS[number % len(COLORS)]
        points = " ".join(
            f"{(index + 0.5) * step:.1f},{BASE - max(value, 0) / highest * (BASE - TOP):.1f}"
            for index, value in enumerate(values)
        )
        drawn.append(f"<polyline points='{points}' fill='none' stroke='{color}' stroke-width='2'/>")
        left = WIDTH / len(series) * number
        drawn.append(
            f"<rect x='{left:.0f}' y='4' width='10' height='10' fill='{color}'/>"
            f"<text x='{left + 14:.0f}' y='13' {FONT}>{escape(name)}</text>"
        )
    return _frame("".join(drawn))


def _text(x, y, text, room):
    """Centred, and cut to the room there is."""
    most = max(3, int(room / 6.2))
    text = text if len(text) <= most else text[: most - 1] + "…"
    return f"<text x='{x:.1f}' y='{y:.1f}' text-anchor='middle' {FONT}>{escape(text)}</text>"


def _frame(drawn):
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {HEIGHT}' "
        f"width='{WIDTH}' height='{HEIGHT}'>"
        f"<line x1='0' x2='{WIDTH}' y1='{BASE}' y2='{BASE}' stroke='#adb5bd'/>{drawn}</svg>"
    )


def to_data_uri(svg):
    """Return an address that holds the picture itself: a printed page loads nothing."""
    return "data:image/svg+xml;base64," + b64encode(svg.encode()).decode()
