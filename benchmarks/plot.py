"""A plot of a few points as SVG."""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["lines"]

_STEPS = 4
_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _TOP = 640, 320, 60, 40, 30
_COLOURS = ("#0f7fd6", "#9a9a9a")
_NUMBER, _WORD = 40, 22
"""The width of a number and the height of a word, in pixels."""


def lines(title: str, series: Mapping[str, Mapping[int, float]]) -> str:
    """A line for each of the series; its points are values by the number of applications."""
    most_x = max(x for points in series.values() for x in points)
    step = _step(max(y for points in series.values() for y in points.values()))
    most_y = step * _STEPS

    def place(x: float, y: float) -> tuple[float, float]:
        across = _LEFT + x / most_x * (_WIDTH - _LEFT - 20)
        return round(across, 1), round(_HEIGHT - _BOTTOM - y / most_y * (_HEIGHT - _BOTTOM - _TOP), 1)

    drawn = [f'<text x="{_LEFT}" y="18" font-weight="bold">{escape(title)}</text>']
    for each in range(_STEPS + 1):
        y = step * each
        _, down = place(0, y)
        drawn.append(f'<path d="M{_LEFT} {down}H{_WIDTH - 20}" stroke="#ddd"/>')
        drawn.append(f'<text x="{_LEFT - 6}" y="{down + 4}" text-anchor="end">{y:.3g}</text>')
    free = 0.0
    for x in sorted({x for points in series.values() for x in points}):
        across, _ = place(x, 0)
        if across < free:
            continue
        free = across + _NUMBER
        anchor = "start" if x < most_x / 20 else "middle" if x < most_x else "end"
        drawn.append(f'<text x="{across}" y="{_HEIGHT - 18}" text-anchor="{anchor}">{x:,}</text>')
    drawn.append(f'<text x="{_WIDTH / 2}" y="{_HEIGHT - 2}" text-anchor="middle">applications</text>')
    ends = {name: place(*max(points.items()))[1] for name, points in series.items() if points}
    for (name, points), colour in zip(series.items(), _COLOURS, strict=False):
        if points:
            places = [place(x, y) for x, y in sorted(points.items())]
            drawn.append(
                f'<polyline fill="none" stroke="{colour}" points="{" ".join(f"{x},{y}" for x, y in places)}"/>'
            )
            drawn += [f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>' for x, y in places]
            across, down = places[-1]
            beside = down + _WORD if down == max(ends.values()) and len(ends) > 1 else down - _WORD / 3
            word = f'<text x="{across}" y="{beside}" text-anchor="end" fill="{colour}">{escape(name)}</text>'
            drawn.append(word)
    size = f'viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" height="{_HEIGHT}"'
    start = f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="12">'
    return f"{start}{''.join(drawn)}</svg>\n"


def _step(highest: float) -> float:
    """A round step for the axis: `_STEPS` of them reach a little above `highest`."""
    tens = 10.0 ** math.floor(math.log10(highest / _STEPS))
    return next(tens * each for each in (1, 2, 2.5, 5, 10) if tens * each * _STEPS > highest)
