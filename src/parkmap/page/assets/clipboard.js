// Copying text, from a file on the disk too, and the short word that says that it was done.

const TOLD_MS = 2600;
let toldUntil = 0;

/**
 * @param {string} text a short word on what has happened, for everybody
 * @param {boolean} [stays] whether it stays until the next word
 */
function tellShortly(text, stays = false) {
  const toast = byId('pm-toast');
  refill(toast, text);
  toast.hidden = !text;
  window.clearTimeout(toldUntil);
  if (!stays) toldUntil = window.setTimeout(() => (toast.hidden = true), TOLD_MS);
}

/**
 * @param {PageParts} parts
 * @param {string} text
 * @param {string} said when it is done
 */
async function copyText(parts, text, said) {
  if ((await copyWithPermission(text)) || copyFromField(text)) tellShortly(said);
  else showForCopying(parts, text);
}

/** @param {string} text */
async function copyWithPermission(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false; // no permission, or no clipboard in this frame
  }
}

/** @param {string} text */
function copyFromField(text) {
  const focused = document.activeElement;
  const field = make('textarea', { class: 'pm-unseen', 'aria-hidden': 'true', tabindex: -1 });
  field.value = text;
  document.body.append(field);
  field.select();
  let done = false;
  try {
    done = document.execCommand('copy');
  } catch {
    done = false;
  }
  field.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return done;
}

/**
 * The last way: the reader copies by hand.
 * @param {PageParts} parts
 * @param {string} text
 */
function showForCopying(parts, text) {
  const { language } = parts;
  const dialog = /** @type {HTMLDialogElement} */ (byId('pm-dialog'));
  const field = make('textarea', { class: 'pm-field', readonly: true, 'aria-label': language.t('copy.by_hand') });
  field.value = text;
  refill(dialog, make('h2', { id: 'pm-dialog-title' }, language.t('copy.by_hand')), field,
    make('div', { class: 'pm-buttons' }, make('button', { type: 'button', class: 'pm-main-button', onclick: () => dialog.close() }, language.t('close'))));
  dialog.showModal();
  field.select();
}
