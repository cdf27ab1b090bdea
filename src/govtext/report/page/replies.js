// Replies by group: how long they take, what they are worth, and how many still wait after so many days.
function buildReplies() {
  const groupings = Array.from(new Set(data.responses.concat(data.reply_quality).map((row) => row.grouping)));
  if (!groupings.length) return fill("reply-view", empty("没有答复数据。", "There are no replies."));
  if (!groupings.includes(chosen.grouping)) chosen.grouping = groupings.find((one) => one === "region") || groupings[0];
  const place = el("div", {});
  const show = () => fill(place, waitsView(), replyTimes(), replyQuality());
  const select = el("select", { id: "reply-grouping", change: (event) => { chosen.grouping = event.target.value; show(); } },
    groupings.map((name) => el("option", { value: name, selected: name === chosen.grouping }, groupingName(name))));
  fill("reply-view", el("label", { for: "reply-grouping" }, el("span", {}, say("分组", "Group by")), select), place);
  show();
}

function replyTimes() {
  const rows = data.responses.filter((row) => row.grouping === chosen.grouping);
  if (!rows.length) return null;
  // Where a source was selected on being answered there is no reply rate to call so.
  const selected = data.reply_selection, after = (zh, en) => selected && selected.all ? say(`超过 ${zh}才答复`, `After ${en}`) : say(`${zh}后未答复`, `None after ${en}`);
  const rate = selected ? [] : [say("答复率", "Rate")];
  const heads = [say("诉求", "Complaints"), say("已答复", "Answered"), ...rate, say("中位天数", "Median days"), say("区间", "Interval"), say("90 分位", "90th pct"),
    after("5 个工作日", "5 working days"), after("15 个工作日", "15 working days"), after("15 天", "15 days")];
  return [el("h3", {}, say("答复用时", "Time to a reply")), selected ? el("p", { class: "meta", id: "reply-selection" }, pick(selected.note)) : null,
    table(say("答复用时", "Time to a reply"), [{ text: say("组", "Group") }, ...heads.map((text) => ({ text, number: true }))],
      rows.map((row) => {
        const key = ["responses", row.grouping, row.group], own = (shown, name) => cite(shown(row[name]), ...key, name);
        return [el("bdi", {}, pick(row.label)), own(count, "complaints"), own(count, "answered"), ...(selected ? [] : [row.complaints ? cite(share(row.answered / row.complaints), ...key, "answered/complaints") : "–"]), own(one, "median_days"),
          between([row.low, row.high], one, key, ["low", "high"]), own(one, "p90_days"), own(share, "over_5_working_days"), own(share, "over_15_working_days"), own(share, "over_15_days")];
      }), { first: 12 })];
}

function replyQuality() {
  const rows = data.reply_quality.filter((row) => row.grouping === chosen.grouping);
  if (!rows.length) return null;
  const names = [["on_topic", say("切题", "On topic")], ["completeness", say("完整度", "Completeness")], ["template", say("套话", "Template")], ["sent_away", say("推介他处", "Sent elsewhere")],
    ["transferred", say("告知转办", "Tells of a transfer")], ["dated_commitment", say("有期限承诺", "Dated promise")], ["cites_rule", say("引用文件", "Cites a rule")]];
  const heads = [say("答复", "Replies"), ...names.map(([, name]) => name)];
  return [el("h3", {}, say("答复质量", "Quality of replies")), el("p", { class: "meta" }, say("各列为该组答复中的比例（完整度为得到回应的诉求点的平均比例），由词语规则判定；依据见结果表 reply_quality 与 reply_points。",
      "Shares of the group's replies (completeness: mean share of the points answered), told by rules over words; evidence in the tables reply_quality and reply_points.")),
    table(say("答复质量", "Quality of replies"), [{ text: say("组", "Group") }, ...heads.map((text) => ({ text, number: true }))],
      rows.map((row) => {
        const own = (shown, name) => cite(shown(row[name]), "reply_quality_groups", row.grouping, row.group, name);
        return [el("bdi", {}, pick(row.label)), own(count, "replies"), ...names.map(([name]) => own(share, name))];
      }), { first: 12 })];
}

// The share without a reply after so many days: all with the interval, and the largest groups of the grouping.
const STROKES = ["curve0", "curve1", "curve2", "curve3", "curve4"];
function waitsView() {
  const waits = data.waits;
  if (!waits) return empty("可计算答复天数的诉求不足五条。", "Fewer than five complaints have both dates.");
  const groups = waits.groups[chosen.grouping] || [], width = 680, height = 250, left = 44, bottom = 40, top = 24, last = waits.share.length - 1;
  const x = (day) => left + (day / last) * (width - left - 12), y = (value) => top + (1 - value) * (height - top - bottom);
  const steps = (values) => values.flatMap((value, day) => [...(day ? [`${x(day)},${y(values[day - 1])}`] : []), `${x(day)},${y(value)}`]);
  const label = say("尚未得到答复的比例随天数的变化", "Share without a reply by days"), chart = el("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label, class: "chart waits" });
  for (const part of [0, 0.25, 0.5, 0.75, 1]) chart.append(el("line", { x1: left, x2: width - 12, y1: y(part), y2: y(part), class: "grid" }), el("text", { x: left - 5, y: y(part) + 4, "text-anchor": "end" }, share(part, 0)));
  for (let day = 0; day <= last; day += 10) chart.append(el("text", { x: x(day), y: height - bottom + 15, "text-anchor": "middle" }, day));
  chart.append(el("text", { x: (left + width) / 2, y: height - 6, "text-anchor": "middle" }, say("诉求提出后的天数", "days after the complaint")));
  chart.append(el("polygon", { points: steps(waits.low).concat(steps(waits.high).reverse()).join(" "), class: "band" }));
  for (const [working, day] of waits.marks) chart.append(el("line", { x1: x(day), x2: x(day), y1: top - 8, y2: height - bottom, class: "mark-day" }),
    el("text", { x: x(day), y: top - 11, "text-anchor": "middle" }, say(`${working} 个工作日`, `${working} working days`)));
  const all = [[["全部", "all"], waits.total, waits.share, ["all", "all"]], ...groups.map(([name, n, values, group]) => [name, n, values, [chosen.grouping, group]])];
  all.forEach(([name, n, values], at) => chart.append(el("polyline", { points: steps(values).join(" "), class: "curve " + STROKES[at] }, el("title", {}, `${pick(name)} (n=${count(n)})`))));
  const after = (name, day, what) => `${pick(name)}${say("，", ", ")}${say(`${day} 天后`, `after ${day} days`)}${what}`;
  const point = (name, value, day, key, end, what) => chart.append(el("circle", { cx: x(day), cy: y(value), r: 3, class: "point", "data-key": keyOf("reply_curve", ...key, day, end) }, el("title", {}, after(name, day, what) + ": " + share(value, 2))));
  all.forEach(([name, , values, group], at) => values.forEach((value, day) => {
    point(name, value, day, group, "share", "");
    if (at === 0) for (const end of ["low", "high"]) point(name, waits[end][day], day, group, end, end === "low" ? say("，区间下限", ", interval from") : say("，区间上限", ", interval to"));
  }));
  const legend = all.map(([name, n, , key], at) => [el("svg", { viewBox: "0 0 34 10", class: "stroke", "aria-hidden": "true" }, el("line", { x1: 1, x2: 33, y1: 5, y2: 5, class: "curve " + STROKES[at] })), el("bdi", {}, pick(name)), "\u00a0(n=", cite(count(n), "reply_curve", ...key, 0, "complaints"), ")"]);
  return [el("h3", {}, say("等待答复的时间", "Waiting for a reply")), chart, el("p", { class: "legend" }, legend.map((one) => el("span", { class: "entry" }, one))),
    el("p", { class: "meta" }, say("未答复的诉求计到其来源文件所知的最后一天（Kaplan–Meier）；浅色带为全部诉求的 95% 区间；5、15 个工作日按 7、21 个自然日标出，未计节假日。",
      "Complaints without a reply count until the last day their file knows of (Kaplan and Meier); the band is the 95% interval of all; 5 and 15 working days are marked at 7 and 21 days, holidays not counted.")),
    keyed(chart)];
}
builders.replies = buildReplies;
