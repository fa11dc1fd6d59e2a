from .opening import open as open
from .picture import Picture as Picture
from .proposal import Proposal as Proposal
from .result import Result as Result
