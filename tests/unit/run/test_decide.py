"""What people decide of a record, and what its answers are then."""

import pytest

import kawat
from kawat import api
from kawat.cli import main
from kawat.errors import UsageError
from kawat.knowledge.files import with_added
from kawat.run.decide import agreement, alpha
from kawat.store.decisions import Decision
from tests.tools.small import article, ingest, write


@pytest.fixture
def record(tmp_path):
    ingest(tmp_path / "record", write(tmp_path / "in.jsonl", [article(number) for number in range(6)]))
    return tmp_path / "record"


def rows(record, table, **asked):
    with kawat.open(record, **asked) as held:
        return list(getattr(held, table)())


def decide(record, verdict, *subjects, **told):
    return api.decide(record, verdict, subjects, **{"by": "Sari", **told})


@pytest.mark.parametrize("table", ["events", "quotes", "commitments"])
def test_what_is_rejected_is_in_no_answer_until_it_is_undone(record, table):
    before = rows(record, table)
    made = decide(record, "reject", before[0]["id"])

    assert rows(record, table) == before[1:]
    assert rows(record, table, with_rejected=True) == before
    decide(record, "undo", made.id)
    assert rows(record, table) == before


def test_what_is_corrected_is_shown_as_corrected(record):
    first, *others = rows(record, "events")
    decide(record, "correct", first["id"], value={"type": "ACCUSE", "status": "claimed"})

    assert rows(record, "events") == [{**first, "type": "ACCUSE", "status": "claimed"}, *others]
    with kawat.open(record) as held:
        (answer,) = list(held.sql("SELECT type FROM event WHERE id = '" + first["id"] + "'"))
        assert answer["type"] == "ACCUSE"
        assert first["id"] in [row["id"] for row in list(held.events(type="ACCUSE"))]


def test_an_accepted_datum_stays_as_it_is(record):
    before = rows(record, "events")
    decide(record, "accept", before[0]["id"])

    assert rows(record, "events") == before


def test_a_suppressed_person_is_named_nowhere(record):
    name = "Ratna Wulandari"
    assert any(row["speaker_name"] == name for row in rows(record, "quotes"))
    decide(record, "suppress", name.upper())

    with kawat.open(record) as held:
        for table in ("actor", "quotation", "event", "commitment"):
            for row in list(held.sql(f"SELECT * FROM {table}")):
                told = {key: value for key, value in row.items() if key != "text"}  # an article's words stay
                assert name not in str(told), (table, told)


def test_decisions_hold_for_those_who_had_the_record_open(record):
    with kawat.open(record) as held:
        first = next(iter(held.events()))
        decide(record, "reject", first["id"])
        assert first["id"] not in [row["id"] for row in list(held.events())]


def test_a_rejected_event_counts_in_no_month_of_a_pair(record):
    event = next(row for row in rows(record, "events") if row["actor_countries"] and row["recipient_countries"])
    one, other = event["actor_countries"][0], event["recipient_countries"][0]

    def counted():
        with kawat.open(record) as held:
            return sum(month.events for month in held.dyad(one, other))

    before = counted()
    decide(record, "reject", event["id"])
    assert counted() == before - 1


def test_a_rejected_event_and_a_rejected_promise_are_in_no_time_line(tmp_path):
    text = "Jepang berjanji mengirim bantuan beras ke Fiji sebelum 30 Juni 2023. Jepang mengutuk Fiji pada Kamis (2/3/2023)."
    told = {"id": "a", "outlet": "Satu", "published": "2023-03-02", "language": "id", "text": text}
    record = tmp_path / "record"
    ingest(record, write(tmp_path / "in.jsonl", [told]))

    def shown():
        with kawat.open(record) as held:
            return [row["id"] for row in list(held.timeline("JPN", "FJI"))]

    api.link_record(record)
    before = shown()
    assert len(before) > 1
    for id_ in before:
        decide(record, "reject", id_)
    assert shown() == []
    api.link_record(record)
    assert shown() == []


def test_two_articles_are_one_story_or_not_as_people_say(record):
    decide(record, "join", "n0001", "n0002")
    api.link_record(record)
    with kawat.open(record) as held:
        (story,) = list(held.stories())
        assert story["articles"] == 2

    decide(record, "split", "n0001", "n0002")
    api.link_record(record)
    with kawat.open(record) as held:
        assert list(held.stories()) == []


def test_two_events_are_one_act_or_not_as_people_say(record):
    one, other = (row["id"] for row in rows(record, "events")[:2])

    def acts():
        with kawat.open(record) as held:
            told = list(held.sql(f"SELECT cluster FROM cluster_member WHERE event IN ('{one}', '{other}')"))
            return len({row["cluster"] for row in told})

    api.link_record(record)
    assert acts() == 2
    decide(record, "join", one, other)
    api.link_record(record)
    assert acts() == 1
    decide(record, "split", one, other)
    api.link_record(record)
    assert acts() == 2


@pytest.mark.parametrize(
    ("verdict", "state", "suggested"), [("confirm", "fulfilled", False), ("refuse", "open", False)]
)
def test_a_suggested_end_holds_when_a_person_says_so(tmp_path, verdict, state, suggested):
    told = [
        (
            "a",
            "2023-03-02",
            "Jepang berjanji mengirim bantuan beras ke Fiji. Janji itu diucapkan di Suva, Kamis (2/3/2023).",
        ),
        ("c", "2023-05-20", "Jepang mengirim bantuan beras ke Fiji pada Sabtu (20/5/2023)."),
    ]
    articles = [
        {"id": name, "outlet": name, "published": day, "language": "id", "text": text} for name, day, text in told
    ]
    record = tmp_path / "record"
    ingest(record, write(tmp_path / "in.jsonl", articles))
    api.link_record(record)

    def ledger():
        with kawat.open(record) as held:
            return [(row["state"], row["suggested"]) for row in list(held.ledger())]

    assert ledger() == [("fulfilled", True)]
    with kawat.open(record) as held:
        (posting,) = list(held.sql("SELECT id FROM posting WHERE step = 'fulfilled'"))
    decide(record, verdict, posting["id"])
    api.link_record(record)

    assert ledger() == [(state, suggested)]


def test_decisions_outlive_another_engines_reading(record, tmp_path):
    first = rows(record, "events")[0]
    decide(record, "reject", first["id"])
    added = tmp_path / "added" / "id"
    added.mkdir(parents=True)
    (added / "countries.tsv").write_text("code\tnames\tdemonyms\tseats\tsource\nNRV\tNarvia\t\tOrmund\tmade up\n")
    again = ingest(record, tmp_path / "in.jsonl", knowledge=with_added([tmp_path / "added"]))

    assert again == {"reread": 6}
    assert first["id"] not in [row["id"] for row in rows(record, "events")]


@pytest.mark.parametrize(
    ("verdict", "subjects", "told", "words"),
    [
        ("reject", ["e-0000000000"], {}, "nothing of id"),
        ("reject", ["../../etc/passwd"], {}, "nothing of id"),
        ("join", ["n0001"], {}, "2 different ids"),
        ("join", ["n0001", "n0001"], {}, "2 different ids"),
        ("correct", ["EVENT"], {}, "which fields"),
        ("accept", ["EVENT"], {"value": {"type": "ACCUSE"}}, "no other verdict"),
        ("correct", ["EVENT"], {"value": {"id": "e-1"}}, "no field 'id'"),
        ("correct", ["EVENT"], {"value": {"type": "SHOUT"}}, "cannot be 'SHOUT'"),
        ("join", ["n0001", "EVENT"], {}, "different kinds"),
        ("confirm", ["EVENT"], {}, "nothing of id"),
        ("suppress", ["Nobody Known"], {}, "nothing of id"),
        ("undo", ["d-0000000000"], {}, "nothing of id"),
        ("accept", ["EVENT"], {"by": "  "}, "--by"),
        ("accept", ["EVENT"], {"by": "x" * 201}, "name has 201"),
        ("accept", ["EVENT"], {"note": "x" * 4001}, "note has 4,001"),
        ("correct", ["EVENT"], {"value": {"type": "x" * 1001}}, "value has 1,001"),
        ("accept", ["EVENT"] * 1001, {}, "1,001 subjects"),
    ],
)
def test_what_cannot_be_decided_is_refused_with_the_reason(record, verdict, subjects, told, words):
    event = rows(record, "events")[0]["id"]
    with pytest.raises(UsageError, match=words):
        decide(record, verdict, *(event if one == "EVENT" else one for one in subjects), **told)

    assert not (record / "decisions.jsonl").exists()


def test_the_command_keeps_and_tells(record, capsys):
    event = rows(record, "events")[0]["id"]
    told = ["--record", str(record)]
    for arguments in (
        ["decide", "correct", event, "--set", "type=ACCUSE", "--by", "Sari", *told],
        ["decisions", "--by", "Sari", "--format", "csv", *told],
        ["decisions", "--agreement", "--format", "jsonl", *told],
    ):
        with pytest.raises(SystemExit) as end:
            main(arguments)
        assert not end.value.code
    out = capsys.readouterr().out.splitlines()

    assert out[0].split(": ")[1].startswith(f"correct {event} (Sari, ")
    assert out[1].startswith("id,kind,verdict,subjects")
    assert event in out[2]
    assert out[3] == '{"table":"event","alpha":null}'


def test_alpha_is_that_of_published_examples():
    # Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability", examples A (two coders, two values, no gaps),
    # B (two coders, many values) and C (four coders, gaps)
    assert alpha(list(zip("0100000010", "1110010000", strict=True))) == pytest.approx(0.095, abs=0.001)
    assert alpha(list(zip("aabbdcccedda", "babbbccceddd", strict=True))) == pytest.approx(0.692, abs=0.001)
    coders = (
        "1 2 3 3 2 1 4 1 2 . . .",
        "1 2 3 3 2 2 4 1 2 5 . 3",
        ". 3 3 3 2 3 4 2 2 5 1 .",
        "1 2 3 3 2 4 4 1 2 5 1 .",
    )
    units = zip(*(line.split() for line in coders), strict=True)
    assert alpha([[value for value in unit if value != "."] for unit in units]) == pytest.approx(0.743, abs=0.001)


def test_agreement_needs_two_who_judged_the_same():
    def ruled(verdict, subject, by):
        return Decision(
            id="d", kind="event", verdict=verdict, subjects=(subject,), value={}, by=by, at="2026-01-01", note=None
        )

    assert agreement([ruled("accept", "e-1", "A"), ruled("reject", "e-2", "B")]) == {"event": None}
    both = [ruled(verdict, f"e-{n}", by) for n, verdict in enumerate(("accept", "reject")) for by in "AB"]
    assert agreement(both) == {"event": 1.0}
    assert agreement([*both, ruled("accept", "e-1", "B")])["event"] < 1


TOLD = "{} mengutuk Partai Nelayan di Jakarta karena menolak rancangan undang-undang perikanan. Ia berjanji membangun"
PROMISED = " pelabuhan perikanan baru di Ambon sebelum akhir 2024."


def told_by(tmp_path, *names):
    """A linked record in which each article tells the same of another name."""
    rows = [
        {
            "id": f"n{n}",
            "outlet": f"O{n}",
            "published": "2023-03-02",
            "language": "id",
            "text": TOLD.format(who) + PROMISED,
        }
        for n, who in enumerate(names)
    ]
    ingest(tmp_path / "record", write(tmp_path / "in.jsonl", rows))
    return tmp_path / "record"


def one_or_two(record):
    """How many acts of condemning and how many chains there are after linking, and how many people."""
    api.link_record(record)
    with kawat.open(record) as held:
        chains = [row for row in held.ledger() if row["kind"] == "pledge"]
        return len(list(held.clusters(type="ACCUSE"))), len(chains), len(held.linked_actors(kind="person"))


def test_actors_that_people_join_are_one_in_acts_and_chains(tmp_path):
    record = told_by(tmp_path, "Presiden Indonesia Ratna Wulandari", "Presiden Indonesia Sari Dewi Lestari")
    assert one_or_two(record) == (2, 2, 2)
    people = [row["id"] for row in rows(record, "actors") if row["kind"] == "person"]
    made = decide(record, "join", *people)
    assert one_or_two(record) == (1, 1, 1)
    with kawat.open(record) as held:
        (one,) = held.linked_actors("Sari Dewi")
    assert (one.articles, one.because) == (2, f"as a person decided: Sari, {made.at[:10]} ({made.id})")
    decide(record, "undo", made.id)
    assert one_or_two(record) == (2, 2, 2)


def test_actors_that_people_split_are_two_in_acts_and_chains(tmp_path):
    record = told_by(tmp_path, *["Presiden Indonesia Ratna Wulandari"] * 2)
    assert one_or_two(record) == (1, 1, 1)
    decide(record, "split", *[row["id"] for row in rows(record, "actors") if row["kind"] == "person"])
    assert one_or_two(record) == (2, 2, 2)


def test_who_is_joined_counts_within_the_days_that_are_asked_for(tmp_path):
    record = told_by(tmp_path, "Presiden Indonesia Ratna Wulandari", "Presiden Indonesia Sari Dewi Lestari")
    decide(record, "join", *[row["id"] for row in rows(record, "actors") if row["kind"] == "person"])
    with kawat.open(record) as held:
        assert held.linked_actors("Ratna", since="2023-03-03") == []
        assert [one.articles for one in held.linked_actors("Ratna", since="2023-03-01")] == [2]
        assert [one.name for one in held.linked_actors("Partai Nelayan")] == ["Partai Nelayan"]
