// The Coverage tab: places against things. Who is served under a rule, where gaps are, and when they close.

/** So many parks are listed at once. */
const PARKS_AT_ONCE = 40;

class CoveragePanel {
  /**
   * @param {PageParts} parts
   * @param {(what: string) => void} print
   */
  constructor(parts, print) {
    this.parts = parts;
    this.print = print;
    this.counts = new CountTable(parts);
    this.gaps = new GapList(parts);
    this.proposal = parts.world.proposal && new ProposalPanel(parts, print);
    this.most = PARKS_AT_ONCE;
    /** Whether the table of counts is unfolded: folded away it need not be made. */
    this.isCounting = false;
    /** Whether the row of what is chosen is still to be brought into view. */
    this.pending = false;
  }

  /** @returns {Child[]} */
  content() {
    const { world, language, state } = this.parts;
    const { coverage } = world;
    const proposal = this.proposal ? [this.proposal.content()] : [];
    if (!coverage.isThere) return [...proposal, ...this.counts.content()];
    const view = coverView(world, state.now);
    if (!view) return [...proposal, make('p', { class: 'pm-mute', role: 'status' }, language.t('progress.busy'))];
    const parks = this.parksListed();
    const { selection } = state.now;
    const chosen = selection && selection.kind === 'park' ? world.scene.parks.ids.indexOf(selection.id) : -1;
    const told = [
      ...proposal,
      this.layerChips(view),
      this.ruleCards(view),
      this.ways(view),
      this.headline(view),
      this.denominators(view),
      this.onMap(view),
      ...this.parkRows(view, parks, chosen),
      new CoverChart(this.parts, view, chosen).content(),
      ...this.gaps.content(view, parks),
      this.countsFold(),
      this.notes(view),
      make('div', { class: 'pm-cover-out' },
        make('button', { type: 'button', class: 'pm-plain-button', 'data-key': 'cover-print', onclick: () => this.print('cover') }, language.t('cover.print')),
        make('button', { type: 'button', class: 'pm-plain-button', 'data-key': 'cover-csv', onclick: () => void exportCoverage(this.parts) }, language.t('cover.csv'))),
    ];
    if (this.pending) void Promise.resolve().then(() => this.reveal());
    return told;
  }

  /** @returns {Child} */
  countsFold() {
    const { language } = this.parts;
    const fold = make('details', { class: 'pm-fold', 'data-key': 'counts', open: this.isCounting, ontoggle: () => {
      if (fold.open === this.isCounting) return;
      this.isCounting = fold.open;
      this.parts.refresh();
    } }, make('summary', {}, language.t('cover.counts')), this.isCounting && this.counts.content());
    return fold;
  }

  /** @param {Selected | null} chosen what was chosen on the map: its row is to be seen */
  mark(chosen) {
    const { state, refresh } = this.parts;
    if (state.now.tab !== 'coverage') return;
    this.pending = Boolean(chosen && chosen.kind === 'park');
    const { coverage } = this.parts.world;
    const isPlot = chosen && chosen.kind === 'facility' && chosen.group.at === coverage.layer;
    this.gaps.list.mark(isPlot ? chosen.row : -1, isPlot ? [chosen.row] : []);
    refresh();
  }

  reveal() {
    const row = document.querySelector('.pm-cover-park[aria-pressed="true"]');
    this.pending = false;
    if (row) row.scrollIntoView({ block: 'nearest' });
  }

  /** @returns {Set<number> | null} the parks that the filters let through; null lets all through */
  parksListed() {
    const { state, world } = this.parts;
    const { park } = state.now.filters;
    return park.length ? new Set(park.map((id) => world.scene.parks.ids.indexOf(id))) : null;
  }

  /**
   * @param {CoverView} view
   * @returns {Child} a button for each layer that has a rule
   */
  layerChips(view) {
    const { language, state, world } = this.parts;
    const firsts = world.coverage.rules.filter(({ head }, at, rules) => rules.findIndex((rule) => rule.head.layer === head.layer) === at);
    return make('div', { class: 'pm-cover-layers', role: 'group', 'aria-label': language.t('cover.layers') }, firsts.map((first) => {
      const head = world.scene.layers[first.head.layer];
      const on = first.head.layer === view.rule.head.layer;
      return make('button', { type: 'button', 'aria-pressed': String(on), 'data-key': `cover-layer-${head.key}`, onclick: () => !on && state.set({ rule: first.id, by: '' }) },
        svgOf(tileOf(head.symbol, head.color, BUILT), 20), make('span', {}, language.pick(head.title)));
    }));
  }

  /**
   * @param {CoverView} view
   * @returns {Child} the rules of the layer side by side, each with what it says of the zone
   */
  ruleCards(view) {
    const { language, state, world } = this.parts;
    const { coverage } = world;
    return make('div', { class: 'pm-cover-rules', role: 'group', 'aria-label': language.t('cover.rules') }, coverage.beside(view.rule, state.now).map((rule) => {
      const own = rule === view.rule ? view : coverage.ready(rule) && new CoverView(world, { ...state.now, by: '' }, rule);
      const figures = own && own.figures(-1);
      return make('button', { type: 'button', 'aria-pressed': String(rule === view.rule), 'data-key': `cover-rule-${rule.id}`, onclick: () => rule !== view.rule && state.set({ rule: rule.id, by: '' }) },
        make('span', { class: 'pm-cover-rule' }, language.pick(rule.head.title)),
        own && figures && make('b', {}, figureText(language, own, figures)),
        own && figures && verdictMark(language, own.judged(figures).verdict));
    }));
  }

  /**
   * @param {CoverView} view
   * @returns {Child[]} the zone in large figures, and where the rule stands
   */
  headline(view) {
    const { language, world } = this.parts;
    const { coverage } = world;
    const figures = view.figures(-1);
    const { head } = view.rule;
    const sum = sumText(language, view, figures);
    return [
      make('p', { class: 'pm-cover-zone' }, make('b', {}, figureText(language, view, figures)), ' ',
        make('span', {}, view.hasShares ? language.t('cover.near_layer', { what: shareName(language, view), layer: language.pick(world.scene.layers[head.layer].title) }) : `· ${language.pick(head.title)}`),
        this.change(view, -1)),
      make('p', { class: 'pm-cover-sum' }, verdictMark(language, view.judged(figures).verdict), ' ',
        sum && `${sum} · `,
        facilitiesText(language, figures), view.isRound && ` · ${language.word('distance', head.distance)}`, this.circle(view, -1)),
      make('p', { class: 'pm-cover-source' }, ruleSource(language, head)),
      coverage.isStill && make('p', { class: 'pm-when' }, language.t('cover.still')),
    ];
  }

  /**
   * @param {CoverView} view
   * @returns {Child} what a reader of the figures has to know
   */
  notes(view) {
    const { language } = this.parts;
    const { untold } = view.figures(-1), { note } = view.rule.head;
    return make('ul', { class: 'pm-cover-notes' }, [
      note && language.pick(note), untold > 0 && view.by === 2 && language.t('cover.untold_count', { count: untold }), language.t('cover.filters'),
    ].filter(Boolean).map((text) => make('li', {}, text)));
  }

  /**
   * @param {CoverView} view
   * @param {number} park
   * @returns {Child} both days, where two are compared
   */
  change(view, park) {
    const { language } = this.parts;
    if (!view.isCompared) return false;
    const [before, after] = view.states.map((state) => view.rule.figures(state, park));
    const texts = [before, after].map((figures) => figureText(language, view, figures));
    const change = view.hasShares ? changeText(language, view.share(before), view.share(after)) : '';
    return make('span', { class: 'pm-cover-change' }, `${texts[0]} → ${texts[1]}`, change && make('b', {}, ` ${change}`));
  }

  /**
   * @param {CoverView} view
   * @returns {Child} what shares are of
   */
  denominators(view) {
    const { language, state } = this.parts;
    if (!view.hasShares) return false;
    const { leads } = view.rule.head;
    return make('fieldset', { class: 'pm-cover-by' }, make('legend', {}, language.t('cover.by')), DENOMINATORS.map((name, at) => {
      const input = make('input', { type: 'radio', 'data-key': `cover-by-${name}`, onchange: () => state.set({ by: at === leads ? '' : name }) });
      input.name = 'pm-cover-by';
      input.checked = at === view.by;
      return make('label', {}, input, make('span', {}, language.word('denominator', name), at === leads && make('small', {}, ` ${language.t('cover.leads')}`), make('b', {}, percent(view.figures(-1).shares[at]))));
    }));
  }

  /**
   * @param {CoverView} view
   * @param {number} park -1 is the zone
   * @returns {Child} what the circle would have, beside a walk
   */
  circle(view, park) {
    const text = circleText(this.parts.language, view, park);
    return text && [' · ', make('span', { class: 'pm-cover-circle' }, text)];
  }

  /**
   * @param {CoverView} view
   * @returns {Child} how distances are measured, where there is a choice
   */
  ways({ rule }) {
    const { language, state } = this.parts;
    if (!rule.walk && !rule.straight) return false;
    const names = { '': language.t('cover.straight'), walk: language.t('cover.walk') };
    return make('fieldset', { class: 'pm-cover-by pm-cover-ways' }, make('legend', {}, language.t('cover.way')), Object.entries(names).map(([way, name]) => {
      const input = make('input', { type: 'radio', 'data-key': `cover-way-${way || 'straight'}`, onchange: () => state.set({ way }) });
      input.name = 'pm-cover-way';
      input.checked = way === state.now.way;
      return make('label', {}, input, make('span', {}, name));
    }));
  }

  /**
   * @param {CoverView} view
   * @returns {Child[]} switches of what the map draws, their legend, and the day to compare with
   */
  onMap(view) {
    const { language, state, world: { timeline, when }, atlas } = this.parts;
    const look = atlas.cover.look();
    const check = (/** @type {string} */ key, /** @type {boolean} */ on, /** @type {string} */ text, /** @type {() => void} */ act) => {
      const box = make('input', { type: 'checkbox', id: `pm-${key}`, 'data-key': key, onchange: act });
      box.checked = on;
      return [box, make('label', { for: `pm-${key}` }, text)];
    };
    const put = (/** @type {boolean} */ fill, /** @type {boolean} */ shade) => state.set({ cover: fill ? (shade ? 'both' : 'fill') : shade ? 'shade' : 'none' });
    const usual = when.day === timeline.last ? timeline.asOf : timeline.last;
    return [
      make('div', { class: 'pm-filter pm-cover-switches' },
        view.isRound && check('cover-shade', look.shade, language.t('cover.shade'), () => put(look.fill, !look.shade)),
        check('cover-fill', look.fill, language.t('cover.fill'), () => put(!look.fill, look.shade)),
        timeline.moves && !this.parts.world.coverage.isStill && check('cover-compare', Boolean(state.now.compare), language.t('cover.compare'), () => state.set({ compare: state.now.compare ? '' : isoOfDay(usual) }))),
      Boolean(state.now.compare) && this.compareBar(view),
      !(this.proposal && this.proposal.isOn()) && coverLegend(this.parts),
    ];
  }

  /**
   * @param {CoverView} view
   * @returns {Child}
   */
  compareBar(view) {
    const { language, state, world: { timeline, when } } = this.parts;
    const other = timeline.dayOf(state.now.compare);
    const box = make('input', { type: 'date', class: 'pm-sort', 'data-key': 'cover-date', 'aria-label': language.t('cover.compare'), onchange: () => box.value && state.set({ compare: box.value }) });
    box.min = isoOfDay(timeline.first);
    box.max = isoOfDay(timeline.last);
    box.value = isoOfDay(other);
    const swap = () => state.set({ date: other === timeline.asOf ? '' : isoOfDay(other), compare: when.date });
    return make('div', { class: 'pm-gap-bar' }, box,
      make('button', { type: 'button', class: 'pm-plain-button', 'data-key': 'cover-swap', 'aria-disabled': String(!view.isCompared), onclick: swap }, language.t('cover.swap', { date: language.date(isoOfDay(other)) })));
  }

  /**
   * @param {CoverView} view
   * @param {Set<number> | null} parks
   * @param {number} chosen
   * @returns {Child[]} the parks, the worst first
   */
  parkRows(view, parks, chosen) {
    const { language, world } = this.parts;
    const rank = { fail: 0, not_assessable: 1, for_reference: 1, pass: 2 };
    const rows = world.scene.parks.ids.map((_, park) => ({ park, figures: view.figures(park) })).filter(({ park }) => !parks || parks.has(park))
      .map((row) => ({ ...row, rank: rank[/** @type {keyof typeof rank} */ (view.judged(row.figures).verdict)], level: view.level(row.figures, view.top) }))
      .sort((one, other) => one.rank - other.rank || (one.level ?? 2) - (other.level ?? 2) || one.park - other.park);
    const shown = rows.filter(({ park }, at) => at < this.most || park === chosen);
    return [
      make('h2', {}, language.t('cover.parks')),
      make('ul', { class: 'pm-cover-parks' }, shown.map(({ park, figures }) => make('li', {}, this.parkRow(view, park, figures, park === chosen)))),
      shown.length < rows.length && make('button', { type: 'button', class: 'pm-link', 'data-key': 'cover-more', onclick: () => {
        this.most += PARKS_AT_ONCE;
        this.parts.refresh();
      } }, language.t('layers.more', { count: rows.length - shown.length })),
    ];
  }

  /**
   * @param {CoverView} view
   * @param {number} park
   * @param {Figures} figures
   * @param {boolean} chosen
   * @returns {Child}
   */
  parkRow(view, park, figures, chosen) {
    const { language, select, world } = this.parts;
    const { verdict } = view.judged(figures);
    const instead = insteadText(language, view, figures);
    return make('button', { type: 'button', class: 'pm-cover-park', 'aria-pressed': String(chosen), 'data-key': `cover-park-${park}`, 'data-park': world.scene.parks.ids[park], onclick: () => select({ kind: 'park', park }) },
      make('span', { class: 'pm-cover-name' }, world.parkName(language, park)),
      verdictMark(language, verdict),
      this.bar(view, figures, park),
      make('b', {}, figureText(language, view, figures), instead && make('small', {}, instead)),
      make('span', { class: 'pm-cover-rest' }, view.isCompared ? this.change(view, park) : [view.isRound && `${sharesText(language, figures)} · `, facilitiesText(language, figures), this.circle(view, park)]));
  }

  /**
   * @param {CoverView} view
   * @param {Figures} figures
   * @param {number} park
   * @returns {Child} the figure against the limit; a thin bar below it is the other day
   */
  bar(view, figures, park) {
    const length = (/** @type {Figures} */ of) => {
      const level = view.level(of, view.top);
      return level === null ? '' : `M0 0h${+(100 * level).toFixed(2)}`;
    };
    const { verdict } = view.judged(figures);
    const other = view.isCompared ? view.rule.figures(view.states[view.state === view.states[0] ? 1 : 0], park) : null;
    return make('svg', { class: `pm-cover-bar pm-verdict-${verdict}`, viewBox: '0 0 100 14', preserveAspectRatio: 'none', 'aria-hidden': 'true', focusable: 'false' },
      make('path', { class: 'pm-cover-track', d: 'M0 0h100', transform: 'translate(0 7)' }),
      make('path', { class: 'pm-cover-level', d: length(figures), transform: 'translate(0 7)' }),
      other && make('path', { class: 'pm-cover-other', d: length(other), transform: 'translate(0 12.5)' }),
      view.mark !== null && make('path', { class: 'pm-cover-mark', d: `M${+(100 * view.mark).toFixed(2)} 0V14` }));
  }
}
