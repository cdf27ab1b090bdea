// The map of topics, their words by relevance, and what stands beside them.
const RELEVANCE = 0.6; // Sievert and Shirley (2014) found it to serve readers best.

// Topics lie close where their words are alike; the area of a circle is the topic's share.
function topicMap(act) {
  const placed = data.topics.filter((topic) => topic.map_x !== null && topic.map_y !== null);
  if (placed.length < 2) return null;
  const width = 420, height = 300, edge = 40;
  const span = (name) => { const all = placed.map((topic) => topic[name]); return [Math.min(...all), Math.max(...all)]; };
  const [[left, right], [low, high]] = [span("map_x"), span("map_y")];
  const scale = Math.min((width - 2 * edge) / Math.max(right - left, 1e-9), (height - 2 * edge) / Math.max(high - low, 1e-9));
  const x = (value) => width / 2 + (value - (left + right) / 2) * scale;
  const y = (value) => height / 2 - (value - (low + high) / 2) * scale;
  const most = Math.max(...placed.map((topic) => topic.share || 0), 1e-9);
  const chart = el("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", class: "chart topicmap",
    "aria-label": say("主题地图：词汇相近的主题靠近，圆面积为占比", "Map of topics: alike words lie close, area is the share") });
  const circles = placed.map((topic) => {
    const circle = el("circle", { cx: x(topic.map_x), cy: y(topic.map_y), r: 6 + 26 * Math.sqrt((topic.share || 0) / most), class: "topicdot", "data-map": topic.id },
      el("title", {}, topicName(topic.id)));
    circle.addEventListener("click", () => act(topic));
    return circle;
  });
  chart.append(...circles, ...placed.map((topic) => el("text", { x: x(topic.map_x), y: y(topic.map_y) + 4, "text-anchor": "middle", class: "maplabel" }, "T" + topic.id)));
  return chart;
}

function markOnMap(id) {
  document.querySelectorAll("circle.topicdot").forEach((one) => one.classList.toggle("chosen", +one.dataset.map === id));
}

// Relevance of a word: lambda ln p(word | topic) + (1 - lambda) ln (p(word | topic) / p(word)).
function byRelevance(words, lambda) {
  const of = ([, weight, corpus]) => Math.log(weight) - (1 - lambda) * Math.log(corpus || weight);
  return words.filter(([, weight]) => weight > 0).map((word) => [of(word), word]).sort((a, b) => b[0] - a[0]).map(([, word]) => word);
}

function topicWords(topic) {
  const place = el("div", {}), shown = el("output", {});
  const slider = el("input", { type: "range", min: "0", max: "1", step: "0.1", value: String(chosen.relevance ?? RELEVANCE), id: "relevance",
    "aria-label": say("相关度参数 λ", "Relevance λ"), input: () => draw() });
  const draw = () => {
    chosen.relevance = Number(slider.value);
    shown.textContent = "λ = " + fixed(chosen.relevance, 1);
    fill(place, barTable(say("主题词", "Words"), [say("主题词", "Word"), say("权重", "Weight")],
      byRelevance(topic.words, chosen.relevance).slice(0, 15).map(([word, weight, , rank]) =>
        ({ name: word, value: weight, cells: [cite(fixed(weight, 3), "topic_words", topic.id, rank, "weight")] }))));
  };
  draw();
  return el("div", {}, el("div", { class: "relevance" }, el("span", {}, say("特有", "specific")), slider, el("span", {}, say("常见", "frequent")), shown), place);
}

function topicTexts(topic) {
  if (!topic.texts.length) return null;
  return el("div", {}, el("h4", {}, say("代表文本", "Representative texts")),
    el("ul", { class: "plainlist" }, topic.texts.map((at) => el("li", {},
      button(data.messages.title[at] || data.messages.id[at], () => openReader(at), { class: "link" }), el("small", {}, " " + data.messages.id[at])))));
}

function topicTests(topic) {
  const rows = data.topic_tests[topic.id] || [];
  if (!rows.length) return null;
  const names = { year: say("年份", "Years"), region: say("地区", "Regions") };
  const p = (value) => (value !== null && value < 0.001 ? "<0.001" : fixed(value, 3));
  return el("div", {}, el("h4", {}, say("差异检验（另一变量保持不变）", "Tests of differences (the other held)")),
    table(say("差异检验", "Tests"), [{ text: say("分组", "Groups") }, { text: say("效应量 ω²", "effect ω²"), number: true }, { text: say("校正 p", "adjusted p"), number: true }],
      rows.map((row) => [names[row.grouping] || row.grouping, cite(fixed(row.effect, 3), "topic_tests", topic.id, row.grouping, "effect"),
        cite(p(row.p_adjusted), "topic_tests", topic.id, row.grouping, "p_adjusted")])));
}

function topicPeriods(topic) {
  const rows = data.topic_periods[topic.id] || [];
  if (!rows.length) return null;
  return el("details", {}, el("summary", {}, say("各时期的主题词", "Words by period")),
    table(say("各时期的主题词", "Words by period"), [{ text: say("时期", "Period") }, { text: say("主题词", "Words") }],
      rows.map(([period, words]) => [period, words.join(english() ? ", " : "、")])));
}

function topicReasons() {
  return el("ul", { class: "plainlist note" }, data.topic_reasons[english() ? 1 : 0].map((line) => el("li", {}, line)));
}
