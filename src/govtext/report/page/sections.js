// The sections, each built anew when the language changes.
const chosen = { topic: null, grouping: "", keyness: 0, gaps: "" };

function buildTiles() {
  const answered = M.answered.reduce((sum, one) => sum + one, 0);
  const coded = M.codes.filter((codes) => codes.length).length;
  const tiles = [
    [count(data.total), say("条诉求", "complaints")], [count(data.policies.length), say("篇政策", "policy texts")],
    [count(data.topics.length), say("个主题", "topics")], [data.total ? share(coded / data.total) : "–", say("指出服务问题", "name a service problem")],
    [count(data.issues.length), say("个重复问题", "recurring issues")], [data.total ? share(answered / data.total) : "–", say("有答复", "have a reply")],
  ];
  fill("tiles", tiles.map(([value, name]) => el("div", { class: "tile" }, el("b", {}, value), el("span", {}, name))));
  const months = Array.from(totals.month.keys()).filter(Boolean).sort();
  const all = months.length ? monthsFrom(months[0], months[months.length - 1]) : [];
  fill("months", monthChart(say("各月诉求数量", "Complaints by month"), all.map((month) => [month, totals.month.get(month) || 0]),
    (month) => showMessages({ from: month, to: month })));
  const kinds = data.requests.map((one, at) => [at, totals.request.get(at) || 0]).filter((one) => one[1]).sort((a, b) => b[1] - a[1]);
  fill("requests", kinds.length ? barTable(say("诉求类型", "Request types"), [say("诉求类型", "Request type"), say("诉求", "Complaints"), say("占比", "Share")],
    kinds.map(([at, n]) => ({ name: request(at), value: n, cells: [count(n), share(n / data.total)], act: () => showMessages({ request: String(at) }) }))) : empty("没有诉求类型。", "No request types."));
}

function monthsFrom(first, last) {
  const found = [];
  let [year, month] = first.split("-").map(Number);
  for (let label = first; label <= last && found.length < 1200;) {
    found.push(label);
    [year, month] = month < 12 ? [year, month + 1] : [year + 1, 1];
    label = String(year).padStart(4, "0") + "-" + String(month).padStart(2, "0");
  }
  return found;
}

function buildKeywords() {
  const parts = [["complaint", say("诉求", "Complaints")], ["policy", say("政策", "Policies")]].map(([kind, title]) => {
    const rows = data.keywords[kind].slice(0, 20);
    return el("div", {}, el("h3", {}, title), rows.length
      ? barTable(title, [say("关键词", "Keyword"), say("文本数", "Texts")], rows.map(([word, weight, texts]) => ({
          name: word, value: weight, cells: [count(texts)], pale: kind === "policy",
          act: kind === "complaint" ? () => showMessages({ text: word }) : null })))
      : empty("没有关键词。", "No keywords."));
  });
  const groups = data.keyness, place = el("div", {});
  const show = (at) => {
    chosen.keyness = at;
    const one = groups[at];
    fill(place, barTable(one.group, [say("特征词", "Word"), say("次数", "Count"), "z", say("校正 p", "adjusted p")],
      one.words.map(([word, z, n, p]) => ({ name: word, value: z, cells: [count(n), fixed(z, 1), p === null ? "–" : p < 0.001 ? "<0.001" : fixed(p, 3)] }))));
  };
  const select = el("select", { id: "keyness-group", change: (event) => show(+event.target.value) },
    groups.map((one, at) => el("option", { value: at, selected: at === chosen.keyness }, groupingName(one.grouping) + " · " + groupName(one))));
  const pairs = data.pairs.slice(0, 20);
  fill("keyword-bars", el("div", { class: "columns" }, parts),
    el("div", { class: "columns" },
      el("div", {}, el("h3", {}, say("各组的特征词", "Words that set a group apart")),
        groups.length ? el("label", { for: "keyness-group" }, el("span", {}, say("组", "Group")), select) : empty("没有可比较的组。", "No groups to compare."), place),
      el("div", {}, el("h3", {}, say("最紧密的共现词对", "Closest pairs of words")), pairs.length
        ? barTable(say("共现词对", "Pairs of words"), [say("词对", "Pair"), say("文本数", "Texts"), "NPMI"], pairs.map(([a, b, n, npmi]) =>
            ({ name: a + " – " + b, value: npmi, cells: [count(n), fixed(npmi, 2)], act: () => showMessages({ text: a + " " + b }) })))
        : empty("没有共现词对。", "No pairs."))));
  if (groups.length) show(Math.min(chosen.keyness, groups.length - 1));
}

const groupingName = (name) => (data.groupings[name] ? pick(data.groupings[name]) : { kind: say("文本类别", "Kind") }[name] || name);
const groupName = (one) => (one.grouping === "kind" ? { complaint: say("诉求", "complaints"), policy: say("政策", "policies") }[one.group] || one.group : one.group);

function buildTopics() {
  if (!data.topics.length) return fill("topic-explorer", empty("没有主题：文本太少，或未运行主题模型。", "There are no topics: too few texts."));
  if (chosen.topic === null) chosen.topic = data.topics[0].id;
  const detail = el("div", { class: "detail", "aria-live": "polite" });
  const buttons = data.topics.map((topic) => button("", () => { chosen.topic = topic.id; mark(); showTopic(detail, topic); }, { class: "topic", "data-topic": topic.id }));
  const mark = () => buttons.forEach((one) => one.setAttribute("aria-pressed", String(+one.dataset.topic === chosen.topic)));
  const most = Math.max(...data.topics.map((topic) => topic.share || 0), 1e-9);
  buttons.forEach((one, at) => {
    const topic = data.topics[at];
    one.append(el("span", { class: "fillbar", "width%": (100 * (topic.share || 0)) / most, "aria-hidden": "true" }), el("span", { class: "name" }, topicName(topic.id)), el("span", { class: "number" }, share(topic.share)));
  });
  mark();
  fill("topic-explorer", el("div", { class: "split" }, el("div", { class: "list", role: "group", "aria-label": say("主题", "Topics") }, buttons), detail));
  showTopic(detail, topicOf.get(chosen.topic));
}

function showTopic(place, topic) {
  const periods = data.trends.periods[topic.id] || [], regions = data.trends.regions[topic.id] || [];
  const n = totals.topic.get(topic.id) || 0;
  fill(place, el("h3", {}, topicName(topic.id)),
    el("p", { class: "meta" }, say("平均占比 ", "mean share "), share(topic.share), " · NPMI ", fixed(topic.coherence_npmi, 3), " · ", say("排他性 ", "exclusivity "), fixed(topic.exclusivity, 3), " · ", say("稳定性 ", "stability "), fixed(topic.stability, 3)),
    button(say(`查看以此为首要主题的 ${count(n)} 条诉求`, `Show the ${count(n)} complaints with this as main topic`), () => showMessages({ topic: String(topic.id) })),
    el("div", { class: "columns" },
      el("div", {}, barTable(say("主题词", "Words"), [say("主题词", "Word"), say("权重", "Weight")], topic.words.slice(0, 15).map(([word, weight]) => ({ name: word, value: weight, cells: [fixed(weight, 3)] })))),
      el("div", {},
        periods.length ? el("div", {}, el("h4", {}, say("随时间的变化", "Over time")), lineChart(say("主题占比随时间的变化", "Share over time"), periods)) : null,
        regions.length ? el("div", {}, el("h4", {}, say("占比最高的地区", "Regions of the largest share")), barTable(say("地区", "Regions"), [say("地区", "Region"), say("文本数", "Texts"), say("占比", "Share")],
          regions.slice(0, 8).map(([name, value, texts]) => ({ name, value, cells: [count(texts), share(value)] })))) : null)));
}

function buildProblems() {
  const coded = data.codes.map((code, at) => ({ at, n: totals.problem.get(at) || 0 })).sort((a, b) => b.n - a.n);
  if (!coded.some((one) => one.n)) return fill("problem-view", empty("没有诉求带有服务问题编码。", "No complaint has a service-problem code."));
  const limits = new Map(data.gaps.filter((row) => row.region === null).map((row) => [row.code, row]));
  const label = say("各类服务问题的诉求数", "Complaints with each problem");
  const bars = barTable(label, [say("服务问题", "Problem"), say("诉求", "Complaints"), say("占比", "Share"), say("95% 区间", "95% interval")], coded.map(({ at, n }) => {
    const row = limits.get(data.codes[at].code);
    return { name: problem(at), title: data.codes[at].definition, value: n, act: () => showMessages({ problem: String(at) }),
      cells: [count(n), share(n / data.total), row && row.share_low !== null ? "[" + share(row.share_low) + ", " + share(row.share_high) + "]" : "–"] };
  }));
  const shownCodes = coded.filter((one) => one.n).map((one) => one.at);
  const both = new Map();
  M.codes.forEach((codes, at) => codes.forEach((code) => both.set(M.region[at] + " " + code, (both.get(M.region[at] + " " + code) || 0) + 1)));
  const regions = M.regions.map((name, at) => [name, at, totals.region.get(at) || 0]).filter((one) => one[2] >= 5).slice(0, 20);
  const heads = [{ text: say("地区", "Region") }, { text: say("诉求", "Complaints"), number: true }, ...shownCodes.map((at) => ({ text: problem(at), number: true }))];
  const rows = regions.map(([name, region, size]) => [name, count(size), ...shownCodes.map((code) => {
    const n = both.get(region + " " + code) || 0;
    return n ? button(share(n / size, 0), () => showMessages({ region: String(region), problem: String(code) }),
      { class: "cell s" + Math.min(5, Math.ceil((10 * n) / size)), "aria-label": `${name}, ${problem(code)}: ${count(n)}` }) : "–";
  })]);
  fill("problem-view", el("p", {}, say("点击任一数字查看对应的留言，证据在原文中标出。一条诉求可以有多个编码。", "Choose a number to see its messages with the evidence marked. A complaint may have several codes.")), bars,
    regions.length ? el("h3", {}, say("各地区的服务问题（占该地区诉求的比例）", "Problems by region (share of the region's complaints)")) : null,
    regions.length ? table(say("各地区的服务问题", "Problems by region"), heads, rows, { class: "plain heat" }) : null);
}

const membersOf = new Map();
M.issue.forEach((issue, at) => { if (issue >= 0) membersOf.set(issue, (membersOf.get(issue) || []).concat(at)); });

function buildIssues() {
  if (!data.issues.length) return fill("issue-view", empty("没有重复出现的问题。", "There are no recurring issues."));
  const dates = M.date.filter((date, at) => date && M.issue[at] >= 0).sort();
  const range = [dates[0] || "2000-01-01", dates[dates.length - 1] || "2000-12-31"];
  const list = el("ol", { class: "issues" });
  fill("issue-view", el("p", {}, say("按热度排列；展开一个问题可看到它的每一条留言和对应的政策条款。时间线的起止：", "By heat; open an issue for its messages and the clauses of policies. The timelines run from "), range[0], say(" 至 ", " to "), range[1]),
    longList(data.issues.map((issue, at) => [issue, at]), ([issue, at]) => issueItem(issue, at, range), 15, list, say("重复问题", "Recurring issues")));
}

function issueItem(issue, at, range) {
  const members = membersOf.get(at) || [];
  const dates = members.map((one) => M.date[one]).filter(Boolean).sort();
  const body = el("div", { class: "body" });
  const details = el("details", { "data-issue": issue.issue_id },
    el("summary", {}, el("span", { class: "rank" }, issue.rank), el("span", { class: "name" }, el("bdi", {}, issue.label || issue.description || issue.issue_id),
        issue.rising ? el("span", { class: "tag" }, say("正在升温", "rising")) : null, issue.campaign ? el("span", { class: "tag" }, say("疑似集体投诉", "campaign?")) : null),
      el("span", { class: "facts" }, say(`${count(issue.documents)} 条`, `${count(issue.documents)} messages`), " · ", say("热度 ", "heat "), fixed(issue.heat, 1)),
      dates.length ? timeline(`${dates[0]} – ${dates[dates.length - 1]}`, dates, range[0], range[1]) : null), body);
  details.addEventListener("toggle", () => { if (details.open && !body.childNodes.length) showIssue(body, issue, at, members); });
  return el("li", {}, details);
}

function showIssue(place, issue, at, members) {
  const low = issue.heat_low === null ? "" : say("，区间 ", ", interval ") + interval(issue.heat_low, issue.heat_high, 1)
    + (issue.rank_low === null ? "" : say(`，排名区间 ${issue.rank_low}–${issue.rank_high}`, `, rank ${issue.rank_low}–${issue.rank_high}`));
  const list = el("ol", { class: "results" });
  fill(place, el("p", {}, el("bdi", {}, issue.description || "")),
    el("p", { class: "meta" }, say("地点 ", "place "), el("bdi", {}, issue.place || "–"), " · ", say("留言人 ", "writers "), count(issue.authors), " · ", say("点赞 ", "likes "), count(issue.likes), " · ", issue.first_date || "–", say(" 至 ", " to "), issue.last_date || "–",
      " · ", say("热度 ", "heat "), fixed(issue.heat, 1), low, " · ", say("首要服务问题 ", "main problem "), problem(issue.top_problem)),
    el("h3", {}, say("留言", "Messages")),
    longList(members.slice().sort((a, b) => (M.date[a] < M.date[b] ? -1 : 1)), (one) => resultItem(one, [], null), 20, list, say("该问题的留言", "Messages of the issue")),
    linkedClauses("issue " + issue.issue_id, true));
}

function linkedClauses(target, heading) {
  const links = data.links[target] || [];
  if (!links.length) return el("p", { class: "note" }, say("没有相近的政策条款。", "No clause of a policy is close."));
  return el("div", {}, heading ? el("h3", {}, say("相近的政策条款", "Closest clauses of policies")) : null, el("ul", { class: "clauses" }, links.slice(0, 8).map(([at, score, words]) => {
    const clause = data.clauses[at];
    return el("li", {}, el("details", {}, el("summary", {}, el("bdi", {}, clause.policy), " ", clause.number || "", el("span", { class: "facts" }, say("相近度 ", "score "), fixed(score, 2))),
      el("p", { class: "text" }, el("bdi", {}, clause.text)), el("p", { class: "meta" }, clause.instrument ? say("政策工具：", "instrument: ") + pick(clause.instrument) + " · " : "", words.length ? say("共有词：", "shared words: ") + words.join(say("、", ", ")) : "")));
  })));
}

function buildReplies() {
  const groupings = Array.from(new Set(data.responses.map((row) => row.grouping)));
  if (!groupings.length) return fill("reply-view", empty("没有答复数据。", "There are no replies."));
  if (!groupings.includes(chosen.grouping)) chosen.grouping = groupings.find((one) => one === "region") || groupings[0];
  const place = el("div", {});
  const show = () => {
    const rows = data.responses.filter((row) => row.grouping === chosen.grouping);
    fill(place, table(groupingName(chosen.grouping), [{ text: say("组", "Group") }, ...[say("诉求", "Complaints"), say("已答复", "Answered"), say("答复率", "Rate"), say("中位天数", "Median days"), say("区间", "Interval"), say("90 分位", "90th pct"), say("15 天后未答复", "None after 15 days")].map((text) => ({ text, number: true }))],
      rows.map((row) => [pick(row.label), count(row.complaints), count(row.answered), row.complaints ? share(row.answered / row.complaints) : "–", fixed(row.median_days, 1), interval(row.low, row.high, 1), fixed(row.p90_days, 1), share(row.over_15_days)])));
  };
  const select = el("select", { id: "reply-grouping", change: (event) => { chosen.grouping = event.target.value; show(); } },
    groupings.map((name) => el("option", { value: name, selected: name === chosen.grouping }, groupingName(name))));
  fill("reply-view", el("label", { for: "reply-grouping" }, el("span", {}, say("分组", "Group by")), select), place);
  show();
}

function buildPolicies() {
  if (!data.policies.length) return fill("policy-view", empty("没有政策文本，因此没有落差分析。", "There are no policy texts, so there is no gap to show."));
  fill("policy-view", gapView(), deadlineView(),
    el("h3", {}, say("各类服务问题对应的条款", "Clauses on each problem")),
    data.codes.filter((code) => data.links["problem " + code.code]).map((code) => el("details", {}, el("summary", {}, pick(code.label)), linkedClauses("problem " + code.code))),
    el("h3", {}, say("政策文本", "Policy texts")),
    table(say("政策文本", "Policy texts"), [{ text: say("标题", "Title") }, { text: say("日期", "Date") }, { text: say("地区或机关", "Place or body") }, { text: say("条款", "Clauses"), number: true }],
      data.policies.map(([title, date, place, n]) => [el("bdi", {}, title), date || "–", place || "–", count(n)])));
}

const codeName = (code) => { const found = data.codes.find((one) => one.code === code); return found ? pick(found.label) : code; };

function gapView() {
  const places = Array.from(new Set(data.gaps.filter((row) => row.weight !== null && row.coverage !== null).map((row) => row.region || "")));
  if (!places.length) return empty("没有可比较的条款。", "No clauses to compare.");
  if (!places.includes(chosen.gaps)) chosen.gaps = places[0];
  const body = el("div", {});
  const show = () => {
    const rows = data.gaps.filter((row) => (row.region || "") === chosen.gaps && row.weight !== null && row.coverage !== null).sort((a, b) => b.gap - a.gap);
    const heads = [say("服务问题", "Problem"), say("诉求", "Complaints"), say("诉求权重", "Weight"), say("条款", "Clauses"), say("条款占比", "Coverage"), say("落差", "Gap"), say("区间", "Interval")].map((text, at) => ({ text, number: at > 0 }));
    fill(body, dumbbells(say("诉求与条款的落差", "Gap between complaints and clauses"), rows.map((row) => ({ name: codeName(row.code), a: row.weight, b: row.coverage }))),
      table(say("落差", "Gaps"), heads, rows.map((row) => [codeName(row.code), count(row.complaints), share(row.weight), count(row.clauses), share(row.coverage), fixed(row.gap, 3), interval(row.gap_low, row.gap_high, 2)])));
  };
  const select = el("select", { id: "gap-place", change: (event) => { chosen.gaps = event.target.value; show(); } },
    places.map((place) => el("option", { value: place, selected: place === chosen.gaps }, place || say("全部诉求与全部政策", "all complaints, all policies"))));
  show();
  return el("div", {}, el("h3", {}, say("诉求与条款的落差", "Gap between complaints and clauses")),
    places.length > 1 ? el("label", { for: "gap-place" }, el("span", {}, say("范围", "Scope")), select) : null,
    el("p", { class: "legend" }, el("span", { class: "key filled" }), say("占有编码诉求的比例", "share of coded complaints"), el("span", { class: "key hollow" }), say("占对应问题条款的比例", "share of clauses on a problem")), body);
}

function deadlineView() {
  if (!data.deadlines.length) return null;
  const heads = [{ text: say("政策", "Policy") }, { text: say("条", "Article") }, { text: say("期限", "Limit") }, { text: say("地区", "Place") },
    ...[say("可比答复", "Replies"), say("中位天数", "Median days"), say("按期比例", "Within"), say("区间", "Interval")].map((text) => ({ text, number: true }))];
  return el("div", {}, el("h3", {}, say("答复期限与实际答复", "Time limits for replies, and replies")),
    table(say("答复期限", "Time limits"), heads, data.deadlines.map(([policy, article, limit, place, n, days, within, low, high]) =>
      [el("bdi", {}, policy), article || "–", el("bdi", {}, limit), place || "–", count(n), fixed(days, 1), share(within), low === null ? "–" : "[" + share(low) + ", " + share(high) + "]"])));
}
