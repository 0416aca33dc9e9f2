"""Odoo 19: the one the user points at, or Debian's package unpacked into the state folder."""
from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from pathlib import Path

from .. import checks
from ..console import Failure, check_logged, say, step
from .python_env import NETWORK_REMEDY

PACKAGE = "odoo-19"
SUITE = "sid"
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
#: The package these add-ons were last tested with: 19.0.0+dfsg-1.
TESTED_SHA256 = "9d2f598b0555db17e291d48ed24df184c70823c053c4c5ed53c467ca7f629bbf"
#: Fonts and scripts that Debian took out of the package and left links to.
COMPANIONS = (
    "fonts-roboto-unhinted", "fonts-inconsolata", "fonts-ocr-b",
    "libjs-jquery", "libjs-jquery-form", "libjs-underscore",
)
ICON_FONT = "share/fonts-font-awesome/fonts"
ICON_FONT_SOURCE = "xstatic/pkg/font_awesome/data/fonts"
#: Left out by Debian; without it every backend page logs a JavaScript error.
EMPTY_FILE = "addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"


def choose(state: Path, given: str | None) -> GivenOdoo | DebianOdoo:
    """Return the Odoo to use: ODOO_PATH if set, Debian's otherwise."""
    return GivenOdoo(Path(given)) if given else DebianOdoo(state / "odoo")


class Odoo:
    """An Odoo on disk; `root` is the folder that holds the `odoo` package."""

    root: Path
    scripts: tuple[Path, ...] = ()

    def is_ready(self) -> bool:
        """Tell whether nothing has to be fetched."""
        return (self.root / "odoo" / "release.py").exists()

    def version(self) -> str:
        """Return what identifies this Odoo's code, to key databases built with it."""
        release = (self.root / "odoo" / "release.py").read_text(encoding="utf-8")
        found = re.search(r"^version_info = (.*)$", release, re.MULTILINE)
        return f"{self.root}:{found and found[1]}"

    def entry(self) -> list[str]:
        """Return what Python runs to start Odoo."""
        script = next((script for script in self.scripts if script.exists()), None)
        return [str(script)] if script else ["-m", "odoo"]

    def addons_folders(self) -> list[Path]:
        """Return the folders that may hold Odoo's own add-ons."""
        return [self.root / "odoo" / "addons", self.root / "addons"]


class GivenOdoo(Odoo):
    """The user's own: a source checkout, a folder that holds the package, or the package."""

    def __init__(self, path: Path) -> None:
        self.root = package_parent(path.expanduser().resolve())
        self.scripts = (self.root / "odoo-bin",)

    def provision(self, bench) -> None:
        """Check that it is Odoo 19; nothing is fetched."""
        if "(19," not in self.version():
            raise Failure(f"The Odoo at {self.root} is not version 19.",
                          "Point ODOO_PATH at an Odoo 19, or unset it to use Debian's.")


def package_parent(path: Path) -> Path:
    """Return the folder that holds the `odoo` package, from whichever of the three is given."""
    if (path / "odoo" / "release.py").exists():
        return path
    if (path / "release.py").exists() and path.name == "odoo":
        return path.parent
    raise Failure(
        f"There is no Odoo at ODOO_PATH={path}.",
        "Give a source checkout, the odoo package's folder or its parent; or unset ODOO_PATH.",
    )


class DebianOdoo(Odoo):
    """Debian's package, unpacked, not installed: its dependencies come from requirements.txt."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.root = folder / "usr/lib/python3/dist-packages"
        self.scripts = (folder / "usr/bin/odoo",)

    def provision(self, bench) -> None:
        """Fetch and unpack; the folder appears only when complete."""
        if self.is_ready():
            return
        if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
            raise checks.apt_missing("Odoo 19")
        partial = self.folder.with_name("odoo.partial")
        shutil.rmtree(partial, ignore_errors=True)
        (partial / "download").mkdir(parents=True)
        log = bench.log_dir / "odoo-package.log"
        with step("Odoo 19 (package lists)"):
            apt = _private_apt(partial)
            check_logged([*apt, "update"], log, NETWORK_REMEDY)
        with step("Odoo 19 (download, 122 MB)"):
            check_logged([*apt, "download", PACKAGE, *COMPANIONS], log, NETWORK_REMEDY,
                         cwd=partial / "download")
            _warn_if_untested(partial / "download")
        with step("Odoo 19 (unpack)"):
            for package in sorted((partial / "download").glob("*.deb")):
                check_logged(["dpkg-deb", "-x", package, partial / "root"], log,
                             "A full disk is the usual cause; free some space and repeat.")
            _complete(partial / "root", bench.python.parents[1])
        (partial / "root").rename(self.folder)
        shutil.rmtree(partial, ignore_errors=True)


def _private_apt(folder: Path) -> list[str]:
    """Return an apt-get that reads the sid suite from this machine's mirror, and only here.

    The system's lists, sources and cache stay as they are, so that no root is needed and an
    `apt upgrade` never sees sid.
    """
    for name in ("lists/partial", "cache/archives/partial"):
        (folder / name).mkdir(parents=True)
    sources = folder / "suite.sources"
    signed = f"Signed-By: {KEYRING}\n" if KEYRING.exists() else ""
    sources.write_text(
        f"Types: deb\nURIs: {_mirror()}\nSuites: {SUITE}\nComponents: main\n{signed}")
    settings = {
        "Dir::Etc::sourcelist": sources, "Dir::Etc::sourceparts": "/dev/null",
        "Dir::State::Lists": folder / "lists", "Dir::Cache": folder / "cache",
        "Acquire::Languages": "none", "APT::Sandbox::User": "", "APT::Update::Error-Mode": "any",
        "Acquire::Retries": 2,
    }
    options = [word for key, value in settings.items() for word in ("-o", f"{key}={value}")]
    return ["apt-get", *options]


def _mirror() -> str:
    """Return the address of the Debian mirror that this machine's apt uses."""
    command = ["apt-get", "indextargets", "--format", "$(LABEL) $(REPO_URI)",
               "Created-By: Packages"]
    lines = subprocess.run(
        command, capture_output=True, text=True, check=False).stdout.splitlines()
    mirror = pick_mirror(lines)
    if not mirror:
        raise Failure(
            "apt knows no Debian mirror on this machine (is this Debian?).",
            "Add one to /etc/apt, or use an Odoo 19 you have: ODOO_PATH=/path/to/odoo make run",
        )
    return mirror


def pick_mirror(lines: list[str]) -> str | None:
    """Return the main archive's address among lines of label and address.

    Labels are empty before the first `apt-get update`; a security archive has no sid.

    >>> pick_mirror(["Debian-Security http://b/debian-security/", "Debian http://a/debian/"])
    'http://a/debian/'
    >>> pick_mirror([" http://b/debian-security/", " http://a/debian/"])
    'http://a/debian/'
    >>> pick_mirror(["Ubuntu http://c/ubuntu/"]) is None
    True
    """
    pairs = [line.rpartition(" ")[::2] for line in lines]
    labelled = [address for label, address in pairs if label == "Debian"]
    guessed = [address for label, address in pairs
               if not label.strip() and address.rstrip("/").endswith("/debian")]
    return next(iter(labelled + guessed), None)


def _warn_if_untested(folder: Path) -> None:
    """Say it when Debian now ships another build than the one tested; apt checked signatures."""
    package = next(folder.glob(f"{PACKAGE}_*.deb"))
    if hashlib.sha256(package.read_bytes()).hexdigest() != TESTED_SHA256:
        say(f"     note: {package.name} is not the build these add-ons were last tested with")


def _complete(root: Path, venv: Path) -> None:
    """Put in what Debian left out: an empty script, and the 4.7 icon font from pip.

    Newer Debian suites ship Font Awesome 6 or 7, where the files Odoo links to are gone.
    """
    script = root / "usr/lib/python3/dist-packages/odoo" / EMPTY_FILE
    script.parent.mkdir(parents=True, exist_ok=True)
    script.touch()
    fonts = root / "usr" / ICON_FONT
    fonts.mkdir(parents=True, exist_ok=True)
    for source in venv.glob(f"lib/python3.*/site-packages/{ICON_FONT_SOURCE}/*"):
        shutil.copy(source, fonts / source.name)
    os.utime(root)
