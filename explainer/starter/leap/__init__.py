"""The topic of this book: a plain name measures, `*_charts` draws."""

from explainer.figures.palette import register
from leap.palette import ACTORS, LABEL

register(ACTORS, LABEL)
