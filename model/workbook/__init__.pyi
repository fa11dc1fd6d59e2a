from .build import workbook_of as workbook_of
from .import_workbook import Difference as Difference
from .import_workbook import read_workbook as read_workbook
