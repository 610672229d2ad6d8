// Who is served on every day (coverage.py): read when it is first asked for, looked up and never judged.

/**
 * @typedef {{
 *   layer: number, key: string, title: TwoTexts, criterion: string, leads: number, radius: number | null, distance: string,
 *   limit: number | null, isMost: boolean, isShare: boolean, source: TwoTexts, clause: string, edition: string, force: string,
 *   verified: boolean, note: TwoTexts | null, states: number, steps: Record<string, number[][]>, gapDays: Record<string, number[]>,
 *   numbers: {plan: Plan[], numbers: string}, parks: string,
 * }} RuleHead steps: by scenario, the first day of each (0 is from ever) and the state that it leads to
 * @typedef {{isStill: boolean, weight: string | null, plots: {pack: Pack, weights: string} | null, layer: number, rules: RuleHead[]}} CoverageHead
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
    this.rules = head.rules.map((rule) => new CoverRule(rule, this.scene));
    this.onReady();
  }

  /**
   * @param {Choice} choice
   * @returns {CoverRule | null} the rule that is chosen, once it is read
   */
  chosen({ rule }) {
    void this.read();
    const found = this.rules.find(({ id }) => id === rule) || this.rules[0];
    return found && this.ready(found) ? found : null;
  }

  /**
   * @param {CoverRule} rule
   * @returns {boolean} whether its numbers are there; else they are asked for
   */
  ready(rule) {
    if (!rule.asked) void rule.read().then(() => this.onReady());
    return rule.numbers !== null;
  }

  /** @param {CoverRule} rule */
  beside(rule) {
    return this.rules.filter(({ head }) => head.layer === rule.head.layer);
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
  }

  /** @returns {Promise<void>} */
  read() {
    this.asked = this.asked || this.open();
    return this.asked;
  }

  async open() {
    const [numbers, parks] = await Promise.all([readNumbers(this.head.numbers), inflateJson(this.head.parks)]);
    this.parks = parks;
    this.numbers = numbers;
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
