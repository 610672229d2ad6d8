// The programme chart: one row for each task of the list, in its order, with its dates against the months.

/** Room that a year and the day of the page take among the months. */
const YEAR_PIXELS = 46, TODAY_PIXELS = 96;

class ProgrammeChart {
  /**
   * @param {PageParts} parts
   * @param {TaskOrder} order
   * @param {() => void} print
   */
  constructor(parts, order, print) {
    this.parts = parts;
    this.order = order;
    this.print = print;
    this.box = byId('pm-chart');
    this.scroller = make('div', { class: 'pm-chart-scroll' });
    this.months = make('div', { class: 'pm-chart-months', 'aria-hidden': 'true' });
    this.told = make('p', { class: 'pm-mute', role: 'status' });
    this.list = new VirtualList({
      key: 'chart', scroller: this.scroller, covered: () => this.months.offsetHeight, face: (at) => this.face(at),
      load: (at) => parts.world.tasks.read(at), pick: (at) => this.pick(at), waiting: () => parts.language.t('progress.busy') });
    this.scroller.append(this.months, this.list.box);
    this.open = false;
    this.sign = '';
    /** @type {TimeScale} until it opens, of no days */
    this.scale = { from: 0, to: 0, day: 0, asOf: 0, known: 0, width: 0 };
    new ResizeObserver(() => this.measure()).observe(this.scroller);
    this.box.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && !parts.state.now.selection) this.close();
    });
  }

  /** Write the chart, or put it away. */
  fill() {
    const { state, world } = this.parts;
    const open = state.now.chart && world.tasks.size > 0;
    const opened = open && !this.open, closed = !open && this.open;
    const within = this.box.contains(document.activeElement);
    this.open = open;
    this.box.hidden = !open;
    document.body.classList.toggle('pm-charted', open);
    // What it covers is out of reach for the keys, too.
    this.parts.map.getContainer().inert = open;
    if (closed && within) this.giveBackFocus();
    if (!open) return;
    const sign = JSON.stringify([this.parts.language.lang, state.now.filters, world.when.isAsOf]);
    if (opened || sign !== this.sign) this.write(opened ? '' : focusedKey(this.box));
    if (opened || sign !== this.sign || this.scale.day !== world.when.day) {
      this.scale = timeScaleOf(world);
      this.measure();
    }
    this.sign = sign;
    this.update();
    if (opened && document.activeElement !== document.body) byId('pm-chart-title').focus({ preventScroll: true });
  }

  close() {
    this.parts.state.set({ chart: false });
  }

  giveBackFocus() {
    const opener = /** @type {HTMLElement | null} */ (document.querySelector('[data-key="chart-open"]'));
    (opener || this.parts.map.getContainer()).focus({ preventScroll: true });
  }

  /** @param {string} focused key of the element that has the focus */
  write(focused) {
    const { language, filters, world } = this.parts;
    const scrolled = this.scroller.scrollTop;
    refill(this.box,
      make('div', { class: 'pm-chart-head' },
        make('h2', { id: 'pm-chart-title', tabindex: -1 }, language.t('chart.title')), this.told,
        make('button', { type: 'button', class: 'pm-plain-button', 'data-key': 'chart-print', onclick: this.print }, language.t('tools.print')),
        make('button', { type: 'button', class: 'pm-close', 'aria-label': language.t('chart.close'), 'data-key': 'chart-close', onclick: () => this.close() }, '×')),
      filters.on && make('p', { class: 'pm-chart-filters' }, language.t('filter.title'), language.t('colon'), filters.words(language).join(' · ')),
      chartLegend(language, world.when),
      this.scroller);
    this.scroller.scrollTop = scrolled;
    for (const item of /** @type {NodeListOf<HTMLElement>} */ (this.box.querySelectorAll('[data-key]')))
      if (focused && item.dataset.key === focused) item.focus({ preventScroll: true });
  }

  /** Show the tasks of the moment. */
  update() {
    if (!this.open) return;
    const { language } = this.parts;
    const { items, busy } = this.order.now();
    this.told.textContent = busy ? language.t('progress.busy') : chartSummary(this.parts, this.scale, items.length);
    this.list.show(items, language.t('chart.title'), `${language.lang} ${stampOf(this.parts.world)}`);
    void this.warm(items);
  }

  /**
   * Have the words of what can be printed at hand: a browser that prints does not wait.
   * @param {Uint32Array} items
   */
  async warm(items) {
    const { texts } = this.parts.world.tasks;
    const chunks = new Set([...items.subarray(0, MOST_PRINTED)].map((at) => Math.floor(at / texts.pack.chunkRows)));
    for (const chunk of chunks) await texts.load(chunk);
  }

  /** Fit the months to the room that there is. */
  measure() {
    if (!this.open) return;
    const style = getComputedStyle(this.box);
    const label = parseFloat(style.getPropertyValue('--label-width')), inset = parseFloat(style.getPropertyValue('--chart-inset'));
    this.scale.width = Math.max(60, this.scroller.clientWidth - label - 2 * inset);
    this.height = parseFloat(style.getPropertyValue('--bar-height'));
    const ticks = ticksOf(this.scale);
    this.grid = gridStrokes(this.scale, ticks, this.height);
    refill(this.months, monthLabels(this.parts.language, this.scale, ticks));
    this.list.redraw();
  }

  /**
   * @param {Selected | null} chosen
   */
  mark(chosen) {
    const tasks = tasksOf(this.parts.world, chosen);
    this.list.mark(chosen && chosen.kind === 'task' ? chosen.task.at : -1, tasks);
    void Promise.resolve().then(() => this.open && this.list.reveal());
  }

  /** @param {number} at */
  pick(at) {
    const { world, select } = this.parts;
    void world.tasks.read(at).then((task) => select({ kind: 'task', task }));
  }

  /**
   * @param {number} at
   * @returns {{content: Child[], name: string} | null} null until its words are inflated
   */
  face(at) {
    const { world, language } = this.parts;
    const task = world.tasks.peek(at);
    if (!task) return null;
    const height = /** @type {number} */ (this.height);
    const bars = new TaskBars(world, at, this.scale, height).all();
    return {
      name: taskSentence(language, world, task),
      content: [chartLabel(language, world, task), barsSvg([.../** @type {BarStroke[]} */ (this.grid), ...bars], this.scale.width, height)],
    };
  }
}

/**
 * @param {HTMLElement} box
 * @returns {string} key of what has the focus inside
 */
function focusedKey(box) {
  const { activeElement } = document;
  return (activeElement instanceof HTMLElement && box.contains(activeElement) && activeElement.dataset.key) || '';
}

/**
 * @param {PageParts} parts
 * @param {TimeScale} scale
 * @param {number} count
 */
function chartSummary({ language }, scale, count) {
  return language.t('chart.told', { count, from: language.date(isoOfDay(scale.from)), to: language.date(isoOfDay(scale.to)) });
}

/**
 * @param {Language} language
 * @param {World} world
 * @param {TaskData} task
 * @returns {Child} what stands before its bars
 */
function chartLabel(language, world, task) {
  const due = milestoneText(language, task.finish) || milestoneText(language, task.start);
  return make('div', { class: 'pm-chart-label', title: task.name || task.content },
    taskSymbol(world, task.at, 24),
    make('span', { class: 'pm-chart-name' }, make('span', { class: 'pm-id' }, task.id), ' ', task.name || task.content),
    make('span', { class: 'pm-chart-due' }, [due, task.department].filter(Boolean).join(' · ')));
}

/**
 * @param {Language} language
 * @param {World} world
 * @param {TaskData} task
 * @returns {string} what its bars say, in words
 */
function taskSentence(language, world, task) {
  const state = world.tasks.state(task.at);
  const dates = /** @type {const} */ (['start', 'finish']).map((kind) => {
    const text = milestoneText(language, task[kind]);
    return text && `${language.word('field', kind)} ${text}`;
  });
  return [
    `${task.id} ${task.name || task.content}`, stageText(language, { ...state, layer: task.layer }),
    state.condition !== 'active' && language.word('condition', state.condition), state.lateness !== 'unknown' && latenessText(language, state),
    ...dates, task.department, onMapText(language, task),
  ].filter(Boolean).join(language.t('comma'));
}

/**
 * @param {Language} language
 * @param {TimeScale} scale
 * @param {MonthTick[]} ticks
 * @returns {Child[]} years above months, and the day of the page
 */
function monthLabels(language, scale, ticks) {
  const place = (/** @type {string} */ kind, /** @type {number} */ day, /** @type {string} */ text) => {
    const label = make('span', { class: kind }, text);
    label.style.insetInlineStart = `${xOf(scale, day)}px`;
    return label;
  };
  const monthly = ticks.length > 1 && ticks[1].day - ticks[0].day < 360;
  const months = monthly ? ticks.map(({ day, month }) => place('pm-month', day, language.month(month))) : [];
  const at = xOf(scale, scale.day + 1);
  // Near the right edge the day stands before its line. It tells its year itself: another one below it would be in its way.
  const isBefore = at > scale.width * 0.75;
  const reach = isBefore ? [at - TODAY_PIXELS - YEAR_PIXELS, at] : [at - YEAR_PIXELS, at + TODAY_PIXELS];
  const years = ticks.filter(({ month, day }, nth) => (nth === 0 || month === 0 || !monthly) && (xOf(scale, day) < reach[0] || xOf(scale, day) > reach[1]))
    .map(({ day, year }) => place('pm-year', day, language.year(year)));
  const today = place(`pm-today${isBefore ? ' pm-before' : ''}`, scale.day + 1, language.date(isoOfDay(scale.day)));
  return [...years, ...months, today];
}

/**
 * @param {Language} language
 * @param {When} when
 * @returns {Child}
 */
function chartLegend(language, { isAsOf }) {
  const bar = 'M1 5h22v7H1z', half = 'M1 5h10v7H1z', diamond = 'M12 3l6 6-6 6-6-6z', flag = 'M9 3l9 4-9 4v5H7.500V3z';
  /** @type {[string, string, string][]} */
  const entries = [
    ['plan', bar, language.t('chart.plan')], ['plan-range', bar, language.t('chart.range')], ['first', bar, language.t('chart.first')],
    ['done', bar, language.t('chart.done')], ['done-range', bar, language.t('chart.undated')], ['going', `${half}M11 5l5 3.500-5 3.500z`, language.t('chart.going')], ['late', bar, language.t('legend.late')],
    ['plan', diamond, language.t('chart.finish')], ['plan', flag, language.t('chart.start')],
    ['paused', 'M7 4h3v10H7zM13 4h3v10h-3z', language.word('condition', 'suspended')], ['crossed', 'M2 4L22 14M2 14L22 4', language.word('condition', 'cancelled')],
    ['today', 'M12 0V18', isAsOf ? language.t('chart.as_of') : language.t('chart.today')],
    ...(isAsOf ? [] : [/** @type {[string, string, string]} */ (['as-of', 'M12 0V18', language.t('chart.as_of')])]),
  ];
  return make('ul', { class: 'pm-chart-legend' }, entries.map(([kind, d, text]) => make('li', {}, barsSvg([{ kind, d }], 24, 18), make('span', {}, text))));
}
