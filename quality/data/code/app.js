// eslint-disable-next-line -- 小鳥遊さん確認済
const dummy = { 氏名: '小鳥遊 凪紗', よみ: 'たかなし なぎさ', tel: '080-7712-9046' }
const labels = { name: 'お名前', address: 'ご住所', birthday: '生年月日' }
const menu = [{ name: '一番搾り' }, { name: '越乃寒梅' }, { name: '山崎' }]
const build = '202503021530', rev = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4'
const pos = [140.38573965899133, 37.39912345678901]
fetch(`/api/kojin/378712237239`) // 小鳥遊の個人番号
const gift = '東京都武蔵野市吉祥寺北町3-11-5 小鳥遊方'
