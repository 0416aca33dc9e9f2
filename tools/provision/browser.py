"""The browser and the PDF engine that tests need; Debian's packages, installed by root."""
from __future__ import annotations

import shutil
from pathlib import Path

from . import system

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PDF_ENGINE = "wkhtmltopdf"


def find_browser() -> str | None:
    """Return the path of the browser, as Odoo's test runner looks for it."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def missing_packages() -> list[str]:
    """Return the packages to install."""
    packages = [] if find_browser() else ["chromium"]
    return packages if shutil.which(PDF_ENGINE) else [*packages, PDF_ENGINE]


def provision(log_dir: Path) -> None:
    """Install what is missing as root; as anybody else stop with the line root must run."""
    packages = missing_packages()
    if not packages:
        return
    system.install("The browser or the PDF engine", packages, log_dir / "browser.log")
