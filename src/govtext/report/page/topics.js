// The topic explorer.
function buildTopics() {
  if (!data.topics.length) return fill("topic-explorer", empty("没有主题：文本太少，或未运行主题模型。", "There are no topics: too few texts."));
  if (chosen.topic === null) chosen.topic = data.topics[0].id;
  const detail = el("div", { class: "detail", "aria-live": "polite" });
  const select = (topic) => { chosen.topic = topic.id; mark(); showTopic(detail, topic); };
  const buttons = data.topics.map((topic) => button("", () => select(topic), { class: "topic", "data-topic": topic.id }));
  const mark = () => {
    buttons.forEach((one) => one.setAttribute("aria-pressed", String(+one.dataset.topic === chosen.topic)));
    markOnMap(chosen.topic);
  };
  const most = Math.max(...data.topics.map((topic) => topic.share || 0), 1e-9);
  buttons.forEach((one, at) => {
    const topic = data.topics[at];
    one.append(el("span", { class: "fillbar", "width%": (100 * (topic.share || 0)) / most, "aria-hidden": "true" }), el("span", { class: "name" }, topicName(topic.id)), el("span", { class: "number" }, cite(share(topic.share), "topics", topic.id, "share")));
  });
  fill("topic-explorer", topicReasons(), el("div", { class: "split" }, el("div", {}, el("div", { class: "list", role: "group", "aria-label": say("主题", "Topics") }, buttons), topicMap(select)), detail));
  mark();
  showTopic(detail, topicOf.get(chosen.topic));
}

function showTopic(place, topic) {
  const periods = data.trends.periods[topic.id] || [], regions = data.trends.regions[topic.id] || [];
  const n = totals.topic.get(topic.id) || 0, three = (value) => fixed(value, 3);
  const own = (shown, name) => cite(shown(topic[name]), "topics", topic.id, name);
  fill(place, el("h3", {}, topicName(topic.id)),
    el("p", { class: "meta" }, say("平均占比 ", "mean share "), own(share, "share"), " · NPMI ", own(three, "coherence_npmi"), " · ", say("排他性 ", "exclusivity "), own(three, "exclusivity"), " · ", say("稳定性 ", "stability "), own(three, "stability"), topic.stable === false ? el("strong", {}, say(" 不稳定，不宜解释", " unstable, not to be interpreted")) : null),
    button([say("查看以此为首要主题的 ", "Show the "), num(count(n), whole ? `documents.kind=complaint+document_topics.topic_id=${topic.id}.largest=weight.count` : null), say(" 条诉求", " complaints with this as main topic")], () => showMessages({ topic: String(topic.id) })),
    el("div", { class: "columns" },
      el("div", {}, topicWords(topic), topicTexts(topic)),
      el("div", {},
        periods.length ? el("div", {}, el("h4", {}, say("随时间的变化", "Over time")), lineChart(say("主题占比随时间的变化", "Share over time"), periods.map((one) => [...one, keyOf("topic_trends", topic.id, data.trends.grouping, one[0], "share")]))) : null,
        regions.length ? el("div", {}, el("h4", {}, say("占比最高的地区", "Regions of the largest share")), barTable(say("地区", "Regions"), [say("地区", "Region"), say("文本数", "Texts"), say("占比", "Share")],
          regions.slice(0, 8).map(([name, value, texts]) => ({ name, value, cells: ["documents", "share"].map((column) => cite(column === "share" ? share(value) : count(texts), "topic_trends", topic.id, "region", name, column)) })))) : null, topicTests(topic), topicPeriods(topic))));
}
builders.topics = buildTopics;
