"""The figures as ratios against their budgets, in words that fit a terminal and a page."""

from typing import NamedTuple


class Budget(NamedTuple):
    """A measured line: what was compared, how much was found and how much is allowed."""

    debtors: str
    what: str
    found: float
    allowed: float | None
    unit: str
    detail: str

    @property
    def is_kept(self):
        return self.allowed is None or self.found <= self.allowed


#: Name, measured, what it is compared to (added up), allowed ratio; None: only shown.
RATIOS = (
    (
        "Exposure of all / bare receivables and orders",
        "exposure",
        ("bare_receivables", "bare_orders"),
        2,
    ),
    ("Exposure of all / bare receivables alone", "exposure", ("bare_receivables",), None),
    ("Exposure of all / core's own credit field", "exposure", ("core_credit",), 1 / 25),
    (
        "Refresh of all, every row written / bare aggregates",
        "refresh_changed",
        ("bare_receivables", "bare_orders", "bare_history"),
        4,
    ),
    (
        "Refresh of all, first time / bare aggregates",
        "refresh_first",
        ("bare_receivables", "bare_orders", "bare_history"),
        None,
    ),
    (
        "Refresh of all, nothing changed / bare aggregates",
        "refresh_unchanged",
        ("bare_receivables", "bare_orders", "bare_history"),
        None,
    ),
    ("Plan of a dunning run / bare due lines", "plan", ("bare_due_lines",), 3),
    (
        "Plan of the day after, all told / bare due lines",
        "plan_steady",
        ("bare_due_lines_steady",),
        3,
    ),
)
GROWING = ("exposure", "refresh_changed", "plan")
#: How many times faster than the rival a run must be, as a share of the rival's time.
RIVAL_SHARE = 1 / 20
CONFIRM_QUERIES = 8
#: A screen of eighty debtors, whatever the columns.
LIST_QUERIES = 59
#: The ratios are promised for large ledgers; below, the fixed cost of a call weighs more.
LARGE = 20_000
#: Ten times the data may cost twelve times the time.
GROWTH_FACTOR = 1.2


def assess(results):
    """Return a Budget for each line; `results` is {number of debtors: figures}."""
    sizes = sorted(results, key=int)
    lines = [line for size in sizes for line in _assess_size(size, results[size])]
    for smaller, larger in zip(sizes, sizes[1:], strict=False):
        lines += _assess_growth(smaller, larger, results)
    return lines


def _assess_size(size, figures):
    for what, name, others, allowed in RATIOS:
        found = figures[name]["seconds"]
        base = sum(figures[other]["seconds"] for other in others)
        limit = allowed if int(size) >= LARGE else None
        yield Budget(size, what, found / base, limit, "×", f"{found:.3f} s / {base:.3f} s")
    for history, found in sorted(figures["confirm"].items(), key=lambda item: int(item[0])):
        ours, core = found["suite"], found["core"]
        detail = (
            f"{ours['queries']} with, {core['queries']} without;"
            f" {1000 * ours['seconds']:.0f} ms / {1000 * core['seconds']:.0f} ms"
        )
        added = ours["queries"] - core["queries"]
        what = f"Confirming adds, debtor with {history} invoices"
        yield Budget(size, what, added, CONFIRM_QUERIES, "queries", detail)
    yield from _assess_run(size, figures)
    screen = figures["portfolio_list"]
    detail = f"{1000 * screen['seconds']:.0f} ms"
    what = f"List of {screen['rows']} credit profiles"
    yield Budget(size, what, screen["queries"], LIST_QUERIES, "queries", detail)


def _assess_run(size, figures):
    """Yield the lines about a run into notices: its growth, and beside the rival if any."""
    whole, tenth = figures["run"], figures["run_tenth"]
    factor = whole["lines"] / tenth["lines"]
    yield Budget(
        size,
        f"Growth of a run with {factor:.1f} times the due lines",
        whole["seconds"] / tenth["seconds"],
        factor * GROWTH_FACTOR,
        "×",
        f"{tenth['lines']} lines {tenth['seconds']:.3f} s → {whole['lines']} lines"
        f" {whole['seconds']:.3f} s",
    )
    if rival := figures.get("rival_run"):
        yield Budget(
            size,
            "Run into notices / OCA account_credit_control, a line",
            (whole["seconds"] / whole["lines"]) / (rival["seconds"] / rival["lines"]),
            RIVAL_SHARE if int(size) >= LARGE else None,
            "×",
            f"{whole['lines']} lines {whole['seconds']:.3f} s / {rival['lines']} lines"
            f" {rival['seconds']:.3f} s",
        )


def _assess_growth(smaller, larger, results):
    factor = int(larger) / int(smaller)
    for name in GROWING:
        before, after = results[smaller][name]["seconds"], results[larger][name]["seconds"]
        yield Budget(
            f"{smaller} → {larger}",
            f"Growth of {name} with {factor:g} times the data",
            after / before,
            factor * GROWTH_FACTOR,
            "×",
            f"{before:.3f} s → {after:.3f} s",
        )


def as_text(lines):
    """Return the lines as an aligned table.

    >>> as_text([Budget("2000", "Plan", 1.5, 3, "×", "3 s / 2 s")]).split()
    ['ok', '2000', 'Plan', '1.50', '×', 'of', '3', '3', 's', '/', '2', 's']
    """
    return "\n".join(
        f"{_mark(line):<5} {line.debtors:<15} {line.what:<54} {line.found:>6.2f} {line.unit}"
        f" of {_allowed(line):>5}   {line.detail}"
        for line in lines
    )


def as_markdown(lines, header):
    """Return the lines as a page."""
    rows = "\n".join(
        f"| {_mark(line)} | {line.debtors} | {line.what} | {line.found:.2f} {line.unit} |"
        f" {_allowed(line)} | {line.detail} |"
        for line in lines
    )
    return (
        f"# Bench\n\n{header}\n\n"
        "| | Debtors | What | Found | Budget | Measured |\n|---|---|---|---|---|---|\n"
        f"{rows}\n"
    )


def _mark(line):
    if line.allowed is None:
        return "-"
    return "ok" if line.is_kept else "OVER"


def _allowed(line):
    return "-" if line.allowed is None else f"{line.allowed:.3g}"
