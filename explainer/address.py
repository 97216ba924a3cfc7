"""Addresses on the site: where a page, a source or a file stands, from the page that is being made."""

from __future__ import annotations

from explainer import settings


def root(page: str | None = None) -> str:
    """Way from a page to the root of the site: `../` for `war/timeline`, nothing for `index`.

    Args:
        page: name of the page; the one being made by default. A notebook outside a build stands for a page of a part.
    """
    page = (settings.run().chapter or "part/page") if page is None else page
    return "../" * page.count("/")


def file(folder: str, name: str) -> str:
    """A file in a folder of the site, such as `sources.csv` in `tables`."""
    return f"{root()}{folder}/{name}"


def page(name: str, anchor: str = "") -> str:
    """A page, such as `war/timeline`, or a place on it."""
    return f"{root()}{name}.html" + (f"#{anchor}" if anchor else "")


def source(source_id: str) -> str:
    """A source in the list of sources."""
    return page(settings.book().pages.sources, source_id)
