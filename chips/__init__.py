"""The topic, a folder per part of the book: plain names measure, `*_charts` draw, `*_html` write."""

from chips.palette import ACTORS, LABEL
from explainer.figures.palette import register

register(ACTORS, LABEL)
