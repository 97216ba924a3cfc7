"""Chapters as tests write them: the head that Jupyter wants, and a code cell."""

from __future__ import annotations

HEAD = "---\nkernelspec:\n  display_name: Python 3\n  language: python\n  name: python3\n---\n\n"
CELL = "```{{code-cell}} python\n{}\n```\n"
