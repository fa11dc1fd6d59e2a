"""Virement: what a cut to one budget means for the others, exact to the cent and with its sources.

>>> import model
>>> town = model.load_baseline("toy")
>>> scenario = model.load_scenario("toy-streets-to-parks")
>>> ledger = model.reallocate(town, scenario)
>>> print(model.sentence(ledger))
In FY2026, Streets gives up $360k (30% of its $1.2M): $288k goes to Parks and $72k is saved. Of all spending, \
Streets goes from 60% to 43.6% and Parks goes from 20% to 35.7%.
>>> model.by_division(ledger, level=1)[["division", "baseline", "variance", "budget"]]
  division baseline variance  budget
0  Streets  1200000  -360000  840000
1    Parks   400000   288000  688000
2  Library   400000        0  400000
"""

from model.baseline import ROOT, STATUSES, Baseline
from model.baseline_files import baseline_names, load_baseline, read_baseline_table
from model.baseline_folders import baseline_folder, baseline_zip
from model.clashes import Change, Clash, NoPlan
from model.columns import Columns
from model.comparison import by_scenario, common_span, compare
from model.differences import bridge_between, limits_that_differ, moves_that_differ
from model.errors import ModelError, Problem
from model.flips import break_points, flip_points
from model.goal_seek import seek
from model.goals import Goal, default_givers, read_goal
from model.handover.pack import pack
from model.handover.pack_reading import unpack, verify
from model.handover.workbook import workbook_of
from model.handover.workbook_reading import Difference, read_workbook
from model.inputs import Input, inputs_of
from model.isolation import isolated, isolated_by_division
from model.ledger import Ledger, reallocate
from model.limits import BrokenLimit, broken_limits
from model.links import Opened, from_link, to_link
from model.meaning import agreeing_base, as_amount, as_share, cut_meaning, figure_sources, money_by_status
from model.measures import Measure, Measured, measured, read_measure
from model.mending import Mending, Way, mendings
from model.money import Amount
from model.plans import OBJECTIVES, Plan, by_plan, plans, side_by_side
from model.ranges import Range
from model.scenario import Assumption, Correlation, Limit, Move, Scenario, json_schema, read_scenario
from model.scenario_files import (
    baseline_of,
    find_problems,
    load_scenario,
    problems_in,
    save_scenario,
    scenario_names,
    scenario_text,
)
from model.sensitivity import sobol_indices, tornado, two_way
from model.simulation import Simulation, simulate
from model.sought import Sought, Tried
from model.spread import by_cell, by_measure, chances
from model.targets import Target, read_target
from model.understanding import Understanding, understand
from model.views import (
    bridge,
    by_division,
    by_move,
    by_period,
    cells,
    flows,
    operating_income,
    postings,
    shares,
    sources_and_uses,
    to_csv,
)
from model.words import headline, sentence, trust

__all__ = [
    "OBJECTIVES",
    "ROOT",
    "STATUSES",
    "Amount",
    "Assumption",
    "Baseline",
    "BrokenLimit",
    "Change",
    "Clash",
    "Columns",
    "Correlation",
    "Difference",
    "Goal",
    "Input",
    "Ledger",
    "Limit",
    "Measure",
    "Measured",
    "Mending",
    "ModelError",
    "Move",
    "NoPlan",
    "Opened",
    "Plan",
    "Problem",
    "Range",
    "Scenario",
    "Simulation",
    "Sought",
    "Target",
    "Tried",
    "Understanding",
    "Way",
    "agreeing_base",
    "as_amount",
    "as_share",
    "baseline_folder",
    "baseline_names",
    "baseline_of",
    "baseline_zip",
    "break_points",
    "bridge",
    "bridge_between",
    "broken_limits",
    "by_cell",
    "by_division",
    "by_measure",
    "by_move",
    "by_period",
    "by_plan",
    "by_scenario",
    "cells",
    "chances",
    "common_span",
    "compare",
    "cut_meaning",
    "default_givers",
    "figure_sources",
    "find_problems",
    "flip_points",
    "flows",
    "from_link",
    "headline",
    "inputs_of",
    "isolated",
    "isolated_by_division",
    "json_schema",
    "limits_that_differ",
    "load_baseline",
    "load_scenario",
    "measured",
    "mendings",
    "money_by_status",
    "moves_that_differ",
    "operating_income",
    "pack",
    "plans",
    "postings",
    "problems_in",
    "read_baseline_table",
    "read_goal",
    "read_measure",
    "read_scenario",
    "read_target",
    "read_workbook",
    "reallocate",
    "save_scenario",
    "scenario_names",
    "scenario_text",
    "seek",
    "sentence",
    "shares",
    "side_by_side",
    "simulate",
    "sobol_indices",
    "sources_and_uses",
    "to_csv",
    "to_link",
    "tornado",
    "trust",
    "two_way",
    "understand",
    "unpack",
    "verify",
    "workbook_of",
]
