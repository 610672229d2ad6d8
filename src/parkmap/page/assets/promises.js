// What the register promises in number, against what is on the map, layer by layer.

/**
 * @typedef {{promised: number, mapped: number, inService: number}} Kept
 */

/**
 * @param {PageParts} parts
 * @returns {Child} nothing where no number counts facilities
 */
function promiseTable(parts) {
  const { language, world } = parts;
  const kept = keptByLayer(parts);
  const lines = world.groups.flatMap((group) => kept.get(group) || []);
  if (!lines.length) return false;
  const sum = (/** @type {keyof Kept} */ what) => lines.reduce((all, one) => all + one[what], 0);
  const row = (/** @type {string} */ name, /** @type {Kept} */ { promised, mapped, inService }) => make('tr', {},
    make('th', { scope: 'row' }, name), make('td', {}, make('b', {}, language.number(promised))),
    make('td', { class: mapped < promised ? 'pm-warn' : '' }, language.number(mapped)), make('td', {}, language.number(inService)));
  return make('details', { class: 'pm-fold pm-promises', 'data-key': 'promises' },
    make('summary', {}, language.t('promise.title'), make('span', { class: 'pm-promise-sum' },
      language.t('promise.sum', { promised: sum('promised'), mapped: sum('mapped'), served: sum('inService') }))),
    make('table', {},
      make('thead', {}, make('tr', {}, [language.word('field', 'layer'), language.t('promise.promised'), language.t('promise.mapped'), language.word('stage', 'in_service')]
        .map((text) => make('th', { scope: 'col' }, make('span', {}, text))))),
      make('tbody', {}, world.groups.map((group) => {
        const one = kept.get(group);
        return one && row(language.pick(group.head.title), one);
      }))));
}

/** @type {WeakMap<Filtered, Map<FacilityGroup, Kept>>} */
const counted = new WeakMap();

/**
 * @param {PageParts} parts
 * @returns {Map<FacilityGroup, Kept>} of the tasks that the filters let through; each counts once
 */
function keptByLayer({ world, filters }) {
  const filtered = filters.now();
  const known = counted.get(filtered);
  if (known) return known;
  const { tasks } = filtered;
  const { firstRow, numbers: { promised, layer, row } } = world.tasks;
  const groups = world.scene.layers.map((_, at) => world.groupAt(at));
  const sums = groups.map(() => ({ promised: 0, mapped: 0, inService: 0 }));
  for (let at = 0; at < tasks.length; at += 1) {
    const group = tasks[at] && promised[at] && layer[at] ? groups[layer[at] - 1] : null;
    if (!group) continue;
    const one = sums[layer[at] - 1];
    one.promised += promised[at];
    // Not `rows`: an array for each of many thousand tasks takes as long as all the rest.
    for (let place = firstRow[at]; place < firstRow[at + 1]; place += 1) {
      const { stage, condition } = group.look(row[place]);
      one.mapped += 1;
      if (stage === 'in_service' && condition === 'active') one.inService += 1;
    }
  }
  /** @type {Map<FacilityGroup, Kept>} */
  const kept = new Map();
  groups.forEach((group, at) => group && sums[at].promised && kept.set(group, sums[at]));
  counted.set(filtered, kept);
  return kept;
}
