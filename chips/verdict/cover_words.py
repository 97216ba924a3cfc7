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
            "Detroit."
        ),
        "asked": "asked Seoul not to let its firms fill the gap",
        "checked": (
            "The obvious reading is that China overclaims. In {both_seen} meetings of the two from "
            "{met_first} to {met_last} it is more often the other way round: Korea alone claimed an "
            "agreement at least {kr_alone_low} times, China at most {cn_alone}. What one side announces "
            "is a claim until the other says it too."
        ),
        "question_agreed": "Did they agree?",
        "short_agreed": "China says so. Korea has not.",
        "answer_agreed": (
            "Reuters and Maeil Business, a Korean daily, report that Korea's account leaves chips out. "
            "Another daily wrote that the minister, Ahn Duk-geun, agreed in principle; his ministry has "
            "not said so on the record."
        ),
        "link_agreed": "The two texts, clause by clause",
        "question_unusual": "Was it unusual?",
        "short_unusual": ("On chips, yes. In general, no: the side that claims an agreement alone is usually Korea."),
        "answer_unusual": (
            "China's other one, of {other_on}, is on support for meetings of APEC. The hollow ones may "
            "not be meant as agreements; no solid one rests on an excerpt of China's text. Why Korea "
            "claims alone more often is not known."
        ),
        "link_unusual": "Detroit beside other meetings",
        "question_needed": "Who needed whom?",
        "short_needed": "Each needed the other.",
        "link_needed": "What each side could not replace",
        "question_micron": "What became of Micron?",
        "short_micron": "Less from the mainland, more from the rest of the world.",
        "answer_micron": (
            "From fiscal {first_year} to {last_year} all its revenue went from {all_first} to {all_last} "
            "billion dollars, the mainland's part from {part_first} to {part_last} percent."
        ),
        "link_micron": "What was at stake for Micron",
        "question_void": "Who filled the gap?",
        "short_void": (
            "Nobody can tell. The most that could be gained is far smaller than the error of the forecasts."
        ),
        "answer_void": (
            "Korea sold {after} billion dollars' worth, {before} the year before, at prices {price_fell} "
            "percent lower, so more chips. Without the ban {void_more} of {void_all} forecasts expect "
            "less, {void_less} more."
        ),
        "link_void": "The evidence, and a model to try",
        "imports": "Korea's share of China's memory imports, {need_year}",
        "exports": "China's share of Korea's memory exports, {need_year}",
        "cn_alone_words": "China alone: at most {cn_alone}",
        "kr_alone_words": "Korea alone: {kr_alone_low} to {kr_alone_high}",
        "week_more": "The days up to the meeting: {n} moves and statements",
        "score": (
            "The next day the Asia Business Daily, a Korean newspaper, reported on the week. Of the "
            "{total} claims in its article, each linked to its evidence, {n_supported} hold and {n_false}"
            " is false."
        ),
        "fails": "What does not fully hold",
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
        "lone": (
            "Agreements that only one of the two accounts claims. Solid: it says “agreed”. Hollow: it "
            "says that the two “decided to” do something. Gold: Detroit."
        ),
        "teach_1": (
            "In Q{sold_quarter} {sold_year} Samsung and SK hynix had {korea_dram} percent of DRAM sales, "
            "by TrendForce, Micron {micron_dram} and CXMT {cxmt_dram}."
        ),
        "price_told": "Korea's export price of DRAM",
        "short_price": "DRAM costs {price_times} times what it did in the month of the ban.",
        "price": (
            "Korea's export price by month, to {price_on}; month of the ban = 1. The ban came near the "
            "low; the price is {peak_times} times that of {peak_on}, the highest before the ban."
        ),
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
            "Washington's licenses for chip tools in Samsung's and SK hynix's Chinese plants end, by "
            "reports. In {plants_year} Samsung made {xian} percent of its NAND and SK hynix {wuxi} "
            "percent of its DRAM there, Reuters wrote."
        ),
        "ahead_truce": "The truce ends.",
        "short_then": "In 2023 a ban met a market with chips to spare. Today it would meet one without.",
        "head_2": "Trade figures would not name the winner.",
        "teach_2": "Each firm's sales to Chinese data centers would tell. They are not public.",
        "now": (
            "It matters again: memory is scarce, Washington's licenses for the Korean makers' plants in "
            "China end, by reports, on {license_ends}, and the truce of Washington and Beijing ends on "
            "{truce_ends}."
        ),
        "turn_head": "The roles reversed",
        "void_row_range": "Our forecasts without the ban, {least} to {most}, lie {spread} apart",
        "void_row_micron": ("The most that Micron could lose, worked out from percentages that it named: {high}"),
        "void_legend": "Korea's DRAM for China and Hong Kong in the year after the ban, billion dollars",
        "head_3": "Wait for the second text.",
        "teach_3": "Two ministries will publish two accounts. Look for the word “agreed” in both.",
    },
    "ko": {
        "deck": (
            "2023년 5월 한국은 동맹국 미국과 중국 사이에 놓여 있었다. 그 전해 한국 메모리 수출의 "
            "{cn_of_exports}%가 중국으로 갔다. 중국은 핵심 정보 인프라 운영자에게 미국 마이크론 제품 구매"
            "를 금지했다. 언론 보도에 따르면 미국은 이에 앞서 한국 정부에 {asked}. 금지 {after}일 뒤인 "
            "{met_on}, 중국 상무부장과 한국 통상교섭본부장이 디트로이트에서 만났다."
        ),
        "asked": "한국 기업이 마이크론의 빈자리를 채우지 않게 해 달라고 요청했다",
        "checked": (
            "언뜻 보면 중국이 합의를 부풀린 듯하다. 그러나 {met_first}~{met_last}년 양국 회담 {both_seen}"
            "차례를 보면 반대인 경우가 더 많다. 한국만 합의를 주장한 경우는 최소 {kr_alone_low}건, 중국"
            "만 주장한 경우는 최대 {cn_alone}건이다. 한쪽의 발표는 다른 쪽이 같은 말을 하기 전까지 주장"
            "일 뿐이다."
        ),
        "question_agreed": "두 나라는 합의했는가?",
        "short_agreed": "중국은 합의했다고 한다. 한국은 그렇게 밝힌 적이 없다.",
        "answer_agreed": (
            "로이터통신과 매일경제는 한국 발표문에 반도체 언급이 없다고 보도했다. 다른 한 일간지는 안덕"
            "근 통상교섭본부장이 원론적으로 동의했다고 보도했으나, 산업통상자원부가 이를 공식 확인한 적"
            "은 없다."
        ),
        "link_agreed": "두 발표문을 구절별로 비교하기",
        "question_unusual": "이례적인 일이었는가?",
        "short_unusual": ("반도체에서는 그렇다. 전반적으로는 아니다. 한쪽만 합의를 주장할 때는 대개 한국 쪽이다."),
        "answer_unusual": (
            "중국의 다른 한 건은 {other_on} APEC 회의 개최를 서로 지지한다는 것이다. 빈 칸은 합의를 뜻하"
            "지 않을 수도 있다. 채운 칸 가운데 중국 발표문의 일부만 보고 판단한 것은 없다. 한국만 주장한 "
            "경우가 왜 더 많은지는 알려지지 않았다."
        ),
        "link_unusual": "다른 회담들과 견주어 보기",
        "question_needed": "누가 누구에게 의존했는가?",
        "short_needed": "서로 의존했다.",
        "link_needed": "양국이 각각 대체하기 어려웠던 것",
        "question_micron": "마이크론은 어떻게 되었는가?",
        "short_micron": "매출이 중국 본토에서는 줄고, 나머지 지역에서는 늘었다.",
        "answer_micron": (
            "{first_year} 회계연도에서 {last_year} 회계연도까지 전체 매출은 {all_first_e8}억 달러에서 "
            "{all_last_e8}억 달러로 늘었고, 중국 본토의 비중은 {part_first}%에서 {part_last}%로 줄었다."
        ),
        "link_micron": "마이크론이 잃을 수 있었던 것",
        "question_void": "빈자리는 누가 채웠는가?",
        "short_void": "아무도 알 수 없다. 얻을 수 있었던 최대 금액이 예측 오차보다 훨씬 작다.",
        "answer_void": (
            "이 기간 한국의 수출액은 {after}억 달러, 전년은 {before}억 달러였다. 가격이 전년보다 "
            "{price_fell}% 낮았으므로 물량은 늘었다. 금지가 없었을 경우를 예측한 {void_all}개 중 "
            "{void_more}개는 이보다 적게, {void_less}개는 많게 본다."
        ),
        "link_void": "근거와 직접 돌려 볼 수 있는 모형",
        "imports": "중국 메모리 수입 중 한국 비중, {need_year}년",
        "exports": "한국 메모리 수출 중 중국 비중, {need_year}년",
        "cn_alone_words": "중국만 주장: 최대 {cn_alone}건",
        "kr_alone_words": "한국만 주장: {kr_alone_low}~{kr_alone_high}건",
        "week_more": "회담까지의 조치와 발언 {n}건",
        "score": (
            "회담 이튿날 한국 신문 아시아경제가 그 주의 일을 기사로 다뤘다. 기사 속 주장 {total}개 가운"
            "데 {n_supported}개는 맞고 {n_false}개는 틀렸다. 칸을 누르면 근거를 볼 수 있다."
        ),
        "fails": "다 맞지는 않는 주장",
        "unknown": "아무도 모르는 것",
        "unknown_1": ("안덕근 본부장이 반도체 분야 대화에 동의했는지. 양국 부처 모두 회담 기록을 공개하지 않았다."),
        "unknown_2": (
            "마이크론이 잃은 거래를 한국의 삼성전자와 SK하이닉스, 중국의 창신메모리(CXMT)와 양쯔메모리("
            "YMTC)가 각각 얼마나 가져갔는지. 언론은 이 기업들을 꼽지만 규모는 제시하지 않는다."
        ),
        "unknown_3": "핵심 정보 인프라 운영자가 누구인지. 구매 금지는 이들에게만 적용됐다.",
        "since_micron": ("로이터통신, 소식통을 인용해 마이크론이 중국에서 서버용 칩 판매를 중단할 것이라고 보도."),
        "since_truce": "미국과 중국, 수출통제 ‘휴전’을 두 달 연장.",
        "since_shortage": "삼성전자, 3분기 잠정 영업이익 {profit}조 원 발표. 전년 동기의 {profit_times}배.",
        "holds": "맞는 주장",
        "shares": "마이크론의 중국 본토 매출, 억 달러(구매 금지는 2023 회계연도)",
        "turn": (
            "{turned_on} 왕원타오 중국 상무부장과 김정관 산업통상부 장관이 경주에서 만났다. 한국은 합의했"
            "다고 발표했다. 전문이 확인된 중국 발표문에는 한국의 희망으로 적혀 있다."
        ),
        "lone": (
            "양국 발표 가운데 한쪽만 주장한 합의. 채운 칸은 ‘합의했다’, 빈 칸은 ‘~하기로 했다’고 적힌 경"
            "우, 금색은 디트로이트 회담."
        ),
        "teach_1": (
            "트렌드포스에 따르면 {sold_year}년 {sold_quarter}분기 D램 매출에서 삼성전자와 SK하이닉스가 "
            "{korea_dram}%, 마이크론이 {micron_dram}%, CXMT가 {cxmt_dram}%를 차지했다."
        ),
        "price_told": "한국의 D램 수출 가격",
        "short_price": "D램 수출 가격은 구매 금지가 있던 달의 {price_times}배다.",
        "price": (
            "한국의 월별 D램 수출 가격({price_on}까지, 구매 금지가 있던 달 = 1). 금지는 저점 부근에서 나"
            "왔다. 지금 가격은 금지 전 최고였던 {peak_on}의 {peak_times}배다."
        ),
        "price_ban": "구매 금지",
        "head_1": "대체할 공급처가 거의 없을 것이다.",
        "question_rise": "그 뒤 누가 커졌는가?",
        "short_rise": "중국 D램 업체 창신메모리(CXMT)다.",
        "rise": "세계 D램 매출 중 CXMT 비중(카운터포인트)",
        "rise_quarter": "{cx_now_year}년 {cx_now_quarter}분기",
        "rise_year": "{cx_then_year}년",
        "answer_rise": ("트렌드포스 집계로는 {cxmt_dram}%다. 구매 금지가 도움이 됐는지를 보여 주는 수치는 없다."),
        "link_rise": "시장은 어떻게 달라졌는가",
        "since_cxmt": "CXMT, 상하이 증시에 상장해 {raised_e8}억 위안 조달.",
        "turn_credit": "한국어 보도 인용",
        "ahead_license": (
            "보도에 따르면 삼성전자와 SK하이닉스 중국 공장에 대한 미국의 장비 반입 허가가 만료된다. 로이"
            "터통신은 {plants_year}년 삼성전자가 낸드의 {xian}%, SK하이닉스가 D램의 {wuxi}%를 그곳에서 생"
            "산한다고 보도했다."
        ),
        "ahead_truce": "‘휴전’이 끝난다.",
        "short_then": "2023년 구매 금지는 칩이 남아돌 때 나왔다. 오늘 나온다면 칩이 모자랄 때다.",
        "head_2": "무역 통계로는 누가 이득을 봤는지 알 수 없다.",
        "teach_2": "기업별 중국 데이터센터 매출을 보면 알 수 있지만 공개되지 않는다.",
        "now": (
            "이 일은 지금 다시 중요하다. 메모리는 부족하고, 보도에 따르면 한국 기업의 중국 공장에 대한 미"
            "국의 장비 반입 허가는 {license_ends}에, 미국과 중국의 수출통제 ‘휴전’은 {truce_ends}에 끝날 "
            "예정이다."
        ),
        "turn_head": "뒤바뀐 역할",
        "void_row_range": "금지가 없었을 때의 예측치 {least}~{most}, 폭 {spread}",
        "void_row_micron": "마이크론이 밝힌 비율로 계산한 최대 매출 감소액: {high}",
        "void_legend": "구매 금지 뒤 1년간 한국의 중국·홍콩 D램 수출, 억 달러",
        "head_3": "상대국 발표문까지 기다려야 한다.",
        "teach_3": ("양국 부처는 각각 발표문을 낼 것이다. 두 발표문 모두에 ‘합의했다’는 말이 있는지 볼 것."),
    },
    "zh": {
        "deck": (
            "2023年5月，韩国夹在盟友美国与中国之间，而中国在前一年买走了韩国存储芯片出口的{cn_of_exports}"
            "%。中国要求关键信息基础设施运营者停止采购美国美光公司的产品；据媒体报道，美国此前曾{asked}。"
            "禁令后{after}天，即{met_on}，中国商务部部长与韩国通商交涉本部长在底特律会面。"
        ),
        "asked": "请求韩国政府不要让韩国企业填补美光可能留下的空缺",
        "checked": (
            "表面看来，是中方言过其实。但在{met_first}年至{met_last}年两国的{both_seen}次会谈中，相反的情"
            "形更多：仅韩方宣称的共识至少{kr_alone_low}项，仅中方宣称的至多{cn_alone}项。一方宣布的共识，"
            "在另一方也这样说之前，只是单方面的说法。"
        ),
        "question_agreed": "双方是否达成一致？",
        "short_agreed": "中方称已达成一致，韩方没有这样说过。",
        "answer_agreed": (
            "路透社和韩国《每日经济》报道，韩方新闻稿没有提到芯片。另一家日报报道称，韩国通商交涉本部长安"
            "德根原则上同意；韩国产业通商资源部从未公开证实这一说法。"
        ),
        "link_agreed": "逐句对照两份新闻稿",
        "question_unusual": "这种情况罕见吗？",
        "short_unusual": "就芯片而言，罕见；总体而言，并不罕见。只有一方宣称达成一致时，这一方通常是韩方。",
        "answer_unusual": (
            "中方的另一项是{other_on}关于支持对方举办APEC会议。空心方格未必意味着达成一致；实心方格没有一"
            "项是只凭中方通报节选作出的判断。韩方单独宣称的为何更多，尚不清楚。"
        ),
        "link_unusual": "与其他会谈比较",
        "question_needed": "谁依赖谁？",
        "short_needed": "相互依赖。",
        "link_needed": "双方各自难以替代什么",
        "question_micron": "美光后来怎样了？",
        "short_micron": "来自中国内地的营收减少，来自其他地区的增加。",
        "answer_micron": (
            "从{first_year}财年到{last_year}财年，总营收从{all_first_e8}亿美元增至{all_last_e8}亿美元，中"
            "国内地所占比重从{part_first}%降至{part_last}%。"
        ),
        "link_micron": "美光可能失去什么",
        "question_void": "谁填补了空缺？",
        "short_void": "无从知晓。最多可能获得的金额远小于预测误差。",
        "answer_void": (
            "这一年韩国的出口额为{after}亿美元，前一年为{before}亿美元；价格比前一年低{price_fell}%，所以"
            "卖出的芯片更多。若无禁令，{void_all}项预测中{void_more}项比这少，{void_less}项比这多。"
        ),
        "link_void": "证据，以及可以自己动手试的模型",
        "imports": "韩国占中国存储芯片进口的比重，{need_year}年",
        "exports": "中国占韩国存储芯片出口的比重，{need_year}年",
        "cn_alone_words": "仅中方宣称：至多{cn_alone}项",
        "kr_alone_words": "仅韩方宣称：{kr_alone_low}至{kr_alone_high}项",
        "week_more": "会面之前的{n}项举措和表态",
        "score": (
            "会面次日，韩国报纸《亚洲经济》报道了那一周的事。文中{total}条说法，{n_supported}条成立，"
            "{n_false}条不实。点击方格可查看证据。"
        ),
        "fails": "不完全成立的说法",
        "unknown": "没有人知道的事",
        "unknown_1": "韩国通商交涉本部长安德根是否同意就芯片展开对话。两国主管部门均未公开会谈记录。",
        "unknown_2": (
            "美光失去的业务，韩国的三星电子和SK海力士、中国的长鑫存储和长江存储各得多少。媒体报道提到了这"
            "些企业，但没有给出数额。"
        ),
        "unknown_3": "哪些单位算关键信息基础设施运营者。禁令只约束这些买家。",
        "since_micron": "路透社援引消息人士报道，美光将停止在中国销售服务器芯片。",
        "since_truce": "中美将出口管制“休战”延长两个月。",
        "since_shortage": ("三星电子公布初步业绩：第三季度营业利润{profit}万亿韩元，为上年同期的{profit_times}倍。"),
        "holds": "成立的说法",
        "shares": "美光在中国内地的营收，亿美元（禁令在2023财年）",
        "turn": (
            "{turned_on}，中国商务部部长王文涛与韩国产业通商部长官金正官在庆州会谈。韩国宣布达成一致；中"
            "方新闻稿（已见全文）写的是韩方的愿望。"
        ),
        "lone": (
            "只有一方通报宣称的共识。实心方格：写的是“达成一致”；空心方格：写的是双方“决定”做某事；金色方"
            "格：底特律会面。"
        ),
        "teach_1": (
            "据集邦咨询统计，{sold_year}年第{sold_quarter}季度，在DRAM销售额中，三星电子和SK海力士占"
            "{korea_dram}%，美光占{micron_dram}%，长鑫存储占{cxmt_dram}%。"
        ),
        "price_told": "韩国DRAM出口价格",
        "short_price": "DRAM价格已是禁令当月的{price_times}倍。",
        "price": (
            "韩国DRAM月度出口价格，至{price_on}（禁令当月为1）。禁令时价格接近低点；如今是禁令前最高的"
            "{peak_on}的{peak_times}倍。"
        ),
        "price_ban": "禁令",
        "head_1": "买家几乎找不到替代货源。",
        "question_rise": "此后谁壮大了？",
        "short_rise": "中国企业长鑫存储。",
        "rise": "长鑫存储占全球DRAM销售额的比重（Counterpoint）",
        "rise_quarter": "{cx_now_year}年第{cx_now_quarter}季度",
        "rise_year": "{cx_then_year}年",
        "answer_rise": "集邦咨询（TrendForce）统计为{cxmt_dram}%。禁令是否对其有利，没有数据能够说明。",
        "link_rise": "市场如何变化",
        "since_cxmt": "长鑫存储母公司长鑫科技在上海上市，募资{raised_e8}亿元人民币。",
        "turn_credit": "据韩文报道，本书译",
        "ahead_license": (
            "据报道，美国允许三星电子和SK海力士在华工厂运入芯片制造设备的许可到期。路透社{plants_year}年"
            "报道，三星电子{xian}%的NAND、SK海力士{wuxi}%的DRAM在那里生产。"
        ),
        "ahead_truce": "“休战”到期。",
        "short_then": "2023年禁令出台时，芯片有富余；今天若再出禁令，正逢芯片紧缺。",
        "head_2": "从贸易数据看不出谁是赢家。",
        "teach_2": "各企业对中国数据中心的销售额能说明问题，但并未公开。",
        "now": (
            "此事如今再度变得重要：存储芯片短缺；据报道，美国对韩国企业在华工厂的设备许可将于"
            "{license_ends}到期；中美出口管制“休战”将于{truce_ends}到期。"
        ),
        "turn_head": "角色互换",
        "void_row_range": "若无禁令，本书的预测为{least}至{most}，相差{spread}",
        "void_row_micron": "按美光给出的比例推算，其最多可能失去的营收：{high}",
        "void_legend": "禁令后一年韩国对中国内地和香港的DRAM出口，亿美元",
        "head_3": "要等另一方的新闻稿。",
        "teach_3": "两国主管部门会各发一份新闻稿。要看两份是否都写了“达成一致”。",
    },
}
#: how each language says a source line.
SOURCE: dict[str, Words] = {
    "en": Words(),
    "ko": Words("출처: ", "{named}, {last}", "{named} 외 {n}곳", "{named} 외 1곳", "(문서 {n}건)", lang="ko"),
    "zh": Words("来源：", "{named}、{last}", "{named}及另外{n}家", "{named}和另外1家", "（{n}份文件）", "、", "zh"),
}
