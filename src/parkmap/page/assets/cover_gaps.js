// Plots that are not served: how far each is from the nearest facility, and which task closes the gap first.

class GapList {
  /** @param {PageParts} parts */
  constructor(parts) {
    this.parts = parts;
    this.list = new VirtualList({
      key: 'gaps', scroller: byId('pm-body'), covered: () => 0, face: (plot) => this.face(plot), load: (plot) => this.load(plot),
      pick: (plot) => this.pick(plot), waiting: () => parts.language.t('progress.busy') });
    this.sign = '';
    this.items = new Uint32Array(0);
    /** @type {CoverView | null} */
    this.view = null;
  }

  /**
   * @param {CoverView} view
   * @param {Set<number> | null} parks those that are listed; null lists all, and plots of none
   * @returns {Child[]}
   */
  content(view, parks) {
    const { language, state, world } = this.parts;
    if (!view.isRound || !world.coverage.plots) return [];
    this.view = view;
    const { gapPark, gapSort } = state.now;
    const sign = JSON.stringify([view.rule.id, view.rule.head.distance, view.state, view.day, view.scenario, gapPark, gapSort, parks && [...parks]]);
    if (sign !== this.sign) this.items = this.order(view, parks);
    this.sign = sign;
    this.list.show(this.items, language.t('cover.gaps'), `${language.lang} ${sign}`);
    const people = this.items.reduce((sum, plot) => sum + (world.coverage.weights[plot] || 0), 0);
    return [
      make('h2', { id: 'pm-gaps-title' }, language.t('cover.gaps')),
      make('p', { class: 'pm-filter-note', role: 'status' }, language.t('cover.gap_count', { count: this.items.length }),
        people > 0 && ` · ${language.number(people)} ${language.word('denominator', 'employees')}`),
      make('div', { class: 'pm-gap-bar' }, this.parkBox(), this.sortBox()),
      this.list.box,
    ];
  }

  /** @returns {Child} */
  parkBox() {
    const { language, state, world } = this.parts;
    const all = /** @type {[string, string]} */ (['', language.t('cover.all_parks')]);
    const parks = world.scene.parks.ids.map((id, park) => /** @type {[string, string]} */ ([id, world.parkName(language, park)]));
    return selectBox('gap-park', language.t('park'), [all, ...parks], state.now.gapPark, (gapPark) => state.set({ gapPark }));
  }

  /** @returns {Child} */
  sortBox() {
    const { language, state } = this.parts;
    const names = { people: language.t('cover.sort_people'), far: language.t('cover.sort_far'), closed: language.t('cover.sort_closed') };
    return selectBox('gap-sort', language.t('sort.title'), GAP_SORTS.map((sort) => [sort, names[/** @type {keyof typeof names} */ (sort)]]), state.now.gapSort, (gapSort) => state.adjust({ gapSort }));
  }

  /**
   * @param {CoverView} view
   * @param {Set<number> | null} parks
   * @returns {Uint32Array}
   */
  order(view, parks) {
    const { state, world } = this.parts;
    const { places, weights } = world.coverage;
    const { gapPark, gapSort } = state.now;
    const only = gapPark ? world.scene.parks.ids.indexOf(gapPark) : -1;
    const found = [];
    for (let plot = 0; plot < weights.length; plot += 1) {
      const park = places.park[plot] - 1;
      if (only >= 0 ? park !== only : parks && !parks.has(park)) continue;
      const reach = view.rule.reach(view.state, plot);
      if (reach.served) continue;
      const far = reach.nearest < 0 ? Infinity : reach.excess;
      const closing = view.rule.closing(plot, view.day, view.scenario);
      found.push({ plot, people: weights[plot] || 0, far, closed: closing ? closing.day : Infinity });
    }
    const order = {
      people: (/** @type {OpenPlot} */ one, /** @type {OpenPlot} */ other) => other.people - one.people || compare(other.far, one.far),
      far: (/** @type {OpenPlot} */ one, /** @type {OpenPlot} */ other) => compare(other.far, one.far) || other.people - one.people,
      closed: (/** @type {OpenPlot} */ one, /** @type {OpenPlot} */ other) => compare(one.closed, other.closed) || other.people - one.people,
    }[gapSort];
    return Uint32Array.from(found.sort(order), ({ plot }) => plot);
  }

  /** @param {number} plot */
  pick(plot) {
    const { select, world } = this.parts;
    const { coverage } = world;
    const group = world.groupAt(coverage.layer);
    if (group) select({ kind: 'facility', group, row: plot });
    else select({ kind: 'place', ...latLngOf(coverage.places.x[plot], coverage.places.y[plot]) });
  }

  /**
   * @param {number} plot
   * @returns {Promise<unknown>} when every word of a row is at hand
   */
  load(plot) {
    const { world } = this.parts;
    const { nearest, closing, group } = this.of(plot);
    const rows = [nearest, closing ? closing.row : -1].filter((row) => row >= 0);
    const task = closing ? group.taskOf(closing.row) : -1;
    return Promise.all([/** @type {Rows} */ (world.coverage.plots).read(plot), ...rows.map((row) => group.features.rows.read(row)), task >= 0 && world.tasks.read(task)]);
  }

  /** @param {number} plot */
  of(plot) {
    const view = /** @type {CoverView} */ (this.view);
    const group = /** @type {FacilityGroup} */ (this.parts.world.groupAt(view.rule.head.layer));
    return { ...view.rule.reach(view.state, plot), closing: view.rule.closing(plot, view.day, view.scenario), group };
  }

  /**
   * @param {number} plot
   * @returns {{content: Child[]} | null} null until its words are inflated
   */
  face(plot) {
    const { language, world } = this.parts;
    const { coverage } = world;
    const reach = this.of(plot);
    const names = /** @type {Rows} */ (coverage.plots).peek(plot);
    const near = reachText(this.parts, reach.group, /** @type {CoverView} */ (this.view), plot);
    const closed = closingText(this.parts, reach.group, reach.closing);
    if (!names || near === null || closed === null) return null;
    const park = coverage.places.park[plot] - 1, people = coverage.weights[plot];
    return { content: [
      make('span', { class: 'pm-task-name' }, make('b', {}, language.name(names.slice(1), asText(names[0]))), make('small', {}, park < 0 ? language.t('card.no_park') : world.parkName(language, park))),
      make('span', { class: 'pm-gap-people' }, people === null ? language.t('cover.untold') : `${language.number(people)} ${language.word('denominator', 'employees')}`),
      make('span', { class: 'pm-gap-near' }, near),
      make('span', { class: `pm-gap-closed${reach.closing ? '' : ' pm-mute'}` }, closed[0]),
      closed.length > 1 && make('span', { class: 'pm-gap-due' }, closed[1]),
    ] };
  }
}

/** @typedef {{plot: number, people: number, far: number, closed: number}} OpenPlot */

/**
 * @param {number} one
 * @param {number} other either may be endless
 */
function compare(one, other) {
  return one === other ? 0 : one - other;
}

/**
 * @param {string} key
 * @param {string} name
 * @param {[string, string][]} options
 * @param {string} value
 * @param {(value: string) => void} choose
 * @returns {Child}
 */
function selectBox(key, name, options, value, choose) {
  const box = make('select', { class: 'pm-sort', 'data-key': key, 'aria-label': name, onchange: () => choose(box.value) }, options.map(([code, text]) => {
    const option = make('option', {}, text);
    option.value = code;
    return option;
  }));
  box.value = value;
  return box;
}

/**
 * @param {PageParts} parts
 * @param {FacilityGroup} group
 * @param {CoverView} view
 * @param {number} plot
 * @returns {string | null} the nearest facility and how far it is; null until its name is at hand
 */
function reachText({ language, world }, group, { rule, state }, plot) {
  const { nearest, distance, excess, served } = rule.reach(state, plot);
  const streets = rule.straight && world.coverage.streets;
  if (nearest < 0 && streets && streets.off.has(plot)) return language.t('cover.off_streets', { snap: language.number(streets.head.snap) });
  if (nearest < 0) return streets && rule.serving(state).length ? language.t('cover.no_way') : language.t('cover.nothing');
  const values = group.features.rows.peek(nearest);
  if (!values) return null;
  const told = { name: language.name(values.slice(1, FIRST_PROPERTY), asText(values[0])), distance: language.number(distance), excess: language.number(excess) };
  if (!streets) return served ? language.t('cover.nearest', told) : language.t('cover.too_far', told);
  const walked = { ...told, minutes: language.number(Number((distance / streets.head.speed / 60).toFixed(1))) };
  return served ? language.t('cover.walk_nearest', walked) : language.t('cover.walk_too_far', walked);
}

/**
 * @param {PageParts} parts
 * @param {FacilityGroup} group
 * @param {Closing | null} closing
 * @returns {string[] | null} when a gap is closed and by what; who answers for it, and when it is due; null until its words are at hand
 */
function closingText({ language, world }, group, closing) {
  if (!closing) return [language.t('cover.never_closed')];
  const at = group.taskOf(closing.row);
  const values = group.features.rows.peek(closing.row), task = at < 0 ? null : world.tasks.peek(at);
  if (!values || (at >= 0 && !task)) return null;
  const on = language.t('cover.closed', { date: language.date(isoOfDay(closing.day)) });
  if (!task) return [`${on} · ${language.name(values.slice(1, FIRST_PROPERTY), asText(values[0]))}`];
  const due = task.finish.current || task.finish.baseline;
  const deadline = due && language.t('cover.due', { date: language.date(isoOfDay(due.to)) });
  return [`${on} · ${task.id} ${task.name}`, [task.department, deadline].filter(Boolean).join(' · ')];
}
