"""The questions that a record answers, as SQL over the views; a value that is null asks for nothing.

`$limit` is how many rows are wanted. Rows come in an order that does not depend on when they came in: by publication
date, article and place in its text.
"""

ARTICLES = """
SELECT * FROM article
WHERE ($publisher IS NULL OR publisher = $publisher) AND ($language IS NULL OR language = $language)
AND ($since IS NULL OR published_on >= $since::DATE) AND ($until IS NULL OR published_on <= $until::DATE)
ORDER BY published_at, id LIMIT $limit
"""

ACTORS = """
SELECT * FROM actor
WHERE ($name IS NULL OR country = $name OR id = $name OR is_named(name, $name)) AND ($kind IS NULL OR kind = $kind)
AND ($since IS NULL OR published_on >= $since::DATE) AND ($until IS NULL OR published_on <= $until::DATE)
ORDER BY published_at, article, start_char, id LIMIT $limit
"""

NAMESAKES = """
SELECT * FROM actor
WHERE lower(name) IN (SELECT lower(name) FROM actor WHERE list_contains($ids::VARCHAR[], id))
AND ($kind IS NULL OR kind = $kind)
AND ($since IS NULL OR published_on >= $since::DATE) AND ($until IS NULL OR published_on <= $until::DATE)
ORDER BY published_at, article, start_char, id LIMIT $limit
"""
"""The actors that have the name of one of these, in small or capital letters."""

TIMEXES = """
SELECT * FROM timex
WHERE ($type IS NULL OR type = $type)
AND ($since IS NULL OR latest >= $since::DATE) AND ($until IS NULL OR earliest <= $until::DATE)
ORDER BY published_at, article, start_char, id LIMIT $limit
"""

QUOTATIONS = """
SELECT * FROM quotation
WHERE ($speaker IS NULL OR speaker_country = $speaker OR speaker = $speaker OR is_named(speaker_name, $speaker))
AND ($mode IS NULL OR mode = $mode) AND ($publisher IS NULL OR publisher = $publisher)
AND ($since IS NULL OR published_on >= $since::DATE) AND ($until IS NULL OR published_on <= $until::DATE)
AND ($language IS NULL OR article IN (SELECT id FROM article WHERE language = $language))
ORDER BY published_at, article, start_char, id LIMIT $limit
"""

EVENTS = """
SELECT * FROM event
WHERE ($type IS NULL OR type = upper($type)) AND ($status IS NULL OR status = $status)
AND is_among($actor, actors, actor_names, actor_countries)
AND is_among($recipient, recipients, recipient_names, recipient_countries)
AND ($publisher IS NULL OR publisher = $publisher)
AND ($since IS NULL OR coalesce(latest, published_on) >= $since::DATE)
AND ($until IS NULL OR coalesce(earliest, published_on) <= $until::DATE)
AND ($language IS NULL OR article IN (SELECT id FROM article WHERE language = $language))
AND ($country IS NULL OR country = $country)
ORDER BY published_at, article, start_char, id LIMIT $limit
"""

EVENT_DAYS = """
SELECT min(published_at), max(published_at), count(*) - count(published_at) FROM (
    SELECT published_at FROM dyad
    WHERE actor_country = $actor AND recipient_country = $recipient
    AND ($type IS NULL OR type = upper($type)) AND ($status IS NULL OR status = $status)
    AND ($publisher IS NULL OR publisher = $publisher)
    AND ($since IS NULL OR coalesce(latest, published_on) >= $since::DATE)
    AND ($until IS NULL OR coalesce(earliest, published_on) <= $until::DATE)
    ORDER BY published_at LIMIT $limit
)
"""
"""First and last day of the articles that tell the first of the EVENTS between two countries, found in what is sorted;
and how many of these articles have no day."""

OF_EVENT_DAYS = ("actor", "recipient", "type", "status", "publisher", "since", "until", "limit")
"""What EVENT_DAYS can be narrowed by."""

COMMITMENTS = """
SELECT * FROM commitment
WHERE ($kind IS NULL OR kind = $kind)
AND is_among($holder, holder, holder_names, holder_countries)
AND is_among($addressee, addressee, addressee_names, addressee_countries)
AND ($publisher IS NULL OR publisher = $publisher)
AND ($since IS NULL OR published_on >= $since::DATE) AND ($until IS NULL OR published_on <= $until::DATE)
AND ($language IS NULL OR article IN (SELECT id FROM article WHERE language = $language))
ORDER BY published_at, article, start_char, id LIMIT $limit
"""

STORIES = """
SELECT s.id, s.lead AS article, s.title, s.agency, s.first_at, s.last_at, s.articles, s.outlets, s.independent_sources,
    m.members, m.publishers, m.relations, m.similarities, 0 AS start_char, length(s.title) AS end_char, s.title AS text
FROM story AS s JOIN (
    SELECT story, list(article ORDER BY published_at, article) AS members,
        list(publisher ORDER BY published_at, article) AS publishers,
        list(relation ORDER BY published_at, article) AS relations,
        list(similarity ORDER BY published_at, article) AS similarities
    FROM story_member GROUP BY story) AS m ON m.story = s.id
WHERE ($publisher IS NULL OR list_contains(m.publishers, $publisher))
AND ($agency IS NULL OR lower(s.agency) = lower($agency)) AND s.articles >= coalesce($least, 2)
AND ($since IS NULL OR day(s.last_at) >= $since::DATE) AND ($until IS NULL OR day(s.first_at) <= $until::DATE)
ORDER BY s.first_at, s.id LIMIT $limit
"""

CLUSTERS = """
SELECT c.id, c.type, c.actors, c.recipients, c.earliest, c.latest, c.place, c.country, c.status, c.ordinal, c.mentions,
    c.outlets, c.independent_sources, m.events, m.articles, e.article, e.published_at, e.start_char, e.end_char, e.text,
    e.rule, e.engine
FROM cluster AS c JOIN (
    SELECT cluster, list(event ORDER BY position) AS events, list(article ORDER BY position) AS articles,
        arg_min(event, position) AS event, arg_min(article, position) AS article
    FROM cluster_member GROUP BY cluster) AS m ON m.cluster = c.id
JOIN event AS e ON e.id = m.event AND e.article = m.article
WHERE ($type IS NULL OR c.type = upper($type)) AND ($status IS NULL OR c.status = $status)
AND is_named_among($actor, c.actors) AND is_named_among($recipient, c.recipients)
AND c.outlets >= coalesce($least, 1)
AND ($since IS NULL OR coalesce(day(c.latest), e.published_on) >= $since::DATE)
AND ($until IS NULL OR coalesce(day(c.earliest), e.published_on) <= $until::DATE)
ORDER BY e.published_at, e.article, e.start_char, c.id LIMIT $limit
"""

STORY = """
SELECT m.story AS id, m.article, m.relation, m.similarity, m.own_share, m.publisher, m.published_at, a.url, a.title,
    m.own, 0 AS start_char, length(a.title) AS end_char, a.title AS text
FROM story_member AS m JOIN article AS a ON a.id = m.article
WHERE m.story = $id ORDER BY m.published_at, m.article LIMIT $limit
"""

CLUSTER = """
SELECT m.cluster AS id, e.id AS event, e.article, e.publisher, e.published_at, e.type, e.actor_names, e.recipient_names,
    e.date, e.status, e.score, e.start_char, e.end_char, e.text, e.rule, e.engine
FROM cluster_member AS m JOIN event AS e ON e.id = m.event AND e.article = m.article
WHERE m.cluster = $id ORDER BY m.position LIMIT $limit
"""

LEDGER = """
SELECT l.id, l.kind, l.state, l.suggested, l.holder_names, l.holder_countries, l.addressee_names, l.addressee_countries,
    l.polarity, l.condition, l.made, l.deadline, l.due, l.first_on, l.last_on, l.postings, l.outlets, l.articles,
    l.independent_sources, l.score, l.commitment, l.article, a.url, a.publisher, a.published_at, l.start_char,
    l.end_char, l.text
FROM ledger AS l JOIN article AS a ON a.id = l.article
WHERE ($id IS NULL OR l.id = $id) AND ($kind IS NULL OR l.kind = $kind)
AND ($state IS NULL OR l.state = $state) AND (NOT $open OR l.state IN ('open', 'conditional'))
AND (NOT $overdue OR l.state = 'lapsed')
AND is_among($holder, [], l.holder_names, l.holder_countries)
AND is_among($addressee, [], l.addressee_names, l.addressee_countries)
AND ($since IS NULL OR l.last_on >= $since::DATE) AND ($until IS NULL OR l.first_on <= $until::DATE)
AND ($fresh IS NULL OR l.id IN (SELECT thread FROM posting WHERE article IN (SELECT unnest($fresh::VARCHAR[]))))
ORDER BY l.first_on, l.article, l.start_char, l.id LIMIT $limit
"""

POSTINGS = """
SELECT p.id, p.thread, p.step, p.suggested, p."on", p.on_day, p.seen_on, p.fact, p.fact_kind, p.because, p.set_by,
    p.outlets, p.articles, p.article, a.url, a.publisher, a.published_at, p.start_char, p.end_char, p.text
FROM posting AS p JOIN article AS a ON a.id = p.article
WHERE p.thread = $id ORDER BY p.position LIMIT $limit
"""

_CHOSEN = """
FROM {table} AS d SEMI JOIN (
    SELECT id AS article FROM article
    WHERE ($publisher IS NULL OR publisher = $publisher) AND ($language IS NULL OR language = $language)
    AND ($since IS NULL OR published_on >= $since::DATE) AND ($until IS NULL OR published_on <= $until::DATE)
) AS chosen ON chosen.article = {key}
"""
EXPORT = {
    "article": f"SELECT d.*, length(d.text) AS characters {_CHOSEN.format(table='article', key='d.id')}"
    "ORDER BY published_at, id LIMIT $limit",
    **{
        table: f"SELECT d.* {_CHOSEN.format(table=table, key='d.article')}"
        "ORDER BY published_at, article, start_char, id LIMIT $limit"
        for table in ("actor", "timex", "quotation", "event", "commitment")
    },
}
"""All rows of each table that belong to chosen articles, each table in the order of the articles."""

WITH_ARTICLE = """
SELECT asked.* EXCLUDE (nth_row), article.text AS article_text
FROM (SELECT *, row_number() OVER () AS nth_row FROM ({asked})) AS asked LEFT JOIN article ON article.id = asked.article
ORDER BY asked.nth_row
"""
"""A question whose rows bring the texts of their articles, in its own order."""

DYAD = """
WITH told AS (
    SELECT *, strftime(coalesce(earliest, published_on), '%Y-%m') AS month FROM event
    WHERE status IN ('occurred', 'ongoing')
    AND ((is_among($one, actors, actor_names, actor_countries)
          AND is_among($other, recipients, recipient_names, recipient_countries))
        OR (NOT $directed AND is_among($other, actors, actor_names, actor_countries)
          AND is_among($one, recipients, recipient_names, recipient_countries))
        OR (NOT $directed AND is_among($one, actors, actor_names, actor_countries)
          AND is_among($other, actors, actor_names, actor_countries)))
    AND (earliest IS NULL AND latest IS NULL OR date_trunc('month', earliest) = date_trunc('month', latest))
    AND coalesce(earliest, published_on) IS NOT NULL
    AND ($since IS NULL OR coalesce(latest, published_on) >= $since::DATE)
    AND ($until IS NULL OR coalesce(earliest, published_on) <= $until::DATE)
)
SELECT month, count(*) FILTER (quad = 'verbal cooperation') AS verbal_cooperation,
    count(*) FILTER (quad = 'material cooperation') AS material_cooperation,
    count(*) FILTER (quad = 'verbal conflict') AS verbal_conflict,
    count(*) FILTER (quad = 'material conflict') AS material_conflict, count(*) AS events,
    round(avg(intensity), 3) AS intensity, count(DISTINCT publisher) AS outlets, {share} AS independent_share
FROM told GROUP BY month ORDER BY month LIMIT $limit
"""
"""Acts between two, by month: of the event where it lies in one, of publication where it has no date."""

SHARE = {
    False: "NULL::DOUBLE",
    True: "round(count(DISTINCT article) FILTER (article NOT IN ("
    "SELECT article FROM story_member WHERE relation IN ('relay', 'rewrite')))"
    " / count(DISTINCT article), 3)",
}
"""The share of articles that are no copy of another, where stories were found."""

DYADS = {DYAD.format(share=share): linked for linked, share in SHARE.items()}
"""The forms of DYAD, and whether a form tells shares."""

_COUNTED = """
SELECT month, sum(verbal_cooperation)::BIGINT AS verbal_cooperation,
    sum(material_cooperation)::BIGINT AS material_cooperation, sum(verbal_conflict)::BIGINT AS verbal_conflict,
    sum(material_conflict)::BIGINT AS material_conflict, sum(events)::BIGINT AS events,
    round(sum(intensity) / sum(events), 3) AS intensity, len(list_distinct(flatten(list(publishers)))) AS outlets,
    NULL::DOUBLE AS independent_share
FROM stored_month
WHERE one = $first AND other IS NOT DISTINCT FROM $second AND acts & $wanted <> 0
AND ($since IS NULL OR month >= $since) AND ($until IS NULL OR month <= $until)
GROUP BY month ORDER BY month LIMIT $limit
"""
_WITH_SHARES = """
SELECT told.* REPLACE (round(shared.independent / shared.articles, 3) AS independent_share)
FROM ({told}) AS told LEFT JOIN pair_month AS shared ON shared.month = told.month AND shared.one = $first
    AND shared.other IS NOT DISTINCT FROM $second AND shared.acts = $wanted
ORDER BY told.month
"""
MONTHS = {False: _COUNTED, True: _WITH_SHARES.format(told=_COUNTED)}
"""What DYAD tells of two countries in whole months, from months counted before; `$first` is the lesser code, `$wanted`
the acts that count (kawat.store.months)."""

COVERED = """
SELECT strftime(day, '%Y-%m') AS month, sum(articles)::BIGINT AS articles FROM coverage GROUP BY ALL ORDER BY month
"""

NEWEST_STORIES = """
SELECT id, lead AS article, title, agency, first_at, last_at, articles, outlets, independent_sources
FROM story ORDER BY last_at DESC, id
"""

STORY_OF = """
SELECT m.story AS id, m.article, m.relation, m.similarity, m.own_share, m.publisher, m.published_at, a.title
FROM story_member AS m JOIN article AS a ON a.id = m.article
WHERE m.story IN (SELECT story FROM story_member WHERE article = $article)
ORDER BY m.published_at, m.article LIMIT $limit
"""

NEWEST_ARTICLES = """
SELECT id, publisher, title, published_at FROM article ORDER BY published_at DESC NULLS LAST, id
"""

NEWEST_FROM = """
SELECT id, publisher, title, published_at FROM article WHERE published_at >= $since
ORDER BY published_at DESC, id LIMIT $limit
"""
"""The same where enough articles are known to be of that day or later."""

DAY_OF_NEWEST = """
SELECT day::VARCHAR AS day FROM (
    SELECT day, sum(articles) AS own, sum(sum(articles)) OVER (ORDER BY day DESC) AS reached FROM coverage GROUP BY day
) WHERE reached >= $most AND reached - own < $most LIMIT $limit
"""
"""The day from which on there are `$most` articles; no row where there are not so many with a day."""

BUSIEST = """
SELECT actor_country AS one, recipient_country AS other, count(*) AS events FROM dyad
WHERE actor_country <> recipient_country AND status IN ('occurred', 'ongoing')
GROUP BY ALL ORDER BY events DESC, one, other
"""

BUSIEST_MONTHS = """
SELECT * FROM (
    SELECT one, other, sum(events)::BIGINT AS events FROM stored_month WHERE one <> other AND acts & 1 <> 0 GROUP BY ALL
    UNION ALL
    SELECT other AS one, one AS other, sum(events)::BIGINT AS events FROM stored_month
    WHERE one <> other AND acts & 2 <> 0 GROUP BY ALL
) ORDER BY events DESC, one, other
"""
"""The same from months counted before, without events that lie in no one month."""
