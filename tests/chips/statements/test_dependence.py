from __future__ import annotations

import pandas as pd
import pytest

from chips import series
from chips.statements import dependence
from explainer.evidence.tables import load


def share(material, period, pct, **more):
    start, end = period.split("/") if "/" in period else (f"{period}-01", f"{period}-12")
    row = {
        "material_id": material,
        "period": period,
        "freq": "range" if "/" in period else "annual",
        "period_start": pd.Period(start, "M").start_time,
        "period_end": pd.Period(end, "M").end_time.normalize(),
        "scope": "standard",
        "share_basis": "value",
        "data_family": "kita",
        "china_share_pct": pct,
        "is_derived": False,
        "preferred": True,
        "source_id": f"s-{material}-{period}",
        "confidence": "reported",
    }
    return row | more


def lines(*rows, **more):
    frame = pd.DataFrame(rows)
    frame["preferred"] = frame["preferred"].astype("boolean")
    return dependence.dependency_lines(frame, **more)


def test_a_line_never_mixes_compilers_scopes_or_bases():
    got = lines(
        share("neon", "2018", 18.0, data_family="motie"),
        share("neon", "2019", 27.0, data_family="motie"),
        share("neon", "2021", 66.6),  # another compiler
        share("urea", "2022", 66.5),
        share("urea", "2023", 88.1, share_basis="volume"),
        share("urea", "2024", 27.1, share_basis="volume"),
    )
    assert got["share_pct"].tolist() == [18.0, 27.0, 88.1, 27.1]
    assert got.groupby("material_id")[dependence.LINE].nunique().to_numpy().max() == 1


def test_whole_years_before_parts_and_longer_parts_before_shorter():
    got = lines(
        share("x", "2022-01/2022-07", 81.0),
        share("x", "2022", 72.8),
        share("x", "2023-01/2023-03", 1.0),
        share("x", "2023-01/2023-09", 2.0),
    )
    assert got[["year", "share_pct", "part_year"]].to_numpy().tolist() == [[2022, 72.8, False], [2023, 2.0, True]]


def test_single_years_long_totals_and_second_choices_make_no_line():
    got = lines(
        share("gallium", "2024", 98.0),
        share("gallium", "2019-01/2023-05", 52.0),
        share("lithium", "2021", 58.0, preferred=False),
        share("lithium", "2022", 64.0),
        share("a", "2021", 1.0),
        share("a", "2022", 2.0),
    )
    assert set(got["material_id"]) == {"a"}


def test_no_year_is_filled_in():
    got = lines(share("g", "2018", 84.0), share("g", "2021", 87.5))
    assert got["year"].tolist() == [2018, 2021]
    real = dependence.dependency_lines(load("kr_import_dependency"))
    assert not real.duplicated(["material_id", "year"]).any() and real["share_pct"].notna().all()
    assert real.groupby("material_id")[dependence.LINE].nunique().to_numpy().max() == 1


def test_change_uses_whole_years_only():
    got = lines(share("x", "2018", 52.0), share("x", "2022", 80.0), share("x", "2023-01/2023-07", 65.0))
    ends = dependence.change(got).loc["x"]
    assert ends[["first_year", "last_year", "points"]].tolist() == [2018, 2022, 28.0]
    assert dependence.last_before(got, 2023)["x"] == 65.0 and dependence.last_before(got, 2020)["x"] == 52.0


def ic(partner, measure, value, reporter="kotra", preferred=True):
    return {
        "period": "2022",
        "flow": "import",
        "product": "memory",
        "partner": partner,
        "measure": measure,
        "reporter": reporter,
        "value": value,
        "preferred": preferred,
        "source_id": "s",
    }


def test_a_share_is_computed_within_one_reporter_only():
    def frame(*rows):
        return pd.DataFrame(rows).astype({"preferred": "boolean"})

    one = frame(ic("kr", "value", 25.0), ic("world", "value", 100.0))
    assert series.supplier_share(one, "2022", "memory", "kr") == (25.0, "computed", "s")
    two = frame(ic("kr", "value", 25.0), ic("world", "value", 100.0, reporter="other"))
    with pytest.raises(LookupError, match="no share of kr"):
        series.supplier_share(two, "2022", "memory", "kr")
    said = frame(ic("kr", "partner_share", 44.9), ic("kr", "value", 25.0), ic("world", "value", 100.0))
    assert series.supplier_share(said, "2022", "memory", "kr")[:2] == (44.9, "published")


def test_names_of_materials_are_short():
    table = pd.DataFrame(
        {"material_id": ["a", "b"], "name_en": ["neon (gas, 99.9 percent)", "rare gases, combined (Ne, Kr)"]}
    )
    assert dependence.names(table) == {"a": "Neon", "b": "Rare gases"}


def test_memory_links_keep_both_directions_apart():
    sold = pd.DataFrame(
        {"share_pct": [39.9, 31.7, None], "source_id": "k", "confidence": "reported", "value_busd": 1.0},
        index=[2022, 2023, 2024],
    )
    bought = pd.DataFrame(
        {"share_pct": [44.9, 45.04], "how": ["published", "computed"], "source_id": ["a", "b;c"]}, index=[2021, 2022]
    )
    got = dependence.memory_links(bought, sold)
    assert got[["panel", "year", "share_pct", "how", "source_id", "bar"]].to_numpy().tolist() == [
        ["buys", 2021, 44.9, "published", "a", False],
        ["buys", 2022, 45.04, "computed", "b;c", True],
        ["sells", 2022, 39.9, "published", "k", True],
        ["sells", 2023, 31.7, "published", "k", False],
    ]


def test_a_row_of_a_later_year_is_drawn_and_first_and_last_stop_at_the_year_asked_for():
    rows = [share("x", "2018", 52.0), share("x", "2022", 80.0), share("y", "2023", 9.0), share("y", "2024", 8.0)]
    got = lines(*rows, share("x", "2031", 70.0))
    assert got["year"].max() == 2031
    ends = dependence.ends(got, 2023).set_index("material_id")
    wanted = ["first_year", "first_pct", "last_year", "last_pct"]
    assert ends.loc["x", wanted].tolist() == [2018, 52.0, 2022, 80.0]
    assert ends.loc["y", wanted].tolist() == [2023, 9.0, 2023, 9.0]
    assert ends.index.tolist() == ["x", "y"] and ends.loc["x", "source_id"] == "s-x-2018;s-x-2022"
    assert dependence.ends(got, 2031).set_index("material_id").loc["x", "last_pct"] == 70.0


def test_plants_of_a_firm_and_of_the_world_by_hand():
    def plant(location, measure, value, company="samsung", unit="pct", period="2023"):
        return {
            "company_id": company,
            "location": location,
            "product": "nand",
            "measure": measure,
            "period": period,
            "unit": unit,
            "status": "estimate",
            "value": value,
        }

    own = "share_of_company_output"
    table = pd.DataFrame(
        [
            plant("xian", own, 20.0, period="2022"),
            plant("dalian", own, 10.0, company="sk_hynix"),
            plant("xian", own, 40.0),
            plant("xian", "capacity", 120.0, unit="kwpm"),
            plant("kr", own, 60.0),
            plant("cn", "share_of_world_capacity", 31.0, company="all_makers"),
        ]
    )
    got, world = dependence.plants(table, "2023")
    assert got[["name", "value"]].to_numpy().tolist() == [
        ["Samsung, Xi'an: NAND", 40.0],
        ["SK hynix, Dalian: NAND", 10.0],
    ]
    assert world["name"].tolist() == ["All makers, all of China: NAND"]
    seen = {"confidence": "primary", "source_id": "s"}
    both = dependence.by_plant(got.assign(**seen), world.assign(**seen | {"source_id": "t"}, status="forecast"))
    assert both["world_of"].tolist()[2] == "capacity" and both["world_of"].isna().tolist() == [True, True, False]
    assert both[["name", "forecast"]].to_numpy().tolist() == [
        ["Samsung, Xi'an: NAND", False],
        ["SK hynix, Dalian: NAND", False],
        ["All makers, all of China: NAND", True],
    ]
    assert both["own_pct"].tolist()[:2] == [40.0, 10.0] and both["world_pct"].isna().tolist() == [True, True, False]
    assert set(both["confidence"]) == {"primary"} and both["source_id"].tolist() == ["s", "s", "t"]
    assert both["own_by"].tolist()[:2] == ["s", "s"] and both["world_by"].tolist()[2] == "t"


def test_estimates_of_one_firms_product_stand_under_each_other_a_plant_before_all_of_china():
    seen = {"confidence": "primary", "source_id": "s", "measure": "share_of_world_output", "status": "estimate"}
    places = [("cn", "dram", 50.0), ("xian", "nand", 45.0), ("wuxi", "dram", 40.0), ("dalian", "nand", 20.0)]
    own = pd.DataFrame(places, columns=["location", "product", "value"]).assign(**seen)
    own["company_id"] = own["location"].map({"xian": "samsung"}).fillna("sk_hynix")
    own["name"] = own["location"]
    world = own.assign(company_id="all_makers", name="all", value=[99.0, 98.0, 97.0, 96.0]).head(1)
    both = dependence.by_plant(own, world)
    assert both["name"].tolist() == ["wuxi", "cn", "xian", "dalian", "all"]


def test_what_was_bought_takes_the_whole_year_the_first_year_and_the_published_value():
    def row(material, period, pct, value, paid=None):
        worth = {"import_value_musd": value, "import_from_china_musd": paid}
        return share(material, period, pct, **worth)

    table = pd.DataFrame(
        [
            row("part", "2022-01/2022-07", 10.0, 100.0),
            row("part", "2023", 20.0, 100.0),  # a whole year goes before a part, though later
            row("neon", "2023", 30.0, 100.0),
            row("neon", "2022", 40.0, 100.0, 50.0),  # what is published goes before share times value
            row("long", "2022-01/2023-12", 90.0, 100.0),
            row("group", "2022", 95.0, 100.0),
            row("none", "2022", 95.0, None),
        ]
    ).astype({"preferred": "boolean", "import_from_china_musd": "float64"})
    known = ["part", "neon", "long", "group", "none"]
    listed = pd.DataFrame({"material_id": known, "name_en": known, "part_of": [None, "group", None, None, None]})
    got = dependence.bought(table, listed, (2022, 2023))
    assert got[["what", "share_pct", "busd", "period", "how"]].to_numpy().tolist() == [
        ["Neon", 40.0, 0.05, "2022", "published"],
        ["Part", 20.0, 0.02, "2023", "value computed from share"],
    ]


def test_a_good_and_its_group_count_once():
    names = ["graphite", "natural", "neon", "gases", "urea"]
    table = pd.DataFrame({"material_id": names, "part_of": [None, "graphite", "gases;chips", None, None]})
    assert dependence.leaves(["graphite", "natural", "urea", "natural"], table) == ["natural", "urea"]
    assert dependence.leaves(["graphite", "urea"], table) == ["graphite", "urea"]


def test_groups_are_named_and_no_material_is_part_of_itself():
    table = load("materials").set_index("material_id")
    for part, cell in table["part_of"].dropna().items():
        for group in cell.split(";"):
            assert group in table.index and group != part
    # one customs heading, one good: goods of the same heading are tied, or one of them would count twice
    shared = table.loc[["graphite", "urea", "lithium", "rare_gases_3", "permanent_magnet"]].index
    assert set(shared) <= set(";".join(table["part_of"].dropna()).split(";"))
