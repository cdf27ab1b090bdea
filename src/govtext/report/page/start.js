// Sections are built when they come near the screen, so that the page opens at once at any size.
builders.messages = () => { buildFilters(); browse(); };
const built = new Set();

function build(name) {
  if (!builders[name] || built.has(name)) return;
  built.add(name);
  builders[name]();
}

function setLanguage(language) {
  state.language = language;
  document.documentElement.lang = language === "en" ? "en" : "zh-CN";
  document.documentElement.dataset.language = language;
  for (const name of Array.from(built)) builders[name]();
  figureNumbers();
  if ($("reader").open) $("reader").close();
}

$("language").addEventListener("click", () => setLanguage(english() ? "zh" : "en"));
// The keys stand beside the numbers all the time; the button shows or hides them.
$("keys").addEventListener("click", () => {
  const on = document.documentElement.dataset.keys !== "on";
  document.documentElement.dataset.keys = on ? "on" : "off";
  $("keys").setAttribute("aria-pressed", String(on));
  for (const [place, text] of [[".zh", "引用键"], [".en", "keys"]]) $("keys").querySelector(place).textContent = (place === ".zh" ? (on ? "隐藏" : "显示") : on ? "Hide " : "Show ") + text;
});
$("filters").addEventListener("submit", (event) => event.preventDefault());
$("reader").addEventListener("click", (event) => { if (event.target === $("reader")) $("reader").close(); });
window.addEventListener("beforeprint", () => Object.keys(builders).forEach(build));

const watcher = new IntersectionObserver((entries) => {
  for (const entry of entries) if (entry.isIntersecting) build(entry.target.id);
}, { rootMargin: "600px" });
for (const name of Object.keys(builders)) watcher.observe($(name));
build("overview");
// A jump to a section must find those above it in place, or it would land elsewhere.
for (const link of document.querySelectorAll("nav a")) link.addEventListener("click", () => Object.keys(builders).forEach(build));
if (location.hash.length > 1) {
  Object.keys(builders).forEach(build);
  const target = document.getElementById(location.hash.slice(1));
  if (target) target.scrollIntoView();
}
document.documentElement.dataset.ready = "yes";
