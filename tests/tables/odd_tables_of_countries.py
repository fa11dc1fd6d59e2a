"""Budgets as other countries print them, each with something odd; every figure is made up."""

from __future__ import annotations

from .exports_of_programs import Shape

SHAPES = [
    Shape(
        "A French commune: sections of spending and of income in the column of chapters, four stages",
        """\
Commune de Saint-Aubin;;;;;
Budget primitif 2026;;;;;
;;;;;
Chapitre;Libellé;Compte administratif 2024;Budget 2025;Propositions nouvelles 2026;Vote du conseil 2026
SECTION DE FONCTIONNEMENT;;;;;
Dépenses de fonctionnement;;;;;
011;Charges à caractère général;412 300,50;430 000,00;445 000,00;445 000,00
012;Charges de personnel et frais assimilés;801 220,00;820 000,00;850 000,00;848 500,00
65;Autres charges de gestion courante;120 000,00;125 000,00;127 500,00;127 500,00
66;Charges financières;18 400,00;17 000,00;16 100,00;16 100,00
;Total des dépenses de fonctionnement;1 351 920,50;1 392 000,00;1 438 600,00;1 437 100,00
Recettes de fonctionnement;;;;;
70;Produits des services;90 000,00;95 000,00;99 000,00;99 000,00
73;Impôts et taxes;1 050 000,00;1 080 000,00;1 110 000,00;1 110 000,00
74;Dotations et participations;240 000,00;235 000,00;230 000,00;230 000,00
;Total des recettes de fonctionnement;1 380 000,00;1 410 000,00;1 439 000,00;1 439 000,00
SECTION D'INVESTISSEMENT;;;;;
Dépenses d'investissement;;;;;
20;Immobilisations incorporelles;12 000,00;10 000,00;8 000,00;8 000,00
21;Immobilisations corporelles;310 000,00;290 000,00;420 000,00;400 000,00
16;Emprunts et dettes assimilées;75 000,00;77 000,00;79 000,00;79 000,00
;Total des dépenses d'investissement;397 000,00;377 000,00;507 000,00;487 000,00
Recettes d'investissement;;;;;
13;Subventions d'investissement;150 000,00;140 000,00;260 000,00;260 000,00
10;Dotations, fonds divers et réserves;90 000,00;88 000,00;92 000,00;92 000,00
;Total des recettes d'investissement;240 000,00;228 000,00;352 000,00;352 000,00
""",
        {"FY2024": "1748920.50", "FY2025": "1769000.00", "FY2026": "1924100.00"},
        (7,),
        {"FY2024": "1620000.00", "FY2025": "1638000.00", "FY2026": "1791000.00"},
    ),
    Shape(
        "A Spanish town hall: chapters, with lettered subtotals between them",
        """\
AYUNTAMIENTO DE VILLANUEVA;;;
Presupuesto de gastos 2026 (euros);;;
Capítulo;Denominación;Presupuesto 2025;Presupuesto 2026
1;Gastos de personal;12.450.000,00;12.900.000,00
2;Gastos corrientes en bienes y servicios;9.870.500,00;10.120.000,00
3;Gastos financieros;150.000,00;140.000,00
4;Transferencias corrientes;2.300.000,00;2.450.000,00
A) OPERACIONES CORRIENTES;;24.770.500,00;25.610.000,00
6;Inversiones reales;3.400.000,00;4.100.000,00
7;Transferencias de capital;200.000,00;150.000,00
8;Activos financieros;60.000,00;60.000,00
9;Pasivos financieros;1.100.000,00;1.050.000,00
B) OPERACIONES DE CAPITAL;;4.760.000,00;5.360.000,00
TOTAL GASTOS;;29.530.500,00;30.970.000,00
""",
        {"FY2025": "29530500.00", "FY2026": "30970000.00"},
        (8,),
    ),
    Shape(
        "A Japanese town: this year beside last year, thousands of yen, a triangle below zero",
        """\
令和8年度 一般会計 歳出予算,,,,
,,,,（単位：千円）
款,項,本年度予算額,前年度予算額,比較
1 議会費,1 議会費,312450,310200,2250
2 総務費,1 総務管理費,4520300,4410800,109500
,2 徴税費,830120,812000,18120
3 民生費,1 社会福祉費,9120500,8800400,320100
,2 児童福祉費,7340800,7010900,329900
4 土木費,1 道路橋りょう費,2210000,2350000,△140000
歳出合計,,24334170,23694300,639870
""",
        {"FY2025": "23694300000", "FY2026": "24334170000"},
        (6,),
    ),
    Shape(
        "An Indian demand: actuals, budget and revised estimates in crore, recoveries below zero",
        """\
Demand No. 57 - Department of School Education,,,,,
(In ₹ crore),,,,,
,Actuals 2024-2025,Budget Estimates 2025-2026,Revised Estimates 2025-2026,Budget Estimates 2026-2027,
Secretariat,212.45,230.00,221.10,245.50,
Samagra Shiksha,"37,010.00","41,250.00","38,000.00","42,100.00",
PM POSHAN,"9,903.40","12,500.00","10,600.00","12,750.00",
Kendriya Vidyalaya Sangathan,"8,727.00","9,503.84","9,400.00","9,875.25",
Less Recoveries,-45.20,-50.00,-48.00,-52.00,
Grand Total,"55,807.65","63,433.84","58,173.10","64,918.75",
""",
        {"FY2025": "558076500000.00", "FY2026": "581731000000.00", "FY2027": "649187500000.00"},
        (5,),
    ),
    Shape(
        "A Polish commune: a code in a column of its own at each level",
        """\
Wydatki budżetu gminy na 2026 r.;;;;
w zł;;;;
Dział;Rozdział;Nazwa;Plan na 2025 r.;Plan na 2026 r.
600;;Transport i łączność;1 250 000,00;1 310 000,00
;60016;Drogi publiczne gminne;1 000 000,00;1 060 000,00
;60095;Pozostała działalność;250 000,00;250 000,00
801;;Oświata i wychowanie;8 400 000,00;8 900 000,00
;80101;Szkoły podstawowe;6 100 000,00;6 450 000,00
;80104;Przedszkola;2 300 000,00;2 450 000,00
Ogółem;;;9 650 000,00;10 210 000,00
""",
        {"FY2025": "9650000.00", "FY2026": "10210000.00"},
        (4,),
    ),
    Shape(
        "A Brazilian city: thousands of reais, three stages",
        """\
Prefeitura Municipal de Serra Azul;;;;
Orçamento 2026 - Despesa por órgão (R$ mil);;;;
Órgão;Unidade orçamentária;Dotação inicial 2025;Dotação atualizada 2025;PLOA 2026
Secretaria de Educação;Ensino Fundamental;182.400,0;185.900,0;194.200,0
Secretaria de Educação;Educação Infantil;96.350,0;97.100,0;104.800,0
Secretaria de Saúde;Atenção Básica;121.700,0;130.250,0;133.400,0
Secretaria de Saúde;Média e Alta Complexidade;88.900,0;92.300,0;95.000,0
Câmara Municipal;Câmara Municipal;14.200,0;14.200,0;15.100,0
Total geral;;503.550,0;519.750,0;542.500,0
""",
        {"FY2025": "519750000.00", "FY2026": "542500000.00"},
        (5,),
    ),
    Shape(
        "A German plan of results: lines that an equals sign sums",
        """\
Stadt Musterhausen;;;;;
Haushaltsplan 2026 - Teilergebnisplan;;;;;
;;;;;
Ertrags- und Aufwandsarten;Ergebnis 2024;Ansatz 2025;Ansatz 2026;Planung 2027;Planung 2028
1 Steuern und ähnliche Abgaben;41.200.000;42.100.000;43.000.000;43.800.000;44.500.000
2 + Zuwendungen und allgemeine Umlagen;12.300.000;12.500.000;12.750.000;12.900.000;13.000.000
3 + Sonstige Transfererträge;400.000;410.000;420.000;430.000;440.000
4 = Ordentliche Erträge;53.900.000;55.010.000;56.170.000;57.130.000;57.940.000
5 - Personalaufwendungen;18.200.000;18.900.000;19.600.000;20.100.000;20.600.000
6 - Aufwendungen für Sach- und Dienstleistungen;9.800.000;10.000.000;10.150.000;10.300.000;10.400.000
7 - Transferaufwendungen;24.100.000;24.700.000;25.200.000;25.600.000;26.000.000
8 = Ordentliche Aufwendungen;52.100.000;53.600.000;54.950.000;56.000.000;57.000.000
9 = Ordentliches Ergebnis;1.800.000;1.410.000;1.220.000;1.130.000;940.000
""",
        {"FY2024": "52100000", "FY2025": "53600000", "FY2026": "54950000", "FY2027": "56000000", "FY2028": "57000000"},
        (3,),
        {"FY2024": "53900000", "FY2025": "55010000", "FY2026": "56170000", "FY2027": "57130000", "FY2028": "57940000"},
    ),
    Shape(
        "A Dutch budget: spending and income under each year",
        """\
Programmabegroting 2026 (x € 1.000);;;;;;
;Realisatie 2024;;Begroting 2025;;Begroting 2026;
Programma;Lasten;Baten;Lasten;Baten;Lasten;Baten
Bestuur;5.200;300;5.400;310;5.600;320
Veiligheid;4.100;150;4.250;155;4.400;160
Onderwijs;8.900;1.200;9.100;1.250;9.450;1.300
Totaal;18.200;1.650;18.750;1.715;19.450;1.780
""",
        {"FY2024": "18200000", "FY2025": "18750000", "FY2026": "19450000"},
        (3,),
        {"FY2024": "1650000", "FY2025": "1715000", "FY2026": "1780000"},
    ),
    Shape(
        "An Australian portfolio: forward estimates, and staff below the total",
        """\
Table 2.1: Budgeted expenses by program,,,,
,2025-26 Estimated actual $'000,2026-27 Budget $'000,2027-28 Forward estimate $'000,2028-29 Forward estimate $'000
Program 1.1: Schools support,"1,204,500","1,255,300","1,301,200","1,340,000"
Program 1.2: Early childhood,"402,100","420,900","431,000","442,500"
Program 1.3: Higher education,"2,900,700","3,010,400","3,088,800","3,150,100"
Total expenses,"4,507,300","4,686,600","4,821,000","4,932,600"
Average staffing level (number),"2,310","2,355",,
""",
        {"FY2026": "4507300000", "FY2027": "4686600000", "FY2028": "4821000000", "FY2029": "4932600000"},
        (3,),
    ),
    Shape(
        "A Swiss commune: Aufwand and Ertrag in pairs",
        """\
Gemeinde Oberdorf, Erfolgsrechnung;;;;;;
;;Rechnung 2024;;Budget 2026;;
Konto;Bezeichnung;Aufwand;Ertrag;Aufwand;Ertrag
0;Allgemeine Verwaltung;1'250'300.50;210'400.00;1'300'000.00;215'000.00
1;Öffentliche Ordnung;430'100.00;120'000.00;445'000.00;118'000.00
2;Bildung;5'900'450.25;640'000.00;6'100'000.00;650'000.00
;Total;7'580'850.75;970'400.00;7'845'000.00;983'000.00
""",
        {"FY2024": "7580850.75", "FY2026": "7845000"},
        (3,),
        {"FY2024": "970400", "FY2026": "983000"},
    ),
    Shape(
        "A Canadian ministry: operating and capital, each with its total",
        """\
Ministry of Lakes,,,
($ thousands),,,
Votes,Estimates 2025-26,Interim Actuals 2025-26,Estimates 2026-27
Operating Expense,,,
Water Programs,"120,400","118,900","125,000"
Fisheries,"64,300","63,800","66,100"
Total Operating Expense,"184,700","182,700","191,100"
Capital Expense,,,
Dams,"32,000","30,500","41,000"
Total Capital Expense,"32,000","30,500","41,000"
Ministry Total,"216,700","213,200","232,100"
""",
        {"FY2026": "216700000", "FY2027": "232100000"},
        (3,),
    ),
]
