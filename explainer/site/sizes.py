"""Rules of style that are counted: where a figure changes its drawing, what stands before the cells of a card."""

from __future__ import annotations

from explainer.figures.picture import BREAK
from explainer.pages.html import LABELED

#: the narrow drawing is shown at most so wide, px: beyond it, its letters would shout.
WIDEST = 430


def css() -> str:
    """Which of the two drawings is seen, by the width of the figure, not of the window; `--x-break` is for scripts.

    And the headings of a table (`pages.html.table`) before the cells of a row that is shown as a card.
    """
    return "\n".join(
        [
            f":root{{--x-break:{BREAK}}}",
            f'.xf-narrow,.is-live[data-size="narrow"] .xf-live{{max-width:{WIDEST}px}}',
            ".xf-wide{display:none}",
            f"@container (min-width:{BREAK}px){{.xf-wide{{display:block}}.xf-narrow{{display:none}}}}",
            f"@container (max-width:{BREAK}px){{.xf .xf-say{{min-height:calc(var(--n,4)*1.45em)}}}}",
            "@media (max-width:640px){",
            *(f".xt.stack td:nth-child({n})::before{{content:var(--h{n})}}" for n in range(1, LABELED + 1)),
            "}",
            "",
        ]
    )
