"""What the portal itself remembers: when its scheduled jobs last ran."""

from django.db import models


class JobRun(models.Model):
    """The last run of one scheduled job. One row a job, so that two runners never do the same work in the same minute."""

    name = models.CharField("tâche", max_length=60, primary_key=True)
    ran_at = models.DateTimeField("dernière exécution", null=True)

    class Meta:
        verbose_name = "exécution d’une tâche"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
