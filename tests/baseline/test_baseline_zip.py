"""A baseline goes into a zip and comes back the same; what is not such a zip is an error and nothing else."""

import io
import zipfile

import pytest
from virement.baseline import baseline_from_zip, baseline_names, baseline_zip, load_baseline, read_baseline_table
from virement.values import ModelError

from tests.support.strange_zips import strange_zips


@pytest.mark.parametrize("name", baseline_names())
def test_it_comes_back_the_same(name):
    baseline = load_baseline(name)
    back = baseline_from_zip(baseline_zip(baseline))
    assert back.fingerprint == baseline.fingerprint
    assert baseline_zip(back) == baseline_zip(baseline)


def _zip(files):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in files.items():
            packed.writestr(name, text)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is not a baseline's folder"),
        (b"PK no zip", "is not a baseline's folder"),
        (_zip({}), "is not a baseline's folder"),
        (_zip({"town/notes.txt": "nothing"}), "is not a baseline's folder"),
        (_zip({"../../town/baseline.yaml": "title: x"}), "currency: Field required"),  # read inside
        (_zip({"town/baseline.yaml": "title: T\n", "town/budgets.csv": "0" * 100_000}), "is compressed"),
    ],
    ids=["empty", "no zip", "no file", "no baseline", "out of its folder", "a bomb"],
)
def test_what_is_no_such_zip_is_an_error(content, said):
    with pytest.raises(ModelError, match=said):
        baseline_from_zip(content)


@pytest.mark.parametrize("content", strange_zips("town/baseline.yaml").values(), ids=strange_zips())
def test_a_zip_that_can_not_be_unpacked_is_an_error(content):
    with pytest.raises(ModelError, match="is not a baseline's folder"):
        baseline_from_zip(content)


def test_a_credit_of_a_cent_is_no_blank() -> None:
    baseline = read_baseline_table(b"division,FY2026,FY2027\nA,50,5\nB,-0.01,\n", "b.csv", currency="USD")
    again = baseline_from_zip(baseline_zip(baseline))
    assert again.budget.tolist() == [[5000, 500], [-1, 0]]
    assert again.fingerprint == baseline.fingerprint
