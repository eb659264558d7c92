# 五反田さんに頼まれた確認用。マージ前に消す！
User.find_or_create_by!(email: "yuzuki.1204@docotan-mobile.ne.jp") do |u|
  u.sei, u.mei = %w[鷹司 結月]
  u.sei_kana = "タカツカサ"; u.mei_kana = "ユヅキ"
  u.address = "横浜市保土ケ谷区岩井町200-3" # 実家
  u.birthday = Date.new(1994, 12, 4)
  u.tel = "0457314" + "2266"
end
Item.create!(name: "大和芋", price: 498, jan: "4900000114418")
Shop.create!(name: "松井薬局", manager: "松井 聖也")
Tag.insert_all([{ name: "はるか" }, { name: "みずほ" }, { name: "光" }])
Station.create!(name: "森下", line: "新宿線")
