"""The rules of the house: imports go down only, and no stage imports another."""

import ast
import re
import sys
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parent.parent / "src" / "govtext"

FLOORS = {
    "errors": 0, "ahead": 0, "table_batches": 0, "literals": 0, "literal_scan": 0, "toml_numbers": 0, "tables": 1, "settings": 1, "lexicons": 1, "store": 2, "kept": 2, "parallel": 2, "cluster": 2,
    "reduction": 2, "text_rows": 1, "main_topics": 2, "vocabulary": 2, "keyness": 2, "regions": 0, "inference": 0, "survival": 1, "waiting": 2, "jieba_dictionary": 1, "imports": 0, "remembered": 0, "environment": 0, "orphaned": 0, "aside": 0, "growth": 0,
    "documents": 3, "words": 3, "keywords": 3, "topics": 3, "issues": 3, "policies": 3, "dataset": 3,
    # Uses methods of several stages again, so it stands above them.
    "robustness": 4, "report": 4, "build": 5, "bench": 5, "bench_cli": 6, "coding_cli": 6, "results_cli": 6,
    "topics_cli": 6, "run_cli": 6, "words_cli": 6, "help_text": 6, "cli": 6, "__main__": 6,
}
STAGES = {room for room, floor in FLOORS.items() if floor == 3}
HEAVY = {"pandas", "numpy", "pyarrow", "sklearn", "gensim", "scipy", "matplotlib", "joblib", "jieba", "rjieba", "doit"}


def room_of(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def imported_rooms(path: Path) -> set[str]:
    rooms = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        rooms |= {name.split(".")[1] for name in names if name.startswith("govtext.") and name != "govtext.__version__"}
    return rooms


MODULES = [path for path in sorted(SOURCE.rglob("*.py")) if path.parent != SOURCE or path.name != "__init__.py"]


def test_no_folder_of_tests_is_passed_over(request):
    left_out = request.config.getini("norecursedirs")
    folders = {path.parent for path in Path(__file__).parent.rglob("test_*.py")}
    names = {name for folder in folders for name in folder.relative_to(Path(__file__).parent).parts}
    assert "build" in names
    assert [name for name in names for pattern in left_out if fnmatch(name, pattern)] == []


def test_every_room_has_a_floor():
    assert {room_of(path) for path in MODULES} <= set(FLOORS)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_imports_go_down_only(path):
    room = room_of(path)
    for other in imported_rooms(path) - {room}:
        assert FLOORS[other] <= FLOORS[room], f"{path.name} ({room}) reaches up to {other}"
        assert not (room in STAGES and other in STAGES), f"stage {room} imports stage {other}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_only_the_build_imports_doit_and_nothing_imports_relatively(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path} imports relatively"
            names = [node.module or ""]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        if room_of(path) != "build":
            assert not any(name.split(".")[0] == "doit" for name in names)


@pytest.mark.parametrize(
    "room",
    [
        "errors", "tables", "settings", "lexicons", "help_text", "bench_cli", "coding_cli", "results_cli", "run_cli",
        "topics_cli", "words_cli", "cli",
    ],
)
def test_what_every_command_imports_is_light(room):
    paths = [path for path in MODULES if room_of(path) == room]
    assert paths
    for node in (node for path in paths for node in ast.parse(path.read_text(encoding="utf-8")).body):
        # at import time; inside functions anything goes
        if isinstance(node, ast.Import):
            assert not {alias.name.split(".")[0] for alias in node.names} & HEAVY
        elif isinstance(node, ast.ImportFrom):
            assert (node.module or "").split(".")[0] not in HEAVY


# What stages that run side by side both load, and which goes round in circles within.
SHARED = {"pandas", "sklearn", "scipy", "gensim", "xlsxwriter", "pyreadstat"}


def late_imports(tree):
    """Yield, of each import of such a package within a function, its line and whether it is made one by one."""
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [getattr(node, "module", "")]
        if not isinstance(node, ast.Import | ast.ImportFrom) or not {str(n).split(".")[0] for n in names} & SHARED:
            continue
        around = [node]
        while around[-1] in parents:
            around.append(parents[around[-1]])
        if any(isinstance(one, ast.FunctionDef) for one in around):
            held = [ast.unparse(item.context_expr) for one in around if isinstance(one, ast.With) for item in one.items]
            yield node.lineno, "one_by_one" in held


@pytest.mark.parametrize("path", [path for path in MODULES if room_of(path) in STAGES | {"report", "robustness"}],
                         ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_what_a_stage_imports_while_it_runs_no_other_imports_meanwhile(path):
    lines = [line for line, alone in late_imports(ast.parse(path.read_text(encoding="utf-8"))) if not alone]
    assert lines == [], f"{path}: import with govtext.imports.one_by_one held"


def test_an_import_that_another_stage_may_be_making_is_seen():
    text = "def f():\n    from scipy.special import bdtrc\n    with one_by_one:\n        import pandas as pd\n"
    assert list(late_imports(ast.parse(text))) == [(2, False), (4, True)]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_files_fit_in_the_head(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


def test_only_the_store_and_the_build_know_where_results_lie():
    for path in MODULES:
        if room_of(path) in STAGES | {"report"}:
            assert "data/processed" not in path.read_text(encoding="utf-8"), f"{path} names the results' folder"


def test_no_catch_all_modules():
    assert not [p.name for p in MODULES if p.stem in {"utils", "helpers", "manager", "common", "misc"}]


# What the import of a distribution is called, where it is not its name.
DISTRIBUTION_OF = {"sklearn": "scikit-learn", "docx": "python-docx", "jinja2": "jinja2", "dask": "distributed", "PIL": "pillow"}


def test_every_package_that_is_imported_is_declared():
    project = tomllib.loads((SOURCE.parent.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = [*project["dependencies"], *(name for extra in project["optional-dependencies"].values() for name in extra)]
    names = {re.split(r"[\[<>=!~; ]", one)[0].lower().replace("_", "-") for one in declared}
    imported = set()
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported.add((node.module or "").split(".")[0])
    foreign = imported - set(sys.stdlib_module_names) - {"govtext", ""}
    assert {DISTRIBUTION_OF.get(name, name).lower().replace("_", "-") for name in foreign} - names == set()


def test_every_declared_package_is_used():
    project = tomllib.loads((SOURCE.parent.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    source = "\n".join(path.read_text(encoding="utf-8") for path in MODULES)
    for one in project["dependencies"]:
        name = re.split(r"[\[<>=!~; ]", one)[0]
        module = {value: key for key, value in DISTRIBUTION_OF.items()}.get(name.lower(), name).replace("-", "_")
        assert re.search(rf"(?:import|from) {module}\b", source, re.IGNORECASE), f"{name} is declared but not imported"
