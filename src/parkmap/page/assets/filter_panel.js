// The filters: one fold for each facet in the Map tab, and a sign on the map while any is on.

/** Of longer lists the fullest options are shown, and a box narrows them. */
const MOST_OPTIONS = 60;
const NARROWED_FROM = 20;

class FilterPanel {
  /** @param {PageParts} parts */
  constructor(parts) {
    this.parts = parts;
    /** @type {Record<string, string>} what was typed to narrow a list */
    this.narrowed = {};
  }

  /** @returns {Child[]} */
  content() {
    const { language, filters } = this.parts;
    const facets = this.facets();
    return facets ? [
      make('div', { class: 'pm-title-row' }, make('h2', {}, language.t('filter.title')),
        filters.on && make('button', { type: 'button', class: 'pm-link', 'data-key': 'filter-clear', onclick: () => filters.clear() }, language.t('filter.clear'))),
      facets,
    ] : [];
  }

  /** @returns {Child} */
  facets() {
    const told = FACETS.map((facet) => this.facet(facet)).filter(Boolean);
    return told.length > 0 && make('div', { class: 'pm-facets' }, told);
  }

  /** @param {string} facet */
  facetName(facet) {
    const { language } = this.parts;
    if (facet === 'late') return language.word('field', 'lateness');
    return language.word('field', facet === 'dept' ? 'department' : facet);
  }

  /**
   * @param {string} facet
   * @returns {Child} nothing where there is no choice
   */
  facet(facet) {
    const { language, filters, state } = this.parts;
    const { whole } = filters.now().counts[facet];
    const options = filters.values[facet].map((value, at) => ({ value, at })).filter(({ value, at }) => whole[at] || filters.has(facet, value));
    if (options.length < 2) return false;
    const chosen = state.now.filters[facet];
    const names = chosen.map((value) => filters.nameOf(language, facet, value)).join(language.t('slash'));
    // Options of a fold that is closed are made when it opens.
    const key = `facet-${facet}`;
    const before = /** @type {HTMLDetailsElement | null} */ (document.querySelector(`details[data-key="${key}"]`));
    const inside = make('div', {}, before && before.open && this.options(facet, options));
    const fill = () => {
      if (!inside.hasChildNodes()) refill(inside, this.options(facet, options));
    };
    return make('details', { class: 'pm-facet', 'data-key': key, ontoggle: fill },
      make('summary', { onclick: fill }, make('span', {}, this.facetName(facet)), make('span', { class: chosen.length ? 'pm-facet-on' : 'pm-facet-all' }, names || language.t('filter.all'))),
      inside);
  }

  /**
   * @param {string} facet
   * @param {{value: string, at: number}[]} options
   * @returns {Child[]}
   */
  options(facet, options) {
    const { language, filters } = this.parts;
    const { facilities, tasks } = filters.now().counts[facet];
    const wanted = (this.narrowed[facet] || '').toLowerCase();
    const order = facet === 'stage' || facet === 'late' || options.length <= NARROWED_FROM ? options
      : [...options].sort((one, other) => facilities[other.at] - facilities[one.at] || tasks[other.at] - tasks[one.at]);
    const listed = order
      .map(({ value, at }) => ({ value, at, name: filters.nameOf(language, facet, value) }))
      .filter(({ name, value }) => !wanted || filters.has(facet, value) || name.toLowerCase().includes(wanted));
    const box = options.length > NARROWED_FROM && make('input', { type: 'search', class: 'pm-narrow', 'data-key': `narrow-${facet}`,
      'aria-label': language.t('filter.narrow'), oninput: (/** @type {InputEvent} */ event) => {
        this.narrowed[facet] = /** @type {HTMLInputElement} */ (event.target).value;
        this.parts.refresh();
      } });
    if (box) {
      box.value = this.narrowed[facet] || '';
      box.placeholder = language.t('filter.narrow');
    }
    return [
      box,
      make('div', { class: 'pm-facet-head', 'aria-hidden': 'true' }, make('span', {}), make('span', {}, language.t('filter.facilities')), make('span', {}, language.t('filter.tasks'))),
      make('ul', { class: 'pm-options' }, listed.slice(0, MOST_OPTIONS).map(({ value, at, name }) =>
        make('li', {}, this.option(facet, value, name, facilities[at], tasks[at])))),
      listed.length > MOST_OPTIONS && make('p', { class: 'pm-mute' }, language.t('filter.rest', { count: listed.length - MOST_OPTIONS })),
    ];
  }

  /**
   * @param {string} facet
   * @param {string} value
   * @param {string} name
   * @param {number} facilities
   * @param {number} tasks
   */
  option(facet, value, name, facilities, tasks) {
    const { language, filters } = this.parts;
    const on = filters.has(facet, value);
    const box = make('input', { type: 'checkbox', 'data-key': `option-${facet}-${value}`, onchange: () => filters.toggle(facet, value),
      'aria-label': language.t('filter.option', { name, facilities, tasks }) });
    box.checked = on;
    return make('label', { class: on || facilities || tasks ? '' : 'pm-none' }, box, make('span', { class: 'pm-option-name' }, name),
      make('b', {}, language.number(facilities)), make('b', {}, language.number(tasks)));
  }

  /** Say on the map that filters are on, and how much they leave. */
  sign() {
    const { language, filters } = this.parts;
    const sign = byId('pm-filtered');
    sign.hidden = !filters.on;
    const { shown, all, shownTasks } = filters.now();
    refill(sign, filters.on && [
      make('span', { class: 'pm-filtered-words' }, filters.words(language).join(' · ')),
      make('b', {}, language.t('filter.shown', { shown, all })),
      make('button', { type: 'button', class: 'pm-link', 'data-key': 'sign-clear', onclick: () => filters.clear() }, language.t('filter.clear')),
    ]);
    const empty = byId('pm-nothing');
    empty.hidden = !filters.on || shown > 0;
    refill(empty, filters.on && shown === 0 && [
      make('b', {}, language.t('filter.nothing')),
      make('span', {}, shownTasks ? language.t('filter.only_tasks', { count: shownTasks }) : language.t('filter.nothing_hint')),
      make('button', { type: 'button', class: 'pm-main-button', 'data-key': 'nothing-clear', onclick: () => filters.clear() }, language.t('filter.clear')),
    ]);
  }
}
