from . import actuals as actuals
from . import authority as authority
from . import baseline as baseline
from . import charts as charts
from . import check as check
from . import cli as cli
from . import edits as edits
from . import engine as engine
from . import exports as exports
from . import goals as goals
from . import measures as measures
from . import notebook as notebook
from . import scenario as scenario
from . import tables as tables
from . import uncertainty as uncertainty
from . import values as values
from . import versions as versions
from . import views as views
from . import workbook as workbook
from .notebook import open as open
from .values import ModelError as ModelError

__version__: str
