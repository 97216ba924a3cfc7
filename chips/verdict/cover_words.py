"""The sentences of the cover in three languages, each written in its own; the figures come from `cover`.

A name in braces is a figure or a day. What an event or a claim is called stands here too, since the tables are in
English.
"""

from __future__ import annotations

from explainer.evidence.cite import Words

#: language -> its name in itself, page of the cover in that language.
LANGUAGES = {"en": ("English", "index"), "ko": ("한국어", "ko"), "zh": ("中文", "zh")}
#: how a language writes a day and a month.
DAY = {"en": "{d.day} {m} {d.year}", "ko": "{d.year}년 {d.month}월 {d.day}일", "zh": "{d.year}年{d.month}月{d.day}日"}
MONTH = {"en": "{m} {d.year}", "ko": "{d.year}년 {d.month}월", "zh": "{d.year}年{d.month}月"}
SHORT_DAY = {"en": "{d.day} {m}", "ko": "{d.month}월 {d.day}일", "zh": "{d.month}月{d.day}日"}

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "deck": (
            "In May 2023 Beijing barred the chips of America's Micron from critical infrastructure. "
            "Washington had reportedly {asked}. {after} days after the ban the trade ministers of China "
            "and Korea met in Detroit; each side wrote its own account."
        ),
        "asked": "asked Seoul not to let its firms fill the gap",
        "short_agreed": "Five accounts. No two say the same.",
        "answer_agreed": (
            "Korea's ministry has not said on the record that its minister, Ahn Duk-geun, agreed. "
            "Reuters and Maeil Business, a Korean daily, report that its text leaves chips out."
        ),
        "link_agreed": "Read China's {cn_clauses} clauses beside Korea's {kr_clauses}",
        "short_unusual": (
            "Among the meetings compared, yes: China claimed alone {cn_alone} times, Korea {kr_alone_low} times."
        ),
        "answer_unusual": (
            "The obvious reading of Detroit is that China overclaims. But from {met_first} to {met_last}"
            ", when only one side claimed an agreement, it was more often Korea. What one side announces "
            "is a claim until the other says it too."
        ),
        "link_unusual": "See every meeting that we compared",
        "question_micron": "Did the ban hurt Micron?",
        "short_micron": "The slump hurt it more.",
        "answer_micron": (
            "In fiscal {slump_year}, the year of ban and slump, its revenue fell everywhere. In "
            "{last_year} it was below that of {first_year} in mainland China, above it in the rest of "
            "the world."
        ),
        "link_micron": "What Micron said that it could lose",
        "short_void": "Nobody can tell: forecasts differ by more than the gap.",
        "answer_void": (
            "Micron named what share of its sales was at risk: at the upper end about ${high} billion of "
            "DRAM a month. Press reports name Samsung and SK hynix of Korea, CXMT and YMTC of China, but "
            "no amounts. In Korea's exports a gain of that size does not show between forecasts so far "
            "apart."
        ),
        "link_void": "The evidence, and a model to change yourself",
        "score": ("Its story came out the day after the meeting. Each tile opens the evidence on one of its claims."),
        "unknown_1": ("Whether Korea's minister agreed to anything on chips. Neither ministry's notes are public."),
        "unknown_2": "How much of Micron's lost business each maker took.",
        "shares": ("Micron's revenue, billion dollars; blue: from mainland China. The ban came in fiscal 2023"),
        "head_3": "Wait for the second text.",
        "teach_3": "After the next meeting, look for the word “agreed” in both.",
        "needed": (
            "{stake}: in {need_year} Korea supplied {kr_of_imports} percent of China's memory imports, "
            "and China took {cn_of_exports} percent of Korea's memory exports."
        ),
        "void_legend": (
            "Korea's DRAM for mainland China and Hong Kong, mean month of the year after the ban, billion dollars"
        ),
        "void_after": "year after the ban: ${after} billion a month",
        "void_last": "{sold_on}: ${month} billion",
        "short_score": (
            "{n_supported} of {total} claims hold, {n_partly} in part. {n_false} is false, {n_unproven} unproven."
        ),
        "short_voices": "Seoul said that is for companies. A chairman in Congress said Korea should not.",
        "lane_cn": "Only China: {cn_alone} (gold: Detroit)",
        "lane_kr": "Only Korea: {kr_alone_low}",
        "months": "Korea's DRAM for mainland China and Hong Kong, billion dollars a month",
        "months_told": (
            "Korea's DRAM for mainland China and Hong Kong a month: about ${after} billion in the year "
            "after the ban, ${month} billion in {sold_on}"
        ),
        "short_today": "In 2023 there were chips to spare. Today there is a shortage.",
        "question_agreed": "Did they agree?",
        "question_unusual": "Was it unusual?",
        "question_void": "Who filled the gap?",
        "week_more": "The days up to the meeting: {n} moves and statements",
        "lane_both": "Both: {both_claim}",
        "void_range": "Without the ban, by our forecasts: {least} to {most}",
        "void_sold": "Sold: {after}",
        "void_lost": "Micron's at risk: {high}",
        "answer_today": (
            "In {sold_on} Korea's DRAM exports cost {price_times} times what they did in {ban}, near "
            "their low, and over {volume_times} times as many chips went to China. Samsung, SK hynix and "
            "Micron had {three_dram} percent of sales in Q{sold_quarter} {sold_year}, by TrendForce: a "
            "buyer barred from one would have few places to go."
        ),
        "since": "What happened since, in {n} lines, to {shortage_on}",
        "since_micron": "Reuters, from sources: Micron will stop selling server chips in China.",
        "since_cxmt": (
            "CXMT, China's own DRAM maker, lists in Shanghai; its share of sales, by Counterpoint: "
            "{cx_then} percent in {cx_then_year}, {cx_now} in Q{cx_now_quarter} {cx_now_year}."
        ),
        "since_truce": "Washington and Beijing extend their truce on export controls by two months.",
        "since_shortage": (
            "Shortage: Samsung's profit of the third quarter, by first figures, is {profit_times} times "
            "the year before's."
        ),
        "question_today": "And if a maker were barred today?",
        "link_today": "From slump to shortage",
        "unknown_3": "Why the two texts differ. Neither side has said.",
        "lanes": ("In {both_seen} meetings: {claimed} matters with a claim of agreement, narrowly counted"),
        "deck_2": (
            "This explainer checks what a Korean newspaper, the Asia Business Daily, made of it: {total} "
            "claims, each with its evidence."
        ),
        "ahead": (
            "Dates to watch, by reports: {license_ends}, when Washington's licenses for chip tools in "
            "Korean plants in China end; {truce_ends}, when its truce with Beijing ends."
        ),
        "stake": "The stake",
    },
    "ko": {
        "deck": (
            "2023년 5월 중국은 핵심 정보 인프라 운영자의 미국 마이크론 제품 구매를 금지했다. 언론 보도에 "
            "따르면 미국은 이에 앞서 한국 정부에 {asked}. 금지 조치 {after}일 뒤 중국 상무부장과 한국 통"
            "상교섭본부장이 디트로이트에서 만났고, 양측은 각자 발표문을 냈다."
        ),
        "asked": "한국 기업이 마이크론의 빈자리를 채우지 않게 해 달라고 요청했다",
        "short_agreed": "다섯 가지 설명이 모두 다르다.",
        "answer_agreed": (
            "산업통상자원부는 안덕근 통상교섭본부장이 동의했다고 공식적으로 밝힌 적이 없다. 로이터통신과 "
            "매일경제는 한국 발표문에 반도체 언급이 없다고 보도했다."
        ),
        "link_agreed": "중국 발표문 {cn_clauses}개 구절과 한국 발표문 {kr_clauses}개 구절을 나란히 읽기",
        "short_unusual": (
            "비교한 회담 가운데서는 그렇다. 혼자 합의를 주장한 것은 중국 {cn_alone}번, 한국 {kr_alone_low}번이다."
        ),
        "answer_unusual": (
            "디트로이트 회담만 보면 중국이 합의를 부풀린 듯하다. 그러나 {met_first}~{met_last}년 회담에"
            "서 한쪽만 합의했다고 한 사안은 한국 쪽이 더 많았다. 한쪽의 발표는 다른 쪽도 같은 말을 하기 "
            "전까지는 주장일 뿐이다."
        ),
        "link_unusual": "비교한 회담 모두 보기",
        "question_micron": "구매 금지로 마이크론은 타격을 입었나?",
        "short_micron": "반도체 불황의 타격이 더 컸다.",
        "answer_micron": (
            "구매 금지와 반도체 불황이 겹친 {slump_year} 회계연도에는 마이크론 매출이 중국 본토와 나머지 "
            "지역 모두에서 줄었다. {last_year} 회계연도 매출은 {first_year} 회계연도보다 중국 본토에서는 "
            "적었고 나머지 지역에서는 많았다."
        ),
        "link_micron": "마이크론이 스스로 밝힌 손실 가능 규모",
        "short_void": "아무도 알 수 없다. 빈자리의 크기가 예측 오차에 묻힌다.",
        "answer_void": (
            "마이크론이 밝힌 손실 위험 비중 가운데 큰 쪽을 D램으로 환산하면 한 달에 약 {high}억 달러다. "
            "언론은 한국의 삼성전자와 SK하이닉스, 중국의 창신메모리(CXMT)와 양쯔메모리(YMTC)를 거론하지"
            "만 규모는 제시하지 않는다. 예측끼리의 차이가 훨씬 커서, 그만한 반사이익은 한국 수출 통계에"
            "서 가려낼 수 없다."
        ),
        "link_void": "근거, 그리고 값을 직접 바꿔 볼 수 있는 모형",
        "score": "기사는 회담 이튿날 나왔다. 칸을 누르면 각 주장의 근거를 볼 수 있다.",
        "unknown_1": (
            "안덕근 본부장이 반도체와 관련해 동의한 것이 있는지. 양국 부처 모두 회담 기록을 공개하지 않았다."
        ),
        "unknown_2": "마이크론이 잃은 몫을 어느 업체가 얼마나 가져갔는지.",
        "shares": "마이크론 매출, 단위: 억 달러. 파란색은 중국 본토(구매 금지는 2023 회계연도)",
        "head_3": "다른 쪽 발표문까지 기다려야 한다.",
        "teach_3": ("다음 회담이 끝나면 두 발표문 모두에 ‘합의’나 ‘동의’라는 말이 있는지 확인해야 한다."),
        "needed": (
            "{stake}: {need_year}년 중국 메모리 수입의 {kr_of_imports}%가 한국산이었고, 한국 메모리 수출"
            "의 {cn_of_exports}%가 중국으로 갔다."
        ),
        "void_legend": "한국의 대중국 D램 수출액(홍콩 포함), 구매 금지 뒤 1년의 월평균, 단위: 억 달러",
        "void_after": "구매 금지 뒤 1년: 월 {after}억 달러",
        "void_last": "{sold_on}: {month}억 달러",
        "short_score": (
            "기사의 주장 {total}개 가운데 {n_supported}개는 맞고 {n_partly}개는 일부 맞다. {n_false}개는 "
            "틀렸고 {n_unproven}개는 입증되지 않았다."
        ),
        "short_voices": (
            "한국 정부는 기업이 판단할 일이라고 했고, 미 하원 중국특위 위원장은 빈자리가 메워지지 않게 한"
            "국도 나서야 한다고 했다."
        ),
        "lane_cn": "중국만: {cn_alone}건(금색은 디트로이트 회담)",
        "lane_kr": "한국만: {kr_alone_low}건",
        "months": "한국의 대중국 D램 월 수출액(홍콩 포함), 단위: 억 달러",
        "months_told": (
            "한국의 대중국 D램 월 수출액(홍콩 포함, 단위: 억 달러): 구매 금지 뒤 1년 평균 {after}, {sold_on} {month}"
        ),
        "short_today": "2023년에는 메모리 반도체가 남아돌았다. 지금은 모자란다.",
        "question_agreed": "두 나라는 합의했나?",
        "question_unusual": "이례적인 일이었나?",
        "question_void": "빈자리는 누가 채웠나?",
        "week_more": "회담에 이르기까지: 조치와 발언 {n}건",
        "lane_both": "양측 모두: {both_claim}건",
        "void_range": "구매 금지가 없었다면(이 책의 예측): {least}~{most}",
        "void_sold": "실제 수출: {after}",
        "void_lost": "마이크론 손실 위험액: {high}",
        "answer_today": (
            "{sold_on} D램 수출 가격은 바닥에 가까웠던 {ban}의 {price_times}배였고, 중국으로 간 칩은 "
            "{volume_times}배가 넘었다. 트렌드포스 집계로 {sold_year}년 {sold_quarter}분기 D램 매출의 "
            "{three_dram}%를 삼성전자·SK하이닉스·마이크론이 차지했다. 그중 한 곳의 제품을 살 수 없게 된 "
            "구매자는 옮겨 갈 곳이 거의 없을 것이다."
        ),
        "since": "그 뒤 있었던 일 {n}가지({shortage_on}까지)",
        "since_micron": ("로이터통신, 마이크론이 중국에서 서버용 칩 판매를 중단할 것이라고 소식통을 인용해 보도."),
        "since_cxmt": (
            "중국 D램 업체 창신메모리(CXMT), 상하이 증시 상장. 카운터포인트 집계 세계 D램 매출 점유율은 "
            "{cx_then_year}년 {cx_then}%, {cx_now_year}년 {cx_now_quarter}분기 {cx_now}%."
        ),
        "since_truce": "미국과 중국, 수출통제를 둘러싼 ‘무역 휴전’을 두 달 연장.",
        "since_shortage": ("메모리 공급 부족 속에 삼성전자 3분기 잠정 영업이익, 전년 동기의 {profit_times}배."),
        "question_today": "지금 메모리 업체 한 곳의 제품 구매가 금지된다면?",
        "link_today": "불황에서 공급 부족으로",
        "unknown_3": "두 발표문이 왜 다른지. 어느 쪽도 이유를 밝히지 않았다.",
        "lanes": "회담 {both_seen}차례에서 한쪽이라도 합의했다고 한 사안 {claimed}건(좁게 셈)",
        "deck_2": ("이 책은 이를 다룬 한국 일간지 아시아경제 기사의 주장 {total}개를 하나하나 근거와 함께 따져 본다."),
        "ahead": (
            "보도에 나온 주목할 날짜: {license_ends}에 미국이 한국 기업의 중국 공장에 내준 반도체 장비 반"
            "입 허가가 끝나고, {truce_ends}에 미국과 중국의 ‘휴전’이 끝난다."
        ),
        "stake": "양국의 이해관계",
    },
    "zh": {
        "deck": (
            "2023年5月，中国要求关键信息基础设施运营者停止采购美国存储芯片厂商美光公司的产品。据媒体报道"
            "，美国此前曾{asked}。这一采购禁令公布{after}天后，中国商务部部长与韩国通商交涉本部长在底特律"
            "会面，双方各自发布了新闻稿。"
        ),
        "asked": "请求韩国政府不要让韩国企业填补美光可能留下的空缺",
        "short_agreed": "五种说法，各不相同。",
        "answer_agreed": (
            "韩国产业通商资源部迄今没有公开表示通商交涉本部长安德根同意过。据路透社和韩国《每日经济》报道"
            "，韩方新闻稿没有提到芯片。"
        ),
        "link_agreed": "逐句对照：中方{cn_clauses}个分句，韩方{kr_clauses}个分句",
        "short_unusual": ("在对照过的会谈中，少见：单方面称达成一致，中方{cn_alone}次，韩方{kr_alone_low}次。"),
        "answer_unusual": (
            "只看底特律这一次，容易得出中方言过其实的结论。但{met_first}年至{met_last}年，单方面的说法更"
            "多来自韩方。一方宣布的内容，在另一方也这样说之前，仍属单方面的说法。"
        ),
        "link_unusual": "查看对照过的全部会谈",
        "question_micron": "禁令冲击美光了吗？",
        "short_micron": "行业低迷的冲击更大。",
        "answer_micron": (
            "{slump_year}财年，禁令与行业低迷叠加，美光在各地的营收均下降。{last_year}财年与{first_year}"
            "财年相比，来自中国内地的营收减少，来自其他国家和地区的营收增加。"
        ),
        "link_micron": "美光披露的可能损失",
        "short_void": "无从得知：空缺被预测误差掩盖。",
        "answer_void": (
            "按美光披露的较高的可能受影响销售占比推算，每月约有{high}亿美元的DRAM销售额面临风险。媒体报道"
            "提到韩国的三星电子和SK海力士、中国的长鑫存储和长江存储，但没有给出数额。各项预测之间的差距大"
            "得多，即便韩国多出口了这么多，数据上也看不出来。"
        ),
        "link_void": "证据，以及可以自行调整的模型",
        "score": "该报的报道于会面次日刊出。点击方格可查看每条说法的证据。",
        "unknown_1": ("韩国通商交涉本部长安德根是否在芯片问题上同意过任何内容。两国主管部门均未公开会谈记录。"),
        "unknown_2": "美光失去的业务，各家厂商分别拿走多少。",
        "shares": "美光营收，单位：亿美元；蓝色为中国内地（禁令发布于2023财年）",
        "head_3": "先等另一方的新闻稿。",
        "teach_3": "下一次会谈之后，看两份新闻稿里是否都有“同意”或“达成一致”的字样。",
        "needed": (
            "{stake}：{need_year}年，中国进口的存储芯片有{kr_of_imports}%来自韩国，韩国出口的存储芯片有"
            "{cn_of_exports}%销往中国。"
        ),
        "void_legend": "韩国对中国内地和香港的DRAM出口额，禁令后一年的月均值，单位：亿美元",
        "void_after": "禁令后一年：每月{after}亿美元",
        "void_last": "{sold_on}：{month}亿美元",
        "short_score": (
            "{total}条说法中，{n_supported}条成立，{n_partly}条部分成立，{n_false}条不实，{n_unproven}条未获证实。"
        ),
        "short_voices": "韩国政府称应由企业决定，美国众议院一委员会主席称韩国不该填补。",
        "lane_cn": "仅中方称：{cn_alone}（金色为底特律）",
        "lane_kr": "仅韩方称：{kr_alone_low}",
        "months": "韩国对中国内地和香港的DRAM月出口额，单位：亿美元",
        "months_told": ("韩国对中国内地和香港的DRAM月出口额（亿美元）：禁令后一年平均{after}，{sold_on}{month}"),
        "short_today": "2023年芯片供过于求，如今供不应求。",
        "question_agreed": "双方是否达成一致？",
        "question_unusual": "只有一方这样说，少见吗？",
        "question_void": "谁填补了空缺？",
        "week_more": "截至会面的各方动向：{n}项举措和表态",
        "lane_both": "双方均称：{both_claim}",
        "void_range": "若无禁令，我们的预测：{least}至{most}",
        "void_sold": "实际出口：{after}",
        "void_lost": "美光可能失去：{high}",
        "answer_today": (
            "{sold_on}，韩国DRAM出口价格是{ban}的{price_times}倍（当时接近低点），对中国出口的芯片超过当"
            "月的{volume_times}倍。据集邦咨询统计，{sold_year}年第{sold_quarter}季度三星电子、SK海力士和"
            "美光合计占全球DRAM销售额的{three_dram}%。买家若不能采购其中一家的产品，可选的替代供应商寥寥"
            "无几。"
        ),
        "since": "此后动向{n}则（截至{shortage_on}）",
        "since_micron": "路透社援引消息人士的话报道，美光将停止在中国销售服务器芯片。",
        "since_cxmt": (
            "中国DRAM厂商长鑫存储的母公司长鑫科技在上海上市。据Counterpoint统计，长鑫存储占全球DRAM销售额"
            "的比重：{cx_then_year}年{cx_then}%，{cx_now_year}年第{cx_now_quarter}季度{cx_now}%。"
        ),
        "since_truce": "中美将暂停部分出口管制措施的安排延长两个月。",
        "since_shortage": "芯片短缺：三星电子第3季度营业利润（初步业绩）为上年同期的{profit_times}倍。",
        "question_today": "如果今天又有一家厂商遭禁，会怎样？",
        "link_today": "从低迷到短缺",
        "unknown_3": "两份新闻稿为何不同，双方均未说明。",
        "lanes": "{both_seen}次会谈中，至少一方称达成一致的{claimed}项议题（从严计数）",
        "deck_2": (
            "本书逐条核查韩国《亚洲经济》（The Asia Business Daily）对此事的报道：{total}条说法，条条附上证据。"
        ),
        "ahead": (
            "据报道，值得关注的时间点：美国为韩国企业在华工厂发放的芯片制造设备供货许可将于{license_ends}"
            "到期；中美暂停部分出口管制措施的安排将于{truce_ends}到期。"
        ),
        "stake": "利害所在",
    },
}
#: how each language says a source line.
SOURCE: dict[str, Words] = {
    "en": Words(),
    "ko": Words("출처: ", "{named}, {last}", "{named} 외 {n}곳", "{named} 외 1곳", "(문서 {n}건)", lang="ko"),
    "zh": Words("来源：", "{named}、{last}", "{named}及另外{n}家", "{named}和另外1家", "（{n}份文件）", "、", "zh"),
}
