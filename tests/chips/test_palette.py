"""Names of countries come from the table that holds them."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from chips import palette
from chips.verdict import rules_micron
from explainer.evidence import tables


def test_every_country_that_a_page_names_is_in_the_register():
    for table, column in (("readouts", "side_b"), ("readout_topics", "country_id")):
        assert set(tables.load(table)[column].astype("str")) <= set(palette.COUNTRIES), table
    codes = pd.Series(["kr", "us", "xx"])
    assert codes.map(palette.COUNTRIES).fillna("").tolist() == ["Korea", "United States", ""]


def test_a_chapter_that_prints_a_name_depends_on_the_table_of_names(tmp_path, monkeypatch):
    monkeypatch.setenv("EXPLAINER_LOADS", str(tmp_path / "reads"))
    names = palette.Names("countries")
    assert not (tmp_path / "reads").exists()
    assert names["kr"] == "Korea"
    assert [json.loads(line)["table"] for line in (tmp_path / "reads").read_text().splitlines()] == ["countries"]


def test_every_actor_has_a_name_and_firms_have_the_short_one_of_their_table():
    named = {actor: palette.LABEL[actor] for actor in palette.ACTORS}
    assert all(named.values()) and len(set(named.values())) == len(named)
    assert (named["samsung"], named["western_digital"], named["us"]) == ("Samsung", "WDC/SanDisk", "United States")
    firms = tables.load("companies")
    assert dict(zip(firms["company_id"], firms["short_en"], strict=True)) == dict(palette.FIRMS)


@pytest.mark.parametrize(
    ("actor", "said"), [("us", "the United States"), ("cn", "China"), ("nl", "the Netherlands"), ("company", "company")]
)
def test_a_country_in_a_sentence(actor, said):
    assert palette.in_sentence(actor) == said


def test_a_rule_names_the_actor_as_its_table_does():
    renamed = tables.load("countries").assign(name_en=lambda f: f["name_en"].replace("China", "PRC"))
    found = rules_micron.purchases_barred(lambda name: renamed if name == "countries" else tables.load(name))
    assert "was by PRC, concerned" in found.because
