// The choice of a base map in the Map tab; nothing where there is none to choose.

/**
 * @param {PageParts} parts
 * @returns {Child}
 */
function basemapChoice(parts) {
  const { basemaps, language } = parts;
  if (!basemaps.all.length) return null;
  const shown = basemaps.shown();
  return [
    make('div', { class: 'pm-bases', role: 'radiogroup', 'aria-label': language.t('layers.ground') },
      basemapOption(parts, null, language.t('base.paper'), language.t('base.paper_note'), !shown),
      basemaps.all.map((base) => basemapOption(parts, base, language.pick(base.head.title), basemapNote(language, base), base === shown))),
    shown && make('p', { class: 'pm-mute pm-note' }, language.t('base.ground_rests')),
  ];
}

/**
 * @param {PageParts} parts
 * @param {Basemap | null} base
 * @param {string} title
 * @param {string} note
 * @param {boolean} on
 */
function basemapOption({ basemaps }, base, title, note, on) {
  const key = `base-${base ? basemaps.all.indexOf(base) : NO_BASE}`;
  const closed = Boolean(base) && /** @type {Basemap} */ (base).reach === 'closed';
  const input = make('input', {
    type: 'radio', id: `pm-${key}`, 'data-key': key, 'aria-describedby': `pm-${key}-note`, 'aria-disabled': closed ? 'true' : null,
    onchange: () => void basemaps.choose(base),
  });
  input.name = 'pm-base';
  input.checked = on;
  return make('label', { class: closed ? 'pm-base pm-base-closed' : 'pm-base', for: `pm-${key}` }, input,
    make('span', {}, make('span', { class: 'pm-title' }, title), make('span', { class: 'pm-note', id: `pm-${key}-note` }, note)));
}

/**
 * @param {Language} language
 * @param {Basemap} base
 * @returns {string}
 */
function basemapNote(language, base) {
  if (base.store) return language.t('base.embedded');
  if (base.reach === 'closed') return language.t('base.closed', { host: base.host });
  return base.reach === 'open' ? language.t('base.online', { host: base.host }) : language.t('base.asking', { host: base.host });
}
