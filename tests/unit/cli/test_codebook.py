import pytest

from kawat.cli import main


@pytest.fixture
def ran(capsys):
    def run(*arguments) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as end:
            main(["codebook", *arguments])
        out, err = capsys.readouterr()
        return end.value.code or 0, out, " ".join(err.split())

    return run


def test_a_type_is_told_with_examples_and_modes(ran):
    status, out, _ = ran("accuse")

    assert status == 0
    assert out.startswith("# ACCUSE\n")
    assert "verbal conflict · intensity -3.0" in out
    assert "`ACCUSE/disapprove occurred: Norway > Iceland`" in out
    assert "**ACCUSE/investigate** (investigation)" in out


def test_the_interface_may_be_indonesian(ran):
    _, out, _ = ran("pledge", "--interface", "id")

    assert out.startswith("# pledge (janji)\n")
    assert "Keputusan di perbatasan:" in out


def test_a_mode_of_several_types_is_told_for_each(ran):
    _, out, _ = ran("meet")

    assert [line for line in out.splitlines() if line.startswith("# ")] == [
        "# AGREE/meet (meeting)",
        "# REJECT/meet (meeting)",
        "# REQUEST/meet (meeting)",
    ]


def test_without_a_name_all_codes_are_listed(ran):
    status, out, _ = ran()

    assert status == 0
    assert out.startswith("# The codebook, version ")
    assert [
        code for code in ("ACCUSE", "ASSAULT/war", "claimed", "refusal", "unless") if f"**{code}**" not in out
    ] == []


def test_an_unknown_name_tells_the_nearest(ran):
    status, out, err = ran("thretening")

    assert (status, out) == (2, "")
    assert "the codebook has no 'thretening'; the nearest are THREATEN" in err


def test_a_name_that_is_near_to_none_tells_where_all_stand(ran):
    status, _, err = ran("qqqq")

    assert status == 2
    assert "`kawat codebook` lists all" in err
