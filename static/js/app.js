// What scripts add on every page. Everything works without.
// A date begun and left unfinished reaches the site as no date at all, and one would be told that it is kept: it is said before anything
// goes. A draft goes as it stands (`data-often`): its review asks for what is missing.
const unfinished = document.createElement("p");
unfinished.id = "unfinished";
unfinished.className = "wrong";
unfinished.setAttribute("role", "alert");
const wanted = {
  number: "Écrivez un nombre, ou laissez vide.",
  "datetime-local": "Cette date n’est pas complète : finissez-la, heure comprise, ou effacez-la.",
};
const release = (field) => {
  unfinished.remove();
  field.removeAttribute("aria-invalid");
  field.setAttribute("aria-describedby", field.getAttribute("aria-describedby").replace(/ ?unfinished/, ""));
};
document.addEventListener("submit", (event) => {
  const form = event.target;
  const fields = [...form.elements];
  const former = fields.find((field) => field.getAttribute("aria-describedby")?.endsWith(unfinished.id));
  if (former) release(former);
  const field = form.hasAttribute("data-often") ? null : fields.find((one) => one.validity?.badInput);
  if (!field) return;
  event.preventDefault();
  event.stopPropagation();
  unfinished.textContent = wanted[field.type] ?? "Cette date n’est pas complète : finissez-la, ou effacez-la.";
  field.before(unfinished);
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", `${field.getAttribute("aria-describedby") ?? ""} ${unfinished.id}`.trim());
  field.focus();
}, true);

// A form is sent once, and says that it is on its way.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.method !== "post" || form.hasAttribute("data-often")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  // The address names the field that an error led to: what answers would open there, past its own words.
  if (summary && location.hash) history.replaceState(history.state, "", location.pathname + location.search);
  const button = event.submitter;
  if (button instanceof HTMLButtonElement && button.classList.contains("button")) {
    button.dataset.words = button.textContent;
    button.setAttribute("aria-disabled", "true");
    button.textContent = "Envoi en cours…";
  }
});

// Coming back with the browser's arrow shows the page as it was left: the form must work again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const button of document.querySelectorAll("button[data-words]")) {
    button.textContent = button.dataset.words;
    button.removeAttribute("aria-disabled");
    delete button.dataset.words;
  }
});

// A file that the site would refuse for its weight is named when it is chosen, and let go of: sending it would take minutes for nothing.
const weight = (size) => `${(Math.ceil((size * 10) / 1048576) / 10).toString().replace(".", ",")} Mo`;
document.addEventListener("change", (event) => {
  const field = event.target;
  const most = Number(field.dataset.most);
  if (!most) return;
  document.getElementById(`${field.id}-heavy`)?.remove();
  const heavy = [...field.files].filter((file) => file.size > most);
  if (!heavy.length) return;
  const others = new DataTransfer();
  for (const file of field.files) if (!heavy.includes(file)) others.items.add(file);
  field.files = others.files;
  const words = document.createElement("p");
  words.id = `${field.id}-heavy`;
  words.className = "wrong";
  words.setAttribute("role", "alert");
  words.textContent = heavy.map((file) => `« ${file.name} » n’a pas été pris : il pèse ${weight(file.size)}, la limite est de ${weight(most)}.`).join(" ");
  field.after(words);
});

// A passkey is made by its button alone: Enter in its name presses it, where the form by itself would go without a key.
const adds = document.getElementById("mfa_webauthn_add");
adds?.form?.addEventListener("submit", (event) => {
  event.preventDefault();
  event.stopPropagation();
  adds.click();
});

// A key that did not answer, or that nobody showed: said in words, below the button that asked for it.
document.addEventListener("allauth.error", (event) => {
  const button = document.querySelector("#passkey_login, button[id^='mfa_webauthn']");
  if (!button) return;
  event.preventDefault();
  document.getElementById("no-key")?.remove();
  const words = document.createElement("p");
  words.id = "no-key";
  words.className = "wrong";
  words.setAttribute("role", "alert");
  const other = button.id === "passkey_login" ? ", ou connectez-vous autrement" : "";
  const why = event.detail?.exception?.name === "NotAllowedError" ? "Aucune clé n’a répondu" : "La demande n’a pas abouti";
  const isKnown = event.detail?.exception?.name === "InvalidStateError";
  words.textContent = isKnown ? "Cette clé est déjà dans votre compte." : `${why}. Essayez de nouveau${other}.`;
  (button.closest(".actions") ?? button).after(words);
});

// Light or dark is chosen in place: a page loaded anew would forget what is being typed in it. Where that fails, the form goes as it would have.
const schemes = { clair: "light", sombre: "dark", "": "light dark" };
document.querySelector(".theme")?.addEventListener("submit", async (event) => {
  const form = event.currentTarget;
  const button = event.submitter;
  if (!button || form.dataset.plain) return;
  event.preventDefault();
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form, button), redirect: "manual" }).catch(() => null);
  if (answer?.type !== "opaqueredirect") {
    form.dataset.plain = "1";
    form.requestSubmit(button);
    return;
  }
  if (button.value) document.documentElement.dataset.theme = button.value;
  else delete document.documentElement.dataset.theme;
  document.querySelector("meta[name=color-scheme]").content = schemes[button.value];
  for (const one of form.querySelectorAll("button")) one.setAttribute("aria-pressed", String(one === button));
});

// A form that came back: what is to correct is the first thing one meets, and the tab of the browser says it too.
const summary = document.querySelector(".summary[role=alert]");
if (summary) {
  document.title = `À corriger · ${document.title}`;
  // The address still names the field that a former error led to: the browser would go there, past what is to correct now.
  if (location.hash) history.replaceState(history.state, "", location.pathname + location.search);
  summary.tabIndex = -1;
  summary.focus();
}

// What was just done is told on the page that follows, and a screen reader is told nothing of a place that comes with its words: they
// join it a moment later. Hidden from nobody's eyes meanwhile, and there once only.
for (const words of document.querySelectorAll(".messages p")) {
  words.setAttribute("aria-hidden", "true");
  setTimeout(() => words.removeAttribute("aria-hidden"), 600);
}

// A passkey needs the browser's help: its button shows only where there is some.
const passkey = document.getElementById("passkey_login");
if (passkey && "PublicKeyCredential" in window) passkey.hidden = false;

// Said once it has ended, in a place that was there before: a screen reader is told nothing of a place that comes with its words.
const news = document.createElement("p");
news.className = "visually-hidden";
news.setAttribute("role", "status");
const renew = (region, fresh) => {
  const hadFocus = region.contains(document.activeElement);
  const link = fresh.querySelector("[data-refresh]");
  const said = fresh.dataset.poll ? null : fresh.querySelector("[data-outcome]");
  // It would be said a second time.
  said?.closest("[role=alert], [role=status]")?.removeAttribute("role");
  region.replaceWith(fresh);
  if (said) news.textContent = said.textContent;
  if (!hadFocus) return;
  fresh.tabIndex = -1;
  (link ?? fresh).focus();
};

// Work that goes on in the background: the place that shows it is read again until it has ended. Otherwise « Actualiser » does it.
const watch = (region) => {
  const pause = Number(region.dataset.poll);
  if (!pause) return;
  setTimeout(async () => {
    let fresh = null;
    try {
      const answer = await fetch(location.href, { headers: { "X-Requested-With": "fetch" } });
      fresh = answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(region.id) : null;
    } catch {
      // A dropped link: the next round tries again.
    }
    if (fresh) renew(region, fresh);
    watch(fresh ?? region);
  }, pause);
};
for (const region of document.querySelectorAll("[data-poll]")) {
  region.before(news);
  watch(region);
}

// A term explains itself when the keyboard reaches it; a tap or a click opens it without any script.
for (const term of document.querySelectorAll("[data-term]")) {
  const note = document.getElementById(term.getAttribute("popovertarget"));
  if (!note?.showPopover) continue;
  // Escape closes the note and gives the term its focus back, which must not open the note again.
  let isClosing = false;
  note.addEventListener("beforetoggle", ({ newState }) => { isClosing = newState === "closed"; });
  note.addEventListener("toggle", () => { isClosing = false; });
  term.addEventListener("focus", () => { if (!isClosing && term.matches(":focus-visible") && !note.matches(":popover-open")) note.showPopover({ source: term }); });
  const leave = ({ relatedTarget }) => { if (relatedTarget !== term && !note.contains(relatedTarget) && note.matches(":popover-open")) note.hidePopover(); };
  term.addEventListener("blur", leave);
  // Left by its own link, it would lie over what the keyboard reaches next.
  note.addEventListener("focusout", leave);
}
