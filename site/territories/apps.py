from typing import Any

from django.apps import AppConfig


class TerritoriesConfig(AppConfig):
    name = "territories"
    verbose_name = "Territoires"

    def ready(self) -> None:
        from territories.usage import TELLERS, Use

        def pilots(rows: Any) -> list[Use]:
            return [Use(f"Territoire pilote « {one} »", one.url) for one in rows]

        TELLERS["territories.PilotTerritory.kind"] = pilots
        TELLERS["territories.PilotTerritory.initiator"] = pilots
