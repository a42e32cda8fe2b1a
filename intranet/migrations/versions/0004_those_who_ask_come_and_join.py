"""Those who ask, come and join"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('accounted_fees',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('country', sa.String(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('amount', sa.Integer(), nullable=False),
    sa.Column('how', sa.String(), nullable=False, comment='paid or waived'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_accounted_fees'))
    )
    op.create_table('erasures',
    sa.Column('owner', sa.Uuid(), nullable=False, comment='the random id whose key sealed what was erased'),
    sa.Column('erased_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('owner', name=op.f('pk_erasures'))
    )
    op.create_table('gone_cases',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('workflow', sa.String(), nullable=False),
    sa.Column('country', sa.String(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False, comment='in which it ended'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_gone_cases'))
    )
    with op.batch_alter_table('gone_cases', schema=None) as batch_op:
        batch_op.create_index('ix_gone_cases_workflow', ['workflow', 'country', 'year'], unique=False)

    op.create_table('sentinels',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sentinels'))
    )
    op.create_table('gone_stages',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('unit_id', sa.Uuid(), nullable=False, comment='the group'),
    sa.Column('stage', sa.String(), nullable=False),
    sa.Column('month', sa.Date(), nullable=False, comment='its first day'),
    sa.Column('days', sa.Integer(), nullable=True, comment='after how many days in the stage before; empty: the first'),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_gone_stages_unit_id_units')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_gone_stages'))
    )
    with op.batch_alter_table('gone_stages', schema=None) as batch_op:
        batch_op.create_index('ix_gone_stages_unit_id_month', ['unit_id', 'month'], unique=False)

    op.create_table('memberships',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('unit_id', sa.Uuid(), nullable=False, comment='the local association; of a direct member the nation'),
    sa.Column('direct', sa.Boolean(), nullable=False),
    sa.Column('country', sa.String(), nullable=False),
    sa.Column('legal_name', sa.LargeBinary(), nullable=True, comment='sealed'),
    sa.Column('contact', sa.LargeBinary(), nullable=True, comment='sealed JSON: address, email, phone, phone_allowed'),
    sa.Column('birth_year', sa.LargeBinary(), nullable=True, comment='sealed'),
    sa.Column('guardian_informed_on', sa.Date(), nullable=True, comment='under 18: the guardian knows of it'),
    sa.Column('fee_class', sa.String(), nullable=False, comment='what is paid after the first year: low, middle or high'),
    sa.Column('pledge_version', sa.String(), nullable=False, comment='which wording was accepted: memberships/pledges.py'),
    sa.Column('pledge_language', sa.String(), nullable=False),
    sa.Column('pledge_accepted_on', sa.Date(), nullable=False, comment='the month alone: a day would tell who stepped forward in a group just then'),
    sa.Column('pledge_channel', sa.String(), nullable=False, comment='own_page or handed_over: by the person themselves'),
    sa.Column('applied_on', sa.Date(), nullable=False, comment='the month alone'),
    sa.Column('number', sa.String(), nullable=True, comment='the member number, from confirmation on'),
    sa.Column('confirmed_on', sa.Date(), nullable=True),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('ended_how', sa.String(), nullable=True, comment='undone, resigned or removed'),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_memberships_unit_id_units')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_memberships')),
    sa.UniqueConstraint('country', 'number', name=op.f('uq_memberships_country_number'))
    )
    with op.batch_alter_table('memberships', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_memberships_unit_id'), ['unit_id'], unique=False)

    op.create_table('enquiries',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('unit_id', sa.Uuid(), nullable=False, comment='the district of the town, whose coordinator takes it'),
    sa.Column('town_id', sa.Uuid(), nullable=False),
    sa.Column('channel', sa.String(), nullable=False, comment='form, phone or visit'),
    sa.Column('received_on', sa.Date(), nullable=False, comment='once erased, the first of that month'),
    sa.Column('received_by', sa.Uuid(), nullable=True, comment='who took the phone; empty: the public form'),
    sa.Column('goes_on', sa.Boolean(), nullable=False, comment='whoever took the phone goes on with it themselves'),
    sa.Column('for_whom', sa.String(), nullable=True, comment='self, relative or professional'),
    sa.Column('language', sa.String(), nullable=True, comment='en, sv, nb or da'),
    sa.Column('name', sa.LargeBinary(), nullable=True, comment='sealed: a first name or what they like to be called'),
    sa.Column('contact', sa.LargeBinary(), nullable=True, comment='sealed JSON: way (call, text, email), value, message (may one be left), when'),
    sa.Column('note', sa.LargeBinary(), nullable=True, comment='sealed: a short word, none about health'),
    sa.Column('contact_index', sa.LargeBinary(), nullable=True, comment='blind index of the contact way in this unit: maybe the same caller'),
    sa.Column('form_key', sa.Uuid(), nullable=True, comment='of the form that was sent: sent twice it is one enquiry'),
    sa.Column('form_digest', sa.LargeBinary(), nullable=True, comment='blind index of all that was written in it'),
    sa.Column('outcome', sa.String(), nullable=True, comment='visited, guided, or why it was closed; empty while it is open. Written by its process'),
    sa.Column('ended_on', sa.Date(), nullable=True, comment='the keeping time counts from that day'),
    sa.Column('erased_at', sa.DateTime(timezone=True), nullable=True, comment='the beginning of that month'),
    sa.ForeignKeyConstraint(['received_by'], ['people.id'], name=op.f('fk_enquiries_received_by_people')),
    sa.ForeignKeyConstraint(['town_id'], ['towns.id'], name=op.f('fk_enquiries_town_id_towns')),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_enquiries_unit_id_units')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_enquiries')),
    sa.UniqueConstraint('form_key', name=op.f('uq_enquiries_form_key'))
    )
    with op.batch_alter_table('enquiries', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_enquiries_ended_on'), ['ended_on'], unique=False)
        batch_op.create_index('ix_enquiries_unit_contact', ['unit_id', 'contact_index'], unique=False)
        batch_op.create_index(batch_op.f('ix_enquiries_unit_id'), ['unit_id'], unique=False)

    op.create_table('membership_bars',
    sa.Column('membership_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['membership_id'], ['memberships.id'], name=op.f('fk_membership_bars_membership_id_memberships')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_membership_bars_person_id_people')),
    sa.PrimaryKeyConstraint('membership_id', 'person_id', name=op.f('pk_membership_bars')),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('membership_bars', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_membership_bars_person_id'), ['person_id'], unique=False)

    op.create_table('membership_fees',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('membership_id', sa.Uuid(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('amount', sa.Integer(), nullable=False, comment="in the country's own money, whole units"),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('reminded_on', sa.Date(), nullable=True, comment='the first reminder'),
    sa.Column('reminded_again_on', sa.Date(), nullable=True),
    sa.Column('called_on', sa.Date(), nullable=True, comment='a call was tried'),
    sa.Column('paid_on', sa.Date(), nullable=True),
    sa.Column('waived_on', sa.Date(), nullable=True),
    sa.Column('settled_by', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['membership_id'], ['memberships.id'], name=op.f('fk_membership_fees_membership_id_memberships')),
    sa.ForeignKeyConstraint(['settled_by'], ['people.id'], name=op.f('fk_membership_fees_settled_by_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_membership_fees')),
    sa.UniqueConstraint('membership_id', 'year', name=op.f('uq_membership_fees_membership_id_year'))
    )
    op.create_table('participants',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('group_id', sa.Uuid(), nullable=False),
    sa.Column('seal_id', sa.Uuid(), nullable=False, comment='whose key seals name and contact; another one after an erasure'),
    sa.Column('number', sa.Integer(), nullable=False, comment='drawn at random within the group: what stands where no name is shown'),
    sa.Column('kind', sa.String(), nullable=False, comment='person or family'),
    sa.Column('name', sa.LargeBinary(), nullable=True, comment='sealed: what they chose to be called'),
    sa.Column('contact', sa.LargeBinary(), nullable=True, comment='sealed JSON: way (call, text, email), value, message (may one be left), hours'),
    sa.Column('language', sa.String(), nullable=True, comment='en, sv, nb or da'),
    sa.Column('adults', sa.Integer(), nullable=True, comment='of a family'),
    sa.Column('children', sa.Integer(), nullable=True, comment='of a family, as a number alone'),
    sa.Column('paired_with', sa.Uuid(), nullable=True, comment='the contact person of somebody who comes alone to a family club'),
    sa.Column('protected', sa.Boolean(), nullable=False, comment='lives under protection: nothing may be sent, and a label says so'),
    sa.Column('first_visit_on', sa.Date(), nullable=False),
    sa.Column('last_contact_on', sa.Date(), nullable=False, comment='keeping times count from here'),
    sa.Column('ask_again_on', sa.Date(), nullable=True, comment='not asked about membership before that day'),
    sa.Column('membership', sa.LargeBinary(), nullable=True, comment='sealed: memberships.id'),
    sa.Column('membership_index', sa.LargeBinary(), nullable=True, comment='blind index of memberships.id: found from there, readable by nobody'),
    sa.Column('page_opened', sa.Boolean(), nullable=False, comment='their page was opened once: from then on a link alone opens a part of it'),
    sa.Column('word', sa.LargeBinary(), nullable=True, comment='sealed: argon2id of the word of their own, with which a link opens all of it'),
    sa.Column('word_reset_at', sa.DateTime(timezone=True), nullable=True, comment='when it was last set aside for them'),
    sa.Column('word_reset_by', sa.Uuid(), nullable=True, comment='by whom, until that is used: a link of somebody else opens all of it'),
    sa.Column('left_on', sa.Date(), nullable=True, comment='has left; what was sealed is erased'),
    sa.ForeignKeyConstraint(['group_id'], ['groups.id'], name=op.f('fk_participants_group_id_groups')),
    sa.ForeignKeyConstraint(['paired_with'], ['people.id'], name=op.f('fk_participants_paired_with_people')),
    sa.ForeignKeyConstraint(['word_reset_by'], ['people.id'], name=op.f('fk_participants_word_reset_by_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_participants')),
    sa.UniqueConstraint('group_id', 'number', name=op.f('uq_participants_group_id_number')),
    sa.UniqueConstraint('membership_index', name=op.f('uq_participants_membership_index'))
    )
    op.create_table('bars',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('participant_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=True, comment='empty: a name was given, and nobody of that name is with us yet'),
    sa.Column('name', sa.LargeBinary(), nullable=True, comment='sealed: the name that was given'),
    sa.Column('name_index', sa.LargeBinary(), nullable=True, comment='blind index of the folded name: whoever comes with it later is barred too'),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['participant_id'], ['participants.id'], name=op.f('fk_bars_participant_id_participants')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_bars_person_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bars'))
    )
    with op.batch_alter_table('bars', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_bars_name_index'), ['name_index'], unique=False)
        batch_op.create_index(batch_op.f('ix_bars_participant_id'), ['participant_id'], unique=False)
        batch_op.create_index('ix_bars_person_id_participant_id', ['person_id', 'participant_id'], unique=False)

    op.create_table('consents',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('participant_id', sa.Uuid(), nullable=False),
    sa.Column('purpose', sa.String(), nullable=False, comment='record, contact, attendance or support'),
    sa.Column('text_version', sa.String(), nullable=False, comment='which wording was shown: participants/consent_texts.py'),
    sa.Column('language', sa.String(), nullable=False, comment='in which language it was shown'),
    sa.Column('channel', sa.String(), nullable=False, comment='in_person, own_page, by_phone or handed_over'),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by', sa.Uuid(), nullable=True, comment='who noted it, or whose phone or link alone it was; empty: they themselves, on their own page'),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_channel', sa.String(), nullable=True, comment='a channel, in_writing, by_protection, or anew: another yes took its place; empty: it ended otherwise'),
    sa.Column('withdrawn_by', sa.Uuid(), nullable=True, comment='who noted it, or whose phone or link alone it was; empty: the participant themselves'),
    sa.ForeignKeyConstraint(['participant_id'], ['participants.id'], name=op.f('fk_consents_participant_id_participants')),
    sa.ForeignKeyConstraint(['recorded_by'], ['people.id'], name=op.f('fk_consents_recorded_by_people')),
    sa.ForeignKeyConstraint(['withdrawn_by'], ['people.id'], name=op.f('fk_consents_withdrawn_by_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consents'))
    )
    with op.batch_alter_table('consents', schema=None) as batch_op:
        batch_op.create_index('uq_consents_standing', ['participant_id', 'purpose'], unique=True, sqlite_where=sa.text('withdrawn_at IS NULL'), postgresql_where=sa.text('withdrawn_at IS NULL'))

    op.create_table('meeting_note_reads',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('meeting_id', sa.Uuid(), nullable=False),
    sa.Column('reader_id', sa.Uuid(), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['meeting_id'], ['meetings.id'], name=op.f('fk_meeting_note_reads_meeting_id_meetings')),
    sa.ForeignKeyConstraint(['reader_id'], ['people.id'], name=op.f('fk_meeting_note_reads_reader_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_meeting_note_reads'))
    )
    with op.batch_alter_table('meeting_note_reads', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_meeting_note_reads_meeting_id'), ['meeting_id'], unique=False)

    op.create_table('participant_attendance',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('meeting_id', sa.Uuid(), nullable=False),
    sa.Column('participant_id', sa.Uuid(), nullable=False),
    sa.Column('noted_by', sa.Uuid(), nullable=False),
    sa.Column('noted_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['meeting_id'], ['meetings.id'], name=op.f('fk_participant_attendance_meeting_id_meetings')),
    sa.ForeignKeyConstraint(['noted_by'], ['people.id'], name=op.f('fk_participant_attendance_noted_by_people')),
    sa.ForeignKeyConstraint(['participant_id'], ['participants.id'], name=op.f('fk_participant_attendance_participant_id_participants')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_participant_attendance')),
    sa.UniqueConstraint('meeting_id', 'participant_id', name=op.f('uq_participant_attendance_meeting_id_participant_id'))
    )
    with op.batch_alter_table('participant_attendance', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_participant_attendance_participant_id'), ['participant_id'], unique=False)

    op.create_table('private_links',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('participant_id', sa.Uuid(), nullable=False),
    sa.Column('token_hash', sa.String(), nullable=False),
    sa.Column('given_by', sa.Uuid(), nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['given_by'], ['people.id'], name=op.f('fk_private_links_given_by_people')),
    sa.ForeignKeyConstraint(['participant_id'], ['participants.id'], name=op.f('fk_private_links_participant_id_participants')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_private_links')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_private_links_token_hash'))
    )
    with op.batch_alter_table('private_links', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_private_links_participant_id'), ['participant_id'], unique=False)

    op.create_table('private_sessions',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('participant_id', sa.Uuid(), nullable=False),
    sa.Column('token_hash', sa.String(), nullable=False),
    sa.Column('only', sa.String(), nullable=True, comment='pledge or consent: a handed-over phone shows nothing else'),
    sa.Column('handed_by', sa.Uuid(), nullable=True, comment='whose phone it is'),
    sa.Column('given_by', sa.Uuid(), nullable=True, comment='who made the link it was opened with'),
    sa.Column('whole', sa.Boolean(), nullable=False, comment='shows all of the page; else what the group knows anyway'),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['given_by'], ['people.id'], name=op.f('fk_private_sessions_given_by_people')),
    sa.ForeignKeyConstraint(['handed_by'], ['people.id'], name=op.f('fk_private_sessions_handed_by_people')),
    sa.ForeignKeyConstraint(['participant_id'], ['participants.id'], name=op.f('fk_private_sessions_participant_id_participants')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_private_sessions')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_private_sessions_token_hash'))
    )
    with op.batch_alter_table('private_sessions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_private_sessions_participant_id'), ['participant_id'], unique=False)

    with op.batch_alter_table('groups', schema=None) as batch_op:
        batch_op.add_column(sa.Column('address_hidden', sa.Boolean(), server_default=sa.false(), nullable=False, comment='only those of the group are shown where it meets; whoever else asks is told'))
        batch_op.add_column(sa.Column('names_attendance', sa.Boolean(), server_default=sa.false(), nullable=False, comment='those who agreed to it may be noted as having been at a meeting'))

    with op.batch_alter_table('meetings', schema=None) as batch_op:
        batch_op.add_column(sa.Column('first_visits', sa.Integer(), nullable=True, comment='how many of those who came were there for the first time; empty: nobody counted'))
        batch_op.add_column(sa.Column('note', sa.LargeBinary(), nullable=True, comment='sealed with a key of this meeting; nothing about anybody'))
        batch_op.add_column(sa.Column('note_erased_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('form_key', sa.Uuid(), nullable=True, comment='of the form it was sent with: the same form again is this report, and no second one'))
        batch_op.create_unique_constraint(batch_op.f('uq_meetings_group_id_reported_by_form_key'), ['group_id', 'reported_by', 'form_key'])

    whoever_leads_is_assistant_in_the_group()


def whoever_leads_is_assistant_in_the_group() -> None:
    """As intranet/groups/leading.py does from now on whenever somebody says yes."""
    role = _table('role_assignments', id=sa.Uuid(), person_id=sa.Uuid(), role=sa.String(), unit_id=sa.Uuid(),
        starts_on=sa.Date(), ends_on=sa.Date(), given_at=sa.DateTime(timezone=True))
    assignment = _table('assignments', person_id=sa.Uuid(), group_id=sa.Uuid(), from_on=sa.Date(), until_on=sa.Date(),
        accepted_at=sa.DateTime(timezone=True), ended_at=sa.DateTime(timezone=True))
    now = datetime.now(UTC)
    leading = sa.select(assignment).where(assignment.c.accepted_at.is_not(None), assignment.c.ended_at.is_(None))
    for row in op.get_bind().execute(leading).all():
        last = None if row.until_on is None else row.until_on + timedelta(days=1)
        op.get_bind().execute(
            role.insert().values(
                id=uuid.uuid4(), person_id=row.person_id, role='assistant', unit_id=row.group_id,
                starts_on=row.from_on or now.date(), ends_on=last, given_at=now,
            )
        )


def _table(name: str, **columns: Any) -> sa.TableClause:
    return sa.table(name, *(sa.column(column, kind) for column, kind in columns.items()))


def downgrade() -> None:
    with op.batch_alter_table('meetings', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_meetings_group_id_reported_by_form_key'), type_='unique')
        batch_op.drop_column('form_key')
        batch_op.drop_column('note_erased_at')
        batch_op.drop_column('note')
        batch_op.drop_column('first_visits')

    with op.batch_alter_table('groups', schema=None) as batch_op:
        batch_op.drop_column('names_attendance')
        batch_op.drop_column('address_hidden')

    with op.batch_alter_table('private_sessions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_private_sessions_participant_id'))

    op.drop_table('private_sessions')
    with op.batch_alter_table('private_links', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_private_links_participant_id'))

    op.drop_table('private_links')
    with op.batch_alter_table('participant_attendance', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_participant_attendance_participant_id'))

    op.drop_table('participant_attendance')
    with op.batch_alter_table('meeting_note_reads', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_meeting_note_reads_meeting_id'))

    op.drop_table('meeting_note_reads')
    with op.batch_alter_table('consents', schema=None) as batch_op:
        batch_op.drop_index('uq_consents_standing', sqlite_where=sa.text('withdrawn_at IS NULL'), postgresql_where=sa.text('withdrawn_at IS NULL'))

    op.drop_table('consents')
    with op.batch_alter_table('bars', schema=None) as batch_op:
        batch_op.drop_index('ix_bars_person_id_participant_id')
        batch_op.drop_index(batch_op.f('ix_bars_participant_id'))
        batch_op.drop_index(batch_op.f('ix_bars_name_index'))

    op.drop_table('bars')
    op.drop_table('participants')
    op.drop_table('membership_fees')
    with op.batch_alter_table('membership_bars', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_membership_bars_person_id'))

    op.drop_table('membership_bars')
    with op.batch_alter_table('enquiries', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_enquiries_unit_id'))
        batch_op.drop_index('ix_enquiries_unit_contact')
        batch_op.drop_index(batch_op.f('ix_enquiries_ended_on'))

    op.drop_table('enquiries')
    with op.batch_alter_table('memberships', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_memberships_unit_id'))

    op.drop_table('memberships')
    with op.batch_alter_table('gone_stages', schema=None) as batch_op:
        batch_op.drop_index('ix_gone_stages_unit_id_month')

    op.drop_table('gone_stages')
    op.drop_table('sentinels')
    with op.batch_alter_table('gone_cases', schema=None) as batch_op:
        batch_op.drop_index('ix_gone_cases_workflow')

    op.drop_table('gone_cases')
    op.drop_table('erasures')
    op.drop_table('accounted_fees')
