from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kimhub.core.db import engine

ID = "2026-11-22T00:32:11:429806"
VERSION = "1.38.0"
DESCRIPTION = "Indexes of a whole forum"

INDEXES = {
    "topic_label": "topic (board, label, last_post_at, id)"
    " WHERE label <> '' AND pinned_at IS NULL AND hidden_at IS NULL",
    "topic_follow_of": "topic_follow (topic, level)",
    "board_follow_of": "board_follow (board, level)",
    "read_span_of": 'read_span ("user", topic)',
    "pending_queue": "pending_post (board, created_at) WHERE decided_at IS NULL",
    "pending_due": "pending_post (due_at) WHERE decided_at IS NULL AND due_at IS NOT NULL",
    "attachment_loose": "attachment (created_at) WHERE post IS NULL AND pending IS NULL",
    "report_queue": "post_report (board, created_at) WHERE decided_at IS NULL",
    "act_log": "moderation_act (board, id)",
    "poll_open": "poll (topic) WHERE closed_at IS NULL",
}
UNIQUE = {
    "topic_follow_pair": 'topic_follow ("user", topic)',
    "board_follow_pair": 'board_follow ("user", board)',
    "post_thanks_pair": 'post_thanks (post, "user")',
    "topic_confirmation_pair": 'topic_confirmation (topic, "user")',
    "poll_option_number": "poll_option (poll, number)",
    "poll_ballot_pair": 'poll_ballot (poll, "user")',
    "decision_voice_pair": 'decision_voice (decision, "user")',
    "draft_place": 'draft ("user", place)',
    "report_open": 'post_report (post, "user") WHERE decided_at IS NULL',
}


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="forum", description=DESCRIPTION)

    async def run():
        for name, what in INDEXES.items():
            await engine().fetch(f"CREATE INDEX {name} ON {what}")
        for name, what in UNIQUE.items():
            await engine().fetch(f"CREATE UNIQUE INDEX {name} ON {what}")

    async def run_backwards():
        for name in [*UNIQUE, *INDEXES]:
            await engine().fetch(f"DROP INDEX {name}")

    manager.add_raw(run)
    manager.add_raw_backwards(run_backwards)

    return manager
