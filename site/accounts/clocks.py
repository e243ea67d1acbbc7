"""The names of clocks, as one writes them in French."""

# What the names of time zones leave out: accents, articles, saints.
NAMES = {
    "Indian/Reunion": "La Réunion",
    "America/Miquelon": "Saint-Pierre-et-Miquelon",
    "Pacific/Noumea": "Nouméa",
    "America/St_Barthelemy": "Saint-Barthélemy",
}


def clock_name(zone: str) -> str:
    """The place whose clock it is."""
    return NAMES.get(zone, zone.rpartition("/")[2].replace("_", " "))
