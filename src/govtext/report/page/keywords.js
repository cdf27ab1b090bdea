// Keywords, words that set groups apart, pairs of words.
function buildKeywords() {
  const parts = [["complaint", say("诉求", "Complaints")], ["policy", say("政策", "Policies")]].map(([kind, title]) => {
    const rows = data.keywords[kind].slice(0, 20);
    return el("div", {}, el("h3", {}, title), rows.length
      ? barTable(title, [say("关键词", "Keyword"), say("权重", "Weight"), say("文本数", "Texts")], rows.map(([word, weight, texts, method]) => ({
          name: word, value: weight, cells: [cite(fixed(weight, 3), "keywords", kind, word, method, "weight"), cite(count(texts), "keywords", kind, word, "documents")], pale: kind === "policy",
          act: kind === "complaint" ? () => showMessages({ text: word }) : null })))
      : empty("没有关键词。", "No keywords."));
  });
  const groups = data.keyness, place = el("div", {});
  const show = (at) => {
    chosen.keyness = at;
    const one = groups[at];
    fill(place, barTable(groupName(one), [say("特征词", "Word"), say("次数", "Count"), "z", say("校正 p", "adjusted p")],
      one.words.map(([word, z, n, p]) => ({ name: word, value: z, cells: [cite(count(n), one.table, one.grouping, one.group, word, "count"), cite(fixed(z, 1), one.table, one.grouping, one.group, word, "z"),
        cite(p === null ? "–" : p < 0.001 ? "<0.001" : fixed(p, 3), one.table, one.grouping, one.group, word, "p_adjusted")] }))));
  };
  const select = el("select", { id: "keyness-group", change: (event) => show(+event.target.value) },
    groups.map((one, at) => el("option", { value: at, selected: at === chosen.keyness }, groupingName(one.grouping) + " · " + groupName(one))));
  const pairs = data.pairs.slice(0, 20);
  fill("keyword-bars", el("div", { class: "columns" }, parts),
    el("div", { class: "columns" },
      el("div", {}, el("h3", {}, say("各组的特征词", "Words that set a group apart")),
        groups.length ? el("label", { for: "keyness-group" }, el("span", {}, say("组", "Group")), select) : empty("没有可比较的组。", "No groups to compare."), place),
      el("div", {}, el("h3", {}, say("最紧密的共现词对", "Closest pairs of words")), pairs.length
        ? barTable(say("共现词对", "Pairs of words"), [say("词对", "Pair"), say("文本数", "Texts"), "NPMI"], pairs.map(([a, b, n, npmi]) =>
            ({ name: a + " – " + b, value: npmi, cells: [cite(count(n), "cooccurrence", a, b, "documents"), cite(fixed(npmi, 2), "cooccurrence", a, b, "npmi")], act: () => showMessages({ text: a + " " + b }) })))
        : empty("没有共现词对。", "No pairs."))));
  if (groups.length) show(Math.min(chosen.keyness, groups.length - 1));
}

const groupingName = (name) => (data.groupings[name] ? pick(data.groupings[name]) : { kind: say("文本类别", "Kind") }[name] || name);
const groupName = (one) => (one.grouping === "kind" ? { complaint: say("诉求", "complaints"), policy: say("政策", "policies") }[one.group] || one.group : pick(one.label));
builders.keywords = buildKeywords;
