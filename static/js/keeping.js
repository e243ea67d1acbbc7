// What one writes in a form stays on this device until the site has taken it. Without scripts, the button sends it.
const PREFIX = "brouillon:";
const hour = () => new Intl.DateTimeFormat("fr-FR", { hour: "numeric", minute: "2-digit" }).format(new Date()).replace(":", " h ");
const read = (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } };
const keys = () => { try { return Object.keys(localStorage); } catch { return []; } };
const drop = (key) => { try { localStorage.removeItem(key); } catch { /* private windows may refuse */ } };

// The browser fills a form again as it was left, by its arrow: also for whoever signs in next at this computer. The page is then asked
// for anew, for only a page that one comes back to is filled: the words of the one before are gone, and one's own that were kept stand.
const reader = document.body.dataset.reader;
const sign = () => history.replaceState({ ...history.state, reader }, "");
const isAnother = (history.state?.reader ?? reader) !== reader;
sign();
// With its « # », the same address would lead nowhere.
if (isAnother) location.replace(location.pathname + location.search);
addEventListener("hashchange", sign);

// What was taken leads somewhere; a refusal, an ended session and a page that is gone answer where they were asked, and lead nowhere.
// The doors of the account lead to themselves without taking anything. Only what this tab sent is let go: two letters share an address.
const SENT = "envoi";
const remember = (key) => { try { sessionStorage.setItem(SENT, key); } catch { /* the same */ } };
const lately = () => { try { return sessionStorage.getItem(SENT); } catch { return null; } };
const came = performance.getEntriesByType("navigation")[0];
if (came?.type === "navigate" && came.redirectCount > 0 && document.referrer && !location.pathname.startsWith("/compte/")) {
  const held = read(lately());
  if (held?.isSent && held.from === new URL(document.referrer).pathname) drop(lately());
}

const isTick = (one) => ["radio", "checkbox"].includes(one.type);
const isTyped = (one) => one.name && !["hidden", "submit", "file", "password"].includes(one.type);
const nameOf = (one) => isTick(one) ? `${one.name}=${one.value}` : one.name;
const valueOf = (one) => isTick(one) ? one.checked : one.value;
// What the page was drawn with, before one typed. A list without a choice of its own shows its first line.
const givenTo = (one) => {
  if (isTick(one)) return one.defaultChecked;
  return one.options ? ([...one.options].find((line) => line.defaultSelected) ?? one.options[0])?.value : one.defaultValue;
};
const isSame = (one, other) => one === other || (typeof one === "string" && typeof other === "string" && one.trim() === other.trim());

// What the site has taken stays for the next page alone (assessing.js, writing.js), which comes within a minute or not at all.
const MINUTE = 60000;
for (const key of keys()) {
  const held = key.startsWith(PREFIX) ? read(key) : null;
  if (held?.isKept && Date.now() - held.at > MINUTE) drop(key);
}

const keep = (form) => {
  const key = PREFIX + form.dataset.keeps;
  const sign = form.querySelector("[data-save]");
  const fields = [...form.elements].filter(isTyped);
  // What the page had seen of the words of today: should others stand there by the time these are sent, the site shows both.
  // And its number: words that had arrived after all are not taken a second time.
  const marks = [...form.elements].filter((one) => one.type === "hidden" && /(^|-)(seen|key)$/.test(one.name));
  let isTyping = false;
  const say = (words) => {
    // The same words again would be spoken at each key.
    if (!sign.hidden && sign.textContent === words) return;
    sign.hidden = false;
    sign.dataset.state = "draft";
    sign.textContent = words;
  };
  const hasFile = () => [...form.elements].some((one) => one.type === "file" && one.files.length > 0);
  const hold = (isSent) => {
    const values = Object.fromEntries(fields.map((one) => [nameOf(one), valueOf(one)]));
    const seen = Object.fromEntries(marks.map((one) => [one.name, one.value]));
    try { localStorage.setItem(key, JSON.stringify({ values, seen, isSent, hadFile: hasFile(), from: location.pathname })); return true; } catch { return false; }
  };
  form.addEventListener("input", () => {
    isTyping = true;
    say(hold(false) ? `Gardé sur cet appareil à ${hour()} : pas encore enregistré` : "Pas encore enregistré");
  });
  form.addEventListener("submit", () => {
    isTyping = false;
    hold(true);
    remember(key);
  });
  // The same form in another tab may have let go of what this one holds.
  addEventListener("pagehide", () => { if (isTyping) hold(false); });
  // « Sans garder » is a choice.
  for (const link of form.querySelectorAll("a[data-drops]")) link.addEventListener("click", () => { isTyping = false; drop(key); });
  // A page that the arrow brings back has sent nothing.
  addEventListener("pageshow", (event) => { if (event.persisted && read(key)) hold(false); });

  const held = read(key);
  if (form.hasAttribute("data-returned")) {
    // What was refused stands in this page, and nowhere else.
    hold(false);
    return;
  }
  if (!held) return;
  const back = fields.filter((one) => held.values[nameOf(one)] !== undefined);
  if (back.every((one) => isSame(held.values[nameOf(one)], givenTo(one)))) {
    drop(key);
    return;
  }
  const turned = back.find((one) => one.options && givenTo(one) && givenTo(one) !== held.values[nameOf(one)]);
  for (const one of back) if (isTick(one)) one.checked = held.values[nameOf(one)]; else one.value = held.values[nameOf(one)];
  for (const one of marks) if (held.seen[one.name] !== undefined) one.value = held.seen[one.name];
  form.closest("details")?.setAttribute("open", "");
  const more = held.hadFile ? ", et le fichier est à choisir de nouveau" : "";
  hold(false);
  // « Écrire à Inès » shows words that were turned to somebody else: they keep the name they were for.
  say(`Repris de cet appareil : pas encore enregistré${more}${turned ? `. Vérifiez « ${turned.labels[0].textContent.trim()} »` : ""}`);
};
for (const form of document.querySelectorAll("form[data-keeps]")) keep(form);
