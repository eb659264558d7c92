"""Strategies for values as real data has them: the shapes, with generated content."""

from __future__ import annotations

from hypothesis import strategies as st

from detectors.checkdigits import my_number_digit, postal_savings_digit, resident_code_digit
from detectors.identifiers import COMMISSIONS
from guard.remedy.stand_in.numbers import luhn_digit

DIGIT = "0123456789"


def digits(count: int) -> st.SearchStrategy[str]:
    return st.text(DIGIT, min_size=count, max_size=count)


def grouped(number: str, separator: str) -> str:
    return separator.join((number[:4], number[4:8], number[8:]))


MY_NUMBERS = st.builds(
    lambda body, separator: grouped(f"{body}{my_number_digit(body)}", separator),
    digits(11),
    st.sampled_from(("", "-", " ")),
)
CARDS = st.builds(lambda body: f"4{body}{luhn_digit('4' + body)}", digits(14))
RESIDENT_CODES = st.builds(lambda body: f"{body}{resident_code_digit(body)}", digits(10))
LICENCES = st.builds(lambda code, rest: code + rest, st.sampled_from(sorted(COMMISSIONS)), digits(10))
PASSPORTS = st.from_regex(r"[TM][A-Z][0-9]{7}", fullmatch=True)
RESIDENCE_CARDS = st.from_regex(r"[A-WYZ][A-Z][0-9]{8}[A-Z]{2}", fullmatch=True)
WHOLE_ACCOUNTS = st.from_regex(r"0[0-9]{3}-[0-9]{3}-[0-9]{7}", fullmatch=True)
SAVINGS = st.builds(
    lambda office, number: f"1{office}{postal_savings_digit(f'1{office}00', number + '1')}0-{number}1",
    digits(2),
    digits(7),
)
ACCOUNTS = st.from_regex(r"[0-8][0-9]{6}", fullmatch=True)
INSURED = st.from_regex(r"草加・[0-9]{6}", fullmatch=True)
INSURED_DIGITS = st.from_regex(r"[0-8][0-9]{7}", fullmatch=True)
CARE = st.from_regex(r"[0-8][0-9]{9}", fullmatch=True)
PENSION = st.from_regex(r"[0-8][0-9]{3}-[0-9]{6}", fullmatch=True)
EMPLOYMENT = st.from_regex(r"[0-8][0-9]{3}-[0-9]{6}-[0-9]", fullmatch=True)
MUNICIPAL = st.from_regex(r"[0-8][0-9]{7,14}", fullmatch=True)
PLATES = st.from_regex(r"越谷 [35][0-9]{2} [さすたなまら] [1-9][0-9]-[0-9]{2}", fullmatch=True)
PHONES = st.from_regex(
    r"0[789]0-[1-9][0-9]{3}-[0-9]{4}|03-[3-9][0-9]{3}-[0-9]{4}|048-9[0-9]{2}-[0-9]{4}", fullmatch=True
)
MAILS = st.from_regex(
    r"[a-z][a-z0-9.]{0,20}[a-z]@(?:soka-bunka\.jp|kazamachi\.co\.jp|mail\.hoshimidai\.com)", fullmatch=True
)

BY_ENTITY = {
    "JP_MY_NUMBER": MY_NUMBERS,
    "CREDIT_CARD": CARDS,
    "JP_RESIDENT_CODE": RESIDENT_CODES,
    "JP_DRIVERS_LICENSE": LICENCES,
    "JP_PASSPORT": PASSPORTS,
    "JP_RESIDENCE_CARD": RESIDENCE_CARDS,
    "JP_BANK_ACCOUNT": WHOLE_ACCOUNTS | SAVINGS | ACCOUNTS,
    "JP_HEALTH_INSURANCE": INSURED | INSURED_DIGITS,
    "JP_CARE_INSURANCE": CARE,
    "JP_PENSION_NUMBER": PENSION,
    "JP_EMPLOYMENT_INSURANCE": EMPLOYMENT,
    "JP_MUNICIPAL_ID": MUNICIPAL,
    "JP_VEHICLE_PLATE": PLATES,
    "PHONE_NUMBER": PHONES,
    "EMAIL_ADDRESS": MAILS,
}
