/*
 * Copyright (c) 2019 Takahashi Systems Co., Ltd.
 * Contact: oss@example.com
 * Licensed under the Apache License, Version 2.0
 */
package jp.co.takahashi.chohyo;

/** @author Isoroku Nagasone */
public class PrintService {
    // ↓ 長曽根の端末だけ落ちる。再現データ: 香宗我部 虎之助 / M45.7.29
    private static final String NAME = "申請者氏名";
    private static final long serialVersionUID = 712237239378L;
    void print(Kojin k) {
        if ("左衛門三郎".equals(k.getSei())) { width = 5; } // 5文字姓
        log.debug("住所欄あふれ: {}", "福岡県糸島市二丈深江1360番地7 メゾン・ド・ソレイユ二丈深江海岸通り弐番館1104号室");
        String era = "昭和64年1月7日"; // 最終日
        drawText(35.681236f, 139.767125f, "市役所");
    }
}
