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
            "On {met_on} China's commerce minister Wang Wentao and Korea's trade minister Ahn Duk-geun "
            "met in Detroit; their ministries then gave two accounts. {after} days before, China had "
            "barred the chips of America's Micron from its critical infrastructure, and Washington had, "
            "by press reports, {asked}."
        ),
        "asked": "asked Seoul not to let its firms fill the gap",
        "checked": (
            "The next day a Korean newspaper, the Asia Business Daily, concluded that China now depended "
            "more on Samsung and SK hynix. Trade figures cannot show it: memory was in glut, and what "
            "Micron could lose is smaller than the margin of error."
        ),
        "question_agreed": "Did they agree?",
        "short_agreed": "China says so. Korea has not.",
        "answer_agreed": (
            "One Korean daily wrote that the minister agreed in principle; the ministry has not said so on the record."
        ),
        "link_agreed": "The two texts, clause by clause",
        "question_unusual": "Was it unusual?",
        "short_unusual": "Yes. Usually it is Korea that claims one alone.",
        "answer_unusual": (
            "The gold square is Detroit's, the only one about chips. The counts are cautious: the most "
            "for China, the fewest for Korea."
        ),
        "link_unusual": "Detroit beside other meetings",
        "question_needed": "Who needed whom?",
        "short_needed": "Each needed the other.",
        "link_needed": "What each side could not replace",
        "question_micron": "What became of Micron?",
        "short_micron": "It grew elsewhere. The mainland's share of its revenue halved in two years.",
        "answer_micron": (
            "Mainland China brought {dollars_2023} of {all_2023} billion dollars in fiscal 2023, the "
            "year of the ban, and {dollars_last} of {all_last} in fiscal {mainland_year}. What it would "
            "have sold there without the ban is not known."
        ),
        "link_micron": "What was at stake for Micron",
        "question_void": "Who filled the gap?",
        "short_void": "Nobody can tell: the gap is smaller than the margin of error.",
        "answer_void": (
            "By our forecasts Korea's sales without the ban could have been anything from {void_least} "
            "to {void_most} billion dollars. What Micron could lose, by the percentages that it named, "
            "was {void_high} billion at most. No gain of that size can be seen. Press reports name "
            "Korea's Samsung and SK hynix and China's CXMT and YMTC as those who gained, without amounts."
        ),
        "link_void": "The evidence, and a model to try",
        "imports": "Korea's share of China's memory imports, {need_year}",
        "exports": "China's share of Korea's memory exports, {need_year}",
        "cn_alone_words": "China alone, at most",
        "kr_alone_words": "Korea alone, at least",
        "week_more": "The days up to the meeting: {n} moves and statements",
        "score": (
            "This book grew out of one newspaper article on that week. Its {total} claims, each linked to its evidence:"
        ),
        "fails": "What is false, unproven or partly right",
        "unknown": "What nobody knows",
        "unknown_1": ("Whether Korea's minister agreed to talks on chips. Neither ministry's notes are public."),
        "unknown_2": (
            "How much of Micron's lost business Samsung and SK hynix of Korea, CXMT and YMTC of China each took."
        ),
        "unknown_3": ("Who counts as an operator of critical infrastructure: the ban bound no other buyers."),
        "since_micron": "Sources told Reuters that Micron would stop selling server chips in China.",
        "since_truce": "Washington and Beijing extended their truce on export controls to January 2027.",
        "since_shortage": (
            "Memory is scarce. Samsung put its operating profit of the third quarter, in preliminary "
            "figures, at {profit} trillion won, {profit_times} times the year before's."
        ),
        "holds": "What holds",
        "shares": "Mainland China's share of Micron's revenue",
        "sent": "Billion dollars in a year. Korea's DRAM to China and Hong Kong:",
        "turn": ("In {turned_on} Korea announced an agreement on critical minerals after a meeting in Gyeongju:"),
        "turn_cn": "Its text, seen whole, does not name minerals.",
        "turn_kr": "our translation, as quoted by {press}",
        "lone": ("Agreements that only one side claimed: {both_seen} of {met} meetings could be compared"),
        "void_row_before": "year before the ban",
        "void_row_after": "year after",
        "void_row_forecast": "what forecasts expected without the ban, low to high",
        "void_row_micron": "What Micron could lose:",
        "teach_1": (
            "An agreement that one side announces is a claim until the other says it too. Korea stood "
            "alone with its claim at least {kr_alone_low} times, China at most {cn_alone}."
        ),
        "teach_2": (
            "Trade figures do not show who gains from a ban of this size. The firms' sales to Chinese "
            "data centers would; they are not public."
        ),
        "teach_3": (
            "The ban of 2023 fell into a glut: Korea's export price of DRAM was {price_fell} percent "
            "lower in the year after it than in the year before. One today would fall into a shortage, "
            "and leave buyers mainly Samsung, SK hynix and CXMT."
        ),
        "turn_head": "An example with the roles reversed",
        "now": (
            "A ban today would fall into a shortage. DRAM from Korea costs {price_times} times what it "
            "did at its low after the ban of 2023. Of the world's DRAM sales in Q{sold_quarter} "
            "{sold_year}, TrendForce gives the two Korean makers {korea_dram} percent and China's CXMT "
            "{cxmt_dram}. And the truce between Washington and Beijing runs only to January 2027."
        ),
    },
    "ko": {
        "deck": (
            "{met_on} 왕원타오 중국 상무부장과 안덕근 한국 산업통상자원부 통상교섭본부장이 미국 디트로이"
            "트에서 만난 뒤, 양국 부처의 발표는 서로 달랐다. 그 {after}일 전 중국은 핵심 정보 인프라 운영"
            "자에게 미국 마이크론 제품 구매를 금지했고, 언론 보도에 따르면 미국은 이에 앞서 한국 정부에 "
            "{asked}."
        ),
        "asked": "한국 기업이 마이크론의 빈자리를 채우지 않게 해 달라고 요청했다",
        "checked": (
            "이튿날 한국의 아시아경제는 이제 중국이 삼성전자와 SK하이닉스에 더 의존하게 됐다고 결론지었"
            "다. 무역 통계로는 확인할 수 없다. 당시 메모리는 공급 과잉이었고, 마이크론이 잃을 수 있었던 "
            "매출은 오차 범위보다 작기 때문이다."
        ),
        "question_agreed": "두 나라는 합의했는가?",
        "short_agreed": "중국은 그렇다고 한다. 한국은 그렇게 말한 적이 없다.",
        "answer_agreed": (
            "한국의 한 일간지는 안 본부장이 원론적으로 동의했다고 보도했으나, 산업통상자원부가 이를 공식 "
            "확인한 적은 없다."
        ),
        "link_agreed": "두 발표문을 구절별로 비교하기",
        "question_unusual": "이례적인 일이었는가?",
        "short_unusual": "그렇다. 한쪽만 합의를 주장할 때 그 한쪽은 대개 한국이다.",
        "answer_unusual": (
            "금색 칸이 디트로이트 회담으로, 반도체에 관한 유일한 사례다. 수는 신중하게 잡았다. 중국은 최"
            "대, 한국은 최소다."
        ),
        "link_unusual": "다른 회담들과 견주어 보기",
        "question_needed": "누가 누구에게 의존했는가?",
        "short_needed": "서로 의존했다.",
        "link_needed": "양국이 각각 대체하기 어려웠던 것",
        "question_micron": "마이크론은 어떻게 되었는가?",
        "short_micron": "다른 지역에서 성장했다. 중국 본토 매출 비중은 2년 만에 절반으로 줄었다.",
        "answer_micron": (
            "중국 본토 매출은 구매 금지가 있던 2023 회계연도에 전체 {all_2023_e8}억 달러 가운데 "
            "{dollars_2023_e8}억 달러, {mainland_year} 회계연도에 {all_last_e8}억 달러 가운데 "
            "{dollars_last_e8}억 달러였다. 구매 금지가 없었다면 그곳에서 얼마를 팔았을지는 알 수 없다."
        ),
        "link_micron": "마이크론이 잃을 수 있었던 것",
        "question_void": "빈자리는 누가 채웠는가?",
        "short_void": "아무도 알 수 없다. 빈자리가 오차 범위보다 작다.",
        "answer_void": (
            "이 책의 예측으로는 구매 금지가 없었을 때 한국의 수출액이 {void_least_e8}억~{void_most_e8}억 "
            "달러 사이 어디든 될 수 있었다. 마이크론이 언급한 비율로 계산하면 잃을 수 있었던 금액은 최대 "
            "{void_high_e8}억 달러다. 그만한 금액의 이득은 통계에서 드러나지 않는다. 언론은 한국의 삼성전"
            "자와 SK하이닉스, 중국의 창신메모리(CXMT)와 양쯔메모리(YMTC)를 이득을 본 기업으로 꼽지만 규모"
            "는 제시하지 않는다."
        ),
        "link_void": "증거, 그리고 직접 조작해 볼 수 있는 모형",
        "imports": "중국 메모리 수입 중 한국 비중, {need_year}년",
        "exports": "한국 메모리 수출 중 중국 비중, {need_year}년",
        "cn_alone_words": "중국만 주장, 최대",
        "kr_alone_words": "한국만 주장, 최소",
        "week_more": "회담까지의 조치와 발언 {n}건",
        "score": (
            "이 책은 그 주를 다룬 신문 기사 하나에서 시작됐다. 기사 속 주장은 모두 {total}개이며, 칸을 누"
            "르면 근거를 볼 수 있다."
        ),
        "fails": "틀렸거나, 입증되지 않았거나, 일부만 맞는 주장",
        "unknown": "아무도 모르는 것",
        "unknown_1": ("안덕근 본부장이 반도체에 관한 대화에 동의했는지. 양국 부처 모두 회담 기록을 공개하지 않았다."),
        "unknown_2": (
            "마이크론이 잃은 거래를 한국의 삼성전자와 SK하이닉스, 중국의 CXMT와 YMTC가 각각 얼마나 가져갔는지."
        ),
        "unknown_3": "핵심 정보 인프라 운영자가 누구인지. 구매 금지는 이들에게만 적용됐다.",
        "since_micron": ("로이터통신은 소식통을 인용해 마이크론이 중국에서 서버용 칩 판매를 중단할 것이라고 보도했다."),
        "since_truce": "미국과 중국이 수출통제 ‘휴전’을 2027년 1월까지 연장했다.",
        "since_shortage": (
            "메모리가 부족하다. 삼성전자는 3분기 영업이익(잠정)이 {profit}조 원으로 전년 동기의 "
            "{profit_times}배라고 발표했다."
        ),
        "holds": "맞는 주장",
        "shares": "마이크론 매출 중 중국 본토 비중",
        "sent": "연간 금액(억 달러). 한국의 중국·홍콩 D램 수출:",
        "turn": ("{turned_on} 경주에서 열린 장관 회담 뒤 한국은 중국과 핵심 광물 협력에 합의했다고 발표했다."),
        "turn_cn": "전문을 확인한 발표문에 광물 언급이 없다.",
        "turn_kr": "{press} 인용",
        "lone": "한쪽만 주장한 합의. 회담 {met}건 가운데 비교할 수 있는 {both_seen}건 기준",
        "void_row_before": "구매 금지 전 1년",
        "void_row_after": "구매 금지 뒤 1년",
        "void_row_forecast": "금지가 없었을 때의 예측치, 최저~최고",
        "void_row_micron": "마이크론이 잃을 수 있었던 금액:",
        "teach_1": (
            "한쪽이 발표한 합의는 다른 쪽이 같은 말을 하기 전까지 주장일 뿐이다. 한국만 합의를 주장한 경"
            "우는 최소 {kr_alone_low}건, 중국만 주장한 경우는 최대 {cn_alone}건이다."
        ),
        "teach_2": (
            "이런 규모의 구매 금지로 누가 이득을 봤는지는 무역 통계에 나타나지 않는다. 중국 데이터센터에 "
            "대한 기업별 매출을 보면 알 수 있지만 공개되지 않는다."
        ),
        "teach_3": (
            "2023년의 구매 금지는 공급 과잉기에 나왔다. 그 뒤 1년간 한국의 D램 수출 가격은 직전 1년보다 "
            "{price_fell}% 낮았다. 오늘 다시 나온다면 공급 부족 속에 나오며, 구매자에게 남는 곳은 주로 삼"
            "성전자, SK하이닉스, CXMT다."
        ),
        "turn_head": "역할이 뒤바뀐 사례",
        "now": (
            "오늘 다시 구매 금지가 나온다면 공급 부족 속에 나오는 셈이다. 한국산 D램 수출 가격은 2023년 "
            "구매 금지 뒤 저점의 {price_times}배이고, 트렌드포스에 따르면 {sold_year}년 {sold_quarter}분"
            "기 세계 D램 매출에서 한국 두 회사의 비중은 {korea_dram}%, 중국 CXMT는 {cxmt_dram}%다. 미국"
            "과 중국의 ‘휴전’은 2027년 1월까지뿐이다."
        ),
    },
    "zh": {
        "deck": (
            "{met_on}，中国商务部部长王文涛与韩国产业通商资源部通商交涉本部长安德根在美国底特律会面，会后"
            "双方发布的内容并不相同。此前{after}天，中国要求关键信息基础设施运营者停止采购美国美光公司的"
            "产品；据媒体报道，美国在那之前还曾{asked}。"
        ),
        "asked": "请求韩国政府不要让韩国企业填补美光可能留下的空缺",
        "checked": (
            "次日，韩国《亚洲经济》（Asia Business Daily）得出结论：中国如今更加依赖三星电子和SK海力士。"
            "贸易数据无法证明这一点：当时存储芯片供过于求，美光可能失去的销售额比误差范围还小。"
        ),
        "question_agreed": "双方是否达成一致？",
        "short_agreed": "中方称已达成一致，韩方没有这样说过。",
        "answer_agreed": "一家韩国日报报道称，安德根原则上同意；韩国产业通商资源部从未公开证实这一说法。",
        "link_agreed": "逐句对照两份新闻稿",
        "question_unusual": "这种情况罕见吗？",
        "short_unusual": "罕见。只有一方称达成一致时，这一方通常是韩方。",
        "answer_unusual": "金色方格是底特律会面，也是唯一涉及芯片的一次。计数从严：中方取最多，韩方取最少。",
        "link_unusual": "与其他会谈比较",
        "question_needed": "谁依赖谁？",
        "short_needed": "相互依赖。",
        "link_needed": "双方各自难以替代什么",
        "question_micron": "美光后来怎样？",
        "short_micron": "在其他地区增长。中国内地占其营收的比重两年间减半。",
        "answer_micron": (
            "禁令当年的2023财年，美光{all_2023_e8}亿美元营收中有{dollars_2023_e8}亿美元来自中国内地；"
            "{mainland_year}财年，{all_last_e8}亿美元中有{dollars_last_e8}亿美元。若无禁令，它在内地能卖"
            "多少，不得而知。"
        ),
        "link_micron": "美光可能失去什么",
        "question_void": "谁填补了空缺？",
        "short_void": "无从知晓：空缺比误差范围还小。",
        "answer_void": (
            "按本书的预测，若无禁令，韩国的出口额可能是{void_least_e8}亿至{void_most_e8}亿美元之间的任何"
            "数额。按美光给出的比例推算，其可能失去的金额至多{void_high_e8}亿美元。数据中看不出这一规模的"
            "收益。媒体报道提到韩国的三星电子和SK海力士、中国的长鑫存储和长江存储从中受益，但没有给出数"
            "额。"
        ),
        "link_void": "证据，以及可以自己动手试的模型",
        "imports": "韩国占中国存储芯片进口的比重，{need_year}年",
        "exports": "中国占韩国存储芯片出口的比重，{need_year}年",
        "cn_alone_words": "仅中方称，至多",
        "kr_alone_words": "仅韩方称，至少",
        "week_more": "会面之前的{n}项举措和表态",
        "score": ("本书源于一篇关于那一周的新闻报道。报道中共有{total}条说法，点击方格可查看各条证据："),
        "fails": "不实、未获证实或部分成立的说法",
        "unknown": "没有人知道的事",
        "unknown_1": "安德根是否同意就芯片展开对话。两国部门的会谈记录均未公开。",
        "unknown_2": "美光失去的业务，韩国的三星电子和SK海力士、中国的长鑫存储和长江存储各得多少。",
        "unknown_3": "哪些单位算关键信息基础设施运营者。禁令只约束这些买家。",
        "since_micron": "路透社援引消息人士的话说，美光将停止在中国销售服务器芯片。",
        "since_truce": "中美将出口管制“休战”延长至2027年1月。",
        "since_shortage": (
            "存储芯片短缺。三星电子公布，第三季度营业利润初步数字为{profit}万亿韩元，是上年同期的{profit_times}倍。"
        ),
        "holds": "成立的说法",
        "shares": "中国内地占美光营收的比重",
        "sent": "年度金额（亿美元）。韩国对中国内地和香港的DRAM出口：",
        "turn": "{turned_on}，两国部长在庆州会谈后，韩国宣布与中国就关键矿产合作达成一致。",
        "turn_cn": "新闻稿全文未提矿产。",
        "turn_kr": "本书译，据{press}引述",
        "lone": "只有一方宣称的共识（{met}次会谈中，双方通报均可查到的{both_seen}次）",
        "void_row_before": "禁令前一年",
        "void_row_after": "禁令后一年",
        "void_row_forecast": "若无禁令的预测，最低至最高",
        "void_row_micron": "美光可能失去的金额：",
        "teach_1": (
            "一方宣布的共识，在另一方也这样说之前，只是单方面的说法。只有韩方这样说的至少{kr_alone_low}次"
            "，只有中方这样说的至多{cn_alone}次。"
        ),
        "teach_2": (
            "这样规模的禁令让谁受益，贸易数据显示不出来。能说明问题的是各企业对中国数据中心的销售额，但并未公开。"
        ),
        "teach_3": (
            "2023年的禁令出台时供应过剩：此后一年韩国DRAM出口价格比前一年低{price_fell}%。如今若再有禁令"
            "，面对的将是短缺，买家主要只剩三星电子、SK海力士和长鑫存储。"
        ),
        "turn_head": "角色互换的例子",
        "now": (
            "如今若再有禁令，面对的将是短缺。韩国DRAM出口价格已升至2023年禁令后低点的{price_times}倍；据"
            "TrendForce统计，{sold_year}年第{sold_quarter}季度全球DRAM销售额中，韩国两家企业占"
            "{korea_dram}%，中国的长鑫存储占{cxmt_dram}%。而中美“休战”只到2027年1月。"
        ),
    },
}

#: who acts, as the list of the week names it.
WHO: dict[str, dict[str, str]] = {
    "cn": {"en": "China", "ko": "중국", "zh": "中国"},
    "kr": {"en": "Korea", "ko": "한국", "zh": "韩国"},
    "us": {"en": "United States", "ko": "미국", "zh": "美国"},
    "jp": {"en": "Japan", "ko": "일본", "zh": "日本"},
}
#: what happened in the six days, in plain words, after the name of who acts.
WEEK: dict[str, dict[str, str]] = {
    "E20230423a": {
        "en": "Asked Seoul not to let its firms fill a gap, the Financial Times reported",
        "ko": ("한국 정부에 한국 기업이 마이크론의 빈자리를 채우지 않게 해 달라고 요청했다고 파이낸셜타임스 보도"),
        "zh": "据英国《金融时报》报道，曾请求韩国政府不要让韩国企业填补美光可能留下的空缺",
    },
    "E20230521a": {
        "en": "Micron fails its review; operators of critical infrastructure must stop buying",
        "ko": ("인터넷 당국, 마이크론 보안 심사 불합격 발표. 핵심 정보 인프라 운영자는 구매를 중단해야"),
        "zh": "网信办：美光产品未通过网络安全审查，关键信息基础设施运营者应停止采购",
    },
    "E20230522a": {
        "en": "How to respond is for companies to decide",
        "ko": "정부, 대응은 기업이 판단할 일",
        "zh": "政府：如何应对由企业自行决定",
    },
    "E20230523a": {
        "en": "Objects to Japan's controls on chip tools",
        "ko": "일본의 반도체 장비 수출통제에 반대",
        "zh": "反对日本对芯片制造设备的出口管制",
    },
    "E20230523b": {
        "en": "Issues its rule on chip-making tools",
        "ko": "반도체 제조장비 수출통제 규정 공포",
        "zh": "公布芯片制造设备出口管制规定",
    },
    "E20230523c": {
        "en": "The chairman of the House committee on China: Korean firms must not fill the gap",
        "ko": "하원 중국특위 위원장, ‘한국 기업이 빈자리를 채워서는 안 된다’",
        "zh": "众议院美中战略竞争特别委员会主席：韩国企业不应填补空缺",
    },
    "E20230523d": {
        "en": "White House: the decision on Micron has no basis in fact",
        "ko": "백악관, ‘마이크론 결정은 사실에 근거하지 않는다’",
        "zh": "白宫：对美光的决定没有事实依据",
    },
    "S11": {
        "en": "Trade ministry: no outlook or plan on Micron was announced",
        "ko": "산업부, 마이크론 관련 전망이나 계획을 발표한 바 없다",
        "zh": "产业部：未就美光发布任何展望或计划",
    },
    "E20230525a": {
        "en": "Opens the meeting of APEC's trade ministers in Detroit",
        "ko": "디트로이트에서 APEC 통상장관 회의 개막",
        "zh": "亚太经合组织贸易部长会议在底特律开幕",
    },
    "E20230525b": {
        "en": "Its commerce secretary meets China's in Washington",
        "ko": "상무장관, 워싱턴에서 중국 상무부장과 회담",
        "zh": "商务部长在华盛顿与中国商务部部长会面",
    },
    "S19": {
        "en": "The review of Micron was a necessary security measure",
        "ko": "상무부, ‘마이크론 심사는 국가안보를 위해 필요한 조치’",
        "zh": "商务部：审查美光是维护国家安全的必要措施",
    },
    "S02": {
        "en": "Its text, as quoted, leaves chips out",
        "ko": "언론이 인용한 발표문에는 반도체 언급 없음",
        "zh": "媒体引述的新闻稿未提芯片",
    },
    "E20230526a": {
        "en": "Meets Korea in Detroit; its text then claims an agreement on chips",
        "ko": "디트로이트에서 한국과 회담. 이후 발표문에서 반도체 협력에 합의했다고 밝힘",
        "zh": "在底特律与韩方会面，随后的新闻稿称就芯片合作达成一致",
    },
}

#: the minerals of Gyeongju in the words of Korea's text, where the tables have none in a language.
TURNED = {"zh": "两国决定通过沟通渠道合作，稳定包括稀土在内的关键矿产供应链"}
#: who says what is quoted of the week.
SPEAKERS: dict[str, dict[str, str]] = {
    "E20230522a": {
        "en": "Jang Young-jin, vice minister of trade",
        "ko": "장영진 산업통상자원부 1차관",
        "zh": "韩国产业通商资源部第一副部长",
    },
    "E20230523c": {
        "en": "Mike Gallagher, chairman of the House committee on China",
        "ko": "마이크 갤러거 미 하원 중국특위 위원장",
        "zh": "美国众议院美中战略竞争特别委员会主席加拉格尔",
    },
}
#: what was said in the week, where the tables have it in neither the language of the page nor in English.
SAID: dict[str, dict[str, str]] = {
    "E20230522a": {"zh": "这不是政府可以要求企业如何去做的事，应由企业自行判断"},
    "E20230523c": {
        "ko": (
            "최근 몇 년간 중국공산당의 이런 경제적 강압을 직접 겪은 동맹국 한국도 빈자리가 메워지지 않도록 나서야 한다"
        ),
        "zh": "近年来亲身经历过中共这种经济胁迫的韩国盟友，同样应采取行动防止填补空缺",
    },
}
VERDICTS: dict[str, dict[str, str]] = {
    "supported": {
        "en": "hold",
        "ko": "맞음",
        "zh": "成立",
    },
    "partly": {
        "en": "partly right",
        "ko": "일부 맞음",
        "zh": "部分成立",
    },
    "contested": {
        "en": "contested",
        "ko": "엇갈림",
        "zh": "有争议",
    },
    "false": {
        "en": "false",
        "ko": "틀림",
        "zh": "不实",
    },
    "unproven": {
        "en": "unproven",
        "ko": "입증되지 않음",
        "zh": "未获证实",
    },
    "not_testable": {
        "en": "not testable",
        "ko": "검증 불가",
        "zh": "无法验证",
    },
}
#: how each language says a source line.
SOURCE: dict[str, Words] = {
    "en": Words(),
    "ko": Words("출처: ", "{named}, {last}", "{named} 외 {n}곳", "{named} 외 1곳", "(문서 {n}건)", lang="ko"),
    "zh": Words("来源：", "{named}、{last}", "{named}及另外{n}家", "{named}和另外1家", "（{n}份文件）", "、", "zh"),
}
#: claims that hold, of which the cover names these.
HOLDS: dict[str, dict[str, str]] = {
    "C07": {
        "en": ("Korea's minister did ask for smoother trade and a stable supply of raw materials and parts."),
        "ko": ("한국 통상교섭본부장은 교역 원활화와 핵심 원자재·부품의 안정적 공급을 실제로 요청했다."),
        "zh": "韩国通商交涉本部长确实请求为贸易便利和原材料、零部件稳定供应提供支持。",
    },
    "C19": {
        "en": ("The chairman of the House committee on China did demand that Korean firms not fill the gap."),
        "ko": ("미 하원 중국특위 위원장은 한국 기업이 빈자리를 채우지 못하게 하라고 실제로 요구했다."),
        "zh": "美国众议院美中战略竞争特别委员会主席确实要求不让韩国企业填补空缺。",
    },
    "C15": {
        "en": "Washington did draw Japan and the Netherlands into controls on chip tools.",
        "ko": "미국은 반도체 장비 통제에 일본과 네덜란드를 실제로 끌어들였다.",
        "zh": "美国确实促使日本和荷兰加入对芯片制造设备的管制。",
    },
}
#: claims that do not hold: (what the article says, what the evidence says).
FAILS: dict[str, dict[str, tuple[str, str]]] = {
    "C17": {
        "en": (
            "The decision on Micron greatly raised China's reliance on Samsung and SK hynix.",
            "No figure showed it then, and none shows it since.",
        ),
        "ko": (
            "마이크론에 대한 결정으로 중국의 삼성전자·SK하이닉스 의존도가 크게 높아졌다.",
            "당시 이를 보여 주는 수치가 없었고, 지금도 없다.",
        ),
        "zh": (
            "对美光的决定使中国对三星电子和SK海力士的依赖大幅上升。",
            "当时没有数据能证明，至今也没有。",
        ),
    },
    "C02": {
        "en": (
            "China had never before reached out to Korea on chips.",
            ("It had: its foreign minister in {reached_first}, its ambassador in {reached_then}."),
        ),
        "ko": (
            "중국이 반도체로 한국에 손을 내민 것은 이번이 처음이다.",
            "{reached_first}에 외교부장이, {reached_then}에 대사가 이미 손을 내민 적이 있다.",
        ),
        "zh": (
            "中国首次就芯片主动寻求与韩国合作。",
            "此前已有先例：{reached_first}外交部长、{reached_then}驻韩大使都曾提出。",
        ),
    },
    "C16": {
        "en": (
            "China has been sanctioned from purchasing Micron products.",
            ("It was China that barred them, and only for operators of critical infrastructure."),
        ),
        "ko": (
            "중국은 마이크론 제품을 구매하지 못하도록 제재를 받고 있다.",
            "구매를 막은 것은 중국이며, 핵심 정보 인프라 운영자에게만 적용됐다.",
        ),
        "zh": (
            "中国被制裁，不得采购美光产品。",
            "下禁令的是中国自己，且只针对关键信息基础设施运营者。",
        ),
    },
}
