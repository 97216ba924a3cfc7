from __future__ import annotations

import pytest

from tests.evidence import mutations

pytestmark = pytest.mark.slow
TARGET = 98.0


def test_damage_of_seventeen_kinds_to_every_table_is_caught(tmp_path, capsys):
    result = mutations.run(tmp_path, seeds=1)
    assert result["kind"].nunique() == len(mutations.KINDS) >= 12
    assert set(result["table"]) == set(mutations.tables.names())
    shares = mutations.summary(result)
    missed = result[~result["caught"]][["kind", "table", "where"]]
    assert 100 * result["caught"].mean() >= TARGET, f"{shares}\n{missed}"
    for kind in (
        "drop_column",
        "duplicate_key",
        "dangling_source",
        "byte_order_mark",
        "carriage_returns",
        "formula",
        "another_plausible_value",
    ):
        assert shares.loc[kind, "percent"] == 100, kind


def test_an_undamaged_package_counts_as_not_caught(tmp_path):
    """The counter itself can fail: with no damage done, nothing is reported as caught."""
    import shutil

    shutil.copytree(mutations.paths.DATA, tmp_path / "data")
    found = mutations.caught(tmp_path / "data", dict.fromkeys(mutations.tables.names(), (2, None)))
    assert not any(found.values())
