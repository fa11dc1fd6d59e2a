from .actuals_table import Actual as Actual
from .actuals_table import Actuals as Actuals
from .actuals_table import actuals_names as actuals_names
from .actuals_table import load_actuals as load_actuals
from .actuals_table import read_actuals as read_actuals
from .tracking import Tracking as Tracking
from .tracking import track as track
