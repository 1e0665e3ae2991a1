"""A map as an image for a slide: title, map, legend and papers on one sheet, as PNG or SVG. No browser is needed.

The same markup and the same style as on the page; the colours are written out, because a drawing on a slide knows no
light or dark page.
"""

from __future__ import annotations

import html
import re
import textwrap
from dataclasses import dataclass

from lib import texts
from lib.complaints.filters import PlaceName
from lib.figures import place_map, theme
from lib.figures.markup import Drawing, esc
from lib.privacy.release import Released
from lib.reports.table_file import papers

HALO = r"paint-order|\.on-q\d \{ stroke|\.on-none, .*stroke-width"
"""Rules of the halo round letters: the renderer would paint it over them."""

WIDE, HIGH = 1280, 720
"""The sheet in its own units: a slide of 16 to 9."""

MARGIN, TITLE = 48, 34
FONT = "'Source Sans Pro', 'Segoe UI', 'Helvetica Neue', Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"

THICKER = (
    ".street{stroke-width:8}.outline{stroke-width:13}.outline.hull{stroke-width:18;stroke-dasharray:50 30}"
    ".outline.chosen{stroke-width:30}.area.together,.area.small{stroke-width:5}"
)
"""Paths in tenths of a unit: the renderer scales their strokes with them."""


@dataclass(frozen=True)
class Sheet:
    """The SVG of the sheet; ``png`` draws it."""

    svg: str
    ground: str

    def png(self, pixels: int = 1920) -> bytes:
        """The sheet ``pixels`` wide."""
        import resvg_py  # 5 MB that only an image needs

        drawn = resvg_py.svg_to_bytes(
            svg_string=self.svg, width=pixels, background=self.ground
        )
        return bytes(drawn)


def sheet(
    released: Released, drawing: Drawing, lang: str, title: str, note: str, *, scheme: str = "light",
    place_name: PlaceName | None = None,
) -> Sheet:
    """The map of ``drawing`` on a slide.

    released  what the map shows: its papers stand on the sheet
    note      the sentence under the map
    scheme    "light" or "dark"
    Raises ValueError when the drawing is no map.
    """
    found = re.search(r"<svg [^>]*viewBox=\"0 0 ([\d.]+) ([\d.]+)\"[^>]*class=\"map.*?</svg>", drawing.markup, re.S)
    if found is None:
        raise ValueError("the drawing holds no map")
    colours = theme.palette(scheme)
    wide, high = float(found[1]), float(found[2])
    picture = re.sub(r"^<svg [^>]*>", "", found[0]).removesuffix("</svg>")
    room_wide, room_high = WIDE * 0.6 - MARGIN, HIGH - 2 * MARGIN - TITLE - 20
    scale = min(room_wide / wide, room_high / high)
    left, top = MARGIN, MARGIN + TITLE + 14
    side = MARGIN + wide * scale + 36
    lines = _wrapped(note, side) + [""] + [line for part in papers(released, lang, title, place_name)
                                           for line in _wrapped(part, side)]
    keys = re.findall(r'<span class="key"><i class="([\w-]+)"></i>(.*?)</span>', drawing.markup)
    heading = "".join(
        f'<tspan x="{MARGIN}" dy="{0 if i == 0 else TITLE * 0.9:.0f}">{esc(line)}</tspan>'
        for i, line in enumerate(textwrap.wrap(title, 58)[:2])
    )
    pieces = [
        f'<rect width="{WIDE}" height="{HIGH}" fill="{colours["card"]}"/>',
        f'<text x="{MARGIN}" y="{MARGIN + 8}" font-size="{TITLE * 0.78:.0f}" font-weight="600" fill="{colours["ink"]}">'
        f"{heading}</text>",
        f'<g class="map large" transform="translate({left} {top + 16}) scale({scale:.4f})">{picture}</g>',
        _legend(keys, side, top + 30, colours["muted"]),
        _words(lines, side, top + 60 + 24 * len(keys), colours["muted"]),
    ]
    if released.synthetic:
        pieces.append(_badge(texts.t("ui.badge.demo", lang), colours))
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" width="{WIDE}" height="{HIGH}" '
        f'font-family="{FONT}"><style>{_style(scheme)}</style>{"".join(pieces)}</svg>'
    )
    return Sheet(svg, str(colours["card"]))


def _legend(keys: list[tuple[str, str]], left: float, top: float, colour: str) -> str:
    out = []
    for i, (kind, words) in enumerate(keys):
        y = top + 24 * i
        out.append(f'<g class="map">{_sample(kind, left, y)}</g><text x="{left + 38}" y="{y + 13}" '
                   f'font-size="15" fill="{colour}">{esc(html.unescape(words))}</text>')
    return "".join(out)


def _sample(kind: str, x: float, y: float) -> str:
    """What the legend shows of a kind."""
    if kind == "line":
        return f'<path class="street" style="stroke-width:1" d="M{x} {y + 8}h28"/>'
    if kind == "sign-station":
        return f'<g class="marker station" transform="translate({x + 14} {y + 8})">{place_map.STATION}</g>'
    if kind == "sign-number":
        return f'<g class="marker number"><circle cx="{x + 14}" cy="{y + 8}" r="7"/></g>'
    if kind.startswith("sign-"):
        return f'<rect class="outline {kind[5:]}" style="stroke-width:1.5" x="{x}" y="{y}" width="28" height="15"/>'
    return f'<rect class="area {kind}" x="{x}" y="{y}" width="28" height="15"/>'


def _words(lines: list[str], left: float, top: float, colour: str) -> str:
    shown = lines[: max(int((HIGH - MARGIN - top) / 18), 0)]
    return "".join(
        f'<text x="{left}" y="{top + 18 * i:.0f}" font-size="13.5" fill="{colour}">{esc(line)}</text>'
        for i, line in enumerate(shown)
    )


def _wrapped(text: str, left: float) -> list[str]:
    return textwrap.wrap(text, max(int((WIDE - MARGIN - left) / 6.9), 20))


def _badge(words: str, colours: dict[str, str]) -> str:
    wide = len(words) * 8 + 24
    return (
        f'<rect x="{WIDE - MARGIN - wide}" y="14" width="{wide}" height="26" rx="13" fill="{colours["amber_ground"]}" '
        f'stroke="{colours["amber"]}"/><text x="{WIDE - MARGIN - wide / 2}" y="32" text-anchor="middle" font-size="14" '
        f'font-weight="600" fill="{colours["amber"]}">{esc(words)}</text>'
    )


def _style(scheme: str) -> str:
    """The rules of every map with the colours of a scheme written out; what only a page does is left out."""
    rules = place_map.STYLE.read_text(encoding="utf-8")
    rules = re.sub(r"/\*.*?\*/", "", rules, flags=re.S)
    rules = re.sub(r"@container[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", rules)
    kept = [
        rule for rule in re.findall(r"[^{}]+\{[^{}]*\}", rules)
        if ":" not in rule.partition("{")[0] and not re.search(HALO, rule)
    ]
    colours: dict[str, str] = {}
    for name, value in theme.palette(scheme).items():
        for i, each in enumerate(value if isinstance(value, list) else [value]):
            colours[name.replace("_", "-") + (f"-{i}" if isinstance(value, list) else "")] = each
    style = re.sub(r"calc\(([\d.]+)px / var\(--k, 1\)\)", r"\1px", "".join(kept) + THICKER)
    style = re.sub(r"transform: scale\(calc\(1 / var\(--k, 1\)\)\);?", "", style)
    return re.sub(r"var\(--([\w-]+)\)", lambda match: colours.get(match[1], "none"), style)
