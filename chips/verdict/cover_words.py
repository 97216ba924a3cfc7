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
            "In May 2023 Beijing barred the chips of America's Micron from its critical infrastructure. "
            "Washington, by press reports, had {asked}. {after} days after the ban the trade ministers "
            "of China and Korea met in Detroit. Each side wrote its own account. The Asia Business "
            "Daily, a Korean newspaper, wrote that the ban had greatly raised China's reliance on "
            "Samsung and SK hynix."
        ),
        "asked": "asked Seoul not to let its firms fill the gap",
        "short_agreed": "Five accounts. No two say the same.",
        "answer_agreed": (
            "Korea's ministry has not said on the record that its minister, Ahn Duk-geun, agreed. "
            "Reuters and Maeil Business, a Korean daily, report that its text leaves chips out."
        ),
        "link_agreed": "Read China's {cn_clauses} clauses beside Korea's {kr_clauses}",
        "short_unusual": "For China, yes. When only one side claims an agreement, it is usually Korea.",
        "answer_unusual": (
            "The obvious reading of Detroit is that China overclaims. In {both_seen} meetings from "
            "{met_first} to {met_last} it is more often the other way round. What one side announces is "
            "a claim until the other says it too."
        ),
        "link_unusual": "See every meeting that we compared",
        "question_micron": "What became of Micron?",
        "short_micron": ("Less from mainland China than in fiscal {first_year}, more from the rest of the world."),
        "answer_micron": (
            "All its revenue went from ${all_first} billion to ${all_slump} in the slump of fiscal "
            "{slump_year} and ${all_last} in {last_year}; the mainland's part from {part_first} percent "
            "to {part_slump} and {part_last}."
        ),
        "link_micron": "What Micron said that it could lose",
        "short_void": "Nobody can tell: the gap is lost in the margin of error.",
        "answer_void": (
            "By a share of its sales that Micron named, about ${high} billion of DRAM a month was at "
            "risk. Between forecasts so far apart, a gain of that size does not show."
        ),
        "link_void": "The evidence, and a model to change yourself",
        "week_more": "The days up to the meeting: {n} moves and statements",
        "score": ("The story came out the day after the meeting. Each tile opens the evidence on one of its claims."),
        "unknown_1": ("Whether Korea's minister agreed to anything on chips. Neither ministry's notes are public."),
        "unknown_2": (
            "How much of Micron's lost business Samsung and SK hynix of Korea, CXMT and YMTC of China "
            "each took. Press reports name them, without amounts."
        ),
        "since_micron": "Reuters, from sources: Micron will stop selling server chips in China.",
        "since_truce": "Washington and Beijing extend their truce on export controls by two months.",
        "since_shortage": (
            "Samsung's operating profit of the third quarter, by preliminary figures: {profit} trillion "
            "won, {profit_times} times the year before's."
        ),
        "shares": ("Micron's revenue from mainland China, billion dollars; the ban came in fiscal 2023"),
        "question_rise": "Who has grown since?",
        "short_rise": "China's own maker, CXMT.",
        "rise": "CXMT's share of the world's DRAM sales, by Counterpoint",
        "rise_quarter": "Q{cx_now_quarter} {cx_now_year}",
        "rise_year": "{cx_then_year}",
        "answer_rise": ("TrendForce counts {cxmt_dram} percent. Whether the ban helped it, no figure shows."),
        "link_rise": "From slump to shortage",
        "since_cxmt": "CXMT lists in Shanghai and raises {raised} billion yuan.",
        "short_then": "In 2023 a ban met a market with chips to spare. Today it would meet one without.",
        "head_3": "Wait for the second text.",
        "teach_3": "After the next meeting, look for the word “agreed” in both.",
        "later_void": (
            "Memory is scarce: in {sold_on} Korea sold China over {volume_times} times as many chips as "
            "in the month of the ban, at {price_times} times the price."
        ),
        "needed": (
            "The stake: in {need_year} Korea supplied {kr_of_imports} percent of China's memory imports, "
            "and China took {cn_of_exports} percent of Korea's memory exports."
        ),
        "void_legend": ("Korea's DRAM for mainland China and Hong Kong, average month of the year after the ban"),
        "void_after": "after the ban: ${after} billion",
        "now_license": (
            "Washington's licenses for chip tools in Korean plants in China end, by reports; its truce "
            "with Beijing ends on {truce_ends}. Samsung made {xian} percent of its NAND there in "
            "{plants_year}, SK hynix {wuxi} percent of its DRAM, Reuters wrote."
        ),
        "void_last": "{sold_on}: ${month} billion",
        "since": "Since then",
        "short_score": "{n_supported} of {total} claims hold, {n_partly} in part. {n_false} is false.",
        "more": "What became of Micron, who has grown, and what happened since",
        "short_voices": "Seoul said that is for companies. A chairman in Congress said Korea should not.",
        "lane_cn": "Only China claimed an agreement: at most {cn_alone} times (gold: Detroit)",
        "lane_kr": "Only Korea did: at least {kr_alone_low} times",
        "today_share": "{korea_dram} percent",
        "today_told": (
            "of DRAM sales were Samsung's and SK hynix's in Q{sold_quarter} {sold_year}, by TrendForce. "
            "Micron had {micron_dram}, CXMT {cxmt_dram}: buyers would have few places to go."
        ),
        "today_price": "× {price_times}",
        "today_scarce": (
            "is the price of Korea's DRAM exports in {sold_on} against the month of the ban, when the "
            "price was near its lowest since {price_since}. Samsung's profit of the third quarter, by "
            "preliminary figures, is {profit_times} times the year before's."
        ),
        "months": "Korea's DRAM for mainland China and Hong Kong, billion dollars a month",
        "months_told": (
            "Korea's DRAM for mainland China and Hong Kong a month: about ${after} billion in the year "
            "after the ban, ${month} billion in {sold_on}"
        ),
        "more_claims": "A claim that is contested",
        "void_row_sold": ("Sold: ${after} billion; striped: Micron's at risk, ${high} billion, if Korea took it all"),
        "void_row_range": "Our forecasts without the ban: ${least} to ${most} billion",
    },
    "ko": {
        "deck": (
            "2023년 5월 중국은 핵심 정보 인프라 운영자에게 미국 마이크론 제품 구매를 금지했다. 언론 보도"
            "에 따르면 미국은 이에 앞서 한국 정부에 {asked}. 금지 조치 {after}일 뒤 중국 상무부장과 한국 "
            "통상교섭본부장이 디트로이트에서 만났고, 양측은 각자 발표문을 냈다. 한국 신문 아시아경제는 "
            "이 금지로 중국의 삼성전자·SK하이닉스 의존도가 크게 높아졌다고 썼다."
        ),
        "asked": "한국 기업이 마이크론의 빈자리를 채우지 않게 해 달라고 요청했다",
        "short_agreed": "설명은 다섯인데 같은 것이 하나도 없다.",
        "answer_agreed": (
            "산업통상자원부는 안덕근 통상교섭본부장이 동의했다고 공식적으로 밝힌 적이 없다. 로이터통신과 "
            "매일경제는 한국 발표문에 반도체 언급이 없다고 보도했다."
        ),
        "link_agreed": "중국 발표문 {cn_clauses}개 구절과 한국 발표문 {kr_clauses}개 구절을 나란히 읽기",
        "short_unusual": "중국으로서는 그렇다. 한쪽만 합의를 주장할 때 그 한쪽은 대개 한국이다.",
        "answer_unusual": (
            "디트로이트만 보면 중국이 합의를 부풀린 듯하다. 그러나 {met_first}~{met_last}년 회담 "
            "{both_seen}건을 보면 반대인 경우가 더 많다. 한쪽의 발표는 다른 쪽도 같은 말을 하기 전까지는 "
            "주장이다."
        ),
        "link_unusual": "비교한 회담 모두 보기",
        "question_micron": "마이크론은 어떻게 됐나?",
        "short_micron": ("{first_year} 회계연도에 비해 매출이 중국 본토에서는 줄고, 나머지 지역에서는 늘었다."),
        "answer_micron": (
            "전체 매출은 {all_first_e8}억 달러에서 불황이던 {slump_year} 회계연도에 {all_slump_e8}억 달러"
            "로 줄었다가 {last_year} 회계연도에 {all_last_e8}억 달러로 늘었다. 중국 본토의 비중은 차례로 "
            "{part_first}%, {part_slump}%, {part_last}%였다."
        ),
        "link_micron": "마이크론이 스스로 밝힌 손실 가능 규모",
        "short_void": "아무도 알 수 없다. 빈자리가 예측 오차에 묻힌다.",
        "answer_void": (
            "마이크론이 밝힌 매출 비율로 계산하면 잃을 위험이 있던 D램 매출은 한 달에 약 {high}억 달러였"
            "다. 예측이 이만큼 갈리면 그만한 이득은 통계로 알아볼 수 없다."
        ),
        "link_void": "근거와, 직접 값을 바꿔 볼 수 있는 모형",
        "week_more": "회담까지의 조치와 발언 {n}건",
        "score": "기사는 회담 이튿날 나왔다. 칸을 누르면 각 주장의 근거를 볼 수 있다.",
        "unknown_1": ("안덕근 본부장이 반도체에 대해 무엇에든 동의했는지. 양국 부처 모두 회담 기록을 공개하지 않았다."),
        "unknown_2": (
            "마이크론이 잃은 몫을 한국의 삼성전자와 SK하이닉스, 중국의 창신메모리(CXMT)와 양쯔메모리(YMTC"
            ")가 각각 얼마나 가져갔는지. 언론은 이 기업들을 꼽지만 규모는 제시하지 않는다."
        ),
        "since_micron": ("로이터통신, 소식통을 인용해 마이크론이 중국에서 서버용 칩 판매를 중단할 것이라고 보도."),
        "since_truce": "미국과 중국, 수출통제 ‘휴전’을 두 달 연장.",
        "since_shortage": "삼성전자, 3분기 잠정 영업이익 {profit}조 원 발표. 전년 동기의 {profit_times}배.",
        "shares": "마이크론의 중국 본토 매출, 단위: 억 달러(구매 금지는 2023 회계연도)",
        "question_rise": "그 뒤 누가 성장했나?",
        "short_rise": "중국 D램 업체 창신메모리(CXMT)다.",
        "rise": "세계 D램 매출 중 CXMT 비중(카운터포인트)",
        "rise_quarter": "{cx_now_year}년 {cx_now_quarter}분기",
        "rise_year": "{cx_then_year}년",
        "answer_rise": ("트렌드포스 집계로는 {cxmt_dram}%다. 구매 금지가 도움이 됐는지를 보여 주는 수치는 없다."),
        "link_rise": "불황에서 공급 부족으로",
        "since_cxmt": "CXMT, 상하이 증시에 상장해 {raised_e8}억 위안 조달.",
        "short_then": "2023년의 구매 금지는 칩이 남아돌 때 나왔다. 지금 나온다면 칩이 모자라는 때다.",
        "head_3": "다른 쪽 발표문까지 기다려야 한다.",
        "teach_3": "다음 회담이 끝나면 두 발표문 모두에 ‘합의했다’는 말이 있는지 볼 것.",
        "later_void": (
            "메모리가 부족하다. {sold_on} 한국은 구매 금지가 있던 달의 {volume_times}배가 넘는 칩을 "
            "{price_times}배 가격에 중국에 수출했다."
        ),
        "needed": (
            "양국의 이해관계: {need_year}년 중국 메모리 수입의 {kr_of_imports}%가 한국산이었고, 한국 메모"
            "리 수출의 {cn_of_exports}%가 중국으로 갔다."
        ),
        "void_legend": "한국의 중국 본토·홍콩 D램 수출액, 금지 뒤 1년의 월평균",
        "void_after": "금지 뒤: {after}억 달러",
        "now_license": (
            "미국이 한국 기업의 중국 공장에 내준 반도체 장비 반입 허가가 만료된다(언론 보도). 미국과 중국"
            "의 수출통제 ‘휴전’은 {truce_ends}에 끝난다. 로이터통신에 따르면 {plants_year}년 삼성전자는 "
            "낸드의 {xian}%, SK하이닉스는 D램의 {wuxi}%를 중국에서 생산했다."
        ),
        "void_last": "{sold_on}: {month}억 달러",
        "since": "그 뒤의 일",
        "short_score": (
            "주장 {total}개 가운데 {n_supported}개는 맞고 {n_partly}개는 일부 맞으며 {n_false}개는 틀렸다."
        ),
        "more": "마이크론은 어떻게 됐고, 누가 성장했으며, 그 뒤 무슨 일이 있었나",
        "short_voices": (
            "한국 정부는 기업이 판단할 일이라고 했고, 미 하원의 한 위원회 위원장은 한국이 막아야 한다고 했다."
        ),
        "lane_cn": "중국만 합의를 주장: 최대 {cn_alone}건(금색은 디트로이트)",
        "lane_kr": "한국만 합의를 주장: 최소 {kr_alone_low}건",
        "today_share": "{korea_dram}%",
        "today_told": (
            "트렌드포스가 집계한 {sold_year}년 {sold_quarter}분기 D램 매출 중 삼성전자와 SK하이닉스의 비"
            "중. 마이크론은 {micron_dram}%, CXMT는 {cxmt_dram}%로, 금지가 나오면 구매자가 옮겨 갈 곳이 거"
            "의 없다."
        ),
        "today_price": "{price_times}배",
        "today_scarce": (
            "{sold_on} 한국의 D램 수출 가격을 구매 금지가 있던 달과 비교한 값. 그달 가격은 {price_since}"
            "년 이후 최저에 가까웠다. 삼성전자의 3분기 잠정 영업이익은 전년 동기의 {profit_times}배다."
        ),
        "months": "한국의 중국 본토·홍콩 D램 월 수출액, 단위: 억 달러",
        "months_told": (
            "한국의 중국 본토·홍콩 D램 월 수출액(단위: 억 달러): 구매 금지 뒤 1년 평균 {after}, {sold_on} {month}"
        ),
        "more_claims": "평가가 엇갈리는 주장 하나",
        "void_row_sold": (
            "수출: {after}억 달러. 빗금: 위험에 놓인 마이크론 매출 {high}억 달러를 한국이 모두 가져왔을 경우"
        ),
        "void_row_range": "금지가 없었을 때의 예측: {least}억~{most}억 달러",
    },
    "zh": {
        "deck": (
            "2023年5月，中国要求关键信息基础设施运营者停止采购美国美光公司的产品。据媒体报道，美国此前曾"
            "{asked}。禁令发布{after}天后，中国商务部部长与韩国通商交涉本部长在底特律会面，双方各自发布了"
            "新闻稿。韩国报纸《亚洲经济》写道，这一禁令使中国对三星电子和SK海力士的依赖大幅上升。"
        ),
        "asked": "请求韩国政府不要让韩国企业填补美光可能留下的空缺",
        "short_agreed": "五种说法，没有两种相同。",
        "answer_agreed": (
            "韩国产业通商资源部从未公开表示通商交涉本部长安德根已同意。路透社和韩国《每日经济》报道，韩方"
            "新闻稿没有提到芯片。"
        ),
        "link_agreed": "对照阅读中方{cn_clauses}个分句与韩方{kr_clauses}个分句",
        "short_unusual": "对中方而言，罕见。只有一方称达成一致时，这一方通常是韩方。",
        "answer_unusual": (
            "只看底特律，是中方言过其实。但在{met_first}年至{met_last}年的{both_seen}次会谈中，相反的情形"
            "更多。一方宣布的内容，在另一方也这样说之前，仍属单方面的说法。"
        ),
        "link_unusual": "查看对照过的全部会谈",
        "question_micron": "美光后来怎样了？",
        "short_micron": "与{first_year}财年相比，来自中国内地的营收减少，来自其他地区的增加。",
        "answer_micron": (
            "总营收在行业低迷的{slump_year}财年从{all_first_e8}亿美元降至{all_slump_e8}亿美元，"
            "{last_year}财年升至{all_last_e8}亿美元；中国内地所占比重依次为{part_first}%、{part_slump}%和"
            "{part_last}%。"
        ),
        "link_micron": "美光披露的可能损失",
        "short_void": "无从得知：空缺淹没在误差范围之内。",
        "answer_void": (
            "按美光给出的销售占比推算，每月约有{high}亿美元的DRAM面临风险。各项预测相差如此之大，这样规模"
            "的增益看不出来。"
        ),
        "link_void": "证据，以及可以自行调整的模型",
        "week_more": "截至会面的{n}项举措和表态",
        "score": "报道于会面次日刊出。点击方格可查看每条说法的证据。",
        "unknown_1": "韩国通商交涉本部长安德根是否就芯片同意过什么。两国主管部门均未公开会谈记录。",
        "unknown_2": (
            "美光失去的业务，韩国的三星电子和SK海力士、中国的长鑫存储和长江存储各分得多少。媒体报道提到了"
            "这些企业，但没有给出数额。"
        ),
        "since_micron": "路透社援引消息人士报道，美光将停止在中国销售服务器芯片。",
        "since_truce": "中美将出口管制“休战”延长两个月。",
        "since_shortage": ("三星电子公布初步业绩：第三季度营业利润{profit}万亿韩元，为上年同期的{profit_times}倍。"),
        "shares": "美光在中国内地的营收，单位：亿美元（禁令发布于2023财年）",
        "question_rise": "此后谁壮大了？",
        "short_rise": "中国本土厂商长鑫存储。",
        "rise": "长鑫存储占全球DRAM销售额的比重（Counterpoint）",
        "rise_quarter": "{cx_now_year}年第{cx_now_quarter}季度",
        "rise_year": "{cx_then_year}年",
        "answer_rise": ("集邦咨询（TrendForce）统计为{cxmt_dram}%。禁令是否起了助推作用，没有数据能够说明。"),
        "link_rise": "从低迷到短缺",
        "since_cxmt": "长鑫存储母公司长鑫科技在上海上市，募资{raised_e8}亿元人民币。",
        "short_then": "2023年禁令出台时，芯片供应有余；今天若再出禁令，正逢芯片紧缺。",
        "head_3": "等另一方的新闻稿。",
        "teach_3": "下一次会谈之后，要看两份新闻稿是否都写明双方达成一致。",
        "later_void": (
            "存储芯片紧缺：{sold_on}，韩国对中国出口的芯片超过禁令当月的{volume_times}倍，价格是当月的{price_times}倍。"
        ),
        "needed": (
            "利害所在：{need_year}年，中国进口的存储芯片有{kr_of_imports}%来自韩国，韩国出口的存储芯片有"
            "{cn_of_exports}%销往中国。"
        ),
        "void_legend": "韩国对中国内地和香港的DRAM出口额，禁令后一年的月均值",
        "void_after": "禁令后：{after}亿美元",
        "now_license": (
            "据报道，美国向韩国企业在华工厂发放的芯片制造设备许可到期；中美出口管制“休战”于{truce_ends}到"
            "期。据路透社报道，{plants_year}年三星电子{xian}%的NAND、SK海力士{wuxi}%的DRAM在中国生产。"
        ),
        "void_last": "{sold_on}：{month}亿美元",
        "since": "此后",
        "short_score": "{total}条说法中，{n_supported}条成立，{n_partly}条部分成立，{n_false}条不实。",
        "more": "美光后来怎样、谁壮大了、此后又发生了什么",
        "short_voices": "韩国政府说由企业决定，美国众议院一个委员会的主席说韩国不该填补。",
        "lane_cn": "只有中方称达成一致：至多{cn_alone}项（金色：底特律）",
        "lane_kr": "只有韩方称达成一致：至少{kr_alone_low}项",
        "today_share": "{korea_dram}%",
        "today_told": (
            "据集邦咨询统计，这是{sold_year}年第{sold_quarter}季度三星电子和SK海力士占DRAM销售额的比重。"
            "美光占{micron_dram}%，长鑫存储占{cxmt_dram}%：若有禁令，买家几乎找不到替代货源。"
        ),
        "today_price": "{price_times}倍",
        "today_scarce": (
            "{sold_on}韩国DRAM出口价格与禁令当月之比；当月价格接近{price_since}年以来的最低点。三星电子第"
            "三季度营业利润（初步数据）为上年同期的{profit_times}倍。"
        ),
        "months": "韩国对中国内地和香港的DRAM月出口额，单位：亿美元",
        "months_told": ("韩国对中国内地和香港的DRAM月出口额（亿美元）：禁令后一年平均{after}，{sold_on}{month}"),
        "more_claims": "一条有争议的说法",
        "void_row_sold": "出口：{after}亿美元。斜线：美光面临风险的{high}亿美元，若全归韩国",
        "void_row_range": "若无禁令，本书的预测：{least}亿至{most}亿美元",
    },
}
#: how each language says a source line.
SOURCE: dict[str, Words] = {
    "en": Words(),
    "ko": Words("출처: ", "{named}, {last}", "{named} 외 {n}곳", "{named} 외 1곳", "(문서 {n}건)", lang="ko"),
    "zh": Words("来源：", "{named}、{last}", "{named}及另外{n}家", "{named}和另外1家", "（{n}份文件）", "、", "zh"),
}
