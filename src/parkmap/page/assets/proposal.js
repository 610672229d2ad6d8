// Where facilities would go (proposal.py): the sites, and figures of every park without and with them. Nothing is computed here.

/**
 * @typedef {{area: number, plots: number, employees: number | null}} AddedData square metres, plots, and who is in them if anybody counts
 * @typedef {{lng: number, lat: number, park: number, away: number, worth: number}} OtherData in place of a site; metres, and what the sites would be worth
 * @typedef {{lng: number, lat: number, park: number, kind: string, place: string, adds: AddedData, lost: AddedData, others: OtherData[]}} SiteData
 * @typedef {{
 *   opens: string, asOf: string, isWay: boolean, by: number, rule: RuleHead, reach: number, told: Record<string, TwoTexts>,
 *   parks: string, sites: string, land: Pack, files: Record<string, string>,
 * }} ProposalHead opens: the rule of the page that it stands beside;
 *   reach: the radius by the straight line; files: as the command writes them, deflated;
 *   told: lines by the member of the report that they put into words
 */

/** What becomes of land: Land in siting.py. */
const SERVED_LAND = 0, GAINED_LAND = 1, LEFT_LAND = 2;

class Proposal {
  /**
   * @param {ProposalHead} head
   * @param {CoverRule} rule its states are without and with the sites
   * @param {SiteData[]} sites
   * @param {Features} land
   */
  constructor(head, rule, sites, land) {
    this.head = head;
    this.rule = rule;
    this.sites = sites;
    this.land = land;
  }

  /**
   * @param {ProposalHead} head
   * @param {SceneData} scene
   * @returns {Promise<Proposal>}
   */
  static async read(head, scene) {
    const [parks, sites, land] = await Promise.all([inflateJson(head.parks), inflateJson(head.sites), Features.read(head.land)]);
    const steps = Object.fromEntries(SCENARIOS.map((scenario) => [scenario, [[0, 0]]]));
    const rule = new CoverRule({ ...head.rule, states: 2, steps, gapDays: {} }, scene);
    rule.parks = parks;
    return new Proposal(head, rule, sites.map(siteOf), land);
  }

  /**
   * @param {Choice} choice
   * @returns {string} off, before or after: off beside another rule, and while two days are compared
   */
  mode({ rule, compare, sites }) {
    return compare || rule !== this.head.opens ? 'off' : sites;
  }

  /**
   * @param {World} world
   * @param {Choice} choice
   * @param {boolean} isAfter
   */
  view(world, choice, isAfter) {
    return new ProposalView(world, choice, this, isAfter);
  }
}

/** What is told of all parks without the sites, or with them. */
class ProposalView extends CoverView {
  /**
   * @param {World} world
   * @param {Choice} choice
   * @param {Proposal} proposal
   * @param {boolean} isAfter
   */
  constructor(world, choice, { head, rule }, isAfter) {
    super(world, { ...choice, by: DENOMINATORS[head.by], compare: '' }, rule);
    this.state = Number(isAfter);
  }
}

/**
 * @param {any[]} row
 * @returns {SiteData}
 */
function siteOf([lng, lat, park, kind, place, adds, lost, others]) {
  const added = (/** @type {any[]} */ [area, plots, employees]) => ({ area, plots, employees });
  return { lng, lat, park, kind, place, adds: added(adds), lost: added(lost),
    others: others.map((/** @type {any[]} */ [east, north, in_, away, worth]) => ({ lng: east, lat: north, park: in_, away, worth })) };
}

/**
 * @param {Language} language
 * @param {number} at
 */
function siteName(language, at) {
  return language.t('sites.site', { number: at + 1 });
}

/** @param {number} rank */
function otherLetter(rank) {
  return String.fromCharCode(97 + rank);
}

/**
 * @param {PageParts} parts
 * @param {number} park -1 for none
 */
function parkOrNone({ language, world }, park) {
  return park < 0 ? language.t('card.no_park') : world.parkName(language, park);
}

/**
 * @param {Language} language
 * @param {AddedData} added
 * @returns {string}
 */
function addedText(language, { area, plots, employees }) {
  const count = (/** @type {string} */ name, /** @type {number} */ value) => `${language.word('denominator', name)} ${language.number(value)}`;
  return [`${language.word('denominator', 'area')} ${language.number(area)} m²`, count('plots', plots), employees !== null && count('employees', employees)].filter(Boolean).join(' · ');
}

/**
 * @param {Language} language
 * @param {Proposal} proposal
 * @param {OtherData} other
 * @returns {string} how far it is, and what the sites would be worth with it
 */
function otherText(language, { head }, { away, worth }) {
  return language.t('sites.other', { away, worth: head.isWay ? `${language.number(worth)} m` : percent(worth) });
}

/**
 * @param {PageParts} parts
 * @param {string} form zh, en or geojson
 */
async function exportSites(parts, form) {
  const { language, world } = parts;
  const { head, sites } = /** @type {Proposal} */ (world.proposal);
  const [type, ending] = form === 'geojson' ? ['application/geo+json', 'geojson'] : ['text/csv;charset=utf-8', 'csv'];
  saveFile(parts, [await inflate(head.files[form])], type, ending, [head.asOf, 'sites']);
  tellShortly(language.t('sites.exported', { count: sites.length }));
}
