"""The pack: the same bytes from everywhere, whole when it comes back, and refused where anything is wrong with it."""

import csv
import io
import json
import shlex
import shutil
import stat
import subprocess
import zipfile
from hashlib import sha256
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from virement import engine, exports
from virement.baseline import load_baseline, read_baseline_table
from virement.baseline.folder import load_folder
from virement.cli import virement
from virement.exports.brief.pictures import pictures_of
from virement.exports.packs.manifest import VERSION
from virement.exports.packs.verify import MOST_BYTES, read_pack, unpack, verify
from virement.scenario import Scenario, baseline_of, load_scenario, read_scenario, scenario_names
from virement.values.problems import ModelError
from virement.values.whole_files import write_whole
from virement.values.zip_files import zipped

from tests.support.paths import ROOT
from tests.support.strange_zips import strange_zips
from tests.support.strategies import run as ledgers

ODD = ["=1+1", "-A", "@x", "NA", "+3", "'=q", "''-", "'plain", '=HYPERLINK("x")', "Été"]


def ledger_of(name):
    scenario = load_scenario(name)
    return engine.reallocate(baseline_of(scenario), scenario)


def files_in(content):
    archive = zipfile.ZipFile(io.BytesIO(content))
    return {name: archive.read(name) for name in archive.namelist()}


def odd_ledger():
    """A budget whose names a spreadsheet would run, or read as something else."""
    file = io.StringIO()
    table = csv.writer(file)
    table.writerows([["division", "FY2026", "FY2027"], *([name, "1000.05", "999"] for name in ODD)])
    baseline = read_baseline_table(file.getvalue().encode(), "odd.csv", currency="USD")
    text = (
        'title: "=cmd|x"\nbaseline: odd.csv\nauthor: "@me"\nreference: "https://x.example/=1"\nmoves:\n'
        '  - name: "-move"\n    from: ["=1+1", "-A", "@x"]\n    cut: 10%\n'
        '    to: {NA: 50%, "\'=q": 20%, Savings: 30%}\n'
    )
    return engine.reallocate(baseline, read_scenario(text))


@pytest.fixture(scope="module")
def packed():
    return exports.pack([ledger_of("toy-streets-to-parks")])


def problems_of(content, reader=verify):
    with pytest.raises(ModelError) as caught:
        reader(content, "p.zip")
    return [str(problem) for problem in caught.value.problems]


def again(files, **changes):
    """The files of a pack with some changed, and the manifest to match, as somebody would who means it."""
    files = {**files, **changes}
    said = json.loads(files["manifest.json"])
    said["files"] = {name: sha256(held).hexdigest() for name, held in files.items() if name != "manifest.json"}
    return saying(files, said)


def saying(files, said, **json_as):
    """The files of a pack with a manifest that says this."""
    text = json.dumps(said, indent=2, **{"ensure_ascii": False, **json_as}) + "\n"
    return zipped({**files, "manifest.json": text.encode()})


@pytest.mark.parametrize("name", scenario_names())
def test_library_and_command_write_the_same_bytes(name, tmp_path):
    """Same input, same bytes, whoever asks; the app calls the library's function."""
    target = tmp_path / "p.zip"
    done = CliRunner().invoke(virement, ["pack", name, "-o", str(target)])
    assert done.exit_code == 0, done.output
    assert target.read_bytes() == exports.pack([ledger_of(name)])


def test_the_brief_of_a_pack_is_the_page_that_is_looked_at_in_a_browser(packed):
    assert files_in(packed)["brief.html"].decode() == exports.brief_page(ledger_of("toy-streets-to-parks"))


def test_the_bytes_do_not_depend_on_where_or_when(tmp_path, monkeypatch, packed):
    """No clock, no path: another folder, another time zone, another reading of the file."""
    shutil.copy(ROOT / "scenarios" / "toy-streets-to-parks.yaml", tmp_path / "mine.yaml")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert exports.pack([ledger_of("mine.yaml")]) == packed
    assert all(member.date_time == (1980, 1, 1, 0, 0, 0) for member in zipfile.ZipFile(io.BytesIO(packed)).infolist())
    for name, content in files_in(packed).items():
        assert not any(str(place).encode() in content for place in (tmp_path, ROOT)), name


def test_pack_then_unpack_then_run_gives_the_same_cells(tmp_path):
    """A colleague without the baseline gets the same bytes; several scenarios have a folder each."""
    target = tmp_path / "all.zip"
    assert CliRunner().invoke(virement, ["pack", *scenario_names(), "-o", str(target)]).exit_code == 0
    folder = tmp_path / "all"
    done = CliRunner().invoke(virement, ["unpack", str(target)])
    assert done.exit_code == 0, done.output
    said = json.loads((folder / "manifest.json").read_text())
    assert len(said["scenarios"]) == len(scenario_names())
    for one, name in zip(said["scenarios"], scenario_names(), strict=True):
        again = CliRunner().invoke(virement, ["run", str(folder / one["folder"] / "scenario.yaml"), "--csv", "-"])
        assert again.exit_code == 0, again.output
        expected = (ROOT / "tests" / "expected" / f"{name}.csv").read_text()
        assert again.stdout == (folder / one["folder"] / "cells.csv").read_text() == expected


def test_a_pack_packed_again_is_itself(tmp_path):
    """What was unpacked packs to the same bytes."""
    first = exports.pack([ledger_of("rl-phased-exit")])
    unpack(first, "p.zip", tmp_path / "p")
    scenario = load_scenario(tmp_path / "p" / "scenario.yaml")
    assert exports.pack([engine.reallocate(baseline_of(scenario), scenario)]) == first


@given(ledgers())
@settings(max_examples=12)
def test_any_ledger_packs_and_verifies(ledger):
    """Whatever the budget and the moves, the pack comes out the same from its own scenario and baseline."""
    said = verify(exports.pack([ledger]), "p.zip")
    assert said.scenarios[0].fingerprint == ledger.baseline.fingerprint


def test_the_manifest_says_what_there_is(packed):
    """Every file by its hash, the baseline by its fingerprint, and the version that pyproject.toml has."""
    files = files_in(packed)
    said = json.loads(files["manifest.json"])
    assert set(said["files"]) == set(files) - {"manifest.json"}
    assert {"scenario.yaml", "cells.csv", "ledger.csv", "sources_and_uses.csv", "sources.csv", "brief.html"} < set(
        files
    )
    assert {"brief.md", "bridge.svg", "flows.svg", "baseline/baseline.yaml", "baseline/budgets.csv"} < set(files)
    assert "model.xlsx" in files
    assert said["scenarios"][0]["baseline"]["fingerprint"] == load_baseline("toy").fingerprint
    assert f'version = "{VERSION}"' in (ROOT / "pyproject.toml").read_text()
    assert said["virement"] == VERSION


def test_scenarios_of_one_title_get_folders_of_their_own():
    """Folders are numbered and plain, whatever the titles."""
    ledger = ledger_of("toy-streets-to-parks")
    odd = odd_ledger()
    folders = {name.partition("/")[0] for name in files_in(exports.pack([ledger, ledger, odd]))} - {"manifest.json"}
    assert folders == {"1-cut-streets-by-30-most-of-it-to-parks", "2-cut-streets-by-30-most-of-it-to-parks", "3-cmd-x"}


def test_nothing_and_too_much_are_refused():
    with pytest.raises(ModelError, match="no scenario to pack"):
        exports.pack([])
    with pytest.raises(ModelError, match="51 scenarios are too many"):
        exports.pack([ledger_of("toy-streets-to-parks")] * 51)


def test_pack_and_data_package_list_the_same_sources():
    """Those of the baseline, a link that the scenario refers to, and those that the figures name without more."""
    table = b"division,period,amount,source\nStreets,FY2026,5,ledger-7; ledger-8\nParks,FY2026,5,ledger-8\n"
    baseline = read_baseline_table(table, "x.csv")
    scenario = Scenario(title="T", baseline="x", reference="https://x.example/1")
    ledger = engine.reallocate(baseline, scenario)
    listed = files_in(exports.pack([ledger]))["sources.csv"]
    assert listed == files_in(exports.to_datapackage(ledger))["sources.csv"]
    rows = list(csv.DictReader(io.StringIO(listed.decode())))
    assert [row["id"] for row in rows] == ["https://x.example/1", "ledger-7", "ledger-8"]
    assert [(row["link"], row["said"]) for row in rows] == [("https://x.example/1", "T"), ("", ""), ("", "")]


def test_odd_names_stay_text_and_come_back(tmp_path):
    """No cell of any CSV begins like a formula, unless it is a number; and the folder reads back as it was."""
    ledger = odd_ledger()
    content = exports.pack([ledger])
    for name, held in files_in(content).items():
        if name.endswith(".csv"):
            for cell in (cell for row in csv.reader(io.StringIO(held.decode())) for cell in row):
                assert not cell.startswith(("=", "+", "@", "\t", "\r")), (name, cell)
                assert not cell.startswith("-") or float(cell) < 0, (name, cell)
    unpack(content, "p.zip", tmp_path / "p")
    back = load_folder(tmp_path / "p" / "baseline")
    assert list(back.leaves) == ODD
    assert back.fingerprint == ledger.baseline.fingerprint


def test_who_lacks_the_baseline_runs_the_scenario_all_the_same(tmp_path, monkeypatch):
    """It lies beside it: a budget that is nowhere on this machine, and from whatever folder it is run."""
    monkeypatch.chdir(tmp_path)
    content = exports.pack([odd_ledger()])
    unpack(content, "p.zip", "p")
    assert load_scenario("p/scenario.yaml").baseline == "baseline"
    for folder in (tmp_path, tmp_path / "p"):
        monkeypatch.chdir(folder)
        path = (tmp_path / "p" / "scenario.yaml").relative_to(folder)
        done = CliRunner().invoke(virement, ["run", str(path), "--csv", "-"])
        assert done.exit_code == 0, done.output
        assert done.stdout.encode() == files_in(content)["cells.csv"]


@pytest.mark.parametrize(
    ("field", "claim"), [("title", "Approved by the board"), ("baseline", "Audited accounts"), ("fingerprint", "00")]
)
def test_what_the_manifest_says_is_what_the_scenario_gives(packed, field, claim):
    """A title, a baseline or a fingerprint of the manifest's own is named, and not believed."""
    files = files_in(packed)
    said = json.loads(files["manifest.json"])
    (one,) = said["scenarios"]
    held, key = {"title": (one, "title"), "baseline": (one["baseline"], "title")}.get(field, (one["baseline"], field))
    true, held[key] = held[key], claim
    told = problems_of(saying(files, said))
    assert told == [f"p.zip manifest.json: says '{claim}' where '{true}' is the {field}. Ask for the pack anew"]


def test_a_file_that_no_scenario_gives_is_named():
    """Beside the folders of several scenarios nothing stands; and a folder of a single one hides no forged page."""
    files = files_in(exports.pack([ledger_of("toy-streets-to-parks")] * 2))
    told = problems_of(again(files, **{"brief.html": b"forged", "README.txt": b"Approved"}))
    assert [one.partition(":")[0] for one in told] == ["p.zip brief.html", "p.zip README.txt"]
    single = files_in(exports.pack([ledger_of("toy-streets-to-parks")]))
    said = json.loads(single.pop("manifest.json"))
    said["scenarios"][0]["folder"] = "real"
    moved = {f"real/{name}": held for name, held in single.items()} | {"brief.html": b"forged"}
    told = problems_of(again({"manifest.json": json.dumps(said).encode(), **moved}))
    assert "p.zip manifest.json: says 'real' where '' is the folder. Ask for the pack anew" in told
    assert "p.zip brief.html: is not what scenario.yaml gives over its baseline. Ask for the pack anew" in told


def test_a_manifest_of_another_version_is_not_believed(packed):
    files = files_in(packed)
    said = json.loads(files["manifest.json"])
    told = problems_of(saying(files, {**said, "virement": "9.9.9"}))
    assert told[0].startswith("p.zip manifest.json: was written by virement 9.9.9, and this is ")


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"virement": "9.9.9\x1b[31m\nAPPROVED"}, "lacks what a pack says"),
        ({"approved": True}, "says more than a pack does"),
        ({"format": "2\n\x1b[31mAPPROVED"}, "is a pack of format"),
        ({"format": 2, "virement": "\ud800\nAPPROVED"}, "is a pack of format"),
        ({"virement": "\ud800"}, "lacks what a pack says"),
    ],
)
def test_a_manifest_puts_no_line_of_its_own_on_the_screen(packed, change, what):
    """A version is a version, what a pack doesn't say is refused, and no sign commands the terminal."""
    files = files_in(packed)
    content = saying(files, {**json.loads(files["manifest.json"]), **change}, ensure_ascii=True)
    for one in problems_of(content):
        assert what in one
        assert one.isprintable()


@pytest.mark.parametrize("field", ["title", "folder", "baseline"])
def test_half_a_character_is_no_text_of_a_manifest(packed, field, tmp_path):
    """JSON can say half a surrogate pair, which no file can hold and no terminal show."""
    files = files_in(packed)
    said = json.loads(files["manifest.json"])
    half = {"title": "\ud800", "fingerprint": "x"} if field == "baseline" else "\ud800"
    said["scenarios"][0][field] = half
    content = saying(files, said, ensure_ascii=True)
    assert problems_of(content) == ["p.zip: its manifest.json lacks what a pack says. Ask for the pack anew"]
    with pytest.raises(ModelError):
        unpack(content, "p.zip", tmp_path / "p")


def test_a_title_with_a_line_of_its_own_is_shown_on_one(tmp_path):
    """A scenario may be called so; the command doesn't obey it."""
    ledger = ledger_of("toy-streets-to-parks")
    named = ledger.scenario.model_copy(update={"title": "x\nAPPROVED \x1b[31m"})
    (tmp_path / "p.zip").write_bytes(exports.pack([engine.reallocate(ledger.baseline, named)]))
    done = CliRunner().invoke(virement, ["verify", str(tmp_path / "p.zip")])
    assert done.exit_code == 0
    assert len(done.output.splitlines()) == 2
    assert "\x1b" not in done.output


def test_a_pack_of_too_many_scenarios_is_refused_before_any_is_carried_out(packed):
    files = files_in(packed)
    said = json.loads(files["manifest.json"])
    told = problems_of(saying(files, {**said, "scenarios": said["scenarios"] * 51}))
    assert told == ["p.zip manifest.json: 51 scenarios are too many for a pack. At most 50"]


def test_a_spreadsheet_opens_every_table_unharmed(soffice, tmp_path):
    """LibreOffice runs nothing of any CSV of a pack of odd names, and shows each name as text."""
    unpack(exports.pack([odd_ledger()]), "p.zip", tmp_path / "p")
    tables = sorted((tmp_path / "p").rglob("*.csv"))
    home = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [soffice, home, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path)]
    subprocess.run([*command, *map(str, tables)], check=True, capture_output=True, timeout=120)
    seen = set()
    for table in tables:
        sheet = openpyxl.load_workbook(tmp_path / f"{table.stem}.xlsx").active
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            assert cell.data_type != "f", (table.name, cell.coordinate, cell.value)
            seen.add(str(cell.value))
    assert {"'=1+1", "'-A", "'@x", "NA"} <= seen


@pytest.mark.parametrize(
    "title", ["\x11\x02", "".join(map(chr, range(1, 160))), "😀" * 200, "\ufffe\U0010ffff", "x" * 9_000]
)
def test_a_title_of_any_signs_is_drawn(title):
    """What no XML may hold, and what the renderer would cut in two, is drawn as a sign of its own."""
    ledger = ledger_of("toy-streets-to-parks")
    said = ledger.scenario.model_copy(update={"title": title})
    files = files_in(exports.pack([engine.reallocate(ledger.baseline, said)]))
    for name in ("bridge.svg", "flows.svg"):
        ElementTree.fromstring(files[name])


def test_pictures_do_not_grow_with_the_budget():
    """Of 400 divisions those that change most are drawn by name, and the others as one."""
    table = "division,FY2026\n" + "".join(f"Unit {number},{number + 100_000}\n" for number in range(400))
    baseline = read_baseline_table(table.encode(), "wide.csv", currency="USD")
    said = "title: x\nbaseline: wide.csv\nmoves:\n  - {name: a, from: All divisions, cut: 10%, to: {Savings: rest}}\n"
    pictures = pictures_of(engine.reallocate(baseline, read_scenario(said)))
    assert "388 others" in pictures["by-division"]
    assert max(map(len, pictures.values())) < 40_000


def test_verify_and_unpack_say_what_there_is(tmp_path, packed):
    (tmp_path / "p.zip").write_bytes(packed)
    done = CliRunner().invoke(virement, ["verify", str(tmp_path / "p.zip")])
    assert done.exit_code == 0
    assert "Cut Streets by 30 %, most of it to Parks, over Three departments of a small town" in done.output


@pytest.mark.parametrize("name", ["cells.csv", "baseline/budgets.csv", "brief.html", "flows.svg"])
def test_a_changed_file_is_named(packed, name):
    """A file that is not as the manifest says, by its name."""
    files = files_in(packed)
    told = problems_of(zipped({**files, name: files[name] + b" "}))
    assert told == [f"p.zip {name}: was changed since it was packed. Ask for the pack anew"]


def test_missing_and_added_files_are_all_named_at_once(packed):
    files = files_in(packed)
    missing = {name: held for name, held in files.items() if name not in ("ledger.csv", "sources.csv")}
    told = problems_of(zipped({**missing, "extra.csv": b"x"}))
    assert [one.partition(":")[0] for one in told] == ["p.zip ledger.csv", "p.zip sources.csv", "p.zip extra.csv"]
    assert told[0] == "p.zip ledger.csv: is missing, though the manifest names it. Ask for the pack anew"
    assert "was added" in told[-1]


def test_a_pack_changed_together_with_its_manifest_is_found_out(packed):
    """Tables, brief and pictures are what the scenario gives; a manifest that was made to match doesn't help."""
    files = files_in(packed)
    for name in ("cells.csv", "ledger.csv", "figures.csv", "brief.md", "brief.html", "bridge.svg", "sources.csv"):
        told = problems_of(again(files, **{name: files[name].replace(b"0", b"1", 1)}))
        assert told == [f"p.zip {name}: is not what scenario.yaml gives over its baseline. Ask for the pack anew"]
    told = problems_of(again(files, **{"run-me.sh": b"x"}))
    assert told == ["p.zip run-me.sh: is not what scenario.yaml gives over its baseline. Ask for the pack anew"]
    changed = files["baseline/budgets.csv"].replace(b"1200000", b"1300000")
    assert any("baseline" in one for one in problems_of(again(files, **{"baseline/budgets.csv": changed})))
    broken = files["scenario.yaml"].replace(b"Streets", b"Streats")
    told = problems_of(again(files, **{"scenario.yaml": broken}))
    assert told[0].startswith("p.zip scenario.yaml:8:11 move 'Streats cut': unknown division 'Streats'")
    gone = {name: held for name, held in files.items() if name != "scenario.yaml"}
    assert "is missing" in problems_of(again(gone))[0]
    gone = {name: held for name, held in files.items() if not name.startswith("baseline/")}
    (told,) = problems_of(again(gone))
    assert told.startswith("p.zip baseline/baseline.yaml: is missing")
    gone = {name: held for name, held in files.items() if name != "baseline/budgets.csv"}
    assert "/tmp" not in problems_of(again(gone))[0]


@pytest.mark.parametrize(
    "name",
    [
        "../out.txt",
        "/etc/out.txt",
        "a/../../out.txt",
        "C:/out.txt",
        "a\\..\\out.txt",
        ".hidden",
        "a//b",
        "nul",
        "baseline/CON.csv",
        "a\nb",
        "x" * 200,
        "Été",
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(packed, name, tmp_path):
    """Nothing is written for a pack with such a name, not even beside its folder."""
    content = again(files_in(packed), **{name: b"x"})
    assert "holds a file whose name no pack has" in problems_of(content)[0]
    (tmp_path / "in").mkdir()
    with pytest.raises(ModelError):
        unpack(content, "p.zip", tmp_path / "in" / "p")
    assert list(tmp_path.rglob("*")) == [tmp_path / "in"]


def altered(content, **changes):
    """The zip with one thing of its first member but one otherwise."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, member in enumerate(zipfile.ZipFile(io.BytesIO(content)).infolist()):
            fresh = zipfile.ZipInfo(member.filename, member.date_time)
            for key, value in changes.items() if number == 1 else ():
                setattr(fresh, key, value)
            archive.writestr(fresh, zipfile.ZipFile(io.BytesIO(content)).read(member))
    return file.getvalue()


def test_links_locks_and_doubles_are_refused(packed):
    link = altered(packed, external_attr=(stat.S_IFLNK | 0o777) << 16)
    assert "holds a link in place of a file" in problems_of(link)[0]
    twice = io.BytesIO(packed)
    with zipfile.ZipFile(twice, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("cells.csv", b"other")
    assert "holds cells.csv twice" in problems_of(twice.getvalue())[0]
    both = zipped({**files_in(packed), "CELLS.csv": b"x"})
    assert "holds CELLS.csv twice" in problems_of(both)[0]
    for name in ("baseline", "Baseline", "extra"):
        nested = again(files_in(packed), **{name: b"x", "extra/b": b"y"})
        assert any(f"holds {name} both as a file and as a folder" in one for one in problems_of(nested))
    locked = bytearray(packed)
    at = locked.rfind(b"PK\x01\x02")
    locked[at + 8] |= 1
    assert "is locked by a password" in problems_of(bytes(locked))[0]


@pytest.mark.parametrize("content", strange_zips("manifest.json").values(), ids=strange_zips())
def test_a_zip_that_python_does_not_know_is_damaged(content):
    (told,) = problems_of(content)
    assert "damaged" in told


def test_a_zip_that_inflates_is_refused_before_it_is_unpacked(packed):
    """By what its directory says; and a directory that lies is found out when the file is read."""
    file = io.BytesIO(packed)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("bomb.csv", "w") as bomb:
        for _ in range(MOST_BYTES // 10_000_000 + 1):
            bomb.write(bytes(10_000_000))
    assert len(file.getvalue()) < 1_000_000
    assert "unpacks to more than 300 MB" in problems_of(file.getvalue())[0]
    many = zipped({**files_in(packed), **{f"f{number}": b"" for number in range(5_000)}})
    assert "A pack holds at most 5,000" in problems_of(many)[0]


def test_what_is_no_pack_is_named():
    """A foreign file, a damaged zip, a zip of something else, an older or broken manifest."""
    foreign = {
        b"": "is not a zip",
        b"title: x": "is not a zip",
        b"PK\x03\x04 and no more": "is a damaged zip",
        zipped({"a.txt": b"x"}): "is a zip, but no pack",
        zipped({"manifest.json": b"{"}): "can't be read",
        zipped({"manifest.json": b"[" * 100_000}): "can't be read",
        zipped({"manifest.json": b"[]"}): "is not that of a pack",
        zipped({"manifest.json": b'{"made_by": "virement pack", "format": 2, "virement": "9"}'}): "of format 2",
        zipped({"manifest.json": b'{"made_by": "virement pack", "format": 1, "files": 3}'}): "lacks what a pack says",
        zipped({"manifest.json": b'{"made_by": "virement pack", "format": 1, "virement": "1", "scenarios": [], '
                b'"files": {"a": 1}}'}): "lacks what a pack says",
    }  # fmt: skip
    for content, what in foreign.items():
        (told,) = problems_of(content)
        assert what in told, content[:40]


@pytest.mark.parametrize("where", [0.02, 0.3, 0.6, 0.97])
def test_a_damaged_zip_is_refused_wherever_it_is_damaged(packed, where):
    """A byte flipped, or the end cut off: never a traceback, never a pack."""
    at = int(len(packed) * where)
    flipped = bytearray(packed)
    flipped[at] ^= 0xFF
    for content in (bytes(flipped), packed[:at]):
        assert problems_of(content)


def test_unpacking_is_whole_or_not_at_all(tmp_path, packed, monkeypatch):
    """A folder that is there is left alone; one that can't be finished leaves nothing."""
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "mine.txt").write_text("mine")
    with pytest.raises(ModelError, match="exists already"):
        unpack(packed, "p.zip", tmp_path / "p")
    with pytest.raises(ModelError, match="can't be written"):
        unpack(packed, "p.zip", tmp_path / "no" / "such" / "place")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    with pytest.raises(ModelError, match="is a link to what isn't there"):
        unpack(packed, "p.zip", tmp_path / "link")
    (tmp_path / "link").unlink()
    monkeypatch.setattr(Path, "rename", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left")))
    with pytest.raises(ModelError, match="No space left"):
        unpack(packed, "p.zip", tmp_path / "q")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["p"]
    assert [path.name for path in (tmp_path / "p").iterdir()] == ["mine.txt"]


def test_a_workbook_that_no_formula_carries_is_named_in_its_place():
    """The pack says in a file why there is no workbook, and holds all else."""
    text = (
        "title: x\nbaseline: toy\nmoves:\n"
        "  - {name: a, from: Streets, cut: 33.333333333333333%, to: {Parks: 100%}, end: FY2026}\n"
    )
    ledger = engine.reallocate(load_baseline("toy"), read_scenario(text))
    content = exports.pack([ledger])
    files = files_in(content)
    assert "model.xlsx" not in files
    assert "no formula carries exactly" in files["model.xlsx.missing.txt"].decode()
    assert {"brief.html", "cells.csv"} < set(files)
    assert verify(content, "p.zip")


def test_reading_gives_the_files_as_they_were(packed):
    said, files = read_pack(packed, "p.zip")
    assert {**files, "manifest.json": said.text().encode()} == files_in(packed)


def test_the_command_refuses_without_writing(tmp_path):
    """A scenario that can't be carried out, a folder that isn't there, a file that is none: code 2, nothing written."""
    (tmp_path / "bad.yaml").write_text("title: x\nbaseline: toy\nmoves:\n  - {name: a, from: Streats, cut: 10%}\n")
    for words in (
        ["pack", str(tmp_path / "bad.yaml"), "-o", str(tmp_path / "p.zip")],
        ["pack", "toy-streets-to-parks", "-o", str(tmp_path / "no" / "p.zip")],
        ["verify", str(tmp_path / "none.zip")],
        ["unpack", str(tmp_path / "none.zip")],
    ):
        done = CliRunner().invoke(virement, words)
        assert isinstance(done.exception, ModelError), words
    assert [path.name for path in tmp_path.iterdir()] == ["bad.yaml"]


def test_a_pack_is_written_over_an_older_one_in_one_step(tmp_path, packed):
    target = tmp_path / "p.zip"
    target.write_bytes(b"old")
    write_whole(target, packed, overwrite=True)
    assert target.read_bytes() == packed
    assert [path.name for path in tmp_path.iterdir()] == ["p.zip"]


def test_the_examples_in_the_help_work(tmp_path, monkeypatch):
    """Each example of the three commands runs as it stands, one after the other."""
    monkeypatch.chdir(tmp_path)
    for command in ("pack", "verify", "unpack"):
        shown = CliRunner().invoke(virement, [command, "-h"]).output
        examples = [line.split("virement ", 1)[1] for line in shown.splitlines() if line.startswith("  virement ")]
        assert len(examples) >= 2
        for example in examples:
            done = CliRunner().invoke(virement, shlex.split(example))
            assert done.exit_code == 0, (example, done.output, done.exception)
