"""The files of each add-on: manifest, icon, description, translations."""
import ast
import re
from pathlib import Path

import polib
import pytest
from PIL import Image

from tools.workbench import SUITE

ROOT = Path(__file__).resolve().parents[2]
DEPENDS = {
    "credit_risk": {"account", "sale_management"},
    "dunning_automation": {"credit_risk", "sms"},
    "credit_insurance": {"dunning_automation"},
    "debtor_portal": {"dunning_automation", "account_payment"},
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\{.*?\}\}")

each_addon = pytest.mark.parametrize("addon", SUITE)


def manifest(addon):
    return ast.literal_eval((ROOT / addon / "__manifest__.py").read_text())


def catalogue(addon, name):
    return polib.pofile((ROOT / addon / "i18n" / name).read_text(encoding="utf-8"))


@each_addon
def test_the_manifest_says_whose_and_which(addon):
    data = manifest(addon)
    assert re.fullmatch(r"19\.0(\.\d+){3}", data["version"])
    assert data["license"] == "LGPL-3"
    assert data["author"] == "Credit Suite contributors"
    assert data["application"] is True
    assert data["summary"]
    assert DEPENDS[addon] <= set(data["depends"])


@each_addon
def test_no_room_depends_on_one_above(addon):
    allowed = {
        "credit_risk": set(), "dunning_automation": {"credit_risk"},
        "credit_insurance": {"credit_risk", "dunning_automation"},
        "debtor_portal": {"credit_risk", "dunning_automation"},
    }
    assert set(manifest(addon)["depends"]) & set(SUITE) <= allowed[addon]


@each_addon
def test_every_data_file_is_listed_and_every_listed_file_is_there(addon):
    data, folder = manifest(addon), ROOT / addon
    listed = {*data.get("data", ()), *data.get("demo", ())}
    there = {
        str(path.relative_to(folder))
        for name in ("data", "demo", "security", "views", "wizard", "report")
        for path in (folder / name).rglob("*") if path.suffix in {".xml", ".csv"}
    }
    assert listed == there


@each_addon
def test_the_icon_is_a_square_png(addon):
    with Image.open(ROOT / addon / "static" / "description" / "icon.png") as icon:
        assert icon.format == "PNG"
        assert icon.width == icon.height >= 128


@each_addon
@pytest.mark.parametrize("file", [
    "static/description/index.html", "readme/DESCRIPTION.md", "readme/USAGE.md", "pyproject.toml",
])
def test_the_addon_explains_itself(addon, file):
    assert (ROOT / addon / file).read_text(encoding="utf-8").strip()


@each_addon
def test_the_translation_template_is_fresh(addon, facts, demo_facts):
    known = {entry.msgid for entry in catalogue(addon, f"{addon}.pot")}
    assert set(facts["terms"][addon]) - known == set(), "new terms: export the template again"
    assert known - set(demo_facts["terms"][addon]) == set(), "terms that no longer exist"


@each_addon
def test_the_spanish_translation_is_complete(addon):
    spanish = catalogue(addon, "es.po")
    template = catalogue(addon, f"{addon}.pot")
    done = {entry.msgid for entry in spanish if entry.translated() and not entry.fuzzy}
    assert {entry.msgid for entry in template} - done == set()


@each_addon
def test_translations_keep_their_placeholders(addon):
    differing = [
        entry.msgid for entry in catalogue(addon, "es.po")
        if sorted(PLACEHOLDER.findall(entry.msgid)) != sorted(PLACEHOLDER.findall(entry.msgstr))
    ]
    assert differing == []
