"""The figures of a back-test, and the table that shows them."""
from __future__ import annotations

from typing import NamedTuple

from . import rivals
from .kernel import load

backtest, calibration, forecasts = map(load, ("backtest", "calibration", "forecasts"))


class Result(NamedTuple):
    """All figures of one ledger; `default` is None where nothing can be told."""

    name: str
    invoices: int
    customers: int
    late: object
    rivals: dict
    default: object
    proposal: object
    days: int
    horizon: int


def measure(name: str, ledger: dict, *, days: int, horizon: int, with_rivals: bool = True):
    """Return the Result of a ledger with the shipped scorecard."""
    cases = forecasts.late_cases(ledger)
    shots = forecasts.snapshots_of(ledger, forecasts.month_ends(ledger, horizon), horizon, days)
    return Result(
        name, sum(map(len, ledger.values())), len(ledger), backtest.late_result(cases),
        rivals.late_rivals(ledger, cases) if with_rivals else {},
        backtest.default_result(shots, horizon), calibration.propose(shots, horizon),
        days, horizon,
    )  # fmt: skip


def as_text(result: Result) -> str:
    """Return the tables of one ledger."""
    lines = [f"{result.name}: {result.invoices:,} invoices of {result.customers:,} customers", ""]
    lines += _late_lines(result) if result.late else ["  Too few invoices to forecast late ones."]
    lines += ["", *_default_lines(result)]
    return "\n".join(lines)


def _late_lines(result: Result) -> list[str]:
    late, base = result.late, result.late.base.brier
    head = f"  {'Paid late, three folds out of time':<44}{'AUC':>7}{'KS':>7}{'Brier':>8}" \
           f"{'skill':>8}{'p/o':>7}"
    rows = [("p_late, as shipped", late.mean)]
    rows += [(f"({code}) {name}", result.rivals.get(code)) for code, name in rivals.RIVALS
             if code in result.rivals]
    return [head] + [
        f"  {name:<44}{q.auc:>7.3f}{q.ks:>7.2f}{q.brier:>8.4f}{1 - q.brier / base:>+8.2f}"
        f"{q.ratio:>7.2f}"
        for name, q in rows if q
    ]


def _default_lines(result: Result) -> list[str]:
    found = result.default
    head = (f"  A material amount {result.days} days overdue within {result.horizon} days, "
            "customers with open exposure")
    if not found:
        return [head, "    Too little history to tell."]
    if not found.mean.observed:
        return [head, f"    Never happened among {found.mean.count:,} customer-months."]
    return [
        head,
        f"    PD, shipped weights          AUC {found.mean.auc:.3f}   KS {found.mean.ks:.2f}   "
        f"Brier {found.mean.brier:.4f} (base {_base(found):.4f})   "
        f"predicted/observed {found.mean.predicted:.3f}/{found.mean.observed:.3f}",
        f"    payment index                AUC {found.index_auc:.3f}",
        f"    raw late ratio               AUC {found.ratio_auc:.3f}",
        f"    new entries only ({found.new_count:,})      AUC {found.new_auc:.3f}, "
        f"payment index {found.new_index_auc:.3f}",
        *_grade_lines(found),
        f"    Own weights: {_proposal(result.proposal)}",
    ]


def _base(found) -> float:
    return found.mean.observed * (1 - found.mean.observed)


def _grade_lines(found) -> list[str]:
    whole = sum(group.count for group in found.grades)
    return [
        f"    {group.label:<3}{group.count / whole:>6.1%} of customer-months   predicted "
        f"{group.predicted:>6.1%}   observed {group.observed:>6.1%}"
        for group in found.grades
    ]


def _proposal(proposal) -> str:
    if proposal.verdict == "thin":
        return (f"not learnt, {proposal.defaults} defaults of {proposal.debtors} customers are "
                "too few (50 of 300)")
    weights = ", ".join(f"{code} {value:g}" for code, value in proposal.weights._asdict().items())
    figures = f"AUC {proposal.new.mean.auc:.3f}, Brier {proposal.new.mean.brier:.4f}"
    return f"{weights}: {figures}, {'better' if proposal.verdict == 'accepted' else 'no better'}"
