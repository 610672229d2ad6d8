// The Progress tab: every promise of the register, how it stands, and who answers for it.

/** What "late" means, in the order of the alphabet. */
const LATE_CODES = ['late_start', 'overdue'];

/** What is typed goes into the address when no more comes for so long. */
const TYPED_WAIT_MS = 400;

class ProgressPanel {
  /**
   * @param {PageParts} parts
   * @param {TaskOrder} order
   * @param {FilterPanel} filters
   */
  constructor(parts, order, filters) {
    this.parts = parts;
    this.order = order;
    this.filterPanel = filters;
    const body = byId('pm-body');
    this.bar = make('div', { class: 'pm-task-bar' });
    this.note = make('p', { class: 'pm-filter-note', role: 'status' });
    this.list = new VirtualList({
      key: 'tasks', scroller: body, covered: () => this.bar.offsetHeight, face: (at) => this.face(at),
      load: (at) => parts.world.tasks.read(at), pick: (at) => this.pick(at), waiting: () => parts.language.t('progress.busy') });
    this.written = parts.state.now.query;
    this.typing = 0;
    /** Whether what is chosen is still to be brought into view. */
    this.pending = true;
  }

  /** @returns {Child[]} */
  content() {
    const { world, language, filters, state } = this.parts;
    const { size } = world.tasks;
    if (!size) return [make('p', { class: 'pm-mute' }, language.t('progress.none'))];
    if (state.now.query !== this.written) this.written = this.order.query = state.now.query;
    const { tasks, shownTasks } = filters.now();
    refill(this.bar, this.searchBox(), this.sortBox(), this.chartButton());
    this.update();
    return [
      this.totals(tasks, shownTasks),
      shownTasks > 0 && this.stageBar(tasks),
      this.bar,
      this.checks(),
      make('details', { class: 'pm-fold pm-task-filters', 'data-key': 'task-filters' },
        make('summary', {}, language.t('filter.title'), filters.on && make('b', {}, filters.words(language).join(' · '))),
        this.filterPanel.facets()),
      promiseTable(this.parts),
      this.note,
      this.list.box,
    ];
  }

  /** Show the tasks of the moment, without a touch of what the reader types in. */
  update() {
    const { language, world, filters, state } = this.parts;
    const { items, busy } = this.order.now();
    this.list.show(items, language.t('progress.list'), `${language.lang} ${stampOf(world)}`);
    const narrowed = filters.on || this.order.query.trim() || state.now.unmapped;
    refill(this.note,
      busy ? language.t('progress.busy') : narrowed && items.length > 0 && language.t('filter.tasks_shown', { shown: items.length, all: world.tasks.size }),
      !busy && !items.length && make('span', { class: 'pm-empty' }, make('b', {}, language.t('filter.no_tasks')), make('span', {}, language.t('filter.nothing_hint'))),
      narrowed && [' ', make('button', { type: 'button', class: 'pm-link', 'data-key': 'tasks-clear', onclick: () => this.clear() }, language.t('filter.clear'))]);
    if (this.pending && !busy) void Promise.resolve().then(() => {
      this.list.reveal();
      this.pending = !this.list.box.isConnected;
    });
  }

  clear() {
    this.order.query = '';
    this.parts.state.set({ query: '', unmapped: false, filters: noFilters() });
  }

  /**
   * Mark what belongs to what is chosen.
   * @param {Selected | null} chosen
   */
  mark(chosen) {
    const { world } = this.parts;
    const tasks = tasksOf(world, chosen);
    const at = chosen && chosen.kind === 'task' ? chosen.task.at : -1;
    this.pending = tasks.length > 0;
    this.list.mark(at, tasks);
    if (this.pending) this.update();
  }

  /** @param {number} at */
  pick(at) {
    const { world, select } = this.parts;
    void world.tasks.read(at).then((task) => select({ kind: 'task', task }));
  }

  /** @returns {Child} */
  searchBox() {
    const { language } = this.parts;
    const box = make('input', { type: 'search', class: 'pm-field', 'data-key': 'task-query', autocomplete: 'off', spellcheck: 'false', 'aria-label': language.t('progress.search'),
      oninput: (/** @type {InputEvent} */ event) => this.type(box.value, event.isComposing),
      oncompositionend: () => this.type(box.value, false),
      onkeydown: (/** @type {KeyboardEvent} */ event) => {
        if (event.key !== 'ArrowDown' || event.isComposing) return;
        event.preventDefault();
        this.list.box.focus();
      } });
    box.value = this.order.query;
    box.placeholder = language.t('progress.search');
    return box;
  }

  /**
   * The list follows at once. The address waits: with it the panel is made anew, and an input method would lose its word.
   * @param {string} query
   * @param {boolean} composing
   */
  type(query, composing) {
    const { state } = this.parts;
    this.order.query = query;
    this.order.onReady();
    window.clearTimeout(this.typing);
    if (composing) return;
    this.typing = window.setTimeout(() => {
      this.written = query;
      state.adjust({ query });
    }, TYPED_WAIT_MS);
  }

  /** @returns {Child} */
  sortBox() {
    const { language, state } = this.parts;
    const names = {
      late: language.t('sort.late'), due: language.t('sort.due'), register: language.t('sort.register'),
      dept: language.t('sort.dept'), park: language.t('sort.park'), name: language.t('sort.name') };
    const box = make('select', { class: 'pm-sort', 'data-key': 'task-sort', 'aria-label': language.t('sort.title'), onchange: () => state.adjust({ sort: box.value }) },
      SORTS.map((sort) => {
        const option = make('option', {}, names[/** @type {keyof typeof names} */ (sort)]);
        option.value = sort;
        return option;
      }));
    box.value = state.now.sort;
    return box;
  }

  /** @returns {Child} */
  chartButton() {
    const { language, state } = this.parts;
    return make('button', { type: 'button', class: 'pm-plain-button pm-chart-open', 'data-key': 'chart-open', 'aria-expanded': String(state.now.chart), 'aria-controls': 'pm-chart',
      onclick: () => state.set({ chart: !state.now.chart }) }, language.t('chart.open'));
  }

  /** @returns {Child} what narrows the list with one press */
  checks() {
    const { language, filters, state, world } = this.parts;
    const { counts, tasks } = filters.now();
    const onlyLate = LATE_CODES.join() === [...state.now.filters.late].sort().join();
    const late = LATE_CODES.reduce((sum, code) => sum + counts.late.tasks[CODES.lateness.indexOf(code)], 0);
    const { rowCount } = world.tasks.numbers;
    let unmapped = 0;
    for (let at = 0; at < tasks.length; at += 1) if (tasks[at] && !rowCount[at]) unmapped += 1;
    const check = (/** @type {string} */ key, /** @type {boolean} */ on, /** @type {string} */ text, /** @type {() => void} */ act) => {
      const box = make('input', { type: 'checkbox', id: `pm-${key}`, 'data-key': key, onchange: act });
      box.checked = on;
      return [box, make('label', { for: `pm-${key}` }, text)];
    };
    return make('div', { class: 'pm-filter' },
      check('only-late', onlyLate, language.t('progress.only_late', { count: late }), () => filters.set('late', onlyLate ? [] : LATE_CODES)),
      check('only-unmapped', state.now.unmapped, language.t('progress.only_unmapped', { count: unmapped }), () => state.set({ unmapped: !state.now.unmapped })));
  }

  /** @param {number} at */
  isLate(at) {
    return this.parts.world.tasks.look(at).late > 0;
  }

  /**
   * @param {Uint8Array} tasks which are shown
   * @param {number} all how many that are
   */
  totals(tasks, all) {
    const { language, world } = this.parts;
    const { stage, condition, lateness } = world.tasks.states;
    const [inService, active, suspended] = [CODES.stages.indexOf('in_service'), CODES.conditions.indexOf('active'), CODES.conditions.indexOf('suspended')];
    const lateCodes = LATE_CODES.map((code) => CODES.lateness.indexOf(code));
    let done = 0, late = 0, halted = 0;
    for (let at = 0; at < tasks.length; at += 1) {
      if (!tasks[at]) continue;
      if (stage[at] === inService && condition[at] === active) done += 1;
      if (lateCodes.includes(lateness[at])) late += 1;
      if (condition[at] === suspended) halted += 1;
    }
    const figure = (/** @type {number} */ count, /** @type {string} */ word, /** @type {boolean} */ warn) =>
      make('div', {}, make('b', { class: warn && count ? 'pm-warn' : '' }, language.number(count)), make('span', {}, word));
    return make('div', { class: 'pm-figures' },
      figure(all, language.t('progress.all'), false),
      figure(done, language.word('stage', 'in_service'), false),
      figure(late, language.t('legend.late'), true),
      figure(halted, language.word('condition', 'suspended'), true));
  }

  /**
   * @param {Uint8Array} tasks which are shown
   * @returns {Child} one bar of all tasks by stage
   */
  stageBar(tasks) {
    const { language, world } = this.parts;
    const { stage } = world.tasks.states;
    const counts = CODES.stages.map(() => 0);
    for (let at = 0; at < tasks.length; at += 1) counts[stage[at]] += tasks[at];
    const parts = CODES.stages.map((word, code) => ({ stage: word, count: counts[code] })).filter(({ count }) => count);
    const words = parts.map(({ stage: word, count }) => `${language.word('stage', word)} ${language.number(count)}`);
    return make('div', { class: 'pm-bar', role: 'img', 'aria-label': words.join(language.t('comma')) },
      parts.map(({ stage: word, count }, at) => {
        const part = make('span', { class: `pm-part pm-fill-${fillOf({ stage: word, condition: 'active', late: 0 })}`, title: words[at] });
        part.style.flexGrow = String(count);
        return part;
      }));
  }

  /**
   * @param {number} at
   * @returns {{content: Child[]} | null} null until its words are inflated
   */
  face(at) {
    const { world, language } = this.parts;
    const task = world.tasks.peek(at);
    if (!task) return null;
    const due = milestoneText(language, task.finish) || milestoneText(language, task.start);
    return { content: [
      taskSymbol(world, at, 28),
      make('span', { class: 'pm-task-name', title: task.name || task.content }, make('span', { class: 'pm-id' }, task.id), ' ', task.name || task.content),
      make('span', { class: 'pm-task-state' }, this.stateText(task)),
      make('span', { class: `pm-task-map${task.rows.length ? '' : ' pm-unmapped'}` }, onMapText(language, task)),
      make('span', { class: 'pm-task-due' }, [due, task.department, task.person].filter(Boolean).join(' · ')),
    ] };
  }

  /**
   * @param {TaskData} task
   * @returns {Child[]}
   */
  stateText(task) {
    const { language, world } = this.parts;
    const state = world.tasks.state(task.at);
    return [
      stageText(language, { ...state, layer: task.layer }),
      // What comes last may be cut off; that a task is halted its symbol tells, too.
      this.isLate(task.at) && make('b', { class: 'pm-warn' }, ' ', latenessText(language, state)),
      state.condition !== 'active' && make('b', { class: 'pm-warn' }, ' ', language.word('condition', state.condition)),
      ['due_soon', 'extended'].includes(state.lateness) && make('b', {}, ' ', latenessText(language, state)),
    ];
  }
}

/** @type {Map<string, SVGElement>} symbols that were drawn, to be copied: a list shows the same few again and again */
const drawnSymbols = new Map();

/**
 * @param {World} world
 * @param {number} at
 * @param {number} size
 */
function taskSymbol(world, at, size) {
  const { head } = world.groupAt(world.tasks.layer(at)) || {};
  const symbol = head ? head.symbol : 'generic', color = head ? head.color : QUIET;
  const look = world.tasks.look(at);
  const key = [symbol, color, look.stage, look.condition, look.late, size].join(' ');
  const known = drawnSymbols.get(key) || svgOf(tileOf(symbol, color, look), size);
  drawnSymbols.set(key, known);
  return known.cloneNode(true);
}

/**
 * @param {World} world
 * @param {Selected | null} chosen
 * @returns {number[]} the task itself, that of a facility, or those of a park
 */
function tasksOf(world, chosen) {
  if (!chosen || chosen.kind === 'place' || chosen.kind === 'site') return [];
  if (chosen.kind === 'task') return [chosen.task.at];
  if (chosen.kind === 'park') return world.tasks.ofPark(chosen.park);
  const at = chosen.group.taskOf(chosen.row);
  return at < 0 ? [] : [at];
}
