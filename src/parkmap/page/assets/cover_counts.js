// How many facilities of each layer stand in each park: in service, and all.

class CountTable {
  /** @param {PageParts} parts */
  constructor(parts) {
    this.parts = parts;
  }

  /** @returns {Child[]} */
  content() {
    const { world, language } = this.parts;
    const { ids } = world.scene.parks;
    if (!ids.length) return [make('p', { class: 'pm-mute' }, language.t('coverage.no_parks'))];
    if (!world.groups.length) return [make('p', { class: 'pm-mute' }, language.t('layers.none'))];
    const counts = world.groups.map((group) => countByPark(group, ids.length));
    return [
      make('p', { class: 'pm-mute' }, language.t('coverage.what')),
      make('div', { class: 'pm-scroll', tabindex: 0, role: 'region', 'aria-label': language.t('coverage.caption') },
        make('table', {},
          make('thead', {}, make('tr', {}, make('th', { scope: 'col' }, language.t('park')),
            world.groups.map((group) => make('th', { scope: 'col' },
              svgOf(tileOf(group.head.symbol, group.head.color, { stage: 'in_service', condition: 'active', late: 0 }), 22),
              make('span', {}, language.pick(group.head.title)))))),
          make('tbody', {}, ids.map((_, park) => this.row(park, counts))),
          make('tfoot', {}, this.outside(counts), this.sum(counts)))),
    ];
  }

  /**
   * @param {number} park
   * @param {Count[][]} counts
   */
  row(park, counts) {
    const { world, language, select, state } = this.parts;
    const { selection } = state.now;
    const chosen = selection && selection.kind === 'park' && selection.id === world.scene.parks.ids[park];
    return make('tr', { class: chosen ? 'pm-chosen' : '' },
      make('th', { scope: 'row' }, make('button', { type: 'button', class: 'pm-link', 'data-key': `park-${park}`, onclick: () => select({ kind: 'park', park }) },
        world.parkName(language, park))),
      counts.map((layer) => this.cell(layer[park])));
  }

  /** @param {Count} count */
  cell(count) {
    const { language } = this.parts;
    if (!count.all) return make('td', { class: 'pm-mute' }, '–');
    return make('td', {}, make('b', {}, language.number(count.some)), make('span', {}, `/${language.number(count.all)}`));
  }

  /** @param {Count[][]} counts */
  outside(counts) {
    const { language } = this.parts;
    const last = counts.map((layer) => layer[layer.length - 1]);
    if (!last.some((count) => count.all)) return false;
    return make('tr', {}, make('th', { scope: 'row' }, language.t('coverage.outside')), last.map((count) => this.cell(count)));
  }

  /** @param {Count[][]} counts */
  sum(counts) {
    const { language } = this.parts;
    return make('tr', {}, make('th', { scope: 'row' }, language.t('coverage.sum')), counts.map((layer) =>
      this.cell(layer.reduce((one, other) => ({ some: one.some + other.some, all: one.all + other.all })))));
  }
}

/**
 * @typedef {{some: number, all: number}} Count in service, and all
 */

/**
 * @param {FacilityGroup} group
 * @param {number} parks
 * @returns {Count[]} by park; the last counts what lies in none
 */
function countByPark({ kinds, courses: { now } }, parks) {
  const counts = Array.from({ length: parks + 1 }, () => ({ some: 0, all: 0 }));
  const inService = CODES.stages.indexOf('in_service');
  for (let kind = 0; kind < kinds.size; kind += 1) {
    const park = kinds.park[kind], course = kinds.course[kind], many = kinds.counts[kind];
    const count = counts[park ? park - 1 : parks];
    count.all += many;
    if (now.stage[course] === inService && !now.condition[course]) count.some += many;
  }
  return counts;
}
