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
            "In May 2023 Korea stood between its ally, the United States, and China, which had bought "
            "{cn_of_exports} percent of its memory exports the year before. Beijing barred the chips of "
            "America's Micron from its critical infrastructure. Washington, by press reports, had {asked}"
            ". {after} days after the ban, on {met_on}, the trade ministers of China and Korea met in "
            "Detroit. Then Beijing announced an agreement on chips. Seoul's account, as quoted, does not "
            "mention them."
        ),
        "asked": "asked Seoul not to let its firms fill the gap",
        "checked": (
            "The obvious reading is that China overclaims. In {both_seen} meetings it is more often the "
            "other way round: Korea alone claimed an agreement at least {kr_alone_low} times, China at "
            "most {cn_alone}."
        ),
        "question_agreed": "Did they agree?",
        "short_agreed": "China says so. Korea has not.",
        "answer_agreed": (
            "Reuters and two Korean dailies report that Korea's release does not mention chips. A third "
            "daily wrote that the minister, Ahn Duk-geun, agreed in principle; his ministry has not said "
            "so on the record."
        ),
        "link_agreed": "The two texts, clause by clause",
        "question_unusual": "Was it unusual?",
        "short_unusual": ("On chips, yes. In general, no: the side that claims an agreement alone is usually Korea."),
        "answer_unusual": (
            "Gold is Detroit. Hollow: Korea's account says that the two “decided to” do something, which "
            "may not be meant as an agreement. Why Korea does so more often is not known."
        ),
        "link_unusual": "Detroit beside other meetings",
        "question_needed": "Who needed whom?",
        "short_needed": "Each needed the other.",
        "link_needed": "What each side could not replace",
        "question_micron": "What became of Micron?",
        "short_micron": "Less from the mainland, more from everywhere else.",
        "answer_micron": (
            "From fiscal {first_year} to {last_year} all its revenue went from {all_first} to {all_last} "
            "billion dollars, the mainland's part from {part_first} to {part_last} percent."
        ),
        "link_micron": "What was at stake for Micron",
        "question_void": "Who filled the gap?",
        "short_void": "Nobody can tell. What we look for is far smaller than the error.",
        "answer_void": (
            "Korea sold {after}, at prices {price_fell} percent lower, and {before} the year before. By "
            "{void_more} of {void_all} forecasts that is more than without the ban, by {void_less} less."
        ),
        "link_void": "The evidence, and a model to try",
        "imports": "Korea's share of China's memory imports, {need_year}",
        "exports": "China's share of Korea's memory exports, {need_year}",
        "cn_alone_words": "China alone: at most {cn_alone}",
        "kr_alone_words": "Korea alone: {kr_alone_low} to {kr_alone_high}",
        "week_more": "The days up to the meeting: {n} moves and statements",
        "score": (
            "The next day the Asia Business Daily, a Korean newspaper, told the week. Of the {total} "
            "claims in its article, each linked to its evidence, {n_supported} hold and {n_false} is "
            "false."
        ),
        "fails": "What does not, or only in part",
        "unknown": "What nobody knows",
        "unknown_1": ("Whether Korea's minister agreed to talks on chips. Neither ministry's notes are public."),
        "unknown_2": (
            "How much of Micron's lost business Samsung and SK hynix of Korea, CXMT and YMTC of China "
            "each took. Press reports name them, without amounts."
        ),
        "unknown_3": ("Who counts as an operator of critical infrastructure: the ban bound no other buyers."),
        "since_micron": "Reuters, from sources: Micron will stop selling server chips in China.",
        "since_truce": "Washington and Beijing extend their truce on export controls by two months.",
        "since_shortage": (
            "Samsung puts its operating profit of the third quarter, in preliminary figures, at {profit} "
            "trillion won, {profit_times} times the year before's."
        ),
        "holds": "What holds",
        "shares": ("Micron's revenue from mainland China, billion dollars; the ban came in fiscal 2023"),
        "turn": (
            "In {turned_on} the commerce ministers Wang Wentao and Kim Jung-kwan met in Gyeongju. Korea "
            "announced an agreement. China's text, seen whole, tells it as Korea's wish."
        ),
        "lone": "Agreements that only one of the two accounts claims, in {both_seen} meetings",
        "void_row_forecast": (
            "Korea's DRAM for China and Hong Kong in the year after the ban: what our forecasts expect "
            "without it, and what was sold"
        ),
        "teach_1": (
            "In Q{sold_quarter} {sold_year} Samsung and SK hynix had {korea_dram} percent of DRAM sales, "
            "by TrendForce, Micron {micron_dram} and CXMT {cxmt_dram}."
        ),
        "price_told": "Korea's export price of DRAM",
        "short_price": "DRAM costs {price_times} times what it did in the month of the ban.",
        "price": "Korea's export price by month, to {price_on}; month of the ban = 1",
        "price_ban": "the ban",
        "head_1": "Buyers would have few places to go.",
        "question_rise": "Who has grown since?",
        "short_rise": "China's own maker, CXMT.",
        "rise": "CXMT's share of the world's DRAM sales, by Counterpoint",
        "rise_quarter": "Q{cx_now_quarter} {cx_now_year}",
        "rise_year": "{cx_then_year}",
        "answer_rise": ("TrendForce counts {cxmt_dram} percent. Whether the ban helped it, no figure shows."),
        "link_rise": "How the market changed",
        "since_cxmt": "CXMT lists in Shanghai and raises {raised} billion yuan.",
        "turn_credit": "our translation",
        "ahead_license": (
            "Washington's licenses for chip tools in Samsung's and SK hynix's Chinese plants end, by reports."
        ),
        "ahead_truce": "The truce ends.",
        "then_2023": "Ban of 2023",
        "then_now": "Now",
        "then_price": "Price of Korea's DRAM; now {price_on}",
        "then_profit": (
            "Samsung's operating profit in a quarter, the whole firm, trillion won; now Q{profit_quarter} {profit_year}"
        ),
        "short_then": "In 2023 a ban met a market with chips to spare. Today it would meet one without.",
        "head_2": "Trade figures would not name the winner.",
        "teach_2": "Each firm's sales to Chinese data centers would tell. They are not public.",
        "now": (
            "Who filled Micron's gap nobody can show. The next ban would find no chips to spare: by "
            "{price_on} Korea's DRAM cost {price_times} times what it did then. Washington's licenses "
            "for the Korean makers' plants in China end, by reports, on {license_ends}, its truce with "
            "Beijing on {truce_ends}. This book checks what a Korean newspaper made of that week: {total}"
            " claims."
        ),
        "void_micron": "{high}: the most that Micron could lose, by percentages that it named",
        "turn_head": "The roles reversed",
        "void_row_range": "Our forecasts without the ban, {least} to {most}, lie {spread} apart",
        "void_row_micron": "The most that Micron could lose, by percentages that it named: {high}",
        "void_legend": "Korea's DRAM for China and Hong Kong in the year after the ban, billion dollars",
        "head_3": "Wait for the second text.",
        "teach_3": (
            "Two ministries will publish two accounts. What one announces is a claim until the other says it too."
        ),
    },
    "ko": {
        "deck": (
            "2023년 5월 한국은 동맹국 미국과, 전년도 메모리 수출의 {cn_of_exports}%를 사 간 중국 사이에 "
            "놓여 있었다. 중국은 핵심 정보 인프라 운영자에게 미국 마이크론 제품 구매를 금지했고, 언론 보"
            "도에 따르면 미국은 이에 앞서 한국 정부에 {asked}. 금지 {after}일 뒤인 {met_on}, 중국 상무부"
            "장과 한국 통상교섭본부장이 디트로이트에서 만났다. 그 뒤 중국은 반도체에 관한 합의를 발표했"
            "다. 언론이 인용한 한국 발표문에는 반도체 언급이 없다."
        ),
        "asked": "한국 기업이 마이크론의 빈자리를 채우지 않게 해 달라고 요청했다",
        "checked": (
            "중국이 합의를 부풀렸다고 읽기 쉽다. 그러나 회담 {both_seen}건을 보면 반대인 경우가 더 많다. "
            "한국만 합의를 주장한 경우는 최소 {kr_alone_low}건, 중국만 주장한 경우는 최대 {cn_alone}건이"
            "다."
        ),
        "question_agreed": "두 나라는 합의했는가?",
        "short_agreed": "중국은 그렇다고 한다. 한국은 그렇게 말한 적이 없다.",
        "answer_agreed": (
            "로이터통신과 한국 일간지 두 곳은 한국 발표문에 반도체 언급이 없다고 보도했다. 다른 한 일간지"
            "는 안덕근 본부장이 원론적으로 동의했다고 보도했으나, 산업통상자원부가 이를 공식 확인한 적은 "
            "없다."
        ),
        "link_agreed": "두 발표문을 구절별로 비교하기",
        "question_unusual": "이례적인 일이었는가?",
        "short_unusual": ("반도체에서는 그렇다. 전반적으로는 아니다. 한쪽만 합의를 주장할 때 그 한쪽은 대개 한국이다."),
        "answer_unusual": (
            "금색 칸이 디트로이트 회담이다. 빈 칸은 한국 발표에 ‘~하기로 했다’고만 적힌 경우로, 합의를 뜻"
            "하지 않을 수도 있다. 한국이 왜 더 자주 그러는지는 알 수 없다."
        ),
        "link_unusual": "다른 회담들과 견주어 보기",
        "question_needed": "누가 누구에게 의존했는가?",
        "short_needed": "서로 의존했다.",
        "link_needed": "양국이 각각 대체하기 어려웠던 것",
        "question_micron": "마이크론은 어떻게 되었는가?",
        "short_micron": "중국 본토에서는 줄고, 다른 모든 곳에서는 늘었다.",
        "answer_micron": (
            "{first_year} 회계연도에서 {last_year} 회계연도까지 전체 매출은 {all_first_e8}억 달러에서 "
            "{all_last_e8}억 달러로 늘었고, 중국 본토의 비중은 {part_first}%에서 {part_last}%로 줄었다."
        ),
        "link_micron": "마이크론이 잃을 수 있었던 것",
        "question_void": "빈자리는 누가 채웠는가?",
        "short_void": "아무도 알 수 없다. 찾으려는 것이 오차보다 훨씬 작다.",
        "answer_void": (
            "한국의 수출액은 {after}억 달러로, 가격은 {price_fell}% 낮았다. 그 전해에는 {before}억 달러였"
            "다. 예측 {void_all}개 가운데 {void_more}개로는 금지가 없었을 때보다 많고, {void_less}개로는 "
            "적다."
        ),
        "link_void": "증거, 그리고 직접 조작해 볼 수 있는 모형",
        "imports": "중국 메모리 수입 중 한국 비중, {need_year}년",
        "exports": "한국 메모리 수출 중 중국 비중, {need_year}년",
        "cn_alone_words": "중국만 주장: 최대 {cn_alone}건",
        "kr_alone_words": "한국만 주장: {kr_alone_low}~{kr_alone_high}건",
        "week_more": "회담까지의 조치와 발언 {n}건",
        "score": (
            "이튿날 한국의 아시아경제가 그 주를 기사로 다뤘다. 기사 속 주장 {total}개 가운데 "
            "{n_supported}개는 맞고 {n_false}개는 틀렸다. 칸을 누르면 근거를 볼 수 있다."
        ),
        "fails": "틀렸거나 일부만 맞는 주장",
        "unknown": "아무도 모르는 것",
        "unknown_1": ("안덕근 본부장이 반도체에 관한 대화에 동의했는지. 양국 부처 모두 회담 기록을 공개하지 않았다."),
        "unknown_2": (
            "마이크론이 잃은 거래를 한국의 삼성전자와 SK하이닉스, 중국의 CXMT와 YMTC가 각각 얼마나 가져갔"
            "는지. 언론은 이 기업들을 꼽지만 규모는 제시하지 않는다."
        ),
        "unknown_3": "핵심 정보 인프라 운영자가 누구인지. 구매 금지는 이들에게만 적용됐다.",
        "since_micron": ("로이터통신, 소식통을 인용해 마이크론이 중국에서 서버용 칩 판매를 중단할 것이라고 보도."),
        "since_truce": "미국과 중국, 수출통제 ‘휴전’을 두 달 연장.",
        "since_shortage": "삼성전자, 3분기 영업이익(잠정) {profit}조 원 발표. 전년 동기의 {profit_times}배.",
        "holds": "맞는 주장",
        "shares": "마이크론의 중국 본토 매출, 억 달러(구매 금지는 2023 회계연도)",
        "turn": (
            "{turned_on} 왕원타오 중국 상무부장과 김정관 산업통상부 장관이 경주에서 만났다. 한국은 합의했"
            "다고 발표했다. 전문을 확인한 중국 발표문은 이를 한국의 희망으로 적었다."
        ),
        "lone": "양국 발표 가운데 한쪽만 주장한 합의(한중 회담 {both_seen}건)",
        "void_row_forecast": (
            "구매 금지 뒤 1년간 한국의 중국·홍콩 D램 수출: 금지가 없었을 때의 예측 범위와 실제 수출액"
        ),
        "teach_1": (
            "트렌드포스에 따르면 {sold_year}년 {sold_quarter}분기 D램 매출에서 삼성전자와 SK하이닉스가 "
            "{korea_dram}%, 마이크론이 {micron_dram}%, CXMT가 {cxmt_dram}%를 차지했다."
        ),
        "price_told": "한국의 D램 수출 가격",
        "short_price": "D램 수출 가격은 구매 금지가 있던 달의 {price_times}배다.",
        "price": "한국의 월별 수출 가격, {price_on}까지(구매 금지가 있던 달 = 1)",
        "price_ban": "구매 금지",
        "head_1": "구매자가 갈 곳이 거의 없다.",
        "question_rise": "그 뒤 누가 커졌는가?",
        "short_rise": "중국 기업 CXMT다.",
        "rise": "세계 D램 매출 중 CXMT 비중(카운터포인트)",
        "rise_quarter": "{cx_now_year}년 {cx_now_quarter}분기",
        "rise_year": "{cx_then_year}년",
        "answer_rise": ("트렌드포스 집계로는 {cxmt_dram}%다. 구매 금지가 도움이 됐는지를 보여 주는 수치는 없다."),
        "link_rise": "시장은 어떻게 달라졌는가",
        "since_cxmt": "CXMT, 상하이 증시에 상장해 {raised}억 위안 조달.",
        "turn_credit": "원문",
        "ahead_license": ("보도에 따르면 삼성전자와 SK하이닉스 중국 공장에 대한 미국의 장비 반입 허가가 끝난다."),
        "ahead_truce": "‘휴전’이 끝난다.",
        "then_2023": "2023년 구매 금지",
        "then_now": "지금",
        "then_price": "한국의 D램 수출 가격; 지금은 {price_on}",
        "then_profit": "삼성전자 분기 영업이익(전사), 조 원; 지금은 {profit_year}년 {profit_quarter}분기",
        "short_then": "2023년에는 칩이 남아돌 때 구매 금지가 나왔다. 오늘이라면 모자랄 때 나온다.",
        "head_2": "무역 통계로는 누가 이득을 봤는지 알 수 없다.",
        "teach_2": "기업별 중국 데이터센터 매출을 보면 알 수 있지만 공개되지 않는다.",
        "now": (
            "마이크론의 빈자리를 누가 채웠는지는 아무도 입증하지 못한다. 다음번 구매 금지 때는 남는 칩이 "
            "없다. {price_on} 한국의 D램 수출 가격은 그때의 {price_times}배였다. 보도에 따르면 한국 기업"
            "의 중국 공장에 대한 미국의 장비 반입 허가는 {license_ends}에, 미국과 중국의 ‘휴전’은 "
            "{truce_ends}에 끝난다. 이 책은 한 한국 신문이 그 주를 다룬 기사의 주장 {total}개를 검증한다."
        ),
        "void_micron": "{high}: 마이크론이 스스로 언급한 비율로 계산한 최대 손실",
        "turn_head": "뒤바뀐 역할",
        "void_row_range": "금지가 없었을 때의 예측치는 {least}~{most}로, 서로 {spread}만큼 벌어진다",
        "void_row_micron": "마이크론이 스스로 언급한 비율로 계산한 최대 손실: {high}",
        "void_legend": "구매 금지 뒤 1년간 한국의 중국·홍콩 D램 수출, 억 달러",
        "head_3": "두 번째 발표문을 기다릴 것.",
        "teach_3": ("두 부처가 각각 발표문을 낼 것이다. 한쪽의 발표는 다른 쪽이 같은 말을 하기 전까지 주장일 뿐이다."),
    },
    "zh": {
        "deck": (
            "2023年5月，韩国夹在盟友美国与中国之间，而中国在前一年买走了韩国存储芯片出口的{cn_of_exports}"
            "%。中国要求关键信息基础设施运营者停止采购美国美光公司的产品；据媒体报道，美国此前曾{asked}。"
            "禁令后{after}天，即{met_on}，中国商务部部长与韩国通商交涉本部长在底特律会面。随后中方宣布双"
            "方就芯片达成一致；媒体引述的韩方新闻稿未提芯片。"
        ),
        "asked": "请求韩国政府不要让韩国企业填补美光可能留下的空缺",
        "checked": (
            "表面看来，是中方言过其实。但在{both_seen}次会谈中，相反的情形更多：仅韩方宣称达成一致的至少"
            "{kr_alone_low}次，仅中方的至多{cn_alone}次。"
        ),
        "question_agreed": "双方是否达成一致？",
        "short_agreed": "中方称已达成一致，韩方没有这样说过。",
        "answer_agreed": (
            "路透社和两家韩国日报报道，韩方新闻稿没有提到芯片。第三家日报报道称，安德根原则上同意；韩国产"
            "业通商资源部从未公开证实这一说法。"
        ),
        "link_agreed": "逐句对照两份新闻稿",
        "question_unusual": "这种情况罕见吗？",
        "short_unusual": "就芯片而言，是；总体而言，不是：只有一方宣称达成一致时，这一方通常是韩方。",
        "answer_unusual": (
            "金色方格是底特律会面。空心方格：韩方通报写的是双方“决定”做某事，未必意指达成一致。韩方为何更"
            "常如此，不得而知。"
        ),
        "link_unusual": "与其他会谈比较",
        "question_needed": "谁依赖谁？",
        "short_needed": "相互依赖。",
        "link_needed": "双方各自难以替代什么",
        "question_micron": "美光后来怎样？",
        "short_micron": "来自中国内地的少了，来自其他各地的多了。",
        "answer_micron": (
            "从{first_year}财年到{last_year}财年，全部营收从{all_first_e8}亿美元增至{all_last_e8}亿美元，"
            "中国内地所占比重从{part_first}%降至{part_last}%。"
        ),
        "link_micron": "美光可能失去什么",
        "question_void": "谁填补了空缺？",
        "short_void": "无从知晓：要找的数额远小于误差。",
        "answer_void": (
            "韩国的出口额为{after}亿美元，价格低了{price_fell}%；前一年为{before}亿美元。按{void_all}项预"
            "测中的{void_more}项，这比没有禁令时多；按另外{void_less}项，则更少。"
        ),
        "link_void": "证据，以及可以自己动手试的模型",
        "imports": "韩国占中国存储芯片进口的比重，{need_year}年",
        "exports": "中国占韩国存储芯片出口的比重，{need_year}年",
        "cn_alone_words": "仅中方：至多{cn_alone}次",
        "kr_alone_words": "仅韩方：{kr_alone_low}至{kr_alone_high}次",
        "week_more": "会面之前的{n}项举措和表态",
        "score": (
            "次日，韩国《亚洲经济》报道了那一周。文中{total}条说法，{n_supported}条成立，{n_false}条不实"
            "，点击方格可查看证据。"
        ),
        "fails": "不成立或只部分成立的说法",
        "unknown": "没有人知道的事",
        "unknown_1": "安德根是否同意就芯片展开对话。两国部门的会谈记录均未公开。",
        "unknown_2": (
            "美光失去的业务，韩国的三星电子和SK海力士、中国的长鑫存储和长江存储各得多少。媒体报道提到了这"
            "些企业，但没有给出数额。"
        ),
        "unknown_3": "哪些单位算关键信息基础设施运营者。禁令只约束这些买家。",
        "since_micron": "路透社援引消息人士的话说，美光将停止在中国销售服务器芯片。",
        "since_truce": "中美将出口管制“休战”延长两个月。",
        "since_shortage": (
            "存储芯片短缺。三星电子公布，第三季度营业利润初步数字为{profit}万亿韩元，是上年同期的{profit_times}倍。"
        ),
        "holds": "成立的说法",
        "shares": "美光在中国内地的营收，亿美元（禁令在2023财年）",
        "turn": (
            "{turned_on}，中国商务部部长王文涛与韩国产业通商部长官金正官在庆州会谈。韩国宣布达成一致；中"
            "方新闻稿（已见全文）写的是韩方的愿望。"
        ),
        "lone": "中韩{both_seen}次会谈中，只有一方通报宣称的共识",
        "void_row_forecast": "禁令后一年韩国对中国内地和香港的DRAM出口：若无禁令的预测范围，以及实际金额",
        "teach_1": (
            "据TrendForce统计，{sold_year}年第{sold_quarter}季度DRAM销售额中，三星电子和SK海力士占"
            "{korea_dram}%，美光占{micron_dram}%，长鑫存储占{cxmt_dram}%。"
        ),
        "price_told": "韩国DRAM出口价格",
        "short_price": "DRAM价格已是禁令当月的{price_times}倍。",
        "price": "韩国出口价格，按月，至{price_on}（禁令当月为1）",
        "price_ban": "禁令",
        "head_1": "买家几乎无处可去。",
        "question_rise": "此后谁壮大了？",
        "short_rise": "中国自己的长鑫存储。",
        "rise": "长鑫存储占全球DRAM销售额的比重（Counterpoint）",
        "rise_quarter": "{cx_now_year}年第{cx_now_quarter}季度",
        "rise_year": "{cx_then_year}年",
        "answer_rise": "TrendForce统计为{cxmt_dram}%。没有数据能说明禁令是否起了作用。",
        "link_rise": "市场如何变化",
        "since_cxmt": "长鑫存储在上海上市，募资{raised}亿元人民币。",
        "turn_credit": "本书译",
        "ahead_license": "据报道，三星电子和SK海力士中国工厂运入芯片制造设备的美国许可到期。",
        "ahead_truce": "“休战”到期。",
        "then_2023": "2023年禁令",
        "then_now": "如今",
        "then_price": "韩国DRAM出口价格；如今为{price_on}",
        "then_profit": ("三星电子单季营业利润（全公司），万亿韩元；如今为{profit_year}年第{profit_quarter}季度"),
        "short_then": "2023年禁令出台时，芯片有富余；如今若再有，芯片正紧缺。",
        "head_2": "贸易数据说不出谁是赢家。",
        "teach_2": "各企业对中国数据中心的销售额能说明问题，但并未公开。",
        "now": (
            "谁填补了美光的空缺，没有人能证明。下一次禁令出台时，市场上将没有富余的芯片：到{price_on}，韩"
            "国DRAM出口价格已是当时的{price_times}倍。据报道，韩国企业在华工厂的美国设备许可"
            "{license_ends}到期；中美“休战”{truce_ends}到期。本书核查一家韩国报纸对那一周的报道，共"
            "{total}条说法。"
        ),
        "void_micron": "{high}：按美光自己给出的比例推算，其至多失去的金额",
        "turn_head": "角色互换",
        "void_row_range": "若无禁令，本书的预测为{least}至{most}，相差{spread}",
        "void_row_micron": "按美光自己给出的比例推算，其至多失去：{high}",
        "void_legend": "禁令后一年韩国对中国内地和香港的DRAM出口，亿美元",
        "head_3": "等另一份新闻稿。",
        "teach_3": "两国部门会发布两份通报。一方宣布的共识，在另一方也这样说之前，只是单方面的说法。",
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

#: what both texts on Gyeongju say of the trade agreement, where the tables have it in neither language of a page.
TURNED: dict[str, dict[str, str]] = {
    "cn": {"zh": "（金正官表示韩方希望）加快中韩自贸协定第二阶段谈判"},
    "kr": {"zh": "就加快韩中自贸协定服务贸易和投资后续谈判达成一致"},
}
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
    "C10": {
        "en": (
            "Some analysts see China's claim of an agreement as an overreach.",
            (
                "Korean dailies carry that view, naming no analyst; another reports that the minister agreed "
                "in principle."
            ),
        ),
        "ko": (
            "중국이 ‘합의’를 주장한 것은 지나치다는 분석이 있다.",
            (
                "한국 일간지들은 분석가 이름 없이 이 견해를 실었고, 다른 일간지는 본부장이 원론적으로 동의했"
                "다고 보도했다."
            ),
        ),
        "zh": (
            "一些分析人士认为中方所称的“一致”言过其实。",
            "韩国报纸刊登了这种看法，但没有具名；另一家报纸报道说，安德根原则上同意。",
        ),
    },
    "C16": {
        "en": (
            "China has been sanctioned from buying Micron's products.",
            "China did the barring itself, and only for operators of critical infrastructure.",
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
