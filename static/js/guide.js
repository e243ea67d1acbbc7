// What scripts add to the guide: the table of contents says where one is, and a button prints. Everything else is there without.
const list = document.querySelector("[data-follow]");
const parts = [...document.querySelectorAll("[data-part]")];
if (list && parts.length && "IntersectionObserver" in window) {
  const links = new Map([...list.querySelectorAll("a")].map((link) => [decodeURIComponent(link.hash.slice(1)), link]));
  const say = () => {
    // The last title above the upper third of the screen is the part one reads; before the first, none.
    const line = innerHeight / 3;
    const here = parts.filter((part) => part.getBoundingClientRect().top <= line).at(-1);
    for (const [id, link] of links) {
      if (here?.id === id) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  const watcher = new IntersectionObserver(say, { rootMargin: "0px 0px -66% 0px" });
  for (const part of parts) watcher.observe(part);
  say();
}

for (const button of document.querySelectorAll("[data-print-page]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
