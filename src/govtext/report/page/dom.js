// Building the page: every text becomes a text node, never markup.
const data = JSON.parse(document.getElementById("data").textContent);
// What a reader chose in a section; and section → function that builds it, for its element and its language.
const chosen = { topic: null, grouping: "", keyness: 0, gaps: "" };
const builders = {};
const state = { language: data.language };
const $ = (id) => document.getElementById(id);
const english = () => state.language === "en";
const say = (zh, en) => (english() ? en : zh);
const pick = (pair) => (english() ? pair[1] : pair[0]);

const EVENTS = { click: true, input: true, change: true, submit: true };

function el(tag, options, ...children) {
  const svg = SVG_TAGS.has(tag);
  const node = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(options || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (EVENTS[name]) node.addEventListener(name, value);
    else if (name === "width%") node.style.width = value + "%";
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children.flat(9)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return node;
}
const SVG_TAGS = new Set(["svg", "g", "rect", "line", "circle", "path", "text", "title", "polyline", "polygon"]);

function fill(place, ...children) {
  const node = typeof place === "string" ? $(place) : place;
  node.replaceChildren(...children.flat().filter((one) => one !== null && one !== undefined && one !== false));
  return node;
}

const count = (value) => (value === null || value === undefined ? "–" : Math.round(value).toLocaleString("en-US"));
const fixed = (value, digits) => (value === null || value === undefined ? "–" : value.toFixed(digits));
const share = (value, digits = 1) => (value === null || value === undefined ? "–" : (100 * value).toFixed(digits) + "%");
const problem = (at) => (at < 0 ? "–" : pick(data.codes[at].label));
const request = (at) => (at < 0 ? "–" : pick(data.requests[at].label));
const regionName = (at) => (at < 0 ? say("未注明", "not given") : data.messages.regions[at]);
const topicOf = new Map(data.topics.map((topic) => [topic.id, topic]));
const topicName = (id) => (topicOf.has(id) ? "T" + id + " " + topicOf.get(id).label : say("无主题", "no topic"));
const empty = (zh, en) => el("p", { class: "note" }, say(zh, en));

// A number with the key that leads from it to its rows (govtext trace KEY); shown when keys are.
const num = (text, key) => (key && text !== "–" ? [text, el("code", { class: "cite" }, key)] : text);
const keyOf = (...parts) => parts.map((part) => String(part).replace(/\s+/g, " ").trim()).join(".");
const cite = (text, ...parts) => num(text, keyOf(...parts));
// A cell of a result table: TABLE.KEY.COLUMN.
const between = (values, shown, row, names) => (values[0] === null || values[0] === undefined || values[1] === null ? "–"
  : ["[", cite(shown(values[0]), ...row, names[0]), ", ", cite(shown(values[1]), ...row, names[1]), "]"]);
const one = (value) => fixed(value, 1);

function button(text, act, options) {
  return el("button", { type: "button", click: act, ...(options || {}) }, text);
}

function table(label, heads, rows, options) {
  const head = el("tr", {}, heads.map((one) => el("th", { scope: "col", class: one.number ? "number" : null }, one.text)));
  const body = rows.map((cells) =>
    el("tr", {}, cells.map((cell, at) =>
      el(at === 0 ? "th" : "td", { scope: at === 0 ? "row" : null, class: heads[at].number ? "number" : null }, cell))));
  const { first, ...attributes } = { class: "plain", ...(options || {}) };
  const later = first && body.length > first + 2 ? body.slice(first) : [];  // on paper all rows stand
  for (const row of later) row.classList.add("later");
  const made = el("table", attributes, el("caption", { class: "hidden" }, label), el("thead", {}, head), el("tbody", {}, body));
  const scroll = el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": label }, made);
  if (!later.length) return scroll;
  const more = button(say(`再显示 ${count(later.length)} 行`, `Show ${count(later.length)} more rows`), () => { later.forEach((row) => row.classList.remove("later")); more.remove(); }, { class: "more" });
  return el("div", {}, scroll, more);
}

// Long lists are built a piece at a time.
function longList(items, make, first, container, label) {
  let shown = 0;
  const more = button("", () => step(first * 2), { class: "more" });
  const step = (by) => {
    for (const item of items.slice(shown, shown + by)) container.append(make(item));
    shown = Math.min(items.length, shown + by);
    more.hidden = shown >= items.length;
    more.textContent = say("再显示一些", "Show more") + " (" + count(shown) + " / " + count(items.length) + ")";
  };
  step(first);
  if (label) container.setAttribute("aria-label", label);
  return el("div", {}, container, more);
}
