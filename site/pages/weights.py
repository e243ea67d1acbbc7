"""How heavy a file is, as people say it."""

KILO = 1024
MEGA = 1024 * 1024


def weight(size: int) -> str:
    """« 340 ko », « 1,2 Mo », « 2 Go »: as their computers show it, rounded up, so that what is over a limit never seems to be at it."""
    if size < 1000 * KILO:
        return f"{-(-size // KILO)} ko"
    unit, name = (MEGA, "Mo") if size < 1000 * MEGA else (1024 * MEGA, "Go")
    tenths = -(-size * 10 // unit)
    return f"{tenths // 10}{f',{tenths % 10}' if tenths % 10 else ''} {name}"
