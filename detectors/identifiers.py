"""What the labels of official and financial numbers are called, and how running text announces them.

Data only: ``labels.py`` makes kinds of the words (keys are names of :class:`detectors.labels.Kind`), the registry makes
triggers of the announcements, the recognizers look for them in front of a number.
"""

from __future__ import annotations

from typing import Final

#: Japanese labels.
JAPANESE: Final = {
    "DRIVERS_LICENSE": (
        "運転免許証番号 運転免許番号 免許証番号 免許番号 運転免許証の番号 免許証の番号 運転免許証 運転免許 "
        "運転経歴証明書番号 運転経歴証明書 免許証記号番号"
    ),
    "PASSPORT": "旅券番号 旅券の番号 旅券記号番号 旅券 パスポート番号 パスポートの番号 パスポート",
    "RESIDENCE_CARD": (
        "在留カード番号 在留カードの番号 在留カード等番号 在留カード等の番号 在留カード 在留番号 "
        "特別永住者証明書番号 特別永住者証明書の番号 特別永住者証明書"
    ),
    "INSURER_NUMBER": "保険者番号 健康保険者番号 国保保険者番号 公費負担者番号",
    "INSURED_NUMBER": ("被保険者番号 被保険者証番号 被保険者証の番号"),
    "HEALTH_INSURANCE": (
        "被保険者証記号番号 被保険者記号番号 被保険者証等記号番号 被保険者証の記号番号 被保険者証等の記号番号 "
        "保険証番号 保険証記号番号 保険証の記号番号 保険証の番号 健康保険証番号 健康保険番号 健康保険証記号番号 "
        "健康保険被保険者番号 健康保険被保険者証番号 国民健康保険番号 国民健康保険被保険者番号 国民健康保険証番号 "
        "国保番号 国保記号番号 国保被保険者番号 組合員証番号 組合員証記号番号 加入者証番号 加入者証記号番号 "
        "資格確認書番号 公費受給者番号 受給者証番号 受給者番号 医療証番号 後期高齢者医療被保険者番号 "
        "後期高齢者被保険者番号 後期被保険者番号"
    ),
    "INSURANCE_SYMBOL": "記号 被保険者証記号 被保険者記号 保険証記号 健康保険証記号 組合員証記号 加入者証記号",
    "CARE_INSURANCE": (
        "介護保険被保険者番号 介護保険被保険者証番号 介護被保険者番号 介護保険番号 介護保険証番号 介護保険者証番号 "
        "介護番号"
    ),
    "PENSION_NUMBER": (
        "基礎年金番号 年金番号 年金手帳番号 年金手帳記号番号 年金手帳の記号番号 年金手帳の番号 年金証書番号 "
        "年金証書記号番号 年金証書の番号 年金コード 基礎年金 年金手帳 年金証書"
    ),
    "EMPLOYMENT_INSURANCE": (
        "雇用保険被保険者番号 雇用保険被保険者証番号 雇用保険番号 雇用保険証番号 雇用保険の被保険者番号"
    ),
    "RESIDENT_CODE": "住民票コード 住民票の住民票コード",
    "MUNICIPAL_ID": (
        "宛名番号 宛名コード 個人宛名番号 宛名個人番号 世帯宛名番号 住登外番号 住登外者番号 住登外宛名番号 "
        "世帯番号 世帯コード 住民番号 住民コード"
    ),
    "BANK_ACCOUNT": (
        "口座番号 銀行口座番号 銀行口座 振込口座 振込口座番号 振込先口座 振込先口座番号 振替口座 振替口座番号 "
        "引落口座 引落口座番号 引き落とし口座 預金口座 預金口座番号 普通口座番号 返金先口座 還付先口座 還付口座 "
        "還付先口座番号 給付金口座 受取口座 受取口座番号 公金受取口座 公金受取口座番号 口座 通帳番号 振込先"
    ),
    "BANK_CODE": "銀行コード 金融機関コード 銀行番号 金融機関番号",
    "BRANCH_CODE": "支店コード 支店番号 店番 店番号 店コード",
    "POSTAL_SAVINGS": (
        "ゆうちょ記号番号 ゆうちょ記号 貯金記号 貯金番号 ゆうちょ口座番号 ゆうちょ口座 ゆうちょ銀行口座 ゆうちょ銀行口座番号 ゆうちょ番号 "
        "貯金口座番号 貯金口座 貯金記号番号 郵便貯金口座番号 記号番号 通帳記号番号"
    ),
    "CREDIT_CARD": (
        "クレジットカード番号 クレジットカードの番号 クレジットカード クレジット番号 カード番号 クレカ番号 クレカ"
    ),
    "VEHICLE_PLATE": (
        "車両番号 車両登録番号 自動車登録番号 自動車番号 自動車登録番号標 ナンバープレート 車のナンバー 車番 "
        "登録ナンバー ナンバー"
    ),
}

#: Romaji and English, without separators.
LATIN: Final = {
    "DRIVERS_LICENSE": (
        "menkyono menkyobango menkyobangou menkyoshono menkyosyono menkyoshobango menkyoshobangou untenmenkyo "
        "untenmenkyono untenmenkyobango untenmenkyobangou untenmenkyoshono menkyonum driverslicense driverlicense "
        "driverslicence driverlicence driverslicenseno driverlicenseno driverslicenceno driverlicenceno "
        "driverslicensenumber driverlicensenumber driverslicencenumber driverlicencenumber drivinglicense "
        "drivinglicence drivinglicensenumber drivinglicencenumber licenseno licensenumber licensenum "
        "licenceno licencenumber licencenum"
    ),
    "PASSPORT": (
        "passport passportno passportnumber passportnum passportid ryoken ryokenno ryokenbango ryokenbangou ryokennum"
    ),
    "RESIDENCE_CARD": (
        "zairyucard zairyucardno zairyucardnumber zairyucardbango zairyukado zairyukadono zairyuno zairyubango "
        "zairyubangou residencecard residencecardno residencecardnumber residencecardnum residentcard residentcardno "
        "residentcardnumber zairyuukadono zairyuucardno tokubetsueijusha tokubetsueijushano"
    ),
    "INSURER_NUMBER": (
        "hokenshano hokensyano hokenjano hokenshabango hokenshabangou hokenjabango hokenjyano hokenshanum insurerno "
        "insurernumber insurernum insurercode"
    ),
    "INSURED_NUMBER": (
        "hihokenshano hihokensyano hihokenjano hihokenjyano hihokenshabango hihokenshabangou hihokenshashono "
        "hihokenjyasyono hihokenshashobango hihokenshanum insuredno insurednumber insurednum insuredpersonnumber"
    ),
    "HEALTH_INSURANCE": (
        "hokenshono hokenshobango hokenshobangou kenkohokenno kenkouhokenno kenkohokenbango kenkouhokenbangou "
        "kenkohokenshono kenpono kenpobango kokuhono kokuhobango healthinsuranceno healthinsurancenumber "
        "healthinsurancenum healthinsurancecardnumber insurancecardno insurancecardnumber jukyushano jukyusyano "
        "koukihihokenshano kokihihokenshano kigobango kigoubangou"
    ),
    "INSURANCE_SYMBOL": (
        "kigo kigou hihokenshakigo hihokenshakigou hihokenshashokigo hokenshokigo insuredsymbol certificatesymbol "
        "insurancesymbol"
    ),
    "CARE_INSURANCE": (
        "kaigohokenno kaigohokenbango kaigohokenbangou kaigohihokenshano kaigohihokenshabango "
        "kaigohokenhihokenshano kaigohokenhihokenshabango kaigohokenshono kaigono kaigobango careinsuranceno "
        "careinsurancenumber longtermcareinsuranceno longtermcareinsurancenumber nursingcareinsurancenumber"
    ),
    "PENSION_NUMBER": (
        "kisonenkin kisonenkinno kisonenkinnum kisonenkinbango kisonenkinbangou nenkinno nenkinnum nenkinbango "
        "nenkinbangou nenkintechono nenkinshoshono basicpensionno basicpensionnumber basicpensionnum pensionno "
        "pensionnumber pensionnum"
    ),
    "EMPLOYMENT_INSURANCE": (
        "koyohokenno koyouhokenno koyohokenbango koyouhokenbango koyouhokenbangou koyohokennum koyouhokennum koyono "
        "koyouno koyounum koyonum koyohihokenshano koyouhihokenshano koyohokenhihokenshano koyouhokenhihokenshano "
        "koyohokenhihokenshabango employmentinsuranceno employmentinsurancenumber employmentinsurancenum "
        "unemploymentinsuranceno unemploymentinsurancenumber"
    ),
    "RESIDENT_CODE": (
        "juminhyocode juminhyoucode juuminhyoucode juuminhyocode juminhyocd juminhyokodo juminhyoukodo jumincode "
        "residentcode residentscode residentrecordcode residentregistrationcode"
    ),
    "MUNICIPAL_ID": (
        "atenano atenabango atenabangou atenacode atenacd atenanum setaino setaibango setaibangou setaicode setaicd "
        "setainum jutogaino jutogaibango jutogainum juminno juminbango juminbangou householdno householdnumber "
        "householdcode"
    ),
    "BANK_ACCOUNT": (
        "kozano kouzano kozabango kozabangou kouzabango kouzabangou kozanum kouzanum kozanumber kouzanumber "
        "bankaccount bankaccountno bankaccountnumber bankaccountnum bankacct bankacctno accountno accountnumber "
        "accountnum acctno acctnumber furikomikoza furikomikouza furikomikozano ginkokoza ginkoukouza ginkokozano "
        "ginkokozabango ginkoukouzabangou"
    ),
    "BANK_CODE": (
        "bankcode bankcd bankno ginkocode ginkoucode ginkocd ginkoucd kinyukikancode kinyukikancd kinyuukikancode "
        "financialinstitutioncode"
    ),
    "BRANCH_CODE": "branchcode branchcd branchno branchnumber shitencode shitencd shitenno shitenbango tenban tenpocd",
    "POSTAL_SAVINGS": (
        "yucho yuucho yuchono yuuchono yuchokigo yuuchokigou yuchobango yuuchobangou yuchokoza yuuchokouza "
        "yuchokigobango yuuchokigoubangou yuchokozano yuchoaccount yuuchoaccount chokinkoza"
    ),
    "CREDIT_CARD": (
        "cardno cardnumber cardnum creditcard creditcardno creditcardnumber creditcardnum ccno ccnumber ccnum "
        "primaryaccountnumber cardpan kurejittocard kurejittokado cardbango kadobango"
    ),
    "VEHICLE_PLATE": (
        "plateno platenumber platenum licenseplate licenseplateno licenseplatenumber licenceplate numberplate "
        "vehicleplate vehicleno vehiclenumber carnumber carno sharyono sharyobango shaban syaban jidoshabango"
    ),
}

_GAP = r"[^a-z\n]{0,3}"  # between two words of a romaji or English label
_NUMBER = rf"{_GAP}(?:n[ou]|bango)"

#: Expressions (for ``re`` and RE2, ignoring case) that are in every label of the kinds of an entity, and in front of
#: its number in running text.
ANNOUNCEMENT: Final = {
    "JP_DRIVERS_LICENSE": (
        rf"運転免許|免許証|免許番号|運転経歴証明|menkyo(?:sh?y?ou?)?{_NUMBER}|unten{_GAP}menkyo"
        rf"|driv(?:er|ing){_GAP}s?{_GAP}licen[cs]e|licen[cs]e{_NUMBER}"
    ),
    "JP_PASSPORT": rf"旅券|パスポート|passport|ryoken{_NUMBER}|ryoken",
    "JP_RESIDENCE_CARD": (
        rf"在留カード|在留番号|特別永住者証明|zairyuu?{_GAP}(?:card|kado|n[ou]|bango)"
        rf"|residen(?:ce|t){_GAP}card|tokubetsu{_GAP}eijusha"
    ),
    "JP_HEALTH_INSURANCE": (
        r"保険者|保険証|保険番号|国保番号|国保記号|国保被|組合員証|加入者証|資格確認書|受給者番号|受給者証番号"
        r"|医療証番号|公費負担者番号"
        rf"|hoken(?:sh?y?|jy?)a|hoken{_GAP}sho|ken(?:kou?|po){_GAP}(?:hoken)?|kokuho|insure[rd]|insurance{_GAP}(?:n[ou]|card)"
        rf"|kou?ki{_GAP}hihoken|jukyu?sy?h?a|kigou?{_GAP}bango"
    ),
    "JP_CARE_INSURANCE": (
        rf"介護(?:保険)?(?:者証|被保険者証?)?(?:の)?番号|介護保険証|kaigo{_GAP}|care{_GAP}insurance{_NUMBER}|被保険者"
        rf"|hi{_GAP}hoken|insured"
    ),
    "JP_PENSION_NUMBER": (rf"年金(?:の)?番号|基礎年金|年金手帳|年金証書|年金コード|nenkin|pension{_NUMBER}"),
    "JP_EMPLOYMENT_INSURANCE": (
        rf"雇用保険|被保険者|koyou?{_GAP}(?:hi?{_GAP}hoken|hoken|n[ou])|employment{_GAP}insurance{_NUMBER}|hi{_GAP}hoken|insured"
    ),
    "JP_RESIDENT_CODE": (
        rf"住民票コード|住民票の住民票|ju+min{_GAP}(?:hyou?|code)|resident{_GAP}s?{_GAP}(?:record{_GAP}|registration{_GAP})?code"
    ),
    "JP_MUNICIPAL_ID": (
        rf"宛名番号|宛名コード|宛名個人番号|住登外|世帯番号|世帯コード|住民番号|住民コード"
        rf"|(?:atena|setai){_GAP}(?:n[ou]|bango|code|cd)|jutogai{_NUMBER}|jumin{_NUMBER}|household{_GAP}(?:n[ou]|code)"
    ),
    "JP_BANK_ACCOUNT": (
        rf"口座|通帳|振込先|ゆうちょ|貯金|記号|銀行|信用金庫|信金|信用組合|信組|農協|農業協同組合|労働金庫|労金"
        rf"|kou?za|bank{_GAP}acc(?:oun)?t|acc(?:oun)?t{_NUMBER}|yuu?cho|chokin"
    ),
    "CREDIT_CARD": (rf"カード|クレジット|クレカ|card|kurejitto|c{_GAP}c{_NUMBER}|primary{_GAP}account|kado{_GAP}bango"),
}

#: 公安委員会 codes, the first two digits of a driving licence.
COMMISSIONS: Final = frozenset(
    "10 11 12 13 14 20 21 22 23 24 25 30 40 41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 60 61 62 63 64 65 70 71 72 73 "
    "74 80 81 82 83 90 91 92 93 94 95 96 97".split()
)

#: Places of 自動車登録規則 別表第一 and of the local plates, to 2025; longer ones first where one begins another.
PLACES = (
    "札幌|函館|旭川|室蘭|苫小牧|釧路|知床|帯広|十勝|北見|青森|弘前|八戸|岩手|盛岡|平泉|宮城|仙台|秋田|山形|庄内|福島|会津|"
    "郡山|白河|いわき|水戸|土浦|つくば|宇都宮|那須|日光|とちぎ|栃木|群馬|前橋|高崎|大宮|川口|所沢|川越|熊谷|春日部|越谷|"
    "千葉|成田|習志野|市川|船橋|袖ヶ浦|袖ケ浦|市原|野田|柏|松戸|品川|世田谷|練馬|杉並|板橋|足立|江東|葛飾|江戸川|八王子|"
    "多摩|横浜|川崎|湘南|相模|山梨|富士山|新潟|長岡|上越|富山|石川|金沢|長野|松本|諏訪|安曇野|南信州|福井|岐阜|飛騨|静岡|"
    "浜松|沼津|伊豆|名古屋|豊橋|三河|岡崎|豊田|尾張小牧|一宮|春日井|三重|鈴鹿|四日市|伊勢志摩|滋賀|京都|なにわ|大阪|和泉|堺|"
    "奈良|飛鳥|和歌山|神戸|姫路|兵庫|鳥取|島根|出雲|岡山|倉敷|広島|福山|山口|下関|徳島|香川|高松|愛媛|高知|福岡|北九州|"
    "久留米|筑豊|佐賀|長崎|佐世保|熊本|大分|宮崎|鹿児島|奄美|沖縄"
)
