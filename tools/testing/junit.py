"""Read pytest's XML report."""
from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

from .report import Failure, Report


def read(layer: str, path: Path) -> Report:
    """Return the report of a pytest run from its `--junitxml` file."""
    cases = list(ET.parse(path).iter("testcase"))
    skipped = sum(case.find("skipped") is not None for case in cases)
    failures = tuple(failure for case in cases if (failure := _failure(case)))
    return Report(layer, len(cases) - skipped - len(failures), skipped, failures)


def skips(path: Path) -> list[Failure]:
    """Return the skipped tests with their reasons."""
    return [
        Failure(_name(case), case.find("skipped").get("message", ""))
        for case in ET.parse(path).iter("testcase") if case.find("skipped") is not None
    ]


def _failure(case: ET.Element) -> Failure | None:
    """Return what went wrong in a case, be it the test or what it stands on."""
    nodes = [node for tag in ("failure", "error") if (node := case.find(tag)) is not None]
    return Failure(_name(case), nodes[0].text or nodes[0].get("message", "")) if nodes else None


def _name(case: ET.Element) -> str:
    return "::".join(word for word in (case.get("classname"), case.get("name")) if word)
