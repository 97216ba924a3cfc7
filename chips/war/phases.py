"""A formal search for phases: where a list of moves changes its mix."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd


def segment(codes: list[str], most: int = 6, least: int = 8) -> pd.DataFrame:
    """Cut a sequence of codes into runs of like composition: exact search, scored by BIC.

    Each run is a multinomial with its own shares. For every number of runs the cuts with the highest likelihood are
    found by dynamic programming (Fisher, "On grouping for maximum homogeneity", JASA 53, 1958; Jackson and others,
    IEEE Signal Processing Letters 12, 2005). Lower `bic` is better (Schwarz, Annals of Statistics 6, 1978); a model
    with k runs of C codes has k(C - 1) shares and k - 1 cuts as parameters. The order of events counts, the calendar
    does not: adding events of the same mix to one month moves no cut by their number alone.

    Args:
        codes: one code per event, in time order.
        most: largest number of runs to try.
        least: shortest run allowed.

    Returns:
        One row per number of runs that fits: `runs`, `log_likelihood`, `bic`, `starts` (positions of the first event
        of each run, from zero), `chosen` (true for the lowest `bic`).

    Raises:
        ValueError: the sequence is shorter than `least`.
    """
    total, kinds = len(codes), sorted(set(codes))
    if total < least:
        raise ValueError(f"{total} codes cannot make a run of {least}")
    fit = _fits(codes, kinds, least)
    best = np.full((most + 1, total + 1), -np.inf)
    best[0, 0] = 0.0
    back = np.zeros((most + 1, total + 1), dtype=int)
    for runs in range(1, most + 1):
        for end in range(1, total + 1):
            scores = best[runs - 1, :end] + fit[:end, end]
            back[runs, end] = int(np.argmax(scores))
            best[runs, end] = scores[back[runs, end]]
    rows = []
    for runs in range(1, most + 1):
        if np.isfinite(best[runs, total]):
            free = runs * (len(kinds) - 1) + runs - 1
            score = -2 * best[runs, total] + free * np.log(total)
            starts = _starts(back, runs)
            rows.append({"runs": runs, "log_likelihood": best[runs, total], "bic": score, "starts": starts})
    out = pd.DataFrame(rows)
    out["chosen"] = out["bic"] == out["bic"].min()
    return out


def _fits(codes: list[str], kinds: list[str], least: int) -> np.ndarray:
    """Log likelihood of the run from one position up to another; minus infinity where it is shorter than `least`."""
    total = len(codes)
    seen = np.zeros((total + 1, len(kinds)))
    for i, code in enumerate(codes):
        seen[i + 1] = seen[i]
        seen[i + 1, kinds.index(code)] += 1
    fit = np.full((total + 1, total + 1), -np.inf)
    for start in range(total - least + 1):
        for end in range(start + least, total + 1):
            part = seen[end] - seen[start]
            part = part[part > 0]
            fit[start, end] = float((part * np.log(part / (end - start))).sum())
    return fit


def _starts(back: np.ndarray, runs: int) -> list[int]:
    """Where the runs begin, by following the best cuts back from the end."""
    starts, end = [], back.shape[1] - 1
    for k in range(runs, 0, -1):
        end = int(back[k, end])
        starts.append(end)
    return starts[::-1]


def cuts(samples: dict[str, pd.DataFrame], shortest: Iterable[int]) -> pd.DataFrame:
    """Where `segment` cuts some samples of events by direction, for some lengths of the shortest run.

    Args:
        samples: name -> rows of the table `events`, in time order.
        shortest: lengths of the shortest run that the search may find.

    Returns:
        One row per sample and length: `sample`, `least`, `days` (list of the days on which a run after the first
        begins; empty if it finds one run), `gain` (BIC points by which the chosen cut beats no cut, 0 for none).

    Raises:
        ValueError: a sample is shorter than the shortest run.
    """
    rows = []
    for name, part in samples.items():
        for least in shortest:
            fit = segment(part["direction"].astype("str").tolist(), least=least)
            pick = fit[fit["chosen"]].iloc[0]
            days = [part.iloc[i]["date"] for i in pick["starts"][1:]]
            gain = float(fit["bic"].iloc[0] - pick["bic"])
            rows.append({"sample": name, "least": least, "days": days, "gain": gain})
    return pd.DataFrame(rows)
