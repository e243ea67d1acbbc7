"""The picture that goes with a shared link: the site's name, and the path of two strands as the public home draws it.

The file is kept in the repository (`static/img/share.png`): sharing a link draws nothing. `draw_share_picture` makes it again.
"""

import io
import json
from pathlib import Path

import typst
from django.conf import settings
from PIL import Image

from cohorts.path import Path as Drawing
from cohorts.path import Step, draw_rising

TEMPLATE = Path(__file__).with_name("share.typ")
FILE = settings.STATICFILES_DIRS[0] / "img" / "share.png"
OVER = "Parcours d’expérience pour catalyseurs territoriaux"
MODULES = 8
WIDTH, HEIGHT = 1200, 630
FINER, COLOURS = 3, 64
# The light tokens of `static/css/tokens.css`: a picture has no dark side.
PAPER, INK, QUIET, PLUM, SOFT = "#fdfcfb", "#231c24", "#5c525b", "#7d2260", "#f7e9f1"


def drawn() -> bytes:
    """The picture, 1200 by 630, as PNG. The engine brings its own fonts: it is the same on every machine."""
    path = draw_rising([Step(number, "", "", 1) for number in range(1, MODULES + 1)])
    data = {"over": OVER, "name": settings.WAGTAIL_SITE_NAME, "path": outlined(path), "paper": PAPER, "ink": INK, "quiet": QUIET}
    root, inputs = str(TEMPLATE.parent), {"data": json.dumps(data)}
    made = typst.compile(str(TEMPLATE), root=root, ignore_system_fonts=True, sys_inputs=inputs, format="png", ppi=72 * FINER)
    # Drawn finer, then reduced, for even lines; few inks, so a palette weighs a third of full colour.
    picture = Image.open(io.BytesIO(made)).convert("RGB").resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    small = io.BytesIO()
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
    return small.getvalue()


def outlined(path: Drawing) -> str:
    """The path as an image: what `components/path.html` and its stylesheet draw together."""
    lines = [f'<path d="{d}" fill="{SOFT}"/>' for d in path.shared]
    for strand in path.walked:
        is_mine = strand.side == "me"
        lines.append(line(strand.d, PLUM if is_mine else INK, 7 if is_mine else 7.5))
        if not is_mine:
            lines.append(line(strand.d, PAPER, 3))
    for one in path.nodes:
        shape = f'<path d="{one.lozenge}"' if one.lozenge else f'<circle cx="{one.x}" cy="{one.y}" r="{one.radius}"'
        lines.append(f'{shape} fill="{INK}" stroke="{INK}" stroke-width="2"/>')
    view = f"0 0 {path.width} {path.height}"
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}">{"".join(lines)}</svg>'


def line(d: str, ink: str, width: float) -> str:
    return f'<path d="{d}" fill="none" stroke="{ink}" stroke-width="{width}" stroke-linecap="round"/>'
