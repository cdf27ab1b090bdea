// Recurring issues with their timeline, messages and closest clauses.
const membersOf = new Map();
M.issue.forEach((issue, at) => { if (issue >= 0) membersOf.set(issue, (membersOf.get(issue) || []).concat(at)); });

function buildIssues() {
  if (!data.issues.length) return fill("issue-view", empty("没有重复出现的问题。", "There are no recurring issues."));
  const dates = M.date.filter((date, at) => date && M.issue[at] >= 0).sort();
  const range = [dates[0] || "2000-01-01", dates[dates.length - 1] || "2000-12-31"];
  const list = el("ol", { class: "issues" });
  const everything = M.date.filter(Boolean);
  fill("issue-view", everything.length ? [el("h3", {}, say("诉求日历", "Calendar of complaints")), calendar(say("诉求日历", "Calendar of complaints"), everything, whole ? (one) => `documents.kind=complaint.date=${one}.count` : null, (date) => showMessages({ from: date.slice(0, 7), to: date.slice(0, 7) })),
    el("h3", {}, say("问题", "Issues"))] : null, el("p", {}, say("按热度排列；展开一个问题可看到它的每一条留言和对应的政策条款。时间线的起止：", "By heat; open an issue for its messages and the clauses of policies. The timelines run from "), range[0], say(" 至 ", " to "), range[1]),
    longList(data.issues.map((issue, at) => [issue, at]), ([issue, at]) => issueItem(issue, at, range), 15, list, say("重复问题", "Recurring issues")));
}

function issueItem(issue, at, range) {
  const members = membersOf.get(at) || [];
  const dates = members.map((one) => M.date[one]).filter(Boolean).sort();
  const body = el("div", { class: "body" });
  const details = el("details", { "data-issue": issue.issue_id },
    el("summary", {}, el("span", { class: "rank" }, issue.rank), el("span", { class: "name" }, el("bdi", {}, issue.label || issue.description || issue.issue_id),
        issue.rising ? el("span", { class: "tag" }, say("正在升温", "rising")) : null, issue.campaign ? el("span", { class: "tag" }, say("疑似集体投诉", "campaign?")) : null),
      el("span", { class: "facts" }, cite(count(issue.documents), "issues", issue.issue_id, "documents"), say(" 条", " messages"), " · ", say("热度 ", "heat "), cite(one(issue.heat), "issues", issue.issue_id, "heat")),
      dates.length ? timeline(`${dates[0]} – ${dates[dates.length - 1]}`, dates, range[0], range[1]) : null), body);
  details.addEventListener("toggle", () => { if (details.open && !body.childNodes.length) showIssue(body, issue, at, members); });
  return el("li", {}, details);
}

function showIssue(place, issue, at, members) {
  const row = ["issues", issue.issue_id], own = (shown, name) => cite(shown(issue[name]), ...row, name);
  const low = issue.heat_low === null ? null : [say("，区间 ", ", interval "), between([issue.heat_low, issue.heat_high], one, row, ["heat_low", "heat_high"]),
    issue.rank_low === null ? null : [say("，排名区间 ", ", rank "), own(count, "rank_low"), "–", own(count, "rank_high")]];
  const list = el("ol", { class: "results" });
  fill(place, el("p", {}, el("bdi", {}, issue.description || "")),
    el("p", { class: "meta" }, say("地点 ", "place "), el("bdi", {}, issue.place || "–"), " · ", say("留言人 ", "writers "), own(count, "authors"), " · ", say("点赞 ", "likes "), own(count, "likes"), " · ", issue.first_date || "–", say(" 至 ", " to "), issue.last_date || "–",
      " · ", say("热度 ", "heat "), own(one, "heat"), low, " · ", say("首要服务问题 ", "main problem "), problem(issue.top_problem)),
    widerProblem(issue),
    calendar(say("该问题的日历", "Calendar of the issue"), members.map((one) => M.date[one]).filter(Boolean), whole ? (date) => `issue_members.issue_id=${issue.issue_id}+documents.date=${date}.count` : null,
      (date) => showMessages({ issue: String(at), from: date.slice(0, 7), to: date.slice(0, 7) })),
    el("h3", {}, say("留言", "Messages")),
    longList(members.slice().sort((a, b) => (M.date[a] < M.date[b] ? -1 : 1)), (one) => resultItem(one, [], null), 20, list, say("该问题的留言", "Messages of the issue")),
    linkedClauses("issue " + issue.issue_id, true));
}

// The wider problem: the same matter in other places.
function widerProblem(issue) {
  if (!issue.wider) return null;
  const others = data.issues.map((other, at) => [other, at]).filter(([other]) => other.wider === issue.wider && other !== issue);
  return el("p", { class: "meta" }, say("上级问题 ", "Wider problem "), el("bdi", {}, issue.wider), say("，共 ", ", "), num(count(others.length + 1), data.issues.length === data.issue_total ? `issues.wider=${keyOf(issue.wider)}.count` : null), say(" 个问题：", " issues: "),
    others.slice(0, 12).map(([other, at], place) => [place ? say("；", "; ") : "", button(el("bdi", {}, `${other.rank}. ${other.label || other.issue_id}`), () => showMessages({ issue: String(at) }), { class: "link" })]), others.length > 12 ? "…" : "");
}

function linkedClauses(target, heading) {
  const links = data.links[target] || [];
  if (!links.length) return el("p", { class: "note" }, say("没有相近的政策条款。", "No clause of a policy is close."));
  return el("div", {}, heading ? el("h3", {}, say("相近的政策条款", "Closest clauses of policies")) : null, el("ul", { class: "clauses" }, links.slice(0, 8).map(([at, score, words]) => {
    const clause = data.clauses[at];
    return el("li", {}, el("details", {}, el("summary", {}, el("bdi", {}, `${clause.policy} ${clause.number || ""}`), el("span", { class: "facts" }, say("相近度 ", "score "), cite(fixed(score, 2), "links", ...target.split(" "), clause.id, "score"))),
      el("p", { class: "text" }, el("bdi", {}, clause.text)), el("p", { class: "meta" }, clause.instrument ? say("政策工具：", "instrument: ") + pick(clause.instrument) + " · " : "", words.length ? [say("共有词：", "shared words: "), el("bdi", {}, words.join(say("、", ", ")))] : "")));
  })));
}
builders.issues = buildIssues;
