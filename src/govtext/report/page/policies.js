// Policies: gaps, time limits, clauses, texts.
function buildPolicies() {
  if (!data.policies.length) return fill("policy-view", empty("没有政策文本，因此没有落差分析。", "There are no policy texts, so there is no gap to show."));
  fill("policy-view", gapView(), deadlineView(),
    el("h3", {}, say("各类服务问题对应的条款", "Clauses on each problem")),
    el("div", { class: "folds" }, data.codes.filter((code) => data.links["problem " + code.code]).map((code) => el("details", {}, el("summary", {}, pick(code.label)), linkedClauses("problem " + code.code)))),
    el("h3", {}, say("政策文本", "Policy texts")),
    table(say("政策文本", "Policy texts"), [{ text: say("标题", "Title") }, { text: say("日期", "Date") }, { text: say("地区或机关", "Place or body") }, { text: say("条款", "Clauses"), number: true }],
      data.policies.map(([title, date, place, n, id]) => [el("bdi", {}, title), date || "–", el("bdi", {}, place || "–"), cite(count(n), "policies", id, "clauses")]), { first: 8 }));
}

const codeName = (code) => { const found = data.codes.find((one) => one.code === code); return found ? pick(found.label) : code; };

function gapView() {
  const places = Array.from(new Set(data.gaps.filter((row) => row.weight !== null && row.coverage !== null).map((row) => row.region || "")));
  if (!places.length) return empty("没有可比较的条款。", "No clauses to compare.");
  if (!places.includes(chosen.gaps)) chosen.gaps = places[0];
  const body = el("div", { class: "gaps" });
  const show = () => {
    const rows = data.gaps.filter((row) => (row.region || "") === chosen.gaps && row.weight !== null && row.coverage !== null).sort((a, b) => b.gap - a.gap);
    const heads = [say("服务问题", "Problem"), say("诉求", "Complaints"), say("诉求权重", "Weight"), say("条款", "Clauses"), say("条款占比", "Coverage"), say("落差", "Gap"), say("区间", "Interval")].map((text, at) => ({ text, number: at > 0 }));
    const keyed = (row) => (row.region === null ? ["gaps", row.code] : ["region_gaps", row.region, row.code]);
    fill(body, dumbbells(say("诉求与条款的落差", "Gap between complaints and clauses"), rows.map((row) => ({ name: codeName(row.code), a: row.weight, b: row.coverage, names: [say("诉求权重", "weight"), say("条款占比", "coverage")], keys: ["weight", "coverage"].map((name) => keyOf(...keyed(row), name)) }))),
      table(say("落差", "Gaps"), heads, rows.map((row) => {
        const key = keyed(row), own = (shown, name) => cite(shown(row[name]), ...key, name);
        return [codeName(row.code), own(count, "complaints"), own(share, "weight"), own(count, "clauses"), own(share, "coverage"), own((value) => fixed(value, 3), "gap"),
          between([row.gap_low, row.gap_high], (value) => fixed(value, 2), key, ["gap_low", "gap_high"])];
      })));
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
    ...[say("可比答复", "Replies"), say("中位天数", "Median days"), say("期限天数内的答复", "Replies within it"), say("区间", "Interval")].map((text) => ({ text, number: true }))];
  const cells = (row) => {
    const own = (shown, name) => cite(shown(row[name]), "deadlines", row.clause_id, row.deadline, name);
    return [el("bdi", {}, row.policy), row.number || "–", el("bdi", {}, row.text), row.region || "–", own(count, "replies"), own(one, "median_days"), own(share, "within"),
      between([row.within_low, row.within_high], share, ["deadlines", row.clause_id, row.deadline], ["within_low", "within_high"])];
  };
  const title = say("条款中的期限与实际答复时间", "Time limits of clauses, and replies"), caveat = el("p", { class: "meta" }, pick(data.deadline_caveat));
  const why = (row) => row.later ? say("政策晚于诉求", "policy later than the messages") : say("没有该地区的答复", "no replies of the place");
  const measured = data.deadlines.filter((row) => row.within !== null), others = data.deadlines.filter((row) => row.within === null);
  return el("div", {}, el("h3", {}, title), caveat,
    measured.length ? table(title, heads, measured.map(cells), { first: 5 }) : empty("没有可与期限比较的答复。", "There are no replies to hold against a limit."),
    others.length ? el("details", {}, el("summary", {}, say("在本语料中没有可比答复的其他期限", "Other limits, without replies to compare")),
      table(say("没有可比答复的期限", "Limits without replies"), [...heads.slice(0, 4), { text: say("原因", "Why") }], others.map((row) => [...cells(row).slice(0, 4), why(row)]))) : null);
}
builders.policies = buildPolicies;
