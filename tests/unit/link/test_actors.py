"""Actors are joined where there is a reason, people of one name are kept apart, and each join says why."""

import random

from kawat.link import actors


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
