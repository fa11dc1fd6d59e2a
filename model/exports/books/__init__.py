"""The books for other programs: hledger, Beancount, CSV, Parquet, a tabular data package."""
