"""What the documents point at exists: files, headings, functions of the rules, tests, flags of the vectors."""

import ast
import json
import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent.parent
SEEDS = REPOSITORY / "docs" / "seeds"
PAGES = [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").rglob("*.md"))]
SEED_PAGES = sorted(SEEDS.glob("*.md"))

INLINE = re.compile(r"\[((?:[^\[\]]|\\.)*)\]\(([^()\s]+)\)")
DEFINITION = re.compile(r"^\[([^\]]+)\]: (\S+)$", re.MULTILINE)
SHORTCUT = re.compile(r"\[(`\w+`)\](?![(\[])")
NAME = re.compile(r"`(\w+)`")
VERDICTS = ("holds", "wrong", "not a protocol statement", "not yet executable", "given")


def text_of(page: Path) -> str:
    return re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)


def links_of(page: Path) -> list[tuple[str, str]]:
    """Label and target of every link, inline or by definition."""
    text = text_of(page)
    return [*INLINE.findall(text), *DEFINITION.findall(text)]


def references_of(page: Path | str) -> list[str]:
    """Labels that a page, or a piece of one, refers to by definition."""
    text = page if isinstance(page, str) else text_of(page)
    return SHORTCUT.findall(DEFINITION.sub("", text))


def is_external(target: str) -> bool:
    return re.match(r"[a-z]+:", target) is not None


def anchors_of(page: Path) -> set[str]:
    """The anchors of a page's headings, made as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", text_of(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def functions_in(path: Path) -> set[str]:
    """The functions that a module defines at its top."""
    return {node.name for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef)}


def names_in(path: Path) -> set[str]:
    """What a link to a file can name: its flags if it holds vectors, else itself, its functions, classes, constants."""
    if path.suffix == ".json":
        return set(json.loads(path.read_text()).get("notes", {}))
    names = functions_in(path) | {path.stem}
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.ClassDef):
            names.add(node.name)
        if isinstance(node, ast.Assign):
            names.update(target.id for target in node.targets if isinstance(target, ast.Name))
    return names


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(REPOSITORY).as_posix())
def test_every_relative_link_leads_somewhere(page):
    dead = []
    for _, target in links_of(page):
        path, _, anchor = target.partition("#")
        file = page if not path else (page.parent / path).resolve()
        if is_external(target):
            continue
        found = file.is_relative_to(REPOSITORY) and file.exists() and (not anchor or anchor in anchors_of(file))
        if not found:
            dead.append(target)
    assert dead == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(REPOSITORY).as_posix())
def test_every_name_that_is_linked_to_code_or_vectors_is_found_there(page):
    lost = []
    for label, target in links_of(page):
        name = NAME.fullmatch(label)
        file = (page.parent / target).resolve()
        if name and file.suffix in {".py", ".json"} and file.is_file() and name[1] not in names_in(file):
            lost.append(f"{label} in {target}")
    assert lost == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(REPOSITORY).as_posix())
def test_every_reference_has_a_definition_and_every_definition_is_used(page):
    definitions = [label for label, _ in DEFINITION.findall(text_of(page))]
    assert len(set(definitions)) == len(definitions)
    if definitions:
        assert set(references_of(page)) == set(definitions)


@pytest.mark.parametrize("page", SEED_PAGES, ids=lambda page: page.name)
def test_the_statements_name_functions_and_tests(page):
    for label, target in DEFINITION.findall(text_of(page)):
        file = (page.parent / target).resolve()
        if file.suffix == ".py":
            assert label.strip("`") in functions_in(file)
            assert label.startswith("`test_") == file.is_relative_to(REPOSITORY / "tests")


def rows_of(page: Path) -> list[list[str]]:
    """The cells of every row that has a verdict: the tables with a column of that name."""
    rows, column = [], None
    for line in text_of(page).splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")] if line.startswith("|") else None
        if cells is None:
            column = None
        elif "Verdict" in [cell.strip(" |") for cell in cells]:
            column = [cell.strip(" |") for cell in cells].index("Verdict")
        elif column is not None and not set(line) <= set("|- "):
            rows.append([cells[column], *cells])
    return rows


@pytest.mark.parametrize("page", SEED_PAGES, ids=lambda page: page.name)
def test_every_statement_has_a_verdict(page):
    rows = rows_of(page)
    assert len(rows) > 40
    assert [row[1] for row in rows if not any(verdict in row[0] for verdict in VERDICTS)] == []


@pytest.mark.parametrize("page", SEED_PAGES, ids=lambda page: page.name)
def test_every_statement_that_holds_or_is_wrong_has_a_test_or_a_vector(page):
    targets = dict(DEFINITION.findall(text_of(page)))
    unbacked = []
    for verdict, *cells in rows_of(page):
        references = references_of(" ".join(cells))
        backed = any("/tests/" in targets[label] or "/vectors/" in targets[label] for label in references)
        if re.search(r"\b(holds|wrong)\b", verdict, re.IGNORECASE) and not backed:
            unbacked.append(cells[0])
    assert unbacked == []


def test_the_checks_find_what_they_look_for(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# A Heading, too\n\n[x](gone.py) and [`y`]: this.\n\n[`y`]: other.py\n\n```\n[z](in/code)\n```\n")
    assert links_of(page) == [("x", "gone.py"), ("`y`", "other.py")]
    assert anchors_of(page) == {"a-heading-too"}
    assert references_of(page) == ["`y`"]
    page.write_text("| Statement | Verdict | Because |\n| --- | --- | --- |\n| s | holds | [`t`] |\n| s2 | x | |\n")
    assert rows_of(page) == [["holds", "s", "holds", "[`t`]"], ["x", "s2", "x", ""]]
