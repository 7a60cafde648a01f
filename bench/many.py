"""A site with very many comments, written by the database itself: for measuring what lists cost.

``python -m bench.many 1000000`` inside a scratch site. Of 1,000 comments 30 are held, 80 spam, 40
removed, and 30 of the published are reported; they stand on 200 articles in ten topics.
"""

import sys

PAGES, TOPICS, AUTHORS, BATCH = 200, 10, 5, 200_000
#: Every comment says “treaty”, one in 500 “w7”, and one alone “n1234”.
TEXT = (
    "'I have read about the treaty twice now, and the second time I saw what I had missed: w' "
    "|| (i % 500 * 7919 % 500) || ' is not the cause but the occasion. Is there a source for n' || i "
    "|| ' in the third section?'"
)
STATUS = (
    "CASE WHEN i % 1000 < 30 THEN 'held' WHEN i % 1000 < 110 THEN 'spam' "
    "WHEN i % 1000 < 150 THEN 'removed' ELSE 'published' END"
)


def make_pages() -> list[int]:
    """The articles, with their topics and authors."""
    from articles.models import ArticleAuthor, Author
    from home.models import HomePage
    from tests import factories

    home = HomePage.objects.get()
    topics = [factories.topic(home, title=f"Topic {number}") for number in range(TOPICS)]
    authors = [
        Author.objects.create(name=f"Author {number}", slug=f"author-{number}")
        for number in range(AUTHORS)
    ]
    pages = []
    for number in range(PAGES):
        page = factories.article(topics[number % TOPICS], title=f"Why number {number}?")
        ArticleAuthor.objects.create(page=page, author=authors[number % AUTHORS])
        pages.append(page.pk)
    return pages


def plant(count: int, held_only: bool = False) -> None:
    """So many comments. ``held_only`` has all of them wait."""
    from django.contrib.contenttypes.models import ContentType
    from django.db import connection

    from articles.models import ArticlePage
    from comments.models import Discussion

    pages = make_pages()
    Discussion.objects.bulk_create(Discussion(page_id=pk) for pk in pages)
    kind = ContentType.objects.get_for_model(ArticlePage).pk
    sqlite = connection.vendor == "sqlite"
    padded = (
        (lambda n: f"printf('%010d', {n})") if sqlite else (lambda n: f"lpad(({n})::text, 10, '0')")
    )
    moment = (
        "datetime('2024-01-01', '+' || (i * 60) || ' seconds')"
        if sqlite
        else "timestamptz '2024-01-01 00:00:00+00' + i * interval '60 seconds'"
    )
    true, false = ("1", "0") if sqlite else ("true", "false")
    ip = "'10.' || (i * 31 % 200) || '.' || (i * 17 % 100) || '.' || (i % 250)"
    ip = ip if sqlite else f"({ip})::inet"
    network = "'10.' || (i * 31 % 200) || '.' || (i * 17 % 100) || '.0/24'"
    status = "'held'" if held_only else STATUS
    root = "i - i % 3"
    path = f"CASE WHEN i % 3 = 0 THEN {padded('i')} ELSE {padded(root)} || {padded('i')} END"
    assert pages == list(range(pages[0], pages[0] + PAGES))
    page = f"{pages[0]} + ({root}) * 37 % {PAGES}"
    readers = max(20, count // 20)
    statements = [
        f"""INSERT INTO django_comments (id, content_type_id, object_pk, site_id, user_name,
            user_email, user_url, comment, submit_date, ip_address, is_public, is_removed)
            SELECT i, {kind}, 'x', 1, 'Reader ' || (i * 13 % {readers}), 'r' || (i * 13 % {readers})
            || '@example.org', '', {TEXT}, {moment}, {ip}, {true}, {false} FROM numbers""",
        f"""INSERT INTO django_comments_xtd_xtdcomment (comment_ptr_id, thread_id, parent_id, level,
            "order", followup, nested_count)
            SELECT i, {root}, {root}, CASE WHEN i % 3 = 0 THEN 0 ELSE 1 END, 1, {false}, 0
            FROM numbers""",
        f"""INSERT INTO comments_readercomment (xtdcomment_ptr_id, page_id, status, path, ordinal,
            replies, useful, commenter_id, verified, html, posted_at, by_author, withdrawn, note_to_author,
            token_hash, original, closed, reported_at, network, user_agent, fingerprint, version, spam_score,
            in_reply_to_id)
            SELECT i, {page}, {status}, {path}, i % 3, 0, 0, 1 + i * 13 % {readers}, {false},
            '<p>' || {TEXT} || '</p>', {moment}, {false}, {false}, '', '', '', {false},
            CASE WHEN i % 1000 BETWEEN 500 AND 529 THEN {moment} END, {network}, '', '', 0, i % 100 / 100.0,
            CASE WHEN i % 3 = 0 THEN NULL ELSE {root} END FROM numbers""",
        """INSERT INTO comments_finding (comment_id, rule, effect, message)
            SELECT i, CASE WHEN i % 10 = 3 THEN 'links' WHEN i % 50 = 7 THEN 'words' ELSE 'first' END,
            'hold', 'Nothing from this address has been published yet.' FROM numbers
            WHERE i % 1000 < 110 OR i % 5 = 0""",
        f"""INSERT INTO comments_report (comment_id, reason, message, network_hash, reported_at, outcome)
            SELECT i, 'abuse', 'Look at this', 'n' || i, {moment}, 'open' FROM numbers
            WHERE i % 1000 BETWEEN 500 AND 529""",
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH RECURSIVE numbers(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers
            WHERE i < {readers}) INSERT INTO comments_commenter (id, email, first_seen_at, standing)
            SELECT i, 'r' || (i - 1) || '@example.org', {moment}, '' FROM numbers"""
        )
        # Each thread within one batch: a number that three divides begins one.
        for start in range(3, count + 3, BATCH // 3 * 3):
            last = min(start + BATCH // 3 * 3, count + 3) - 1
            for statement in statements:
                head, select, rest = statement.partition("SELECT")
                cursor.execute(
                    f"""{head} WITH RECURSIVE numbers(i) AS (SELECT {start} UNION ALL
                    SELECT i + 1 FROM numbers WHERE i < {last}) {select}{rest}"""
                )
        if not sqlite:
            for table in ("django_comments", "comments_commenter"):
                cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), "
                    f"(SELECT max(id) FROM {table}))"
                )
            cursor.execute("VACUUM ANALYZE")  # as its own housekeeping does after a while


if __name__ == "__main__":
    import django

    django.setup()
    plant(int(sys.argv[1]))
