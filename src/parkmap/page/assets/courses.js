// How everything comes about: states as step functions of the day, looked up and never judged.

/**
 * @typedef {{begin: number, scenarios: string[], states: number[][], plan: Plan[], numbers: string}} CoursesPack
 * @typedef {{first: Uint32Array, day: Numbers, state: Numbers, late: Numbers, at: Uint32Array}} Steps the steps of course c stand from
 *   first[c] up to first[c + 1]; at[c] is the one that held last
 * @typedef {{stage: Uint8Array, condition: Uint8Array, lateness: Uint8Array, daysLate: Int32Array}} Standing by course
 */

class Courses {
  /**
   * @param {CoursesPack} pack
   * @param {Record<string, Numbers>} numbers
   */
  constructor({ begin, scenarios, states }, numbers) {
    /** What a day counts from, as Python's date.toordinal counts. */
    this.begin = begin;
    const [stage, condition, lateness, grows] = [0, 1, 2, 3].map((axis) => Uint8Array.from(states, (state) => state[axis]));
    this.states = { stage, condition, lateness, grows };
    /** @type {Record<string, Steps>} by scenario */
    this.by = Object.fromEntries(scenarios.map((scenario) => [scenario, stepsOf(numbers, scenario)]));
    this.size = this.by[scenarios[0]].at.length;
    /** @type {Standing} how each course stands on the day that was set last */
    this.now = {
      stage: new Uint8Array(this.size), condition: new Uint8Array(this.size), lateness: new Uint8Array(this.size),
      daysLate: new Int32Array(this.size),
    };
  }

  /**
   * @param {CoursesPack} pack
   * @returns {Promise<Courses>}
   */
  static async read(pack) {
    return new Courses(pack, await readNumbers(pack));
  }

  /**
   * Set `now` to a day. From one day to the next few courses take a step, so each begins where it was.
   * @param {number} day as date.toordinal counts
   * @param {string} scenario
   * @returns {boolean} whether anything but days late has changed
   */
  set(day, scenario) {
    const { first, day: days, state: states, late, at } = this.by[scenario];
    const { stage, condition, lateness, grows } = this.states;
    const { now } = this;
    const since = day - this.begin;
    let changed = false;
    for (let course = 0; course < this.size; course += 1) {
      let step = at[course];
      while (step > first[course] && days[step] > since) step -= 1;
      while (step + 1 < first[course + 1] && days[step + 1] <= since) step += 1;
      at[course] = step;
      const state = states[step];
      changed = changed || now.stage[course] !== stage[state] || now.condition[course] !== condition[state] || now.lateness[course] !== lateness[state];
      now.stage[course] = stage[state];
      now.condition[course] = condition[state];
      now.lateness[course] = lateness[state];
      now.daysLate[course] = late[step] + (grows[state] ? since - days[step] : 0);
    }
    return changed;
  }

  /**
   * @param {number} course
   * @param {number} day as date.toordinal counts
   * @param {string} scenario
   * @returns {{stage: number, condition: number, lateness: number, daysLate: number}} places in CODES, and days
   */
  stateAt(course, day, scenario) {
    const { first, day: days, state: states, late } = this.by[scenario];
    const { stage, condition, lateness, grows } = this.states;
    const since = day - this.begin;
    let step = first[course + 1] - 1;
    while (step > first[course] && days[step] > since) step -= 1;
    const state = states[step];
    return {
      stage: stage[state], condition: condition[state], lateness: lateness[state],
      daysLate: late[step] + (grows[state] ? since - days[step] : 0),
    };
  }
}

/**
 * @param {Record<string, Numbers>} numbers
 * @param {string} scenario
 * @returns {Steps}
 */
function stepsOf(numbers, scenario) {
  const counts = numbers[`${scenario}.steps`];
  const first = new Uint32Array(counts.length + 1);
  for (let course = 0; course < counts.length; course += 1) first[course + 1] = first[course] + counts[course];
  return {
    first, day: numbers[`${scenario}.day`], state: numbers[`${scenario}.state`], late: numbers[`${scenario}.late`],
    at: first.slice(0, counts.length),
  };
}
