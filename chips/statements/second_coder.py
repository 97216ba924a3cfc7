"""A second coder for the paired readouts: an empty form, reading the finished one, and how far two coders agree.

The finished form stands outside `data/`: it is one person's work and no evidence. `coding/README.md` is the guide.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
from statsmodels.stats.inter_rater import cohens_kappa, to_table

from chips.palette import COUNTRIES
from chips.statements.pairs import CODES, PAIR_TOPICS, WHOLE, direction, pairs
from explainer import paths
from explainer.evidence import cite, tables, trace
from explainer.evidence.tables import DataError
from explainer.pages.html import show

#: where a second coder's work is looked for; the file need not exist.
SECOND = "coding/second_coder.csv"


def second_coding(folder: Path | None = None) -> pd.DataFrame | None:
    """A second coder's codes, if there are any.

    Args:
        folder: the folder that holds `coding/`; the repository by default.

    Returns:
        DataFrame with `pair_id`, `side`, `mentions`, `claims_agreement` (nullable booleans; missing: not seen) and the
        words that decided, `quote`, where the coder added that column; None where the file is absent or holds no code.

    Raises:
        DataError: the file lacks a column, has a code other than true, false or nothing, codes a cell more than
            once, or claims agreement on a topic not mentioned; names row, column and rule.
    """
    trace.record({"file": SECOND})
    path = (folder or paths.ROOT) / SECOND
    if not path.exists():
        return None
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    wanted = ["pair_id", "side", *CODES]
    absent = [c for c in wanted if c not in frame.columns]
    if absent:
        raise DataError(SECOND, 1, absent[0], f"column is missing; needed are {', '.join(wanted)}")
    frame = frame[[*wanted, *(["quote"] if "quote" in frame else [])]].apply(lambda c: c.str.strip())
    codes = ["true", "false", ""]
    for column, allowed in {"side": ["a", "b"], CODES[0]: codes, CODES[1]: codes}.items():
        for row in frame.index[~frame[column].isin(allowed)]:
            found = frame.loc[row, column]
            raise DataError(SECOND, int(row) + 2, column, f"one of {allowed} expected, found '{found}'")
    for row in frame.index[frame.duplicated(["pair_id", "side"])]:
        raise DataError(SECOND, int(row) + 2, "pair_id", "this cell is coded twice")
    for row in frame.index[(frame[CODES[1]] == "true") & (frame[CODES[0]] != "true")]:
        raise DataError(SECOND, int(row) + 2, CODES[1], "a claim of agreement on a topic that is not mentioned")
    for column in CODES:
        frame[column] = frame[column].map({"true": True, "false": False}).astype("boolean")
    frame = frame[frame[list(CODES)].notna().any(axis=1)]
    return None if frame.empty else frame.reset_index(drop=True)


def agreement(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """How far two coders agree, cell by cell.

    Args:
        first: rows of `readout_topics`.
        second: what `second_coding` returns.

    Returns:
        DataFrame, one row per code: `code`, `cells` (coded by both), `one_only` (seen by one coder only), `agree`,
        `agree_pct`, `kappa`, `low`, `high` (Cohen's kappa, *Educational and Psychological Measurement* 20, 1960, with
        its asymptotic 95 percent interval; missing where one of the coders used a single value only).

    Raises:
        ValueError: the second coder has a cell that the first has not.
    """
    both = _joined(first, second)
    rows = []
    for code in CODES:
        one, two = both[f"{code}_1"], both[f"{code}_2"]
        known = one.notna() & two.notna()
        votes = pd.DataFrame({"one": one[known].astype(int), "two": two[known].astype(int)})
        kappa = low = high = float("nan")
        if len(votes) and votes.nunique().min() > 1:
            counts, _ = to_table(votes.to_numpy(), 2)
            result = cohens_kappa(counts)
            kappa, low, high = result.kappa, result.kappa_low, result.kappa_upp
        same = int((votes["one"] == votes["two"]).sum())
        rows.append(
            {
                "code": code,
                "cells": len(votes),
                "one_only": int((one.notna() ^ two.notna()).sum()),
                "agree": same,
                "agree_pct": 100 * same / len(votes) if len(votes) else float("nan"),
                "kappa": kappa,
                "low": low,
                "high": high,
            }
        )
    return pd.DataFrame(rows)


def disagreements(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """The cells that two coders code differently: `pair_id`, `side`, `code`, `first`, `second`."""
    both = _joined(first, second)
    rows = []
    for one in both.itertuples():
        for code in CODES:
            a, b = getattr(one, f"{code}_1"), getattr(one, f"{code}_2")
            if pd.notna(a) and pd.notna(b) and bool(a) != bool(b):
                where = {"pair_id": one.pair_id, "side": one.side, "code": code}
                rows.append(where | {"first": bool(a), "second": bool(b)})
    return pd.DataFrame(rows, columns=["pair_id", "side", "code", "first", "second"])


def differing(topics: pd.DataFrame, second: pd.DataFrame, settled: pd.DataFrame) -> pd.DataFrame:
    """The cells that two coders code differently, with the words each relied on and the code after settling.

    Args:
        topics: rows of `readout_topics`, the first coding.
        second: what `second_coding` returns.
        settled: rows of `coding_settled`.

    Returns:
        The rows of `disagreements` with `meeting_id`, `topic_detail`, `settled`, `reason`, the words of the first
        coder (`words`, `lang`, `translation`) and `second_words` (missing where the second coder gave none).

    Raises:
        ValueError: a differing cell is not settled, or a settled cell does not differ.
    """
    key = ["pair_id", "side"]
    said = topics.assign(side=topics["side"].astype("str"), lang=topics["lang"].astype("str"))
    said = said[[*key, "meeting_id", "topic_detail", "quote", "lang", "translation"]].rename(columns={"quote": "words"})
    other = second.reindex(columns=[*key, "quote"]).rename(columns={"quote": "second_words"})
    other["second_words"] = other["second_words"].replace("", pd.NA)
    ends = settled.assign(side=settled["side"].astype("str"), code=settled["code"].astype("str"))
    ends = ends[[*key, "code", "settled", "reason"]]
    out = disagreements(topics, second).merge(ends, on=[*key, "code"], how="outer", indicator="found_in")
    for row in out[out["found_in"] != "both"].itertuples():
        what = "is not settled" if row.found_in == "left_only" else "is settled, but does not differ"
        raise ValueError(f"{row.pair_id}, side {row.side}, {row.code}: {what}")
    return out.drop(columns="found_in").merge(said, on=key).merge(other, on=key, how="left")


def recoded(topics: pd.DataFrame, codes: pd.DataFrame) -> pd.DataFrame:
    """The first coding with another coder's codes in place of its own, for the same measures on the same cells.

    Args:
        topics: rows of `readout_topics`.
        codes: `pair_id`, `side` and the two codes; cells that stand in `topics` alone are left out.

    Returns:
        DataFrame like `topics`. Silence found by the other coder rests on the texts that this coder read, so it counts
        as found in a whole text.
    """
    key = ["pair_id", "side"]
    out = topics.assign(side=topics["side"].astype("str"), basis=topics["basis"].astype("str")).drop(
        columns=list(CODES)
    )
    out = out.merge(codes[[*key, *CODES]], on=key)
    silent = ~out["mentions"].fillna(True)
    out["basis"] = out["basis"].where(~silent | out["basis"].isin(WHOLE), "near_full_rendering")
    return out


def settled_coding(topics: pd.DataFrame, second: pd.DataFrame, settled: pd.DataFrame) -> pd.DataFrame:
    """The first coder's codes on the cells of the second, with the settled code where the two differ."""
    both = _joined(topics, second)
    out = both[["pair_id", "side"]].assign(**{code: both[f"{code}_1"].astype("boolean") for code in CODES})
    out = out.set_index(["pair_id", "side"])
    for one in settled.itertuples():
        out.loc[(one.pair_id, str(one.side)), str(one.code)] = bool(one.settled)
        if str(one.code) == CODES[0] and not one.settled:
            out.loc[(one.pair_id, str(one.side)), CODES[1]] = False
    return out.reset_index()


def headlines(topics: pd.DataFrame, meetings: pd.DataFrame) -> dict[str, str]:
    """The counts on which the chapter's sentences rest, under one coding; comparisons of two official accounts only."""
    found = pairs(topics, meetings)
    strict = pairs(topics, meetings, strict=True)
    found, strict = found[found["official"]], strict[strict["official"]]
    korea = found[found["side_b"] == "kr"]
    ours, others = direction(korea), direction(found[found["side_b"] != "kr"])
    known = korea[korea["mention"].notna()]
    one_sided = known["mention"].isin(["a_only", "b_only"])
    of = {t: known[known["topic"] == t] for t in ("semiconductors", "raw_materials")}
    named = {
        t: f"{int((p['mention'] == w).sum())} of {len(p)}"
        for (t, p), w in zip(of.items(), ("a_only", "b_only"), strict=True)
    }
    return {
        "With Korea: one side alone takes up the topic": f"{int(one_sided.sum())} of {len(known)}",
        "With Korea: chips stand in China's text alone": named["semiconductors"],
        "With Korea: raw materials stand in Korea's text alone": named["raw_materials"],
        "With Korea: China alone claims agreement": str(ours.a_only),
        "With Korea: Korea alone claims agreement": str(ours.b_only),
        "With Korea: Korea alone, without “decided to”": str(direction(strict[strict["side_b"] == "kr"]).b_only),
        "With others: China alone claims agreement": str(others.a_only),
        "With others: the other side alone": str(others.b_only),
        "All: the accounts differ on both codes": str(int((found["distance"] == 2).sum())),
    }


def under_each_coding(
    topics: pd.DataFrame, meetings: pd.DataFrame, second: pd.DataFrame, settled: pd.DataFrame
) -> pd.DataFrame:
    """The chapter's counts on the cells that a second coder saw, by coding, and on all cells as first coded.

    Args:
        topics: rows of `readout_topics`.
        meetings: rows of `readouts`.
        second: what `second_coding` returns.
        settled: rows of `coding_settled`.

    Returns:
        DataFrame: `Count` (the keys of `headlines`), `First`, `Second`, `Settled`, `First, all meetings`.
    """
    key = ["pair_id", "side"]
    one = topics.assign(side=topics["side"].astype("str"))[[*key, *CODES]]
    codings = {
        "First": second[key].merge(one, on=key),
        "Second": second,
        "Settled": settled_coding(topics, second, settled),
    }
    counts = {name: headlines(recoded(topics, codes), meetings) for name, codes in codings.items()}
    counts["First, all meetings"] = headlines(topics, meetings)
    return pd.DataFrame(counts).rename_axis("Count").reset_index()


def beside(counts: pd.DataFrame, count: str) -> str:
    """What the second coder makes of one count, in words for a note, with the first coder's on the same cells.

    Args:
        counts: what `under_each_coding` returns.
        count: a key of `headlines`.
    """
    row = counts.set_index("Count").loc[count]
    same = row["Second"] == row["First"]
    return f"{row['Second']}, {'like the first' if same else 'where the first has ' + row['First']}"


def _joined(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    one = first[["pair_id", "side", *CODES]].assign(side=first["side"].astype("str"))
    second = second[["pair_id", "side", *CODES]]
    both = one.merge(second, on=["pair_id", "side"], how="right", suffixes=("_1", "_2"), indicator=True)
    extra = both[both["_merge"] == "right_only"]
    if not extra.empty:
        raise ValueError(f"not in readout_topics: {extra.iloc[0]['pair_id']}, side {extra.iloc[0]['side']}")
    return both.drop(columns="_merge")


def blank_form(topics: pd.DataFrame, meetings: pd.DataFrame) -> pd.DataFrame:
    """The sheet for a second coder: what to code and where to read it, without words or codes of the first coder."""
    when = meetings.set_index("meeting_id")
    address = tables.read_text("sources").set_index("source_id")["url"]
    return pd.DataFrame(
        {
            "pair_id": topics["pair_id"],
            "side": topics["side"].astype("str"),
            "mentions": "",
            "claims_agreement": "",
            "country": topics["country_id"].astype("str").map(COUNTRIES),
            "date": [show(when.loc[m, "date"]) for m in topics["meeting_id"]],
            "meeting": [when.loc[m, "meeting"] for m in topics["meeting_id"]],
            "topic": topics["topic"].astype("str").map(PAIR_TOPICS),
            "detail": topics["topic_detail"],
            "read_at": [" ".join(address[s] for s in cite.ids([cell])) for cell in topics["source_id"]],
        }
    )


if __name__ == "__main__":
    form = blank_form(tables.load("readout_topics"), tables.load("readouts"))
    sys.stdout.write(form.to_csv(index=False, lineterminator="\n"))
