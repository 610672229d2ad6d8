// The map as a table: facilities in view that are shown, for readers who cannot see the map and for those who can.

const MOST_TABLE_ROWS = 200;
/** More than this are not put in order. */
const MOST_SORTED = 5000;
const TABLE_WAIT_MS = 150;

class FacilityTable {
  /** @param {PageParts} parts */
  constructor(parts) {
    this.parts = parts;
    this.box = byId('pm-table');
    this.wait = 0;
    this.turn = 0;
    parts.map.on('moveend', () => this.ask());
  }

  ask() {
    window.clearTimeout(this.wait);
    if (this.parts.state.now.table) this.wait = window.setTimeout(() => void this.fill(), TABLE_WAIT_MS);
  }

  /** Write the table, or put it away. */
  async fill() {
    const { state, language } = this.parts;
    const turn = (this.turn += 1);
    this.box.hidden = !state.now.table;
    document.body.classList.toggle('pm-tabled', state.now.table);
    if (!state.now.table) return refill(this.box);
    const { listed, count } = this.inView();
    const rows = await Promise.all(listed.map(({ group, row }) => group.features.rows.read(row)));
    if (turn !== this.turn) return undefined;
    const focused = document.activeElement instanceof HTMLElement && this.box.contains(document.activeElement) ? document.activeElement.dataset.key : '';
    const told = count > listed.length ? language.t('table.some', { count, listed: listed.length }) : language.t('table.all', { count });
    refill(this.box,
      make('div', { class: 'pm-table-head' }, make('h2', { id: 'pm-table-title' }, language.t('table.title')), whenNote(this.parts), make('p', { class: 'pm-mute', role: 'status' }, told),
        make('button', { type: 'button', class: 'pm-close', 'aria-label': language.t('table.close'), 'data-key': 'table-close', onclick: () => {
          state.adjust({ table: false });
          byId('pm-tools').focus();
        } }, '×')),
      make('div', { class: 'pm-table-scroll', tabindex: 0, role: 'region', 'aria-labelledby': 'pm-table-title' },
        make('table', {},
          make('thead', {}, make('tr', {}, ['name', 'layer', 'park', 'stage', 'lateness'].map((field) => make('th', { scope: 'col' }, language.word('field', field))))),
          make('tbody', {}, listed.map(({ group, row }, at) => this.row(group, row, rows[at]))))));
    for (const item of /** @type {NodeListOf<HTMLElement>} */ (this.box.querySelectorAll('[data-key]'))) if (focused && item.dataset.key === focused) item.focus();
    return undefined;
  }

  /** @returns {{listed: {group: FacilityGroup, row: number}[], count: number}} */
  inView() {
    const { atlas, map } = this.parts;
    const view = viewOf(map);
    const groups = atlas.shown().map((group) => ({ group, rows: group.features.pointsIn(view, 0).filter((row) => group.facilities.passes(row)) }));
    const count = groups.reduce((sum, { rows }) => sum + rows.length, 0);
    if (count <= MOST_SORTED) return { listed: atlas.inReadingOrder().slice(0, MOST_TABLE_ROWS), count };
    const listed = groups.flatMap(({ group, rows }) => [...rows.subarray(0, MOST_TABLE_ROWS)].map((row) => ({ group, row }))).slice(0, MOST_TABLE_ROWS);
    return { listed, count };
  }

  /**
   * @param {FacilityGroup} group
   * @param {number} row
   * @param {Plain[]} values
   */
  row(group, row, values) {
    const { language, world, select } = this.parts;
    const look = group.look(row);
    const park = group.parkOf(row);
    const status = group.stateOf(row);
    const id = asText(values[0]);
    const stage = group.head.existing ? language.t('existing')
      : [language.word('stage', look.stage), look.condition !== 'active' && language.word('condition', look.condition)].filter(Boolean).join(language.t('comma'));
    return make('tr', {},
      make('th', { scope: 'row' }, make('button', { type: 'button', class: 'pm-link', 'data-key': `row-${group.key}-${id}`, onclick: () => select({ kind: 'facility', group, row }) },
        language.name(values.slice(1, FIRST_PROPERTY), id))),
      make('td', {}, language.pick(group.head.title)),
      make('td', {}, park < 0 ? language.t('coverage.outside') : world.parkName(language, park)),
      make('td', {}, stage),
      make('td', { class: look.late ? 'pm-warn' : '' }, status.lateness === 'unknown' ? '' : latenessText(language, status)));
  }
}
