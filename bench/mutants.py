"""Mutation testing: would a test notice if one operator, number, condition or decorator of our code were another?

    .venv/bin/python bench/mutants.py --seed 20261125 --count 60

Cosmic Ray lists every mutant of our own code; the seed draws some; each is tried in a copy of HEAD by the tests that run its line, so
the checkout is never changed. Places are drawn first, then one mutant of the place: a `+` has eleven, a `not` has one, and each tells
as much. Which test runs which line is measured once and kept under `var/mutants/`, under the state of the code and the tests.

Left out: what decides nothing (types, `if TYPE_CHECKING`, values of settings, migrations); `==` for `is` and back, the same for all that
we compare; and what Python refuses to read. Templates, styles and scripts are no code to it: whether a page still offers a button or says a
sentence is held by its own tests alone. The journeys in a browser are not run: whatever only they would notice counts as survived.
"""

import argparse
import ast
import hashlib
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from queue import Queue

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names
from coverage import CoverageData
from parso.python import tree

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "var" / "mutants"
CODE = ("site", "courses", "cohorts", "assessments")
SKIPPED = ("migrations", "settings")
IDENTITY = re.compile(r"_(Eq_Is|NotEq_IsNot|Is_Eq|IsNot_NotEq)$")
UNUSED = re.compile(r"/(Variable\w+|NoOp)$")  # they ask for names of variables
NODES = (
    tree.Decorator,
    tree.ForStmt,
    tree.IfStmt,
    tree.Keyword,
    tree.Number,
    tree.PythonNode,
    tree.TryStmt,
    tree.WhileStmt,
    tree.AssertStmt,
)
SIGNS = frozenset(["+", "-", "*", "/", "//", "%", "**", ">>", "<<", "|", "&", "^"])
# What a template of the test database is made by: a mutant there needs a template of its own.
FILLS = re.compile(
    r"/(loading|demo|migrations|search)[/.]|/(searching|indexing|coding|editors|reviewing)\.py|accounts/actions\.py|management/commands/"
)
# Tables that look at everything: the tests of what runs when a file is imported.
TABLES = ("tests/test_access.py", "tests/test_conventions.py")
HANG = 180  # seconds for one test, the making of a template included
TEMPLATE = "mutants"
MAKING = "import django; django.setup(); from tests import databases; databases.drop(databases.clone('first'))"
COVERAGE = f"""[run]
relative_files = true
source =
    {"\n    ".join(CODE)}
omit = */migrations/*
"""


@dataclass
class Mutant:
    """One change of one place: where, what, and what became of it."""

    path: str
    line: int
    column: int
    operator: str
    occurrence: int
    before: str = ""
    after: str = ""
    code: str = field(default="", repr=False)
    fate: str = ""
    seen_by: str = ""

    @property
    def family(self) -> str:
        """Changes of the same place that differ only in what is put there."""
        return re.sub(r"_.*", "", self.operator)

    def applied(self) -> bool:
        """Makes its code and says whether Python reads it."""
        source = (ROOT / self.path).read_text()
        try:
            self.code = mutate_code(source, get_operator(f"core/{self.operator}")(), self.occurrence) or ""
        except AttributeError:  # Cosmic Ray cannot replace a dotted name among the exceptions of an `except`
            return False
        old, new = source.splitlines(), self.code.splitlines()
        head = next((at for at, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]), 0)
        tail = next((at for at, pair in enumerate(zip(old[::-1], new[::-1], strict=False)) if pair[0] != pair[1]), 0)
        self.before, self.after = (" ".join(" ".join(lines[head : len(lines) - tail]).split()) for lines in (old, new))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                return bool(self.code) and ast.dump(ast.parse(self.code)) != ast.dump(ast.parse(source))
            except SyntaxError:
                return False


# Which mutants there are


def silent_spans(module: ast.Module) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """From where to where nothing is decided: types, and what only a type checker reads."""
    for node in ast.walk(module):
        spans: list[ast.AST | None] = []
        if isinstance(node, ast.arg | ast.AnnAssign):
            spans = [node.annotation]
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            spans = [node.returns]
        elif isinstance(node, ast.TypeAlias) or (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)):
            spans = [node]
        for span in spans:
            if span is not None:
                yield (span.lineno, span.col_offset), (span.end_lineno, span.end_col_offset)  # type: ignore[attr-defined]


def mutants_of(path: str) -> Iterator[Mutant]:
    """Every mutant of a file, in the order Cosmic Ray counts them."""
    source = (ROOT / path).read_text()
    silent = list(silent_spans(ast.parse(source)))
    operators = [(name, get_operator(name)()) for name in operator_names() if not UNUSED.search(name) and not IDENTITY.search(name)]
    counts: Counter[str] = Counter()
    for node in ast_nodes(get_ast(source)):
        if not isinstance(node, NODES) and not (isinstance(node, tree.Operator) and node.value in SIGNS):
            continue
        for name, operator in operators:
            for start, _end in operator.mutation_positions(node):
                counts[name] += 1
                if not any(first <= start < last for first, last in silent):
                    yield Mutant(path, *start, name.removeprefix("core/"), counts[name] - 1)


def all_mutants() -> list[Mutant]:
    files = sorted(path.relative_to(ROOT).as_posix() for folder in CODE for path in (ROOT / folder).rglob("*.py"))
    return [mutant for path in files if not set(SKIPPED) & set(Path(path).parts) for mutant in mutants_of(path)]


def draw(mutants: list[Mutant], seed: int, count: int) -> list[Mutant]:
    """So many mutants of different places; the same for the same seed and code."""
    places: dict[tuple[str, int, int, str], list[Mutant]] = defaultdict(list)
    for mutant in mutants:
        places[mutant.path, mutant.line, mutant.column, mutant.family].append(mutant)
    chance = random.Random(seed)  # noqa: S311 - a draw to be repeated, not a secret
    order = list(places.values())
    chance.shuffle(order)
    drawn: list[Mutant] = []
    for place in order:
        chance.shuffle(place)
        found = next((mutant for mutant in place if mutant.applied()), None)
        drawn += [found] if found else []
        if len(drawn) == count:
            break
    return sorted(drawn, key=lambda one: (one.path, one.line, one.column))


# Which tests run a line


def git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True, text=True).stdout


def state() -> str:
    """Changes with our code and the tests, and with nothing else."""
    return hashlib.sha256(git("rev-parse", *(f"HEAD:{folder}" for folder in (*CODE, "tests"))).encode()).hexdigest()[:16]


@dataclass
class Copy:
    """HEAD in a folder of its own, where tests may be run on a changed file."""

    folder: Path

    @classmethod
    def made(cls, folder: Path) -> "Copy":
        folder.mkdir()
        archive = subprocess.run(["git", "archive", "HEAD"], cwd=ROOT, check=True, capture_output=True).stdout
        subprocess.run(["tar", "-x", "-C", folder], input=archive, check=True)
        return cls(folder)

    def python(self, *words: str | Path, limit: float | None = None, **env: str) -> subprocess.CompletedProcess[str]:
        """Runs Python here; whoever takes longer than the limit is stopped, with its children."""
        told = {
            **os.environ,
            "PYTHONPATH": f"{self.folder}:{self.folder / 'site'}",
            "TMPDIR": str(self.folder.parent),
            "VAR_DIR": str(self.folder / "var"),
            **env,
        }
        command = [sys.executable, *words]
        pipes = subprocess.PIPE
        with subprocess.Popen(command, cwd=self.folder, env=told, stdout=pipes, stderr=pipes, text=True, start_new_session=True) as process:
            try:
                out, err = process.communicate(timeout=limit)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, 9)
                out, err = process.communicate()
                err += "Timeout ("
            return subprocess.CompletedProcess(command, process.returncode, out, err)

    def pytest(self, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
        hang = ("-o", f"faulthandler_timeout={HANG}", "-o", "faulthandler_exit_on_timeout=true")
        return self.python("-m", "pytest", "-x", "-q", "-p", "no:randomly", *hang, *words, limit=3600, **env)


def measured(copy: Copy) -> CoverageData:
    """Which test runs which line: from the last measure of this code and these tests, or from a new one."""
    kept = KEPT / state()
    if not kept.exists():
        print("Measuring which test runs which line; this takes as long as the tests, twice.", flush=True)
        KEPT.mkdir(parents=True, exist_ok=True)
        (copy.folder / "coverage.ini").write_text(COVERAGE)
        measure = "-m coverage run --rcfile=coverage.ini -m pytest -q -p no:randomly -p bench.contexts"
        words = [*measure.split(), "tests", "--ignore=tests/e2e", "--ignore=tests/launch"]
        run = copy.python(*words, COVERAGE_FILE=str(kept.with_suffix(".new")))
        if run.returncode:
            sys.exit(f"The tests fail without any mutant.\n{run.stdout[-3000:]}{run.stderr[-2000:]}")
        kept.with_suffix(".new").rename(kept)
    data = CoverageData(basename=str(kept))
    data.read()
    return data


def lines_of(path: str, line: int) -> range | None:
    """The lines whose running proves that this one counts: its statement's, or its function's where it stands in the head of one.

    None where it runs on import: what any test of the file may notice.
    """
    best: ast.stmt | None = None
    within = False
    for node in ast.walk(ast.parse((ROOT / path).read_text())):
        if not isinstance(node, ast.stmt):
            continue
        first = min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", []))])
        if first <= line <= (node.end_lineno or first):
            body = getattr(node, "body", None)
            function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            within = within or bool(function and body and line >= body[0].lineno)
            if best is None or first >= best.lineno:
                best = node
    if isinstance(best, ast.FunctionDef | ast.AsyncFunctionDef):
        return range(best.body[0].lineno, (best.end_lineno or line) + 1)
    if best is None or not within:
        return None
    body = getattr(best, "body", None)
    return range(best.lineno, (body[0].lineno - 1 if body else best.end_lineno or line) + 1 or line)


def tests_for(mutant: Mutant, data: CoverageData) -> list[str]:
    """The tests that run the line, those of its own app first."""
    contexts = data.contexts_by_lineno(mutant.path)
    lines = lines_of(mutant.path, mutant.line)
    chosen = {name for line, found in contexts.items() if lines is None or line in lines or line == mutant.line for name in found if name}
    if lines is None:
        chosen = {test for test in chosen if not test.startswith(TABLES)} | set(TABLES)
    app = next(part for part in Path(mutant.path).parts if part != "site")
    if FILLS.search(f"/{mutant.path}"):  # run before any test, so that no test is seen to run it
        chosen.add(f"tests/{app}")
    return sorted(chosen, key=lambda test: (not test.startswith(f"tests/{app}/"), test.startswith(TABLES), test))


# What becomes of them


def tried(mutant: Mutant, tests: list[str], copy: Copy) -> None:
    """Runs the tests on the changed file, and puts the file back."""
    if not tests:
        mutant.fate = "not covered"
        return
    path = copy.folder / mutant.path
    source = path.read_text()
    env = {} if FILLS.search(f"/{mutant.path}") else {"PARCOURS_TEMPLATE": TEMPLATE}
    try:
        path.write_text(mutant.code)
        # Compiled files are told apart by size and second: no two mutants may share both.
        os.utime(path, (os.getpid(), 1_000_000_000 + random.randrange(10**8)))  # noqa: S311
        (copy.folder / "tests.txt").write_text("\n".join(tests))
        run = copy.pytest("@tests.txt", **env)
    finally:
        path.write_text(source)
    failed = re.search(r"^(?:FAILED|ERROR) (\S+)", run.stdout, re.MULTILINE)
    mutant.seen_by = failed[1] if failed else "nothing starts" if run.returncode else ""
    mutant.fate = "timed out" if "Timeout (" in run.stderr else "killed" if run.returncode else "survived"


def row(number: int, mutant: Mutant) -> str:
    before, after = (text.replace("|", "\\|") for text in (mutant.before, mutant.after))
    seen = mutant.seen_by.rpartition("/")[2].replace("|", "\\|")
    return f"| {number} | {mutant.path}:{mutant.line} | {mutant.operator} | `{before}` → `{after}` | {mutant.fate} | {seen} |"


def main() -> int:
    parser = argparse.ArgumentParser(description="Draws mutants of our code and says which of them no test notices.")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--jobs", type=int, default=1, help="how many are tried at once, each in a copy of its own")
    parser.add_argument("--only", default="", help="numbers of the draw to try again, as in 3,17")
    parser.add_argument("--tests", nargs="*", default=[], help="tests to run instead of those that were measured")
    parser.add_argument("--list", action="store_true", help="prints the draw and tries nothing")
    told = parser.parse_args()
    if git("status", "--porcelain", "--untracked-files=no") and not told.list:
        sys.exit("Commit or put aside what is changed: mutants are drawn from HEAD.")
    mutants = all_mutants()
    drawn = list(enumerate(draw(mutants, told.seed, told.count), start=1))
    print(f"Seed {told.seed}: {len(drawn)} of {len(mutants)} mutants of {git('rev-parse', '--short', 'HEAD').strip()}", flush=True)
    for number, mutant in drawn:
        print(f"{number:3} {mutant.path}:{mutant.line} {mutant.operator}\n      {mutant.before}\n    → {mutant.after}", flush=True)
    if told.list:
        return 0
    only = {int(number) for number in told.only.split(",") if number}
    drawn = [(number, mutant) for number, mutant in drawn if not only or number in only]
    home = Path(tempfile.mkdtemp(prefix="parcours-mutants-"))
    try:
        copies: Queue[Copy] = Queue()
        for job in range(told.jobs):
            copies.put(Copy.made(home / str(job)))
        first = copies.queue[0]
        data = None if told.tests else measured(first)
        first.python("-c", MAKING, DJANGO_SETTINGS_MODULE="config.settings.test", PARCOURS_TEMPLATE=TEMPLATE).check_returncode()

        def one(pair: tuple[int, Mutant]) -> None:
            number, mutant = pair
            copy = copies.get()
            began = time.monotonic()
            try:
                tests = tests_for(mutant, data) if data else told.tests
                tried(mutant, tests, copy)
            finally:
                copies.put(copy)
            print(f"{number:3} {mutant.fate}, {len(tests)} tests, {time.monotonic() - began:.0f} s {mutant.seen_by}", flush=True)

        with ThreadPoolExecutor(told.jobs) as pool:
            list(pool.map(one, drawn))
    finally:
        shutil.rmtree(home, ignore_errors=True)
    print("\n| | place | operator | before → after | fate | first test to see it |\n|---|---|---|---|---|---|")
    print("\n".join(row(number, mutant) for number, mutant in drawn))
    fates = Counter(mutant.fate for _, mutant in drawn)
    print("\n" + ", ".join(f"{count} {fate}" for fate, count in fates.most_common()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
