"""What keys the environment, where its parts lie, and what subprocesses are told."""
from pathlib import Path

import pytest

from tools import databases, demo, serving
from tools.console import Failure
from tools.provision import odoo_source, postgres, python_env
from tools.workbench import SUITE, Workbench, has_addons, replace_text


@pytest.fixture
def bench(tmp_path, monkeypatch):
    """A workbench of an empty state folder, with nothing of the caller's environment."""
    for name in (*postgres.GIVEN_BY, "ODOO_PATH", "SUITE_STATE"):
        monkeypatch.delenv(name, raising=False)
    return Workbench(state=tmp_path / "state")


@pytest.mark.parametrize("other", [
    ("19.1", "a==1", ("sale",)), ("19.0", "a==2", ("sale",)), ("19.0", "a==1", ("sale", "sms")),
])
def test_each_part_of_the_key_makes_another_template(other):
    assert databases.template_key(*other) != databases.template_key("19.0", "a==1", ("sale",))


def test_the_order_of_modules_makes_no_other_template():
    first = databases.template_key("19.0", "", ("sale", "sms"))
    assert first == databases.template_key("19.0", "", ("sms", "sale"))


def test_another_python_makes_another_environment():
    assert python_env.fingerprint("a==1", "3.11") != python_env.fingerprint("a==1", "3.12")


@pytest.mark.parametrize("name", ["", "1st", 'a"b', "a b", "a;b", "x" * 49])
def test_a_name_that_needs_quoting_names_no_database(name):
    with pytest.raises(Failure, match="cannot name a database"):
        databases.check_name(name)


def test_the_longest_name_leaves_room_for_the_passing_name():
    name = databases.check_name("x" * 48)
    assert len(f"{name}_loading_building".encode()) <= 63 + len("_loading")
    assert len(f"{name}_building") <= 63


@pytest.mark.parametrize(("length", "moved"), [(92, False), (93, True)])
def test_a_socket_path_stays_below_the_kernels_limit(length, moved):
    wanted = Path("/" + "x" * (length - 1))
    found = postgres.socket_folder(wanted, "ab12")
    assert (found != wanted) is moved
    assert len(str(found / postgres.SOCKET_NAME)) <= postgres.LONGEST_SOCKET_PATH


def test_pg_variables_choose_the_users_server(bench, monkeypatch):
    assert isinstance(bench.postgres, postgres.PrivatePostgres)
    monkeypatch.setenv("PGHOST", "db.internal")
    monkeypatch.setenv("PGDATABASE", "accounts")
    given = Workbench(state=bench.state)
    assert isinstance(given.postgres, postgres.GivenPostgres)
    assert given.environ()["PGHOST"] == "db.internal"
    assert "PGDATABASE" not in given.environ()
    assert given.postgres.stop() is False


@pytest.mark.parametrize("given", ["checkout", "checkout/odoo"])
def test_odoo_path_is_a_checkout_or_the_package(tmp_path, given):
    package = tmp_path / "checkout" / "odoo"
    package.mkdir(parents=True)
    (package / "release.py").write_text("version_info = (19, 0, 0, FINAL, 0, '')\n")
    odoo = odoo_source.choose(tmp_path, str(tmp_path / given))
    assert odoo.root == tmp_path / "checkout"
    assert odoo.entry() == ["-m", "odoo"]
    odoo.provision(None)


def test_another_odoo_is_refused(tmp_path):
    (tmp_path / "odoo").mkdir()
    (tmp_path / "odoo" / "release.py").write_text("version_info = (18, 0, 0, FINAL, 0, '')\n")
    with pytest.raises(Failure, match="not version 19"):
        odoo_source.choose(tmp_path, str(tmp_path)).provision(None)
    with pytest.raises(Failure, match="There is no Odoo"):
        odoo_source.choose(tmp_path, str(tmp_path / "nowhere"))


def test_a_subcommand_precedes_the_configuration(bench):
    command = bench.odoo_command("shell", "-d", "x")
    begin = 1 + len(bench.odoo.entry())
    assert command[begin:begin + 3] == ["shell", "-c", str(bench.configuration)]
    assert command[-2:] == ["-d", "x"]
    assert bench.odoo_command("-d", "x")[begin] == "-c"


def test_the_test_add_ons_are_on_the_path_only_when_asked(bench):
    tests = str(bench.root / "tests" / "addons")
    assert tests not in bench.addons_path().split(",")
    bench.test_addons = True
    assert (tests in bench.addons_path().split(",")) is has_addons(Path(tests))


def test_the_server_listens_to_this_machine_and_shows_one_database():
    options = serving.server_options("suite_demo", 8069, 1025)
    assert options[options.index("--http-interface") + 1] == "127.0.0.1"
    assert options[options.index("--db-filter") + 1] == "^suite_demo$"
    assert "--no-database-list" in options


def test_a_record_of_a_process_that_is_not_ours_is_forgotten(bench):
    path = serving.records_folder(bench) / "8069.json"
    path.write_text('{"database": "x", "url": "", "port": 8069, "pid": 1, "smtp_port": 25}')
    assert serving.running(bench) == []
    assert not path.exists()


def test_a_lock_is_given_back(bench):
    with bench.lock("one"):
        pass
    with bench.lock("one"):
        assert (bench.state / "lock" / "one").exists()


def test_a_text_that_says_so_already_is_left_alone(tmp_path):
    path = tmp_path / "odoo.conf"
    replace_text(path, "a")
    before = path.stat().st_mtime_ns
    replace_text(path, "a")
    assert path.stat().st_mtime_ns == before
    replace_text(path, "b")
    assert path.read_text() == "b"
    assert list(tmp_path.iterdir()) == [path]


def test_the_demo_follows_the_sources_of_the_add_ons(tmp_path):
    model = tmp_path / SUITE[0] / "models.py"
    model.parent.mkdir()
    model.write_text("a = 1")
    before = demo.fingerprint(tmp_path)
    (model.parent / "notes.txt").write_text("no source")
    assert demo.fingerprint(tmp_path) == before
    model.write_text("a = 2")
    assert demo.fingerprint(tmp_path) != before
