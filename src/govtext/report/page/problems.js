// Service problems, over all and by region.
function buildProblems() {
  const coded = data.codes.map((code, at) => ({ at, n: totals.problem.get(at) || 0 })).sort((a, b) => b.n - a.n);
  if (!coded.some((one) => one.n)) return fill("problem-view", empty("没有诉求带有服务问题编码。", "No complaint has a service-problem code."));
  const limits = new Map(data.problem_limits.map((row) => [row.code, row]));
  const label = say("各类服务问题的诉求数", "Complaints with each problem");
  const bars = barTable(label, [say("服务问题", "Problem"), say("诉求", "Complaints"), say("占比", "Share"), say("95% 区间", "95% interval")], coded.map(({ at, n }) => {
    const code = data.codes[at].code, row = limits.get(code);
    return { name: problem(at), title: data.codes[at].definition, value: n, act: () => showMessages({ problem: String(at) }),
      cells: [citeCounted(count(n), "problems", code, "count"), citeCounted(share(n / listed), "problems", code, "share"),
        row ? between([row.low, row.high], share, ["problem_prevalence", "all", "all", code], ["low", "high"]) : "–"] };
  }));
  const shownCodes = coded.filter((one) => one.n).map((one) => one.at);
  const both = new Map();
  M.codes.forEach((codes, at) => codes.forEach((code) => both.set(M.region[at] + " " + code, (both.get(M.region[at] + " " + code) || 0) + 1)));
  const regions = M.regions.map((name, at) => [name, at, totals.region.get(at) || 0]).filter((one) => one[2] >= 5).slice(0, 20);
  const heads = [{ text: say("地区", "Region") }, { text: say("诉求", "Complaints"), number: true }, ...shownCodes.map((at) => ({ text: problem(at), number: true }))];
  const rows = regions.map(([name, region, size]) => [name, citeCounted(count(size), "regions", name, "count"), ...shownCodes.map((code) => {
    const n = both.get(region + " " + code) || 0;
    return n ? num(button(share(n / size, 0), () => showMessages({ region: String(region), problem: String(code) }),
      { class: "cell s" + Math.min(5, Math.ceil((10 * n) / size)), "aria-label": `${name}, ${problem(code)}: ${count(n)}` }), whole ? keyOf("regions", name, "problems", data.codes[code].code, "share") : null) : "–";
  })]);
  fill("problem-view", el("p", {}, say("点击任一数字查看对应的留言，证据在原文中标出。一条诉求可以有多个编码。", "Choose a number to see its messages with the evidence marked. A complaint may have several codes.")), bars,
    regions.length ? el("h3", {}, say("各地区的服务问题（占该地区诉求的比例）", "Problems by region (share of the region's complaints)")) : null,
    regions.length ? table(say("各地区的服务问题", "Problems by region"), heads, rows, { class: "plain heat" }) : null);
}
builders.problems = buildProblems;
