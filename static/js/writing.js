// What is typed saves itself: on the server while it can be reached, on this device until then. Without scripts, the button saves.
// The same in assessing.js and keeping.js: signing out, below, lets go of all that is one's own under it.
const PREFIX = "brouillon:";
const SOON = 1500;
const RETRY = 5000;
// What the site has taken stays here a moment longer: a page that was already on its way was drawn without it.
const LETTING_GO = 3000;

const hour = () => new Intl.DateTimeFormat("fr-FR", { hour: "numeric", minute: "2-digit" }).format(new Date()).replace(":", " h ");
const store = {
  get: (key) => { try { return JSON.parse(localStorage.getItem(PREFIX + key)); } catch { return null; } },
  set: (key, value) => { try { localStorage.setItem(PREFIX + key, JSON.stringify(value)); return true; } catch { return false; } },
  drop: (key) => { try { localStorage.removeItem(PREFIX + key); } catch { /* private windows may refuse */ } },
  keys: () => { try { return Object.keys(localStorage); } catch { return []; } },
};
// The same for as long as this tab lives. A browser inside another application may have none of either.
const tab = {
  get: (key) => { try { return sessionStorage.getItem(key); } catch { return null; } },
  set: (key, value) => { try { sessionStorage.setItem(key, value); } catch { /* the same */ } },
  drop: (key) => { try { sessionStorage.removeItem(key); } catch { /* the same */ } },
  keys: () => { try { return Object.keys(sessionStorage); } catch { return []; } },
};
// What is said to be on this device is there: not every browser keeps something.
const isKeeping = store.set("essai", 1);
store.drop("essai");
const TO_SIGN_IN = isKeeping
  ? "Votre texte est gardé sur cet appareil : reconnectez-vous pour l’envoyer."
  : "Ce navigateur ne garde rien : copiez votre texte avant de vous reconnecter.";
const LEAVES = isKeeping ? "Votre brouillon est gardé sur cet appareil et partira" : "Laissez cette page ouverte : votre texte partira";
const watched = new WeakSet();

// The site has taken something since this page was drawn. A phone that had to let go of the page shows it again as it was drawn, empty
// where words were saved. It is then asked for anew: not without network, and not under the fingers of somebody who writes already.
const TAKEN = `pris:${location.pathname}`;
const drawnAgain = async () => {
  let isWriting = false;
  addEventListener("input", () => { isWriting = true; });
  const answer = await fetch(location.href, { cache: "reload" });
  if (!answer.ok || answer.redirected || isWriting) return;
  tab.drop(TAKEN);
  location.reload();
};
if (performance.getEntriesByType("navigation")[0]?.transferSize) tab.drop(TAKEN);
else if (tab.get(TAKEN)) drawnAgain().catch(() => { /* offline: the page stays as it is */ });

// Whether this page answers a form that was sent from it. A browser's own error page, its arrow and a reload answer nothing.
const answersItself = () => {
  const came = performance.getEntriesByType("navigation")[0];
  const from = document.referrer.split(/[?#]/)[0];
  // What was taken leads back here; a refusal stands at the address of the form, which is below this one.
  return came?.type === "navigate" && came.redirectCount > 0 && from.startsWith(location.origin + location.pathname);
};

// One's own words that this page shows. A word may have arrived just before a tunnel, which took the answer alone: it is not offered
// again as one that waits. Only letters and digits are compared: signs become bold type, and spaces are the site's.
const letters = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
const shown = [...document.querySelectorAll(".said .is-me ~ .prose, .margin-note .prose")].map((one) => {
  return { number: Number(one.closest("[id]").id.slice(2)), letters: letters(one.textContent) };
});
const LAST = Math.max(0, ...shown.map((one) => one.number));
const hasArrived = (held) => held?.isSent && letters(held.text) && shown.some((one) => one.number > held.last && one.letters === letters(held.text));

// One writer for each field: what it holds, what the server has, and the words that say so. `isAnswer`: the server has just replied.
const begin = (form, isAnswer) => {
  const field = form.querySelector("textarea[name=text]");
  if (!field || watched.has(form)) return;
  watched.add(form);
  const key = form.dataset.draft;
  const sign = form.querySelector("[data-save]");
  const isLocal = form.hasAttribute("data-local");
  // A message is sent, a note is kept.
  const toCome = `pas encore ${form.dataset.local || "enregistré"}`;
  let timer = 0;
  let parting = 0;
  let sending = false;
  let waits = false;
  let leaving = new AbortController();

  const say = (words, state = "") => {
    if (!sign || (sign.textContent === words && sign.dataset.state === state)) return;
    sign.hidden = false;
    sign.dataset.state = state;
    sign.textContent = words;
  };
  // `number`: the form's own, by which the site knows words that it has already; it is for the people whom the page named.
  const hold = (isSent = false) => {
    clearTimeout(parting);
    const local = isLocal ? { isSent, last: LAST, number: form.elements.key?.value, people: form.elements.people?.value } : {};
    return store.set(key, { text: field.value, base: form.elements.base?.value ?? "", at: Date.now(), ...local });
  };
  // With the number that the site gave it. Another tab may write here meanwhile.
  const part = (draft, revision) => {
    const at = Date.now();
    clearTimeout(parting);
    tab.set(TAKEN, "1");
    store.set(key, { text: field.value, base: form.elements.base?.value ?? "", at, draft, revision, isKept: true });
    parting = setTimeout(() => { if (store.get(key)?.at === at) store.drop(key); }, LETTING_GO);
  };

  const send = async () => {
    clearTimeout(timer);
    // Another one has taken its place.
    if (!form.isConnected) return;
    if (sending) { waits = true; return; }
    sending = true;
    const text = field.value;
    const body = new FormData();
    for (const name of ["csrfmiddlewaretoken", "enrolment", "base", "draft", "revision"]) body.set(name, form.elements[name]?.value ?? "");
    body.set("text", text);
    body.set("do", "draft");
    say("Enregistrement du brouillon", "saving");
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Requested-With": "fetch" }, redirect: "manual", signal: leaving.signal });
      if (answer.ok) {
        const kept = await answer.json();
        form.elements.draft.value = kept.draft;
        form.elements.revision.value = kept.revision;
        if (field.value === text) part(kept.draft, kept.revision);
        say(`Brouillon gardé à ${kept.at} : pas encore enregistré`, "draft");
      } else if (answer.status === 401 || answer.status === 403 || answer.type === "opaqueredirect") {
        say(`Votre session a pris fin. ${TO_SIGN_IN}`, "offline");
        offer(sign);
      } else if (answer.status === 422) {
        say((await answer.json()).problem, "offline");
      } else {
        throw new Error(String(answer.status));
      }
    } catch (problem) {
      sending = false;
      if (problem.name === "AbortError") return;
      // Only a request that never left says that one is offline.
      say(problem instanceof TypeError
        ? `Hors ligne, pas encore enregistré. ${LEAVES} dès le retour du réseau. Il restera à l’enregistrer.`
        : `Le site n’a pas pu répondre, pas encore enregistré. ${LEAVES} dès qu’il répondra. Il restera à l’enregistrer.`, "offline");
      timer = setTimeout(send, RETRY);
    }
    sending = false;
    if (waits) { waits = false; send(); }
  };

  field.addEventListener("input", () => {
    const kept = hold();
    if (isLocal) { say(kept ? `Gardé sur cet appareil à ${hour()} : ${toCome}` : toCome.replace("p", "P"), "draft"); return; }
    clearTimeout(timer);
    timer = setTimeout(send, SOON);
  });
  // Who may read, and the day, go with the button alone: beside « Enregistré », a tick just undone would pass for taken back.
  form.addEventListener("change", ({ target }) => { if (target !== field && !isLocal && !sign?.dataset.state) say(`Modifié : ${toCome}`, "draft"); });
  addEventListener("online", () => { if (!isLocal && store.get(key) && !store.get(key).isKept) send(); });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    leaving.abort();
    leaving = new AbortController();
    hold(true);
    tab.set(PREFIX + key, field.value);
    if (!isLocal) say("Envoi en cours", "saving");
  });

  // What this device still holds: shown again, unless the server has it already.
  const held = store.get(key);
  const sent = tab.get(PREFIX + key);
  tab.drop(PREFIX + key);
  const isSame = held?.text.trim() === field.defaultValue.trim();
  const isRefused = held && form.querySelector("[aria-invalid='true']") && (isLocal || (isSame && held.text.trim() && sign?.dataset.state === "draft"));
  if (form.hasAttribute("data-restored") || isRefused) {
    // What the ended session kept, or what was refused, is on this page only: a look elsewhere would show it no more, so it becomes a draft.
    hold();
    if (!isLocal) timer = setTimeout(send, SOON);
  } else if (held?.isKept && form.elements.draft.value === String(held.draft) && Number(form.elements.revision.value) >= held.revision) {
    store.drop(key);
  } else if (held && (isSame || hasArrived(held) || (isAnswer && sent === held.text && !form.querySelector("[aria-invalid='true']")))) {
    store.drop(key);
  } else if (held && held.text.trim()) {
    field.value = held.text;
    if (form.elements.base && held.base) form.elements.base.value = held.base;
    if (held.number && held.people === form.elements.people?.value) form.elements.key.value = held.number;
    if (held.isKept) { form.elements.draft.value = held.draft; form.elements.revision.value = held.revision; }
    form.closest("details")?.setAttribute("open", "");
    say(`Repris de cet appareil : ${toCome}`, "draft");
    if (!isLocal) timer = setTimeout(send, SOON);
  }
  tools(field);
};

// « Écrire une note », from the margin, opens the field it leads to.
for (const link of document.querySelectorAll('a[href="#notes"]')) {
  link.addEventListener("click", () => {
    const form = document.querySelector("#notes details");
    form?.setAttribute("open", "");
    setTimeout(() => form?.querySelector("textarea")?.focus());
  });
}

// A link beside the words, once: signing in leads back to this very place.
const offer = (sign) => {
  if (!sign || sign.nextElementSibling?.matches("[data-sign-in]")) return;
  const link = document.createElement("a");
  link.dataset.signIn = "";
  link.href = `/compte/connexion/?next=${encodeURIComponent(location.pathname)}`;
  link.textContent = "Me reconnecter";
  sign.after(link);
};

// The buttons only insert signs that one may also type.
const MARKS = [["Gras", "**", "**"], ["Italique", "*", "*"], ["Liste", "\n- ", ""], ["Lien", "[", "]()"]];
const tools = (field) => {
  const bar = document.createElement("div");
  bar.className = "tools";
  bar.setAttribute("role", "group");
  // A lesson has several fields, two of them called « Votre note »: each bar says whose it is, and where.
  const place = document.getElementById(field.closest("[aria-labelledby]")?.getAttribute("aria-labelledby"));
  const whose = [field.labels[0], place].filter(Boolean).map((one) => one.textContent.trim()).join(", ");
  bar.setAttribute("aria-label", `Mise en forme : ${whose}`);
  for (const [name, before, after] of MARKS) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = name;
    button.addEventListener("click", () => {
      const { selectionStart: from, selectionEnd: to } = field;
      field.focus();
      field.setRangeText(before + field.value.slice(from, to) + after, from, to, "end");
      if (from === to) field.setSelectionRange(from + before.length, from + before.length);
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
    bar.append(button);
  }
  field.before(bar);
};

const beginAll = (root, isAnswer) => { for (const form of root.querySelectorAll("form[data-draft]")) begin(form, isAnswer); };
beginAll(document, answersItself());

// Who could read each text when it was sent.
const readBy = new Map();
document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  const readers = detail.elt.querySelector(".hint");
  if (readers) readBy.set(readers.id, readers.textContent);
});

// A block that came back: its answer is said, and the eye and the keyboard stay where they were.
document.addEventListener("htmx:afterSwap", (event) => {
  const block = event.detail.elt;
  if (!(block instanceof HTMLElement)) return;
  tab.set(TAKEN, "1");
  beginAll(block.parentElement ?? document, true);
  // Saved: the button that was pressed, and not the field above it, which would leave both it and « Enregistré » under a phone's foot.
  const saved = block.querySelector("form[data-draft] .actions button");
  const target = block.querySelector("[data-verdict], [role=alert]") ?? saved;
  // Nothing else tells a screen reader that other people may read it from now on: the words are as old as they were.
  const readers = block.querySelector("form[data-draft] .hint");
  if (target === saved && readers && readBy.get(readers.id) !== readers.textContent) {
    saved.setAttribute("aria-describedby", `${saved.getAttribute("aria-describedby")} ${readers.id}`);
  }
  // Only what cannot have the focus is given it: a field or a button stays among what Tab reaches.
  if (target && target.tabIndex < 0) target.setAttribute("tabindex", "-1");
  target?.focus({ preventScroll: false });
  if (target === saved) saved?.nextElementSibling?.scrollIntoView({ block: "nearest" });
});
// Photos over a slow link take minutes: how much has left is drawn below the button. It is not said again and again to who listens.
document.addEventListener("htmx:xhr:progress", (event) => {
  const { elt: form, loaded, total } = event.detail;
  const files = [...(form.querySelector("input[type=file]")?.files ?? [])];
  // What comes back is counted by the same event: it is lighter than the files.
  if (!files.length || total < files.reduce((sum, file) => sum + file.size, 0)) return;
  let bar = form.querySelector("progress");
  if (!bar) {
    bar = document.createElement("progress");
    bar.setAttribute("aria-label", "Envoi des fichiers");
    form.querySelector("[data-save]")?.after(bar);
  }
  bar.max = total;
  bar.value = loaded;
});
// A button that failed sent nothing: it says so, and this device keeps the text, through a reload too. A quiz has none to keep.
const failed = (form, why, then, withoutText) => {
  const sign = form.querySelector("[data-save]");
  const field = form.querySelector("textarea[name=text]");
  form.querySelector("progress")?.remove();
  if (!sign) return;
  if (field) {
    tab.drop(PREFIX + form.dataset.draft);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  sign.hidden = false;
  sign.dataset.state = "offline";
  sign.textContent = `${why} ${field ? then : withoutText}`;
};
// A second try after a failure: the former words go, so that the same ones are said again.
document.addEventListener("htmx:beforeSend", (event) => {
  const sign = event.detail.elt.querySelector("[data-save]");
  if (!sign || sign.hidden) return;
  sign.dataset.state = "saving";
  sign.textContent = "Envoi en cours";
});
document.addEventListener("htmx:sendError", (event) => {
  const again = "Votre réponse n’est pas partie : vérifiez-la de nouveau au retour du réseau.";
  const stays = isKeeping ? "votre texte est gardé sur cet appareil" : "laissez cette page ouverte, où votre texte est encore";
  failed(event.detail.elt, "Hors ligne.", `Rien n’a été enregistré : ${stays}, enregistrez-le au retour du réseau.`, again);
});
document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status === 401 || event.detail.xhr.status === 403) {
    const again = "Reconnectez-vous, puis vérifiez de nouveau votre réponse.";
    failed(event.detail.elt, "Votre session a pris fin.", TO_SIGN_IN, again);
    offer(event.detail.elt.querySelector("[data-save]"));
  } else {
    const again = "Vérifiez de nouveau votre réponse dans un moment.";
    const stays = isKeeping ? "Votre texte est gardé sur cet appareil." : "Laissez cette page ouverte : votre texte y est encore.";
    failed(event.detail.elt, "Rien n’a été enregistré : le site n’a pas pu répondre.", stays, again);
  }
});

// A tick that the browser puts back, which Chromium does once the page is read, is seen before it counts.
addEventListener("pageshow", () => {
  for (const fold of document.querySelectorAll("details.sharing")) {
    fold.open ||= [...fold.querySelectorAll("[type=checkbox]")].some((one) => one.checked !== one.defaultChecked);
  }
});

// Back from the browser's error page by its arrow: nothing went out, so the next page must not take it for sent.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const name of tab.keys()) if (name.startsWith(PREFIX)) tab.drop(name);
});

// Leaving the account: what this device still holds of it goes too, after a word.
const leaving = document.querySelector("form[data-leaving]");
if (leaving) {
  const mine = `${PREFIX}${leaving.dataset.leaving}:`;
  const keys = store.keys().filter((key) => key.startsWith(mine));
  const unsent = keys.filter((key) => !store.get(key.slice(PREFIX.length))?.isKept).length;
  const warning = document.getElementById("pending-drafts");
  if (unsent && warning) {
    warning.hidden = false;
    warning.querySelector("[data-count]").textContent = unsent === 1 ? "Un texte n’a pas encore été envoyé" : `${unsent} textes n’ont pas encore été envoyés`;
  }
  leaving.addEventListener("submit", () => { for (const key of keys) store.drop(key.slice(PREFIX.length)); });
}
