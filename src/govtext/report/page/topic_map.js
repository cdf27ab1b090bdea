// The map of topics, their words by relevance, and what stands beside them.
const RELEVANCE = 0.6; // Sievert and Shirley (2014) found it to serve readers best.

const MAP = { width: 360, height: 300, edge: 46, character: 13, line: 16 };

// Topics lie close where their words are alike; the area of a circle is the topic's share.
function topicMap(act) {
  const placed = data.topics.filter((topic) => topic.map_x !== null && topic.map_y !== null);
  if (placed.length < 2) return null;
  const dots = dotsOf(placed), names = mapNames(dots);
  const chart = el("svg", { viewBox: `0 0 ${MAP.width} ${MAP.height}`, role: "img", class: "chart topicmap",
    "aria-label": say("主题地图：词汇相近的主题靠近，圆面积为占比", "Map of topics: alike words lie close, area is the share") });
  const circles = dots.map((dot) => {
    const circle = el("circle", { cx: dot.x, cy: dot.y, r: dot.r, class: "topicdot", "data-map": dot.topic.id, "data-key": keyOf("topics", dot.topic.id, "share") },
      el("title", {}, topicName(dot.topic.id) + ": " + share(dot.topic.share)));
    circle.addEventListener("click", () => act(dot.topic));
    return circle;
  });
  chart.append(...circles,
    ...dots.map((dot) => el("text", { x: dot.x, y: dot.y + 5, "text-anchor": "middle", class: "maplabel" }, "T" + dot.topic.id)),
    ...names.map((name) => el("text", { x: name.x, y: name.y, "text-anchor": "middle", class: "mapname" }, name.text)));
  return el("div", {}, el("h3", { class: "small" }, say("主题地图", "Map of topics")),
    el("p", { class: "meta" }, say("词汇相近的主题靠近，圆的面积为占比；点选圆或上面的列表。", "Topics of alike words lie close, a circle's area is the share; choose a circle or a line of the list.")), chart, keyed(chart));
}

// Where the circles are drawn, the largest topic first; those whose numbers would cover each other are moved apart.
function dotsOf(placed) {
  const span = (name) => { const all = placed.map((topic) => topic[name]); return [Math.min(...all), Math.max(...all)]; };
  const [[left, right], [low, high]] = [span("map_x"), span("map_y")];
  const scale = Math.min((MAP.width - 2 * MAP.edge) / Math.max(right - left, 1e-9), (MAP.height - 2 * MAP.edge) / Math.max(high - low, 1e-9));
  const most = Math.max(...placed.map((topic) => topic.share || 0), 1e-9);
  const dots = placed.map((topic) => ({ topic, r: 6 + 22 * Math.sqrt((topic.share || 0) / most),
    x: MAP.width / 2 + (topic.map_x - (left + right) / 2) * scale, y: MAP.height / 2 - (topic.map_y - (low + high) / 2) * scale }));
  for (let round = 0; round < 60; round++) dots.forEach((one, at) => dots.slice(at + 1).forEach((other, more) => {
    const dx = other.x - one.x, dy = other.y - one.y, far = Math.hypot(dx, dy), least = 28;
    if (far >= least) return;
    const angle = far > 1e-6 ? Math.atan2(dy, dx) : at + more, step = (least - far) / 2;
    one.x -= step * Math.cos(angle); one.y -= step * Math.sin(angle);
    other.x += step * Math.cos(angle); other.y += step * Math.sin(angle);
  }));
  dots.forEach((dot) => { dot.x = Math.min(Math.max(dot.x, 20), MAP.width - 20); dot.y = Math.min(Math.max(dot.y, 20), MAP.height - 20); });
  return dots;
}

// The first word of each label beside its circle, where it covers neither another name nor a number; else none.
function mapNames(dots) {
  const taken = dots.map((dot) => ({ left: dot.x - 16, right: dot.x + 16, top: dot.y - 10, bottom: dot.y + 10 }));
  const clear = (box) => box.left >= 0 && box.right <= MAP.width && box.top >= 0 && box.bottom <= MAP.height &&
    !taken.some((one) => box.left < one.right && one.left < box.right && box.top < one.bottom && one.top < box.bottom);
  const names = [];
  for (const dot of dots) {
    const whole = Array.from(String(dot.topic.label).split("、")[0]), text = whole.slice(0, 8).join("") + (whole.length > 8 ? "…" : "");
    const width = MAP.character * Array.from(text).reduce((sum, one) => sum + (one.charCodeAt(0) < 0x2e80 ? 0.6 : 1), 0);
    const spots = [[0, dot.r + 13], [0, -dot.r - 5], [dot.r + 4 + width / 2, 5], [-dot.r - 4 - width / 2, 5]];
    for (const [dx, dy] of spots) {
      const x = dot.x + dx, y = dot.y + dy, box = { left: x - width / 2, right: x + width / 2, top: y - MAP.line + 4, bottom: y + 4 };
      if (!clear(box)) continue;
      taken.push(box);
      names.push({ x, y, text });
      break;
    }
  }
  return names;
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
  return el("div", {}, el("h4", {}, say("主题词", "Words")),
    el("div", { class: "relevance" }, el("span", {}, say("特有", "specific")), slider, el("span", {}, say("常见", "frequent")), shown), place);
}

function topicTexts(topic) {
  if (!topic.texts.length) return null;
  const M = data.messages;
  return el("div", {}, el("h4", {}, say("代表文本", "Representative texts")),
    el("ul", { class: "plainlist texts" }, topic.texts.map((at) => el("li", {},
      button(el("bdi", {}, M.title[at] || say("（无标题）", "(no title)")), () => openReader(at), { class: "link" }),
      el("small", {}, el("bdi", {}, [M.id[at], regionName(M.region[at]), M.date[at] || "–"].join(" · ")))))));
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
  return el("ul", { class: "plainlist note" }, data.topic_reasons[english() ? 1 : 0].map((line) => el("li", {}, line.map((piece) => (Array.isArray(piece) ? num(...piece) : piece)))));
}
