// The texts lie in blocks that are opened when a text of them is wanted.
const blocks = Array.from(document.querySelectorAll("script.texts"));
const opened = new Map();
const placeOf = new Map(data.placed.map((message, at) => [message, at]));

async function openBlock(at) {
  if (!opened.has(at)) opened.set(at, readBlock(blocks[at].textContent));
  return opened.get(at);
}

async function readBlock(content) {
  const value = JSON.parse(content);
  if (Array.isArray(value)) return value;
  if (typeof DecompressionStream === "undefined") throw new Error("DecompressionStream");
  const bytes = Uint8Array.from(atob(value), (one) => one.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(stream).text());
}

// Returns [text, reply, whole title or null, what is known of the reply or null], or null where the page does not hold the text.
async function textOf(message) {
  if (!placeOf.has(message)) return null;
  const place = placeOf.get(message);
  const block = await openBlock(Math.floor(place / data.block));
  return block[place % data.block];
}

async function allTexts() {
  const found = new Map();
  const whole = await Promise.all(blocks.map((_, at) => openBlock(at)));
  whole.forEach((block, at) => block.forEach((pair, offset) => found.set(data.placed[at * data.block + offset], pair)));
  return found;
}

// Marks the evidence: offsets count characters (code points) of title, newline, text.
function marked(full, spans, name = problem) {
  const characters = Array.from(full);
  const edges = new Set([0, characters.length]);
  for (const [, start, end] of spans) edges.add(Math.min(start, characters.length)).add(Math.min(end, characters.length));
  const cuts = Array.from(edges).sort((a, b) => a - b);
  const parts = [];
  for (let at = 0; at + 1 < cuts.length; at += 1) {
    const [from, to] = [cuts[at], cuts[at + 1]];
    const text = characters.slice(from, to).join("");
    const codes = spans.filter(([, start, end]) => start <= from && end >= to);
    const ends = spans.filter(([, start, end]) => end === to && start < to);
    parts.push(codes.length ? el("mark", {}, text) : text);
    for (const [code] of ends) parts.push(el("span", { class: "tag" }, name(code)));
  }
  return parts;
}

const longTitle = (message) => data.messages.title[message];

async function openReader(message) {
  const m = data.messages, dialog = $("reader");
  const heading = el("h2", { id: "reader-title" }, m.title[message] || say("（无标题）", "(no title)"));
  const close = button(say("关闭", "Close"), () => dialog.close(), { class: "close" });
  const facts = [
    [say("编号", "Number"), m.id[message]], [say("地区", "Region"), regionName(m.region[message])],
    [say("日期", "Date"), m.date[message] || "–"], [say("诉求类型", "Request type"), request(m.request[message])],
    [say("主题", "Topic"), topicName(m.topic[message])],
    [say("来源", "Source"), m.files[m.file[message]] + (m.row[message] === null ? "" : say(" 第 ", " row ") + m.row[message] + say(" 行", ""))],
  ];
  if (m.duplicate[message]) facts.push([say("重复", "Repeats"), say("与较早的一条相同", "an earlier one")]);
  const issue = m.issue[message];
  if (issue >= 0) facts.push([say("所属问题", "Issue"), data.issues[issue].label || data.issues[issue].issue_id]);
  const list = el("dl", { class: "facts" }, facts.map(([name, value]) => [el("dt", {}, name), el("dd", {}, el("bdi", {}, value))]));
  const body = el("div", { class: "text" }, say("正在读入…", "Loading…"));
  fill("reader-body", close, heading, list, body);
  if (!dialog.open) dialog.showModal();
  let pair = null;
  try {
    pair = await textOf(message);
  } catch {
    fill(body, empty("这个浏览器太旧，打不开正文；请换新版浏览器。", "This browser is too old to open the text."));
    return;
  }
  if (!pair) {
    fill(body, empty("本页未收录这条正文，请查结果表 documents。", "The page does not hold this text; see the table documents."));
    return;
  }
  const spans = data.evidence[m.id[message]] || [];
  // Evidence is marked in the title and in the text; the title stands before the first line break.
  const title = pair[2] ?? m.title[message];
  const cut = Array.from(title).length + 1;
  const inTitle = spans.filter(([, start]) => start < cut);
  const inText = spans.filter(([, , end]) => end > cut).map(([code, start, end]) => [code, Math.max(0, start - cut), end - cut]);
  fill(heading, el("bdi", {}, marked(title || say("（无标题）", "(no title)"), inTitle)));
  fill(body, el("bdi", {}, marked(pair[0], inText)));
  if (pair[1]) body.append(el("h3", {}, say("答复", "Reply"), m.days[message] === null ? "" : [say("（", " ("), cite(one(m.days[message]), "documents", m.id[message], "reply_date-date"), say(" 天后）", " days later)")]),
    el("div", { class: "reply" }, el("bdi", {}, pair[3] ? marked(pair[1], replyMarks(pair[3]), (mark) => mark) : pair[1])), replyPanel(m.id[message], pair[1], pair[3]) || "");
}
