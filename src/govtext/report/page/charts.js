// Charts: tables with bars where a table will do, small SVG elsewhere, each with a name for screen readers.
function barTable(label, heads, rows) {
  const most = Math.max(...rows.map((row) => row.value || 0), 1e-12);
  const body = rows.map((row) =>
    el("tr", {},
      el("th", { scope: "row", title: row.title || null }, row.act ? button(row.name, row.act, { class: "link" }) : row.name),
      el("td", { class: "bar" }, el("span", { "width%": row.value > 0 ? Math.max(0.5, (100 * row.value) / most) : 0, class: row.pale ? "pale" : null, "aria-hidden": "true" })),
      ...row.cells.map((cell) => el("td", { class: "number" }, cell))));
  return el("table", { class: "bars" },
    el("caption", { class: "hidden" }, label),
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, heads[0]), el("td", { "aria-hidden": "true" }),
      heads.slice(1).map((head) => el("th", { scope: "col", class: "number" }, head)))),
    el("tbody", {}, body));
}

// The numbers of a chart with their keys, as a folded table below it, made when it is opened; shown when keys are.
function keyed(chart) {
  const marks = () => Array.from(chart.querySelectorAll("[data-key]")).map((mark) => {
    const [name, value] = splitLast(mark.querySelector("title").textContent);
    return [name, num(value, mark.dataset.key)];
  });
  return numbersFold(chart.querySelectorAll("[data-key]").length, chart.getAttribute("aria-label"), marks);
}

function numbersFold(n, label, rows) {
  if (!n) return null;
  const place = el("div", {}), title = say("图中数字与数据键", "Numbers of the chart with their keys");
  const fold = el("details", { class: "keyline numbers" }, el("summary", {}, say(`${title}（${count(n)} 个）`, `${title} (${count(n)})`)), place);
  fold.addEventListener("toggle", () => { if (fold.open && !place.childNodes.length) fill(place, table(`${title}: ${label}`, [{ text: say("项目", "Item") }, { text: say("数值", "Value"), number: true }], rows())); });
  return fold;
}

function splitLast(text) {
  const at = text.lastIndexOf(": ");
  return [text.slice(0, at), text.slice(at + 2)];
}

// The top of an axis of counts: a round number whose half is whole.
function roundTop(value) {
  const power = Math.max(1, 10 ** Math.floor(Math.log10(Math.max(value, 1))));
  return (power === 1 ? [2, 4, 6, 8, 10] : [1, 2, 4, 6, 8, 10]).map((one) => one * power).find((one) => one >= value);
}

const LABEL = 48;  // of a month at the end of an axis, with air: the last one is always named

function monthChart(label, points, act) {
  if (!points.length) return empty("没有日期。", "No dates.");
  const width = 560, height = 170, left = 34, bottom = 32;
  const most = roundTop(Math.max(...points.map((point) => point[1]), 1));
  const step = (width - left) / points.length;
  const chart = el("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label, class: "chart" });
  for (const part of [0, 0.5, 1]) {
    const y = 8 + (height - bottom - 8) * (1 - part);
    chart.append(el("line", { x1: left, x2: width, y1: y, y2: y, class: "grid" }),
      el("text", { x: left - 4, y: y + 4, "text-anchor": "end" }, count(most * part)));
  }
  const each = Math.max(1, Math.ceil(points.length / 8));
  points.forEach(([name, value, key], at) => {
    const tall = ((height - bottom - 8) * value) / most;
    const bar = el("rect", { x: left + at * step + step * 0.1, y: height - bottom - tall, width: step * 0.8, height: tall, class: "mark", "data-key": value ? key : null },
      el("title", {}, name + ": " + count(value)));
    if (act) bar.addEventListener("click", () => act(name));
    chart.append(bar);
    if (at === points.length - 1) chart.append(el("text", { x: width, y: height - 12, "text-anchor": "end" }, name));
    else if (at % each === 0 && left + at * step < width - 2 * LABEL) chart.append(el("text", { x: left + at * step, y: height - 12 }, name));
  });
  return el("div", {}, chart, keyed(chart));
}

function lineChart(label, points) {
  // points: [name, value, low, high, key]
  const width = 460, height = 160, left = 44, bottom = 30, top = 8;
  const highs = points.map((point) => Math.max(point[1] || 0, point[3] || 0));
  const most = Math.max(...highs, 1e-9);
  const x = (at) => left + (points.length < 2 ? 0.5 : at / (points.length - 1)) * (width - left - 10);
  const y = (value) => top + (height - bottom - top) * (1 - (value || 0) / most);
  const chart = el("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label, class: "chart" });
  for (const part of [0, 0.5, 1]) {
    chart.append(el("line", { x1: left, x2: width, y1: y(most * part), y2: y(most * part), class: "grid" }),
      el("text", { x: left - 4, y: y(most * part) + 4, "text-anchor": "end" }, share(most * part)));
  }
  if (points.every((point) => point[2] !== null && point[3] !== null)) {
    const band = points.map((p, at) => `${x(at)},${y(p[3])}`).concat(points.map((p, at) => `${x(at)},${y(p[2])}`).reverse());
    chart.append(el("polygon", { points: band.join(" "), class: "band" }));
  }
  chart.append(el("polyline", { points: points.map((p, at) => `${x(at)},${y(p[1])}`).join(" "), class: "line" }));
  const each = Math.max(1, Math.ceil(points.length / 6));
  points.forEach((point, at) => {
    chart.append(el("circle", { cx: x(at), cy: y(point[1]), r: 3, class: "mark", "data-key": point[1] === null ? null : point[4] }, el("title", {}, point[0] + ": " + share(point[1]))));
    if (at === points.length - 1 || (at % each === 0 && x(at) < width - 2 * LABEL)) chart.append(el("text", { x: x(at), y: height - 10, "text-anchor": at === 0 ? "start" : at === points.length - 1 ? "end" : "middle" }, point[0]));
  });
  return el("div", {}, chart, keyed(chart));
}

function dayNumber(text) {
  return Date.UTC(+text.slice(0, 4), +text.slice(5, 7) - 1, +text.slice(8, 10)) / 86400000;
}

function timeline(label, dates, first, last) {
  const width = 420, height = 26;
  const from = dayNumber(first), to = Math.max(dayNumber(last), from + 1);
  const x = (date) => 8 + ((dayNumber(date) - from) / (to - from)) * (width - 16);
  const chart = el("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label, class: "timeline" });
  chart.append(el("line", { x1: 8, x2: width - 8, y1: 13, y2: 13, class: "grid" }));
  for (const date of dates) chart.append(el("circle", { cx: x(date), cy: 13, r: 4.5, class: "dot" }, el("title", {}, date)));
  return chart;
}

function dumbbells(label, rows) {
  // rows: {name, a, b, keys, names}: a complaints (filled), b clauses (open)
  const width = 640, line = 26, left = english() ? 200 : 150, right = 46;  // English names are longer
  const most = Math.max(...rows.flatMap((row) => [row.a, row.b]), 1e-9);
  const x = (value) => left + (value / most) * (width - left - right);
  const chart = el("svg", { viewBox: `0 0 ${width} ${rows.length * line + 22}`, role: "img", "aria-label": label, class: "chart wide" });
  rows.forEach((row, at) => {
    const y = at * line + 14;
    chart.append(
      el("text", { x: left - 10, y: y + 4, "text-anchor": "end" }, row.name),
      el("line", { x1: left, x2: width - right, y1: y, y2: y, class: "grid" }),
      el("line", { x1: x(row.a), x2: x(row.b), y1: y, y2: y, class: "span" }),
      el("rect", { x: x(row.b) - 5, y: y - 5, width: 10, height: 10, class: "open", "data-key": row.keys[1] }, el("title", {}, `${row.name}${say("，", ", ")}${row.names[1]}: ${share(row.b)}`)),
      el("circle", { cx: x(row.a), cy: y, r: 6, class: "mark", "data-key": row.keys[0] }, el("title", {}, `${row.name}${say("，", ", ")}${row.names[0]}: ${share(row.a)}`)));
  });
  const base = rows.length * line + 16;
  for (const part of [0, 0.5, 1]) chart.append(el("text", { x: x(most * part), y: base, "text-anchor": "middle" }, share(most * part, 0)));
  return el("div", {}, chart, keyed(chart));
}
