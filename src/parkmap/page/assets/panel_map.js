// The Map tab: layers with their switches, and a legend of what is shown.

/** A layer's list of facilities grows by this many. */
const LISTED_AT_ONCE = 100;
/** @type {Look} */
const BUILT = { stage: 'in_service', condition: 'active', late: 0 };
const LEGEND_STAGES = ['proposed', 'siting', 'under_construction', 'built', 'in_service', 'retired', 'unknown'];

class MapPanel {
  /** @param {PageParts} parts */
  constructor(parts) {
    this.parts = parts;
    this.filters = new FilterPanel(parts);
    /** @type {Map<string, number>} layers whose facilities are listed, and how many */
    this.listed = new Map();
    /** @type {Map<string, {sign: string, list: HTMLElement}>} lists as they stand, so that a reader is not thrown out of one */
    this.lists = new Map();
  }

  /** @returns {Child[]} */
  content() {
    const { world, language, basemaps } = this.parts;
    return [
      make('h2', {}, language.t('layers.title')),
      make('ul', { class: 'pm-layers' }, world.groups.map((group) => this.facilityRow(group))),
      !world.groups.length && make('p', { class: 'pm-mute' }, language.t('layers.none')),
      make('h2', {}, language.t('legend.title')),
      this.legend(),
      this.filters.content(),
      (world.grounds.length > 0 || basemaps.all.length > 0) && make('h2', {}, language.t('layers.ground')),
      basemapChoice(this.parts),
      make('ul', { class: 'pm-layers' }, world.grounds.map(({ head }) => this.layerRow(head, head.source.count - head.source.leftOut, null))),
      notesSection(this.parts),
    ];
  }

  /** @param {FacilityGroup} group */
  facilityRow(group) {
    const { language } = this.parts;
    const tally = this.parts.filters.tally(group);
    const unknown = tally.stages.get('unknown') || 0;
    const note = group.head.existing
      ? language.t('existing')
      : [language.t('layers.in_service', { count: tally.inService }), unknown && language.t('layers.unknown', { count: unknown })]
          .filter(Boolean).join(language.t('comma'));
    return this.layerRow(group.head, group.kept, make('span', { class: 'pm-note' }, note), group);
  }

  /**
   * @param {LayerHead} head
   * @param {number} count
   * @param {Child} note
   * @param {FacilityGroup} [group]
   */
  layerRow(head, count, note, group) {
    const { language, state } = this.parts;
    const on = !state.now.hidden.includes(head.key);
    const title = language.pick(head.title);
    const box = make('input', { type: 'checkbox', role: 'switch', id: `pm-layer-${head.key}`, 'data-key': `layer-${head.key}`, onchange: () => this.toggle(head.key) });
    box.checked = on;
    return make(
      'li', { class: on ? '' : 'pm-off' },
      make('div', { class: 'pm-layer' },
        group ? svgOf(tileOf(head.symbol, head.color, { stage: 'in_service', condition: 'active', late: 0 }), 28)
          : make('span', { class: `pm-swatch pm-${head.ground}` }),
        make('label', { for: `pm-layer-${head.key}` }, make('span', { class: 'pm-title' }, title), note),
        group
          ? make('button', { type: 'button', class: 'pm-count', 'aria-expanded': String(this.listed.has(head.key)), 'data-key': `list-${head.key}`,
              'aria-label': language.t('layers.list', { layer: title, count }), onclick: () => this.unfold(head.key) }, language.number(count))
          : make('span', { class: 'pm-count' }, language.number(count)),
        box),
      group && this.listed.has(head.key) && this.facilityList(group),
    );
  }

  /** @param {string} key */
  toggle(key) {
    const { state } = this.parts;
    const { hidden } = state.now;
    state.adjust({ hidden: hidden.includes(key) ? hidden.filter((other) => other !== key) : [...hidden, key].sort() });
  }

  /** @param {string} key */
  unfold(key) {
    if (!this.listed.delete(key)) this.listed.set(key, LISTED_AT_ONCE);
    this.parts.refresh();
  }

  /** @param {FacilityGroup} group */
  facilityList(group) {
    const { language, select } = this.parts;
    const most = this.listed.get(group.key) || 0;
    /** @type {number[]} */
    const first = [];
    for (let row = 0; row < group.features.size && first.length < most; row += 1) if (group.facilities.passes(row)) first.push(row);
    const sign = [language.lang, most, group.facilities.version].join(' ');
    const made = this.lists.get(group.key);
    if (made && made.sign === sign) return made.list;
    const list = make('ul', { class: 'pm-plain pm-facilities', 'data-key': `rows-${group.key}` });
    this.lists.set(group.key, { sign, list });
    const { rows } = group.features;
    void Promise.all(first.map((row) => rows.read(row))).then((texts) => {
      const order = texts
        .map((values, at) => ({ row: first[at], name: language.name(values.slice(1, FIRST_PROPERTY), asText(values[0])) }))
        .sort((one, other) => one.name.localeCompare(other.name, language.locale, { numeric: true }));
      refill(list, order.map(({ row, name }) => make('li', {},
        make('button', { type: 'button', class: 'pm-row', 'data-key': `row-${group.key}-${row}`, onclick: () => select({ kind: 'facility', group, row }) },
          svgOf(tileOf(group.symbolOf(row), group.head.color, group.look(row)), 22), make('span', {}, name)))));
      if (first.length < group.kept)
        list.append(make('li', {}, make('button', { type: 'button', class: 'pm-link', onclick: () => {
          this.listed.set(group.key, most + LISTED_AT_ONCE);
          this.parts.refresh();
        } }, language.t('layers.more', { count: group.kept - first.length }))));
    });
    return list;
  }

  /** @returns {Child} */
  legend() {
    const { language } = this.parts;
    const entries = this.entries();
    if (!entries.length) return make('p', { class: 'pm-mute' }, language.t('legend.none'));
    return [
      make('ul', { class: 'pm-legend' }, entries.map(({ look, name, count }) =>
        make('li', {}, svgOf(tileOf('generic', QUIET, look), 26), make('span', {}, name), make('b', {}, language.number(count))))),
      parkLegend(this.parts),
    ];
  }

  /** @returns {LegendEntry[]} the layers that are shown, and the stages */
  shownEntries() {
    const { atlas, language } = this.parts;
    const layers = atlas.shown().filter((group) => group.kept).map((group) => ({
      look: BUILT, name: language.pick(group.head.title), count: group.kept, symbol: group.head.symbol, color: group.head.color }));
    return [...layers, ...this.entries(), ...parkEntries(this.parts)];
  }

  /** @returns {(LegendEntry & {count: number})[]} the stages of what is shown, from nothing to built, with their counts */
  entries() {
    const { atlas, filters, language } = this.parts;
    const tallies = atlas.shown().map((group) => filters.tally(group));
    /** @type {Map<string, {count: number, stages: string[]}>} */
    const classes = new Map();
    for (const stage of CODES.stages) {
      const count = tallies.reduce((sum, tally) => sum + (tally.stages.get(stage) || 0), 0);
      if (!count) continue;
      const fill = fillOf({ stage, condition: 'active', late: 0 });
      const entry = classes.get(fill) || { count: 0, stages: [] };
      classes.set(fill, { count: entry.count + count, stages: [...entry.stages, stage] });
    }
    const entries = LEGEND_STAGES.flatMap((stage) => {
      const entry = classes.get(fillOf({ stage, condition: 'active', late: 0 }));
      if (!entry) return [];
      const name = entry.stages.map((one) => language.word('stage', one)).join(language.t('slash'));
      return [{ look: { stage: entry.stages[0], condition: 'active', late: 0 }, name, count: entry.count }];
    });
    const sum = (/** @type {'late' | 'suspended' | 'cancelled'} */ what) => tallies.reduce((all, tally) => all + tally[what], 0);
    const late = sum('late'), suspended = sum('suspended'), cancelled = sum('cancelled');
    if (suspended) entries.push({ look: { stage: 'under_construction', condition: 'suspended', late: 0 }, name: language.word('condition', 'suspended'), count: suspended });
    if (cancelled) entries.push({ look: { stage: 'proposed', condition: 'cancelled', late: 0 }, name: language.word('condition', 'cancelled'), count: cancelled });
    if (late) entries.push({ look: { stage: 'proposed', condition: 'active', late: 2 }, name: language.t('legend.late'), count: late });
    return entries;
  }
}
