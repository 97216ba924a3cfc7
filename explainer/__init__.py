"""The small library behind the explainer: data in, sourced figures and pages out.

    from explainer import load, tables
    load("events")                                  a table with typed columns; units in `.attrs["units"]`
    tables()                                        names of all tables; `resource(name)` is the description of one
    from explainer.figures.figure import figure     an Altair chart with source line, downloads and text alternative
    from explainer.pages.prose import numbers       figures for use in sentences

On the command line, `python -m explainer --help` names what checks, describes, compares and builds.
"""

from __future__ import annotations

__all__ = ["DataError", "fields", "load", "resource", "tables"]
__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """The names above, from `evidence.tables` when first asked for: commands that read no table start at once."""
    if name not in __all__:
        raise AttributeError(f"module 'explainer' has no attribute '{name}'")
    from explainer.evidence import tables as module

    return getattr(module, "names" if name == "tables" else name)


def __dir__() -> list[str]:
    """So that `help(explainer)` shows them."""
    return sorted({*globals(), *__all__})
