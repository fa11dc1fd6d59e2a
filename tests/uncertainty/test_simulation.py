"""A scenario many times: the same bytes whoever works, inside its ranges, right where the answer is known."""

import json
import os
import signal
import time
import tracemalloc
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from virement import uncertainty
from virement.baseline.shipped import read_baseline_table
from virement.engine.ledger import reallocate
from virement.measures.measure import read_measure
from virement.measures.target import read_target
from virement.scenario import Case
from virement.scenario.reader import read_scenario
from virement.uncertainty.histogram import histogram, together
from virement.uncertainty.inputs import inputs_of
from virement.uncertainty.monte_carlo import simulate
from virement.uncertainty.sampling import correlation_root, draws_of
from virement.values.problems import ModelError
from virement.views.csv_text import to_csv

from tests.support.strategies import ranged

BLOCK = 2**14  # draws that are carried out at once, of a small baseline
TABLE = b"Division,FY2026,FY2027\nRoads,1000000,900000\nParks,500000,600000\nPools,300000,300000\n"
TEXT = """title: Roads to parks
baseline: town.csv
moves:
  - name: Roads
    from: Roads
    cut: {low: $100k, likely: $200k, high: $300k, shape: uniform}
    to: {Parks: 60%, Savings: 40%}
    end: FY2026
    stranded_cost: {low: 0%, likely: 5%, high: 20%}
limits:
  - {division: Roads, floor: 75%}
  - {division: Pools, locked: true}
"""


@pytest.fixture(scope="module")
def town():
    return read_baseline_table(TABLE, "town.csv", currency="USD", unit="one")


@pytest.fixture(scope="module")
def scenario():
    return read_scenario(TEXT)


def told(found):
    """Everything that a simulation says, as bytes."""
    return "".join(
        to_csv(table(found)) for table in (uncertainty.by_cell, uncertainty.by_measure, uncertainty.chances)
    ).encode()


def looked_at(town, scenario, **said):
    measures = [read_measure(text, Case(town, scenario)) for text in ("gross", "share of Parks in FY2026", "fundable")]
    targets = [read_target("share of Parks in FY2026 >= 33%", Case(town, scenario))]
    return simulate(Case(town, scenario), seed=7, measures=measures, targets=targets, **said)


@settings(max_examples=25)
@given(ranged(), st.integers(1, 40))
def test_every_number_lies_between_what_the_ranges_allow(case, draws):
    """With each range at its likely value only, all draws are the plain run; else the plain run's kind of number."""
    baseline, scenario = case
    plain = scenario.model_copy(
        update={"moves": tuple(move.model_copy(update={"ranges": {}}) for move in scenario.moves)}
    )
    found = uncertainty.by_cell(simulate(Case(baseline, plain), draws=draws, seed=1))
    for column in ("p5", "p50", "p95", "mean", "least", "most"):
        assert found[column].tolist() == found["plain"].tolist()
    wide = uncertainty.by_cell(simulate(Case(baseline, scenario), draws=draws, seed=1))
    assert all(a <= b <= c for a, b, c in zip(wide["least"], wide["p50"], wide["most"], strict=True))


@pytest.mark.parametrize("exact", [True, False])
def test_the_same_seed_gives_the_same_bytes_whoever_works(town, scenario, monkeypatch, exact):
    """In one thread, in many, in processes: the same bytes; another seed gives others."""
    draws = 5 * BLOCK + 3
    if not exact:
        monkeypatch.setattr("virement.uncertainty.monte_carlo.EXACT", 10)
    alone = looked_at(town, scenario, draws=draws, executor=ThreadPoolExecutor(1))
    assert alone.job.exact == exact
    assert alone.job.block == BLOCK
    for workers in (2, 3):
        with ThreadPoolExecutor(workers) as threads:
            assert told(looked_at(town, scenario, draws=draws, executor=threads)) == told(alone)
    monkeypatch.setattr("virement.uncertainty.monte_carlo._AHEAD", 1)
    assert told(looked_at(town, scenario, draws=draws)) == told(alone)
    other = simulate(Case(town, scenario), seed=8, draws=draws)
    assert to_csv(uncertainty.by_cell(other)) != to_csv(uncertainty.by_cell(alone))


def die():
    """Be killed, as by a machine that runs out of memory."""
    time.sleep(0.3)
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_worker_that_is_killed_changes_nothing(town, scenario):
    """A process is killed while others work: what is lost with it is done again, to the same bytes."""
    draws = 30 * BLOCK
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
        doomed = processes.submit(die)
        found = told(looked_at(town, scenario, draws=draws, executor=processes))
        assert isinstance(doomed.exception(), BrokenProcessPool)
    assert found == told(looked_at(town, scenario, draws=draws))


def test_memory_does_not_grow_with_the_draws(town, scenario, monkeypatch):
    """Four times the draws, above those that are kept one by one, take no more memory at their height."""
    monkeypatch.setattr("virement.uncertainty.monte_carlo.EXACT", 10)
    monkeypatch.setattr("virement.uncertainty.monte_carlo._LARGEST", 2**9)
    # on a busy machine blocks wait until they are added; how many may is fixed, how many do is chance
    monkeypatch.setattr("virement.uncertainty.monte_carlo._AHEAD", 1)
    heights = []
    for draws in (20_000, 80_000):
        tracemalloc.start()
        looked_at(town, scenario, draws=draws, executor=ThreadPoolExecutor(1))
        heights.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert heights[1] < 1.2 * heights[0]


def test_a_large_baseline_goes_through_in_small_blocks():
    """Of 20,000 divisions few draws are carried out at once, and the simulation agrees with the plain run."""
    rows = "".join(f"Division {number},{number}00\n" for number in range(1, 20_001))
    large = read_baseline_table(f"Division,FY2026\n{rows}".encode(), "large.csv", currency="USD", unit="one")
    text = "title: t\nbaseline: large.csv\nmoves:\n  - {name: a, from: Division 9, cut: 10%, to: {Division 8: 100%}}\n"
    found = simulate(Case(large, read_scenario(text)), draws=200, seed=1, divisions=["Division 9", "Division 8"])
    assert found.job.block < 200
    assert found.percentiles(found.series_of("Division 9", 0), [0, 100]) == [81_000, 81_000]


def test_what_tell_raises_stops_the_work(town, scenario):
    """Who looks on can stop it, and is told how far it is."""
    seen = []

    def stop(done, draws):
        seen.append((done, draws))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        looked_at(town, scenario, draws=40 * BLOCK, tell=stop)
    assert len(seen) == 1
    assert seen[0][1] == 40 * BLOCK


@pytest.mark.parametrize("draws", [20_000, 200_000])
@pytest.mark.parametrize("sampling", ["latin", "sobol"])
def test_percentiles_of_a_uniform_cut_are_known(town, scenario, draws, sampling):
    """The gross cut is uniform from 100k to 300k, so its p-th percentile is 100k + 2k p; the mean is 200k."""
    found = uncertainty.by_measure(looked_at(town, scenario, draws=draws, sampling=sampling)).iloc[0]
    for percent in uncertainty.PERCENTS:
        assert float(found[f"p{percent}"]) == pytest.approx(100_000 + 2_000 * percent, abs=150)
    assert float(found["mean"]) == pytest.approx(200_000, abs=20)


def test_chances_are_known(town, scenario):
    """The floor holds $750k of $1M, so a quarter of the draws break it; none does in FY2027."""
    found = uncertainty.chances(looked_at(town, scenario, draws=20_000)).set_index("event")["chance_pct"].map(float)
    assert found["floor of Roads in FY2026 breaks"] == pytest.approx(25, abs=0.1)
    assert found["floor of Roads in FY2027 breaks"] == 0
    assert not [event for event in found.index if "lock" in event], "a lock holds"
    assert 0 < found["share of Parks in FY2026 >= 33%"] < 100
    assert found["can't be carried out"] == 0


def test_a_range_of_two_values_is_their_two_plain_runs(town):
    """A cut of $1.00 or $1.01: every draw is one of the two plain runs, and about half are either."""
    text = TEXT.replace("low: $100k, likely: $200k, high: $300k", "low: USD 1, likely: USD 1, high: USD 1.01")
    scenario = read_scenario(text.replace("{low: 0%, likely: 5%, high: 20%}", "5%"))
    ends = [reallocate(town, read_scenario(TEXT.replace("{low: $100k, likely: $200k, high: $300k, shape: uniform}", cut)
            .replace("{low: 0%, likely: 5%, high: 20%}", "5%"))) for cut in ("USD 1", "USD 1.01")]  # fmt: skip
    found = simulate(Case(town, scenario), draws=1_000, seed=1)
    held = {int(number) for number in found.counted(found.series_of("Roads", 0)).counts.nonzero()[0]}
    assert len(held) == 2
    series = found.counted(found.series_of("Roads", 0))
    assert {series.least, series.most} == {int(end.budget[0, 0, 0]) for end in ends}
    assert 400 < series.counts[0] < 600


def test_the_analysts_range_comes_out():
    """JPMorgan's range: a metaverse group of 50-60 % of $26B, cut by 30 %, saves $3.9-4.7B."""
    table = b"Division,FY2026\nReality Labs / Metaverse,14300000000\nReality Labs / Wearables,11700000000\n"
    baseline = read_baseline_table(table, "labs.csv", currency="USD", unit="one")
    scenario = read_scenario(
        "title: t\nbaseline: labs.csv\n"
        "moves: [{name: Cut, from: Reality Labs / Metaverse, cut: 30%, to: {Savings: 100%}}]\n"
        "assumptions: [{division: Reality Labs / Metaverse, of: Reality Labs, low: 50%, high: 60%, shape: uniform}]\n"
    )
    found = simulate(
        Case(baseline, scenario), draws=5_000, seed=1, measures=[read_measure("savings", Case(baseline, scenario))]
    )
    row = uncertainty.by_measure(found).iloc[0]
    assert float(row["least"]) == pytest.approx(3.9e9, rel=1e-3)
    assert float(row["most"]) == pytest.approx(4.68e9, rel=1e-3)
    assert float(row["plain"]) == 4.29e9
    labs = found.counted(found.series_of("All divisions", 0))
    assert labs.most < 26e9 * 100


def test_correlated_ranges_go_together(town):
    """The rank correlation of the draws is the one that is stated; the spread of each is as without it."""
    from scipy.stats import spearmanr

    text = TEXT + 'correlations: [{between: ["Roads: cut", "Roads: stranded_cost"], is: -0.7}]\n'
    scenario = read_scenario(text)
    inputs = inputs_of(Case(town, scenario))
    root, problems = correlation_root(scenario, inputs)
    assert not problems
    values = draws_of(inputs, root, 1, 0, BLOCK, "latin")
    assert spearmanr(*values).statistic == pytest.approx(-0.7, abs=0.02)
    alone = draws_of(inputs, None, 1, 0, BLOCK, "latin")
    for mine, theirs in zip(values, alone, strict=True):
        np.testing.assert_allclose(np.percentile(mine, [5, 50, 95]), np.percentile(theirs, [5, 50, 95]), rtol=0.05)


def test_correlations_that_cannot_be_are_told(town):
    """What goes with one thing can't go against its like."""
    text = TEXT.replace("end: FY2026", "one_off_cost: {low: 0%, likely: 1%, high: 2%}")
    names = ["Roads: cut", "Roads: stranded_cost", "Roads: one_off_cost"]
    pairs = [(0, 1, 0.9), (1, 2, 0.9), (0, 2, -0.9)]
    rows = "".join(f"  - {json.dumps({'between': [names[a], names[b]], 'is': r})}\n" for a, b, r in pairs)
    with pytest.raises(ModelError, match="the correlation matrix is not positive semi-definite"):
        simulate(Case(town, read_scenario(text + "correlations:\n" + rows)), draws=10, seed=1)


@pytest.mark.parametrize(
    ("said", "told"),
    [({"draws": 0}, "0 draws can't be made"), ({"draws": 10**12}, "1,000,000,000,000 draws can't be made"),
     ({"seed": -1}, "-1 is not a seed"), ({"sampling": "dice"}, "'dice' is not a way of drawing"),
     ({"divisions": ["Roadz"]}, "Did you mean 'Roads'")],
)  # fmt: skip
def test_what_cannot_be_simulated_is_told_at_once(town, scenario, said, told):
    with pytest.raises(ModelError) as raised:
        simulate(Case(town, scenario), **{"draws": 10, "seed": 1, **said})
    assert told in str(raised.value)


def test_draws_that_cannot_be_carried_out_are_counted(town):
    """Two cuts of one division, each possible by itself: where they overdraw it together the draw is left out."""
    text = """title: t
baseline: town.csv
moves:
  - {name: a, from: Roads, cut: {low: 10%, likely: 30%, high: 60%}, to: {Savings: 100%}}
  - {name: b, from: Roads, cut: {low: 10%, likely: 30%, high: 60%}, to: {Savings: 100%}}
"""
    found = simulate(Case(town, read_scenario(text)), draws=5_000, seed=1)
    assert 0 < found.refused < 1_000
    assert found.counted(found.series_of("Roads", 0)).least >= 0
    assert found.counted(found.series_of("Roads", 0)).size == 5_000 - found.refused
    measures = [read_measure("gross", Case(town, read_scenario(text)))]
    rows = pd.concat(
        uncertainty.draws(simulate(Case(town, read_scenario(text)), draws=5_000, seed=1, measures=measures).job)
    )
    said = rows.set_index("carried_out")["gross in FY2026 to FY2027"]
    assert said[False].isna().all()
    assert said[True].notna().all()


def test_the_draws_themselves_are_written(town, scenario):
    """Every draw with its inputs and measures: what its numbers say is what the simulation has."""
    found = looked_at(town, scenario, draws=BLOCK + 10)
    rows = pd.concat(uncertainty.draws(found.job))
    assert rows["draw"].tolist() == list(range(1, BLOCK + 11))
    assert list(rows.columns)[1:4] == ["Roads: cut", "Roads: stranded_cost", "carried_out"]
    gross = sorted(rows["gross in FY2026"])
    assert gross[0] == uncertainty.by_measure(found).iloc[0]["least"]
    assert float(gross[len(gross) // 2]) == pytest.approx(200_000, abs=300)


@given(st.lists(st.lists(st.integers(-(2**52), 2**52) | st.integers(-50, 50), min_size=1, max_size=30), min_size=1))
def test_histograms_come_out_the_same_in_any_order(parts):
    """Put together in any order and grouping they are the histogram of all; least, most and mean are exact."""
    arrays = [np.array(part, dtype=np.int64) for part in parts]
    everything = np.concatenate(arrays)
    whole = histogram(everything)
    for order in (arrays, arrays[::-1]):
        found = together([together([histogram(order[0])]), *map(histogram, order[1:])])
        assert (found.shift, found.first, found.total) == (whole.shift, whole.first, whole.total)
        assert (found.counts == whole.counts).all()
    assert whole.mean * len(everything) == sum(everything.tolist())
    spread_ = whole.most - whole.least
    for percent in (5, 50, 95):
        exact = np.sort(everything)[max(-(-len(everything) * percent // 100), 1) - 1]
        assert abs(whole.percentile(percent) - int(exact)) <= spread_ / 2048 + 1


@pytest.mark.filterwarnings("default")  # what a cluster says of its own ports and shutting down
def test_a_cluster_of_dask_gives_the_same_bytes_though_a_worker_is_killed(town, scenario):
    """Dask's executor, two worker processes, one of them killed at its work: the bytes of one thread here."""
    import distributed

    draws = 30 * BLOCK
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        victim = next(iter(cluster.workers.values())).pid
        killed = []

        def kill(done, draws):
            if not killed:
                killed.append(victim)
                os.kill(victim, signal.SIGKILL)

        found = told(looked_at(town, scenario, draws=draws, executor=client.get_executor(), tell=kill))
    assert killed
    assert found == told(looked_at(town, scenario, draws=draws))
