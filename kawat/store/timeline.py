"""Two actors in order of time, as SQL over the views: acts, each told once, and what was told of their commitments.

What linking found is used as far as it is published: the tellings of an act are one row where acts were found, copies
of a commitment one row where the ledger was made. Without, each telling is a row of its own. An act is shown by the
telling that dates it best, so that the words of a row prove its date.
"""

from __future__ import annotations

from collections.abc import Collection

_BETWEEN = """(is_among($one, {doers}) AND is_among($other, {others})
        OR is_among($other, {doers}) AND is_among($one, {others})
        OR $one <> $other AND is_among($one, {doers}) AND is_among($other, {doers}))"""
_ACT_BETWEEN = _BETWEEN.format(
    doers="actors, actor_names, actor_countries", others="recipients, recipient_names, recipient_countries"
)
_BOUND_BETWEEN = _BETWEEN.format(
    doers="holder, holder_names, holder_countries", others="addressee, addressee_names, addressee_countries"
)

_ACTS = {
    False: "e.article || ' ' || e.id AS act, NULL::VARCHAR AS linked, 0 AS position, 1 AS mentions, 1 AS outlets, "
    "NULL::INTEGER AS independent_sources FROM ours AS e",
    True: "coalesce(m.cluster, e.article || ' ' || e.id) AS act, m.cluster AS linked, m.position, "
    "coalesce(k.mentions, 1) AS mentions, coalesce(k.outlets, 1) AS outlets, k.independent_sources "
    "FROM ours AS e LEFT JOIN cluster_member AS m ON m.event = e.id AND m.article = e.article "
    "LEFT JOIN cluster AS k ON k.id = m.cluster",
}
_STEPS = {
    False: "NULL::VARCHAR AS step, NULL::VARCHAR AS state, NULL::BOOLEAN AS suggested, NULL::VARCHAR AS linked, "
    "NULL::DATE AS on_day, c.made AS said, 1 AS mentions, 1 AS outlets, NULL::INTEGER AS independent_sources "
    "FROM bound AS c",
    True: "p.step, l.state, l.suggested, p.thread AS linked, p.on_day, "
    "CASE WHEN p.set_by IS DISTINCT FROM 'date' THEN c.made END AS said, coalesce(p.articles, 1) AS mentions, "
    "coalesce(p.outlets, 1) AS outlets, CASE WHEN p.id IS NOT NULL THEN 1 END AS independent_sources "
    "FROM bound AS c LEFT JOIN posting AS p ON p.fact = c.id AND p.article = c.article AND p.fact_kind = 'commitment' "
    "LEFT JOIN ledger AS l ON l.id = p.thread "
    "LEFT JOIN thread_member AS m ON m.commitment = c.id AND m.article = c.article "
    "WHERE p.id IS NOT NULL OR m.thread IS NULL",
}
"""Postings of commitments, one for each source of its own; and commitments that came in after the last linking."""

_TIMELINE = """
WITH ours AS (
    SELECT * FROM event WHERE {act_between}
), telling AS (
    SELECT e.*, {acts}
), bound AS (
    SELECT * FROM commitment WHERE {bound_between}
), posted AS (
    SELECT c.*, {steps}
), dated AS (
    SELECT p.*, t.earliest, t.latest
    FROM posted AS p LEFT JOIN timex AS t ON t.article = p.article AND t.value = p.said
    QUALIFY row_number() OVER (PARTITION BY p.article, p.id, p.linked, p.step ORDER BY t.earliest, t.latest) = 1
), told AS (
    SELECT id, 'event' AS what, type AS kind, NULL::VARCHAR AS step, status, NULL::BOOLEAN AS suggested,
        date AS said, coalesce(earliest, latest, published_on) AS begins, coalesce(latest, published_on) AS ends,
        actor_names AS from_names, actor_countries AS from_countries, recipient_names AS to_names,
        recipient_countries AS to_countries, ordinal, outcome, NULL::VARCHAR AS condition, NULL::VARCHAR AS deadline,
        linked, NULL::VARCHAR AS event, mentions, outlets, independent_sources, score, article, url, publisher,
        published_at, start_char, end_char, text, rule, engine
    FROM telling WHERE {fresh}
    QUALIFY row_number() OVER (
        PARTITION BY act
        ORDER BY date IS NULL, latest - earliest NULLS LAST, position, published_at, article, start_char, id
    ) = 1
    UNION ALL BY NAME
    SELECT id, 'commitment' AS what, kind, step, state AS status, suggested, said,
        coalesce(earliest, latest, on_day, published_on) AS begins, coalesce(latest, on_day, published_on) AS ends,
        holder_names AS from_names, holder_countries AS from_countries, addressee_names AS to_names,
        addressee_countries AS to_countries, NULL::BIGINT AS ordinal, NULL::VARCHAR AS outcome, condition, deadline,
        linked, event, mentions, outlets, independent_sources, score, article, url, publisher, published_at, start_char,
        end_char, text, rule, engine
    FROM dated WHERE {fresh}
)
SELECT id, what, kind, step, status, suggested, coalesce(said, strftime(begins, '%Y-%m-%d')) AS date,
    said IS NOT NULL OR step IS NOT DISTINCT FROM 'lapsed' AS dated, from_names, from_countries, to_names, to_countries,
    ordinal, outcome, condition, deadline, linked, event, mentions, outlets, independent_sources, score, article, url,
    publisher, published_at, start_char, end_char, text, rule, engine
FROM told
WHERE ($since IS NULL OR ends >= $since::DATE) AND ($until IS NULL OR begins <= $until::DATE)
ORDER BY begins, ends, published_at, article, start_char, id, linked, step LIMIT $limit
"""
_FRESH = "($fresh IS NULL OR article IN (SELECT unnest($fresh::VARCHAR[])))"


def timeline(published: Collection[str]) -> str:
    """The question for a record in which tables of these names are published.

    Its values are one, other, since, until (ISO days), fresh (ids of articles) and limit; all but two may be null.
    """
    acts = {"cluster", "cluster_member"} <= set(published)
    booked = {"ledger", "posting", "thread_member"} <= set(published)
    return _TIMELINE.format(
        act_between=_ACT_BETWEEN, acts=_ACTS[acts], bound_between=_BOUND_BETWEEN, steps=_STEPS[booked], fresh=_FRESH
    )
