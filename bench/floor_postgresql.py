"""The step by hand on PostgreSQL: one statement, one round trip, with the bare driver."""

from __future__ import annotations

import uuid

import psycopg

from bench.relay import DUE, LATE, MOMENT, Relay

_STEP = """
    WITH locked AS (
        SELECT * FROM cases WHERE id = %(case)s AND state = 'here' AND version = %(version)s FOR NO KEY UPDATE
    ), agreed AS (
        SELECT c.* FROM locked c
        WHERE EXISTS (
            SELECT 1 FROM role_assignments r JOIN people p ON p.id = r.person_id
            WHERE r.person_id = %(me)s AND r.role = 'coordinator' AND r.unit_id = c.unit_id AND r.starts_on <= %(day)s
            AND (r.ends_on IS NULL OR r.ends_on > %(day)s) AND (p.left_on IS NULL OR p.left_on > %(day)s)
        ) AND EXISTS (SELECT 1 FROM certificates WHERE person_id = %(me)s AND valid_to >= %(day)s)
    ), key AS (
        INSERT INTO idempotency_keys (key, actor_id, what, event_id, used_at)
        SELECT %(key)s, %(me)s, id || ':pass_on', %(event)s, %(now)s FROM agreed
    ), event AS (
        INSERT INTO case_events (id, case_id, number, kind, at, actor_id, transition, from_state, to_state,
        workflow_hash, facts)
        SELECT %(event)s, id, events + 1, 'transition', %(now)s, %(me)s, 'pass_on', 'here', 'there', %(hash)s,
        json_build_object('before', json_build_object('via', via, 'entered_at', %(entered)s::text, 'people', people,
        'answers', answers)) FROM agreed
    ), closed AS (
        UPDATE tasks t SET status = 'done', done_at = %(now)s, done_by = %(me)s, closed_with = 'pass_on',
        case_version = c.version + 1 FROM agreed c
        WHERE t.case_id = c.id AND t.key = 'hand' AND t.status IN ('open', 'claimed')
    ), forgotten AS (
        UPDATE timers t SET cancelled_at = %(now)s FROM agreed c
        WHERE t.case_id = c.id AND t.fired_at IS NULL AND t.cancelled_at IS NULL
    ), opened AS (
        INSERT INTO tasks (id, case_id, key, status, role, unit_id, opened_at, due_at, case_version)
        SELECT %(opened)s, id, 'receive', 'open', 'coordinator', unit_id, %(now)s, %(due)s, version + 1 FROM agreed
    ), timers AS (
        INSERT INTO timers (id, case_id, kind, key, task_id, who, turn, since, at)
        SELECT x.id, c.id, 'climb', 'receive', %(opened)s, x.who, x.turn, %(now)s, x.at FROM agreed c,
        (VALUES (%(first)s::uuid, 'staff', 1, %(due)s::timestamptz),
                (%(second)s::uuid, 'board', 2, %(late)s::timestamptz)) AS x (id, who, turn, at)
    )
    UPDATE cases SET state = 'there', version = agreed.version + 1, via = 'pass_on', entered_at = %(now)s,
    events = agreed.events + 1,
    takers = (agreed.takers::jsonb || jsonb_build_object('pass_on', jsonb_build_array(%(me)s::text)))::json
    FROM agreed WHERE cases.id = agreed.id
"""


class PostgreSQLFloor:
    def __init__(self, prepared: Relay) -> None:
        url = prepared.session.get_bind().engine.url
        self._connection = psycopg.connect(
            f"host={url.query['host']} user={url.username} dbname={url.database}", autocommit=True
        )
        self._actor = prepared.actor.person_id
        self._hash = prepared.hash_of("relay")

    def __call__(self, case_id: uuid.UUID) -> None:
        moved = self._connection.execute(
            _STEP,
            {
                "case": case_id, "version": 1, "me": self._actor, "day": MOMENT.date(), "key": str(uuid.uuid4()),
                "event": uuid.uuid4(), "now": MOMENT, "hash": self._hash, "entered": MOMENT.isoformat(),
                "opened": uuid.uuid4(), "due": DUE, "late": LATE, "first": uuid.uuid4(),
                "second": uuid.uuid4(),
            },
        )  # fmt: skip
        assert moved.rowcount == 1

    def close(self) -> None:
        self._connection.close()
