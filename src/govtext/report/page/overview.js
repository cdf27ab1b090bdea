// The overview: what there is, month by month.
function buildTiles() {
  const waits = data.responses.find((row) => row.grouping === "all" && row.median_days !== null);
  const coded = M.codes.filter((codes) => codes.length).length;
  const tiles = [
    [cite(count(data.total), "documents.complaints"), say("条诉求", "complaints")], [cite(count(data.policies.length), "documents.policies"), say("篇政策", "policy texts")],
    [cite(count(data.topics.length), "topics.count"), say("个主题", "topics")], [listed ? citeCounted(share(coded / listed), "problems.any.share") : "–", say("的诉求指出服务问题", "name a service problem")],
    [cite(count(data.issue_total), "issues.count"), say("个重复出现的问题", "recurring issues")], [waits ? [cite(fixed(waits.median_days, 1), "responses.all.all.median_days"), say(" 天", " days")] : "–", data.reply_selection && data.reply_selection.all ? say("已答复诉求的用时中位数", "median time to a reply, answered ones") : say("答复等待的中位数", "median wait for a reply")],
  ];
  fill("tiles", tiles.map(([value, name]) => el("div", { class: "tile" }, el("b", {}, value), el("span", {}, name))));
  const months = Array.from(totals.month.keys()).filter(Boolean).sort();
  const all = months.length ? monthsFrom(months[0], months[months.length - 1]) : [];
  fill("months", monthChart(say("各月诉求数量", "Complaints by month"), all.map((month) => [month, totals.month.get(month) || 0, whole ? `months.${month}.count` : null]),
    (month) => showMessages({ from: month, to: month })));
  const kinds = data.requests.map((one, at) => [at, totals.request.get(at) || 0]).filter((one) => one[1]).sort((a, b) => b[1] - a[1]);
  fill("requests", kinds.length ? barTable(say("诉求类型", "Request types"), [say("诉求类型", "Request type"), say("诉求", "Complaints"), say("占比", "Share")],
    kinds.map(([at, n]) => ({ name: request(at), value: n, cells: [citeCounted(count(n), "request_types", data.requests[at].code, "count"), citeCounted(share(n / listed), "request_types", data.requests[at].code, "share")], act: () => showMessages({ request: String(at) }) }))) : empty("没有诉求类型。", "No request types."));
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
builders.overview = buildTiles;
