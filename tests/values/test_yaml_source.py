"""YAML with positions: a text that was read before is read the same, and what was made of it then does no harm."""

import pytest
from virement.values import ModelError, read_tree

TEXT = "title: A plan\nmoves:\n  - {name: a, from: [Parks], cut: 10%}\n"


def test_what_is_done_to_a_tree_stays_with_it():
    tree, places, problems = read_tree(TEXT, "a.yaml")
    tree["moves"][0]["from"].append("Streets")
    tree["title"] = "Another"
    places.values.clear()
    places.elsewhere["title",] = (places, ())
    problems.append("one")

    again, places, problems = read_tree(TEXT, "a.yaml")
    assert again == {"title": "A plan", "moves": [{"name": "a", "from": ["Parks"], "cut": "10%"}]}
    assert places.at(("moves", 0, "from", 0)) == "a.yaml:3:22"
    assert places.at(("title",)) == "a.yaml:1:8"
    assert problems == []


def test_a_text_is_read_as_part_of_the_file_that_is_named():
    assert [read_tree(TEXT, file)[1].file for file in ("a.yaml", "b.yaml")] == ["a.yaml", "b.yaml"]


def test_what_is_refused_is_refused_again():
    said = []
    for _ in range(2):
        with pytest.raises(ModelError) as caught:
            read_tree("a: [", "a.yaml")
        said.append(str(caught.value))
    assert said[0] == said[1]
    assert "is not YAML" in said[0]
