"""Concentration of a market or of a supply, where not all shares are known."""

from __future__ import annotations

import math
from collections.abc import Iterable

#: printed shares are rounded, so a sum may exceed 100 by this much.
ROUNDING = 0.5


def hhi(known: Iterable[float]) -> tuple[float, float]:
    """Bounds of the Herfindahl-Hirschman index from the shares that are known.

    The index is the sum of the squared shares of all holders, in percent; 10,000 is a monopoly (S. A. Rhoades, The
    Herfindahl-Hirschman Index, Federal Reserve Bulletin 79, 1993, 188-189). The unnamed rest adds nothing if it is made
    of very small holders and its own square if it is one.

    Args:
        known: shares of single holders, such as firms or countries, in percent.

    Returns:
        (low, high), unrounded.

    Raises:
        ValueError: no share, a share outside 0 to 100, or shares that add up to more than 100 and rounding.
    """
    values = [float(s) for s in known]
    if not values:
        raise ValueError("no share is known")
    if any(math.isnan(s) or s < 0 or s > 100 for s in values):
        raise ValueError("shares must lie between 0 and 100 percent")
    if sum(values) > 100 + ROUNDING:
        raise ValueError(f"shares add up to {sum(values):.1f} percent")
    low = math.fsum(s * s for s in values)
    return low, low + max(0.0, 100 - sum(values)) ** 2
