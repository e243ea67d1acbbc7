// What scripts add to the editors' forms. Wagtail saves them by itself; sent in the middle of that, a form came back with « vous avez
// enregistré une nouvelle version dans une autre fenêtre », which its writer never opened. So a form waits until it is saved, and
// nothing is saved by itself while it is on its way.
// On a slow link that takes its time, and a form sent before it is over makes a second page. A saving that never ends would hold it for good.
const PATIENCE = 60_000;
// Wagtail greys « Publier », not « Soumettre » : a double click sent a new page twice, and its writer was told that it could not be made.
const TWICE = 1_000;
let saving = false;
let sent = false;
let sentAt = -TWICE;
let held = null;

const send = () => {
  const { form, button } = held;
  held = null;
  saving = false;
  // The button was greyed by its own click, and a greyed button says nothing of itself.
  const said = document.createElement("input");
  Object.assign(said, { type: "hidden", name: button?.name ?? "", value: button?.value ?? "" });
  form.append(said);
  form.requestSubmit();
  said.remove();
};

document.addEventListener(
  "w-autosave:save",
  (event) => {
    if (sent) event.preventDefault();
    else saving = true;
  },
  true,
);

for (const end of ["w-autosave:success", "w-autosave:error"]) {
  document.addEventListener(end, () => {
    saving = false;
    // What was typed meanwhile begins to be saved as soon as this is over.
    setTimeout(() => {
      if (held && !saving) send();
    });
  });
}

document.addEventListener(
  "submit",
  (event) => {
    if (!event.target.matches("[data-edit-form][data-controller~='w-autosave']")) return;
    if (saving) {
      event.preventDefault();
      event.stopImmediatePropagation();
      const first = held === null;
      held = { form: event.target, button: event.submitter };
      if (first) setTimeout(() => held && send(), PATIENCE);
      return;
    }
    if (event.timeStamp - sentAt < TWICE) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    sentAt = event.timeStamp;
    sent = true;
    setTimeout(() => {
      sent = !event.defaultPrevented;
    });
  },
  true,
);

addEventListener("pageshow", () => {
  sent = false;
});

// Wagtail moves a row, or takes it out, from under the button that was pressed. The keyboard was lost with it, and went on in the
// neighbour's buttons, which bear the same names: whoever pressed « Supprimer » next dropped another row.
const ROW = "[data-inline-panel-child], [data-streamfield-child]";
const MOVES = "[data-inline-panel-child-move-up], [data-inline-panel-child-move-down], [data-streamfield-action^='MOVE_']";
const DROPS = "[data-inline-panel-child] [id$='-DELETE-button'], [data-streamfield-action='DELETE']";
const told = document.createElement("p");
told.className = "w-sr-only";
told.setAttribute("role", "status");
document.body.append(told);

const rowsBeside = (row) => [...row.parentElement.children].filter((one) => one.matches(ROW) && one.checkVisibility() && !one.matches(".deleted"));

document.addEventListener(
  "click",
  (event) => {
    const button = event.target.closest?.(`${MOVES}, ${DROPS}`);
    const row = button?.closest(ROW);
    if (!row || document.activeElement !== button) return;
    const rows = rowsBeside(row);
    const at = rows.indexOf(row);
    const next = rows[at + 1] ?? rows[at - 1];
    setTimeout(() => {
      if (button.matches(MOVES)) {
        const now = rowsBeside(row);
        told.textContent = `Place ${now.indexOf(row) + 1} sur ${now.length}`;
        [button, ...row.querySelectorAll(MOVES)].find((one) => !one.disabled && one.closest(ROW) === row)?.focus();
      } else {
        told.textContent = "Supprimé";
        next?.querySelector("[data-panel-toggle]")?.focus();
      }
    });
  },
  true,
);
