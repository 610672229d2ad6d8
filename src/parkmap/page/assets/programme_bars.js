// The programme as strokes: what was promised, what is planned now and what happened, on one scale of days.

/**
 * @typedef {{from: number, to: number, day: number, asOf: number, known: number, width: number}} TimeScale days as Python counts
 *   them, over a width in pixels; the day that is shown, that of the data, and the earlier of the two: facts are known up to it
 * @typedef {{d: string, kind: string}} BarStroke
 * @typedef {{from: number, to: number}} Days from the beginning of one to the end of the other
 * @typedef {{day: number, year: number, month: number}} MonthTick the first day of a month
 */

/** Dates further from the day of the page than this are drawn at the edge: a slip of the pen is not to press all else together. */
const MOST_DAYS = 3653;
const LEAST_TICK_PIXELS = 30;
const TICK_MONTHS = [1, 3, 6, 12, 60];
const FINISHED_STAGES = ['built', 'trial', 'in_service', 'retired'];

/**
 * @param {World} world
 * @returns {TimeScale} whole months around all dates of all tasks
 */
function timeScaleOf({ tasks, timeline, when }) {
  const { asOf } = timeline;
  const { from: earliest, to: latest } = tasks.span;
  const from = Math.min(asOf, when.day, earliest), to = Math.max(asOf, when.day, latest);
  const first = monthOfDay(Math.max(from, asOf - MOST_DAYS)), last = monthOfDay(Math.min(to, asOf + MOST_DAYS));
  return {
    from: firstOfMonth(first.year, first.month), to: firstOfMonth(last.year, last.month + 1) - 1, day: when.day, asOf,
    known: Math.min(when.day, asOf), width: 0,
  };
}

/**
 * @param {TimeScale} scale
 * @returns {MonthTick[]} months, or every third or twelfth, as the width has room for
 */
function ticksOf(scale) {
  const { from, to, width } = scale;
  const month = (width * 30.4) / (to - from + 1);
  const step = TICK_MONTHS.find((months) => months * month >= LEAST_TICK_PIXELS) || TICK_MONTHS[TICK_MONTHS.length - 1];
  const first = monthOfDay(from);
  const ticks = [];
  for (let at = 12 * first.year + first.month; ; at += 1) {
    const day = firstOfMonth(Math.floor(at / 12), at % 12);
    if (day > to) return ticks;
    if (at % step === 0) ticks.push({ day, year: Math.floor(at / 12), month: at % 12 });
  }
}

/**
 * @param {TimeScale} scale
 * @param {number} day
 * @returns {number} where the day begins
 */
function xOf({ from, to, width }, day) {
  return Math.max(0, Math.min(width, ((day - from) / (to - from + 1)) * width));
}

/**
 * @param {TimeScale} scale
 * @param {Days} days
 * @param {number} top
 * @param {number} height
 */
function barPath(scale, { from, to }, top, height) {
  const x = xOf(scale, from);
  return `M${x} ${top}h${Math.max(2, xOf(scale, to + 1) - x)}v${height}H${x}z`;
}

/** Strokes of one task. */
class TaskBars {
  /**
   * @param {World} world
   * @param {number} at
   * @param {TimeScale} scale
   * @param {number} height of the row
   */
  constructor({ tasks, courses }, at, scale, height) {
    this.numbers = tasks.numbers;
    this.state = tasks.state(at);
    /** What is known: on a later day the state is a plan. */
    this.reached = CODES.stages[courses.stateAt(tasks.numbers.course[at], scale.known, 'actual').stage];
    this.at = at;
    this.scale = scale;
    this.height = height;
    /** @type {BarStroke[]} */
    this.strokes = [];
  }

  /** @returns {BarStroke[]} bottom first */
  all() {
    const { height } = this;
    const start = this.days('startCurrent') || this.days('startBaseline'), finish = this.days('finishCurrent') || this.days('finishBaseline');
    const first = { start: this.days('startBaseline'), finish: this.days('finishBaseline') };
    const lane = (/** @type {number} */ top, /** @type {number} */ thick) => ({ top: top * height, thick: thick * height });
    if (!sameDays(first.start, start) || !sameDays(first.finish, finish)) this.promise(first.start, first.finish, lane(0.06, 0.14), 'first');
    this.promise(start, finish, lane(0.26, 0.24), 'plan');
    this.fact(lane(0.6, 0.24));
    this.delay(start, finish, lane(0.6, 0.24));
    this.halt(start, finish);
    return this.strokes;
  }

  /**
   * @param {DateName} name
   * @returns {Days | null}
   */
  days(name) {
    const to = this.numbers[`${name}To`][this.at];
    return to ? { from: this.numbers[`${name}From`][this.at], to } : null;
  }

  /**
   * A bar from start to finish, paler where the register names no day; a flag or a diamond where it names one end only.
   * @param {Days | null} start
   * @param {Days | null} finish
   * @param {{top: number, thick: number}} lane
   * @param {string} kind
   */
  promise(start, finish, { top, thick }, kind) {
    const { scale } = this;
    if (start && finish) {
      this.add(`${kind}-range`, barPath(scale, { from: start.from, to: Math.max(start.from, finish.to) }, top, thick));
      if (finish.from > start.to) this.add(kind, barPath(scale, { from: start.to, to: finish.from }, top, thick));
      return;
    }
    const only = start || finish;
    if (!only) return;
    const middle = top + thick / 2;
    if (only.to > only.from) this.add(`${kind}-range`, barPath(scale, only, middle - thick / 4, thick / 2));
    this.add(kind, finish ? this.diamond(finish.to, middle, thick * 0.7) : this.flag(only.to, top, thick));
  }

  /**
   * What happened up to the day that is shown; nothing after it has, nor after the last day that is known.
   * @param {{top: number, thick: number}} lane
   */
  fact({ top, thick }) {
    const { scale } = this;
    const begun = this.days('startActual'), ended = this.days('finishActual');
    const start = begun && begun.to <= scale.known ? begun : null, finish = ended && ended.to <= scale.known ? ended : null;
    if (start && finish) this.add('done', barPath(scale, { from: start.from, to: Math.max(start.from, finish.to) }, top, thick));
    else if (finish) this.add('done', this.diamond(finish.to, top + thick / 2, thick * 0.7));
    else if (start && FINISHED_STAGES.includes(this.reached)) this.add('done-range', barPath(scale, { from: start.from, to: scale.known }, top, thick));
    else if (start) {
      this.add('going', barPath(scale, { from: start.from, to: scale.known }, top, thick));
      const x = xOf(scale, scale.known + 1);
      this.add('going', `M${x} ${top}l${thick * 0.6} ${thick / 2}l${-thick * 0.6} ${thick / 2}z`);
    }
  }

  /**
   * The days late, from the end of the interval that was missed.
   * @param {Days | null} start
   * @param {Days | null} finish
   * @param {{top: number, thick: number}} lane
   */
  delay(start, finish, { top, thick }) {
    const { lateness, daysLate } = this.state;
    const missed = lateness === 'overdue' ? finish : lateness === 'late_start' ? start : null;
    if (missed && daysLate > 0) this.add('late', barPath(this.scale, { from: missed.to + 1, to: missed.to + daysLate }, top, thick));
  }

  /**
   * A cancelled task is crossed out, a suspended one has two bars on the last day that is known.
   * @param {Days | null} start
   * @param {Days | null} finish
   */
  halt(start, finish) {
    const { scale, height, state } = this;
    if (state.condition === 'cancelled') {
      const days = [start, finish].flatMap((one) => (one ? [one.from, one.to + 1] : []));
      const left = xOf(scale, Math.min(...days, scale.to)) - 4, right = xOf(scale, Math.max(...days, scale.from)) + 4;
      if (days.length) this.add('crossed', `M${left} ${0.16 * height}L${right} ${0.6 * height}M${left} ${0.6 * height}L${right} ${0.16 * height}`);
    } else if (state.condition === 'suspended') {
      const x = xOf(scale, scale.known) + 4;
      this.add('paused', `M${x} ${0.56 * height}h3v${0.32 * height}h-3zM${x + 6} ${0.56 * height}h3v${0.32 * height}h-3z`);
    }
  }

  /**
   * @param {number} day at whose end it stands
   * @param {number} middle
   * @param {number} reach
   */
  diamond(day, middle, reach) {
    const x = xOf(this.scale, day + 1);
    return `M${x} ${middle - reach}l${reach} ${reach}l${-reach} ${reach}l${-reach} ${-reach}z`;
  }

  /**
   * @param {number} day at whose end it stands
   * @param {number} top
   * @param {number} thick
   */
  flag(day, top, thick) {
    const x = xOf(this.scale, day + 1);
    return `M${x} ${top - thick * 0.2}l${thick * 1.1} ${thick * 0.5}l${-thick * 1.1} ${thick * 0.5}v${thick * 0.6}h-1.500V${top - thick * 0.2}z`;
  }

  /**
   * @param {string} kind
   * @param {string} d
   */
  add(kind, d) {
    this.strokes.push({ kind, d });
  }
}

/**
 * @param {Days | null} one
 * @param {Days | null} other
 */
function sameDays(one, other) {
  return one === other || Boolean(one && other && one.from === other.from && one.to === other.to);
}

/**
 * @param {BarStroke[]} strokes
 * @param {number} width
 * @param {number} height
 * @returns {SVGElement}
 */
function barsSvg(strokes, width, height) {
  return make('svg', { class: 'pm-bars', viewBox: `0 0 ${width} ${height}`, width, height, 'aria-hidden': 'true', focusable: 'false' },
    strokes.map(({ kind, d }) => make('path', { class: `pm-c-${kind}`, d: shortened(d) })));
}

/** @param {string} d a path whose numbers need no more than a tenth of a pixel */
function shortened(d) {
  return d.replace(/\d+\.\d+/g, (number) => String(+Number(number).toFixed(1)));
}

/**
 * @param {TimeScale} scale
 * @param {MonthTick[]} ticks
 * @param {number} height
 * @returns {BarStroke[]} lines of the months, of the day that is shown and of that of the data, which all rows share
 */
function gridStrokes(scale, ticks, height) {
  const line = (/** @type {number} */ x) => `M${x} 0V${height}`;
  const lines = [
    { kind: 'grid', d: ticks.map(({ day }) => line(xOf(scale, day))).join('') },
    { kind: 'today', d: line(xOf(scale, scale.day + 1)) },
  ];
  return scale.asOf === scale.day ? lines : [...lines, { kind: 'as-of', d: line(xOf(scale, scale.asOf + 1)) }];
}
