"""Actors are joined where there is a reason, people of one name are kept apart, and each join says why."""

import random
from types import SimpleNamespace

from kawat.link import actors
from kawat.link.rulings import rulings_of


def actor(article, name, kind="person", country=None, role=None, office=None, mentions=1, id_="a-1"):
    told = {"article": article, "id": id_, "name": name, "kind": kind, "country": country, "role": role}
    place = {"published_at": None, "start_char": 0, "end_char": 4, "text": name[:4], "engine": "x"}
    return {**told, **place, "office": office, "mentions": mentions}


def test_a_country_is_one_under_all_its_names():
    (one,) = actors.joined(
        [actor("n1", "Korut", "country", "PRK", mentions=3), actor("n2", "Korea Utara", "country", "PRK")]
    )
    assert (one.country, one.names, one.articles, one.mentions) == ("PRK", ("Korut", "Korea Utara"), 2, 4)
    assert one.because == actors.BY_COUNTRY
    assert one.members == ("n1:a-1", "n2:a-1")


def test_people_of_one_name_and_two_countries_are_two():
    found = actors.joined([actor("n1", "Lee Hock", country="SGP"), actor("n2", "Lee Hock", country="MYS")])
    assert {one.country for one in found} == {"SGP", "MYS"}
    assert len({one.id for one in found}) == 2


def test_who_changes_office_stays_one_person():
    (one,) = actors.joined(
        [
            actor("n1", "Ratna Wulandari", country="IDN", role="minister", office="Minister of X"),
            actor("n2", "RATNA Wulandari", country="IDN", role="president", office="President of X"),
        ]
    )
    assert set(one.offices) == {"Minister of X", "President of X"}
    assert one.because == actors.BY_NAME_AND_COUNTRY


def test_one_word_or_a_bare_name_joins_nobody():
    assert len(actors.joined([actor("n1", "Budi", country="IDN"), actor("n2", "Budi", country="IDN")])) == 2
    found = actors.joined([actor("n1", "Budi Santosa"), actor("n2", "Budi Santosa")])
    assert [one.because for one in found] == [actors.ALONE] * 2


def test_roles_keep_namesakes_apart():
    found = actors.joined([actor("n1", "Budi Santosa", role="judge"), actor("n2", "Budi Santosa", role="singer")])
    assert len(found) == 2
    assert {one.because for one in found} == {actors.BY_NAME_AND_ROLE}


def test_bodies_join_by_name_and_country():
    rows = [
        actor(f"n{n}", name, "organisation", land)
        for n, (name, land) in enumerate([("WTO", None), ("W.T.O", None), ("KPK", "IDN")])
    ]
    found = actors.joined(rows)
    assert {one.name for one in found} >= {"WTO", "KPK"}
    assert sum(one.articles for one in found) == 3


def test_ids_do_not_depend_on_the_order():
    rows = [actor(f"n{n}", f"Nama {n % 5}", country="IDN", id_=f"a-{n}") for n in range(40)]
    ids = {one.id for one in actors.joined(rows)}
    random.Random(3).shuffle(rows)
    assert {one.id for one in actors.joined(rows)} == ids
    assert len(ids) == 5


def ruled(*told):
    decisions = [
        SimpleNamespace(id=f"d-{n}", verdict=verdict, subjects=subjects, by="Sari", at="2026-01-02T03:04:05Z")
        for n, (verdict, *subjects) in enumerate(told)
    ]
    return rulings_of(decisions)


def person(number, name="Budi Santosa", role="judge", **told):
    return actor(f"n{number}", name, role=role, id_=f"a-{number}", **told)


def sets(rows, *told):
    return sorted([member.split(":")[1] for member in one.members] for one in actors.joined(rows, ruled(*told)))


def test_two_names_that_a_person_joins_are_one_with_all_their_mentions():
    rows = [person(1), person(2), person(3, "Pak Budi S", "minister"), person(4, "Pak Budi S", "minister")]
    (one,) = actors.joined(rows, ruled(("join", "a-1", "a-4")))

    assert one.members == ("n1:a-1", "n2:a-2", "n3:a-3", "n4:a-4")
    assert one.names == ("Budi Santosa", "Pak Budi S")
    assert one.because == "as a person decided: Sari, 2026-01-02 (d-0)"
    assert one.id == actors.joined(rows)[0].id


def test_who_is_split_leaves_and_the_others_stay():
    rows = [person(n) for n in range(1, 5)]
    found = actors.joined(rows, ruled(("split", "a-1", "a-3")))

    assert [one.members for one in found] == [("n1:a-1", "n2:a-2", "n4:a-4"), ("n3:a-3",)]
    assert [one.because for one in found] == [actors.BY_NAME_AND_ROLE, "as a person decided: Sari, 2026-01-02 (d-0)"]


def test_who_leaves_takes_along_whom_it_was_joined_to():
    rows = [person(n) for n in range(1, 5)]
    assert sets(rows, ("join", "a-3", "a-4"), ("split", "a-1", "a-3")) == [["a-1", "a-2"], ["a-3", "a-4"]]


def test_several_who_are_split_are_each_another():
    assert sets([person(n) for n in range(1, 5)], ("split", "a-2", "a-3", "a-4")) == [["a-1", "a-2"], ["a-3"], ["a-4"]]


def test_a_join_against_a_split_does_not_hold():
    rows = [person(1), person(2, "Pak Budi S"), person(3, "Budi S")]
    told = [("split", "a-1", "a-3"), ("join", "a-1", "a-2"), ("join", "a-2", "a-3")]
    assert sets(rows, *told) == [["a-1", "a-2"], ["a-3"]]


def test_rulings_of_other_data_join_no_actors():
    rows = [person(1), person(2, "Pak Budi S")]
    assert sets(rows, ("join", "n1", "n2"), ("split", "e-1", "e-2")) == [["a-1"], ["a-2"]]


def test_a_ruled_actor_has_one_name_for_linking_and_no_other_has_it():
    rows = [*(person(n) for n in range(1, 4)), person(4, "Pak Budi S", "minister"), person(5, "Ratna W", "judge")]
    told = ruled(("split", "a-1", "a-3"), ("join", "a-1", "a-4"))
    names = actors.names(actors.joined(rows, told), told)

    assert {names["n1", "a-1"], names["n2", "a-2"], names["n4", "a-4"]} == {"Budi Santosa"}
    assert names["n3", "a-3"].startswith("Budi·Santosa·A-")
    assert ("n5", "a-5") not in names


def test_nothing_changes_where_nobody_ruled_of_actors():
    chance = random.Random(2)
    rows = [person(n, chance.choice(["Budi S", "Ratna W", "Sari L"])) for n in range(60)]
    assert actors.joined(rows) == actors.joined(rows, ruled(("join", "n1", "n2")))
