"""Money in the memory market in pictures: revenue and margins, prices and their changes."""

from __future__ import annotations

import altair as alt
import pandas as pd

from chips.memory import market
from chips.memory.market_charts import EXTENT, Panel, ban_band, lines, makers, stack, time_axis
from explainer.figures import theme
from explainer.figures.picture import NARROW

#: lines of revenue: id -> label, and id -> color.
SIZES = {"dram": "DRAM", "nand": "NAND", "nand_top_five": "NAND, top 5"}
HUES = {"dram": "ink", "nand": "muted", "nand_top_five": "other"}
#: ends of the time axis of the prices, and the room at their right, px.
PRICED, RIGHT = ("2021-01-01", "2026-04-01"), 62
#: products whose contract prices are drawn: id -> (label, color).
PRODUCTS = {"dram_overall": ("DRAM", "ink"), "nand_overall": ("NAND", "muted")}


def slump(size: pd.DataFrame, earned: pd.DataFrame, width: int) -> alt.VConcatChart:
    """Revenue of the market by quarter on a log axis, above the operating margins of the three large makers.

    Args:
        size: from `market.sizes`: columns `company_id` (of `SIZES`), `period`, `revenue_busd` (billion dollars).
        earned: columns `company_id`, `period`, `margin_pct` (percent) and `day`, the true middle of the firm's quarter.
        width: drawing width, px.
    """
    gaps = market.with_gaps(size, "revenue_busd")
    revenue = Panel(width, 190, (7, 180), [10, 20, 50, 100], log=True, digits=None, colors=HUES)
    full = market.with_gaps(earned.drop(columns="day"), "margin_pct").drop(columns="day")
    full = full.merge(earned[["company_id", "period", "day"]], on=["company_id", "period"], how="left")
    full["day"] = full["day"].fillna(full["period"].map(market.middle))
    margin = Panel(width, 190, (-75, 90), [-50, 0, 50], label="")
    return stack(
        width,
        ("Revenue, billion dollars a quarter, log scale", lines(gaps, "revenue_busd", SIZES, revenue)),
        ("Operating margin, percent of revenue", lines(full, "margin_pct", makers(), margin)),
    )


def prices(fixed: pd.DataFrame, contract: pd.DataFrame, width: int) -> alt.VConcatChart:
    """Monthly price on a log axis, above the ranges of quarterly contract price changes.

    Args:
        fixed: columns `period` (`2023-05`), `price_usd` (dollars a chip), one row per month.
        contract: columns `product`, `period` (`2023Q2`), `low_pct`, `high_pct` (percent), `preferred`, `status`.
        width: drawing width, px.
    """
    month = fixed.assign(company_id="ddr4", day=pd.to_datetime(fixed["period"] + "-28"))
    month["period"] = month["day"].dt.strftime("%B %Y")
    size = 9 if width <= NARROW else 26
    panel = Panel(
        width, 180, (1, 16), [1, 2, 5, 10], log=True, ends=PRICED, digits=2, colors={"ddr4": "ink"}, right=RIGHT,
        size=size,
    )  # fmt: skip
    panels = [
        (
            "DDR4 8Gb, fixed price in dollars a chip at month end, log scale",
            lines(month, "price_usd", {"ddr4": ""}, panel),
        )
    ]
    for product, (name, hue) in PRODUCTS.items():
        shown = contract[contract["product"] == product]
        panels.append((f"{name}: contract price against the quarter before, percent", _contract(shown, hue, width)))
    return stack(width, *panels)


def _contract(rows: pd.DataFrame, hue: str, width: int) -> alt.LayerChart:
    """Ranges of one product's contract price changes as bars; those that a later forecast replaced are open."""
    inner = width - RIGHT - 40
    zero = alt.Chart(pd.DataFrame({"z": [0]})).mark_rule(color=theme.color("axis"), aria=False).encode(y="z:Q")
    shown = rows.assign(day=[market.middle(p) for p in rows["period"]], open=~rows["preferred"].astype(bool))
    shown["status"] = shown["status"].astype("str").str.replace("_", " ")
    tips = {
        "period:N": "period",
        "low_pct:Q": "change, percent, from",
        "high_pct:Q": "to",
        "status:N": "kind of figure",
    }
    base = alt.Chart(shown[["day", "period", "low_pct", "high_pct", "open", "status"]]).encode(
        y=alt.Y("low_pct:Q", title=None, scale=alt.Scale(domain=[-30, 30])).axis(tickCount=5, minExtent=EXTENT),
        y2="high_pct:Q",
        tooltip=theme.tips(tips),
    )
    thick = 5 if width <= NARROW else 11
    last = base.transform_filter("!datum.open").mark_bar(size=thick, color=theme.color(hue), aria=False)
    last = last.encode(x=time_axis(width, PRICED))
    first = base.transform_filter("datum.open").mark_bar(
        size=thick - 1, fill=theme.color("ground"), stroke=theme.color(hue), strokeWidth=1.3, aria=False
    )
    first = first.encode(x=time_axis(width))
    return alt.layer(ban_band(time_axis(width), "", 120), zero, first, last, width=inner, height=120)
