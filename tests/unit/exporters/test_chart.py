"""The picture is sound XML that runs nothing, says what it shows, and shows gaps as gaps."""

from xml.etree import ElementTree

from kawat.exporters.chart import svg

SPACE = "{http://www.w3.org/2000/svg}"
KINDS = ("verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict")


def month(name, *counts, changed=False):
    told = dict(zip(KINDS, counts or (None,) * 4, strict=True))
    return {"month": name, **told, "events": sum(counts) if counts else None, "articles": 3, "changed": changed}


def test_bars_gaps_and_changes_are_drawn():
    page = svg(
        [month("2018-01", 2, 1, 0, 0), month("2018-02"), month("2018-03", 0, 0, 3, 1, changed=True)], "A", "PELT"
    )
    root = ElementTree.fromstring(page)
    told = [one.text for one in root.iter(f"{SPACE}title")]
    assert "2018-01: 2 verbal cooperation" in told
    assert "2018-02: no articles" in told
    assert [one.get("class") for one in root.iter(f"{SPACE}line")].count("change") == 1
    assert "months without articles: 1; changes of pace: 2018-03" in root.find(f"{SPACE}desc").text
    heights = {one[0].text: float(one.get("height")) for one in root.iter(f"{SPACE}rect") if len(one)}
    assert abs(heights["2018-03: 3 verbal conflict"] - 3 * heights["2018-03: 1 material conflict"]) < 0.1
    inside = [one for one in root.iter(f"{SPACE}rect") if float(one.get("y")) + float(one.get("height")) <= 333]
    assert len(inside) == len(list(root.iter(f"{SPACE}rect")))


def test_names_are_text_and_nothing_runs():
    page = svg([month("2018-01", 1, 0, 0, 0)], "<script>alert(1)</script>\x00 & co", "PELT")
    root = ElementTree.fromstring(page)
    assert root.find(f"{SPACE}title").text.startswith("<script>alert(1)</script> & co")
    assert "<script" not in page
    assert "href" not in page
    assert "prefers-color-scheme:dark" in page


def test_nothing_to_draw_is_said():
    assert "no events" in svg([], "A and B", "PELT")


def test_axis_labels_are_few():
    months = [month(f"{year}-{one:02}", 1, 0, 0, 0) for year in range(1990, 2020) for one in range(1, 13)]
    root = ElementTree.fromstring(svg(months, "A", "PELT"))
    dates = [one.text for one in root.iter(f"{SPACE}text") if one.text and one.text[4:] == "-01"]
    assert 2 <= len(dates) <= 13
