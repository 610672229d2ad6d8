// The details card: one facility, park or task, with ways on to what belongs to it.

/**
 * @typedef {[label: string, content: Child | Child[]]} Line
 */

/** A park's card links to so many tasks; the Progress tab lists all. */
const MOST_TASKS = 12;

class Card {
  /** @param {PageParts} parts */
  constructor(parts) {
    this.parts = parts;
    this.box = byId('pm-card');
    this.turn = 0;
    /** @type {Selected | null} */
    this.selected = null;
    /** @type {string | undefined} the key of what opened the card, to which the focus goes back */
    this.opener = undefined;
  }

  /** @param {Selected | null} selected */
  async show(selected) {
    const focused = document.activeElement;
    const within = this.box.contains(focused);
    if (selected && !within && focused instanceof HTMLElement) this.opener = focused.dataset.key;
    if (!(await this.fill(selected)) || !within) return;
    if (selected) byId('pm-card-title').focus({ preventScroll: true });
    else this.giveBackFocus();
  }

  /** Tell of the same as it stands now, and leave the reader where they are. */
  async refresh() {
    if (!this.selected) return;
    const targets = () => /** @type {HTMLElement[]} */ ([...this.box.querySelectorAll('button, summary')]);
    const at = targets().findIndex((item) => item === document.activeElement);
    const open = [...this.box.querySelectorAll('details')].map((fold) => fold.open);
    if (!(await this.fill(this.selected))) return;
    this.box.querySelectorAll('details').forEach((fold, place) => (fold.open = open[place] ?? fold.open));
    const target = targets()[at];
    if (target) target.focus({ preventScroll: true });
  }

  /**
   * @param {Selected | null} selected
   * @returns {Promise<boolean>} whether nothing else is to be shown meanwhile
   */
  async fill(selected) {
    const turn = (this.turn += 1);
    this.selected = selected;
    const content = selected ? await this.contentOf(selected) : null;
    if (turn !== this.turn) return false;
    this.box.hidden = !content;
    if (content) refill(this.box, content[0], whenNote(this.parts), content.slice(1));
    return true;
  }

  giveBackFocus() {
    const items = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('[data-key]')]);
    const opener = this.opener && items.find((item) => item.dataset.key === this.opener);
    (opener || this.parts.map.getContainer()).focus({ preventScroll: true });
  }

  /**
   * @param {Selected} selected
   * @returns {Promise<Child[]>}
   */
  contentOf(selected) {
    if (selected.kind === 'task') return Promise.resolve(this.task(selected.task));
    if (selected.kind === 'park') return this.park(selected.park);
    if (selected.kind === 'place') return this.place(selected);
    if (selected.kind === 'site') return Promise.resolve(siteCard(this, selected.site));
    return this.facility(selected.group, selected.row);
  }

  /**
   * @param {FacilityGroup} group
   * @param {number} row
   * @returns {Promise<Child[]>}
   */
  async facility(group, row) {
    const { world, language } = this.parts;
    const values = await group.features.rows.read(row);
    const look = group.look(row);
    const park = group.parkOf(row);
    const task = group.taskOf(row) < 0 ? null : await world.tasks.read(group.taskOf(row));
    return [
      this.head(
        language.name(values.slice(1, FIRST_PROPERTY), asText(values[0])),
        svgOf(tileOf(group.symbolOf(row), group.head.color, look), 34),
        language.pick(group.head.title),
      ),
      this.list([
        [language.word('field', 'id'), asText(values[0])],
        [language.word('field', 'park'), park < 0 ? language.t('card.no_park') : this.parkLink(park)],
        ...(group.head.existing ? [/** @type {Line} */ ([language.word('field', 'stage'), language.t('existing')])] : this.status(group.stateOf(row))),
        ...(task ? [/** @type {Line} */ ([language.word('field', 'task'), this.taskLink(task)]), ...this.promises(task)] : []),
      ]),
      await this.reach({ kind: 'facility', group, row }),
      this.forms(group.features, row),
      this.others(group.features.rows.names, values),
    ];
  }

  /**
   * @param {LngLat} place
   * @returns {Promise<Child[]>}
   */
  async place({ lng, lat }) {
    const { world, language, map } = this.parts;
    const { x, y } = unitsOf({ lng, lat });
    const view = viewOf(map);
    const row = shapeAt(world.parks, view, L.point(x * view.scale + view.dx, view.dy - y * view.scale), false);
    return [
      this.head(degreesText(lng, lat), null, language.t('place.title')),
      this.list([[language.word('field', 'park'), row < 0 ? language.t('card.no_park') : this.parkLink(world.parks.numbers.at[row])]]),
      await this.reach({ kind: 'place', lng, lat }),
      make('h3', {}, language.t('place.forms')),
      formsList(this.parts, lng, lat),
    ];
  }

  /**
   * @param {Features} features
   * @param {number} row
   * @returns {Child} its coordinate in each form, folded away
   */
  forms(features, row) {
    const { lng, lat } = latLngOf(features.x[row], features.y[row]);
    return make('details', { class: 'pm-others' }, make('summary', {}, this.parts.language.t('place.forms')), formsList(this.parts, lng, lat));
  }

  /**
   * @param {number} park
   * @returns {Promise<Child[]>}
   */
  async park(park) {
    const { world, language } = this.parts;
    const rows = world.parks.rows;
    const values = await rows.read(world.parkRow[park]);
    const tasks = world.tasks.ofPark(park);
    const listed = await Promise.all(tasks.slice(0, MOST_TASKS).map((at) => world.tasks.read(at)));
    const counts = world.groups
      .map((group) => ({ group, tally: group.tallyIn(park) }))
      .filter(({ tally }) => tally.total);
    return [
      this.head(world.parkName(language, park), null, language.word('field', 'park')),
      this.list(counts.map(({ group, tally }) => [
        language.pick(group.head.title), language.t('card.of', { some: tally.inService, all: tally.total })])),
      !counts.length && make('p', { class: 'pm-mute' }, language.t('card.no_facilities')),
      await this.cover(park),
      tasks.length > 0 && make('h3', {}, language.t('card.tasks', { count: tasks.length })),
      tasks.length > 0 && make('ul', { class: 'pm-plain' }, listed.map((task) => make('li', {}, this.taskLink(task)))),
      tasks.length > listed.length && this.tasksLink(park, tasks.length),
      this.forms(world.parks, world.parkRow[park]),
      this.others(rows.names, values),
    ];
  }

  /**
   * @param {TaskData} task
   * @returns {Child[]}
   */
  task(task) {
    const { world, language } = this.parts;
    const state = world.tasks.state(task.at);
    const quantity = task.quantity === null ? '' : `${typeof task.quantity === 'number' ? language.number(task.quantity) : task.quantity} ${task.unit}`;
    const field = (/** @type {string} */ code, /** @type {string} */ text) => /** @type {Line} */ ([language.word('field', code), text]);
    return [
      this.head(
        task.name || task.id,
        taskSymbol(world, task.at, 34),
        `${language.word('field', 'task')} ${task.id}`,
      ),
      this.list([
        field('content', task.content),
        field('quantity', quantity),
        [language.word('field', 'park'), task.parks.length ? task.parks.map((park) => this.parkLink(park)) : task.parkText],
        ...this.status({ ...state, layer: task.layer }),
        ...this.promises(task),
        field('progress', task.progress),
        field('delay_reason', task.delay_reason),
        field('evidence', task.evidence),
        field('support', task.support.join(language.t('comma'))),
        field('after', task.after.join(language.t('comma'))),
        field('note', task.note),
        [language.t('progress.on_map'), task.rows.length ? onMapText(language, task) : [onMapText(language, task), language.t('colon'), language.word('match', task.match)]],
      ]),
    ];
  }

  /**
   * @returns {Promise<CoverView | null>} by the rule that is chosen; nothing where nothing is measured
   */
  async coverView() {
    const { world, state } = this.parts;
    if (!world.coverage.isThere) return null;
    await world.coverage.read();
    await /** @type {CoverRule} */ (world.coverage.named(state.now)).read();
    return coverView(world, state.now);
  }

  /**
   * @param {CoverView} view
   * @param {Child} content
   * @returns {Child[]} what is told under the name of the rule
   */
  underRule(view, content) {
    const { world, language } = this.parts;
    const layer = language.pick(world.scene.layers[view.rule.head.layer].title);
    return [make('h3', {}, language.t('cover.card', { layer, rule: language.pick(view.rule.head.title) })), content];
  }

  /**
   * @param {number} park
   * @returns {Promise<Child[]>} its coverage under the rule that is chosen
   */
  async cover(park) {
    const { language } = this.parts;
    const view = await this.coverView();
    if (!view) return [];
    const figures = view.figures(park);
    return this.underRule(view, make('p', { class: 'pm-cover-sum' }, verdictMark(language, view.judged(figures).verdict), ' ',
      make('b', {}, figureText(language, view, figures)), ' · ', view.isRound && `${sharesText(language, figures)} · `, facilitiesText(language, figures)));
  }

  /**
   * @param {Selected} selected
   * @returns {Promise<Child[]>} of a plot: the nearest facility, and what closes its gap
   */
  async reach(selected) {
    const { world } = this.parts;
    const view = await this.coverView();
    const row = world.coverage.plotOf(selected);
    if (!view || !view.isRound || row < 0) return [];
    const served = /** @type {FacilityGroup} */ (world.groupAt(view.rule.head.layer));
    const reach = view.rule.reach(view.state, row);
    const closing = reach.served ? null : view.rule.closing(row, view.day, view.scenario);
    const task = closing ? served.taskOf(closing.row) : -1;
    await Promise.all([reach.nearest, closing ? closing.row : -1].map((at) => at >= 0 && served.features.rows.read(at)));
    if (task >= 0) await world.tasks.read(task);
    return this.underRule(view, [
      make('p', { class: reach.served ? '' : 'pm-warn' }, reachText(this.parts, served, view, row)),
      !reach.served && make('p', {}, (closingText(this.parts, served, closing) || []).filter(Boolean).join(' · '))]);
  }

  /**
   * @param {string} name
   * @param {Child} symbol
   * @param {string} kind
   * @returns {Child}
   */
  head(name, symbol, kind) {
    const { language, select } = this.parts;
    return make(
      'div', { class: 'pm-card-head' }, symbol,
      make('div', {}, make('h2', { id: 'pm-card-title', tabindex: -1 }, name), make('p', {}, kind)),
      make('button', { type: 'button', class: 'pm-close', 'aria-label': language.t('card.close'), onclick: () => select(null) }, '×'),
    );
  }

  /**
   * @param {{stage: string, condition: string, lateness: string, daysLate: number, layer?: number | null}} status
   * @returns {Line[]}
   */
  status(status) {
    const { language } = this.parts;
    const late = lateGrade(status.lateness, status.daysLate) > 0;
    return [
      [language.word('field', 'stage'), stageText(language, status)],
      [language.word('field', 'condition'),
        make('span', { class: status.condition === 'active' ? '' : 'pm-warn' }, language.word('condition', status.condition))],
      [language.word('field', 'lateness'),
        status.lateness === 'unknown' ? '' : make('span', { class: late ? 'pm-warn' : '' }, latenessText(language, status))],
    ];
  }

  /**
   * @param {TaskData} task
   * @returns {Line[]} dates in the register's own words, and who answers for them
   */
  promises(task) {
    const { language } = this.parts;
    return [
      [language.word('field', 'start'), milestoneText(language, task.start)],
      [language.word('field', 'finish'), milestoneText(language, task.finish)],
      [language.word('field', 'leader'), task.leader],
      [language.word('field', 'department'), task.department],
      [language.word('field', 'person'), task.person],
    ];
  }

  /**
   * @param {Line[]} lines those without content are left out
   * @returns {Child}
   */
  list(lines) {
    const told = lines.filter(([, content]) => content !== '' && content !== null && content !== false);
    return told.length > 0 && make('dl', { class: 'pm-list' },
      told.flatMap(([label, content]) => [make('dt', {}, label), make('dd', {}, content)]));
  }

  /**
   * @param {string[]} names
   * @param {Plain[]} values
   * @returns {Child} the file's own fields
   */
  others(names, values) {
    const { language } = this.parts;
    /** @type {Line[]} */
    const lines = [];
    for (let at = FIRST_PROPERTY; at < names.length; at += 1)
      if (values[at] !== null) lines.push([names[at], asText(values[at])]);
    return lines.length > 0 && make('details', { class: 'pm-others', open: true },
      make('summary', {}, language.t('card.others', { count: lines.length })), this.list(lines));
  }

  /** @param {number} park */
  parkLink(park) {
    const { world, language, select } = this.parts;
    return make('button', { type: 'button', class: 'pm-link', onclick: () => select({ kind: 'park', park }) }, world.parkName(language, park));
  }

  /**
   * @param {number} park
   * @param {number} count
   * @returns {Child} a way to all tasks of a park
   */
  tasksLink(park, count) {
    const { world, language, state } = this.parts;
    return make('button', { type: 'button', class: 'pm-link', onclick: () =>
      state.set({ tab: 'progress', folded: false, filters: { ...state.now.filters, park: [world.scene.parks.ids[park]] } }) }, language.t('card.all_tasks', { count }));
  }

  /** @param {TaskData} task */
  taskLink(task) {
    const { select } = this.parts;
    return make('button', { type: 'button', class: 'pm-link', onclick: () => select({ kind: 'task', task }) },
      make('span', { class: 'pm-id' }, task.id), ' ', task.name);
  }
}

/**
 * @param {Language} language
 * @param {{lateness: string, daysLate: number}} status
 */
function latenessText(language, status) {
  const word = language.word('lateness', status.lateness);
  return status.daysLate > 0 ? language.t('late_by', { word, days: status.daysLate }) : word;
}

/**
 * @param {Language} language
 * @param {MilestoneData} milestone
 * @returns {string} what was promised, what is promised now, what happened; each only if it says something new
 */
function milestoneText(language, milestone) {
  const { baseline, current, actual } = milestone;
  const parts = [];
  if (baseline) parts.push(intervalText(language, baseline));
  if (current && (!baseline || current.text !== baseline.text))
    parts.push(baseline ? language.t('card.now', { date: intervalText(language, current) }) : intervalText(language, current));
  if (actual) parts.push(language.t('card.actual', { date: intervalText(language, actual) }));
  return parts.join(language.t('semicolon'));
}

/**
 * @param {Language} language
 * @param {IntervalData} interval
 * @returns {string} the source's words, and the day that they mean where they do not name one
 */
function intervalText(language, interval) {
  const words = interval.text || language.date(isoOfDay(interval.to));
  return interval.ambiguous ? language.t('card.ambiguous', { date: words }) : words;
}

/**
 * A task that builds nothing on the map is done, not built.
 * @param {Language} language
 * @param {{stage: string, layer?: number | null}} status
 */
function stageText(language, { stage, layer }) {
  return layer === null && stage === 'built' ? language.t('progress.done') : language.word('stage', stage);
}

/**
 * @param {Language} language
 * @param {TaskData} task
 */
function onMapText(language, task) {
  return task.rows.length ? language.t('progress.facilities', { count: task.rows.length }) : language.t('progress.not_on_map');
}
