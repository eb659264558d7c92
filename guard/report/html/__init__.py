"""The report for people who were not there: one HTML file, see :mod:`guard.report.html.page`."""
