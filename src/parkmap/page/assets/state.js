// What the reader chose, and nothing else. It is the hash of the URL; the page follows from it.

/**
 * @typedef {{kind: 'facility', layer: string, id: string} | {kind: 'park', id: string} | {kind: 'task', id: string} |
 *   {kind: 'place', lng: number, lat: number} | {kind: 'site', site: number}} PickedIds
 * @typedef {Record<string, string[]>} FilterChoice by facet, the values that are let through; none lets all through
 * @typedef {{
 *   lang: string, tab: string, hidden: string[], selection: PickedIds | null,
 *   view: {lat: number, lng: number, zoom: number} | null, filters: FilterChoice, folded: boolean, table: boolean, base: string,
 *   date: string, scenario: string, query: string, sort: string, unmapped: boolean, chart: boolean,
 *   rule: string, way: string, by: string, cover: string, compare: string, gapPark: string, gapSort: string, sites: string,
 * }} Choice of the tasks: words that are sought, their order, whether only those not on the map, and whether their chart is open; of
 *   coverage: the rule, how distances are measured, the denominator, what the map draws, the day to compare with, which gaps in which order, and what of a proposal
 * @typedef {{lang: string, tab: string, rule: string, sites: string}} Opens what is shown where the address does not say
 */

const TABS = ['map', 'progress', 'coverage'];
/** What one can filter by; also the names in the hash. */
const FACETS = ['park', 'layer', 'stage', 'late', 'dept', 'person'];
/** Orders of the list of tasks, the usual one first. */
const SORTS = ['late', 'due', 'register', 'dept', 'park', 'name'];
/** Orders of the list of gaps, the usual one first. */
const GAP_SORTS = ['people', 'far', 'closed'];
/** What coverage draws on the map; none of them: as the tab has it. */
const COVERS = ['none', 'fill', 'shade', 'both'];
/** What the map shows of a proposal. */
const SITES = ['off', 'before', 'after'];
/** In a filter: those that have no park, no department or no person. */
const NONE = '~';
/** The first is shown where none is chosen. */
const SCENARIOS = ['plan', 'slip', 'actual'];
/** Browsers mind when an address is written as often as a hand moves. */
const GLIDE_MS = 300;
/** Web Mercator's square ends here. */
const MOST_LATITUDE = 85;

class State {
  /** @param {Opens} opens */
  constructor(opens) {
    this.opens = opens;
    /** @type {Choice} */
    this.now = readHash(window.location.hash, opens);
    /** @type {((now: Choice, before: Choice) => void)[]} */
    this.listeners = [];
    this.wait = 0;
    window.addEventListener('popstate', () => this.become(readHash(window.location.hash, this.opens)));
  }

  /** @param {(now: Choice, before: Choice) => void} listener */
  onChange(listener) {
    this.listeners.push(listener);
  }

  /**
   * Change something; the back button leads back to before.
   * @param {Partial<Choice>} change
   */
  set(change) {
    if (this.wait) this.write('replaceState');
    this.become({ ...this.now, ...change }, 'pushState');
  }

  /**
   * Change something that is not worth a step back.
   * @param {Partial<Choice>} change
   */
  adjust(change) {
    this.become({ ...this.now, ...change }, 'replaceState');
  }

  /**
   * Change something over and over: it is written once the reader rests.
   * @param {Partial<Choice>} change
   */
  glide(change) {
    this.become({ ...this.now, ...change });
    window.clearTimeout(this.wait);
    this.wait = window.setTimeout(() => this.write('replaceState'), GLIDE_MS);
  }

  /**
   * The address comes before the page: a browser that writes one lays out whatever has been changed.
   * @param {Choice} next
   * @param {'pushState' | 'replaceState'} [how] the address is written, unless it comes from there or is to wait
   */
  become(next, how) {
    const before = this.now;
    this.now = next;
    if (how) this.write(how);
    for (const listener of this.listeners) listener(next, before);
  }

  /** @param {'pushState' | 'replaceState'} how */
  write(how) {
    window.clearTimeout(this.wait);
    this.wait = 0;
    try {
      window.history[how](null, '', writeHash(this.now, this.opens));
    } catch {
      // A sandboxed frame (a notebook) has no history; the page works without.
    }
  }
}

/**
 * @param {SceneData} scene
 * @returns {Opens} a page with a proposal opens with it
 */
function opensOf({ lang, proposal }) {
  return proposal ? { lang, tab: 'coverage', rule: proposal.opens, sites: 'after' } : { lang, tab: 'map', rule: '', sites: 'off' };
}

/**
 * @param {string} hash
 * @param {Opens} opens
 * @returns {Choice}
 */
function readHash(hash, opens) {
  const given = new URLSearchParams(hash.replace(/^#/, ''));
  const tab = given.get('tab') || '';
  const [zoom, lat, lng] = (given.get('m') || '').split('/').map(Number);
  const seen = [zoom, lat, lng].every(Number.isFinite) && given.has('m');
  return {
    lang: ['zh', 'en'].includes(given.get('lang') || '') ? /** @type {string} */ (given.get('lang')) : opens.lang,
    tab: TABS.includes(tab) ? tab : opens.tab,
    hidden: (given.get('hide') || '').split(',').filter(Boolean),
    selection: readSelection(given.get('sel') || ''),
    view: seen ? { zoom, lat, lng } : null,
    filters: Object.fromEntries(FACETS.map((facet) => [facet, readList(given.get(facet) || '')])),
    base: given.get('base') || '',
    date: given.get('d') || '',
    scenario: SCENARIOS.includes(given.get('sc') || '') ? /** @type {string} */ (given.get('sc')) : SCENARIOS[0],
    table: given.get('table') === '1',
    query: given.get('q') || '',
    sort: SORTS.includes(given.get('sort') || '') ? /** @type {string} */ (given.get('sort')) : SORTS[0],
    unmapped: given.get('unmapped') === '1',
    chart: given.get('chart') === '1',
    rule: given.get('rule') || opens.rule,
    way: given.get('way') === 'walk' ? 'walk' : '',
    by: given.get('by') || '',
    cover: COVERS.includes(given.get('cov') || '') ? /** @type {string} */ (given.get('cov')) : '',
    compare: given.get('vs') || '',
    gapPark: given.get('gp') || '',
    gapSort: GAP_SORTS.includes(given.get('gs') || '') ? /** @type {string} */ (given.get('gs')) : GAP_SORTS[0],
    sites: SITES.includes(given.get('sites') || '') ? /** @type {string} */ (given.get('sites')) : opens.sites,
    folded: given.get('fold') === '1',
  };
}

/**
 * @param {string} text
 * @returns {PickedIds | null}
 */
function readSelection(text) {
  const [kind, ...rest] = text.split(':');
  if (kind === 'f' && rest.length > 1) return { kind: 'facility', layer: rest[0], id: rest.slice(1).join(':') };
  if (kind === 'p') return { kind: 'park', id: rest.join(':') };
  if (kind === 't') return { kind: 'task', id: rest.join(':') };
  if (kind === 's' && Number(rest[0]) >= 1) return { kind: 'site', site: Number(rest[0]) - 1 };
  if (kind === 'c') {
    const [lng, lat] = rest.join(':').split(',').map(Number);
    if (Math.abs(lng) <= 180 && Math.abs(lat) <= MOST_LATITUDE) return { kind: 'place', lng, lat };
  }
  return null;
}

/**
 * @param {Choice} choice
 * @param {Opens} opens
 * @returns {string}
 */
function writeHash(choice, opens) {
  const { view, selection } = choice;
  const given = new URLSearchParams();
  if (view) given.set('m', `${+view.zoom.toFixed(2)}/${view.lat.toFixed(5)}/${view.lng.toFixed(5)}`);
  if (choice.lang !== opens.lang) given.set('lang', choice.lang);
  if (choice.tab !== opens.tab) given.set('tab', choice.tab);
  if (choice.hidden.length) given.set('hide', choice.hidden.join(','));
  if (choice.base) given.set('base', choice.base);
  for (const facet of FACETS) if (choice.filters[facet].length) given.set(facet, writeList(choice.filters[facet]));
  if (choice.query.trim()) given.set('q', choice.query);
  if (choice.sort !== SORTS[0]) given.set('sort', choice.sort);
  if (choice.unmapped) given.set('unmapped', '1');
  if (choice.chart) given.set('chart', '1');
  for (const [key, value] of [['rule', choice.rule === opens.rule ? '' : choice.rule], ['way', choice.way], ['by', choice.by], ['cov', choice.cover], ['vs', choice.compare], ['gp', choice.gapPark]]) if (value) given.set(key, value);
  if (choice.gapSort !== GAP_SORTS[0]) given.set('gs', choice.gapSort);
  if (choice.date) given.set('d', choice.date);
  if (choice.scenario !== SCENARIOS[0]) given.set('sc', choice.scenario);
  if (choice.sites !== opens.sites) given.set('sites', choice.sites);
  if (choice.table) given.set('table', '1');
  if (choice.folded) given.set('fold', '1');
  if (selection) given.set('sel', writeSelection(selection));
  return `#${given.toString().replace(/%2F/g, '/').replace(/%3A/g, ':').replace(/%2C/g, ',')}`;
}

/** @param {PickedIds} selection */
function writeSelection(selection) {
  if (selection.kind === 'facility') return `f:${selection.layer}:${selection.id}`;
  if (selection.kind === 'place') return `c:${selection.lng},${selection.lat}`;
  if (selection.kind === 'site') return `s:${selection.site + 1}`;
  return `${selection.kind[0]}:${selection.id}`;
}

/**
 * @param {string} text values between commas; a comma of their own follows a backslash
 * @returns {string[]}
 */
function readList(text) {
  const values = text.match(/(?:\\[^]|[^\\,])+/g) || [];
  return values.map((value) => (value === NONE ? NONE : value.replace(/\\([^])/g, '$1')));
}

/** @param {string[]} values */
function writeList(values) {
  return values.map((value) => (value === NONE ? NONE : value.replace(/[\\,]/g, '\\$&'))).join(',');
}
