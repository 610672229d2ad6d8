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
    if (!world.scene.tasks.length) return [make('p', { class: 'pm-mute' }, language.t('progress.none'))];
    const { shownTasks, counts } = filters.now();
    const onlyLate = LATE_CODES.join() === [...state.now.filters.late].sort().join();
    const late = LATE_CODES.reduce((sum, code) => sum + counts.late.tasks[CODES.lateness.indexOf(code)], 0);
    const only = make('input', { type: 'checkbox', id: 'pm-only-late', 'data-key': 'only-late', onchange: () => filters.set('late', onlyLate ? [] : LATE_CODES) });
    only.checked = onlyLate;
    return [
      this.totals(shownTasks, shownTasks.filter((task) => this.isLate(task)).length),
      shownTasks.length > 0 && this.bar(shownTasks),
      make('p', { class: 'pm-filter' }, only, make('label', { for: 'pm-only-late' }, language.t('progress.only_late', { count: late }))),
      filters.on && make('p', { class: 'pm-filter-note' }, language.t('filter.tasks_shown', { shown: shownTasks.length, all: world.scene.tasks.length }), ' ',
        make('button', { type: 'button', class: 'pm-link', 'data-key': 'tasks-clear', onclick: () => filters.clear() }, language.t('filter.clear'))),
      !shownTasks.length && make('p', { class: 'pm-empty' }, make('b', {}, language.t('filter.no_tasks')), make('span', {}, language.t('filter.nothing_hint'))),
      make('ul', { class: 'pm-tasks' }, this.inOrder(shownTasks).map((task) => make('li', {}, this.row(task)))),
    ];
  }

  /**
   * @param {TaskData[]} tasks in the order of the register
   * @returns {TaskData[]} the late ones first, the latest of them on top
   */
  inOrder(tasks) {
    const late = tasks.filter((task) => this.isLate(task)).sort((one, other) => other.daysLate - one.daysLate);
    return [...late, ...tasks.filter((task) => !this.isLate(task))];
  }

  /** @param {TaskData} task */
  isLate(task) {
    return lateGrade(task.lateness, task.daysLate) > 0;
  }

  /**
   * @param {TaskData[]} tasks
   * @param {number} late
   */
  totals(tasks, late) {
    const { language } = this.parts;
    const done = tasks.filter((task) => task.stage === 'in_service' && task.condition === 'active').length;
    const suspended = tasks.filter((task) => task.condition === 'suspended').length;
    const figure = (/** @type {number} */ count, /** @type {string} */ word, /** @type {boolean} */ warn) =>
      make('div', {}, make('b', { class: warn && count ? 'pm-warn' : '' }, language.number(count)), make('span', {}, word));
    return make('div', { class: 'pm-figures' },
      figure(tasks.length, language.t('progress.all'), false),
      figure(done, language.word('stage', 'in_service'), false),
      figure(late, language.t('legend.late'), true),
      figure(suspended, language.word('condition', 'suspended'), true));
  }

  /**
   * @param {TaskData[]} tasks
   * @returns {Child} one bar of all tasks by stage
   */
  bar(tasks) {
    const { language } = this.parts;
    const parts = CODES.stages
      .map((stage) => ({ stage, count: tasks.filter((task) => task.stage === stage).length }))
      .filter(({ count }) => count);
    const words = parts.map(({ stage, count }) => `${language.word('stage', stage)} ${language.number(count)}`);
    return make('div', { class: 'pm-bar', role: 'img', 'aria-label': words.join(language.t('comma')) },
      parts.map(({ stage, count }, at) => {
        const part = make('span', { class: `pm-part pm-fill-${fillOf({ stage, condition: 'active', late: 0 })}`, title: words[at] });
        part.style.flexGrow = String(count);
        return part;
      }));
  }

  /** @param {TaskData} task */
  row(task) {
    const { world, language, select, state } = this.parts;
    const group = world.groupAt(task.layer);
    const look = world.taskLook(task);
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
    const { language } = this.parts;
    return [
      stageText(language, task),
      task.condition !== 'active' && make('b', { class: 'pm-warn' }, ' ', language.word('condition', task.condition)),
      this.isLate(task) && make('b', { class: 'pm-warn' }, ' ', latenessText(language, task)),
      ['due_soon', 'extended'].includes(task.lateness) && make('b', {}, ' ', latenessText(language, task)),
    ];
  }
}
