// Who is served on every day (coverage.py): read when it is first asked for, looked up and never judged.

/**
 * @typedef {{
 *   layer: number, key: string, title: TwoTexts, criterion: string, leads: number, radius: number | null, distance: string,
 *   limit: number | null, isMost: boolean, isShare: boolean, source: TwoTexts, clause: string, edition: string, force: string,
 *   verified: boolean, note: TwoTexts | null, states: number, steps: Record<string, number[][]>, gapDays: Record<string, number[]>,
 *   numbers: PackedNumbers, parks: string, walk: {distance: string, numbers: PackedNumbers, parks: string} | null,
 * }} RuleHead steps: by scenario, the first day of each (0 is from ever) and the state that it leads to
 * @typedef {{isStill: boolean, weight: string | null, plots: {pack: Pack, weights: string} | null, layer: number, rules: RuleHead[], streets: StreetsHead | null}} CoverageHead
 *   the layer whose rows are the plots, or -1
 * @typedef {{
 *   area: number, areaServed: number | null, plots: number, plotsServed: number | null, employees: number | null, employeesServed: number | null,
 *   inside: number, places: number, serving: number | null, untold: number, value: number | null, words: [zh: string, en: string] | null,
 *   shares: (number | null)[], judged: {by: number, verdict: string}[],
 * }} Figures of a park; shares of area, plots and employees, and for each of them by what is judged if it is asked for (-1: by no share)
 * @typedef {{nearest: number, distance: number, excess: number, served: boolean}} PlotReach the nearest facility's row or -1, metres
 * @typedef {{row: number, day: number}} Closing the facility that closes a gap, and when
 */

const DENOMINATORS = ['area', 'plots', 'employees'];
const VERDICTS = ['pass', 'fail', 'for_reference', 'not_assessable'];
/** Of the figures of a park; behind them stand a denominator and a verdict for each of the denominators. */
const JUDGED_FROM = 12;

/** Everything that was measured. */
class Coverage {
  /**
   * @param {string | null} block
   * @param {SceneData} scene
   */
  constructor(block, scene) {
    this.block = block;
    this.scene = scene;
    /** @type {CoverRule[]} none until they are read */
    this.rules = [];
    /** @type {Rows | null} names of the plots */
    this.plots = null;
    /** @type {Record<string, Numbers>} where the plots are, and in which park */
    this.places = {};
    /** @type {(number | null)[]} who is in each */
    this.weights = [];
    this.layer = -1;
    this.isStill = false;
    /** @type {StreetsHead | null} */
    this.streetsHead = null;
    /** @type {Streets | null} none until a rule of walks is read */
    this.streets = null;
    /** Called when something has come that was asked for. */
    this.onReady = () => {};
  }

  /** @returns {boolean} whether anything was measured */
  get isThere() {
    return this.block !== null;
  }

  /** @returns {Promise<void>} once the rules are known */
  read() {
    this.asked = this.asked || this.open();
    return this.asked;
  }

  async open() {
    if (this.block === null) return;
    await wholePage();
    /** @type {CoverageHead} */
    const head = readBlock(this.block);
    if (head.plots) {
      const { pack, weights } = head.plots;
      this.places = await readNumbers(pack);
      this.weights = await inflateJson(weights);
      this.plots = new Rows(pack);
    }
    this.layer = head.layer;
    this.isStill = head.isStill;
    this.streetsHead = head.streets;
    this.rules = head.rules.map((rule) => new CoverRule(rule, this.scene));
    for (const rule of this.rules) if (rule.head.walk) rule.walk = new WalkedRule(rule, this.scene, () => this.readStreets());
    this.onReady();
  }

  /** @returns {Promise<void>} once the streets are there */
  readStreets() {
    this.unpacking = this.unpacking || Streets.read(/** @type {StreetsHead} */ (this.streetsHead)).then((streets) => void (this.streets = streets));
    return this.unpacking;
  }

  /**
   * @param {Choice} choice
   * @returns {CoverRule | null} the rule that is chosen, once it is read
   */
  chosen(choice) {
    void this.read();
    const found = this.named(choice);
    return found && this.ready(found) ? found : null;
  }

  /**
   * @param {Choice} choice
   * @returns {CoverRule | undefined} the rule that is chosen, measured the way that is chosen
   */
  named({ rule, way }) {
    const found = this.rules.find(({ id }) => id === rule) || this.rules[0];
    return found && found.by(way);
  }

  /**
   * @param {CoverRule} rule
   * @returns {boolean} whether its numbers are there; else they are asked for
   */
  ready(rule) {
    if (!rule.asked) void rule.read().then(() => this.onReady());
    return rule.numbers !== null;
  }

  /**
   * @param {CoverRule} rule
   * @param {Choice} choice
   * @returns {CoverRule[]} all of its layer, measured the way that is chosen
   */
  beside(rule, { way }) {
    return this.rules.filter(({ head }) => head.layer === rule.head.layer).map((one) => one.by(way));
  }

  /**
   * @param {Selected | null} selected
   * @returns {number} the plot that it is, or the place of which it is; else -1
   */
  plotOf(selected) {
    const { x, y } = this.places;
    if (!selected || !x) return -1;
    if (selected.kind === 'facility') return selected.group.at === this.layer ? selected.row : -1;
    if (selected.kind !== 'place' || this.layer >= 0) return -1;
    const { x: east, y: north } = unitsOf(selected);
    return x.findIndex((one, plot) => one === Math.round(east) && y[plot] === Math.round(north));
  }
}

/** One layer against one rule. */
class CoverRule {
  /**
   * @param {RuleHead} head
   * @param {SceneData} scene
   */
  constructor(head, scene) {
    this.head = head;
    /** What the address calls it. */
    this.id = `${scene.layers[head.layer].key}:${head.key}`;
    /** @type {Record<string, Numbers> | null} */
    this.numbers = null;
    /** @type {any[][][]} the zone, then the parks: from which state on which figures hold */
    this.parks = [];
    /** @type {Promise<void> | null} */
    this.asked = null;
    /** @type {CoverRule | null} the same along streets */
    this.walk = null;
    /** @type {CoverRule | null} of one along streets: the same by the straight line */
    this.straight = null;
  }

  /**
   * @param {string} way
   * @returns {CoverRule} measured that way, if it was
   */
  by(way) {
    return (way === 'walk' && this.walk) || this;
  }

  /** @returns {Promise<void>} */
  read() {
    this.asked = this.asked || this.open();
    return this.asked;
  }

  async open() {
    const [numbers, parks] = await this.unpack();
    this.parks = parks;
    this.numbers = numbers;
  }

  /** @returns {Promise<[numbers: Record<string, Numbers>, parks: any[][][]]>} */
  unpack() {
    return Promise.all([readNumbers(this.head.numbers), inflateJson(this.head.parks)]);
  }

  /**
   * @param {number} day
   * @param {string} scenario
   * @returns {number} the state
   */
  stateOn(day, scenario) {
    const steps = this.head.steps[scenario];
    return steps[placeOn(steps.map(([first]) => first), day)][1];
  }

  /**
   * @param {number} state
   * @param {number} park -1 is the zone
   * @returns {Figures}
   */
  figures(state, park) {
    const changes = this.parks[park + 1];
    const cells = changes[placeOn(changes.map(([first]) => first), state)][1];
    const [area, areaServed, plots, plotsServed, employees, employeesServed, inside, places, serving, untold, value, words] = cells;
    return {
      area, areaServed, plots, plotsServed, employees, employeesServed, inside, places, serving, untold, value, words,
      shares: [shareOf(areaServed, area), shareOf(plotsServed, plots), shareOf(employeesServed, employees)],
      judged: DENOMINATORS.map((_, at) => ({ by: cells[JUDGED_FROM + 2 * at], verdict: VERDICTS[cells[JUDGED_FROM + 2 * at + 1]] })),
    };
  }

  /**
   * @param {number} state
   * @returns {number[]} rows of the facilities that serve
   */
  serving(state) {
    const { serveRow, serves } = /** @type {Record<string, Numbers>} */ (this.numbers);
    return [...serveRow].filter((_, at) => serves[at * this.head.states + state]);
  }

  /**
   * @param {number} state
   * @param {number} plot
   * @returns {PlotReach}
   */
  reach(state, plot) {
    const { nearest, distance, hair, served } = /** @type {Record<string, Numbers>} */ (this.numbers);
    const at = plot * this.head.states + state;
    const radius = Math.round(10 * (this.head.radius || 0));
    return { nearest: nearest[at] - 1, distance: distance[at] / 10, excess: (distance[at] - radius + hair[at]) / 10, served: served[at] === 1 };
  }

  /**
   * @param {number} plot
   * @param {number} day
   * @param {string} scenario
   * @returns {Closing | null} what closes its gap after a day, if anything does
   */
  closing(plot, day, scenario) {
    const numbers = /** @type {Record<string, Numbers>} */ (this.numbers);
    const days = this.head.gapDays[scenario];
    const at = plot * days.length + placeOn(days, day);
    const row = numbers[`${scenario}.closing`][at] - 1;
    return row < 0 ? null : { row, day: numbers[`${scenario}.closed`][at] };
  }
}

/** The same along streets: of other figures, and by the same facilities. */
class WalkedRule extends CoverRule {
  /**
   * @param {CoverRule} straight
   * @param {SceneData} scene
   * @param {() => Promise<void>} readStreets
   */
  constructor(straight, scene, readStreets) {
    super({ ...straight.head, .../** @type {NonNullable<RuleHead['walk']>} */ (straight.head.walk) }, scene);
    this.straight = straight;
    this.readStreets = readStreets;
  }

  /** @returns {Promise<[numbers: Record<string, Numbers>, parks: any[][][]]>} which are there only once the streets are */
  async unpack() {
    const straight = /** @type {CoverRule} */ (this.straight);
    const [[numbers, parks]] = await Promise.all([super.unpack(), straight.read(), this.readStreets()]);
    return [{ ...straight.numbers, ...numbers }, parks];
  }
}

/**
 * @param {string} text deflated JSON in base64
 * @returns {Promise<any>}
 */
async function inflateJson(text) {
  return JSON.parse(new TextDecoder().decode(await inflate(text)));
}

/**
 * @param {number[]} firsts rising
 * @param {number} at
 * @returns {number} the place of the last that is not beyond
 */
function placeOn(firsts, at) {
  let place = 0;
  while (place + 1 < firsts.length && firsts[place + 1] <= at) place += 1;
  return place;
}

/**
 * @param {number | null} part
 * @param {number | null} whole
 * @returns {number | null}
 */
function shareOf(part, whole) {
  return part === null || !whole ? null : part / whole;
}
