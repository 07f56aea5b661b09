"""What became of a commitment: chains of its tellings, and what later acts say of it."""

from dataclasses import replace

import pytest

from kawat.link.ledger import Act, entries_of, speaks_of
from kawat.link.steps import load_steps
from kawat.link.threads import Party, Undertaking, threads_of
from kawat.run.ledger import stems

STEPS = load_steps()
ANDORA, BELORA = Party("Andora", "AND"), Party("Belora", "BLR")
CONTENT = "menarik seluruh pasukan dari perbatasan Belora"


def told(content=CONTENT, day=100, **said):
    words = stems(content)
    given = {
        "id": f"c{day}",
        "article": f"a{day}",
        "publisher": "Satu",
        "source": f"s{day}",
        "published": day,
        "kind": "pledge",
        "holders": (ANDORA,),
        "addressees": (BELORA,),
        "stems": words,
        "words": frozenset(words),
        "condition_words": frozenset(),
        "conditional": False,
        "made": None,
        "made_on": None,
        "due": None,
        "start": 0,
        "end": len(content),
    }
    return Undertaking(**{**given, **said})


def act(sentence, trigger, day=120, **said):
    given = {
        "id": f"e{day}",
        "article": f"b{day}",
        "publisher": "Dua",
        "published": day,
        "type": "RETREAT",
        "status": "occurred",
        "actors": (ANDORA,),
        "on": None,
        "on_day": None,
        "trigger": frozenset(stems(trigger)),
        "words": frozenset(stems(sentence)),
        "start": 0,
        "end": len(sentence),
    }
    return Act(**{**given, **said})


def book(undertakings, acts=(), as_of=200):
    (entry,) = entries_of(threads_of(undertakings), acts, STEPS, as_of)
    return entry


def steps(entry):
    return [one.step for one in entry.postings]


KEPT = ("Andora menarik pasukannya dari perbatasan Belora, Senin.", "menarik pasukannya")


def test_the_same_promise_told_again_is_one_chain():
    entry = book([told(), told("menarik pasukan dari perbatasan Belora", 110), told(day=110, source="s100", id="x")])
    assert steps(entry) == ["made", "repeated"]
    assert (entry.state, entry.suggested) == ("open", False)


@pytest.mark.parametrize(
    "other",
    [
        told("menarik duta besar dari ibu kota", 110),
        told(day=110, kind="threat"),
        told(day=110, holders=(Party("Cantara", "CAN"),)),
        told(day=110, addressees=(Party("Cantara", "CAN"),)),
    ],
)
def test_another_promise_begins_a_chain(other):
    assert len(threads_of([told(), other])) == 2


def test_at_home_only_one_name_makes_one_holder():
    one = told(holders=(Party("Ana Rim", "AND"),), addressees=())
    assert len(threads_of([one, replace(one, article="b", holders=(Party("Ado Tul", "AND"),))])) == 2
    assert len(threads_of([one, replace(one, article="b", holders=(Party("Rim", "AND"),))])) == 1


def test_an_act_of_the_holder_suggests_that_it_was_kept_and_nothing_is_sure():
    entry = book([told()], [act(*KEPT)])
    assert (steps(entry), entry.state, entry.suggested) == (["made", "fulfilled"], "fulfilled", True)
    assert entry.postings[1].fact == "e120"


@pytest.mark.parametrize(
    "other",
    [
        act(*KEPT, day=100),  # told on the day of the promise
        act(*KEPT, on_day=90),  # done before it
        act(*KEPT, day=1000),
        act(*KEPT, actors=(BELORA,)),
        act(*KEPT, status="planned"),
        act(*KEPT, type="ACCUSE"),
        act("Andora menarik duta besarnya, Senin.", "menarik"),
        act("Andora memperkuat pasukan di perbatasan Belora.", "memperkuat pasukan", type="MOBILIZE"),
    ],
)
def test_other_acts_say_nothing(other):
    assert steps(book([told()], [other])) == ["made"]


def test_two_who_tell_of_one_act_are_one_posting():
    entry = book([told()], [act(*KEPT, on_day=119), act(*KEPT, day=121, on_day=119, publisher="Tiga")])
    assert steps(entry) == ["made", "fulfilled"]
    assert (entry.postings[1].outlets, entry.postings[1].articles) == ({"Dua", "Tiga"}, 2)


def test_a_condition_is_posted_and_met_by_whom_it_names():
    words = frozenset(stems("jika Belora membebaskan semua tahanan perang"))
    entry = book([told(), told(day=110, conditional=True, condition_words=words)])
    assert (steps(entry), entry.state) == (["made", "made_conditional"], "conditional")
    sentence = "Belora membebaskan semua tahanan perang, Rabu."
    free = act(sentence, "membebaskan", type="CONCEDE", actors=(BELORA,))
    entry = book([told(conditional=True, condition_words=words)], [free])
    assert (steps(entry), entry.state) == (["made", "condition_met"], "open")
    other = replace(free, actors=(Party("Cantara", "CAN"),))
    assert book([told(conditional=True, condition_words=words)], [other]).state == "conditional"


def test_a_date_that_passes_lets_it_lapse_unless_something_is_told():
    assert steps(book([told(due=150)])) == ["made", "lapsed"]
    assert book([told(due=150)]).state == "lapsed"
    assert steps(book([told(due=150)], as_of=150)) == ["made"]
    assert steps(book([told(due=150)], as_of=None)) == ["made"]
    assert book([told(due=150)], [act(*KEPT)]).state == "fulfilled"
    assert book([told(due=90)]).state == "open"  # a date before the promise is no deadline of it
    assert book([told(due=150), told(day=140, due=190, made_on=140)], as_of=170).state == "open"


def test_a_refusal_of_the_same_takes_a_promise_back_and_a_new_promise_opens_it():
    undertakings = [told(), told(day=120, kind="refusal")]
    pledge, _ = entries_of(threads_of(undertakings), (), STEPS, 200)
    assert (steps(pledge), pledge.state) == (["made", "withdrawn"], "withdrawn")
    pledge, _ = entries_of(threads_of([*undertakings, told(day=130)]), (), STEPS, 200)
    assert (steps(pledge), pledge.state) == (["made", "withdrawn", "repeated"], "open")


def test_the_order_in_which_articles_came_in_changes_nothing():
    undertakings = [told(), told(day=110), told("membuka jembatan dan pasar di Belora", 105), told(day=130)]
    acts = [act(*KEPT), act(*KEPT, day=125)]
    one = entries_of(threads_of(undertakings), acts, STEPS, 200)
    assert entries_of(threads_of(undertakings[::-1]), acts[::-1], STEPS, 200) == one


RULES = [(rule, example) for rule in STEPS.act for example in rule.examples]


@pytest.mark.parametrize(("rule", "example"), RULES, ids=lambda one: getattr(one, "content", None))
def test_examples_of_the_table(rule, example):
    assert _speaks(example)
    types = STEPS.doing if rule.types == ("doing",) else rule.types
    assert {STEPS.of_act(rule.kind, rule.by, type_, rule.statuses[0]) for type_ in types} == {rule.step}


@pytest.mark.parametrize("example", [one for rule in STEPS.act for one in rule.counterexamples])
def test_counterexamples_of_the_table(example):
    assert not _speaks(example)


def _speaks(example):
    (thread,) = threads_of([told(example.content)])
    one = thread.first
    return speaks_of(one.head, one.words, frozenset(stems(example.sentence)), frozenset(stems(example.trigger)))
