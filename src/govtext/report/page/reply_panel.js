// The reply in the message's panel: what it answers, promises and repeats, with the words marked in it.
const POINT_FORMS = { request: ["请求", "request"], yes_no: ["是否", "yes or no"], what: ["什么", "what"], reason: ["原因", "reason"], how: ["怎么办", "how"],
  amount: ["多少", "how much"], place: ["何处", "where"], time: ["何时", "when"], matter: ["事项", "the matter"] };
const REFERRALS = { not_competent: ["称不属职责", "pleads not to be competent"], elsewhere: ["推介他处", "sends elsewhere"], transferred: ["告知转办", "tells of a transfer"] };
const MEASURES = ["relevance", "on_topic", "points", "points_answered", "completeness", "template_share", "template", "commitments", "dated_commitments", "gives_reason"];
const named = (labels, code) => (labels[code] ? pick(labels[code]) : code);
const tick = (value) => (value === null ? "–" : value ? "✓" : "✗");
const measureNames = () => ({ relevance: say("相关度", "Relevance"), on_topic: say("切题", "On topic"), points: say("诉求点", "Points asked"), points_answered: say("已回应", "Answered"), completeness: say("完整度", "Completeness"),
  template_share: say("套话比例", "Recurring wording"), template: say("套话答复", "Template"), commitments: say("承诺", "Promises"), dated_commitments: say("有期限的承诺", "Dated promises"), gives_reason: say("说明理由", "Gives a reason") });
const measureShown = (name, value) => (["relevance", "completeness", "template_share"].includes(name) ? share(value) : typeof value === "boolean" || value === null ? tick(value) : count(value));

function replyMarks(panel) {
  const marks = panel.points.filter((point) => point[5]).map(([at, , , , , place]) => [say(`答 ${at}`, `answer ${at}`), ...place]);
  panel.commitments.forEach(([at, place]) => place && marks.push([say(`承诺 ${at}`, `promise ${at}`), ...place]));
  panel.repeated.forEach((place) => marks.push([say("套话", "recurs"), ...place]));
  if (panel.referral && panel.referral[1]) marks.push([named(REFERRALS, panel.referral[0]), ...panel.referral[1]]);
  return marks;
}

function replyPanel(id, reply, panel) {
  if (!panel) return null;
  const characters = Array.from(reply), quoted = (place) => (place ? el("q", {}, el("bdi", {}, characters.slice(...place).join(""))) : null);
  const names = measureNames();
  const measures = el("dl", { class: "facts measures" }, MEASURES.map((name, at) => [el("dt", {}, names[name]), el("dd", {}, cite(measureShown(name, panel.measures[at]), "reply_quality", id, name))]),
    panel.office ? [el("dt", {}, say("落款单位", "Signed by")), el("dd", {}, el("bdi", {}, panel.office))] : null,
    panel.referral ? [el("dt", {}, say("转送与推介", "Referral")), el("dd", {}, named(REFERRALS, panel.referral[0]))] : null,
    panel.rules.length ? [el("dt", {}, say("引用文件", "Rules cited")), el("dd", {}, el("bdi", {}, panel.rules.join(say("、", ", "))))] : null);
  const points = panel.points.map(([at, form, asked, answered, taken, place]) => el("li", { value: at },
    el("bdi", {}, asked || ""), " ", el("small", {}, say("问法：", "asks: "), named(POINT_FORMS, form), " · ", answered ? say("已回应", "answered") : say("未回应", "not answered"), " ", cite(tick(answered), "reply_points", id, at, "answered"),
      taken === null ? null : [say("，回应程度 ", ", taken up "), cite(share(taken), "reply_points", id, at, "taken_up")]), place ? [el("br"), quoted(place)] : null));
  const promises = panel.commitments.map(([at, place, date, due]) => el("li", { value: at }, quoted(place),
    date ? el("small", {}, say(" 期限：", " by: "), el("bdi", {}, date), due ? ` (${due})` : "") : el("small", {}, say(" 未说期限", " no date"))));
  return el("div", { class: "panel" }, el("h3", {}, say("答复质量", "Quality of the reply")),
    el("p", { class: "meta" }, say("由词语规则判定，证据在答复中标出。", "Told by rules over words; the evidence is marked in the reply.")), measures,
    points.length ? [el("h4", {}, say("诉求点及其回应", "Points asked and their answers")), el("ol", { class: "points" }, points)] : null,
    promises.length ? [el("h4", {}, say("承诺", "Promises")), el("ol", { class: "points" }, promises)] : null);
}
