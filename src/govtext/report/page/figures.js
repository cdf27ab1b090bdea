// The numbers of the pictures with their keys, folded below each.
function figureNumbers() {
  const both = (name) => (Array.isArray(name) ? pick(name) : name), exact = (value) => (Number.isInteger(value) ? count(value) : String(+value.toFixed(4)));
  for (const place of document.querySelectorAll("[data-numbers]")) {
    const rows = data.figures[place.dataset.numbers] || [];
    fill(place, numbersFold(rows.length, place.closest("figure").querySelector("img").alt.split(" · ")[english() ? 1 : 0], () =>
      rows.map(([item, series, value, key]) => [[el("bdi", {}, both(item)), " · ", both(series)], value === null ? "–" : num(exact(value), key)])));
  }
}
figureNumbers();

// A figure opens large in a dialog: by mouse, or by Enter on its button.
for (const one of document.querySelectorAll("button.enlarge")) {
  one.addEventListener("click", () => {
    const figure = one.closest("figure"), picture = figure.querySelector(english() ? "img.en" : "img.zh") || figure.querySelector("img"), dialog = $("viewer");
    const close = button(say("关闭", "Close"), () => dialog.close(), { class: "close" });
    fill("viewer-body", close, el("p", { id: "viewer-title", class: "viewer-title" }, picture.getAttribute("alt").split(" · ")[english() ? 1 : 0]),
      el("img", { src: picture.getAttribute("src"), alt: picture.getAttribute("alt") }));
    dialog.showModal();
  });
}
$("viewer").addEventListener("click", (event) => { if (event.target === $("viewer")) $("viewer").close(); });
