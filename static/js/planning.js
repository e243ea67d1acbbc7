// The action one is writing stays on this device until it is sent. Without scripts, the button sends it.
const PREFIX = "brouillon:";
const hour = () => new Intl.DateTimeFormat("fr-FR", { hour: "numeric", minute: "2-digit" }).format(new Date()).replace(":", " h ");
const read = (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } };
const drop = (key) => { try { localStorage.removeItem(key); } catch { /* private windows may refuse */ } };

const form = document.querySelector("form[data-keeps]");
if (form) {
  const key = PREFIX + form.dataset.keeps;
  const sign = form.querySelector("[data-save]");
  const fields = [...form.elements].filter((one) => one.name && !["hidden", "submit"].includes(one.type));
  const seen = form.elements.seen;
  // What the server had when this page was drawn, and what one has typed since.
  const given = JSON.stringify(fields.map((one) => one.defaultValue.trim()));
  const typed = () => fields.map((one) => one.value);
  const trimmed = (values) => JSON.stringify(values.map((one) => one.trim()));
  const say = (words) => {
    // The same words again would be spoken at each key.
    if (!sign.hidden && sign.textContent === words) return;
    sign.hidden = false;
    sign.dataset.state = "draft";
    sign.textContent = words;
  };
  const hold = (isSent) => {
    const held = { values: typed(), seen: seen.value, isSent, from: location.pathname };
    try { localStorage.setItem(key, JSON.stringify(held)); return true; } catch { return false; }
  };
  form.addEventListener("input", () => {
    say(hold(false) ? `Gardé sur cet appareil à ${hour()} : pas encore enregistré` : "Pas encore enregistré");
  });
  form.addEventListener("submit", () => hold(true));

  // A page that the arrow brings back has sent nothing.
  addEventListener("pageshow", (event) => { if (event.persisted && read(key)) hold(false); });

  const held = read(key);
  if (held && form.querySelector("[role=alert]")) {
    // What was refused stands in this page, and nowhere else.
    hold(false);
  } else if (held && (trimmed(held.values) === given || held.values.length !== fields.length)) {
    drop(key);
  } else if (held) {
    fields.forEach((one, index) => { one.value = held.values[index]; });
    // Should the server have other words by now, it shows both.
    seen.value = held.seen;
    hold(false);
    say("Repris de cet appareil : pas encore enregistré");
  }
}

// The plan, to which a form that was taken leads: this device keeps it no more.
const plan = document.querySelector("[data-kept]");
if (plan && document.referrer) {
  const start = `${PREFIX}${plan.dataset.kept}:`;
  for (const key of Object.keys(localStorage).filter((one) => one.startsWith(start))) {
    const held = read(key);
    if (held?.isSent && new URL(document.referrer).pathname === held.from) drop(key);
  }
}
