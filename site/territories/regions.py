"""The regions of France, their former names, and which of them touch.

Source: law no. 2015-29 of 16 January 2015, article 1 (the regions and the departments each is made of), in force since
1 January 2016, with the names settled by the decrees of 28 September 2016; two regions are neighbours when a department of
one touches a department of the other. Corsica and the overseas regions touch none.
"""

from territories.names import folded

CURRENT = {
    "Auvergne-Rhône-Alpes": ("Auvergne", "Rhône-Alpes"),
    "Bourgogne-Franche-Comté": ("Bourgogne", "Franche-Comté"),
    "Bretagne": (),
    "Centre-Val de Loire": ("Centre",),
    "Corse": (),
    "Grand Est": ("Alsace", "Champagne-Ardenne", "Lorraine"),
    "Guadeloupe": (),
    "Guyane": (),
    "Hauts-de-France": ("Nord-Pas-de-Calais", "Picardie"),
    "Île-de-France": (),
    "La Réunion": ("Réunion",),
    "Martinique": (),
    "Mayotte": (),
    "Normandie": ("Basse-Normandie", "Haute-Normandie"),
    "Nouvelle-Aquitaine": ("Aquitaine", "Limousin", "Poitou-Charentes"),
    "Occitanie": ("Languedoc-Roussillon", "Midi-Pyrénées"),
    "Pays de la Loire": (),
    "Provence-Alpes-Côte d’Azur": ("PACA",),
}
TOUCHING = (
    ("Auvergne-Rhône-Alpes", "Bourgogne-Franche-Comté"),
    ("Auvergne-Rhône-Alpes", "Centre-Val de Loire"),
    ("Auvergne-Rhône-Alpes", "Nouvelle-Aquitaine"),
    ("Auvergne-Rhône-Alpes", "Occitanie"),
    ("Auvergne-Rhône-Alpes", "Provence-Alpes-Côte d’Azur"),
    ("Bourgogne-Franche-Comté", "Centre-Val de Loire"),
    ("Bourgogne-Franche-Comté", "Grand Est"),
    ("Bourgogne-Franche-Comté", "Île-de-France"),
    ("Bretagne", "Normandie"),
    ("Bretagne", "Pays de la Loire"),
    ("Centre-Val de Loire", "Île-de-France"),
    ("Centre-Val de Loire", "Normandie"),
    ("Centre-Val de Loire", "Nouvelle-Aquitaine"),
    ("Centre-Val de Loire", "Pays de la Loire"),
    ("Grand Est", "Hauts-de-France"),
    ("Grand Est", "Île-de-France"),
    ("Hauts-de-France", "Île-de-France"),
    ("Hauts-de-France", "Normandie"),
    ("Île-de-France", "Normandie"),
    ("Normandie", "Pays de la Loire"),
    ("Nouvelle-Aquitaine", "Occitanie"),
    ("Nouvelle-Aquitaine", "Pays de la Loire"),
    ("Occitanie", "Provence-Alpes-Côte d’Azur"),
)
# The codes of the official geographic code (INSEE, « code officiel géographique », regions), as the map's file names its shapes.
CODES = {
    "01": "Guadeloupe",
    "02": "Martinique",
    "03": "Guyane",
    "04": "La Réunion",
    "06": "Mayotte",
    "11": "Île-de-France",
    "24": "Centre-Val de Loire",
    "27": "Bourgogne-Franche-Comté",
    "28": "Normandie",
    "32": "Hauts-de-France",
    "44": "Grand Est",
    "52": "Pays de la Loire",
    "53": "Bretagne",
    "75": "Nouvelle-Aquitaine",
    "76": "Occitanie",
    "84": "Auvergne-Rhône-Alpes",
    "93": "Provence-Alpes-Côte d’Azur",
    "94": "Corse",
}
_NAMES = {folded(name): current for current, former in CURRENT.items() for name in (current, *former)}
_TOUCHING = {frozenset(pair) for pair in TOUCHING}


def current_region(name: str) -> str:
    """The region of today for a name old or new, however it is written; empty when it is none we know."""
    return _NAMES.get(folded(name), "")


def are_neighbours(one: str, other: str) -> bool:
    """Whether two regions touch; former names count as the region they became part of."""
    return frozenset((current_region(one), current_region(other))) in _TOUCHING
