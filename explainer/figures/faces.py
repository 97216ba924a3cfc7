"""The type of the book, the same on the page, in pictures and where they are measured."""

from __future__ import annotations

from functools import cache

import vl_convert

from explainer import paths

#: name under which the files in `explainer/fonts` know themselves.
FAMILY = "Explainer Sans"
FOLDER = paths.ENGINE / "fonts"
#: what pages and charts ask for; the rest is for a browser that was not given the files.
STACK = f"{FAMILY}, Arial, Helvetica, sans-serif"


@cache
def register() -> None:
    """Let the drawing library measure and draw with the book's type; without the files it takes the system's."""
    if FOLDER.is_dir():
        vl_convert.register_font_directory(str(FOLDER))
