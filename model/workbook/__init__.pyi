from .approvals_sheet import register_workbook as register_workbook
from .build import workbook_of as workbook_of
from .import_workbook import Difference as Difference
from .import_workbook import read_workbook as read_workbook
