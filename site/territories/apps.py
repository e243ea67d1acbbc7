from typing import Any

from django.apps import AppConfig


class TerritoriesConfig(AppConfig):
    name = "territories"
    verbose_name = "Territoires"

    def ready(self) -> None:
        from django.db.backends.signals import connection_created

        from territories.ordering import teach
        from territories.usage import TELLERS, Use

        connection_created.connect(teach, dispatch_uid="french order")

        def pilots(rows: Any) -> list[Use]:
            return [Use(f"Territoire pilote « {one} »", one.url) for one in rows]

        TELLERS["territories.PilotTerritory.kind"] = pilots
        TELLERS["territories.PilotTerritory.initiator"] = pilots
