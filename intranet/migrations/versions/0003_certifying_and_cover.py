"""Training, gatherings, families and cover; certificates with a code, and recognised ones with a country"""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

# As intranet/certificates/codes.py had them when this was written.
SIGNS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'


def upgrade() -> None:
    op.create_table('setting_changes',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('unit_id', sa.Uuid(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('value', sa.String(), nullable=False),
    sa.Column('set_by', sa.Uuid(), nullable=True),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['set_by'], ['people.id'], name=op.f('fk_setting_changes_set_by_people')),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_setting_changes_unit_id_units')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_setting_changes'))
    )
    with op.batch_alter_table('setting_changes', schema=None) as batch_op:
        batch_op.create_index('ix_setting_changes_unit_key', ['unit_id', 'key'], unique=False)

    with op.batch_alter_table('meetings', schema=None) as batch_op:
        batch_op.add_column(sa.Column('co_led_by', sa.Uuid(), nullable=True, comment='who led it together with them; empty: they led alone'))
        batch_op.create_index(batch_op.f('ix_meetings_co_led_by'), ['co_led_by'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_meetings_co_led_by_people'), 'people', ['co_led_by'], ['id'])

    op.create_table('exemptions',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('requirement', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False, comment='in words, without anything about health'),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('until_on', sa.Date(), nullable=False, comment='last day on which it holds'),
    sa.Column('entered_by', sa.Uuid(), nullable=False, comment='never the person'),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['ended_by'], ['people.id'], name=op.f('fk_exemptions_ended_by_people')),
    sa.ForeignKeyConstraint(['entered_by'], ['people.id'], name=op.f('fk_exemptions_entered_by_people')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_exemptions_person_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_exemptions'))
    )
    with op.batch_alter_table('exemptions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_exemptions_person_id'), ['person_id'], unique=False)
        batch_op.create_index('uq_exemptions_standing', ['person_id', 'requirement', 'until_on'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))

    op.create_table('gatherings',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('unit_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False, comment='course, supervision, national, nordic, members or interclub'),
    sa.Column('title', sa.String(), nullable=False, comment="a short name of its own; never a person's"),
    sa.Column('status', sa.String(), nullable=False, comment='planned, invited, held, followed_up or cancelled; written by its process'),
    sa.Column('version', sa.Integer(), nullable=False, comment='counts changes; a form drawn from an older is stale'),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False, comment="of the last day; each day runs from the first's start to the last's end"),
    sa.Column('town_id', sa.Uuid(), nullable=True, comment='empty: it is held online'),
    sa.Column('room', sa.String(), nullable=True, comment='room and address, as written for the invitation'),
    sa.Column('online_link', sa.String(), nullable=True, comment='shown to those with a seat'),
    sa.Column('leader_id', sa.Uuid(), nullable=True, comment='marks who was there, never themselves'),
    sa.Column('seats', sa.Integer(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False, comment='how much each day counts for whoever was there all day'),
    sa.Column('ethics_minutes', sa.Integer(), nullable=False, comment='of these, about ethics and safety'),
    sa.Column('planned_by', sa.Uuid(), nullable=True),
    sa.Column('planned_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('invited_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('held_at', sa.DateTime(timezone=True), nullable=True, comment='when the leader said that it was held'),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('moved_to_id', sa.Uuid(), nullable=True, comment='cancelled: where those who had said yes have a seat instead'),
    sa.CheckConstraint('seats >= 1', name=op.f('ck_gatherings_seats_positive')),
    sa.ForeignKeyConstraint(['leader_id'], ['people.id'], name=op.f('fk_gatherings_leader_id_people')),
    sa.ForeignKeyConstraint(['moved_to_id'], ['gatherings.id'], name=op.f('fk_gatherings_moved_to_id_gatherings')),
    sa.ForeignKeyConstraint(['planned_by'], ['people.id'], name=op.f('fk_gatherings_planned_by_people')),
    sa.ForeignKeyConstraint(['town_id'], ['towns.id'], name=op.f('fk_gatherings_town_id_towns')),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_gatherings_unit_id_units')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_gatherings'))
    )
    with op.batch_alter_table('gatherings', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_gatherings_leader_id'), ['leader_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_gatherings_starts_at'), ['starts_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_gatherings_status'), ['status'], unique=False)
        batch_op.create_index(batch_op.f('ix_gatherings_town_id'), ['town_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_gatherings_unit_id'), ['unit_id'], unique=False)

    op.create_table('signatures',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('document', sa.String(), nullable=False, comment='code_of_conduct or confidentiality_promise'),
    sa.Column('version', sa.Integer(), nullable=False, comment='of the text that was shown, or that stood on the paper'),
    sa.Column('signed_on', sa.Date(), nullable=False),
    sa.Column('signed_at', sa.DateTime(timezone=True), nullable=False, comment='when it was written here'),
    sa.Column('entered_by', sa.Uuid(), nullable=True, comment='who entered it from paper; empty: the person signed here'),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True, comment='entered by mistake'),
    sa.Column('withdrawn_by', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['entered_by'], ['people.id'], name=op.f('fk_signatures_entered_by_people')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_signatures_person_id_people')),
    sa.ForeignKeyConstraint(['withdrawn_by'], ['people.id'], name=op.f('fk_signatures_withdrawn_by_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_signatures'))
    )
    with op.batch_alter_table('signatures', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_signatures_person_id'), ['person_id'], unique=False)
        batch_op.create_index('uq_signatures_standing', ['person_id', 'document', 'version', 'signed_on'], unique=True, sqlite_where=sa.text('withdrawn_at IS NULL'), postgresql_where=sa.text('withdrawn_at IS NULL'))

    op.create_table('credits',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('held_on', sa.Date(), nullable=False, comment='recognised: the last day of the course'),
    sa.Column('kind', sa.String(), nullable=False, comment='course, supervision, national, nordic, members, interclub or other'),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('ethics_minutes', sa.Integer(), nullable=False, comment='of these, about ethics and safety'),
    sa.Column('gathering_id', sa.Uuid(), nullable=True, comment='empty: not one of our gatherings'),
    sa.Column('source', sa.String(), nullable=False, comment="attended (marked by a leader), entered (from before) or recognised (another country's)"),
    sa.Column('name', sa.String(), nullable=False, comment="what the course was called; never a person's name"),
    sa.Column('country', sa.String(), nullable=True, comment='recognised: where, as two letters'),
    sa.Column('reason', sa.String(), nullable=False, comment='why it was entered or recognised'),
    sa.Column('entered_by', sa.Uuid(), nullable=False, comment='never the person'),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True, comment='a mistake; it no longer counts'),
    sa.Column('withdrawn_by', sa.Uuid(), nullable=True),
    sa.CheckConstraint('ethics_minutes BETWEEN 0 AND minutes', name=op.f('ck_credits_ethics_within')),
    sa.CheckConstraint('minutes > 0', name=op.f('ck_credits_minutes_positive')),
    sa.ForeignKeyConstraint(['entered_by'], ['people.id'], name=op.f('fk_credits_entered_by_people')),
    sa.ForeignKeyConstraint(['gathering_id'], ['gatherings.id'], name=op.f('fk_credits_gathering_id_gatherings')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_credits_person_id_people')),
    sa.ForeignKeyConstraint(['withdrawn_by'], ['people.id'], name=op.f('fk_credits_withdrawn_by_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_credits'))
    )
    with op.batch_alter_table('credits', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_credits_gathering_id'), ['gathering_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_credits_person_id'), ['person_id'], unique=False)
        batch_op.create_index('uq_credits_by_hand', ['person_id', 'kind', 'held_on'], unique=True, sqlite_where=sa.text('withdrawn_at IS NULL AND gathering_id IS NULL'), postgresql_where=sa.text('withdrawn_at IS NULL AND gathering_id IS NULL'))
        batch_op.create_index('uq_credits_gathering', ['person_id', 'gathering_id', 'held_on'], unique=True, sqlite_where=sa.text('withdrawn_at IS NULL AND gathering_id IS NOT NULL'), postgresql_where=sa.text('withdrawn_at IS NULL AND gathering_id IS NOT NULL'))

    op.create_table('family_overrides',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('group_id', sa.Uuid(), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('until_on', sa.Date(), nullable=False, comment='the last day it counts'),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('given_by', sa.Uuid(), nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['given_by'], ['people.id'], name=op.f('fk_family_overrides_given_by_people')),
    sa.ForeignKeyConstraint(['group_id'], ['groups.id'], name=op.f('fk_family_overrides_group_id_groups')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_family_overrides'))
    )
    with op.batch_alter_table('family_overrides', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_family_overrides_group_id'), ['group_id'], unique=False)

    op.create_table('gathering_attendances',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('gathering_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.Column('present', sa.Boolean(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False, comment='of those that count that day; 0 where nothing counts'),
    sa.Column('marked_by', sa.Uuid(), nullable=False, comment="the leader; the leader's own by somebody else"),
    sa.Column('marked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_by', sa.Uuid(), nullable=True),
    sa.CheckConstraint('minutes >= 0', name=op.f('ck_gathering_attendances_minutes_not_negative')),
    sa.ForeignKeyConstraint(['gathering_id'], ['gatherings.id'], name=op.f('fk_gathering_attendances_gathering_id_gatherings')),
    sa.ForeignKeyConstraint(['marked_by'], ['people.id'], name=op.f('fk_gathering_attendances_marked_by_people')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_gathering_attendances_person_id_people')),
    sa.ForeignKeyConstraint(['withdrawn_by'], ['people.id'], name=op.f('fk_gathering_attendances_withdrawn_by_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_gathering_attendances'))
    )
    with op.batch_alter_table('gathering_attendances', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_gathering_attendances_person_id'), ['person_id'], unique=False)
        batch_op.create_index('uq_gathering_attendances_standing', ['gathering_id', 'person_id', 'held_on'], unique=True, sqlite_where=sa.text('withdrawn_at IS NULL'), postgresql_where=sa.text('withdrawn_at IS NULL'))

    op.create_table('gathering_seats',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('gathering_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('invited_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('invited_by', sa.Uuid(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answer', sa.String(), nullable=True, comment='yes or no; empty: not answered yet'),
    sa.Column('waiting', sa.Boolean(), nullable=False, comment='said yes when all seats were taken; in the order of answered_at, id'),
    sa.Column('seated_at', sa.DateTime(timezone=True), nullable=True, comment='when the seat became theirs'),
    sa.Column('replaced_at', sa.DateTime(timezone=True), nullable=True, comment='another answer stands since then'),
    sa.ForeignKeyConstraint(['gathering_id'], ['gatherings.id'], name=op.f('fk_gathering_seats_gathering_id_gatherings')),
    sa.ForeignKeyConstraint(['invited_by'], ['people.id'], name=op.f('fk_gathering_seats_invited_by_people')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_gathering_seats_person_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_gathering_seats'))
    )
    with op.batch_alter_table('gathering_seats', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_gathering_seats_person_id'), ['person_id'], unique=False)
        batch_op.create_index('uq_gathering_seats_standing', ['gathering_id', 'person_id'], unique=True, sqlite_where=sa.text('replaced_at IS NULL'), postgresql_where=sa.text('replaced_at IS NULL'))

    op.create_table('not_meeting',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('group_id', sa.Uuid(), nullable=False),
    sa.Column('reported_by', sa.Uuid(), nullable=False),
    sa.Column('reported_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True, comment='somebody said that it meets, or it reported a meeting'),
    sa.ForeignKeyConstraint(['group_id'], ['groups.id'], name=op.f('fk_not_meeting_group_id_groups')),
    sa.ForeignKeyConstraint(['reported_by'], ['people.id'], name=op.f('fk_not_meeting_reported_by_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_not_meeting'))
    )
    with op.batch_alter_table('not_meeting', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_not_meeting_group_id'), ['group_id'], unique=False)

    op.create_table('practice_meetings',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('group_id', sa.Uuid(), nullable=False),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.Column('part', sa.String(), nullable=False, comment='observed or led'),
    sa.Column('mentor_id', sa.Uuid(), nullable=False),
    sa.Column('logged_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True, comment='by the mentor, and nobody else'),
    sa.Column('declined_at', sa.DateTime(timezone=True), nullable=True, comment='the mentor was not there, or remembers it otherwise'),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True, comment='logged by mistake, or declined'),
    sa.Column('withdrawn_by', sa.Uuid(), nullable=True),
    sa.CheckConstraint('confirmed_at IS NULL OR declined_at IS NULL', name=op.f('ck_practice_meetings_one_answer')),
    sa.CheckConstraint('mentor_id <> person_id', name=op.f('ck_practice_meetings_mentor_is_another')),
    sa.ForeignKeyConstraint(['group_id'], ['groups.id'], name=op.f('fk_practice_meetings_group_id_groups')),
    sa.ForeignKeyConstraint(['mentor_id'], ['people.id'], name=op.f('fk_practice_meetings_mentor_id_people')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_practice_meetings_person_id_people')),
    sa.ForeignKeyConstraint(['withdrawn_by'], ['people.id'], name=op.f('fk_practice_meetings_withdrawn_by_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_practice_meetings'))
    )
    with op.batch_alter_table('practice_meetings', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_practice_meetings_mentor_id'), ['mentor_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_practice_meetings_person_id'), ['person_id'], unique=False)
        batch_op.create_index('uq_practice_meetings_standing', ['person_id', 'group_id', 'held_on'], unique=True, sqlite_where=sa.text('withdrawn_at IS NULL'), postgresql_where=sa.text('withdrawn_at IS NULL'))

    op.create_table('family_counts',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('group_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False, comment='1, 2, 3 … within the group; of one day the last counts'),
    sa.Column('families', sa.Integer(), nullable=False),
    sa.Column('counted_on', sa.Date(), nullable=False),
    sa.Column('meeting_id', sa.Uuid(), nullable=True, comment='the report with more families than were known; withdrawn with it'),
    sa.Column('noted_by', sa.Uuid(), nullable=True),
    sa.Column('noted_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['group_id'], ['groups.id'], name=op.f('fk_family_counts_group_id_groups')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meetings.id'], name=op.f('fk_family_counts_meeting_id_meetings')),
    sa.ForeignKeyConstraint(['noted_by'], ['people.id'], name=op.f('fk_family_counts_noted_by_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_family_counts')),
    sa.UniqueConstraint('group_id', 'number', name=op.f('uq_family_counts_group_id_number'))
    )
    with op.batch_alter_table('certificate_events', schema=None) as batch_op:
        batch_op.alter_column('kind', existing_type=sa.String(), existing_nullable=False, comment='suspended, lifted, revoked, reinstated, paused or resumed; of a renewal: asked, returned (something is missing), decided or refused')
        batch_op.add_column(sa.Column('until_on', sa.Date(), nullable=True, comment='last day that a pause is meant to have; it ends when the person comes back, not by itself'))

    with op.batch_alter_table('certificates', schema=None) as batch_op:
        batch_op.add_column(sa.Column('country', sa.String(), nullable=False, server_default='', comment="of a recognised one: the country whose number it bears; empty: the person's own"))
        batch_op.add_column(sa.Column('reason', sa.String(), nullable=False, server_default='', comment='why it is recognised or extended; whoever sees the certificate reads it'))
        batch_op.add_column(sa.Column('code', sa.String(), nullable=True, comment='sixteen signs; by it anybody may ask whether it counts'))

    certificates = sa.table('certificates', sa.column('id', sa.Uuid()), sa.column('code', sa.String()))
    connection = op.get_bind()
    for (certificate_id,) in connection.execute(sa.select(certificates.c.id)).all():
        code = ''.join(secrets.choice(SIGNS) for _ in range(16))
        connection.execute(sa.update(certificates).where(certificates.c.id == certificate_id).values(code=code))

    with op.batch_alter_table('certificates', schema=None) as batch_op:
        batch_op.alter_column('country', server_default=None)
        batch_op.alter_column('reason', server_default=None)
        batch_op.alter_column('source', existing_type=sa.String(), existing_nullable=False, comment="paper; dates (a paper's dates became known); issued; renewal; recognised; extended")
        batch_op.alter_column('code', existing_type=sa.String(), nullable=False)
        batch_op.drop_index(batch_op.f('uq_certificates_number'), sqlite_where=sa.text("source = 'paper'"))
        batch_op.create_unique_constraint(batch_op.f('uq_certificates_code'), ['code'])
        batch_op.create_index('uq_certificates_country_number', ['country', 'number'], unique=True, sqlite_where=sa.text("source IN ('paper', 'issued', 'recognised')"), postgresql_where=sa.text("source IN ('paper', 'issued', 'recognised')"))

    with op.batch_alter_table('groups', schema=None) as batch_op:
        batch_op.add_column(sa.Column('hidden_for', sa.String(), nullable=True, comment='silent or reported: why a group that meets is off the list; empty: it is not hidden'))
        batch_op.add_column(sa.Column('said_to_meet_on', sa.Date(), nullable=True, comment='when somebody in charge last said that it meets; a silence is counted from then on'))
        batch_op.add_column(sa.Column('split_from_id', sa.Uuid(), nullable=True, comment='the club it was a part of'))
        batch_op.add_column(sa.Column('split_agreed_on', sa.Date(), nullable=True, comment='when the split was approved that made it; from then on it is decided on as a new group'))
        batch_op.add_column(sa.Column('merged_into_id', sa.Uuid(), nullable=True, comment='the group its people were invited to when it closed'))
        batch_op.create_index(batch_op.f('ix_groups_split_from_id'), ['split_from_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_groups_merged_into_id_groups'), 'groups', ['merged_into_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_groups_split_from_id_groups'), 'groups', ['split_from_id'], ['id'])



def downgrade() -> None:
    with op.batch_alter_table('groups', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_groups_split_from_id_groups'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_groups_merged_into_id_groups'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_groups_split_from_id'))
        batch_op.drop_column('merged_into_id')
        batch_op.drop_column('split_agreed_on')
        batch_op.drop_column('split_from_id')
        batch_op.drop_column('said_to_meet_on')
        batch_op.drop_column('hidden_for')

    with op.batch_alter_table('certificates', schema=None) as batch_op:
        batch_op.drop_index('uq_certificates_country_number', sqlite_where=sa.text("source IN ('paper', 'issued', 'recognised')"), postgresql_where=sa.text("source IN ('paper', 'issued', 'recognised')"))
        batch_op.drop_constraint(batch_op.f('uq_certificates_code'), type_='unique')
        batch_op.create_index(batch_op.f('uq_certificates_number'), ['number'], unique=1, sqlite_where=sa.text("source = 'paper'"))
        batch_op.drop_column('code')
        batch_op.drop_column('reason')
        batch_op.drop_column('country')

    with op.batch_alter_table('certificate_events', schema=None) as batch_op:
        batch_op.drop_column('until_on')

    op.drop_table('family_counts')
    with op.batch_alter_table('practice_meetings', schema=None) as batch_op:
        batch_op.drop_index('uq_practice_meetings_standing', sqlite_where=sa.text('withdrawn_at IS NULL'), postgresql_where=sa.text('withdrawn_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_practice_meetings_person_id'))
        batch_op.drop_index(batch_op.f('ix_practice_meetings_mentor_id'))

    op.drop_table('practice_meetings')
    with op.batch_alter_table('not_meeting', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_not_meeting_group_id'))

    op.drop_table('not_meeting')
    with op.batch_alter_table('gathering_seats', schema=None) as batch_op:
        batch_op.drop_index('uq_gathering_seats_standing', sqlite_where=sa.text('replaced_at IS NULL'), postgresql_where=sa.text('replaced_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_gathering_seats_person_id'))

    op.drop_table('gathering_seats')
    with op.batch_alter_table('gathering_attendances', schema=None) as batch_op:
        batch_op.drop_index('uq_gathering_attendances_standing', sqlite_where=sa.text('withdrawn_at IS NULL'), postgresql_where=sa.text('withdrawn_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_gathering_attendances_person_id'))

    op.drop_table('gathering_attendances')
    with op.batch_alter_table('family_overrides', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_family_overrides_group_id'))

    op.drop_table('family_overrides')
    with op.batch_alter_table('credits', schema=None) as batch_op:
        batch_op.drop_index('uq_credits_gathering', sqlite_where=sa.text('withdrawn_at IS NULL AND gathering_id IS NOT NULL'), postgresql_where=sa.text('withdrawn_at IS NULL AND gathering_id IS NOT NULL'))
        batch_op.drop_index('uq_credits_by_hand', sqlite_where=sa.text('withdrawn_at IS NULL AND gathering_id IS NULL'), postgresql_where=sa.text('withdrawn_at IS NULL AND gathering_id IS NULL'))
        batch_op.drop_index(batch_op.f('ix_credits_person_id'))
        batch_op.drop_index(batch_op.f('ix_credits_gathering_id'))

    op.drop_table('credits')
    with op.batch_alter_table('signatures', schema=None) as batch_op:
        batch_op.drop_index('uq_signatures_standing', sqlite_where=sa.text('withdrawn_at IS NULL'), postgresql_where=sa.text('withdrawn_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_signatures_person_id'))

    op.drop_table('signatures')
    with op.batch_alter_table('gatherings', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_gatherings_unit_id'))
        batch_op.drop_index(batch_op.f('ix_gatherings_town_id'))
        batch_op.drop_index(batch_op.f('ix_gatherings_status'))
        batch_op.drop_index(batch_op.f('ix_gatherings_starts_at'))
        batch_op.drop_index(batch_op.f('ix_gatherings_leader_id'))

    op.drop_table('gatherings')
    with op.batch_alter_table('exemptions', schema=None) as batch_op:
        batch_op.drop_index('uq_exemptions_standing', sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_exemptions_person_id'))

    op.drop_table('exemptions')
    with op.batch_alter_table('meetings', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_meetings_co_led_by_people'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_meetings_co_led_by'))
        batch_op.drop_column('co_led_by')

    with op.batch_alter_table('setting_changes', schema=None) as batch_op:
        batch_op.drop_index('ix_setting_changes_unit_key')

    op.drop_table('setting_changes')
