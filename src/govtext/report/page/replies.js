// Replies by group.
function buildReplies() {
  const groupings = Array.from(new Set(data.responses.map((row) => row.grouping)));
  if (!groupings.length) return fill("reply-view", empty("没有答复数据。", "There are no replies."));
  if (!groupings.includes(chosen.grouping)) chosen.grouping = groupings.find((one) => one === "region") || groupings[0];
  const place = el("div", {});
  const show = () => {
    const rows = data.responses.filter((row) => row.grouping === chosen.grouping);
    fill(place, table(groupingName(chosen.grouping), [{ text: say("组", "Group") }, ...[say("诉求", "Complaints"), say("已答复", "Answered"), say("答复率", "Rate"), say("中位天数", "Median days"), say("区间", "Interval"), say("90 分位", "90th pct"), say("15 天后未答复", "None after 15 days")].map((text) => ({ text, number: true }))],
      rows.map((row) => {
        const key = ["responses", row.grouping, row.group], own = (shown, name) => cite(shown(row[name]), ...key, name);
        return [pick(row.label), own(count, "complaints"), own(count, "answered"), row.complaints ? share(row.answered / row.complaints) : "–", own(one, "median_days"),
          between([row.low, row.high], one, key, ["low", "high"]), own(one, "p90_days"), own(share, "over_15_days")];
      })));
  };
  const select = el("select", { id: "reply-grouping", change: (event) => { chosen.grouping = event.target.value; show(); } },
    groupings.map((name) => el("option", { value: name, selected: name === chosen.grouping }, groupingName(name))));
  fill("reply-view", el("label", { for: "reply-grouping" }, el("span", {}, say("分组", "Group by")), select), place);
  show();
}
builders.replies = buildReplies;
