"""Erasing somebody while one of her own pages is still writing: nothing is left behind, neither a row nor a file."""

import threading
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections, transaction

from accounts.erasing import erasure
from assessments.models import Evidence, Indicator, SelfAssessment
from assessments.takeaway.erasing import erase_assessments
from assessments.taking.evidence import add_file
from tests.assessments.making import enrolment_of, make_assessment


def test_a_file_that_arrives_meanwhile_goes_too(own_database: None, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    me = enrolment_of("amina")
    draft = make_assessment(me, submitted=False)
    arrived, faults = threading.Event(), []

    def erase() -> None:
        arrived.wait(20)
        try:
            with erasure(me.user):
                erase_assessments(me.user)
        except Exception as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    thread = threading.Thread(target=erase)
    thread.start()
    with transaction.atomic():
        indicator = Indicator.objects.get(version=draft.version_id, code="dia-1")
        add_file(draft=draft, indicator=indicator, upload=SimpleUploadedFile("carte.txt", b"carte"), description="")
        arrived.set()
        thread.join(1.5)
    thread.join(30)
    assert not faults
    assert not Evidence.objects.exists()
    assert not SelfAssessment.objects.filter(enrolment=me).exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
