"""Words of statements as pages show them: quotations in their language, and who printed the same argument."""

from __future__ import annotations

import pandas as pd

from explainer.pages.html import Html, esc, tagged

YES = {True: "yes", False: "no"}


def marked(words: object, lang: object) -> str:
    """Words of a source between quotation marks, in their language."""
    return f"“{tagged(words, lang)}”"


def translated(words: object) -> str:
    """Our translation of a source's words: between quotation marks too, since they are not ours, and named as ours."""
    return f'“{esc(words)}” <span class="by">(our translation)</span>'


def quoted(words: object, lang: object, translation: object, *, quiet: bool = False) -> Html:
    """Words in their language, and on the next line their translation where there is one, `quiet` if it steps back."""
    if pd.isna(translation):
        return Html(marked(words, lang))
    shown = translated(translation)
    shown = f'<span class="tr">{shown}</span>' if quiet else shown
    return Html(f"{marked(words, lang)}<br>{shown}")


def all_quoted(rows: pd.DataFrame, *, quiet: bool = False) -> list[Html]:
    """`quoted` for every row of a frame with `quote`, `lang` and `translation`."""
    said = zip(rows["quote"], rows["lang"].astype("str"), rows["translation"], strict=True)
    return [quoted(*one, quiet=quiet) for one in said]


def same_day(reports: pd.DataFrame) -> pd.DataFrame:
    """One argument in several outlets: a row per phrase, a column per outlet in order of its time of publication.

    Args:
        reports: rows of `same_day_reports`.

    Returns:
        DataFrame to be shown: `phrase` in words, and the outlets' words by outlet and time.
    """
    rows = reports.assign(
        phrase=reports["phrase"].astype("str"),
        cell=all_quoted(reports, quiet=True),
        column=reports["outlet_name"] + ", " + reports["time_kst"],
    )
    columns = rows.sort_values("time_kst")["column"].drop_duplicates().tolist()
    grid = rows.pivot(index="phrase", columns="column", values="cell")[columns].reset_index()
    return grid.assign(phrase=grid["phrase"].str.replace("_", " ").str.capitalize())
