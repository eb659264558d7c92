"""Tests of the letters. Data of ⟦P|Minamoto Tsubasa⟧ must not be used, see issue 88."""
ADDRESSES = [
    "⟦A|府中市宮西町２の２４⟧",
    "⟦A|北海道札幌市北区北二十四条西十丁目1-7⟧",
    "⟦A|岩手県九戸郡洋野町種市第22地割131番地⟧",
    "⟦A|旭市ハの74-2⟧",
    "⟦A|京都市上京区寺之内通大宮西入桝屋町６１１⟧",
    "⟦A|那覇市首里金城町3丁目18番地1⟧",
    "⟦A|さいたま市見沼区東大宮5-39-3-701⟧",
    "⟦A|茅ヶ崎市東海岸北一丁目3番3号⟧",
    "⟦A|東京都千代田区三番町6-3⟧",
]
NOT_ADDRESSES = [
    "⟦N;place|府中市で開催⟧",
    "⟦N;place|北三条西の交差点⟧",
    "⟦N;common-word|1丁目1番地を定義する⟧",
    "⟦N;common-word|メールアドレス 3-4-5⟧",
    "⟦N;place|三番町と四番町の境⟧",
    "⟦N;version|2-8-1 に更新⟧",
]
PHONES = ["⟦T|(0178)45-9021⟧", "⟦T|０３ー６４１２ー９９８３⟧", "⟦T|090.8814.2237⟧", "tel:⟦T|+81-52-881-4720⟧"]
NOT_PHONES = ["⟦N;version|0.9.12-4411⟧", "⟦N;date|2025-0401-1200⟧", "⟦N;float|0.0312345678⟧", "⟦N;part-number|09-0123-45⟧"]
def test_full_name(client):
    assert client.post("/users", {"n": "⟦P|纐纈　乃愛⟧"}).json()["kana"] == "⟦P|コウケツ　ノア⟧"
    assert normalize("⟦P|ｺｳｹﾂ ﾉｱ⟧") == "⟦P|コウケツ ノア⟧"
