"""The small library behind the explainer: data in, sourced figures and pages out.

    from explainer import load, tables
    load("events")                                  a table with typed columns; units in `.attrs["units"]`
    tables()                                        names of all tables; `resource(name)` is the description of one
    from explainer.figures.figure import figure     an Altair chart with source line, downloads and text alternative
    from explainer.pages.prose import numbers       figures for use in sentences

On the command line, `python -m explainer --help` names what checks, describes, compares and builds.
"""

from explainer.evidence.tables import DataError, fields, load, resource
from explainer.evidence.tables import names as tables

__all__ = ["DataError", "fields", "load", "resource", "tables"]
__version__ = "0.1.0"
