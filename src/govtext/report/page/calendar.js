// A calendar of messages: a cell a week, a row a year; of two years at the most a cell a day. Darker is more, in grey too.
const DAY = 86400000;
const isoDay = (moment) => new Date(moment).toISOString().slice(0, 10);

// The ISO 8601 week of a day: [year, week, day of the week from 0, the Monday].
function weekOf(date) {
  const moment = dayNumber(date) * DAY, weekday = (new Date(moment).getUTCDay() + 6) % 7;
  const monday = moment - weekday * DAY, year = new Date(monday + 3 * DAY).getUTCFullYear();
  const first = Date.UTC(year, 0, 4), firstMonday = first - ((new Date(first).getUTCDay() + 6) % 7) * DAY;
  return [year, Math.round((monday - firstMonday) / (7 * DAY)) + 1, weekday, isoDay(monday)];
}

// The least counts of five shades, each as many times the one before: few and many both keep apart.
function shadesOf(counts) {
  const most = Math.max(...counts);
  return Array.from(new Set([0, 1, 2, 3, 4].map((step) => Math.ceil(most ** (step / 5)))));
}

// dates: of each message; key: cell → data key, or null; act: called with the first day of a cell, or null.
function calendar(label, dates, key, act) {
  if (!dates.length) return empty("没有日期。", "No dates.");
  const years = Array.from(new Set(dates.map((date) => weekOf(date)[0]))).sort((a, b) => a - b);
  const all = [];
  for (let year = years[0]; year <= years[years.length - 1] && all.length < 40; year++) all.push(year);
  const daily = all.length <= 2, size = 12, left = 40, gap = daily ? 16 : 3, tall = (daily ? 7 * size : size) + gap;
  const cells = tally(dates.map((date) => { const [year, week, day, monday] = weekOf(date); return [year, week, daily ? day : 0, daily ? date : monday].join(" "); }));
  const least = shadesOf(Array.from(cells.values())), shade = (n) => least.filter((one) => one <= n).length + 5 - least.length;
  const top = 16, height = top + all.length * tall, chart = el("svg", { viewBox: `0 0 ${left + 53 * size + 2} ${height}`, role: "img", "aria-label": label, class: "chart calendar" });
  for (const [month, week] of [[1, 0], [4, 13], [7, 26], [10, 39]]) chart.append(el("text", { x: left + week * size, y: 11 }, say(`${month} 月`, ["Jan", "Apr", "Jul", "Oct"][(month - 1) / 3])));
  all.forEach((year, at) => {
    const y = top + at * tall;
    chart.append(el("text", { x: left - 6, y: y + 10, "text-anchor": "end" }, year), el("rect", { x: left, y, width: 53 * size - 1, height: tall - gap - 1, class: "ground" }));
  });
  for (const [place, n] of cells) {
    const [year, week, day, date] = place.split(" ");
    const name = daily ? date : say(`${year} 年第 ${week} 周（${date} 起）`, `${year}, week ${week} (from ${date})`);
    const cell = el("rect", { x: left + (week - 1) * size, y: top + (year - all[0]) * tall + day * size, width: size - 1, height: size - 1, class: "c" + shade(n),
      "data-key": key ? key(daily ? date : `${year}-W${String(week).padStart(2, "0")}`) : null }, el("title", {}, name + ": " + count(n)));
    if (act) cell.addEventListener("click", () => act(date));
    chart.append(cell);
  }
  const legend = least.map((from, at) => {
    const to = at + 1 < least.length ? least[at + 1] - 1 : null;
    return [el("span", { class: "swatch c" + (at + 1 + 5 - least.length) }), el("span", { class: "scale" }, to === null ? from + "+" : to > from ? `${from}–${to}` : String(from))];
  });
  return el("div", {}, chart, el("p", { class: "legend" }, daily ? say("每格一天，每列一周；条数：", "a cell a day, a column a week; messages: ") : say("每格一周，每行一年；条数：", "a cell a week, a row a year; messages: "), legend), keyed(chart));
}
