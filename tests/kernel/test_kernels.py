"""What every kernel promises, whatever its trade: pure, explained by examples that run."""
import ast
import doctest
import importlib
import inspect
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SUITE = ("credit_risk", "dunning_automation", "credit_insurance", "debtor_portal")
KERNELS = [
    path for addon in SUITE for path in sorted((ROOT / addon / "kernel").glob("*.py"))
    if path.name != "__init__.py"
]
#: Names of amounts: money is Decimal in a kernel. Scores, shares and days may be floats.
MONEY = re.compile(r"amount|principal|residual|balance|limit(?!s)|exposure|overdue_total|fee|price")

each_kernel = pytest.mark.parametrize(
    "path", KERNELS, ids=[f"{path.parts[-3]}.{path.stem}" for path in KERNELS])


def load(path):
    """Return the kernel module of a file."""
    return importlib.import_module(f"odoo.addons.{path.parts[-3]}.kernel.{path.stem}")


def imported_names(tree):
    """Yield the dotted names that a module imports from outside of its package."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module


def money_annotated_as_float(tree):
    """Yield the names of amounts that are declared as float."""
    for node in ast.walk(tree):
        name = getattr(node, "arg", None) or getattr(getattr(node, "target", None), "id", "")
        annotation = getattr(node, "annotation", None)
        if isinstance(annotation, ast.Name) and annotation.id == "float" and MONEY.search(name):
            yield name


def test_every_addon_has_a_kernel():
    missing = [addon for addon in SUITE if not any(p.parts[-3] == addon for p in KERNELS)]
    assert not missing


@each_kernel
def test_a_kernel_knows_nothing_of_odoo(path):
    roots = {name.partition(".")[0] for name in imported_names(ast.parse(path.read_text()))}
    assert roots.isdisjoint({"odoo", "psycopg2", "lxml", "requests"})


@each_kernel
def test_a_kernel_never_asks_the_clock(path):
    calls = re.findall(r"\b(?:date\.today|datetime\.(?:now|today|utcnow)|time\.time)\b",
                       path.read_text())
    assert not calls


@each_kernel
def test_money_is_decimal(path):
    assert not list(money_annotated_as_float(ast.parse(path.read_text())))


@each_kernel
def test_the_examples_in_the_docstrings_run(path):
    failed, tried = doctest.testmod(load(path))
    assert tried
    assert not failed


@each_kernel
def test_every_public_function_shows_an_example(path):
    module = load(path)
    silent = [
        name for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
        and ">>>" not in (function.__doc__ or "")
    ]
    assert not silent
