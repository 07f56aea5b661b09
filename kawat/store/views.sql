-- What people ask: one row for each datum of the newest reading of each article, with the words that prove it.
-- `stored_...` are the segments without the readings that a newer one stands before.

CREATE MACRO day(value) AS try_cast(left(value, 10) AS DATE);
-- the words of a value in small letters, each with a blank on both sides; lines stay apart
CREATE MACRO words_in(value) AS ' ' || trim(regexp_replace(lower(value), '[^\p{L}\p{N}\n]+', ' ', 'g'), ' ') || ' ';
-- whether all words of `wanted` (one at least) follow each other in a name; most names fail on the first, which costs
-- little to see
CREATE MACRO has_words(name, wanted) AS
    trim(words_in(wanted)) <> '' AND contains(lower(name), split_part(words_in(wanted), ' ', 2))
    AND contains(words_in(name), words_in(wanted));
CREATE MACRO is_named(name, wanted) AS wanted IS NULL OR has_words(name, wanted);
-- an actor: its country (PRK), its id, or words of its name
CREATE MACRO is_among(wanted, ids, names, countries) AS
    wanted IS NULL OR list_contains(countries, wanted) OR list_contains(ids, wanted)
    OR has_words(array_to_string(names, ' ' || chr(10) || ' '), wanted);
-- the same where `wanted` is known to be a country
CREATE MACRO is_country_among(wanted, ids, names, countries) AS list_contains(countries, wanted);
-- a side of an act told by several outlets: countries, else names in small letters
CREATE MACRO is_named_among(wanted, sides) AS
    wanted IS NULL OR list_contains(sides, wanted) OR has_words(array_to_string(sides, ' ' || chr(10) || ' '), wanted);

CREATE VIEW article AS
SELECT id, url, publisher, language, title, byline, published_at, day(published_at) AS published_on, published_from,
    list_transform(wire, lambda one: one.agency) AS wire, zones, sentences, text, text_sha256, engine
FROM stored_article AS s;

-- `counted_days` has the words of each day with an outlet's articles, so that a million are not read as dates one by one
CREATE VIEW coverage AS
SELECT publisher, day(told) AS day, sum(articles)::BIGINT AS articles
FROM counted_days WHERE day(told) IS NOT NULL GROUP BY ALL;

CREATE VIEW actor AS
SELECT id, article, url, publisher, published_at, day(published_at) AS published_on, name, kind, country, sector, role,
    office, len(mentions) AS mentions, mentions[1].span.start_char AS start_char, mentions[1].span.end_char AS end_char,
    mentions[1].span.text AS text, rule, engine
FROM stored_actor AS s;

CREATE VIEW timex AS
SELECT id, article, url, publisher, published_at, day(published_at) AS published_on, type, value,
    day(earliest) AS earliest, day(latest) AS latest, span.start_char AS start_char, span.end_char AS end_char,
    span.text AS text, rule, engine
FROM stored_timex AS s;

CREATE VIEW quotation AS
SELECT id, article, url, publisher, published_at, day(published_at) AS published_on, mode, speaker, speaker_name,
    speaker_country, speaker_role, cue.text AS cue, source.text AS source, addressees, score,
    content[1].start_char AS start_char, content[-1].end_char AS end_char, coalesce(text, content[1].text) AS text, rule,
    engine
FROM stored_quotation AS s;

CREATE VIEW event AS
SELECT id, article, url, publisher, published_at, day(published_at) AS published_on, type, mode, contexts, quad,
    intensity, list_transform(actors, lambda one: one.actor) AS actors, actor_names, actor_countries,
    list_transform(recipients, lambda one: one.actor) AS recipients, recipient_names, recipient_countries,
    s."date".value AS date, day(s."date".earliest) AS earliest, day(s."date".latest) AS latest,
    place.name AS place, place.country AS country, place.latitude AS latitude, place.longitude AS longitude,
    place."precision" AS "precision", status, outcome, ordinal, quotation, score, "trigger".start_char AS start_char,
    "trigger".end_char AS end_char, "trigger".text AS text, rule, engine
FROM stored_event AS s;

CREATE VIEW commitment AS
SELECT id, article, url, publisher, published_at, day(published_at) AS published_on, kind, holder, holder_names,
    holder_countries, addressee, addressee_names, addressee_countries, condition.polarity AS polarity,
    condition.span.text AS condition, deadline, made, quotation, event, score, content.start_char AS start_char,
    content.end_char AS end_char, content.text AS text, rule, engine
FROM stored_commitment AS s;

-- Who acted on whom, by country: one row for each pair of countries in an event. `stored_dyad` has it sorted, so that
-- one pair is a stretch of rows; `event_apart` are the events of folders in which that is not told.
CREATE VIEW dyad AS
SELECT actor_country, recipient_country, published_at, day(published_at) AS published_on, day(earliest) AS earliest,
    day(latest) AS latest, type, quad, intensity, status, publisher
FROM (
    FROM stored_dyad
    UNION ALL BY NAME
    SELECT actor_country, recipient_country, published_at, "date".earliest AS earliest, "date".latest AS latest, type,
        quad, intensity, status, publisher
    FROM event_apart, unnest(list_distinct(actor_countries)) AS a(actor_country),
        unnest(list_distinct(recipient_countries)) AS r(recipient_country)
);
