SET client_encoding = 'UTF8';
COPY public.t_jumin (kanri_no, sei, mei, sei_kana, mei_kana, keitai, meru_adoresu, uketsuke_no, koshin_nichiji) FROM stdin;
56547	宮﨑	昇	ﾐﾔｻﾞｷ	ﾉﾎﾞﾙ	080-2039-3695	noboru.miyazaki8@kazamachi-net.jp	991777095492	2022-05-20 10:36:20
18861	尾﨑	梓	ｵｻﾞｷ	ｱｽﾞｻ	080-4145-3150	azusa1954@minatomachi-gakuen.ac.jp	183596985455	2021-10-07 22:39:01
50066	川口	弥生	ｶﾜｸﾞﾁ	ﾔﾖｲ	080-9215-5950	yayoi1990@fuwari-cloud.com	369760513752	2022-01-17 21:01:52
8987	勅使河原	洸	ﾃｼｶﾞﾜﾗ	ｺｳ	070-5264-6158	teshigawara_k95@fuwari-cloud.com	596677411749	2022-09-12 16:02:52
57368	金城	民子	ｷﾝｼﾞｮｳ	ﾀﾐｺ	090-7012-4113	tamiko.kinjo@k-aozora.co.jp	803271307242	2022-07-05 22:48:29
33360	勘解由小路	愛梨	ｶﾃﾞﾉｺｳｼﾞ	ｱｲﾘ	080-9138-2260	airi1975@kazamachi-net.jp	542261687098	2022-05-03 14:44:57
73788	早乙女	喜一	ｻｵﾄﾒ	ｷｲﾁ	090-7176-7680	saotome_k57@sakurabashi-cl.or.jp	655626960524	2022-06-04 00:56:00
67403	森田	琉生	ﾓﾘﾀ	ﾙｲ	070-3342-8969	rui.morita@sakurabashi-cl.or.jp	939145377094	2023-01-02 13:47:01
78316	馬場	久美子	ﾊﾞﾊﾞ	ｸﾐｺ	090-2536-5323	kumiko.baba@ymmail-tsubasa.ne.jp	469056253157	2023-04-05 21:00:45
51084	渡邊	小夜	ﾜﾀﾅﾍﾞ	ｻﾖ	080-5229-3295	sayo.watanabe@fuwari-cloud.com	209706193274	2023-02-21 18:26:26
94454	乾	理仁	ｲﾇｲ	ﾘﾋﾄ	080-8138-2722	inui_r92@sakurabashi-cl.or.jp	370083698867	2021-11-20 01:50:57
26427	一口	愛梨	ｲﾓｱﾗｲ	ｱｲﾘ	090-8801-9173	imoarai_a8956@kazamachi-net.jp	221926387034	2023-02-02 17:10:46
\.
