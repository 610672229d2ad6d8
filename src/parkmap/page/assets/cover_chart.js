// Coverage over time as a small chart: what was, the plan and with slip, against the rule.

const CHART_WIDTH = 328, CHART_HEIGHT = 92;

/** @typedef {{kind: string, scenario: string, from: number, to: number}} CoverLine days from the beginning of one to the end of the other */

class CoverChart {
  /**
   * @param {PageParts} parts
   * @param {CoverView} view
   * @param {number} park -1 is the zone
   */
  constructor(parts, view, park) {
    this.parts = parts;
    this.view = view;
    this.park = park;
    const { timeline } = parts.world;
    /** @type {CoverLine[]} bottom first */
    this.lines = [
      { kind: 'slip', scenario: 'slip', from: timeline.asOf + 1, to: timeline.last },
      { kind: 'plan', scenario: 'plan', from: timeline.asOf + 1, to: timeline.last },
      { kind: 'actual', scenario: 'actual', from: timeline.first, to: timeline.asOf },
    ];
    this.top = this.topOf();
  }

  /** @returns {number} what the upper edge stands for */
  topOf() {
    const { view } = this;
    if (view.hasShares) return 1;
    const values = this.lines.flatMap((line) => this.stepsOf(line).map(({ state }) => view.rule.figures(state, this.park).value || 0));
    return 1.15 * Math.max(view.rule.head.limit || 0, ...values, 1e-9);
  }

  /**
   * @param {CoverLine} line
   * @returns {{day: number, state: number}[]} the first day of each step within the line
   */
  stepsOf({ scenario, from, to }) {
    const { rule } = this.view;
    const later = rule.head.steps[scenario].filter(([day]) => day > from && day <= to);
    return [{ day: from, state: rule.stateOn(from, scenario) }, ...later.map(([day, state]) => ({ day, state }))];
  }

  /** @returns {Child} nothing where there is nothing to see */
  content() {
    const { language, world: { timeline } } = this.parts;
    const known = this.lines.some((line) => this.stepsOf(line).some(({ state }) => this.valueOf(state) !== null));
    if (!timeline.moves || !known) return false;
    const drawing = make('svg', { viewBox: `0 0 ${CHART_WIDTH} ${CHART_HEIGHT}`, role: 'img', 'aria-label': this.sentence(), 'data-key': 'cover-chart', onclick: (/** @type {MouseEvent} */ event) => this.pick(event) },
      this.strokes().map(({ kind, d }) => make('path', { class: `pm-v-${kind}`, d })));
    const end = (/** @type {number} */ day) => make('span', {}, language.date(isoOfDay(day)));
    return make('figure', { class: 'pm-cover-chart' },
      make('figcaption', {}, language.t('cover.over_time'), language.t('colon'), this.nameOf()),
      drawing,
      make('div', { class: 'pm-cover-ends', 'aria-hidden': 'true' }, end(timeline.first), end(timeline.last)),
      make('ul', { class: 'pm-cover-lines' }, [['actual', language.t('time.until')], ['plan', language.word('scenario', 'plan')], ['slip', language.word('scenario', 'slip')], ...(this.view.mark === null ? [] : [['limit', language.t('cover.limit')]])].map(([kind, text]) =>
        make('li', {}, barsSvg([{ kind: `v pm-v-${kind}`, d: 'M0 5h20' }], 20, 10), text))),
      this.days());
  }

  nameOf() {
    const { language, world } = this.parts;
    return this.park < 0 ? language.t('cover.zone') : world.parkName(language, this.park);
  }

  /**
   * @param {number} state
   * @returns {number | null}
   */
  valueOf(state) {
    const { view } = this;
    const figures = view.rule.figures(state, this.park);
    return view.hasShares ? view.share(figures) : figures.value;
  }

  /** @param {number} day */
  x(day) {
    return +this.parts.world.timeline.placeOf(day, CHART_WIDTH).toFixed(1);
  }

  /** @param {number} value */
  y(value) {
    return +(CHART_HEIGHT - 4 - (Math.min(value, this.top) / this.top) * (CHART_HEIGHT - 8)).toFixed(1);
  }

  /** @returns {BarStroke[]} */
  strokes() {
    const { view, parts: { world: { timeline, when } } } = this;
    const upright = (/** @type {number} */ day) => `M${this.x(day)} 0V${CHART_HEIGHT}`;
    const { limit } = view.rule.head;
    return [
      { kind: 'ground', d: `M0 ${this.y(0)}H${CHART_WIDTH}M0 ${this.y(this.top)}H${CHART_WIDTH}` },
      ...(limit === null ? [] : [{ kind: 'limit', d: `M0 ${this.y(limit)}H${CHART_WIDTH}` }]),
      { kind: 'as-of', d: upright(timeline.asOf) },
      ...this.lines.map((line) => ({ kind: line.kind, d: this.steps(line) })),
      ...(view.isCompared ? [{ kind: 'other', d: view.days.filter((day) => day !== when.day).map(upright).join('') }] : []),
      { kind: 'day', d: upright(when.day) },
    ];
  }

  /**
   * @param {CoverLine} line
   * @returns {string} a stair
   */
  steps(line) {
    let d = '', open = false;
    // What is planned goes on from what is.
    if (line.scenario !== 'actual') {
      const before = this.valueOf(this.view.rule.stateOn(line.from - 1, 'actual'));
      if (before !== null) d = `M${this.x(line.from - 1)} ${this.y(before)}`;
      open = before !== null;
    }
    for (const { day, state } of this.stepsOf(line)) {
      const value = this.valueOf(state);
      if (value !== null) d += open ? `H${this.x(day)}V${this.y(value)}` : `M${this.x(day)} ${this.y(value)}`;
      else if (open) d += `H${this.x(day)}`;
      open = value !== null;
    }
    return open ? `${d}H${this.x(line.to)}` : d;
  }

  /** @param {MouseEvent} event */
  pick(event) {
    const { state, world: { timeline } } = this.parts;
    const { left, width } = /** @type {Element} */ (event.currentTarget).getBoundingClientRect();
    const day = timeline.held(timeline.first + ((event.clientX - left) / width) * (timeline.last - timeline.first));
    state.set({ date: day === timeline.asOf ? '' : isoOfDay(day) });
  }

  /** @returns {string} the ends of the lines, in words */
  sentence() {
    const { language, world: { timeline } } = this.parts;
    const told = (/** @type {number} */ day, /** @type {string} */ scenario) => {
      const text = figureText(language, this.view, this.view.rule.figures(this.view.rule.stateOn(day, scenario), this.park));
      return `${language.date(isoOfDay(day))} ${language.word('scenario', scenario)} ${text}`;
    };
    return [`${language.t('cover.over_time')}${language.t('colon')}${this.nameOf()}`, told(timeline.asOf, 'actual'), told(timeline.last, 'plan'), told(timeline.last, 'slip')].join(language.t('comma'));
  }

  /** @returns {Child} every day of change, for those who do not see the chart */
  days() {
    const { language, state, world: { timeline } } = this.parts;
    const { rule } = this.view;
    const chosen = state.now.scenario;
    const past = rule.head.steps.actual.filter(([day]) => day > timeline.first && day <= timeline.asOf);
    const days = [...past, ...rule.head.steps[chosen].filter(([day]) => day > timeline.asOf)];
    return days.length > 0 && make('details', { class: 'pm-others', 'data-key': 'cover-days' },
      make('summary', {}, language.t('cover.days', { count: days.length })),
      make('ul', { class: 'pm-cover-days' }, days.map(([day, at]) => make('li', { class: day > timeline.asOf ? 'pm-ahead' : '' },
        make('button', { type: 'button', class: 'pm-link', 'data-key': `cover-day-${day}`, onclick: () => state.set({ date: day === timeline.asOf ? '' : isoOfDay(day) }) }, language.date(isoOfDay(day))),
        make('b', {}, figureText(language, this.view, rule.figures(at, this.park)))))));
  }
}
