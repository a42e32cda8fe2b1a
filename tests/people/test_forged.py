"""What must be impossible with a criminal-record extract, tried by forged POSTs: only that it was seen is kept."""

from __future__ import annotations

import io

from flask import Flask
from sqlalchemy import text

from intranet.db import Base
from intranet.extensions import db
from intranet.people.models import RecordCheck
from tests.cast import Cast
from tests.support.visitors import NewVisitor

CONTENT = "Convicted of nothing at all"
KEPT = {"id", "person_id", "seen_on", "next_check_on", "seen_by", "entered_at"}


def test_neither_an_extract_nor_its_content_is_stored_whatever_is_sent(
    app: Flask, visitor: NewVisitor, cast: Cast
) -> None:
    coordinator = visitor("coordinator")
    path = f"/people/{cast.assistant.id}/record-checks/new"
    coordinator.get(path)
    forged = {
        "seen_on": "2026-05-12", "next_check_on": "2028-05-12",
        "content": CONTENT, "note": CONTENT, "document": CONTENT, "result": CONTENT,
        "extract": (io.BytesIO(CONTENT.encode()), f"{CONTENT}.pdf"),
    }  # fmt: skip
    assert coordinator.post(path, forged).status_code == 303
    with app.app_context():
        for table in Base.metadata.sorted_tables:
            rows = db.session().execute(text(f"SELECT * FROM {table.name}")).all()
            assert CONTENT not in str(rows), table.name
    folder = app.config["INTRANET_DATA"]
    kept = [file for file in folder.rglob("*") if file.is_file() and CONTENT.encode() in file.read_bytes()]
    assert kept == []


def test_there_is_no_room_for_an_extract(app: Flask) -> None:
    assert set(RecordCheck.__table__.columns.keys()) == KEPT
