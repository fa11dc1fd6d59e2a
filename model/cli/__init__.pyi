from .commands import main as main
from .commands import virement as virement
