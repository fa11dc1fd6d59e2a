"""Budgets in the shapes in which finance programs and public bodies export them; every figure is made up.

Each shape has its totals, worked by hand, in whole units of the currency.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Totals = dict[str, str]


@dataclass(frozen=True)
class Shape:
    """A file's text, what it says, and whether a person would have to ask.

    `asks` is always, never, or perhaps. `leaves` holds every right count. `never` are totals that no answer may give.
    """

    name: str
    text: str
    budget: Totals
    leaves: tuple[int, ...]
    revenue: Totals = field(default_factory=dict)
    asks: str = "never"
    offered: tuple[Totals, ...] = ()
    never: tuple[Totals, ...] = ()


SHAPES = [
    Shape(
        "SAP cost centres, minus behind",
        """\
Kostenstelle;Bezeichnung;Kostenart;Plan 2026;Plan 2027
1000;Vertrieb;Personal;1.250,00;1.300,00
1000;Vertrieb;Reisen;350,50;360,00
2000;Werk;Personal;2.400,00;2.450,00
2000;Werk;Weiterbelastung;150,25-;160,00-
Summe;;;3.850,25;3.950,00
""",
        {"FY2026": "3850.25", "FY2027": "3950"},
        (4,),
    ),
    Shape(
        "NetSuite income statement, indented",
        """\
Northwind Trading,,,,
Income Statement - Budget,,,,
From Jan 2026 to Mar 2026,,,,
,,,,
Financial Row,Jan 2026,Feb 2026,Mar 2026,Total
Ordinary Income/Expense,,,,
  Income,,,,
    4000 - Sales,$900.00,$950.00,"$1,000.00","$2,850.00"
  Total - Income,$900.00,$950.00,"$1,000.00","$2,850.00"
  Cost Of Sales,,,,
    5000 - Materials,$300.00,$310.00,$320.00,$930.00
  Total - Cost Of Sales,$300.00,$310.00,$320.00,$930.00
  Gross Profit,$600.00,$640.00,$680.00,"$1,920.00"
  Expense,,,,
    6000 - Salaries,$200.00,$200.00,$210.00,$610.00
    6100 - Rent,$100.00,$100.00,$100.00,$300.00
  Total - Expense,$300.00,$300.00,$310.00,$910.00
Net Ordinary Income,$300.00,$340.00,$370.00,"$1,010.00"
Net Income,$300.00,$340.00,$370.00,"$1,010.00"
""",
        {"2026-01": "600", "2026-02": "610", "2026-03": "630"},
        (3,),
        {"2026-01": "900", "2026-02": "950", "2026-03": "1000"},
    ),
    Shape(
        "QuickBooks budget overview, no word over the accounts",
        """\
Harbor Books LLC,,,
Budget Overview: FY26 P&L,,,
"January - February, 2026",,,
,,,
,Jan 2026,Feb 2026,Total
Income,,,
   Design income,500.00,520.00,"1,020.00"
Total Income,500.00,520.00,"1,020.00"
Gross Profit,500.00,520.00,"1,020.00"
Expenses,,,
   Advertising,50.00,50.00,100.00
   Automobile,,,
      Fuel,20.00,25.00,45.00
      Repairs,10.00,,10.00
   Total Automobile,30.00,25.00,55.00
Total Expenses,80.00,75.00,155.00
Net Operating Income,420.00,445.00,865.00
Net Income,420.00,445.00,865.00
""",
        {"2026-01": "80", "2026-02": "75"},
        (3,),
        {"2026-01": "500", "2026-02": "520"},
    ),
    Shape(
        "Workday plan lines, a year beside a month",
        """\
Company,Cost Center,Ledger Account,Fiscal Year,Period,Currency,Budget Amount
Global Modern,40100 IT Services,6100:Salaries,2026,Jan,USD,"1,000.00"
Global Modern,40100 IT Services,6100:Salaries,2026,Feb,USD,"1,000.00"
Global Modern,40100 IT Services,6500:Software,2026,Jan,USD,250.00
Global Modern,40100 IT Services,6500:Software,2026,Feb,USD,300.00
Global Modern,40200 HR,6100:Salaries,2026,Jan,USD,800.00
Global Modern,40200 HR,6100:Salaries,2026,Feb,USD,810.00
Global Modern,40200 HR,6300:Travel,2026,Jan,USD,40.00
Global Modern,40200 HR,6300:Travel,2026,Feb,USD,60.00
""",
        {"2026-01": "2090", "2026-02": "2170"},
        (2, 4),
    ),
    Shape(
        "Hyperion retrieval, #Missing and the year's sum",
        """\
Entity\tAccount\tQ1 FY26\tQ2 FY26\tQ3 FY26\tQ4 FY26\tFY26
East\tSalaries\t100\t100\t100\t110\t410
East\tTravel\t#Missing\t5\t#Missing\t5\t10
West\tSalaries\t80\t80\t80\t80\t320
West\tTravel\t4\t#Missing\t#Missing\t#Missing\t4
Total Entity\t\t184\t185\t180\t195\t744
""",
        {"2026Q1": "184", "2026Q2": "185", "2026Q3": "180", "2026Q4": "195"},
        (4,),
    ),
    Shape(
        "Dynamics 365 budget register entries",
        """\
Budget model,Budget code,Date,Department,Main account,Account name,Amount type,Currency,Amount
FY2026,Original,2026-01-01,Sales,606300,Travel,Expense,USD,"1,200.00"
FY2026,Original,2026-02-01,Sales,606300,Travel,Expense,USD,"1,300.00"
FY2026,Original,2026-01-01,Sales,606400,Advertising,Expense,USD,500.00
FY2026,Original,2026-02-01,Sales,606400,Advertising,Expense,USD,500.00
FY2026,Original,2026-01-01,Operations,607100,Fuel,Expense,USD,700.50
FY2026,Original,2026-02-01,Operations,607100,Fuel,Expense,USD,650.00
FY2026,Original,2026-01-01,Sales,401100,Product sales,Revenue,USD,"9,000.00"
FY2026,Original,2026-02-01,Sales,401100,Product sales,Revenue,USD,"9,500.00"
""",
        {"2026-01": "2400.50", "2026-02": "2450"},
        (2, 3),
        {"2026-01": "9000", "2026-02": "9500"},
    ),
    Shape(
        "Sage Intacct, months that ended",
        """\
Account,Title,Location,Month Ended January 2026,Month Ended February 2026
60100,Salaries,East,5000,5000
60100,Salaries,West,4000,4100
60200,Rent,East,1500,1500
""",
        {"2026-01": "10500", "2026-02": "10600"},
        (3, 2),
    ),
    Shape(
        "Xero budget summary",
        """\
Budget Summary,,,
Harbour Ltd,,,
January 2026 to March 2026,,,
,,,
Account,Jan-26,Feb-26,Mar-26
Income,,,
Sales,"4,000","4,100","4,200"
Total Income,"4,000","4,100","4,200"
Less Operating Expenses,,,
Rent,"1,000","1,000","1,000"
Wages,"2,000","2,050","2,100"
Total Operating Expenses,"3,000","3,050","3,100"
Net Profit,"1,000","1,050","1,100"
""",
        {"2026-01": "3000", "2026-02": "3050", "2026-03": "3100"},
        (2,),
        {"2026-01": "4000", "2026-02": "4100", "2026-03": "4200"},
    ),
    Shape(
        "Anaplan grid, with the parent's rows and the quarter's column",
        """\
Cost Centre,P&L Line,Version,Jan 26,Feb 26,Mar 26,Q1 FY26
London,Salaries,Budget,10,10,10,30
London,Rent,Budget,5,5,5,15
Paris,Salaries,Budget,8,8,9,25
All Cost Centres,Salaries,Budget,18,18,19,55
All Cost Centres,Rent,Budget,5,5,5,15
""",
        {"2026-01": "23", "2026-02": "23", "2026-03": "24"},
        (3,),
        asks="perhaps",
    ),
    Shape(
        "Adaptive Planning, levels and accounts by month",
        """\
Account Name,Account Code,Level Name,01/2026,02/2026,03/2026
Salaries,6010,Engineering,120000,120000,125000
Salaries,6010,Marketing,60000,60000,60000
Travel,6200,Marketing,4500.25,0,3000
""",
        {"2026-01": "184500.25", "2026-02": "180000", "2026-03": "188000"},
        (3, 2),
    ),
]
