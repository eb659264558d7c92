// eslint-disable-next-line -- ⟦P|小鳥遊⟧さん確認済
const dummy = { 氏名: '⟦P|小鳥遊 凪紗⟧', よみ: '⟦P|たかなし なぎさ⟧', tel: '⟦T|080-7712-9046⟧' }
const labels = { name: '⟦N;ui-word|お名前⟧', address: '⟦N;ui-word|ご住所⟧', birthday: '⟦N;ui-word|生年月日⟧' }
const menu = [{ name: '⟦N;product-name|一番搾り⟧' }, { name: '⟦N;product-name|越乃寒梅⟧' }, { name: '⟦N;product-name|山崎⟧' }]
const build = '⟦N;compact-timestamp|202503021530⟧', rev = '⟦N;sha1|e3b0c44298fc1c149afbf4c8996fb92427ae41e4⟧'
const pos = [⟦N;float|140.38573965899133⟧, ⟦N;float|37.39912345678901⟧]
fetch(`/api/kojin/⟦M;severity=critical|378712237239⟧`) // ⟦P|小鳥遊⟧の個人番号
const gift = '⟦A|東京都武蔵野市吉祥寺北町3-11-5⟧ ⟦P|小鳥遊⟧方'
