"""Budgets in the shapes in which councils, states and ministries publish them; every figure is made up."""

from __future__ import annotations

from .exports_of_programs import Shape

SHAPES = [
    Shape(
        "UK council, £000 in a line of its own, a revenue budget that is spending",
        """\
Anyborough Council - Revenue Budget 2026/27,,
£000,,
Service,2025/26 Budget,2026/27 Budget
Adult Social Care,"61,200","64,050"
Children's Services,"48,310","49,900"
Environment,"22,475","23,010"
Internal recharges,"(3,100)","(3,250)"
Net cost of services,"128,885","133,710"
""",
        {"FY2026": "128885000", "FY2027": "133710000"},
        (4,),
    ),
    Shape(
        "India, crore, budget and revised estimates",
        """\
Expenditure of Ministries,,,,
(₹ in crore),,,,
Ministry,Actuals 2024-25,BE 2025-26,RE 2025-26,BE 2026-27
Agriculture,"1,20,500.25","1,22,000.50","1,21,000.00","1,30,000.00"
Education,"45,000.75","48,000.00","47,500.50","50,250.25"
Total,"1,65,501.00","1,70,000.50","1,68,500.50","1,80,250.25"
""",
        {"FY2025": "1655010000000", "FY2026": "1685005000000", "FY2027": "1802502500000"},
        (2,),
    ),
    Shape(
        "Japan, thousands of yen, the change beside",
        """\
一般会計予算,,,,
（単位：千円）,,,,
款,項,2025年度,2026年度,増減額
総務費,総務管理費,"120,500","125,300","4,800"
総務費,徴税費,"30,200","29,900",-300
民生費,社会福祉費,"210,000","215,500","5,500"
合計,,"360,700","370,700","10,000"
""",
        {"FY2025": "360700000", "FY2026": "370700000"},
        (3,),
    ),
    Shape(
        "Japan, years of the era",
        """\
（単位：百万円）,,
区分,令和7年度,令和8年度
教育費,"1,250","1,300"
土木費,"2,400","2,350"
合計,"3,650","3,650"
""",
        {"FY2025": "3650000000", "FY2026": "3650000000"},
        (2,),
        asks="perhaps",
    ),
    Shape(
        "German Haushaltsplan, income and spending in sections",
        """\
Teilhaushalt Schulen;;;;
Nr.;Bezeichnung;Ergebnis 2024;Ansatz 2025;Ansatz 2026
;Erträge;;;
1;Zuwendungen;200.000,00;210.000,00;220.000,00
2;Entgelte;50.000,00;52.000,00;54.000,00
3;Summe Erträge;250.000,00;262.000,00;274.000,00
;Aufwendungen;;;
4;Personalaufwendungen;300.000,00;310.000,00;320.000,00
5;Sachaufwendungen;80.500,50;82.000,00;85.000,00
6;Summe Aufwendungen;380.500,50;392.000,00;405.000,00
7;Jahresergebnis;-130.500,50;-130.000,00;-131.000,00
""",
        {"FY2024": "380500.50", "FY2025": "392000", "FY2026": "405000"},
        (2,),
        {"FY2024": "250000", "FY2025": "262000", "FY2026": "274000"},
    ),
    Shape(
        "France, commitments beside payments",
        """\
Programme;Action;AE 2026;CP 2026
Enseignement;Primaire;1 200,00;1 150,00
Enseignement;Collèges;800,00;820,00
Transports;Rail;2 000,00;1 700,00
Total;;4 000,00;3 670,00
""",
        {},
        (3,),
        asks="always",
        offered=({"FY2026": "4000"}, {"FY2026": "3670"}),
        never=({"FY2026": "7670"},),
    ),
    Shape(
        "United States, budget authority beside outlays, in millions",
        """\
(in millions of dollars),,,,
Agency,2026,,2027,
,Budget Authority,Outlays,Budget Authority,Outlays
Space Agency,"25,000","24,100","26,000","25,300"
Park Service,"3,600","3,450","3,700","3,650"
""",
        {},
        (2,),
        asks="always",
        offered=(
            {"FY2026": "28600000000", "FY2027": "29700000000"},
            {"FY2026": "27550000000", "FY2027": "28950000000"},
        ),
        never=({"FY2026": "56150000000", "FY2027": "58650000000"},),
    ),
    Shape(
        "US city open data, line items",
        """\
fiscal_year,fund_name,department_name,program_name,account_name,revenue_or_expense,approved_amount
2026,General Fund,Police,Patrol,Salaries,Expense,500000.00
2026,General Fund,Police,Patrol,Supplies,Expense,40000.50
2026,General Fund,Police,Training,Salaries,Expense,60000
2026,General Fund,Finance,Taxes,Property tax,Revenue,900000
2026,Water Fund,Utilities,Supply,Chemicals,Expense,75000
2027,General Fund,Police,Patrol,Salaries,Expense,510000
2027,General Fund,Police,Patrol,Supplies,Expense,41000
2027,General Fund,Police,Training,Salaries,Expense,62000
2027,General Fund,Finance,Taxes,Property tax,Revenue,925000
2027,Water Fund,Utilities,Supply,Chemicals,Expense,76000
""",
        {"FY2026": "675000.50", "FY2027": "689000"},
        (3, 4),
        {"FY2026": "900000", "FY2027": "925000"},
    ),
    Shape(
        "Brazil, R$ in every cell",
        """\
Prefeitura de Vila Nova;;;
Órgão;Unidade;Orçamento 2026;Orçamento 2027
Secretaria de Saúde;Hospital;R$ 1.500.000,50;R$ 1.600.000,00
Secretaria de Saúde;Clínicas;R$ 420.000,00;R$ 430.000,00
Secretaria de Obras;Estradas;R$ 900.000,25;R$ 950.000,00
Total geral;;R$ 2.820.000,75;R$ 2.980.000,00
""",
        {"FY2026": "2820000.75", "FY2027": "2980000"},
        (3,),
    ),
    Shape(
        "Netherlands, costs, income and balance, in thousands",
        """\
Programmabegroting (bedragen x € 1.000);;;;;;
Programma;Lasten 2026;Baten 2026;Saldo 2026;Lasten 2027;Baten 2027;Saldo 2027
Bestuur;5.200;300;-4.900;5.350;310;-5.040
Onderwijs;12.400;2.100;-10.300;12.800;2.150;-10.650
Totaal;17.600;2.400;-15.200;18.150;2.460;-15.690
""",
        {"FY2026": "17600000", "FY2027": "18150000"},
        (2,),
        {"FY2026": "2400000", "FY2027": "2460000"},
        asks="perhaps",
    ),
    Shape(
        "Poland, thousands of złoty, plan after changes",
        """\
Dział;Nazwa;Wykonanie 2025;Plan 2026;Plan 2027
600;Transport;1 250,5;1 300,0;1 350,0
801;Oświata;4 100,0;4 250,5;4 400,0
;Razem;5 350,5;5 550,5;5 750,0
w tys. zł;;;;
""",
        {"FY2025": "5350500", "FY2026": "5550500", "FY2027": "5750000"},
        (2,),
    ),
]
