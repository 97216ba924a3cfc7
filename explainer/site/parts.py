"""Parts of pages that are written from templates."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from explainer import paths


@cache
def _templates() -> Environment:
    place = FileSystemLoader(paths.TEMPLATES / "parts")
    return Environment(loader=place, autoescape=True, undefined=StrictUndefined)


def part(template: str, **values: object) -> Markup:
    """A part of a page from its template; what is put into it is escaped, unless it is such a part itself."""
    return Markup(_templates().get_template(template).render(**values))
