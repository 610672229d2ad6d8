// The time bar: a slider over the days of the programme, its changes, and what holds after the as-of day.

/** Half of the slider's thumb: the line begins and ends so far inside. */
const THUMB_PIXELS = 11;
const CHANGE_PIXELS = 3, CHANGE_HEIGHT = 11;
const TICK_FONT = `11px ${LABEL_FONT}`;

class TimeBar {
  /** @param {PageParts} parts */
  constructor(parts) {
    this.parts = parts;
    this.bar = byId('pm-time');
    this.slider = /** @type {HTMLInputElement} */ (byId('pm-time-day'));
    this.ruler = /** @type {CanvasRenderingContext2D} */ (document.createElement('canvas').getContext('2d'));
    /** Whether the reader is on the way: all of it is one step for the back button. */
    this.moving = false;
    /** @type {{weights: Uint32Array, scenario: string, changes: Changes} | null} */
    this.known = null;
    /** @type {Changes | null} those that are drawn */
    this.drawn = null;
    this.laid = '';
    this.made = '';
    this.player = new Player(parts, { move: (day) => this.move(day), next: () => this.changeFrom(1), changed: () => this.fill() });
    const { timeline } = parts.world;
    this.bar.hidden = !timeline.moves;
    document.body.classList.toggle('pm-timed', timeline.moves);
    if (!timeline.moves) return;
    this.slider.min = String(timeline.first);
    this.slider.max = String(timeline.last);
    this.listen();
    new ResizeObserver(() => this.lay()).observe(byId('pm-time-line'));
  }

  listen() {
    const { slider } = this;
    slider.addEventListener('input', () => {
      this.player.stop();
      this.move(Number(slider.value));
    });
    for (const ended of ['change', 'blur', 'pointerdown']) slider.addEventListener(ended, () => (this.moving = false));
    slider.addEventListener('keydown', (event) => this.onSliderKey(event));
    document.addEventListener('keydown', (event) => this.onKey(event));
    byId('pm-time-play').addEventListener('click', () => this.play());
    byId('pm-time-previous').addEventListener('click', () => this.step(-1));
    byId('pm-time-next').addEventListener('click', () => this.step(1));
    byId('pm-time-as-of').addEventListener('click', () => this.go(this.parts.world.timeline.asOf));
  }

  /**
   * Show a day on the way to another.
   * @param {number} day
   */
  move(day) {
    const { state, world: { timeline } } = this.parts;
    const change = { date: this.dateOf(timeline.held(day)) };
    if (change.date === state.now.date) return;
    if (this.moving) state.glide(change);
    else state.set(change);
    this.moving = true;
  }

  /**
   * Show a day; the back button leads back to before.
   * @param {number} day
   */
  go(day) {
    this.player.stop();
    this.moving = false;
    const date = this.dateOf(day);
    if (date !== this.parts.state.now.date) this.parts.state.set({ date });
  }

  /**
   * @param {number} day
   * @returns {string} as the state holds it
   */
  dateOf(day) {
    return day === this.parts.world.timeline.asOf ? '' : isoOfDay(day);
  }

  play() {
    this.moving = false;
    this.player.toggle();
  }

  /** @param {-1 | 1} direction */
  step(direction) {
    const day = this.changeFrom(direction);
    if (day !== null) this.go(day);
    else byId('pm-live').textContent = this.parts.language.t('time.no_change');
  }

  /**
   * @param {-1 | 1} direction
   * @returns {number | null} the nearest day on which something that is shown changes
   */
  changeFrom(direction) {
    const { day } = this.parts.world.when;
    const { days } = this.changes();
    const found = direction > 0 ? days.find((other) => other > day) : days.filter((other) => other < day).pop();
    return found === undefined ? null : found;
  }

  /** @returns {Changes} of what is shown */
  changes() {
    const { filters, state, world } = this.parts;
    const weights = filters.weights();
    const { scenario } = state.now;
    if (!this.known || this.known.weights !== weights || this.known.scenario !== scenario)
      this.known = { weights, scenario, changes: world.timeline.changes(weights, scenario) };
    return this.known.changes;
  }

  /** @param {KeyboardEvent} event */
  onSliderKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { timeline, when } = this.parts.world;
    const { key, shiftKey } = event;
    const sign = { ArrowLeft: -1, ArrowDown: -1, PageDown: -1, ArrowRight: 1, ArrowUp: 1, PageUp: 1 }[key];
    const wide = shiftKey || key.startsWith('Page');
    const day = sign ? (wide ? addMonths(when.day, sign) : when.day + sign) : { Home: timeline.first, End: timeline.last }[key];
    if (day === undefined && key !== ' ') return;
    event.preventDefault();
    if (day === undefined) this.play();
    else {
      this.player.stop();
      this.move(day);
    }
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    const direction = /** @type {-1 | 1 | undefined} */ ({ '[': -1, ',': -1, ']': 1, '.': 1 }[event.key]);
    if (!direction || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    event.preventDefault();
    this.step(direction);
  }

  /** Write words, and where things are. */
  fill() {
    const { language, state, world: { timeline } } = this.parts;
    if (!timeline.moves) return;
    const playing = this.player.on;
    const named = {
      'pm-time': language.t('time.title'), 'pm-time-day': language.t('time.day'), 'pm-time-play': playing ? language.t('time.pause') : language.t('time.play'),
      'pm-time-previous': language.t('time.previous'), 'pm-time-next': language.t('time.next'), 'pm-time-as-of': language.t('time.as_of'),
    };
    for (const [id, name] of Object.entries(named)) {
      byId(id).setAttribute('aria-label', name);
      if (id !== 'pm-time' && id !== 'pm-time-day') byId(id).setAttribute('title', name);
    }
    this.bar.classList.toggle('pm-playing', playing);
    const made = `${language.lang} ${state.now.scenario}`;
    if (this.made !== made) this.fillScenarios();
    this.made = made;
    this.now();
    this.lay();
  }

  fillScenarios() {
    const { language, state } = this.parts;
    refill(byId('pm-time-scenarios'), make('legend', {}, language.t('time.scenario')), SCENARIOS.map((scenario) => {
      const input = make('input', { type: 'radio', 'data-key': `scenario-${scenario}`, onchange: () => state.set({ scenario }) });
      input.name = 'pm-scenario';
      input.checked = scenario === state.now.scenario;
      return make('label', {}, input, make('span', {}, language.word('scenario', scenario)));
    }));
  }

  /** Tell the day that is shown. */
  now() {
    const { language, world: { timeline, when } } = this.parts;
    if (!timeline.moves) return;
    const text = whenText(language, when);
    this.slider.value = String(when.day);
    this.slider.setAttribute('aria-valuetext', text);
    byId('pm-time-as-of').setAttribute('aria-disabled', String(when.isAsOf));
    const known = when.isPlan ? language.word('scenario', when.scenario) : when.isAsOf ? language.t('time.known') : language.t('time.was');
    refill(byId('pm-time-now'), make('b', {}, language.date(when.date)), make('span', { class: when.isPlan ? 'pm-planned' : '' }, known));
    byId('pm-time-fill').style.width = `${timeline.placeOf(when.day, 100)}%`;
  }

  /** @returns {number} of the line in pixels */
  width() {
    return Math.max(1, byId('pm-time-line').clientWidth - 2 * THUMB_PIXELS);
  }

  /** Lay out the line where it or what is on it has changed. */
  lay() {
    const { language, state, world: { timeline } } = this.parts;
    const width = this.width();
    const changes = this.changes();
    const laid = [width, language.lang, state.now.scenario].join(' ');
    if (laid === this.laid && changes === this.drawn) return;
    this.laid = laid;
    this.drawn = changes;
    this.ruler.font = TICK_FONT;
    this.layTicks(width);
    const asOf = timeline.placeOf(timeline.asOf, width);
    byId('pm-time-line').style.setProperty('--as-of', `${asOf}px`);
    const before = language.t('time.until'), after = language.t('time.from', { scenario: language.word('scenario', state.now.scenario) });
    const fits = (/** @type {string} */ text, /** @type {number} */ room) => this.ruler.measureText(text).width + 6 <= room;
    refill(byId('pm-time-before'), fits(before, asOf + THUMB_PIXELS) && before);
    refill(byId('pm-time-after'), fits(after, width - asOf + THUMB_PIXELS) && after);
    this.layChanges(width, changes);
  }

  /** @param {number} width */
  layTicks(width) {
    const { language, world: { timeline } } = this.parts;
    const names = language.t('months').split(' ');
    const words = {
      year: (/** @type {number} */ year) => language.t('time.year', { year: String(year) }),
      month: (/** @type {number} */ month) => language.t('time.month', { month: names[month] }),
      both: (/** @type {number} */ year, /** @type {number} */ month) => language.t('time.month_year', { year: String(year), month: names[month] }),
    };
    refill(byId('pm-time-ticks'), timeline.ticks(width, words, (text) => this.ruler.measureText(text).width + 4).map(({ x, label, isYear }) => {
      const tick = make('span', { class: isYear ? 'pm-tick pm-tick-year' : 'pm-tick' }, label);
      tick.style.left = `${x}px`;
      return tick;
    }));
  }

  /**
   * Draw how much changes when: a fence of thin bars.
   * @param {number} width
   * @param {Changes} changes
   */
  layChanges(width, { days, weights }) {
    const { timeline } = this.parts.world;
    const bins = new Uint32Array(Math.ceil(width / CHANGE_PIXELS) + 1);
    for (const day of days) bins[Math.floor(timeline.placeOf(day, width) / CHANGE_PIXELS)] += weights[day - timeline.first];
    const top = Math.sqrt(bins.reduce((most, some) => Math.max(most, some), 1));
    const bars = [...bins].flatMap((some, at) => (some ? [`M${at * CHANGE_PIXELS + 1} ${CHANGE_HEIGHT}v-${(2 + ((CHANGE_HEIGHT - 2) * Math.sqrt(some)) / top).toFixed(1)}`] : []));
    const drawing = byId('pm-time-changes');
    drawing.setAttribute('viewBox', `0 0 ${width} ${CHANGE_HEIGHT}`);
    drawing.setAttribute('width', String(width));
    drawing.setAttribute('height', String(CHANGE_HEIGHT));
    refill(drawing, make('path', { d: bars.join(''), stroke: 'currentColor', 'stroke-width': 2, fill: 'none' }));
  }
}
