"""The measurements: each one repeated after a warm-up, the suite beside what it is compared to."""

from contextlib import contextmanager
from statistics import median
from time import perf_counter
from unittest.mock import patch

from lxml import etree

from odoo import Command, fields
from odoo.fields import Domain

from tools.console import step

from . import bare, rival, steady

REPEATS = 3
SUITE = ("credit_risk", "dunning_automation", "credit_insurance", "debtor_portal")


def measure_all(env):
    """Return {name: figures}; seconds are medians, `runs` all of them."""
    partners = _find_debtors(env)
    today = fields.Date.context_today(env.user)
    with step("First refresh of all debtors"):
        results = {"refresh_first": _time_once(lambda: _refresh(env))}
    with step("Exposure, refresh and plan of all debtors, beside the bare queries"):
        results |= _time_together(
            env,
            {
                "bare_receivables": lambda: bare.receivables(env),
                "bare_orders": lambda: bare.orders(env),
                "exposure": lambda: partners._credit_exposure(),
                "bare_due_lines": lambda: bare.due_lines(env),
                "plan": lambda: env["dunning.case"]._plan(today),
                "bare_history": lambda: bare.payment_history(env),
                "refresh_unchanged": lambda: _refresh(env),
                "make_stale": lambda: _make_stale(env),
                "refresh_changed": lambda: _refresh(env),
            },
        )
        results["plan"]["debtors"] = len(env["dunning.case"]._plan(today))
    with step("Core's own credit field"):
        # Slow enough to be right at the first time.
        results["core_credit"] = _time_once(lambda: partners.mapped("credit"))
    with step("List of the portfolio"):
        results["portfolio_list"] = _measure_portfolio_list(env)
    with step("Confirming an order"):
        results["confirm"] = _measure_confirmation(env, partners)
    results["volume"] = _count(env)
    with step("A run of 4,000 due lines into notices"):
        results |= _measure_run(env, today)
    with step("The plan of the day after, every debtor written to"):
        results |= _measure_steady(env, today)
    with step("The run's lines in the hands of the rival"):
        results |= _measure_rival(env, today)
    return results


def _measure_run(env, today):
    """Return what persisting the notices of some debtors costs, and of a tenth of them."""
    partners, lines = rival.pick(env, today)
    found = {"run": _time_undone(env, lambda: rival.claim(env, partners, today))}
    found["run"]["lines"], found["run"]["debtors"] = lines, len(partners)
    few, few_lines = rival.pick(env, today, lines // 10)
    found["run_tenth"] = _time_undone(env, lambda: rival.claim(env, few, today))
    found["run_tenth"]["lines"] = few_lines
    return found


def _measure_rival(env, today):
    """Return what the rival makes of the lines of `_measure_run`, and how long it takes.

    Last of all: once it is installed there is another registry.
    """
    partners, _lines = rival.pick(env, today)
    rival_env = rival.install(env)
    if not rival_env:
        return {}
    counted = []
    with _undone(rival_env):
        rival_run = rival.prepare(rival_env, partners, today)
        found = _time_once(lambda: counted.extend(rival.run(rival_env, rival_run)))
    found["lines"], found["groups"] = counted
    return {"rival_run": found}


def _measure_steady(env, today):
    """Return what the next day's plan costs once a run has told every debtor all there was."""
    with _undone(env):
        lines = steady.persist_all(env, today)
        found = _time_together(
            env,
            {
                "bare_due_lines_steady": lambda: bare.due_lines(env),
                "plan_steady": lambda: steady.plan(env, today),
            },
        )
    found["plan_steady"]["lines"] = lines
    return found


def _time_undone(env, call):
    """Return the median over REPEATS of a call that writes; each time it is undone."""
    runs = []
    for _repeat in range(REPEATS + 1):
        with _undone(env):
            runs.append(_time_once(call)["seconds"])
    return {"seconds": median(runs[1:]), "runs": runs[1:]}


def _find_debtors(env):
    return env["res.partner"].search(Domain("customer_rank", ">", 0))


def _refresh(env):
    env["credit.profile"]._refresh()
    env.flush_all()
    env.cr.commit()


def _make_stale(env):
    """Change every stored exposure, so that the refresh has every row to write."""
    env.cr.execute("UPDATE credit_profile SET exposure = exposure + 1, overdue = overdue + 1")
    env.cr.commit()


def _time_together(env, calls):
    """Return {name: median over REPEATS}: warm tables, cold ORM caches, in turns.

    In turns, so that a moment in which the machine is busy falls on both sides of a ratio.
    """
    runs = {name: [] for name in calls}
    for _repeat in range(REPEATS + 1):
        for name, call in calls.items():
            env.invalidate_all()
            runs[name].append(_time_once(call)["seconds"])
    return {name: {"seconds": median(times[1:]), "runs": times[1:]} for name, times in runs.items()}


def _time_once(call):
    started = perf_counter()
    call()
    seconds = perf_counter() - started
    return {"seconds": seconds, "runs": [seconds]}


# Screens


def _measure_portfolio_list(env, rows=80):
    """Read what the list of credit profiles shows on its first page, caches empty."""
    profiles = env["credit.profile"]
    specification = _get_specification(profiles, profiles.get_view(view_type="list")["arch"])
    env.invalidate_all()
    before, started = env.cr.sql_log_count, perf_counter()
    page = profiles.web_search_read([], specification, limit=rows)
    return {
        "rows": len(page["records"]),
        "queries": env.cr.sql_log_count - before,
        "seconds": perf_counter() - started,
    }


def _get_specification(model, arch):
    """Return what the web client asks for: the columns, related records by their names."""
    names = {node.get("name") for node in etree.fromstring(arch).iter("field")}
    return {
        name: {"fields": {"display_name": {}}} if model._fields[name].relational else {}
        for name in names & set(model._fields)
    }


# Confirmation


def _measure_confirmation(env, partners):
    """Return {invoices of the debtor: queries and seconds}, with the suite and without it."""
    return {
        str(count): {
            "suite": _confirm(env, partner),
            "core": _confirm_without_suite(env, partner),
        }
        for count, partner in _pick_histories(env).items()
    }


def _pick_histories(env):
    """Return {number of invoices: a debtor with that many}: none, twenty, two thousand."""
    env.cr.execute("""
        SELECT DISTINCT ON (invoices) invoices, id FROM (
            SELECT p.id, COUNT(m.id) AS invoices
              FROM res_partner p
              LEFT JOIN account_move m ON m.partner_id = p.id AND m.move_type = 'out_invoice'
             WHERE p.customer_rank > 0 AND p.name NOT LIKE '%, Inc.'
             GROUP BY p.id) counted
         WHERE invoices IN (0, 20, 2000) ORDER BY invoices, id""")
    return {count: env["res.partner"].browse(id) for count, id in env.cr.fetchall()}


def _confirm(env, partner):
    """Confirm small orders of a debtor who has room for them; all is rolled back."""
    queries, seconds = [], []
    for _repeat in range(REPEATS + 1):
        with _undone(env):
            order = _create_order(env, partner)
            before, started = env.cr.sql_log_count, perf_counter()
            order.action_confirm()
            # What a transaction does before its commit is part of its price.
            env.cr.flush()
            seconds.append(perf_counter() - started)
            queries.append(env.cr.sql_log_count - before)
            if order.state != "sale":
                raise RuntimeError(f"The order of {partner.display_name} was not confirmed")
    return {"queries": min(queries[1:]), "seconds": median(seconds[1:])}


def _create_order(env, partner):
    partner.credit_limit = 100_000_000
    product = env["product.product"].search(Domain("name", "=", "Material"), limit=1)
    line = Command.create({"product_id": product.id, "product_uom_qty": 1, "price_unit": 10})
    order = env["sale.order"].create({"partner_id": partner.id, "order_line": [line]})
    env.flush_all()
    env.invalidate_all()
    return order


@contextmanager
def _undone(env):
    savepoint = env.cr.savepoint(flush=True)
    try:
        yield
    finally:
        env.flush_all()
        savepoint.close(rollback=True)
        env.invalidate_all()


def _confirm_without_suite(env, partner):
    """The same confirmation, each of the suite's overrides on orders handing straight on."""
    with _bypassed(type(env["sale.order"])), _bypassed(type(env["sale.order.line"])):
        return _confirm(env, partner)


@contextmanager
def _bypassed(model_class):
    """Let the suite's methods that override core's call core's; stored fields stay as they are."""
    patches = [
        patch.object(cls, name, _handing_on(cls, name))
        for place, cls in enumerate(model_class.__mro__)
        if _is_ours(cls)
        for name, method in list(vars(cls).items())
        if callable(method) and not name.startswith("__")
        if any(
            name in vars(base) and not _is_ours(base) for base in model_class.__mro__[place + 1 :]
        )
    ]
    for it in patches:
        it.start()
    try:
        yield
    finally:
        for it in reversed(patches):
            it.stop()


def _is_ours(cls):
    return any(cls.__module__.startswith(f"odoo.addons.{addon}.") for addon in SUITE)


def _handing_on(cls, name):
    def hand_on(self, *args, **kwargs):
        return getattr(super(cls, self), name)(*args, **kwargs)

    return hand_on


def _count(env):
    counts = {}
    for table in ("account_move", "account_move_line", "account_partial_reconcile", "sale_order"):
        env.cr.execute(f"SELECT COUNT(*) FROM {table}")
        counts[table] = env.cr.fetchone()[0]
    return counts
