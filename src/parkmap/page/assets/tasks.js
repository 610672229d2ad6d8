// Tasks as columns (tasks.py): numbers at once, words when they are asked for.

/**
 * @typedef {{
 *   pack: Pack, parkSets: number[][], departments: string[], departmentSets: number[][], persons: string[], personSets: number[][],
 * }} TasksHead
 * @typedef {{text: string, to: number, ambiguous: boolean}} IntervalData words of the register, and the last day that they mean
 * @typedef {{baseline: IntervalData | null, current: IntervalData | null, actual: IntervalData | null}} MilestoneData
 * @typedef {'startBaseline' | 'startCurrent' | 'startActual' | 'finishBaseline' | 'finishCurrent' | 'finishActual'} DateName
 * @typedef {{
 *   at: number, id: string, name: string, content: string, layerText: string, parkText: string, quantity: Plain, unit: string,
 *   start: MilestoneData, finish: MilestoneData, progress: string, leader: string, department: string, person: string,
 *   delay_reason: string, evidence: string, support: string[], after: string[], note: string, match: string, layer: number | null, parks: number[],
 *   rows: number[],
 * }} TaskData everything that does not change with the day
 */

/** @type {DateName[]} in the order of the bits of `ambiguous` */
const DATE_NAMES = ['startBaseline', 'startCurrent', 'startActual', 'finishBaseline', 'finishCurrent', 'finishActual'];

class Tasks {
  /**
   * @param {TasksHead} head
   * @param {Record<string, Numbers>} numbers
   * @param {number} parkCount
   */
  constructor(head, numbers, parkCount) {
    this.head = head;
    this.size = head.pack.size;
    this.numbers = numbers;
    this.parkCount = parkCount;
    this.texts = new Rows(head.pack);
    /** @type {{from: number, to: number} | null} */
    this.spanned = null;
    /** @type {Standing} how every task stands on the day of the page */
    this.states = {
      stage: new Uint8Array(this.size), condition: new Uint8Array(this.size), lateness: new Uint8Array(this.size), daysLate: new Int32Array(this.size),
    };
    this.firstRow = new Uint32Array(this.size + 1);
    for (let at = 0; at < this.size; at += 1) this.firstRow[at + 1] = this.firstRow[at] + numbers.rowCount[at];
  }

  /**
   * @param {TasksHead} head
   * @param {number} parkCount
   * @returns {Promise<Tasks>}
   */
  static async read(head, parkCount) {
    return new Tasks(head, await readNumbers(head.pack), parkCount);
  }

  /** @returns {{from: number, to: number}} from the first to the last of all their days */
  get span() {
    if (this.spanned) return this.spanned;
    let from = Infinity, to = -Infinity;
    for (const name of DATE_NAMES) {
      for (const day of this.numbers[`${name}From`]) if (day && day < from) from = day;
      for (const day of this.numbers[`${name}To`]) if (day > to) to = day;
    }
    this.spanned = { from, to };
    return this.spanned;
  }

  /** @param {Standing} now by course */
  stand(now) {
    const { states, numbers: { course } } = this;
    for (let at = 0; at < this.size; at += 1) {
      states.stage[at] = now.stage[course[at]];
      states.condition[at] = now.condition[course[at]];
      states.lateness[at] = now.lateness[course[at]];
      states.daysLate[at] = now.daysLate[course[at]];
    }
  }

  /**
   * @param {number} at
   * @returns {StateData} how a task stands on the day of the page
   */
  state(at) {
    return stateIn(this.states, at);
  }

  /**
   * @param {number} at
   * @returns {Look}
   */
  look(at) {
    const { stage, condition, lateness, daysLate } = this.state(at);
    return { stage, condition, late: lateGrade(lateness, daysLate) };
  }

  /**
   * @param {number} at
   * @returns {number | null} place of its layer among those of the scene
   */
  layer(at) {
    return this.numbers.layer[at] ? this.numbers.layer[at] - 1 : null;
  }

  /**
   * @param {number} at
   * @returns {number[]} the rows of its layer that belong to it
   */
  rows(at) {
    return [...this.numbers.row.subarray(this.firstRow[at], this.firstRow[at + 1])];
  }

  /**
   * @param {number} at
   * @returns {number[]}
   */
  parks(at) {
    const code = this.numbers.park[at], single = this.parkCount;
    if (!code) return [];
    return code <= single ? [code - 1] : this.head.parkSets[code - single - 1];
  }

  /**
   * @param {number} park
   * @returns {number[]} the tasks that name it
   */
  ofPark(park) {
    const codes = new Set([park + 1]);
    this.head.parkSets.forEach((places, set) => places.includes(park) && codes.add(this.parkCount + 1 + set));
    const found = [];
    for (let at = 0; at < this.size; at += 1) if (codes.has(this.numbers.park[at])) found.push(at);
    return found;
  }

  /**
   * @param {number} at
   * @returns {Promise<TaskData>}
   */
  async read(at) {
    return this.dataOf(at, await this.texts.read(at));
  }

  /**
   * @param {number} at
   * @returns {TaskData | null} the task if its words are at hand
   */
  peek(at) {
    const values = this.texts.peek(at);
    return values && this.dataOf(at, values);
  }

  /**
   * @param {string} id
   * @returns {Promise<TaskData | null>}
   */
  async find(id) {
    const at = await this.texts.find(id);
    return at < 0 ? null : this.read(at);
  }

  /**
   * @param {number} at
   * @param {Plain[]} values
   * @returns {TaskData}
   */
  dataOf(at, values) {
    /** @type {Record<string, any>} */
    const words = {};
    this.texts.names.forEach((name, place) => (words[name] = values[place]));
    const milestone = (/** @type {'start' | 'finish'} */ kind) => ({
      baseline: this.interval(at, `${kind}Baseline`, words), current: this.interval(at, `${kind}Current`, words), actual: this.interval(at, `${kind}Actual`, words) });
    return /** @type {TaskData} */ ({
      ...words, at, start: milestone('start'), finish: milestone('finish'), support: JSON.parse(words.support || '[]'), after: JSON.parse(words.after || '[]'),
      layer: this.layer(at), parks: this.parks(at), rows: this.rows(at) });
  }

  /**
   * @param {number} at
   * @param {DateName} name
   * @param {Record<string, any>} words
   * @returns {IntervalData | null}
   */
  interval(at, name, words) {
    const to = this.numbers[`${name}To`][at];
    if (!to) return null;
    const ambiguous = Boolean((this.numbers.ambiguous[at] >> DATE_NAMES.indexOf(name)) & 1);
    return { text: words[name], to, ambiguous };
  }
}
