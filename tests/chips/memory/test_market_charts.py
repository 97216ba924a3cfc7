"""What the drawings of the memory chapters must not lose: gaps, the quarter of the ban, order and open marks."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree

import pandas as pd
import pytest

from chips import periods
from chips.memory import (
    hindsight,
    market,
    market_charts,
    market_money_charts,
    market_shares_charts,
    micron,
    micron_charts,
)
from chips.memory.market_charts import Panel
from explainer.evidence.tables import load
from explainer.figures import theme
from explainer.figures.picture import NARROW, WIDE
from tests.browser import SITE
from tests.scene import boxes, shown
from tests.scene import drawn as scene


@pytest.fixture
def frame():
    rows = pd.DataFrame(
        {
            "company_id": ["micron"] * 3 + ["samsung"] * 4,
            "period": ["2022Q4", "2023Q1", "2023Q3", "2022Q4", "2023Q1", "2023Q2", "2023Q3"],
            "share_pct": [20.0, 22.0, 21.0, 40.0, 41.0, 42.0, 21.5],
            "how": ["printed", "computed"] + ["printed"] * 5,
        }
    )
    return market.with_gaps(rows, "share_pct")


def spec(frame, width):
    names = {"samsung": "Samsung", "micron": "Micron"}
    return market_charts.lines(frame, "share_pct", names, Panel(width, 100, 10)).to_dict()


def drawn(made):
    return [row for rows in made["datasets"].values() for row in rows]


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_gap_is_drawn_as_a_gap_and_computed_points_are_hollow(frame, width):
    made = spec(frame, width)
    points = [r for r in drawn(made) if "hollow" in r]
    path = [r for r in drawn(made) if "share_pct" in r and "hollow" not in r]
    assert [r["period"] for r in path if r["share_pct"] is None] == ["2023Q2"]
    assert all(r["share_pct"] is not None and r["when"].endswith(r["period"][:4]) for r in points)
    assert [(r["company_id"], r["period"]) for r in points if r["hollow"]] == [("micron", "2023Q1")]
    assert '"invalid": "break-paths-show-domains"' in json.dumps(made)


def test_plain_grey_lines_are_not_dashed_and_have_points_only_where_one_is_needed(frame):
    lone = frame[frame["company_id"] == "samsung"].tail(1).assign(day=pd.Timestamp("2024-05-15"), period="2024Q2")
    gap = lone.assign(day=pd.Timestamp("2024-02-15"), period="2024Q1", share_pct=None)
    rows = pd.concat([frame, gap, lone], ignore_index=True)
    names = {"micron": "Micron", "samsung": "Samsung"}
    panel = Panel(WIDE, 100, 10, colors={"samsung": "muted"}, plain=True)
    made = market_charts.lines(rows, "share_pct", names, panel).to_dict()
    path = next(layer["encoding"] for layer in made["layer"] if layer["mark"]["type"] == "line")
    assert path["strokeDash"]["scale"]["range"] == [[1, 0], [1, 0]]
    points = next(layer for layer in made["layer"] if "shape" in layer["encoding"])
    shown = made["datasets"][points["data"]["name"]]
    assert [(r["period"]) for r in shown if r["company_id"] == "samsung"] == ["2024Q2"]
    assert len([r for r in shown if r["company_id"] == "micron"]) == 3
    tags = [layer["encoding"]["color"]["scale"]["range"] for layer in made["layer"] if layer["mark"]["type"] == "text"
            and "company_id" in str(layer["encoding"].get("color"))]  # fmt: skip
    assert tags and all(colors[1] == theme.color("muted") for colors in tags), "names are darker than their lines"


def test_rivals_are_thin_lines_with_plain_names_beside_the_one_in_color(frame):
    """As drawn: the width of a line is lost where its channel is that of other marks."""
    names = {"micron": "Micron", "samsung": "Samsung"}
    panel = Panel(WIDE, 100, 10, colors={"samsung": "muted"}, plain=True)
    marks, _ = scene(lambda wide: market_charts.lines(frame, "share_pct", names, panel), WIDE)
    wide = {m[2]["stroke"]: float(m[2]["stroke-width"]) for m in marks
            if m[0] == "path" and m[2]["fill"] == "none" and m[2]["stroke-dasharray"]}  # fmt: skip
    assert wide[theme.color("micron")] >= 2 * wide[theme.color("axis")] > 0
    bold = {" ".join(m[0]): str(m[2]["font-weight"]) == "bold" for m in marks if m[0] != "path"}
    assert bold["Micron 21"] and not bold["Samsung 22"]


def test_a_name_stands_above_its_own_line_and_clear_of_the_others_and_of_other_names():
    days = pd.date_range("2020-02-15", periods=20, freq="91D")
    flat = {"samsung": 35.0, "kioxia": 20.0, "western_digital": 12.0}
    rows = pd.concat([pd.DataFrame({"company_id": one, "day": days, "share_pct": at}) for one, at in flat.items()])
    dips = (rows["company_id"] == "kioxia") & (rows["day"] > days[12])
    rows.loc[dips, "share_pct"] = 13.5  # in the second half the two lines are too close for a name between them
    panel = Panel(WIDE, 320, 5, domain=(0, 40), ends=("2020-01-01", "2025-01-01"))
    names = {"samsung": "Samsung", "kioxia": "Kioxia", "western_digital": "SanDisk"}
    found = market_shares_charts.roomiest(rows, names, panel).set_index("name")
    assert set(found.index) == {"Kioxia", "SanDisk"}, "no line comes near Samsung's, which has its name at the end"
    assert found.loc["SanDisk", "day"] < days[12] and 12 < found.loc["SanDisk", "share_pct"] < 20
    assert (found.loc["Kioxia", "share_pct"] > 20) == (found.loc["Kioxia", "day"] <= days[13])


@pytest.mark.parametrize(("width", "named"), [(WIDE, 2), (NARROW, 1)])
def test_a_line_that_begins_again_has_its_name_on_each_long_run_where_there_is_room(width, named):
    days = pd.date_range("2020-02-15", periods=20, freq="91D")
    rows = pd.concat(
        [
            pd.DataFrame({"company_id": one, "day": days, "share_pct": at})
            for one, at in (("kioxia", 14.0), ("wd", 12.0))
        ]
    )
    rows.loc[(rows["company_id"] == "wd") & (rows["day"] > days[8]) & (rows["day"] < days[12]), "share_pct"] = None
    panel = Panel(width, 320, 5, domain=(0, 40), ends=("2020-01-01", "2025-01-01"))
    found = market_shares_charts.roomiest(rows, {"wd": "SanDisk"}, panel)
    assert found["name"].tolist() == ["SanDisk"] * named
    assert named == 1 or found["day"].min() < days[11] < found["day"].max()
    after = found[found["day"].between(days[8], days[12])]
    assert len(after) == named - 1, "at the end of a run where the gap has room for it"
    assert (after["share_pct"] < 12.01).all(), "not above the line, where another is"


def test_the_band_covers_the_quarter_of_the_ban(frame):
    bands = [r for r in drawn(spec(frame, WIDE)) if "to" in r]
    assert [(r["day"][:10], r["to"][:10]) for r in bands] == [("2023-04-01", "2023-07-01")]


def test_names_at_the_end_keep_their_distance(frame):
    tags = market_charts.named_ends(frame, "share_pct", {"samsung": "Samsung", "micron": "Micron"}, 4, 0)
    at = tags.set_index("company_id")["at"]
    assert at["samsung"] - at["micron"] == pytest.approx(4)
    assert set(tags["name"]) == {"Samsung 22", "Micron 21"}


def test_a_line_that_ends_early_has_its_name_and_year_at_its_own_end(frame):
    later = frame[frame["company_id"] == "samsung"].tail(1).assign(day=pd.Timestamp("2024-11-15"), share_pct=44.0)
    names = {"samsung": "Samsung", "micron": "Micron"}
    tags = market_charts.named_ends(pd.concat([frame, later]), "share_pct", names, 4, 0).set_index("company_id")
    assert tags["name"].to_dict() == {"micron": "Micron 21, to 2023", "samsung": "Samsung 44"}
    assert tags["early"].to_dict() == {"micron": True, "samsung": False} and tags.loc["micron", "at"] == 21


@pytest.mark.parametrize(
    ("value", "digits", "text"), [(20.5, 0, "Micron 21"), (2918.0, 0, "Micron 2,918"), (90.25, 1, "Micron 90.3")]
)
def test_the_last_value_is_rounded_as_in_the_text(value, digits, text):
    one = pd.DataFrame({"company_id": ["micron"], "day": [pd.Timestamp("2023-05-16")], "share_pct": [value]})
    assert market_charts.named_ends(one, "share_pct", {"micron": "Micron"}, 4, digits)["name"].tolist() == [text]
    assert market_charts.named_ends(one, "share_pct", {"micron": "Micron"}, 4, None)["name"].tolist() == ["Micron"]


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_margins_stand_at_the_true_middle_of_the_quarter(width):
    size = pd.DataFrame({"company_id": ["dram"], "period": ["2023Q1"], "revenue_busd": [9.66]})
    earned = pd.DataFrame(
        {
            "company_id": ["micron", "micron"],
            "period": ["2022Q4", "2023Q2"],
            "day": pd.to_datetime(["2022-10-17", "2023-04-17"]),
            "margin_pct": [-5.0, -47.0],
        }
    )
    size = pd.concat([size, size.assign(period="2021Q3", revenue_busd=27.0)])

    def made(size, earned, width):
        return market_money_charts.slump(size, earned, ("2021Q3", "2023Q1", "−64%"), width).to_dict()

    points = [r for r in drawn(made(size, earned, width)) if "margin_pct" in r]
    days = {r["period"]: (r["day"][:10], r["margin_pct"]) for r in points if "when" in r and "hollow" not in r}
    assert days == {"2022Q4": ("2022-10-17", -5.0), "2023Q1": ("2023-02-14", None), "2023Q2": ("2023-04-17", -47.0)}
    assert any(r.get("words") == "−64%" and r["revenue_busd"] == 9.66 for r in drawn(made(size, earned, width)))
    text = json.dumps(made(size, earned.assign(period=["2023Q1", "2023Q2"]), width), ensure_ascii=False)
    assert "first quarter of 2023: Micron\u00a0−5" in text.replace('", "', " "), (
        "the title's losses stand in the picture"
    )


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_the_price_stands_between_the_cut_and_the_ban(width):
    months = pd.period_range("2023-01", "2023-12", freq="M")
    run = pd.DataFrame({"month": months.astype("str"), "day": months.end_time.normalize()})
    run["index_2020"] = [60.0 - i for i in range(12)]
    marks = pd.DataFrame({"day": pd.to_datetime(["2023-04-07", "2023-05-21"]), "text": ["Samsung cuts|output", "ban"]})
    rows = drawn(market_money_charts.price(run, marks, ["2023-01", "2023-12"], width).to_dict())
    assert {r["text"]: r["day"][:10] for r in rows if r.get("text") in set(marks["text"])} == {
        "Samsung cuts|output": "2023-04-07",
        "ban": "2023-05-21",
    }
    names = ("Jan", "Dec") if width == NARROW else ("January", "December")
    assert {r["text"] for r in rows if "index_2020" in r and "text" in r} == {
        f"60 in {names[0]} 2023",
        f"49 in {names[1]} 2023",
    }


def test_statements_stay_in_order_with_the_ban_among_them():
    rows = pd.DataFrame(
        {
            "row": ["b first", "a ban", "c last"],
            "low_pct": [1.0, None, 10.0],
            "high_pct": [9.0, None, 10.0],
            "how": ["words", None, "number"],
        }
    )
    made = drawn(micron_charts.statements(rows, "a ban", ("c last", "25 days later"), WIDE).to_dict())
    tops = {r["row"]: r["top"] for r in made if "top" in r}
    assert sorted(tops, key=tops.get) == ["b first", "a ban", "c last"]
    assert {r["shown"] for r in made if "shown" in r} == {"1 to 9, as we read the words", "10, 25 days later"}


def test_panels_do_not_share_colors(frame):
    panel = market_charts.lines(frame, "share_pct", {"micron": "Micron"}, Panel(WIDE, 80, 50))
    made = market_charts.stack(WIDE, ("One, percent", panel), ("Two, percent", panel)).to_dict()
    assert made["resolve"]["scale"] == dict.fromkeys(("color", "fill", "stroke", "shape", "strokeDash"), "independent")


def test_open_marks_follow_the_choice():
    rows = pd.DataFrame(
        {
            "day": pd.to_datetime(["2023-02-15"]),
            "share_pct": [26.9],
            "company_id": ["micron"],
            "period": ["2023Q1"],
            "count": ["Omdia"],
        }
    )
    made = market_shares_charts.overlay(rows, ["Omdia"], Panel(WIDE, 300, 5, domain=(20, 30)))
    assert len(made) == 3, "marks, and a key that is there only with them"
    for layer in made:
        assert layer.to_dict()["transform"] == [{"filter": "counts == 'all' || datum.count == counts"}]


def test_averages_that_a_title_compares_are_drawn_with_their_number():
    run = pd.Series([20.0, 22.0, 27.0, 19.0], index=["2020Q1", "2020Q2", "2020Q3", "2024Q1"])
    made = market_shares_charts.averages(run, [("2020Q1", "2022Q4", "mean {}|early", "{}")], WIDE)
    assert made[["share_pct", "low", "words"]].to_numpy().tolist() == [[23.0, 20.0, "mean 23.0|early"]]
    assert pd.Timestamp("2020-08-31") < made["to"].item() < pd.Timestamp("2020-10-01"), "with the last known quarter"


def test_the_line_of_an_average_breaks_where_quarters_were_not_found():
    run = pd.Series([10.0, 12.0, 17.0], index=["2021Q3", "2021Q4", "2022Q3"])
    made = market_shares_charts.averages(run, [("2020Q1", "2022Q4", "mean {}|of {n}", "{}")], WIDE)
    ends = [[pd.Period(day, freq="Q") for day in made[end]] for end in ("day", "to")]
    assert [list(map(str, one)) for one in ends] == [["2021Q3", "2022Q3"], ["2021Q4", "2022Q3"]]
    assert (made["to"] - made["day"]).min() > pd.Timedelta(days=50), "a quarter alone has a line too"
    assert made["words"].tolist() == ["mean 13.0|of 3", ""] and set(made["share_pct"]) == {13.0}


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_points_alone_have_names_and_quarters_between_two_averages_are_said_to_be_in_neither(width):
    shares = {"micron": [12, 11, 10, 13, 12, 10, 14, None, 13.3], "kioxia": [20, 19, 21, 19, 15, 13, 13, None, 13.5]}
    every = periods.quarters_between("2022Q3", "2024Q3")
    rows = [(c, p, v, "printed") for c, run in shares.items() for p, v in zip(every, run, strict=True) if v]
    firms = pd.DataFrame(rows, columns=["company_id", "period", "share_pct", "how"])
    spans = [("2022Q1", "2022Q4", "before {}", "{}"), ("2023Q3", "2024Q2", "after {}", "{}")]
    names = {"micron": "Micron", "kioxia": "Kioxia"}

    def draw(wide):
        return market_shares_charts.nand(firms, names, spans, ("China’s ban", "the ban"), wide)

    marks, words = scene(draw, width)
    assert {"before 11.5", "after 12.0"} <= set(words) or {"11.5", "12.0"} <= set(words)
    assert {w for w in words if re.fullmatch(r"\w+ \d+\.\d", w) and w.split()[0] in names.values()} == {
        "Kioxia 13.5", "Micron 13.3"
    }, "no point that a line reaches"  # fmt: skip
    kioxia, mine = words["Kioxia 13.5"], words["Micron 13.3"]
    assert 10 < mine[1] - kioxia[1] < 18 and abs(mine[0] - kioxia[0]) < 1, "the higher point's name stands above"
    dots = [boxes(m)[0][1:] for m in marks if m[0] == "path" and m[2]["fill"] == theme.color("micron")]
    last = max(dots)
    assert last[3] < kioxia[1] and kioxia[0] < last[0] < kioxia[2], "below the points that they name"
    assert ("China’s ban" if width == WIDE else "the ban") in words
    neither = words["January to June 2023" if width == WIDE else "Jan to Jun 2023"]
    band = next(boxes(m)[0][1:] for m in marks if (m[0], m[2]["fill"]) == ("path", theme.color("band")))
    assert neither[2] <= band[0]
    thin = [boxes(m)[0][1:] for m in marks if m[0] == "path" and m[2]["stroke"] == theme.color("micron")
            and float(m[2]["stroke-width"]) < 2]  # fmt: skip
    assert all(right <= band[0] or left >= band[2] for left, _, right, _ in thin), "no mark lies on the band but lines"
    hue = theme.color("micron")
    level = [m for m in marks if m[0] == "path" and m[2]["stroke"] == hue and m[2]["stroke-dasharray"] == "4,2"]
    assert len(level) == 2 and all(float(m[2]["stroke-width"]) < 2 for m in level), "averages are thin lines"


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_no_year_lacks_hong_kong_and_a_line_stands_at_the_ban(width):
    rows = hindsight.china_share(load("micron_revenue_region"), load("micron_cac_impact"))
    made = micron_charts.china_parts(rows, (2022.72, "ban"), width).to_dict()
    levels = {(r["region"], r["fiscal_year"]): r for r in drawn(made) if "accounts" in r}
    years = {y for _, y in levels}
    assert set(levels) == {(region, y) for region in ("cn", "cn_hk") for y in years}
    assert {k for k, r in levels.items() if not r["accounts"]} <= {("cn", 2022), ("cn_hk", 2022)}
    text = json.dumps(made)
    assert '"stack"' not in text and '"type": "bar"' not in text
    assert any(r.get("ban") == "ban" and r["middle"] == 2022.72 for r in drawn(made))


# --- axes follow the data --------------------------------------------------------------------------------------------


def ends(made, axis):
    """All explicit ends of an axis in a chart."""
    text = json.dumps(made)
    found = []

    def look(node):
        if isinstance(node, dict):
            one = node.get(axis)
            domain = one.get("scale", {}).get("domain") if isinstance(one, dict) and "scale" in one else None
            if isinstance(domain, list) and len(domain) == 2:
                found.append(domain)
            for part in node.values():
                look(part)
        elif isinstance(node, list):
            for part in node:
                look(part)

    look(json.loads(text))
    return found


def test_a_month_more_and_a_value_beyond_all_others_stand_within_the_axes(frame):
    later = pd.DataFrame({"company_id": "samsung", "period": "2031Q4", "share_pct": [93.0], "how": "printed"}).assign(
        day=periods.middle("2031Q4")
    )
    for before in (True, False):
        rows = frame if before else pd.concat([frame, later])
        made = spec(rows, WIDE)
        (_, last), (low, high) = ends(made, "x")[0], ends(made, "y")[0]
        assert (
            last > f"{rows['day'].max():%Y-%m-%d}" and low <= rows["share_pct"].min() <= rows["share_pct"].max() <= high
        )
    assert last.startswith("2032") or last.startswith("2031-12")


def test_the_price_of_a_month_more_is_drawn():
    months = pd.period_range("2025-01", "2032-06", freq="M")
    run = pd.DataFrame({"month": months.astype("str"), "day": months.end_time.normalize(), "index_2020": 5000.0})
    marks = pd.DataFrame({"day": pd.to_datetime(["2025-04-07", "2025-05-21"]), "text": ["cut", "ban"]})
    made = market_money_charts.price(run, marks, ["2032-06"], WIDE).to_dict()
    assert max(e[1] for e in ends(made, "x")) > "2032-06-30" and max(e[1] for e in ends(made, "y")) > 5000


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_year_more_of_microns_sales_is_drawn(width):
    rows = hindsight.china_share(load("micron_revenue_region"), load("micron_cac_impact"))
    more = pd.concat([rows, rows.tail(1).assign(fiscal_year=2031, share_pct=44.0)], ignore_index=True)
    made = micron_charts.china_parts(more, (2022.72, "ban"), width).to_dict()
    assert max(e[1] for e in ends(made, "x")) > 2030.5 and max(e[1] for e in ends(made, "y")) >= 44
    lines = pd.DataFrame({"line": ["reported", "like22", "like23"], "year": "FY2031", "busd": [1.0, 2.0, 61.0]})
    made = micron_charts.benchmark(lines, 2031, width).to_dict()
    assert max(e[1] for e in ends(made, "y")) > 61
    stake = pd.DataFrame(
        {"row": ["a", "b"], "low_pct": [70.0, None], "high_pct": [72.0, None], "how": ["number", None]}
    )
    made = micron_charts.statements(stake, "b", ("a", ""), width).to_dict()
    assert {e[1] for e in ends(made, "x")} == {80}


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_quarter_more_of_micron_is_drawn_with_its_arrows(width):
    own = micron.quarters(load("micron_dram_quarters"), pd.Timestamp("2023-05-21"))
    more = own.tail(1).assign(fiscal_label="FQ1-27", fiscal_year=2027, dram_revenue_busd=99.0)
    made = micron_charts.quarters(pd.concat([own, more], ignore_index=True), width).to_dict()
    assert max(e[1] for e in ends(made, "y")) > 99
    rows = drawn(made)
    assert {r["what"] for r in rows if r.get("fiscal_label") == "FQ1-27" and "way" in r} == {"Bits", "Prices"}
    ways = {(r["fiscal_label"], r["what"]): r["way"] for r in rows if "way" in r}
    assert ways["FQ3-23", "Bits"] == "up" and ways["FQ3-23", "Prices"] == "down" and ways["FQ4-24", "Bits"] == "flat"


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_the_three_and_the_fourth_stand_within_their_axes(width):
    rows = pd.DataFrame({"period": ["2020Q1", "2020Q2"], "day": pd.to_datetime(["2020-02-15", "2020-05-16"])})
    rows["top3_pct"] = [41.0, 99.0]
    part = pd.DataFrame({"counted": ["revenue", "capacity"], "value": [3.7, 55.0]})
    made = market_shares_charts.concentration(rows, part, 2.6, ["2020Q2"], width).to_dict()
    said = {" ".join(str(r.get("text")).split("|")) for r in drawn(made)}
    assert "99.0 +58.0 in one quarter: no cause found" in said
    low, high = ends(made["vconcat"][0], "y")[0]
    assert low <= 41 and high >= 99 and ends(made["vconcat"][1], "x")[0][1] >= 55
    assert {(r["row"], r["text"]) for r in drawn(made) if "own" in r} == {
        ("TrendForce: all other revenue", "2.6"), ("Counterpoint: CXMT revenue", "3.7"),
        ("Counterpoint: CXMT capacity", "55.0")
    }  # fmt: skip


BAN = {
    "memory-concentration": {"quarter of", "the ban"},
    "memory-slump": {"quarter of", "the ban"},
    "dram-shares": {"quarter of", "the ban"},
    "nand-shares": {"China’s ban on", "Micron, May 2023"},
}


@pytest.mark.parametrize("one", BAN)
@pytest.mark.parametrize("folder", ["thumbs", "figures"])
def test_no_words_lie_on_the_band_of_the_ban_or_on_other_words(folder, one):
    """As drawn for a phone (`thumbs`) and for a screen, by the measures of the book's type."""
    marks = list(shown(ElementTree.parse(SITE / folder / f"{one}.svg").getroot()))
    band = [boxes(mark)[0] for mark in marks if (mark[0], mark[2]["fill"]) == ("path", theme.color("band"))]
    words = [box for mark in marks if mark[0] != "path" for box in boxes(mark)]
    said = BAN[one] if (folder, one) != ("thumbs", "nand-shares") else {"China’s ban", "on Micron"}
    assert band and said <= {said for said, *_ in words}
    assert all(high < foot and left < right for _, left, high, right, foot in (*band, *words))
    met = [
        said
        for said, left, high, right, foot in words
        for _, begins, top, ends, end in band
        if left < ends and right > begins and high < end and foot > top
    ]
    assert met == []
    shared = [
        (a, b)
        for i, (a, left, high, right, foot) in enumerate(words)
        for b, begins, top, ends, end in words[i + 1 :]
        if a != b and left + 1 < ends and right - 1 > begins and high + 1 < end and foot - 1 > top
    ]
    assert shared == []
