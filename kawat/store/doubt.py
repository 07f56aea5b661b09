"""What a reviewer should look at first, as SQL over the views: data by doubt and weight, none that she has judged.

Doubt is nearness of the score to an even chance; what has no score is in doubt by half. Weight: commitments and acts of
conflict count double, quotations half, and what many articles of a story repeat more than what one tells.
"""

from __future__ import annotations

from typing import Literal, get_args

Kind = Literal["event", "commitment", "quotation", "posting"]
KINDS: tuple[Kind, ...] = get_args(Kind)

_TOLD: dict[Kind, str] = {
    "event": """
    SELECT 'event' AS kind, id, article, publisher, published_at, published_on, type AS what, status,
        actor_names AS from_names, recipient_names AS to_names, score, start_char, end_char, text,
        CASE WHEN quad LIKE '%conflict' THEN 2 ELSE 1 END AS weight FROM event""",
    "commitment": """
    SELECT 'commitment' AS kind, id, article, publisher, published_at, published_on, kind AS what,
        NULL::VARCHAR AS status, holder_names AS from_names, addressee_names AS to_names, score, start_char, end_char,
        text, 2 AS weight FROM commitment""",
    "quotation": """
    SELECT 'quotation' AS kind, id, article, publisher, published_at, published_on, mode AS what,
        NULL::VARCHAR AS status, [speaker_name] AS from_names, addressees AS to_names, score, start_char, end_char,
        text, 0.5 AS weight FROM quotation""",
    "posting": """
    SELECT 'posting' AS kind, p.id, p.article, a.publisher, a.published_at, a.published_on, p.step AS what,
        l.state AS status, l.holder_names AS from_names, l.addressee_names AS to_names, NULL::DOUBLE AS score,
        p.start_char, p.end_char, p.text, 2 AS weight
    FROM posting AS p JOIN ledger AS l ON l.id = p.thread JOIN article AS a ON a.id = p.article WHERE p.suggested""",
}
_RETOLD = {
    False: "SELECT *, 1 AS retold FROM chosen",
    True: "SELECT c.*, coalesce(s.articles, 1) AS retold FROM chosen AS c "
    "LEFT JOIN story_member AS m ON m.article = c.article LEFT JOIN story AS s ON s.id = m.story",
}
_QUEUE = """
WITH judged AS (
    SELECT unnest(subjects) AS subject FROM decision
    WHERE stands AND ($by IS NULL OR "by" = $by) AND verdict IN ('accept', 'reject', 'correct', 'confirm', 'refuse')
), told AS (
    {told}
), chosen AS (
    SELECT * FROM told
    WHERE ($kind IS NULL OR kind = $kind) AND id NOT IN (FROM judged)
    AND ($publisher IS NULL OR publisher = $publisher)
    AND ($since IS NULL OR published_on >= $since::DATE) AND ($until IS NULL OR published_on <= $until::DATE)
), weighed AS (
    {retold}
), queue AS (
    SELECT * EXCLUDE (weight, retold),
        round(coalesce(1 - abs(2 * score - 1), 0.5) * weight * (1 + ln(retold)), 4) AS urgency
    FROM weighed ORDER BY urgency DESC, published_at DESC, article, start_char, id LIMIT $limit
), placed AS (
    SELECT q.*, a.text AS article_text, coalesce(
        list_filter(a.sentences, lambda s: s.start_char <= q.start_char AND s.end_char > q.start_char)[1],
        {{'start_char': q.start_char, 'end_char': q.end_char}}) AS around
    FROM queue AS q JOIN article AS a ON a.id = q.article{late}
)
SELECT * EXCLUDE (article_text, around),
    substr(article_text, around.start_char + 1, q.start_char - around.start_char) AS before,
    substr(article_text, q.end_char + 1, greatest(0, around.end_char - q.end_char)) AS after
FROM placed AS q ORDER BY urgency DESC, published_at DESC, article, start_char, id
"""

RELIABILITY = """
WITH judged AS (
    SELECT unnest(subjects) AS id, verdict = 'accept' AS found_right FROM decision
    WHERE stands AND verdict IN ('accept', 'reject', 'correct')
), told AS (
    SELECT 'quotation' AS kind, id, score FROM newest_quotation
    UNION ALL SELECT 'event' AS kind, id, score FROM newest_event
    UNION ALL SELECT 'commitment' AS kind, id, score FROM newest_commitment
)
SELECT kind AS "table", least(floor(score * 10), 9) / 10 AS from_score, count(*) AS data,
    round(avg(score), 3) AS score, round(avg(found_right::INTEGER), 3) AS found_right
FROM judged JOIN told USING (id) WHERE score IS NOT NULL GROUP BY ALL ORDER BY ALL
"""
"""What reviewers found right, by the score that was given; rejected data are looked for below the views."""


def queue(*, linked: bool, since: bool) -> str:
    """The question; postings and stories count where the record is `linked`. `since`: from a day on.

    The day is looked for as the files have it too, so that what is older is passed over unread.
    """
    late = " AND published_at >= $since" if since else ""
    told = [f"{sql} WHERE true{late}" for kind, sql in _TOLD.items() if kind != "posting"]
    if linked:
        told.append(_TOLD["posting"])
    return _QUEUE.format(
        told="\n    UNION ALL BY NAME".join(told), retold=_RETOLD[linked], late=late and " AND a.published_at >= $since"
    )
