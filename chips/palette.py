"""Names and colors of this topic: countries, firms, groups."""

from __future__ import annotations

COUNTRIES = {
    "cn": "China",
    "kr": "Korea",
    "jp": "Japan",
    "us": "United States",
    "nl": "Netherlands",
    "eu": "European Union",
}
