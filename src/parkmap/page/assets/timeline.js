// The days of the programme. A day is a number, counted as Python's date.toordinal counts.

/**
 * @typedef {{days: number[], weights: Uint32Array}} Changes days on which something that is shown changes, and how much on each day
 *   of the span
 * @typedef {{day: number, x: number, label: string, isYear: boolean}} Tick
 * @typedef {{year: (year: number) => string, month: (month: number) => string, both: (year: number, month: number) => string}} TickWords
 *   months count from 0
 */

const DAY_MS = 86400000;
/** 1970-01-01 */
const EPOCH_DAY = 719163;
const MONTH_STEPS = [1, 2, 3, 6];
const YEAR_STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
/** Between two labels, in pixels. */
const LABEL_GAP = 8;
/** Closer ticks are no ticks. */
const TICK_PIXELS = 4;

/**
 * @param {string} iso
 * @returns {number | null} nothing for a day that there is not
 */
function dayOfIso(iso) {
  const day = Date.parse(`${iso}T00:00:00Z`) / DAY_MS + EPOCH_DAY;
  return Number.isInteger(day) && isoOfDay(day) === iso ? day : null;
}

/** @param {number} day */
function isoOfDay(day) {
  return new Date((day - EPOCH_DAY) * DAY_MS).toISOString().slice(0, 10);
}

/**
 * @param {number} day
 * @returns {{year: number, month: number}} the month counts from 0
 */
function monthOfDay(day) {
  const date = new Date((day - EPOCH_DAY) * DAY_MS);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() };
}

/**
 * @param {number} year
 * @param {number} month from 0; beyond a year it counts on into the next
 * @returns {number} its first day
 */
function firstOfMonth(year, month) {
  return new Date(0).setUTCFullYear(year, month, 1) / DAY_MS + EPOCH_DAY;
}

/**
 * @param {number} day
 * @param {number} months
 * @returns {number} the same day of another month, or the last one that it has
 */
function addMonths(day, months) {
  const { year, month } = monthOfDay(day);
  const first = firstOfMonth(year, month + months);
  return Math.min(first + day - firstOfMonth(year, month), firstOfMonth(year, month + months + 1) - 1);
}

class Timeline {
  /**
   * @param {Courses} courses
   * @param {string} asOf
   */
  constructor(courses, asOf) {
    this.courses = courses;
    this.asOf = /** @type {number} */ (dayOfIso(asOf));
    let first = this.asOf, last = this.asOf;
    /** Whether there is any day on which anything changes. */
    this.moves = false;
    for (const { day } of Object.values(courses.by)) {
      for (let step = 0; step < day.length; step += 1) {
        if (!day[step]) continue;
        this.moves = true;
        first = Math.min(first, courses.begin + day[step]);
        last = Math.max(last, courses.begin + day[step]);
      }
    }
    const from = monthOfDay(first), to = monthOfDay(last);
    /** The span in whole months. */
    this.first = firstOfMonth(from.year, from.month);
    this.last = firstOfMonth(to.year, to.month + 1) - 1;
  }

  /**
   * @param {string} date of an address
   * @returns {number} the as-of day where it tells none of the span
   */
  dayOf(date) {
    const day = dayOfIso(date);
    return day === null || day < this.first || day > this.last ? this.asOf : day;
  }

  /** @param {number} day */
  held(day) {
    return Math.max(this.first, Math.min(this.last, Math.round(day)));
  }

  /**
   * Up to the as-of day everything is shown as it was.
   * @param {number} day
   * @param {string} chosen
   */
  scenarioOn(day, chosen) {
    return day > this.asOf ? chosen : 'actual';
  }

  /**
   * @param {Uint32Array} weights by course: how many things that are shown go by it
   * @param {string} scenario
   * @returns {Changes}
   */
  changes(weights, scenario) {
    const sums = new Uint32Array(this.last - this.first + 1);
    const turn = this.asOf + 1 - this.courses.begin;
    const { actual } = this.courses.by, chosen = this.courses.by[scenario];
    for (let course = 0; course < weights.length; course += 1) {
      const weight = weights[course];
      if (!weight) continue;
      let past = actual.first[course], held = chosen.first[course];
      for (let step = past + 1; step < actual.first[course + 1] && actual.day[step] < turn; step += 1) {
        sums[actual.day[step] + this.courses.begin - this.first] += weight;
        past = step;
      }
      for (let step = held + 1; step < chosen.first[course + 1]; step += 1) {
        if (chosen.day[step] > turn) sums[chosen.day[step] + this.courses.begin - this.first] += weight;
        else held = step;
      }
      // Where the scenario sets in it may tell another story than what is known.
      if (actual.state[past] !== chosen.state[held] && this.asOf < this.last) sums[this.asOf + 1 - this.first] += weight;
    }
    const days = [];
    for (let at = 0; at < sums.length; at += 1) if (sums[at]) days.push(this.first + at);
    return { days, weights: sums };
  }

  /**
   * @param {number} width in pixels
   * @param {TickWords} words
   * @param {(text: string) => number} measure
   * @returns {Tick[]} whose labels, which begin at their tick, do not touch each other
   */
  ticks(width, words, measure) {
    const perMonth = (width * 30.44) / (this.last - this.first + 1);
    const begin = monthOfDay(this.first), end = monthOfDay(this.last);
    const wide = Math.max(...[0, 9, 10, 11].map((month) => measure(words.month(month))), 1) + LABEL_GAP;
    const months = MONTH_STEPS.find((step) => perMonth * step >= wide) || 0;
    const years = YEAR_STEPS.find((step) => perMonth * 12 * step >= measure(words.year(begin.year)) + LABEL_GAP) || 0;
    const stride = perMonth >= TICK_PIXELS ? 1 : 12;
    /** @type {Tick[]} */
    const ticks = [];
    for (let year = begin.year; year <= end.year; year += 1) {
      for (let month = 0; month < 12; month += stride) {
        const day = firstOfMonth(year, month);
        if (day < this.first || day > this.last || (stride > 1 && year % (years || 1))) continue;
        ticks.push({ day, x: this.placeOf(day, width), label: '', isYear: month === 0 });
      }
    }
    const room = new TickRoom(width, measure);
    for (const tick of ticks) {
      const { year, month } = monthOfDay(tick.day);
      if (tick.day === this.first && month) room.label(tick, words.both(year, month));
      else if (tick.isYear && years && year % years === 0) room.label(tick, words.year(year));
    }
    for (const tick of ticks) {
      const { month } = monthOfDay(tick.day);
      if (!tick.label && months && month % months === 0) room.label(tick, words.month(month));
    }
    return ticks;
  }

  /**
   * @param {number} day
   * @param {number} width
   * @returns {number} where on a line of this width it begins
   */
  placeOf(day, width) {
    return ((day - this.first) / (this.last - this.first)) * width;
  }
}

/** A line of labels: who comes first is written. */
class TickRoom {
  /**
   * @param {number} width
   * @param {(text: string) => number} measure
   */
  constructor(width, measure) {
    this.width = width;
    this.measure = measure;
    /** @type {number[][]} */
    this.taken = [];
  }

  /**
   * @param {Tick} tick
   * @param {string} text
   */
  label(tick, text) {
    const right = tick.x + this.measure(text);
    if (right > this.width || this.taken.some(([from, to]) => tick.x < to + LABEL_GAP && right + LABEL_GAP > from)) return;
    this.taken.push([tick.x, right]);
    tick.label = text;
  }
}
