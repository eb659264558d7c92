"""The rules of the personal data check.

No message has room for a value or for a label: in a table without a header the "label" is somebody's name.
"""

from __future__ import annotations

from typing import Final

from guard.messages import N_
from guard.model import Severity
from guard.rules.rule import Messages, Rule

PERSONAL_DATA: Final = "personal-data"

#: What any rule may say; ``kind`` is filled with a rule id and shown as its name.
OF_AN_ORGANISATION: Final = N_("{kind}: belongs to a public office or a company, not to a person")
#: ``kind`` as above; of the addresses around it.
LOOKS_SYNTHETIC: Final = N_("{kind}: looks synthetic ({percent} percent of {n} addresses around it cannot exist)")

_WHY_TEST_DATA: Final = N_(
    "Soka City's terms for contractors, section 7 (development): important information, which includes "
    "personal data, is not used as test data. What was committed once stays in the history "
    "and reaches everyone who clones the repository."
)
_WHY_MY_NUMBER: Final = N_(
    "A My Number makes the data specific personal information. Soka City's terms for contractors allow it "
    "only in an environment separated from the Internet (section 4) and never as test data (section 7)."
)

_WHY_SENSITIVE: Final = N_(
    "The Act on the Protection of Personal Information (article 2, paragraph 3) protects such facts more than others, because "
    "people are treated unfairly for them. Soka City's terms for contractors, section 7: never as test data."
)
_WHY_MARKING: Final = N_(
    "Soka City's terms for contractors, section 2, count information that is not public as important information: it is "
    "handled only where that was agreed, and never as test data (section 7)."
)

_CODE_SEVERITY: Final = N_(
    "high with a label or column, or in one record with a name; critical with another official number in the "
    "record; low for samples"
)

PERSONAL_DATA_RULES: Final = (
    Rule(
        id="credit-card",
        entity="CREDIT_CARD",
        check=PERSONAL_DATA,
        severity=Severity.HIGH,
        name=N_("card number"),
        description=N_(
            "A credit or debit card number of a known brand with a valid check digit: in groups, in a field for "
            "card numbers, or beside a name."
        ),
        why=_WHY_TEST_DATA,
        fix=N_("Use a test number that the card brands publish, such as 4111 1111 1111 1111."),
        severity_text=N_("high; low for published test numbers"),
        messages=Messages(
            labelled=N_("A card number in a field for card numbers"),
            unlabelled=N_("A card number"),
            in_record=N_("A card number in one record with: {kinds}"),
            sample=N_("A published test number or dummy card number"),
        ),
    ),
    Rule(
        id="date-of-birth",
        entity="DATE_OF_BIRTH",
        check=PERSONAL_DATA,
        severity=Severity.HIGH,
        name=N_("date of birth"),
        description=N_(
            "A date, Western or in a Japanese era, that a label, a column or the word 生まれ marks as a date of birth."
        ),
        why=_WHY_TEST_DATA,
        fix=N_("Replace real birth dates by invented ones, or leave the column out."),
        severity_text=N_("low alone; high in one record with a name"),
        messages=Messages(
            labelled=N_("A date in a field for dates of birth"),
            unlabelled=N_("A date that looks like a date of birth"),
            in_record=N_("A date of birth in one record with: {kinds}"),
            sample=N_("A date of birth of a documented sample or a dummy"),
        ),
    ),
    Rule(
        id="email-address",
        entity="EMAIL_ADDRESS",
        check=PERSONAL_DATA,
        severity=Severity.HIGH,
        name=N_("e-mail address"),
        description=N_(
            "An e-mail address whose domain can exist; example domains are left out, the authors of a program weigh low."
        ),
        why=_WHY_TEST_DATA,
        fix=N_("Use an address that cannot exist, such as taro@example.jp or a domain that ends in .test."),
        severity_text=N_("medium alone; high in one record with a name; low for samples and public offices"),
        messages=Messages(
            labelled=N_("An e-mail address in a field for e-mail addresses"),
            unlabelled=N_("An e-mail address"),
            in_record=N_("An e-mail address in one record with: {kinds}"),
            sample=N_("A documented sample or dummy e-mail address"),
        ),
    ),
    Rule(
        id="jp-address",
        entity="JP_ADDRESS",
        check=PERSONAL_DATA,
        severity=Severity.HIGH,
        name=N_("address"),
        description=N_(
            "A Japanese address down to the house number, in any common notation, in a municipality and town "
            "that exist."
        ),
        why=_WHY_TEST_DATA,
        fix=N_("Replace home addresses by the address of a public office or by one that does not exist."),
        severity_text=N_("medium alone; high in one record with a name; low for samples and public offices"),
        messages=Messages(
            labelled=N_("An address in a field for addresses"),
            unlabelled=N_("An address down to the house number"),
            in_record=N_("An address in one record with: {kinds}"),
            sample=N_("A documented sample or dummy address"),
        ),
    ),
    Rule(
        id="jp-bank-account",
        entity="JP_BANK_ACCOUNT",
        check=PERSONAL_DATA,
        severity=Severity.HIGH,
        name=N_("bank account"),
        description=N_(
            "An account number in a field for accounts, after the name of a branch, or in a record of the Zengin "
            "transfer format; symbol and number of Japan Post Bank accounts."
        ),
        why=_WHY_TEST_DATA,
        fix=N_("Use an account number that is evidently made up, such as 1234567."),
        severity_text=N_("high; low for dummies"),
        messages=Messages(
            labelled=N_("An account number in a field for bank accounts"),
            unlabelled=N_("An account number of a bank"),
            in_record=N_("A bank account in one record with: {kinds}"),
            sample=N_("A dummy account number"),
        ),
    ),
    Rule(
        id="jp-care-insurance",
        entity="JP_CARE_INSURANCE",
        check=PERSONAL_DATA,
        severity=Severity.CRITICAL,
        name=N_("number of a person insured for long-term care"),
        description=N_("A number of ten digits in a field for insured persons of long-term care insurance."),
        why=_WHY_TEST_DATA,
        fix=N_("Replace real numbers by evidently invented ones, such as 1234567890, or leave the column out."),
        severity_text=_CODE_SEVERITY,
        messages=Messages(
            labelled=N_("A number in a field for long-term care insurance"),
            unlabelled=N_("A number of long-term care insurance"),
            in_record=N_("A number of long-term care insurance in one record with: {kinds}"),
            sample=N_("A dummy number of long-term care insurance"),
        ),
    ),
    Rule(
        id="jp-confidential-marking",
        entity="JP_CONFIDENTIAL_MARKING",
        check=PERSONAL_DATA,
        severity=Severity.MEDIUM,
        name=N_("confidential marking"),
        description=N_(
            "A marking by which a document says that it is not public, such as 秘, 部外秘, 取扱注意 or 機密性３情報, and words "
            "that the project names itself under [markings]."
        ),
        why=_WHY_MARKING,
        fix=N_("Take the document out of the repository, and ask its owner whether it may be here."),
        severity_text=N_("medium"),
        messages=Messages(
            labelled=N_("A marking of a confidential document"),
            unlabelled=N_("A marking of a confidential document"),
            in_record=N_("A marking of a confidential document"),
            sample=N_("A marking of a confidential document"),
        ),
    ),
    Rule(
        id="jp-drivers-license",
        entity="JP_DRIVERS_LICENSE",
        check=PERSONAL_DATA,
        severity=Severity.CRITICAL,
        name=N_("driving licence number"),
        description=N_(
            "A number of twelve digits in a field for driving licences, whose first two are the code of a public "
            "safety commission."
        ),
        why=_WHY_TEST_DATA,
        fix=N_("Replace real licence numbers by ones that begin with 00, which no commission has."),
        severity_text=_CODE_SEVERITY,
        messages=Messages(
            labelled=N_("A number in a field for driving licences"),
            unlabelled=N_("A number of a driving licence"),
            in_record=N_("A driving licence number in one record with: {kinds}"),
            sample=N_("A dummy driving licence number"),
        ),
    ),
    Rule(
        id="jp-employment-insurance",
        entity="JP_EMPLOYMENT_INSURANCE",
        check=PERSONAL_DATA,
        severity=Severity.CRITICAL,
        name=N_("number of a person insured for employment"),
        description=N_(
            "A number of eleven digits in a field for insured persons of employment insurance; the number of an "
            "establishment is not meant."
        ),
        why=_WHY_TEST_DATA,
        fix=N_("Replace real numbers by evidently invented ones, such as 0000-000000-0, or leave the column out."),
        severity_text=_CODE_SEVERITY,
        messages=Messages(
            labelled=N_("A number in a field for employment insurance"),
            unlabelled=N_("A number of employment insurance"),
            in_record=N_("A number of employment insurance in one record with: {kinds}"),
            sample=N_("A dummy number of employment insurance"),
        ),
    ),
    Rule(
        id="jp-health-insurance",
        entity="JP_HEALTH_INSURANCE",
        check=PERSONAL_DATA,
        severity=Severity.CRITICAL,
        name=N_("health insurance number"),
        description=N_(
            "Symbol and number of a person with health insurance, also late-elderly, in a field for them, and the "
            "number of the insurer with a valid check digit."
        ),
        why=_WHY_TEST_DATA,
        fix=N_("Replace real numbers by evidently invented ones, such as 1234567, or leave the column out."),
        severity_text=N_(
            "high with a label or column; critical with another official number in the record; low for samples and "
            "for an insurer's number alone"
        ),
        messages=Messages(
            labelled=N_("A number in a field for health insurance"),
            unlabelled=N_("A health insurance number"),
            in_record=N_("A health insurance number in one record with: {kinds}"),
            sample=N_("A dummy health insurance number"),
        ),
    ),
    Rule(
        id="jp-municipal-id",
        entity="JP_MUNICIPAL_ID",
        check=PERSONAL_DATA,
        severity=Severity.HIGH,
        name=N_("municipal number of a person or household"),
        description=N_(
            "A number in a field for the numbers under which a municipality keeps persons and households: 宛名番号, "
            "世帯番号, 住登外者番号."
        ),
        why=_WHY_TEST_DATA,
        fix=N_("Number invented persons anew, in numbers that the system never gives out."),
        severity_text=N_("medium alone; high in one record with a name; low for dummies"),
        messages=Messages(
            labelled=N_("A number in a field for municipal numbers"),
            unlabelled=N_("A municipal number of a person or household"),
            in_record=N_("A municipal number in one record with: {kinds}"),
            sample=N_("A dummy municipal number"),
        ),
    ),
    Rule(
        id="jp-my-number",
        entity="JP_MY_NUMBER",
        check=PERSONAL_DATA,
        severity=Severity.CRITICAL,
        name=N_("My Number"),
        description=N_(
            "A number of 12 digits whose last digit is the check digit of a My Number (個人番号), "
            "also in full-width digits or with separators."
        ),
        why=_WHY_MY_NUMBER,
        fix=N_(
            "If the number may be real, stop and tell the person responsible for security: removing the line "
            "is not enough, it stays in the history. In tests use a number whose check digit is wrong."
        ),
        severity_text=N_("critical with a label, a column or a person beside it; medium alone; low for samples"),
        messages=Messages(
            labelled=N_("A number with a valid check digit in a field for My Numbers"),
            unlabelled=N_("A number of 12 digits with the check digit of a My Number"),
            in_record=N_("A My Number in one record with: {kinds}"),
            sample=N_("A documented sample or dummy My Number"),
        ),
        allow=N_(
            "A real My Number is never to be allowed. For a published sample write "
            "`sekisho: allow[{rule}] reason` in a comment on the line or on the line above."
        ),
        controls=("soka-2-class", "soka-3-city-5", "soka-4-1", "soka-7-dev-4"),
    ),
    Rule(
        id="jp-passport",
        entity="JP_PASSPORT",
        check=PERSONAL_DATA,
        severity=Severity.CRITICAL,
        name=N_("passport number"),
        description=N_(
            "A passport number in a field for it, and the two machine-readable lines of a passport wherever they stand."
        ),
        why=_WHY_TEST_DATA,
        fix=N_("Replace real passport numbers by a specimen, such as TR1234567."),
        severity_text=_CODE_SEVERITY,
        messages=Messages(
            labelled=N_("A number in a field for passports, or a machine-readable line"),
            unlabelled=N_("A passport number"),
            in_record=N_("A passport number in one record with: {kinds}"),
            sample=N_("A specimen or dummy passport number"),
        ),
    ),
    Rule(
        id="jp-pension-number",
        entity="JP_PENSION_NUMBER",
        check=PERSONAL_DATA,
        severity=Severity.CRITICAL,
        name=N_("basic pension number"),
        description=N_("A number of ten digits, or fourteen with the pension code, in a field for pension numbers."),
        why=_WHY_TEST_DATA,
        fix=N_("Replace real numbers by evidently invented ones, such as 1234-567890, or leave the column out."),
        severity_text=_CODE_SEVERITY,
        messages=Messages(
            labelled=N_("A number in a field for pension numbers"),
            unlabelled=N_("A basic pension number"),
            in_record=N_("A basic pension number in one record with: {kinds}"),
            sample=N_("A dummy pension number"),
        ),
    ),
    Rule(
        id="jp-postal-code",
        entity="JP_POSTAL_CODE",
        check=PERSONAL_DATA,
        severity=Severity.LOW,
        name=N_("postal code"),
        description=N_("A Japanese postal code that exists, in a field for it or after 〒."),
        why=_WHY_TEST_DATA,
        fix=N_("Use 000-0000, which does not exist, or the postal code of a public office."),
        severity_text=N_("low: a postal code by itself names no person"),
        messages=Messages(
            labelled=N_("A postal code in a field for postal codes"),
            unlabelled=N_("A postal code"),
            in_record=N_("A postal code in one record with: {kinds}"),
            sample=N_("A documented sample or dummy postal code"),
        ),
    ),
    Rule(
        id="jp-residence-card",
        entity="JP_RESIDENCE_CARD",
        check=PERSONAL_DATA,
        severity=Severity.CRITICAL,
        name=N_("residence card number"),
        description=N_(
            "The number of a residence card or a special permanent resident certificate, in a field for it or "
            "beside a name."
        ),
        why=_WHY_TEST_DATA,
        fix=N_("Replace real numbers by the specimen AB12345678CD."),
        severity_text=_CODE_SEVERITY,
        messages=Messages(
            labelled=N_("A number in a field for residence cards"),
            unlabelled=N_("A residence card number"),
            in_record=N_("A residence card number in one record with: {kinds}"),
            sample=N_("A specimen or dummy residence card number"),
        ),
    ),
    Rule(
        id="jp-resident-code",
        entity="JP_RESIDENT_CODE",
        check=PERSONAL_DATA,
        severity=Severity.CRITICAL,
        name=N_("resident record code"),
        description=N_("A number of eleven digits in a field for resident record codes."),
        why=_WHY_TEST_DATA,
        fix=N_("Replace real codes by evidently invented ones, such as 12345678901, or leave the column out."),
        severity_text=_CODE_SEVERITY,
        messages=Messages(
            labelled=N_("A number in a field for resident record codes"),
            unlabelled=N_("A resident record code"),
            in_record=N_("A resident record code in one record with: {kinds}"),
            sample=N_("A dummy resident record code"),
        ),
    ),
    Rule(
        id="jp-sensitive-attribute",
        entity="JP_SENSITIVE_ATTRIBUTE",
        check=PERSONAL_DATA,
        severity=Severity.HIGH,
        name=N_("sensitive attribute"),
        description=N_(
            "What stands in a field for illness, disability, criminal record, creed, welfare, tax, income, family register "
            "or nationality: sensitive personal information by law, and what a municipality knows in confidence."
        ),
        why=_WHY_SENSITIVE,
        fix=N_("Replace the values by invented ones and spread them anew, so that no row is a person's."),
        severity_text=N_("low alone; high in one record with a name"),
        messages=Messages(
            labelled=N_("A value in a field for sensitive facts about a person"),
            unlabelled=N_("A sensitive fact about a person"),
            in_record=N_("A sensitive fact in one record with: {kinds}"),
            sample=N_("A sensitive fact about a dummy"),
        ),
    ),
    Rule(
        id="jp-vehicle-plate",
        entity="JP_VEHICLE_PLATE",
        check=PERSONAL_DATA,
        severity=Severity.HIGH,
        name=N_("vehicle plate"),
        description=N_("The plate of a vehicle: place, class, kana and number."),
        why=_WHY_TEST_DATA,
        fix=N_("Use a place that is on no plate, or the number 12-34."),
        severity_text=N_("medium alone; high in one record with a name; low for dummies"),
        messages=Messages(
            labelled=N_("A plate in a field for vehicles"),
            unlabelled=N_("A vehicle plate"),
            in_record=N_("A vehicle plate in one record with: {kinds}"),
            sample=N_("A dummy vehicle plate"),
        ),
    ),
    Rule(
        id="person-name",
        entity="PERSON",
        check=PERSONAL_DATA,
        severity=Severity.HIGH,
        name=N_("name of a person"),
        description=N_(
            "A Japanese personal name in kanji, kana or Latin letters: a family name with a given name, or "
            "what stands in a field for names."
        ),
        why=_WHY_TEST_DATA,
        fix=N_("Replace real names by invented ones that show it, such as 山田太郎 or テスト花子."),
        severity_text=N_("medium alone; high in one record with an address, phone number, birth date or the like"),
        messages=Messages(
            labelled=N_("A name in a field for names of persons"),
            unlabelled=N_("The name of a person"),
            in_record=N_("The name of a person in one record with: {kinds}"),
            sample=N_("A dummy name, as in samples and tests"),
        ),
    ),
    Rule(
        id="phone-number",
        entity="PHONE_NUMBER",
        check=PERSONAL_DATA,
        severity=Severity.HIGH,
        name=N_("phone number"),
        description=N_(
            "A phone number that the Japanese numbering plan knows; service numbers such as 0120 and 0570 are left out."
        ),
        why=_WHY_TEST_DATA,
        fix=N_("Use a number that is not assigned, such as 03-0000-0000 or 090-0000-0000."),
        severity_text=N_("medium alone; high in one record with a name; low for samples and public offices"),
        messages=Messages(
            labelled=N_("A phone number in a field for phone numbers"),
            unlabelled=N_("A phone number"),
            in_record=N_("A phone number in one record with: {kinds}"),
            sample=N_("A documented sample or dummy phone number"),
        ),
    ),
)
