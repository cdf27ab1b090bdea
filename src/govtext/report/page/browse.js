// Filters and search. The number beside each choice counts messages of the tables.
const filters = { text: "", region: "", from: "", to: "", topic: "", problem: "", request: "", issue: "" };
const M = data.messages;
// Of very many complaints the page lists a part: what is counted in a part has no key in the tables.
const listed = M.id.length, whole = listed === data.total;
const citeCounted = (text, ...parts) => (whole ? cite(text, ...parts) : text);
let searched = 0;

function tally(values) {
  const found = new Map();
  for (const value of values) found.set(value, (found.get(value) || 0) + 1);
  return found;
}
const totals = {
  region: tally(M.region), topic: tally(M.topic), request: tally(M.request), problem: tally(M.codes.flat()),
  month: tally(M.date.map((date) => date.slice(0, 7))),
};

function choice(name, label, options) {
  const select = el("select", { id: "f-" + name, change: (event) => { filters[name] = event.target.value; browse(); } },
    el("option", { value: "" }, say("全部", "all")),
    options.map(([value, text, n]) => el("option", { value, selected: filters[name] === String(value) }, n === null ? text : `${text} (${count(n)})`)));
  select.value = filters[name];
  return el("label", { for: "f-" + name }, el("span", {}, label), select);
}

function buildFilters() {
  const months = Array.from(totals.month.keys()).filter(Boolean).sort();
  const search = el("input", { id: "f-text", type: "search", value: filters.text, autocomplete: "off",
    input: (event) => { filters.text = event.target.value; $("found").dataset.done = "no"; later(browse); } });
  const none = totals.region.get(-1) ? [[-1, regionName(-1), totals.region.get(-1)]] : [];
  fill("filters",
    el("label", { for: "f-text", class: "wide" }, el("span", {}, say("搜索（标题、正文、答复；空格隔开多个词）", "Search (title, text, reply; several words by blanks)")), search),
    choice("region", say("地区", "Region"), M.regions.map((name, at) => [at, name, totals.region.get(at) || 0]).concat(none)),
    choice("from", say("自（月）", "From month"), months.map((month) => [month, month, null])),
    choice("to", say("至（月）", "To month"), months.map((month) => [month, month, null])),
    choice("topic", say("主题", "Topic"), data.topics.map((topic) => [topic.id, topicName(topic.id), totals.topic.get(topic.id) || 0])),
    choice("problem", say("服务问题", "Problem"), data.codes.map((code, at) => [at, pick(code.label), totals.problem.get(at) || 0])),
    choice("request", say("诉求类型", "Request type"), data.requests.map((one, at) => [at, pick(one.label), totals.request.get(at) || 0])),
    choice("issue", say("重复问题", "Issue"), data.issues.map((issue, at) => [at, `${issue.rank}. ${issue.label || issue.issue_id}`, issue.documents])),
    button(say("清除条件", "Clear"), () => { for (const name of Object.keys(filters)) filters[name] = ""; buildFilters(); browse(); }));
}

let waiting = 0;
function later(act) {
  clearTimeout(waiting);
  waiting = setTimeout(act, 180);
}

function passes(at) {
  const month = M.date[at].slice(0, 7);
  return (filters.region === "" || M.region[at] === +filters.region)
    && (filters.from === "" || (month && month >= filters.from)) && (filters.to === "" || (month && month <= filters.to))
    && (filters.topic === "" || M.topic[at] === +filters.topic)
    && (filters.problem === "" || M.codes[at].includes(+filters.problem))
    && (filters.request === "" || M.request[at] === +filters.request)
    && (filters.issue === "" || M.issue[at] === +filters.issue);
}

async function browse() {
  const round = ++searched;
  $("found").dataset.done = "no";
  const words = filters.text.toLowerCase().split(/\s+/).filter(Boolean);
  let found = M.id.map((_, at) => at).filter(passes);
  let texts = null;
  if (words.length) {
    fill("found", document.createTextNode(say("正在搜索全文…", "Searching…")));
    try { texts = await allTexts(); } catch { texts = new Map(); }
    if (round !== searched) return;
    found = found.filter((at) => {
      const all = (M.id[at] + " " + (M.number[at] || "") + "\n" + M.title[at] + "\n" + (texts.get(at) || []).slice(0, 3).join("\n")).toLowerCase();
      return words.every((word) => all.includes(word));
    });
  }
  const some = words.length || !whole ? count(found.length) : num(count(found.length), foundKey()), all = citeCounted(count(listed), "documents.complaints");
  fill("found", ...(english() ? [some, " of ", all, " messages"] : ["找到 ", some, " 条，共 ", all, " 条"]));
  showResults(found, words, texts);
  $("found").dataset.done = "yes";
}

// The key of the number of messages that the filters leave; words that are searched for have none.
function foundKey() {
  const rest = [];
  let own = "documents.kind=complaint";
  if (filters.region !== "") own += `.region=${+filters.region < 0 ? "" : M.regions[+filters.region]}`;
  if (filters.from || filters.to) {
    const months = Array.from(totals.month.keys()).filter(Boolean).sort(), from = filters.from || months[0], to = filters.to || months[months.length - 1];
    own += `.date=${from === to ? from : `${from}..${to}`}`;
  }
  if (filters.topic !== "") rest.push(`document_topics.topic_id=${filters.topic}.largest=weight`);
  if (filters.problem !== "") rest.push(`service_problems.code=${data.codes[+filters.problem].code}`);
  if (filters.request !== "") rest.push(`request_types.request_type=${data.requests[+filters.request].code}`);
  if (filters.issue !== "") rest.push(`issue_members.issue_id=${data.issues[+filters.issue].issue_id}`);
  return own === "documents.kind=complaint" && !rest.length ? "documents.complaints" : [own, ...rest].join("+") + ".count";
}

function showResults(found, words, texts) {
  const list = fill("results"), more = $("more");
  let shown = 0;
  const step = () => {
    for (const at of found.slice(shown, shown + 20)) list.append(resultItem(at, words, texts));
    shown = Math.min(found.length, shown + 20);
    more.hidden = shown >= found.length;
    more.textContent = say("再显示 20 条", "20 more") + ` (${count(shown)} / ${count(found.length)})`;
  };
  more.onclick = step;
  step();
}

function resultItem(at, words, texts) {
  const facts = [regionName(M.region[at]), M.date[at] || "–", request(M.request[at]), topicName(M.topic[at])];
  const pair = texts && texts.get(at);
  return el("li", { "data-id": M.id[at] },
    button(el("bdi", {}, M.title[at] || say("（无标题）", "(no title)")), () => openReader(at), { class: "link title" }),
    el("div", { class: "meta" }, facts.join(" · "), M.codes[at].map((code) => el("span", { class: "tag" }, problem(code)))),
    pair ? snippet(pair, words) : null);
}

function snippet(pair, words) {
  for (const text of pair.slice(0, 2)) {
    const at = text.toLowerCase().indexOf(words[0]);
    if (at < 0) continue;
    const from = Math.max(0, at - 30), to = at + words[0].length;
    return el("p", { class: "snippet" }, el("bdi", {}, (from ? "…" : "") + text.slice(from, at), el("mark", { class: "hit" }, text.slice(at, to)), text.slice(to, to + 60), "…"));
  }
  return null;
}

function showMessages(changes) {
  for (const name of Object.keys(filters)) filters[name] = "";
  Object.assign(filters, changes);
  buildFilters();
  browse();
  $("messages").scrollIntoView();
  $("f-text").focus({ preventScroll: true });
}
