// The Progress tab: every promise of the register, how it stands, and who answers for it.

/** What "late" means, in the order of the alphabet. */
const LATE_CODES = ['late_start', 'overdue'];

class ProgressPanel {
  /** @param {PageParts} parts */
  constructor(parts) {
    this.parts = parts;
  }

  /** @returns {Child[]} */
  content() {
    const { world, language, filters, state } = this.parts;
    const { size } = world.tasks;
    if (!size) return [make('p', { class: 'pm-mute' }, language.t('progress.none'))];
    const { tasks, shownTasks, counts } = filters.now();
    const onlyLate = LATE_CODES.join() === [...state.now.filters.late].sort().join();
    const late = LATE_CODES.reduce((sum, code) => sum + counts.late.tasks[CODES.lateness.indexOf(code)], 0);
    const only = make('input', { type: 'checkbox', id: 'pm-only-late', 'data-key': 'only-late', onchange: () => filters.set('late', onlyLate ? [] : LATE_CODES) });
    only.checked = onlyLate;
    return [
      this.totals(tasks, shownTasks),
      shownTasks > 0 && this.bar(tasks),
      make('p', { class: 'pm-filter' }, only, make('label', { for: 'pm-only-late' }, language.t('progress.only_late', { count: late }))),
      filters.on && make('p', { class: 'pm-filter-note' }, language.t('filter.tasks_shown', { shown: shownTasks, all: size }), ' ',
        make('button', { type: 'button', class: 'pm-link', 'data-key': 'tasks-clear', onclick: () => filters.clear() }, language.t('filter.clear'))),
      !shownTasks && make('p', { class: 'pm-empty' }, make('b', {}, language.t('filter.no_tasks')), make('span', {}, language.t('filter.nothing_hint'))),
      this.list(tasks),
    ];
  }

  /** @param {Uint8Array} tasks which are shown */
  list(tasks) {
    const { world } = this.parts;
    const order = this.inOrder(tasks);
    const list = make('ul', { class: 'pm-tasks' });
    const known = order.map((at) => world.tasks.peek(at));
    if (known.every(Boolean)) refill(list, known.map((task) => make('li', {}, this.row(/** @type {TaskData} */ (task)))));
    else void Promise.all(order.map((at) => world.tasks.read(at))).then((read) => refill(list, read.map((task) => make('li', {}, this.row(task)))));
    return list;
  }

  /**
   * @param {Uint8Array} tasks which are shown
   * @returns {number[]} the late ones first, the latest of them on top, else in the order of the register
   */
  inOrder(tasks) {
    const { daysLate } = this.parts.world.tasks.states;
    const shown = [...tasks.keys()].filter((at) => tasks[at]);
    const late = shown.filter((at) => this.isLate(at)).sort((one, other) => daysLate[other] - daysLate[one]);
    return [...late, ...shown.filter((at) => !this.isLate(at))];
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
  bar(tasks) {
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

  /** @param {TaskData} task */
  row(task) {
    const { world, language, select, state } = this.parts;
    const group = world.groupAt(task.layer);
    const look = world.tasks.look(task.at);
    const chosen = state.now.selection && state.now.selection.kind === 'task' && state.now.selection.id === task.id;
    const due = milestoneText(language, task.finish) || milestoneText(language, task.start);
    const who = [task.department, task.person].filter(Boolean).join(' · ');
    return make('button', { type: 'button', class: 'pm-task', 'aria-pressed': String(Boolean(chosen)), 'data-key': `task-${task.id}`, onclick: () => select({ kind: 'task', task }) },
      svgOf(tileOf(group ? group.head.symbol : 'generic', group ? group.head.color : QUIET, look), 28),
      make('span', { class: 'pm-task-name' }, make('span', { class: 'pm-id' }, task.id), ' ', task.name || task.content),
      make('span', { class: 'pm-task-state' }, this.stateText(task)),
      make('span', { class: 'pm-task-due' }, due, who && make('span', {}, due ? ' · ' : '', who)),
      make('span', { class: 'pm-task-map' }, onMapText(language, task)));
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
      state.condition !== 'active' && make('b', { class: 'pm-warn' }, ' ', language.word('condition', state.condition)),
      this.isLate(task.at) && make('b', { class: 'pm-warn' }, ' ', latenessText(language, state)),
      ['due_soon', 'extended'].includes(state.lateness) && make('b', {}, ' ', latenessText(language, state)),
    ];
  }
}
