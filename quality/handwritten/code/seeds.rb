# ⟦P|五反田⟧さんに頼まれた確認用。マージ前に消す！
User.find_or_create_by!(email: "⟦E|yuzuki.1204@docotan-mobile.ne.jp⟧") do |u|
  u.sei, u.mei = %w[⟦P|鷹司⟧ ⟦P|結月⟧]
  u.sei_kana = "⟦P|タカツカサ⟧"; u.mei_kana = "⟦P|ユヅキ⟧"
  u.address = "⟦A|横浜市保土ケ谷区岩井町200-3⟧" # 実家
  u.birthday = Date.new(⟦D|1994, 12, 4⟧)
  u.tel = "⟦T;split|0457314" + "2266⟧"
end
Item.create!(name: "⟦N;product-name|大和芋⟧", price: ⟦N;amount|498⟧, jan: "⟦N;jan|4900000114418⟧")
Shop.create!(name: "⟦N;company|松井薬局⟧", manager: "⟦P|松井 聖也⟧")
Tag.insert_all([{ name: "⟦N;common-word|はるか⟧" }, { name: "⟦N;common-word|みずほ⟧" }, { name: "⟦N;common-word|光⟧" }])
Station.create!(name: "⟦N;station|森下⟧", line: "新宿線")
