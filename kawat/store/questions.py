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

COMMITMENTS = """
SELECT * FROM commitment
WHERE ($kind IS NULL OR kind = $kind)
AND is_among($holder, holder, holder_names, holder_countries)
AND is_among($addressee, addressee, addressee_names, addressee_countries)
AND ($publisher IS NULL OR publisher = $publisher)
AND ($since IS NULL OR published_on >= $since::DATE) AND ($until IS NULL OR published_on <= $until::DATE)
ORDER BY published_at, article, start_char, id LIMIT $limit
"""
