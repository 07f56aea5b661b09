import pytest

from kawat.knowledge.rules import find_rule

TIMEX = """# times
published = "2030-01-02"

[[rule]]
id = "weekday"
pattern = '{weekday}'
source = "newsrooms"

[[rule]]
id = "year"
pattern = '{year}'
"""
ACTS = "# source: written for the test\nid\twords\ttype\nwarn\tmengancam\tTHREATEN\n\nhit\tmenyerang\t\n"


@pytest.fixture
def data(tmp_path):
    files = {
        "id/language.toml": 'code = "id"\nname = "Indonesian"\n',
        "id/timex.toml": TIMEX,
        "id/cues.toml": '[[rule]]\nid = "after-cue"\n',
        "ms/language.toml": 'code = "ms"\nname = "Malay"\nextends = "id"\n',
        "ms/timex.toml": '[[rule]]\nid = "year"\npattern = "tahun {year}"\n',
        "deeds/id.tsv": ACTS,
        "deeds/ontology.toml": '[[type]]\nid = "THREATEN"\n',
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return (tmp_path,)


def test_a_rule_is_found_with_its_file_line_and_words(data):
    entry = find_rule("id/timex/weekday", data)

    assert (entry.file, entry.line) == ("id/timex.toml", 4)
    assert entry.text == '[[rule]]\nid = "weekday"\npattern = \'{weekday}\'\nsource = "newsrooms"'


def test_a_language_uses_its_own_rule_before_that_of_the_language_it_extends(data):
    assert find_rule("ms/timex/year", data).file == "ms/timex.toml"
    assert find_rule("ms/timex/weekday", data).file == "id/timex.toml"


def test_quotation_rules_stand_with_the_cues(data):
    assert find_rule("id/quotation/after-cue", data).file == "id/cues.toml"


def test_a_row_of_a_list_tells_its_columns_and_its_source(data):
    entry = find_rule("id/deeds/warn", data)

    assert (entry.file, entry.line) == ("deeds/id.tsv", 3)
    assert entry.text == "id = warn\nwords = mengancam\ntype = THREATEN\nsource: written for the test"
    assert find_rule("id/deeds/THREATEN", data).file == "deeds/ontology.toml"


@pytest.mark.parametrize("rule", ["id/timex/none", "id/cues/weekday", "xx/timex/weekday", "gold", "id/timex", "a/../b"])
def test_what_no_file_of_the_topic_has_is_none(data, rule):
    assert find_rule(rule, data) is None
