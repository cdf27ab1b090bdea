// A figure opens large in a dialog: by mouse, or by Enter on its button.
for (const one of document.querySelectorAll("button.enlarge")) {
  one.addEventListener("click", () => {
    const figure = one.closest("figure"), picture = figure.querySelector("img"), dialog = $("viewer");
    const close = button(say("关闭", "Close"), () => dialog.close(), { class: "close" });
    fill("viewer-body", close, el("p", { id: "viewer-title", class: "viewer-title" }, picture.getAttribute("alt").split(" · ")[english() ? 1 : 0]),
      el("img", { src: picture.getAttribute("src"), alt: picture.getAttribute("alt") }));
    dialog.showModal();
  });
}
$("viewer").addEventListener("click", (event) => { if (event.target === $("viewer")) $("viewer").close(); });
