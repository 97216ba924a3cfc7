"""ARCHITECTURE.md names every module, in its folder, and none that is gone."""

from __future__ import annotations

import re

from explainer import paths


def listed() -> dict[str, set[str]]:
    """Folder -> modules, from the table of the map."""
    rows = {}
    for line in (paths.ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 3 and (folder := re.fullmatch(r"`([\w/]+/)`", cells[0])):
            rows[folder[1]] = set(re.findall(r"`(\w+)`", cells[2]))
    return rows


def there() -> dict[str, set[str]]:
    """Folder -> modules, from the tree."""
    found: dict[str, set[str]] = {}
    for package in ("explainer", "chips"):
        for path in (paths.ROOT / package).rglob("*.py"):
            if path.stem != "__init__" and paths.STARTER not in path.parents:
                found.setdefault(f"{path.parent.relative_to(paths.ROOT).as_posix()}/", set()).add(path.stem)
    return found


def test_the_map_names_each_module_and_none_that_is_gone():
    said, known = listed(), there()
    missing = {folder: sorted(names - said.get(folder, set())) for folder, names in known.items()}
    gone = {folder: sorted(names - known.get(folder, set())) for folder, names in said.items()}
    assert not {k: v for k, v in missing.items() if v}, "not on the map"
    assert not {k: v for k, v in gone.items() if v}, "on the map, but gone"


def test_the_map_names_each_folder_and_none_that_is_gone():
    folders = {f"{p.name}/" for p in paths.ROOT.iterdir() if p.is_dir() and not p.name.startswith((".", "_"))}
    known = {name.split("/")[0] + "/" for name in listed()}
    assert folders - {"docs/"} - {n for n in folders if n.endswith(".egg-info/")} == known
    assert all((paths.ROOT / name).is_dir() for name in listed())


def test_what_the_map_says_of_files_is_so():
    text = (paths.ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    for name in re.findall(r"`((?:\w+/)+\w+\.(?:py|js|md))`", text):
        places = (paths.ROOT / name, paths.ENGINE / name, paths.ENGINE / "site" / name)
        assert any(place.is_file() for place in places), name
    from chips import palette
    from explainer.evidence import trace

    assert palette.ACTORS and palette.LABEL and trace.depends


def test_the_edits_that_the_bench_times_can_be_made():
    from tests.bench import __main__ as bench

    for path, old, _ in bench.EDITS.values():
        assert old in (paths.ROOT / path).read_text(encoding="utf-8"), path
