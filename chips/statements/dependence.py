"""Who depends on whom: choosing comparable lines from mixed tables, and changes before and after a measure.

The tables hold figures of several compilers and of whole and part years. The functions here never join two compilers,
scopes or bases in one line, and mark what is not a whole year.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from explainer.evidence import cite

#: what must be the same along a line.
LINE = ["material_id", "data_family", "scope", "share_basis"]
#: compilers of the figures, as a reader is told them.
FAMILIES = {
    "kita": "KITA",
    "motie": "MOTIE",
    "un_comtrade": "UN Comtrade",
    "komir": "KOMIR",
    "kexim": "KEXIM",
    "customs": "customs",
    "not_stated": "press, source not named",
}


def names(materials: pd.DataFrame) -> dict[str, str]:
    """Short name of each material: what stands before the first bracket, with a capital letter.

    Args:
        materials: rows of `materials`.
    """
    short = materials.set_index("material_id")["name_en"].str.split(" (", regex=False).str[0]
    return {m: text[0].upper() + text[1:] for m, text in short.str.replace(", combined", "").items()}


def dependency_lines(table: pd.DataFrame, start: int = 2017, least: int = 2) -> pd.DataFrame:
    """One line of shares per material, from one compiler, scope and basis.

    Args:
        table: rows of `kr_import_dependency`; rows that are not `preferred`, or cover more than one year, are left out.
        start: first year; the last is that of the table.
        least: how many years a line needs.

    Returns:
        DataFrame: the columns of `LINE`, `year`, `share_pct`, `part_year` (bool), `period`, `is_derived`, `source_id`,
        `confidence`; one row per material and year. The line with most years is taken, then the one that ends last,
        then by name. In one year, a whole year goes before a part, and a longer part before a shorter one.
    """
    rows = table[table["preferred"].fillna(False) & table["china_share_pct"].notna()].copy()
    rows["year"] = rows["period_end"].dt.year
    rows = rows[(rows["period_start"].dt.year == rows["year"]) & (rows["year"] >= start)]
    rows["part_year"] = rows["freq"].astype("str") != "annual"
    rows["days"] = (rows["period_end"] - rows["period_start"]).dt.days
    rows = rows.astype(dict.fromkeys(LINE, "str"))
    rows = rows.sort_values([*LINE, "year", "days"]).drop_duplicates([*LINE, "year"], keep="last")
    size = rows.groupby(LINE)["year"].agg(["count", "max"]).reset_index()
    size = size[size["count"] >= least].sort_values(
        ["material_id", "count", "max", "data_family", "scope", "share_basis"],
        ascending=[True, False, False, True, True, True],
    )
    chosen = size.drop_duplicates("material_id")[LINE]
    out = chosen.merge(rows, on=LINE, how="left").rename(columns={"china_share_pct": "share_pct"})
    keep = [*LINE, "year", "share_pct", "part_year", "period", "is_derived", "source_id", "confidence"]
    return out.sort_values(["material_id", "year"])[keep].reset_index(drop=True)


def leaves(material_ids: Iterable[str], materials: pd.DataFrame) -> list[str]:
    """The distinct goods among some materials: a group goes out where a part of it is among them, so none counts twice.

    Args:
        material_ids: ids of the materials at hand.
        materials: rows of `materials`; `part_of` names the groups that a material is counted in.

    Returns:
        The ids that are left, in the order given, each once.
    """
    here = list(dict.fromkeys(map(str, material_ids)))
    parts = materials.set_index("material_id")["part_of"].dropna()
    groups = cite.ids(cell for part, cell in parts.items() if part in here)
    return [one for one in here if one not in groups]


def last_before(lines: pd.DataFrame, year: int) -> pd.Series:
    """Last share of each material up to and including a year; a material without one is missing."""
    return lines[lines["year"] <= year].sort_values("year").groupby("material_id")["share_pct"].last()


def change(lines: pd.DataFrame) -> pd.DataFrame:
    """First and last share of each line and the difference in percentage points, whole years only.

    Args:
        lines: what `dependency_lines` returns.

    Returns:
        DataFrame indexed by `material_id`: `first_year`, `last_year`, `first_pct`, `last_pct`, `points`; only materials
        with two whole years.
    """
    whole = lines[~lines["part_year"]].sort_values("year")
    ends = whole.groupby("material_id").agg(
        years=("year", "count"),
        first_year=("year", "first"),
        last_year=("year", "last"),
        first_pct=("share_pct", "first"),
        last_pct=("share_pct", "last"),
    )
    ends = ends[ends["years"] >= 2].drop(columns="years")
    return ends.assign(points=ends["last_pct"] - ends["first_pct"])


def ends(lines: pd.DataFrame, until: int) -> pd.DataFrame:
    """First and last share of each line up to a year, parts of years included, the highest last share first.

    Args:
        lines: what `dependency_lines` returns.
        until: last year.

    Returns:
        DataFrame: `material_id`, `share_basis`, `data_family`, `first_year`, `first_pct`, `last_year`, `last_pct`,
        `part_year` (the last is a part of its year), `source_id`, `confidence`; first and last are one where a line has
        a single figure up to that year.
    """
    rows = lines[lines["year"] <= until].sort_values(["material_id", "year"])
    out = rows.groupby("material_id").agg(
        share_basis=("share_basis", "first"),
        data_family=("data_family", "first"),
        first_year=("year", "first"),
        first_pct=("share_pct", "first"),
        last_year=("year", "last"),
        last_pct=("share_pct", "last"),
        part_year=("part_year", "last"),
        source_id=("source_id", cite.join),
        confidence=("confidence", cite.weakest),
    )
    return out.sort_values("last_pct", ascending=False, kind="stable").reset_index()


def singles(table: pd.DataFrame, lines: pd.DataFrame) -> pd.DataFrame:
    """Preferred rows of `kr_import_dependency` on materials that have no line, highest share first.

    Args:
        table: rows of `kr_import_dependency`.
        lines: what `dependency_lines` returns.
    """
    rows = table[~table["material_id"].isin(lines["material_id"]) & table["preferred"].fillna(False)]
    return rows.sort_values("china_share_pct", ascending=False)


def memory_links(bought: pd.DataFrame, sold: pd.DataFrame) -> pd.DataFrame:
    """Both directions of the memory trade of China and Korea, percent of value by year.

    Args:
        bought: rows of `series.korean_share_of_memory_imports`, indexed by year.
        sold: rows of `series.exports_to_china`, indexed by year.

    Returns:
        DataFrame: `year`, `share_pct`, `how` (`published`, `computed`), `source_id`,
        `confidence`, `panel` (`buys`: what China buys from Korea, `sells`: what Korea sells to China), `bar` (True: the
        last year that both directions have).
    """
    buys = bought.rename_axis("year").reset_index().assign(confidence="reported", panel="buys")
    sells = sold.rename_axis("year").reset_index().assign(how="published", panel="sells")
    columns = ["year", "share_pct", "how", "source_id", "confidence", "panel"]
    both = pd.concat([buys[columns], sells[columns]]).dropna(subset=["share_pct"]).reset_index(drop=True)
    common = max(set(buys["year"]) & set(sells.dropna(subset=["share_pct"])["year"]))
    return both.assign(bar=both["year"] == common)


#: what a share of the world is a share of, in `memory_plants`.
BASES = {"share_of_world_capacity": "capacity", "share_of_world_output": "output"}
#: places and firms of `memory_plants`, as names have them.
CITIES = {"xian": "Xi'an", "wuxi": "Wuxi", "dalian": "Dalian", "cn": "all of China"}
MAKERS = {"all_makers": "All makers", "samsung": "Samsung", "sk_hynix": "SK hynix"}


def plants(table: pd.DataFrame, period: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What memory plants in China make, in percent, largest share first.

    Args:
        table: rows of `memory_plants`.
        period: as in the table.

    Returns:
        (shares of each company's own output, shares of the world's capacity or output): the columns of the table, and
        `name` (company, place and product).
    """
    texts = dict.fromkeys(("company_id", "location", "product", "measure", "status"), "str")
    rows = table[(table["period"] == period) & (table["unit"] == "pct") & (table["location"] != "kr")].astype(texts)
    where = rows["company_id"].map(MAKERS) + ", " + rows["location"].map(CITIES)
    rows = rows.assign(name=where + ": " + rows["product"].str.upper()).sort_values("value", ascending=False)
    own = rows["measure"] == "share_of_company_output"
    return rows[own], rows[rows["measure"].str.startswith("share_of_world")]


def by_plant(own: pd.DataFrame, world: pd.DataFrame) -> pd.DataFrame:
    """One row per place and product with both shares, the estimates of one firm's product under each other.

    Args:
        own, world: what `plants` returns.

    Returns:
        DataFrame, firms before the total of all makers, products with the largest share of the firm's output first, a
        single plant before all of China: `name`, `company_id`, `location`, `product`, `own_pct`, `world_pct` (missing
        where not found), `own_by` and `world_by` (source ids of the two), `world_of` (what the share of the world is a
        share of), `forecast` (the share of the world is one), `confidence`, `source_id`.
    """
    key = ["name", "company_id", "location", "product"]
    left = own[[*key, "value", "confidence", "source_id"]].rename(columns={"value": "own_pct"})
    right = world[[*key, "value", "measure", "status", "confidence", "source_id"]]
    both = left.merge(right.rename(columns={"value": "world_pct"}), on=key, how="outer", suffixes=("", "_2"))
    both["own_by"], both["world_by"] = both["source_id"], both["source_id_2"]
    both["source_id"] = [cite.join(pair) for pair in both[["source_id", "source_id_2"]].values.tolist()]
    seen = both[["confidence", "confidence_2"]].astype("object").values.tolist()
    both["confidence"] = [cite.weakest(one for one in pair if isinstance(one, str)) for pair in seen]
    both = both.assign(
        forecast=both["status"] == "forecast", world_of=both["measure"].map(BASES), whole=both["location"] == "cn"
    )
    most = both.groupby(["company_id", "product"])[["own_pct", "world_pct"]].transform("max")
    both = both.assign(total=both["company_id"] == "all_makers", most_own=most["own_pct"], most=most["world_pct"])
    order = {"total": True, "most_own": False, "most": False, "company_id": True, "product": True, "whole": True}
    both = both.sort_values(list(order), ascending=list(order.values()), kind="stable")
    columns = [*key, "own_pct", "own_by", "world_pct", "world_of", "world_by", "forecast", "confidence", "source_id"]
    return both[columns].reset_index(drop=True)


#: shorter names where bars stand under each other.
GOODS = {"permanent_magnet": "Rare-earth magnets", "cobalt_oxide_hydroxide": "Cobalt oxides"}


def bought(imports: pd.DataFrame, materials: pd.DataFrame, years: tuple[int, ...]) -> pd.DataFrame:
    """What Korea bought from China of each distinct material, with its share, one row per material.

    A whole year goes before a part of one; among those alike the first of `years` goes first.

    Args:
        imports: rows of `kr_import_dependency`.
        materials: rows of `materials`.
        years: years of which a row may be taken; a row that covers two years is left out.

    Returns:
        DataFrame, highest share first, then by name: `actor` (`kr`), `what`, `share_pct`, `busd` (billion US dollars),
        `period`, `how` (`published`, or that the value is computed from the share), `source_id`, `confidence`.
    """
    rows = imports[imports["preferred"].fillna(False) & imports["period_end"].dt.year.isin(years)]
    rows = rows[rows["period_start"].dt.year == rows["period_end"].dt.year]
    computed = rows["import_value_musd"] * rows["china_share_pct"] / 100
    rows = rows.assign(
        busd=rows["import_from_china_musd"].fillna(computed) / 1000,
        whole=rows["freq"] == "annual",
        first=rows["period_end"].dt.year == years[0],
    )
    rows = rows[rows["busd"].notna()].sort_values(["whole", "first"]).drop_duplicates("material_id", keep="last")
    rows = rows[rows["material_id"].isin(leaves(rows["material_id"], materials))]
    given = rows["import_from_china_musd"].notna()
    out = pd.DataFrame(
        {
            "actor": "kr",
            "what": rows["material_id"].map(names(materials) | GOODS),
            "share_pct": rows["china_share_pct"],
            "busd": rows["busd"],
            "period": rows["period"],
            "how": given.map({True: "published", False: "value computed from share"}),
            "source_id": rows["source_id"],
            "confidence": rows["confidence"].astype("str"),
        }
    )
    return out.sort_values(["share_pct", "what"], ascending=[False, True])
