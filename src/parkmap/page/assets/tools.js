// One small menu for everything that is needed now and then, and the dialogs that it opens.

class Tools {
  /**
   * @param {PageParts} parts
   * @param {() => void} print
   * @param {() => LegendEntry[]} legend
   */
  constructor(parts, print, legend) {
    this.parts = parts;
    this.print = print;
    this.legend = legend;
    this.button = byId('pm-tools');
    this.menu = byId('pm-menu');
    this.button.addEventListener('click', () => (this.menu.hidden ? this.open() : this.close()));
    this.button.addEventListener('keydown', (event) => {
      if (event.key !== 'ArrowDown') return;
      event.preventDefault();
      this.open();
    });
    this.menu.addEventListener('keydown', (event) => this.onKey(event));
    document.addEventListener('pointerdown', (event) => {
      const target = /** @type {Node} */ (event.target);
      if (!this.menu.hidden && !this.menu.contains(target) && !this.button.contains(target)) this.close();
    });
  }

  /** Words of the button and the menu. */
  fill() {
    const { language, state, overlay } = this.parts;
    this.button.setAttribute('aria-label', language.t('tools.title'));
    this.button.setAttribute('title', language.t('tools.title'));
    const item = (/** @type {string} */ key, /** @type {string} */ text, /** @type {() => void} */ act, /** @type {boolean} */ checked = false) =>
      make('button', { type: 'button', role: key === 'table' ? 'menuitemcheckbox' : 'menuitem', tabindex: -1, 'data-tool': key,
        'aria-checked': key === 'table' ? String(checked) : null, onclick: () => {
          this.close();
          act();
        } }, text);
    const line = () => make('div', { role: 'separator' });
    refill(this.menu,
      item('length', language.t('tools.length'), () => overlay.start('length')),
      item('area', language.t('tools.area'), () => overlay.start('area')),
      item('locate', language.t('tools.locate'), () => this.askPlace()),
      item('table', language.t('tools.table'), () => state.adjust({ table: !state.now.table }), state.now.table),
      line(),
      // In a notebook the page stands in a frame without an address: a link would lead nowhere.
      window.location.protocol !== 'about:' && item('link', language.t('tools.link'), () => void copyText(this.parts, this.link(), language.t('copy.link'))),
      item('csv', language.t('tools.csv'), () => void exportTable(this.parts)),
      item('geojson', language.t('tools.geojson'), () => void exportGeoJson(this.parts)),
      item('png', language.t('tools.png'), () => void exportImage(this.parts, this.legend())),
      item('print', language.t('tools.print'), () => this.print()),
      line(),
      item('keys', language.t('tools.keys'), () => this.showKeys()));
  }

  open() {
    this.menu.hidden = false;
    this.button.setAttribute('aria-expanded', 'true');
    this.items()[0].focus();
  }

  close() {
    if (this.menu.hidden) return;
    const inside = this.menu.contains(document.activeElement);
    this.menu.hidden = true;
    this.button.setAttribute('aria-expanded', 'false');
    if (inside) this.button.focus();
  }

  /** @returns {HTMLElement[]} */
  items() {
    return [.../** @type {NodeListOf<HTMLElement>} */ (this.menu.querySelectorAll('button'))];
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    const items = this.items();
    const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      items[(to + items.length) % items.length].focus();
    } else if (event.key === 'Escape' || event.key === 'Tab') {
      event.stopPropagation();
      this.close();
    }
  }

  /** @returns {string} the address of what is seen now, the view included */
  link() {
    const { map, state } = this.parts;
    const { lat, lng } = map.getCenter();
    const [bare] = window.location.href.split('#');
    return bare + writeHash({ ...state.now, view: { lat, lng, zoom: map.getZoom() } }, { ...state.opens, lang: '' });
  }

  /** Ask for a coordinate and go there. */
  askPlace() {
    const { language, world, select } = this.parts;
    const dialog = /** @type {HTMLDialogElement} */ (byId('pm-dialog'));
    const field = make('input', { type: 'text', class: 'pm-field', id: 'pm-place', autocomplete: 'off', spellcheck: 'false', 'aria-describedby': 'pm-place-found' });
    field.placeholder = '118.5500, 24.7800';
    const found = make('div', { id: 'pm-place-found', class: 'pm-place-found', role: 'status' });
    const go = (/** @type {Place} */ place) => {
      dialog.close();
      select({ kind: 'place', lng: place.lng, lat: place.lat });
    };
    const write = () => {
      const places = placesFrom(field.value, world.scene.bounds);
      refill(found, places.map((place) => make('button', { type: 'button', class: 'pm-plain-button', onclick: () => go(place) },
        make('b', {}, placeKind(language, place)), ' ', placeText(language, place))),
        !places.length && make('p', { class: 'pm-mute' }, field.value.trim() ? language.t('place.unread') : language.t('place.hint')));
    };
    field.addEventListener('input', write);
    const form = make('form', { onsubmit: (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      const [first] = placesFrom(field.value, world.scene.bounds);
      if (first) go(first);
    } },
      make('h2', { id: 'pm-dialog-title' }, language.t('tools.locate')),
      make('label', { for: 'pm-place', class: 'pm-mute' }, language.t('place.label')), field, found,
      make('div', { class: 'pm-buttons' }, make('button', { type: 'button', class: 'pm-plain-button', onclick: () => dialog.close() }, language.t('close'))));
    write();
    refill(dialog, form);
    dialog.showModal();
    field.focus();
  }

  showKeys() {
    const { language } = this.parts;
    const dialog = /** @type {HTMLDialogElement} */ (byId('pm-dialog'));
    const keys = [
      ['/', language.t('keys.search')], ['← ↑ → ↓', language.t('keys.move')], ['+ −', language.t('keys.zoom')], ['N P', language.t('keys.step')],
      ['C', language.t('keys.place')], ['[ ]', language.t('keys.change')], ['Esc', language.t('keys.escape')], ['Space Enter ⌫', language.t('keys.measure')],
    ];
    refill(dialog, make('h2', { id: 'pm-dialog-title' }, language.t('tools.keys')),
      make('dl', { class: 'pm-keys' }, keys.map(([key, text]) => [make('dt', {}, key.split(' ').map((one) => make('kbd', {}, one))), make('dd', {}, text)])),
      make('div', { class: 'pm-buttons' }, make('button', { type: 'button', class: 'pm-main-button', onclick: () => dialog.close() }, language.t('close'))));
    dialog.showModal();
  }
}
