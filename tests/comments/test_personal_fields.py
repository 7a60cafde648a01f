"""Every stored field is exported, or known to say nothing about a person."""

import pytest

from comments.models import Commenter, Decision, Finding, Follow, Mail, ReaderComment, Report
from comments.personal_data import exporting

#: What says nothing about a person, or only what the export says already.
IMPERSONAL = {
    ReaderComment: {
        # Where it stands.
        "id", "comment_ptr", "xtdcomment_ptr", "content_type", "object_pk", "site", "page",
        "thread_id", "parent_id", "level", "order", "path", "ordinal", "replies", "nested_count",
        "version", "followup", "expired_at",
        # Follows from the words, the status or the time.
        "html", "fingerprint", "is_public", "is_removed", "submit_date",
        # Random keys of the form and of the link to one's own comment.
        "nonce", "token_hash",
        # Exported by itself.
        "commenter",
    },
    Commenter: {"id"},
    Finding: {"id", "comment"},
    # Other people's, and the insides of undoing; ``details`` is exported in part by hand.
    Decision: {
        "id", "page", "commenter", "moderator", "moderator_name", "details", "job", "undoes",
    },
    Follow: {"id", "commenter", "page"},
    Mail: {
        "id", "commenter", "moderator", "follow", "claim", "claimed_at", "handed_at", "crashes",
        "seed", "token_hash", "network_hash",
    },
    Report: {"id", "comment", "message", "network_hash"},
}  # fmt: skip
EXPORTED = {
    ReaderComment: exporting.COMMENT,
    Commenter: exporting.COMMENTER,
    Finding: exporting.FINDING,
    Decision: exporting.DECISION,
    Follow: exporting.FOLLOW,
    Mail: exporting.MAIL,
    Report: exporting.REPORT,
}


@pytest.mark.parametrize("model", IMPERSONAL, ids=lambda model: model.__name__)
def test_whoever_adds_a_field_says_whether_it_is_personal(model):
    exported = {name.removesuffix("_id") for name in EXPORTED[model].values()} - {"pk"}
    fields = {field.name for field in model._meta.concrete_fields}
    known = exported | IMPERSONAL[model]
    # Names of the parents' tables differ by version; they hold nothing.
    assert {name for name in fields - known if not name.endswith("_ptr")} == set()
    assert exported & IMPERSONAL[model] - {"thread"} == set()
