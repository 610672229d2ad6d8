// Coverage on paper: the rule that is chosen, the zone and its parks, and the gaps, on as many sheets as they take.

/** More gaps than this are not printed; the sheet says so. */
const MOST_PRINTED_GAPS = 500;

class CoverSheets {
  /** @param {PageParts} parts */
  constructor(parts) {
    this.parts = parts;
    this.box = byId('pm-sheets');
    /** Whether a proposal is printed, and not the day that is shown. */
    this.isProposal = false;
  }

  /** @returns {CoverView | null} what is printed; nothing while it is not there */
  view() {
    const { world, state } = this.parts;
    return this.isProposal && world.proposal ? world.proposal.view(world, state.now, true) : coverView(world, state.now);
  }

  /**
   * @param {CoverView} view
   * @param {GapList} gaps as they are listed
   */
  lay(view, gaps) {
    document.documentElement.classList.add('pm-printing-chart');
    const first = this.sheet(view);
    refill(this.box, first);
    dealRows(this.box, first, this.rows(view, gaps), () => this.sheet(view), () => {});
    const { language } = this.parts;
    const places = [...this.box.querySelectorAll('.pm-sheet-number')];
    places.forEach((place, at) => refill(place, language.t('chart.sheet', { at: at + 1, count: places.length })));
  }

  clear() {
    document.documentElement.classList.remove('pm-printing-chart');
    refill(this.box);
  }

  /**
   * @param {CoverView} view
   * @returns {HTMLElement} an empty sheet
   */
  sheet(view) {
    const { language, world, filters } = this.parts;
    const { scene } = world;
    const layer = scene.layers[view.rule.head.layer];
    const { park } = this.parts.state.now.filters;
    return make('section', { class: 'pm-sheet pm-cover-sheet' },
      make('div', { class: 'pm-sheet-head' },
        make('h2', {}, `${language.pick(scene.zone)} · ${language.pick(layer.title)} · ${language.pick(view.rule.head.title)}`),
        scene.illustrative && make('span', { class: 'pm-chip' }, language.t('illustrative')),
        make('span', { class: world.when.isPlan ? 'pm-planned' : '' }, whenText(language, world.when))),
      park.length > 0 && make('p', { class: 'pm-sheet-filters' }, language.t('filter.title'), language.t('colon'), filters.words(language).join(' · ')),
      make('p', {}, [ruleSource(language, view.rule.head), view.rule.head.note && language.pick(view.rule.head.note), language.word('distance', view.rule.head.distance)].filter(Boolean).join(' · ')),
      make('div', { class: 'pm-sheet-rows' }),
      make('div', { class: 'pm-sheet-foot' },
        make('p', {}, language.t('approval'), make('br'), language.t('print.sources', { files: [scene.parks.source.file, layer.source.file].join(language.t('slash')) })),
        make('p', { class: 'pm-sheet-number' })));
  }

  /**
   * @param {CoverView} view
   * @param {GapList} gaps
   * @returns {HTMLElement[]}
   */
  rows(view, gaps) {
    if (this.isProposal) return siteSheetRows(this.parts);
    const { language, state, world } = this.parts;
    const { ids } = world.scene.parks;
    const { park: only } = state.now.filters;
    const row = (/** @type {Child[]} */ cells, kind = '') => make('div', { class: `pm-cover-row ${kind}` }, cells.map((cell) => make('span', {}, cell)));
    const parks = ids.map((_, park) => park).filter((park) => !only.length || only.includes(ids[park]));
    const names = DENOMINATORS.map((name) => language.word('denominator', name));
    const lines = [
      row([language.t('park'), ...names, language.t('cover.facilities'), language.t('cover.judged'), language.t('cover.verdict')], 'pm-cover-row-head'),
      ...[-1, ...parks].map((park) => {
        const figures = view.figures(park);
        const name = park < 0 ? language.t('cover.zone') : world.parkName(language, park);
        return row([name, ...figures.shares.map(percent), [facilitiesText(language, figures), circleText(language, view, park)].filter(Boolean).join(' · '), figureText(language, view, figures), verdictMark(language, view.judged(figures).verdict)], park < 0 ? 'pm-cover-row-zone' : '');
      }),
    ];
    const listed = view.isRound ? [...gaps.items.subarray(0, MOST_PRINTED_GAPS)] : [];
    if (!listed.length) return lines;
    const cut = listed.length < gaps.items.length ? language.t('cover.gaps_cut', { printed: listed.length }) : '';
    return [...lines, make('h3', {}, `${language.t('cover.gaps')} · ${language.t('cover.gap_count', { count: gaps.items.length })} ${cut}`),
      // Words that have not come by the time of printing are missing; those that were seen are there.
      ...listed.map((plot) => make('div', { class: 'pm-cover-gap' }, (gaps.face(plot) || { content: [language.t('progress.busy')] }).content))];
  }
}
