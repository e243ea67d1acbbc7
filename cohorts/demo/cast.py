"""Who is who in the demonstration. Tests, documentation and screens tell the same story.

Each person: first name, last name, lessons finished per module from the first, and how many days ago she last came
(None: never).
"""

from typing import NamedTuple

PASSWORD = "parcours-2026"  # noqa: S105 - printed on the screen of the demonstration
DOMAIN = "demo.example"


class Person(NamedTuple):
    first: str
    last: str
    finished: tuple[int, ...]
    days: int | None


class Pair(NamedTuple):
    territory: str
    people: tuple[Person, ...]


PIONNIERS = (
    Pair("Trois-Rivières", (Person("Amina", "Benali", (4, 4, 2), 0), Person("Bastien", "Le Goff", (4, 3), 1))),
    Pair("Haute-Combe", (Person("Inès", "Morel", (4, 4, 5, 1), 0), Person("Hugo", "Faure", (4, 4, 5, 2), 1))),
    Pair("Val-de-Brume", (Person("Léa", "Garnier", (4, 4, 3), 2), Person("Moussa", "Diarra", (4, 4, 4), 2))),
    Pair("Les Landiers", (Person("Camille", "Roux", (4, 2), 2), Person("Théo", "Lambert", (1,), 23))),
    Pair("Pays d’Orsan", (Person("Sarah", "Cohen", (4, 4, 5, 4, 1), 0), Person("Yanis", "Haddad", (4, 4, 5, 4), 1))),
    Pair("Port-Clair", (Person("Jeanne", "Kerbrat", (4, 4, 1), 3), Person("Karim", "Saïdi", (4, 4, 2), 3))),
    Pair("Mont-Aubrac", (Person("Nadia", "Ferhat", (2,), 16), Person("Paul", "Vidal", (3,), 16))),
    Pair("Les Étangs", (Person("Rose", "Martin", (4, 3), 1), Person("Tom", "Leroy", (4, 4), 1))),
    Pair("Plaine-Haute", (Person("Fatou", "Ndiaye", (4, 4, 4), 1), Person("Gabriel", "Petit", (4, 4, 5), 1))),
    Pair("Rive-Ouest", (Person("Maud", "Chevalier", (4, 4, 5), 5), Person("Simon", "Weber", (4, 4, 3), 5))),
    Pair(
        "Saint-Vaury-les-Bruyères",
        (
            Person("Anne-Charlotte", "de La Rochefoucault-Bertrand", (4, 4, 2), 6),
            Person("Jean-Baptiste", "Ott", (4, 1), 6),
        ),
    ),
    Pair("Terres-Froides", (Person("Lina", "Rossi", (), None), Person("Marc", "Dubois", (2,), 4))),
)
VOISINS = (
    Pair("Bois-Chenu", (Person("Chloé", "Renard", (), None), Person("Driss", "Amrani", (1,), 2))),
    Pair("La Vernière", (Person("Élodie", "Blanc", (2,), 1), Person("Fabrice", "Noël", (), None))),
    Pair("Cap-Sablon", (Person("Gwenn", "Le Bihan", (3,), 0), Person("Hamid", "Ziani", (1,), 3))),
)
STAFF = (
    ("Denis", "Aubert", "trainer"),
    ("Élise", "Charpentier", "trainer"),
    ("Farid", "Meziane", "editor"),
    ("Gaëlle", "Riou", "administrator"),
    ("Hanaé", "Lopes", "author"),
)
