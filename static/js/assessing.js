// A self-assessment, or a view about a partner, saves itself while one writes: on the server while it can be reached, on this device
// until then. `data-marks` names the hidden fields that tell the server what this page has seen; the first of them is a number that grows.
const SOON = 2000;
const RETRY = 5000;
const LONGEST = 10000;
// What the site has taken stays here a moment longer: a page that was already on its way was drawn without it.
const LETTING_GO = 3000;
const PREFIX = "brouillon:";

const form = document.querySelector("form[data-assessing]");
const sign = document.querySelector("[data-save]");
const key = PREFIX + form.dataset.assessing;
const fields = () => [...form.elements].filter((one) => one.name && !["hidden", "submit"].includes(one.type));
const marks = (form.dataset.marks ?? "seen").split(" ");
const seen = () => Object.fromEntries(marks.map((name) => [name, form.elements[name].value]));
const learn = (told) => { for (const name of marks) if (told[name] !== undefined) form.elements[name].value = told[name]; };
// Whether this page was drawn after those words arrived; without an answer, after anything did.
const hasReached = (from) => Number(form.elements[marks[0]].value) >= Number(from[marks[0]]) + (from.isKept ? 0 : 1);
let timer = 0;
let parting = 0;
let sending = false;
let waits = false;
let leaving = null;
// What the server has, as it stood in the fields.
let kept = "";

const say = (words, state = "") => {
  if (sign.textContent === words) return;
  sign.dataset.state = state;
  sign.textContent = words;
};

const typed = () => {
  const values = {};
  for (const field of fields()) {
    if (field.type === "radio") { if (field.checked) values[field.name] = field.value; } else values[field.name] = field.value;
  }
  return values;
};

// A private window may refuse to keep, and a browser inside another application have nothing to keep in.
const keptIn = (place) => ({
  get: (name) => { try { return window[place].getItem(name); } catch { return null; } },
  set: (name, text) => { try { window[place].setItem(name, text); return true; } catch { return false; } },
  drop: (name) => { try { window[place].removeItem(name); } catch { /* nothing is there */ } },
  names: () => { try { return Object.keys(window[place]); } catch { return []; } },
});
const store = keptIn("localStorage");
const tab = keptIn("sessionStorage");
// What is said to be on this device is there.
const isKeeping = store.set(`${PREFIX}essai`, "1");
store.drop(`${PREFIX}essai`);
const LEAVES = isKeeping ? "Votre texte est gardé sur cet appareil et partira" : "Laissez cette page ouverte : votre texte partira";

const hold = (isKept = false) => {
  const text = JSON.stringify({ values: typed(), ...seen(), isKept, at: Date.now() });
  clearTimeout(parting);
  store.set(key, text);
  // Another tab may write here meanwhile.
  if (isKept) parting = setTimeout(() => { if (store.get(key) === text) release(); }, LETTING_GO);
};
const release = () => store.drop(key);
const stored = () => JSON.parse(store.get(key) ?? "null");

const count = (ready, total) => {
  if (ready === undefined) return;
  const words = ready > 1 ? `${ready}\u00a0indicateurs sur ${total} sont prêts.` : `${ready}\u00a0indicateur sur ${total} est prêt.`;
  document.querySelector("[data-ready]").textContent = words;
  document.querySelectorAll("[data-meter] i").forEach((mark, index) => mark.classList.toggle("is-done", index < ready));
};

// What the page was drawn with as wrong is said no more once the site has it right.
const settle = ({ title, items, wrong } = {}) => {
  const box = form.querySelector("[data-to-do]");
  const here = document.activeElement;
  if (!box || !items || (box !== here && box.contains(here))) return;
  const place = here.getBoundingClientRect().top;
  for (const line of form.querySelectorAll(".wrong[id]")) {
    const words = wrong[line.id.slice(0, -2)];
    if (words) { line.textContent = words; continue; }
    const field = form.querySelector(`[aria-describedby~="${line.id}"]`);
    field?.setAttribute("aria-describedby", field.getAttribute("aria-describedby").replace(line.id, "").trim());
    field?.removeAttribute("aria-invalid");
    line.remove();
  }
  // An alert would be read aloud again at each save.
  box.removeAttribute("role");
  box.querySelector("h2").textContent = title;
  box.querySelector("ul").replaceChildren(...items.map(([anchor, words]) => {
    const line = document.createElement("li");
    line.append(Object.assign(document.createElement("a"), { href: `#${anchor}`, textContent: words }));
    return line;
  }));
  if (!items.length) box.remove();
  // Some browsers let the text slide under the finger.
  if (!CSS.supports("overflow-anchor", "auto")) scrollBy(0, here.getBoundingClientRect().top - place);
};

// What another page wrote where this one is still blank stands here too from now on: only then has this page seen it.
const take = ({ values, ...at }) => {
  const theirs = fields().filter((one) => one.name in values);
  if (theirs.some((one) => one.type === "radio" ? one.checked : one.value.trim())) return;
  for (const one of theirs) if (one.type === "radio") one.checked = one.value === values[one.name]; else one.value = values[one.name];
  learn(at);
  hold();
};

const send = async () => {
  clearTimeout(timer);
  if (sending) { waits = true; return; }
  sending = true;
  const before = JSON.stringify(typed());
  say("Enregistrement du brouillon", "saving");
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-Requested-With": "fetch" }, redirect: "manual", signal: AbortSignal.timeout(LONGEST) });
    if (answer.ok) {
      const told = await answer.json();
      learn(told);
      count(told.ready, told.total);
      settle(told.left);
      if (JSON.stringify(typed()) === before) { hold(true); kept = before; }
      say(`Brouillon gardé à ${told.at}`);
    } else if (answer.status === 409 || answer.status === 422) {
      const told = await answer.json();
      if (told[marks[0]] !== undefined) { learn(told); hold(); }
      if (told.elsewhere) take(told.elsewhere);
      count(told.ready, told.total);
      settle(told.left);
      say(told.problem, "offline");
    } else if (answer.status === 403 || answer.status === 401 || answer.type === "opaqueredirect") {
      say(isKeeping
        ? "Votre session a pris fin. Votre texte est gardé sur cet appareil : reconnectez-vous pour l’envoyer."
        : "Votre session a pris fin. Ce navigateur ne garde rien : copiez votre texte avant de vous reconnecter.", "offline");
      offer();
    } else {
      throw new Error(String(answer.status));
    }
  } catch (problem) {
    // Only a request that never left says that one is offline.
    say(problem instanceof TypeError
      ? `Hors ligne. ${LEAVES} dès le retour du réseau.`
      : `Le site n’a pas pu répondre. ${LEAVES} dès qu’il répondra.`, "offline");
    timer = setTimeout(send, RETRY);
  }
  sending = false;
  if (leaving) { const button = leaving; leaving = null; clearTimeout(timer); form.requestSubmit(button); return; }
  if (waits) { waits = false; send(); }
};

// A link beside the words, once: signing in leads back to this very place.
const offer = () => {
  if (sign.parentElement.querySelector("[data-sign-in]")) return;
  const link = document.createElement("a");
  link.dataset.signIn = "";
  link.href = `/compte/connexion/?next=${encodeURIComponent(location.pathname)}`;
  link.textContent = "Me reconnecter";
  sign.after(" ", link);
};

const changed = () => {
  hold();
  clearTimeout(timer);
  timer = setTimeout(send, SOON);
};
form.addEventListener("input", changed);
addEventListener("online", () => { if (stored() && !stored().isKept) send(); });
// A button waits for what is on its way, or the server would take the two for two writers.
form.addEventListener("submit", (event) => {
  clearTimeout(timer);
  if (JSON.stringify(typed()) !== kept) hold();
  if (sending && event.submitter) { event.preventDefault(); leaving = event.submitter; return; }
  tab.set(key, "1");
});

// What this device still holds comes back, unless the button took it to the server, which has moved on since.
const held = stored();
const wasSent = tab.get(key);
// Another screen's copy goes only where its own button led here and the server has moved on: a button that failed sent nothing.
for (const name of tab.names()) {
  if (!name.startsWith(PREFIX)) continue;
  const draft = `${key.split(":").slice(0, 3).join(":")}:`;
  const other = name !== key && name.startsWith(draft) ? JSON.parse(store.get(name) ?? "null") : null;
  const ledHere = other && document.referrer.split("?")[0].endsWith(`/${name.slice(draft.length)}/`);
  if (ledHere && hasReached(other)) store.drop(name);
  tab.drop(name);
}
// What the server could not keep is on this page; this device keeps it until it could, for a reload would show the page without it.
const isRefused = "refused" in form.dataset;
if (!isRefused) kept = JSON.stringify(typed());
if (held && !isRefused && (wasSent || held.isKept) && hasReached(held)) {
  release();
} else if (held && !isRefused) {
  let differs = false;
  // What this device left blank takes nothing from what another wrote since.
  const isBehind = Number(form.elements[marks[0]].value) > Number(held[marks[0]]);
  for (const field of fields()) {
    const value = held.values[field.name];
    if (field.type === "radio") {
      if (value === field.value && !field.checked) { field.checked = true; differs = true; }
    } else if (value !== undefined && value.trim() !== field.value.trim() && (value.trim() || !isBehind)) { field.value = value; differs = true; }
  }
  if (differs || held.isKept) learn(held);
  if (differs) {
    say("Repris de cet appareil : pas encore enregistré", "draft");
    timer = setTimeout(send, SOON);
  } else release();
}

// Whoever chooses what is on the server leaves what she had typed.
document.querySelector("[data-release]")?.addEventListener("click", release);
