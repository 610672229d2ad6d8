// Coverage in words and marks: shares, verdicts, clauses, and what the map means by its colours.

/** Classes of a share: a fifth each. */
const COVER_ALPHAS = [0.08, 0.22, 0.38, 0.54, 0.72];
/** A verdict reads by its shape, too. */
const VERDICT_MARKS = {
  pass: 'M8 1.500a6.500 6.500 0 1 0 0 13 6.500 6.500 0 0 0 0-13zM4.500 8.200l2.600 2.600 4.600-5.200',
  fail: 'M2 2h12v12H2zM5 5l6 6M11 5l-6 6',
  for_reference: 'M8 1.500L14.500 8 8 14.500 1.500 8zM8 5v3.500M8 10.400v.600',
  not_assessable: 'M3 8h10',
};

/**
 * @param {number | null} share
 * @returns {string} per cent as reports write it: rounded to the sixth digit first, and halves to the even tenth
 */
function percent(share) {
  if (share === null) return '–';
  const scaled = Number(share.toFixed(6)) * 100;
  const isHalf = Math.abs(scaled) % 1 === 0.25;
  return `${isHalf ? Math.trunc(scaled * 10) / 10 : scaled.toFixed(1)}%`;
}

/**
 * @param {Language} language
 * @param {number | null} before
 * @param {number | null} after
 * @returns {string} by how many points a share has changed, nothing where that cannot be told
 */
function changeText(language, before, after) {
  if (before === null || after === null) return '';
  const points = percent(after - before).replace('-', '−').replace('%', '');
  return language.t('cover.points', { points: after > before ? `+${points}` : points });
}

/**
 * @param {Language} language
 * @param {string} verdict
 * @returns {Child}
 */
function verdictMark(language, verdict) {
  return make('span', { class: `pm-verdict pm-verdict-${verdict}` },
    make('svg', { viewBox: '0 0 16 16', width: 14, height: 14, 'aria-hidden': 'true', focusable: 'false' },
      make('path', { d: VERDICT_MARKS[/** @type {keyof typeof VERDICT_MARKS} */ (verdict)], fill: 'none', stroke: 'currentColor', 'stroke-width': 1.8, 'stroke-linecap': 'round', 'stroke-linejoin': 'round' })),
    make('span', {}, language.word('verdict', verdict)));
}

/** What is told of the day that is shown, of the one it is compared with, and by what. */
class CoverView {
  /**
   * @param {World} world
   * @param {Choice} choice
   * @param {CoverRule} rule
   */
  constructor({ when, timeline }, choice, rule) {
    const { day, scenario } = when;
    const other = choice.compare ? timeline.dayOf(choice.compare) : day;
    this.rule = rule;
    this.by = DENOMINATORS.includes(choice.by) ? DENOMINATORS.indexOf(choice.by) : rule.head.leads;
    this.day = day;
    this.scenario = scenario;
    this.state = rule.stateOn(day, scenario);
    this.isCompared = other !== day;
    /** The earlier day is before, whichever of the two is shown. */
    this.days = [Math.min(day, other), Math.max(day, other)];
    this.states = this.days.map((one) => (one === day ? this.state : rule.stateOn(one, timeline.scenarioOn(one, choice.scenario))));
  }

  /** @param {number} park -1 is the zone */
  figures(park) {
    return this.rule.figures(this.state, park);
  }

  /**
   * @param {Figures} figures
   * @returns {{by: number, verdict: string}}
   */
  judged({ judged }) {
    return judged[this.by];
  }

  /**
   * @param {Figures} figures
   * @returns {number | null} the share that is asked for; where a rule judges another instead, that one
   */
  share(figures) {
    const { by } = this.judged(figures);
    return figures.shares[by < 0 ? this.by : by];
  }

  /** @returns {boolean} whether shares are judged, or else figures of other kinds */
  get hasShares() {
    return this.rule.head.isShare;
  }

  /** @returns {boolean} whether there is a radius, so that something lies within it */
  get isRound() {
    return this.rule.head.radius !== null;
  }

  /**
   * @param {Figures} figures
   * @param {number} top what the end of a bar stands for
   * @returns {number | null} how long the bar is, 0 to 1
   */
  level(figures, top) {
    const value = this.hasShares ? this.share(figures) : figures.value;
    return value === null ? null : Math.min(1, value / top);
  }

  /** @returns {number} what the end of a bar stands for: all, or twice the limit */
  get top() {
    return this.hasShares ? 1 : 2 * (this.rule.head.limit || 1);
  }

  /** @returns {number | null} where on a bar the limit is */
  get mark() {
    const { limit } = this.rule.head;
    return limit === null ? null : limit / this.top;
  }
}

/**
 * @param {Language} language
 * @param {CoverView} view
 * @param {Figures} figures
 * @returns {string} the figure that a row leads with
 */
function figureText(language, view, figures) {
  if (view.hasShares) return percent(view.share(figures));
  return figures.words ? figures.words[language.lang === 'zh' ? 0 : 1] : '–';
}

/**
 * @param {Language} language
 * @param {CoverView} view
 * @param {number} park -1 is the zone
 * @returns {string} of walks, what the circle's share would be, of the area where no share is judged; else nothing
 */
function circleText(language, view, park) {
  const { straight } = view.rule;
  if (!straight) return '';
  const { by } = view.judged(view.figures(park));
  const { shares } = straight.figures(view.state, park);
  const area = `${language.word('denominator', DENOMINATORS[0])} ${percent(shares[0])}`;
  return language.t('cover.circle', { share: by < 0 || shares[by] === null ? area : percent(shares[by]) });
}

/**
 * @param {Language} language
 * @param {Figures} figures
 * @returns {string} all three shares
 */
function sharesText(language, { shares }) {
  return shares.map((share, at) => `${language.word('denominator', DENOMINATORS[at])} ${percent(share)}`).join(' · ');
}

/**
 * @param {Language} language
 * @param {Figures} figures
 * @returns {string} facilities in a park, and near enough to it
 */
function facilitiesText(language, { inside, places, serving }) {
  const words = [language.t('cover.inside', { count: inside })];
  if (places !== inside) words.push(language.t('cover.places', { count: places }));
  if (serving !== null) words.push(language.t('cover.near', { count: serving }));
  return words.join(' · ');
}

/**
 * @param {Language} language
 * @param {RuleHead} head
 * @returns {string} where a rule stands, and whether anybody looked
 */
function ruleSource(language, { source, clause, edition, force, verified }) {
  return [
    language.pick(source), clause && language.t('cover.clause', { clause }), edition && language.t('cover.edition', { edition }),
    language.word('force', force), verified ? language.t('cover.verified') : language.t('cover.unverified')].filter(Boolean).join(' · ');
}

/**
 * @param {Language} language
 * @param {CoverView} view
 * @returns {string} of what a share is one
 */
function shareName(language, { by, hasShares, rule }) {
  const what = language.word('denominator', DENOMINATORS[by]);
  return hasShares ? language.t('cover.within', { what, radius: language.number(rule.head.radius || 0) }) : language.pick(rule.head.title);
}

/**
 * @param {Language} language
 * @param {CoverView} view
 * @param {Figures} figures
 * @returns {string} what is served out of what there is, with its unit; nothing where no share is told
 */
function sumText(language, view, figures) {
  const { areaServed, area, plotsServed, plots, employeesServed, employees } = figures;
  const judged = view.judged(figures).by;
  const by = judged < 0 ? view.by : judged;
  const [some, all] = [[areaServed, area], [plotsServed, plots], [employeesServed, employees]][by];
  if (!view.hasShares || some === null || all === null) return '';
  const told = (/** @type {number} */ value) => language.number(by ? value : +(value / 1e6).toFixed(2));
  return `${told(some)} / ${told(all)} ${by ? language.word('denominator', DENOMINATORS[by]) : 'km²'}`;
}

/**
 * @param {Language} language
 * @param {CoverView} view
 * @param {Figures} figures
 * @returns {string} the share that is judged where the one that is asked for is not there
 */
function insteadText(language, view, figures) {
  const { by } = view.judged(figures);
  return view.hasShares && by >= 0 && by !== view.by ? ` (${language.word('denominator', DENOMINATORS[by])})` : '';
}

/**
 * @param {PageParts} parts
 * @returns {string[]} what the figures on the map stand for: the rule with its limit, the zone, and where the rule stands
 */
function coverSaid({ language, atlas, world }) {
  const { cover } = atlas;
  const view = cover.view();
  if (!view) return [];
  const { head } = view.rule;
  const figures = view.figures(-1);
  const limit = view.hasShares && head.limit !== null ? ` ≥${language.number(+(100 * head.limit).toFixed(1))}%` : '';
  const proposal = cover.proposal && cover.proposal.mode() !== 'off' ? cover.proposal : null;
  const change = (/** @type {string[]} */ names, /** @type {Figures[]} */ pair) => pair.map((one, at) => `${names[at]} ${figureText(language, view, one)}`).join(' → ');
  return [
    [language.pick(cover.titleOf(view.rule)), ...new Set([language.pick(head.title), `${shareName(language, view)}${limit}`])].join(' · '),
    [`${language.t('cover.zone')} ${figureText(language, view, figures)}${insteadText(language, view, figures)} ${language.word('verdict', view.judged(figures).verdict)}`,
      sumText(language, view, figures),
      proposal ? change([language.t('sites.before'), language.t('sites.after')], [0, 1].map((state) => view.rule.figures(state, -1)))
        : view.isCompared && change(view.days.map((day) => language.date(isoOfDay(day))), view.states.map((state) => view.rule.figures(state, -1))),
      view.isRound && language.word('distance', head.distance), circleText(language, view, -1)].filter(Boolean).join(' · '),
    ruleSource(language, head),
    [figures.untold > 0 && view.by === 2 && language.t('cover.untold_count', { count: figures.untold }),
      proposal ? proposal.dayText(language) : world.coverage.isStill && language.t('cover.still')].filter(Boolean).join(' '),
  ].filter(Boolean);
}

/**
 * @param {PageParts} parts
 * @returns {Child} the legend of what coverage draws; nothing where it draws nothing
 */
function coverLegend({ language, atlas }) {
  const entries = coverKeys(language, atlas.cover);
  return entries.length > 0 && make('ul', { class: 'pm-park-legend pm-cover-legend' }, entries.map(({ kind, text }) =>
    make('li', {}, kind === 'shares'
      ? make('span', { class: 'pm-shares pm-cover-shares', 'aria-hidden': 'true' }, COVER_ALPHAS.map((_, at) => make('i', { class: `pm-cover-${at}` })))
      : coverKey(kind), make('span', {}, text))));
}

/**
 * @param {string} kind
 * @returns {Child} a small area as the map draws it; strokes, for printers leave out fine gradients
 */
function coverKey(kind) {
  if (kind === 'street' || kind === 'route')
    return make('svg', { class: `pm-cover-key pm-cover-${kind}`, viewBox: '0 0 32 16', width: 32, height: 16, 'aria-hidden': 'true', focusable: 'false' }, make('path', { d: 'M2 8h28' }));
  const lines = (/** @type {number} */ turn) => Array.from({ length: 8 }, (_, at) => (turn > 0 ? `M${at * 6 - 12} 16l16-16` : `M${at * 6 - 12} 0l16 16`)).join('');
  const hatch = { gap: lines(1), lost: lines(1) + lines(-1), site: 'M16 15l-5-6a6.500 6.500 0 1 1 10 0z', other: 'M16 1l7 7-7 7-7-7z' }[kind];
  return make('svg', { class: `pm-cover-key pm-cover-${kind}`, viewBox: '0 0 32 16', width: 32, height: 16, 'aria-hidden': 'true', focusable: 'false' },
    make('path', { class: 'pm-key-fill', d: 'M.500.500h31v15H.500z' }), hatch && make('path', { class: 'pm-key-hatch', d: hatch }));
}

/**
 * @param {Language} language
 * @param {CoverMap} cover
 * @returns {{kind: string, text: string}[]} what the map's colours mean, in words
 */
function coverKeys(language, cover) {
  const view = cover.view();
  if (!view) return [];
  const { fill, shade } = cover.look();
  if (cover.proposal && cover.proposal.mode() !== 'off') return cover.proposal.keys(language, { fill, shade });
  const keys = [];
  const day = (/** @type {number} */ at) => language.date(isoOfDay(view.days[at]));
  if (fill && view.hasShares) keys.push({ kind: 'shares', text: language.t('cover.legend_share', { what: shareName(language, view) }) }, { kind: 'fails', text: language.word('verdict', 'fail') });
  else if (fill) keys.push({ kind: 'met', text: language.word('verdict', 'pass') }, { kind: 'gap', text: language.word('verdict', 'fail') });
  if (shade && view.isRound) {
    const told = { layer: language.pick(cover.titleOf(view.rule)), radius: language.number(view.rule.head.radius || 0) };
    keys.push({ kind: 'served', text: view.rule.straight ? language.t('cover.served_walk', told) : language.t('cover.served', told) });
    if (view.rule.straight) keys.push({ kind: 'street', text: language.t('cover.streets', told) });
    if (view.isCompared) keys.push({ kind: 'gained', text: language.t('cover.gained', { from: day(0), to: day(1) }) }, { kind: 'lost', text: language.t('cover.lost', { to: day(1) }) });
    keys.push({ kind: 'gap', text: language.t('cover.gap') });
  }
  if (cover.route()) keys.push({ kind: 'route', text: language.t('cover.route') });
  return keys;
}

/**
 * @param {PageParts} parts
 * @returns {LegendEntry[]} the same for a picture
 */
function coverEntries({ language, atlas }) {
  return coverKeys(language, atlas.cover).map(({ kind, text }) => ({
    look: BUILT, name: text, count: null,
    swatch: { width: kind === 'shares' ? 60 : 30, paint: (context) => atlas.cover.paintKey(context, kind, atlas.theme) } }));
}
