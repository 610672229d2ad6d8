// How far each park has come: what was promised for it and stands, of all that was promised and that the filters let through.

/**
 * @typedef {{all: Uint32Array, done: Uint32Array, late: Uint32Array}} ParkProgress by park
 */

/** By stage: whether it stands, and whether it counts no more. */
const STANDS = Uint8Array.from(CODES.stages, (stage) => Number(['solid', 'light'].includes(fillOf({ stage, condition: 'active', late: 0 }))));
const GONE = Uint8Array.from(CODES.stages, (stage) => Number(fillOf({ stage, condition: 'active', late: 0 }) === 'crossed'));
const CANCELLED = CODES.conditions.indexOf('cancelled');
const PARK_ON_PAPER = '#33705a';
/** The fill of a park by its share, from nothing to all. */
const SHARE_ALPHAS = [0.03, 0.1, 0.17, 0.25, 0.34];

/** @type {WeakMap<Filtered, ParkProgress>} */
const progressKnown = new WeakMap();

/**
 * @param {{world: World, filters: Filters}} parts
 * @returns {ParkProgress} of what is shown on the day that is shown
 */
function progressOfParks({ world, filters }) {
  const filtered = filters.now();
  const known = progressKnown.get(filtered) || countParks(world, filters);
  progressKnown.set(filtered, known);
  return known;
}

/**
 * Facilities count that anything is promised of, and tasks that have no facility on the map.
 * @param {World} world
 * @param {Filters} filters
 * @returns {ParkProgress}
 */
function countParks({ scene, groups, tasks, courses: { now } }, filters) {
  const size = scene.parks.ids.length;
  const progress = { all: new Uint32Array(size), done: new Uint32Array(size), late: new Uint32Array(size) };
  const add = (/** @type {number} */ park, /** @type {number} */ course, /** @type {number} */ some) => {
    if (now.condition[course] === CANCELLED || GONE[now.stage[course]]) return;
    progress.all[park] += some;
    if (STANDS[now.stage[course]]) progress.done[park] += some;
    if (LATE[now.lateness[course]]) progress.late[park] += some;
  };
  const { filters: chosen, hidden } = filters.state.now;
  for (const { kinds, pass } of groups.filter(({ key }) => !hidden.includes(key)))
    for (let kind = 0; kind < kinds.size; kind += 1)
      if (kinds.promised[kind] && kinds.park[kind] && (!pass || pass[kind])) add(kinds.park[kind] - 1, kinds.course[kind], kinds.counts[kind]);
  const { course, rowCount } = tasks.numbers;
  const passed = filters.now().tasks;
  // A task of several parks passes for one of them, and counts in those alone that are wanted.
  const isWanted = scene.parks.ids.map((id) => !chosen.park.length || chosen.park.includes(id));
  for (let at = 0; at < tasks.size; at += 1)
    if (passed[at] && !rowCount[at]) for (const park of tasks.parks(at)) if (isWanted[park]) add(park, course[at], 1);
  return progress;
}

/**
 * @param {ParkProgress} progress
 * @param {number} park
 * @returns {number} place in SHARE_ALPHAS, or -1 where nothing is promised
 */
function shareClass({ all, done }, park) {
  if (!all[park]) return -1;
  if (done[park] === all[park]) return SHARE_ALPHAS.length - 1;
  return Math.ceil((done[park] / all[park]) * (SHARE_ALPHAS.length - 2) + 1e-9) - (done[park] ? 0 : 1);
}

/**
 * @param {Language} language
 * @param {ParkProgress} progress
 * @param {number} park
 * @returns {string} nothing where nothing is promised
 */
function progressText(language, { all, done, late }, park) {
  if (!all[park]) return '';
  const told = [language.t('promised.done', { done: done[park], all: all[park] }), late[park] > 0 && language.t('promised.late', { late: late[park] })];
  return told.filter(Boolean).join(' · ');
}

/**
 * @param {{world: World, filters: Filters}} parts
 * @returns {{promised: boolean, behind: number}} whether anything is promised for any park, and how many have something late
 */
function parkSums(parts) {
  const { all, late } = progressOfParks(parts);
  return { promised: all.some(Boolean), behind: late.reduce((sum, some) => sum + Number(some > 0), 0) };
}

/**
 * @param {PageParts} parts
 * @returns {Child} the legend of parks; nothing where nothing is promised for any
 */
function parkLegend(parts) {
  const { language, atlas } = parts;
  if (atlas.cover.view()) return coverLegend(parts);
  const { promised, behind } = parkSums(parts);
  return promised && make('ul', { class: 'pm-park-legend' },
    make('li', {}, make('span', { class: 'pm-shares', 'aria-hidden': 'true' }, SHARE_ALPHAS.map((_, at) => make('i', { class: `pm-share-${at}` }))),
      make('span', {}, language.t('promised.legend'))),
    behind > 0 && make('li', {}, make('i', { class: 'pm-late-edge', 'aria-hidden': 'true' }), make('span', {}, language.t('promised.legend_late')), make('b', {}, language.number(behind))));
}

/**
 * @param {PageParts} parts
 * @returns {LegendEntry[]} the same for a picture, which lies on white
 */
function parkEntries(parts) {
  const { language, atlas } = parts;
  if (atlas.cover.view()) return coverEntries(parts);
  const { promised, behind } = parkSums(parts);
  const shares = (/** @type {CanvasRenderingContext2D} */ context) => SHARE_ALPHAS.forEach((alpha, at) => {
    context.fillStyle = PARK_ON_PAPER;
    context.globalAlpha = alpha;
    context.fillRect(12 * at, 5, 12, 14);
    context.globalAlpha = 1;
    context.strokeStyle = PARK_ON_PAPER;
    context.strokeRect(0, 5, 12 * SHARE_ALPHAS.length, 14);
  });
  const edge = (/** @type {CanvasRenderingContext2D} */ context) => {
    context.lineWidth = 2.5;
    context.strokeStyle = WARNING;
    context.setLineDash([7, 3]);
    context.strokeRect(1, 4, 30, 16);
  };
  /** @type {LegendEntry[]} */
  const entries = promised ? [{ look: BUILT, name: language.t('promised.legend'), count: null, swatch: { paint: shares, width: 12 * SHARE_ALPHAS.length } }] : [];
  if (behind) entries.push({ look: BUILT, name: language.t('promised.legend_late'), count: behind, swatch: { paint: edge, width: 32 } });
  return entries;
}
