"""Tables that offices and programs bring, each with something odd; every figure is made up."""

from __future__ import annotations

from .exports_of_programs import Shape

SHAPES = [
    Shape(
        "An American city: jobs between the amounts",
        """\
City of Fairview,,,,,,,
FY 2026-27 Proposed Budget - Department Summary,,,,,,,
Department,FY25 FTE,FY25 Actual,FY26 FTE,FY26 Adopted,FY27 FTE,FY27 Proposed,% Change
City Manager,12.0,"$1,845,210",12.0,"$1,902,300",12.5,"$2,010,450",5.7%
Police,310.0,"48,220,115",312.0,"50,118,000",315.0,"52,940,700",5.6%
Fire,184.0,"30,118,940",184.0,"31,002,500",186.0,"32,150,000",3.7%
Public Works,97.5,"14,552,380",98.0,"15,120,400",98.0,"15,604,900",3.2%
Library,41.3,"4,010,660",41.3,"4,188,200",40.8,"4,155,100",-0.8%
Total All Departments,644.8,"$98,747,305",647.3,"$102,331,400",652.3,"$106,861,150",4.4%
""",
        {"FY2025": "98747305.00", "FY2026": "102331400.00", "FY2027": "106861150.00"},
        (5,),
    ),
    Shape(
        "A pivot table with totals at the right and below, and a blank item",
        """\
Sum of Amount,Column Labels,,,,
Row Labels,2024,2025,2026,(blank),Grand Total
Facilities,"1,200","1,250","1,300",,"3,750"
 Cleaning,400,420,440,,"1,260"
 Utilities,800,830,860,,"2,490"
IT,"2,000","2,150","2,400",,"6,550"
 Licences,900,1000,1200,,"3,100"
 Staff,"1,100","1,150","1,200",,"3,450"
(blank),,,,,
Grand Total,"3,200","3,400","3,700",,"10,300"
""",
        {"FY2024": "3200.00", "FY2025": "3400.00", "FY2026": "3700.00"},
        (4,),
    ),
    Shape(
        "A bookkeeping program's statement over the months of a year",
        """\
Riverbend Outfitters LLC,,
Profit & Loss Budget Overview,,
January through December 2026,,
,,
,Jan - Dec 26,
   Ordinary Income/Expense,,
      Income,,
         4000 · Sales,"850,000.00",
         4900 · Returns,"-12,000.00",
      Total Income,"838,000.00",
      Cost of Goods Sold,,
         5000 · Purchases,"310,000.00",
      Total COGS,"310,000.00",
   Gross Profit,"528,000.00",
      Expense,,
         6000 · Payroll,,
            6010 · Wages,"220,000.00",
            6020 · Payroll Taxes,"19,800.00",
         Total 6000 · Payroll,"239,800.00",
         6100 · Rent,"60,000.00",
         6200 · Utilities,"8,400.00",
      Total Expense,"308,200.00",
   Net Ordinary Income,"219,800.00",
Net Income,"219,800.00",
""",
        {"FY2026": "618200.00"},
        (5,),
        {"FY2026": "838000.00"},
    ),
    Shape(
        "A ledger's balances with the minus behind, cost centres beside",
        """\
Company Code 1000  Ledger 0L  Fiscal Year 2026 Periods 01-12;;;;
G/L Acct;Text;Cost Ctr;Crcy;Balance 2026
0000400000;Raw materials consumed;4100;EUR;1.234.567,89
0000410000;Services purchased;4100;EUR;88.400,00
0000420000;Salaries;4200;EUR;2.410.000,00
0000420100;Social security;4200;EUR;512.300,10
0000430000;Rebates received;4100;EUR;45.000,00-
0000440000;Depreciation;4300;EUR;310.250,00
;;;;4.510.517,99
""",
        {"FY2026": "4510517.99"},
        (6,),
    ),
    Shape(
        "Months with their quarters and the half year beside",
        """\
Department,Jan-26,Feb-26,Mar-26,Q1,Apr-26,May-26,Jun-26,Q2,H1
Sales,100,110,120,330,130,140,150,420,750
Support,50,50,55,155,60,60,65,185,340
Total,150,160,175,485,190,200,215,605,1090
""",
        {"2026-01": "150", "2026-02": "160", "2026-03": "175", "2026-04": "190", "2026-05": "200", "2026-06": "215"},
        (2,),
    ),
    Shape(
        "A school district: functions within functions by their codes",
        """\
Lakeside School District No. 12,,,
General Fund Expenditures by Function,,,
Function,2024-25 Actual,2025-26 Amended Budget,2026-27 Adopted Budget
1000 Instruction,"8,300,000","8,500,000","8,720,000"
1100 Regular Programs,"6,100,000","6,250,000","6,400,000"
1200 Special Programs,"2,200,000","2,250,000","2,320,000"
2000 Support Services,"3,500,000","3,580,000","3,655,000"
2100 Students,"1,500,000","1,520,000","1,555,000"
2600 Operations,"2,000,000","2,060,000","2,100,000"
Total Expenditures,"11,800,000","12,080,000","12,375,000"
""",
        {"FY2025": "11800000", "FY2026": "12080000", "FY2027": "12375000"},
        (4,),
    ),
    Shape(
        "A planning program: cost centres within hierarchies, two stages and actuals to date",
        """\
Cost Center Hierarchy,Cost Center,Spend Category,Ledger Account,FY26 Budget,FY26 Actuals YTD,FY27 Plan
Corporate,CC100 Finance,Travel,6100:Travel,"$120,000.00","$80,000.00","$125,000.00"
Corporate,CC100 Finance,Software,6200:Software,"$310,000.00","$290,000.00","$330,000.00"
Corporate,CC200 HR,Recruiting,6300:Recruiting,"$95,000.00","$60,100.00","$99,000.00"
Field,CC300 Sales,Travel,6100:Travel,"$600,000.00","$412,000.00","$640,000.00"
""",
        {"FY2026": "1125000", "FY2027": "1194000"},
        (4,),
    ),
    Shape(
        "The year before and the current one, which the title names",
        """\
Proposed Budget for Fiscal Year 2026,,,
Department,Prior Year Actual,Current Year Budget,Change
Roads,"1,000","1,100",100
Parks,500,450,-50
Total,"1,500","1,550",50
""",
        {"FY2025": "1500", "FY2026": "1550"},
        (2,),
    ),
]
