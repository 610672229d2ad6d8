// Facilities that are alike to everything that counts or draws them: one entry stands for thousands of rows.

/**
 * @typedef {{stages: Map<string, number>, late: number, suspended: number, cancelled: number, total: number, inService: number}} Tally
 */

/** By lateness: whether it is late. */
const LATE = Uint8Array.from(CODES.lateness, (code) => Number(lateGrade(code, 0) > 0));

/**
 * @param {Standing} now
 * @param {number} course
 * @returns {number} as lateGrade
 */
function gradeOf({ lateness, daysLate }, course) {
  return LATE[lateness[course]] ? lateGrade(CODES.lateness[lateness[course]], daysLate[course]) : 0;
}

/** The kinds of a layer: what is alike in course, symbol, park and task, and in whether anything is promised of it. */
class Kinds {
  /** @param {Record<string, Numbers>} numbers columns of the layer */
  constructor({ course, park, task, promised, symbol }) {
    /** The kind of each row. */
    this.of = new Uint32Array(course.length);
    const parks = most(park) + 1, tasks = most(task) + 1, symbols = symbol ? most(symbol) + 1 : 1;
    /** @type {Map<number, number>} */
    const known = new Map();
    /** @type {number[]} */
    const rows = [], counts = [];
    // Neighbours on the ground are neighbours here, and mostly alike.
    let last = -1, kind = -1;
    for (let row = 0; row < course.length; row += 1) {
      const code = (((course[row] * symbols + (symbol ? symbol[row] : 0)) * parks + park[row]) * tasks + task[row]) * 2 + promised[row];
      if (code !== last) {
        last = code;
        kind = known.get(code) ?? rows.length;
        if (kind === rows.length) {
          known.set(code, kind);
          rows.push(row);
          counts.push(0);
        }
      }
      this.of[row] = kind;
      counts[kind] += 1;
    }
    this.size = rows.length;
    /** How many rows are of each kind. */
    this.counts = Uint32Array.from(counts);
    this.course = Uint32Array.from(rows, (row) => course[row]);
    /** 1-based; 0 for none. */
    this.park = Uint32Array.from(rows, (row) => park[row]);
    /** 1-based; 0 for none. */
    this.task = Uint32Array.from(rows, (row) => task[row]);
    /** 1 where a task or a date of its own says what is to come of it; 0 for what merely is there. */
    this.promised = Uint8Array.from(rows, (row) => promised[row]);
    this.symbol = Uint8Array.from(rows, (row) => (symbol ? symbol[row] : 0));
  }

  /**
   * @param {Standing} now
   * @param {(kind: number) => boolean} [counts] which kinds count; all without it
   * @returns {Tally} what stands still counts as that, and under no stage
   */
  tally(now, counts) {
    const stages = new Uint32Array(CODES.stages.length), conditions = new Uint32Array(CODES.conditions.length);
    let late = 0, total = 0;
    for (let kind = 0; kind < this.size; kind += 1) {
      if (counts && !counts(kind)) continue;
      const course = this.course[kind], some = this.counts[kind];
      total += some;
      if (LATE[now.lateness[course]]) late += some;
      if (now.condition[course]) conditions[now.condition[course]] += some;
      else stages[now.stage[course]] += some;
    }
    const of = (/** @type {string} */ condition) => conditions[CODES.conditions.indexOf(condition)];
    const told = new Map(CODES.stages.map((stage, at) => /** @type {[string, number]} */ ([stage, stages[at]])).filter(([, some]) => some));
    return { stages: told, late, suspended: of('suspended'), cancelled: of('cancelled'), total, inService: told.get('in_service') || 0 };
  }
}

/** @param {Numbers} values */
function most(values) {
  let top = 0;
  for (let at = 0; at < values.length; at += 1) if (values[at] > top) top = values[at];
  return top;
}
