"""No bare figure in prose: what a sentence counts is computed and placed with glue."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from explainer import paths
from explainer.pages.prose import fixed, numbers, period_in_words, signed, together

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
#: years, dates, versions of laws, names: figures that are not measurements.
ALLOWED = [
    r"\b(1[6-9]|20)\d\d(?:s|-\d\d)?\b",
    rf"\b\d{{1,2}}(?: (?:and|to|or) \d{{1,2}})? (?:{MONTHS})\b",
    rf"\b(?:{MONTHS}) \d{{1,2}}\b",
    r"\bPython 3\.\d+",
    r"\bDDR\d\b",
    r"\bCC BY(?:-NC)? 4\.0\b",
    r"\bUTF-8\b",
    r"\b\d+ ?(?:nm|Gb|GB)\b",
    r"\bG7\b|\bG20\b|\b1260H\b|\bHBM\d\b|\bHS \d+\b|\bSection 301\b|\b[AHB][1-9]00\b|\bH20\b|\bChip 4\b|\bMTI 831\b",
]
WORDS = re.compile(
    r"\b(three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fifteen|twenty|thirty|forty|fifty|hundreds?|"
    r"thousands?|millions?|billions?|half|third|quarter|percent|dozens?|twice|double[sd]?|tripled?)\b",
    re.I,
)
#: sentences in which a number word is no measurement of ours; keep short and say why.
WORD_ALLOWED = {
    "answer in five sentences": "heading that counts its own list",
    "Four readings": "figure of speech for the reports listed below",
    "Not four readings but one": "the table below lists them",
    "reader with three minutes": "reading time",
}


def prose(text: str) -> list[tuple[int, str]]:
    """Lines of prose with code, roles, links' targets, quotations and html taken out."""
    text = re.sub(r"\A---\n.*?\n---\n", lambda m: "\n" * m[0].count("\n"), text, flags=re.S)
    text = _without_code(text)
    text = re.sub(r"\{[a-z:]+\}`[^`]*`", "", text)
    text = re.sub(r"`[^`]*`", "", text)
    text = re.sub(r"\]\([^)]*\)|<[^>]+>|^\([a-z0-9-]+\)=$", "", text, flags=re.M)
    text = re.sub(r"“[^”]*”|\"[^\"\n]*\"", "", text)
    text = re.sub(r"^\s*\d+\. ", "", text, flags=re.M)
    return list(enumerate(text.splitlines(), 1))


def _without_code(text: str) -> str:
    """Fenced code made blank; the text of directives such as {note}, fenced alike, stays."""
    lines, fences = [], []
    for line in text.splitlines():
        fence = re.match(r"(`{3,}|~{3,})\s*(\{[\w-]+\})?", line)
        if fence and fences and fence[1] == fences[-1][0] and line.strip() == fence[1]:
            fences.pop()
        elif fence and not any(code for _, code in fences):
            fences.append(
                (fence[1], fence[2] not in ("{note}", "{tip}", "{warning}", "{admonition}", "{div}", "{margin}"))
            )
        elif not any(code for _, code in fences):
            lines.append(line)
            continue
        lines.append("")
    return "\n".join(lines)


def bare(line: str) -> list[str]:
    for sentence in WORD_ALLOWED:
        line = line.replace(sentence, "")
    for pattern in ALLOWED:
        line = re.sub(pattern, "", line)
    return re.findall(r"\d[\d.,]*", line) + [
        w for w in WORDS.findall(line) if w.lower() not in ("percent", "quarter", "half", "third")
    ]


@pytest.mark.parametrize("path", sorted(paths.CHAPTERS.rglob("*.md")), ids=lambda p: str(p.relative_to(paths.CHAPTERS)))
def test_no_bare_figure_in_prose(path: Path):
    found = [(number, words) for number, line in prose(path.read_text(encoding="utf-8")) if (words := bare(line))]
    assert not found, f"{path.name}: type no figure, compute it: {found}"


@pytest.mark.parametrize(
    "line",
    [
        "It fell by 12 percent.",
        "There were twelve clauses.",
        "Sales of 3.4 billion dollars.",
        "about 40% of exports",
        "```{note}\nIt fell by 12 percent.\n```",
        ":::{div} finding\nIt fell by 12 percent.\n:::",
    ],
)
def test_the_scanner_sees_figures(line):
    assert any(bare(text) for _, text in prose(line))


@pytest.mark.parametrize(
    "line",
    [
        "On 26 May 2023 it met.",
        "It has {glue:text}`n` clauses.",
        "He said “about 40 percent” of it.",
        "Use DDR4 and Python 3.11.",
        "```{code-cell} python\nx = 12\n```",
        "````\n12 lines\n````",
    ],
)
def test_the_scanner_passes_dates_quotes_and_computed_figures(line):
    assert not any(bare(text) for _, text in prose(line))


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (30.5, 0, "31"),
        (20.5, 0, "21"),
        (-2.5, 0, "-3"),
        (2.4999, 0, "2"),
        (0.285, 2, "0.29"),
        (48.25, 1, "48.3"),
        (7, 1, "7.0"),
    ],
)
def test_halves_round_away_from_zero(value, digits, text):
    assert fixed(value, digits) == text


@pytest.mark.parametrize(
    ("value", "text"), [(2918.5, "2,919"), (1234567.5, "1,234,568"), (999.4, "999"), (-2000.5, "-2,001")]
)
def test_thousands_are_parted(value, text):
    assert fixed(value, thousands=True) == text


@pytest.mark.parametrize(("value", "text"), [(0.25, "+0.3"), (-0.25, "−0.3"), (0, "+0.0"), (-12.04, "−12.0")])
def test_a_change_has_its_sign(value, text):
    assert signed(value) == text


def test_a_missing_number_is_not_printed():
    with pytest.raises(ValueError, match="missing"):
        fixed(float("nan"))


ROUNDED = sorted(p for part in ("war", "statements", "memory", "verdict") for p in (paths.CHAPTERS / part).glob("*.md"))
ROUNDED += [paths.CHAPTERS / "index.md", *sorted((paths.ROOT / "chips" / "verdict").glob("*.py"))]


@pytest.mark.parametrize("path", ROUNDED, ids=lambda p: p.stem)
def test_figures_of_a_chapter_are_rounded_by_one_helper(path: Path):
    """Python rounds 30.5 to 30, and a chart rounds it to 31: every figure in words goes through `fixed`."""
    text = path.read_text(encoding="utf-8")
    code = [text] if path.suffix == ".py" else re.findall(r"^```\{code-cell\}.*?^```$", text, re.S | re.M)
    assert not [found for cell in code for found in re.findall(r"[^{}]*\{[^{}]*:\.\d+f\}", cell)]


@pytest.mark.parametrize(
    ("mark", "fault"),
    [({"share": "no-value"}, "'no-value' is no figure-id:value"), ({"other": "a-figure:cn"}, "mark of 'other'")],
)
def test_a_mark_names_a_value_and_a_figure(mark, fault):
    with pytest.raises(ValueError, match=fault):
        numbers(share="17", mark=mark)


def test_a_period_and_a_list_are_told_in_words():
    told = {"2023-01/2023-09": "January to September 2023", "2022-11/2023-02": "November 2022 to February 2023"}
    told |= {"2023-07": "July 2023", "2024": "2024", "2023Q2": "2023Q2", "2021/2022": "2021 to 2022"}
    assert {period: period_in_words(period) for period in told} == told
    assert [together(list(names)) for names in ("", "a", "ab", "abc")] == ["", "a", "a and b", "a, b and c"]
