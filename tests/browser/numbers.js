// Numbers that a reader sees without a key beside them: [section, text, element]. docs/keys.md says what counts.
(rules) => {
  // The study's own words, code and files; controls; scales of an axis or a legend; headings; the order of a list.
  const exempt = "bdi, code, pre, q, select, input, output, svg, nav, footer, .rank, .scale, th, dt, h1, button.more, #more, details.numbers > summary, #dictionary, #downloads, .settings, .viewer-title, script, style, .topicname";
  const allowed = rules.map((one) => new RegExp(one, "g"));
  const found = [];
  for (const root of document.querySelectorAll("main, dialog[open]")) {
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      const parent = node.parentElement;
      if (!/\d/.test(node.data) || parent.closest(exempt)) continue;
      if (!/\d/.test(allowed.reduce((text, rule) => text.replace(rule, ""), node.data))) continue;
      // The key follows the number at once, or the last element around it.
      let place = node;
      while (!place.nextSibling && place.parentElement.matches("button, b, span, strong")) place = place.parentElement;
      const after = place.nextSibling;
      if (after && after.nodeType === 1 && after.matches("code.cite")) continue;
      found.push([(parent.closest("section, dialog") || { id: "" }).id, node.data.trim().slice(0, 1200), parent.tagName + "." + parent.className]);
    }
  }
  return found;
}
