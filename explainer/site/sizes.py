"""The width at which a figure changes its drawing, told to style and script alike."""

from __future__ import annotations

from explainer.figures.picture import BREAK

#: the narrow drawing is shown at most so wide, px: beyond it, its letters would shout.
WIDEST = 430


def css() -> str:
    """Which of the two drawings is seen, by the width of the figure, not of the window; `--x-break` is for scripts."""
    return "\n".join(
        [
            f":root{{--x-break:{BREAK}}}",
            f'.xf-narrow,.is-live[data-size="narrow"] .xf-live{{max-width:{WIDEST}px}}',
            ".xf-wide{display:none}",
            f"@container (min-width:{BREAK}px){{.xf-wide{{display:block}}.xf-narrow{{display:none}}}}",
            f"@container (max-width:{BREAK}px){{.xf .xf-say{{min-height:calc(var(--n,4)*1.45em)}}}}",
            "",
        ]
    )
