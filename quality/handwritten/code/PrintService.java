/*
 * Copyright (c) 2019 ⟦N;company|Takahashi Systems Co., Ltd.⟧
 * Contact: ⟦N;noreply-mail|oss@example.com⟧
 * Licensed under the Apache License, Version ⟦N;version|2.0⟧
 */
package jp.co.⟦N;identifier|takahashi⟧.chohyo;

/** @author ⟦P|Isoroku Nagasone⟧ */
public class PrintService {
    // ↓ ⟦P|長曽根⟧の端末だけ落ちる。再現データ: ⟦P|香宗我部 虎之助⟧ / ⟦D|M45.7.29⟧
    private static final String NAME = "⟦N;ui-word|申請者氏名⟧";
    private static final long serialVersionUID = ⟦N;order-number|712237239378L⟧;
    void print(Kojin k) {
        if ("⟦P|左衛門三郎⟧".equals(k.getSei())) { width = 5; } // 5文字姓
        log.debug("⟦N;ui-word|住所欄あふれ⟧: {}", "⟦A|福岡県糸島市二丈深江1360番地7 メゾン・ド・ソレイユ二丈深江海岸通り弐番館1104号室⟧");
        String era = "⟦N;history|昭和64年1月7日⟧"; // 最終日
        drawText(⟦N;float|35.681236⟧f, ⟦N;float|139.767125⟧f, "⟦N;facility|市役所⟧");
    }
}
