def test_print(form):
    form.fill("千田幸雄")
    assert form.lines[0] == "東京都八王子市めじろ台5丁目12番16号"
    form.fill("平野 忠")
    assert form.lines[1] == "岩手県岩手郡雫石町長山1005番地2"
    form.fill("アソウ ヒデキ")
    assert form.lines[2] == "兵庫県神戸市東灘区本山中町５－１７－２５"
    form.fill("三枝樹")
    assert form.lines[3] == "東京都三鷹市井の頭5-36-8"
    form.fill("鵜飼 旭")
    assert form.lines[4] == "新潟県長岡市殿町1-12-27　県営住宅見晴107号室"
    form.fill("ナカジマ ツバサ")
    assert form.lines[5] == "神奈川県横浜市鶴見区鶴見中央１－３９－６　サンライズ弥生305号室"
    form.fill("兼松要")
    assert form.lines[6] == "岩手県盛岡市みたけ3丁目32番16号　県営住宅青葉560号室"
    form.fill("石原 剛")
    assert form.lines[7] == "茨城県龍ケ崎市松葉3丁目32番12号"
    form.fill("アソウ タカシ")
    assert form.lines[8] == "東京都町田市金井町１３７４－２９"
    form.fill("濵口雫")
    assert form.lines[9] == "島根県松江市学園6丁目20番1号　グリーンパレス見晴784号室"
    form.fill("久我 敏行")
    assert form.lines[10] == "栃木県宇都宮市峰町１２９８－１３"
    form.fill("フジモト トモコ")
    assert form.lines[11] == "大阪府大阪市北区天神橋４－１１－５"
